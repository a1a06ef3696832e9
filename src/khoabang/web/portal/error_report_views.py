"""Views of reports of errors: the form at a figure, the page of a report, the reports that were answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from khoabang.web.error_reports import selectors
from khoabang.web.error_reports.figures import Meant, meant, meant_by
from khoabang.web.error_reports.limits import CONTACT_KEPT, DAYS_TO_ANSWER, LONGEST, MAX_REQUEST
from khoabang.web.error_reports.models import ErrorReport, Part
from khoabang.web.error_reports.services import report_received
from khoabang.web.portal.failures import NotHere, failure
from khoabang.web.portal.figures import number
from khoabang.web.portal.own_forms import answers
from khoabang.web.portal.told_form import typed
from khoabang.web.refusal import Refused
from khoabang.web.rounds.selectors import round_current

TRAP = "dien-thoai"
"""A field that people do not see and must leave empty; programs that fill every field do not."""
_FIELDS = {"wrong": "sai", "should_be": "dung", "source": "nguon", "email": "thu"}
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """A report in the list of those that were answered."""

    report: ErrorReport
    meant: Meant
    stands: selectors.Stands


@answers("GET", "HEAD", "POST")
def report_form(request: HttpRequest) -> HttpResponse:
    """The form, filled with the figure that the reader came from; what is sent is kept, and its page shown."""
    if int(request.headers.get("Content-Length") or 0) > MAX_REQUEST:
        return failure(request, 413, gettext("Chưa gửi được"), gettext("Nội dung gửi đến quá dài. Hãy rút gọn rồi gửi lại."))
    try:
        sent = typed(request.POST)
    except RequestDataTooBig:
        return failure(request, 413, gettext("Chưa gửi được"), gettext("Nội dung gửi đến quá dài. Hãy rút gọn rồi gửi lại."))
    about = _meant(sent or request.GET)
    if about is None:
        raise NotHere(
            gettext("Không tìm thấy con số này trong kết quả đã công bố. Hãy mở lại trang kết quả rồi chọn Báo sai sót.")
        )
    if request.method != "POST":
        return _form(request, about)
    try:
        _by_a_person(request, sent)
        given = {name: sent.get(field, "") for name, field in _FIELDS.items()}
        made = report_received(about, **given, language=get_language() or "vi")
    except Refused as refused:
        return _form(request, about, sent, refused)
    response = redirect(reverse("portal:error-report-page", args=[made.code]) + "?moi=1")
    response.status_code = 303
    return response


@answers("GET", "HEAD")
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where a report stands, for everybody who has its code; what its reader wrote once the lead department shows it."""
    found = selectors.report_found(code)
    if found is None:
        raise NotHere(gettext("Không có phản ánh nào mang mã này. Hãy xem lại mã đã ghi."))
    about = meant_by(found.report)
    context = {
        "stands": found,
        "report": found.report,
        "about": about,
        "back": _page_of(about),
        "shown": number(found.report.shown),
        "part": found.report.part_label,
        "due": selectors.due(found.report),
        "is_new": "moi" in request.GET,
        "address": request.build_absolute_uri(reverse("portal:error-report-page", args=[found.report.code])),
    }
    return render(request, "portal/error_report.html", context)


@answers("GET", "HEAD")
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that were answered, of one round or of all; and the way to one by its code."""
    if code := request.GET.get("ma", "").strip():
        found = selectors.report_found(code[:40])
        if found is not None:
            return redirect("portal:error-report-page", found.report.code)
    round_code = request.GET.get("dot", "")[:120]
    current = round_current(round_code) if round_code else None
    if round_code and current is None:
        raise NotHere(gettext("Không có đợt đánh giá này."))
    reports = selectors.answered(round_code)
    count = reports.count()
    pages = max(1, -(-count // PER_PAGE))
    asked = request.GET.get("trang", "1")
    page = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    listed = reports[(page - 1) * PER_PAGE : page * PER_PAGE]
    context = {
        "round": current.round if current else None,
        "answered": [Answered(each, meant_by(each), selectors.stands(each)) for each in listed],
        "count": count,
        "page": page,
        "pages": pages,
        "code": code,
    }
    return render(request, "portal/error_report_list.html", context, status=404 if code else 200)


def _meant(sent: Mapping[str, str]) -> Meant | None:
    """The figure that an address or a form names, in the edition that was seen; of an address without one, the current edition."""
    round_code, edition = sent.get("dot", ""), sent.get("lan", "")
    current = round_current(round_code) if round_code else None
    if current is None:
        return None
    if edition and not (edition.isascii() and edition.isdecimal() and len(edition) < 7):
        return None
    at = int(edition) if edition else current.result.edition
    part = sent.get("so-lieu", "")
    place = {"group": sent.get("khoi", ""), "body": sent.get("co-quan", ""), "criterion": sent.get("tieu-chi", "")}
    return meant(round_code, at, **place, part=part if part in Part.values else "")


def _by_a_person(request: HttpRequest, sent: Mapping[str, str]) -> None:
    """Refuse what programs send: the field that people leave empty filled, or many reports from one place.

    Raises:
        Refused: saying which.
    """
    if sent.get(TRAP):
        words = gettext("Hãy để trống ô này: nó dùng để chặn chương trình gửi tự động.")
        raise Refused(words, field=TRAP, status=422)
    if not ratelimit.consume(request, action="error_report"):
        raise Refused(gettext("Từ nơi này vừa gửi quá nhiều phản ánh. Hãy thử lại sau mười phút."), status=429)


def _form(request: HttpRequest, about: Meant, sent: dict[str, str] | None = None, refused: Refused | None = None) -> HttpResponse:
    wrong = _FIELDS.get(refused.field, refused.field) if refused else ""
    context: dict[str, Any] = {
        "about": about,
        "parts": [(part, number(text)) for part, text in about.offered()],
        "sent": {name: (sent or {}).get(field, "") for name, field in _FIELDS.items()},
        "trap": (sent or {}).get(TRAP, ""),
        "refused": refused,
        "wrong": wrong,
        "longest": LONGEST,
        "days": DAYS_TO_ANSWER,
        "kept": CONTACT_KEPT.days,
        "back": _page_of(about),
    }
    return render(request, "portal/error_report_form.html", context, status=refused.status if refused else 200)


def _page_of(about: Meant) -> str:
    """The public page that shows a figure."""
    codes = [each for each in (about.current.round.code, about.group, about.body) if each]
    return reverse(f"portal:{('round', 'group', 'body')[len(codes) - 1]}", args=codes)
