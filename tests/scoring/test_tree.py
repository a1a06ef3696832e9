"""The tree: statuses kept apart, what is not applicable treated as the set says, maxima, bonuses, gates, caps and aggregation."""

from fractions import Fraction
from typing import Any

import pytest

from khoabang.scoring import Body, Problems
from khoabang.scoring.outcome import Given, Status
from khoabang.scoring.tree import NodeScore
from small_sets import Json, indicator, make_set, node, number, result, run

YES, NO = {"has_procedures": True}, {"has_procedures": False}


def three(treatment: str | None, *, by_answer: bool = False, **policies: Any) -> tuple[NodeScore, NodeScore]:
    """Three items of 40, 40 and 20 points, 30, 10 and (not applicable) points: the total, and the item that does not apply."""
    more = {"not_applicable": treatment} if treatment else {}
    last = indicator("3", "20", **more, **({} if by_answer else {"applies": {"has_procedures": "yes"}}))
    criteria_set = make_set(indicator("1", "40"), indicator("2", "40"), last, policies=policies)
    scored = run(criteria_set, {"1": "30", "2": "10", "3": "không áp dụng" if by_answer else "20"}, bodies=[Body("b", "", NO)])
    return scored.cards["b"].total, scored.cards["b"].scores["3"]


# treatment, points and maximum of the total, points and maximum of the item
TREATMENTS = [
    ("reduce", 40, 80, None, 0),
    ("rescale", 40, 80, None, 0),  # the same; the printed column `converted` scales it back: 40 / 80 × 100
    ("spread", 50, 100, None, 0),  # 40 × 100 / 80
    ("full", 60, 100, 20, 20),
    ("zero", 40, 100, 0, 20),
    (None, 40, 80, None, 0),
]


@pytest.mark.parametrize("by_answer", [False, True], ids=["by its condition", "by its answer"])
@pytest.mark.parametrize(("treatment", "points", "maximum", "item", "item_maximum"), TREATMENTS)
def test_what_does_not_apply_is_treated_as_the_set_says(
    treatment: str | None, points: int, maximum: int, item: int | None, item_maximum: int, *, by_answer: bool
) -> None:
    total, last = three(treatment, by_answer=by_answer)

    assert (total.points, total.applied, total.status) == (points, maximum, None)
    assert (last.points, last.applied, last.status) == (item, item_maximum, "not_applicable")


@pytest.mark.parametrize(("treatment", "points", "maximum", "item", "item_maximum"), TREATMENTS[:5])
def test_an_exempt_item_is_treated_by_its_own_policy(
    treatment: str, points: int, maximum: int, item: int | None, item_maximum: int
) -> None:
    last = indicator("3", "20", not_applicable="zero" if treatment != "zero" else "full")
    criteria_set = make_set(indicator("1", "40"), indicator("2", "40"), last, policies={"exempt": {"use": treatment}})
    scored = run(criteria_set, {"1": "30", "2": "10", "3": "miễn"})

    assert (scored.cards["b0"].total.points, scored.cards["b0"].total.applied) == (points, maximum)
    assert (scored.cards["b0"].scores["3"].points, scored.cards["b0"].scores["3"].status) == (item, "exempt")


def test_children_inherit_how_not_applicable_is_treated() -> None:
    parent = {
        "code": "1",
        "name": "Mục",
        "maximum": "20",
        "not_applicable": "full",
        "criteria": [indicator("1.1", "20", applies={"has_procedures": "yes"})],
    }
    own = {**parent, "criteria": [{**parent["criteria"][0], "not_applicable": "zero"}]}

    assert node(make_set(parent), {"1.1": "1"}, attributes=NO).points == 20
    assert node(make_set(own), {"1.1": "1"}, attributes=NO).points == 0


def test_a_criterion_where_nothing_applies_does_not_apply() -> None:
    parent = {
        "code": "1",
        "name": "Mục",
        "maximum": "20",
        "applies": {"has_procedures": "yes"},
        "criteria": [indicator("1.1", "20")],
    }
    criteria_set = make_set(parent, indicator("2", "30"))
    card = run(criteria_set, {"1.1": "20", "2": "15"}, bodies=[Body("b", "", NO)]).cards["b"]

    assert (card.scores["1"].points, card.scores["1"].applied, card.scores["1"].status) == (None, 0, "not_applicable")
    assert (card.total.points, card.total.applied, card.total.index) == (15, 30, Fraction(1, 2))


def test_a_whole_criterion_hands_its_maximum_to_the_others() -> None:
    inside = [indicator("1.1", "10"), indicator("1.2", "10")]
    parent = {
        "code": "1",
        "name": "Mục",
        "maximum": "20",
        "not_applicable": "spread",
        "applies": {"has_procedures": "yes"},
        "criteria": inside,
    }
    card = run(make_set(parent, indicator("2", "30")), {"2": "15"}, bodies=[Body("b", "", NO)]).cards["b"]

    assert (card.total.points, card.total.applied) == (25, 50)


