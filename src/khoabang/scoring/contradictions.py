"""Stated figures of one evaluation that cannot all be true: compared with each other, without any computed score."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from khoabang.scoring.numbers import plain
from khoabang.scoring.publication import Publication, StatedExtreme, StatedGroup, StatedRound


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two stated figures against each other, of a body (or of the group or round, without one)."""

    body: str
    column: str
    stated: str
    other: str


def contradictions(publication: Publication, groups: dict[str, list[str]], ranked_by: str) -> Iterator[Contradiction]:
    """Compare what was printed with what the text states, and the text with itself; `groups` has the bodies of each ranking group."""
    evaluation = publication.evaluation
    if evaluation is None:
        return
    for code, bodies in groups.items():
        stated = publication.stated(code)
        yield from _extremes(publication, stated, bodies)
        yield from _order(publication, bodies, ranked_by)
        yield from _of_group(publication, code, stated, bodies)
    yield from _of_round(evaluation.stated.round, [publication.stated(code) for code in groups], groups)


def _extremes(publication: Publication, stated: StatedGroup, bodies: list[str]) -> Iterator[Contradiction]:
    """The highest and lowest body: its figures in text and row, and nobody printed beyond it."""
    for name, extreme, sign in (("highest", stated.highest, 1), ("lowest", stated.lowest, -1)):
        for column, figure in _figures(extreme):
            printed = publication.number(extreme.body, column) if extreme else None
            if extreme and printed is not None and printed != figure:
                yield Contradiction(extreme.body, column, plain(printed), f"{name} {plain(figure)}")
            for body in bodies:
                own = publication.number(body, column)
                if extreme and body != extreme.body and own is not None and sign * own > sign * figure:
                    yield Contradiction(body, column, plain(own), f"{name} {plain(figure)}")


def _figures(extreme: StatedExtreme | None) -> list[tuple[str, Fraction]]:
    if extreme is None:
        return []
    pairs = (("points", extreme.points), ("index", extreme.index), ("percent", extreme.percent))
    return [(column, figure) for column, figure in pairs if figure is not None]


def _order(publication: Publication, bodies: list[str], ranked_by: str) -> Iterator[Contradiction]:
    """A better rank with a worse figure of what the set ranks by; sets that rank lowest first are left alone by the caller."""
    rows = [
        (rank, figure, body)
        for body in bodies
        if (rank := publication.number(body, "rank")) is not None and (figure := publication.number(body, ranked_by)) is not None
    ]
    rows.sort(key=lambda row: row[0])
    for (rank, figure, _), (next_rank, next_figure, body) in pairwise(rows):
        if rank < next_rank and figure < next_figure:
            yield Contradiction(body, ranked_by, plain(next_figure), f"rank {plain(rank)}: {plain(figure)}")


def _of_group(publication: Publication, code: str, stated: StatedGroup, bodies: list[str]) -> Iterator[Contradiction]:
    """A group's counts and its spread."""
    if stated.bodies is not None and stated.bodies < len(bodies):
        yield Contradiction("", f"{code} bodies", str(stated.bodies), str(len(bodies)))
    if stated.classes and stated.bodies is not None and sum(stated.classes.values()) != stated.bodies:
        yield Contradiction("", f"{code} classes", str(sum(stated.classes.values())), str(stated.bodies))
    high, low = stated.highest, stated.lowest
    if stated.spread is not None and high and low and high.points is not None and low.points is not None:
        spread = high.points - low.points
        if spread != stated.spread:
            yield Contradiction(
                "", f"{code} spread", plain(stated.spread), f"{plain(high.points)} − {plain(low.points)} = {plain(spread)}"
            )
    if stated.mean is not None and stated.mean_change is not None and publication.evaluation and publication.evaluation.previous:
        before = publication.evaluation.previous.groups.get(code)
        if before and before.mean and before.mean.value is not None and before.mean.value + stated.mean_change != stated.mean:
            sum_ = f"{plain(before.mean.value)} + {plain(stated.mean_change)}"
            yield Contradiction("", f"{code} mean", plain(stated.mean), sum_)


def _of_round(stated: StatedRound, groups: list[StatedGroup], bodies: dict[str, list[str]]) -> Iterator[Contradiction]:
    """The counts of the whole round: of its classes, of its groups, of the bodies named."""
    if stated.bodies is None:
        return
    if stated.classes and sum(stated.classes.values()) != stated.bodies:
        yield Contradiction("", "classes", str(sum(stated.classes.values())), str(stated.bodies))
    counts = [group.bodies for group in groups]
    known = sum(count for count in counts if count is not None)
    if (known != stated.bodies and None not in counts) or max(known, sum(map(len, bodies.values()))) > stated.bodies:
        yield Contradiction("", "bodies", str(stated.bodies), str(max(known, sum(map(len, bodies.values())))))
