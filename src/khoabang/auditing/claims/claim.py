"""What a sentence beside a table claims: figures as printed and exact, whom it names, and where it stands."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from khoabang.scoring.problems import Place

Kind = Literal[
    "mean",
    "mean_change",  # of the mean, on the year in `year`; a decrease is negative
    "median",
    "highest",
    "lowest",
    "spread",
    "count",
    "class_count",
    "rank",
    "top",  # `bodies` are the first ones, in no stated order
    "bottom",
    "points",
    "share",  # a figure or a count as a percentage of the maximum, or of all
    "maximum",
    "criterion_maximum",
    "not_assessed",
    "not_applicable",
    "band",
    "document",
    "impossible_date",
]
Said = Literal["heading", "attached", "cited", "issued"]
Unit = Literal["points", "percent", ""]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its text as printed, its exact value, and how many decimals were printed."""

    text: str
    value: Fraction
    places: int = 0
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a band; a closed one belongs to it."""

    number: Number
    closed: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document named or heading the text: number and issuer as printed, and the number in a form to compare.

    `said` is how: in its own heading, by the annex attached to it, cited with its date, or reported as issued on a day (which a
    newspaper may give loosely).
    """

    text: str
    number: str
    date: date
    said: Said
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a sentence says that can be checked.

    Words are as printed. `group` is what the sentence, or one before it in the same paragraph, says is being compared; `criterion` is set
    where the claim is of a part of the score and not of the total. What is not `sure` can be read in another way too: nothing may be
    proved from it alone.
    """

    kind: Kind
    sentence: str
    place: Place
    number: Number | None = None
    percent: Number | None = None  # of the maximum
    of: Number | None = None  # "36/63", "413 điểm/500 điểm"
    body: str = ""
    bodies: tuple[str, ...] = ()
    group: str = ""
    subject: str = ""  # what the figure is of
    criterion: str = ""
    class_name: str = ""
    year: int | None = None  # the one the sentence names; a claim of another year than the table's is of another table
    context: str = ""  # the sentence without bodies, years and classes, figures in it as printed
    since: int | None = None  # the one that a sentence before it in the paragraph named
    lower: Bound | None = None
    upper: Bound | None = None
    paper: Paper | None = None
    sure: bool = True

    @property
    def unit(self) -> Unit:
        """Points, percent, or nothing said."""
        number = self.number or (self.lower or self.upper or Bound(Number("", Fraction(0)), closed=False)).number
        return number.unit
