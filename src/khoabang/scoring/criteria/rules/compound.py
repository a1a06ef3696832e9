"""Rules made of rules, rules that look at other bodies, formulas and dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.fields import Code, Day, ExactNumber, Part, Text
from khoabang.scoring.criteria.limits import Known, limits_of_formula
from khoabang.scoring.criteria.quantities import Quantity, UndefinedError, ZeroAnswer, evaluate_formula, measure, names
from khoabang.scoring.criteria.rules.base import ZERO, Rule, Trace, WorthRule, all_numbers, answer_zero, note
from khoabang.scoring.formula import MAXIMUM, FormulaError, compiled
from khoabang.scoring.outcome import Given, Outcome, Status, exact_sum

if TYPE_CHECKING:
    from khoabang.scoring.criteria.rules import AnyRule

SATURDAY = 5
YES_NO = {"yes": True, "có": True, "no": False, "không": False}


class GroupRelative(Rule):
    """A rule that compares a body with its ranking group; `Given.facts` holds the group's extremes under `id(rule)`."""

    value: Quantity
    best: Literal["highest", "lowest"] = "highest"

    def quantities(self) -> list[Any]:
        return [self.value]

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((name, "number") for name in names(self.value))

    def own_value(self, given: Given) -> Outcome:
        """Give the body's own value."""
        try:
            return measure(self.value, given)
        except UndefinedError:
            return Status.MISSING


class FormulaRule(Rule):
    """Points by a formula in the set's language."""

    kind: Literal["formula"]
    formula: str

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            compiled(self.formula)
        except FormulaError as error:
            raise PydanticCustomError("formula", "{detail}", {"detail": str(error)}) from None
        return self

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield from ((name, "number") for name in sorted(compiled(self.formula).names - {MAXIMUM}))

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        points = evaluate_formula(self.formula, given)
        if isinstance(points, Fraction):
            note(trace, "formula", "{v}", points, v=points, formula=self.formula)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        return limits_of_formula(self.formula, known, maximum).high


class Sum(Rule):
    """The sum of its parts, at most `cap`. Parts without a number count as the set treats missing values."""

    kind: Literal["sum"]
    parts_: Annotated[list["AnyRule"], Field(alias="parts", min_length=1)]
    cap: ExactNumber | None = None

    def parts(self) -> "list[AnyRule]":
        return self.parts_

    def inputs(self) -> Iterator[tuple[str, str]]:
        for part in self.parts_:
            yield from part.inputs()

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        outcomes = [part.evaluate(given, trace) for part in self.parts_]
        lacking = {outcome for outcome in outcomes if isinstance(outcome, Status)}
        if len(outcomes) == sum(isinstance(outcome, Status) for outcome in outcomes):
            return next(status for status in Status if status in lacking)
        for status in Status:
            forgiven = (
                status == Status.NOT_APPLICABLE
                or (status == Status.MISSING and given.missing_is_zero)
                or (status == Status.NOT_VERIFIED and given.unverified_is_zero)
            )
            if status in lacking and not forgiven:
                return status
        for status in lacking:
            note(trace, "part_" + status.value)
        points = exact_sum(outcome for outcome in outcomes if isinstance(outcome, Fraction))
        note(trace, "sum", " + ".join(f"{{p{i}}}" for i in range(len(outcomes))), points, **_numbered(outcomes))
        if self.cap is not None and points > self.cap:
            note(trace, "capped", "min({v}; {c})", self.cap, v=points, c=self.cap)
            return self.cap
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worths = [part.most(maximum, known) for part in self.parts_]
        if any(worth is None for worth in worths):
            return self.cap
        total = exact_sum(worth for worth in worths if worth is not None)
        return total if self.cap is None else min(total, self.cap)


