"""Tables as people send them (csv, tsv, xlsx, ods, JSON): one header, rows of text, and the place of each cell.

Cells stay text as typed, in NFC and stripped; what they mean is `bodies`, `answers` and `criteria.inputs`. Whatever would have to be guessed is refused
with its place. Limits are in code here, in `workbooks` and in `sheet_xml`. In csv and workbooks a row that begins with `#` is a remark.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from khoabang.language import N_, text
from khoabang.scoring.files.characters import unseen
from khoabang.scoring.files.json_rows import MAX_JSON, is_too_many, read_objects
from khoabang.scoring.files.sheet_checks import refuse_merged, tell_hidden
from khoabang.scoring.files.sheet_xml import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, cell_name
from khoabang.scoring.files.workbooks import META_SHEET, Sheet, megabytes, read_sheets
from khoabang.scoring.problems import Place, Problems

MAX_CSV = 64_000_000
MAX_CELL = 32_767
MAX_LINE = 4_000_000  # characters; a table of 2,000 columns needs a small part of it
MAX_LINES = 1_000_000  # blank lines, remarks and lines inside cells included
REMARK = "#"
SUFFIXES = (".csv", ".tsv", ".xlsx", ".ods", ".json")
_OLD_WORKBOOKS = {".xls": "FIL025", ".xlsm": "FIL007", ".xltm": "FIL007", ".xlam": "FIL007"}
_CSV_FAULTS = {
    "unexpected end of data": N_("ngoặc kép mở ra mà không đóng"),
    "expected after": N_("có chữ đứng sau ngoặc kép đóng"),
    "field larger than field limit": N_("ô quá dài, có lẽ ngoặc kép không đóng"),
}
_DELIMITERS = {",": N_("phẩy"), ";": N_("chấm phẩy"), "\t": N_("tab")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and where it stands."""

    cells: Mapping[str, str]
    number: int
    _locate: Callable[[int, str], Place] = field(repr=False, compare=False)

    def place(self, column: str) -> Place:
        """Give the place of a cell: `file:line: column` in csv, `file:sheet!B7` in a workbook, `file: [row].column` in JSON."""
        return self._locate(self.number, column)

    def renamed(self, names: Mapping[str, str]) -> "Row":
        """Give the row with some of its columns under other names, by those names, and nothing of the others."""
        cells = {name: self.cells[column] for name, column in names.items()}
        return Row(cells, self.number, lambda number, name: self._locate(number, names.get(name, name)))


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows. `lang` is the number form of its cells; `meta` what a form of ours says about its criteria set."""

    file: str
    columns: tuple[str, ...]
    rows: list[Row]
    lang: str = "vi"
    meta: Mapping[str, str] = field(default_factory=dict)
    header: Row | None = None

    def heading(self, column: str) -> Place:
        """Give the place of a column's heading."""
        return Place(self.file) if self.header is None else self.header.place(column)

    def renamed(self, names: Mapping[str, str]) -> "Table":
        """Give the table with its columns under other names, by those names; places are those of its cells still."""
        header = None if self.header is None else self.header.renamed(names)
        return Table(self.file, tuple(names), [row.renamed(names) for row in self.rows], self.lang, self.meta, header)


def read_table(
    path: Path, shown_as: str, problems: Problems, *, sheet: str | None = None, prefer: str = "", lang: str = "vi"
) -> Table | None:
    """Read a table; None, with every problem found, where any of it cannot be trusted.

    `lang` is the number form of csv and workbooks; JSON is always in point form. `sheet` names a workbook's sheet; without it the one
    called `prefer` is read, or else the first visible one.
    """
    place = Place(shown_as)
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            problems.add("FIL031", place, detail=text(N_("đây là thư mục")))
        elif not path.is_file():
            problems.add("FIL001", place)
        elif suffix in _OLD_WORKBOOKS:
            problems.add(_OLD_WORKBOOKS[suffix], place)
        elif suffix not in SUFFIXES:
            problems.add("FIL002", place, suffix=suffix, allowed=", ".join(SUFFIXES))
        elif suffix == ".json":
            return _from_json(path, shown_as, problems)
        elif suffix in {".xlsx", ".ods"}:
            return _from_workbook(path, shown_as, problems, (sheet or "", prefer), lang)
        else:
            return _from_csv(path, shown_as, problems, lang)
    except OSError as error:
        problems.add("FIL031", place, detail=error.strerror or type(error).__name__)
    return None


