"""Pages of evidence: a body's documents, one document with its files, and the file itself."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.web.accounts.models import OF_A_BODY, Role
from khoabang.web.accounts.selectors import called_to_body
from khoabang.web.assessments.current import indicators_of
from khoabang.web.evidence import selectors, services, store
from khoabang.web.evidence.kinds import ACCEPTED, KINDS, too_large
from khoabang.web.evidence.limits import MAX_FILE, MAX_FILES
from khoabang.web.evidence.models import Document, Occasion, Revision, Side
from khoabang.web.evidence.occasions import is_open
from khoabang.web.evidence.pages import CannotShow, page_of, pages_in, text_of, unreadable
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Stage, State
from khoabang.web.workspace.access import BODY, COUNCIL, JUDGES, AskedHere, page
from khoabang.web.workspace.evidence_forms import Form, occasion_of, of_document, sent, way_back
from khoabang.web.workspace.refusals import refusal
from khoabang.web.workspace.uploads import dropped, files_sent

READERS = BODY | JUDGES | COUNCIL | {Role.APPROVING, Role.OBSERVER}
TAKING = (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY)
ON_A_PAGE = 25
OF_THE_FILE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"


def _here(request: AskedHere) -> Participant:
    participant = request.here.participant
    if participant is None:
        raise Http404
    return participant


def _to(request: AskedHere, name: str = "documents", **more: int) -> str:
    from django.urls import reverse

    participant = _here(request)
    kwargs = {"round_code": participant.round.code, "body_code": participant.body.code, **more}
    return reverse(f"workspace:{name}", kwargs=kwargs)


def _of_body(request: AskedHere) -> bool:
    return request.here.has(*OF_A_BODY)


@page("body", read=READERS)
def documents(request: AskedHere, /, **_place: str) -> HttpResponse:
    """The body's documents: all of them for itself, those sent or named for who follows or judges it."""
    participant = _here(request)
    search = request.GET.get("tim", "").strip()
    found = selectors.documents_of(participant.body, search)
    if not _of_body(request):
        found = found.filter(pk__in=selectors.visible(request.user, request.here.roles, participant))
    sheet = Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang"))
    for each in sheet:
        each.latest = selectors.latest(each)  # type: ignore[attr-defined]
        each.here = sorted(  # type: ignore[attr-defined]
            {link.indicator for link in each.links.all() if link.participant_id == participant.pk}
        )
        each.elsewhere = sorted(  # type: ignore[attr-defined]
            {link.participant.round.code for link in each.links.all() if link.participant_id != participant.pk}
        )
    public = set(selectors.published().filter(document__in=[each.pk for each in sheet]).values_list("pk", flat=True))
    can_add = _of_body(request) and is_open(Occasion.DRAFT, participant, request.user)
    shown = {"participant": participant, "sheet": sheet, "search": search, "public": public, "can_add": can_add}
    shown["of_body"] = _of_body(request)
    shown["hidden_yet"] = (
        not _of_body(request) and participant.round.stage == Stage.ASSESSMENT and participant.state != State.SENT
    )
    return render(request, "workspace/evidence_documents.html", shown)


@page("body", read=BODY, write=BODY, stages=TAKING)
def add(request: AskedHere, /, **_place: str) -> HttpResponse:
    """Add files and attach them to an indicator."""
    return _add(request, occasion_of(request.POST if request.method == "POST" else request.GET))


@page("body", read=JUDGES, write=JUDGES, stages=(Stage.VERIFICATION,), not_own=True)
def add_of_visit(request: AskedHere, /, **_place: str) -> HttpResponse:
    """Add minutes and pictures of a visit, as the verifier's own."""
    return _add(request, Occasion.VISIT)


def _add(request: AskedHere, occasion: Occasion) -> HttpResponse:
    participant = _here(request)
    back = way_back(request, _to(request))
    if request.method != "POST":
        return _add_form(request, sent(request.GET), occasion, request.GET.get("indicator", ""), back)
    form, indicator = sent(request.POST), request.POST.get("indicator", "")
    too_big = dropped(request)
    if too_big:
        form.wrong["files"] = f"«{too_big[0]}»: {too_large()}"
    fields = form.fields
    if not indicator:
        form.wrong["indicator"] = gettext("Chọn chỉ tiêu mà tài liệu kiểm chứng.")
    elif fields is not None and not too_big:
        try:
            files = [(file, name) for file, name in files_sent(request, "files")]
            if occasion is not Occasion.VISIT and "anew" not in request.POST:
                same = services.there_already(participant, indicator, files, fields.title, occasion)
                if same:
                    return _add_form(request, form, occasion, indicator, back, 409, same)
            made = services.add(participant.pk, indicator, files, fields, by=request.user, occasion=occasion)
        except Refused as refused:
            form.refuse(refused)
            return _add_form(request, form, occasion, indicator, back, refused.status)
        messages.success(request, _told_added(made, indicator))
        _warned(request, [selectors.latest(each) for each in made])
        return redirect(back)
    return _add_form(request, form, occasion, indicator, back, 422)


def _warned(request: AskedHere, revisions: list[Revision]) -> None:
    """Say at once what would be seen only by whoever wants to read it."""
    for each in unreadable(revisions):
        words = gettext(
            "Không mở được «%(name)s» để xem trong trang: tệp có thể bị hỏng hoặc có mật khẩu. Hãy mở thử, và thêm bản khác nếu hỏng."
        )
        messages.warning(request, words % {"name": each.name})


def _told_added(made: list[Document], indicator: str) -> str:
    if len(made) == 1:
        return gettext("Đã thêm tài liệu «%(title)s» vào chỉ tiêu %(code)s.") % {"title": made[0].title, "code": indicator}
    return gettext("Đã thêm %(count)s tài liệu vào chỉ tiêu %(code)s.") % {"count": len(made), "code": indicator}


def _add_form(
    request: AskedHere,
    form: Form,
    occasion: Occasion,
    indicator: str,
    back: str,
    status: int = 200,
    same: Sequence[Document] = (),
) -> HttpResponse:
    participant = _here(request)
    shown = {
        "participant": participant,
        "form": form,
        "occasion": occasion,
        "indicator": indicator,
        "back": back,
        "asked": indicators_of(participant),
        "accept": ACCEPTED,
        "most_size": MAX_FILE // 1_000_000,
        "most_files": MAX_FILES,
        "address": request.path,
        "same": same,
    }
    return render(request, "workspace/evidence_add.html", shown, status=status)


@page("body", write=BODY, stages=TAKING)
def link(request: AskedHere, /, **_place: str) -> HttpResponse:
    """Attach a document that is there to an indicator."""
    if request.method != "POST":
        return redirect(_to(request))
    participant, indicator = _here(request), request.POST.get("indicator", "")
    back = way_back(request, _to(request))
    key = request.POST.get("document", "")
    if not key.isdecimal():
        return _link_form(request, indicator, gettext("Chọn một tài liệu trong danh sách."), back)
    try:
        made = services.link(participant.pk, int(key[:18]), indicator, by=request.user, occasion=occasion_of(request.POST))
    except Refused as refused:
        return _refused(request, refused, back)
    said = gettext("Đã gắn «%(title)s» vào chỉ tiêu %(code)s.") % {"title": made.document.title, "code": indicator}
    messages.success(request, said)
    return redirect(back)


def _link_form(request: AskedHere, indicator: str, wrong: str, back: str) -> HttpResponse:
    """The list to choose from, by itself: the page that it stood on may be any of several."""
    participant, occasion = _here(request), occasion_of(request.POST)
    shown = {
        "participant": participant,
        "indicator": indicator,
        "occasion": occasion.value,
        "offered": selectors.offered(participant, indicator, occasion),
        "wrong": wrong,
        "back": back,
    }
    return render(request, "workspace/evidence_link.html", shown, status=422)


