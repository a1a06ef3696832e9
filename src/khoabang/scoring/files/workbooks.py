"""Workbooks (xlsx, ods) as cells of text, safely: everything is bounded and looked through before it is opened.

The archive is unpacked within limits and its XML scanned (`sheet_xml`); python-calamine then reads a new archive that holds the scanned parts and
nothing else, so that it meets nothing unchecked. What columns and rows mean is `tables`.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath

from python_calamine import CalamineError, CalamineWorkbook

from khoabang.scoring.files.sheet_xml import BrokenError, Scan, TooLargeError, cell_name, scan_ods, scan_xlsx
from khoabang.scoring.problems import Place, Problems

MAX_BYTES = 32_000_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200  # unpacked to packed; real workbooks stay below 60
RATIO_FREE = 10_000_000  # below this much unpacked a ratio harms nobody
MAX_PARTS = 2_000
TYPED_DIGITS = 15  # what a spreadsheet keeps of a number that somebody typed
META_SHEET = "_meta"

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_NAMES = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text; `typed_as` says what the workbook holds: text, number, date or truth."""

    text: str
    typed_as: str = "text"


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from row 1 and column A, and where cells are merged (`A1:B2`)."""

    name: str
    visible: bool
    rows: list[list[Cell]]
    merged: list[str] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()  # first and last


def read_sheets(
    path: Path, shown_as: str, problems: Problems, *, only: str | None = None, prefer: str = "", lang: str = "vi"
) -> list[Sheet] | None:
    """Read the sheets of a workbook, or only the one named; `only=""` is the one preferred, or the first visible one.

    A `_meta` sheet always comes along. Numbers become text in `lang`'s form, dates dd/mm/yyyy, truth values có/không (yes/no in English).
    Cells with formulas, error values and computed numbers are problems. Gives None where there is any problem.
    """
    place = Place(shown_as)
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems.add("FIL003", place, size=megabytes(size), limit=megabytes(MAX_BYTES))
        return None
    before = len(problems.errors)
    parts = _unpack(path.read_bytes(), place, problems)
    if parts is None:
        return None
    try:
        scans = scan_ods(parts["content.xml"]) if "content.xml" in parts else scan_xlsx(parts)
        chosen = _choose(scans, only, prefer)
        if not chosen:
            problems.add("FIL023", place, sheet=only or "", sheets=", ".join(scan.name for scan in scans))
            return None
        for scan in chosen:
            _refuse_cells(scan, shown_as, problems)
        grids = _grids(parts, chosen)
    except TooLargeError as error:
        problems.add("FIL016", place, detail=error)
        return None
    except (BrokenError, KeyError):
        problems.add("FIL005", place)
        return None
    sheets = [_sheet(scan, grid, shown_as, problems, lang) for scan, grid in zip(chosen, grids, strict=True)]
    return None if len(problems.errors) > before else sheets


def megabytes(size: int) -> str:
    """Say a size for people, rounded up."""
    return f"{-(-size // 1_000_000)} MB"


def _choose(scans: list[Scan], only: str | None, prefer: str) -> list[Scan]:
    if only is None:
        return scans
    wanted = only or (prefer if any(scan.name == prefer for scan in scans) else "")
    chosen = [scan for scan in scans if (scan.name == wanted if wanted else scan.visible and scan.name != META_SHEET)][:1]
    return chosen and chosen + [scan for scan in scans if scan.name == META_SHEET]


def _refuse_cells(scan: Scan, shown_as: str, problems: Problems) -> None:
    for name in scan.formulas:
        problems.add("FIL010", Place(shown_as, cell=f"{scan.name}!{name}"))
    for name, value in scan.errors:
        problems.add("FIL011", Place(shown_as, cell=f"{scan.name}!{name}"), value=value)


def _unpack(raw: bytes, place: Place, problems: Problems) -> dict[str, bytes] | None:
    if raw.startswith(_OLE_MAGIC):
        problems.add("FIL006" if any(name in raw for name in _ENCRYPTED_NAMES) else "FIL025", place)
        return None
    if not raw:
        problems.add("FIL015", place)
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(archive, place, problems)
    except _BROKEN:
        problems.add("FIL005" if raw.startswith(b"PK") else "FIL024", place)
        return None


def _parts(archive: zipfile.ZipFile, place: Place, problems: Problems) -> dict[str, bytes] | None:
    members = archive.infolist()
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    names = [member.filename for member in members]
    lowered = [name.lower() for name in names]
    if len(members) > MAX_PARTS or unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * max(1, packed)):
        problems.add("FIL009", place, size=megabytes(unpacked), packed=megabytes(packed))
    elif any(member.flag_bits & 1 for member in members):
        problems.add("FIL006", place)
    elif any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in lowered):
        problems.add("FIL007", place)
    elif any("externallinks/" in name or name.endswith("/connections.xml") for name in lowered):
        problems.add("FIL008", place)
    elif len(set(lowered)) < len(names) or min((member.header_offset for member in members), default=0) > 0:
        problems.add("FIL005", place)
    else:
        parts = {name: archive.read(name) for name in names if _is_data(name)}
        if b"encryption-data" not in parts.get("META-INF/manifest.xml", b""):
            return parts
        problems.add("FIL006", place)
    return None


def _is_data(name: str) -> bool:
    path = PurePosixPath(name)
    return name in {"mimetype", "content.xml", "META-INF/manifest.xml", "[Content_Types].xml", "_rels/.rels"} or (
        path.parts[:1] == ("xl",)
        and (
            str(path.parent) in {"xl/worksheets", "xl/_rels"} or path.name in {"workbook.xml", "sharedStrings.xml", "styles.xml"}
        )
    )


def _grids(parts: dict[str, bytes], chosen: list[Scan]) -> list[list[list[object]]]:
    """Read the chosen sheets with calamine, from an archive of the scanned parts only.

    Raises:
        BrokenError: it cannot.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)

    def read() -> list[list[list[object]]]:
        with CalamineWorkbook.from_filelike(packed) as workbook:
            return [list(workbook.get_sheet_by_name(scan.name).to_python(skip_empty_area=False)) for scan in chosen]  # type: ignore[arg-type]

    return _guarded(read)


