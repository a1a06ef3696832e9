"""Rows of means, medians, highest, lowest and totals: what they follow to be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from khoabang.auditing.figures import Figure
from khoabang.auditing.formulas import ZERO, Formula
from khoabang.auditing.sheet import Column, Sheet
from khoabang.auditing.table import SpecialRow
from khoabang.auditing.words import hinted, plain

_KINDS = frozenset({"mean", "median", "highest", "lowest", "total"})
_BORNE_OUT = 2  # columns that follow from the rows for each that does not
# A row called by no more than this is of the rows that it stands under; one of "toàn tỉnh" or "cả nước" may be of more.
_BARE = frozenset(
    {
        *("tong", "tong cong", "tong so", "cong", "total", "sum", "grand total"),
        *("trung binh", "trung binh cong", "diem trung binh", "gia tri trung binh", "tb", "binh quan", "mean", "average"),
        *(
            "trung vi",
            "gia tri trung vi",
            "median",
            "cao nhat",
            "diem cao nhat",
            "thap nhat",
            "diem thap nhat",
            "highest",
            "lowest",
        ),
        *("max", "min", "maximum", "minimum", "avg"),
    }
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A figure of a row of statistics that the rows do not give; `sure` where it can be of nothing but these rows."""

    row: SpecialRow
    column: Column
    printed: Figure
    value: Fraction
    sure: bool


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


def misfits(sheet: Sheet, formulas: Sequence[Formula]) -> Iterator[Misfit]:
    """Give the figures of rows of statistics that do not follow from the rows.

    A list of some bodies may stand over the total of all, a mean may be weighted by something not printed. So a figure is surely wrong only
    where twice as many others of its row follow from the rows; as many, or none at all if it is the only one, where the row stands under the
    last and is called by nothing more than its kind. Where none of several follows, the row is of something else and nothing is said; nor where several rows are of one kind:
    each is then of some of the bodies.
    """
    kinds = Counter(special.kind for special in sheet.table.special)
    for special in sheet.table.special:
        if special.kind in _KINDS and kinds[special.kind] == 1:
            yield from _misfits_of(sheet, special, formulas)


def _misfits_of(sheet: Sheet, special: SpecialRow, formulas: Sequence[Formula]) -> Iterator[Misfit]:
    kind, follow, off = special.kind, 0, []
    for column in sheet.columns:
        printed = column.figure_of(kind, sheet.special)
        if printed is None or not column.numeric or column.half or len(column.present) != len(column.figures):
            continue
        if column.role in {"order", "rank", "change"} or (kind == "total" and _shares(column)):
            continue
        value, slack = statistic(kind, column)
        slack += printed.unit * 8 if printed.binary else printed.unit
        if abs(printed.value - value) <= slack or put_right(formulas, kind, column, printed.value, slack):
            follow += bool(value)
        elif kind != "total" or printed.value > max(figure.value for figure in column.present):
            # A total no greater than one of the figures is none: a rate, a mean.
            off.append(Misfit(special, column, printed, value, sure=False))
    if follow < len(off) and not (len(off) == 1 and not follow):
        return
    for each in off:
        alone = special.after == len(sheet.table.rows) and plain(special.label).strip(" :.") in _BARE and _within(kind, each)
        sure = follow >= (1 if alone else _BORNE_OUT) * len(off) if follow else alone and not _shares(each.column)
        yield replace(each, sure=sure and not each.column.unsettled)


def _shares(column: Column) -> bool:
    """Whether a column is of percentages or indices: what is said of all is then seldom the sum or the plain mean of what is said of each."""
    hints = hinted(column.header)
    return (
        column.role in {"index", "percent"}
        or any(figure.percent for figure in column.present)
        or bool({"percent", "index"} & set(hints[:1]))
    )


def _within(kind: str, misfit: Misfit) -> bool:
    """Whether a mean lies among the figures that it may be of: one that does not is of others too."""
    values = [figure.value for figure in misfit.column.present]
    return kind not in {"mean", "median"} or min(values) <= misfit.printed.value <= max(values)
