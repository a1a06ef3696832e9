"""Ranks and classes: who is ranked, how ties are numbered and broken, and which class a bound belongs to."""

from typing import Any

import pytest
from pydantic import ValidationError

from khoabang.scoring import Body, Problems
from small_sets import Json, indicator, make_set, result, run

RANKING = {"by": "points"}


def ranks(criteria_set: Any, *answers: Json, bodies: list[Body] | None = None) -> dict[str, int | None]:
    (group,) = result(criteria_set, *answers, bodies=bodies)["groups"]
    return {row["code"]: row["rank"]["value"] for row in sorted(group["bodies"], key=lambda row: row["code"])}


def scores(*points: str) -> list[Json]:
    return [{"1": each} for each in points]


def one(**ranking: Any) -> Any:
    return make_set(indicator("1", "100"), policies={"ranking": {**RANKING, **ranking}})


@pytest.mark.parametrize(("ties", "expected"), [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])])
def test_ties_share_a_rank_and_the_next_is_numbered_as_the_set_says(ties: str, expected: list[int]) -> None:
    (group,) = result(one(ties=ties), *scores("90", "80", "80", "70"))["groups"]

    assert [row["rank"]["value"] for row in group["bodies"]] == expected
    assert [row["tied"] for row in group["bodies"]] == [False, True, True, False]


def test_ascending_order_puts_the_least_first() -> None:
    assert ranks(one(order="ascending"), *scores("90", "80", "70")) == {"b0": 3, "b1": 2, "b2": 1}


@pytest.mark.parametrize(("compare", "expected"), [("exact", {"b0": 2, "b1": 1}), ("published", {"b0": 1, "b1": 1})])
def test_a_difference_the_print_does_not_show_counts_only_where_exact_values_are_compared(
    compare: str, expected: dict[str, int]
) -> None:
    criteria_set = make_set(
        indicator("1", "100"), policies={"ranking": {**RANKING, "compare": compare}, "rounding": {"points": {"places": 1}}}
    )

    assert ranks(criteria_set, *scores("80,11", "80,14")) == expected


def test_a_tie_is_broken_by_the_first_criterion_that_differs() -> None:
    criteria = [indicator(code) for code in ("1", "2", "3")]
    criteria_set = make_set(*criteria, policies={"ranking": {**RANKING, "tie_breaks": ["2", "1"]}})
    answers = [
        {"1": "5", "2": "3", "3": "2"},
        {"1": "2", "2": "4", "3": "4"},
        {"1": "4", "2": "3", "3": "3"},
        {"1": "4", "2": "3", "3": "3"},
    ]

    assert ranks(criteria_set, *answers) == {"b0": 2, "b1": 1, "b2": 3, "b3": 3}


def test_by_index_a_smaller_maximum_can_stand_above_a_larger_sum() -> None:
    criteria = [indicator("1", "60"), indicator("2", "40", applies={"has_procedures": "yes"})]
    bodies = [Body("b0", "A", {"has_procedures": True}), Body("b1", "B", {"has_procedures": False})]
    answers = [{"1": "40", "2": "30"}, {"1": "50", "2": ""}]

    assert ranks(make_set(*criteria, policies={"ranking": {"by": "points"}}), *answers, bodies=bodies) == {"b0": 1, "b1": 2}
    for by in ("index", "percent", "converted"):
        assert ranks(make_set(*criteria, policies={"ranking": {"by": by}}), *answers, bodies=bodies) == {"b0": 2, "b1": 1}


def test_who_is_not_ranked_is_told_why() -> None:
    bodies = [
        Body("b0", "A"),
        Body("b1", "B", status="unranked"),
        Body("b2", "C", status="exempt"),
        Body("b3", "D"),
        Body("b4", "E"),
    ]
    (group,) = result(one(), *scores("90", "99", "80", "", "70"), bodies=bodies)["groups"]
    rows = {row["code"]: (row["rank"]["value"], row["status"], row["reasons"]) for row in group["bodies"]}

    assert rows == {
        "b0": (1, "ranked", []),
        "b4": (2, "ranked", []),
        "b1": (None, "unranked", ["declared"]),
        "b3": (None, "incomplete", ["missing"]),
        "b2": (None, "exempt", ["exempt"]),
    }
    assert [row["code"] for row in group["bodies"]] == ["b0", "b4", "b1", "b3", "b2"]
    assert (group["counts"]["ranked"], group["counts"]["unranked"], group["counts"]["exempt"], group["counts"]["incomplete"]) == (
        2,
        1,
        1,
        1,
    )


def test_a_group_that_is_not_ranked_is_scored_all_the_same() -> None:
    criteria_set = make_set(indicator("1", "100"), groups=[{"code": "g", "name": "Khối", "annex": "pl", "ranked": "no"}])
    (row,) = result(criteria_set, {"1": "50"})["groups"][0]["bodies"]

    assert (row["rank"]["value"], row["status"], row["reasons"], row["points"]["exact"]) == (None, "unranked", ["group"], "50/1")


