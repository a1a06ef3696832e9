"""Every rule kind: what it gives, at its bounds, for 0/0, a > b, missing and not applicable."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from khoabang.scoring import Body, Problems
from khoabang.scoring.criteria.model import CriteriaSet
from small_sets import Json, indicator, make_set, node, number, outcome, run

A, B = number("a"), number("b")
GAPS = [
    ("", "missing"),
    ("không áp dụng", "not_applicable"),
    ("miễn", "exempt"),
    ("chưa thẩm định", "not_verified"),
    ("không công bố", "not_published"),
]


def check(rule: Json, cases: list[tuple[str, Any]], *inputs: Json) -> None:
    """Each case is the answers of the inputs, split at the bar, and the points or status."""
    for typed, expected in cases:
        answers = dict(zip((item["code"] for item in inputs), (cell.strip() for cell in typed.split("|")), strict=True))
        found = outcome(rule, answers, *inputs)
        assert found == (expected if expected in {"refused", *(status for _, status in GAPS)} else Fraction(expected)), typed


@pytest.mark.parametrize(("typed", "status"), GAPS)
@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "given", "input": "a"},
        {"kind": "count", "input": "a", "each": "1"},
        {"kind": "ratio", "numerator": "a", "denominator": "10", "over": "cap", "zero_denominator": "zero"},
        {"kind": "ratio", "numerator": "10", "denominator": "a", "over": "cap", "zero_denominator": "zero"},
        {"kind": "tiers", "value": "a", "tiers": [{"from": "1"}]},
        {"kind": "target", "value": "1", "target": "a"},
        {"kind": "proportional", "value": {"sum": ["1", "a"]}, "full_at": "9"},
        {"kind": "formula", "formula": "a + 1"},
        {"kind": "sum", "parts": [{"kind": "count", "input": "a", "each": "1"}]},
        {"kind": "best_of", "options": [{"kind": "count", "input": "a", "each": "1"}]},
        {"kind": "gate", "input": "a", "at_least": "1", "then": {"kind": "count", "input": "a", "each": "1"}},
        {"kind": "relative_to_best", "value": "a", "zero_best": "zero"},
        {"kind": "min_max", "value": "a", "all_equal": "full"},
        {"kind": "external", "input": "a", "scale": "10"},
        {"kind": "survey", "input": "a", "to": "5"},
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else None,
)
def test_a_figure_without_a_number_gives_its_status_and_never_zero(rule: Json, typed: str, status: str) -> None:
    assert outcome(rule, {"a": typed}, A) == status


def test_given_points_are_what_was_entered() -> None:
    check({"kind": "given"}, [("7,25", "7.25"), ("0", "0")], number("a", "points"))


def test_given_points_may_leave_some_unassessed_for_a_body() -> None:
    criteria_set = make_set(
        indicator("1", "50", {"kind": "given", "input": "p", "excluded": "x"}, number("p", "points"), number("x", "points"))
    )
    found = node(criteria_set, {"p": "42,63", "x": "2"})

    assert (found.points, found.applied, found.flags) == (Fraction("42.63"), 48, ("partly_excluded",))


def test_an_experts_mark_needs_its_reason() -> None:
    criteria_set = make_set(indicator("1", "10", {"kind": "expert"}))
    problems = Problems()
    with_reason = run(criteria_set, {"1": "8"}, notes={"b0": {"1": "Họp ngày 3/3"}}).cards["b0"].scores["1"]
    without = run(criteria_set, {"1": "8"}, problems=problems).cards["b0"].scores["1"]

    assert with_reason.points == 8
    assert (without.points, without.status, problems.codes) == (None, "missing", ["ANS024"])
    assert outcome({"kind": "expert", "reason_required": "no"}, {"1": "8"}) == 8


def test_yes_gives_the_points_and_no_what_is_otherwise() -> None:
    item = number("a", "yes_no")

    check({"kind": "yes_no"}, [("có", "10"), ("không", "0")], item)
    check({"kind": "yes_no", "share": "1/2", "otherwise": "1"}, [("có", "5"), ("không", "1")], item)


def test_a_choice_gives_its_options_points() -> None:
    item = number("a", "choice", options=[{"code": "truong"}, {"code": "pho"}, {"code": "khac"}])
    options = [{"code": "truong"}, {"code": "pho", "share": "1/2"}, {"code": "khac", "points": "0"}]

    check({"kind": "choice", "options": options}, [("truong", "10"), ("pho", "5"), ("khac", "0")], item)


def test_tiers_give_the_highest_step_reached() -> None:
    tiers = [{"from": "4", "points": "10"}, {"from": "2", "points": "5"}, {"from": "1", "points": "1"}]

    check(
        {"kind": "tiers", "value": "a", "tiers": tiers},
        [("5", "10"), ("4", "10"), ("3,99", "5"), ("2", "5"), ("1", "1"), ("0", "0")],
        A,
    )
    check(
        {"kind": "tiers", "value": "a", "tiers": tiers, "closed": "upper", "below": "0.5"},
        [("4", "5"), ("4,01", "10"), ("1", "0.5")],
        A,
    )


def test_a_status_is_tiers_with_colours() -> None:
    tiers = [
        {"from": "90", "name": "Xanh", "colour": "green"},
        {"from": "50", "share": "1/2", "name": "Vàng", "colour": "yellow"},
    ]

    check({"kind": "status", "value": "a", "tiers": tiers}, [("90", "10"), ("89", "5"), ("49", "0")], A)
    with pytest.raises(ValidationError):
        make_set(indicator("1", "10", {"kind": "status", "value": "a", "tiers": [{"from": "1"}]}, A))


def ratio(**more: Any) -> Json:
    return {"kind": "ratio", "numerator": "a", "denominator": "b", "over": "cap", "zero_denominator": "zero", **more}


def test_a_ratio_gives_its_share_of_the_points() -> None:
    check(ratio(), [("3|4", "7.5"), ("0|4", "0"), ("4|4", "10"), ("1|3", "10/3")], A, B)
    check(ratio(points="6"), [("1|3", "2")], A, B)


@pytest.mark.parametrize(("over", "points"), [("cap", "10"), ("accept", "12.5"), ("refuse", "refused")])
def test_a_ratio_above_one_is_capped_accepted_or_refused_as_the_set_says(over: str, points: str) -> None:
    check(ratio(over=over), [("5|4", points), ("4|4", "10")], A, B)


@pytest.mark.parametrize(
    ("answer", "points"), [("zero", "0"), ("full", "10"), ("not_applicable", "not_applicable"), ("missing", "missing")]
)
def test_nothing_out_of_nothing_is_what_the_set_says(answer: str, points: str) -> None:
    check(ratio(zero_denominator=answer), [("0|0", points), ("3|0", points)], A, B)
    check(
        {"kind": "inverse_ratio", "numerator": "a", "denominator": "b", "over": "cap", "zero_denominator": answer},
        [("0|0", points)],
        A,
        B,
    )
    check(
        {"kind": "plan_completion", "done": "a", "planned": "b", "over": "cap", "zero_denominator": answer},
        [("0|0", points)],
        A,
        B,
    )
    check(
        {"kind": "growth", "now": "a", "before": "b", "full_at": "1", "zero_before": answer},
        [("0|0", points), ("5|0", points)],
        A,
        B,
    )


def test_a_staged_target_gives_all_before_the_ratio_is_one() -> None:
    check(ratio(full_at="0.8"), [("8|10", "10"), ("4|10", "5"), ("9|10", "10"), ("0|10", "0")], A, B)
    check(ratio(full_at="0.8", zero_at="0.3"), [("3|10", "0"), ("2|10", "0"), ("55|100", "5")], A, B)
    check(ratio(zero_at="0.5"), [("75|100", "5"), ("1|2", "0"), ("1|1", "10")], A, B)


def test_below_the_floor_there_is_nothing() -> None:
    check(ratio(floor="0.5"), [("5|10", "5"), ("49|100", "0")], A, B)


def test_in_an_inverse_ratio_less_is_better() -> None:
    rule = {"kind": "inverse_ratio", "numerator": "a", "denominator": "b", "over": "cap", "zero_denominator": "full"}

    check(rule, [("1|4", "7.5"), ("0|4", "10"), ("4|4", "0"), ("5|4", "0")], A, B)
    check({**rule, "full_at": "0.1", "zero_at": "0.5"}, [("1|10", "10"), ("3|10", "5"), ("5|10", "0"), ("9|10", "0")], A, B)
    check({**rule, "full_at": "0"}, [("1|4", "7.5")], A, B)
    check({**rule, "over": "refuse"}, [("5|4", "refused"), ("4|4", "0")], A, B)


@pytest.mark.parametrize(
    "rule",
    [
        ratio(full_at="0.5", zero_at="0.5"),
        ratio(zero_at="1"),
        ratio(full_at="0"),
        {
            "kind": "inverse_ratio",
            "numerator": "a",
            "denominator": "b",
            "over": "cap",
            "zero_denominator": "full",
            "full_at": "1",
        },
        {"kind": "proportional", "value": "a", "zero_at": "3", "full_at": "3"},
        {"kind": "survey", "input": "a", "from": "5", "to": "5"},
    ],
)
def test_a_line_between_two_equal_ends_is_refused_with_the_set(rule: Json) -> None:
    with pytest.raises(ValidationError):
        make_set(indicator("1", "10", rule, A, B))


def test_a_target_is_met_or_missed_or_counted_in_proportion() -> None:
    check({"kind": "target", "value": "a", "target": "b"}, [("5|5", "10"), ("4,9|5", "0"), ("0|0", "10")], A, B)
    check({"kind": "target", "value": "a", "target": "b", "below": "proportional"}, [("4|5", "8"), ("6|5", "10")], A, B)
    at_most = {"kind": "target", "value": "a", "target": "b", "direction": "at_most", "below": "proportional"}
    check(at_most, [("5|5", "10"), ("10|5", "5"), ("0|0", "10"), ("3|0", "0")], A, B)


def test_a_count_gives_so_much_for_each_above_the_free_ones() -> None:
    check(
        {"kind": "count", "input": "a", "each": "0.5", "cap": "5", "free": "2"},
        [("1", "0"), ("2", "0"), ("4", "1"), ("12", "5"), ("40", "5")],
        A,
    )


def test_proportional_points_stay_between_their_ends() -> None:
    check({"kind": "proportional", "value": "a", "zero_at": "2", "full_at": "6"}, [("4", "5"), ("1", "0"), ("9", "10")], A)
    check({"kind": "proportional", "value": "a", "zero_at": "6", "full_at": "2"}, [("5", "2.5"), ("1", "10"), ("9", "0")], A)


def test_growth_is_the_change_on_the_earlier_value() -> None:
    check(
        {"kind": "growth", "now": "a", "before": "b", "full_at": "0.5", "zero_before": "full"},
        [("5|4", "5"), ("6|4", "10"), ("3|4", "0"), ("9|4", "10")],
        A,
        B,
    )
    check(
        {"kind": "growth", "now": "a", "before": "b", "zero_at": "-1", "full_at": "0", "zero_before": "full"},
        [("2|4", "5")],
        A,
        B,
    )


PARTS = [{"kind": "count", "input": "a", "each": "1"}, {"kind": "count", "input": "b", "each": "2"}]


def test_a_sum_adds_its_parts_up_to_its_cap() -> None:
    check({"kind": "sum", "parts": PARTS}, [("3|2", "7")], A, B)
    check({"kind": "sum", "parts": PARTS, "cap": "6"}, [("3|2", "6")], A, B)


def test_a_part_that_does_not_apply_is_left_out_of_a_sum_and_a_missing_one_only_if_the_set_counts_it_zero() -> None:
    rule = {"kind": "sum", "parts": PARTS}

    check(
        rule,
        [
            ("3|không áp dụng", "3"),
            ("không áp dụng|không áp dụng", "not_applicable"),
            ("3|", "missing"),
            ("|không áp dụng", "missing"),
        ],
        A,
        B,
    )
    assert outcome(rule, {"a": "3", "b": ""}, A, B, missing={"use": "zero"}) == 3
    assert outcome(rule, {"a": "3", "b": "chưa thẩm định"}, A, B, missing={"use": "zero"}) == "not_verified"


def test_the_best_of_several_counts_and_those_without_a_number_do_not_compete() -> None:
    check({"kind": "best_of", "options": PARTS}, [("3|2", "4"), ("5|2", "5"), ("|1", "2"), ("|không áp dụng", "missing")], A, B)


def test_a_case_not_yet_verified_may_still_be_the_best() -> None:
    rule = {"kind": "best_of", "options": PARTS}
    check(rule, [("3|chưa thẩm định", "not_verified"), ("3|không công bố", "not_published")], A, B)
    zero = {"over_maximum": {"use": "accept"}, "not_verified": {"use": "zero"}}

    assert outcome(rule, {"a": "3", "b": "chưa thẩm định"}, A, B, **zero) == 3
    assert outcome({"kind": "sum", "parts": PARTS}, {"a": "3", "b": "chưa thẩm định"}, A, B, **zero) == 3


@pytest.mark.parametrize("mark", ["0,5", "6"])
def test_a_survey_mark_off_its_scale_is_refused(mark: str) -> None:
    assert outcome({"kind": "survey", "input": "a", "from": "1", "to": "5"}, {"a": mark}, A) == "refused"


@pytest.mark.parametrize(("left_out", "points"), [("4", 5), ("11", "refused"), ("", "missing"), ("không áp dụng", 5)])
def test_points_left_out_are_known_and_within_the_maximum(left_out: str, points: object) -> None:
    assert outcome({"kind": "given", "input": "a", "excluded": "b"}, {"a": "5", "b": left_out}, A, B) == points


def test_a_gate_lets_the_rule_behind_it_count_or_gives_what_is_otherwise() -> None:
    then = {"kind": "count", "input": "b", "each": "1"}

    check(
        {"kind": "gate", "input": "a", "at_least": "3", "at_most": "5", "then": then, "otherwise": "1"},
        [("3|7", "7"), ("5|7", "7"), ("2|7", "1"), ("6|7", "1")],
        A,
        B,
    )
    check({"kind": "gate", "input": "a", "is": "no", "then": then}, [("không|7", "7"), ("có|7", "0")], number("a", "yes_no"), B)
    options = [{"code": "x"}, {"code": "y"}]
    check(
        {"kind": "gate", "input": "a", "is": "x", "then": then},
        [("x|7", "7"), ("y|7", "0")],
        number("a", "choice", options=options),
        B,
    )


def test_external_points_are_carried_over_from_their_own_scale() -> None:
    check({"kind": "external", "input": "a", "scale": "80"}, [("60", "7.5"), ("0", "0")], A)


def test_a_survey_counts_from_the_bottom_of_its_scale() -> None:
    check({"kind": "survey", "input": "a", "from": "1", "to": "5"}, [("1", "0"), ("3", "5"), ("5", "10")], A)


@pytest.mark.parametrize(("answer", "points"), [("missing", "missing"), ("zero", "0"), ("not_applicable", "not_applicable")])
def test_too_few_respondents_are_what_the_set_says(answer: str, points: str) -> None:
    rule = {"kind": "survey", "input": "a", "to": "5", "respondents": "b", "minimum_respondents": "30", "too_few": answer}

    check(rule, [("5|29", points), ("5|30", "10"), ("5|", "missing")], A, B)


DATE = number("a", "date")


def lateness(**more: Any) -> Json:
    return {"kind": "lateness", "input": "a", "due": "2026-04-28", "each_day": "2", **more}


def test_each_day_late_takes_points() -> None:
    check(lateness(), [("28/04/2026", "10"), ("01/04/2026", "10"), ("29/04/2026", "8"), ("10/05/2026", "0")], DATE)
    check(lateness(free=1), [("29/04/2026", "10"), ("30/04/2026", "8")], DATE)
    check(lateness(zero_after=2), [("30/04/2026", "6"), ("01/05/2026", "0")], DATE)
    check(lateness(cap="3"), [("10/05/2026", "7")], DATE)
    check(lateness(gives="deduction"), [("28/04/2026", "0"), ("30/04/2026", "4")], DATE)
    check(lateness(gives="deduction", cap="3"), [("30/04/2026", "3")], DATE)


def test_weekends_and_holidays_are_no_working_days() -> None:
    # Tuesday 28 April; Thursday 30 April and Friday 1 May are holidays, then a weekend: Monday 4 May is the second working day late.
    answers = {"calendar": {"holidays": ["2026-04-30", "2026-05-01"]}}

    assert outcome(lateness(count="working"), {"a": "04/05/2026"}, DATE, **answers) == 6
    assert outcome(lateness(count="working"), {"a": "04/05/2026"}, DATE) == 2


def test_a_formula_may_use_the_indicators_maximum() -> None:
    check({"kind": "formula", "formula": "làm_tròn(điểm_tối_đa * a / b; 2)"}, [("1|3", "3.33")], A, B)


def test_a_formula_that_divides_by_zero_counts_as_missing_and_is_reported() -> None:
    criteria_set = make_set(indicator("1", "10", {"kind": "formula", "formula": "a / b"}, A, B))
    problems = Problems()
    found = run(criteria_set, {"a": "1", "b": "0"}, problems=problems).cards["b0"].scores["1"]

    assert (found.points, found.status, problems.codes) == (None, "missing", ["ANS026"])


def test_when_several_figures_are_lacking_the_first_one_named_gives_the_status() -> None:
    check({"kind": "formula", "formula": "b + a"}, [("thiếu|miễn", "exempt"), ("miễn|thiếu", "missing")], A, B)


# Quantities


@pytest.mark.parametrize(
    ("quantity", "points"),
    [
        ("a", "6"),
        ("4", "4"),
        ({"quotient": ["a", "b"]}, "1.5"),
        ({"sum": ["a", "b", "1"]}, "11"),
        ({"difference": ["a", "b"]}, "2"),
        ({"mean": ["a", "b", "2"]}, "4"),
        ({"growth": ["a", "b"]}, "0.5"),
        ({"formula": "a * b - 20"}, "4"),
        ({"quotient": [{"sum": ["a", "b"]}, {"mean": ["4", "6"]}]}, "2"),
        ({"quotient": ["a", {"difference": ["b", "4"]}]}, "missing"),
    ],
)
def test_quantities_are_arithmetic_over_inputs(quantity: Any, points: str) -> None:
    check({"kind": "count", "input": quantity, "each": "1"}, [("6|4", points)], A, B)


# Rules that look at other bodies


def group(rule: Json, *typed: str, bodies: list[Body] | None = None, **more: Any) -> list[Fraction | str]:
    criteria_set = make_set(indicator("1", "10", rule, A, **more))
    scored = run(criteria_set, *({"a": cell} for cell in typed), bodies=bodies)
    nodes = [scored.cards[body.code].scores.get("1") for body in scored.bodies]
    return [str(each.status) if each and each.points is None else each.points if each else "exempt" for each in nodes]


def test_relative_to_the_best_of_the_group() -> None:
    best = {"kind": "relative_to_best", "value": "a", "zero_best": "zero"}

    assert group(best, "8", "4", "2") == [10, 5, Fraction(5, 2)]
    assert group({**best, "best": "lowest"}, "8", "4", "2") == [Fraction(5, 2), 5, 10]
    assert group(best, "0", "0") == [0, 0]
    assert group({**best, "zero_best": "full"}, "0", "0") == [10, 10]
    assert group({**best, "zero_best": "not_applicable"}, "0", "") == ["not_applicable", "missing"]


def test_between_the_lowest_and_the_highest_of_the_group() -> None:
    rule = {"kind": "min_max", "value": "a", "all_equal": "full"}

    assert group(rule, "8", "4", "6") == [10, 0, 5]
    assert group({**rule, "best": "lowest"}, "8", "4", "6") == [0, 10, 5]
    assert group(rule, "3", "3") == [10, 10]
    assert group({**rule, "all_equal": "zero"}, "3") == [0]


def test_only_bodies_that_the_indicator_asks_are_compared() -> None:
    rule = {"kind": "relative_to_best", "value": "a", "zero_best": "zero"}
    asked = {"attributes": {"has_procedures": True}}
    bodies = [
        Body("b0", "", **asked),
        Body("b1", "", {"has_procedures": False}),
        Body("b2", "", **asked, status="exempt"),
        Body("b3", "", **asked),
    ]

    assert group(rule, "4", "8", "16", "2", bodies=bodies, applies={"has_procedures": "yes"}) == [
        10,
        "not_applicable",
        "exempt",
        5,
    ]


def test_a_body_outside_the_criterion_above_is_not_compared_either() -> None:
    inside = indicator("1.1", "10", {"kind": "relative_to_best", "value": "a", "zero_best": "zero"}, A)
    criteria_set = make_set(
        {"code": "1", "name": "Một", "maximum": "10", "applies": {"has_procedures": "yes"}, "criteria": [inside]}
    )
    bodies = [Body("b0", "", {"has_procedures": True}), Body("b1", "", {"has_procedures": False})]
    scored = run(criteria_set, {"a": "4"}, {"a": "8"}, bodies=bodies)

    assert scored.cards["b0"].scores["1.1"].points == 10


def test_a_value_that_cannot_be_computed_is_not_compared_and_stops_nobody() -> None:
    rule = {"kind": "min_max", "value": {"formula": "a / b"}, "all_equal": "full"}
    scored = run(make_set(indicator("1", "10", rule, A, B)), {"a": "1", "b": "0"}, {"a": "1", "b": "1"}, {"a": "3", "b": "1"})

    assert [scored.cards[code].scores["1"].points for code in ("b0", "b1", "b2")] == [None, 0, 10]
    assert scored.problems.codes == ["ANS026"]


def relatives(rule: Json) -> CriteriaSet:
    """Communes score points; the district above them scores by the rule."""
    return CriteriaSet.model_validate(
        make_set(indicator("x", "10")).dump()
        | {
            "groups": [
                {"code": "xa", "name": "Xã", "annex": "pl", "when": {"kind": "so"}},
                {"code": "huyen", "name": "Huyện", "annex": "h", "when": {"kind": "huyen"}},
            ],
            "annexes": [
                {"code": "pl", "name": "Xã", "maximum": "10", "criteria": [indicator("x", "10")]},
                {"code": "h", "name": "Huyện", "maximum": "20", "criteria": [indicator("1", "20", rule)]},
            ],
        }
    )


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ({"relation": "subordinates"}, 12),
        ({"relation": "subordinates", "measure": "points"}, 6),
        ({"relation": "subordinates", "of": "x", "points": "5"}, 3),
        ({"relation": "predecessors"}, 8),
        ({"relation": "predecessors", "of": "no-such"}, None),
    ],
)
def test_a_mean_of_bodies_is_over_subordinates_or_predecessors(rule: Json, points: int | None) -> None:
    bodies = [
        Body("h", "Huyện", {"kind": "huyen"}, predecessors=("x1",)),
        Body("x1", "Xã 1", {"kind": "so"}, parent="h"),
        Body("x2", "Xã 2", {"kind": "so"}, parent="h"),
        Body("x3", "Xã 3", {"kind": "so"}, parent="h"),
        Body("x4", "Xã 4", {"kind": "so"}),
    ]
    scored = run(relatives({"kind": "mean_of_bodies", **rule}), {}, {"x": "4"}, {"x": "8"}, {"x": ""}, {"x": "10"}, bodies=bodies)

    assert scored.cards["h"].scores["1"].points == points


def test_a_body_that_waits_for_itself_gets_no_number_and_no_endless_wait() -> None:
    criteria_set = make_set(indicator("1", "10", {"kind": "mean_of_bodies", "relation": "subordinates"}))
    scored = run(criteria_set, {}, {}, bodies=[Body("b0", "", parent="b1"), Body("b1", "", parent="b0")])

    assert {card.scores["1"].status for card in scored.cards.values()} == {"missing"}
