"""Ranking and classes: who stands where in a ranking group, and what every figure is called."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.criteria.model import CriteriaSet, Group
from khoabang.scoring.criteria.policies import Basis, Column, Policies
from khoabang.scoring.numbers import Rounding
from khoabang.scoring.outcome import Status
from khoabang.scoring.score import Card

_FALLBACK: dict[Column, Column] = {
    "mean": "points",
    "median": "mean",
    "spread": "points",
    "change": "mean",
    "mean_percent": "percent",
    "criterion_index": "index",
    "converted": "points",
    "maximum": "points",
}


def rounding_of(policies: Policies, column: Column) -> Rounding | None:
    """Give the rounding of a printed column: its own, or that of the column it is made from; None prints exactly."""
    if stated := policies.rounding.of(column):
        return stated
    if column == "maximum" or column not in _FALLBACK:
        return None
    return rounding_of(policies, _FALLBACK[column])


def basis_value(card: Card, basis: Basis, nominal: Fraction | None) -> Fraction | None:
    """Give a total as points, index, percent, or converted to the nominal maximum; None where it cannot be made."""
    total = card.total
    if basis == "points":
        return total.points
    index = total.index
    if index is None or basis == "index":
        return index
    if basis == "percent":
        return index * 100
    return index * nominal if nominal is not None else None


@dataclass(frozen=True, slots=True)
class Standing:
    """One body's place: its rank (None: not ranked, for the `reasons`), whether it shares it, and its class."""

    rank: int | None
    tied: bool
    class_name: str | None
    status: str
    reasons: tuple[str, ...]


def why_unranked(card: Card, value: Fraction | None) -> tuple[str, tuple[str, ...]]:
    """Give the status of a scorecard and the reasons for not ranking it; no reasons means it is ranked."""
    if card.total.status is Status.EXEMPT:
        return "exempt", ("exempt",)
    if card.total.incomplete:
        return "incomplete", (str(card.total.status),)
    if card.body.status == "unranked":
        return "unranked", ("declared",)
    if not card.group.ranked:
        return "unranked", ("group",)
    if value is None:
        return "incomplete", (str(card.total.status or Status.NOT_APPLICABLE),)
    return "ranked", ()


def standings(criteria_set: CriteriaSet, group: Group, cards: Sequence[Card]) -> dict[str, Standing]:
    """Rank and class the bodies of one ranking group, by code of body."""
    policies = criteria_set.policies
    policy = policies.ranking
    nominal = nominal_maximum(criteria_set, group)
    rounding = rounding_of(policies, policy.by) if policy.compare == "published" else None
    values: dict[str, Fraction] = {}
    found: dict[str, Fraction | None] = {}
    reasons: dict[str, tuple[str, tuple[str, ...]]] = {}
    for card in cards:
        value = basis_value(card, policy.by, nominal)
        found[card.body.code] = value
        reasons[card.body.code] = why_unranked(card, value)
        if not reasons[card.body.code][1] and value is not None:
            values[card.body.code] = rounding.apply(value) if rounding else value
    ranked = [card for card in cards if card.body.code in values]
    descending = policy.order == "descending"
    ranks = (
        ExactColumn.of([values[card.body.code] for card in ranked]).ranks(policy.ties, descending=descending) if ranked else []
    )
    if policy.tie_breaks and ranked:
        ranks = _broken_ties(ranked, ranks, policy.tie_breaks, dense=policy.ties == "dense")
    by_code = {card.body.code: rank for card, rank in zip(ranked, ranks, strict=True)}
    sharing = Counter(ranks)
    return {
        card.body.code: Standing(
            by_code.get(card.body.code),
            card.body.code in by_code and sharing[by_code[card.body.code]] > 1,
            class_of(policies, card, nominal, found.get(card.body.code), values.get(card.body.code) if rounding else None),
            *reasons[card.body.code],
        )
        for card in cards
    }


def _broken_ties(cards: Sequence[Card], ranks: Sequence[int], criteria: Sequence[str], *, dense: bool) -> list[int]:
    """Order bodies of equal rank by the points of the criteria named, the first that differs deciding; more is better."""

    def key(index: int) -> tuple[Fraction, ...]:
        scores = cards[index].scores
        first = [Fraction(-ranks[index])]
        return tuple(first + [(scores[code].points or Fraction(0)) if code in scores else Fraction(0) for code in criteria])

    order = sorted(range(len(cards)), key=key, reverse=True)
    broken = [0] * len(cards)
    rank = 0
    for position, index in enumerate(order, 1):
        if position == 1 or key(index) != key(order[position - 2]):
            rank = rank + 1 if dense else position
        broken[index] = rank
    return broken


def nominal_maximum(criteria_set: CriteriaSet, group: Group) -> Fraction | None:
    """Give the maximum that the set states for a group: the group's own, or its annex's."""
    amount = group.maximum or criteria_set.annex(group.annex).maximum
    return amount.value


def class_of(
    policies: Policies,
    card: Card,
    nominal: Fraction | None,
    ranked_by: Fraction | None = None,
    rounded: Fraction | None = None,
) -> str | None:
    """Give the class of a scorecard; None without classes, without a number, or in a hole of the table.

    `ranked_by` is the figure that ranks the body, where it is known already; `rounded` the same as published.
    """
    classes = policies.classes
    if classes is None or card.total.incomplete:
        return None
    same = ranked_by is not None and classes.basis == policies.ranking.by
    value = ranked_by if same else basis_value(card, classes.basis, nominal)
    if value is None:
        return None
    if classes.compare == "published" and (rounding := rounding_of(policies, classes.basis)):
        value = rounded if same and rounded is not None else rounding.apply(value)
    return classes.name_of(value)
