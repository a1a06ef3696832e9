"""The bodies of a round read in from a table: first what it would change, then the change."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from khoabang.scoring.files.form_book import Field
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.conduct.body_table import columns, rows_in
from khoabang.web.conduct.participants import changes_by, participants_saved
from khoabang.web.organisations.tables import CellProblem, TableRefused
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import RowsRefused
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_views import here
from khoabang.web.workspace.uploads import kept, kept_of, table_sent

SALT = "round-bodies"


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=(Stage.PREPARATION,))
def read_in(request: AskedHere, round_code: str) -> HttpResponse:
    """Take a table of bodies; show what it changes; change it."""
    round_ = here(request)
    asked = columns(criteria_set_of(round_), get_language() or "vi")
    context: dict[str, Any] = {"round": round_, "columns": asked}
    if request.method != "POST":
        return render(request, "workspace/round_import.html", context)
    try:
        if "kept" in request.POST:
            participants_saved(round_.code, kept_of(request, SALT, round_.pk), by=request.user)
            messages.success(request, gettext("Đã lưu danh sách cơ quan từ tệp."))
            return redirect("workspace:round-bodies", round_code=round_.code)
        with table_sent(request) as (path, name):
            rows = rows_in(round_, path, name)
        return render(request, "workspace/round_import.html", context | _foreseen(round_, rows, asked))
    except RowsRefused as refused:
        lang = get_language() or "vi"
        titles = {each.key: each.title for each in asked}
        problems = [
            CellProblem(f"{code}: {titles.get(column, column)}".removesuffix(": "), problem.what(lang), problem.remedy(lang))
            for code, column, problem in refused.problems
        ]
        refusal: Refused = TableRefused(refused.words, problems)
    except Refused as refused:
        refusal = refused
    return render(request, "workspace/round_import.html", context | {"refused": refusal}, status=refusal.status)


def _foreseen(round_: Round, rows: list[dict[str, str]], asked: list[Field]) -> dict[str, Any]:
    changes = changes_by(round_, rows)
    titles = {each.key: each.title for each in asked}
    changed = [row for row in rows if row["code"] in changes]
    told = [
        {
            "code": row["code"],
            "name": row.get("name", ""),
            "cells": [(titles.get(column, column), *cell) for column, cell in changes[row["code"]].items()],
        }
        for row in changed
    ]
    return {"kept": kept(changed, SALT, round_.pk), "changes": told, "same": len(rows) - len(changed)}
