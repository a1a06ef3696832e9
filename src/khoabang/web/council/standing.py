"""Where the bodies stand, and what each possible decision of an item would change: exact, from the engine, before anybody votes.

A round's scorecards are made once for what stands now and kept while it does; a possible decision scores anew only what depends on it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from threading import Lock

from django.db.models import Count, Max

from khoabang.scoring import Scored
from khoabang.scoring.criteria.model import Group
from khoabang.scoring.outcome import Status
from khoabang.scoring.ranking import Standing, standings
from khoabang.scoring.score import Card
from khoabang.web.assessments.current import DOES_NOT_APPLY, Basis, answers_of, scored
from khoabang.web.assessments.items import criterion_of
from khoabang.web.assessments.models import Claim, Ruling, SourceFigure, Withdrawal
from khoabang.web.council.models import Item, Motion
from khoabang.web.council.selectors import motions_of
from khoabang.web.rounds.models import Charge, Round

_KEPT_AT_MOST = 4
_kept: dict[tuple[int, Basis], "_Kept"] = {}
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a round's scores rest on: a hash of all but its rulings, which only grow; their number and the last of them."""

    rest: str
    rulings: int
    last: int


@dataclass(slots=True)
class _Kept:
    """A round's scorecards, with the mark of what they were made from."""

    mark: Mark
    scored: Scored
    lock: Lock


def mark_of(round_: Round, basis: Basis) -> Mark:
    """What a round's scores rest on. Records are frozen, so that the last key and the number of rows tell them apart."""
    facts: list[object] = [round_.set_version_id]
    figures = SourceFigure.objects.filter(participant__round=round_)
    claims = Claim.objects.filter(participant__round=round_)
    withdrawals = Withdrawal.objects.filter(claim__participant__round=round_)
    facts += [list(found.aggregate(last=Max("pk"), number=Count("pk")).values()) for found in (figures, claims, withdrawals)]
    facts.append(list(Charge.objects.filter(round=round_).order_by("pk").values_list("duty", "criterion")))
    columns = ("pk", "body__code", "name", "attributes", "standing", "parent", "predecessors", "group__code", "position")
    facts.append([list(row) for row in round_.participants.order_by("position", "pk").values_list(*columns)])
    rest = hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=list).encode()).hexdigest()
    if basis == "claim":
        return Mark(rest, 0, 0)
    rulings = Ruling.objects.filter(participant__round=round_).aggregate(last=Max("pk"), number=Count("pk"))
    return Mark(rest, rulings["number"], rulings["last"] or 0)


@contextmanager
def standing_scores(round_: Round, basis: Basis = "current") -> Iterator[Scored]:
    """A round's scorecards as they stand, for as long as nobody else asks. Whoever changes an answer in them puts it back."""
    mark, key = mark_of(round_, basis), (round_.pk, basis)
    with _one_at_a_time:
        kept = _kept.get(key)
        if kept is None or kept.mark.rest != mark.rest:
            kept = _Kept(mark, scored(round_, basis), Lock())
            _kept.pop(key, None)
            while len(_kept) >= _KEPT_AT_MOST:
                _kept.pop(next(iter(_kept)))
            _kept[key] = kept
    with kept.lock:
        try:
            if kept.mark != mark:
                _follow(kept, mark, round_, basis)
            yield kept.scored
        except BaseException:
            with _one_at_a_time:
                _kept.pop(key, None)
            raise


def _follow(kept: _Kept, mark: Mark, round_: Round, basis: Basis) -> None:
    """Score anew what depends on the rulings made since; everything, where they are not simply the next ones."""
    since = Ruling.objects.filter(participant__round=round_, pk__gt=kept.mark.last, pk__lte=mark.last)
    keys = list(since.values_list("participant", flat=True))
    if kept.mark.rulings + len(keys) != mark.rulings:
        kept.scored = scored(round_, basis)
    else:
        table = kept.scored
        changed = list(round_.participants.filter(pk__in=keys).select_related("body", "group", "round"))
        answers = answers_of(round_, basis, changed)
        table.answers = replace(table.answers, notes={**table.answers.notes, **answers.notes})
        for participant in changed:
            table.rescored(participant.body.code, answers.of(participant.body.code))
    kept.mark = mark


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands: its total as exact points, of how many, and share, its rank and class."""

    name: str
    points: Fraction | None
    maximum: Fraction | None  # of what is asked of the body
    index: Fraction | None
    rank: int | None
    tied: bool
    class_name: str | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A body whose place would be another."""

    before: Place
    after: Place


