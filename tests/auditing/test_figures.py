"""Cells taken apart: a number is never taken for more than it shows."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditing.shapes import digits, rounded, stored
from khoabang.auditing.document import Cell
from khoabang.auditing.figures import FLOAT_STEPS, Figure, marks_of, read_cell, read_figure, style_of


@pytest.mark.parametrize(
    ("text", "style", "value", "unit"),
    [
        ("62,3", "comma", "62.3", "1/10"),
        ("62.3", "comma", "62.3", "1/10"),  # only a decimal point explains it
        ("1.234,5", "comma", "1234.5", "1/10"),
        ("1,234.5", "comma", "1234.5", "1/10"),
        ("1.234", "comma", "1234", "1"),
        ("1.234", "point", "1.234", "1/1000"),
        ("0.727", "comma", "0.727", "1/1000"),
        ("+8", "comma", "8", "1"),
        ("−0,5", "comma", "-0.5", "1/10"),
        ("80,00", "comma", "80", "1/100"),
        ("1 234,5", "comma", "1234.5", "1/10"),
        ("85%", "comma", "85", "1"),
    ],
)
def test_a_number_is_read_with_the_precision_it_shows(text, style, value, unit):
    printed = read_cell(Cell(text), style)
    assert printed.kind == "number"
    assert printed.first is not None
    assert (printed.first.value, printed.first.unit) == (Fraction(value), Fraction(unit))


@pytest.mark.parametrize(
    ("text", "kind", "first", "second"),
    [
        ("01 (0,727)", "pair", 1, Fraction("0.727")),
        ("62,3/70", "share", Fraction("62.3"), 70),
        ("I-III", "span", 1, 3),
        ("4-5", "span", 4, 5),
        ("4 đến 6", "span", 4, 6),
        ("=3", "span", 3, 3),
        ("XIV", "span", 14, 14),
    ],
)
def test_two_figures_in_one_cell(text, kind, first, second):
    printed = read_cell(Cell(text), "comma")
    assert printed.kind == kind
    assert printed.first is not None
    assert printed.second is not None
    assert (printed.first.value, printed.second.value) == (first, second)


@pytest.mark.parametrize("text", ["", "-", "–", "N/A", "x", "không"])
def test_marks_for_nothing(text):
    assert read_cell(Cell(text), "comma").kind == "nothing"


@pytest.mark.parametrize("text", ["Tốt", "12a", "1,2,3,4a", "(5)", "IIII"])
def test_words_are_no_numbers(text):
    assert read_cell(Cell(text), "comma").kind == "text"


@pytest.mark.parametrize(
    ("texts", "style"),
    [(["1,5", "2"], "comma"), (["1.5"], "point"), (["1.234", "5"], None), (["1.234.567"], "comma"), (["1,5", "1.5"], None)],
)
def test_the_decimal_mark_that_cells_show(texts, style):
    assert style_of(*marks_of(texts)) == style


@given(st.fractions(0, 10_000), st.integers(0, 6), st.sampled_from(["half", "even", "cut"]), st.sampled_from([",", "."]))
def test_what_is_behind_a_figure_lies_between_its_bounds(behind, places, how, mark):
    text = digits(rounded(behind, places, how), places, mark)
    figure = read_figure(text, "comma" if mark == "," else "point")
    assert figure is not None
    assert figure.floor <= behind <= figure.ceiling


@given(st.integers(1, 10**9), st.sampled_from([32, 64]))
def test_floats_printed_in_full_carry_their_spacing(number, bits):
    behind = Fraction(number, 10**6)
    figure = read_figure(stored(behind, bits), "point", binary=bits == 64)
    assert figure is not None
    assert abs(figure.value - behind) <= (figure.unit if not figure.binary else FLOAT_STEPS * figure.unit)


def test_figures_printed_alike_are_compared_to_the_last_digit_others_only_where_sure():
    def figure(text):
        made = read_figure(text, "comma")
        assert isinstance(made, Figure)
        return made

    assert figure("86,1").surely_above(figure("86,0"))
    assert not figure("86").surely_above(figure("85,7"))  # may be 85,5 behind
    assert not figure("86,2").surely_above(figure("86"))  # may be 86,9 cut
    assert figure("88").surely_above(figure("86,2"))
