"""Tables as people take them away: csv text, or sheets of a workbook whose figures are numbers. `tables` reads both back.

Above a form stand two rows: a remark with what each column is called, then the codes by which it is read. Above any other table stands one,
with both.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import CellNumberTuple, Worksheet

from khoabang.scoring.files.tables import REMARK
from khoabang.scoring.files.workbooks import TYPED_DIGITS

Cell = str | int | Decimal | None
BYTE_ORDER_MARK = "\ufeff"  # makes spreadsheets read csv as UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_SHEET = dict.fromkeys(map(ord, "[]:*?/\\'"), "-")  # what the name of a sheet may not have
_SHEET_NAME = 31
_NARROW, _WIDE = 10, 60
_MEASURED = 200  # rows that a column's width is found from
_HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the code it is read by, and what people call it."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table to write. A `Decimal` is a figure with the digits it is shown with; None is an empty cell."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    is_form: bool = False

    def heading(self) -> list[list[str]]:
        """The rows above the table: what its columns are called, and their codes."""
        titles = [" ".join(column.title.split()) for column in self.columns]
        codes = [column.code for column in self.columns]
        if self.is_form:
            return [[f"{REMARK} {titles[0]}", *titles[1:]], codes]
        pairs = zip(titles, codes, strict=True)
        return [[title if title.startswith(f"{code}. ") else f"{title} ({code})" for title, code in pairs]]


def csv_text(table: WrittenTable) -> str:
    """Write a table as csv with decimal commas.

    A text that a spreadsheet would take for a formula gets an apostrophe, unless it is a code of the first column.
    """
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerows(table.heading())
    for row in table.rows:
        out.writerow([_in_csv(cell) for cell in row])
    return written.getvalue()


def _in_csv(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return format(cell, "f").replace(".", ",")
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell
    return str(cell)


def _is_number(cell: str) -> bool:
    return cell[1:].replace(",", "").replace(".", "").isdecimal()


def write_workbook(target: Path | io.BytesIO, tables: Iterable[WrittenTable], title: str = "") -> None:
    """Write tables as sheets of a workbook: the same bytes for the same tables.

    Figures are numbers, shown with their digits; those with more digits than a spreadsheet keeps are text.

    Raises:
        OSError: the file cannot be written.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    book.set_properties({"title": title, "created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    heading = book.add_format(_HEADING)
    styles = _Styles(book)
    for table in tables:
        _write_sheet(book.add_worksheet(table.name.translate(_NO_SHEET)[:_SHEET_NAME], FigureSheet), table, heading, styles)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error


class FigureSheet(Worksheet):  # type: ignore[misc]
    """A sheet that writes a finite number as the digits it is given in, and looks neither for what is no number nor for what is to be escaped."""

    def _write_number(self, row: int, col: int, number: Any, cell_format: Any = None) -> int:
        if self._check_dimensions(row, col):
            return -1
        if self.constant_memory and row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellNumberTuple(number, cell_format)
        return 0

    def _xml_number_element(self, number: Any, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        said = "".join([f' {name}="{value}"' for name, value in attributes])
        self.fh.write(f"<c{said}><v>{number}</v></c>")


class _Styles(dict[int, Any]):
    """A format for each number of decimals."""

    def __init__(self, book: Any) -> None:
        super().__init__()
        self.book = book

    def __missing__(self, places: int) -> Any:
        made = self.book.add_format({"num_format": "0." + "0" * places if places else "0"})
        self[places] = made
        return made


def _write_sheet(page: Any, table: WrittenTable, heading: Any, styles: _Styles) -> None:
    above = table.heading()
    rows = iter(table.rows)
    first = [row for _, row in zip(range(_MEASURED), rows, strict=False)]
    for column, width in enumerate(_widths([*above, *first])):
        page.set_column(column, column, width)
    page.freeze_panes(len(above), 1)
    for number, titles in enumerate(above):
        for column, title in enumerate(titles):
            page.write_string(number, column, title, heading)
    number = len(above)
    # Without what lets a cell be named "A1": for many cells that is what a writer of known types is slow by.
    text, figure = (partial(method.__wrapped__, page) for method in (type(page).write_string, type(page).write_number))
    for row in chain(first, rows):
        for column, cell in enumerate(row):
            kind = type(cell)
            if kind is str:
                if cell:
                    text(number, column, cell)
            elif kind is Decimal:
                said = str(cell)
                if len(said) > TYPED_DIGITS or "E" in said:
                    said = format(cell, "f")
                    if len(said.replace(".", "").lstrip("-0")) > TYPED_DIGITS:
                        text(number, column, said.replace(".", ","))
                        continue
                figure(number, column, said, styles[len(said.partition(".")[2])])
            elif cell is not None:
                figure(number, column, cell)
        number += 1


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    longest = [max(len(str(cell or "")) for cell in column) for column in zip(*rows, strict=True)]
    return [min(max(width + 2, _NARROW), _WIDE) for width in longest]
