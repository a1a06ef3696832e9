"""How columns of a table follow from each other: sums, means, weighted sums, products, shares of a maximum. Found, never assumed.

A formula is taken as found when nearly all rows bear it out within the precision they are printed to, and when that precision is fine enough
for the agreement to mean something. Whether a row that does not agree is wrong is another question: `Formula.slack` bounds what unprinted
digits can explain, whether numbers were rounded or cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from khoabang.auditing.figures import Figure
from khoabang.auditing.sheet import Column

Kind = Literal["sum", "mean", "weighted", "product"]
ZERO = Fraction(0)
ENOUGH = Fraction(9, 10)  # of the rows must bear a formula out
FEWEST = 4  # rows
_TELLING = 8  # how many times finer than the spread of the target a formula's precision must be
_MOST_COLUMNS = 80
_FLOAT_STEPS = 8
_MOST_WEIGHTS, _ROWS_FOR_WEIGHTS = 24, 300  # beyond, exact elimination takes longer than it is worth
_SIMPLE = 20  # denominators of weights, at the most


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
    wrong: tuple[int, ...] = field(default=())  # rows that unprinted digits cannot explain

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

        The unit of a part is the finest of its column, because zeros after the decimal mark are often left off.
        """
        shown, target = self.shown(row) or [], self.target.figures[row]
        own = _unit(self.target, target) if target else self.target.unit
        units = [_unit(column, figure) for column, figure in shown]
        match self.kind:
            case "sum":
                return own + sum(units, ZERO)
            case "mean":
                return own + sum(units, ZERO) / max(1, len(units))
            case "product":
                first, second = (abs(figure.value) for _, figure in shown)
                return own + first * units[1] + second * units[0] + units[0] * units[1]
        return own + sum((abs(weight) * unit for weight, unit in zip(self.weights, units, strict=True)), ZERO)

    def residual(self, row: int) -> Fraction | None:
        """Give the printed target less what follows; None where a number is lacking."""
        target, expected = self.target.figures[row], self.expected(row)
        return None if target is None or expected is None else target.value - expected

    def explains(self, row: int) -> bool | None:
        """Say whether unprinted digits explain a row; None where a number is lacking."""
        residual = self.residual(row)
        return None if residual is None else abs(residual) <= self.slack(row)


def _unit(column: Column, figure: Figure) -> Fraction:
    """Give what unprinted digits may hide: a unit of the column's finest digit, or some steps of the float it was kept in."""
    return _FLOAT_STEPS * figure.unit if figure.binary else min(figure.unit, column.unit)


def checked(formula: Formula) -> Formula | None:
    """Hold a formula against every row; None where too few bear it out, or the agreement means nothing."""
    verdicts = [(row, verdict) for row in range(len(formula.target.figures)) if (verdict := formula.explains(row)) is not None]
    fits = sum(verdict for _, verdict in verdicts)
    if fits < FEWEST or fits < ENOUGH * len(verdicts):
        return None
    values = [figure.value for figure in formula.target.present]
    spread = max(values) - min(values)
    slack = max(formula.slack(row) for row, verdict in verdicts if verdict)
    if spread < slack * _TELLING:
        return None
    wrong = tuple(row for row, verdict in verdicts if not verdict)
    exact = sum(formula.residual(row) == 0 for row, _ in verdicts)
    return replace(formula, fits=fits, rows=len(verdicts), exact=exact, wrong=wrong)


def find_formulas(columns: Sequence[Column]) -> list[Formula]:
    """Find how numeric columns follow from others; for each target the formula of the most parts that the rows bear out."""
    usable = [column for column in columns if len(column.present) >= FEWEST][:_MOST_COLUMNS]
    found: list[Formula] = []
    for target in usable:
        if (formula := _best_run(target, usable)) is not None:
            found.append(formula)
    found = _acyclic(found)
    explained = {id(formula.target) for formula in found}
    parts = {id(part) for formula in found for part in formula.parts}
    for target in usable:
        if id(target) not in explained and id(target) not in parts:
            others = [column for column in usable if column is not target and id(column) not in parts]
            if (formula := _weighted(target, others) or _product(target, others)) is not None:
                found = _acyclic([*found, formula])
    return found


def _best_run(target: Column, columns: Sequence[Column]) -> Formula | None:
    """Find the longest run of neighbouring columns whose sum or mean the target is."""
    others = [column for column in columns if column is not target]
    best: Formula | None = None
    for first, last, kind in _promising(target, others):
        formula = checked(Formula(kind, target, tuple(others[first:last])))
        if formula is not None and (best is None or _weight_of(formula) > _weight_of(best)):
            best = formula
    return best


def _weight_of(formula: Formula) -> tuple[int, int, int]:
    """Agreement to the last digit says more than agreement within what is unprinted; more columns say more than fewer."""
    return formula.exact, formula.fits, len(formula.parts)


