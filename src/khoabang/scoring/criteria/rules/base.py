"""What all rules share: their worth, what they may be asked, and the small arithmetic they repeat."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, cast

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.fields import ExactNumber, Part, Text
from khoabang.scoring.criteria.limits import Known
from khoabang.scoring.criteria.quantities import UndefinedError, ZeroAnswer, constant, measure
from khoabang.scoring.outcome import Given, Outcome, Status, Step

if TYPE_CHECKING:
    from khoabang.scoring.criteria.rules import AnyRule

Trace = list[Step] | None
ONE = Fraction(1)
ZERO = Fraction(0)


def note(trace: Trace, code: str, expression: str = "", result: Fraction | None = None, /, **values: Fraction | str) -> None:
    """Add a step to the explanation, where one is being made."""
    if trace is not None:
        trace.append(Step(code, expression, values, result))


class Worth(Part):
    """Points stated outright, or as a share of the indicator's maximum; neither means all of it."""

    model_config = ConfigDict(json_schema_extra=json_schema.all_of(json_schema.one_at_most("points", "share")))

    points: ExactNumber | None = None
    share: ExactNumber | None = None

    @model_validator(mode="after")
    def _only_one(self) -> Self:
        if self.points is not None and self.share is not None:
            raise PydanticCustomError("one_of", "{detail}", {"detail": "points | share"})
        return self

    @property
    def states_worth(self) -> bool:
        """Whether points or share is written."""
        return self.points is not None or self.share is not None

    def worth(self, maximum: Fraction | None) -> Outcome:
        """Give the points, for an indicator with this maximum (None: not published)."""
        if self.points is not None:
            return self.points
        if maximum is None:
            return Status.NOT_PUBLISHED
        return maximum if self.share is None else self.share * maximum


class Rule(Part):
    """What every rule can do; `inferred` says what of it the text does not state, and why we read it so."""

    inferred: Text | None = None

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Give each input's code with the type wanted: number, yes_no, choice or date."""
        yield from ()

    def parts(self) -> "list[AnyRule]":
        """Give the rules inside."""
        return []

    def quantities(self) -> list[Any]:
        """Give the quantities it measures."""
        return []

    @abstractmethod
    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        """Give the points for one body's answers, or the status that there are none."""

    @abstractmethod
    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        """Give the most points it can give with inputs of these limits, or None where nothing limits them."""


class WorthRule(Rule, Worth):
    """A rule that gives its worth or less."""

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth = self.worth(maximum)
        return worth if isinstance(worth, Fraction) else None


def all_numbers(*outcomes: Outcome) -> tuple[Fraction, ...] | Status:
    """Give the numbers, or the first status among them."""
    for outcome in outcomes:
        if isinstance(outcome, Status):
            return outcome
    return cast("tuple[Fraction, ...]", outcomes)


def answer_zero(answer: ZeroAnswer, worth: Outcome) -> Outcome:
    match answer:
        case "zero":
            return ZERO
        case "full":
            return worth
        case _:
            return Status(answer)


def measured(quantity: Any, given: Given, trace: Trace) -> Outcome:
    """Measure; a zero denominator that the rule does not speak of is a missing value."""
    if type(quantity) is str and constant(quantity) is None and type(value := given.values.get(quantity)) is Fraction:
        return value
    try:
        return measure(quantity, given)
    except UndefinedError:
        note(trace, "undefined")
        return Status.MISSING


def along(value: Fraction, zero_at: Fraction, full_at: Fraction) -> Fraction:
    """Give the share of the way from `zero_at` to `full_at`, within 0 and 1; either may be the larger."""
    # (v − z) / (f − z) over one denominator, reduced once: this is asked of every first-seen figure of a national round.
    start, end = zero_at.denominator, full_at.denominator
    way = (value.numerator * start - zero_at.numerator * value.denominator) * end
    whole = (full_at.numerator * start - zero_at.numerator * end) * value.denominator
    if whole < 0:
        way, whole = -way, -whole
    return ZERO if way <= 0 else ONE if way >= whole else Fraction(way, whole)


def note_along(
    trace: Trace, code: str, value: Fraction, zero_at: Fraction, full_at: Fraction, worth: Fraction, points: Fraction
) -> None:
    """Note a step made with `along`; min or max is written only where a value lies outside."""
    if trace is not None:
        share, written = (value - zero_at) / (full_at - zero_at), "({v} − {z}) / ({f} − {z})"
        if not 0 <= share <= 1:
            written = f"min(1; {written})" if share > 1 else f"max(0; {written})"
        note(trace, code, written + " × {P}", points, v=value, z=zero_at, f=full_at, P=worth)
