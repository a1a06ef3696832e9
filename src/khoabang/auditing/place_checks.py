"""Places and numbers of rows: those that do not go with their figures, and those that nobody has."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from khoabang.auditing.checks import Checks
from khoabang.auditing.doubles import repeated_rows
from khoabang.auditing.findings import Finding, Grade
from khoabang.auditing.formulas import FEWEST
from khoabang.auditing.oddities import many
from khoabang.auditing.ordering import Ordering
from khoabang.auditing.placing import judge_places, missing_places
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import hinted

_MOST_GAPS = 5  # numbers that nobody has; more are of bodies left out


class PlaceChecks(Checks):
    """Checks of places, of ties, of the order of rows and of their numbers."""

    def places(self, ordering: Ordering) -> Iterator[Finding]:
        """Places and figures that cannot both be right."""
        ranks = ordering.ranks
        if ranks is None:
            yield from self._rows_out_of_order(ordering)
            return
        sound = self._borne_out(ordering.key)
        judged = judge_places(ordering, self._doubted(ordering.key), self._odd(ordering), sound)
        for row, (first, last) in judged.rows.items():
            figure, other = ordering.value(row), judged.sharing(row)
            grade: Grade = "proved" if row in judged.proved else "suspect"
            known = first == last and row in judged.proved and judged.places_wrong
            known = known and (other is None or {row, other} <= sound.keys())
            expected = Fraction(first) if known else None
            params: dict[str, Fraction | str] = {"key": ordering.key.header, "figure": figure.printed if figure else ""}
            place = ordering.places[row]
            more = {"ranks": (place, first) if known else None, "params": params}
            if other is not None and (beside := ordering.value(other)) is not None:
                params |= {"other": self.bodies[other], "other_figure": beside.printed}
                yield self.finding("tie.apart", grade, row, ranks, expected, **more)
            elif known:
                yield self.finding("rank.place", grade, row, ranks, expected, **more)
            else:
                yield self.finding("rank.contradiction", grade, row, ranks, None, params=params)
        yield from self._ties(ordering, ranks, set(judged.rows))

    def _doubted(self, key: Column) -> set[int]:
        """Rows whose figure another check finds wrong already: their places say nothing against others."""
        rows = {row for formula in self.found.formulas if formula.target is key for row in formula.wrong}
        rows |= set(repeated_rows(self.sheet))
        return rows | {row for share in self.found.shares if key is share.index or key is share.total for row in share.wrong}

    def _borne_out(self, key: Column) -> dict[int, Fraction]:
        """Rows whose figure follows from others, so that it is not what is wrong; with how far unprinted digits may move it."""
        rows: dict[int, Fraction] = {}
        for formula in self.found.formulas:
            if formula.target is key:
                known = [row for row in range(len(key.figures)) if formula.residual(row) is not None and row not in formula.wrong]
                rows |= {row: formula.slack(row) for row in known}
        for share in self.found.shares:
            if share.index is key:
                for each in share.denominators:
                    rows |= dict.fromkeys(each.rows, share.total.unit * share.scale / each.value + key.unit)
        return rows

    def _odd(self, ordering: Ordering) -> set[int]:
        """Rows that a remark, or something that does not apply to them alone, may place by another figure than the one printed."""
        rows = {row for row in range(len(ordering.places)) if self.remarked(row)}
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
            yield self.finding("order.row", "suspect", row, ordering.key, None, params=params)

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
                yield self.finding("tie.alike", "rounding", row, ranks, None, params=params)

    def gaps(self) -> Iterator[Finding]:
        """Order numbers and places that nobody has."""
        for column in self.sheet.all_of("order", "rank"):
            places = sorted(place for place in column.ranks if place)
            if len(places) < FEWEST or places[0][0] != 1:
                continue
            missing = missing_places(places, shared=column.role == "rank")
            if not missing or many(missing[1:], places) or len(missing) > _MOST_GAPS:
                continue  # a list of some of those that are numbered
            code = "missing.order" if column.role == "order" else "missing.rank"
            # Somebody without a place may have it; the last of a list that goes on may share places with others not listed.
            before_last = len({first for first, _ in places if first > missing[0]}) > 1
            called = not column.header or column.role in hinted(column.header)  # else they may number something else
            sure = before_last and called and len(missing) == 1
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
