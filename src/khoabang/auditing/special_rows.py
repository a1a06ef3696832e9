"""Rows of means, medians, highest, lowest and totals: what they follow to be."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from khoabang.auditing.formulas import ZERO, Formula
from khoabang.auditing.sheet import Column


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
