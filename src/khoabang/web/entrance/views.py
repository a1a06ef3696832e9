"""Pages of coming in that are ours alone: accepting an invitation, and what is said when too much or nothing trustworthy is sent."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from khoabang.web.accounts.addresses import asked_by, change_asked, changed
from khoabang.web.accounts.founding import found, is_founding_token
from khoabang.web.accounts.invitations import accept, with_token
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import known_by
from khoabang.web.entrance.forms import AcceptForm, AddressForm, FoundForm
from khoabang.web.portal import views as portal
from khoabang.web.refusal import Refused
from khoabang.web.workspace.refusals import refusal


@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: who one is, and a password; or only a click, where an account is there already."""
    found = with_token(token)
    if found is None:
        words = gettext("Đường dẫn này đã được dùng, đã bị thu hồi hoặc đã quá hạn. Hãy hỏi người quản trị để được mời lại.")
        return _private(refusal(request, 404, gettext("Lời mời không còn hiệu lực"), words))
    known = known_by(found.email)
    if known is not None:
        form: forms.Form = forms.Form(request.POST if request.method == "POST" else None)
        said = {"name": known.name, "position": known.position, "password": ""}
    else:
        form = AcceptForm(
            request.POST if request.method == "POST" else None,
            email=found.email,
            initial={"name": found.name, "position": found.position},
        )
        said = {}
    if request.method == "POST" and form.is_valid():
        said = said or {key: form.cleaned_data[key] for key in ("name", "position", "password")}
        try:
            person = accept(token=token, address=reverse("workspace:account"), **said)
        except Refused as refused:
            return _private(refusal(request, refused.status, gettext("Không nhận được lời mời"), str(refused)))
        messages.success(request, gettext("Bạn đã nhận lời mời. Từ nay hãy đăng nhập bằng thư điện tử và mật khẩu của bạn."))
        if known is not None:
            return redirect("account_login")
        response: HttpResponse = perform_login(request, Login(user=person, email=person.email))
        return response
    context = {"form": form, "invitation": found, "post": Post.of(found).words, "known": known}
    return _private(render(request, "entrance/invitation.html", context, status=422 if form.is_bound else 200))


@sensitive_post_parameters()
def founding(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator, while nobody can sign in."""
    if not is_founding_token(token):
        words = gettext("Đường dẫn này chỉ dùng khi chưa có ai đăng nhập được. Hãy xem đường dẫn mới nơi khởi động máy chủ.")
        return _private(refusal(request, 404, gettext("Đường dẫn không còn hiệu lực"), words))
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = found(
                code=given["authority_code"],
                name=given["authority_name"],
                email=given["email"],
                person_name=given["name"],
                position=given["position"],
                password=given["password"],
            )
        except Refused as refused:
            return _private(refusal(request, refused.status, gettext("Không lập được"), str(refused)))
        response: HttpResponse = perform_login(request, Login(user=person, email=person.email))
        return response
    return _private(render(request, "entrance/founding.html", {"form": form}, status=422 if form.is_bound else 200))


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another address to sign in by; a link goes to it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person, email = cast(Person, request.user), form.cleaned_data["email"]
        limited = ratelimit.consume_or_429(request, action="manage_email", user=person)
        if limited is not None:
            return cast(HttpResponse, limited)
        try:
            change_asked(person=person, email=email, link=lambda token: _address_of(request, token))
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            words = gettext(
                "Nếu %(email)s chưa có tài khoản nào, thư xác nhận đã được gửi đến đó. Đường dẫn trong thư dùng trong 24 giờ."
            )
            messages.success(request, words % {"email": email})
            return redirect("workspace:account")
    return _private(render(request, "entrance/address.html", {"form": form}, status=422 if form.errors else 200))


def address_confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Take the address whose link was opened; wherever it is opened, since a letter is often read elsewhere."""
    asked = asked_by(token)
    if asked is None:
        words = gettext("Đường dẫn này đã được dùng hoặc đã quá hạn. Hãy đăng nhập và đổi lại địa chỉ.")
        return _private(refusal(request, 404, gettext("Đường dẫn không còn hiệu lực"), words))
    if request.method == "POST":
        try:
            changed(token)
        except Refused as refused:
            return _private(refusal(request, refused.status, gettext("Chưa đổi được địa chỉ"), str(refused)))
        messages.success(request, gettext("Đã đổi địa chỉ. Từ nay hãy đăng nhập bằng %(email)s.") % {"email": asked[1]})
        return redirect("workspace:account" if request.user.is_authenticated else "account_login")
    return _private(render(request, "entrance/address_confirm.html", {"form": forms.Form(), "email": asked[1]}))


def _address_of(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("address-confirmed", args=[token]))


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """The sessions of an account: one is ended, or all but this one."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        key = self.request.POST.get("phien", "")
        if not key:
            response: HttpResponse = super().form_valid(form)
            return response
        chosen = [
            each for each in UserSession.objects.filter(user=self.request.user) if str(each.pk) == key and not each.is_current()
        ]
        end_sessions(self.request, chosen)
        messages.success(self.request, gettext("Đã kết thúc phiên."))
        return redirect("usersessions_list")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page; whoever works here is led back to their work."""
    if not request.user.is_authenticated or not request.path.startswith((reverse("workspace:home"), reverse("entrance"))):
        return portal.not_found(request, exception)
    words = gettext("Địa chỉ có thể bị gõ sai, trang đã được chuyển đi, hoặc không thuộc phạm vi của bạn.")
    return refusal(request, 404, gettext("Không có trang này"), words)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that attempts are counted."""
    words = gettext("Bạn đã thử quá nhiều lần trong thời gian ngắn. Hãy chờ vài phút rồi thử lại.")
    return refusal(request, 429, gettext("Hãy thử lại sau ít phút"), words)


def not_trusted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was not taken: it was open too long, or did not come from a page of this site."""
    if not any(reverse(name) in request.path for name in ("workspace:home", "entrance")):
        return portal.refused(request, reason)
    words = gettext("Trang đã mở quá lâu hoặc bạn đã đăng nhập lại ở thẻ khác. Hãy quay lại, tải lại trang rồi gửi lần nữa.")
    return refusal(request, 403, gettext("Biểu mẫu đã hết hạn"), words)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
