"""What sources supply: the indicators of a round, and one of them for all bodies, typed in a table or imported from a file."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from khoabang.web.assessments import source_sheet
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.assessments.errors import Trouble
from khoabang.web.assessments.questions import keys_of
from khoabang.web.assessments.source_sheet import read_figures
from khoabang.web.assessments.sources import (
    SUPPLYING,
    SourceIndicator,
    SourceRefused,
    SourceRow,
    Supplied,
    rows_of,
    supplied_by,
    supply,
)
from khoabang.web.organisations.tables import TableRefused
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Round
from khoabang.web.workspace import uploads
from khoabang.web.workspace.access import BODY, JUDGES, AskedHere, page
from khoabang.web.workspace.uploads import table_sent, workbook

SUPPLIERS = JUDGES | BODY
ON_A_PAGE = 50
SALT = "source"


@dataclass
class Cell:
    """One field of the table: its name in the form, what stands or was typed, the choices it has, and what is wrong with it."""

    name: str
    label: str
    value: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    wrong: str = ""


@dataclass
class Line:
    """One body of the table."""

    row: SourceRow
    cells: list[Cell | None]
    note: Cell
    overtaken: bool = False


def _round(request: AskedHere) -> Round:
    if request.here.round is None:
        raise Http404
    return request.here.round


def _source(request: AskedHere, code: str) -> SourceIndicator:
    """An indicator that this person supplies.

    Raises:
        Http404: it is another's.
    """
    found = next((each for each in supplied_by(request.user, _round(request)) if each.key == code), None)
    if found is None:
        raise Http404
    return found


@page("round", read=SUPPLIERS)
def sources(request: AskedHere, /, **_place: str) -> HttpResponse:
    """The indicators that this person supplies, with how far each is."""
    round_ = _round(request)
    keys, listed = keys_of(criteria_set_of(round_)), []
    for indicator in supplied_by(request.user, round_):
        rows = rows_of(round_, indicator)
        annex = keys.words(keys.by_key[indicator.key])
        listed.append((indicator, annex, sum(bool(row.values) for row in rows), len(rows)))
    shown = {"round": round_, "listed": listed, "is_open": round_.stage in SUPPLYING}
    return render(request, "workspace/sources.html", shown)


@page("round", read=SUPPLIERS, write=SUPPLIERS, stages=SUPPLYING)
def source(request: AskedHere, /, indicator: str, **_place: str) -> HttpResponse:
    """One indicator for all bodies, as a table to type in."""
    round_, found = _round(request), _source(request, indicator)
    search = request.GET.get("tim", "").strip()
    rows = rows_of(round_, found, search)
    sheet = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("trang"))
    if request.method != "POST":
        return _table(request, found, sheet, search, _lines(found, list(sheet)))
    given = {row.participant.pk: _typed(request.POST, row) for row in sheet if f"seen-{row.participant.pk}" in request.POST}
    try:
        count = supply(round_, indicator, given, by=request.user)
    except SourceRefused as refused:
        lines = _lines(found, list(sheet), given, refused)
        return _table(request, found, sheet, search, lines, str(refused), refused.status)
    except Refused as refused:
        return _table(request, found, sheet, search, _lines(found, list(sheet), given), str(refused), refused.status)
    told = gettext("Đã ghi số liệu của %(count)s cơ quan.") % {"count": count} if count else gettext("Không có gì thay đổi.")
    messages.success(request, told)
    return redirect(request.get_full_path())


def _typed(data: QueryDict, row: SourceRow) -> Supplied:
    key = row.participant.pk
    values = {item.code: data.get(f"v-{key}-{item.code}", "") for item in row.inputs}
    seen = data.get(f"seen-{key}", "")
    return Supplied(values, data.get(f"note-{key}", ""), int(seen[:9]) if seen.isdecimal() else -1)


def _lines(
    found: SourceIndicator,
    rows: list[SourceRow],
    given: dict[int, Supplied] | None = None,
    refused: SourceRefused | None = None,
) -> list[Line]:
    lines = []
    for row in rows:
        key = row.participant.pk
        typed = (given or {}).get(key)
        problems = refused.problems.get(key, {}) if refused else {}
        asked = {item.code: item for item in row.inputs}
        cells: list[Cell | None] = []
        for column in found.inputs:
            item = asked.get(column.code)
            if item is None:
                cells.append(None)
                continue
            value = (typed.values if typed else row.values).get(item.code, "")
            choices = [(each.code, each.name or each.code) for each in item.options]
            if item.type == "yes_no":
                choices = [(word, word) for word in (("có", "không"))]
            if choices and value and value not in dict(choices):
                named = next((code for code, name in choices if name == value), None)
                choices = choices if named else [*choices, (value, value)]
                value = named or value
            label = f"{row.participant.name}: {item.name}"
            cells.append(Cell(f"v-{key}-{item.code}", label, value, choices, _said(problems.get(item.code))))
        note_label = f"{row.participant.name}: {gettext('Ghi chú')}"
        note = Cell(f"note-{key}", note_label, typed.note if typed else row.note)
        lines.append(Line(row, cells, note, key in refused.overtaken if refused else False))
    return lines


def _said(trouble: Trouble | None) -> str:
    return f"{trouble.what} {trouble.remedy}" if trouble else ""


def _table(
    request: AskedHere, found: SourceIndicator, sheet: Any, search: str, lines: list[Line], wrong: str = "", status: int = 200
) -> HttpResponse:
    round_ = _round(request)
    shown = {
        "round": round_,
        "indicator": found,
        "sheet": sheet,
        "search": search,
        "lines": lines,
        "wrong": wrong,
        "faulty": [cell for line in lines for cell in line.cells if cell is not None and cell.wrong],
        "overtaken": [line for line in lines if line.overtaken],
        "is_open": round_.stage in SUPPLYING,
        "set_lang": criteria_set_of(round_).lang,
    }
    return render(request, "workspace/source.html", shown, status=status)


@page("round", read=SUPPLIERS)
def template(request: AskedHere, /, indicator: str, **_place: str) -> HttpResponse:
    """The workbook of one indicator."""
    round_, found = _round(request), _source(request, indicator)
    written = source_sheet.template(round_, found, rows_of(round_, found))
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in found.code)
    return workbook(written, f"so-lieu-{round_.code}-{plain}.xlsx")


@page("round", read=SUPPLIERS, write=SUPPLIERS, stages=SUPPLYING)
def import_file(request: AskedHere, /, indicator: str, **_place: str) -> HttpResponse:
    """A file with figures: sent, then looked at change by change."""
    round_, found = _round(request), _source(request, indicator)
    if request.method != "POST":
        return _import_form(request, found)
    rows = rows_of(round_, found)
    try:
        with table_sent(request) as (path, name):
            read = read_figures(round_, found, rows, path, name)
    except TableRefused as refused:
        return _import_form(request, found, refused)
    kept = {
        "file": name,
        "given": [[each.row.participant.pk, dict(each.values), each.note, each.row.number] for each in read.changes],
    }
    shown = {
        "round": round_,
        "indicator": found,
        "file": name,
        "read": read,
        "kept": uploads.kept(kept, SALT, [round_.pk, found.key]),
    }
    return render(request, "workspace/source_preview.html", shown)


def _import_form(request: AskedHere, found: SourceIndicator, refused: TableRefused | None = None) -> HttpResponse:
    round_ = _round(request)
    columns = source_sheet.columns(round_, found, get_language() or "vi")
    shown = {"round": round_, "indicator": found, "columns": columns, "refused": refused, "is_open": round_.stage in SUPPLYING}
    return render(request, "workspace/source_import.html", shown, status=refused.status if refused else 200)


@page("round", read=SUPPLIERS, write=SUPPLIERS, stages=SUPPLYING)
def save_file(request: AskedHere, /, indicator: str, **_place: str) -> HttpResponse:
    """Write what a file that was looked at says."""
    round_, found = _round(request), _source(request, indicator)
    kwargs = {"round_code": round_.code, "indicator": found.key}
    if request.method != "POST":
        return redirect(reverse("workspace:source-import", kwargs=kwargs))
    try:
        kept = uploads.kept_of(request, SALT, [round_.pk, found.key])
    except TableRefused as refused:
        return _import_form(request, found, refused)
    given = {key: Supplied(values, note, seen) for key, values, note, seen in kept["given"]}
    try:
        count = supply(round_, found.key, given, by=request.user, file=kept["file"])
    except Refused as refused:
        words = gettext("%(why)s Hãy gửi lại tệp để xem các thay đổi theo số liệu hiện nay.") % {"why": refused}
        again = TableRefused(words)
        again.status = refused.status
        return _import_form(request, found, again)
    told = gettext("Đã ghi số liệu của %(count)s cơ quan từ tệp «%(file)s».") % {"count": count, "file": kept["file"]}
    messages.success(request, told)
    return redirect(reverse("workspace:source", kwargs=kwargs))
