"""The formula language: what officials write, computed exactly; what is not understood is refused."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive_engine
from khoabang.scoring.formula import MAX_LENGTH, Formula, FormulaError
from strategies import FORMULAS

NAMES = {"điểm_tối_đa": Fraction(10), "đúng_hạn": Fraction(3), "tổng_hồ_sơ": Fraction(4), "a": Fraction(5), "b": Fraction(2)}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("nếu tổng_hồ_sơ = 0 thì điểm_tối_đa không thì làm_tròn(điểm_tối_đa * đúng_hạn / tổng_hồ_sơ; 1)", "7.5"),
        ("1 + 2 × 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 - 3 - 4", "-5"),
        ("8 / 4 / 2", "1"),
        ("0,85 × 20", "17"),
        ("85% * 20", "17"),
        ("12,5%", "0.125"),
        ("-a + 1", "-4"),
        ("a--b", "7"),
        ("min(a; b; 3)", "2"),
        ("max(a; b)", "5"),
        ("làm_tròn(2,675; 2)", "2.68"),
        ("làm_tròn(2,5)", "3"),
        ("trị_tuyệt_đối(b - a)", "3"),
        ("nếu a > b và b ≥ 2 thì 1 không thì 0", "1"),
        ("nếu không a > b hoặc b ≠ 2 thì 1 không thì 0", "0"),
        ("nếu a < b thì 1 không thì nếu a = 5 thì 2 không thì 3", "2"),
        ("nếu a <= 5 và a >= 5 và a ≤ 5 thì 1 không thì 0", "1"),
    ],
)
def test_formulas_say_what_they_look_like(source: str, value: str) -> None:
    assert Formula(source).evaluate(NAMES) == Fraction(value)


def test_a_formula_names_what_it_uses_in_the_order_it_is_written() -> None:
    formula = Formula("nếu tổng_hồ_sơ = 0 thì điểm_tối_đa không thì đúng_hạn / tổng_hồ_sơ")

    assert formula.in_order == ("tổng_hồ_sơ", "điểm_tối_đa", "đúng_hạn")
    assert formula.names == frozenset(formula.in_order)


def test_accents_typed_in_two_keystrokes_mean_the_same() -> None:
    decomposed = "đ\u0075\u0301ng_ha\u0323n * 2"  # the way macOS types them

    assert Formula(decomposed).evaluate(NAMES) == 6


def test_the_branch_not_taken_is_not_computed() -> None:
    assert Formula("nếu b = 0 thì 0 không thì a / b").evaluate({"a": Fraction(1), "b": Fraction(0)}) == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("0.85 * 20", "không hiểu từ dòng 1, cột 1"),
        ("a b", "không hiểu từ dòng 1"),
        ("a +", "không hiểu từ dòng"),
        ("", "không hiểu từ dòng"),
        ("a ** 2", "không hiểu từ dòng 1"),
        ("a.__class__", "không hiểu từ dòng 1"),
        ("1 < 2 < 3", "không hiểu từ dòng 1"),
        ("min(a, b)", "không hiểu từ dòng 1"),
        ("eval(a)", "không có hàm «eval»"),
        ("min(a)", "hàm «min» nhận từ 2 đến 20"),
        ("trị_tuyệt_đối(a; b)", "nhận từ 1 đến 1"),
        ("a + " * 200 + "a", f"tối đa {MAX_LENGTH}"),
        ("9" * 41, "số quá dài"),
    ],
)
def test_what_is_not_understood_is_refused_when_the_set_is_read(source: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Formula(source)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    "source",
    ["(" * 240 + "a" + ")" * 240, "-" * 490 + "a", "nếu a = 1 thì 2 không thì " * 19 + "3", "không " * 80 + "a = 1"],
)
def test_deep_nesting_is_computed_or_refused_and_never_a_crash(source: str) -> None:
    with suppress(FormulaError):
        assert isinstance(Formula(source).evaluate(NAMES), Fraction)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a / (b - 2)", "chia cho 0"),
        ("a > b", "phải là một số"),
        ("(a > b) + 1", "phải là một số"),
        ("nếu a thì 1 không thì 2", "phải là một điều kiện"),
        ("làm_tròn(a; 13)", "từ 0 đến 12"),
        ("làm_tròn(a; 0,5)", "từ 0 đến 12"),
    ],
)
def test_what_cannot_be_computed_for_these_figures_is_refused(source: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Formula(source).evaluate(NAMES)

    assert said in str(caught.value)


def test_all_arithmetic_is_exact() -> None:
    assert Formula("0,1 + 0,2 - 0,3").evaluate({}) == 0
    assert Formula("a / 3 × 3").evaluate(NAMES) == 5


numbers = st.builds(Fraction, st.integers(-20, 20), st.sampled_from([1, 2, 4]))


@given(st.sampled_from(FORMULAS), numbers, numbers)
def test_a_second_parser_reads_the_same(template: str, a: Fraction, b: Fraction) -> None:
    source = template.format(a="a", b="b")
    names = {"a": a, "b": b, "điểm_tối_đa": Fraction(7)}
    try:
        expected = naive_engine.Formula(source, names).choice()()
    except naive_engine.Refused:
        with pytest.raises(FormulaError):
            Formula(source).evaluate(names)
        return

    assert Formula(source).evaluate(names) == expected
