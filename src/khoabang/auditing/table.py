"""A published ranking as read: columns with headers, a row for each body, and the rows that are not bodies."""

from dataclasses import dataclass, field
from typing import Literal

from khoabang.auditing.document import Cell
from khoabang.scoring.problems import Place

SpecialKind = Literal["maximum", "mean", "median", "highest", "lowest", "total", "weight", "heading", "repeated", "other"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: as many cells as the table has columns, and where it stands."""

    cells: list[Cell]
    place: Place


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A row that is no body: maxima, a statistic, a group's heading, one repeated to look it up."""

    kind: SpecialKind
    label: str
    row: Row
    after: int  # how many rows of bodies stand before it


@dataclass(slots=True)
class Table:
    """One table. Headers of several lines are joined with " › "; a column without one has "".

    `group` is the heading that the table stands under inside its grid (a khối), where one grid holds several.
    """

    title: str
    headers: list[str]
    rows: list[Row]
    place: Place
    special: list[SpecialRow] = field(default_factory=list)
    group: str = ""
    read_as: str = "grid"  # grid, transposed, lines, one line: how its cells were found
    notes: list[str] = field(default_factory=list)  # lines under the table that speak of it

    def column(self, position: int) -> list[Cell]:
        """The cells of one column, by row."""
        return [row.cells[position] for row in self.rows]
