"""What the council's pages show, in the reader's words: figures as the set prints them, answers by name, votes, what would change."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.scoring.criteria.policies import Column
from khoabang.scoring.numbers import show, shown
from khoabang.scoring.ranking import rounding_of
from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import belongs_to
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.items import criterion_of, given_by, item_of
from khoabang.web.assessments.models import Outcome, Reply, Ruling, Step
from khoabang.web.assessments.questions import above
from khoabang.web.council.counting import Count
from khoabang.web.council.models import Decision, Item, ItemState, Motion, Seat, Sitting, SittingState, Vote
from khoabang.web.council.selectors import appeals_decided, decisions_of, last_votes, present_seats, seat_of
from khoabang.web.council.sittings import leads_or_prepares
from khoabang.web.council.standing import Effect, Effects, Place, effects_of
from khoabang.web.council.voting import count_of, votes_seen
from khoabang.web.evidence.selectors import named


def figure(value: Fraction | None, criteria_set: CriteriaSet, column: Column = "points") -> str:
    """A number as the set prints it, in the reader's language; a dash where there is none."""
    if value is None:
        return "—"
    rounding = rounding_of(criteria_set.policies, column)
    return show(shown(value, rounding), get_language() or "vi")


def change(value: Fraction | None, criteria_set: CriteriaSet) -> str:
    """A difference, with its sign."""
    if value is None:
        return ""
    if value == 0:
        return gettext("không đổi")
    return ("+" if value > 0 else "") + figure(value, criteria_set)


@dataclass(frozen=True, slots=True)
class Answer:
    """One input with what stands for it."""

    name: str
    text: str


