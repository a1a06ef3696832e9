"""What the checks of a set's meaning find, and what they must not cry about."""

from fractions import Fraction
from itertools import product

import pytest
from pydantic import TypeAdapter

from khoabang.scoring import Problems, load_set
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.limits import Limits, certain, limits_of, limits_of_formula, limits_of_input
from khoabang.scoring.criteria.quantities import FormulaQuantity, Quantity, UndefinedError, measure
from khoabang.scoring.formula import FormulaError, compiled
from khoabang.scoring.outcome import Given
from problem_sets import BASE, GIVEN, RATIO

INPUT_A = '{code: a, name: "Tử số", type: count}'


def found(folder, *replaced):
    """The codes of a set made from the faultless one; that b is unused where the rule is another is not what is asked."""
    source = BASE
    for old, new in replaced:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    (folder / "set").mkdir()
    (folder / "set" / "set.yaml").write_text(source, encoding="utf-8")
    problems = Problems()
    assert load_set(folder / "set", problems) is not None, problems.codes
    return [problem for problem in problems if problem.code != "SET041"]


def codes(folder, *replaced):
    return [problem.code for problem in found(folder, *replaced)]


@pytest.mark.parametrize(
    ("inputs", "rule", "expected"),
    [
        ("type: percent", '{kind: formula, formula: "2 * a"}', ["SET028"]),
        ("type: percent", '{kind: formula, formula: "a / 10"}', []),
        ("type: percent", '{kind: formula, formula: "a / 20"}', ["SET029"]),
        ("type: percent", '{kind: formula, formula: "điểm_tối_đa * a / 100"}', []),
        ("type: percent", '{kind: formula, formula: "min(2 * a; điểm_tối_đa)"}', []),
        ("type: percent", '{kind: formula, formula: "a * (100 - a) / 250"}', ["SET051"]),
        ("type: percent", '{kind: formula, formula: "nếu a > 100 thì 99 không thì 10"}', []),
        ("type: percent", '{kind: formula, formula: "nếu a > 50 thì 99 không thì 10"}', ["SET051"]),
        ("type: count", '{kind: formula, formula: "a"}', ["SET028"]),
        ('type: count, maximum: "5"', '{kind: count, input: a, each: "2"}', []),
        ('type: count, maximum: "6"', '{kind: count, input: a, each: "2"}', ["SET028"]),
        ('type: count, maximum: "6"', '{kind: count, input: a, each: "2", free: "1"}', []),
        ('type: count, maximum: "4"', '{kind: count, input: a, each: "2"}', ["SET029"]),
        ("type: count", '{kind: count, input: a, each: "2", cap: "10"}', []),
        ('type: number, maximum: "100"', '{kind: external, input: a, scale: "100"}', []),
        ('type: number, maximum: "120"', '{kind: external, input: a, scale: "100"}', ["SET028"]),
        ("type: number", '{kind: external, input: a, scale: "100"}', ["SET028"]),
        ("type: number", '{kind: survey, input: a, from: "1", to: "5"}', []),
        ('type: count, maximum: "5"', '{kind: ratio, numerator: a, denominator: "5", over: accept, zero_denominator: zero}', []),
        ('type: count, maximum: "6"', '{kind: ratio, numerator: a, denominator: "5", over: accept, zero_denominator: zero}', ["SET028"]),
        ("type: points", "{kind: given, input: a}", []),
        ('type: points, maximum: "12"', "{kind: given, input: a}", ["SET028"]),
        ("type: count", '{kind: tiers, value: a, tiers: [{from: "2"}, {from: "0", points: "5"}], below: "0"}', []),
        ("type: count", '{kind: tiers, value: a, tiers: [{from: "2"}, {from: "1", points: "5"}], below: "1"}', []),
        ('type: count, minimum: "1"', '{kind: tiers, value: a, tiers: [{from: "2"}, {from: "1", points: "5"}], below: "1"}', ["SET052"]),
        ("type: percent", '{kind: tiers, value: {quotient: [a, "100"]}, tiers: [{from: "2"}, {from: "1", points: "5"}]}', ["SET030"]),
        ("type: count", '{kind: tiers, value: a, tiers: [{from: "2", points: "0"}, {from: "1", points: "5"}, {from: "0"}]}', ["SET054"]),
        ("type: count", '{kind: tiers, value: a, tiers: [{from: "9", points: "5"}, {from: "8"}]}', ["SET053"]),
    ],
)  # fmt: skip
def test_a_rule_is_held_against_the_maximum_with_the_limits_of_its_inputs(inputs, rule, expected, tmp_path):
    assert codes(tmp_path, (INPUT_A, INPUT_A.replace("type: count", inputs)), (RATIO, f"rule: {rule}")) == expected


