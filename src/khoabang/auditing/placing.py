"""Which places are wrong: the fewest cells that explain every contradiction between places and the figures they follow."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from khoabang.auditing.ordering import ROWS_FOR_TWO, Ordering

_LEAST_ROWS = 8  # fewer rows in order prove nothing about one that is not
_LEAST_RUN = 3  # bodies of a group, on average
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
    ordering: Ordering, doubted: AbstractSet[int], odd: AbstractSet[int], borne_out: AbstractSet[int], gone: int = 0
) -> Judged:
    """Judge the places of an ordering.

    `doubted` are rows whose figure is known to be wrong, `odd` rows that something else may place, `borne_out` rows whose figure follows
    from others, `gone` places that nobody has. Wrong places contradict in their own rows alone; a wrong figure also shifts the rows between where it stands and belongs.
    A last row's place that is too far down proves nothing: it may be shared with bodies that are not listed.
    """
    judged = Judged(ordering)
    outside = ordering.outside(doubted)
    if not outside or (gone and _explained_by_gaps(ordering, doubted, gone)):
        return judged
    ranked = sum(place is not None for place in ordering.places)
    most = max(2 if ranked >= ROWS_FOR_TWO else 1, ranked // _MOST_PART)
    displaced = {row for row in ordering.displaced if row not in doubted}
    strange = odd & (displaced | set(outside))
    if strange:
        judged.rows = {row: outside[row] for row in strange & displaced if row in outside}
        outside = ordering.outside(doubted | odd, gone)
        displaced -= odd
    if not outside or not ordering.whole or ranked < _LEAST_ROWS:
        return judged
    by_figures = (
        displaced and len(displaced) < len(outside) and not ordering.outside(doubted | (odd if strange else set()) | displaced)
    )
    if set(outside) <= borne_out and len(outside) <= max(2, most):
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
    judged.rows |= outside
    judged.proved -= {row for row, (_, last) in outside.items() if last >= ranked and (ordering.places[row] or 0) > last}
    if _begins_again(ordering):
        judged.proved = set()
    # What only rows that something else may place speak against, they do not prove.
    judged.proved -= {
        row for row in judged.proved if row not in ordering.outside(doubted | (odd & _against(ordering, row)), gone)
    }
    return judged


def _against(ordering: Ordering, row: int) -> set[int]:
    """Give the rows whose places and figures go the other way round than a row's."""
    own, place = ordering.value(row), ordering.places[row]
    sign = -1 if ordering.ascending else 1
    against: set[int] = set()
    for other, taken in enumerate(ordering.places):
        figure = ordering.value(other)
        if own and figure and place is not None and taken is not None and (figure.value - own.value) * sign * (taken - place) > 0:
            against.add(other)
    return against


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


def _explained_by_gaps(ordering: Ordering, doubted: AbstractSet[int], gone: int) -> bool:
    """Whether bodies that are not in the table, at places that nobody has, put every place right."""
    if ordering.outside(doubted, gone):
        return False
    shared: dict[int, list[int]] = {}
    for row, place in enumerate(ordering.places):
        if place is not None and row not in doubted:
            shared.setdefault(place, []).append(row)
    for rows in shared.values():
        figures = [figure for row in rows if (figure := ordering.value(row))]
        if any(one.surely_above(other) for one in figures[:1] for other in figures) or any(
            other.surely_above(one) for one in figures[:1] for other in figures
        ):
            return False
    return True


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
