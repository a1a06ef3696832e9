"""People invited from a table: a form to fill in, what a file would do with each fault at its cell, and inviting all."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.language import N_
from khoabang.scoring import Problems, read_table
from khoabang.web import clock
from khoabang.web.accounts.invitation_table import AT_MOST, COLUMNS, REQUIRED, Outcome, Table, people_asked, table_foreseen
from khoabang.web.accounts.invitations import letters_sent
from khoabang.web.accounts.models import Invitation, Role
from khoabang.web.organisations.models import Authority
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.organisations.selectors import register_of
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.people_views import ADMINISTRATORS, invitation_link

BYTES_AT_MOST = 5_000_000
HEADERS: dict[str, StrOrPromise] = {
    "name": _("Họ và tên"),
    "email": _("Thư điện tử"),
    "position": _("Chức vụ"),
    "role": _("Vai trò"),
    "body": _("Cơ quan"),
    "first_day": _("Từ ngày"),
    "last_day": _("Đến hết ngày"),
}
_ALSO = {
    "name": ("name", "Họ tên", "Tên"), "email": ("email", "e-mail", "Địa chỉ thư"), "position": ("position",), "role": ("role",),
    "body": ("body", "Mã cơ quan", "Cơ quan được đánh giá"), "first_day": ("from", "first_day", "Ngày bắt đầu"),
    "last_day": ("to", "last_day", "Đến ngày", "Ngày kết thúc"),
}  # fmt: skip
_LEFT_ALONE = {"stt", "ghi chu", "note"}
OUTCOMES: dict[Outcome, StrOrPromise] = {
    "invited": _("gửi thư mời"),
    "appointed": _("giao vai trò ngay"),
    "there": _("đã có, giữ nguyên"),
}
MENDED = N_("Sửa các ô đã nêu trong tệp, rồi chọn lại tệp.")
ROWS_OF_LISTS = AT_MOST  # rows of the form that drop-downs cover


class TableForm(forms.Form):
    """A table of people."""

    file = forms.FileField(
        label=_("Tệp danh sách người được mời"),
        help_text=_("Excel (.xlsx), .ods hoặc .csv, không quá 5 MB; dòng đầu là tên cột."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": _("Chọn một tệp.")},
    )


Rows = list[dict[str, str]]


@page("authority", write=ADMINISTRATORS)
def read_in(request: AskedHere, authority_code: str) -> HttpResponse:
    """Take a table of people; show what it does; invite all."""
    authority = request.here.owner
    context: dict[str, Any] = {"authority": authority, "headers": HEADERS.values(), "most": AT_MOST}
    if request.method != "POST":
        return render(request, "workspace/people_table.html", {**context, "form": TableForm()})
    form = TableForm(request.POST, request.FILES)
    try:
        if "rows" in request.POST:
            return _invited(request, authority, _confirmed(request.POST["rows"]), context)
        if form.is_valid():
            rows, places = _read(form.cleaned_data["file"])
            context |= _shown(table_foreseen(authority, rows, by=request.user), rows, places)
    except Refused as refused:
        return _again(request, context, str(refused.words), refused.status)
    if context.get("faults"):
        return _again(request, context, gettext(MENDED))
    return render(request, "workspace/people_table.html", {**context, "form": form}, status=422 if form.errors else 200)


def _again(request: AskedHere, context: dict[str, Any], words: str, status: int = 422) -> HttpResponse:
    """The form for a file once more, with why at its field."""
    form = TableForm({}, MultiValueDict())
    form.errors["file"] = form.error_class([words])
    return render(request, "workspace/people_table.html", {**context, "form": form}, status=status)


def _invited(request: AskedHere, authority: Authority, rows: Rows, context: dict[str, Any]) -> HttpResponse:
    """Do what was shown; where a cell cannot be taken any more, show all of it again."""
    done = people_asked(authority, rows, by=request.user, address=reverse("workspace:account"))
    if done.wrong:
        return _again(request, {**context, **_shown(done, rows, [])}, gettext(MENDED))
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


def _shown(found: Table, rows: Rows, places: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The rows with what each does, and each fault at its cell."""
    wrong: dict[tuple[int, str], list[str]] = {}
    for number, column, words in found.wrong:
        wrong.setdefault((number, column), []).append(str(words))
    lines = {line.number: line for line in found.lines}
    columns = [
        column for column in COLUMNS if column in REQUIRED or any(row.get(column) for row in rows) or _names(wrong, column)
    ]
    shown = []
    for number, row in enumerate(rows, 1):
        cells = [(column, row.get(column, ""), wrong.get((number, column), [])) for column in columns]
        line = lines.get(number)
        shown.append({"number": number, "cells": cells, "line": line, "outcome": OUTCOMES[line.outcome] if line else ""})
    return {
        "shown": shown,
        "columns": [HEADERS[column] for column in columns],
        "faults": [
            (_place(places, number, column), number, column, words) for (number, column), each in wrong.items() for words in each
        ],
        "counts": [(OUTCOMES[name], found.count(name)) for name in OUTCOMES],
        "does": bool(found.count("invited") or found.count("appointed")),
        "rows": json.dumps(rows, ensure_ascii=False),
    }


