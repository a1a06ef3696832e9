"""Workbooks (xlsx, ods) as plain cells of text, safely: everything is bounded and looked through before it is opened.

The zip is unpacked within limits and its XML scanned first (formulas, error values, merged cells, extent, amount of text); then python-calamine reads a
new archive that holds the scanned parts and nothing else, so that it cannot meet what was not checked. What a table's columns and rows mean is `tables`.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from khoabang.scoring.problems import Place, Problems
from khoabang.scoring.sheets import Scan, scan_ods, scan_xlsx

MAX_BYTES = 32_000_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200  # compressed to unpacked; real workbooks stay below 60
RATIO_FREE = 10_000_000  # below this much unpacked nobody is harmed by any ratio
MAX_PARTS = 2_000
TYPED_DIGITS = 15  # what a spreadsheet keeps of a number that somebody typed
META_SHEET = "_meta"

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_NAMES = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_ZIP_MAGIC = b"PK"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell, and whether the workbook holds it as text (a number or a date was turned into text here)."""

    text: str
    is_text: bool = True


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from row 1, column A."""

    name: str
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that were asked for, and the key/value pairs of the hidden `_meta` sheet that our own forms carry."""

    sheets: Mapping[str, Sheet]
    hidden: frozenset[str] = frozenset()
    meta: Mapping[str, str] = field(default_factory=dict)

    def first_visible(self) -> Sheet | None:
        """Give the first sheet that a person sees."""
        return next((sheet for name, sheet in self.sheets.items() if name not in self.hidden), None)


def read_workbook(
    path: Path, shown_as: str, problems: Problems, *, sheet: str | None = None, every: bool = False, lang: str = "vi"
) -> Workbook | None:
    """Read one sheet (the first visible one unless named), or every sheet; None where the workbook is refused.

    Numbers become text in `lang`'s form, dates dd/mm/yyyy, truth values có/không (yes/no in English).
    """
    place = Place(shown_as)
    if path.stat().st_size > MAX_BYTES:
        problems.add("FIL003", place, size=_megabytes(path.stat().st_size), limit=_megabytes(MAX_BYTES))
        return None
    parts = _unpack(path.read_bytes(), place, problems)
    if parts is None:
        return None
    try:
        kept, scans = _scan_ods(parts) if path.suffix.lower() == ".ods" else _scan_xlsx(parts)
    except TooLargeError as error:
        problems.add("FIL016", place, detail=error.detail)
        return None
    except (KeyError, ValueError, expat.ExpatError):
        problems.add("FIL005", place)
        return None
    return _read(kept, scans, shown_as, problems, sheet=sheet, every=every, lang=lang)


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000)} MB"


def _unpack(raw: bytes, place: Place, problems: Problems) -> dict[str, bytes] | None:
    """Give the archive's parts; None, with the problem, where it is no archive, a dangerous one or not a plain workbook."""
    if raw.startswith(_OLE_MAGIC):
        problems.add("FIL006" if any(name in raw for name in _ENCRYPTED_NAMES) else "FIL025", place)
        return None
    if not raw.startswith(_ZIP_MAGIC):
        problems.add("FIL024" if raw else "FIL015", place)
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(archive, place, problems)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zipfile.zlib.error):  # type: ignore[attr-defined]
        problems.add("FIL005", place)
        return None


def _parts(archive: zipfile.ZipFile, place: Place, problems: Problems) -> dict[str, bytes] | None:
    members = archive.infolist()
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > MAX_PARTS or unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * max(1, packed)):
        problems.add("FIL009", place, size=_megabytes(unpacked), packed=_megabytes(packed))
        return None
    names = [member.filename for member in members]
    lowered = [name.lower() for name in names]
    if any(member.flag_bits & 1 for member in members):
        problems.add("FIL006", place)
    elif any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in lowered):
        problems.add("FIL007", place)
    elif any("externallinks/" in name or name.endswith("/connections.xml") for name in lowered):
        problems.add("FIL008", place)
    elif len(set(lowered)) < len(names):
        problems.add("FIL005", place)
    else:
        wanted = {name: archive.read(name) for name in names if _is_data(name)}
        if b"encryption-data" not in wanted.get("META-INF/manifest.xml", b""):
            return wanted
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


def _scan_xlsx(parts: dict[str, bytes]) -> tuple[dict[str, bytes], list[Scan]]:
    """Scan every worksheet in the workbook's order, charts and macro sheets left out.

    Raises:
        KeyError, ValueError, ExpatError: the workbook is not whole.
    """
    return parts, scan_xlsx(parts)


def _scan_ods(parts: dict[str, bytes]) -> tuple[dict[str, bytes], list[Scan]]:
    kept = {
        "mimetype": parts["mimetype"],
        "META-INF/manifest.xml": parts["META-INF/manifest.xml"],
        "content.xml": parts["content.xml"],
    }
    return kept, scan_ods(parts["content.xml"])
