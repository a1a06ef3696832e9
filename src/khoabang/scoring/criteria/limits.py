"""The least and the greatest value that quantities and formulas can take, from the limits of the inputs they use.

Exact where no input is used twice and no `nếu` is undecided; otherwise wider than the truth, never narrower. `certain` says which.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any, NamedTuple

from lark import Token, Transformer, v_args
from lark.exceptions import VisitError

from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.quantities import FormulaQuantity, Growth, Mean, Quotient, Total, constant
from khoabang.scoring.formula import MAXIMUM, PARSER, compiled
from khoabang.scoring.numbers import Rounding, exact

OWN = ""  # the key of the only input of an indicator, which its rule need not name


class Limits(NamedTuple):
    """The ends of a range, both included; None is no end."""

    low: Fraction | None = None
    high: Fraction | None = None


ANYTHING = Limits()
Known = Mapping[str, Limits]


def point(value: Fraction) -> Limits:
    """Give the range of one value."""
    return Limits(value, value)


def limits_of_input(item: Input) -> Limits:
    """Give the values that an input accepts; one that may be left empty counts 0 then."""
    match item.type:
        case "yes_no":
            return Limits(Fraction(0), Fraction(1))
        case "choice" | "date":
            return ANYTHING
    low = Fraction(0) if item.minimum is None else item.minimum
    high = Fraction(100) if item.maximum is None and item.type == "percent" else item.maximum
    if item.type == "count":
        low, high = Fraction(ceil(low)), None if high is None else Fraction(floor(high))
    if item.optional:
        low, high = min(low, Fraction(0)), None if high is None else max(high, Fraction(0))
    return Limits(low, high)


def limits_of(quantity: Any, known: Known) -> Limits:
    """Give the values that a quantity can take; what is divided by zero takes none."""
    if isinstance(quantity, str):
        number = constant(quantity)
        return known.get(quantity, ANYTHING) if number is None else point(number)
    if isinstance(quantity, FormulaQuantity):
        return limits_of_formula(quantity.formula, known)
    operands = [limits_of(operand, known) for operand in quantity.operands]
    if isinstance(quantity, Total | Mean):
        total = point(Fraction(0))
        for operand in operands:
            total = plus(total, operand)
        return times(total, point(Fraction(1, len(operands)))) if isinstance(quantity, Mean) else total
    first, second = operands
    if isinstance(quantity, Quotient):
        return over(first, second)
    if isinstance(quantity, Growth):  # (now − before) / before = now / before − 1, with each input once
        return plus(over(first, second), point(Fraction(-1)))
    return plus(first, negative(second))


def certain(quantities: Iterable[Any]) -> bool:
    """Say whether the limits of quantities are reached: no input is used twice, and nothing hangs on a condition."""
    used: list[str] = []
    for quantity in quantities:
        found = _uses(quantity)
        if found is None:
            return False
        used += found
    return len(used) == len(set(used))


def _uses(quantity: Any) -> list[str] | None:
    if isinstance(quantity, str):
        return [quantity] if constant(quantity) is None else []
    if isinstance(quantity, FormulaQuantity):
        formula = compiled(quantity.formula)
        words = [str(word) for word in PARSER.lex(formula.source)]
        return None if "nếu" in words else [word for word in words if word in formula.names - {MAXIMUM}]
    found: list[str] = []
    for operand in quantity.operands:
        inner = _uses(operand)
        if inner is None:
            return None
        found += inner
    return found


def plus(first: Limits, second: Limits) -> Limits:
    low, high = ((None if one is None or two is None else one + two) for one, two in zip(first, second, strict=True))
    return Limits(low, high)


def negative(limits: Limits) -> Limits:
    return Limits(None if limits.high is None else -limits.high, None if limits.low is None else -limits.low)


def times(first: Limits, second: Limits) -> Limits:
    """Multiply two ranges: the ends are among the products of the ends, and nothing times no end at all is nothing."""
    finite: list[Fraction] = []
    endless: set[int] = set()
    for (one, side), (two, other) in product(_ends(first), _ends(second)):
        if one is not None and two is not None:
            finite.append(one * two)
        elif one == 0 or two == 0:
            finite.append(Fraction(0))
        else:
            endless.add(_sign(one, side) * _sign(two, other))
    return Limits(None if -1 in endless else min(finite), None if 1 in endless else max(finite))


def _ends(limits: Limits) -> tuple[tuple[Fraction | None, int], tuple[Fraction | None, int]]:
    return (limits.low, -1), (limits.high, 1)


def _sign(end: Fraction | None, side: int) -> int:
    return side if end is None else 1 if end > 0 else -1


def over(first: Limits, second: Limits) -> Limits:
    """Divide two ranges, leaving out the divisor 0."""
    low, high = second
    if low is not None and low >= 0:
        inverse = Limits(Fraction(0) if high is None else 1 / high if high else None, 1 / low if low else None)
    elif high is not None and high <= 0:
        inverse = Limits(1 / high if high else None, Fraction(0) if low is None else 1 / low)
    else:
        inverse = ANYTHING
    return times(first, inverse)


def either(first: Limits, second: Limits) -> Limits:
    """Give the range that holds two others."""
    return Limits(_least([first.low, second.low]), _greatest([first.high, second.high]))


def _least(lows: list[Fraction | None]) -> Fraction | None:
    known = [low for low in lows if low is not None]
    return min(known) if len(known) == len(lows) else None


def _greatest(highs: list[Fraction | None]) -> Fraction | None:
    known = [high for high in highs if high is not None]
    return max(known) if len(known) == len(highs) else None


def _smallest(*parts: Limits) -> Limits:
    return Limits(_least([part.low for part in parts]), min((part.high for part in parts if part.high is not None), default=None))


def _largest(*parts: Limits) -> Limits:
    return negative(_smallest(*(negative(part) for part in parts)))


_WHOLE = point(Fraction(0))


def _rounded(value: Limits, places: Limits = _WHOLE) -> Limits:
    if places.low is None or places.low != places.high or places.low.denominator != 1 or not 0 <= places.low <= 12:
        return plus(value, Limits(Fraction(-1), Fraction(1)))  # no rounding moves a value further
    rounding = Rounding(places=int(places.low))
    low, high = (None if end is None else rounding.apply(end) for end in value)
    return Limits(low, high)


def _distance(value: Limits) -> Limits:
    turned = negative(value)
    low = max((end for end in (value.low, turned.low) if end is not None and end > 0), default=Fraction(0))
    return Limits(low, _greatest([value.high, turned.high]))


_FUNCTIONS: dict[str, Callable[..., Limits]] = {
    "min": _smallest,
    "max": _largest,
    "làm_tròn": _rounded,
    "trị_tuyệt_đối": _distance,
}


def limits_of_formula(source: str, known: Known, maximum: Fraction | None = None) -> Limits:
    """Give the values that a formula can take."""
    env = {**known, MAXIMUM: ANYTHING if maximum is None else point(maximum)}
    try:
        found = _Bounds(env).transform(PARSER.parse(compiled(source).source))
    except VisitError:  # a condition where a number must stand: refused when it is computed
        return ANYTHING
    return found if isinstance(found, Limits) else ANYTHING


def _above(first: Limits, second: Limits) -> bool | None:
    """Say whether the first is greater than the second; None where that hangs on the figures."""
    if first.low is not None and second.high is not None and first.low > second.high:
        return True
    return False if first.high is not None and second.low is not None and first.high <= second.low else None


def _compared(first: Limits, sign: str, second: Limits) -> bool | None:
    match sign:
        case ">":
            return _above(first, second)
        case "<":
            return _above(second, first)
        case "<=" | "≤":
            return _turned(_above(first, second))
        case ">=" | "≥":
            return _turned(_above(second, first))
    apart = _above(first, second) or _above(second, first)
    same = False if apart else True if first == second and first.low is not None and first.low == first.high else None
    return same if sign == "=" else _turned(same)


def _turned(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


@v_args(inline=True)
class _Bounds(Transformer[Token, Any]):
    """Turn the tree of a formula into limits; a condition is true, false, or None where it hangs on the figures."""

    def __init__(self, env: Known) -> None:
        super().__init__()
        self.env = env

    def number(self, token: Token) -> Limits:
        return point(exact(token.rstrip("%").replace(",", ".")) / (100 if token.endswith("%") else 1))

    def name(self, token: Token) -> Limits:
        return self.env.get(str(token), ANYTHING)

    def call(self, token: Token, *arguments: Limits) -> Limits:
        return _FUNCTIONS[str(token)](*arguments)

    def add(self, left: Limits, right: Limits) -> Limits:
        return plus(left, right)

    def subtract(self, left: Limits, right: Limits) -> Limits:
        return plus(left, negative(right))

    def multiply(self, left: Limits, right: Limits) -> Limits:
        return times(left, right)

    def divide(self, left: Limits, right: Limits) -> Limits:
        return over(left, right)

    def minus(self, value: Limits) -> Limits:
        return negative(value)

    def comparison(self, left: Limits, sign: Token, right: Limits) -> bool | None:
        return _compared(left, str(sign), right)

    def either(self, *parts: bool | None) -> bool | None:
        return True if True in parts else None if None in parts else False

    def both(self, *parts: bool | None) -> bool | None:
        return False if False in parts else None if None in parts else True

    def negate(self, part: bool | None) -> bool | None:
        return _turned(part)

    def if_else(self, condition: bool | None, then: Limits, otherwise: Limits) -> Limits:
        return either(then, otherwise) if condition is None else then if condition else otherwise
