"""Which places are wrong: the fewest cells that explain every contradiction between places and the figures they follow."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from khoabang.auditing.ordering import Ordering

_LEAST_ROWS = 7  # fewer rows in order prove nothing about one that is not
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


def judge_places(ordering: Ordering, doubted: AbstractSet[int], odd: AbstractSet[int], borne_out: AbstractSet[int]) -> Judged:
    """Judge the places of an ordering.

    `doubted` are rows whose figure is known to be wrong, `odd` rows that something else may place, `borne_out` rows whose figure follows
    from others. Wrong places contradict in their own rows alone; a wrong figure also shifts the rows between where it stands and belongs.
    """
    judged = Judged(ordering)
    outside = ordering.outside(doubted)
    if not outside:
        return judged
    ranked = sum(place is not None for place in ordering.places)
    most = max(2, ranked // _MOST_PART)
    displaced = {row for row in ordering.displaced if row not in doubted}
    strange = odd & (displaced | set(outside))
    if strange:
        judged.rows = {row: outside[row] for row in strange & displaced if row in outside}
        outside = ordering.outside(doubted | strange)
        displaced -= strange
    if not outside or not ordering.whole or ranked < _LEAST_ROWS:
        return judged
    by_figures = displaced and len(displaced) < len(outside) and not ordering.outside(doubted | strange | displaced)
    if set(outside) <= borne_out and len(outside) <= most:
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
    return judged
