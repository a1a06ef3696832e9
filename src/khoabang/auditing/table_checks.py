"""The checks over one table: each gives findings, and proves only what follows whatever digits and maxima are not printed."""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from khoabang.auditing.classes import misfits
from khoabang.auditing.consequences import as_printed
from khoabang.auditing.doubles import doubles
from khoabang.auditing.findings import Finding, Grade
from khoabang.auditing.formulas import ENOUGH, FEWEST, ZERO, Formula
from khoabang.auditing.maximum_checks import MaximumChecks
from khoabang.auditing.oddities import far_figures, many, words_among_numbers
from khoabang.auditing.place_checks import PlaceChecks
from khoabang.auditing.roles import alike
from khoabang.auditing.shares import Share
from khoabang.auditing.sheet import Column
from khoabang.auditing.special_rows import misfits as special_misfits
from khoabang.auditing.words import hinted

_TO_FIT = 8  # rows beyond two for each weight that bear weights out
_MOST_LEFT_OUT = 16  # columns looked at


class TableChecks(MaximumChecks, PlaceChecks):
    """All checks of one table: maxima, formulas, places, classes, statistics, names and numbers."""

    def run(self) -> Iterator[Finding]:
        """Give every finding, in the order of the table's columns and rows."""
        yield from self.over_maximum()
        yield from self.formulas()
        yield from self.shares()
        for ordering in self.orderings:
            yield from self.places(ordering)
        yield from self.gaps()
        yield from self.classes()
        yield from self.changes()
        yield from self.statistics()
        yield from self.names()
        yield from self.numbers()

    # Formulas

    def formulas(self) -> Iterator[Finding]:
        """Rows that do not follow the formula all others follow."""
        for formula in self.found.formulas:
            fitted = formula.kind == "weighted" and formula.fits < 2 * len(formula.parts) + _TO_FIT
            shared = not formula.given and self._follow_another(formula)
            if shared and formula.kind != "sum":
                continue
            for row in range(len(formula.target.figures)):
                residual, expected = formula.residual(row), formula.expected(row)
                if not residual or expected is None:
                    continue
                target = formula.target
                value = as_printed(expected, target)
                if row in formula.wrong:
                    sure = not (fitted or shared or self.remarked(row)) and formula.stands_out(row) and formula.supported(row)
                    sure = sure and not self._left_out(formula, row, residual) and formula.fits * 2 >= formula.rows
                    grade: Grade = "rounding" if abs(residual) <= formula.doubt(row) else "proved" if sure else "suspect"
                    code = "total.sum" if formula.kind == "sum" else "total.formula"
                    moves = {} if self._confirmed(target, row) else self.moves(row, target, value)
                    yield self.finding(code, grade, row, target, value, **moves)
                elif formula.kind == "sum" and formula.exact >= FEWEST and formula.exact >= ENOUGH * formula.rows:
                    yield self.finding("total.last_digits", "rounding", row, target, value)

    def _follow_another(self, formula: Formula) -> bool:
        """Whether the rows that do not follow a formula are many, or just those of a kind: something that is not said may apply to them."""
        wrong = formula.wrong
        return many(wrong, range(formula.rows)) or (len(wrong) > 1 and alike(self.sheet, wrong))

    def _confirmed(self, column: Column, row: int) -> bool:
        """Whether what is made of a figure follows from it as printed: then it is one of its own parts that is wrong."""
        if any(share.total is column and share.denominator_of(row) for share in self.found.shares):
            return True
        above = [formula for formula in self.found.formulas if any(part is column for part in formula.parts)]
        return any(formula.explains(row) for formula in above)

    def _left_out(self, formula: Formula, row: int, residual: Fraction) -> bool:
        """Whether columns that the formula leaves out are just what a row lacks: then the formula may be wrong, not the row."""
        inside = {id(formula.target), *(id(part) for part in formula.parts)}
        figures = (
            column.figures[row]
            for column in self.sheet.all_of("component", "subtotal", "other", "change")
            if id(column) not in inside and column.figures
        )
        values = [abs(figure.value) for figure in figures if figure and figure.value][:_MOST_LEFT_OUT]
        slack = formula.slack(row)
        return any(
            abs(abs(residual) - sum(some)) <= slack for count in (1, 2, 3) for some in itertools.combinations(values, count)
        )

    def shares(self) -> Iterator[Finding]:
        """Indices that are not the total over a maximum that other rows share."""
        for share in self.found.shares:
            percent = any(figure.percent for figure in share.index.present)
            called = percent or bool({"index", "percent"} & set(hinted(share.index.header)))  # else it may follow something else
            for row in share.wrong:
                points, by = share.total.figures[row], share.denominators[0].value
                if points is None or self._right_with(share, row):
                    continue
                value = as_printed(points.value / by * share.scale, share.index)
                grade: Grade = "proved" if called and not self.remarked(row) and share.stands_out(row) else "suspect"
                params = {"points": points.value, "maximum": by}
                yield self.finding(
                    "index.share", grade, row, share.index, value, params=params, **self.moves(row, share.index, value)
                )

    def _right_with(self, share: Share, row: int) -> bool:
        """Whether the index follows from what the total should be: then it is the total alone that is wrong."""
        formula, index = self.found.formula_of(share.total), share.index.figures[row]
        expected = formula.expected(row) if formula and row in formula.wrong else None
        if expected is None or index is None:
            return False
        return any(
            abs(expected / each.value * share.scale - index.value) <= 2 * index.unit for each in share.denominators if each.value
        )

    # Classes, statistics, names, numbers

    def classes(self) -> Iterator[Finding]:
        """Classes beyond the bounds that the document states, or out of line: a question, since a decision may name conditions beside the figure."""
        column = self.sheet.of("class")
        if column is None:
            return
        for each in misfits(column, self.after, self.found, self.bands):
            printed = column.texts[each.row].strip()
            if not each.bounded:
                code = "class.between" if each.above == each.below else "class.apart"
                params = {"above": each.above or "–", "below": each.below or "–"}
                yield self.finding(code, "suspect", each.row, column, each.expected or None, params=params)
                continue
            sure = not each.near and not self.remarked(each.row)
            grade: Grade = "rounding" if each.near else "proved" if sure else "suspect"
            yield self.finding(
                "class.stated", grade, each.row, column, each.expected, classes=None if each.near else (printed, each.expected)
            )

    def changes(self) -> Iterator[Finding]:
        """Changes that are not the difference of the two figures that they are of in all other rows."""
        for formula in self.found.changes:
            now, before = formula.parts
            for row in formula.wrong:
                expected = as_printed(formula.expected(row) or ZERO, formula.target)
                sure = not self.remarked(row) and not many(formula.wrong, range(formula.rows)) and formula.stands_out(row)
                params: dict[str, Fraction | str] = {"now": now.header, "before": before.header}
                grade: Grade = "proved" if sure else "suspect"
                yield self.finding("statistic.change", grade, row, formula.target, expected, params=params)

    def statistics(self) -> Iterator[Finding]:
        """Rows of means, medians, highest, lowest and totals."""
        for each in special_misfits(self.sheet, self.found.formulas):
            yield Finding(
                "statistic.row",
                "statistic",
                "proved" if each.sure else "suspect",
                "",
                each.column.header,
                each.printed.printed,
                as_printed(each.value, each.printed),
                f"{each.row.row.place}: {each.column.header}",
                None,
                each.column.position,
                params={"label": each.row.label},
            )

    def names(self) -> Iterator[Finding]:
        """Names that stand twice: proved where the whole row does."""
        column = self.sheet.of("body")
        for double in doubles(self.sheet) if column else []:
            params = {"first": Fraction(double.first + 1), "second": Fraction(double.row + 1)}
            grade: Grade = "proved" if double.whole else "suspect"
            yield self.finding("duplicate.body", grade, double.row, column, None, params=params)  # type: ignore[arg-type]

    def numbers(self) -> Iterator[Finding]:
        """Cells that are words in a column of numbers, and figures far from all others."""
        columns = self.sheet.all_of("component", "subtotal", "total", "index", "percent")
        for column in columns:
            for row in words_among_numbers(column):
                yield self.finding("number.cell", "suspect", row, column, None)
        for row, column in far_figures(columns):
            yield self.finding("number.far", "suspect", row, column, None)
