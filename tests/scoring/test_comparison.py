"""Bodies side by side: who is best and by how much, checked against every pair of the shipped evaluations and by hand."""

from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

from khoabang.scoring import evaluate, shipped_evaluations
from khoabang.scoring.result.comparison import Contest, side_by_side, taken_off


@cache
def result(code):
    evaluated, _ = evaluate(shipped_evaluations()[code])
    assert evaluated is not None
    return evaluated.result


def group_of(document, code):
    return next(group for group in document["groups"] if group["code"] == code)


def figure(exact, shown=None, stated=None):
    return {"exact": exact, "shown": shown, "stated": stated}


def small(*bodies, by="points", order="descending", parts=()):
    """A document of one group: each body is its total and its scores by criterion, as (points, maximum, index)."""
    rows = [
        {
            "code": code,
            "points": total,
            "index": total,
            "criteria": {key: dict(zip(("points", "maximum", "index"), each, strict=True)) for key, each in scores.items()},
        }
        for code, total, scores in bodies
    ]
    group = {"code": "g", "annex": "x", "ranking": {"by": by, "order": order}, "bodies": rows}
    criteria = [{"code": code, "role": role, "parent": parent} for code, role, parent in parts]
    return {"annexes": [{"code": "x", "criteria": criteria}], "groups": [group]}, group


@pytest.mark.parametrize(("code", "group_code"), [("thai-binh-2020", "departments"), ("vinh-phuc-2019", "districts")])
def test_of_every_pair_the_better_is_that_with_the_better_rank(code, group_code):
    document = result(code)
    group = group_of(document, group_code)
    rows = {row["code"]: row for row in group["bodies"]}
    for pair in combinations(rows, 2):
        found = side_by_side(document, group, pair)
        ranks = {body: rows[body]["rank"]["value"] for body in pair}
        assert set(found.total.best) == {body for body in pair if ranks[body] == min(ranks.values())}
        for criterion, contest in found.criteria.items():
            own = {body: rows[body]["criteria"][criterion]["rank"] for body in pair}
            if None not in own.values():
                assert set(contest.best) == {body for body in pair if own[body] == min(own.values())}, (pair, criterion)


def test_the_best_of_all_and_the_distance_are_those_of_the_statistics():
    document = result("vinh-phuc-2019")
    group = group_of(document, "departments")
    found = side_by_side(document, group, [row["code"] for row in group["bodies"]])
    total = group["statistics"]["total"]
    assert sorted(found.total.best) == total["highest"]["bodies"]
    assert sorted(found.total.last) == total["lowest"]["bodies"]
    assert Fraction(found.total.behind[found.total.last[0]]) == Fraction(total["spread"]["exact"])


def test_a_distance_is_that_of_the_printed_figures_which_a_reader_can_check():
    document, group = small(("a", figure("2/3", "0.67"), {}), ("b", figure("1/3", "0.33"), {}), ("c", figure("1/3", "0.33"), {}))
    total = side_by_side(document, group, "abc").total
    assert total == Contest("points", best=("a",), last=("b", "c"), behind={"a": "0", "b": "0.34", "c": "0.34"})


def test_what_only_rounding_makes_equal_is_not_equal():
    document, group = small(("a", figure("100004/10000", "10.00"), {}), ("b", figure("10/1", "10.00"), {}))
    total = side_by_side(document, group, "ab").total
    assert (total.best, total.is_level, total.behind["b"]) == (("a",), False, "0")


def test_equal_bodies_are_level():
    document, group = small(("a", figure("10/1", "10.0"), {}), ("b", figure("10/1", "10.0"), {}))
    assert side_by_side(document, group, "ab").total.is_level


def test_what_was_only_printed_is_compared_as_printed():
    document, group = small(("a", figure(None, stated="9.5"), {}), ("b", figure(None, stated="9.75"), {}))
    total = side_by_side(document, group, "ab").total
    assert (total.best, total.behind["a"]) == (("b",), "0.25")


@pytest.mark.parametrize("nothing", [None, figure(None), figure(None, stated="đạt")])
def test_nobody_beats_who_has_no_figure(nothing):
    document, group = small(("a", figure("10/1", "10"), {}), ("b", nothing, {}))
    total = side_by_side(document, group, "ab").total
    assert total == Contest("points")
    assert not total.is_level


def test_over_different_maxima_shares_are_compared_where_the_set_ranks_by_them():
    scores = (
        {"1": (figure("8/1", "8"), figure("10/1"), figure("4/5", "0.8"))},
        {"1": (figure("6/1", "6"), figure("6/1"), figure("1/1", "1"))},
    )
    for by, best, measure in (("index", "b", "index"), ("points", "a", "points")):
        document, group = small(
            ("a", figure("1/2", "0.5"), scores[0]), ("b", figure("1/2", "0.5"), scores[1]), by=by, parts=[("1", "scored", None)]
        )
        contest = side_by_side(document, group, "ab").criteria["1"]
        assert (contest.best, contest.measure) == ((best,), measure)


def test_of_a_penalty_and_its_parts_the_least_is_best():
    scores = [
        {key: (figure(points, points[0]), figure("5/1"), figure(None)) for key in ("p", "p.1")} for points in ("2/1", "0/1")
    ]
    parts = [("p", "penalty", None), ("p.1", "scored", "p")]
    document, group = small(("a", figure("1/1", "1"), scores[0]), ("b", figure("1/1", "1"), scores[1]), parts=parts)
    found = side_by_side(document, group, "ab")
    assert taken_off(document["annexes"][0]) == {"p", "p.1"}
    assert {(contest.best, contest.least_is_best) for contest in found.criteria.values()} == {(("b",), True)}


def test_a_group_that_ranks_the_lowest_first_is_compared_so():
    document, group = small(("a", figure("1/1", "1"), {}), ("b", figure("3/1", "3"), {}), order="ascending")
    total = side_by_side(document, group, "ab").total
    assert (total.best, total.last, total.least_is_best) == (("a",), ("b",), True)


def test_what_is_only_collected_is_no_contest():
    document, group = small(("a", figure("1/1", "1"), {}), ("b", figure("2/1", "2"), {}), parts=[("0", "informational", None)])
    assert side_by_side(document, group, "ab").criteria == {}