def test_full_points_of_an_unpublished_maximum_are_not_published() -> None:
    criteria_set = make_set(
        indicator("1", "10"),
        indicator("2", "not_published", not_applicable="full", applies={"has_procedures": "yes"}),
        maximum="not_published",
    )
    card = run(criteria_set, {"1": "5"}, bodies=[Body("b", "", NO)]).cards["b"]

    assert card.scores["2"].status == "not_published"
    assert (card.total.points, card.total.status) == (None, "not_published")


# Six different things


@pytest.mark.parametrize(
    ("typed", "points", "maximum", "status", "incomplete"),
    [
        ("0", 0, 10, None, False),
        ("", None, 10, "missing", True),
        ("không áp dụng", None, 0, "not_applicable", False),
        ("miễn", None, 0, "exempt", False),
        ("chưa thẩm định", None, 10, "not_verified", True),
        ("không công bố", None, 10, "not_published", True),
    ],
)
def test_zero_and_five_statuses_are_six_different_things(
    typed: str, points: int | None, maximum: int, status: str | None, *, incomplete: bool
) -> None:
    found = node(make_set(indicator("1"), indicator("2")), {"1": typed, "2": "5"})

    assert (found.points, found.applied, found.status, found.incomplete) == (points, maximum, status, incomplete)


@pytest.mark.parametrize(("gap", "policy"), [("", "missing"), ("chưa thẩm định", "not_verified")])
def test_a_gap_counts_zero_only_where_the_set_says_so(gap: str, policy: str) -> None:
    criteria = [indicator("1"), indicator("2")]
    counted = run(make_set(*criteria, policies={policy: {"use": "zero"}}), {"1": gap, "2": "5"}).cards["b0"]
    unranked = run(make_set(*criteria), {"1": gap, "2": "5"}).cards["b0"]

    assert (counted.total.points, counted.total.applied, counted.total.incomplete) == (5, 20, False)
    assert counted.scores["1"].flags == (f"{policy}_zero",)
    assert (unranked.total.points, unranked.total.applied, unranked.total.incomplete) == (5, 20, True)


@pytest.mark.parametrize("role", ["bonus", "penalty"])
def test_an_unpublished_bonus_or_penalty_leaves_the_total_unpublished(role: str) -> None:
    extra = {"code": "2", "name": "Mục", "role": role, "maximum": "5", "criteria": [indicator("2.1", "5")]}
    total = node(make_set(indicator("1"), extra), {"1": "7", "2.1": "không công bố"}, "")

    assert (total.points, total.status) == (None, "not_published")


def test_an_exempt_body_has_no_scores_at_all() -> None:
    card = run(make_set(indicator("1")), {"1": "7"}, bodies=[Body("b", "", status="exempt")]).cards["b"]

    assert list(card.scores) == [""]
    assert (card.total.points, card.total.status) == (None, "exempt")


# Above the maximum


@pytest.mark.parametrize(
    ("policy", "points", "flags", "codes"),
    [("cap", 10, ("capped",), []), ("accept", 12, ("over_maximum",), ["ANS021"]), ("refuse", None, ("refused",), ["ANS020"])],
)
def test_points_above_the_maximum_are_capped_accepted_or_refused(
    policy: str, points: int | None, flags: tuple[str, ...], codes: list[str]
) -> None:
    for more, annex, policies in (
        ({"over_maximum": policy}, {}, {"over_maximum": {"use": "refuse"}}),
        ({}, {"over_maximum": policy}, {"over_maximum": {"use": "refuse"}}),
        ({}, {}, {"over_maximum": {"use": policy}}),
    ):
        problems = Problems()
        scored = run(make_set(indicator("1", **more), annex=annex, policies=policies), {"1": "12"}, problems=problems)
        found = scored.cards["b0"].scores["1"]

        assert (found.points, found.flags, problems.codes) == (points, flags, codes)


def test_the_annex_word_on_maxima_holds_for_criteria_and_indicators_alike() -> None:
    parent = {
        "code": "1",
        "name": "Mục",
        "maximum": "10",
        "sum_exception": "in như vậy",
        "criteria": [indicator("1.1", "8"), indicator("1.2", "8")],
    }
    found = node(make_set(parent, annex={"over_maximum": "accept"}), {"1.1": "8", "1.2": "8"})

    assert (found.points, found.flags) == (16, ("over_maximum",))


