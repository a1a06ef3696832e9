"""Some bodies of one ranking group side by side: who stands best in each column, and how far the others are behind.

A result document is read (docs/formats.md), nothing in it is computed anew. Who is best follows from exact values. How far another is behind is the
difference of the two figures as they are printed, so that a reader who subtracts them finds the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from khoabang.scoring.numbers import NumberError, exact, plain

Json = Mapping[str, Any]
LEAST, MOST = 2, 5
"""How many bodies may be compared: more than five do not fit a page."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One column, of the bodies that have a value in it; where fewer than two have one, there is nobody to beat.

    `measure` is what was compared: points, index, percent or converted. `behind` is in its unit, in point form and never negative, by body.
    `least_is_best` of what is taken off, and of a total of which the lowest stands first.
    """

    measure: str
    least_is_best: bool = False
    best: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    behind: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_level(self) -> bool:
        """Whether all are equal, exactly."""
        return bool(self.best) and self.best == self.last


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The contests of the total and of each criterion, by code, in the order of the annex; what is only collected is none."""

    total: Contest
    criteria: Mapping[str, Contest]


def side_by_side(document: Json, group: Json, bodies: Iterable[str]) -> SideBySide:
    """Set bodies of a group side by side.

    The total is compared as the group is ranked. A criterion is compared by points, except where different maxima apply to the bodies and the
    set ranks by a share of the maximum: then by that share.
    """
    wanted = list(bodies)
    rows = {row["code"]: row for row in group["bodies"] if row["code"] in wanted}
    by, annex = group["ranking"]["by"], next(annex for annex in document["annexes"] if annex["code"] == group["annex"])
    total = _contest(by, {code: row[by] for code, row in rows.items()}, lowest_first=group["ranking"]["order"] == "ascending")
    criteria = {}
    off = taken_off(annex)
    for part in annex["criteria"]:
        if part["role"] == "informational":
            continue
        scores = {code: row["criteria"][part["code"]] for code, row in rows.items() if part["code"] in row["criteria"]}
        maxima = {score["maximum"]["exact"] for score in scores.values() if score["points"]["exact"] is not None}
        measure = "index" if len(maxima) > 1 and by != "points" and part["role"] == "scored" else "points"
        criteria[part["code"]] = _contest(
            measure, {code: score[measure] for code, score in scores.items()}, lowest_first=part["code"] in off
        )
    return SideBySide(total, criteria)


def taken_off(annex: Json) -> set[str]:
    """Give the criteria whose points are taken off: the penalties, and what they consist of."""
    found: set[str] = set()
    for part in annex["criteria"]:  # a criterion stands after what it belongs to
        if part["role"] == "penalty" or part["parent"] in found:
            found.add(part["code"])
    return found


def _contest(measure: str, figures: Mapping[str, Json | None], *, lowest_first: bool = False) -> Contest:
    values = {code: value for code, figure in figures.items() if (value := _value(figure)) is not None}
    if len(values) < LEAST:
        return Contest(measure, lowest_first)
    best, last = max(values.values()), min(values.values())
    if lowest_first:
        best, last = last, best
    firsts = tuple(code for code, value in values.items() if value == best)
    printed = {code: _printed(figures[code]) for code in values}
    top = printed[firsts[0]]
    behind = {code: plain(abs(top - own)) for code, own in printed.items() if top is not None and own is not None}
    return Contest(measure, lowest_first, firsts, tuple(code for code, value in values.items() if value == last), behind)


def _value(figure: Json | None) -> Fraction | None:
    """Give the exact value, or the printed one where nothing was computed."""
    if figure is None:
        return None
    return Fraction(figure["exact"]) if figure["exact"] is not None else _printed(figure)


def _printed(figure: Json | None) -> Fraction | None:
    if figure is None:
        return None
    text = figure["stated"] if figure["stated"] is not None else figure["shown"]
    try:
        return exact(text) if text is not None else None
    except NumberError:
        return None
