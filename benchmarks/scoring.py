"""Scoring and ranking the national case, each way beside its floor in the same run: python3 dev.py bench.

1. From int64 arrays: totals, ranks, classes and statistics, against totals and ranks alone in int64 NumPy. Goal: at most 3 times.
2. From the engine's own points (fractions): the same. Goal: 200 ms.
3. From typed answers through the demonstration set's mix of rules. Goal: 2 s.
4. One body's answers changed and its group ranked again. Goal: 50 ms.

Ranks of 1 and 2 must equal those of `Fraction`, ties included.
"""

import random
import sys
from fractions import Fraction
from itertools import count, cycle
from typing import Any

import numpy as np
from national_case import BODIES, HUNDREDTHS, INDICATORS, PILLAR_SIZES, WEIGHT_SUM, median_seconds, naive_ranks, points, weights

from khoabang.scoring import Answers, Body, Problems, evaluate, load_set, score, shipped_evaluations, shipped_sets
from khoabang.scoring.columns import ExactColumn, weighted_totals
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.outcome import exact_sum
from khoabang.scoring.ranking import standings
from khoabang.scoring.statistics import summarise

DEMONSTRATION = "demo-xa-2025"
BOUNDS = [Fraction(share) * WEIGHT_SUM for share in (50, 55, 60, 65)]
CHANGES = 40


def floor(matrix: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Totals and ranks with ties in int64 NumPy, nothing else."""
    totals = matrix @ factors
    ordered = np.sort(-totals)
    return np.searchsorted(ordered, -totals, side="left") + 1


def described(column: ExactColumn) -> tuple[Any, ...]:
    """Ranks, classes and statistics of a column of totals."""
    return (column.rank_array(), column.places(BOUNDS), column.mean(), column.median(), column.highest(), column.lowest())


def demonstration_of_a_hundred() -> CriteriaSet:
    """Give the demonstration set's indicators, repeated under new codes until there are 100, in 8 pillars without conditions."""
    problems = Problems()
    shipped = load_set(shipped_sets()[DEMONSTRATION], problems)
    if shipped is None:
        sys.exit(f"{DEMONSTRATION} does not load")
    dumped = shipped.dump()
    wanted = [
        c for c in _indicators(dumped["annexes"][0]["criteria"]) if c.get("role", "scored") == "scored" and _stands_alone(c)
    ]
    pillars, serial, source = [], count(1), cycle(wanted)
    for number, size in enumerate(PILLAR_SIZES, 1):
        children = [_renamed(next(source), next(serial)) for _ in range(size)]
        total = sum(Fraction(child["maximum"]) for child in children)
        pillars.append(
            {
                "code": f"P{number}",
                "name": f"P{number}",
                "maximum": str(total),
                "reference": shipped.dump()["annexes"][0]["reference"],
                "criteria": children,
            }
        )
    annex = {
        **dumped["annexes"][0],
        "criteria": pillars,
        "aggregates": [],
        "maximum": str(sum(Fraction(p["maximum"]) for p in pillars)),
    }
    group = {**dumped["groups"][0], "annex": annex["code"], "when": {}}
    group.pop("maximum", None)
    ranking = {**dumped["policies"]["ranking"], "tie_breaks": []}
    return CriteriaSet.model_validate(
        {**dumped, "groups": [group], "annexes": [annex], "policies": {**dumped["policies"], "ranking": ranking}}
    )


def _indicators(criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for c in criteria for leaf in (_indicators(c["criteria"]) if c.get("criteria") else [c])]


def _stands_alone(criterion: dict[str, Any]) -> bool:
    own = {item["code"] for item in criterion.get("inputs", [])}
    text = str(criterion.get("rule"))
    others = any(word in text for word in ("mean_of_bodies",)) or isinstance(criterion.get("maximum"), dict)
    return not others and not criterion.get("gate") and (not own or _names(criterion["rule"]) <= own)


def _names(rule: Any) -> set[str]:
    from pydantic import TypeAdapter

    from khoabang.scoring.criteria.rules import AnyRule

    return {code for code, _ in TypeAdapter(AnyRule).validate_python(rule).inputs()}


def _renamed(criterion: dict[str, Any], serial: int) -> dict[str, Any]:
    names = {item["code"]: f"{item['code']}_{serial}" for item in criterion.get("inputs", [])}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(item) if key not in {"kind", "name"} else item for key, item in value.items()}
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, str) and value not in names:
            for old, new in names.items():
                value = value.replace(old, new) if " " in value else value
        return names.get(value, value)

    kept = {key: item for key, item in criterion.items() if key not in {"applies", "dropped", "gate"}}
    inputs = [{**item, "code": names[item["code"]]} for item in kept.get("inputs", [])]
    return {**kept, "code": f"C{serial}", "inputs": inputs, "rule": rename(kept["rule"])}


