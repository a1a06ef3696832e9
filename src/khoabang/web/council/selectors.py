"""Reads of the council: who is on it, who is there, what waits to be decided, and what was said of an item by both sides."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.selectors import belongs_to, in_force
from khoabang.web.assessments.current import criteria_set_of, standing_claims
from khoabang.web.assessments.models import ClaimItem, Outcome, Position, Reply, Ruling, Step
from khoabang.web.council.models import Decision, Item, ItemState, Motion, Origin, Recusal, Seat, Sitting, SittingState, Vote
from khoabang.web.rounds.models import Participant, Round, Silence


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the council of a round, once, in the highest of their roles there."""

    person: Person
    role: Role


def members_of(round_: Round, now: datetime | None = None) -> list[Member]:
    """The council of a round now: its chair first, then the members by name."""
    held = Appointment.objects.filter(
        in_force(now or clock.now()), Q(round=None) | Q(round=round_),
        authority=round_.authority_id, role__in=[Role.CHAIR, Role.MEMBER], person__is_active=True,
    ).select_related("person")  # fmt: skip
    found: dict[int, Member] = {}
    for each in sorted(held, key=lambda each: (each.role != Role.CHAIR, each.person.name, each.person_id)):
        found.setdefault(each.person_id, Member(each.person, Role(each.role)))
    return list(found.values())


def sittings_of(round_: Round) -> QuerySet[Sitting]:
    """The sittings of a round, in their order."""
    return round_.sittings.select_related("leader").prefetch_related("items").order_by("number")


def is_present(seat: Seat) -> bool:
    """Whether a member is there, by the last word on it."""
    last = max(seat.attendance.all(), key=lambda each: each.pk, default=None)
    return last is not None and last.present


def present_seats(sitting: Sitting) -> set[int]:
    """The keys of the seats that take part: those who are there; in a written ballot, those who have answered anything."""
    if sitting.is_meeting:
        return {seat.pk for seat in sitting.seats.prefetch_related("attendance") if is_present(seat)}
    voted = set(Vote.objects.filter(item__sitting=sitting).values_list("seat", flat=True))
    return voted | set(Recusal.objects.filter(item__sitting=sitting, own_body=False).values_list("seat", flat=True))


def last_votes(item: Item) -> dict[int, Vote]:
    """What counts of each member's votes on an item: the last, by the key of the seat."""
    return {vote.seat_id: vote for vote in item.votes.select_related("motion", "seat").order_by("number")}


def seat_of(person: Person, sitting: Sitting) -> Seat | None:
    """Somebody's seat in a sitting."""
    return sitting.seats.filter(person=person).first()


def own_body_seats(item: Item) -> set[int]:
    """The keys of the seats of those who belong to the body that an item is about."""
    return {seat.pk for seat in item.sitting.seats.select_related("person") if belongs_to(seat.person, item.participant)}


def criterion_of(participant: Participant, indicator: str) -> Criterion | None:
    """An indicator of a body's annex."""
    if participant.group is None:
        return None
    criteria_set = criteria_set_of(participant.round)
    return criteria_set.annex(criteria_set.group(participant.group.code).annex).by_code.get(indicator)


# What waits for the council


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the council has to decide, and why."""

    participant: Participant
    indicator: str
    origin: Origin
    ruling: Ruling | None = None
    reply: Reply | None = None


def waiting_for_council(round_: Round) -> list[Waiting]:
    """What is contested still, or is the council's own mark to give, and was not decided by it; on an agenda or not."""
    participants = {each.pk: each for each in round_.participants.select_related("body", "group", "round").order_by("position")}
    rulings = list(
        Ruling.objects.filter(participant__in=list(participants))
        .exclude(outcome=Outcome.SUPPLEMENT)
        .order_by("number")
        .select_related("reply")
    )
    last: dict[tuple[int, str], Ruling] = {(each.participant_id, each.indicator): each for each in rulings}
    replied = {(each.participant_id, each.indicator): each for each in rulings if hasattr(each, "reply")}
    claimed = _claimed(participants)
    found = []
    for key, ruling in replied.items():
        reply, in_force_now = ruling.reply, last[key]
        silent = reply.position == Position.SILENT and round_.silence == Silence.CONTESTED
        if not silent and reply.position != Position.CONTESTED:
            continue
        decided = in_force_now.step == Step.COUNCIL and in_force_now.number > ruling.number
        if decided or (in_force_now.pk != ruling.pk and _same(in_force_now, reply, claimed.get(key))):
            continue
        origin = Origin.SILENT if silent else Origin.CONTESTED
        found.append(Waiting(participants[key[0]], key[1], origin, in_force_now, reply))
    found += _marks_to_give(round_, participants, last)
    order = {key: position for position, key in enumerate(participants)}
    return sorted(found, key=lambda each: (order[each.participant.pk], each.origin == Origin.MARK))


