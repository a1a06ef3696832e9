"""An index that is a total over a maximum: which maximum, for which rows, and what it rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from khoabang.auditing.figures import FLOAT_STEPS, Figure
from khoabang.auditing.formulas import CHANCE, ENOUGH, FEWEST, ZERO, shifts
from khoabang.auditing.sheet import Column

_LEAST_PART = Fraction(1, 2)  # of the rows must share the commonest denominator
_TELLING = 8
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Denominator:
    """What the totals of some rows are divided by: somewhere from `low` to `high`; `value` is the simplest number there."""

    low: Fraction
    high: Fraction
    value: Fraction
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """`index` = `total` / denominator × `scale` (1 or 100). `wrong` are rows that no denominator shared with others explains."""

    index: Column
    total: Column
    scale: int
    denominators: tuple[Denominator, ...]
    wrong: tuple[int, ...]
    given: bool = False  # a person says so

    def denominator_of(self, row: int) -> Denominator | None:
        """Give the denominator that a row is divided by."""
        return next((each for each in self.denominators if row in each.rows), None)

    def stands_out(self, row: int) -> bool:
        """Whether a row's own quotient lies further from the others' than these lie apart, however few digits its index shows."""
        share, points = self.index.figures[row], self.total.figures[row]
        if self.given:
            return True
        if not share or not points or share.value <= 0 or points.value <= 0:
            return False
        low, high = _bounds(share, points, share.unit, points.unit, self.scale)
        if any(low <= each.high and each.low <= high for each in self.denominators):
            return False  # typed to fewer digits than the column
        main = self.denominators[0]
        quotients = [quotient for each in main.rows if (quotient := self._quotient(each)) is not None]
        own = self._quotient(row)
        if own is None or not quotients:
            return False
        return max(min(quotients) - own, own - max(quotients)) > max(quotients) - min(quotients)

    def _quotient(self, row: int) -> Fraction | None:
        share, points = self.index.figures[row], self.total.figures[row]
        return points.value * self.scale / share.value if share and points and share.value else None


def find_share(index: Column, total: Column, alike: Callable[[Sequence[int]], bool]) -> Share | None:
    """Find the denominators by which a total gives an index; `alike` says whether some rows have something printed in common.

    Nearly all rows must share a denominator with rows like them, else there is no such formula.
    """
    for scale in (1, 100):
        bounds: dict[int, tuple[Fraction, Fraction]] = {}
        for row, (share, points) in enumerate(zip(index.figures, total.figures, strict=True)):
            if share and points and share.value > 0 and points.value > 0:
                bounds[row] = _bounds(share, points, index.unit, total.unit, scale)
        if len(bounds) < FEWEST:
            continue
        found: list[Denominator] = []
        left = dict(bounds)
        while left:
            best = _commonest(left)
            if not found and len(best.rows) < _LEAST_PART * len(bounds):
                break
            if found and (len(best.rows) < 2 or not alike(best.rows)):
                break
            found.append(best)
            left = {row: bound for row, bound in left.items() if row not in best.rows}
        if found and len(bounds) - len(left) >= ENOUGH * len(bounds) and _tells(found[0]):
            made = Share(index, total, scale, tuple(found), tuple(left))
            if not _by_chance(made):
                return made
    return None


def given_share(index: Column, total: Column, scale: int, divisors: Sequence[Fraction]) -> Share:
    """Take over the maxima by which a person says that a total gives an index; each row goes to the first that explains it."""
    rows: list[list[int]] = [[] for _ in divisors]
    wrong: list[int] = []
    for row, (share, points) in enumerate(zip(index.figures, total.figures, strict=True)):
        if not share or not points or points.value <= 0:
            continue
        low, high = _bounds(share, points, index.unit, total.unit, scale)
        home = next((at for at, by in enumerate(divisors) if low <= by <= high), None)
        (wrong if home is None else rows[home]).append(row)
    found = [Denominator(by, by, by, tuple(inside)) for by, inside in zip(divisors, rows, strict=True)]
    return Share(index, total, scale, tuple(found), tuple(wrong), given=True)


def _bounds(share: Figure, points: Figure, share_unit: Fraction, unit: Fraction, scale: int) -> tuple[Fraction, Fraction]:
    around, near = _unit(share, share_unit), _unit(points, unit)
    most = (share.value - around) / scale
    return (
        (points.value - near) * scale / (share.value + around),
        (points.value + near) / most if most > 0 else (points.value + near) * scale / share.value * 2,
    )


def _unit(figure: Figure, finest: Fraction) -> Fraction:
    return FLOAT_STEPS * figure.unit if figure.binary else min(figure.unit, finest)


def _by_chance(share: Share) -> bool:
    """Whether the indices would go with other bodies' totals nearly as well: they are too coarse, or too much alike."""
    known = [
        (part, points)
        for part, points in zip(share.index.figures, share.total.figures, strict=True)
        if part and points and part.value > 0 and points.value > 0
    ]
    by, fits, tries = share.denominators[0], 0, 0
    for shift in shifts(len(known)):
        for (part, _), (_, points) in zip(known, known[shift:] + known[:shift], strict=True):
            low, high = _bounds(part, points, share.index.unit, share.total.unit, share.scale)
            fits, tries = fits + (low <= by.value <= high), tries + 1
    return fits * CHANCE > tries


def _tells(denominator: Denominator) -> bool:
    return (denominator.high - denominator.low) * _TELLING < denominator.value


def _commonest(bounds: dict[int, tuple[Fraction, Fraction]]) -> Denominator:
    """Find the number that lies within the bounds of the most rows."""
    ends = sorted([(low, 0, row) for row, (low, _) in bounds.items()] + [(high, 1, row) for row, (_, high) in bounds.items()])
    inside: set[int] = set()
    best: frozenset[int] = frozenset()
    for _, closes, row in ends:
        if closes:
            inside.discard(row)
        else:
            inside.add(row)
            if len(inside) > len(best):
                best = frozenset(inside)
    low = max(bounds[row][0] for row in best)
    high = min(bounds[row][1] for row in best)
    return Denominator(low, high, simplest(low, high), tuple(sorted(best)))


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """Give the number between two that is written with the fewest digits; of several, the one nearest the middle."""
    middle = (low + high) / 2
    step = Fraction(1)
    while step * 10 <= high:
        step *= 10
    for _ in range(_MOST_DIGITS):
        count = middle / step
        nearest = Fraction((2 * count.numerator + count.denominator) // (2 * count.denominator)) * step
        if nearest > ZERO and low <= nearest <= high:
            return nearest
        step /= 10
    return middle
