"""Rules in proportion: ratios and their inverse, completion of a plan, staged targets, lines between two values, growth."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria.fields import ExactNumber
from khoabang.scoring.criteria.limits import Known, limits_of, over
from khoabang.scoring.criteria.quantities import Quantity, ZeroAnswer, names
from khoabang.scoring.criteria.rules.base import (
    ONE,
    ZERO,
    Trace,
    WorthRule,
    all_numbers,
    along,
    answer_zero,
    measured,
    note,
    note_along,
)
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Given, Outcome, RefusedError, Status, above, share_of


class _Share(WorthRule):
    """Points in proportion to numerator/denominator; the base of ratio, plan completion and inverse ratio."""

    zero_at: ExactNumber | None = None
    full_at: ExactNumber | None = None
    floor: ExactNumber | None = None
    over: Literal["cap", "accept", "refuse"]
    zero_denominator: ZeroAnswer

    @model_validator(mode="after")
    def _distinct_ends(self) -> Self:
        zero_at, full_at = self.ends()
        if zero_at == full_at:
            raise PydanticCustomError("bounds", "{detail}", {"detail": "zero_at = full_at"})
        return self

    def ends(self) -> tuple[Fraction, Fraction]:
        """Give the ratios that give nothing and all."""
        return self.zero_at or ZERO, ONE if self.full_at is None else self.full_at

    @abstractmethod
    def fraction(self) -> tuple[Any, Any]:
        """Give numerator and denominator as quantities."""

    def inputs(self) -> Iterator[tuple[str, str]]:
        for quantity in self.fraction():
            yield from ((name, "number") for name in names(quantity))

    def quantities(self) -> list[Any]:
        return list(self.fraction())

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        upper, lower = self.fraction()
        figures = all_numbers(measured(upper, given, trace), measured(lower, given, trace), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        numerator, denominator, worth = figures
        if not denominator:
            note(trace, "zero_denominator", "{a} / {b}", a=numerator, b=denominator, answer=self.zero_denominator)
            return answer_zero(self.zero_denominator, worth)
        return self.scored(numerator, denominator, worth, trace)

    def scored(self, numerator: Fraction, denominator: Fraction, worth: Fraction, trace: Trace) -> Outcome:
        """Turn a/b into points."""
        over = above(numerator, denominator) if denominator.numerator > 0 else above(denominator, numerator)
        if over and self.over == "refuse":
            raise RefusedError("ANS022", numerator=plain(numerator), denominator=plain(denominator))
        capped = over and self.over == "cap"
        if capped:
            note(trace, "capped_ratio", "{a} / {b} > 1", a=numerator, b=denominator)
        if self.floor is not None and not capped and numerator / denominator < self.floor:
            note(trace, "below_floor", "{a} / {b} < {f}", ZERO, a=numerator, b=denominator, f=self.floor)
            return ZERO
        if self.full_at is None and self.zero_at is None:
            points = worth if capped else share_of(worth, numerator, denominator)
            note(trace, "ratio", "1 × {P}" if capped else "{a} / {b} × {P}", points, a=numerator, b=denominator, P=worth)
            return points
        return self.between(ONE if capped else numerator / denominator, worth, *self.ends(), trace)

    def between(self, ratio: Fraction, worth: Fraction, zero_at: Fraction, full_at: Fraction, trace: Trace) -> Fraction:
        """Give the points of a ratio on the way from the one that gives nothing to the one that gives all."""
        points = along(ratio, zero_at, full_at) * worth
        if trace is not None:
            inside = min(zero_at, full_at) < ratio < max(zero_at, full_at)
            expression = "({r} − {z}) / ({f} − {z}) × {P}" if inside else "{r} → {P}"
            note(trace, "ratio_between", expression, points, r=ratio, z=zero_at, f=full_at, P=worth if inside else points)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth = self.worth(maximum)
        if isinstance(worth, Status):
            return None
        if self.over == "accept" and self.ends() == (ZERO, ONE):
            highest = over(*(limits_of(quantity, known) for quantity in self.fraction())).high
            return None if highest is None else max(ZERO, highest) * worth
        return worth


class Ratio(_Share):
    """a/b × P, with the answers to a > b, b = 0, a floor and a staged target written down."""

    kind: Literal["ratio"]
    numerator: Quantity
    denominator: Quantity

    def fraction(self) -> tuple[Any, Any]:
        return self.numerator, self.denominator


class PlanCompletion(_Share):
    """Tasks done out of tasks planned × P."""

    kind: Literal["plan_completion"]
    done: Quantity
    planned: Quantity

    def fraction(self) -> tuple[Any, Any]:
        return self.done, self.planned


class InverseRatio(_Share):
    """Less is better: (1 − a/b) × P, or between the ratio that gives all and the one that gives nothing."""

    kind: Literal["inverse_ratio"]
    floor: None = None
    numerator: Quantity
    denominator: Quantity

    def fraction(self) -> tuple[Any, Any]:
        return self.numerator, self.denominator

    def ends(self) -> tuple[Fraction, Fraction]:
        return ONE if self.zero_at is None else self.zero_at, self.full_at or ZERO

    def scored(self, numerator: Fraction, denominator: Fraction, worth: Fraction, trace: Trace) -> Outcome:
        ratio = numerator / denominator
        if ratio > 1 and self.over == "refuse":
            raise RefusedError("ANS022", numerator=plain(numerator), denominator=plain(denominator))
        if self.full_at is not None or self.zero_at is not None:
            return self.between(ratio, worth, *self.ends(), trace)
        points = max(ZERO, 1 - ratio) * worth
        expression = "(1 − {a} / {b}) × {P}" if ratio <= 1 else "max(0; 1 − {a} / {b}) × {P}"
        note(trace, "inverse_ratio", expression, points, a=numerator, b=denominator, P=worth)
        return points


class Target(WorthRule):
    """All points when a target is met; below it nothing, or in proportion."""

    kind: Literal["target"]
    value: Quantity
    target: Quantity
    direction: Literal["at_least", "at_most"] = "at_least"
    below: Literal["zero", "proportional"] = "zero"

    def inputs(self) -> Iterator[tuple[str, str]]:
        for quantity in (self.value, self.target):
            yield from ((name, "number") for name in names(quantity))

    def quantities(self) -> list[Any]:
        return [self.value, self.target]

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(measured(self.value, given, trace), measured(self.target, given, trace), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, target, worth = figures
        upward = self.direction == "at_least"
        if value >= target if upward else value <= target:
            note(trace, "target_met", "{v} ≥ {t}" if upward else "{v} ≤ {t}", worth, v=value, t=target)
            return worth
        part, whole = (value, target) if upward else (target, value)
        if self.below == "zero" or whole == 0:
            note(trace, "target_missed", "{v} < {t}" if upward else "{v} > {t}", ZERO, v=value, t=target)
            return ZERO
        points = max(ZERO, part / whole * worth)
        expression = "{a} / {b} × {P}" if points else "max(0; {a} / {b} × {P})"
        note(trace, "target_share", expression, points, a=part, b=whole, P=worth)
        return points


class Proportional(WorthRule):
    """Points along a line between two values, never outside."""

    kind: Literal["proportional"]
    value: Quantity
    zero_at: ExactNumber = ZERO
    full_at: ExactNumber

    @model_validator(mode="after")
    def _distinct_ends(self) -> Self:
        if self.full_at == self.zero_at:
            raise PydanticCustomError("bounds", "{detail}", {"detail": "zero_at = full_at"})
        return self

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((name, "number") for name in names(self.value))

    def quantities(self) -> list[Any]:
        return [self.value]

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(measured(self.value, given, trace), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, worth = figures
        points = along(value, self.zero_at, self.full_at) * worth
        note_along(trace, "proportional", value, self.zero_at, self.full_at, worth, points)
        return points


class GrowthRule(WorthRule):
    """Points by the change on the earlier value: (now − before) / before, between `zero_at` and `full_at`."""

    kind: Literal["growth"]
    now: Quantity
    before: Quantity
    zero_at: ExactNumber = ZERO
    full_at: ExactNumber
    zero_before: ZeroAnswer

    def inputs(self) -> Iterator[tuple[str, str]]:
        for quantity in (self.now, self.before):
            yield from ((name, "number") for name in names(quantity))

    def quantities(self) -> list[Any]:
        return [self.now, self.before]

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(measured(self.now, given, trace), measured(self.before, given, trace), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        now, before, worth = figures
        if not before:
            note(trace, "zero_denominator", "{a} / {b}", a=now, b=before, answer=self.zero_before)
            return answer_zero(self.zero_before, worth)
        growth = (now - before) / before
        points = along(growth, self.zero_at, self.full_at) * worth
        note(trace, "growth", "({a} − {b}) / {b}", growth, a=now, b=before)
        note_along(trace, "proportional", growth, self.zero_at, self.full_at, worth, points)
        return points
