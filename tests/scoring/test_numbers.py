"""Numbers: read as people type them and never guessed, kept exactly, rounded by name, printed as people read them."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoabang.scoring.numbers import NumberError, Rounding, ends, exact, fixed, parse, plain, show, shown

fractions = st.builds(Fraction, st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 3, 7, 8, 10, 100, 1000, 3600]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("0,85", "0.85"),
        ("1.234.567,89", "1234567.89"),
        ("1.234,5", "1234.5"),
        ("-3,5", "-3.5"),
        ("+7", "7"),
        (" 45,212 ", "45.212"),
        ("1\u00a0234,5", "1234.5"),
        ("−3", "-3"),
        ("–3,5", "-3.5"),
        ("007", "7"),
    ],
)
def test_vietnamese_numbers_have_a_decimal_comma(text: str, value: str) -> None:
    assert parse(text) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "value"), [("0.85", "0.85"), ("1,234,567.89", "1234567.89"), ("1,234.5", "1234.5"), ("58.083", "58.083")]
)
def test_english_numbers_have_a_decimal_point(text: str, value: str) -> None:
    assert parse(text, "en") == Fraction(value)


@pytest.mark.parametrize(
    ("text", "lang", "suggestion"),
    [
        ("58.083", "vi", "58,083"),  # 58 and a bit, or 58 thousand?
        ("58.08", "vi", "58,08"),
        ("1,234", "en", "1.234"),
        ("0,85", "en", "0.85"),
    ],
)
def test_what_could_be_two_numbers_is_refused_with_the_one_probably_meant(text: str, lang: str, suggestion: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse(text, lang)

    assert (caught.value.code, caught.value.suggestion) == ("NUM002", suggestion)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NUM001"),
        ("abc", "NUM001"),
        ("1,2,3", "NUM001"),
        ("1.23.456", "NUM001"),
        ("12,", "NUM001"),
        ("1/2", "NUM001"),
        ("٣", "NUM001"),
        ("NaN", "NUM003"),
        ("-inf", "NUM003"),
        ("#DIV/0!", "NUM003"),
        ("#N/A", "NUM003"),
        ("1e999", "NUM004"),
        ("1,5E-3", "NUM004"),
        ("9" * 41, "NUM005"),
    ],
)
def test_what_is_no_number_is_refused_by_its_code(text: str, code: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse(text)

    assert caught.value.code == code


@pytest.mark.parametrize(("text", "value"), [("1/3", Fraction(1, 3)), ("-0.5", Fraction(-1, 2)), ("12", Fraction(12))])
def test_our_own_files_write_points_and_fractions(text: str, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    ("text", "code"), [("1,5", "NUM001"), ("1/0", "NUM006"), ("1e3", "NUM001"), ("9" * 81, "NUM005"), ("", "NUM001")]
)
def test_our_own_files_write_nothing_else(text: str, code: str) -> None:
    with pytest.raises(NumberError) as caught:
        exact(text)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "mode", "rounded"),
    [
        ("2.675", "half_up", "2.68"),  # a float would say 2.67
        ("2.675", "half_even", "2.68"),
        ("2.665", "half_even", "2.66"),
        ("2.675", "down", "2.67"),
        ("2.671", "up", "2.68"),
        ("2.67", "up", "2.67"),
        ("-2.675", "half_up", "-2.68"),
        ("-2.665", "half_even", "-2.66"),
        ("-2.679", "down", "-2.67"),
        ("-2.671", "up", "-2.68"),
        ("1/3", "half_up", "0.33"),
        ("2/3", "half_up", "0.67"),
        ("0", "up", "0"),
    ],
)
def test_roundings_do_what_their_names_say(value: str, mode: str, rounded: str) -> None:
    assert Rounding(places=2, mode=mode).apply(Fraction(value)) == Fraction(rounded)


@given(fractions, st.integers(0, 6), st.sampled_from(["half_up", "half_even", "down", "up"]))
def test_a_rounded_number_is_a_neighbour_and_rounds_to_itself(value: Fraction, places: int, mode: str) -> None:
    rounding = Rounding(places=places, mode=mode)
    rounded = rounding.apply(value)
    unit = Fraction(1, 10**places)

    assert abs(rounded - value) < unit
    assert rounding.apply(rounded) == rounded
    assert rounding.apply(-value) == -rounded
    if mode.startswith("half"):
        assert abs(rounded - value) <= unit / 2
    assert mode != "down" or abs(rounded) <= abs(value)
    assert mode != "up" or abs(rounded) >= abs(value)


@given(fractions)
def test_a_number_written_plainly_is_read_back(value: Fraction) -> None:
    assert exact(plain(value)) == value
    assert ("/" in plain(value)) is not ends(value)


@given(fractions.filter(ends), st.sampled_from(["vi", "en"]))
def test_a_number_shown_to_people_is_read_back_unless_it_could_be_two(value: Fraction, lang: str) -> None:
    written = show(value, lang)
    group = "." if lang == "vi" else ","
    if re.fullmatch(rf"−?\d{{1,3}}[{group}]\d{{3}}", written):  # one group of thousands and no decimals: only people know
        with pytest.raises(NumberError):
            parse(written, lang)
    else:
        assert parse(written, lang) == value


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("1234.50", "1.234,50", "1,234.50"),
        ("0.920", "0,920", "0.920"),
        ("-3.5", "−3,5", "−3.5"),
        ("1/3", "0,333333…", "0.333333…"),
        (Fraction(2, 3), "0,666667…", "0.666667…"),
        ("1234567", "1.234.567", "1,234,567"),
    ],
)
def test_people_are_shown_the_form_of_their_language(number: str | Fraction, vi: str, en: str) -> None:
    assert (show(number), show(number, "en")) == (vi, en)


def test_a_printed_figure_keeps_its_zeros() -> None:
    assert shown(Fraction(23, 25), Rounding(places=3)) == "0.920"
    assert shown(Fraction(23, 25)) == "0.92"
    assert fixed(Fraction(-1, 2), 2) == "-0.50"
    with pytest.raises(ValueError, match="more than 1 decimals"):
        fixed(Fraction("0.25"), 1)
