"""What must hold of every round, whatever the set says (generators: tests/strategies.py)."""

from copy import deepcopy
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khoabang.scoring import Body, Problems, to_text
from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.criteria.model import CriteriaSet
from small_sets import indicator, make_set, run
from strategies import ABSOLUTE, HEAD, Round, columns, make_round, rounds, typed

Json = dict[str, Any]

# Scores stay within their maximum


@given(rounds(over=("cap",), roles=False))
def test_points_lie_between_0_and_the_maximum_that_applies_where_the_set_caps(round_: Round) -> None:
    assume(all(criterion["maximum"] != "not_published" for criterion in every(round_.data)))  # then nothing need add up
    without_rounding(round_.data)
    for card in round_.scored().cards.values():
        for code, node in card.scores.items():
            if node.points is not None and node.applied is not None and code not in weighted(round_.data):
                assert 0 <= node.points <= node.applied


def without_rounding(data: Json) -> None:
    """Take away roundings and closed gates' points, which may pass a maximum because the set says so, and mismatched maxima."""
    for criterion in every(data):
        criterion.pop("round", None)
        criterion.pop("minimum", None)
        criterion.pop("gate", None)
        criterion.pop("dropped", None)


def every(data: Json) -> list[Json]:
    def walk(criteria: list[Json]) -> list[Json]:
        return [each for criterion in criteria for each in (criterion, *walk(criterion.get("criteria", [])))]

    return walk([criterion for annex in data["annexes"] for criterion in annex["criteria"]])


def weighted(data: Json) -> set[str]:
    """Codes of criteria whose stated maximum is not what their children give: an exception the set admits."""
    codes = {criterion["code"] for criterion in every(data) if "sum_exception" in criterion}
    return codes | ({""} if any("sum_exception" in annex for annex in data["annexes"]) else set())


# Improving a value never lowers a score

MONOTONE = [
    ({"kind": "given", "input": "n"}, "points"),
    ({"kind": "external", "input": "n", "scale": "10"}, "number"),
    ({"kind": "count", "input": "n", "each": "0.5", "cap": "4", "free": "2"}, "count"),
    ({"kind": "proportional", "value": "n", "zero_at": "2", "full_at": "8"}, "number"),
    ({"kind": "ratio", "numerator": "n", "denominator": "10", "over": "cap", "zero_denominator": "zero", "floor": "0.3"}, "number"),
    ({"kind": "ratio", "numerator": "n", "denominator": "10", "full_at": "0.8", "over": "accept", "zero_denominator": "zero"}, "number"),
    ({"kind": "plan_completion", "done": "n", "planned": "7", "over": "cap", "zero_denominator": "zero"}, "count"),
    ({"kind": "target", "value": "n", "target": "7", "below": "proportional"}, "number"),
    ({"kind": "growth", "now": "n", "before": "4", "full_at": "1", "zero_before": "zero"}, "number"),
    ({"kind": "tiers", "value": "n", "tiers": [{"from": "8"}, {"from": "4", "share": "1/2"}]}, "number"),
    ({"kind": "tiers", "value": "n", "closed": "upper", "tiers": [{"from": "8"}, {"from": "4", "share": "1/2"}]}, "number"),
    ({"kind": "survey", "input": "n", "to": "12"}, "number"),
    ({"kind": "sum", "parts": [{"kind": "count", "input": "n", "each": "1", "cap": "5"}, {"kind": "external", "input": "n", "scale": "9"}]}, "count"),
    ({"kind": "best_of", "options": [{"kind": "count", "input": "n", "each": "1"}, {"kind": "external", "input": "n", "scale": "9"}]}, "count"),
    ({"kind": "gate", "input": "n", "at_least": "3", "then": {"kind": "external", "input": "n", "scale": "10"}}, "number"),
    ({"kind": "formula", "formula": "min(điểm_tối_đa; n * 0,5)"}, "number"),
    ({"kind": "relative_to_best", "value": "n", "zero_best": "zero"}, "number"),
    ({"kind": "min_max", "value": "n", "all_equal": "zero"}, "number"),
]  # fmt: skip


def one_rule(rule: Json, kind: str = "number", **more: Any) -> Json:
    """A set of one indicator, worth 10 points."""
    indicator = {"code": "1", "name": "Một", "maximum": "10", "inputs": [{"code": "n", "name": "n", "type": kind}], "rule": rule}
    return {
        **HEAD,
        "groups": [{"code": "g", "name": "Khối", "annex": "pl"}],
        "annexes": [{"code": "pl", "name": "Phụ lục", "maximum": "10", "criteria": [{**indicator, **more}]}],
        "policies": {"missing": {"use": "zero"}, "over_maximum": {"use": "cap"}, "ranking": {"by": "points"}},
    }


