"""Where a body lost points: each indicator's maximum less its points, the largest first."""

from fractions import Fraction
from typing import Any

from khoabang.scoring.numbers import Rounding, shown

Json = dict[str, Any]


def losses_of(body: Json, annex: Json) -> list[Json]:
    """List what a body of the result did not reach: `{"code", "exact", "shown"}` in points, the most first, then in reading order.

    Only indicators that count to the maximum and have points are held against it: what does not apply, is exempt or not published lost nothing.
    `shown` has as many decimals as the points beside it, or the maximum where that has more.
    """
    found = []
    for item in annex["criteria"]:
        scored = body["criteria"].get(item["code"])
        if not item["leaf"] or item["role"] != "scored" or scored is None:
            continue
        points, maximum = scored["points"], scored["maximum"]
        if points["exact"] is None or maximum["exact"] is None:
            continue
        lost = Fraction(maximum["exact"]) - Fraction(points["exact"])
        if lost > 0:
            places = max(_places(points["shown"]), _places(maximum["shown"]))
            found.append(
                {
                    "code": item["code"],
                    "exact": f"{lost.numerator}/{lost.denominator}",
                    "shown": shown(lost, Rounding(places=places)),
                }
            )
    return sorted(found, key=lambda each: -Fraction(each["exact"]))


def _places(shown_as: str) -> int:
    return len(shown_as.partition(".")[2])
