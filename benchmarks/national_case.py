"""The national case: 4,100 bodies x 100 indicators in 8 pillars, from a fixed seed.

Points are integers in hundredths (0 to 10,000) with a level of each body's own, so that ranks have signal; weights are integers that
sum to 1,000. Everybody who measures on this case sees the same numbers.
"""

import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

SEED = 20261123
BODIES = 4100
INDICATORS = 100
PILLAR_SIZES = (13, 13, 13, 13, 12, 12, 12, 12)
HUNDREDTHS = 100
WEIGHT_SUM = 1000


def weights() -> np.ndarray:
    """Give 100 positive integer weights that sum to 1,000."""
    drawn = np.random.default_rng(SEED + 1).integers(4, 17, INDICATORS)
    difference = WEIGHT_SUM - int(drawn.sum())
    step = 1 if difference > 0 else -1
    position = 0
    while difference:
        if drawn[position % INDICATORS] + step >= 1:
            drawn[position % INDICATORS] += step
            difference -= step
        position += 1
    return drawn.astype(np.int64)


def points(bodies: int = BODIES) -> np.ndarray:
    """Give bodies x 100 integer points in hundredths."""
    random = np.random.default_rng(SEED + 1000 + bodies)
    level = random.normal(0.0, 900.0, (bodies, 1))
    drawn = 5500 + level + random.normal(0.0, 2200.0, (bodies, INDICATORS))
    return np.clip(np.rint(drawn), 0, 10000).astype(np.int64)


def naive_ranks(matrix: np.ndarray, factors: np.ndarray) -> list[int]:
    """Rank by totals made of fractions, one by one: what every faster way must agree with."""
    exact_factors = [Fraction(factor) for factor in factors.tolist()]
    totals = [sum(Fraction(v, HUNDREDTHS) * f for v, f in zip(row, exact_factors, strict=True)) for row in matrix.tolist()]
    ordered = sorted(totals, reverse=True)
    first = {}
    for position, total in enumerate(ordered, 1):
        first.setdefault(total, position)
    return [first[total] for total in totals]


def median_seconds(action: Callable[[], Any], runs: int = 7) -> float:
    """Time an action after one warm-up; the median of the runs, in seconds."""
    action()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
