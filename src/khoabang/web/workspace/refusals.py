"""Pages that say why something is not done, and what to do."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web.accounts.models import Role
from khoabang.web.rounds.models import Round, Stage


def refusal(request: HttpRequest, status: int, title: str, words: str, **extra: object) -> HttpResponse:
    """A page with a title, the reason, and the way back."""
    return render(request, "workspace/refusal.html", {"title": title, "words": words, **extra}, status=status)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is; the page asked for comes after."""
    address = reverse("account_login")
    return HttpResponseRedirect(
        f"{address}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else address
    )


def not_your_role(request: HttpRequest, roles: Collection[Role]) -> HttpResponse:
    """Say whose work it is."""
    names = ", ".join(sorted(str(role.label) for role in roles))
    return refusal(
        request,
        403,
        gettext("Việc này thuộc vai trò khác"),
        gettext("Bạn không giữ vai trò thực hiện việc này ở đây. Việc này dành cho: %(roles)s.") % {"roles": names},
    )


def not_in_this_stage(request: HttpRequest, round_: Round) -> HttpResponse:
    """Say where the round stands."""
    words = gettext("Đợt đánh giá đang ở bước «%(stage)s», nên việc này không được nhận. Không có gì bị thay đổi.")
    return refusal(request, 409, gettext("Không đúng bước của đợt đánh giá"), words % {"stage": Stage(round_.stage).label})


def own_body(request: HttpRequest) -> HttpResponse:
    """Say that nobody judges their own body."""
    words = gettext(
        "Bạn thuộc cơ quan này nên không thẩm định, không quyết định và không biểu quyết về kết quả của cơ quan mình."
    )
    return refusal(request, 403, gettext("Không tự thẩm định cơ quan mình"), words)


def not_by_this_way(request: HttpRequest) -> HttpResponse:
    """Say that a page takes nothing."""
    response = refusal(request, 405, gettext("Không nhận yêu cầu này"), gettext("Trang này chỉ để xem."))
    response.headers["Allow"] = "GET, HEAD"
    return response