def test_where_no_index_can_be_made_nobody_is_ranked_by_it() -> None:
    criteria_set = make_set(indicator("1", "not_published"), maximum="not_published", policies={"ranking": {"by": "index"}})
    (row,) = result(criteria_set, {"1": "50"})["groups"][0]["bodies"]

    assert (row["rank"]["value"], row["status"]) == (None, "incomplete")


GROUPS = [
    {"code": "so", "name": "Sở", "annex": "pl", "when": {"kind": "so"}},
    {"code": "to", "name": "Lớn", "annex": "pl", "when": {"staff": {"at_least": "100"}}},
]


def test_groups_claim_bodies_by_their_attributes() -> None:
    problems = Problems()
    bodies = [
        Body("b0", "A", {"kind": "so", "staff": 5}),
        Body("b1", "B", {"kind": "huyen", "staff": 100}),
        Body("b2", "C", {}),
        Body("b3", "D", {"kind": "so", "staff": 200}),
    ]
    scored = run(make_set(indicator("1"), groups=GROUPS), {}, {}, {}, {}, bodies=bodies, problems=problems)

    assert {code: group.code for code, group in scored.group_of.items()} == {"b0": "so", "b1": "to", "b3": "so"}
    assert [code for code in problems.codes if code.startswith("BOD")] == ["BOD004", "BOD003"]


@pytest.mark.parametrize(
    ("condition", "attributes", "met"),
    [
        ({}, {}, True),
        ({"has_procedures": "yes"}, {"has_procedures": True}, True),
        ({"has_procedures": "không"}, {"has_procedures": False}, True),
        ({"has_procedures": "yes"}, {}, False),
        ({"has_procedures": "no"}, {}, False),
        ({"has_procedures": ["yes", "no"]}, {"has_procedures": False}, True),
        ({"kind": {"at_least": "3"}}, {"kind": "so"}, False),
        ({"kind": ["so", "huyen"]}, {"kind": "huyen"}, True),
        ({"staff": {"at_least": "10", "at_most": "20"}}, {"staff": 20}, True),
        ({"staff": {"at_most": "20"}}, {"staff": 21}, False),
        ({"any": [{"kind": "so"}, {"staff": {"at_least": "10"}}]}, {"kind": "huyen", "staff": 10}, True),
        ({"none": [{"kind": "so"}]}, {"kind": "so"}, False),
        ({"none": [{"kind": "so"}], "has_procedures": "yes"}, {"kind": "huyen", "has_procedures": True}, True),
    ],
)
def test_conditions_hold_or_do_not(condition: Json, attributes: Json, *, met: bool) -> None:
    criteria_set = make_set(indicator("1"), groups=[{"code": "g", "name": "Khối", "annex": "pl", "when": condition}])
    scored = run(criteria_set, {"1": "5"}, bodies=[Body("b", "A", attributes)])

    assert ("b" in scored.group_of) is met


# Classes

BANDS = [{"name": "Tốt", "from": "80"}, {"name": "Khá", "from": "50"}, {"name": "Yếu", "from": "0"}]


def class_of(points: str, **classes: Any) -> str | None:
    rounding = {"points": {"places": 0}}
    criteria_set = make_set(
        indicator("1", "100"), policies={"classes": {"basis": "points", "bands": BANDS, **classes}, "rounding": rounding}
    )
    (row,) = result(criteria_set, {"1": points})["groups"][0]["bodies"]
    name: str | None = row["class"]["value"]
    return name


@pytest.mark.parametrize(
    ("closed", "points", "name"),
    [
        ("lower", "80", "Tốt"),
        ("lower", "79,99", "Khá"),
        ("lower", "50", "Khá"),
        ("lower", "0", "Yếu"),
        ("upper", "80", "Khá"),
        ("upper", "80,01", "Tốt"),
        ("upper", "50", "Yếu"),
        ("upper", "0", "Yếu"),
    ],
)
def test_a_bound_belongs_to_the_class_that_is_closed_there(closed: str, points: str, name: str) -> None:
    assert class_of(points, closed=closed) == name


def test_closed_at_both_ends_only_where_both_ends_are_written() -> None:
    bands = [
        {"name": "Tốt", "from": "80", "to": "100"},
        {"name": "Khá", "from": "50", "to": "70"},
        {"name": "Yếu", "from": "0", "to": "49"},
    ]

    found = [
        class_of(points, closed="both", bands=bands, gap_exception="in như vậy")
        for points in ("100", "80", "75", "70", "49,5", "49")
    ]
    assert found == ["Tốt", "Tốt", None, "Khá", None, "Yếu"]


@pytest.mark.parametrize(("compare", "name"), [("exact", "Khá"), ("published", "Tốt")])
def test_a_class_goes_by_the_exact_or_the_printed_value(compare: str, name: str) -> None:
    assert class_of("79,6", compare=compare) == name


def test_without_a_number_there_is_no_class() -> None:
    assert class_of("") is None
    with pytest.raises(ValidationError):
        class_of("5", bands=[{"name": "Tốt", "from": "not_published"}, {"name": "Khá", "from": "0"}])
