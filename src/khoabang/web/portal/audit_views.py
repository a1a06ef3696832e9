"""Views of audits: a form, a report, its downloads, another run, its deletion."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from khoabang.scoring.problems import Problem
from khoabang.web.audits import selectors, services
from khoabang.web.audits.errors import Busy, NoRoom, NotAudited, NotUnderstood, TooHard, TooManyRuns, Unreadable
from khoabang.web.audits.limits import MAX_DRAINED, MAX_REQUEST, MAX_UPLOAD
from khoabang.web.audits.models import AuditReport
from khoabang.web.audits.report import published
from khoabang.web.audits.running import Said
from khoabang.web.portal.audit_page import audit_page, csv_rows
from khoabang.web.portal.context import in_other_languages
from khoabang.web.portal.failures import NotHere, failure
from khoabang.web.portal.own_forms import answers
from khoabang.web.portal.scan_page import passages_sent
from khoabang.web.portal.told_form import check_sent, told_sent, typed

FILE, TEXT = "tep", "van-ban"
DROPPED = "da-bo"


@answers("GET", "HEAD", "POST")
def start(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    if int(request.headers.get("Content-Length") or 0) > MAX_REQUEST:
        _drain(request)
        return _form(request, [(FILE, _too_large())], status=413)
    try:
        upload, text = request.FILES.get(FILE), request.POST.get(TEXT, "")
    except RequestDataTooBig:
        _drain(request)
        return _form(request, [(TEXT, gettext("Văn bản dán quá dài. Hãy dán riêng bảng, hoặc gửi thành tệp."))], status=413)
    except MultiPartParserError:
        return _form(request, [(FILE, gettext("Tệp gửi đến không trọn vẹn. Hãy gửi lại."))], status=400)
    if sum(len(sent) for _name, sent in request.FILES.lists()) > 1:
        return _form(request, [(FILE, gettext("Mỗi lần chỉ kiểm tra một tệp. Hãy chọn lại một tệp."))], text=text, status=422)
    if upload is None and not text.strip():
        return _form(request, [(FILE, gettext("Chọn một tệp, hoặc dán bảng vào ô văn bản."))], status=422)
    if upload is not None and text.strip():
        both = gettext("Đã có tệp và cả văn bản dán. Chỉ gửi một trong hai.")
        return _form(request, [(TEXT, both)], text=text, status=422)
    if upload is not None and (upload.size or 0) > MAX_UPLOAD:
        return _form(request, [(FILE, _too_large())], status=413)
    try:
        if isinstance(upload, TemporaryUploadedFile):
            made = services.audit_file(Path(upload.temporary_file_path()), upload.name or "", timezone.now())
        else:
            made = services.audit_text(text, timezone.now())
    except NotAudited as refused:
        field = FILE if upload is not None else TEXT
        said = [(field, words) for words in _why_not(refused)]
        return _form(request, said, text="" if upload is not None else text, status=503 if _is_passing(refused) else 422)
    return _see(made)


@answers("GET", "HEAD")
def report(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    # A look ahead by a machine (HEAD) must not use up what is shown once.
    return _report(request, kept, deletion=_deletion(request, kept) if request.method == "GET" else "")


@answers("GET", "HEAD")
def as_json(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    content = published(selectors.content_of(kept), selectors.said_of(kept), get_language() or "vi")
    return _download(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "application/json", "kiem-tra.json")


@answers("GET", "HEAD")
def as_csv(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    written = io.StringIO()
    csv.writer(written).writerows(csv_rows(selectors.content_of(kept), get_language() or "vi"))
    # The mark makes Excel read UTF-8.
    return _download("\ufeff" + written.getvalue(), "text/csv; charset=utf-8", "kiem-tra.csv")


@answers("POST")
def again(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    sent, tables = typed(request.POST), selectors.content_of(kept)["tables"]
    number = sent.get("bang", "")
    if not number.isdecimal() or int(number[:6]) >= len(tables):
        return failure(request, 400, gettext("Không hiểu yêu cầu này"), gettext("Bảng này không có trong báo cáo."))
    table = int(number)
    told = told_sent(tables[table], sent)
    if told is None:
        return _not_offered(request)
    before = selectors.said_of(kept)
    others = {other: each for other, each in before.told.items() if other != str(table)}
    said = before._replace(told=others | ({str(table): told.as_plain()} if told else {}))
    try:
        check_sent(table, told)
    except NotUnderstood as refused:
        return _report(request, kept, said, refused)
    return _made_again(request, kept, said)


@answers("POST")
def against(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    chosen = request.POST.get("bo")
    if chosen is None or chosen not in {"", *selectors.set_names()}:
        return _not_offered(request)
    return _made_again(request, kept, selectors.said_of(kept)._replace(criteria_set=chosen))


@answers("GET", "HEAD")
def picture(request: HttpRequest, token: str, page: int) -> HttpResponse:
    found = selectors.picture_of(_report_or_404(token), page)
    if found is None:
        raise NotHere(gettext("Không có ảnh của trang này."))
    return HttpResponse(found, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@answers("POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    kept = _report_or_404(token)
    scans = selectors.content_of(kept).get("scans", [])
    scan = next((scan for scan in scans if str(scan["page"]) == request.POST.get("trang")), None)
    passages = passages_sent(scan, typed(request.POST)) if scan else None
    if scan is None or passages is None:
        words = gettext("Biểu mẫu gửi đến không trọn vẹn. Hãy mở lại báo cáo và gửi lại.")
        return failure(request, 400, gettext("Không hiểu yêu cầu này"), words)
    if not request.POST.get("da-so"):
        words = gettext("Hãy so từng ô với ảnh rồi đánh dấu là đã so. Bấm nút lùi của trình duyệt thì chỗ vừa sửa vẫn còn.")
        return failure(request, 422, gettext("Chưa xác nhận"), words)
    confirmed = kept.confirmed | {scan["place"]: passages}
    if confirmed == kept.confirmed:
        return _see(kept)
    try:
        made, is_dropped = services.audit_confirmed(kept, confirmed)
    except NotAudited as refused:
        return _not_made(request, refused)
    return _see(made, f"?{DROPPED}=1" if is_dropped else "")


@answers("GET", "HEAD", "POST")
def delete(request: HttpRequest, token: str, key: str) -> HttpResponse:
    kept = _report_or_404(token)
    if not services.is_deletion_key(kept, key):
        raise NotHere(gettext("Liên kết xóa này không đúng."))
    if request.method == "POST":
        services.report_delete(kept)
        return render(request, "portal/audit_deleted.html", {"here": "audit"})
    return render(request, "portal/audit_delete.html", {"here": "audit", "report": kept})


def _form(request: HttpRequest, errors: list[tuple[str, str]] | None = None, text: str = "", status: int = 200) -> HttpResponse:
    wrong = {field: [words for at, words in errors or [] if at == field] for field in (FILE, TEXT)}
    context = {"here": "audit", "errors": errors, "wrong_file": wrong[FILE], "wrong_text": wrong[TEXT], "text": text}
    return render(request, "portal/audit.html", context, status=status)


def _report(
    request: HttpRequest, kept: AuditReport, sent: Said | None = None, refused: NotUnderstood | None = None, deletion: str = ""
) -> HttpResponse:
    said = selectors.said_of(kept)
    context: dict[str, Any] = {
        "here": "audit",
        "report": kept,
        "page": audit_page(selectors.content_of(kept), said, get_language() or "vi", sent, refused),
        "expires": selectors.last_day(kept),
        "deletion": deletion,
        "is_dropped": DROPPED in request.GET,
    }
    if refused:  # the form's own address shows nothing
        context["other_languages"] = in_other_languages(reverse("portal:audit-report", args=[kept.token]))
    return render(request, "portal/audit_report.html", context, status=422 if refused else 200)


def _made_again(request: HttpRequest, kept: AuditReport, said: Said) -> HttpResponse:
    if said == selectors.said_of(kept):
        return _see(kept)
    try:
        made = services.audit_again(kept, said)
    except NotUnderstood as refused:
        return _report(request, kept, said, refused)
    except NotAudited as refused:
        return _not_made(request, refused)
    return _see(made)


def _not_made(request: HttpRequest, refused: NotAudited) -> HttpResponse:
    return failure(request, 503, gettext("Chưa kiểm tra lại được"), " ".join(_why_not(refused)))


def _not_offered(request: HttpRequest) -> HttpResponse:
    return failure(
        request, 400, gettext("Không hiểu yêu cầu này"), gettext("Biểu mẫu gửi đến có lựa chọn không có trong danh sách.")
    )


def _see(made: AuditReport, query: str = "") -> HttpResponse:
    response = redirect(reverse("portal:audit-report", args=[made.token]) + query)
    response.status_code = 303
    return response


def _report_or_404(token: str) -> AuditReport:
    kept = selectors.report_open(token, timezone.now())
    if kept is None:
        raise NotHere(gettext("Không có báo cáo này, hoặc báo cáo đã quá 30 ngày hay đã bị xóa."))
    return kept


def _deletion(request: HttpRequest, kept: AuditReport) -> str:
    key = services.deletion_shown(kept)
    return request.build_absolute_uri(reverse("portal:audit-delete", args=[kept.token, key])) if key else ""


def _drain(request: HttpRequest) -> None:
    """Read a refused request to its end and keep nothing: a browser that is cut off in the middle shows no answer."""
    read = 0
    while read < MAX_DRAINED and (piece := request.read(1 << 16)):
        read += len(piece)


def _download(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _too_large() -> str:
    return gettext("Tệp lớn hơn 32 MB. Hãy gửi riêng tệp có bảng xếp hạng.")


def _is_passing(refused: NotAudited) -> bool:
    return isinstance(refused, Busy | NoRoom)


def _why_not(refused: NotAudited) -> list[str]:
    match refused:
        case Unreadable():
            lang = get_language() or "vi"
            found = [Problem(str(each["code"]), params=each["params"]) for each in refused.problems]  # type: ignore[arg-type]
            return [f"{problem.what(lang)} {problem.remedy(lang)}" for problem in found]
        case Busy():
            return [gettext("Đang có nhiều người kiểm tra cùng lúc. Hãy thử lại sau một phút.")]
        case NoRoom():
            return [gettext("Chỗ giữ báo cáo đã đầy. Hãy thử lại vào ngày khác, hoặc dùng lệnh khoabang audit trên máy mình.")]
        case TooManyRuns():
            return [gettext("Báo cáo này đã được chạy lại quá nhiều lần. Hãy gửi tệp lại từ đầu.")]
        case NotUnderstood():
            return [refused.said[get_language() or "vi"]]
        case TooHard():
            return [gettext("Tệp quá lớn hoặc quá phức tạp nên chưa kiểm tra xong. Hãy gửi riêng bảng xếp hạng, ít dòng hơn.")]
        case _:
            raise refused