def answers(criterion: Criterion, given: Given) -> list[Answer]:
    """What stands for an indicator, in words: options by name, units beside numbers."""
    if given.not_applicable:
        return [Answer(criterion.name, gettext("không áp dụng"))]
    found = []
    for item in criterion.all_inputs:
        typed = given.values.get(item.code, "")
        option = next((each.name or each.code for each in item.options if each.code == typed), typed)
        unit = f" {item.unit}" if item.unit and typed else ""
        found.append(Answer(item.name, f"{option}{unit}" if typed else gettext("không có số liệu")))
    return found


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling as its side of the case: what was found, why, by whom."""

    ruling: Ruling
    answers: list[Answer]
    outcome: StrOrPromise


@dataclass(frozen=True, slots=True)
class Choice:
    """A motion with what it would change and what it got."""

    motion: Motion
    answers: list[Answer]
    points: str
    maximum: str
    total: str
    total_maximum: str
    index: str  # where it ranks
    moved: str
    rank: str
    was_rank: str
    class_name: str
    was_class: str
    is_refused: bool
    passed: list[str]
    votes: int | None
    is_mine: bool


@dataclass(slots=True)
class ItemPage:
    """Everything that the page of an item shows."""

    item: Item
    criterion: Criterion
    path: list[Criterion]
    claimed: list[Answer]
    claim_note: str
    asserted: list[Answer] | None
    evidence: list[Any]
    rulings: list[Ruled]
    reply: Reply | None
    asked: list[Answer] | None
    reply_evidence: list[Any]
    choices: list[Choice]
    place: Place
    points_now: str
    total_now: str
    bodies: int
    kind: str  # of change, as the page of decisions asks for it
    precedents: list["Precedent"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Precedent:
    """What was decided in this round of the same indicator of another body."""

    body: str
    before: list[Answer]
    after: list[Answer]
    outcome: str
    reason: str
    step: str
    is_alike: bool
    sitting: Sitting | None = None
    number: int = 0


def item_page(item: Item, person: Person) -> ItemPage:
    """Both sides of an item, its precedents, and what each decision would change."""
    criterion = criterion_of(item.participant, item.indicator)
    if criterion is None:
        raise LookupError(item.indicator)
    criteria_set = criteria_set_of(item.participant.round)
    record = item_of(item.participant, item.indicator)
    reply = item.reply
    found = effects_of(item)
    asked = json.loads(reply.values) if reply else {}
    asserted = record.asserted
    page = ItemPage(
        item=item,
        criterion=criterion,
        path=_path(criteria_set, item),
        claimed=answers(criterion, record.claimed),
        claim_note=record.claimed.note,
        asserted=answers(criterion, asserted) if asserted is not record.claimed and asserted != record.claimed else None,
        evidence=named(record.evidence),
        rulings=_ruled(criterion, record.rulings),
        reply=reply,
        asked=answers(criterion, Given(asked)) if asked else None,
        reply_evidence=named(json.loads(reply.evidence)) if reply else [],
        choices=_choices(item, criterion, criteria_set, found, person),
        place=found.place,
        points_now=figure(found.item_points, criteria_set),
        total_now=figure(found.place.points, criteria_set),
        bodies=found.bodies,
        kind=kind_of_change(item.ruling),
    )
    page.precedents = precedents(item, criterion)
    return page


def _path(criteria_set: CriteriaSet, item: Item) -> list[Criterion]:
    group = item.participant.group
    return above(criteria_set, criteria_set.group(group.code).annex, item.indicator) if group is not None else []


def _choices(item: Item, criterion: Criterion, criteria_set: CriteriaSet, found: Effects, person: Person) -> list[Choice]:
    sitting = item.sitting
    votes = last_votes(item)
    shows_votes = not sitting.secret or item.state == ItemState.DECIDED
    seat = seat_of(person, sitting)
    mine = votes.get(seat.pk) if seat else None
    counted = count_of(item).votes if shows_votes else {}

    def choice(effect: Effect) -> Choice:
        motion, place = effect.motion, effect.place
        given = Given(json.loads(motion.values), motion.not_applicable)
        return Choice(
            motion=motion,
            answers=answers(criterion, given),
            points=figure(effect.item_points, criteria_set),
            maximum=figure(effect.item_maximum, criteria_set, "maximum"),
            total=figure(place.points, criteria_set),
            total_maximum=figure(place.maximum, criteria_set, "maximum"),
            index=figure(place.index, criteria_set, "index") if criteria_set.policies.ranking.by in ("index", "percent") else "",
            moved=change(effect.moved, criteria_set),
            rank=_rank(place),
            was_rank=_rank(found.place) if _rank(found.place) != _rank(place) else "",
            class_name=place.class_name or "",
            was_class=found.place.class_name or "" if found.place.class_name != place.class_name else "",
            is_refused=effect.refused,
            passed=[_shifted(each.before, each.after) for each in effect.others],
            votes=counted.get(motion.number) if shows_votes else None,
            is_mine=mine is not None and mine.motion_id == motion.pk,
        )

    return [choice(effect) for effect in found.motions]


def _rank(place: Place) -> str:
    return str(place.rank) if place.rank is not None else "—"


def _shifted(before: Place, after: Place) -> str:
    words = f"{after.name}: {gettext('hạng')} {_rank(before)} → {_rank(after)}" if before.rank != after.rank else f"{after.name}:"
    if before.class_name != after.class_name:
        words += f" «{before.class_name or '—'}» → «{after.class_name or '—'}»"
    return words


def precedents(item: Item, criterion: Criterion) -> list[Precedent]:
    """Earlier decisions of this round on the same indicator, those about the same kind of change first."""
    direction = kind_of_change(item.ruling)
    found = []
    for decision in decisions_of(item.participant.round, item.indicator):
        if decision.item_id != item.pk:
            before = given_by(decision.item.ruling) if decision.item.ruling else Given({})
            found.append(_precedent(decision, criterion, before, direction))
    for ruling in appeals_decided(item.participant.round, item.indicator):
        if ruling.participant_id != item.participant_id:
            earlier = item_of(ruling.participant, item.indicator).found or Given({})
            found.append(
                Precedent(
                    ruling.participant.name, answers(criterion, earlier), answers(criterion, given_by(ruling)),
                    ruling.get_outcome_display(), ruling.reason, ruling.get_step_display(), is_alike=False,
                )
            )  # fmt: skip
    return sorted(found, key=lambda each: not each.is_alike)


def _ruled(criterion: Criterion, rulings: Iterable[Ruling]) -> list[Ruled]:
    """The rulings in their order; one on what the body contests may say again what was said before."""
    found: list[Ruled] = []
    before: tuple[Mapping[str, str], bool] | None = None
    for each in rulings:
        given = given_by(each)
        holds = given.values, given.not_applicable
        kept = each.step == Step.APPEAL and holds == before
        outcome = gettext("Giữ nguyên kết luận") if kept else each.get_outcome_display()
        found.append(Ruled(each, answers(criterion, given), outcome))
        before = holds if each.outcome != Outcome.SUPPLEMENT else before
    return found


def _precedent(decision: Decision, criterion: Criterion, before: Given, direction: str) -> Precedent:
    other = decision.item
    return Precedent(
        body=other.participant.name,
        before=answers(criterion, before),
        after=answers(criterion, given_by(decision.ruling)),
        outcome=decision.motion.get_kind_display(),
        reason=decision.reason,
        step=decision.ruling.get_step_display(),
        is_alike=bool(direction) and kind_of_change(other.ruling) == direction,
        sitting=other.sitting,
        number=other.number,
    )


def kind_of_change(ruling: Ruling | None) -> str:
    """What kind of change a ruling made, as a code: to nothing, to not applicable, or to another value."""
    if ruling is None:
        return ""
    if ruling.not_applicable:
        return "not_applicable"
    values: Mapping[str, str] = json.loads(ruling.values)
    empty = all(text in ("", "0", "không") for text in values.values())
    return f"{ruling.outcome}:{'nothing' if empty else 'value'}"


@dataclass(frozen=True, slots=True)
class Part:
    """How a member takes part in an item."""

    seat: Seat
    words: str
    has_voted: bool = False


@dataclass(slots=True)
class Voting:
    """The state of the vote on an item, and what this person may do in it."""

    count: Count
    parts: list[Part]
    may_vote: bool = False
    may_recuse: bool = False
    may_propose: bool = False
    may_conclude: bool = False
    may_cast: bool = False  # the casting vote, where votes are equal
    seen: str = ""  # of the votes
    my_vote: Vote | None = None
    waiting: int = 0  # who is there and has not voted
    why_not: str = ""


def voting(item: Item, person: Person, *, prepares: bool) -> Voting:
    """Who takes part in an item and how; what this person may do."""
    sitting, count = item.sitting, count_of(item)
    votes = last_votes(item)
    recusals = {each.seat_id: each for each in item.recusals.all()}
    there = present_seats(sitting) if sitting.is_meeting else set(votes)
    shows = not sitting.secret
    parts = []
    for seat in sitting.seats.select_related("person"):
        if seat.pk in recusals or belongs_to(seat.person, item.participant):
            recusal = recusals.get(seat.pk)
            why = recusal.reason if recusal and not recusal.own_body else gettext("thuộc cơ quan này")
            parts.append(Part(seat, gettext("không tham gia: %s") % why))
        elif seat.pk in votes:
            motion = votes[seat.pk].motion
            chosen = gettext("không biểu quyết") if motion is None else gettext("phương án %d") % motion.number
            closed = item.state != ItemState.OPEN
            parts.append(Part(seat, chosen if shows and closed else gettext("đã bỏ phiếu"), has_voted=True))
        else:
            parts.append(
                Part(seat, gettext("chưa bỏ phiếu") if seat.pk in there or not sitting.is_meeting else gettext("vắng mặt"))
            )
    found = Voting(
        count,
        parts,
        waiting=count.present - count.voted - count.abstained if sitting.is_meeting else count.members - count.present,
    )
    seat_here = seat_of(person, sitting)
    is_open = sitting.state == SittingState.IN_SESSION and item.state == ItemState.OPEN
    own = belongs_to(person, item.participant)
    found.seen = votes_seen(item)
    leads = person.pk == sitting.leader_id
    found.may_conclude = is_open and not own and (leads or prepares)
    can_change = item.state == ItemState.OPEN and sitting.state in (SittingState.PLANNED, SittingState.IN_SESSION)
    recused = own or (seat_here is not None and seat_here.pk in recusals)
    found.may_propose = can_change and not recused and (seat_here is not None or found.may_conclude or prepares)
    if seat_here is None or not is_open:
        return found
    found.my_vote = votes.get(seat_here.pk)
    found.may_cast = leads and not recused and (seat_here.pk in there or not sitting.is_meeting)
    if own:
        found.why_not = gettext("Bạn thuộc cơ quan này nên không tham gia quyết định nội dung này.")
    elif recused:
        found.why_not = gettext("Bạn đã không tham gia quyết định nội dung này.")
    elif sitting.is_meeting and seat_here.pk not in there:
        found.why_not = gettext("Bạn chưa được ghi là có mặt. Hãy điểm danh ở trang của phiên.")
    else:
        found.may_vote = True
    found.may_recuse = not recused
    return found


def prepares(sitting: Sitting, person: Person) -> bool:
    """Whether somebody leads a sitting or prepares it."""
    return leads_or_prepares(sitting, person, clock.now()) is None