def test_negative_points_are_refused() -> None:
    problems = Problems()
    rule = {"kind": "count", "input": {"difference": ["a", "b"]}, "each": "1"}
    scored = run(make_set(indicator("1", "10", rule, number("a"), number("b"))), {"a": "1", "b": "3"}, problems=problems)

    assert (scored.cards["b0"].scores["1"].points, problems.codes) == (None, ["ANS023"])


# Dropped items, points left out


def test_an_item_dropped_for_everyone_leaves_the_maximum() -> None:
    dropped = {"reason": "Không đánh giá năm 2020"}
    whole = run(make_set(indicator("1", "498"), indicator("2", "2", dropped=dropped)), {"1": "400", "2": "9"}).cards["b0"]
    partly = run(make_set(indicator("1", "100", dropped={**dropped, "points": "2"})), {"1": "49"}).cards["b0"]

    assert (whole.total.points, whole.total.applied, whole.scores["2"].flags) == (400, 498, ("dropped",))
    assert (partly.total.applied, partly.total.index, partly.scores["1"].flags) == (98, Fraction(1, 2), ("partly_dropped",))


def test_nobody_is_asked_about_a_dropped_item() -> None:
    problems = Problems()
    run(make_set(indicator("1"), indicator("2", "2", dropped={"reason": "Bỏ"})), {"1": "5", "2": "9"}, problems=problems)

    assert problems.codes == []


def test_the_points_dropped_count_for_the_warning_too() -> None:
    problems = Problems()
    criteria_set = make_set(
        indicator("1", "100", dropped={"points": "2", "reason": "Bỏ"}), policies={"over_maximum": {"use": "accept"}}
    )
    run(criteria_set, {"1": "99"}, problems=problems)

    assert [(problem.code, problem.params["maximum"]) for problem in problems] == [("ANS021", "98")]


# Adding up


@pytest.mark.parametrize(
    ("aggregate", "maximum", "points"),
    [("sum", "30", 12), ("mean", "15", 6), ("weighted_sum", "40", 18), ("weighted_mean", "40/3", 6)],
)
def test_children_are_added_up_as_the_criterion_says(aggregate: str, maximum: str, points: int) -> None:
    children = [indicator("1.1", "10", weight="2"), indicator("1.2", "20", weight="1")]
    parent = {"code": "1", "name": "Mục", "maximum": maximum, "aggregate": aggregate, "criteria": children}
    found = node(make_set(parent), {"1.1": "6", "1.2": "6"})

    assert (found.points, found.applied) == (points, Fraction(maximum))


def test_a_mean_is_over_the_children_that_take_part() -> None:
    children = [indicator("1.1", "10"), indicator("1.2", "20", applies={"has_procedures": "yes"})]
    found = node(
        make_set({"code": "1", "name": "Mục", "maximum": "15", "aggregate": "mean", "criteria": children}),
        {"1.1": "6"},
        attributes=NO,
    )

    assert (found.points, found.applied) == (6, 10)


@pytest.mark.parametrize(
    ("answers", "points"),
    [({"1": "8", "b": "1", "p": "2"}, 7), ({"1": "10", "b": "3", "p": "0"}, 13), ({"1": "0", "b": "0", "p": "2"}, 0)],
)
def test_a_bonus_is_added_and_a_penalty_taken_off_outside_the_maximum(answers: Json, points: int) -> None:
    criteria_set = make_set(indicator("1"), indicator("b", "3", role="bonus"), indicator("p", "4", role="penalty"))
    total = node(criteria_set, answers, "")

    assert (total.points, total.applied) == (points, 10)


def test_a_penalty_may_take_a_total_below_zero_where_the_set_says_so() -> None:
    criteria_set = make_set(indicator("1"), indicator("p", "4", role="penalty"), annex={"minimum": "-5"})

    assert node(criteria_set, {"1": "1", "p": "4"}, "").points == -3


def test_where_the_set_caps_a_bonus_cannot_pass_the_maximum() -> None:
    criteria_set = make_set(indicator("1"), indicator("b", "3", role="bonus"), policies={"over_maximum": {"use": "cap"}})

    assert node(criteria_set, {"1": "9", "b": "3"}, "").points == 10


def test_informational_items_are_collected_and_not_scored() -> None:
    ratio = {"kind": "ratio", "numerator": "x", "denominator": "staff", "over": "cap", "zero_denominator": "zero"}
    facts = {"code": "i", "name": "Mục", "role": "informational", "inputs": [number("staff", "count")]}
    criteria_set = make_set(facts, indicator("1", "10", ratio, number("x", "count")))
    card = run(criteria_set, {"staff": "20", "x": "5"}).cards["b0"]

    assert (card.total.points, card.total.applied) == (Fraction(5, 2), 10)