def demonstration_answers(criteria_set: CriteriaSet, bodies: int) -> dict[str, dict[str, str]]:
    """Give typed answers as the demonstration's communes gave them: each drawn from one commune, counts moved by up to 30 %."""
    draw = random.Random(20261123)
    evaluated, _ = evaluate(shipped_evaluations()[DEMONSTRATION])
    if evaluated is None:
        sys.exit(f"{DEMONSTRATION} does not load")
    communes = [row for row in evaluated.scored.answers.typed.values() if any(row.values())]
    inputs = criteria_set.annexes[0].inputs
    typed: dict[str, dict[str, str]] = {}
    for number in range(bodies):
        row: dict[str, str] = {}
        moved: dict[tuple[str, int], Fraction] = {}
        for code, item in inputs.items():
            serial = code.rsplit("_", 1)[1] if "_" in code else ""
            original = code.rsplit("_", 1)[0]
            factor = moved.setdefault((serial, 0), Fraction(draw.randint(70, 130), 100))
            commune = communes[hash_of(number, serial) % len(communes)]
            text = commune.get(original, commune.get(code, ""))
            if item.type == "count" and text.isdigit() and int(text) > 20:
                text = str(min(int(int(text) * factor), int(item.maximum) if item.maximum is not None else 10**9))
            row[code] = text
        typed[f"b{number}"] = row
    return typed


def hash_of(number: int, serial: str) -> int:
    """Give a repeatable pseudo-random number for a body and an indicator."""
    return (number * 2654435761 + int(serial or 0) * 40503) % 2**32


def main() -> int:
    """Measure and print; 1 where a rank differs from the exact one."""
    matrix, factors = points(), weights()
    expected = naive_ranks(matrix, factors)
    ties = BODIES - len(set(expected))
    arrays = described(weighted_totals(matrix, factors, HUNDREDTHS))[0].tolist()
    rows = [[Fraction(v * f, HUNDREDTHS) for v, f in zip(row, factors.tolist(), strict=True)] for row in matrix.tolist()]
    own = described(ExactColumn.of([exact_sum(row) for row in rows]))[0].tolist()
    wrong = sum(a != e for a, e in zip(arrays, expected, strict=True)) + sum(a != e for a, e in zip(own, expected, strict=True))
    print(f"{BODIES} bodies x {INDICATORS} indicators; ranks that differ from Fraction's: {wrong} ({ties} shared)")

    base = median_seconds(lambda: floor(matrix, factors), 21)
    ours = median_seconds(lambda: described(weighted_totals(matrix, factors, HUNDREDTHS)), 21)
    print(f"1. int64 arrays: floor {base * 1e3:.2f} ms, ours {ours * 1e3:.2f} ms, ratio {ours / base:.2f} (goal 3)")
    taken = median_seconds(lambda: described(ExactColumn.of([exact_sum(row) for row in rows])), 5)
    print(f"2. engine's own points: {taken * 1e3:.0f} ms (goal 200)")

    criteria_set = demonstration_of_a_hundred()
    kinds = sorted({str(getattr(c.rule, "kind", "")) for c in criteria_set.annexes[0].walk() if c.rule})
    bodies = [Body(f"b{number}", f"b{number}") for number in range(BODIES)]
    typed = demonstration_answers(criteria_set, BODIES)
    notes = {body: dict.fromkeys(criteria_set.inputs, "đủ căn cứ") for body in typed}

    def whole() -> Any:
        scored = score(criteria_set, bodies, Answers(typed, notes), Problems())
        cards = scored.cards_of(criteria_set.groups[0].code)
        return scored, standings(criteria_set, criteria_set.groups[0], cards), summarise({c.body.code: c.total for c in cards})

    taken = median_seconds(whole, 3)
    print(f"3. typed answers, {len(kinds)} kinds of rule ({', '.join(kinds)}): {taken:.2f} s (goal 2)")

    scored, _, _ = whole()
    codes = cycle(f"b{number}" for number in range(0, BODIES, 97))
    replacement = cycle(demonstration_answers(criteria_set, CHANGES).values())

    def change() -> Any:
        scored.rescored(next(codes), next(replacement))
        return standings(criteria_set, criteria_set.groups[0], scored.cards_of(criteria_set.groups[0].code))

    print(f"4. one body changed, group ranked again: {median_seconds(change, CHANGES) * 1e3:.1f} ms (goal 50)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
