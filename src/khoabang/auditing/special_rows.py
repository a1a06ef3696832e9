"""Rows of means, medians, highest, lowest and totals: what they follow to be."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from khoabang.auditing.figures import Figure
from khoabang.auditing.findings import Grade
from khoabang.auditing.formulas import ZERO, Formula
from khoabang.auditing.sheet import Column, Sheet
from khoabang.auditing.table import SpecialRow

_KINDS = frozenset({"mean", "median", "highest", "lowest", "total"})
_BORNE_OUT = 2  # columns that agree for each that does not


def wrong_statistics(
    sheet: Sheet, special: SpecialRow, formulas: Sequence[Formula]
) -> list[tuple[Column, Figure, Fraction, Grade]]:
    """Give the figures of a row of statistics that are not those of the rows: the column, what is printed, what follows.

    The row may be of more bodies than are listed, or weigh them: a figure is wrong where the row's others are right.
    """
    alike = [other for other in sheet.table.special if other.kind == special.kind]
    if special.kind not in _KINDS or len(alike) > 1:
        return []  # each of several is of some of the rows
    right = 0
    wrong: list[tuple[Column, Figure, Fraction]] = []
    for column in sheet.columns:
        printed = column.figure_of(special.kind, sheet.special)
        if not column.numeric or column.half or printed is None or len(column.present) != len(column.figures):
            continue
        if column.role in {"order", "rank"}:
            continue
        value, slack = statistic(special.kind, column)
        slack += printed.unit * 8 if printed.binary else printed.unit
        if abs(printed.value - value) <= slack or put_right(formulas, special.kind, column, printed.value, slack):
            right += 1
        elif special.kind != "total" or printed.value > max(figure.value for figure in column.present):
            wrong.append((column, printed, value))  # a total no greater than a row's figure is none: a rate, a mean
    if len(wrong) > max(1, right):
        return []
    alone = not right and special.after in {0, len(sheet.table.rows)}  # in the middle it is of some of the rows
    grade: Grade = "proved" if alone or (right and right >= _BORNE_OUT * len(wrong)) else "suspect"
    return [(*each, grade) for each in wrong]


def statistic(kind: str, column: Column) -> tuple[Fraction, Fraction]:
    """Give a statistic of the printed figures, and how far unprinted digits may move it."""
    values = sorted(figure.value for figure in column.present)
    unit = max(figure.unit * 8 if figure.binary else column.unit for figure in column.present)
    middle = len(values) // 2
    match kind:
        case "mean":
            return sum(values, ZERO) / len(values), unit
        case "median":
            return (values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2), unit
        case "highest":
            return values[-1], unit
        case "lowest":
            return values[0], unit
    return sum(values, ZERO), unit * len(values)


def put_right(formulas: Sequence[Formula], kind: str, column: Column, printed: Fraction, slack: Fraction) -> bool:
    """Whether a statistic is that of the column as it should be, one figure of it being wrong by a formula."""
    for formula in formulas:
        for row in formula.wrong:
            own, residual = column.figures[row], formula.residual(row)
            inside = [position for position, part in enumerate(formula.parts) if part is column]
            if own is None or residual is None or not (inside or formula.target is column) or formula.kind == "product":
                continue
            weight = formula.weights[inside[0]] if inside and formula.weights else Fraction(1)
            weight = Fraction(1, len(formula.parts)) if formula.kind == "mean" and inside else weight
            right = own.value + (residual / weight if inside else -residual)
            figures = [replace(own, value=right) if other == row else each for other, each in enumerate(column.figures)]
            if abs(printed - statistic(kind, replace(column, figures=figures))[0]) <= slack:
                return True
    return False