@dataclass(slots=True)
class _Builder:
    """Turns numbered lines of cells into a table, collecting what is wrong with them."""

    file: str
    problems: Problems
    lang: str
    sheet: str = ""
    is_json: bool = False
    columns: dict[str, int] = field(default_factory=dict)  # name: position from 1
    unnamed: set[int] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    decomposed: int = 0
    width: int = 0
    has_header: bool = False
    heading: int = 0  # the header's line

    def at(self, number: int, position: int, name: str = "") -> Place:
        """Give the place of a cell by its row and its position, both from 1."""
        if self.sheet:
            return Place(self.file, cell=f"{self.sheet}!{cell_name(number, position)}")
        if self.is_json:
            return Place(self.file, field=f"[{number}].{name}")
        return Place(self.file, number, field=name or text(N_("cột {position}"), position=position))

    def locate(self, number: int, column: str) -> Place:
        """Give the place of a cell by its row and column name."""
        return self.at(number, self.columns.get(column, 1), column)

    def clean(self, cell: str) -> str:
        if not cell.isascii() and not unicodedata.is_normalized("NFC", cell):
            self.decomposed += 1
            cell = unicodedata.normalize("NFC", cell)
        return cell.strip()

    def add(self, number: int, line: list[str]) -> bool:
        """Take a line; False where the table is too large to go on."""
        if not any(line):
            return True
        cells = [self.clean(cell) for cell in line]
        first = next((cell for cell in cells if cell), "")
        # Below the header only column A makes a remark: a row without its code, whose next cell is #DIV/0!, is a mistake.
        if not first or (cells[0] if self.has_header else first).startswith(REMARK):
            return True
        if not self.has_header:
            self.header(number, cells)
            return True
        if len(self.rows) >= MAX_ROWS or (len(self.rows) + 1) * self.width > MAX_CELLS:
            self.problems.add("FIL016", self.at(number, 1), detail=text(N_("{count} dòng"), count=len(self.rows)))
            return False
        self.row(number, cells)
        return True

    def header(self, number: int, cells: list[str]) -> None:
        self.has_header, self.heading = True, number
        while not cells[-1]:
            cells.pop()
        self.width = len(cells)
        if self.width > MAX_COLUMNS:
            self.problems.add("FIL016", self.at(number, 1), detail=text(N_("{count} cột"), count=self.width))
            return
        self.unseen(number, cells)
        for position, name in enumerate(cells, 1):
            if not name:
                self.unnamed.add(position)
            elif name in self.columns:
                self.problems.add(
                    "FIL012", self.at(number, position, name), column=name, first=self.at(number, self.columns[name])
                )
            else:
                self.columns[name] = position

    def row(self, number: int, cells: list[str]) -> None:
        while len(cells) > self.width and not cells[-1]:
            cells.pop()
        if len(cells) > self.width:
            self.problems.add("FIL014", self.at(number, self.width + 1), found=len(cells), expected=self.width)
            return
        for position in [position for position in self.unnamed if position <= len(cells) and cells[position - 1]]:
            self.problems.add("FIL013", self.at(number, position))
            self.unnamed.discard(position)
        for position, cell in enumerate(cells, 1):
            if len(cell) > MAX_CELL:
                self.problems.add("FIL016", self.at(number, position), detail=text(N_("ô có {count} ký tự"), count=len(cell)))
        self.unseen(number, cells)
        cells += [""] * (self.width - len(cells))
        values = {name: cells[position - 1] for name, position in self.columns.items()}
        self.rows.append(Row(values, number, self.locate))

    def unseen(self, number: int, cells: list[str]) -> None:
        """Refuse characters that nobody sees."""
        names = {position: name for name, position in self.columns.items()} if self.is_json else {}
        for position, cell in enumerate(cells, 1):
            if found := unseen(cell):
                at = self.at(number, position, names.get(position, ""))
                self.problems.add("FIL032", at, sign=found.sign, position=found.position)

    def table(self, before: int, meta: Mapping[str, str] | None = None) -> Table | None:
        if not self.has_header and len(self.problems.errors) == before:
            self.problems.add("FIL015", Place(self.file))
        if self.decomposed:
            self.problems.add("FIL028", Place(self.file), count=self.decomposed)
        if len(self.problems.errors) > before:
            return None
        header = Row({column: column for column in self.columns}, self.heading, self.locate)
        return Table(self.file, tuple(self.columns), self.rows, self.lang, meta or {}, header)


def _from_csv(path: Path, shown_as: str, problems: Problems, lang: str) -> Table | None:
    place, size, before = Place(shown_as), path.stat().st_size, len(problems.errors)
    if size > MAX_CSV:
        problems.add("FIL003", place, size=megabytes(size), limit=megabytes(MAX_CSV))
        return None
    with path.open("rb") as opened:
        start = opened.read(4)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        problems.add("FIL024", place)
        return None
    builder = _Builder(shown_as, problems, lang)
    line = 0
    try:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(path, place, problems)
        if delimiter is None:
            return None
        with path.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.reader(_lines(source), delimiter=delimiter, strict=True)
            for cells in reader:
                short = builder.has_header and any(cells) and len(cells) < builder.width
                if not builder.add(line + 1, cells):
                    return None
                line = reader.line_num
                if short and not cells[0].lstrip().startswith(REMARK):
                    problems.add("FIL033", Place(shown_as, line), found=len(cells), expected=builder.width)
    except UnicodeDecodeError:
        _not_utf8(path, shown_as, problems)
        return None
    except _LinesError as error:
        problems.add("FIL016", Place(shown_as, error.line), detail=error)
        return None
    except csv.Error as error:
        said = next((text(words) for fault, words in _CSV_FAULTS.items() if fault in str(error)), str(error))
        problems.add("FIL017", Place(shown_as, line + 1), detail=said)
        return None
    return builder.table(before)


