"""A table being found: header lines and rows as wide as the grid, before columns are dropped and groups parted."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from khoabang.auditing.document import Cell
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.sorts import counting, is_ordinal, labelled, sort_of
from khoabang.auditing.table import SpecialKind
from khoabang.scoring.problems import Place

Kind = Literal["body"] | SpecialKind
_ABBREVIATED = 3  # letters


@dataclass(slots=True)
class Line:
    """A row of a grid and where it stands; `gap` says that an empty row or a break stands before it."""

    cells: list[Cell]
    place: Place
    gap: bool = False

    @property
    def texts(self) -> list[str]:
        """The cells' texts."""
        return [cell.text for cell in self.cells]

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return not any(cell.text for cell in self.cells)

    def distinct(self) -> list[tuple[int, str]]:
        """The filled cells with their columns; a cell merged with its left neighbour counts once."""
        found: list[tuple[int, str]] = []
        for column, cell in enumerate(self.cells):
            if cell.text and not (cell.merged and column and self.cells[column - 1].text == cell.text):
                found.append((column, cell.text))
        return found


@dataclass(slots=True)
class Entry:
    """A row of a table being found, and what it is."""

    line: Line
    kind: Kind = "body"
    label: str = ""


@dataclass(slots=True)
class Draft:
    """A table being found. `above` are heading lines of its own grid, nearest last."""

    place: Place
    header: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    group: str = ""
    title: str = ""
    read_as: str = "grid"

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return max((len(line.cells) for line in (*self.header, *(entry.line for entry in self.entries))), default=0)

    @property
    def bodies(self) -> list[Line]:
        """The rows of bodies."""
        return [entry.line for entry in self.entries if entry.kind == "body"]


def special_kind(text: str) -> SpecialKind | None:
    """Say which row that is no body a label names."""
    if not text or len(text) > 80:
        return None
    for label in (labelled(text), labelled(text.split("\n", maxsplit=1)[0])):
        for kind, pattern in vocabulary.SPECIAL:
            if pattern.fullmatch(label):
                return kind
    return None


def special_label(line: Line) -> tuple[SpecialKind, str] | None:
    """Say whether a row is named as one that is no body: it has such a label in place of a name, and no number of its own."""
    named = line.distinct()
    for number, (column, text) in enumerate(named[:2]):
        if sort_of(text) != "words":
            return None
        code = number > 0 and len(text) <= _ABBREVIATED and not is_ordinal(named[0][1])  # behind a name MIN and TB are codes
        kind = None if code else special_kind(text)
        if kind and column <= max(2, len(line.cells) // 3):
            return kind, text
    return None


def order_column(lines: list[Line]) -> int | None:
    """Find the column that counts the rows 1, 2, 3 …: most rows follow the row before by one.

    Of several (a number and an untied rank) the first; blanks for tied rows are passed over.
    """
    if not lines:
        return None
    for column in range(min(len(lines[0].cells), 8)):
        texts = [line.cells[column].text for line in lines]
        numbers = [number for number in map(counting, texts) if number is not None]
        if 10 * len(numbers) >= 6 * len(lines) and _counts(numbers):
            return column
        if 2 * sum(sort_of(text) == "words" and not is_ordinal(text) for text in texts) > len(lines):
            return None  # the names: what follows is scored
    return None


def _counts(numbers: list[int]) -> bool:
    """Whether numbers go up by one; groups within may begin again at 1."""
    if len(numbers) == 1:
        return numbers[0] == 1
    pairs = list(pairwise(numbers))
    up = sum(after == before + 1 for before, after in pairs)
    again = sum(after == 1 < before for before, after in pairs)
    return min(numbers) > 0 and 2 * up >= len(pairs) and 10 * (up + again) >= 9 * len(pairs)


def numeric_columns(lines: list[Line], width: int) -> list[int]:
    """Find the columns that hold mostly numbers."""
    found: list[int] = []
    sample = lines[:200]
    for column in range(width):
        sorts = [sort_of(line.cells[column].text) for line in sample if column < len(line.cells)]
        numbers, words = sorts.count("number"), sorts.count("words")
        if numbers and numbers >= 2 * words:
            found.append(column)
    return found
