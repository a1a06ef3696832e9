"""The self-assessment as a workbook: the form to fill in, and a file taken back with a preview of each change."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from khoabang.web.assessments import sheet_form, sheets
from khoabang.web.assessments.drafts import Content
from khoabang.web.assessments.errors import Conflict
from khoabang.web.assessments.sheets import Filled
from khoabang.web.organisations.tables import TableRefused
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Stage, State
from khoabang.web.workspace import uploads
from khoabang.web.workspace.access import BODY, AskedHere, page
from khoabang.web.workspace.uploads import table_sent, workbook

SALT = "sheet"


def _here(request: AskedHere) -> Participant:
    if request.here.participant is None:
        raise Http404
    return request.here.participant


@page("body", read=BODY, write=BODY, stages=(Stage.ASSESSMENT,))
def sheet(request: AskedHere, /, **_place: str) -> HttpResponse:
    """Where the form is got, and where a filled-in one is sent."""
    participant = _here(request)
    if request.method != "POST":
        return _form(request)
    try:
        with table_sent(request) as (path, name):
            read = sheets.read_sheet(participant, path, name)
    except TableRefused as refused:
        return _form(request, refused)
    kept = {
        "file": name,
        "left_out": read.left_out,
        "problems": [asdict(each) for each in read.problems],
        "filled": [[code, asdict(each.content), asdict(each.base), each.seen] for code, each in read.filled.items()],
    }
    return _preview(request, kept)


def _form(request: AskedHere, refused: TableRefused | None = None) -> HttpResponse:
    participant = _here(request)
    is_open = participant.round.stage == Stage.ASSESSMENT and participant.state == State.DRAFTING
    shown = {"participant": participant, "refused": refused, "is_open": is_open}
    return render(request, "workspace/sheet.html", shown, status=refused.status if refused else 200)


@page("body", read=BODY)
def template(request: AskedHere, /, **_place: str) -> HttpResponse:
    """The form of this body, filled with what stands."""
    participant = _here(request)
    written = sheet_form.template(participant, get_language() or "vi")
    return workbook(written, f"tu-danh-gia-{participant.round.code}-{participant.body.code}.xlsx")


def _filled(kept: Mapping[str, Any]) -> dict[str, Filled]:
    return {code: Filled(Content(**content), Content(**base), seen) for code, content, base, seen in kept["filled"]}


def _preview(
    request: AskedHere, kept: Mapping[str, Any], wrong: str = "", status: int = 200, chosen: frozenset[str] | None = None
) -> HttpResponse:
    """Show each change that a file would make by what stands now; the file's content goes along, signed."""
    participant = _here(request)
    changes = sheets.changes_in(participant, _filled(kept))
    seen = {each.asked.code: each.seen for each in changes}
    shown = {
        "participant": participant,
        "file": kept["file"],
        "changes": [(each, each.kind == "change" if chosen is None else each.asked.code in chosen) for each in changes],
        "conflicts": sum(each.kind == "conflict" for each in changes),
        "problems": kept["problems"],
        "left_out": kept["left_out"],
        "wrong": wrong,
        "kept": uploads.kept({**kept, "seen": seen}, SALT, participant.pk),
    }
    return render(request, "workspace/sheet_preview.html", shown, status=status)


@page("body", read=BODY, write=BODY, stages=(Stage.ASSESSMENT,))
def save(request: AskedHere, /, **_place: str) -> HttpResponse:
    """Save what was chosen of a file that was looked at."""
    participant = _here(request)
    kwargs = {"round_code": participant.round.code, "body_code": participant.body.code}
    if request.method != "POST":
        return redirect(reverse("workspace:sheet", kwargs=kwargs))
    try:
        kept = uploads.kept_of(request, SALT, participant.pk)
    except TableRefused as refused:
        return _form(request, refused)
    filled, seen = _filled(kept), kept["seen"]
    chosen = frozenset(code for code in request.POST.getlist("take") if code in seen)
    if not chosen:
        return _preview(request, kept, gettext("Chưa chọn thay đổi nào để ghi."), 422, chosen)
    taken = {code: (filled[code].content, seen[code]) for code in seen if code in chosen}
    try:
        count = sheets.apply(participant.pk, taken, file=kept["file"], by=request.user)
    except Conflict:
        words = gettext("Có người vừa lưu số liệu khác nên chưa ghi gì. Hãy xem lại các thay đổi theo số liệu hiện nay.")
        return _preview(request, kept, words, 409)
    except Refused as refused:
        return _preview(request, kept, str(refused), refused.status, chosen)
    messages.success(request, gettext("Đã ghi %(count)s chỉ tiêu từ tệp «%(file)s».") % {"count": count, "file": kept["file"]})
    return redirect(reverse("workspace:self-assessment", kwargs=kwargs))
