"""Writes of the agenda: what comes before a sitting, and the possible decisions of each item."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from unicodedata import normalize

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.inputs import AnswerError
from khoabang.scoring.problems import Problem
from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import belongs_to
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, criteria_set_of, given_of, indicators_of
from khoabang.web.assessments.models import Outcome, Reply, Ruling
from khoabang.web.council.models import Item, ItemState, Motion, MotionKind, Origin, Sitting, SittingState
from khoabang.web.council.selectors import Waiting, criterion_of, seat_of, waiting_unlisted
from khoabang.web.council.sittings import leads_or_prepares, sitting_held
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant

OPEN = (SittingState.PLANNED, SittingState.IN_SESSION)


def waiting_listed(sitting: Sitting, *, by: Person, only: Iterable[tuple[str, str]] | None = None) -> list[Item]:
    """Put what waits for the council on a sitting's agenda: everything, or only the pairs of body and indicator given.

    Raises:
        Refused: the sitting is over, or the round is not with its council.
    """
    with transaction.atomic():
        held = _held(sitting, by)
        now = clock.now()
        wanted = None if only is None else set(only)
        found = [
            each
            for each in waiting_unlisted(held.round)
            if wanted is None or (each.participant.body.code, each.indicator) in wanted
        ]
        return [_listed(held, waiting, by, now) for waiting in found]


def item_added(sitting: Sitting, participant: Participant, indicator: str, *, by: Person, reason: str) -> Item:
    """Put an indicator of a body before a sitting though nobody contests it.

    Raises:
        Refused: no reason is given, the body is not asked for the indicator, or it is on an open agenda already.
    """
    with transaction.atomic():
        held = _held(sitting, by)
        now = clock.now()
        if participant.round_id != held.round_id or all(each.code != indicator for each in indicators_of(participant)):
            raise Refused(_("Cơ quan này không được đánh giá theo chỉ tiêu đã chọn."), field="indicator", status=422)
        if not reason.strip():
            raise Refused(_("Hãy ghi lý do đưa ra hội đồng."), field="reason", status=422)
        if belongs_to(by, participant, now):
            raise Refused(_("Bạn thuộc cơ quan này nên không đưa kết quả của cơ quan mình ra hội đồng."), status=403)
        last = ruling_in_force(participant, indicator)
        waiting = Waiting(participant, indicator, Origin.ADDED, last, getattr(last, "reply", None) if last else None)
        return _listed(held, waiting, by, now, reason.strip())


def item_removed(item: Item, *, by: Person) -> None:
    """Take an item off the agenda of a sitting that has not begun; once it has, an item is put off with a reason.

    Raises:
        Refused: the sitting has begun.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, SittingState.PLANNED)
        now = clock.now()
        if (refused := leads_or_prepares(held, by, now)) is not None:
            raise Refused(refused, status=403)
        kept = Item.objects.select_for_update().get(pk=item.pk)
        kept.state = ItemState.POSTPONED
        kept.save(update_fields=["state"])
        _log(kept, "item.removed", by, now)


