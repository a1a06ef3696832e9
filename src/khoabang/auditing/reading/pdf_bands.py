"""Where the texts of a PDF stand beside and below one another: rows of lines that overlap, columns that gaps part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from khoabang.auditing.reading.pdf_lines import Field, Line
from khoabang.auditing.reading.pdf_marks import Word

_LEAST_TEXTS = 2
_GAP = 80  # hundredths of a letter's width: parts columns where it runs through all rows
_STRAY = 20  # one row in so many may reach over the gap
_OVERLAP = 75  # hundredths of a letter's height: lines nearer to one another stand in one row
_FINE, _FINEST = 75, 42  # hundredths of it: between these a gap parts two headers, where it is wider than a blank
_BLANK = 13  # tenths of the narrowest blank
_FIGURE = re.compile(r"[-+−]?\(?\d[\d.,/%()]*|[-–—]|[IVX]{1,5}\.?")

Span = tuple[Any, Any]


def is_figure(text: str) -> bool:
    """Whether a text is a number, or a mark for none."""
    return bool(_FIGURE.fullmatch(text))


@dataclass(slots=True)
class Band:
    """Lines that overlap one another downwards, so that they stand in one row: cells of one line beside cells of two."""

    lines: list[Line]
    is_core: bool = False

    def __post_init__(self) -> None:
        self.is_core = any(is_figure(field.text) for field in self.fields) and len(self.fields) >= _LEAST_TEXTS

    @property
    def fields(self) -> list[Field]:
        return [field for line in self.lines for field in line.fields]

    @property
    def words(self) -> list[Word]:
        return [word for line in self.lines for word in line.words]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def size(self) -> Any:
        return self.lines[0].size

    @property
    def first(self) -> Any:
        """Where its first line stands."""
        return self.lines[0].bottom

    @property
    def last(self) -> Any:
        """Where its last line stands."""
        return self.lines[-1].bottom

    @property
    def left(self) -> Any:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> Any:
        return max(line.right for line in self.lines)


def bands_of(lines: Sequence[Line]) -> list[Band]:
    """Put lines that overlap one another together, from top to bottom."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last and line.page == last.page and 0 <= (line.bottom - last.bottom) * 100 < _OVERLAP * min(line.size, last.size):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Band(group) for group in groups]


def fine_gap(lines: Sequence[Line]) -> Any:
    """Give the gap, in letters' heights, that parts two texts of narrow columns: hardly wider than a narrow blank of the same lines."""
    blanks = sorted(
        (after.left - before.right) / line.size for line in lines for before, after in pairwise(line.words) if before.ended
    )
    blank = blanks[len(blanks) // 4] if blanks else 0
    return max(_FINEST, min(_FINE, blank * 10 * _BLANK)) / 100


def fine_fields(lines: Sequence[Line], gap: Any) -> list[Field]:
    """Give the texts of lines, parted at so wide gaps: headers of narrow columns nearly touch."""
    found: list[Field] = []
    for line in lines:
        found.append(Field([line.words[0]]))
        for before, after in pairwise(line.words):
            if after.left - before.right > gap * line.size:
                found.append(Field([after]))
            else:
                found[-1].add(after)
    return found


def column_of(left: Any, right: Any, columns: Sequence[Span]) -> int:
    """Give the column that a word stands in with most of its width, or the nearest one."""
    best, most = 0, None
    for number, (start, end) in enumerate(columns):
        if start <= left and right <= end:
            return number
        shared = min(end, right) - max(start, left)  # less than nothing: how far apart they are
        if most is None or shared > most:
            best, most = number, shared
    return best


def texts_of(lines: Sequence[Line], columns: Sequence[Span]) -> list[list[Line]]:
    """Give the lines of one row, column by column."""
    row: list[list[Line]] = [[] for _ in columns]
    for line in sorted(lines, key=lambda line: line.bottom):
        placed = [(column, word) for field in fine_fields([line], _FINEST / 100) for column, word in _placed(field, columns)]
        for column, group in groupby(placed, key=lambda each: each[0]):
            row[column].append(Line([word for _, word in group], line.page, line.shift))
    return row


def _placed(field: Field, columns: Sequence[Span]) -> Iterator[tuple[int, Word]]:
    """Give each word with its column: all the same, unless the text stands over several columns."""
    whole = len(covered_by(field, columns)) < 2
    for word in field.words:
        yield column_of(field.left, field.right, columns) if whole else column_of(word.left, word.right, columns), word


def covered_by(field: Field, columns: Sequence[Span]) -> list[int]:
    """Give the columns that a text stands over with more than half of their width."""
    return [
        number
        for number, (left, right) in enumerate(columns)
        if 2 * (min(right, field.right) - max(left, field.left)) > right - left
    ]


def columns_of(lines: Sequence[Line]) -> list[Span]:
    """Give the spans across the page that words fill together, parted by gaps that hardly a line fills."""
    if not lines:
        return []
    gap = sum(line.letter for line in lines) / len(lines) * _GAP / 100
    edges = sorted(edge for line in lines for word in line.words for edge in ((word.left, 1), (word.right + gap, -1)))
    columns: list[Span] = []
    depth, stray = 0, len(lines) // _STRAY
    start = None
    for place, step in edges:
        depth += step
        if depth > stray and start is None:
            start = place
        elif depth <= stray and start is not None:
            columns.append((start, place - gap))
            start = None
    return columns
