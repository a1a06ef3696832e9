"""Workbooks of Excel (xlsx, xls): a grid for each visible sheet, with the results of formulas as the file keeps them.

python-calamine reads the cells. What it does not tell is looked up in the XML: error values, percentages, formulas without a result.
"""

import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from khoabang.auditing.reading.archives import Parts, attribute, local, parse_xml, unpack
from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.gathered import BINARY, Cell, Gathered, Where, filled_width, merged, text_of
from khoabang.auditing.reading.limits import MAX_CELLS, MAX_COLUMNS, RefusalError

_PERCENT_IDS = {9, 10}  # of the formats that every workbook knows
_CELL = rb"<(?:\w+:)?c\b"
_FILLED = re.compile(_CELL + rb"[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*(?<!/)>")
_ERRORS = re.compile(
    _CELL + rb"(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>.{0,9000}?<(?:\w+:)?v>([^<]{0,20})<", re.DOTALL
)
_NO_RESULT = re.compile(
    _CELL + rb"(?![^>]*\bt=\"str\")[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR"))


def read_xlsx(raw: bytes, gathered: Gathered) -> None:
    """Read a workbook of Excel 2007 and later.

    Raises:
        RefusalError: it is dangerous, broken or too large.
    """
    parts = unpack(raw, "xlsx", lambda name: name.endswith((".xml", ".rels")))
    sheets = _SheetParts(parts)
    _read(raw, gathered, sheets)


def read_xls(raw: bytes, gathered: Gathered) -> None:
    """Read a workbook of Excel 97 to 2003.

    Raises:
        RefusalError: as `read_xlsx`.
    """
    if any(name in raw for name in _OLE_MACROS):
        raise RefusalError("AUD008")
    _read(raw, gathered, None)


def _read(raw: bytes, gathered: Gathered, parts: "_SheetParts | None") -> None:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            for described in workbook.sheets_metadata:
                if described.typ != SheetTypeEnum.WorkSheet:
                    continue
                if described.visible != SheetVisibleEnum.Visible:
                    gathered.hidden.append(clean(described.name))
                    continue
                special = parts.of(described.name) if parts else _Special()
                _sheet(described.name, workbook.get_sheet_by_name(described.name), special, gathered)
    except PasswordError:
        raise RefusalError("AUD007") from None
    except (CalamineError, ValueError, OSError, KeyError):
        raise RefusalError("AUD006", kind=gathered.kind) from None


class _Special:
    """What stands in cells of a sheet beside plain values: row and column from 1."""

    def __init__(self) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.percents: set[tuple[int, int]] = set()
        self.without_result: list[str] = []


def _sheet(name: str, sheet: CalamineSheet, special: _Special, gathered: Gathered) -> None:
    if sheet.total_width > MAX_COLUMNS:
        raise RefusalError("AUD011", found=sheet.total_width, limit=MAX_COLUMNS)
    if sheet.total_width * sheet.total_height > MAX_CELLS:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    rows = [
        [_cell(value, (number, column) in special.percents) for column, value in enumerate(line, 1)]
        for number, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]
    for (row, column), text in special.errors.items():
        _put(rows, row - 1, column - 1, text)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        _spread(rows, top, left, bottom, right)
    if special.without_result:
        first = Where(cell=f"{name}!{special.without_result[0]}")
        gathered.problem("AUD023", first, count=len(special.without_result))
    gathered.grid(rows, Where(cell=clean(name)), clean(name))


