"""What the text claims, held against the tables: statistics, places, points, counts; and dates against each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from khoabang.auditing.claims import Claim, Number, conflicting_dates
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Prose
from khoabang.auditing.findings import Finding, Grade, Kind
from khoabang.auditing.meant import Spoken, headings, percents, printed_as, unit_of, years_of
from khoabang.auditing.roles import Understanding
from khoabang.auditing.sheet import Column
from khoabang.auditing.sureness import Off, Sureness, Told
from khoabang.auditing.words import plain

_HELD = frozenset(
    {
        "mean",
        "mean_change",
        "median",
        "spread",
        "highest",
        "lowest",
        "points",
        "share",
        "count",
        "class_count",
        "rank",
        "top",
        "bottom",
    }
)


class TextChecks:
    """The claims of a document beside its tables. Those neither borne out nor found wrong are left in `unchecked`."""

    def __init__(
        self, claims: Sequence[Claim], tables: Sequence[tuple[Understanding, Consequences]], prose: Sequence[Prose] = ()
    ) -> None:
        self.claims = claims
        self.tables = [Spoken(found, after) for found, after in tables]
        titled = {year for table in self.tables for year in table.years}
        over = headings(prose)
        headed = set() if titled else years_of(over)
        self.latest = max(titled, default=None) or (headed.pop() if len(headed) == 1 else None)
        titles = " ".join([*over, *(f"{table.sheet.table.title} {table.sheet.table.group}" for table in self.tables)])
        self.headed = frozenset(re.findall(r"[^\W\d_]+", plain(titles)))  # words that the headings say already
        self.told: list[Told] = []
        self.borne_out: list[Claim] = []
        self.unchecked: list[Claim] = []

    def run(self) -> Iterator[Finding]:
        """Give the findings, in the text's order."""
        for claim in self.claims:
            if claim.kind in _HELD:
                self.told.append(self._held(claim))
                if claim.percent is not None:
                    share = replace(claim, kind="share", number=claim.percent, of=claim.number, percent=None)
                    self.told.append(self._share(share, self.told[-1]))
        sureness, at = Sureness(self.told, self.tables, self.headed), 0
        for claim in self.claims:
            if claim.kind == "impossible_date":
                yield self._finding(
                    claim, "date.impossible", "date", "proved", claim.number.text if claim.number else claim.subject, None
                )
            elif claim.kind in _HELD:
                for _ in range(1 + (claim.percent is not None)):
                    yield from self._judged(at, sureness)
                    at += 1
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
        column: str = "",
    ) -> Finding:
        return Finding(code, kind, grade, claim.body, column, printed, expected, str(claim.place), params=params or {})

    # What a claim is held against

    def _held(self, claim: Claim) -> Told:
        told = Told(claim)
        match claim.kind:
            case "mean" | "median" | "spread":
                self._of_all(told)
            case "highest" | "lowest":
                self._of_a_body(told) if claim.body else self._of_all(told)
            case "points":
                self._of_a_body(told)
            case "mean_change":
                self._change(told)
            case "count":
                self._count(told)
            case "class_count":
                self._class_count(told)
            case _:
                self._place(told)
        return told

    def _of_all(self, told: Told) -> None:
        """A statistic of a whole column."""
        claim, number = told.claim, told.claim.number
        if number is None:
            return
        for position, table in enumerate(self.tables):
            columns = table.columns(claim)
            of_year = table.of_its_year(claim, columns, self.latest)
            for column in columns:
                for given in percents(number, column):
                    value, slack = table.computed(claim.kind, column)
                    off = Off(position, column, value, slack)
                    if printed_as(value, given) or table.explained(claim.kind, column, given):
                        told.by.setdefault(position, []).append(column)
                    elif not of_year or len(column.present) < table.rows:
                        continue
                    elif abs(value - given.value) <= slack + unit_of(given):
                        told.near.append(off)
                    elif _plausible(claim.kind, given.value, value, column):
                        told.off.append(off)
            others = [column for column in table.scored if not any(column is each for each in columns)]
            told.elsewhere |= any(printed_as(table.computed(claim.kind, column)[0], number) for column in others)

    def _of_a_body(self, told: Told) -> None:
        """Points of a body, and its being first or last."""
        claim, number = told.claim, told.claim.number
        homes = [(position, row) for position, table in enumerate(self.tables) if (row := table.row_of(claim.body)) is not None]
        told.beyond = not homes
        for position, row in homes:
            table = self.tables[position]
            columns = table.columns(claim)
            of_year = table.of_its_year(claim, columns, self.latest)
            for column in columns:
                figure = column.figures[row]
                if figure is None:
                    continue
                agrees = number is None or any(printed_as(figure.value, given) for given in percents(number, column))
                end = table.computed(claim.kind, column)[0] if claim.kind in {"highest", "lowest"} else figure.value
                if agrees and (end == figure.value or (number is not None and table.explained(claim.kind, column, number))):
                    told.by.setdefault(position, []).append(column)
                elif not of_year:
                    continue
                elif agrees:
                    if number is not None and len(column.present) == table.rows:
                        told.off.append(Off(position, column, end, Fraction(0), sure=False))
                elif (
                    number is not None
                    and not table.doubted(column, row)
                    and _plausible("points", number.value, figure.value, column)
                ):
                    told.off.append(Off(position, column, figure.value, column.unit, sure=end == figure.value))
            told.elsewhere |= number is not None and any(
                figure is not None and printed_as(figure.value, number)
                for column in table.scored
                if not any(column is each for each in columns)
                for figure in [column.figures[row]]
            )

    def _share(self, claim: Claim, of: Told) -> Told:
        """A figure as a percentage of the maximum; a count as one of all."""
        told = Told(claim, beyond=of.beyond)
        number, part = claim.number, claim.of
        if number is None or part is None:
            return told
        stated = {each.number.value for each in self.claims if each.kind == "maximum" and each.number and each.sure}
        for position, columns in of.by.items():
            table = self.tables[position]
            wholes: list[tuple[Column | None, Fraction]] = [(None, Fraction(table.rows))] if claim.class_name else []
            wholes += [(column, column.maximum.value) for column in columns if column.maximum and not claim.class_name]
            if not wholes and not claim.class_name and len(stated) == 1:
                wholes = [(None, next(iter(stated)))]
            for column, whole in wholes:
                if not whole:
                    continue
                value, slack = part.value / whole * 100, unit_of(part) / whole * 100 * bool(part.places)
                if printed_as(value, number):
                    told.by.setdefault(position, []).extend([column] if column else columns)
                elif abs(value - number.value) <= slack + unit_of(number):
                    told.near.append(Off(position, column, value, slack))
                else:
                    told.off.append(Off(position, column, value, slack, sure=column is not None))
        return told

    def _change(self, told: Told) -> None:
        """A change of the mean: of two means that the text tells, or of two columns of a table."""
        claim, number = told.claim, told.claim.number
        now = next((each for each in reversed(self.told) if each.claim.kind == "mean"), None)
        if number is None or now is None or now.claim.number is None or claim.criterion != now.claim.criterion:
            return
        present = now.claim.number
        for position in now.by:
            table = self.tables[position]
            for column in table.scored:
                if claim.year is not None and str(claim.year) in column.header and len(column.present) == table.rows:
                    before, slack = table.computed("mean", column)
                    self._compare(told, position, column, present.value - before, slack + unit_of(present))
        before_told = [
            each.number
            for each in self.claims
            if each.kind == "mean"
            and each.year == claim.year
            and each.number
            and plain(each.group) == plain(claim.group)
            and each.criterion == claim.criterion
        ]
        if not told.by and not told.off and len({each.value for each in before_told}) == 1:
            self._compare(
                told,
                next(iter(now.by), -1),
                None,
                present.value - before_told[0].value,
                unit_of(present) + unit_of(before_told[0]),
            )

    def _compare(self, told: Told, position: int, column: Column | None, value: Fraction, slack: Fraction) -> None:
        number = told.claim.number
        if number is None:
            return
        if printed_as(value, number):
            told.by.setdefault(position, []).extend([column] if column else [])
        elif abs(value - number.value) <= slack + unit_of(number):
            told.near.append(Off(position, column, value, slack))
        else:
            told.off.append(Off(position, column, value, slack, sure=False))

    def _count(self, told: Told) -> None:
        """How many bodies there are: of a table, or of all tables together."""
        claim, number = told.claim, told.claim.number
        if number is None:
            return
        sizes = {position: table.rows for position, table in enumerate(self.tables) if table.suits(claim)}
        told.by = {position: [] for position, rows in sizes.items() if rows == number.value}
        if not told.by and number.value == sum(table.rows for table in self.tables):
            told.elsewhere = True
        elif not told.by and len(sizes) == 1:
            position, rows = next(iter(sizes.items()))
            if abs(rows - number.value) <= max(1, rows // 10):
                told.off.append(Off(position, None, Fraction(rows), Fraction(0), sure=False))
        told.beyond = not told.borne_out and claim.sure

    def _class_count(self, told: Told) -> None:
        """How many bodies are in a class."""
        claim, number = told.claim, told.claim.number
        columns = {position: column for position, table in enumerate(self.tables) if (column := table.sheet.of("class"))}
        if number is None or not columns:
            return
        wanted = plain(claim.class_name)
        counted = {position: sum(plain(text) == wanted for text in column.texts) for position, column in columns.items()}
        whole = {position: claim.of is None or claim.of.value == self.tables[position].rows for position in counted}
        told.by = {
            position: [columns[position]] for position, count in counted.items() if count == number.value and whole[position]
        }
        told.elsewhere = not told.by and sum(counted.values()) == number.value
        fitting = [
            position for position in counted if self.tables[position].suits(claim) and whole[position] and counted[position]
        ]
        if len(fitting) == 1 and len(self.tables) == len(columns) == 1:
            table, column = self.tables[fitting[0]], columns[fitting[0]]
            full = all(text.strip() for text in column.texts) and not table.grouped
            if not table.of_its_year(claim, [], self.latest):
                return
            told.off.append(Off(fitting[0], column, Fraction(counted[fitting[0]]), Fraction(0), sure=full))

    def _place(self, told: Told) -> None:
        """A body's rank, the first ones, the last ones; what they are first in is often not said, so no rank is called wrong."""
        claim = told.claim
        bodies = claim.bodies or (claim.body,)
        count = int(claim.number.value) if claim.number else 1
        for position, table in enumerate(self.tables):
            ranks = table.sheet.of("rank") or table.sheet.of("order")
            rows = [table.row_of(body) for body in bodies]
            if ranks is None or claim.criterion or not table.suits(claim) or None in rows:
                continue
            spans = [ranks.ranks[row] for row in rows if row is not None]
            worst = max((span[1] for span in ranks.ranks if span), default=0)
            if any(span is None for span in spans):
                continue
            held = all(
                first <= count <= last
                if claim.kind == "rank"
                else first <= count
                if claim.kind == "top"
                else last > worst - count
                for first, last in (span for span in spans if span)
            )
            if held:
                told.by[position] = [ranks]
        told.beyond = (
            not told.by and bool(self.tables) and all(table.row_of(body) is None for table in self.tables for body in bodies)
        )

    # What follows

    def _judged(self, at: int, sureness: Sureness) -> Iterator[Finding]:
        told = self.told[at]
        claim, number = told.claim, told.claim.number
        if told.borne_out:
            self.borne_out.append(claim)
            return
        # By another table nearer to the sentence, if the claims around are of one.
        home = sureness.home(at)
        near = [off for off in told.near if home in (None, off.table)]
        off = [each for each in told.off if home in (None, each.table)]
        if number is None or not (near or off):
            self.unchecked.append(claim)
            return
        if near:
            value = _to_places(near[0].value, number)
            yield self._finding(claim, "statistic.near", "statistic", "rounding", number.text, value, column=_header(near[0]))
            return
        grade = sureness.grade(at, off)
        if grade is None:
            self.unchecked.append(claim)
            return
        value = _to_places(off[0].value, number) if off[0].slack or claim.kind in {"mean", "share"} else off[0].value
        yield self._finding(claim, "statistic.claim", "statistic", grade, number.text, value, column=_header(off[0]))


def _header(off: Off) -> str:
    return off.column.header if off.column else ""


def _plausible(kind: str, printed: Fraction, value: Fraction, column: Column) -> bool:
    """Whether a figure of the text can be of a column at all: a mean lies among its figures, others no farther off than they are apart."""
    low, high = (pick(figure.value for figure in column.present) for pick in (min, max))
    if kind in {"mean", "median"}:
        return low <= printed <= high
    if kind == "spread":
        return value <= 2 * printed <= 4 * value
    return abs(printed - value) <= max(high - low, column.unit)


def _to_places(value: Fraction, number: Number) -> Fraction:
    unit = unit_of(number)
    steps = value / unit
    return Fraction((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * unit
