"""People invited from a table: a form to fill in, what a file would do with each fault at its cell, and inviting all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.accounts.invitation_table import (
    AT_MOST,
    LEFT_ALONE,
    REQUIRED,
    Outcome,
    Table,
    form_of,
    headings,
    people_asked,
    table_foreseen,
)
from khoabang.web.accounts.invitations import letters_sent
from khoabang.web.accounts.models import Invitation
from khoabang.web.organisations.models import Authority
from khoabang.web.organisations.tables import TableRefused, read_rows
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.people_views import ADMINISTRATORS, invitation_link
from khoabang.web.workspace.uploads import kept, kept_of, table_sent, workbook

SALT = "people-table"
OUTCOMES: dict[Outcome, StrOrPromise] = {
    "invited": _("gửi thư mời"),
    "appointed": _("giao vai trò ngay"),
    "there": _("đã có, giữ nguyên"),
}
Rows = list[dict[str, str]]


@page("authority", write=ADMINISTRATORS)
def read_in(request: AskedHere, authority_code: str) -> HttpResponse:
    """Take a table of people; show what it does; invite all."""
    authority = request.here.owner
    context: dict[str, Any] = {"authority": authority, "headers": _titles().values(), "most": AT_MOST}
    if request.method != "POST":
        return render(request, "workspace/people_table.html", context)
    try:
        if "kept" in request.POST:
            return _invited(request, authority, kept_of(request, SALT, authority.pk), context)
        rows, places = _read(request)
        context |= _shown(authority, table_foreseen(authority, rows, by=request.user), rows, places)
    except Refused as refused:
        return render(request, "workspace/people_table.html", {**context, "refused": refused}, status=refused.status)
    return render(request, "workspace/people_table.html", context, status=422 if context["faults"] else 200)


def _titles() -> dict[str, str]:
    return {each.key: each.title for each in headings(get_language() or "vi")}


def _read(request: AskedHere) -> tuple[Rows, list[dict[str, str]]]:
    """The rows of the file as typed, and the places of their cells."""
    with table_sent(request) as (path, name):
        table = read_rows(path, name, headings, REQUIRED, left_alone=LEFT_ALONE)
    filled = [row for row in table.rows if any(cell.strip() for cell in row.cells.values())]
    codes = [code for code in _titles() if code in table.columns]
    rows = [{code: " ".join(row.cells.get(code, "").split()) for code in codes} for row in filled]
    return rows, [{code: str(row.place(code)) for code in codes} for row in filled]


def _invited(request: AskedHere, authority: Authority, rows: Rows, context: dict[str, Any]) -> HttpResponse:
    """Do what was shown; where a cell cannot be taken any more, show all of it again."""
    done = people_asked(authority, rows, by=request.user, address=reverse("workspace:account"))
    if done.wrong:
        return render(request, "workspace/people_table.html", {**context, **_shown(authority, done, rows, [])}, status=422)
    link = invitation_link(request)
    unsent = letters_sent(done.letters, link)
    words = gettext("Đã mời %(invited)s người, giao vai trò ngay cho %(appointed)s người; %(there)s dòng đã có từ trước.")
    messages.success(request, words % {name: done.count(name) for name in OUTCOMES})
    if unsent:
        count = len(unsent)
        left = ngettext(
            "%(count)s thư mời chưa gửi được: lời mời đã lưu, hãy gửi lại ở danh sách dưới đây.",
            "%(count)s thư mời chưa gửi được: lời mời đã lưu, hãy gửi lại ở danh sách dưới đây.",
            count,
        )
        messages.error(request, left % {"count": count})
    if done.letters and settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return render(request, "workspace/people_table.html", {**context, "links": _links(done.letters, link)})
    return redirect("workspace:people", authority_code=authority.code)


def _links(letters: Sequence[tuple[Invitation, str]], link: Any) -> list[tuple[Invitation, str]]:
    """The addresses that nobody was sent, to be handed over."""
    return [(invitation, link(token)) for invitation, token in letters]


def _shown(authority: Authority, found: Table, rows: Rows, places: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The rows with what each does, and each fault at its cell."""
    wrong: dict[tuple[int, str], list[str]] = {}
    for number, column, words in found.wrong:
        wrong.setdefault((number, column), []).append(str(words))
    lines = {line.number: line for line in found.lines}
    titles = _titles()
    columns = [column for column in titles if column in REQUIRED or any(row.get(column) for row in rows) or _names(wrong, column)]
    shown = []
    for number, row in enumerate(rows, 1):
        cells = [(column, row.get(column, ""), wrong.get((number, column), [])) for column in columns]
        line = lines.get(number)
        shown.append({"number": number, "cells": cells, "line": line, "outcome": OUTCOMES[line.outcome] if line else ""})
    return {
        "shown": shown,
        "columns": [titles[column] for column in columns],
        "faults": [
            (_place(places, number, column), number, column, words) for (number, column), each in wrong.items() for words in each
        ],
        "counts": [(OUTCOMES[name], found.count(name)) for name in OUTCOMES],
        "does": bool(found.count("invited") or found.count("appointed")),
        "kept": kept(rows, SALT, authority.pk),
        "refused": TableRefused(gettext("Sửa các ô đã nêu trong tệp, rồi chọn lại tệp.")) if wrong else None,
    }


def _names(wrong: Mapping[tuple[int, str], object], column: str) -> bool:
    return any(named == column for _number, named in wrong)


def _place(places: Sequence[Mapping[str, str]], number: int, column: str) -> str:
    """Where a cell stands in the file; by row and column where the column is not there."""
    place = places[number - 1].get(column) if number <= len(places) else None
    words = gettext("Dòng thứ %(number)s dưới tiêu đề, cột «%(column)s»")
    return place or words % {"number": number, "column": _titles()[column]}


@page("authority", read=ADMINISTRATORS)
def template(request: AskedHere, authority_code: str) -> HttpResponse:
    """An empty workbook with the columns, and lists of roles and bodies to choose from."""
    authority = request.here.owner
    return workbook(form_of(authority), f"moi-nguoi-{authority.code}.xlsx")
