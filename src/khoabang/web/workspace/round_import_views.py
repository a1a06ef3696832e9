"""The bodies of a round read in from a table: first what it would change, then the change."""

import json
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import Problem, Problems, read_bodies, read_table
from khoabang.scoring.problems import Place
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.conduct.participants import changes_by, participants_saved
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused, RowsRefused
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_views import here

BYTES_AT_MOST = 5_000_000
_OF_THE_REST = {"BOD007"}  # a body above may be in the round and not in this table; saving looks again at the whole


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=(Stage.PREPARATION,))
def read_in(request: AskedHere, round_code: str) -> HttpResponse:
    """Take a table of bodies; show what it changes; change it."""
    round_ = here(request)
    context: dict[str, Any] = {"round": round_, "attributes": criteria_set_of(round_).attributes}
    if request.method != "POST":
        return render(request, "workspace/round_import.html", context)
    status = 422
    try:
        rows = _confirmed(request.POST["rows"]) if "rows" in request.POST else _read(round_, request.FILES.get("tep"))
        if "rows" in request.POST:
            participants_saved(round_.code, rows, by=request.user)
            messages.success(request, gettext("Đã lưu danh sách cơ quan từ tệp."))
            return redirect("workspace:round-bodies", round_code=round_.code)
        changes = changes_by(round_, rows)
        context |= {
            "rows": json.dumps(rows, ensure_ascii=False),
            "changes": [{"code": row["code"], "name": row.get("name", ""), "cells": changes[row["code"]]} for row in rows if row["code"] in changes],
            "same": sum(1 for row in rows if row["code"] not in changes),
        }  # fmt: skip
        status = 200
    except RowsRefused as refused:
        context["problems"] = [_said(problem, f"{code}: {column}") for code, column, problem in refused.problems]
    except Refused as refused:
        context["wrong"] = str(refused.words)
        status = refused.status
    return render(request, "workspace/round_import.html", context, status=status)


def _read(round_: Round, file: object) -> list[dict[str, str]]:
    """The rows of a table that was sent, as typed."""
    if not isinstance(file, TemporaryUploadedFile):
        raise FieldsRefused({"tep": _("Chọn tệp danh sách cơ quan (xlsx, ods hoặc csv).")})
    if (file.size or 0) > BYTES_AT_MOST:
        raise FieldsRefused({"tep": _("Tệp quá 5 MB. Chia nhỏ danh sách rồi nhập từng tệp.")})
    problems, name = Problems(), Path(file.name or "").name
    found = read_table(Path(file.temporary_file_path()), name, problems)
    if found is not None:
        read_bodies(found, criteria_set_of(round_), problems)
    errors = [each for each in problems.errors if each.code not in _OF_THE_REST]
    if errors or found is None:
        raise RowsRefused([(str(Place(name, each.place.line, each.place.cell)), each.place.field, each) for each in errors])
    columns = [column for column in found.columns if column not in ("opened", "closed")]
    return [{column: row.cells.get(column, "") for column in columns} for row in found.rows]


def _confirmed(text: str) -> list[dict[str, str]]:
    """The rows shown before, sent back to be saved; the service reads every cell again."""
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and row.get("code") and all(isinstance(value, str) for value in row.values()) for row in rows
    ):
        raise FieldsRefused({"tep": _("Không đọc lại được danh sách đã xem trước. Hãy chọn lại tệp.")})
    return rows


def _said(problem: Problem, where: str) -> dict[str, str]:
    lang = get_language() or "vi"
    return {"place": where.removesuffix(": "), "what": problem.what(lang), "remedy": problem.remedy(lang)}