def _guarded(read: Callable[[], list[list[list[object]]]]) -> list[list[list[object]]]:
    try:
        return read()
    except (CalamineError, ValueError, OSError, KeyError) as error:
        raise BrokenError(str(error)) from None
    except BaseException as error:
        if (
            type(error).__name__ == "PanicException"
        ):  # a defect of the reader met a broken file; pyo3 derives it from BaseException
            raise BrokenError(str(error)) from None
        raise


class _Cells(dict[object, Cell]):
    """The cells of a sheet by their texts and binary fractions; values of other types may be equal to one of these and not alike."""

    types = frozenset((str, float))

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.untyped: set[object] = set()  # numbers that nobody typed

    def __missing__(self, value: object) -> Cell:
        cell = _cell(value, self.lang)
        if cell is None:
            self.untyped.add(value)
        self[value] = made = cell or EMPTY
        return made

    def of(self, value: object) -> Cell:
        return self[value] if type(value) in self.types else _cell(value, self.lang) or EMPTY


def _sheet(scan: Scan, grid: list[list[object]], shown_as: str, problems: Problems, lang: str) -> Sheet:
    known = _Cells(lang)
    # Most of the time that a large sheet takes: nothing is called for a cell that was met before.
    rows = [list(map(known.__getitem__ if known.types.issuperset(map(type, line)) else known.of, line)) for line in grid]
    for number, line in enumerate(grid, 1) if known.untyped else ():
        for column, value in enumerate(line, 1):
            if type(value) is float and value in known.untyped:
                problems.add("FIL022", Place(shown_as, cell=f"{scan.name}!{cell_name(number, column)}"), value=repr(value))
    for number, column in scan.percents:
        if number <= len(rows) and column <= len(rows[number - 1]) and rows[number - 1][column - 1].typed_as == "number":
            rows[number - 1][column - 1] = _percent(rows[number - 1][column - 1], lang)
    return Sheet(scan.name, scan.visible, rows, scan.merged, frozenset(scan.hidden_rows), tuple(scan.hidden_columns))


def _percent(cell: Cell, lang: str) -> Cell:
    """Give back what was typed in a cell that shows per cent: the workbook holds 0.85 of 85 %."""
    hundredfold = Decimal(cell.text.replace(",", ".")).scaleb(2)
    written = format(hundredfold, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return Cell((written.replace(".", ",") if lang == "vi" else written) + "%", "number")


def _cell(value: object, lang: str) -> Cell | None:
    """Turn a value into text; None for a number that nobody typed."""
    match value:
        case str():
            return Cell(value) if value else EMPTY
        case bool():
            return Cell(("có" if value else "không") if lang == "vi" else ("yes" if value else "no"), "truth")
        case int():
            return Cell(str(value), "number")
        case datetime() if (value.hour, value.minute, value.second, value.microsecond) != (0, 0, 0, 0):
            return Cell(f"{value:%d/%m/%Y %H:%M:%S}", "date")
        case date():
            return Cell(f"{value:%d/%m/%Y}", "date")
    written = repr(value)
    if type(value).__name__ != "float":
        return Cell(str(value), "date")
    if "n" in written:  # inf, nan
        return None
    text = written if "e" not in written else format(Decimal(written), "f")
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    if len(digits.rstrip("0")) > TYPED_DIGITS:
        return None
    text = "0" if not digits else text.removesuffix(".0")
    return Cell(text.replace(".", ",") if lang == "vi" else text, "number")
