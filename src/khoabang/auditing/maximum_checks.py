"""Figures above a maximum: one that is stated or given, or one that the stated total leaves for their column."""

from collections.abc import Iterator
from fractions import Fraction

from khoabang.auditing.checks import Checks
from khoabang.auditing.findings import Consequence, Finding, Grade
from khoabang.auditing.formulas import ZERO, Formula
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import plain

_BONUS = ("diem cong", "diem thuong", "bonus", "cong them", "diem tru", "penalty", "khuyen khich", "uu tien")
_SAID = {"person", "set"}  # maxima that do not stand in the document


class MaximumChecks(Checks):
    """Checks of maxima."""

    def over_maximum(self) -> Iterator[Finding]:
        """Figures above a stated maximum, or above what the stated total leaves for their column."""
        for column in self.sheet.all_of("component", "subtotal", "total"):
            for row, figure in enumerate(column.figures):
                most = self._stated_maximum(column, row)
                if figure and most is not None and figure.value - figure.unit >= most and not _extra(column):
                    grade: Grade = "proved" if self._bounded(column) else "suspect"
                    code = "over_maximum.given" if column.maximum_from in _SAID else "over_maximum.stated"
                    yield self.finding(code, grade, row, column, most, **self.moves(row, column, most))
        for formula in self.found.formulas:
            if formula.kind == "sum" and formula.target.role == "total":
                yield from self._over_bound(formula)

    def _bounded(self, column: Column) -> bool:
        """Whether a stated maximum binds: hardly any row is above it, and what it is made of adds up to no more."""
        above = [
            row
            for row, figure in enumerate(column.figures)
            if figure and (most := self._stated_maximum(column, row)) is not None and figure.value > most
        ]
        if column.maximum_from in _SAID:
            return True
        formula = self.found.formula_of(column)
        if formula is None or formula.kind != "sum":
            return len(above) <= max(1, len(column.present) // 10)
        parts = [part.maximum for part in formula.parts]
        own = column.maximum
        known = [figure.value for figure in parts if figure]
        return (
            own is not None and len(known) == len(parts) and sum(known, ZERO) <= own.value and not any(map(_extra, formula.parts))
        )

    def _stated_maximum(self, column: Column, row: int) -> Fraction | None:
        beside = next((c for c in self.sheet.columns if c.role == "maximum" and c.position == column.position), None)
        if beside is not None and (figure := beside.figures[row]) is not None:
            return figure.value
        stated = column.maximum
        return stated.value if stated else None

    def _over_bound(self, formula: Formula) -> Iterator[Finding]:
        """Each other column's maximum is at least its highest figure, so the stated total leaves at most so much for this one."""
        stated = formula.target.maximum
        totals = [stated.value] if stated else [total for total in self.stated_total if self._carries(total, formula)]
        if len(totals) != 1 or any(_extra(part) for part in formula.parts):
            return
        highest = {id(part): max((figure.value for figure in part.present), default=ZERO) for part in formula.parts}
        over: list[tuple[Column, int, Fraction]] = []
        for part in formula.parts:
            others = [other for other in formula.parts if other is not part]
            bound = totals[0] - sum((highest[id(other)] for other in others), ZERO)
            surely = bound + sum((other.unit for other in others), ZERO) + part.unit
            rows = [row for row, figure in enumerate(part.figures) if figure and figure.value > surely]
            if len(rows) == 1 and part.maximum is None:
                over.append((part, rows[0], bound))
        # The highest figures together exceed the total, so one at least is wrong. Where one cell alone explains it, and in every other column
        # several bodies would have to be wrong alike, it is that one; where several cells would do, it is a question.
        grade: Grade = "proved" if len(over) == 1 else "suspect"
        for part, row, bound in over:
            inferred = self._likely_maximum(part, bound)
            further: tuple[Consequence, ...] = ()
            if inferred is not None:
                moves = self.moves(row, part, inferred)
                further = (Consequence("maximum", inferred, moves["ranks"], moves["classes"]),)  # type: ignore[arg-type]
            yield self.finding(
                "over_maximum.bound",
                grade,
                row,
                part,
                bound,
                params={"total": totals[0]},
                further=further,
                **self.moves(row, part, bound),
            )

    def _carries(self, total: Fraction, formula: Formula) -> bool:
        """Whether a total that the text states is this table's: nothing printed is above it, and where there is an index it is its maximum."""
        most = max((figure.value for figure in formula.target.present), default=ZERO)
        shares = [share for share in self.found.shares if share.total is formula.target]
        fits = all(share.denominators[0].low <= total <= share.denominators[0].high for share in shares)
        return most <= total and fits and (bool(shares) or most * 2 >= total)

    def _likely_maximum(self, part: Column, bound: Fraction) -> Fraction | None:
        """Give the figure at which a column stops for several bodies: its maximum, it seems."""
        values = [figure.value for figure in part.present if figure.value <= bound]
        top = max(values, default=None)
        return top if top is not None and values.count(top) > 1 else None


def _extra(column: Column) -> bool:
    """Whether a column is of bonuses or deductions, which lie outside the maxima."""
    header = plain(column.header)
    return any(word in header for word in _BONUS)