def points(data: Json, *values: int) -> list[Fraction]:
    """The totals of bodies that entered these values."""
    bodies = [{"code": f"b{n}", "attributes": {}} for n in range(len(values))]
    answers = {f"b{n}": {"n": typed(value)} for n, value in enumerate(values)}
    scored = Round(data, bodies, answers).scored()
    found = [scored.cards[body["code"]].total.points for body in bodies]
    assert None not in found
    return [value for value in found if value is not None]


@pytest.mark.parametrize(("rule", "kind"), MONOTONE, ids=[f"{rule['kind']}-{n}" for n, (rule, _) in enumerate(MONOTONE)])
@given(pair=st.tuples(st.integers(0, 12), st.integers(0, 12)), others=st.lists(st.integers(0, 12), max_size=3))
def test_improving_one_value_never_lowers_the_score(rule: Json, kind: str, pair: tuple[int, int], others: list[int]) -> None:
    worse, better = min(pair), max(pair)
    data = one_rule(rule, kind)

    if rule["kind"] not in {"relative_to_best", "min_max"}:
        assert points(data, worse, *others)[0] <= points(data, better, *others)[0]
    first, second = points(data, worse, better, *others)[:2]
    assert first <= second


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "inverse_ratio", "numerator": "n", "denominator": "10", "over": "cap", "zero_denominator": "full"},
        {
            "kind": "inverse_ratio",
            "numerator": "n",
            "denominator": "10",
            "full_at": "0.1",
            "over": "cap",
            "zero_denominator": "full",
        },
        {"kind": "target", "value": "n", "target": "3", "direction": "at_most", "below": "proportional"},
        {"kind": "relative_to_best", "value": "n", "best": "lowest", "zero_best": "full"},
        {"kind": "min_max", "value": "n", "best": "lowest", "all_equal": "full"},
    ],
)
@given(pair=st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_where_less_is_better_more_never_raises_the_score(rule: Json, pair: tuple[int, int]) -> None:
    less, more = points(one_rule(rule), min(pair), max(pair))

    assert less >= more


# Names and order do not matter


@given(rounds(), st.randoms(use_true_random=False))
def test_another_order_of_rows_changes_no_score_rank_class_or_statistic(round_: Round, random: Random) -> None:
    shuffled = deepcopy(round_)
    random.shuffle(shuffled.bodies)
    shuffled.answers = dict(sorted(round_.answers.items(), key=lambda _: random.random()))

    assert by_code(round_.result()) == by_code(shuffled.result())


@given(rounds())
def test_other_codes_and_names_of_bodies_change_nothing_else(round_: Round) -> None:
    renamed = deepcopy(round_)
    for body in renamed.bodies:
        body["code"] = "x-" + body["code"]
        body["predecessors"] = tuple("x-" + code for code in body.get("predecessors", ()))
        if body.get("parent"):
            body["parent"] = "x-" + body["parent"]
    renamed.answers = {"x-" + code: cells for code, cells in round_.answers.items()}
    renamed.notes = {"x-" + code: cells for code, cells in round_.notes.items()}

    before, after = by_code(round_.result()), by_code(renamed.result())
    assert {("x-" + code): row for code, row in before["bodies"].items()} == after["bodies"]


def by_code(result: Json) -> Json:
    """Bodies by code, without names, places in the list, or problems; statistics with sorted extremes."""
    bodies, statistics = {}, {}
    for group in result["groups"]:
        for row in group["bodies"]:
            bodies[row["code"]] = {key: value for key, value in row.items() if key not in {"code", "name"}}
        columns_ = {"": group["statistics"]["total"], **group["statistics"]["criteria"], **group["statistics"]["aggregates"]}
        for code, column in columns_.items():
            extremes = {key: {**column[key], "bodies": sorted(column[key]["bodies"])} for key in ("highest", "lowest")}
            statistics[group["code"], code] = {**column, **extremes}
    return {"bodies": bodies, "statistics": statistics, "classes": [group["classes"] for group in result["groups"]]}


@given(rounds())
def test_the_same_input_gives_the_same_bytes(round_: Round) -> None:
    assert to_text(round_.result()) == to_text(deepcopy(round_).result())


@given(rounds(gaps=False, kinds=("given", "count"), over=("accept",), roles=False), st.randoms(use_true_random=False))
def test_rows_of_data_in_another_order_give_the_same_bytes(round_: Round, random: Random) -> None:
    shuffled = deepcopy(round_)
    shuffled.answers = dict(sorted(round_.answers.items(), key=lambda _: random.random()))
    for body, cells in shuffled.answers.items():
        shuffled.answers[body] = dict(sorted(cells.items(), key=lambda _: random.random()))

    assert to_text(round_.result()) == to_text(shuffled.result())


# Weights


@given(rounds(gaps=False), st.sampled_from(["2", "1/3", "10"]))
def test_scaling_every_weight_changes_no_index_and_no_rank(round_: Round, factor: str) -> None:
    data = round_.data
    annex = {**data["annexes"][0], "aggregate": "weighted_mean", "criteria": data["annexes"][0]["criteria"]}
    for number, criterion in enumerate(annex["criteria"], 1):
        criterion["weight"] = str(number)
    annex.pop("aggregates", None)
    annex["sum_exception"] = "trọng số đổi"
    data["annexes"] = [annex]
    data["groups"] = [{**data["groups"][0], "when": {}}]
    data["policies"]["ranking"]["by"] = "index"
    scaled = deepcopy(round_)
    for criterion in scaled.data["annexes"][0]["criteria"]:
        criterion["weight"] = str(Fraction(criterion["weight"]) * Fraction(factor))

    before, after = ranks_and_indices(round_.result()), ranks_and_indices(scaled.result())
    assert before == after


def ranks_and_indices(result: Json) -> dict[str, tuple[Any, ...]]:
    return {
        row["code"]: (row["rank"]["value"], row["index"]["exact"], {code: item["rank"] for code, item in row["criteria"].items()})
        for group in result["groups"]
        for row in group["bodies"]
    }


# Ranks


@given(columns(), st.sampled_from(["competition", "dense"]), st.booleans())
def test_a_rank_depends_on_the_ranked_values_alone(values: list[Fraction], ties: Any, descending: bool) -> None:
    ranks = ExactColumn.of(values).ranks(ties, descending=descending)
    scaled = ExactColumn.of([value * 7 + Fraction(1, 3) for value in values]).ranks(ties, descending=descending)
    better = [{other for other in values if (other > value if descending else other < value)} for value in values]

    assert ranks == scaled
    if ties == "dense":
        assert ranks == [1 + len(others) for others in better]
    else:
        assert ranks == [1 + sum(other in others for other in values) for others in better]


@given(columns(), st.sampled_from(["competition", "dense"]), st.randoms(use_true_random=False))
def test_ties_are_symmetric(values: list[Fraction], ties: Any, random: Random) -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    ranks = ExactColumn.of(values).ranks(ties)
    shuffled = ExactColumn.of([values[index] for index in order]).ranks(ties)

    assert [ranks[index] for index in order] == shuffled


# Absolute rules


@given(rounds(kinds=ABSOLUTE), st.integers(0, 2**32 - 1))
def test_under_absolute_rules_nobody_s_score_depends_on_another_s_data(round_: Round, seed: int) -> None:
    assume(len(round_.bodies) > 1)
    kept = round_.bodies[0]["code"]
    changed = deepcopy(round_)
    other = make_round(seed, kinds=ABSOLUTE)
    for body in list(changed.answers)[1:]:
        changed.answers[body] = {code: next(iter(other.answers.values())).get(code, "") for code in changed.answers[body]}

    before, after = round_.scored().card(kept), changed.scored().card(kept)
    alone = Round(round_.data, round_.bodies[:1], round_.answers, round_.notes).scored().card(kept)
    assert figures(before) == figures(after) == figures(alone)


def figures(card: Any) -> Any:
    return None if card is None else {code: (node.points, node.applied, node.status) for code, node in card.scores.items()}


# Sets


@given(rounds())
def test_a_set_written_and_read_again_is_the_same(round_: Round) -> None:
    criteria_set = round_.criteria_set

    assert CriteriaSet.model_validate(criteria_set.dump()) == criteria_set


# One body changed


@given(rounds(), st.integers(0, 2**32 - 1))
def test_scoring_one_changed_body_anew_gives_what_scoring_everything_gives(round_: Round, seed: int) -> None:
    scored = round_.scored()
    random = Random(seed)
    body = random.choice(sorted(scored.group_of)) if scored.group_of else None
    assume(body is not None)
    assert body is not None
    cells = round_.answers[body]
    changed = {code: random.choice([*(each[code] for each in round_.answers.values()), cell]) for code, cell in cells.items()}
    scored.rescored(body, changed)
    round_.answers = {**round_.answers, body: changed}
    again = round_.scored(Problems())

    assert {code: figures(scored.card(code)) for code in again.group_of} == {
        code: figures(again.card(code)) for code in again.group_of
    }


def test_the_only_body_of_a_group_is_scored_anew_when_its_own_extreme_moves():
    best = {"kind": "relative_to_best", "value": "a", "zero_best": "zero"}
    bodies = [Body("x", "X"), Body("y", "Y", status="exempt")]
    scored = run(
        make_set(indicator("1", "10", best, {"code": "a", "name": "a", "type": "number"})), {"a": "4"}, {}, bodies=bodies
    )
    scored.score_group(scored.criteria_set.groups[0])
    assert scored.rescored("x", {"a": "8"}) == {"x"}
    assert scored.cards["x"].total.points == 10
