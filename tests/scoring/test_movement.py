"""Change on last year: of bodies over one code, of a group's statistics, and when two years do not compare."""

from typing import Any

import pytest

from khoabang.scoring import Answers, Body, CriteriaSet, Problems, build, score
from small_sets import Json, indicator, make_set, result

SAME = make_set(indicator("1", "60"), indicator("2", "40"))
BEFORE = result(
    SAME,
    {"1": "30", "2": "20"},
    {"1": "40", "2": "30"},
    {"1": "10", "2": "10"},
    bodies=[Body("a", "Xã A"), Body("b", "Xã B"), Body("c", "Xã C")],
)


def after(*bodies: Body, criteria_set: CriteriaSet = SAME, points: str = "50") -> Json:
    answers = {body.code: {"1": points, "2": str(10 + number)} for number, body in enumerate(bodies)}
    document = build(score(criteria_set, bodies, Answers(answers), Problems()), previous=BEFORE)
    return {row["code"]: row["movement"] for row in document["groups"][0]["bodies"]} | {
        "statistics": document["groups"][0]["statistics"]
    }


def test_a_body_moves_by_places_points_and_index() -> None:
    found = after(Body("a", "Xã A"), Body("b", "Xã B"))

    assert found["a"]["rank"]["value"] == 0  # second of two, second before
    assert found["b"]["rank"]["value"] == 0
    assert (found["a"]["points"]["exact"], found["a"]["index"]["exact"]) == ("10/1", "1/10")
    assert found["a"]["from"]["rank"] == 2
    assert (found["a"]["comparable"], found["a"]["reasons"]) == (True, [])


def test_up_is_positive_and_down_negative() -> None:
    found = after(Body("b", "Xã B"), Body("a", "Xã A"), Body("c", "Xã C"))

    assert {code: found[code]["rank"]["value"] for code in "abc"} == {"a": 0, "b": -2, "c": 2}


def test_a_new_name_is_the_same_body_under_the_same_code() -> None:
    found = after(Body("a", "Phường A"))

    assert found["a"]["from"]["name"] == "Xã A"
    assert found["a"]["comparable"]


@pytest.mark.parametrize(
    ("predecessors", "reason", "origins"),
    [((), "new", []), (("a",), "successor", ["a"]), (("a", "c"), "merged", ["a", "c"]), (("a", "gone"), "successor", ["a"])],
)
def test_a_body_that_came_from_others_names_them_and_has_no_movement(
    predecessors: tuple[str, ...], reason: str, origins: list[str]
) -> None:
    movement = after(Body("n", "Xã mới", predecessors=predecessors))["n"]

    assert (movement["comparable"], movement["reasons"]) == (False, [reason])
    assert [origin["code"] for origin in movement["predecessors"]] == origins
    assert "points" not in movement


def test_after_a_change_of_the_set_the_years_do_not_compare() -> None:
    changed = make_set(indicator("1", "60"), indicator("2", "40"), version="2")
    rescaled = make_set(indicator("1", "60"), indicator("2", "50"), version="2")

    assert after(Body("a", "A"), criteria_set=changed)["a"]["reasons"] == ["set_changed"]
    assert after(Body("a", "A"), criteria_set=rescaled)["a"]["reasons"] == ["set_changed", "scale_changed"]
    assert after(Body("a", "A"), criteria_set=rescaled)["a"]["points"]["exact"] == "10/1"  # shown, and marked


def test_a_body_without_a_rank_has_no_change_of_rank() -> None:
    movement = after(Body("a", "A", status="unranked"))["a"]

    assert movement["rank"]["value"] is None
    assert movement["points"]["exact"] == "10/1"


def test_statistics_change_column_by_column() -> None:
    found = after(Body("a", "A"), Body("b", "B"), Body("c", "C"))["statistics"]
    change: Any = found["total"]["change"]

    assert BEFORE["groups"][0]["statistics"]["total"]["mean"]["exact"] == "140/3"
    assert change["mean"]["exact"] == "43/3"  # 61 - 140/3
    assert change["median"]["exact"] == "11/1"
    assert change["highest"]["exact"] == "-8/1"
    assert found["criteria"]["1"]["change"]["mean"]["exact"] == "70/3"


def test_without_last_year_there_is_no_movement() -> None:
    assert result(SAME, {"1": "1", "2": "2"})["groups"][0]["bodies"][0]["movement"] is None
