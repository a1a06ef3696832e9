"""Columns of exact numbers: int64 where it fits, fractions where it does not, and the same answers either way."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoabang.scoring.columns import ExactColumn, weighted_totals
from strategies import columns


def over_fractions(values: list[Fraction]) -> ExactColumn:
    """The same column forced onto the slow path."""
    column = ExactColumn(np.empty(0, dtype=np.int64))
    column.numerators, column._fractions = None, list(values)
    return column


@given(columns(), st.sampled_from(["competition", "dense"]), st.booleans())
def test_both_paths_rank_alike(values: list[Fraction], ties: Any, descending: bool) -> None:
    assert ExactColumn.of(values).ranks(ties, descending=descending) == over_fractions(values).ranks(ties, descending=descending)


@given(
    columns(),
    st.lists(st.builds(Fraction, st.integers(-20, 20), st.integers(1, 7)), min_size=1, unique=True),
    st.sampled_from(["lower", "upper"]),
)
def test_both_paths_place_alike(values: list[Fraction], bounds: list[Fraction], closed: Any) -> None:
    bounds.sort()
    expected = [sum(value >= bound if closed == "lower" else value > bound for bound in bounds) for value in values]

    assert ExactColumn.of(values).places(bounds, closed=closed).tolist() == expected
    assert over_fractions(values).places(bounds, closed=closed).tolist() == expected


@given(columns())
def test_both_paths_summarise_alike(values: list[Fraction]) -> None:
    ordered, count = sorted(values), len(values)
    median = ordered[count // 2] if count % 2 else (ordered[count // 2 - 1] + ordered[count // 2]) / 2
    for column in (ExactColumn.of(values), over_fractions(values)):
        assert len(column) == count
        assert column.total() == sum(values)
        assert column.mean() == sum(values, Fraction(0)) / count
        assert column.median() == median
        assert (column.highest(), column.lowest()) == (ordered[-1], ordered[0])
        assert column.values == values


@pytest.mark.parametrize(
    "values",
    [
        [Fraction(2**62), Fraction(1)],
        [Fraction(1, 10**13)],
        [Fraction(1, prime) for prime in (101, 103, 107, 109, 113, 127, 131)],
        [Fraction(2**60)] * 5,  # each fits, their sum would not
    ],
)
def test_what_int64_cannot_hold_falls_to_fractions(values: list[Fraction]) -> None:
    column = ExactColumn.of(values)

    assert column.numerators is None
    assert column.total() == sum(values)
    assert column.ranks() == [1 + sum(other > value for other in values) for value in values]


def test_what_fits_is_int64() -> None:
    column = ExactColumn.of([Fraction("45.212"), Fraction(1, 3)])

    assert column.numerators is not None
    assert column.denominator == 750


def test_a_difference_no_float_can_see_still_orders_two_bodies() -> None:
    close = [Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**25), Fraction(1, 3)]

    assert over_fractions(close).ranks() == ExactColumn.of(close).ranks() == [2, 1, 2]


def test_the_numbering_of_ties_is_the_one_named() -> None:
    values = [Fraction(9), Fraction(7), Fraction(7), Fraction(5)]

    assert ExactColumn.of(values).ranks("competition") == [1, 2, 2, 4]
    assert ExactColumn.of(values).ranks("dense") == [1, 2, 2, 3]
    assert ExactColumn.of(values).ranks("competition", descending=False) == [4, 2, 2, 1]


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([[1, 2, 3], [10**6, 10**7, 3], [10**9, 10**12, 7], [10**14, 1, 1]]),
)
def test_weighted_totals_are_exact_at_any_size(points: list[list[int]], weights: list[int]) -> None:
    column = weighted_totals(np.array(points, dtype=np.int64), np.array(weights, dtype=np.int64), 100)

    assert column.values == [Fraction(sum(p * w for p, w in zip(row, weights, strict=True)), 100) for row in points]
