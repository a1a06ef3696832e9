"""Looking through the XML of a workbook before anything opens it: how large it is, and which cells hold what a table may not hold.

The parser refuses document types (so no entity can grow), and stops as soon as a limit is passed; what it meets is only noted here, `tables`
and `criteria.workbook` decide what to refuse.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from khoabang.scoring.files.plain_sheet import PlainRows, plain_rows

MAX_ROWS = 200_000
MAX_COLUMNS = 2_000
MAX_CELLS = 4_000_000  # rows times columns of one sheet
MAX_TEXT = 64_000_000  # characters of all cells together
MAX_FILLED = 1_000_000  # filled cells of all sheets together; 4,100 bodies with 140 figures have 600,000
MAX_ELEMENTS = 4_000_000  # of one part, so that looking it through takes seconds
MAX_SHEETS = 200
MOST_NOTED = 100

_ODS_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(Err|Lỗi):\d{3}")
_ROW_DIGITS = 7
_SHOWN = 12  # characters of a cell that are looked at for an error value
_PERCENT_FORMATS = {"9", "10"}  # the two that every workbook knows without defining them
_TRUE = {"1", "true"}
_HIDDEN = {"collapse", "filter"}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Attributes = dict[str, str]


class BrokenError(Exception):
    """The XML is not that of a whole workbook."""


class TooLargeError(Exception):
    """A limit is passed; the message names it."""


@dataclass(slots=True)
class Scan:
    """What one sheet holds that matters: extent of its filled cells, and places of formulas, error values and merged cells."""

    name: str
    visible: bool = True
    rows: int = 0
    columns: int = 0
    formulas: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)  # of those with filled cells: by hand or by a filter, files do not say
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last

    def reach(self, row: int, column: int) -> None:
        """Note that a cell (counted from 1) is filled.

        Raises:
            TooLargeError: the sheet is larger than any table we read.
        """
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or self.rows * self.columns > MAX_CELLS:
            raise TooLargeError(f"{self.name}!{cell_name(row, column)}")


class Text:
    """How much the cells hold together; shared strings count once for each cell that shows them."""

    def __init__(self) -> None:
        self.total = self.cells = 0

    def add(self, length: int, cells: int = 1) -> None:
        """Count.

        Raises:
            TooLargeError: more than `MAX_FILLED` cells or `MAX_TEXT` characters.
        """
        self.cells += cells
        if self.cells > MAX_FILLED:
            raise TooLargeError(f"> {MAX_FILLED // 1_000_000} M")
        self.total += length
        if self.total > MAX_TEXT:
            raise TooLargeError(f"> {MAX_TEXT // 1_000_000} M")


def cell_name(row: int, column: int) -> str:
    """Name a cell as spreadsheets do: row 7, column 2 is B7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """Give row and column, counted from 1, of a cell's name.

    Raises:
        BrokenError: it is not a cell's name.
    """
    found = _CELL_NAME.fullmatch(name)
    if not found:
        raise BrokenError(name)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def walk(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element (local names) and text.

    Raises:
        BrokenError: malformed, cut off, or with a document type, a comment or a CDATA section: readers disagree on what they mean inside a number.
        TooLargeError: more than `MAX_ELEMENTS`.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    elements = 0

    def refuse(*_: object) -> None:
        raise BrokenError("doctype")

    def on_start(name: str, attributes: Attributes) -> None:
        nonlocal elements
        elements += 1
        if elements > MAX_ELEMENTS:
            raise TooLargeError(f"> {MAX_ELEMENTS // 1_000_000} M")
        start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.CommentHandler = parser.StartCdataSectionHandler = refuse
    parser.StartElementHandler = on_start
    if end is not None:
        finish = end
        parser.EndElementHandler = lambda name: finish(name.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise BrokenError(str(error)) from None


def scan_xlsx(parts: dict[str, bytes]) -> list[Scan]:
    """Scan the worksheets in the workbook's order; sheets of other kinds are left out.

    Raises:
        BrokenError: a part is missing or malformed.
        TooLargeError: a limit is passed.
    """
    listed: list[Attributes] = []
    targets: dict[str, str] = {}
    try:
        walk(parts["xl/workbook.xml"], lambda name, given: listed.append(given) if name == "sheet" else None)
        walk(
            parts["xl/_rels/workbook.xml.rels"],
            lambda name, given: targets.update({given["Id"]: given["Target"]}) if name == "Relationship" else None,
        )
        shared = _shared_lengths(parts.get("xl/sharedStrings.xml"))
        percents = _percent_styles(parts.get("xl/styles.xml"))
        text, scans = Text(), []
        if len(listed) > MAX_SHEETS:
            raise TooLargeError(f"> {MAX_SHEETS}")
        if len({sheet["name"] for sheet in listed}) < len(listed) or len({sheet["id"] for sheet in listed}) < len(listed):
            raise BrokenError("two sheets of one name")
        for sheet in listed:
            target = targets[sheet["id"]]
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if part.startswith("xl/worksheets/"):
                scan = Scan(sheet["name"], sheet.get("state", "visible") == "visible")
                _SheetScan(scan, shared, percents, text).run(parts[part])
                scans.append(scan)
    except KeyError as error:
        raise BrokenError(str(error)) from None
    return scans


def _shared_lengths(xml: bytes | None) -> list[int]:
    lengths: list[int] = []
    if xml is None:
        return lengths

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def add(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    walk(xml, start, text=add)
    return lengths


def _percent_styles(xml: bytes | None) -> frozenset[str]:
    """Give the numbers of the cell styles that show 0.85 as 85 %."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    within: list[str] = []

    def start(name: str, given: Attributes) -> None:
        within.append(name)
        if name == "numFmt":
            codes[given.get("numFmtId", "")] = _QUOTED.sub("", given.get("formatCode", ""))
        elif name == "xf" and "cellXfs" in within[-2:]:
            formats.append(given.get("numFmtId", "0"))

    def end(_: str) -> None:
        within.pop()

    if xml is not None:
        walk(xml, start, end)
    return frozenset(
        str(style) for style, number in enumerate(formats) if number in _PERCENT_FORMATS or "%" in codes.get(number, "")
    )


class _SheetScan:
    """One pass over a worksheet of an xlsx. Rows and cells must come in order, each once: readers disagree on anything else."""

    def __init__(self, scan: Scan, shared: list[int], percents: frozenset[str], text: Text) -> None:
        self.scan, self.shared, self.percents, self.text = scan, shared, percents, text
        self.row = self.column = 0
        self.row_is_hidden = False
        self.kind = ""
        self.has_value = self.is_percent = False
        self.value: list[str] | None = None

    def run(self, xml: bytes) -> None:
        plain = plain_rows(xml, self.percents)
        if plain is None or not self.take(plain):
            walk(xml, self.start, self.end, self.data)
        else:
            walk(plain.rest, self.start, self.end, self.data)

    def take(self, plain: PlainRows) -> bool:
        """Note what plain rows hold; False where the parser must say which limit is passed, or that a string is not there."""
        if plain.shared and max(plain.shared) >= len(self.shared):
            return False
        length = plain.length + sum(map(self.shared.__getitem__, plain.shared))
        if self.text.total + length > MAX_TEXT or self.text.cells + plain.cells > MAX_FILLED or plain.cells * 3 > MAX_ELEMENTS:
            return False
        if plain.rows > MAX_ROWS or plain.columns > MAX_COLUMNS or plain.rows * plain.columns > MAX_CELLS:
            return False
        self.text.add(length, plain.cells)
        if plain.cells:
            self.scan.reach(plain.rows, plain.columns)
        return True

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "c":
                row, column = cell_position(given["r"]) if "r" in given else (self.row, self.column + 1)
                if row != self.row or column <= self.column:
                    raise BrokenError(given.get("r", ""))
                self.column = column
                self.kind = given.get("t", "n")
                self.has_value, self.is_percent = False, given.get("s") in self.percents
            case "row":
                number = given.get("r", str(self.row + 1))
                if not number.isascii() or not number.isdecimal() or len(number) > _ROW_DIGITS or int(number) <= self.row:
                    raise BrokenError(number)
                self.row, self.column = int(number), 0
                self.row_is_hidden = given.get("hidden") in _TRUE
            case "col" if given.get("hidden") in _TRUE and len(self.scan.hidden_columns) < MOST_NOTED:
                self.scan.hidden_columns.append((_count(given.get("min")), _count(given.get("max"))))
            case "v" | "t":
                if self.value is not None or (name == "v" and self.has_value):
                    raise BrokenError(cell_name(self.row, self.column))
                self.scan.reach(self.row, self.column)
                if self.row_is_hidden:
                    self.scan.hidden_rows.add(self.row)
                self.has_value = name == "v"
                self.value = []
            case "f":
                self.scan.reach(self.row, self.column)
                if len(self.scan.formulas) < MOST_NOTED:
                    self.scan.formulas.append(cell_name(self.row, self.column))
            case "mergeCell" if len(self.scan.merged) < MOST_NOTED:
                self.scan.merged.append(given.get("ref", ""))

    def data(self, data: str) -> None:
        if self.value is not None:
            self.value.append(data)

    def end(self, name: str) -> None:
        if name not in {"v", "t"} or self.value is None:
            return
        value, self.value = "".join(self.value), None
        if self.kind == "s":
            if not value.strip().isdecimal() or int(value) >= len(self.shared):
                raise BrokenError(value)
            self.text.add(self.shared[int(value)])
        else:
            self.text.add(len(value))
        if self.is_percent and self.kind == "n":
            self.scan.percents.add((self.row, self.column))
        if self.kind == "e" and len(self.scan.errors) < MOST_NOTED:
            self.scan.errors.append((cell_name(self.row, self.column), value))


def scan_ods(xml: bytes) -> list[Scan]:
    """Scan the tables of an OpenDocument spreadsheet's content.

    Raises:
        BrokenError: malformed.
        TooLargeError: a limit is passed.
    """
    return _OdsScan().run(xml)


class _OdsScan:
    """One pass over content.xml; rows and cells may be repeated."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.style = ""
        self.hidden_styles: set[str] = set()
        self.text = Text()
        self.row = self.column = 0
        self.row_repeats = self.cell_repeats = 1
        self.length = 0
        self.filled = self.in_cell = self.is_percent = self.row_is_hidden = False
        self.shown = ""

    def run(self, xml: bytes) -> list[Scan]:
        walk(xml, self.start, self.end, self.data)
        return self.scans

    def start(self, name: str, given: Attributes) -> None:
        match name:
            case "style":
                self.style = given.get("name", "")
            case "table-properties" if given.get("display") == "false":
                self.hidden_styles.add(self.style)
            case "table":
                if self.in_cell or any(scan.name == given.get("name", "") for scan in self.scans):
                    raise BrokenError(given.get("name", ""))
                if len(self.scans) >= MAX_SHEETS:
                    raise TooLargeError(f"> {MAX_SHEETS}")
                self.scans.append(Scan(given.get("name", ""), given.get("style-name") not in self.hidden_styles))
                self.row = self.column = 0
            case "table-column" if self.scans:
                first, self.column = self.column + 1, self.column + _count(given.get("number-columns-repeated"))
                if given.get("visibility") in _HIDDEN and len(self.scans[-1].hidden_columns) < MOST_NOTED:
                    self.scans[-1].hidden_columns.append((first, self.column))
            case "table-row":
                self.row_is_hidden = given.get("visibility") in _HIDDEN
                self.row_repeats = _count(given.get("number-rows-repeated"))
                self.column = 0
            case "table-cell" | "covered-table-cell" if self.scans:
                self.cell_repeats = _count(given.get("number-columns-repeated"))
                self.in_cell, self.length, self.shown = True, 0, ""
                self.is_percent = given.get("value-type") == "percentage"
                self.filled = bool(given.get("value-type") or given.get("formula"))
                self._note(given)

    def _note(self, given: Attributes) -> None:
        scan, here = self.scans[-1], cell_name(self.row + 1, self.column + 1)
        if "formula" in given and len(scan.formulas) < MOST_NOTED:
            scan.formulas.append(here)
        spans = _count(given.get("number-columns-spanned")), _count(given.get("number-rows-spanned"))
        if spans != (1, 1) and len(scan.merged) < MOST_NOTED:
            scan.merged.append(f"{here}:{cell_name(self.row + spans[1], self.column + spans[0])}")

    def data(self, data: str) -> None:
        if self.in_cell and data.strip():
            self.filled = True
            self.length += len(data)
            if len(self.shown) < _SHOWN:
                self.shown += data

    def fill(self) -> None:
        scan, repeats = self.scans[-1], self.row_repeats * self.cell_repeats
        scan.reach(self.row + self.row_repeats, self.column + self.cell_repeats)
        self.text.add(self.length * repeats, repeats)
        here = cell_name(self.row + 1, self.column + 1)
        if _ODS_ERROR.fullmatch(self.shown.strip()) and here not in scan.formulas and len(scan.errors) < MOST_NOTED:
            scan.errors.append((here, self.shown.strip()))
        if self.row_is_hidden:
            scan.hidden_rows.update(range(self.row + 1, self.row + self.row_repeats + 1))
        if self.is_percent:
            rows, columns = range(self.row_repeats), range(self.cell_repeats)
            scan.percents.update((self.row + 1 + row, self.column + 1 + column) for row in rows for column in columns)

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.row_repeats
        elif name in {"table-cell", "covered-table-cell"} and self.in_cell:
            if self.filled:
                self.fill()
            self.column += self.cell_repeats
            self.in_cell = False


def _count(given: str | None) -> int:
    if given is None:
        return 1
    if not given.isdecimal() or len(given) > 7:
        raise BrokenError(given)
    return max(1, int(given))