def _claimed(participants: Mapping[int, Participant]) -> dict[tuple[int, str], ClaimItem]:
    items = ClaimItem.objects.filter(claim__in=standing_claims(participants)).select_related("claim")
    return {(each.claim.participant_id, each.indicator): each for each in items}


def _same(ruling: Ruling, reply: Reply, claimed: ClaimItem | None) -> bool:
    """Whether what holds now is what the body asked for."""
    asked: dict[str, str] = json.loads(reply.values)
    if asked:
        return not ruling.not_applicable and json.loads(ruling.values) == asked
    if claimed is None:
        return False
    return ruling.not_applicable == claimed.not_applicable and (
        claimed.not_applicable or json.loads(ruling.values) == json.loads(claimed.values)
    )


def _marks_to_give(
    round_: Round, participants: Mapping[int, Participant], last: Mapping[tuple[int, str], Ruling]
) -> Iterable[Waiting]:
    """Marks that only the council gives, where it has not."""
    from khoabang.web.assessments.current import indicators_of

    criteria_set = criteria_set_of(round_)
    if not any(_is_mark(criterion) for annex in criteria_set.annexes for criterion in annex.walk()):
        return
    for participant in participants.values():
        if participant.standing == "exempt":
            continue
        for asked in indicators_of(participant):
            if asked.supplier == "council" and (participant.pk, asked.code) not in last:
                yield Waiting(participant, asked.code, Origin.MARK)


def _is_mark(criterion: Criterion) -> bool:
    return criterion.rule is not None and criterion.rule.kind == "expert"


def waiting_unlisted(round_: Round) -> list[Waiting]:
    """What waits for the council and is on no agenda that is still open."""
    listed = set(Item.objects.filter(participant__round=round_, state=ItemState.OPEN).values_list("participant", "indicator"))
    return [each for each in waiting_for_council(round_) if (each.participant.pk, each.indicator) not in listed]


# One item


@dataclass(slots=True)
class Sides:
    """What both sides said of one indicator of one body, from the records."""

    criterion: Criterion
    claimed: ClaimItem | None
    rulings: list[Ruling] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


def sides_of(item: Item) -> Sides:
    """The claim, the rulings with their reasons, and the replies with their grounds."""
    criterion = criterion_of(item.participant, item.indicator)
    if criterion is None:
        raise LookupError(item.indicator)
    claimed = ClaimItem.objects.filter(claim__in=standing_claims([item.participant_id]), indicator=item.indicator).first()
    rulings = list(
        Ruling.objects.filter(participant=item.participant_id, indicator=item.indicator)
        .select_related("by", "reply", "reply__by", "supplement")
        .order_by("number")
    )
    return Sides(criterion, claimed, rulings, [each.reply for each in rulings if hasattr(each, "reply")])


def evidence_in(text: str) -> list[dict[str, Any]]:
    """The evidence that a record names."""
    listed: list[dict[str, Any]] = json.loads(text)
    return listed


def decisions_of(round_: Round, indicator: str = "") -> list[Decision]:
    """What the council has decided in a round, the latest first."""
    decisions = Decision.objects.filter(item__sitting__round=round_).select_related(
        "item__participant", "item__sitting", "motion", "ruling"
    )
    if indicator:
        decisions = decisions.filter(item__indicator=indicator)
    return list(decisions.order_by("-at", "-pk"))


def appeals_decided(round_: Round, indicator: str) -> list[Ruling]:
    """What was decided on other bodies' appeals about the same indicator before the council."""
    rulings = Ruling.objects.filter(participant__round=round_, indicator=indicator, step=Step.APPEAL)
    return list(rulings.select_related("participant").order_by("-at", "-pk"))


def motions_of(item: Item) -> list[Motion]:
    """The possible decisions of an item."""
    return list(item.motions.order_by("number"))


def sitting_named(round_: Round, number: int) -> Sitting | None:
    """A sitting by its number."""
    return Sitting.objects.select_related("leader", "round__authority").filter(round=round_, number=number).first()


def item_named(sitting: Sitting, number: int) -> Item | None:
    """An item of a sitting by its number."""
    found = sitting.items.select_related(
        "participant__body", "participant__group", "participant__round__set_version", "sitting__round", "ruling", "reply"
    )
    return found.filter(number=number).first()


def open_sittings(round_: Round) -> int:
    """How many sittings are planned or in session."""
    return round_.sittings.filter(state__in=[SittingState.PLANNED, SittingState.IN_SESSION]).count()