def _names(wrong: Mapping[tuple[int, str], object], column: str) -> bool:
    return any(named == column for _number, named in wrong)


def _place(places: Sequence[Mapping[str, str]], number: int, column: str) -> str:
    """Where a cell stands in the file; by row and column where the column is not there."""
    place = places[number - 1].get(column) if number <= len(places) else None
    words = gettext("Dòng thứ %(number)s dưới tiêu đề, cột «%(column)s»")
    return place or words % {"number": number, "column": HEADERS[column]}


def _read(file: object) -> tuple[Rows, list[dict[str, str]]]:
    """The rows of a file as typed, and the places of their cells.

    Raises:
        Refused: the file is no table of people.
    """
    if not isinstance(file, TemporaryUploadedFile) or (file.size or 0) > BYTES_AT_MOST:
        raise Refused(gettext("Tệp quá 5 MB. Chia nhỏ danh sách rồi nhập từng tệp."), field="file", status=422)
    problems, name, lang = Problems(), Path(file.name or "").name, get_language() or "vi"
    table = read_table(Path(file.temporary_file_path()), name, problems)
    if table is None or problems.errors:
        told = [f"{each.place}: {each.what(lang)} {each.remedy(lang)}" for each in problems.errors[:10]]
        raise Refused("; ".join(told) or gettext("Không đọc được tệp."), field="file", status=422)
    columns, strange = _columns(table.columns)
    if strange:
        words = gettext("Không rõ cột «%(column)s». Các cột: %(known)s.")
        raise Refused(words % {"column": strange[0], "known": _listed()}, field="file", status=422)
    lacking = [str(HEADERS[column]) for column in REQUIRED if column not in columns]
    if lacking:
        words = gettext("Dòng đầu của bảng thiếu cột: %(columns)s. Các cột: %(known)s.")
        raise Refused(words % {"columns": ", ".join(lacking), "known": _listed()}, field="file", status=422)
    filled = [row for row in table.rows if any(row.cells.get(named, "").strip() for named in columns.values())]
    rows = [{column: " ".join(row.cells.get(named, "").split()) for column, named in columns.items()} for row in filled]
    return rows, [{column: str(row.place(named)) for column, named in columns.items()} for row in filled]


def _columns(found: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The columns by what they are here, and those that are nothing known, or the second of the same."""
    known = {search_key(words): column for column, names in _ALSO.items() for words in names}
    for lang, _name in settings.LANGUAGES:  # a form got in one language may come back in the other
        with translation.override(lang):
            known |= {search_key(str(words)): column for column, words in HEADERS.items()}
    columns: dict[str, str] = {}
    strange = []
    for named in found:
        column = known.get(search_key(named))
        if column is not None and column not in columns:
            columns[column] = named
        elif search_key(named) not in _LEFT_ALONE:
            strange.append(named)
    return columns, strange


def _listed() -> str:
    return ", ".join(str(words) for words in HEADERS.values())


def _confirmed(text: str) -> Rows:
    """The rows shown before; the service reads every cell again."""
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and all(isinstance(each, str) for each in row.values()) for row in rows
    ):
        raise Refused(gettext("Không đọc lại được danh sách đã xem trước. Hãy chọn lại tệp."), field="file", status=422)
    return rows


@page("authority", read=ADMINISTRATORS)
def template(request: AskedHere, authority_code: str) -> HttpResponse:
    """An empty workbook with the columns, and lists of roles and bodies to choose from."""
    authority = request.here.owner
    register = register_of(authority)
    today = clock.today()
    bodies = sorted(
        (
            body.name if len(register.called.get(search_key(body.name), ())) == 1 else body.code
            for body in register.bodies.values()
            if body.exists_on(today)
        ),
        key=sort_key,
    )
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, lists = book.add_worksheet("Nguoi duoc moi"), book.add_worksheet("Danh muc")
        lists.hide()
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(HEADERS) - 1, 24, text)
        for place, words in enumerate(HEADERS.values()):
            sheet.write_string(0, place, str(words), bold)
        for place, (column, listed) in enumerate((("role", [str(role.label) for role in Role]), ("body", bodies))):
            for number, words in enumerate(listed):
                lists.write_string(number, place, words)
            letter = "AB"[place]
            at = COLUMNS.index(column)
            source = f"='Danh muc'!${letter}$1:${letter}${max(len(listed), 1)}"
            sheet.data_validation(1, at, ROWS_OF_LISTS, at, {"validate": "list", "source": source, "error_type": "warning"})
        hint = {
            "validate": "any",
            "input_title": gettext("Ngày"),
            "input_message": gettext("Ngày/tháng/năm, ví dụ 15/12/2026; có thể để trống."),
        }
        first = COLUMNS.index("first_day")
        sheet.data_validation(1, first, ROWS_OF_LISTS, COLUMNS.index("last_day"), hint)
        sheet.freeze_panes(1, 2)
    response = HttpResponse(made.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="moi-nguoi-{authority.code}.xlsx"'
    return response