def _promising(target: Column, others: Sequence[Column]) -> Iterator[tuple[int, int, Kind]]:
    """Give the runs that most of a few rows agree with, from running totals: a table of 80 columns has thousands of runs."""
    rows = [row for row, figure in enumerate(target.figures) if figure is not None and all(c.figures[row] for c in others)]
    if len(rows) < FEWEST:  # rows with gaps: those where anything is known
        rows = [row for row, figure in enumerate(target.figures) if figure is not None]
    sample = rows[:: max(1, len(rows) // 8)][:8]
    totals, units = [], []
    for row in sample:
        figures = [column.figures[row] for column in others]
        totals.append([ZERO, *accumulate(f.value if f else ZERO for f in figures)])
        units.append([ZERO, *accumulate(_unit(c, f) if f else ZERO for f, c in zip(figures, others, strict=True))])
    wanted = [figure for row in sample if (figure := target.figures[row])]
    for first in range(len(others)):
        for last in range(first + 2, len(others) + 1):
            for kind, divisor in (("sum", 1), ("mean", last - first)):
                agree = 0
                for figure, total, unit in zip(wanted, totals, units, strict=True):
                    slack = (unit[last] - unit[first]) / divisor + _unit(target, figure)
                    agree += abs((total[last] - total[first]) / divisor - figure.value) <= slack
                if agree * 4 >= len(sample) * 3:
                    yield first, last, kind  # type: ignore[misc]


def _weighted(target: Column, others: Sequence[Column]) -> Formula | None:
    """Find weights: exact least squares over the rows, weights brought to simple fractions, then held against every row."""
    for parts in _halves(target, others):
        rows = [row for row in range(len(target.figures)) if target.figures[row] and all(c.figures[row] for c in parts)]
        if len(parts) < 2 or len(rows) < len(parts) + 3:
            continue
        matrix = [[_value(column, row) for column in parts] for row in rows]
        weights = _least_squares(matrix, [_value(target, row) for row in rows])
        if weights is None:
            continue
        for most in (1, 2, 4, 5, 10, _SIMPLE, 100):
            simple = tuple(weight.limit_denominator(most) for weight in weights)
            kept = [(part, weight) for part, weight in zip(parts, simple, strict=True) if weight]
            if len(kept) < 2 or any(weight < 0 for _, weight in kept):
                continue
            formula = checked(Formula("weighted", target, tuple(p for p, _ in kept), tuple(w for _, w in kept)))
            if formula is not None:
                return formula
    return None


def _halves(target: Column, others: Sequence[Column]) -> Iterator[list[Column]]:
    yield [column for column in others if column.position < target.position]
    yield [column for column in others if column.position > target.position]
    yield list(others)


def _value(column: Column, row: int) -> Fraction:
    figure = column.figures[row]
    return figure.value if figure else ZERO


def _least_squares(matrix: Sequence[Sequence[Fraction]], wanted: Sequence[Fraction]) -> list[Fraction] | None:
    """Solve the normal equations exactly; None where columns depend on each other."""
    size = len(matrix[0])
    if size > _MOST_WEIGHTS:
        return None
    step = max(1, len(matrix) // _ROWS_FOR_WEIGHTS)
    matrix, wanted = matrix[::step], wanted[::step]
    table = [
        [sum((row[i] * row[j] for row in matrix), ZERO) for j in range(size)]
        + [sum((row[i] * value for row, value in zip(matrix, wanted, strict=True)), ZERO)]
        for i in range(size)
    ]
    for column in range(size):
        pivot = next((row for row in range(column, size) if table[row][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        head = table[column][column]
        table[column] = [value / head for value in table[column]]
        for row in range(size):
            if row != column and (factor := table[row][column]):
                table[row] = [value - factor * top for value, top in zip(table[row], table[column], strict=True)]
    return [table[row][size] for row in range(size)]


def _product(target: Column, others: Sequence[Column]) -> Formula | None:
    for position, first in enumerate(others):
        for second in others[position + 1 :]:
            if (formula := checked(Formula("product", target, (first, second)))) is not None:
                return formula
    return None


def _acyclic(formulas: Sequence[Formula]) -> list[Formula]:
    """Keep formulas from the best borne out on; leave one out where a column would follow from itself."""
    kept: list[Formula] = []
    for formula in sorted(formulas, key=lambda f: (len(f.wrong), -f.fits, -len(f.parts))):
        below = {id(part) for part in formula.parts}
        grown = True
        while grown:
            grown = False
            for other in kept:
                if id(other.target) in below and not {id(part) for part in other.parts} <= below:
                    below |= {id(part) for part in other.parts}
                    grown = True
        if id(formula.target) not in below:
            kept.append(formula)
    return sorted(kept, key=lambda f: f.target.position)
