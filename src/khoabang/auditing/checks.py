"""The checks over one table: each gives findings, and proves only what follows whatever digits and maxima are not printed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from khoabang.auditing.consequences import Consequences, as_printed
from khoabang.auditing.doubles import doubles, repeated_rows
from khoabang.auditing.findings import Consequence, Finding, Grade, Kind
from khoabang.auditing.formulas import ENOUGH, FEWEST, ZERO, Formula
from khoabang.auditing.oddities import FEW_APART, classes_apart, far_figures, many, words_among_numbers
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.placing import judge_places, missing_places
from khoabang.auditing.roles import Understanding, alike
from khoabang.auditing.shares import Share
from khoabang.auditing.sheet import Column, Sheet
from khoabang.auditing.special_rows import statistic, wrong_statistics
from khoabang.auditing.words import hinted, plain

__all__ = ["TableChecks", "statistic"]

_BONUS = ("diem cong", "diem thuong", "bonus", "cong them", "diem tru", "penalty", "khuyen khich", "uu tien")
_TO_FIT = 8  # rows beyond two for each weight that bear weights out
_MOST_GAPS = 5  # numbers that nobody has; more are of bodies left out


class TableChecks:
    """All checks of one table understood. `stated_total` are maxima of the total that the document itself states."""

    def __init__(self, found: Understanding, orderings: list[Ordering], stated_total: Sequence[Fraction] = ()) -> None:
        self.found = found
        self.sheet: Sheet = found.sheet
        self.bodies = found.sheet.bodies
        self.notes = found.sheet.all_of("note")
        self.orderings = orderings
        self.stated_total = stated_total
        self.after = Consequences(found, orderings)

    def run(self) -> Iterator[Finding]:
        """Give every finding, in the order of the table's columns and rows."""
        yield from self.over_maximum()
        yield from self.formulas()
        yield from self.shares()
        for ordering in self.orderings:
            yield from self.places(ordering)
        yield from self.gaps()
        yield from self.classes()
        yield from self.statistics()
        yield from self.names()
        yield from self.numbers()

    def _finding(
        self, code: str, grade: Grade, row: int, column: Column, expected: Fraction | str | None, **more: object
    ) -> Finding:
        kind: Kind = code.split(".", maxsplit=1)[0]  # type: ignore[assignment]
        figure = column.figures[row] if column.figures else None
        printed = figure.printed if figure else column.printed[row].text
        where = f"{self.sheet.table.rows[row].place}: {column.header}"
        return Finding(
            code,
            kind,
            grade,
            self.bodies[row],
            column.header,
            printed,
            expected,
            where,
            row,
            column.position,
            **more,  # type: ignore[arg-type]
        )

    def _remarked(self, row: int) -> bool:
        """Whether the row has a remark of its own: what it says may explain a difference."""
        return any(column.printed[row].text.strip() for column in self.notes)

    # Maxima

    def over_maximum(self) -> Iterator[Finding]:
        """Figures above a stated maximum, or above what the stated total leaves for their column."""
        for column in self.sheet.all_of("component", "subtotal", "total"):
            for row, figure in enumerate(column.figures):
                most = self._stated_maximum(column, row)
                if figure and most is not None and figure.value - figure.unit >= most and not _extra(column):
                    grade: Grade = "proved" if self._bounded(column) else "suspect"
                    yield self._finding("over_maximum.stated", grade, row, column, most, **self._moves(row, column, most))
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
        formula = self.found.formula_of(column)
        if formula is None or formula.kind != "sum":
            return len(above) <= max(1, len(column.present) // 10)
        parts = [part.figure_of("maximum", self.sheet.special) for part in formula.parts]
        own = column.figure_of("maximum", self.sheet.special)
        known = [figure.value for figure in parts if figure]
        return (
            own is not None and len(known) == len(parts) and sum(known, ZERO) <= own.value and not any(map(_extra, formula.parts))
        )

    def _stated_maximum(self, column: Column, row: int) -> Fraction | None:
        beside = next((c for c in self.sheet.columns if c.role == "maximum" and c.position == column.position), None)
        if beside is not None and (figure := beside.figures[row]) is not None:
            return figure.value
        stated = column.figure_of("maximum", self.sheet.special)
        return stated.value if stated else None

    def _over_bound(self, formula: Formula) -> Iterator[Finding]:
        """Each other column's maximum is at least its highest figure, so the stated total leaves at most so much for this one."""
        stated = formula.target.figure_of("maximum", self.sheet.special)
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
            if len(rows) == 1 and part.figure_of("maximum", self.sheet.special) is None:
                over.append((part, rows[0], bound))
        # The highest figures together exceed the total, so one at least is wrong. Where one cell alone explains it, and in every other column
        # several bodies would have to be wrong alike, it is that one; where several cells would do, it is a question.
        grade: Grade = "proved" if len(over) == 1 else "suspect"
        for part, row, bound in over:
            inferred = self._likely_maximum(part, bound)
            further: tuple[Consequence, ...] = ()
            if inferred is not None:
                moves = self._moves(row, part, inferred)
                further = (Consequence("maximum", inferred, moves["ranks"], moves["classes"]),)  # type: ignore[arg-type]
            yield self._finding(
                "over_maximum.bound",
                grade,
                row,
                part,
                bound,
                params={"total": totals[0]},
                further=further,
                **self._moves(row, part, bound),
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

    def _moves(self, row: int, column: Column, value: Fraction) -> dict[str, object]:
        return {"ranks": self.after.rank(row, column, value), "classes": self.after.of_class(row, column, value)}

    # Formulas

    def formulas(self) -> Iterator[Finding]:
        """Rows that do not follow the formula all others follow."""
        for formula in self.found.formulas:
            fitted = formula.kind == "weighted" and formula.fits < 2 * len(formula.parts) + _TO_FIT
            shared = self._follow_another(formula)
            if shared and formula.kind != "sum":
                continue
            for row in range(len(formula.target.figures)):
                residual, expected = formula.residual(row), formula.expected(row)
                if not residual or expected is None:
                    continue
                target = formula.target
                value = as_printed(expected, target)
                if row in formula.wrong:
                    sure = not (fitted or shared or self._remarked(row)) and formula.stands_out(row)
                    sure = sure and not self._left_out(formula, row, residual)
                    grade: Grade = "rounding" if abs(residual) <= formula.doubt(row) else "proved" if sure else "suspect"
                    code = "total.sum" if formula.kind == "sum" else "total.formula"
                    moves = {} if self._confirmed(target, row) else self._moves(row, target, value)
                    yield self._finding(code, grade, row, target, value, **moves)
                elif formula.kind == "sum" and formula.exact >= FEWEST and formula.exact >= ENOUGH * formula.rows:
                    yield self._finding("total.last_digits", "rounding", row, target, value)

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
        """Whether a column that the formula leaves out is just what a row lacks: then the formula may be wrong, not the row."""
        inside = {id(formula.target), *(id(part) for part in formula.parts)}
        for column in self.sheet.all_of("component", "subtotal", "other", "change"):
            figure = column.figures[row] if column.figures else None
            if (
                id(column) not in inside
                and figure
                and figure.value
                and abs(abs(residual) - abs(figure.value)) <= formula.slack(row)
            ):
                return True
        return False

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
                grade: Grade = "proved" if called and not self._remarked(row) and share.stands_out(row) else "suspect"
                params = {"points": points.value, "maximum": by}
                yield self._finding(
                    "index.share", grade, row, share.index, value, params=params, **self._moves(row, share.index, value)
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

    # Places

    def places(self, ordering: Ordering) -> Iterator[Finding]:
        """Places and figures that cannot both be right."""
        ranks = ordering.ranks
        if ranks is None:
            yield from self._rows_out_of_order(ordering)
            return
        gone = max(len(self._missing(column)) for column in self.sheet.all_of("order", "rank"))  # a body left out has every place
        sound = self._borne_out(ordering.key)
        judged = judge_places(ordering, self._doubted(ordering.key), self._odd(ordering), sound, gone)
        for row, (first, last) in judged.rows.items():
            figure, other = ordering.value(row), judged.sharing(row)
            grade: Grade = "proved" if row in judged.proved else "suspect"
            known = first == last and row in judged.proved and judged.places_wrong
            known = known and (other is None or {row, other} <= sound)
            expected = Fraction(first) if known else None
            params: dict[str, Fraction | str] = {"key": ordering.key.header, "figure": figure.printed if figure else ""}
            place = ordering.places[row]
            more = {"ranks": (place, first) if known else None, "params": params}
            if other is not None and (beside := ordering.value(other)) is not None:
                params |= {"other": self.bodies[other], "other_figure": beside.printed}
                yield self._finding("tie.apart", grade, row, ranks, expected, **more)
            elif known:
                yield self._finding("rank.place", grade, row, ranks, expected, **more)
            else:
                yield self._finding("rank.contradiction", grade, row, ranks, None, params=params)
        yield from self._ties(ordering, ranks, set(judged.rows))

    def _doubted(self, key: Column) -> set[int]:
        """Rows whose figure another check finds wrong already: their places say nothing against others."""
        rows = {row for formula in self.found.formulas if formula.target is key for row in formula.wrong}
        rows |= set(repeated_rows(self.sheet))
        return rows | {row for share in self.found.shares if key is share.index or key is share.total for row in share.wrong}

    def _borne_out(self, key: Column) -> set[int]:
        """Rows whose figure follows from others, so that it is not what is wrong."""
        rows: set[int] = set()
        for formula in self.found.formulas:
            if formula.target is key:
                rows |= {row for row in range(len(key.figures)) if formula.residual(row) is not None} - set(formula.wrong)
        for share in self.found.shares:
            if share.index is key:
                rows |= {row for each in share.denominators for row in each.rows}
        return rows

    def _odd(self, ordering: Ordering) -> set[int]:
        """Rows that a remark, or something that does not apply to them alone, may place by another figure than the one printed."""
        rows = {row for row in range(len(ordering.places)) if self._remarked(row)}
        if not any(share.index is ordering.key for share in self.found.shares):
            for column in self.sheet.all_of("component", "subtotal"):
                lacking = {row for row, figure in enumerate(column.figures) if figure is None or not figure.value}
                if len(lacking) * 3 <= len(column.figures):
                    rows |= lacking
        return rows

    def _rows_out_of_order(self, ordering: Ordering) -> Iterator[Finding]:
        if many(ordering.displaced, ordering.places):
            return
        for row in ordering.displaced:
            near = [other for other in range(len(ordering.places)) if other not in ordering.displaced and ordering.value(other)]
            above = max((other for other in near if other < row), default=None)
            below = min((other for other in near if other > row), default=None)
            if above is None or below is None:
                continue
            params = {"above": self.bodies[above], "below": self.bodies[below]}
            yield self._finding("order.row", "suspect", row, ordering.key, None, params=params)

    def _ties(self, ordering: Ordering, ranks: Column, told: set[int]) -> Iterator[Finding]:
        by_figure: dict[Fraction, list[int]] = defaultdict(list)
        for row, place in enumerate(ordering.places):
            figure = ordering.value(row)
            if place is not None and figure is not None and row not in told:
                by_figure[figure.value].append(row)
        apart = [
            (row, rows[0]) for rows in by_figure.values() for row in rows[1:] if ordering.places[row] != ordering.places[rows[0]]
        ]
        if many(apart, ordering.places):
            return  # they are told apart on purpose
        for row, other in apart:
            if one := ordering.value(row):
                params = {"other": self.bodies[other], "key": ordering.key.header, "figure": one.printed}
                yield self._finding("tie.alike", "rounding", row, ranks, None, params=params)

    @staticmethod
    def _missing(column: Column) -> list[int]:
        places = sorted(place for place in column.ranks if place)
        return missing_places(places, shared=column.role == "rank") if places else []

    def gaps(self) -> Iterator[Finding]:
        """Order numbers and places that nobody has."""
        for column in self.sheet.all_of("order", "rank"):
            places = sorted(place for place in column.ranks if place)
            if len(places) < FEWEST or places[0][0] != 1:
                continue
            missing = self._missing(column)
            if not missing or many(missing[1:], places) or len(missing) > _MOST_GAPS:
                continue  # a list of some of those that are numbered
            code = "missing.order" if column.role == "order" else "missing.rank"
            # Somebody without a place may have it; the last of a list that goes on may share places with others not listed.
            before_last = sum(first > missing[0] for first, _ in places) > 1
            called = not column.header or column.role in hinted(column.header)  # else they may number something else
            sure = before_last and called and len(missing) <= FEW_APART
            grade: Grade = "proved" if sure and len(places) == len(column.ranks) else "suspect"
            for number in missing:
                yield Finding(
                    code,
                    "missing",
                    grade,
                    "",
                    column.header,
                    "",
                    Fraction(number),
                    f"{self.sheet.table.place}: {column.header}",
                    None,
                    column.position,
                )

    # Classes, statistics, names, numbers

    def classes(self) -> Iterator[Finding]:
        """A class between two rows of one other class: a question, since a decision may name conditions beside the figure."""
        column, main = self.sheet.of("class"), self.orderings[0] if self.orderings else None
        if column is None or main is None:
            return
        texts = column.texts
        keyed = [(key, row) for row, text in enumerate(texts) if text.strip() and (key := self.after.placed_by(row)) is not None]
        in_order = [row for _, row in sorted(keyed, reverse=not main.ascending)]
        names = [texts[row].strip() for row in in_order]
        for at in classes_apart(names):
            yield self._finding("class.between", "suspect", in_order[at], column, names[at - 1])

    def statistics(self) -> Iterator[Finding]:
        """Rows of means, medians, highest, lowest and totals."""
        for special in self.sheet.table.special:
            for column, printed, value, grade in wrong_statistics(self.sheet, special, self.found.formulas):
                yield Finding(
                    "statistic.row",
                    "statistic",
                    grade,
                    "",
                    column.header,
                    printed.printed,
                    as_printed(value, printed),
                    f"{special.row.place}: {column.header}",
                    None,
                    column.position,
                    params={"label": special.label},
                )

    def names(self) -> Iterator[Finding]:
        """Names that stand twice: proved where the whole row does."""
        column = self.sheet.of("body")
        for double in doubles(self.sheet) if column else []:
            params = {"first": Fraction(double.first + 1), "second": Fraction(double.row + 1)}
            grade: Grade = "proved" if double.whole else "suspect"
            yield self._finding("duplicate.body", grade, double.row, column, None, params=params)  # type: ignore[arg-type]

    def numbers(self) -> Iterator[Finding]:
        """Cells that are words in a column of numbers, and figures far from all others."""
        columns = self.sheet.all_of("component", "subtotal", "total", "index", "percent")
        for column in columns:
            for row in words_among_numbers(column):
                yield self._finding("number.cell", "suspect", row, column, None)
        for row, column in far_figures(columns):
            yield self._finding("number.far", "suspect", row, column, None)


def _extra(column: Column) -> bool:
    """Whether a column is of bonuses or deductions, which lie outside the maxima."""
    header = plain(column.header)
    return any(word in header for word in _BONUS)
