"""What is out of line in a column or a list: figures far from all others, words among numbers.

A few are worth a question each. Many are no mistakes: they follow something that the table does not say.
"""

from collections import Counter
from collections.abc import Sequence, Sized
from heapq import nlargest

from khoabang.auditing.formulas import FEWEST, ZERO
from khoabang.auditing.sheet import Column

_FEW_APART, _ONE_APART = 2, 20  # rows out of line: so many, or one in so many
_FAR = 5  # how many times the next figure of a column a figure is to be asked about


def many(odd: Sized, rows: Sized) -> bool:
    """Whether so many are out of line that they follow something else."""
    return len(odd) > max(_FEW_APART, len(rows) // _ONE_APART)


def far_figures(columns: Sequence[Column]) -> list[tuple[int, Column]]:
    """Give the figures far above all others of their columns; a row that is far in most columns is of another kind than the rest."""
    far = [(row, column) for column in columns if (row := _farthest(column)) is not None]
    by_row = Counter(row for row, _ in far)
    return [(row, column) for row, column in far if by_row[row] * 2 <= max(2, len(columns))]


def _farthest(column: Column) -> int | None:
    values = nlargest(2, (figure.value for figure in column.present))
    if len(column.present) <= FEWEST or not values[0] > _FAR * max(values[1], ZERO) > 0:
        return None
    return next(row for row, figure in enumerate(column.figures) if figure and figure.value == values[0])


def words_among_numbers(column: Column) -> list[int]:
    """Give the cells of a column of numbers that hold words with figures in them."""
    cells = [
        row
        for row, (printed, figure) in enumerate(zip(column.printed, column.figures, strict=True))
        if figure is None and printed.kind == "text" and any(letter.isdigit() for letter in printed.text)
    ]
    return [] if many(cells, column.figures) else cells
