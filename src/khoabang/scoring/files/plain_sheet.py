"""The rows of a worksheet in the plain form that spreadsheets write, looked through at the speed of regular expressions.

What is not of that form (a formula, an error, a hidden row, a comment, blanks between cells, another encoding) is left to the parser, which
decides; what is of that form means to it exactly what is found here.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

_TEXT = rb"(?:[^<&\x00-\x08\x0b\x0c\x0e-\x1f]|&(?:amp|lt|gt|quot|apos);)*+"
_CELL = (
    rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,5}")?'
    rb"(?:/>|></c>|><v>[-+.0-9eE]{1,40}</v></c>"
    rb'| t="s"><v>[0-9]{1,7}</v></c>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>' + _TEXT + rb"</t></is></c>)"
)
_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"(?: (?:spans|ht|customHeight|s|customFormat|thickBot|thickTop|x14ac:dyDescent)="[^"<&]*")*+'
    rb"(?:/>|>((?:" + _CELL + rb")*+)</row>)"
)
_HEAD = re.compile(rb'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\?>\s*)?<[^!?]')
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_FILLED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>/]*><[vi]')
_NAME = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_SHARED = re.compile(rb' t="s"><v>([0-9]{1,7})<')
_STYLE = re.compile(rb' s="([0-9]{1,5})"')
_NEVER = (b"<!", b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # declarations, comments, CDATA; what is no character


@dataclass(slots=True)
class PlainRows:
    """What the rows hold: the extent of filled cells, how many there are, and the shared strings that they show."""

    rest: bytes  # the worksheet without its rows
    rows: int = 0
    columns: int = 0
    cells: int = 0
    length: int = 0  # bytes of cells with a text or number of their own: never less than their characters
    shared: list[int] = field(default_factory=list)


def plain_rows(xml: bytes, percents: frozenset[str]) -> PlainRows | None:
    """Look through the rows; None where anything is not of the plain form, or is shown as per cent."""
    start, end = xml.find(_OPEN), xml.rfind(_CLOSE)
    head = _HEAD.match(xml)
    if start < 0 or end < start or head is None or any(each in xml for each in _NEVER) or xml.find(b"<?", 1) >= 0:
        return None
    found = PlainRows(xml[:start] + b"<sheetData/>" + xml[end + len(_CLOSE) :])
    at, before = start + len(_OPEN), 0
    known: dict[bytes, int] = {}
    while at < end:
        row = _ROW.match(xml, at, end)
        if row is None or int(row[1]) <= before:
            return None
        at, before = row.end(), int(row[1])
        if row[2] and not _cells(row[2], row[1], known, percents, found):
            return None
    try:
        xml[start:end].decode()
    except UnicodeDecodeError:
        return None
    return found


def _cells(cells: bytes, number: bytes, known: dict[bytes, int], percents: frozenset[str], found: PlainRows) -> bool:
    """Add a row's cells; False where they are not in order, or one is shown as per cent."""
    names = _NAME.findall(cells)
    columns = b" ".join([*names, b""]).replace(number + b" ", b" ")  # what is of another row keeps a digit
    last = known.get(columns)
    if last is None:
        places = [_place(name) for name in columns.split()]
        if any(one >= other for one, other in pairwise(places)) or (places and places[0] < 1):
            return False
        known[columns] = last = places[-1] if places else 0
    if percents and not percents.isdisjoint(style.decode() for style in _STYLE.findall(cells)):
        return False
    filled = cells.count(b"<v>") + cells.count(b"<is>")
    if filled:
        furthest = last if filled == len(names) else _place(_FILLED.findall(cells)[-1].removesuffix(number))
        found.rows, found.columns = int(number), max(found.columns, furthest)
        found.cells += filled
        found.length += len(cells)
        if b't="s"' in cells:
            found.shared += map(int, _SHARED.findall(cells))
    return True


def _place(letters: bytes) -> int:
    """Give the number of a column by its letters; 0 for what is none."""
    if not letters.isalpha():
        return 0
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place
