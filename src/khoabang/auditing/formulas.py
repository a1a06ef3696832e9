"""How columns of a table follow from each other: sums, means, weighted sums, products, shares of a maximum. Found, never assumed.

A formula is taken as found when nearly all rows bear it out within the precision they are printed to, and when that precision is fine enough
for the agreement to mean something. Whether a row that does not agree is wrong is another question: `Formula.slack` bounds what unprinted
digits can explain, whether numbers were rounded or cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import and_, or_
from typing import Literal

from khoabang.auditing.figures import FLOAT_STEPS, Figure
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import hinted

Kind = Literal["sum", "mean", "weighted", "product"]
ZERO = Fraction(0)
ENOUGH = Fraction(9, 10)  # of the rows must bear a formula out
FEWEST = 4  # rows
_FEW = 6  # rows of which one may be wrong
_MOSTLY_NEAR = 4  # of so many rows one agrees but for the target's own last digit, if the formula is the right one
CHANCE = 4  # at most one row in so many may bear a formula out with another row's figure
TELLING = 8  # how many times finer than the spread of the target a formula's precision must be
_ROWS_FOR_CHANCE = 300  # rows that chance is judged by


@dataclass(frozen=True, slots=True)
class Formula:
    """`target` is made of `parts`: their sum, mean, product, or sum with `weights`."""

    kind: Kind
    target: Column
    parts: tuple[Column, ...]
    weights: tuple[Fraction, ...] = ()
    fits: int = 0
    rows: int = 0
    exact: int = 0  # rows that agree to the last digit as they stand
    near: int = 0  # rows that agree but for what the target's own last digit hides
    wrong: tuple[int, ...] = field(default=())  # rows that unprinted digits cannot explain
    loose: bool = False  # cells of a column are printed to different digits, each rounded by itself
    given: bool = False  # a person says so

    def shown(self, row: int) -> list[tuple[Column, Figure]] | None:
        """Give the parts with their figures in a row; None where one shows no number, except that nothing counts as nothing in a sum."""
        shown = []
        for part in self.parts:
            figure = part.figures[row]
            if figure is not None:
                shown.append((part, figure))
            elif self.kind != "sum" or part.printed[row].kind != "nothing":
                return None
        return shown or None

    def expected(self, row: int) -> Fraction | None:
        """Give what the target follows to be from the parts as printed."""
        shown = self.shown(row)
        if shown is None:
            return None
        values = [figure.value for _, figure in shown]
        match self.kind:
            case "sum":
                return sum(values, ZERO)
            case "mean":
                return sum(values, ZERO) / len(values)
            case "product":
                return values[0] * values[1]
        return sum((weight * value for weight, value in zip(self.weights, values, strict=True)), ZERO)

    def slack(self, row: int) -> Fraction:
        """Give how far the printed target may lie from `expected` for no other reason than digits that are not printed.

        Zeros after the decimal mark are often left off: unless the formula is `loose`, a part's unit is the finest of its column.
        """
        return self._reach(row, loose=self.loose)

    def doubt(self, row: int) -> Fraction:
        """Give how far off the target may be if, beside, one cell that shows fewer digits than its column was rounded by hand."""
        fine = self.slack(row)
        if self.loose:
            return fine
        shown = self.shown(row) or []
        target = self.target.figures[row]
        weights = self._influences([figure.value for _, figure in shown])
        hidden = [weight * (figure.unit - _unit(column, figure)) for weight, (column, figure) in zip(weights, shown, strict=True)]
        hidden.append(target.unit - _unit(self.target, target) if target else ZERO)
        return fine + max(hidden) / 2

    def _influences(self, values: Sequence[Fraction]) -> list[Fraction]:
        """Give how much the target moves with each part."""
        match self.kind:
            case "sum":
                return [Fraction(1)] * len(values)
            case "mean":
                return [Fraction(1, max(1, len(values)))] * len(values)
            case "product":
                return [abs(values[1]), abs(values[0])] if len(values) > 1 else []
        return [abs(weight) for weight in self.weights[: len(values)]]

    def _reach(self, row: int, *, loose: bool) -> Fraction:
        shown, target = self.shown(row) or [], self.target.figures[row]
        own = (_unit(self.target, target, loose=loose) if target else self.target.unit) or ZERO
        units = [_unit(column, figure, loose=loose) for column, figure in shown]
        weights = self._influences([figure.value for _, figure in shown])
        reach = own + sum((weight * unit for weight, unit in zip(weights, units, strict=True)), ZERO)
        return reach + units[0] * units[1] if self.kind == "product" and len(units) > 1 else reach

    def residual(self, row: int) -> Fraction | None:
        """Give the printed target less what follows; None where a number is lacking."""
        target, expected = self.target.figures[row], self.expected(row)
        return None if target is None or expected is None else target.value - expected

    def stands_out(self, row: int) -> bool:
        """Whether a row lies further from all that bear the formula out than these lie apart: else the formula may be only nearly right."""
        if self.given:
            return True
        if self.near * _MOSTLY_NEAR < self.fits:
            return False
        residual = self.residual(row)
        others = [
            other
            for each in range(len(self.target.figures))
            if each not in self.wrong and (other := self.residual(each)) is not None
        ]
        if residual is None or not others:
            return False
        low, high = min(others), max(others)
        return max(low - residual, residual - high) > high - low

    def supported(self, row: int) -> bool:
        """Whether each weight that counts in a row is borne out by others: one that hardly any other row has would fit whatever it says."""
        if self.kind != "weighted" or self.given:
            return True
        fitting = [each for each in range(len(self.target.figures)) if each != row and self.explains(each)]
        return all(
            sum(bool(part.figures[each] and part.figures[each].value) for each in fitting) >= FEWEST  # type: ignore[union-attr]
            for part in self.parts
            if (own := part.figures[row]) is not None and own.value
        )

    def explains(self, row: int) -> bool | None:
        """Say whether unprinted digits explain a row; None where a number is lacking."""
        residual = self.residual(row)
        return None if residual is None else abs(residual) <= self.slack(row)


def _unit(column: Column, figure: Figure, *, loose: bool = False) -> Fraction:
    """Give what unprinted digits may hide: a unit of the column's finest digit, or some steps of the float it was kept in."""
    return FLOAT_STEPS * figure.unit if figure.binary else figure.unit if loose else min(figure.unit, column.unit)


