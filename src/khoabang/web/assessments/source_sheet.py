"""The sheet of one indicator that a source supplies, as a file: a workbook to fill in, and a table (xlsx, ods, csv, tsv) read back."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.language import N_, text
from khoabang.scoring.answers import BODY_COLUMN
from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.files.form_book import GREY, LINE, PAPER, SEAL, Field, FormBook
from khoabang.scoring.files.forms import input_fields
from khoabang.scoring.files.tables import REMARK, Row, read_table
from khoabang.scoring.problems import Problems
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.assessments.entered import values_read
from khoabang.web.assessments.errors import Unreadable
from khoabang.web.assessments.sheet_form import as_number
from khoabang.web.assessments.sheets import CellProblem, Difference, SheetRefused
from khoabang.web.assessments.sources import SourceIndicator, SourceRow
from khoabang.web.rounds.models import Round

NAME, NOTE = "name", "note"
_HOW = N_("Mỗi cơ quan một dòng; không đổi mã cơ quan. Chưa có số liệu: để trống. Số thập phân dùng dấu phẩy.")


def template(round_: Round, indicator: SourceIndicator, rows: Sequence[SourceRow], lang: str = "vi") -> bytes:
    """Write the workbook of one indicator: a row for each body, filled with the figures that count."""
    written = io.BytesIO()
    criteria_set = criteria_set_of(round_)
    book = FormBook(written, f"{indicator.code} {indicator.criterion.name}", lang)
    page = book.book.add_worksheet(indicator.code[:31].translate(dict.fromkeys(map(ord, "[]:*?/\\'"), "-")))
    page.hide_gridlines(2)
    title = f"{REMARK} {indicator.code} {indicator.criterion.name}"
    page.write_string(0, 0, title, book.style(bold=True, font_size=13, text_wrap=False))
    page.write_string(1, 0, f"{REMARK} {round_.title} · {text(_HOW, lang)}", book.style(font_color=GREY, text_wrap=False))
    annex = criteria_set.annex(next(iter(indicator.by_annex)))
    fields = [input_fields(item, indicator.criterion, annex, criteria_set, lang)[0] for item in indicator.inputs]
    columns = [
        Field(BODY_COLUMN, text(N_("Mã cơ quan"), lang)),
        Field(NAME, text(N_("Tên cơ quan"), lang)),
        *fields,
        Field(NOTE, text(N_("Ghi chú"), lang)),
    ]
    key = book.style(bold=True, font_color=SEAL, font_size=9, text_wrap=False, bottom=2, bottom_color=SEAL, num_format="@")
    for column, each in enumerate(columns):
        page.set_column(column, column, 44 if each.key in (NAME, NOTE) else 22)
        said = f"{REMARK} {each.title}" if column == 0 else each.title
        page.write_string(2, column, said, book.style(bg_color=PAPER, left=1, left_color=LINE))
        page.write_string(3, column, each.key, key)
        if rule := book.rule(each):
            page.data_validation(4, column, 3 + max(1, len(rows)), column, rule)
    for place, row in enumerate(rows, 4):
        asked = {item.code for item in row.inputs}
        known = {BODY_COLUMN: row.participant.body.code, NAME: row.participant.name, NOTE: row.note}
        for column, each in enumerate(columns):
            is_open = each.key in asked or each.key == NOTE
            style = book.style(
                locked=not is_open, border=1, border_color=LINE, num_format="General" if each.type != "text" else "@"
            )
            item = next((one for one in row.inputs if one.code == each.key), None)
            said = known.get(each.key, row.values.get(each.key, ""))
            number = as_number(item, said, criteria_set.lang) if item is not None else None
            if number is not None:
                page.write_number(place, column, number, style)
            elif said:
                page.write_string(place, column, said, style)
            else:
                page.write_blank(place, column, None, style)
    page.freeze_panes(4, 2)
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    book.finish((("round", round_.code), ("indicator", indicator.code), ("sha256", criteria_set.sha256)))
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What a file says of one body: each figure that differs from the one that counts."""

    row: SourceRow
    differences: tuple[Difference, ...]
    values: Mapping[str, str]
    note: str


@dataclass(slots=True)
class ReadFigures:
    """What a file says, what of it could not be read, and how many bodies it leaves out."""

    changes: list[SourceChange] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    left_out: int = 0


