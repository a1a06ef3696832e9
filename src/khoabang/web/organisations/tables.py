"""Tables that people send and take: a row for each thing, a heading for each column; read in one way, and written in one way.

A column is known by what it is called, in any language of ours, or by its code, whatever the case and marks. What is wrong is told at its cell.
What was taken comes back unchanged.
"""

import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.language import LANGUAGES
from khoabang.scoring.files.form_book import GREY, LINE, PAPER, SEAL, Field, FormBook, height
from khoabang.scoring.files.tables import REMARK, Table, read_table
from khoabang.scoring.problems import Problem, Problems
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused

Columns = Callable[[str], Sequence[Field]]  # of a language
SPARE_ROWS = 300
_HEADER = 2  # the row of headings, from 0: a title and a line of advice stand above it
_NARROW, _WIDE = 14, 60
_NO_SHEET = dict.fromkeys(map(ord, "[]:*?/\\'"), "-")  # what the name of a sheet may not have


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something about a table: where, what, and what to do."""

    place: str
    what: StrOrPromise
    remedy: StrOrPromise = ""
    indicator: str = ""


class TableRefused(Refused):
    """The file is not taken; `problems` are those found in it, each with its place."""

    status = 422

    def __init__(self, words: Any = None, problems: Sequence[CellProblem] = ()) -> None:
        super().__init__(words or _("Chưa đọc được tệp. Không có gì bị thay đổi."), field="file")
        self.problems = list(problems)


def as_told(problems: Iterable[Problem]) -> list[CellProblem]:
    """What was found while reading, in the reader's language."""
    lang = get_language() or "vi"
    return [CellProblem(str(each.place), each.what(lang), each.remedy(lang)) for each in problems]


def read_cells(path: Path, shown_as: str, *, lang: str = "vi", prefer: str = "") -> Table:
    """Read a table as it is. `lang` is the form of its numbers, `prefer` the sheet that is read where a workbook has it.

    Raises:
        TableRefused: it cannot be read.
    """
    problems = Problems()
    table = read_table(path, shown_as, problems, prefer=prefer, lang=lang)
    if table is None:
        raise TableRefused(problems=as_told(problems.errors))
    return table


def read_rows(
    path: Path, shown_as: str, columns: Columns, needed: Collection[str], *, lang: str = "vi", left_alone: Collection[str] = ()
) -> Table:
    """Read a table whose columns are known: in what comes back they are called by their codes, and places are those of the file.

    A column called as one of `left_alone` is not read, and says nothing.

    Raises:
        TableRefused: it cannot be read, has a column that is not known or twice, or lacks one that is needed.
    """
    table = read_cells(path, shown_as, lang=lang)
    found = headings_of(table, columns)
    fields = columns(_lang())
    called = {each.key: heading for each, heading in zip(fields, _headings(fields), strict=True)}
    problems = list(found.twice)
    remedy = gettext("Các cột được dùng: %(columns)s.") % {"columns": "; ".join(called.values())}
    unread = {search_key(name) for name in left_alone}
    for column in found.strange:
        if search_key(column) in unread:
            continue
        what = gettext("Không biết cột «%(column)s».") % {"column": column}
        problems.append(CellProblem(str(table.heading(column)), what, remedy))
    for code in needed:
        if code not in found.known:
            what = gettext("Thiếu cột «%(column)s».") % {"column": called[code]}
            problems.append(CellProblem(str(table.heading("")), what, remedy))
    if problems:
        raise TableRefused(problems=problems)
    return table.renamed(found.known)


@dataclass(slots=True)
class Headings:
    """What the columns of a table are: the column by its code, those that are not known, those that say the same as another."""

    known: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    twice: list[CellProblem] = field(default_factory=list)


