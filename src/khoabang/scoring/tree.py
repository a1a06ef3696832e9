"""The arithmetic of the tree: what an indicator's outcome counts, and how a criterion adds up what is under it.

Specified in docs/algorithms/scoring.md and docs/algorithms/not-applicable.md; every amount is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from khoabang.scoring.criteria.model import Annex, Criterion
from khoabang.scoring.criteria.policies import OverMaximum, Treatment
from khoabang.scoring.outcome import Outcome, Status, above, exact_sum

if TYPE_CHECKING:
    from khoabang.scoring.numbers import Rounding

ZERO = Fraction(0)
INCOMPLETE = (Status.NOT_PUBLISHED, Status.NOT_VERIFIED, Status.MISSING)  # the gravest first
OUTSIDE = (Status.NOT_APPLICABLE, Status.EXEMPT)


class NodeScore:
    """What one criterion gives one body.

    `points` is None where there is no number; `applied` is the maximum that applies to this body (None: not published);
    `status` says why a number is missing or what stands behind it; `spread` is the maximum handed to the other items;
    `flags` name what happened: capped, over_maximum, full_granted, missing_zero, gate_closed, dropped, …
    """

    __slots__ = ("_index", "applied", "flags", "points", "spread", "status")

    def __init__(
        self,
        points: Fraction | None,
        applied: Fraction | None,
        status: Status | None = None,
        flags: tuple[str, ...] = (),
        spread: Fraction = ZERO,
    ) -> None:
        self.points = points
        self.applied = applied
        self.status = status
        self.flags = flags
        self.spread = spread

    @property
    def index(self) -> Fraction | None:
        """Points as a share of the applied maximum; divided once, since a group is ranked again for each body that changes."""
        try:
            return self._index
        except AttributeError:
            self._index: Fraction | None = self.points / self.applied if self.points is not None and self.applied else None
            return self._index

    @property
    def incomplete(self) -> bool:
        """Whether figures are lacking that the set does not let count as zero."""
        return self.status in INCOMPLETE and "missing_zero" not in self.flags and "not_verified_zero" not in self.flags

    def replaced(self, points: Fraction, flag: str) -> NodeScore:
        """Give the same with other points."""
        return NodeScore(points, self.applied, self.status, (*self.flags, flag), self.spread)


class IndicatorLike(Protocol):
    """What `indicator_score` needs to know of an indicator."""

    criterion: Criterion
    nominal: Fraction | None
    treatment: Treatment
    exempt: Treatment
    over: OverMaximum
    missing_is_zero: bool
    unverified_is_zero: bool


def indicator_score(
    indicator: IndicatorLike, outcome: Outcome, excluded: Fraction = ZERO, flags: tuple[str, ...] = ()
) -> NodeScore:
    """Turn a rule's outcome into a score: dropped items, statuses, points left out, caps and rounding."""
    criterion, nominal = indicator.criterion, indicator.nominal
    counts = criterion.role == "scored"
    dropped = criterion.dropped
    if dropped is not None:
        if dropped.points is None:
            return NodeScore(None, ZERO, None, ("dropped", *flags))
        nominal = None if nominal is None else nominal - dropped.points
        flags = (*flags, "partly_dropped")
    maximum = nominal if counts else ZERO
    if isinstance(outcome, Status):
        return _without_number(indicator, outcome, nominal, maximum, flags)
    if excluded:
        nominal = None if nominal is None else nominal - excluded
        maximum = nominal if counts else ZERO
        flags = (*flags, "partly_excluded")
    if criterion.role == "informational":
        return NodeScore(outcome, ZERO, None, flags)
    return _limited(outcome, maximum, nominal, indicator.over, criterion.round, flags)