def test_where_points_above_the_maximum_are_cut_off_no_rule_can_pass_it(tmp_path):
    policy = ("over_maximum: {use: refuse,", "over_maximum: {use: cap,")
    assert codes(tmp_path, policy, (RATIO, 'rule: {kind: count, input: a, each: "2"}')) == []


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ('basis: points, bands: [{name: T, from: "20"}, {name: K, from: "0"}]', []),
        ('basis: points, closed: both, bands: [{name: T, from: "20", to: "30"}, {name: K, from: "0"}]', []),
        ('basis: points, bands: [{name: T, from: "20", to: "30"}, {name: K, from: "0"}]', ["SET047"]),
        ('basis: percent, bands: [{name: T, from: "80", to: "90"}, {name: K, from: "0"}]', ["SET047"]),
        ('basis: percent, gap_exception: g, bands: [{name: T, from: "80", to: "90"}, {name: K, from: "0"}]', ["SET048"]),
        ('basis: index, bands: [{name: T, from: "80"}, {name: K, from: "0"}]', ["SET049"]),
        ('basis: index, bands: [{name: T, from: "1"}, {name: K, from: "0"}]', []),
        ('basis: index, closed: upper, bands: [{name: T, from: "1"}, {name: K, from: "0"}]', ["SET049"]),
        ('basis: percent, bands: [{name: X, from: "120"}, {name: T, from: "80"}, {name: K, from: "0"}]', ["SET049"]),
        ('basis: percent, gap_exception: g, bands: [{name: X, from: "120"}, {name: K, from: "0"}]', ["SET050"]),
        ('basis: percent, bands: [{name: K, from: "0"}, {name: Y, from: "-5"}]', ["SET049"]),
    ],
)
def test_classes_cover_the_scale_and_nothing_else(classes, expected, tmp_path):
    written = f"    {{{classes}, reference: {{document: qd, at: x}}}}\n"
    assert codes(tmp_path, (BASE[BASE.index("    basis: points") :], written)) == expected


def test_where_the_set_keeps_points_above_the_maximum_a_class_may_wait_for_them(tmp_path):
    accept = ("over_maximum: {use: refuse,", "over_maximum: {use: accept,")
    band = ('{name: "Tốt", from: "20"}', '{name: "Vượt", from: "35"}\n      - {name: "Tốt", from: "20"}')
    assert codes(tmp_path, accept, band) == ["SET050"]


def test_bonus_points_reach_further_up_the_scale(tmp_path):
    bonus = ("        rule: {kind: yes_no}\n", "        rule: {kind: yes_no}\n        role: bonus\n")
    total = ('    maximum: "30"', '    maximum: "20"')
    assert codes(tmp_path, bonus, total, ('{name: "Tốt", from: "20"}', '{name: "Tốt", from: "28"}')) == []


def test_a_set_that_has_a_hole_on_top_still_loads(tmp_path):
    (problem,) = found(tmp_path, ('{name: "Tốt", from: "20"}', '{name: "Tốt", from: "20", to: "25"}'))
    assert (problem.code, problem.severity, problem.params) == ("SET047", "error", {"low": "25", "high": "30", "band": "Tốt"})


OFFICIAL = ("nature: demonstration", "nature: official")
RANKING = "  ranking: {by: points,"


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("{points: {places: 2}, index: {places: 3}}", [("SET056", "points, index")]),
        ("{points: {places: 2, reference: {document: qd, at: x}}, index: {places: 3}}", [("SET056", "index")]),
        ('{points: {places: 2, inferred: "in 2 số"}, index: {places: 3, reference: {document: qd, at: x}}}', []),
        ("{points: {places: 2}, index: {places: 3}, reference: {document: qd, at: x}}", []),
        ('{points: {places: 2}, index: {places: 3}, inferred: "bảng in như vậy"}', []),
        ("{points: {places: 2, reference: {document: qd-9, at: x}}}", [("SET023", "")]),
    ],
)
def test_rounding_of_an_official_set_rests_on_a_text_or_is_said_to_be_ours(rounding, expected, tmp_path):
    problems = found(tmp_path, OFFICIAL, (RANKING, f"  rounding: {rounding}\n{RANKING}"))
    assert [(problem.code, problem.params.get("columns", "")) for problem in problems] == expected


