"""Lines of plain text: runs of lines that are rows of a table become grids, every other line stays prose.

Rows are parted by tabs, by upright bars (Markdown, boxes of a terminal), by semicolons or commas as csv has them, or by two blanks and more.
Single values on lines, and whole tables on one line, are for the layout to understand.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from khoabang.auditing.reading.cleaning import clean, plain
from khoabang.auditing.reading.delimited import rows_of
from khoabang.auditing.reading.gathered import Cell, Gathered, Where

_UPRIGHT = "|│┃║"
_BARS = re.compile(r"(?<!\\)[|│┃║]")
_BORDER = re.compile(r"[\s|│┃║+:=\-─━═╌┄┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╪╫╞╡┏┓┗┛┣┫┳┻╋╒╕╘╛]+")
_GAP = re.compile(r" {2,}")
_COMMA_IN_PROSE = re.compile(r",(?=\s)|(?<=\s),")
_FIGURE = re.compile(r"[+-]?\d[\d.,]*\s*%?")
_ALIGNED, _LISTED = 3, 3  # lines that must agree where the sign between columns also stands in prose
_BORDERS_OF_ROWS = 4  # a box with so many lines across has one under each row


class Line(NamedTuple):
    """A line and where it stands."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of writing rows: how many cells a line has (0: it is no row), and how a run of lines is parted."""

    kind: str
    width: Callable[[str], int]
    rows: Callable[[list[str]], list[list[Cell]]]
    least: int
    even: bool  # whether all rows must have the same width
    accepts: Callable[[list[list[Cell]]], bool]


def read_lines(text: str, gathered: Gathered) -> None:
    """Part text into prose and grids; the lines are counted from 1."""
    find_grids([Line(line, Where(number)) for number, line in enumerate(plain(text).split("\n"), 1)], gathered)


def find_grids(lines: Sequence[Line], gathered: Gathered) -> None:
    """Part lines into prose and grids, in their order."""
    position = 0
    before = len(gathered.blocks)
    ways: set[str] = set()
    refused = dict.fromkeys(_WAYS, 0)  # up to where lines are known to be no rows of this way
    while position < len(lines):
        for way in _WAYS:
            if position < refused[way]:
                continue
            end, rows = _run(lines, position, way)
            if not rows:
                refused[way] = end
            else:
                gathered.grid(rows, lines[position].where, first_line=lines[position].where.line or 1)
                ways.add(way.kind)
                position = end
                break
        else:
            gathered.prose(lines[position].text, lines[position].where)
            position += 1
    if ways == {"pipes"} and gathered.kind == "text" and not before:
        gathered.kind = "pipes"


def _run(lines: Sequence[Line], start: int, way: _Way) -> tuple[int, list[list[Cell]]]:
    """Find the end of the run of rows that begins at a line, and part it; no rows where it is no table."""
    end, width = start, 0
    while end < len(lines):
        here = way.width(lines[end].text)
        if not here or (way.even and width and here != width):
            break
        width = here
        end += 1
    if end > start:
        end = _past_gaps(lines, start, end, way)
    if end - start < way.least:
        return end, []
    rows = way.rows([line.text for line in lines[start:end] if line.text.strip()])
    return end, rows if way.accepts(rows) else []


def _past_gaps(lines: Sequence[Line], start: int, end: int, way: _Way) -> int:
    """Go on over empty lines where each row stands by itself between them, as text copied from a page often has it.

    Blocks of several rows with empty lines between are left apart: whether they are one table is not for here.
    """
    if way.kind != "tabs" or end - start > 1:
        return end
    width = way.width(lines[start].text)
    while True:
        after = end
        while after < len(lines) and not lines[after].text.strip():
            after += 1
        alone = after + 1 == len(lines) or (after + 1 < len(lines) and not lines[after + 1].text.strip())
        if after >= len(lines) or after == end or not alone or way.width(lines[after].text) != width:
            return end
        end = after + 1


def _tabs(line: str) -> int:
    return line.count("\t") + 1 if "\t" in line and line.strip() else 0


def _tab_rows(lines: list[str]) -> list[list[Cell]]:
    return [[clean(cell) for cell in line.split("\t")] for line in lines]


def _two_filled(rows: list[list[Cell]]) -> bool:
    return sum(sum(1 for cell in row if cell) > 1 for row in rows) > 1


def _bars(line: str) -> int:
    """Count the cells between bars; borders count as rows of a box, so that they do not end it."""
    stripped = line.strip()
    if _is_border(stripped):
        return 2
    bars = len(_BARS.findall(stripped))
    inner = bars - (stripped[:1] in _UPRIGHT) - (stripped[-1:] in _UPRIGHT and not stripped.endswith("\\|")) if stripped else 0
    return inner + 1 if bars > 1 else 0


