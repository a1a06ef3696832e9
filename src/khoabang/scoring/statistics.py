"""Statistics as publications print them, exactly: mean, its percent of the maximum, median, highest, lowest, spread."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.tree import NodeScore


@dataclass(frozen=True, slots=True)
class Extreme:
    """The bodies that share the highest or lowest points, and what percent of its maximum that is for the first of them."""

    bodies: tuple[str, ...]
    points: Fraction
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One column over a ranking group. `mean_percent` is of the common maximum, or the mean of the percentages where maxima differ."""

    count: int
    mean: Fraction
    mean_percent: Fraction | None
    mean_index: Fraction | None
    median: Fraction
    highest: Extreme
    lowest: Extreme

    @property
    def spread(self) -> Fraction:
        """Highest less lowest."""
        return self.highest.points - self.lowest.points


def summarise(scores: Mapping[str, NodeScore]) -> Summary | None:
    """Summarise the scores that have points, by code of body; None where there are none."""
    present = {code: score for code, score in scores.items() if score.points is not None}
    if not present:
        return None
    points = [score.points for score in present.values() if score.points is not None]
    column = ExactColumn.of(points)
    maxima = {score.applied for score in present.values()}
    mean = column.mean()
    if len(maxima) == 1:
        only = next(iter(maxima))
        mean_index = mean / only if only else None
    else:
        indices = [index for score in present.values() if (index := score.index) is not None]
        mean_index = ExactColumn.of(indices).mean() if len(indices) == len(points) else None
    return Summary(
        count=len(points),
        mean=mean,
        mean_percent=mean_index * 100 if mean_index is not None else None,
        mean_index=mean_index,
        median=column.median(),
        highest=_extreme(present, column.highest()),
        lowest=_extreme(present, column.lowest()),
    )


def _extreme(present: Mapping[str, NodeScore], points: Fraction) -> Extreme:
    bodies = tuple(code for code, score in present.items() if score.points == points)
    index = present[bodies[0]].index
    return Extreme(bodies, points, index * 100 if index is not None else None)