def test_a_value_is_rounded_onward_only_where_the_set_says_so() -> None:
    third = {"kind": "external", "input": "a", "scale": "3"}
    rounded = make_set(
        indicator("1", "1", third, number("a"), round={"places": 2}), indicator("2", "1", third, number("b"), number("a2"))
    )

    assert node(make_set(indicator("1", "1", third, number("a"))), {"a": "1"}).points == Fraction(1, 3)
    assert node(rounded, {"a": "1"}).points == Fraction("0.33")


# Gates


def gated(policy: str, typed: str, own: str = "8", verified: str = "unranked") -> NodeScore:
    facts = indicator("f", "0", {"kind": "yes_no", "input": "su_co"}, number("su_co", "yes_no"), role="bonus")
    gate = {"input": "su_co", "is": "no", "otherwise": "1"}
    policies = {"missing": {"use": policy}, "not_verified": {"use": verified}}
    return node(make_set(indicator("1", gate=gate), facts, policies=policies), {"1": own, "su_co": typed})


@pytest.mark.parametrize(
    ("policy", "typed", "own", "points", "status"),
    [
        ("zero", "không", "8", 8, None),
        ("zero", "có", "8", 1, None),
        ("zero", "", "8", 1, None),
        ("zero", "chưa thẩm định", "8", None, "not_verified"),
        ("zero", "không công bố", "8", None, "not_published"),
        ("unranked", "", "8", None, "missing"),
        ("unranked", "-", "8", None, "missing"),
        ("unranked", "không áp dụng", "8", 8, None),
        ("unranked", "miễn", "8", 8, None),
        ("unranked", "có", "", 1, None),
        ("unranked", "không", "", None, "missing"),
        ("unranked", "có", "không áp dụng", None, "not_applicable"),
    ],
)
def test_a_gate_lets_a_criterion_count_or_not(policy: str, typed: str, own: str, points: int | None, status: str | None) -> None:
    found = gated(policy, typed, own)

    assert (found.points, found.status) == (points, status)


def test_a_gate_not_verified_is_closed_where_that_counts_as_zero() -> None:
    assert gated("unranked", "chưa thẩm định", verified="zero").points == 1


# Attributes nobody has filled in


@pytest.mark.parametrize(
    ("applies", "attributes", "status"),
    [
        ({"has_procedures": "yes"}, {}, "missing"),
        ({"has_procedures": "yes"}, {"has_procedures": False}, "not_applicable"),
        ({"has_procedures": "yes", "staff": {"at_least": "5"}}, {"staff": Fraction(4)}, "not_applicable"),
        ({"has_procedures": "yes", "staff": {"at_least": "5"}}, {"staff": Fraction(6)}, "missing"),
        ({"any": [{"has_procedures": "yes"}, {"kind": "so"}]}, {"kind": "so"}, None),
        ({"any": [{"has_procedures": "yes"}, {"kind": "so"}]}, {"kind": "huyen"}, "missing"),
        ({"none": [{"has_procedures": "yes"}]}, {}, "missing"),
        ({"none": [{"has_procedures": "yes"}, {"kind": "so"}]}, {"kind": "so"}, "not_applicable"),
    ],
)
def test_an_attribute_nobody_filled_in_is_not_the_same_as_not_applicable(
    applies: Any, attributes: dict[str, object], status: str | None
) -> None:
    criteria_set = make_set(indicator("1"), indicator("2", applies=applies))
    scored = run(criteria_set, {"1": "5", "2": "6"}, bodies=[Body("b0", "Sở A", attributes)])
    found = scored.cards["b0"].scores["2"]

    assert found.status == status
    assert [problem.code for problem in scored.problems] == (["BOD012"] if status == "missing" else [])


# Overlapping totals


def test_an_overlapping_total_shares_its_base_with_others() -> None:
    aggregates = [
        {"code": "CQS", "name": "Mục", "of": ["1", "2"], "maximum": "30"},
        {"code": "KTS", "name": "Mục", "of": ["1", "3"], "maximum": "20"},
    ]
    criteria_set = make_set(indicator("1"), indicator("2", "20"), indicator("3"), annex={"aggregates": aggregates})
    (full, gap) = result(criteria_set, {"1": "5", "2": "10", "3": "5"}, {"1": "5", "2": "10", "3": ""})["groups"][0]["bodies"]

    assert {code: (item["points"]["exact"], item["maximum"]["exact"]) for code, item in full["aggregates"].items()} == {
        "CQS": ("15/1", "30/1"),
        "KTS": ("10/1", "20/1"),
    }
    assert list(gap["aggregates"]) == ["CQS"]


def test_a_rule_that_reads_a_word_as_a_number_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        Given({"a": "word"}, None).number("a")
    assert Given({}, None).number("a") is Status.MISSING
