"""Reads of the council: who is on it, who is there, what waits to be decided, and what was said of an item by both sides."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.selectors import in_force, own_bodies
from khoabang.web.assessments.current import Given, criteria_set_of, indicators_of
from khoabang.web.assessments.entered import same
from khoabang.web.assessments.items import Item as Record
from khoabang.web.assessments.items import contested_of, criterion_of, given_by
from khoabang.web.assessments.models import Outcome, Position, Reply, Ruling, Step
from khoabang.web.council.models import Decision, Item, ItemState, Motion, Origin, Recusal, Seat, Sitting, SittingState, Vote
from khoabang.web.rounds.models import Participant, Round, Silence, Standing


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the council of a round, once, in the highest of their roles there."""

    person: Person
    role: Role


def members_of(round_: Round, now: datetime | None = None) -> list[Member]:
    """The council of a round now: its chair first, then the members by name. Who stands in for a member sits in that member's place."""
    held = Appointment.objects.filter(
        in_force(now or clock.now()), Q(round=None) | Q(round=round_),
        authority=round_.authority_id, role__in=[Role.CHAIR, Role.MEMBER], person__is_active=True,
    ).select_related("person", "delegated_from")  # fmt: skip
    found: dict[int, Member] = {}
    replaced: set[int] = set()
    seated = {each.person_id for each in held if each.delegated_from is None}
    for each in sorted(
        held, key=lambda each: (each.delegated_from is None, each.role != Role.CHAIR, each.person.name, each.person_id)
    ):
        if each.delegated_from is not None:  # those who stand in come first: a place is one vote, and nobody has two
            if each.person_id in seated or each.delegated_from.person_id in replaced:
                continue
            seated.add(each.person_id)
            replaced.add(each.delegated_from.person_id)
        if each.person_id not in replaced:
            found.setdefault(each.person_id, Member(each.person, Role(each.role)))
    return sorted(found.values(), key=lambda each: (each.role != Role.CHAIR, each.person.name, each.person.pk))


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
    seats = dict(item.sitting.seats.values_list("person", "pk"))
    own = own_bodies(seats, item.participant.round.year)
    return {seat for person, seat in seats.items() if (person, item.participant.body_id) in own}


# What waits for the council


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the council has to decide, and why."""

    participant: Participant
    indicator: str
    origin: Origin
    ruling: Ruling | None = None
    reply: Reply | None = None
    reason: str = ""  # why it was put before the council though nobody contests it


def waiting_for_council(round_: Round) -> list[Waiting]:
    """What is contested still, is the council's own mark to give, or was put off by it, and was not decided by it; on an agenda or not."""
    positions = [Position.CONTESTED, *([Position.SILENT] if round_.silence == Silence.CONTESTED else [])]
    replied = Reply.objects.filter(ruling__participant__round=round_, position__in=positions).values("ruling__participant")
    everybody = round_.participants.select_related("body", "group", "round__set_version").order_by("position", "pk")
    by_key = {each.pk: each for each in everybody.filter(pk__in=replied)}
    lang = criteria_set_of(round_).lang
    found = []
    for key, items in contested_of(round_, list(by_key.values())).items():
        for item in items:
            stands, reply, criterion = item.standing, item.reply, criterion_of(by_key[key], item.indicator)
            if stands is None or reply is None or criterion is None or stands.step == Step.COUNCIL:
                continue
            granted = stands.step == Step.APPEAL and same(criterion.all_inputs, given_by(stands), asked_by(item), lang)
            if not granted:
                origin = Origin.CONTESTED if reply.position == Position.CONTESTED else Origin.SILENT
                found.append(Waiting(by_key[key], item.indicator, origin, stands, reply))
    found += _marks_to_give(round_, everybody)
    known = {(each.participant.pk, each.indicator) for each in found}
    found += [each for each in _put_off(round_) if (each.participant.pk, each.indicator) not in known]
    return sorted(found, key=lambda each: (each.participant.position, each.participant.pk, each.origin == Origin.MARK))