class BestOf(Rule):
    """The most favourable of several cases. One left empty does not compete; one not yet verified or not published may yet be the best."""

    kind: Literal["best_of"]
    options: Annotated[list["AnyRule"], Field(min_length=1)]

    def parts(self) -> "list[AnyRule]":
        return self.options

    def inputs(self) -> Iterator[tuple[str, str]]:
        for option in self.options:
            yield from option.inputs()

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        outcomes = [option.evaluate(given, trace) for option in self.options]
        numbers = [outcome for outcome in outcomes if isinstance(outcome, Fraction)]
        if Status.NOT_PUBLISHED in outcomes:
            return Status.NOT_PUBLISHED
        if Status.NOT_VERIFIED in outcomes and not given.unverified_is_zero:
            return Status.NOT_VERIFIED
        if not numbers:
            return next(status for status in Status if status in outcomes)
        best = max(numbers)
        note(trace, "best_of", "max(" + "; ".join(f"{{p{i}}}" for i in range(len(outcomes))) + ")", best, **_numbered(outcomes))
        return best

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worths = [option.most(maximum, known) for option in self.options]
        return None if any(worth is None for worth in worths) else max(worth for worth in worths if worth is not None)


def _numbered(outcomes: list[Outcome]) -> dict[str, Fraction | str]:
    return {f"p{i}": outcome if isinstance(outcome, Fraction) else outcome.value for i, outcome in enumerate(outcomes)}


class InputTest(Part):
    """A condition on one input: `is`, `at_least` or `at_most`."""

    model_config = ConfigDict(json_schema_extra=json_schema.all_of(json_schema.one_at_least("is", "at_least", "at_most")))

    input: Code
    is_: Annotated[Text | None, Field(alias="is")] = None
    at_least: ExactNumber | None = None
    at_most: ExactNumber | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if self.is_ is None and self.at_least is None and self.at_most is None:
            raise PydanticCustomError("missing", "is")
        return self

    def wanted(self) -> tuple[str, str]:
        """Give the input's code and the type it must have."""
        if self.is_ is None:
            return self.input, "number"
        return self.input, "yes_no" if self.is_ in YES_NO else "choice"

    def holds(self, given: Given) -> bool | Status:
        """Say whether the condition holds, or the status of an input without a value."""
        value = given.values.get(self.input, Status.MISSING)
        if isinstance(value, Status):
            return value
        if self.is_ is not None:
            return value == YES_NO.get(self.is_, self.is_)
        number = given.number(self.input)
        assert isinstance(number, Fraction)  # noqa: S101 - a status has returned above
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


class Gate(Rule, InputTest):
    """A precondition: `then` where it holds, else `otherwise`."""

    kind: Literal["gate"]
    then: "AnyRule"
    otherwise: ExactNumber = ZERO

    def parts(self) -> "list[AnyRule]":
        return [self.then]

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield self.wanted()
        yield from self.then.inputs()

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        holds = self.holds(given)
        if isinstance(holds, Status):
            return holds
        if holds:
            return self.then.evaluate(given, trace)
        note(trace, "gate_closed", "{v}", self.otherwise, v=self.otherwise)
        return self.otherwise

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        inside = self.then.most(maximum, known)
        return None if inside is None else max(inside, self.otherwise)