def motion_added(item: Item, typed: Mapping[str, str], *, by: Person, reason: str = "", not_applicable: bool = False) -> Motion:
    """Propose another value for an item that is still open.

    Args:
        item: the item.
        typed: text as typed, by input.
        by: who leads or prepares the sitting, or a member with a seat in it who does not belong to the body.
        reason: why.
        not_applicable: that the indicator does not apply to the body.

    Raises:
        Refused: an input cannot be read, or the same is proposed already.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, *OPEN)
        now = clock.now()
        if (refused := leads_or_prepares(held, by, now)) is not None and seat_of(by, held) is None:
            raise Refused(refused, status=403)
        kept = open_item(item)
        if belongs_to(by, kept.participant, now) or kept.recusals.filter(seat__person=by).exists():
            raise Refused(_("Bạn không tham gia quyết định nội dung này nên không đề xuất phương án."), status=403)
        values = {} if not_applicable else _read(kept, typed)
        for motion in kept.motions.all():
            if motion.not_applicable == not_applicable and (not_applicable or json.loads(motion.values) == values):
                raise Refused(_("Phương án này đã có: phương án %(number)d.") % {"number": motion.number}, status=422)
        number = (kept.motions.aggregate(last=Max("number"))["last"] or 0) + 1
        given = Given(values, not_applicable)
        motion = _motion(kept, number, MotionKind.OTHER, given, by, now, reason.strip())
        detail = {"values": values, "not_applicable": not_applicable}
        _log(kept, "motion.added", by, now, reason=reason.strip(), detail=detail)
    return motion


def open_item(item: Item) -> Item:
    """Lock an item's row and see that it is still to be decided.

    Raises:
        Refused: it is not.
    """
    kept = Item.objects.select_for_update().get(pk=item.pk)
    if kept.state != ItemState.OPEN:
        raise Refused(_("Nội dung này không còn để ngỏ: %(state)s.") % {"state": kept.get_state_display()})
    return kept


def ruling_in_force(participant: Participant, indicator: str) -> Ruling | None:
    """The ruling that counts of one indicator of a body."""
    rulings = Ruling.objects.filter(participant=participant, indicator=indicator).exclude(outcome=Outcome.SUPPLEMENT)
    return rulings.order_by("-number").first()


def _held(sitting: Sitting, by: Person) -> Sitting:
    held = sitting_held(sitting, *OPEN)
    if (refused := leads_or_prepares(held, by, clock.now())) is not None:
        raise Refused(refused, status=403)
    return held


def _listed(sitting: Sitting, waiting: Waiting, by: Person, now: datetime, reason: str = "") -> Item:
    on_agenda = Item.objects.filter(participant=waiting.participant, indicator=waiting.indicator)
    if on_agenda.filter(state=ItemState.OPEN).exists() or on_agenda.filter(sitting=sitting).exists():
        raise Refused(_("Nội dung này đã có trong chương trình của một phiên."), field="indicator", status=422)
    number = (sitting.items.aggregate(last=Max("number"))["last"] or 0) + 1
    item = Item.objects.create(
        sitting=sitting, number=number, participant=waiting.participant, indicator=waiting.indicator, origin=waiting.origin,
        ruling=waiting.ruling, reply=waiting.reply, reason=reason, at=now, by=by,
    )  # fmt: skip
    stands = given_of([waiting.participant], "current").get(waiting.participant.pk, {}).get(waiting.indicator)
    asked = _asked_for(waiting, given_of([waiting.participant], "claim").get(waiting.participant.pk, {}).get(waiting.indicator))
    motions = [(MotionKind.KEEP, stands), (MotionKind.BODY, asked)]
    if stands is not None and asked is not None and _alike(stands, asked):
        motions = [(MotionKind.KEEP, stands)]
    for position, (kind, given) in enumerate([each for each in motions if each[1] is not None], 1):
        if given is not None:
            _motion(item, position, kind, given, by, now)
    _log(item, "item.listed", by, now, reason=reason, detail={"origin": waiting.origin})
    return item


def _asked_for(waiting: Waiting, claimed: Given | None) -> Given | None:
    """What the body would have: the values in its reply, or else what it claimed."""
    reply: Reply | None = waiting.reply
    values: dict[str, str] = json.loads(reply.values) if reply is not None else {}
    return Given(values) if values else claimed


def _alike(one: Given, other: Given) -> bool:
    if one.not_applicable or other.not_applicable:
        return one.not_applicable == other.not_applicable
    return dict(one.values) == dict(other.values)


def _motion(item: Item, number: int, kind: MotionKind, given: Given, by: Person, now: datetime, reason: str = "") -> Motion:
    values = json.dumps(dict(given.values), ensure_ascii=False, sort_keys=True)
    return Motion.objects.create(
        item=item, number=number, kind=kind, values="{}" if given.not_applicable else values,
        not_applicable=given.not_applicable, reason=reason, at=now, by=by,
    )  # fmt: skip


def _read(item: Item, typed: Mapping[str, str]) -> dict[str, str]:
    """Text as typed, once each input can be read; what cannot is refused with the reason, never guessed."""
    criterion = criterion_of(item.participant, item.indicator)
    lang = criteria_set_of(item.participant.round).lang
    said = get_language() or "vi"
    values: dict[str, str] = {}
    for asked in criterion.all_inputs if criterion else ():
        text = normalize("NFC", typed.get(asked.code, "")).strip()
        if text == DOES_NOT_APPLY or (not text and not asked.optional):
            words = _("Hãy nhập %(input)s.") % {"input": asked.name}
            raise Refused(words, field=asked.code, status=422)
        try:
            asked.read(text, lang)
        except AnswerError as error:
            problem = Problem(error.code, params=error.params)
            raise Refused(f"{problem.what(said)} {problem.remedy(said)}", field=asked.code, status=422) from None
        values[asked.code] = text
    return values


def _log(
    item: Item, action: str, by: Person, now: datetime, *, reason: str = "", detail: Mapping[str, object] | None = None
) -> None:
    participant = item.participant
    chain = chain_of(round_code=participant.round.code)
    said = {"sitting": item.sitting.number, "item": item.number, "body": participant.body.code, **(detail or {})}
    record(chain=chain, action=action, by=by, now=now, subject=item.indicator, reason=reason, detail=said)
