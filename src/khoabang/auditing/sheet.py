"""A table made ready for arithmetic: cells taken apart, decimal marks settled by column, composite columns split in two."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from khoabang.auditing.document import Cell
from khoabang.auditing.figures import Figure, Printed, Style, marks_of, read_cell, read_figure, style_of
from khoabang.auditing.table import SpecialKind, Table

Role = Literal[
    "order",
    "body",
    "code",
    "component",
    "subtotal",
    "total",
    "index",
    "percent",
    "maximum",
    "rank",
    "change",
    "class",
    "note",
    "other",
]
Ties = Literal["competition", "dense", "unknown"]
Source = Literal["row", "header", "text", "person", "set"]
_MOSTLY = Fraction(7, 10)  # of the cells that are not empty: what a column is
_APART = 20  # how many times a reading may differ from its column before the other reading is taken
_MARKED = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_IN_HEADER = re.compile(
    r"[(\[]\s*(?:(?:điểm\s+)?(?:tối đa|max\.?|maximum)\s*(?:là|:|=)?\s*(?P<number>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:điểm|đ|points?|pts)?)\s*[)\]]",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[+-]?\d{1,3}[.,]\d{3}\s*%?")


@dataclass(slots=True)
class Column:
    """One column, or one half of a composite one. `figures` has None where the cell shows no number."""

    position: int  # of the printed column
    header: str
    printed: list[Printed]
    half: Literal["", "first", "second"] = ""
    role: Role = "other"
    figures: list[Figure | None] = field(default_factory=list)
    maximum: Figure | None = None
    maximum_from: Source = "row"
    ranks: list[tuple[int, int] | None] = field(default_factory=list)  # places shown, where all are whole
    unsettled: bool = False  # whether 1.234 is above a thousand or below two: neither its own cells nor the table's tell
    _finest: Fraction | None = None

    @property
    def texts(self) -> list[str]:
        """The cells as printed."""
        return [printed.text for printed in self.printed]

    @property
    def numeric(self) -> bool:
        """Whether the column is one of numbers."""
        shown = [p for p in self.printed if p.kind != "nothing"]
        return bool(shown) and sum(f is not None for f in self.figures) >= _MOSTLY * len(shown)

    @property
    def present(self) -> list[Figure]:
        """The figures there are."""
        return [figure for figure in self.figures if figure is not None]

    @property
    def unit(self) -> Fraction:
        """One unit of the finest last digit in the column: blanks after the decimal mark are often left off."""
        if self._finest is None:
            self._finest = min((figure.unit for figure in self.present), default=Fraction(1))
        return self._finest

    def figure_of(self, kind: SpecialKind, special: "dict[SpecialKind, list[Figure | None]]") -> Figure | None:
        """Give this column's figure in a special row."""
        row = special.get(kind)
        return row[self.position] if row else None


@dataclass(slots=True)
class Sheet:
    """A table with its columns made ready; `special` holds the figures of rows that are no bodies, by printed column."""

    table: Table
    columns: list[Column]
    special: dict[SpecialKind, list[Figure | None]]

    @property
    def bodies(self) -> list[str]:
        """The bodies' names as printed, by row; their code or number where there is no name."""
        column = self.of("body") or self.of("code") or self.of("order")
        if column is None:
            return [str(number + 1) for number in range(len(self.table.rows))]
        return [" ".join(text.split()) for text in column.texts]  # a name on two lines is one name

    def of(self, role: Role) -> Column | None:
        """Give the first column of a role."""
        return next((column for column in self.columns if column.role == role), None)

    def all_of(self, *roles: Role) -> list[Column]:
        """Give the columns of some roles, in the table's order."""
        return [column for column in self.columns if column.role in roles]


