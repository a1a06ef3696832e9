"""Statistics as publications print them, exactly, over the ranked bodies of a group."""

from typing import Any

from khoabang.scoring import Body
from khoabang.scoring.statistics import summarise
from small_sets import Json, indicator, make_set, result

YES, NO = {"has_procedures": True}, {"has_procedures": False}


def statistics(*answers: Json, bodies: list[Body] | None = None, **policies: Any) -> Json:
    criteria = [indicator("1", "60"), indicator("2", "40", applies={"none": [{"has_procedures": "no"}]})]
    bodies = bodies or [Body(f"b{number}", f"b{number}", YES) for number in range(len(answers))]
    (group,) = result(make_set(*criteria, policies=policies), *answers, bodies=bodies)["groups"]
    found: Json = group["statistics"]
    return found


def exact(figure: Json) -> str | None:
    value: str | None = figure["exact"]
    return value


def test_mean_median_extremes_and_spread_of_the_total_and_of_each_criterion() -> None:
    found = statistics({"1": "60", "2": "30"}, {"1": "50", "2": "20"}, {"1": "20", "2": "20"}, {"1": "30", "2": "10"})
    total, first = found["total"], found["criteria"]["1"]

    assert (total["count"], exact(total["mean"]), exact(total["mean_percent"]), exact(total["median"])) == (
        4,
        "60/1",
        "60/1",
        "55/1",
    )
    assert (total["highest"]["bodies"], exact(total["highest"]["points"]), exact(total["highest"]["percent"])) == (
        ["b0"],
        "90/1",
        "90/1",
    )
    assert (total["lowest"]["bodies"], exact(total["lowest"]["points"]), exact(total["spread"])) == (["b2", "b3"], "40/1", "50/1")
    assert (exact(first["mean"]), exact(first["mean_percent"]), exact(first["median"])) == ("40/1", "200/3", "40/1")


def test_where_maxima_differ_the_percent_is_the_mean_of_the_percentages() -> None:
    found = statistics({"1": "60", "2": "40"}, {"1": "30", "2": ""}, bodies=[Body("b0", "A", YES), Body("b1", "B", NO)])

    assert exact(found["total"]["mean_index"]) == "3/4"
    assert exact(found["total"]["mean_percent"]) == "75/1"
    assert found["criteria"]["2"]["count"] == 1


def test_bodies_that_are_not_ranked_are_left_out() -> None:
    found = statistics(
        {"1": "60", "2": "40"},
        {"1": "10", "2": ""},
        {"1": "1", "2": "1"},
        bodies=[Body("b0", "A", YES), Body("b1", "B", YES), Body("b2", "C", YES, status="unranked")],
    )

    assert (found["total"]["count"], exact(found["total"]["mean"])) == (1, "100/1")


def test_a_group_without_ranked_bodies_has_no_statistics() -> None:
    found = statistics({"1": "", "2": ""})

    assert (found["total"]["count"], exact(found["total"]["mean"]), found["criteria"]) == (0, None, {})
    assert found["total"]["mean"]["status"] == "missing"
    assert summarise({}) is None


def test_figures_are_printed_as_the_set_says() -> None:
    rounding = {
        "points": {"places": 1},
        "mean": {"places": 3},
        "mean_percent": {"places": 0},
        "median": {"places": 2, "mode": "down"},
    }
    total = statistics({"1": "50,05", "2": "20"}, {"1": "20", "2": "21"}, {"1": "10", "2": "21"}, rounding=rounding)["total"]

    assert (total["mean"]["shown"], total["mean_percent"]["shown"], total["median"]["shown"]) == ("47.350", "47", "41.00")
    assert (total["highest"]["points"]["shown"], total["spread"]["shown"]) == ("70.1", "39.1")


def test_a_number_that_does_not_end_is_printed_with_six_digits() -> None:
    total = statistics({"1": "50", "2": "20"}, {"1": "20", "2": "20"}, {"1": "0", "2": "20"})["total"]

    assert (exact(total["mean"]), total["mean"]["shown"]) == ("130/3", "43.333333")


def test_classes_are_counted_by_group_and_for_the_whole_round() -> None:
    bands = [{"name": "Tốt", "from": "50"}, {"name": "Khá", "from": "0"}]
    document = result(
        make_set(indicator("1", "100"), policies={"classes": {"basis": "points", "bands": bands}}),
        {"1": "60"},
        {"1": "50"},
        {"1": "5"},
    )

    assert [(item["name"], item["count"]) for item in document["groups"][0]["classes"]] == [("Tốt", 2), ("Khá", 1)]
    assert [(item["name"], item["count"]) for item in document["statistics"]["classes"]] == [("Tốt", 2), ("Khá", 1)]
    assert document["statistics"]["bodies"] == 3


def test_bodies_that_share_the_most_points_of_different_maxima_share_no_percent() -> None:
    found = statistics({"1": "30", "2": "0"}, {"1": "30", "2": ""}, bodies=[Body("b0", "A", YES), Body("b1", "B", NO)])["total"]

    assert (found["highest"]["bodies"], exact(found["highest"]["points"]), exact(found["highest"]["percent"])) == (
        ["b0", "b1"],
        "30/1",
        None,
    )


def test_bodies_compared_by_share_stand_highest_by_share() -> None:
    ranking = {"by": "index"}
    found = statistics(
        {"1": "40", "2": "0"}, {"1": "30", "2": ""}, bodies=[Body("b0", "A", YES), Body("b1", "B", NO)], ranking=ranking
    )["total"]

    assert (found["highest"]["bodies"], found["lowest"]["bodies"]) == (["b1"], ["b0"])
    assert (exact(found["spread"]), exact(found["spread_index"])) == (None, "1/10")
