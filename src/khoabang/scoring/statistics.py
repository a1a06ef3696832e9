"""Statistics as publications print them, exactly: mean, its percent of the maximum, median, highest, lowest, spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.tree import NodeScore


@dataclass(frozen=True, slots=True)
class Extreme:
    """The bodies that share the highest or lowest place, and their points (the most), and their index where they share it."""

    bodies: tuple[str, ...]
    points: Fraction
    index: Fraction | None

    @property
    def percent(self) -> Fraction | None:
        """The index in percent."""
        return None if self.index is None else self.index * 100


@dataclass(frozen=True, slots=True)
class Summary:
    """One column over a ranking group. `mean_percent` is of the common maximum, or the mean of the percentages where maxima differ.

    Where bodies are compared by their share of their own maximum, highest and lowest are so too, and `spread` is that of the index.
    """

    count: int
    mean: Fraction
    mean_percent: Fraction | None
    mean_index: Fraction | None
    median: Fraction
    highest: Extreme
    lowest: Extreme
    by_share: bool = False

    @property
    def spread(self) -> Fraction | None:
        """Highest less lowest, in points; None where maxima differ and points do not compare."""
        return None if self.by_share else self.highest.points - self.lowest.points

    @property
    def spread_index(self) -> Fraction | None:
        """Highest less lowest, as shares of the maximum."""
        high, low = self.highest.index, self.lowest.index
        return None if high is None or low is None else high - low


def summarise(scores: Mapping[str, NodeScore], *, by_share: bool = False) -> Summary | None:
    """Summarise the scores that have points, by code of body; None where there are none.

    `by_share` compares bodies by points over their own maximum, where those maxima differ.
    """
    present = {code: score for code, score in scores.items() if score.points is not None}
    if not present:
        return None
    points = [score.points for score in present.values() if score.points is not None]
    column = ExactColumn.of(points)
    maxima = {score.applied for score in present.values()}
    mean = column.mean()
    shares: dict[str, Fraction] = {}
    if len(maxima) == 1:
        only = next(iter(maxima))
        mean_index = mean / only if only else None
    else:
        shares = {code: index for code, score in present.items() if (index := score.index) is not None}
        mean_index = ExactColumn.of(list(shares.values())).mean() if len(shares) == len(points) else None
    by_share = by_share and len(maxima) > 1 and len(shares) == len(points)
    values = shares if by_share else {code: score.points or Fraction(0) for code, score in present.items()}
    return Summary(
        count=len(points),
        mean=mean,
        mean_percent=mean_index * 100 if mean_index is not None else None,
        mean_index=mean_index,
        median=column.median(),
        highest=_extreme(present, values, max(values.values()) if by_share else column.highest()),
        lowest=_extreme(present, values, min(values.values()) if by_share else column.lowest()),
        by_share=by_share,
    )


def _extreme(present: Mapping[str, NodeScore], values: Mapping[str, Fraction], extreme: Fraction) -> Extreme:
    bodies = tuple(sorted(code for code, value in values.items() if value == extreme))
    points = max(present[code].points or Fraction(0) for code in bodies)
    indices = {present[code].index for code in bodies}  # equal points are not equal shares; the order of rows must not decide
    return Extreme(bodies, points, indices.pop() if len(indices) == 1 else None)
