"""Checks of the policies: classes without holes that somebody reaches, tie-breaks that exist, rounding that a text states."""

from fractions import Fraction
from typing import NamedTuple, get_args

from khoabang.scoring.criteria.check_rules import NO_END, Add
from khoabang.scoring.criteria.model import CriteriaSet, Group
from khoabang.scoring.criteria.policies import Band, Basis, Classes, Column
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import exact_sum

_BANDS = ("policies", "classes", "bands")


def check_policies(criteria_set: CriteriaSet, add: Add) -> None:
    """Add every problem of the policies."""
    known = {code for annex in criteria_set.annexes for code in annex.by_code}
    policies = criteria_set.policies
    for code in policies.ranking.tie_breaks:
        if code not in known:
            add("SET035", ("policies", "ranking", "tie_breaks"), code="tie_breaks", target=code, what="criteria")
    if policies.classes:
        _bands(policies.classes, add)
        _reached(policies.classes, criteria_set, add)
    _rounding(criteria_set, add)


def _bands(classes: Classes, add: Add) -> None:
    upper: Fraction | None = None
    above = ""
    for index, band in enumerate(classes.bands):
        low, high = band.from_.value, band.to.value if band.to else upper
        if (low is not None and high is not None and low >= high) or (
            index and low is not None and upper is not None and low >= upper
        ):
            add("SET027", (*_BANDS, index), band=band.name)
        elif index and high is not None and upper is not None and high != upper:
            code = "SET025" if high < upper else "SET026"
            if classes.gap_exception:
                code = "SET045" if high < upper else "SET046"
            ends = sorted((high, upper))
            add(code, (*_BANDS, index), low=plain(ends[0]), high=plain(ends[1]), band=band.name, other=above)
        upper, above = low, band.name
    if upper is not None and upper > 0:
        add("SET044", (*_BANDS, len(classes.bands) - 1), low=plain(upper))


class _Scale(NamedTuple):
    """The values that a basis can take; `accepted` says that points above the maximum are kept and may lead further up."""

    low: Fraction
    high: Fraction
    accepted: bool


def _reached(classes: Classes, criteria_set: CriteriaSet, add: Add) -> None:
    """Find values at the top without a class, and classes without a value."""
    scales = [_scale(criteria_set, group, classes.basis) for group in criteria_set.groups if _has_annex(criteria_set, group)]
    known = [scale for scale in scales if scale is not None]
    if not known:
        return
    whole = _Scale(min(scale.low for scale in known), max(scale.high for scale in known), any(scale.accepted for scale in known))
    _open_top(classes, whole, add)
    if len(known) < len(scales):
        return
    upper: Fraction | None = None
    for index, band in enumerate(classes.bands):
        if not _within(band, upper, classes.closed, whole):
            passing = band.from_.value is not None and band.from_.value >= whole.high and whole.accepted
            code = "SET050" if classes.gap_exception or passing else "SET049"
            add(code, (*_BANDS, index), band=band.name, low=plain(whole.low), high=plain(whole.high))
        upper = band.from_.value


def _open_top(classes: Classes, scale: _Scale, add: Add) -> None:
    first = classes.bands[0]
    end = first.to.value if first.to else None
    if end is None:
        return
    if end < scale.high or (end == scale.high and classes.closed == "lower"):
        high = NO_END if scale.accepted else plain(scale.high)
        add("SET048" if classes.gap_exception else "SET047", (*_BANDS, 0), low=plain(end), high=high, band=first.name)
    elif scale.accepted:
        add("SET048", (*_BANDS, 0), low=plain(end), high=NO_END, band=first.name)


def _within(band: Band, upper: Fraction | None, closed: str, scale: _Scale) -> bool:
    """Whether any value of the scale lies in a band."""
    low, high = band.from_.value, band.to.value if band.to else upper
    with_low, with_high = closed != "upper", closed == "upper" or (closed == "both" and band.to is not None)
    if low is not None and (low > scale.high or (low == scale.high and not with_low)):
        return False
    return high is None or high > scale.low or (high == scale.low and with_high)


def _has_annex(criteria_set: CriteriaSet, group: Group) -> bool:
    return any(annex.code == group.annex for annex in criteria_set.annexes)


def _scale(criteria_set: CriteriaSet, group: Group, basis: Basis) -> _Scale | None:
    """Give the values that a group's bodies can have on a basis; None where the maximum is not published."""
    annex = criteria_set.annex(group.annex)
    over = annex.over_maximum or criteria_set.policies.over_maximum.use
    bonuses = [criterion.maximum for criterion in annex.walk() if criterion.role == "bonus"]
    accepted = over == "accept" or (bool(bonuses) and over != "cap")
    nominal = group.maximum or annex.maximum
    full = {"index": Fraction(1), "percent": Fraction(100), "points": annex.maximum.value, "converted": nominal.value}[basis]
    if full is None or full <= 0:
        return None
    share = None if annex.maximum.value is None else annex.minimum / annex.maximum.value
    least = Fraction(0) if annex.minimum >= 0 else annex.minimum if basis == "points" else share and share * full
    if least is None:
        return None
    if basis == "points" and over != "cap":
        full += exact_sum([Fraction(0), *(cap.value for cap in bonuses if cap and cap.value is not None)])
        accepted = over == "accept" or any(cap is None or cap.value is None for cap in bonuses)
    return _Scale(least, full, accepted)


def _rounding(criteria_set: CriteriaSet, add: Add) -> None:
    """Say once for the whole table which columns of an official set are rounded on no text's word."""
    table = criteria_set.policies.rounding
    if criteria_set.nature != "official" or table.reference or table.inferred:
        return
    found = [(column, table.of(column)) for column in get_args(Column)]
    unstated = [column for column, rounding in found if rounding and not rounding.reference and not rounding.inferred]
    if unstated:
        add("SET056", ("policies", "rounding"), columns=", ".join(unstated))