class _Weights:
    """A formula's weights as whole numbers, and what they were multiplied by."""

    def __init__(self, formula: Formula) -> None:
        self.by = lcm(*(weight.denominator for weight in formula.weights)) if formula.weights else 1
        self.whole = [weight.numerator * (self.by // weight.denominator) for weight in formula.weights]


class Wholes:
    """Columns as whole numbers of one unit, and how far each may be off: many formulas are tried on them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.scale = lcm(*(figure.value.denominator for column in columns for figure in column.present))
        self.values: dict[int, list[int]] = {}
        self.shown: dict[int, int] = {}  # the rows with a figure, each a bit
        self.open: dict[int, int] = {}  # those with a figure or with nothing
        self.listed: dict[int, list[int]] = {}
        self.units: dict[bool, dict[int, list[int]]] = {False: {}, True: {}}
        scaled: dict[int, tuple[int, int]] = {}  # of a loose unit; cells that print the same share one figure
        for column in columns:
            for figure in column.present:
                if id(figure) not in scaled:
                    scaled[id(figure)] = (
                        figure.value.numerator * (self.scale // figure.value.denominator),
                        -int(-_unit(column, figure, loose=True) * self.scale // 1),
                    )
            self.values[id(column)] = [scaled[id(figure)][0] if figure else 0 for figure in column.figures]
            self.shown[id(column)] = _bits(figure is not None for figure in column.figures)
            self.open[id(column)] = self.shown[id(column)] | _bits(printed.kind == "nothing" for printed in column.printed)
            finest = -int(-column.unit * self.scale // 1)
            units = [scaled[id(figure)][1] if figure else 0 for figure in column.figures]
            self.units[True][id(column)] = units
            self.units[False][id(column)] = [
                unit if figure and figure.binary else min(unit, finest)
                for unit, figure in zip(units, column.figures, strict=True)
            ]
        self.even = self.units[True] == self.units[False]
        rows = range(max((len(column.figures) for column in columns), default=0))
        self.full = [row for row in rows if all(column.figures[row] is not None for column in columns)]

    def agree(self, formula: Formula, rows: Sequence[int], most_wrong: int) -> list[tuple[int, int, int]] | None:
        """Give each row's residual, slack, and what of it is the target's own, in one unit; None once too many residuals exceed their slack."""
        target, own = self.values[id(formula.target)], self.units[formula.loose][id(formula.target)]
        weighted = _Weights(formula)
        verdicts, wrong = [], 0
        for row in rows:
            made, slack, by = self.made(formula, row, weighted)
            residual, reach = target[row] * by - made, own[row] * by + slack
            wrong += abs(residual) > reach
            if wrong > most_wrong:
                return None
            verdicts.append((residual, reach, own[row] * by))
        return verdicts

    def made(self, formula: Formula, row: int, weighted: "_Weights") -> tuple[int, int, int]:
        """Give what a row's parts make, how far it may be off, and what both are multiplied by."""
        values, units = self.values, self.units[formula.loose]
        parts = formula.parts
        if formula.kind == "product":
            first, second, one, other = (each[id(part)][row] for each in (values, units) for part in parts)
            return first * second, abs(first) * other + abs(second) * one + one * other, self.scale
        if formula.kind == "weighted":
            made = sum(weight * values[id(part)][row] for weight, part in zip(weighted.whole, parts, strict=True))
            slack = sum(abs(weight) * units[id(part)][row] for weight, part in zip(weighted.whole, parts, strict=True))
            return made, slack, weighted.by
        made, slack = sum(values[id(part)][row] for part in parts), sum(units[id(part)][row] for part in parts)
        return made, slack, len(parts) if formula.kind == "mean" else 1

    def by_chance(self, formula: Formula, rows: Sequence[int]) -> bool:
        """Whether the parts would go with other rows' figures nearly as well: too coarse, or too much alike."""
        target, own = self.values[id(formula.target)], self.units[formula.loose][id(formula.target)]
        if len(rows) > _ROWS_FOR_CHANCE:
            rows = rows[:: len(rows) // _ROWS_FOR_CHANCE]
        fits = tries = 0
        weighted = _Weights(formula)
        for shift in shifts(len(rows)):
            for row, other in zip(rows, [*rows[shift:], *rows[:shift]], strict=True):
                made, slack, by = self.made(formula, row, weighted)
                fits, tries = fits + (abs(target[other] * by - made) <= own[other] * by + slack), tries + 1
        return fits * CHANCE > tries

    def rows_of(self, formula: Formula) -> list[int]:
        """Give the rows in which a formula can be held against the target; nothing counts as nothing in a sum alone.

        Rows are the bits of a number: of a wide table thousands of formulas are tried, most of them on the same rows.
        """
        shown = [self.shown[id(part)] for part in formula.parts]
        rows = self.shown[id(formula.target)]
        if formula.kind == "sum":
            rows &= reduce(and_, (self.open[id(part)] for part in formula.parts)) & reduce(or_, shown)
        else:
            rows &= reduce(and_, shown)
        if rows not in self.listed:
            self.listed[rows] = [row for row in range(rows.bit_length()) if rows >> row & 1]
        return self.listed[rows]


def _bits(rows: Iterable[bool]) -> int:
    return int("".join("1" if each else "0" for each in rows)[::-1] or "0", 2)


def checked(formula: Formula, whole: Wholes | None = None) -> Formula | None:
    """Hold a formula against every row; None where too few bear it out, or the agreement means nothing."""
    whole = whole or Wholes([*formula.parts, formula.target])
    rows = whole.rows_of(formula)
    if len(rows) < FEWEST:
        return None
    most_wrong = len(rows) - -int(-(len(rows) * ENOUGH) // 1)
    # In a small table one row may be wrong if its header says that it is a total, and all others are so to the last digit.
    is_few = not most_wrong and len(rows) >= _FEW and formula.kind == "sum" and "total" in hinted(formula.target.header)
    most_wrong = 1 if is_few else most_wrong
    sample = rows[:: max(1, len(rows) // 16)]
    if len(rows) > len(sample) and whole.agree(formula, sample, min(most_wrong, len(sample) // 3)) is None:
        return None
    verdicts = whole.agree(formula, rows, most_wrong)
    if verdicts is None:
        return None
    fitting = sorted((residual, reach) for residual, reach, _ in verdicts if abs(residual) <= reach)
    if is_few and len(fitting) < len(rows) and any(residual for residual, _ in fitting):
        return None
    if len(fitting) < FEWEST or not _tells(formula, whole, fitting) or whole.by_chance(formula, rows):
        return None
    return _told(formula, rows, verdicts)


def _told(formula: Formula, rows: Sequence[int], verdicts: Sequence[tuple[int, int, int]]) -> Formula:
    wrong = tuple(row for row, (residual, reach, _) in zip(rows, verdicts, strict=True) if abs(residual) > reach)
    near = sum(abs(residual) <= min(own, reach) for residual, reach, own in verdicts)
    exact = sum(not residual for residual, _, _ in verdicts)
    return replace(formula, fits=len(rows) - len(wrong), rows=len(rows), exact=exact, near=near, wrong=wrong)


def given(formula: Formula) -> Formula:
    """Hold a formula that a person gives against every row, however few bear it out."""
    whole = Wholes([*formula.parts, formula.target])
    rows = whole.rows_of(formula)
    verdicts = whole.agree(formula, rows, len(rows)) or []
    return replace(_told(formula, rows, verdicts), given=True)


def _tells(formula: Formula, whole: Wholes, fitting: Sequence[tuple[int, int]]) -> bool:
    """Whether the agreement of rows, sorted by residual, says something: digits cut off add up to little, chance to all that is allowed."""
    values = whole.values[id(formula.target)]
    spread = [value for value, figure in zip(values, formula.target.figures, strict=True) if figure]
    by = whole.made(formula, 0, _Weights(formula))[2]
    if (max(spread) - min(spread)) * by < max(reach for _, reach in fitting) * TELLING:
        return False
    middle = fitting[len(fitting) // 2][0]
    return sum(abs(residual - middle) * 3 <= reach for residual, reach in fitting) * 5 >= len(fitting) * 3


def shifts(rows: int) -> list[int]:
    """By how many rows figures are moved to see what goes together by chance."""
    return sorted({rows * part // 5 for part in (1, 2, 3, 4)} - {0})