class _LinesError(Exception):
    """A line is too long, or there are too many; `line` says where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _lines(source: TextIO) -> Iterator[str]:
    """Give the lines of a file: no more, and none longer, than any table needs.

    Raises:
        _LinesError: there are more, or one is longer.
    """
    number = 0
    while line := source.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise _LinesError(text(N_("dòng có hơn {count} ký tự"), count=MAX_LINE), number)
        if number > MAX_LINES:
            raise _LinesError(text(N_("{count} dòng"), count=number), number)
        yield line


def _delimiter(path: Path, place: Place, problems: Problems) -> str | None:
    """Find the one delimiter that divides the header; a header of one column has none, and commas do."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        header = next((line for line in _lines(source) if line.strip() and not line.lstrip('"').startswith(REMARK)), "")
    dividing = []
    for delimiter in _DELIMITERS:
        try:
            width = max(map(len, csv.reader([header], delimiter=delimiter, strict=True)), default=0)
        except csv.Error:
            continue
        if width > 1:
            dividing.append(delimiter)
    if len(dividing) > 1:
        problems.add("FIL018", place, found=", ".join(text(_DELIMITERS[delimiter]) for delimiter in dividing))
        return None
    return dividing[0] if dividing else ","


def _not_utf8(path: Path, shown_as: str, problems: Problems) -> None:
    """Say at which line and byte a file stops being UTF-8."""
    number = 0
    with path.open("rb") as source:
        for number, line in enumerate(source.read().split(b"\n"), 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                problems.add(
                    "FIL004", Place(shown_as, number), line=number, byte=error.start + 1, value=f"0x{line[error.start]:02X}"
                )
                return
    problems.add(
        "FIL004", Place(shown_as, number), line=number, byte="?", value="?"
    )  # pragma: no cover - a line split inside a character


def _from_workbook(path: Path, shown_as: str, problems: Problems, sheet: tuple[str, str], lang: str) -> Table | None:
    before = len(problems.errors)
    only, prefer = sheet
    sheets = read_sheets(path, shown_as, problems, only=only, prefer=prefer, lang=lang)
    if sheets is None:
        return None
    chosen, *others = sheets
    builder = _Builder(shown_as, problems, lang, chosen.name)
    used: set[int] = set()
    for number, cells in enumerate(chosen.rows, 1):
        header, kept = not builder.has_header, len(builder.rows)
        if not builder.add(number, [cell.text for cell in cells]):
            return None
        if header and builder.has_header:
            used.add(number)
            _text_header(chosen, number, builder, problems)
        elif len(builder.rows) > kept:
            used.add(number)
    refuse_merged(chosen, used, shown_as, problems)
    tell_hidden(chosen, used, builder.width, shown_as, problems)
    return builder.table(before, _meta(others))


def _text_header(sheet: Sheet, number: int, builder: _Builder, problems: Problems) -> None:
    for position, cell in enumerate(sheet.rows[number - 1], 1):
        whole = cell.typed_as == "number" and cell.text.isdecimal()
        if cell.typed_as != "text" and not whole:
            problems.add("FIL027", builder.at(number, position), text=cell.text)


def _meta(sheets: list[Sheet]) -> dict[str, str]:
    rows = next((sheet.rows for sheet in sheets if sheet.name == META_SHEET), [])
    return {cells[0].text: cells[1].text for cells in rows if len(cells) > 1 and cells[0].text}


def _from_json(path: Path, shown_as: str, problems: Problems) -> Table | None:
    size, before = path.stat().st_size, len(problems.errors)
    if size > MAX_JSON:
        problems.add("FIL003", Place(shown_as), size=megabytes(size), limit=megabytes(MAX_JSON))
        return None
    raw = path.read_bytes()
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        _not_utf8(path, shown_as, problems)
        return None
    if is_too_many(raw):
        problems.add("FIL016", Place(shown_as), detail=text(N_("quá nhiều giá trị")))
        return None
    objects = read_objects(source, shown_as, problems)
    if objects is None:
        return None
    columns = list(dict.fromkeys(key for _, given in objects for key in given))
    if len(columns) > MAX_COLUMNS or len(objects) > MAX_ROWS or len(columns) * len(objects) > MAX_CELLS:
        problems.add("FIL016", Place(shown_as), detail=f"{len(objects)} × {len(columns)}")
        return None
    builder = _Builder(shown_as, problems, "en", is_json=True)
    if columns:
        builder.header(1, [builder.clean(column) for column in columns])
    for number, given in objects:
        builder.row(number, [builder.clean(given.get(column, "")) for column in columns])
    return builder.table(before)