def asked_by(item: Record) -> Given:
    """What a body would have of an indicator: the values in its reply, or else what it claimed."""
    values: dict[str, str] = json.loads(item.reply.values) if item.reply is not None else {}
    return Given(values) if values else item.asserted


def _marks_to_give(round_: Round, participants: Iterable[Participant]) -> Iterable[Waiting]:
    """Marks that only the council gives, where nobody has."""
    if not any(_is_mark(criterion) for annex in criteria_set_of(round_).annexes for criterion in annex.walk()):
        return
    rulings = Ruling.objects.filter(participant__round=round_).exclude(outcome=Outcome.SUPPLEMENT)
    ruled = set(rulings.values_list("participant", "indicator"))
    for participant in participants:
        if participant.standing == Standing.EXEMPT:
            continue
        for asked in indicators_of(participant):
            if asked.supplier == "council" and (participant.pk, asked.code) not in ruled:
                yield Waiting(participant, asked.code, Origin.MARK)


def _put_off(round_: Round) -> Iterable[Waiting]:
    """What was put before the council though nobody contests it, and left by it to another sitting."""
    last: dict[tuple[int, str], Item] = {}
    items = Item.objects.filter(participant__round=round_, origin=Origin.ADDED)
    for item in items.select_related("participant__body", "participant__group", "participant__round__set_version").order_by("pk"):
        last[item.participant_id, item.indicator] = item
    for item in last.values():
        if item.state == ItemState.OPEN or (item.state == ItemState.POSTPONED and item.postponed):
            ruling = ruling_in_force(item.participant, item.indicator)
            yield Waiting(item.participant, item.indicator, Origin.ADDED, ruling, ruling.reply if ruling else None, item.reason)


def ruling_in_force(participant: Participant, indicator: str) -> Ruling | None:
    """The ruling that counts of one indicator of a body."""
    rulings = Ruling.objects.filter(participant=participant, indicator=indicator).exclude(outcome=Outcome.SUPPLEMENT)
    return rulings.order_by("-number").first()


def _is_mark(criterion: Criterion) -> bool:
    return criterion.rule is not None and criterion.rule.kind == "expert"


def on_open_agenda(round_: Round) -> set[tuple[int, str]]:
    """The participant's key and the indicator of each item that is on an agenda and open."""
    return set(Item.objects.filter(participant__round=round_, state=ItemState.OPEN).values_list("participant", "indicator"))


def waiting_unlisted(round_: Round) -> list[Waiting]:
    """What waits for the council and is on no agenda that is still open."""
    listed = on_open_agenda(round_)
    return [each for each in waiting_for_council(round_) if (each.participant.pk, each.indicator) not in listed]


# One item


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


def decided_after_replies(round_: Round) -> list[Ruling]:
    """What was ruled in a round on appeals and by its council, the latest first, each of the council with its decision."""
    rulings = Ruling.objects.filter(participant__round=round_, step__in=(Step.APPEAL, Step.COUNCIL)).select_related(
        "participant__group", "participant__body", "council_decision__item__sitting", "council_decision__motion"
    )
    return list(rulings.prefetch_related("council_decision__item__motions").order_by("-at", "-pk"))


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


def sittings_ahead(round_: Round) -> QuerySet[Sitting]:
    """The sittings that are planned or in session, in their order."""
    return round_.sittings.filter(state__in=[SittingState.PLANNED, SittingState.IN_SESSION]).order_by("number")


def votes_owed(person: Person, sitting: Sitting) -> int:
    """How many items of a sitting in session wait for somebody's vote; none where they have no seat or take no part."""
    seat = seat_of(person, sitting) if sitting.state == SittingState.IN_SESSION else None
    if seat is None:
        return 0
    own = {body for _person, body in own_bodies([person.pk], sitting.round.year)}  # put on record only when the item is closed
    waiting = sitting.items.filter(state=ItemState.OPEN).exclude(participant__body__in=own)
    return waiting.exclude(recusals__seat=seat).exclude(votes__seat=seat).count()


def open_sittings(round_: Round) -> int:
    """How many sittings are planned or in session."""
    return sittings_ahead(round_).count()
