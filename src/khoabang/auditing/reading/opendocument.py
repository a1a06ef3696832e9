"""OpenDocument workbooks (ods): a grid for each visible sheet, from content.xml alone."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from khoabang.auditing.reading.archives import attribute, local, parse_xml, unpack
from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.gathered import Cell, Gathered, SpanningRows, Where, text_of
from khoabang.auditing.reading.limits import MAX_CELLS, RefusalError
from khoabang.auditing.reading.workbooks import number_text

_ROW_GROUPS = {"table-row-group", "table-header-rows", "table-rows"}
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T00:00:00(?:\.0+)?)?")


def read_ods(raw: bytes, gathered: Gathered) -> None:
    """Read a workbook of LibreOffice.

    Raises:
        RefusalError: it is dangerous, broken or too large.
    """
    parts = unpack(raw, "ods", lambda name: name in {"content.xml", "META-INF/manifest.xml"})
    if "content.xml" not in parts:
        raise RefusalError("AUD006", kind="ods")
    root = parse_xml(parts["content.xml"], "ods")
    unseen = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if any(attribute(item, "display") == "false" for item in style.iter("{*}table-properties"))
    }
    for sheets in root.iter("{*}spreadsheet"):
        for sheet in sheets:
            if local(sheet.tag) != "table":
                continue
            name = clean(attribute(sheet, "name"))
            if attribute(sheet, "style-name") in unseen:
                gathered.hidden.append(name)
            else:
                _sheet(sheet, name, gathered)


def _sheet(sheet: Any, name: str, gathered: Gathered) -> None:
    grid = SpanningRows(gathered)
    empty = 0  # rows without text so far: kept only when one with text follows
    for row in _rows(sheet):
        cells = list(_cells(row))
        repeats = _count(row, "number-rows-repeated")
        if not any(text_of(cell) for cell, *_ in cells):
            empty += repeats
            continue
        if empty + repeats > MAX_CELLS:
            raise RefusalError("AUD012", limit=MAX_CELLS)
        for _ in range(empty):
            grid.start_row()
            grid.end_row()
        empty = 0
        for _ in range(repeats):
            _add(grid, cells)
    gathered.grid(grid.rows, Where(cell=name), name)


def _add(grid: SpanningRows, cells: list[tuple[Cell, int, int, int]]) -> None:
    grid.start_row()
    last = max(number for number, (cell, *_) in enumerate(cells) if text_of(cell))
    for cell, repeats, columns, rows in cells[: last + 1]:
        for _ in range(repeats):
            grid.add(cell, columns, rows)
    grid.end_row()


def _rows(sheet: Any) -> Iterator[Any]:
    for element in sheet:
        if local(element.tag) == "table-row":
            yield element
        elif local(element.tag) in _ROW_GROUPS:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[tuple[Cell, int, int, int]]:
    """Give the cells of a row: text, how often it repeats, columns and rows that it covers. Covered cells are left to what covers them."""
    for element in row:
        if local(element.tag) == "table-cell":
            columns, rows = _count(element, "number-columns-spanned"), _count(element, "number-rows-spanned")
            yield _cell(element), _count(element, "number-columns-repeated"), columns, rows


def _count(element: Any, name: str) -> int:
    given = attribute(element, name, "1")
    if not given.isdecimal() or len(given) > 7:
        raise RefusalError("AUD006", kind="ods")
    return max(1, int(given))


def _cell(element: Any) -> Cell:
    kind, value = attribute(element, "value-type"), attribute(element, "value")
    shown = _text(element)
    if kind in {"float", "currency", "percentage"} and _NUMBER.fullmatch(value) and not shown.startswith(("#", "Err:")):
        return number_text(value, percent=kind == "percentage")
    if kind == "date" and (found := _DATE.fullmatch(attribute(element, "date-value"))):
        try:
            return f"{date(int(found[1]), int(found[2]), int(found[3])):%d/%m/%Y}"
        except ValueError:
            return shown
    if kind == "boolean":
        return attribute(element, "boolean-value").upper() or shown
    return shown


def _text(element: Any) -> str:
    """Give the paragraphs of a cell; notes that hang on it are not its text."""
    lines = []
    for paragraph in element:
        if local(paragraph.tag) == "p":
            pieces = [paragraph.text or ""]
            for piece in paragraph.iter():
                if piece is not paragraph and local(piece.tag) != "annotation":
                    pieces.append({"s": " " * _count(piece, "c"), "tab": " ", "line-break": "\n"}.get(local(piece.tag), ""))
                    pieces += [piece.text or "", piece.tail or ""]
            lines.append("".join(pieces))
    return clean("\n".join(lines))