def _without_number(
    indicator: IndicatorLike, status: Status, nominal: Fraction | None, maximum: Fraction | None, flags: tuple[str, ...]
) -> NodeScore:
    if indicator.criterion.role == "informational":  # never counted, so nothing is lacking
        return NodeScore(None, ZERO, None, flags)
    if indicator.criterion.role != "scored" and status in OUTSIDE:
        return NodeScore(None, ZERO, status, flags)
    if status in OUTSIDE:
        match indicator.exempt if status is Status.EXEMPT else indicator.treatment:
            case "reduce" | "rescale":
                return NodeScore(None, ZERO, status, flags)
            case "spread":
                return NodeScore(None, ZERO, status, flags, nominal or ZERO)
            case "full" if nominal is None:  # all the points of a maximum that nobody published
                return NodeScore(None, None, Status.NOT_PUBLISHED, (*flags, "full_granted"))
            case "full":
                return NodeScore(nominal, maximum, status, (*flags, "full_granted"))
            case "zero":
                return NodeScore(ZERO, maximum, status, (*flags, "zero_granted"))
    if status is Status.MISSING and indicator.missing_is_zero:
        return NodeScore(ZERO, maximum, status, (*flags, "missing_zero"))
    if status is Status.NOT_VERIFIED and indicator.unverified_is_zero:
        return NodeScore(ZERO, maximum, status, (*flags, "not_verified_zero"))
    return NodeScore(None, maximum, status, flags)


def _limited(
    points: Fraction,
    applied: Fraction | None,
    cap: Fraction | None,
    over: OverMaximum,
    rounding: Rounding | None,
    flags: tuple[str, ...],
) -> NodeScore:
    if cap is not None and points > cap:
        if over == "accept":
            flags = (*flags, "over_maximum")
        else:
            points, flags = cap, (*flags, "capped")
    if rounding is not None:
        points, flags = rounding.apply(points), (*flags, "rounded")
    return NodeScore(points, applied, None, flags)


class Total:
    """Adds up the children of a criterion, or of the whole annex, as its `aggregate` says; made once, used for many bodies."""

    def __init__(self, owner: Criterion | Annex, over: OverMaximum) -> None:
        self.owner = owner
        self.over = over
        self.role = owner.role if isinstance(owner, Criterion) else "scored"
        self.dropped = owner.dropped if isinstance(owner, Criterion) else None
        self.nominal = owner.maximum.value if owner.maximum else None
        self.roles = [child.role for child in owner.criteria]
        self.maxima = [child.maximum.value if child.maximum else None for child in owner.criteria]
        self.lowest = owner.minimum if owner.minimum is not None else ZERO
        plain_roles = self.role == "scored" and set(self.roles) == {"scored"}
        self.plain = plain_roles and owner.aggregate == "sum" and not self.dropped and not owner.round and not self.lowest

    def __call__(self, scores: Sequence[NodeScore]) -> NodeScore:
        """Give the owner's score from its children's, in their order."""
        if not scores:
            return NodeScore(None, self.nominal, Status.NOT_PUBLISHED)
        if self.plain and (total := self._sum(scores)) is not None:
            return total
        return self._in_full(list(zip(self.owner.criteria, scores, strict=True)))

    def _sum(self, scores: Sequence[NodeScore]) -> NodeScore | None:
        """Add up what has points or is left out of the maximum; None where anything else is to be weighed."""
        points, applied = [], self.nominal
        for score, maximum in zip(scores, self.maxima, strict=True):
            if applied is None or maximum is None:
                return None
            if score.points is None:
                if score.status not in OUTSIDE or score.spread is not ZERO:
                    return None
                applied -= maximum
            elif score.applied is not maximum or (score.status is not None and score.incomplete):
                return None
            else:
                points.append(score.points)
        if applied is None or not points:
            return None
        total = exact_sum(points)
        return None if above(total, applied) else NodeScore(total, applied)

    def _in_full(self, children: Sequence[tuple[Criterion, NodeScore]]) -> NodeScore:
        owner, role, nominal = self.owner, self.role, self.nominal
        counted = [(criterion, score) for criterion, score in children if criterion.role == "scored"]
        extras = [(criterion, score) for criterion, score in children if criterion.role in {"bonus", "penalty"}]
        status = _status(counted + extras, role)
        if self.dropped is not None and self.dropped.points is None:
            return NodeScore(None, ZERO, None, ("dropped",))
        present = [(criterion, score) for criterion, score in counted if not _is_outside(score)]
        spread = exact_sum(score.spread for _, score in counted if score.spread is not ZERO)
        if counted and not present and not extras:
            handed_on = spread and isinstance(owner, Criterion)
            return NodeScore(None, ZERO, status, spread=nominal or ZERO if handed_on else ZERO)
        if role == "informational" or status is Status.NOT_PUBLISHED:
            return NodeScore(None, nominal if role == "scored" else ZERO, status if role != "informational" else None)
        points = _points(owner.aggregate, present)
        full = _applied(owner.aggregate, nominal, counted, present)
        flags: tuple[str, ...] = ()
        if spread and (applied := _taking_part(owner.aggregate, present)):
            points, full = points * (applied + spread) / applied, None if full is None else full + spread
            flags = ("spread",)
        if self.dropped is not None and self.dropped.points is not None:
            full, flags = None if full is None else full - self.dropped.points, (*flags, "partly_dropped")
        base, points = points, exact_sum([points, *_extra_points(extras)]) if extras else points
        if points < self.lowest:
            points, flags = self.lowest, (*flags, "raised")
        cap = nominal if role != "scored" else full
        bonus_above = cap is not None and base <= cap < points and role == "scored"
        limit = None if bonus_above and self.over != "cap" else cap
        score = _limited(points, full if role == "scored" else ZERO, limit, self.over, owner.round, flags)
        score.status = status
        return score


