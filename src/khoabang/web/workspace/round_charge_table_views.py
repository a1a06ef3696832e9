"""Charges read in from a table: first what it gives, then the charges; and the charges as such a table."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.conduct.charge_table import COLUMNS, NEEDED, Given, charges_foreseen, charges_given, headings, table_of
from khoabang.web.conduct.charges import RUNNING, words_of
from khoabang.web.organisations.tables import CellProblem, TableRefused, read_rows
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_views import here
from khoabang.web.workspace.uploads import kept, kept_of, table_sent, workbook

SALT = "round-charges"
Rows = list[tuple[dict[str, str], dict[str, str]]]  # the cells of a row, and where each stands


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=RUNNING)
def read_in(request: AskedHere, round_code: str) -> HttpResponse:
    """Take a table of charges; show what it gives; give it."""
    round_ = here(request)
    titles = [each.title for each in headings(get_language() or "vi")]
    context: dict[str, Any] = {"round": round_, "columns": titles, "open": round_.stage in RUNNING}
    if request.method != "POST":
        return render(request, "workspace/round_charges_import.html", context)
    is_sure = "kept" in request.POST
    try:
        rows = kept_of(request, SALT, round_.pk) if is_sure else _read(request)
        found = (charges_given if is_sure else charges_foreseen)(round_.code, [cells for cells, _places in rows], by=request.user)
        _refuse_wrong(found, rows)
    except Refused as refused:
        return render(request, "workspace/round_charges_import.html", context | {"refused": refused}, status=refused.status)
    if is_sure:
        messages.success(request, gettext("Đã giao %(count)s việc.") % {"count": len(found.charges)})
        return redirect("workspace:round-charges", round_code=round_.code)
    criteria_set = criteria_set_of(round_)
    context |= {
        "found": found,
        "kept": kept(rows, SALT, round_.pk),
        "lines": [(each, words_of(each, criteria_set)) for each in found.charges],
    }
    return render(request, "workspace/round_charges_import.html", context)


def _read(request: AskedHere) -> Rows:
    with table_sent(request) as (path, name):
        table = read_rows(path, name, headings, NEEDED)
    return [
        ({code: " ".join(cell.split()) for code, cell in row.cells.items()}, {code: str(row.place(code)) for code in COLUMNS})
        for row in table.rows
        if any(row.cells.values())
    ]


def _refuse_wrong(found: Given, rows: Rows) -> None:
    if found.wrong:
        problems = [CellProblem(rows[number - 1][1].get(column, ""), words) for number, column, words in found.wrong]
        raise TableRefused(gettext("Bảng còn lỗi nên chưa giao việc nào. Sửa trong tệp rồi gửi lại."), problems)


@page("round", read={Role.LEAD})
def table(request: AskedHere, round_code: str) -> HttpResponse:
    """The charges as a table to change and read in again."""
    round_ = here(request)
    return workbook(table_of(round_), f"{round_.code}-phan-cong.xlsx")