@page("body", write=BODY | JUDGES, stages=TAKING)
def unlink(request: AskedHere, /, link: int, **_place: str) -> HttpResponse:
    """Take a document off an indicator."""
    if request.method != "POST":
        return redirect(_to(request))
    back = way_back(request, _to(request))
    try:
        off = services.unlink(_here(request).pk, link, by=request.user)
    except Refused as refused:
        return _refused(request, refused, back)
    said = gettext("Đã gỡ «%(title)s» khỏi chỉ tiêu %(code)s. Tài liệu vẫn còn trong hồ sơ.")
    messages.success(request, said % {"title": off.document.title, "code": off.indicator})
    return redirect(back)


def _refused(request: AskedHere, refused: Refused, back: str) -> HttpResponse:
    """What is sent by a button alone has no field to say it at: it is a page with the way back."""
    if refused.status == 404:
        raise Http404
    return refusal(request, refused.status, gettext("Chưa thực hiện được"), str(refused), back=back)


def _seen(request: AskedHere, key: int) -> Document:
    """A document that this person may see here.

    Raises:
        Http404: there is none, for this person.
    """
    found = Document.objects.select_related("body", "by", "owner").prefetch_related("revisions__by").filter(pk=key).first()
    if found is None or not selectors.may_see(request.user, request.here.roles, _here(request), found):
        raise Http404
    return found


@page("body", read=READERS)
def document(request: AskedHere, /, document: int, **_place: str) -> HttpResponse:
    """One document: what it is, its present file in the page where that is safe, its earlier files, what it proves, who agreed to publish it."""
    return _document(request, _seen(request, document))


def _document(request: AskedHere, found: Document, form: Form | None = None, status: int = 200) -> HttpResponse:
    participant = _here(request)
    last = selectors.latest(found)
    chosen = request.GET.get("ban", "")
    revisions = sorted(found.revisions.all(), key=lambda each: -each.number)
    shown_one = next((each for each in revisions if str(each.number) == chosen), last)
    kind = KINDS[shown_one.kind]
    links = found.links.filter(participant=participant, removed_at__isnull=True).select_related("by")
    of_body = _of_body(request) and found.body_id == participant.body_id
    said = selectors.consents_of([shown_one]).get(shown_one.pk, {})
    sides = [
        (Side(side), said.get(side), (side == Side.BODY and of_body) or (side == Side.LEAD and request.here.has(Role.LEAD)))
        for side in Side
    ]
    shown = {
        "participant": participant,
        "document": found,
        "revision": shown_one,
        "is_last": shown_one == last,
        "kind": kind,
        "revisions": [(each, KINDS[each.kind]) for each in revisions],
        "text": text_of(shown_one) if kind.code in ("text", "csv") else "",
        **_leaves(request, shown_one),
        "links": links,
        "form": form or of_document(found),
        "can_change": of_body and is_open(Occasion.DRAFT, participant, request.user),
        "names": called_to_body(
            {each.by_id for each in revisions}
            | {each.by_id for each in links}
            | {word.by_id for _side, word, _may in sides if word is not None},
            participant,
        )
        if of_body
        else {},
        "sides": sides if found.body_id else [],
        "is_public": all(word is not None and word.given for _side, word, _may in sides),
        "accept": ACCEPTED,
        "most_size": MAX_FILE // 1_000_000,
    }
    return render(request, "workspace/evidence_document.html", shown, status=status)


def _leaves(request: AskedHere, revision: Revision) -> dict[str, int]:
    """Which page of a PDF is shown, of how many; 0 of 0 where it cannot be."""
    if revision.kind != "pdf":
        return {"leaf": 0, "leaves": 0}
    try:
        leaves = pages_in(revision.path)
    except CannotShow:
        leaves = 0
    wanted = request.GET.get("trang", "")
    return {"leaf": min(max(1, int(wanted[:6])), leaves) if wanted.isdecimal() else min(1, leaves), "leaves": leaves}


