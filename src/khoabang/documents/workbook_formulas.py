"""The live formulas of a group's ranking: what `scoring` computes exactly, said in the language of spreadsheets.

A formula follows the criteria set: how points add up, what leaves the maximum, on what and to how many digits bodies are ranked, how ties are numbered,
where classes begin. Numbers in formulas are in point form and functions have their English names, as the file format wants: every spreadsheet shows
them in its reader's language. `§` in a formula stands for the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion
from khoabang.scoring.criteria.policies import Basis, Classes
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.indicators import indicators_of
from khoabang.scoring.numbers import Rounding, plain
from khoabang.scoring.outcome import Status
from khoabang.scoring.ranking import rounding_of

Json = dict[str, Any]
NOT_APPLICABLE, EXEMPT = STATUSES[Status.NOT_APPLICABLE], STATUSES[Status.EXEMPT]
NOISE = 10  # decimals beyond which a spreadsheet's binary sums are not trusted
_AGREE = "0.0000001"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a group's figures stand: column letters by key, first and last row of bodies, the row of maxima."""

    columns: Mapping[str, str]
    first: int
    last: int
    maxima: int

    def cell(self, key: str) -> str:
        """Give the cell of a column in the row of a formula."""
        return f"{self.columns[key]}§"

    def column(self, key: str) -> str:
        """Give a column's cells of all bodies."""
        letter = self.columns[key]
        return f"${letter}${self.first}:${letter}${self.last}"


