"""Weights that bring columns closest to another, found without floats: a proposal, to be simplified and held against every row."""

from collections.abc import Sequence
from fractions import Fraction
from operator import mul

ZERO = Fraction(0)
_MOST_WEIGHTS, _ROWS_FOR_WEIGHTS = 24, 300  # beyond, exact elimination takes longer than it is worth
_FINE = 1 << 40  # parts that a column's greatest figure is cut into, to look for weights


def least_squares(columns: Sequence[Sequence[int]], wanted: Sequence[int]) -> list[Fraction] | None:
    """Solve the normal equations for columns and a target in whole numbers of one unit; None where columns depend on each other.

    Each is first brought to a size of its own, finer than anything printed: what comes out is only a proposal, to be simplified and held
    against every row, and elimination without fractions is many times faster.
    """
    size = len(columns)
    if size > _MOST_WEIGHTS:
        return None  # more columns than a sum with weights is ever made of
    step = max(1, len(wanted) // _ROWS_FOR_WEIGHTS)
    scaled = [_whole(column[::step]) for column in (*columns, wanted)]
    if any(column is None for column in scaled):
        return None
    numbers = [column for column, _ in (each for each in scaled if each)]
    units = [unit for _, unit in (each for each in scaled if each)]
    table = [[sum(map(mul, numbers[i], other)) for other in numbers] for i in range(size)]
    before = 1
    for head in range(size):
        pivot = next((row for row in range(head, size) if table[row][head]), None)
        if pivot is None:
            return None
        table[head], table[pivot] = table[pivot], table[head]
        top = table[head]
        for row in range(head + 1, size):
            own = table[row]
            factor = own[head]
            table[row] = [0] * (head + 1) + [(own[j] * top[head] - factor * top[j]) // before for j in range(head + 1, size + 1)]
        before = top[head]
    solved = [ZERO] * size
    for row in range(size - 1, -1, -1):
        known = sum((table[row][j] * solved[j] for j in range(row + 1, size)), ZERO)
        solved[row] = ((table[row][size] - known) / table[row][row]).limit_denominator(_FINE)
    return [weight * units[size] / unit for weight, unit in zip(solved, units[:size], strict=True)]


def _whole(values: Sequence[int]) -> tuple[list[int], Fraction] | None:
    """Give numbers as parts of the greatest, and how much a part is; None where all are nothing."""
    most = max(map(abs, values), default=0)
    return ([value * _FINE // most for value in values], Fraction(most, _FINE)) if most else None