def read_figures(round_: Round, indicator: SourceIndicator, rows: Sequence[SourceRow], path: Path, shown_as: str) -> ReadFigures:
    """Read a table of figures and compare it with what counts. Columns that it does not have change nothing.

    Raises:
        SheetRefused: it cannot be read, has no column of bodies, or was written for something else.
    """
    criteria_set, problems, lang = criteria_set_of(round_), Problems(), get_language() or "vi"
    table = read_table(path, shown_as, problems, lang=criteria_set.lang)
    if table is None:
        found = [CellProblem(str(each.place), each.what(lang), each.remedy(lang)) for each in problems.errors]
        raise SheetRefused(_("Chưa đọc được tệp. Không có gì bị thay đổi."), found)
    written_for = (table.meta.get("round", round_.code), table.meta.get("indicator", indicator.code))
    if written_for != (round_.code, indicator.key):
        words = _("Tệp này là mẫu của chỉ tiêu %(code)s trong đợt «%(round)s». Hãy gửi ở đúng chỉ tiêu.")
        raise SheetRefused(words % {"code": written_for[1], "round": written_for[0]})
    items = {item.code: item for item in indicator.inputs}
    if BODY_COLUMN not in table.columns or not any(code in table.columns for code in items):
        words = _("Tệp cần cột «%(body)s» (mã cơ quan) và ít nhất một cột số liệu: %(inputs)s.")
        raise SheetRefused(words % {"body": BODY_COLUMN, "inputs": ", ".join(items)})
    known = {BODY_COLUMN, NAME, NOTE, *items}
    if strange := [column for column in table.columns if column not in known]:
        raise SheetRefused(_("Không rõ cột: %(columns)s. Hãy bỏ hoặc đặt lại tên cột.") % {"columns": ", ".join(strange)})
    read, bodies, seen = ReadFigures(), {row.participant.body.code: row for row in rows}, set[str]()
    for line in table.rows:
        code = line.cells[BODY_COLUMN]
        if code not in bodies:
            what = gettext("Đợt này không hỏi cơ quan mang mã «%(code)s» về chỉ tiêu này.") % {"code": code}
            read.problems.append(_said(line, BODY_COLUMN, what, gettext("Sửa mã, hoặc xóa dòng.")))
        elif code in seen:
            what = gettext("Cơ quan này có hai dòng, không biết dùng dòng nào.")
            read.problems.append(_said(line, BODY_COLUMN, what, gettext("Xóa một dòng.")))
        else:
            _compare(bodies[code], line, table.columns, criteria_set.lang, read)
        seen.add(code)
    read.left_out = len(bodies.keys() - seen)
    return read


def _said(line: Row, column: str, what: str, remedy: str) -> CellProblem:
    return CellProblem(str(line.place(column)), what, remedy)


def _compare(row: SourceRow, line: Row, columns: Sequence[str], number_form: str, read: ReadFigures) -> None:
    typed = {item.code: line.cells[item.code] for item in row.inputs if item.code in columns}
    try:
        given = values_read(row.criterion, {**row.values, **typed}, number_form)
    except Unreadable as refused:
        for code, trouble in refused.troubles.items():
            column = code if code in columns else BODY_COLUMN
            read.problems.append(_said(line, column, trouble.what, trouble.remedy))
        return
    values = {
        item.code: row.values[item.code]
        if _same(item, given.get(item.code, ""), row.values.get(item.code, ""), number_form)
        else given[item.code]
        for item in row.inputs
        if item.code in given
    }
    note = line.cells[NOTE] if NOTE in columns else row.note
    found = [Difference(item.name, row.values.get(item.code, ""), values.get(item.code, "")) for item in row.inputs]
    differences = [each for each in (*found, Difference(gettext("Ghi chú"), row.note, note)) if each.old != each.new]
    if differences:
        read.changes.append(SourceChange(row, tuple(differences), values, note))


def _same(item: Input, typed: str, before: str, lang: str) -> bool:
    """Whether two texts mean the same; only an empty one is empty."""
    if not typed or not before or typed == before:
        return typed == before
    try:
        return item.read(typed, lang) == item.read(before, lang)
    except AnswerError:
        return False
