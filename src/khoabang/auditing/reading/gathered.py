"""What a reader gathers from a file, in plain values that can be handed from one process to another.

Nothing here or in the readers imports the scoring engine: a child process that reads one file starts in a fraction of the time.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.limits import MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS, SECONDS, RefusalError

BINARY, MERGED, DOUBTFUL = 1, 2, 4

Cell = str | tuple[str, int]  # its text, or its text with BINARY, MERGED and DOUBTFUL


class Where(NamedTuple):
    """Where something stands: a line, or the name of a sheet, a page (`p. 3`), a paragraph (`¶12`)."""

    line: int = 0
    cell: str = ""


NOWHERE = Where()


class Paragraph(NamedTuple):
    """A line of text outside tables; `recognised` if a machine read it off a picture."""

    text: str
    where: Where
    recognised: bool = False


class Sheet(NamedTuple):
    """Rows of cells, all of one width; `recognised` if a machine read them off a picture."""

    rows: list[list[Cell]]
    where: Where
    title: str = ""
    first_line: int = 1
    recognised: bool = False


class Found(NamedTuple):
    """A problem: its code, its place and what fills its sentences."""

    code: str
    where: Where
    params: dict[str, str]


@dataclass(slots=True)
class Gathered:
    """The blocks of a document in reading order, counted against the limits while they come.

    `pictures` are the pages that a machine read, as JPEG. `seconds` is how long the whole may take.
    """

    kind: str
    blocks: list[Paragraph | Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: list[Found] = field(default_factory=list)
    pictures: dict[int, bytes] = field(default_factory=dict)
    seconds: int = SECONDS
    begun: float = field(default_factory=monotonic)
    cells: int = 0
    characters: int = 0

    def count(self, cells: int, characters: int) -> None:
        """Count what is about to be kept.

        Raises:
            RefusalError: more than any table we read.
        """
        self.cells += cells
        self.characters += characters
        if self.cells > MAX_CELLS:
            raise RefusalError("AUD012", limit=MAX_CELLS)
        if self.characters > MAX_CHARACTERS:
            raise RefusalError("AUD013", limit=MAX_CHARACTERS)

    def seconds_left(self) -> float:
        """How long reading may go on; the rest of the time is for handing over what was read."""
        return self.begun + self.seconds * 4 / 5 - monotonic()

    def problem(self, code: str, where: Where = NOWHERE, /, **params: object) -> None:
        """Note a problem."""
        self.problems.append(Found(code, where, {key: str(value) for key, value in params.items()}))

    def prose(self, text: str, where: Where, *, recognised: bool = False) -> None:
        """Keep the lines of a paragraph, each by itself."""
        for line in clean(text).split("\n"):
            if line:
                self.count(1, len(line))
                self.blocks.append(Paragraph(line, where, recognised))

    def grid(
        self,
        rows: Iterable[Sequence[Cell]],
        where: Where,
        title: str = "",
        first_line: int = 1,
        *,
        least: int = 0,
        recognised: bool = False,
    ) -> None:
        """Keep rows of clean cells, without empty ones around them on three sides: the first column keeps its letter.

        `least` columns are kept even if the last ones are empty, as in the rest of a table that a page break parted.

        Raises:
            RefusalError: it has too many columns.
        """
        kept = [list(row) for row in rows]
        while kept and not any(map(text_of, kept[-1])):
            kept.pop()
        empty = next((number for number, row in enumerate(kept) if any(map(text_of, row))), 0)
        kept = kept[empty:]
        width = max((filled_width(row) for row in kept), default=0)
        if not width:
            return
        if width > MAX_COLUMNS:
            raise RefusalError("AUD011", found=width, limit=MAX_COLUMNS)
        self.count(width * len(kept), sum(len(text_of(cell)) for row in kept for cell in row))
        width = max(width, least)
        even = [row[:width] + [""] * (width - len(row)) for row in kept]
        self.blocks.append(Sheet(even, where, clean(title).replace("\n", " "), first_line + empty, recognised))


def as_plain(gathered: Gathered) -> dict[str, object]:
    """Give what was gathered in lists and text, each block with a letter before it: p for a paragraph, g for a grid."""
    blocks = [("p" if isinstance(block, Paragraph) else "g", *block) for block in gathered.blocks]
    pictures = {number: base64.b64encode(picture).decode() for number, picture in gathered.pictures.items()}
    return {
        "kind": gathered.kind,
        "blocks": blocks,
        "hidden": gathered.hidden,
        "problems": gathered.problems,
        "pictures": pictures,
    }


def text_of(cell: Cell) -> str:
    """Give the text of a cell."""
    return cell if isinstance(cell, str) else cell[0]


def merged(cell: Cell) -> Cell:
    """Give a cell's text as it is repeated where the cell reaches to."""
    return (cell, MERGED) if isinstance(cell, str) else (cell[0], cell[1] | MERGED)


def filled_width(row: Sequence[Cell]) -> int:
    """Count the cells of a row up to the last one with text."""
    width = len(row)
    while width and not text_of(row[width - 1]):
        width -= 1
    return width


class SpanningRows:
    """A table put together cell by cell, where cells may reach over several columns and rows."""

    def __init__(self, gathered: Gathered) -> None:
        self.rows: list[list[Cell]] = []
        self._gathered = gathered
        self._size = 0
        self._reaching: dict[int, tuple[Cell, int]] = {}  # column: what reaches down into it, over how many rows yet

    def start_row(self) -> None:
        """Begin a row, with what reaches into its first columns."""
        self.rows.append([])
        self._fill()

    def add(self, cell: Cell, columns: int = 1, rows: int = 1) -> None:
        """Add a cell that covers so many columns and rows."""
        row = self.rows[-1]
        columns = max(1, columns)
        if len(row) + columns > MAX_COLUMNS:
            raise RefusalError("AUD011", found=len(row) + columns, limit=MAX_COLUMNS)
        self._gathered.count(0, len(text_of(cell)) * (columns - 1))
        for number in range(columns):
            shown = merged(cell) if number else cell
            if rows > 1:
                self._reaching[len(row)] = (merged(cell), rows - 1)
            row.append(shown)
        self._fill()

    def end_row(self) -> None:
        """End a row: what reaches into columns behind its last cell is filled in."""
        row = self.rows[-1]
        if self._reaching:
            row.extend(self._taken(column) or "" for column in range(len(row), max(self._reaching) + 1))
        self._size += len(row)
        if self._size > MAX_CELLS:
            raise RefusalError("AUD012", limit=MAX_CELLS)

    def _fill(self) -> None:
        row = self.rows[-1]
        while (cell := self._taken(len(row))) is not None:
            row.append(cell)

    def _taken(self, column: int) -> Cell | None:
        """Give what reaches into a column of this row; a row is filled from left to right, so each is asked for once."""
        if column not in self._reaching:
            return None
        cell, left = self._reaching.pop(column)
        if left > 1:
            self._reaching[column] = (cell, left - 1)
        self._gathered.count(0, len(text_of(cell)))
        return cell
