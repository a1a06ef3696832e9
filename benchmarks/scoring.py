"""Scoring and ranking the national case, each way beside its floor in the same run: python3 dev.py bench.

1. From int64 arrays: totals, ranks, classes and statistics, against totals and ranks alone in int64 NumPy. Goal: at most 3 times.
2. From the engine's own points (fractions): the same. Goal: 200 ms.
3. From typed answers through the demonstration set's mix of rules. Goal: 2 s.
4. One body's answers changed and its group ranked again. Goal: 50 ms.

Ranks of 1 and 2 must equal those of `Fraction`, ties included.
"""

import random
import re
import sys
from fractions import Fraction
from itertools import count, cycle
from typing import Any

import numpy as np
from national_case import BODIES, HUNDREDTHS, INDICATORS, PILLAR_SIZES, WEIGHT_SUM, median_seconds, naive_ranks, points, weights
from pydantic import TypeAdapter

from khoabang.scoring import Answers, Body, Problems, evaluate, load_set, score, shipped_evaluations, shipped_sets
from khoabang.scoring.columns import ExactColumn, weighted_totals
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.rules import AnyRule
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
    leaves = _indicators(dumped["annexes"][0]["criteria"])
    known = {item["code"]: item for leaf in leaves for item in leaf.get("inputs", [])}
    wanted = [leaf for leaf in leaves if leaf.get("role", "scored") == "scored" and _stands_alone(leaf)]
    pillars, serial, source = [], count(1), cycle(wanted)
    for number, size in enumerate(PILLAR_SIZES, 1):
        children = [_renamed(next(source), next(serial), known) for _ in range(size)]
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
    return "mean_of_bodies" not in str(criterion["rule"]) and not isinstance(criterion.get("maximum"), dict)


def _names(rule: Any) -> list[str]:
    return [code for code, _ in TypeAdapter(AnyRule).validate_python(rule).inputs()]


def _renamed(criterion: dict[str, Any], serial: int, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Give an indicator under a new code, with inputs of its own: those it had, and those it borrows from others."""
    wanted = dict.fromkeys([*(item["code"] for item in criterion.get("inputs", [])), *_names(criterion["rule"])])
    names = {code: f"{code}_{serial}" for code in wanted if code in known}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(item) if key not in {"kind", "name"} else item for key, item in value.items()}
        if isinstance(value, list):
            return [rename(item) for item in value]
        return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), value) if isinstance(value, str) else value

    kept = {key: item for key, item in criterion.items() if key not in {"applies", "dropped", "gate"}}
    inputs = [{**known[code], "code": name} for code, name in names.items()]
    return {**kept, "code": f"C{serial}", "inputs": inputs, "rule": rename(kept["rule"])}


def demonstration_answers(criteria_set: CriteriaSet, bodies: int) -> dict[str, dict[str, str]]:
    """Give typed answers as the demonstration's communes gave them: each indicator's from one commune, its counts moved by up to 30 %."""
    draw = random.Random(20261123)
    evaluated, _ = evaluate(shipped_evaluations()[DEMONSTRATION])
    if evaluated is None:
        sys.exit(f"{DEMONSTRATION} does not load")
    communes = list(evaluated.scored.answers.typed.values())
    indicators = [list(c.all_inputs) for c in criteria_set.annexes[0].walk() if c.is_indicator]
    full: list[list[dict[str, str]]] = []  # by indicator: the answers of the communes that answered all of it
    for items in indicators:
        codes = [item.code.rsplit("_", 1)[0] for item in items]
        full.append([answers for row in communes if all((answers := {code: row.get(code, "") for code in codes}).values())])
    typed: dict[str, dict[str, str]] = {}
    for number in range(bodies):
        row: dict[str, str] = {}
        for items, answered in zip(indicators, full, strict=True):
            factor = Fraction(draw.randint(70, 130), 100)
            for item, text in zip(items, draw.choice(answered).values(), strict=True):
                moved = item.type == "count" and text.isdigit() and int(text) > 20
                most = int(item.maximum) if item.maximum is not None else 10**9
                row[item.code] = str(min(int(int(text) * factor), most)) if moved else text
        typed[f"b{number}"] = row
    return typed


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

    _, placed, _ = whole()
    ranked = sum(standing.rank is not None for standing in placed.values())
    wrong += ranked < BODIES * 0.8  # what is missing everywhere costs nothing, and measures nothing
    taken = median_seconds(whole, 3)
    print(f"   {ranked} of {BODIES} have every figure and are ranked")
    print(f"3. typed answers, {len(kinds)} kinds of rule ({', '.join(kinds)}): {taken:.2f} s (goal 2)")

    scored, _, _ = whole()
    codes = cycle(f"b{number}" for number in range(0, BODIES, 97))
    replacement = cycle(demonstration_answers(criteria_set, CHANGES).values())

    def change() -> Any:
        scored.rescored(next(codes), next(replacement))
        return standings(criteria_set, criteria_set.groups[0], scored.cards_of(criteria_set.groups[0].code))

    compared = next(leaf.code for leaf in criteria_set.annexes[0].walk() if getattr(leaf.rule, "kind", "") == "min_max")
    figure = criteria_set.annexes[0].by_code[compared].inputs[0].code
    best = count(max(int(row[figure]) for row in typed.values() if row[figure].isdigit()) + 1)

    def surpass() -> Any:
        scored.rescored("b0", {**scored.answers.typed["b0"], figure: str(next(best))})
        return standings(criteria_set, criteria_set.groups[0], scored.cards_of(criteria_set.groups[0].code))

    print(f"4. one body changed, group ranked again: {median_seconds(change, CHANGES) * 1e3:.1f} ms (goal 50)")
    print(f"   where the group's best moves, so that everybody's points do: {median_seconds(surpass, 5) * 1e3:.0f} ms")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