def headings_of(table: Table, columns: Columns) -> Headings:
    """Know the columns of a table by their names or codes: of two that are called alike the first, the other by name and code."""
    codes: set[str] = set()
    called: dict[str, str] = {}
    also: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        fields = columns(lang)
        for each, heading in zip(fields, _headings(fields), strict=True):
            codes.add(each.key)
            called.setdefault(search_key(heading), each.key)
            for name in (each.key, *each.also):
                also.setdefault(search_key(name), set()).add(each.key)
    found = Headings()
    for column in table.columns:
        other = also.get(search_key(column), set())
        code = column if column in codes else called.get(search_key(column)) or (next(iter(other)) if len(other) == 1 else None)
        if code is None:
            found.strange.append(column)
        elif code in found.known:
            words = gettext("Cột «%(column)s» và cột «%(other)s» ghi cùng một nội dung.")
            what = words % {"column": column, "other": found.known[code]}
            found.twice.append(CellProblem(str(table.heading(column)), what, gettext("Bỏ một cột.")))
        else:
            found.known[code] = column
    return found


def _lang() -> str:
    return get_language() or "vi"


def _headings(fields: Sequence[Field]) -> list[str]:
    """What stands above the columns: their names; where one before is called so too, with the code."""
    given: list[str] = []
    before: set[str] = set()
    for each in fields:
        title = " ".join(each.title.split())
        given.append(title if search_key(title) not in before else f"{title} ({each.key.rpartition(':')[2]})")
        before.add(search_key(title))
    return given


def written(
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, str | Decimal | None]],
    *,
    title: str,
    how: str,
    sheet: str,
    frozen: int = 2,
    shut: Collection[str] | None = None,
    meta: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Write a table as a workbook that can be filled in and sent back, in the reader's language.

    Args:
        fields: its columns.
        rows: the cells of each row by their columns' codes; None is a cell that nothing is asked in.
        title: what the table is.
        how: what to know before filling it in.
        sheet: what its sheet is called.
        frozen: how many columns stay in sight.
        shut: the columns that may not be changed; None leaves everything open, and rows can be added.
        meta: what the reader of the file must know of it.
    """
    target = io.BytesIO()
    book = FormBook(target, title, _lang())
    page = book.book.add_worksheet(sheet[:31].translate(_NO_SHEET).strip("-") or "Sheet1")
    page.hide_gridlines(2)
    page.set_row(0, 22)
    page.write_string(0, 0, f"{REMARK} {title}", book.style(bold=True, font_size=13, text_wrap=False))
    page.write_string(1, 0, f"{REMARK} {how}", book.style(font_color=GREY, text_wrap=False))
    headings, widths = _headings(fields), [_width(each, rows) for each in fields]
    last = _HEADER + max(1, len(rows) + (SPARE_ROWS if shut is None else 0))
    above = book.style(bold=True, bg_color=PAPER, left=1, left_color=LINE, bottom=2, bottom_color=SEAL, num_format="@")
    for column, (each, heading, width) in enumerate(zip(fields, headings, widths, strict=True)):
        page.set_column(column, column, width, book.style(num_format=_format(each)) if shut is None else None)
        page.write_string(_HEADER, column, heading, above)
        if rule := book.rule(each):
            page.data_validation(_HEADER + 1, column, last, column, rule)
    page.set_row(_HEADER, height(zip(headings, widths, strict=True)))
    for place, row in enumerate(rows, _HEADER + 1):
        for column, each in enumerate(fields):
            said = row.get(each.key, "")
            is_open = shut is None or (said is not None and each.key not in shut)
            style = book.style(locked=not is_open, border=1, border_color=LINE, num_format=_format(each))
            if isinstance(said, Decimal):
                page.write_number(place, column, said, style)
            elif said:
                page.write_string(place, column, said, style)
            else:
                page.write_blank(place, column, None, style)
    page.freeze_panes(_HEADER + 1, frozen)
    page.repeat_rows(_HEADER)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if shut is not None:
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    book.finish(meta)
    return target.getvalue()


def _format(each: Field) -> str:
    return "General" if each.type in {"count", "number", "percent", "points"} else "@"


def _width(each: Field, rows: Iterable[Mapping[str, str | Decimal | None]]) -> int:
    """As wide as what stands in a column, and as what may be chosen in it; headings fold."""
    longest = max((len(str(row.get(each.key) or "")) for row in rows), default=0)
    chosen = max(map(len, each.choices), default=0)
    return min(
        max(_NARROW, longest + 2, chosen + 4, max(map(len, each.title.split()), default=0) + 3, len(each.title) // 2), _WIDE
    )
