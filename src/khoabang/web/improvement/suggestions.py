"""Where a body lost most: the indicators of its result with the greatest difference between maximum and points."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MOST = 5


@dataclass(frozen=True, slots=True)
class Weak:
    """An indicator on which a body lost points; both figures as the result prints them."""

    code: str
    name: str
    points: str
    maximum: str


def weakest(document: Mapping[str, Any], body: str, most: int = MOST) -> list[Weak]:
    """The indicators on which a body lost most, the greatest loss first; those that did not apply, or of which no value is known, are none.

    Args:
        document: a result.
        body: the code of the body.
        most: how many at most.
    """
    for group in document["groups"]:
        row = next((each for each in group["bodies"] if each["code"] == body), None)
        if row is not None:
            annex = next(each for each in document["annexes"] if each["code"] == group["annex"])
            lost = [(loss, place, weak) for place, info in enumerate(annex["criteria"]) for loss, weak in _lost(info, row)]
            return [weak for _loss, _place, weak in sorted(lost, key=lambda each: (-each[0], each[1]))[:most]]
    return []


def _lost(info: Mapping[str, Any], row: Mapping[str, Any]) -> list[tuple[Fraction, Weak]]:
    score = row["criteria"].get(info["code"])
    if not info["leaf"] or score is None or info.get("role", "scored") not in ("scored", ""):
        return []
    points, maximum = score["points"], score["maximum"]
    if points["exact"] is None or maximum["exact"] is None:
        return []
    loss = Fraction(maximum["exact"]) - Fraction(points["exact"])
    printed = [each["stated"] or each["shown"] or "" for each in (points, maximum)]
    return [(loss, Weak(info["code"], info["name"], *printed))] if loss > 0 else []
