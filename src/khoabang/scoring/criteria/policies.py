"""Policies of a criteria set: what is missing, how bodies are ranked and classed, how figures are printed.

A choice that no text states says in `inferred` that it is ours, and why; it then needs no reference.
"""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria.fields import Amount, Code, Day, Part, Reference, Text
from khoabang.scoring.numbers import Rounding
from khoabang.scoring.outcome import above

Treatment = Literal["reduce", "rescale", "spread", "full", "zero"]
OverMaximum = Literal["refuse", "cap", "accept"]
Basis = Literal["points", "percent", "index", "converted"]
Column = Literal[
    "points", "maximum", "converted", "index", "percent", "mean", "median", "spread", "change", "mean_percent", "criterion_index"
]


class MissingPolicy(Part):
    """What a missing or unverified answer counts."""

    use: Literal["zero", "unranked"]
    inferred: Text | None = None
    reference: Reference | None = None


class ExemptPolicy(Part):
    """How an exempt indicator is treated."""

    use: Treatment = "reduce"
    inferred: Text | None = None
    reference: Reference | None = None


class OverPolicy(Part):
    """What happens to points above a maximum."""

    use: OverMaximum
    inferred: Text | None = None
    reference: Reference | None = None


class RankingPolicy(Part):
    """What orders the bodies and how ties are numbered: competition 1, 2, 2, 4 or dense 1, 2, 2, 3."""

    by: Basis = "points"
    order: Literal["descending", "ascending"] = "descending"
    ties: Literal["competition", "dense"] = "competition"
    compare: Literal["exact", "published"] = "exact"
    tie_breaks: list[Code] = []
    inferred: Text | None = None
    reference: Reference | None = None


class Band(Part):
    """One class: its name and bounds; without `to` it ends where the class above begins."""

    name: Text
    from_: Annotated[Amount, Field(alias="from")]
    to: Amount | None = None
    inferred: Text | None = None


class Classes(Part):
    """Classes, best first, on one basis; intervals are closed below, above, or at both ends."""

    basis: Basis
    compare: Literal["exact", "published"] = "exact"
    closed: Literal["lower", "upper", "both"] = "lower"
    gap_exception: Text | None = None
    bands: Annotated[list[Band], Field(min_length=1)]
    reference: Reference | None = None

    @model_validator(mode="after")
    def _published(self) -> Self:
        if any(band.from_.value is None for band in self.bands[:-1]):
            raise PydanticCustomError("missing", "from")
        return self

    def name_of(self, value: Fraction) -> str | None:
        """Give the class of a value, or None where the table has a hole there."""
        upper: Fraction | None = None
        for band in self.bands:
            low, high = band.from_.value, band.to.value if band.to else upper
            reaches = low is None or not above(low, value)
            if self.closed == "lower" or (self.closed == "both" and band.to is None):
                inside = reaches and (high is None or above(high, value))
            elif self.closed == "both":
                inside = reaches and (high is None or not above(value, high))
            else:
                inside = (low is None or above(value, low) or value == low == 0) and (high is None or not above(value, high))
            if inside:
                return band.name
            upper = low
        return None


class Calendar(Part):
    """Days that do not count as working days, besides Saturday and Sunday."""

    holidays: list[Day] = []
    inferred: Text | None = None
    reference: Reference | None = None

    @property
    def days(self) -> frozenset[date]:
        """The holidays as a set."""
        return frozenset(self.holidays)


class PrintedRounding(Rounding):
    """How one printed column is rounded; `inferred` where no text says it, and a publication only prints so many digits."""

    inferred: Text | None = None
    reference: Reference | None = None


class RoundingTable(Part):
    """How printed figures are rounded, by column; a reference or reason beside the columns is that of all of them."""

    points: PrintedRounding | None = None
    maximum: PrintedRounding | None = None
    converted: PrintedRounding | None = None
    index: PrintedRounding | None = None
    percent: PrintedRounding | None = None
    mean: PrintedRounding | None = None
    median: PrintedRounding | None = None
    spread: PrintedRounding | None = None
    change: PrintedRounding | None = None
    mean_percent: PrintedRounding | None = None
    criterion_index: PrintedRounding | None = None
    inferred: Text | None = None
    reference: Reference | None = None

    def of(self, column: Column) -> PrintedRounding | None:
        """Give the rounding of one column, where the set states it."""
        found: PrintedRounding | None = getattr(self, column)
        return found


class Policies(Part):
    """Every choice the decision makes, or leaves open, outside the tree of criteria."""

    missing: MissingPolicy
    not_verified: MissingPolicy = MissingPolicy(use="unranked")
    exempt: ExemptPolicy = ExemptPolicy()
    over_maximum: OverPolicy
    ranking: RankingPolicy
    classes: Classes | None = None
    rounding: RoundingTable = RoundingTable()
    calendar: Calendar = Calendar()
