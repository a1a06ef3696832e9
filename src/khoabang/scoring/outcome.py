"""What a rule gives: a number of points, or a status that is not a number; and the steps that led there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

_AT_ONCE, _PART = 64, 8


class Status(StrEnum):
    """Why there is no number. Zero is a number, and none of these."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    EXEMPT = "exempt"
    NOT_VERIFIED = "not_verified"
    NOT_PUBLISHED = "not_published"


Value = Fraction | bool | str | date | Status
Outcome = Fraction | Status


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: `code` names a text, `expression` is arithmetic with `{names}` filled from `values`."""

    code: str
    expression: str = ""
    values: Mapping[str, Fraction | str] = field(default_factory=dict)
    result: Fraction | None = None
    params: Mapping[str, str] = field(default_factory=dict)


class Facts(NamedTuple):
    """The lowest and highest value of one quantity over a ranking group, and over how many bodies."""

    lowest: Fraction
    highest: Fraction
    bodies: int

    def spans(self, before: Fraction, now: Fraction) -> bool:
        """Say whether a value may change so without moving either end: it was neither end, and does not pass one."""
        return self.lowest < before < self.highest and self.lowest <= now <= self.highest


class RefusedError(Exception):
    """An answer that the set does not accept; the indicator counts as missing and the problem is reported."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Given:
    """What one rule may look at for one body: its answers, the indicator's maximum, and facts about other bodies."""

    __slots__ = ("facts", "holidays", "maximum", "missing_is_zero", "notes", "related", "unverified_is_zero", "values")

    def __init__(
        self,
        values: dict[str, Value],
        maximum: Fraction | None,
        *,
        missing_is_zero: bool = False,
        unverified_is_zero: bool = False,
        facts: Mapping[int, Facts] | None = None,
        related: Callable[[int], list[Outcome]] | None = None,
        notes: Mapping[str, str] | None = None,
        holidays: frozenset[date] = frozenset(),
    ) -> None:
        self.values = values
        self.maximum = maximum
        self.missing_is_zero = missing_is_zero
        self.unverified_is_zero = unverified_is_zero
        self.facts = facts or {}
        self.related = related
        self.notes = notes or {}
        self.holidays = holidays

    def number(self, code: str) -> Outcome:
        """Give an input as a number; yes counts 1 and no 0."""
        value = self.values.get(code, Status.MISSING)
        if type(value) is Fraction:
            return value
        if isinstance(value, bool):
            return Fraction(int(value))
        if isinstance(value, Fraction | Status):
            return value
        message = f"{code} is not a number"
        raise TypeError(message)


def above(value: Fraction, other: Fraction) -> bool:
    """Say whether a value is greater than another; `>` of the standard library takes three times as long, mostly asking for types."""
    return value.numerator * other.denominator > other.numerator * value.denominator


def share_of(worth: Fraction, part: Fraction, whole: Fraction) -> Fraction:
    """Give worth × part / whole with one reduction."""
    return Fraction(worth.numerator * part.numerator * whole.denominator, worth.denominator * part.denominator * whole.numerator)


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Add fractions over one denominator with one reduction at the end; many are added in parts, so that large denominators meet late."""
    terms = [value.as_integer_ratio() for value in values]
    if not terms:
        return Fraction(0)
    while len(terms) > _AT_ONCE:
        terms = [_over_one_denominator(terms[start : start + _PART]) for start in range(0, len(terms), _PART)]
    return Fraction(*_over_one_denominator(terms))


def _over_one_denominator(terms: list[tuple[int, int]]) -> tuple[int, int]:
    common = lcm(*[denominator for _, denominator in terms])
    return sum([numerator * (common // denominator) for numerator, denominator in terms]), common
