"""Classes: the column they stand in, what they follow, the bounds that the document states, and bodies whose class does not follow."""

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khoabang.auditing.claims import Claim
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.formulas import ENOUGH, FEWEST
from khoabang.auditing.oddities import many
from khoabang.auditing.roles import Understanding
from khoabang.auditing.rulings import Band
from khoabang.auditing.sheet import Column
from khoabang.auditing.words import hinted

_FEW_RUNS = 10  # one run more than there are classes for so many rows: else a column of words follows no figure
_PERCENT = 100


def stated_bands(claims: Sequence[Claim]) -> list[list[Band]]:
    """Give the bounds that a text states, those of each group of bodies together."""
    groups: dict[str, dict[str, Band]] = defaultdict(dict)
    for claim in claims:
        if claim.kind == "band" and claim.sure:
            low, high = claim.lower, claim.upper
            groups[claim.group][claim.class_name] = Band(
                claim.class_name,
                low.number.value if low else None,
                high.number.value if high else None,
                low is None or low.closed,
                high is not None and high.closed,
            )
    return [list(bands.values()) for bands in groups.values()]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row whose class is not the one that `expected` names; `bounded` if stated bounds say so, `near` if unprinted digits may explain it.

    Without bounds it is one that stands out of line: `above` and `below` are the classes of those next to it, "" where there is none, and
    `expected` is "" where these differ.
    """

    row: int
    expected: str
    bounded: bool = False
    near: bool = False
    above: str = ""
    below: str = ""


def settle_classes(found: Understanding, after: Consequences) -> None:
    """Take the role from columns of few words that were taken for classes and follow no figure; of several keep the one that follows best."""
    sheet = found.sheet
    columns = sheet.all_of("class")
    best: tuple[int, Column] | None = None
    for column in columns:
        names = [name for _, name in _in_order(column, after)]
        runs = sum(one != other for one, other in itertools.pairwise(names)) + 1
        extra = runs - len(set(names))
        called = "class" in hinted(column.header)
        if called or (names and extra * _FEW_RUNS <= len(names)):
            worth = extra - (len(names) if called else 0)
            if best is None or worth < best[0]:
                best = (worth, column)
        elif names:
            column.role = "other"
    for column in columns:
        if best is not None and column is not best[1] and column.role == "class":
            column.role = "other"


def misfits(column: Column, after: Consequences, found: Understanding, stated: Sequence[Sequence[Band]]) -> Iterator[Misfit]:
    """Give the rows whose class does not follow from the stated bounds; without such bounds, those out of line with the others.

    Bounds that a person gives count before those that the document states.
    """
    texts = [text.strip() for text in column.texts]
    given = found.ruled.bands
    if (fitting := _fitting(texts, found, [given] if given else stated, given=bool(given))) is not None:
        yield from fitting
        return
    ordered = _in_order(column, after)
    names = [name for _, name in ordered]
    ranks = _ranks_of(names)
    kept = _longest([ranks[name] for name in names])
    apart = []
    for position, (row, name) in enumerate(ordered):
        if position in kept:
            continue
        above = next((names[at] for at in range(position - 1, -1, -1) if at in kept), "")
        below = next((names[at] for at in range(position + 1, len(names)) if at in kept), "")
        if name not in {above, below}:
            alike = above == below or not above or not below
            apart.append(Misfit(row, (above or below) if alike else "", above=above, below=below))
    if not many(range(len(names) - len(kept)), names):  # else the classes follow something that the table does not say
        yield from apart


def _in_order(column: Column, after: Consequences) -> list[tuple[int, str]]:
    """The rows with a class and a figure that places them, the best first."""
    main = after.main
    if main is None:
        return []
    texts = [text.strip() for text in column.texts]
    keyed = [(key, row) for row, text in enumerate(texts) if text and (key := after.placed_by(row)) is not None]
    sign = 1 if main.ascending else -1
    return [(row, texts[row]) for _, row in sorted(keyed, key=lambda entry: (sign * entry[0], entry[1]))]


def _ranks_of(names: Sequence[str]) -> Mapping[str, int]:
    """Give each class its place among the classes: where the middle one of its rows stands."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        places[name].append(position)
    return {name: each[len(each) // 2] for name, each in places.items()}


def _longest(values: Sequence[int]) -> set[int]:
    """Give the positions of the longest run that never goes back."""
    tails: list[int] = []
    holders: list[int] = []
    before: list[int | None] = []
    for position, value in enumerate(values):
        at = bisect_right(tails, value)
        before.append(holders[at - 1] if at else None)
        tails[at : at + 1] = [value]
        holders[at : at + 1] = [position]
    kept: set[int] = set()
    now = holders[-1] if holders else None
    while now is not None:
        kept.add(now)
        now = before[now]
    return kept


def _fitting(texts: Sequence[str], found: Understanding, stated: Sequence[Sequence[Band]], *, given: bool) -> list[Misfit] | None:
    """Hold the classes against the bounds that fit the most rows, on the figure that they fit; None where none fit nearly all."""
    best: tuple[int, list[Misfit]] | None = None
    rows = [row for row, text in enumerate(texts) if text]
    for bands in stated:
        known = {band.name.casefold(): band for band in bands}
        if len(known) < len(bands) or not {texts[row].casefold() for row in rows} & known.keys():
            continue
        for column, scale in _bases(found):
            told = [(row, _verdict(row, texts[row], known, column, scale)) for row in rows]
            wrong = [each for _, each in told if each is not None and not each.near]
            fits = sum(texts[row].casefold() in known and column.figures[row] is not None for row in rows) - len(wrong)
            enough = given or (fits >= FEWEST and fits >= ENOUGH * len(rows))
            if enough and fits and (best is None or fits > best[0]):
                best = (fits, [each for _, each in told if each is not None])
    return best[1] if best else None


def _bases(found: Understanding) -> Iterator[tuple[Column, int]]:
    """The figures that bounds may be of: index and total as printed, an index in percent as well."""
    for column in found.sheet.all_of("index", "percent", "total", "subtotal", "component"):
        yield column, 1
        if column.role == "index":
            yield column, _PERCENT


def _verdict(row: int, name: str, bands: Mapping[str, Band], column: Column, scale: int) -> Misfit | None:
    figure, own = column.figures[row], bands.get(name.casefold())
    if figure is None or own is None:
        return None
    value = figure.value * scale
    inside = [band.name for band in bands.values() if band.holds(value, value)]
    if own.name in inside or len(inside) != 1:
        return None
    near = own.holds(figure.low * scale, figure.high * scale)
    return Misfit(row, inside[0], bounded=True, near=near)