def _extra_points(extras: Sequence[tuple[Criterion, NodeScore]]) -> list[Fraction]:
    """Give bonus points as they are and penalties taken off."""
    known = [(criterion.role, score.points) for criterion, score in extras if score.points is not None]
    return [points if role == "bonus" else -points for role, points in known]


def _is_outside(score: NodeScore) -> bool:
    """Whether a child takes no part: not applicable or exempt and left out of the maximum, or dropped."""
    return score.points is None and (score.status in OUTSIDE or "dropped" in score.flags)


def _status(children: Sequence[tuple[Criterion, NodeScore]], role: str) -> Status | None:
    seen = {score.status for _, score in children}
    if role == "informational" or not seen:
        return None
    if seen == {None}:  # each has points, or was dropped
        return Status.NOT_APPLICABLE if all(score.points is None for _, score in children) else None
    for status in INCOMPLETE:
        if status in seen and any(score.status is status and score.incomplete for _, score in children):
            return status
    if all(_is_outside(score) for _, score in children):
        return Status.EXEMPT if seen == {Status.EXEMPT} else Status.NOT_APPLICABLE
    return None


def _points(how: str, children: Sequence[tuple[Criterion, NodeScore]]) -> Fraction:
    """Aggregate the points of the children that take part."""
    points = [score.points for _, score in children if score.points is not None]
    if not points:
        return ZERO
    if how == "sum":
        return exact_sum(points)
    return _mixed(how, [(criterion, score.points or ZERO) for criterion, score in children])


def _mixed(how: str, values: Sequence[tuple[Criterion, Fraction]]) -> Fraction:
    """Give the mean, weighted sum or weighted mean of the children's values."""
    weights = [Fraction(1) if how == "mean" else _weight(criterion) for criterion, _ in values]
    total = exact_sum(value * weight for (_, value), weight in zip(values, weights, strict=True))
    if how == "weighted_sum":
        return total
    divisor = exact_sum(weights)
    return total / divisor if divisor else ZERO


def _weight(criterion: Criterion) -> Fraction:
    return criterion.weight.value if criterion.weight and criterion.weight.value is not None else ZERO


def _taking_part(how: str, children: Sequence[tuple[Criterion, NodeScore]]) -> Fraction | None:
    """Aggregate the maxima of the children that take part; None where one is not published."""
    if not children:
        return ZERO
    maxima = [(criterion, score.applied) for criterion, score in children if score.applied is not None]
    if len(maxima) < len(children):
        return None
    return exact_sum(maximum for _, maximum in maxima) if how == "sum" else _mixed(how, maxima)


def _applied(
    how: str,
    nominal: Fraction | None,
    counted: Sequence[tuple[Criterion, NodeScore]],
    present: Sequence[tuple[Criterion, NodeScore]],
) -> Fraction | None:
    """Give the owner's maximum for this body: what is stated, less what does not apply."""
    if not counted:
        return nominal
    if nominal is None or how in {"mean", "weighted_mean"}:
        return _taking_part(how, present)
    lost: list[Fraction] = []
    for criterion, score in counted:
        full = criterion.maximum.value if criterion.maximum else None
        if score.applied is full:
            continue
        if full is None or score.applied is None:
            if score.points is None and score.status in OUTSIDE:
                return None
            continue
        lost.append((full - score.applied) * (_weight(criterion) if how == "weighted_sum" else 1))
    return nominal - exact_sum(lost) if lost else nominal