class Formulas:
    """The formulas of one group."""

    def __init__(
        self, criteria_set: CriteriaSet, group: Json, annex: Annex, place: Place, thresholds: Sequence[tuple[str, str]]
    ) -> None:
        self.policies = criteria_set.policies
        self.group = group
        self.annex = annex
        self.place = place
        self.thresholds = thresholds
        self.indicators = indicators_of(annex, criteria_set)
        self.nominal = group["maximum"]["exact"]
        self.most = (
            "maximum" if "maximum" in place.columns else "frozen:maximum"
        )  # a maximum that no formula gives stands as it is

    # Points

    def points(self, owner: Criterion | Annex, scale: str | None = None, cap: str | None = None) -> str:
        """Add up a node's children; `scale` multiplies (points of what does not apply were handed to the others), `cap` limits."""
        said = self._aggregated(owner)
        if scale:
            said = f"({said})*{scale}"
        signed = {child.role for child in owner.criteria} & {"bonus", "penalty"}
        if signed:
            said += "".join(
                f"{'+' if child.role == 'bonus' else '-'}N({self._child(child)})"
                for child in owner.criteria
                if child.role in {"bonus", "penalty"}
            )
        lowest = owner.minimum or Fraction(0)
        if lowest or "penalty" in signed:
            said = f"MAX({plain(lowest)},{said})"
        if cap and self.may_exceed(owner):
            said = f"MIN({cap},{said})"
        return rounded(said, owner.round) if owner.round else said

    def _aggregated(self, owner: Criterion | Annex) -> str:
        children = [child for child in owner.criteria if child.role == "scored"]
        cells = [self._child(child) for child in children]
        if owner.aggregate == "sum":
            return f"SUM({_runs(cells)})"
        if owner.aggregate == "mean":
            return f"IFERROR(AVERAGE({_runs(cells)}),0)"
        weights = [plain(child.weight.value) if child.weight and child.weight.value is not None else "0" for child in children]
        total = "+".join(f"N({cell})*{weight}" for cell, weight in zip(cells, weights, strict=True)) or "0"
        if owner.aggregate == "weighted_sum":
            return total
        divisor = "+".join(f"ISNUMBER({cell})*{weight}" for cell, weight in zip(cells, weights, strict=True)) or "0"
        return f"IFERROR(({total})/({divisor}),0)"

    def _child(self, child: Criterion) -> str:
        return self.place.cell(f"points:{child.code}")

    def may_exceed(self, owner: Criterion | Annex) -> bool:
        """Whether a sum can pass what the set lets stand, so that a formula has to cut it."""
        over = owner.over_maximum or self.annex.over_maximum or self.policies.over_maximum.use
        has_bonus = any(child.role == "bonus" for child in owner.criteria)
        if over == "accept" or (has_bonus and over != "cap"):
            return False
        maxima = [child.maximum.value if child.maximum else None for child in owner.criteria if child.role == "scored"]
        known = [maximum for maximum in maxima if maximum is not None]
        own = owner.maximum.value if owner.maximum else None
        return has_bonus or owner.aggregate != "sum" or len(known) < len(maxima) or own != sum(known)

    def total(self, scale: str | None) -> str:
        """Give a body's total, without the noise of binary sums."""
        return rounded(self.points(self.annex, scale, self.place.cell(self.most)), None)

    # The maximum that applies

    @property
    def reducing(self) -> list[Criterion]:
        """Indicators whose maximum leaves the total where they do not apply."""
        treatments = {"reduce", "rescale"}
        return [
            criterion
            for criterion in self.annex.walk()
            if criterion.is_indicator and criterion.role == "scored" and self.indicators[criterion.code].treatment in treatments
        ]

    @property
    def adds_up(self) -> bool:
        """Whether the applied maximum is the stated one less what does not apply: sums all the way, and every maximum is published."""
        owners: list[Criterion | Annex] = [self.annex, *(criterion for criterion in self.annex.walk() if criterion.criteria)]
        known = all(criterion.maximum and criterion.maximum.value is not None for criterion in self.reducing)
        return self.annex.maximum.value is not None and known and all(owner.aggregate == "sum" for owner in owners)

    def maximum(self) -> str:
        """Give the applied maximum: the annex's, less indicators that do not apply, less what is left out for this body."""
        place, less = self.place, ""
        cells = [place.columns[f"points:{criterion.code}"] for criterion in self.reducing]
        if cells:
            for run in _runs([f"{cell}§" for cell in cells]).split(","):
                top = run.replace("§", f"${place.maxima}")
                less += f'-SUMPRODUCT(({run}="{NOT_APPLICABLE}")*{top})'
                if self.policies.exempt.use in {"reduce", "rescale"}:
                    less += f'-SUMPRODUCT(({run}="{EXEMPT}")*{top})'
        excluded = f"-{place.cell('excluded')}" if "excluded" in place.columns else ""
        return f"{place.columns['maximum']}${place.maxima}{less}{excluded}"

    # Figures made of the total

    def figure(self, basis: Basis) -> str:
        """Give a figure made of total and maximum, exactly."""
        total, most = self.place.cell("points"), self.place.cell(self.most)
        if basis == "points":
            return total
        share = f"{total}/{most}"
        if basis == "index":
            return share
        return f"{share}*100" if basis == "percent" else f"{share}*{_written(self.nominal)}"

    def shown(self, basis: Basis) -> str:
        """Give a figure as it is printed."""
        return f'IFERROR({rounded(self.figure(basis), rounding_of(self.policies, basis))},"")'

    def compared(self, basis: Basis, compare: str) -> str:
        """Give a figure as bodies or bounds are compared with it: exact but for binary noise, or as printed."""
        return rounded(self.figure(basis), rounding_of(self.policies, basis) if compare == "published" else None)

    def key(self) -> str:
        """Give what a body is ranked by."""
        ranking = self.policies.ranking
        return self.compared(ranking.by, ranking.compare)

    def first(self) -> str:
        """Give 1 for the first of those that are equal, so that places are counted and not bodies."""
        letter = self.place.columns["key"]
        return f"IF(COUNTIF({letter}${self.place.first}:{letter}§,{letter}§)=1,1,0)"

    @property
    def ranks_live(self) -> bool:
        """Whether ranks can be said in a formula; places without gaps and with further criteria to part the equal cannot."""
        return not (self.policies.ranking.tie_breaks and self.policies.ranking.ties == "dense")

    def rank(self) -> str:
        """Give the rank: equal bodies share it, numbered with or without a gap, parted by further criteria where the set says so."""
        ranking, own, keys = self.policies.ranking, self.place.cell("key"), self.place.column("key")
        sign = ">" if ranking.order == "descending" else "<"
        if ranking.ties == "dense":
            return f"SUMPRODUCT(({keys}{sign}{own})*{self.place.column('first')})+1"
        said = f"RANK({own},{keys},{0 if ranking.order == 'descending' else 1})"
        equal = f"({keys}={own})"
        for code in ranking.tie_breaks:
            column, cell = self.place.column(f"points:{code}"), self.place.cell(f"points:{code}")
            said += f"+SUMPRODUCT({equal}*({column}>{cell}))"
            equal += f"*({column}={cell})"
        return said

    def class_name(self, classes: Classes) -> str:
        """Give the class: the first band of the table that holds the figure; empty in a hole."""
        value = self.place.cell("classed")
        said, above = '""', [band.to is not None for band in classes.bands]
        for position in reversed(range(len(classes.bands))):
            band = classes.bands[position]
            low, high = self.thresholds[position]
            from_ = None if band.from_.value is None else low
            # Without `to` the band ends where the one above begins, and what reached that one never comes here.
            upper = high if band.to is not None or (position and (above[position - 1] or classes.closed == "upper")) else None
            said = f"IF({_within(value, from_, upper, classes, has_to=band.to is not None)},{_text(band.name)},{said})"
        return said

    # Whether live and frozen agree

    def agrees(self, keys: Sequence[str]) -> str:
        """Say in words whether each live figure is the frozen one."""
        cells = [(self.place.cell(key), self.place.cell(f"frozen:{key}")) for key in keys]
        same = [
            f'IF(AND(ISNUMBER({live}),ISNUMBER({kept})),ABS({live}-{kept})<{_AGREE},{live}&""={kept}&"")' for live, kept in cells
        ]
        return f'IF(AND({",".join(same)}),"khớp","KHÁC")'


