"""What the text claims, held against the tables: statistics, places, points, counts; and dates against each other."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from khoabang.auditing.claims import Claim, Number, conflicting_dates, match_body
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.findings import Finding, Grade, Kind
from khoabang.auditing.roles import Understanding
from khoabang.auditing.sheet import Column, Sheet
from khoabang.auditing.special_rows import statistic

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class TextChecks:
    """The claims of a document beside its tables."""

    def __init__(self, claims: Sequence[Claim], tables: Sequence[tuple[Understanding, Consequences]]) -> None:
        self.claims = claims
        self.borne_out: list[Claim] = []
        self.tables = [(found.sheet, _deciding(found, after)) for found, after in tables]

    def run(self) -> Iterator[Finding]:
        """Give the findings, in the text's order."""
        for claim in self.claims:
            match claim.kind:
                case "impossible_date":
                    yield self._finding(
                        claim, "date.impossible", "date", "proved", claim.number.text if claim.number else claim.sentence, None
                    )
                case "mean" | "median" | "spread":
                    yield from self._of_a_table(claim)
                case "highest" | "lowest" | "points":
                    yield from self._of_a_body(claim)
                case "class_count":
                    yield from self._class_count(claim)
        for one, other in conflicting_dates(list(self.claims)):
            if one.paper and other.paper:
                params: dict[str, Fraction | str] = {"document": one.paper.text}
                first, second = (f"{paper.date:%d/%m/%Y}" for paper in (one.paper, other.paper))
                yield self._finding(other, "date.conflict", "date", "proved", second, first, params)

    def _finding(
        self,
        claim: Claim,
        code: str,
        kind: Kind,
        grade: Grade,
        printed: str,
        expected: Fraction | str | None,
        params: dict[str, Fraction | str] | None = None,
    ) -> Finding:
        return Finding(code, kind, grade, claim.body, "", printed, expected, str(claim.place), params=params or {})

    def _of_a_table(self, claim: Claim) -> Iterator[Finding]:
        """A statistic that no table bears out; with several tables it may be of a body of bodies that is not printed."""
        number = claim.number
        if number is None or number.unit == "percent" or claim.criterion or not self._of_this_year(claim):
            return
        told = [(sheet, column, *_computed(claim.kind, column)) for sheet, column in self.tables if column is not None]
        if any(abs(number.value - value) <= slack + _unit(number) for _, _, value, slack in told):
            self.borne_out.append(claim)
            return
        if len(told) == 1:
            _, column, value, _ = told[0]
            grade: Grade = "proved" if claim.sure and len(column.present) == len(column.figures) else "suspect"
            yield self._finding(claim, "statistic.claim", "statistic", grade, number.text, _to_places(value, number))

    def _of_a_body(self, claim: Claim) -> Iterator[Finding]:
        """Points, and being first or last, of a body that exactly one table has."""
        number = claim.number
        homes = [
            (sheet, column, row) for sheet, column in self.tables if column and (row := _row_of(claim.body, sheet)) is not None
        ]
        if number is None or len(homes) != 1 or claim.criterion or number.unit == "percent" or not self._of_this_year(claim):
            return
        _, column, row = homes[0]
        figure = column.figures[row]
        if figure is None:
            return
        if abs(figure.value - number.value) > column.unit + _unit(number) and self._comparable(number, column):
            grade: Grade = "proved" if claim.sure else "suspect"
            yield self._finding(claim, "statistic.claim", "statistic", grade, number.text, figure.value)
        elif claim.kind in {"highest", "lowest"}:
            value, _ = statistic(claim.kind, column)
            if abs(value - figure.value) > 2 * column.unit and len(column.present) == len(column.figures):
                yield self._finding(claim, "statistic.claim", "statistic", "suspect", number.text, value)
            else:
                self.borne_out.append(claim)
        else:
            self.borne_out.append(claim)

    def _of_this_year(self, claim: Claim) -> bool:
        """Whether a claim may be of the printed table: it names no year, or the latest that the document's titles and claims name."""
        if claim.year is None:
            return True
        titles = " ".join(sheet.table.title for sheet, _ in self.tables)
        named = [int(year) for year in _YEAR.findall(titles)] or [other.year for other in self.claims if other.year is not None]
        return claim.year == max(named)

    def _comparable(self, number: Number, column: Column) -> bool:
        """Whether a figure of the text can be of this column at all: within twice its greatest."""
        most = max((abs(figure.value) for figure in column.present), default=Fraction(0))
        return abs(number.value) <= 2 * most

    def _class_count(self, claim: Claim) -> Iterator[Finding]:
        columns = [column for sheet, _ in self.tables if (column := sheet.of("class"))]
        if claim.number is None or len(columns) != 1 or not claim.class_name:
            return
        counted = sum(text.strip().casefold() == claim.class_name.casefold() for text in columns[0].texts)
        if counted and claim.number.value != counted:
            yield self._finding(claim, "statistic.claim", "statistic", "suspect", claim.number.text, Fraction(counted))


def _deciding(found: Understanding, after: Consequences) -> Column | None:
    """The column that the text's points are of: the total, or what places the bodies."""
    return found.sheet.of("total") or (after.main.key if after.main else None)


def _computed(kind: str, column: Column) -> tuple[Fraction, Fraction]:
    if kind == "spread":
        high, unit = statistic("highest", column)
        low, _ = statistic("lowest", column)
        return high - low, 2 * unit
    return statistic(kind, column)


def _row_of(body: str, sheet: Sheet) -> int | None:
    """Give the row of a body named in the text; None where none, or more than one, may be meant."""
    return match_body(body, sheet.bodies) if body else None


def _unit(number: Number) -> Fraction:
    return Fraction(1, 10**number.places)


def _to_places(value: Fraction, number: Number) -> Fraction:
    unit = _unit(number)
    steps = value / unit
    return Fraction((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * unit
