"""The sheet of one indicator that a source supplies, as a file: a workbook to fill in, and a table (xlsx, ods, csv, tsv) read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.language import N_, text
from khoabang.scoring.answers import BODY_COLUMN
from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.files.form_book import Field
from khoabang.scoring.files.forms import input_fields
from khoabang.scoring.files.tables import Row
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.assessments.entered import values_read
from khoabang.web.assessments.errors import Unreadable
from khoabang.web.assessments.sheet_form import as_number
from khoabang.web.assessments.sheets import Difference
from khoabang.web.assessments.sources import SourceIndicator, SourceRow
from khoabang.web.organisations.tables import CellProblem, TableRefused, read_rows, written
from khoabang.web.rounds.models import Round

NAME, NOTE = "name", "note"
_HOW = N_("Mỗi cơ quan một dòng; không đổi mã cơ quan. Chưa có số liệu: để trống. Số thập phân dùng dấu phẩy.")


def columns(round_: Round, indicator: SourceIndicator, lang: str) -> list[Field]:
    """The columns of an indicator's table."""
    criteria_set = criteria_set_of(round_)
    annex = criteria_set.annex(next(iter(indicator.by_annex)))
    return [
        Field(BODY_COLUMN, text(N_("Mã cơ quan"), lang), also=("code",)),
        Field(NAME, text(N_("Tên cơ quan"), lang)),
        *(input_fields(item, indicator.criterion, annex, criteria_set, lang)[0] for item in indicator.inputs),
        Field(NOTE, text(N_("Ghi chú"), lang)),
    ]


def template(round_: Round, indicator: SourceIndicator, rows: Sequence[SourceRow]) -> bytes:
    """Write the workbook of one indicator: a row for each body, filled with the figures that count."""
    criteria_set, lang = criteria_set_of(round_), get_language() or "vi"
    given: list[dict[str, str | Decimal | None]] = []
    for row in rows:
        asked = {item.code: item for item in row.inputs}
        cells: dict[str, str | Decimal | None] = {
            item.code: _cell(item, row.values.get(item.code, ""), criteria_set.lang) if item.code in asked else None
            for item in indicator.inputs
        }
        given.append(cells | {BODY_COLUMN: row.participant.body.code, NAME: row.participant.name, NOTE: row.note})
    return written(
        columns(round_, indicator, lang),
        given,
        title=f"{indicator.code} {indicator.criterion.name}",
        how=f"{round_.title} · {text(_HOW, lang)}",
        sheet=indicator.code,
        shut={BODY_COLUMN, NAME},
        meta=(("round", round_.code), ("indicator", indicator.key), ("sha256", criteria_set.sha256)),
    )


def _cell(item: Input, typed: str, lang: str) -> str | Decimal:
    number = as_number(item, typed, lang)
    return typed if number is None else number


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
        TableRefused: it cannot be read, has no column of bodies, or was written for something else.
    """
    criteria_set = criteria_set_of(round_)
    table = read_rows(path, shown_as, lambda lang: columns(round_, indicator, lang), {BODY_COLUMN}, lang=criteria_set.lang)
    written_for = (table.meta.get("round", round_.code), table.meta.get("indicator", indicator.key))
    if written_for != (round_.code, indicator.key):
        words = _("Tệp này là mẫu của chỉ tiêu %(code)s trong đợt «%(round)s». Hãy gửi ở đúng chỉ tiêu.")
        raise TableRefused(words % {"code": written_for[1], "round": written_for[0]})
    if not any(item.code in table.columns for item in indicator.inputs):
        asked = "; ".join(item.name for item in indicator.inputs)
        raise TableRefused(_("Tệp cần ít nhất một cột số liệu: %(inputs)s.") % {"inputs": asked})
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
