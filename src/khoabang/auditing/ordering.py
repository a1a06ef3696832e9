"""What puts a table in order, how places are numbered, and which places or figures cannot both be right."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from khoabang.auditing.figures import Figure
from khoabang.auditing.formulas import ENOUGH, FEWEST
from khoabang.auditing.sheet import Column, Role, Sheet

Ties = Literal["competition", "dense", "unknown"]
_PREFERRED: dict[Role, int] = {"index": 0, "total": 1, "percent": 2, "subtotal": 3, "component": 4, "other": 5}


@dataclass(slots=True)
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
    places: list[int | None] = field(default_factory=list)

    def value(self, row: int) -> Figure | None:
        """The figure that a row is placed by."""
        return self.key.figures[row]

    def surely_before(self, one: Figure, other: Figure) -> bool:
        """Whether one figure comes before another whatever digits are not printed."""
        return other.surely_above(one) if self.ascending else one.surely_above(other)

    def allowed(self, row: int, figure: Figure | None = None) -> tuple[int, int] | None:
        """Give the first and the last place that a row's figure (or another in its stead) allows among all rows."""
        own = figure or self.value(row)
        if own is None:
            return None
        others = [value for other in range(len(self.key.figures)) if other != row and (value := self.value(other))]
        before = [value for value in others if self.surely_before(value, own)]
        after = sum(self.surely_before(own, value) for value in others)
        if self.ties == "dense":
            steps = {value.value for value in before}
            return 1 + _chain(before, self.surely_before), 1 + len(
                {v.value for v in others if not self.surely_before(own, v)} | steps
            )
        return 1 + len(before), len(others) + 1 - after


def _chain(figures: Sequence[Figure], before: Callable[[Figure, Figure], bool]) -> int:
    """Count figures that surely differ one from the next."""
    count, last = 0, None
    for figure in sorted(figures, key=lambda f: f.value, reverse=True):
        if last is None or before(last, figure) or before(figure, last):
            count, last = count + 1, figure
    return count


def find_orderings(sheet: Sheet) -> list[Ordering]:
    """Find what orders the table: for its column of places, or for its rows where there is none; then for further columns of places."""
    keys = sorted(
        (column for column in sheet.columns if column.role in _PREFERRED and len(column.present) >= FEWEST),
        key=lambda column: (_PREFERRED[column.role], column.position),
    )
    found: list[Ordering] = []
    taken: set[int] = set()
    columns: list[Column | None] = list(sheet.all_of("rank"))
    main = columns[0] if columns else None
    for ranks in columns or [None]:
        places = _places_of(ranks, len(sheet.table.rows))
        near = sorted(keys, key=lambda key: (id(key) in taken, _distance(key, ranks, main)))
        best = _best([_follows(ranks, places, key, down) for key in near for down in (False, True)])
        if best is not None and best.agree >= max(FEWEST, ENOUGH * (best.agree + len(best.displaced))):
            _number(best)
            found.append(best)
            taken.add(id(best.key))
    return found


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


def _follows(ranks: Column | None, places: list[int | None], key: Column, ascending: bool) -> Ordering | None:  # noqa: FBT001
    known = [row for row, place in enumerate(places) if place is not None and key.figures[row] is not None]
    if len(known) < FEWEST or len({figure.value for figure in key.present}) * 2 < len(known):
        return None
    ordering = Ordering(ranks, key, ascending, (), 0, places=places)
    displaced = _displaced(ordering, known)
    ordering.displaced, ordering.agree = tuple(sorted(displaced)), len(known) - len(displaced)
    return ordering


def _displaced(ordering: Ordering, rows: Sequence[int]) -> set[int]:
    """Leave out as few rows as possible so that no place contradicts a figure: the longest run that never surely goes back.

    Figures are compared by their printed values but only sure differences count, so rows whose figures cannot be told apart are first put
    in the order that their places ask for.
    """
    sign = 1 if ordering.ascending else -1
    in_order = sorted(rows, key=lambda row: (ordering.places[row] or 0, sign * _value(ordering, row)))
    tails: list[Fraction] = []
    holders: list[int] = []
    before: dict[int, int | None] = {}
    for row in in_order:
        figure = ordering.key.figures[row]
        if figure is None:
            continue
        value = sign * figure.value
        position = bisect_right(tails, value + figure.unit / 2 if _uneven(ordering) else value)
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


def _uneven(ordering: Ordering) -> bool:
    """Whether the key's figures are printed to different digits, so that the last ones may not be compared."""
    return len({figure.unit for figure in ordering.key.present}) > 1


def _value(ordering: Ordering, row: int) -> Fraction:
    figure = ordering.key.figures[row]
    return figure.value if figure else Fraction(0)


def _number(ordering: Ordering) -> None:
    """Find how places are numbered, and whether they are all there."""
    if ordering.ranks is None:
        ordering.whole, ordering.ties = True, "competition"
        return
    places = [place for place in ordering.ranks.ranks if place]
    rows = len(ordering.ranks.ranks)
    firsts = sorted(first for first, _ in places)
    competition = sum(first <= position for position, first in enumerate(firsts, 1)) if firsts else 0
    shared = len(firsts) - len(set(firsts))
    dense = bool(firsts) and firsts[-1] == len(set(firsts)) and firsts[0] == 1
    ordering.ties = "dense" if dense and shared else "competition"
    sound = bool(firsts) and firsts[0] == 1 and firsts[-1] <= rows + 1 and competition >= ENOUGH * rows
    ordering.whole = sound and len(places) == rows
