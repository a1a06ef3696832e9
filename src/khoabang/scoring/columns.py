"""Columns of exact numbers: totals, ranks, classes and statistics over many bodies at once.

Where the numbers fit, a column is int64 numerators over one denominator and NumPy does the work, still exactly; where they do not, the
same questions are answered over `Fraction`. The answers never differ (tests/scoring/test_columns.py).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from khoabang.scoring.outcome import exact_sum

Ints = NDArray[np.int64]
Ties = Literal["competition", "dense"]

_MOST = 2**62
_FLOAT_EXACT = 2**53
_MOST_DENOMINATOR = 10**12
_KEY_BITS = 64


class ExactColumn:
    """Exact numbers of n bodies, in the bodies' order."""

    __slots__ = ("_fractions", "_fractions_sorted", "_sorted", "denominator", "numerators")

    def __init__(self, numerators: Ints, denominator: int = 1) -> None:
        """Take int64 numerators over one denominator."""
        self.numerators: Ints | None = numerators
        self.denominator = denominator
        self._fractions: list[Fraction] | None = None
        self._sorted: Ints | None = None
        self._fractions_sorted: list[Fraction] | None = None

    @classmethod
    def of(cls, values: Sequence[Fraction]) -> Self:
        """Take any exact numbers."""
        denominator = 1
        for other in {value.denominator for value in values}:
            denominator = lcm(denominator, other)
            if denominator > _MOST_DENOMINATOR:
                break
        else:
            scaled = [value.numerator * (denominator // value.denominator) for value in values]
            if not scaled or max(map(abs, scaled)) * max(1, len(scaled)) < _MOST:
                return cls(np.array(scaled, dtype=np.int64), denominator)
        column = cls(np.empty(0, dtype=np.int64))
        column.numerators = None
        column._fractions = list(values)
        return column

    def __len__(self) -> int:
        return len(self.numerators) if self.numerators is not None else len(self._fractions or [])

    @property
    def values(self) -> list[Fraction]:
        """The numbers themselves."""
        if self._fractions is None:
            assert self.numerators is not None  # noqa: S101 - one of the two is always there
            self._fractions = [Fraction(number, self.denominator) for number in self.numerators.tolist()]
        return self._fractions

    def _ascending(self) -> Ints:
        if self._sorted is None:
            assert self.numerators is not None  # noqa: S101 - asked only of integer columns
            self._sorted = np.sort(self.numerators)
        return self._sorted

    def _fractions_ascending(self) -> list[Fraction]:
        """Sort by the first 64 bits after the point; only numbers alike in those are compared as fractions, which is slow."""
        if self._fractions_sorted is None:
            keyed = [((value.numerator << _KEY_BITS) // value.denominator, value) for value in self.values]
            self._fractions_sorted = [value for _, value in sorted(keyed)]
        return self._fractions_sorted

    def ranks(self, ties: Ties = "competition", *, descending: bool = True) -> list[int]:
        """Rank from the best: equal values share a rank; `competition` leaves the gap (1, 2, 2, 4), `dense` does not (1, 2, 2, 3)."""
        ranks: list[int] = self.rank_array(ties, descending=descending).tolist()
        return ranks

    def rank_array(self, ties: Ties = "competition", *, descending: bool = True) -> Ints:
        """Give `ranks` as an array."""
        if self.numerators is None:
            return _ranks_of_fractions(self.values, ties, descending=descending)
        ordered = self._ascending()
        if ties == "dense":
            ordered = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered
        if descending:
            return (len(ordered) + 1 - np.searchsorted(ordered, self.numerators, side="right")).astype(np.int64)
        return (np.searchsorted(ordered, self.numerators, side="left") + 1).astype(np.int64)

    def places(self, bounds: Sequence[Fraction], *, closed: Literal["lower", "upper"] = "lower") -> Ints:
        """Give, for each number, how many of the ascending bounds it has reached (`lower`: ≥, `upper`: >)."""
        if self.numerators is None:
            return np.array([sum(v >= b if closed == "lower" else v > b for b in bounds) for v in self.values], dtype=np.int64)
        scaled = [bound * self.denominator for bound in bounds]
        if closed == "lower":  # v >= b  <=>  numerator >= ceil(b * d)
            whole = np.array([-((-bound.numerator) // bound.denominator) for bound in scaled], dtype=np.int64)
            return np.searchsorted(whole, self.numerators, side="right").astype(np.int64)
        whole = np.array(
            [bound.numerator // bound.denominator for bound in scaled], dtype=np.int64
        )  # v > b  <=>  numerator > floor
        return np.searchsorted(whole, self.numerators, side="left").astype(np.int64)

    def total(self) -> Fraction:
        """Give the sum."""
        if self.numerators is None:
            return exact_sum([Fraction(0), *self.values])
        return Fraction(int(self.numerators.sum()), self.denominator)

    def mean(self) -> Fraction:
        """Give the arithmetic mean of at least one number."""
        return self.total() / len(self)

    def median(self) -> Fraction:
        """Give the middle number, or the mean of the two middle ones."""
        middle = len(self) // 2
        if self.numerators is None:
            ordered = self._fractions_ascending()
            return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        ascending = self._ascending()
        if len(self) % 2:
            return Fraction(int(ascending[middle]), self.denominator)
        return Fraction(int(ascending[middle - 1]) + int(ascending[middle]), 2 * self.denominator)

    def highest(self) -> Fraction:
        """Give the largest number."""
        return (
            self._fractions_ascending()[-1] if self.numerators is None else Fraction(int(self._ascending()[-1]), self.denominator)
        )

    def lowest(self) -> Fraction:
        """Give the smallest number."""
        return (
            self._fractions_ascending()[0] if self.numerators is None else Fraction(int(self._ascending()[0]), self.denominator)
        )


def _ranks_of_fractions(values: Sequence[Fraction], ties: Ties, *, descending: bool) -> Ints:
    """Rank by 64-bit keys first, comparing exactly only where keys are equal."""
    keys = [(value.numerator << _KEY_BITS) // value.denominator for value in values]
    order = sorted(range(len(values)), key=keys.__getitem__, reverse=descending)
    ordered: list[int] = []
    start = 0
    while start < len(order):
        stop = start
        while stop < len(order) and keys[order[stop]] == keys[order[start]]:
            stop += 1
        run = order[start:stop]
        ordered += sorted(run, key=values.__getitem__, reverse=descending) if len(run) > 1 else run
        start = stop
    ranks = np.zeros(len(values), dtype=np.int64)
    rank = 0
    previous: int | None = None
    for position, index in enumerate(ordered, 1):
        same = previous is not None and keys[index] == keys[previous] and values[index] == values[previous]
        if not same:
            rank = rank + 1 if ties == "dense" else position
        ranks[index] = rank
        previous = index
    return ranks


def weighted_totals(points: Ints, weights: Ints, denominator: int = 1) -> ExactColumn:
    """Give each body's weighted sum, exactly, from integer points (bodies x indicators) and integer weights.

    `denominator` is what the product of a point and a weight is divided by. A float product is used only where every partial sum stays
    below 2**53, where it is exact; beyond 2**62 the sum is made with Python integers.
    """
    most = int(np.abs(points).max(initial=0)) * int(np.abs(weights).sum())
    if most < _FLOAT_EXACT:
        return ExactColumn((points.astype(np.float64) @ weights.astype(np.float64)).astype(np.int64), denominator)
    if most < _MOST:
        return ExactColumn(points @ weights, denominator)
    factors = weights.tolist()
    return ExactColumn.of([Fraction(sum(map(int.__mul__, row, factors)), denominator) for row in points.tolist()])