@page("body", write=BODY, stages=TAKING)
def describe(request: AskedHere, /, document: int, **_place: str) -> HttpResponse:
    """Correct what is said of a document."""
    if request.method != "POST":
        return redirect(_to(request, "document", document=document))
    found, form = _seen(request, document), sent(request.POST)
    fields = form.fields
    if fields is not None:
        try:
            services.describe(_here(request).pk, document, fields, by=request.user)
        except Refused as refused:
            form.refuse(refused)
            return _document(request, found, form, refused.status)
        messages.success(request, gettext("Đã sửa thông tin tài liệu."))
        return redirect(_to(request, "document", document=document))
    return _document(request, found, form, 422)


@page("body", write=BODY, stages=TAKING)
def revise(request: AskedHere, /, document: int, **_place: str) -> HttpResponse:
    """Add a file to a document as its present one."""
    if request.method != "POST":
        return redirect(_to(request, "document", document=document))
    found = _seen(request, document)
    form, too_big, files = of_document(found), dropped(request), files_sent(request, "files")
    if too_big or not files:
        form.wrong["files"] = f"«{too_big[0]}»: {too_large()}" if too_big else gettext("Chọn một tệp.")
        return _document(request, found, form, 422)
    try:
        made = services.revise(_here(request).pk, document, files[0], by=request.user)
    except Refused as refused:
        form.refuse(refused)
        return _document(request, found, form, refused.status)
    messages.success(request, gettext("Đã thêm bản thứ %(number)s. Các bản trước vẫn được giữ.") % {"number": made.number})
    _warned(request, [made])
    return redirect(_to(request, "document", document=document))


@page("body", write=BODY | {Role.LEAD})
def consent(request: AskedHere, /, document: int, **_place: str) -> HttpResponse:
    """Give or withdraw the consent of one side to publish a file."""
    if request.method != "POST":
        return redirect(_to(request, "document", document=document))
    found = _seen(request, document)
    said, number, given = request.POST.get("side", ""), request.POST.get("revision", ""), request.POST.get("given", "")
    revision = next((each for each in found.revisions.all() if str(each.number) == number), None)
    if revision is None or said not in Side.values or given not in ("yes", "no"):
        raise Http404
    try:
        services.consent(
            _here(request).pk,
            revision.pk,
            Side(said),
            given=given == "yes",
            by=request.user,
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        return _refused(request, refused, _to(request, "document", document=document))
    told = gettext("Đã đồng ý công bố bản này.") if given == "yes" else gettext("Đã rút đồng ý công bố bản này.")
    messages.success(request, told)
    return redirect(f"{_to(request, 'document', document=document)}?ban={revision.number}")


def _revision(request: AskedHere, document: int, number: int) -> Revision:
    found = next((each for each in _seen(request, document).revisions.all() if each.number == number), None)
    if found is None:
        raise Http404
    return found


@page("body", read=READERS)
def file(request: AskedHere, /, document: int, number: int, **_place: str) -> HttpResponse:
    """The file itself, as what it was found to be: shown only where that is safe, else to be kept."""
    revision = _revision(request, document, number)
    kind = KINDS[revision.kind]
    try:
        opened = store.opened(revision.path)
    except OSError:
        words = gettext("Tệp không còn đọc được trong kho lưu trữ. Hãy báo người quản trị; mã kiểm tra của tệp: %(sha256)s.")
        return refusal(request, 503, gettext("Không mở được tệp"), words % {"sha256": revision.sha256})
    attached = not kind.shown or "tai" in request.GET
    response: Any = FileResponse(opened, as_attachment=attached, filename=revision.name, content_type=kind.media_type)
    response.headers["Content-Length"] = str(revision.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = OF_THE_FILE
    return response  # type: ignore[no-any-return]


@page("body", read=READERS)
def leaf(request: AskedHere, /, document: int, number: int, leaf: int, **_place: str) -> HttpResponse:
    """One page of a PDF as a picture, drawn by a process of its own."""
    revision = _revision(request, document, number)
    if revision.kind != "pdf":
        raise Http404
    try:
        picture = page_of(revision, leaf)
    except CannotShow:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=600"})
