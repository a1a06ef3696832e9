"""The search for formulas between columns: runs of neighbours that add up or average, weights by least squares, products."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from khoabang.auditing.formulas import ENOUGH, FEWEST, TELLING, Formula, Kind, Wholes, checked
from khoabang.auditing.least_squares import least_squares
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import of_before

_MOST_COLUMNS = 80
_SIMPLE = 20  # denominators of weights, at the most


def find_formulas(columns: Sequence[Column], known: Sequence[Formula] = ()) -> list[Formula]:
    """Find how numeric columns follow from others; for each target the formula of the most parts that the rows bear out.

    `known` are given: what they say is not looked for.
    """
    usable = [column for column in columns if len(column.present) >= FEWEST][:_MOST_COLUMNS]
    if not usable:
        return list(known)
    whole = Wholes(usable)
    found: list[Formula] = list(known)
    telling = {id(column) for column in usable if _spread(column) >= TELLING * column.unit}  # no other can tell anything
    for sure in (True, False):  # a formula that every row bears out goes before one that some rows contradict
        while True:  # once subtotals are known their parts step back, and what is made of subtotals shows
            explained = {id(formula.target) for formula in found}
            parts = {id(part) for formula in found for part in formula.parts}
            top = [column for column in usable if id(column) not in parts]
            more = [_best_run(target, top, whole) for target in top if id(target) in telling and id(target) not in explained]
            grown = _acyclic([*found, *_apart([formula for formula in more if formula and not (sure and formula.wrong)])])
            if len(grown) <= len(found):
                break
            found = grown
    explained = {id(formula.target) for formula in found}
    parts = {id(part) for formula in found for part in formula.parts}
    for target in usable:
        if id(target) in telling and id(target) not in explained and id(target) not in parts:
            others = [column for column in usable if column is not target and id(column) not in parts]
            if (formula := _weighted(target, others, whole) or _product(target, others, whole)) is not None:
                found = _acyclic([*found, formula])
    return found


def _spread(column: Column) -> Fraction:
    values = [figure.value for figure in column.present]
    return max(values) - min(values)


def _apart(formulas: Sequence[Formula]) -> list[Formula]:
    """Take the formulas of the fewest parts that share none: what is made of the same parts may be made of what these make."""
    taken: set[int] = set()
    apart: list[Formula] = []
    for formula in sorted(formulas, key=lambda each: len(each.parts)):
        parts = {id(part) for part in formula.parts}
        if not parts & taken:
            apart.append(formula)
            taken |= parts
    return apart


def _best_run(target: Column, columns: Sequence[Column], whole: Wholes) -> Formula | None:
    """Find the longest run of neighbouring columns whose sum or mean the target is."""
    others = [column for column in columns if column is not target]
    best: Formula | None = None
    for loose in (False, True):
        for first, last, kind in _promising(target, others, whole, loose=loose):
            formula = checked(Formula(kind, target, tuple(others[first:last]), loose=loose), whole)
            if formula is not None and (best is None or _weight_of(formula) > _weight_of(best)):
                best = formula
        if best is not None or whole.even:
            break
    return best


def _weight_of(formula: Formula) -> tuple[int, int, int]:
    """Agreement to the last digit says more than agreement within what is unprinted; more columns say more than fewer."""
    return formula.exact, formula.fits, len(formula.parts)


def _promising(target: Column, others: Sequence[Column], whole: Wholes, *, loose: bool) -> Iterator[tuple[int, int, Kind]]:
    """Give the runs that most of a few rows agree with, from running totals: a table of 80 columns has thousands of runs."""
    rows = whole.full
    if len(rows) < FEWEST:  # rows with gaps: those where anything is known
        rows = [row for row, figure in enumerate(target.figures) if figure is not None]
    sample = rows[:: max(1, len(rows) // 8)][:8]
    values, units = [whole.values[id(c)] for c in others], [whole.units[loose][id(c)] for c in others]
    totals = [[0, *accumulate(column[row] for column in values)] for row in sample]
    slacks = [[0, *accumulate(column[row] for column in units)] for row in sample]
    wanted = [(whole.values[id(target)][row], whole.units[loose][id(target)][row]) for row in sample]
    kinds: tuple[tuple[Kind, bool], ...] = (("sum", False), ("mean", True))
    held = list(zip(wanted, totals, slacks, strict=True))
    most_apart = len(sample) // 4
    for first in range(len(others)):
        for last in range(first + 2, len(others) + 1):
            for kind, divided in kinds:
                by, apart = last - first if divided else 1, 0
                for (value, own), total, slack in held:
                    if abs(total[last] - total[first] - value * by) > slack[last] - slack[first] + own * by:
                        apart += 1
                        if apart > most_apart:
                            break
                else:
                    yield first, last, kind


def _weighted(target: Column, others: Sequence[Column], whole: Wholes) -> Formula | None:
    """Find weights: least squares over the rows, weights brought to simple fractions, then held against every row."""
    for parts in _halves(target, others):
        rows = [row for row in range(len(target.figures)) if target.figures[row] and all(c.figures[row] for c in parts)]
        if len(parts) < 2 or len(rows) < len(parts) + 3:
            continue
        columns = [[whole.values[id(column)][row] for row in rows] for column in (*parts, target)]
        weights = least_squares(columns[:-1], columns[-1])
        if weights is None:
            continue
        best: Formula | None = None
        tried = set()
        for most in (1, 2, 4, 5, 10, _SIMPLE, 100):
            simple = tuple(weight.limit_denominator(most) for weight in weights)
            kept = [(part, weight) for part, weight in zip(parts, simple, strict=True) if weight]
            if simple in tried or len(kept) < 2 or any(weight < 0 for _, weight in kept):
                continue
            tried.add(simple)
            formula = checked(Formula("weighted", target, tuple(p for p, _ in kept), tuple(w for _, w in kept)), whole)
            if formula is not None and (best is None or formula.fits > best.fits):
                best = formula
        if best is not None:
            return best
    return None


def _halves(target: Column, others: Sequence[Column]) -> Iterator[list[Column]]:
    yield [column for column in others if column.position < target.position]
    yield [column for column in others if column.position > target.position]
    yield list(others)


def find_changes(columns: Sequence[Column]) -> list[Formula]:
    """Find columns of changes that are the difference of two others: of this year's figure and last year's, or of two places."""
    found: list[Formula] = []
    for target in columns:
        others = [column for column in columns if column.role not in {"change", "order"} and len(column.present) >= FEWEST]
        if target.role != "change" or len(others) > _MOST_COLUMNS // 2:
            continue
        whole = Wholes([target, *others])
        pairs = sorted(itertools.permutations(others, 2), key=lambda pair: of_before(pair[0].header) == of_before(pair[1].header))
        best: Formula | None = None
        for now, before in pairs:
            tried = Formula("weighted", target, (now, before), (Fraction(1), Fraction(-1)))
            places = now.role == before.role == "rank"
            if (formula := _of_places(tried) if places else checked(tried, whole)) is not None and (
                best is None or formula.fits > best.fits
            ):
                best = formula
        if best is not None:
            found.append(best)
    return found


def _of_places(formula: Formula) -> Formula | None:
    """Hold a difference of places against every row: places are whole, nothing of them is unprinted."""
    verdicts = [(row, residual) for row in range(len(formula.target.figures)) if (residual := formula.residual(row)) is not None]
    wrong = tuple(row for row, residual in verdicts if residual)
    fits, distinct = len(verdicts) - len(wrong), {figure.value for figure in formula.target.present if figure.value}
    if fits < FEWEST or fits < ENOUGH * len(verdicts) or len(distinct) < FEWEST:
        return None
    return replace(formula, fits=fits, rows=len(verdicts), exact=fits, near=fits, wrong=wrong)


def _product(target: Column, others: Sequence[Column], whole: Wholes) -> Formula | None:
    for position, first in enumerate(others):
        for second in others[position + 1 :]:
            if (formula := checked(Formula("product", target, (first, second)), whole)) is not None:
                return formula
    return None


def _acyclic(formulas: Sequence[Formula]) -> list[Formula]:
    """Keep formulas from the best borne out on; leave one out where a column would follow from itself."""
    kept: list[Formula] = []
    for formula in sorted(formulas, key=lambda f: (not f.given, len(f.wrong), -f.fits, -len(f.parts))):
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
