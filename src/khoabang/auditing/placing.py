"""Which places are wrong: the fewest cells that explain every contradiction between places and the figures they follow."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fractions import Fraction

from khoabang.auditing.ordering import ROWS_FOR_TWO, Ordering

_LEAST_RUN = 3  # bodies of a group, on average
_LEAST_ROWS = 8  # fewer rows in order prove nothing about one that is not
_FEW_RIVALS = 2  # rows that contradict a row; no single figure is to blame for more
_MOST_PART = 10  # at most one row in so many may be wrong, or what the places follow is something else


@dataclass(slots=True)
class Judged:
    """Rows whose place and figure cannot both be right, with the places that the figure allows; `proved` are those that must be.

    `places_wrong` says that it is the place and not the figure.
    """

    ordering: Ordering
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    proved: set[int] = field(default_factory=set)
    places_wrong: bool = False

    def sharing(self, row: int) -> int | None:
        """Give another row at the same place whose figure is surely different."""
        place, own = self.ordering.places[row], self.ordering.value(row)
        for other, taken in enumerate(self.ordering.places):
            figure = self.ordering.value(other)
            if other != row and taken == place and own and figure and (own.surely_above(figure) or figure.surely_above(own)):
                return other
        return None


def judge_places(
    ordering: Ordering, doubted: AbstractSet[int], odd: AbstractSet[int], borne_out: Mapping[int, Fraction]
) -> Judged:
    """Judge the places of an ordering.

    `doubted` are rows whose figure is known to be wrong, `odd` rows that something else may place, `borne_out` rows whose figure follows
    from others, with how far unprinted digits may move it. Bodies without a place may have been left out of the ranking or hold one that is
    not printed, and shared places may not tell how they are numbered: what is proved must follow either way.
    """
    ways = [
        _judge(replace(ordering, ties=ties), doubted, odd, borne_out, more)
        for ties in ordering.may_be or (ordering.ties,)
        for more in sorted({ordering.unplaced, 0}, reverse=True)
    ]
    judged = ways[0]
    for other in ways[1:]:
        both = judged.rows.keys() & other.rows.keys()
        judged.proved &= other.proved
        judged.places_wrong &= other.places_wrong
        judged.rows = {row: _joined(judged.rows[row], other.rows[row]) for row in both}
    judged.proved &= judged.rows.keys()
    return judged


def _joined(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])


def _judge(
    ordering: Ordering, doubted: AbstractSet[int], odd: AbstractSet[int], borne_out: Mapping[int, Fraction], more: int
) -> Judged:
    """Judge with so many places taken by bodies that have none.

    Wrong places contradict in their own rows alone; a wrong figure also shifts the rows between where it stands and belongs.
    A last row's place that is too far down proves nothing: it may be shared with bodies that are not listed.
    """
    judged = Judged(ordering)
    outside = ordering.outside(doubted, more)
    if not outside or ordering.is_part(doubted):
        return judged
    ranked = sum(place is not None for place in ordering.places)
    most = max(2 if ranked >= ROWS_FOR_TWO else 1, ranked // _MOST_PART)
    displaced = {row for row in ordering.displaced if row not in doubted}
    strange = odd & (displaced | set(outside))
    if strange:
        judged.rows = {row: outside[row] for row in strange & displaced if row in outside}
        outside = ordering.outside(doubted | odd, more)
        displaced -= odd
    if not outside or not ordering.whole or ranked < _LEAST_ROWS:
        return judged
    free = doubted | (odd if strange else set()) | displaced
    by_figures = displaced and len(displaced) < len(outside) and not ordering.outside(free, more)
    if len(outside) <= max(2, most) and all(_surely_there(ordering, row, outside[row], borne_out) for row in outside):
        judged.places_wrong = True
        judged.proved = set(outside)
    elif by_figures:
        outside = {row: span for row, span in outside.items() if row in displaced or len(outside) == 2 * len(displaced)}
        # Two neighbours exchanged look the same as one figure that is a little off: then either row may be the wrong one.
        judged.proved = set(displaced) if len(outside) < 2 * len(displaced) and len(displaced) <= most else set()
    elif len(outside) <= most:
        judged.places_wrong = len(outside) == 1 or not displaced
        judged.proved = set(outside)
    else:
        outside = {row: span for row, span in outside.items() if row in displaced}
    if strange and not displaced <= outside.keys():
        judged.proved = set()  # with so many that may stand anywhere, the one that is out of order no longer shows
    judged.rows |= outside
    judged.proved &= ordering.outside(doubted | odd, more).keys()  # whatever places the odd ones
    for other in ordering.others:
        judged.proved &= {row for row in judged.proved if other.value(row) is None} | other.outside(doubted, more).keys()
    for row in [row for row in judged.proved if judged.sharing(row) is None]:
        rivals = ordering.rivals(row, _FEW_RIVALS + 1)
        if len(rivals) <= _FEW_RIVALS and any(not ordering.outside_but_for(other, doubted, more) for other in rivals):
            judged.proved.discard(row)  # another's figure alone may be what is wrong
    judged.proved -= {row for row, (_, last) in outside.items() if last >= ranked and (ordering.places[row] or 0) > last}
    if not ordering.trusted or _begins_again(ordering) or (odd and ordering.is_part(doubted | odd)):
        judged.proved = set()
    return judged


def _surely_there(ordering: Ordering, row: int, allowed: tuple[int, int], borne_out: Mapping[int, Fraction]) -> bool:
    """Whether what a figure follows from keeps it from the place that is printed: further from the next row that way than digits reach."""
    own, place = ordering.value(row), ordering.places[row]
    if own is None or place is None or row not in borne_out:
        return False
    up = (place < allowed[0]) != ordering.ascending  # the place would need a greater figure
    gaps = [
        (abs(figure.value - own.value), other)
        for other in range(len(ordering.places))
        if ordering.places[other] is not None
        and (figure := ordering.value(other))
        and (figure.value > own.value if up else figure.value < own.value)
    ]
    nearest = min(gaps, default=None)
    return nearest is None or nearest[0] > borne_out[row] + borne_out.get(nearest[1], Fraction(0))


def _begins_again(ordering: Ordering) -> bool:
    """Whether the table may rank groups: first places are held by bodies whose figures differ, or places go down it again from the first on."""
    best = min((place for place in ordering.places if place is not None), default=0)
    first = [figure for row, place in enumerate(ordering.places) if place == best and (figure := ordering.value(row))]
    if any(one.surely_above(other) for one in first for other in first):
        return True
    runs: list[list[int]] = []
    for place in ordering.places:
        if place is None:
            continue
        if not runs or place < runs[-1][-1]:
            runs.append([])
        runs[-1].append(place)
    return 1 < len(runs) <= len(ordering.places) // _LEAST_RUN and all(
        run[0] == best and run[-1] != best and run[run.count(best)] <= best + run.count(best) for run in runs
    )


def missing_places(places: Sequence[tuple[int, int]], *, shared: bool) -> list[int]:
    """Give the numbers that nobody has; those that bodies sharing a place leave out, after it or before it, are not missing."""
    counts = Counter(first for first, _ in places)
    if max(last for _, last in places) > 2 * len(places):
        return []  # no numbering of these rows
    taken: set[int] = set()
    last_named = dict(places)
    for first, count in counts.items():
        taken |= set(range(first, last_named[first] + 1))
        if shared and count > 1:
            taken |= set(range(first - count + 1, first + count))
    return [number for number in range(1, max(taken)) if number not in taken]