def _put(rows: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    if row * max(1, column) > MAX_CELLS or column >= MAX_COLUMNS:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    while len(rows) <= row:
        rows.append([])
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = cell


def _spread(rows: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """Repeat the text of a merged cell over what it covers, as far as the sheet is filled in some way."""
    if top >= len(rows) or left >= len(rows[top]) or not text_of(rows[top][left]):
        return
    repeated = merged(rows[top][left])
    width = max(map(filled_width, rows))
    for row in range(top, min(bottom, len(rows) - 1) + 1):
        for column in range(left, min(right, max(width, left + 1) - 1) + 1):
            if (row, column) != (top, left):
                _put(rows, row, column, repeated)


def _cell(value: object, percent: bool) -> Cell:
    """Say a value: numbers as the shortest decimal that gives the stored double back."""
    match value:
        case str():
            return clean(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case datetime() if (value.hour, value.minute, value.second) != (0, 0, 0):
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time() | timedelta():
            return str(value)
    return number_text(repr(value), percent=percent)


def number_text(written: str, *, percent: bool = False) -> Cell:
    """Give a double written in any form as a plain decimal; as so many percent where the cell is formatted so."""
    number = Decimal(written)
    if not number.is_finite():
        return clean(written)
    if percent:
        number = number.scaleb(2)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    text = "0" if text in {"-0", ""} else text
    sign = "%" if percent else ""
    return (text + sign, BINARY) if "." in text else text + sign


def _position(name: bytes) -> tuple[int, int]:
    letters = name.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return int(name[len(letters) :]), column


class _SheetParts:
    """The XML of each sheet by its name, and which formats of cells are percentages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files: dict[str, str] = {}
        targets: dict[str, str] = {}
        if "xl/workbook.xml" not in parts:
            raise RefusalError("AUD006", kind="xlsx")
        for related in parse_xml(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), "xlsx"):
            target = attribute(related, "Target")
            inside = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[attribute(related, "Id")] = inside
        for sheet in parse_xml(parts["xl/workbook.xml"], "xlsx").iter("{*}sheet"):
            self._files[attribute(sheet, "name")] = targets.get(attribute(sheet, "id"), "")
        self._percent = self._percent_styles(parts.get("xl/styles.xml"))

    @staticmethod
    def _percent_styles(part: bytes | None) -> set[int]:
        if part is None or (b"%" not in part and not re.search(rb'numFmtId="(?:9|10)"', part)):
            return set()
        root = parse_xml(part, "xlsx")
        formats = {int(attribute(item, "numFmtId", "0")): attribute(item, "formatCode") for item in root.iter("{*}numFmt")}
        percents = _PERCENT_IDS | {number for number, code in formats.items() if "%" in re.sub(r'"[^"]*"|\\.', "", code)}
        cells: list[Any] = [item for group in root if local(group.tag) == "cellXfs" for item in group]
        return {position for position, item in enumerate(cells) if int(attribute(item, "numFmtId", "0")) in percents}

    def of(self, sheet: str) -> _Special:
        """Give what is special in a sheet.

        Raises:
            RefusalError: it has too many columns or cells to be opened at all.
        """
        special = _Special()
        xml = self._parts.get(self._files.get(sheet, ""), b"")
        filled = _FILLED.findall(xml)
        widest = max((_position(column + b"1")[1] for column in {column for column, _ in filled}), default=0)
        if widest > MAX_COLUMNS:
            raise RefusalError("AUD011", found=widest, limit=MAX_COLUMNS)
        if widest * max((int(row) for _, row in filled), default=0) > MAX_CELLS:
            raise RefusalError("AUD012", limit=MAX_CELLS)
        if self._percent:
            styles = b"|".join(str(number).encode() for number in sorted(self._percent))
            cells = re.compile(_CELL + rb"(?=[^>]*\bs=\"(?:" + styles + rb")\")[^>]*?\br=\"([A-Z]{1,3}\d{1,7})\"")
            special.percents = {_position(name) for name in cells.findall(xml)}
        if b'"e"' in xml:
            special.errors = {_position(name): clean(text.decode("ascii", "replace")) for name, text in _ERRORS.findall(xml)}
        if b"<f" in xml or b":f" in xml:
            special.without_result = [name.decode() for name in _NO_RESULT.findall(xml)]
        return special
