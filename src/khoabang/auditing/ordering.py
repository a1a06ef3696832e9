"""What puts a table in order, how places are numbered, and which places or figures cannot both be right."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from khoabang.auditing.figures import Figure
from khoabang.auditing.formulas import ENOUGH, FEWEST
from khoabang.auditing.rulings import Rulings
from khoabang.auditing.sheet import Column, Role, Sheet, Ties
from khoabang.auditing.words import of_before, plain

_NUMBERINGS: tuple[Ties, ...] = ("competition", "dense")
ROWS_FOR_TWO = 12  # rows in order that bear out two that are not
_MANY = 20  # rows that any other figure's order must be borne out by
_FEW = 6  # rows in order that bear out one that is not
_MOST_GROUPS = 10  # at most one group in so many may have no first place
_PREFERRED: dict[Role, int] = {"index": 0, "total": 1, "percent": 2, "subtotal": 3, "component": 4, "other": 5}


@dataclass
class Ordering:
    """`ranks` (a column of places, or None: the rows' own order) follows `key`, greatest first unless `ascending`.

    `displaced` are the fewest rows whose figure and place contradict those of others; `agree` counts the rows that do not.
    `whole` says that the places are all there are: every one from 1 on, shared ones left out as the numbering leaves them.
    """

    ranks: Column | None
    key: Column
    ascending: bool
    displaced: tuple[int, ...]
    agree: int
    whole: bool = False
    ties: Ties = "unknown"
    may_be: tuple[Ties, ...] = ()  # the numberings that explain the places equally well
    places: list[int | None] = field(default_factory=list)
    group: str = ""  # what all its rows show in the column that the places are given by
    rows: frozenset[int] | None = None  # the rows of the group; None: all
    given: bool = False  # a person says so
    others: list["Ordering"] = field(
        default_factory=list
    )  # by other figures that usually decide, and give nearly the same places

    def value(self, row: int) -> Figure | None:
        """The figure that a row is placed by; None of a row of another group."""
        return self.key.figures[row] if self.rows is None or row in self.rows else None

    @property
    def trusted(self) -> bool:
        """Whether the key is one that usually decides, or so many rows follow it that it must be."""
        return self.given or self.key.role in {"index", "total", "percent"} or self.agree >= _MANY

    @cached_property
    def unplaced(self) -> int:
        """How many rows have a figure and no place: left out of the ranking, or their place is just not printed."""
        return sum(place is None and self.value(row) is not None for row, place in enumerate(self.places))

    def allowed(self, free: Collection[int] = (), more: int | None = None) -> list[tuple[int, int] | None]:
        """Give for each row the first and the last place that its figure allows; None without a figure.

        Rows in `free`, and rows without a figure, may stand anywhere: they only push the last place down, as do `more` bodies, by default
        those that have no place.
        """
        spans = [self.span(row) for row in range(len(self.places))]
        counted = [row for row, span in enumerate(spans) if span and self.places[row] is not None and row not in free]
        loose = sum(place is not None for place in self.places) - len(counted) + (self.unplaced if more is None else more)
        if self.ties == "dense":
            return self._allowed_dense(spans, counted, loose, free)
        floors = sorted(span[0] for row in counted if (span := spans[row]))
        ceilings = sorted(span[1] for row in counted if (span := spans[row]))
        found: list[tuple[int, int] | None] = []
        for row, span in enumerate(spans):
            if span is None:
                found.append(None)
                continue
            better = len(floors) - bisect_right(floors, span[1])
            worse = bisect_left(ceilings, span[0])
            own = self.places[row] is not None and row not in free
            found.append((1 + better, len(counted) + (not own) - worse + max(0, loose - (not own))))
        return found

    def _allowed_dense(
        self, spans: Sequence[tuple[Fraction, Fraction] | None], counted: Sequence[int], loose: int, free: Collection[int]
    ) -> list[tuple[int, int] | None]:
        """Places are counted instead of bodies: surely different figures make a step each; those alike at one place make one together."""
        steps: list[Fraction] = []  # floors of figures that surely differ one from the next, the best first and turned negative
        for low, high in sorted((span for row in counted if (span := spans[row])), reverse=True):
            if not steps or high < -steps[-1]:
                steps.append(-low)
        together: dict[tuple[int | None, Fraction], Fraction] = {}
        for row in counted:
            figure, span = self.value(row), spans[row]
            if figure and span:
                together[self.places[row], figure.value] = -span[1]
        ceilings = sorted(together.values())
        found: list[tuple[int, int] | None] = []
        for row, span in enumerate(spans):
            figure = self.value(row)
            if span is None or figure is None:
                found.append(None)
                continue
            own = self.places[row] is not None and row not in free
            shared = (self.places[row], figure.value) in together
            near = bisect_right(ceilings, -span[0]) - (own or shared)
            found.append((1 + bisect_left(steps, -span[1]), 1 + near + max(0, loose - (not own))))
        return found

    def outside(self, free: Collection[int] = (), more: int | None = None) -> dict[int, tuple[int, int]]:
        """Give the rows, none of them free, whose place is not one that their figure allows, with what it allows."""
        return {
            row: span
            for row, (place, span) in enumerate(zip(self.places, self.allowed(free, more), strict=True))
            if place is not None and span is not None and row not in free and not span[0] <= place <= span[1]
        }

    def outside_but_for(self, other: int, free: Collection[int] = (), more: int | None = None) -> list[int]:
        """Give the rows whose place their figure does not allow if the figure of one other row is not what is printed, but its place is."""
        at, found = self.places[other], []
        for row, (place, span) in enumerate(zip(self.places, self.allowed({*free, other}, more), strict=True)):
            if place is None or span is None or at is None or row == other or row in free:
                continue
            first, last = span[0] + (at < place), span[1] - (at > place)
            if not (span[0] if self.ties == "dense" else first) <= place <= last:
                found.append(row)
        return found

    def rivals(self, row: int, most: int) -> list[int]:
        """Give the rows that contradict a row, at the most so many: the better figure has the worse place, or the same."""
        own, place = self.value(row), self.places[row]
        found: list[int] = []
        for other, at in enumerate(self.places):
            figure = self.value(other)
            if other == row or at is None or own is None or figure is None or place is None or len(found) == most:
                continue
            better, worse = (
                (own, figure) if self.ascending else (figure, own)
            )  # of places that are right the other's is the better one
            if (at >= place and better.surely_above(worse)) or (at <= place and worse.surely_above(better)):
                found.append(other)
        return found

    def is_part(self, free: Collection[int] = ()) -> bool:
        """Whether the rows may be some of a longer ranking: going down, ever more bodies that are not here stand above."""
        known = []
        for row, (place, allowed) in enumerate(zip(self.places, self.allowed(free), strict=True)):
            span = self.span(row)
            if place is not None and allowed is not None and span is not None and row not in free:
                known.append((-span[1], -span[0], place - allowed[1], place - allowed[0]))
        missing = 0
        for _, _, least, most in sorted(known):
            missing = max(missing, least)
            if missing > most:
                return False
        return missing > 0

    def span(self, row: int) -> tuple[Fraction, Fraction] | None:
        """Give the least and the greatest number behind a figure, turned so that the greater comes first."""
        figure = self.value(row)
        if figure is None:
            return None
        if self.even:
            low = high = figure.value
        else:
            low, high = figure.floor, figure.ceiling
        return (-high, -low) if self.ascending else (low, high)

    @cached_property
    def even(self) -> bool:
        """Whether the key's figures are all printed to the same digit, so that the last one may be compared."""
        return len({figure.unit for figure in self.key.present}) <= 1 and not any(figure.binary for figure in self.key.present)


def find_orderings(sheet: Sheet, ruled: Rulings | None = None) -> list[Ordering]:
    """Find what orders the table: for its column of places, or for its rows where there is none; then for further columns of places.

    What a person rules holds for the first of these.
    """
    ruled = ruled or Rulings()
    keys = sorted(
        (
            column
            for column in sheet.columns
            if column.role in _PREFERRED and len(column.present) >= FEWEST and not of_before(column.header)
        ),
        key=lambda column: (_PREFERRED[column.role], column.position),
    )
    found: list[Ordering] = []
    taken: set[int] = set()
    ranks_found = sorted(sheet.all_of("rank"), key=lambda column: (of_before(column.header), _words(column.header)))
    columns: list[Column | None] = list(ranks_found)  # first the one that is called just that
    main = columns[0] if columns else None
    for ranks in columns or [None]:
        places = _places_of(ranks, len(sheet.table.rows))
        near = sorted(keys, key=lambda key: (id(key) in taken, _distance(key, ranks, main)))
        told = ruled if ranks is main else Rulings()
        near = [told.key] if told.key is not None else near
        ways = (told.ascending,) if told.key is not None else (False, True)
        few = ranks is not main  # those of a criterion may be shared by many who have the same points
        best = _best([_follows(ranks, places, key, way, few=few) for key in near for way in ways])
        sound = best is not None and (told.key is not None or _borne_out(best))
        if best is not None and sound:
            _number(best, told)
        if ranks is not None and told.groups is not None:
            if groups := _in_groups(sheet, ranks, places, near, told):
                found += groups
                continue
        elif ranks is not None and not told.one_ranking and (best is None or not sound or best.displaced or best.outside()):
            groups = _in_groups(sheet, ranks, places, near, told)
            if groups and (best is None or not sound or _wrong(groups) < _wrong([best])):
                found += groups
                taken.add(id(groups[0].key))
                continue
        if best is not None and sound:
            if told.key is None:
                best.others = _nearly(sheet, best)
            found.append(best)
            taken.add(id(best.key))
    return found


def _words(header: str) -> int:
    return len(plain(header.rsplit(" › ", maxsplit=1)[-1].replace("_", " ")).split())


def _nearly(sheet: Sheet, best: Ordering) -> list[Ordering]:
    """Find what else may give the places: an index rounded from the total that it seems to follow, say."""
    keys = [
        column for column in sheet.all_of("index", "total", "percent") if column is not best.key and not of_before(column.header)
    ]
    ways = (_follows(best.ranks, best.places, key, best.ascending, best.group, best.rows) for key in keys)
    others = [each for each in ways if each is not None and each.agree >= ENOUGH * (each.agree + len(each.displaced))]
    for each in others:
        each.ties = best.ties
    return others


def _wrong(orderings: Sequence[Ordering]) -> tuple[int, int]:
    """Count the rows to leave out, and those whose place is not one that their figure allows: one wrong figure moves many."""
    return sum(len(each.displaced) for each in orderings), sum(len(each.outside()) for each in orderings)


def _in_groups(sheet: Sheet, ranks: Column, places: list[int | None], keys: Sequence[Column], told: Rulings) -> list[Ordering]:
    """Find places that are given anew in each group that a column names; the column and the key that leave the fewest contradictions."""
    best: list[Ordering] = []
    for column in sheet.columns:
        names = [text.strip() for text in column.texts]
        groups = dict.fromkeys(names)
        likely = not column.numeric and column.role not in {"body", "rank"} and 2 <= len(groups) <= len(names) // 3
        if column is not told.groups and (told.groups is not None or not likely or "" in groups):
            continue
        members = {name: frozenset(row for row, own in enumerate(names) if own == name) for name in groups}
        firsts = sum(any(places[row] == 1 for row in rows) for rows in members.values())
        if column is not told.groups and (firsts < 2 or firsts * _MOST_GROUPS < len(groups) * (_MOST_GROUPS - 1)):
            continue
        for key in keys:
            for ascending in (told.ascending,) if told.key is not None else (False, True):
                made = [
                    each
                    for name, inside in members.items()
                    if (each := _follows(ranks, _only(places, inside), key, ascending, name, inside))
                ]
                agree, rows = sum(each.agree for each in made), sum(each.agree + len(each.displaced) for each in made)
                if not made or (told.groups is None and (agree < FEWEST or agree < ENOUGH * rows)):
                    continue
                for each in made:
                    _number(each, told)
                wrong = _wrong(made)
                if wrong[0] and told.groups is None and _PREFERRED[key.role] > _PREFERRED["percent"]:
                    continue  # many columns follow some order nearly
                if not best or wrong < _wrong(best):
                    best = made
    for each in best if told.key is None else []:
        each.others = _nearly(sheet, each)
    return best


def _only(places: Sequence[int | None], rows: frozenset[int]) -> list[int | None]:
    return [place if row in rows else None for row, place in enumerate(places)]


def _borne_out(ordering: Ordering) -> bool:
    """Whether enough rows are in order; what usually decides is trusted with one row out of few."""
    usual = _PREFERRED[ordering.key.role] <= _PREFERRED["percent"]
    few, rows = len(ordering.displaced), ordering.agree + len(ordering.displaced)
    if few and not usual:  # many columns follow some order nearly
        return rows >= _MANY and ordering.agree >= ENOUGH * rows
    if few == 2 and rows >= ROWS_FOR_TWO and ordering.ranks is not None:  # two exchanged, if all others have their places
        _number(ordering)
        return not ordering.outside(ordering.displaced) or ordering.agree >= ENOUGH * rows
    return ordering.agree >= max(FEWEST, _FEW if few == 1 else ENOUGH * rows)


def _distance(key: Column, ranks: Column | None, main: Column | None) -> int:
    """Prefer for the first column of places what usually decides, for others the nearest column."""
    if ranks is None or ranks is main:
        return _PREFERRED[key.role]
    return abs(key.position - ranks.position)


def _places_of(ranks: Column | None, rows: int) -> list[int | None]:
    if ranks is None:
        return [row + 1 for row in range(rows)]
    return [place[0] if place else None for place in ranks.ranks]


def _best(orderings: Sequence[Ordering | None]) -> Ordering | None:
    """The fewest contradictions; of equals the first, which is the likeliest."""
    return min((each for each in orderings if each), key=lambda each: len(each.displaced), default=None)


def _follows(
    ranks: Column | None,
    places: list[int | None],
    key: Column,
    ascending: bool,
    group: str = "",
    rows: frozenset[int] | None = None,
    *,
    few: bool = False,
) -> Ordering | None:
    known = [row for row, place in enumerate(places) if place is not None and key.figures[row] is not None]
    distinct = {figure.value for row in known if (figure := key.figures[row])}
    if len(known) < (FEWEST if rows is None else 1) or len(distinct) * 2 < (
        len({places[row] for row in known}) if few else len(known)
    ):
        return None
    ordering = Ordering(ranks, key, ascending, (), 0, places=places, group=group, rows=rows)
    displaced = _displaced(ordering, known)
    ordering.displaced, ordering.agree = tuple(sorted(displaced)), len(known) - len(displaced)
    return ordering


def _displaced(ordering: Ordering, rows: Sequence[int]) -> set[int]:
    """Leave out as few rows as possible so that no place contradicts a figure: the longest run that never surely goes back.

    Figures are compared by their printed values but only sure differences count. Rows that share a place come with the least first, so that
    of those with different figures only some can be kept.
    """
    sign = 1 if ordering.ascending else -1
    in_order = sorted(rows, key=lambda row: (ordering.places[row] or 0, -sign * _value(ordering, row)))
    tails: list[Fraction] = []
    holders: list[int] = []
    before: dict[int, int | None] = {}
    for row in in_order:
        span = ordering.span(row)
        if span is None:
            continue
        reached, value = -span[0], -span[1]  # the greatest and the least that a row below may not undercut
        position = bisect_right(tails, reached)
        before[row] = holders[position - 1] if position else None
        if position == len(tails):
            tails.append(value)
            holders.append(row)
        elif value < tails[position]:
            tails[position], holders[position] = value, row
    kept: set[int] = set()
    row_: int | None = holders[-1] if holders else None
    while row_ is not None:
        kept.add(row_)
        row_ = before[row_]
    return {row for row in rows if row not in kept}


def _value(ordering: Ordering, row: int) -> Fraction:
    figure = ordering.key.figures[row]
    return figure.value if figure else Fraction(0)


def _number(ordering: Ordering, told: Rulings | None = None) -> None:
    """Find how places are numbered, and whether they are all there: whether all rows but the displaced have the place that follows."""
    numberings = (told.ties,) if told and told.ties else _NUMBERINGS
    ordering.given = bool(told and told.key)
    if ordering.ranks is None:
        ordering.whole, ordering.ties, ordering.may_be = True, "competition", ("competition",)
        return
    outside: dict[Ties, int] = {}
    for ties in numberings:
        ordering.ties = ties
        outside[ties] = len(ordering.outside(ordering.displaced))
    ordering.ties = min(numberings, key=lambda ties: outside[ties])
    ordering.may_be = tuple(ties for ties in numberings if outside[ties] == outside[ordering.ties])
    ranked = sum(place is not None for place in ordering.places)
    ordering.whole = ordering.given or outside[ordering.ties] <= ranked * (1 - ENOUGH)