def rounded(said: str, rounding: Rounding | None) -> str:
    """Round as the set says, after the noise of binary fractions is off: half up by default, which is what ROUND does."""
    clean = f"ROUND({said},{NOISE})"
    if rounding is None:
        return clean
    places = rounding.places
    if rounding.mode == "half_up":
        return f"ROUND({clean},{places})"
    if rounding.mode == "half_even":
        scaled = f"{clean}*{10**places}"
        return f"IF(ABS({scaled}-INT({scaled})-0.5)<{_AGREE},2*ROUND({scaled}/2,0)/{10**places},ROUND({clean},{places}))"
    return f"{'ROUNDDOWN' if rounding.mode == 'down' else 'ROUNDUP'}({clean},{places})"


def _within(value: str, low: str | None, high: str | None, classes: Classes, *, has_to: bool) -> str:
    if classes.closed == "upper":
        reaches = f"OR({value}>{low},AND({value}=0,{low}=0))" if low else "TRUE"
    else:
        reaches = f"{value}>={low}" if low else "TRUE"
    if high is None:
        return reaches
    ends = "<=" if classes.closed == "upper" or (classes.closed == "both" and has_to) else "<"
    return f"AND({reaches},{value}{ends}{high})"


def _runs(cells: Sequence[str]) -> str:
    """Write cells of one row, neighbours as a range."""
    runs: list[list[str]] = []
    for cell in cells:
        if runs and column_number(cell.rstrip("§")) == column_number(runs[-1][-1].rstrip("§")) + 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs)


def column_number(letters: str) -> int:
    """Give a column's number by its letters, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _text(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _written(exact: str | None) -> str:
    value = Fraction(exact or 0)
    return f"{value.numerator}" if value.denominator == 1 else f"({value.numerator}/{value.denominator})"