class RelativeToBest(GroupRelative, WorthRule):
    """Value / best of the ranking group × P; where less is better, best / value × P. Computed over verified values at closing time."""

    kind: Literal["relative_to_best"]
    zero_best: ZeroAnswer

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(self.own_value(given), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, worth = figures
        facts = given.facts.get(id(self))
        if facts is None:  # nobody of the group is compared, this body neither
            return Status.NOT_APPLICABLE
        best = facts.highest if self.best == "highest" else facts.lowest
        part, whole = (value, best) if self.best == "highest" else (best, value)
        if whole == 0:
            note(trace, "zero_best", "{a} / {b}", a=part, b=whole, answer=self.zero_best)
            return answer_zero(self.zero_best, worth)
        points = part / whole * worth
        note(trace, "relative_to_best", "{a} / {b} × {P}", points, a=part, b=whole, P=worth, n=Fraction(facts.bodies))
        return points


class MinMax(GroupRelative, WorthRule):
    """(value − lowest) / (highest − lowest) × P over the ranking group; turned round where less is better."""

    kind: Literal["min_max"]
    all_equal: ZeroAnswer

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        figures = all_numbers(self.own_value(given), self.worth(given.maximum))
        if isinstance(figures, Status):
            return figures
        value, worth = figures
        facts = given.facts.get(id(self))
        if facts is None:  # nobody of the group is compared, this body neither
            return Status.NOT_APPLICABLE
        lowest, highest, count = facts
        if lowest == highest:
            note(trace, "all_equal", "{a} = {b}", a=lowest, b=highest, answer=self.all_equal)
            return answer_zero(self.all_equal, worth)
        zero_at, full_at = (lowest, highest) if self.best == "highest" else (highest, lowest)
        points = (value - zero_at) / (full_at - zero_at) * worth
        note(
            trace, "min_max", "({v} − {z}) / ({f} − {z}) × {P}", points, v=value, z=zero_at, f=full_at, P=worth, n=Fraction(count)
        )
        return points


class MeanOfBodies(WorthRule):
    """The mean over a body's subordinates or predecessors of their points, or of their share of the maximum × P."""

    kind: Literal["mean_of_bodies"]
    relation: Literal["subordinates", "predecessors"]
    of: Code | None = None
    measure: Literal["points", "share"] = "share"

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        worth = self.worth(given.maximum)
        outcomes = given.related(id(self)) if given.related else []
        numbers = [outcome for outcome in outcomes if isinstance(outcome, Fraction)]
        if isinstance(worth, Status) or not numbers:
            return worth if isinstance(worth, Status) else Status.MISSING
        mean = exact_sum(numbers) / len(numbers)
        points = mean * worth if self.measure == "share" else mean
        expression = "{m} × {P}" if self.measure == "share" else "{m}"
        note(trace, "mean_of_bodies", expression, points, m=mean, P=worth, n=Fraction(len(numbers)), relation=self.relation)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth = self.worth(maximum)
        return worth if isinstance(worth, Fraction) and self.measure == "share" else None


class Lateness(WorthRule):
    """Points less so much for each day late, or the deduction itself; nothing after `zero_after` days."""

    kind: Literal["lateness"]
    input: Code
    due: Day
    each_day: ExactNumber
    zero_after: int | None = Field(default=None, ge=0)
    count: Literal["calendar", "working"] = "calendar"
    free: int = Field(default=0, ge=0)
    gives: Literal["points", "deduction"] = "points"
    cap: ExactNumber | None = None

    def inputs(self) -> Iterator[tuple[str, str]]:
        yield self.input, "date"

    def days_late(self, on: date, holidays: frozenset[date]) -> int:
        """Count the days after the due date up to and including `on`, less the free ones."""
        days = [self.due + timedelta(days=n) for n in range(1, (on - self.due).days + 1)]
        if self.count == "working":
            days = [day for day in days if day.weekday() < SATURDAY and day not in holidays]
        return max(0, len(days) - self.free)

    def evaluate(self, given: Given, trace: Trace = None) -> Outcome:
        value, worth = given.values.get(self.input, Status.MISSING), self.worth(given.maximum)
        if isinstance(value, Status):
            return value
        assert isinstance(value, date)  # noqa: S101 - the input's type, checked with the set
        if isinstance(worth, Status):
            return worth
        days = self.days_late(value, given.holidays)
        lost = days * self.each_day
        if self.cap is not None:
            lost = min(lost, self.cap)
        if self.zero_after is not None and days > self.zero_after:
            lost = worth
        points = lost if self.gives == "deduction" else max(ZERO, worth - lost)
        if trace is not None:
            by_day = self.gives == "deduction" and points == days * self.each_day
            expression = "{n} × {each}" if by_day else "{P} − {lost}" if points == worth - lost else "{v}"
            values = {"v": points, "n": Fraction(days), "each": self.each_day, "lost": lost, "P": worth}
            note(trace, "lateness" if days else "on_time", expression if days else "{v}", points, **values)
        return points

    def most(self, maximum: Fraction, known: Known) -> Fraction | None:
        worth = self.worth(maximum)
        if self.gives == "deduction":
            return self.cap if self.zero_after is None else (worth if isinstance(worth, Fraction) else None)
        return worth if isinstance(worth, Fraction) else None
