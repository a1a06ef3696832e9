"""Inputs: what was typed becomes a value or one of five statuses, or is refused with its code; nothing is guessed."""

import unicodedata
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.outcome import Status


def item(kind: str = "number", **more: Any) -> Input:
    if kind == "choice":
        more.setdefault("options", [{"code": "a", "name": "Cấp trưởng"}, {"code": "b"}])
    return Input.model_validate({"code": "n", "name": "Số", "type": kind, **more})


def refused(kind: str, typed: str, **more: Any) -> str:
    with pytest.raises(AnswerError) as caught:
        item(kind, **more).read(typed)
    return caught.value.code


@pytest.mark.parametrize("kind", ["count", "number", "percent", "points", "yes_no", "choice", "date"])
@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", Status.MISSING),
        ("  ", Status.MISSING),
        ("thiếu", Status.MISSING),
        ("Thiếu", Status.MISSING),
        ("missing", Status.MISSING),
        ("không áp dụng", Status.NOT_APPLICABLE),
        ("not_applicable", Status.NOT_APPLICABLE),
        ("miễn", Status.EXEMPT),
        ("exempt", Status.EXEMPT),
        ("chưa thẩm định", Status.NOT_VERIFIED),
        ("not_verified", Status.NOT_VERIFIED),
        ("không công bố", Status.NOT_PUBLISHED),
        ("not_published", Status.NOT_PUBLISHED),
    ],
)
def test_every_type_knows_the_status_words(kind: str, word: str, status: Status) -> None:
    assert item(kind).read(word) is status
    assert item(kind).read(unicodedata.normalize("NFD", word)) is status


@pytest.mark.parametrize("kind", ["count", "percent", "yes_no", "choice", "date"])
@pytest.mark.parametrize("typed", ["-", "—", "N/A", "n.a.", "null", "."])
def test_a_dash_could_mean_three_things_and_is_refused(kind: str, typed: str) -> None:
    assert refused(kind, typed) == "ANS008"


def test_zero_is_a_number_and_not_a_gap() -> None:
    assert item().read("0") == Fraction(0)
    assert item().read("") is Status.MISSING


@pytest.mark.parametrize(
    ("typed", "value"), [("85", "85"), ("85%", "85"), ("0,5%", "0.5"), ("1%", "1"), ("0", "0"), ("100", "100"), ("1,5", "1.5")]
)
def test_a_percentage_is_kept_as_85_for_85_percent(typed: str, value: str) -> None:
    assert item("percent").read(typed) == Fraction(value)


@pytest.mark.parametrize(("typed", "percent"), [("0,85", "85"), ("1", "100"), ("0,005", "0,5")])
def test_a_percentage_between_0_and_1_could_be_two_numbers(typed: str, percent: str) -> None:
    with pytest.raises(AnswerError) as caught:
        item("percent").read(typed)

    assert (caught.value.code, caught.value.params["percent"]) == ("ANS012", percent)


@pytest.mark.parametrize(
    ("kind", "typed", "more", "code"),
    [
        ("percent", "101", {}, "ANS010"),
        ("number", "11", {"maximum": "10"}, "ANS010"),
        ("number", "-1", {}, "ANS009"),
        ("number", "2", {"minimum": "3"}, "ANS009"),
        ("count", "2,5", {}, "ANS011"),
        ("yes_no", "maybe", {}, "ANS006"),
        ("yes_no", "1", {}, "ANS006"),
        ("choice", "c", {}, "ANS005"),
        ("date", "31/02/2026", {}, "ANS007"),
        ("date", "04/05/26", {}, "ANS007"),
        ("date", "tháng 5", {}, "ANS007"),
        ("number", "58.083", {}, "NUM002"),
        ("number", "NaN", {}, "NUM003"),
        ("number", "1e9", {}, "NUM004"),
        ("points", "mười", {}, "NUM001"),
        ("count", "1" * 41, {}, "NUM005"),
    ],
)
def test_what_is_no_answer_is_refused_by_its_code(kind: str, typed: str, more: dict[str, str], code: str) -> None:
    assert refused(kind, typed, **more) == code


def test_a_limit_met_exactly_is_within() -> None:
    limited = item("number", minimum="3", maximum="10")

    assert [limited.read("3"), limited.read("10")] == [3, 10]
    assert item("number", minimum="-5").read("-5") == -5


@pytest.mark.parametrize(
    ("typed", "value"), [("có", True), ("Có", True), ("x", True), ("yes", True), ("không", False), ("no", False)]
)
def test_yes_and_no_in_both_languages(typed: str, value: bool) -> None:
    assert item("yes_no").read(typed) is value
    assert item("yes_no").read(unicodedata.normalize("NFD", typed)) is value


@pytest.mark.parametrize("typed", ["a", "Cấp trưởng", unicodedata.normalize("NFD", "Cấp trưởng"), " a "])
def test_a_choice_goes_by_its_code_or_its_name(typed: str) -> None:
    assert item("choice").read(typed) == "a"


@pytest.mark.parametrize("typed", ["04/05/2026", "4/5/2026", "04.05.2026", "2026-05-04", "2026-05-04 00:00:00"])
def test_a_date_has_its_day_first_or_its_year_first(typed: str) -> None:
    assert item("date").read(typed) == date(2026, 5, 4)


def test_an_optional_answer_left_empty_counts_nothing() -> None:
    assert item("number", optional="yes").read("") == 0
    assert item("yes_no", optional="yes").read("") is False
    assert item("choice", optional="yes").read("") is Status.MISSING
    assert item("number", optional="yes").read("không áp dụng") is Status.NOT_APPLICABLE


def test_english_tables_have_english_numbers() -> None:
    assert item().read("58.083", "en") == Fraction("58.083")
    assert item("percent").read("85.5%", "en") == Fraction("85.5")