def test_rounding_of_a_set_that_is_not_official_needs_no_reference(tmp_path):
    assert codes(tmp_path, (RANKING, f"  rounding: {{points: {{places: 2}}}}\n{RANKING}")) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (GIVEN, GIVEN + '\n            gate: {input: "2", is: yes}', ["SET024"]),
        (GIVEN, GIVEN + '\n            gate: {input: "2", is: yes, reference: {document: qd, at: x}}', []),
        ('exempt: {use: reduce, reference: {document: qd, at: "Điều 3"}}', "exempt: {use: reduce}", ["SET024"]),
        ('exempt: {use: reduce, reference: {document: qd, at: "Điều 3"}}', 'exempt: {use: reduce, inferred: "tự chọn"}', []),
        ('  exempt: {use: reduce, reference: {document: qd, at: "Điều 3"}}\n', "", []),
        (RANKING, f"  calendar: {{holidays: [2026-04-30]}}\n{RANKING}", ["SET024"]),
        (RANKING, f"  calendar: {{holidays: [2026-04-30], reference: {{document: qd, at: x}}}}\n{RANKING}", []),
    ],
)
def test_what_is_written_cites_where_it_stands(old, new, expected, tmp_path):
    assert codes(tmp_path, (old, new)) == expected


# Limits


FORMULAS = [
    "2 * a - b", "a / b", "a * b", "-a * b", "(a - 3) * (b - 4)", "min(a; b; 3)", "max(a; b)", "trị_tuyệt_đối(a - b)",
    "làm_tròn(a / 3)", "làm_tròn(b / 7; 2)", "làm_tròn(7 / 3; a)", "nếu a > b thì a không thì b", "nếu a >= 0 thì 5 không thì 9",
    "nếu a = b và không b < 3 thì a không thì 0 - b", "a * a - b", "1 / (a + 1) / (b + 1)", "a / (b - 3)", "85% * a",
    "nếu a ≠ 1 hoặc b ≤ 2 thì 1 không thì 0", "điểm_tối_đa * a / (a + b)",
]  # fmt: skip
RANGES = [Limits(Fraction(0), Fraction(6)), Limits(Fraction(-3), Fraction(2)), Limits(Fraction(2), Fraction(5)), Limits(Fraction(1), Fraction(1))]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_value_of_a_formula_lies_outside_its_limits_and_the_ends_are_reached_where_that_is_said(formula):
    for first, second in product(RANGES, RANGES):
        limits = limits_of_formula(formula, {"a": first, "b": second}, Fraction(10))
        values = []
        for a, b in product(*(range(int(each.low), int(each.high) + 1) for each in (first, second))):
            try:
                values.append(compiled(formula).evaluate({"a": Fraction(a), "b": Fraction(b), "điểm_tối_đa": Fraction(10)}))
            except FormulaError:
                continue
        assert all(limits.low is None or limits.low <= value for value in values)
        assert all(limits.high is None or limits.high >= value for value in values)
        if certain([FormulaQuantity(formula=formula)]) and "/" not in formula and "trị" not in formula and "; a" not in formula:
            assert limits == (min(values), max(values))


def test_limits_that_have_no_end_have_none():
    endless = {"a": Limits(Fraction(0), None), "b": Limits(Fraction(2), Fraction(4))}
    assert limits_of_formula("a - b", endless) == (-4, None)
    assert limits_of_formula("b - a", endless) == (None, 4)
    assert limits_of_formula("min(a; b)", endless) == (0, 4)
    assert limits_of_formula("0 * a", endless) == (0, 0)
    assert limits_of_formula("b / a", endless) == (0, None)
    assert limits_of_formula("x + 1", {}) == (None, None)
    assert limits_of_formula("1 + (a = 2)", endless) == (None, None)


@pytest.mark.parametrize("quantity", [{"quotient": ["a", "b"]}, {"growth": ["a", "b"]}, {"mean": ["a", "b", "7"]}, {"difference": ["a", "b"]}, {"sum": ["a", "b"]}])  # fmt: skip
def test_no_value_of_a_quantity_lies_outside_its_limits(quantity):
    made = TypeAdapter(Quantity).validate_python(quantity)
    for first, second in product(RANGES, RANGES):
        limits = limits_of(made, {"a": first, "b": second})
        for a, b in product(*(range(int(each.low), int(each.high) + 1) for each in (first, second))):
            try:
                value = measure(made, Given({"a": Fraction(a), "b": Fraction(b)}, None))
            except UndefinedError:
                continue
            assert limits.low is None or limits.low <= value
            assert limits.high is None or value <= limits.high


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "count"}, (0, None)),
        ({"type": "count", "maximum": "2.5"}, (0, 2)),
        ({"type": "percent"}, (0, 100)),
        ({"type": "percent", "maximum": "150"}, (0, 150)),
        ({"type": "number", "minimum": "-5", "maximum": "-1"}, (-5, -1)),
        ({"type": "number", "minimum": "3", "optional": "yes"}, (0, None)),
        ({"type": "yes_no"}, (0, 1)),
        ({"type": "date"}, (None, None)),
    ],
)
def test_an_input_accepts_what_its_limits_say(item, expected):
    assert limits_of_input(Input.model_validate({"code": "a", "name": "A", **item})) == expected