def make_ready(table: Table) -> Sheet:
    """Take every cell apart and settle the decimal mark of each column."""
    texts_of = [[cell.text for cell in table.column(position)] for position in range(len(table.headers))]
    marks = [marks_of(texts) for texts in texts_of]
    common = style_of(sum(comma for comma, _ in marks), sum(point for _, point in marks))
    columns: list[Column] = []
    styles: list[Style] = []
    for position, header in enumerate(table.headers):
        cells, texts = table.column(position), texts_of[position]
        shown = style_of(*marks[position]) or common
        style = shown or _likelier(texts)
        styles.append(style)
        made = _split(position, header, [read_cell(cell, style) for cell in cells], style)
        for column in made:
            column.unsettled = shown is None and any(_MARKED.fullmatch(text.strip()) for text in texts)
        columns += made
    special = {
        row.kind: [_figure(read_cell(cell, style)) for cell, style in zip(row.row.cells, styles, strict=True)]
        for row in reversed(table.special)  # the first of a kind counts
    }
    for column in columns:
        column.maximum = column.figure_of("maximum", special)
        if column.maximum is None and (said := _IN_HEADER.search(column.header)):
            column.maximum, column.maximum_from = read_figure(said["number"], common or "comma"), "header"
    return Sheet(table, columns, special)


def _likelier(texts: Sequence[str]) -> Style:
    """Choose a mark where no number shows it: the one that leaves a column's numbers nearer to each other, else points before decimals.

    With a sign for percent there are no thousands.
    """
    signs = "".join(text for text in texts if _GROUPED.fullmatch(text.strip()))
    usual: Style = "point" if "." in signs and "," not in signs else "comma"
    if "%" in signs:
        return usual
    return min((usual, "comma" if usual == "point" else "point"), key=lambda style: _reach(texts, style))


def _reach(texts: Sequence[str], style: Style) -> Fraction:
    """Give how many times its least a column's greatest number is, read with a mark."""
    figures = (_figure(read_cell(Cell(text), style)) for text in texts)
    sizes = [abs(figure.value) for figure in figures if figure and figure.value]
    return max(sizes) / min(sizes) if sizes else Fraction(1)


def _figure(printed: Printed) -> Figure | None:
    return printed.first if printed.kind in {"number", "share", "pair"} else None


def _split(position: int, header: str, printed: list[Printed], style: Style) -> list[Column]:
    kinds = Counter(p.kind for p in printed if p.kind != "nothing")
    shown = sum(kinds.values())
    whole = Column(position, header, printed)
    for kind, marks in (("pair", " ()"), ("share", " /")):
        if shown and kinds[kind] >= _MOSTLY * shown:  # type: ignore[index]
            first, second = replace(whole, half="first"), replace(whole, header=header + marks, half="second")
            first.figures = [p.first if p.kind in {kind, "number"} else None for p in printed]
            second.figures = [p.second if p.kind == kind else None for p in printed]
            return [_placed(first), _placed(second)]
    whole.figures = _settled([_figure(p) for p in printed], style)
    return [_placed(whole)]


def _placed(column: Column) -> Column:
    """Note the places that a column may show as ranks."""
    column.ranks = []
    for printed, figure in zip(column.printed, column.figures, strict=True):
        if printed.kind == "span" and printed.first and printed.second:
            column.ranks.append((int(printed.first.value), int(printed.second.value)))
        elif figure is not None and figure.value.denominator == 1 and figure.value > 0 and figure.unit == 1:
            column.ranks.append((int(figure.value), int(figure.value)))
        else:
            column.ranks.append(None)
    return column


def _settled(figures: list[Figure | None], style: Style) -> list[Figure | None]:
    """Read a number such as 58.083 the other way, where that alone lies among its column's other numbers."""
    if not any(f and _MARKED.fullmatch(f.printed) for f in figures):
        return figures
    sure = {abs(f.value) for f in figures if f and f.value and not _MARKED.fullmatch(f.printed)}
    if not sure:
        return figures
    least, most = min(sure), max(sure)
    low, high = least / _APART, most * _APART  # beyond: no reading that its own column bears out
    other: Style = "point" if style == "comma" else "comma"
    settled: list[Figure | None] = []
    for figure in figures:
        again = read_figure(figure.printed, other) if figure and _MARKED.fullmatch(figure.printed) else None
        if figure and again and not low <= abs(figure.value) <= high and least <= abs(again.value) <= most:
            settled.append(again)
        else:
            settled.append(figure)
    return settled


def cells_of(texts: Sequence[str]) -> list[Cell]:
    """Make cells of plain texts."""
    return [Cell(text) for text in texts]
