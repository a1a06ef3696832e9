"""Figures: a number as it is exactly, as the set prints it, and as it was printed."""

from fractions import Fraction
from typing import Any

from khoabang.scoring.criteria.policies import Column, Policies
from khoabang.scoring.numbers import UNENDING_PLACES, fixed, plain, shown
from khoabang.scoring.outcome import Status
from khoabang.scoring.ranking import rounding_of
from khoabang.scoring.tree import NodeScore

Json = dict[str, Any]


def figure(
    value: Fraction | None,
    policies: Policies,
    column: Column,
    stated: Fraction | str | None = None,
    status: Status | str | None = None,
    inferred: str | None = None,
) -> Json:
    """Give a figure: exact, as the set prints it, and as it was printed."""
    data: Json = {
        "exact": None if value is None else f"{value.numerator}/{value.denominator}",
        "shown": None if value is None else shown(value, rounding_of(policies, column)),
        "stated": plain(stated) if isinstance(stated, Fraction) else stated,
    }
    if value is None:
        data["status"] = str(status or Status.NOT_PUBLISHED)
    if inferred:
        data["inferred"] = inferred
    return data


def status_word(role: str, score: NodeScore) -> str:
    """Name how a criterion stands for one body: a `Status`, or scored, dropped, informational."""
    if "dropped" in score.flags:
        return "dropped"
    return "informational" if role == "informational" else str(score.status or "scored")


def printed_digits(value: Fraction | None, typed: str | None, lang: str) -> str | None:
    """Give a printed number in point form with the digits it was printed with; None where nothing was printed."""
    if value is None or typed is None:
        return None
    decimals = typed.rsplit("," if lang == "vi" else ".", 1)
    return fixed(value, len(decimals[1]) if len(decimals) > 1 else 0)


def as_posted(data: Json) -> str | None:
    """Give a figure's text in point form: as printed, or else as computed. A number that a machine stored was never printed with all its digits."""
    stated: str | None = data["stated"]
    computed: str | None = data["shown"]
    if stated is None or (computed is not None and len(stated.partition(".")[2]) > UNENDING_PLACES):
        return computed
    return stated
