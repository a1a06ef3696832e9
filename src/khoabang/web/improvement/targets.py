"""Whether a target is met: its value against the latest known answers, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from khoabang.scoring.numbers import exact
from khoabang.web.improvement.content import Target


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known of a target: the latest value, None where there is none; and whether that meets it."""

    value: Fraction | None = None
    is_met: bool | None = None  # None where the value is not known


def reached(target: Target, answers: Mapping[str, Fraction]) -> Reached:
    """Hold a target against answers by the code of their inputs; a percentage of nothing, or of what is not known, is not known.

    >>> from khoabang.web.improvement.content import Quantity
    >>> from datetime import date
    >>> target = Target(1, "1.2", "", Quantity("muc_4/tong_so", "", "%"), "30", False, date(2020, 12, 31))
    >>> reached(target, {"muc_4": Fraction(3), "tong_so": Fraction(10)}).is_met
    True
    >>> reached(target, {"muc_4": Fraction(3)}).is_met is None
    True
    """
    known = [answers.get(code) for code in target.quantity.inputs]
    values = [each for each in known if each is not None]
    if len(values) < len(known):
        return Reached()
    if len(values) == 1:
        value = values[0]
    elif values[1] == 0:
        return Reached()
    else:
        value = values[0] / values[1] * 100
    wanted = exact(target.value)
    return Reached(value, value <= wanted if target.at_most else value >= wanted)
