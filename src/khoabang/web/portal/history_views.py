"""Views of one body over the years, and of the documents that its evidence makes public."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khoabang.web.evidence import selectors as evidence
from khoabang.web.evidence import store
from khoabang.web.evidence.kinds import KINDS
from khoabang.web.organisations.models import Body
from khoabang.web.portal.failures import failure
from khoabang.web.portal.history import history
from khoabang.web.portal.movement import policy_of_years
from khoabang.web.rounds.selectors import Current, body_with_results


@require_safe
def body_history(request: HttpRequest, authority_code: str, body_code: str) -> HttpResponse:
    body, results = _body_or_404(authority_code, body_code)
    return render(request, "portal/history.html", {"history": history(body, results), "policy": policy_of_years()})


@require_safe
def document(request: HttpRequest, authority_code: str, body_code: str, revision: int) -> HttpResponse:
    """A file that the body and the lead department both agreed to publish, always to be kept and never shown in our name."""
    body, results = _body_or_404(authority_code, body_code)
    found = evidence.published_of(body, [current.round for current in results]).filter(pk=revision).first()
    if found is None:
        raise Http404
    try:
        opened = store.opened(found.path)
    except OSError:
        words = gettext("Tệp không còn đọc được trong kho lưu trữ. Hãy báo cơ quan thường trực; mã kiểm tra của tệp: {sha256}.")
        return failure(request, 503, gettext("Không mở được tệp"), words.format(sha256=found.sha256))
    media_type = KINDS[found.kind].media_type
    response: Any = FileResponse(opened, as_attachment=True, filename=found.name, content_type=media_type)
    response.headers["Content-Length"] = str(found.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[no-any-return]


def _body_or_404(authority: str, code: str) -> tuple[Body, list[Current]]:
    found = body_with_results(authority, code)
    if found is None:
        raise Http404
    return found
