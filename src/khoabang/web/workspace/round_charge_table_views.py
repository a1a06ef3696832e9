"""Charges read in from a table: first what it gives, then the charges; and the charges as such a table."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import Problems, read_table
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.conduct.charge_table import COLUMNS, charges_foreseen, charges_given, rows_of
from khoabang.web.conduct.charges import RUNNING, words_of
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_import_views import BYTES_AT_MOST
from khoabang.web.workspace.round_views import here


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=RUNNING)
def read_in(request: AskedHere, round_code: str) -> HttpResponse:
    """Take a table of charges; show what it gives; give it."""
    round_ = here(request)
    context: dict[str, Any] = {"round": round_, "columns": COLUMNS, "open": round_.stage in RUNNING}
    if request.method != "POST":
        return render(request, "workspace/round_charges_import.html", context)
    status = 422
    try:
        rows = _confirmed(request.POST["rows"]) if "rows" in request.POST else _read(request.FILES.get("tep"))
        found = (charges_given if "rows" in request.POST else charges_foreseen)(round_.code, rows, by=request.user)
        if not found.wrong and "rows" in request.POST:
            messages.success(request, gettext("Đã giao %(count)s việc.") % {"count": len(found.charges)})
            return redirect("workspace:round-charges", round_code=round_.code)
        criteria_set = criteria_set_of(round_)
        context |= {
            "found": found,
            "rows": json.dumps(rows, ensure_ascii=False),
            "lines": [(each, words_of(each, criteria_set)) for each in found.charges],
        }
        status = 422 if found.wrong else 200
    except Refused as refused:
        context["refused"], status = str(refused.words), refused.status
    return render(request, "workspace/round_charges_import.html", context, status=status)


def _read(file: object) -> list[dict[str, str]]:
    if not isinstance(file, TemporaryUploadedFile):
        raise FieldsRefused({"tep": _("Chọn tệp phân công (xlsx, ods hoặc csv).")})
    if (file.size or 0) > BYTES_AT_MOST:
        raise FieldsRefused({"tep": _("Tệp quá 5 MB. Chia nhỏ rồi nhập từng tệp.")})
    problems = Problems()
    table = read_table(Path(file.temporary_file_path()), Path(file.name or "").name, problems)
    lang = get_language() or "vi"
    if table is None or problems.errors:
        raise FieldsRefused({"tep": "; ".join(each.what(lang) for each in problems.errors) or _("Không đọc được tệp.")})
    known = {search_key(column): column for column in COLUMNS}
    columns = {column: known[search_key(column)] for column in table.columns if search_key(column) in known}
    if not {"việc", "người"} <= set(columns.values()):
        raise FieldsRefused({"tep": _("Dòng đầu của bảng cần có các cột: %(columns)s.") % {"columns": ", ".join(COLUMNS)}})
    rows = [{name: " ".join(row.cells.get(column, "").split()) for column, name in columns.items()} for row in table.rows]
    return [row for row in rows if any(row.values())]


def _confirmed(text: str) -> list[dict[str, str]]:
    """The rows shown before; the service reads every cell again."""
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(each, str) for each in row.values()) for row in rows
    ):
        raise FieldsRefused({"tep": _("Không đọc lại được danh sách đã xem trước. Hãy chọn lại tệp.")})
    return rows


@page("round", read={Role.LEAD})
def table(request: AskedHere, round_code: str) -> HttpResponse:
    """The charges as a table to change and read in again."""
    round_ = here(request)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows_of(round_))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{round_.code}-phan-cong.csv"'
    return response
