"""Rules on one figure or one answer: points entered, yes or no, choices, steps, counts, other indices, surveys."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.fields import Code, ExactNumber, Text, Truth
from khoabang.scoring.criteria.limits import ANYTHING, OWN, Known, Limits, limits_of, plus, point, times
from khoabang.scoring.criteria.quantities import Quantity, names
from khoabang.scoring.criteria.rules.base import (
    ZERO,
    Rule,
    Trace,
    Worth,
    WorthRule,
    all_numbers,
    along,
    answer_zero,
    measured,
    note,
    note_along,
)
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Given, Outcome, RefusedError, Status


class GivenPoints(Rule):
    """Points entered as they are; `excluded` names the input with points not assessed for this body."""

    kind: Literal["given"]
    input: Code | None = None
    excluded: Code | None = None

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((code, "number") for code in (self.input, self.excluded) if code)

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = given.number(self.input or "")
        if isinstance(value, Fraction):
            note(trace, "given", "{v}", value, v=value)
        return value

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        return known.get(self.input or OWN, ANYTHING).high


class ExpertMark(Rule):
    """A mark by the council or experts; without a written reason it is refused where the set asks for one."""

    kind: Literal["expert"]
    input: Code | None = None
    reason_required: Truth = True

    def inputs(self) -> Iterator[tuple[str, str]]:
        if self.input:
            yield self.input, "number"

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = given.number(self.input or "")
        if isinstance(value, Status):
            return value
        reason = given.notes.get(self.input or "", "")
        if self.reason_required and not reason:
            raise RefusedError("ANS024")
        note(trace, "expert", "{v}", value, v=value, reason=reason)
        return value

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        return known.get(self.input or OWN, ANYTHING).high


class YesNo(WorthRule):
    """Yes gives the points, no gives `otherwise`."""

    kind: Literal["yes_no"]
    input: Code | None = None
    otherwise: ExactNumber = ZERO

    def inputs(self) -> Iterator[tuple[str, str]]:
        if self.input:
            yield self.input, "yes_no"

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = given.values.get(self.input or "", Status.MISSING)
        if isinstance(value, Status):
            return value
        points = self.worth(given.maximum) if value is True else self.otherwise
        if isinstance(points, Fraction):
            note(trace, "yes" if value is True else "no", "{v}", points, v=points)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth = self.worth(maximum)
        return max(worth, self.otherwise) if isinstance(worth, Fraction) else None


class ChoiceOption(Worth):
    """One of the named cases and what it is worth."""

    code: Code
    name: Text | None = None


class Choice(Rule):
    """One of several named cases, each with its points."""

    kind: Literal["choice"]
    input: Code | None = None
    options: Annotated[list[ChoiceOption], Field(min_length=1)]

    def inputs(self) -> Iterator[tuple[str, str]]:
        if self.input:
            yield self.input, "choice"

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = given.values.get(self.input or "", Status.MISSING)
        if isinstance(value, Status):
            return value
        option = next(option for option in self.options if option.code == value)
        points = option.worth(given.maximum)
        if isinstance(points, Fraction):
            note(trace, "choice", "{v}", points, v=points, option=option.name or option.code)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        return max((worth for option in self.options if isinstance(worth := option.worth(maximum), Fraction)), default=None)


class Tier(Worth):
    """One step: from this value on (or above it, where tiers are closed above) the points are these."""

    from_: Annotated[ExactNumber, Field(alias="from")]
    name: Text | None = None
    colour: Text | None = None


_COLOURS = json_schema.all_of(
    json_schema.when("kind", "status", {"properties": {"tiers": {"items": json_schema.written("colour", "name")}}})
)


class Tiers(Rule):
    """Steps by a value; the highest step reached counts. `status` is the same with a colour for each step."""

    model_config = ConfigDict(json_schema_extra=_COLOURS)

    kind: Literal["tiers", "status"]
    value: Quantity
    tiers: Annotated[list[Tier], Field(min_length=1)]
    closed: Literal["lower", "upper"] = "lower"
    below: ExactNumber = ZERO

    @model_validator(mode="after")
    def _colours(self) -> Self:
        if self.kind == "status" and any(tier.colour is None or tier.name is None for tier in self.tiers):
            raise PydanticCustomError("missing", "colour")
        return self

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((name, "number") for name in names(self.value))

    def quantities(self) -> list[Any]:
        return [self.value]

    def reached(self, value: Fraction) -> Tier | None:
        """Give the highest tier that a value reaches, or None below all."""
        reached = [tier for tier in self.tiers if (value >= tier.from_ if self.closed == "lower" else value > tier.from_)]
        return max(reached, key=lambda tier: tier.from_, default=None)

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = measured(self.value, given, trace)
        if isinstance(value, Status):
            return value
        tier = self.reached(value)
        points = self.below if tier is None else tier.worth(given.maximum)
        if isinstance(points, Fraction):
            if tier is None:
                lowest = min(tier.from_ for tier in self.tiers)
                note(trace, "below_tiers", "{v} < {t}" if self.closed == "lower" else "{v} ≤ {t}", points, v=value, t=lowest)
            else:
                sign = "≥" if self.closed == "lower" else ">"
                note(trace, self.kind, f"{{v}} {sign} {{t}}", points, v=value, t=tier.from_, name=tier.name or "")
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worths = [tier.worth(maximum) for tier in self.tiers]
        return max([self.below, *(worth for worth in worths if isinstance(worth, Fraction))])


class Count(Rule):
    """So many points for each, at most `cap`; the first `free` count nothing."""

    kind: Literal["count"]
    input: Quantity
    each: ExactNumber
    cap: ExactNumber | None = None
    free: ExactNumber = ZERO

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((name, "number") for name in names(self.input))

    def quantities(self) -> list[Any]:
        return [self.input]

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value = measured(self.input, given, trace)
        if isinstance(value, Status):
            return value
        points = max(ZERO, value - self.free) * self.each if self.free else value * self.each
        outside = "max(0; {n} − {free})" if value < self.free else "({n} − {free})"
        expression = outside + " × {each}" if self.free else "{n} × {each}"
        note(trace, "count", expression, points, n=value, each=self.each, **({"free": self.free} if self.free else {}))
        if self.cap is not None and points > self.cap:
            note(trace, "capped", "min({v}; {c})", self.cap, v=points, c=self.cap)
            return self.cap
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        counted = plus(limits_of(self.input, known), point(-self.free))
        if self.free:
            counted = Limits(ZERO, None if counted.high is None else max(ZERO, counted.high))
        highest = times(counted, point(self.each)).high
        return min((limit for limit in (highest, self.cap) if limit is not None), default=None)


class External(WorthRule):
    """Points carried over from another index or system whose own maximum is `scale`."""

    kind: Literal["external"]
    input: Code | None = None
    scale: ExactNumber

    @model_validator(mode="after")
    def _some_scale(self) -> Self:
        if self.scale <= 0:
            raise PydanticCustomError("bounds", "{detail}", {"detail": "scale ≤ 0"})
        return self

    def inputs(self) -> Iterator[tuple[str, str]]:
        if self.input:
            yield self.input, "number"

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(given.number(self.input or ""), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, worth = figures
        points = value / self.scale * worth
        note(trace, "external", "{v} / {s} × {P}", points, v=value, s=self.scale, P=worth)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth, highest = self.worth(maximum), known.get(self.input or OWN, ANYTHING).high
        return None if highest is None or isinstance(worth, Status) else highest / self.scale * worth


class Survey(WorthRule):
    """A survey's mean mark on a scale; with too few respondents it counts as the set says."""

    kind: Literal["survey"]
    input: Code | None = None
    from_: Annotated[ExactNumber, Field(alias="from")] = ZERO
    to: ExactNumber
    respondents: Code | None = None
    minimum_respondents: ExactNumber | None = None
    too_few: Literal["missing", "zero", "not_applicable"] = "missing"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.to <= self.from_:
            raise PydanticCustomError("bounds", "{detail}", {"detail": "from ≥ to"})
        if (self.respondents is None) != (self.minimum_respondents is None):
            raise PydanticCustomError("missing", "respondents, minimum_respondents")
        return self

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((code, "number") for code in (self.input, self.respondents) if code)

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(given.number(self.input or ""), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, worth = figures
        if self.respondents and self.minimum_respondents is not None:
            respondents = given.number(self.respondents)
            if isinstance(respondents, Status):
                return respondents
            if respondents < self.minimum_respondents:
                note(trace, "too_few", "{n} < {m}", n=respondents, m=self.minimum_respondents, answer=self.too_few)
                return answer_zero(self.too_few, worth)
        if not self.from_ <= value <= self.to:
            raise RefusedError("ANS027", value=plain(value), lowest=plain(self.from_), highest=plain(self.to))
        points = along(value, self.from_, self.to) * worth
        note_along(trace, "survey", value, self.from_, self.to, worth, points)
        return points
