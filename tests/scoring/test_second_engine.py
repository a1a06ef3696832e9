"""The engine and the naive one of tests/naive_engine.py agree to the last digit on every generated round."""

import os
from fractions import Fraction
from typing import Any

import pytest

import naive_engine
from strategies import KINDS, Round, make_round

SAMPLE, ALL = 300, 5000
BLOCK = 100
STRESS = os.environ.get("KB_STRESS") == "1"


def exact(figure: dict[str, Any] | None) -> Fraction | None:
    return Fraction(figure["exact"]) if figure and figure["exact"] else None


def of_engine(round_: Round) -> dict[str, Any]:
    """What the result document says, with fractions for figures."""
    found: dict[str, Any] = {}
    for group in round_.result()["groups"]:
        bodies = {}
        for row in group["bodies"]:
            bodies[row["code"]] = {
                "points": exact(row["points"]),
                "maximum": exact(row["maximum"]),
                "index": exact(row["index"]),
                "status": row["status"],
                "rank": row["rank"]["value"],
                "class": row["class"]["value"],
                "criteria": {
                    code: (exact(item["points"]), exact(item["maximum"]), item["status"], item["rank"])
                    for code, item in row["criteria"].items()
                },
                "aggregates": {
                    code: (exact(item["points"]), exact(item["maximum"]), item["rank"])
                    for code, item in row["aggregates"].items()
                },
            }
        statistics = group["statistics"]
        columns = {"": statistics["total"], **statistics["criteria"], **statistics["aggregates"]}
        found[group["code"]] = {
            "bodies": bodies,
            "classes": {item["name"]: item["count"] for item in group["classes"]},
            "statistics": {code: summary(column) for code, column in columns.items() if column["count"]},
        }
    return found


def summary(column: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: exact(column[key]) for key in ("mean", "mean_percent", "mean_index", "median", "spread")}
    made["count"] = column["count"]
    for key in ("highest", "lowest"):
        made[key] = (exact(column[key]["points"]), column[key]["bodies"])
    return made


def of_naive(round_: Round) -> dict[str, Any]:
    """The same from the second engine, in the same shape."""
    found: dict[str, Any] = {}
    result = naive_engine.run(round_.criteria_set.dump(), round_.bodies, round_.answers, round_.notes)
    for group, data in result.items():
        bodies = {}
        for body, row in data["bodies"].items():
            points, maximum = row["points"], row["maximum"]
            total = data["nodes"][body][""]["points"]
            bodies[body] = {
                "points": points,
                "maximum": maximum,
                "index": total / maximum if total is not None and maximum else None,
                "status": row["status"],
                "rank": row["rank"],
                "class": row["class"],
                "criteria": {
                    code: (node["points"], node["maximum"], node["status"], data["ranks"][code].get(body))
                    for code, node in data["nodes"][body].items()
                    if code
                },
                "aggregates": {
                    code: (node["points"], node["maximum"], data["ranks"][code].get(body))
                    for code, node in row.get("overlaps", {}).items()
                    if node is not None
                },
            }
        found[group] = {
            "bodies": bodies,
            "classes": data["classes"],
            "statistics": {code: column for code, column in data["statistics"].items() if column},
        }
    return found


def compare(seed: int) -> None:
    round_ = make_round(seed)
    mine, theirs = of_engine(round_), of_naive(round_)
    for group, expected in theirs.items():
        for body, row in expected["bodies"].items():
            for key, value in row.items():
                assert mine[group]["bodies"][body][key] == value, f"seed {seed}, body {body}: {key}"
        assert mine[group]["statistics"] == expected["statistics"], f"seed {seed}, group {group}"
        assert mine[group] == expected, f"seed {seed}, group {group}"
    assert mine.keys() == theirs.keys()


@pytest.mark.parametrize("block", range(SAMPLE // BLOCK))
def test_both_engines_agree_on_a_sample_of_rounds(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        compare(seed)


@pytest.mark.stress
@pytest.mark.skipif(not STRESS, reason="dev.py stress runs them all (KB_STRESS=1)")
@pytest.mark.parametrize("block", range(SAMPLE // BLOCK, ALL // BLOCK))
def test_both_engines_agree_on_thousands_of_rounds(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        compare(seed)


def test_the_sample_holds_every_rule_kind_policy_and_status() -> None:
    text = "".join(str(make_round(seed).data) for seed in range(60))
    statuses = {
        item["status"]
        for seed in range(60)
        for group in make_round(seed).result()["groups"]
        for row in group["bodies"]
        for item in row["criteria"].values()
    }

    assert [kind for kind in KINDS if f"'kind': '{kind}'" not in text] == []
    assert [word for word in ("spread", "rescale", "full", "zero", "dense", "upper", "both") if f"'{word}'" not in text] == []
    assert statuses >= {"scored", "missing", "not_applicable", "exempt", "not_verified", "dropped"}