def _is_border(line: str) -> bool:
    return (
        len(line) > 4
        and bool(_BORDER.fullmatch(line))
        and bool(re.search(r"[-=─━═╌┄]{3}|:-", line))
        and (line[0] not in "-=" or "|" in line)
    )


def _bar_rows(lines: list[str]) -> list[list[Cell]]:
    shown = [line.strip() for line in lines if not _is_border(line.strip())]
    framed = [side for side in (0, -1) if 2 * sum(line[side] in _UPRIGHT for line in shown) > len(shown)]
    borders = sum(_is_border(line.strip()) and line.strip()[0] != "|" for line in lines)
    if borders < _BORDERS_OF_ROWS:
        return [[*_between_bars(line, framed)] for line in lines if not _is_border(line.strip())]
    rows: list[list[Cell]] = []
    band: list[list[str]] = []
    for line in [*lines, "+---+"]:
        if not _is_border(line.strip()):
            band.append(_between_bars(line, framed))
        elif band:
            width = max(map(len, band))
            rows.append([clean("\n".join(row[column] for row in band if column < len(row))) for column in range(width)])
            band = []
    return rows


def _between_bars(line: str, framed: list[int]) -> list[str]:
    """The cells of a row. A bar at an end of it is the frame's where most rows have one, else it stands beside an empty cell."""
    stripped = line.strip()
    if 0 in framed and stripped[:1] in _UPRIGHT:
        stripped = stripped[1:]
    if -1 in framed and stripped[-1:] in _UPRIGHT and not stripped.endswith("\\|"):
        stripped = stripped[:-1]
    return [clean(cell.replace("\\|", "|")) for cell in _BARS.split(stripped)]


def _listed(delimiter: str) -> Callable[[str], int]:
    def width(line: str) -> int:
        if line.count(delimiter) + 1 < _LISTED:
            return 0
        if delimiter == "," and 2 * len(_COMMA_IN_PROSE.findall(line)) > line.count(","):
            return 0
        cells = len(rows_of(line, delimiter)[0]) if '"' in line else line.count(delimiter) + 1
        return cells if cells >= _LISTED else 0

    return width


def _listed_rows(delimiter: str) -> Callable[[list[str]], list[list[Cell]]]:
    return lambda lines: rows_of("\n".join(lines), delimiter)


def _aligned(line: str) -> int:
    stripped = line.strip()
    return len(_GAP.split(stripped)) if "  " in stripped and "\t" not in stripped else 0


def _aligned_rows(lines: list[str]) -> list[list[Cell]]:
    return [[clean(cell) for cell in _GAP.split(line.strip())] for line in lines]


def _placed_rows(lines: list[str]) -> list[list[Cell]]:
    """Part lines at blanks that stand in the same place in all of them; none where that does not part all that blanks part."""
    length = max(map(len, lines))
    filled = [any(place < len(line) and line[place] != " " for line in lines) for place in range(length)]
    edges = [place for place in range(length) if filled[place] and not any(filled[max(0, place - 2) : place])]
    rows = [[clean(line[start:end]) for start, end in zip(edges, [*edges[1:], None], strict=True)] for line in lines]
    several = any(_aligned(line) != _aligned(lines[0]) for line in lines)
    whole = all(sum(map(bool, row)) >= _aligned(line) for row, line in zip(rows, lines, strict=True))
    return [[*row] for row in rows] if several and whole and len(edges) == max(map(_aligned, lines)) else []


def _has_figures(rows: list[list[Cell]]) -> bool:
    """Whether a column holds mostly numbers, as tables of results do and prose does not."""
    return bool(rows) and any(
        2 * sum(bool(_FIGURE.fullmatch(str(row[column]))) for row in rows if column < len(row)) > len(rows)
        for column in range(len(rows[0]))
    )


_WAYS = (
    _Way("tabs", _tabs, _tab_rows, 2, even=False, accepts=_two_filled),
    _Way("pipes", _bars, _bar_rows, 2, even=False, accepts=_two_filled),
    _Way("csv", _listed(";"), _listed_rows(";"), _ALIGNED, even=True, accepts=_has_figures),
    _Way("csv", _listed(","), _listed_rows(","), _ALIGNED, even=True, accepts=_has_figures),
    _Way("aligned", _aligned, _placed_rows, _ALIGNED, even=False, accepts=_has_figures),
    _Way("aligned", _aligned, _aligned_rows, _ALIGNED, even=True, accepts=_has_figures),
)