@dataclass(frozen=True, slots=True)
class Effect:
    """What one motion would change."""

    motion: Motion
    item_points: Fraction | None
    item_maximum: Fraction | None
    refused: bool  # the set does not take these values as they are
    place: Place
    moved: Fraction | None  # points more or fewer than what stands now
    others: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """Where the body stands now, and what each motion of an item would change."""

    item_points: Fraction | None
    item_maximum: Fraction | None
    place: Place
    motions: tuple[Effect, ...]
    bodies: int


def effects_of(item: Item) -> Effects:
    """What each possible decision of an item would change: the body's points, rank and class, and whom it would pass."""
    participant, criterion = item.participant, criterion_of(item.participant, item.indicator)
    code = participant.body.code
    with standing_scores(participant.round) as table:
        group = table.group_of[code]
        before = _places(table, group)
        stood, answers = dict(table.answers.of(code)), table.answers
        now = _score(table, code, item.indicator)
        inputs = [each.code for each in criterion.all_inputs] if criterion else []
        found = []
        for motion in motions_of(item):
            values: Mapping[str, str] = (
                dict.fromkeys(inputs, DOES_NOT_APPLY) if motion.not_applicable else json.loads(motion.values)
            )
            note = dict.fromkeys(inputs, motion.reason or str(motion.get_kind_display()))
            notes = {**answers.notes, code: {**answers.notes_of(code), **note}}
            table.answers = replace(table.answers, notes=notes)
            table.rescored(code, {**{key: text for key, text in stood.items() if key not in inputs}, **values})
            found.append(_effect(table, motion, group, before, item))
            table.answers = replace(table.answers, notes=answers.notes)
            table.rescored(code, stood)
        return Effects(now[0], now[1], before[code], tuple(found), sum(each.rank is not None for each in before.values()))


def _effect(table: Scored, motion: Motion, group: Group, before: Mapping[str, Place], item: Item) -> Effect:
    code = item.participant.body.code
    after = _places(table, group)
    card = table.card(code)
    points, maximum = _score(table, code, item.indicator)
    refused = card is not None and item.indicator in card.scores and "refused" in card.scores[item.indicator].flags
    others = tuple(
        Shift(before[each], place)
        for each, place in after.items()
        if each != code and (place.rank, place.class_name) != (before[each].rank, before[each].class_name)
    )
    was, now = before[code].points, after[code].points
    moved = now - was if now is not None and was is not None else None
    shifts = tuple(sorted(others, key=lambda each: (each.after.rank is None, each.after.rank or 0)))
    return Effect(motion, points, maximum, refused, after[code], moved, shifts)


def _places(table: Scored, group: Group) -> dict[str, Place]:
    cards = table.cards_of(group.code)
    found: Mapping[str, Standing] = standings(table.criteria_set, group, cards)
    return {card.body.code: place_of(card, found[card.body.code]) for card in cards}


def place_of(card: Card, standing: Standing) -> Place:
    """A scorecard with its standing, as a place."""
    points = None if card.total.status is Status.NOT_PUBLISHED else card.total.points
    return Place(card.body.name, points, card.total.applied, card.total.index, standing.rank, standing.tied, standing.class_name)


def _score(table: Scored, code: str, indicator: str) -> tuple[Fraction | None, Fraction | None]:
    card = table.card(code)
    score = card.scores.get(indicator) if card else None
    return (score.points, score.applied) if score else (None, None)
