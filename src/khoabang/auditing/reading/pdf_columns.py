"""Words at their places on a page as lines, and lines whose words stand in columns as rows. Lengths are in points."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from khoabang.auditing.reading.gathered import Cell

_LEAST_ROWS = 3
_LEAST_FIELDS = 2
# A blank is about as wide as half a letter.
_WIDE_GAP = 5  # quarters of a letter: between two words it may part columns
_GAP = 80  # hundredths of a letter: through all lines of a run it does


class Word(NamedTuple):
    """A word and the box it fills; `top` is less than `bottom`."""

    text: str
    left: Any
    right: Any
    top: Any
    bottom: Any


class _Line(NamedTuple):
    """Words beside one another; `fields` counts the groups of them that wide gaps part, `letter` is the width of one."""

    words: list[Word]
    fields: int
    letter: Any

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> Any:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> Any:
        return max(word.bottom for word in self.words)


def rows_of_columns(words: list[Word]) -> Iterator[str | list[list[Cell]]]:
    """Give lines of prose as text, and runs of lines that stand in columns as rows, from top to bottom."""
    lines = [_line(line) for line in _by_line(words)]
    position = 0
    while position < len(lines):
        end = _run(lines, position)
        rows = _rows(lines[position:end]) if end - position >= _LEAST_ROWS else []
        if rows:
            yield rows
            position = end
        else:
            for line in lines[position : max(end, position + 1)]:
                yield line.text
            position = max(end, position + 1)


def _by_line(words: list[Word]) -> Iterator[list[Word]]:
    """Put words into lines: a word belongs to a line whose middle lies within its height."""
    line: list[Word] = []
    for word in sorted((word for word in words if word.text), key=lambda word: ((word.top + word.bottom) / 2, word.left)):
        if line and not _same_line(line[0], word):
            yield sorted(line, key=lambda one: one.left)
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda one: one.left)


def _same_line(one: Word, other: Word) -> bool:
    middle = (other.top + other.bottom) / 2
    return bool(one.top <= middle <= one.bottom)


def _line(words: list[Word]) -> _Line:
    letter = sum(word.right - word.left for word in words) / sum(len(word.text) for word in words)
    gaps = pairwise(words)
    return _Line(words, 1 + sum(4 * (after.left - before.right) > _WIDE_GAP * letter for before, after in gaps), letter)


def _run(lines: list[_Line], start: int) -> int:
    """Give the end of the run of lines with several fields; a line with one, between two such, goes on with a cell."""
    end = start
    while end < len(lines):
        alone = lines[end].fields < _LEAST_FIELDS
        if alone and (end == start or end + 1 >= len(lines) or lines[end + 1].fields < _LEAST_FIELDS):
            break
        end += 1
    return end


def _rows(lines: list[_Line]) -> list[list[Cell]]:
    """Put the words of lines into columns; no rows where nothing parts all lines."""
    several = [line for line in lines if line.fields >= _LEAST_FIELDS]
    columns = _columns(several)
    if len(several) < _LEAST_ROWS or len(columns) < _LEAST_FIELDS:
        return []
    rows: list[list[str]] = []
    before: list[str] | None = None  # a line that belongs to the row below it
    for number, line in enumerate(lines):
        row = [""] * len(columns)
        for word in line.words:
            row[_column(word, columns)] += f" {word.text}"
        row = [text.strip() for text in row]
        if before:
            row, before = _stacked(before, row), None
        if line.fields < _LEAST_FIELDS and number and sum(map(bool, row)) == 1:
            if lines[number + 1].top - line.bottom < line.top - lines[number - 1].bottom:
                before = row
            else:
                rows[-1] = _stacked(rows[-1], row)
        else:
            rows.append(row)
    return [[*row] for row in rows]


def _stacked(above: list[str], below: list[str]) -> list[str]:
    """Put the texts of two lines of one row together, cell by cell."""
    return [f"{first}\n{second}".strip() for first, second in zip(above, below, strict=True)]


def _column(word: Word, columns: list[tuple[Any, Any]]) -> int:
    """Give the column that a word stands in, or the last one that it stands behind."""
    behind = 0
    for number, (left, right) in enumerate(columns):
        if word.left < right and left < word.right:
            return number
        if left <= word.left:
            behind = number
    return behind


def _columns(lines: list[_Line]) -> list[tuple[Any, Any]]:
    """Give the spans across the page that words fill together, parted by gaps that no line fills."""
    if not lines:
        return []
    gap = sum(line.letter for line in lines) / len(lines) * _GAP / 100
    columns: list[tuple[Any, Any]] = []
    for left, right in sorted((word.left, word.right) for line in lines for word in line.words):
        if columns and left <= columns[-1][1] + gap:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns
