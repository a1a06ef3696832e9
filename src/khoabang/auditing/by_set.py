"""A table held against a criteria set: columns that carry its criteria's names get their maxima, sums, denominators, order and classes from it."""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from khoabang.auditing.formulas import ENOUGH, Formula, Kind, given
from khoabang.auditing.rulings import Band, RulingError, Rulings
from khoabang.auditing.shares import given_share
from khoabang.auditing.sheet import Column, Role, Sheet
from khoabang.auditing.words import hinted, of_before, plain
from khoabang.language import N_
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion

_MOST_ABOVE = 10  # at most one figure in so many is above a maximum
_MOST_LEFT_OUT = 6  # criteria that do not apply to all: their combinations give the denominators


def rulings_of(criteria_set: CriteriaSet, sheet: Sheet) -> Rulings:
    """Give what a set says of a table.

    Raises:
        RulingError: no column carries the name of a criterion of the set.
    """
    ways = [(annex, _matched(annex, sheet)) for annex in criteria_set.annexes]
    annex, columns = max(ways, key=lambda way: (len(way[1]), *_fit(*way)))
    if not columns:
        raise RulingError("set", N_("không cột nào mang tên một tiêu chí của bộ «{name}»"), name=criteria_set.id)
    found = Rulings()
    by_code = annex.by_code
    for code, column in columns.items():
        most = _most(by_code[code])
        if most is not None:
            found.of_set[column.position] = most
    total = _headed(sheet, "total", columns.values())
    if total is not None and (whole := _whole(annex)) is not None:
        found.of_set[total.position] = whole
    found.formulas = [
        given(formula) for formula in _formulas(annex, columns, total) if formula.parts and formula.target not in formula.parts
    ]
    index = _headed(sheet, "index", columns.values()) or _headed(sheet, "percent", columns.values())
    if total is not None and index is not None and index is not total:
        scale = 100 if "percent" in hinted(index.header)[:1] or any(figure.percent for figure in index.present) else 1
        share = given_share(index, total, scale, _denominators(annex))
        explained = sum(len(each.rows) for each in share.denominators)
        if explained >= ENOUGH * (explained + len(share.wrong)) and explained:
            found.shares.append(share)
    ranking, classes = criteria_set.policies.ranking, criteria_set.policies.classes
    found.key = total if ranking.by == "points" else index if ranking.by in {"index", "percent"} else None
    found.ascending, found.ties = ranking.order == "ascending", ranking.ties
    if classes is not None:
        found.bands = list(_bands(criteria_set))
    return found


def _matched(annex: Annex, sheet: Sheet) -> dict[str, Column]:
    """Give the columns that carry a criterion's name, or its code before it, in the innermost line of their header."""
    headers: dict[str, Column] = {}
    for column in sheet.columns:
        if column.numeric:
            headers.setdefault(plain(column.header.rsplit(" › ", maxsplit=1)[-1]), column)
    found: dict[str, Column] = {}
    for criterion in annex.walk():
        name, code = plain(criterion.name), plain(criterion.code)
        own = next((headers[key] for key in (name, f"{code} {name}", f"{code}. {name}") if key in headers), None)
        if own is not None and own not in found.values():
            found[criterion.code] = own
    return found


def _fit(annex: Annex, columns: dict[str, Column]) -> tuple[bool, Fraction]:
    """Say how well maxima fit, to choose among annexes whose criteria are called alike: hardly any figure is above, and they lie no higher than need be."""
    by_code = annex.by_code
    maxima = [(column, most) for code, column in columns.items() if (most := _most(by_code[code])) is not None]
    figures = [figure.value > most for column, most in maxima for figure in column.present]
    return sum(figures) * _MOST_ABOVE <= len(figures), -sum((most for _, most in maxima), Fraction(0))


def _headed(sheet: Sheet, role: Role, taken: Collection[Column]) -> Column | None:
    """Give the last column of numbers whose header speaks of a role, and that carries no criterion."""
    criteria = {id(column) for column in taken}
    called = [
        column
        for column in sheet.columns
        if column.numeric and id(column) not in criteria and role in hinted(column.header)[:1] and not of_before(column.header)
    ]
    return called[-1] if called else None


def _most(criterion: Criterion) -> Fraction | None:
    """Give a criterion's maximum less what was dropped for all; None where it is not published."""
    most = criterion.maximum.value if criterion.maximum else None
    if most is None or criterion.dropped is None:
        return most
    return Fraction(0) if criterion.dropped.points is None else most - criterion.dropped.points


def _dropped(annex: Annex) -> Fraction:
    """Give what was dropped for all, of indicators and criteria together."""
    return sum(
        (criterion.dropped.points or (criterion.maximum.value if criterion.maximum else None) or Fraction(0))
        for criterion in annex.walk()
        if criterion.dropped
    ) or Fraction(0)


def _whole(annex: Annex) -> Fraction | None:
    most = annex.maximum.value
    return None if most is None else most - _dropped(annex)


def _denominators(annex: Annex) -> list[Fraction]:
    """Give the maxima that bodies may have: the whole, and the whole less criteria that do not apply to all and lower it."""
    whole = _whole(annex)
    if whole is None:
        return []
    treated = [(each, each.not_applicable or annex.not_applicable) for each in annex.walk() if each.applies]
    less = [most for each, how in treated if how == "reduce" and (most := _most(each)) is not None][:_MOST_LEFT_OUT]
    found = {whole: None}
    for count in range(1, len(less) + 1):
        found |= {whole - sum(some): None for some in combinations(less, count) if whole > sum(some)}
    return list(found)


def _formulas(annex: Annex, columns: dict[str, Column], total: Column | None) -> Iterator[Formula]:
    """Give how criteria, and the total, are made of the criteria under them, where each of these has a column."""
    for criterion in annex.walk():
        if criterion.code in columns and criterion.criteria:
            yield from _aggregated(criterion.aggregate, columns[criterion.code], criterion.criteria, columns)
    if total is not None:
        yield from _aggregated(annex.aggregate, total, annex.criteria, columns)


def _aggregated(how: str, target: Column, under: Sequence[Criterion], columns: dict[str, Column]) -> Iterator[Formula]:
    scored = [criterion for criterion in under if criterion.role != "informational"]
    if len(scored) < 2 or any(each.code not in columns or each.role == "penalty" for each in scored):
        return
    parts = tuple(columns[each.code] for each in scored)
    weights = tuple((each.weight.value if each.weight else None) or Fraction(1) for each in scored)
    kind: Kind = "weighted" if how.startswith("weighted") else "mean" if how == "mean" else "sum"
    if how == "weighted_mean":
        weights = tuple(weight / sum(weights) for weight in weights)
    yield Formula(kind, target, parts, weights if kind == "weighted" else ())


def _bands(criteria_set: CriteriaSet) -> Iterator[Band]:
    classes = criteria_set.policies.classes
    upper: Fraction | None = None
    for band in classes.bands if classes else []:
        low, high = band.from_.value, band.to.value if band.to else upper
        closed_above = classes is not None and (classes.closed == "upper" or (classes.closed == "both" and band.to is not None))
        closed_below = classes is not None and (classes.closed != "upper" or not low)
        yield Band(band.name, low, high, with_low=closed_below, with_high=closed_above)
        upper = low
