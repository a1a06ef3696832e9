"""Writes of the agenda: what comes before a sitting, and the possible decisions of each item."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import belongs_to
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import Given, criteria_set_of, indicators_of
from khoabang.web.assessments.entered import is_blank, same, values_read, words_read
from khoabang.web.assessments.items import criterion_of, given_by, item_of
from khoabang.web.assessments.models import Position
from khoabang.web.council.models import Item, ItemState, Motion, MotionKind, Origin, Sitting, SittingState
from khoabang.web.council.selectors import Waiting, asked_by, ruling_in_force, seat_of, waiting_unlisted
from khoabang.web.council.sittings import leads_or_prepares, sitting_held
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Round

OPEN = (SittingState.PLANNED, SittingState.IN_SESSION)


def waiting_listed(sitting: Sitting, *, by: Person, only: Iterable[tuple[str, str]] | None = None) -> list[Item]:
    """Put what waits for the council on a sitting's agenda: the pairs of body and indicator given, or all; not what it has put off.

    Raises:
        Refused: the sitting is over, or the round is not with its council.
    """
    with transaction.atomic():
        held = _held(sitting, by)
        now = clock.now()
        wanted = None if only is None else set(only)
        put_off = set(_here(held, Item.objects.filter(state=ItemState.POSTPONED)).values_list("participant", "indicator"))
        found = [
            each
            for each in waiting_unlisted(held.round)
            if (each.participant.pk, each.indicator) not in put_off
            and (wanted is None or (each.participant.body.code, each.indicator) in wanted)
        ]
        return [_listed(held, waiting, by, now, waiting.reason) for waiting in found]


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
        reason = words_read(reason, "reason")
        if not reason:
            raise Refused(_("Hãy ghi lý do đưa ra hội đồng."), field="reason", status=422)
        if belongs_to(by, participant, now):
            raise Refused(_("Bạn thuộc cơ quan này nên không đưa kết quả của cơ quan mình ra hội đồng."), status=403)
        last = ruling_in_force(participant, indicator)
        waiting = Waiting(participant, indicator, Origin.ADDED, last, last.reply if last else None)
        return _listed(held, waiting, by, now, reason)


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
        _log(kept, "item.removed", by, now, rows=[kept])


def under_way(round_: Round, now: datetime) -> list[StrOrPromise]:
    """What keeps a round from going back: a sitting in which the council decides."""
    words = _("Phiên %(number)s của hội đồng đang tiến hành. Hãy kết thúc hoặc hủy phiên trước.")
    numbers = round_.sittings.filter(state=SittingState.IN_SESSION).order_by("number").values_list("number", flat=True)
    return [words % {"number": number} for number in numbers]


def silent_taken_off(round_: Round, by: Person, now: datetime, reason: str) -> None:
    """Take off the agenda what stands there because a body said nothing: its window is open again, and it may speak."""
    for item in Item.objects.filter(sitting__round=round_, state=ItemState.OPEN, reply__position=Position.SILENT):
        item.state = ItemState.POSTPONED
        item.save(update_fields=["state"])
        _log(item, "item.removed", by, now, reason=reason, rows=[item])


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
        kept, reason = open_item(item), words_read(reason, "reason")
        if belongs_to(by, kept.participant, now) or kept.recusals.filter(seat__person=by).exists():
            raise Refused(_("Bạn không tham gia quyết định nội dung này nên không đề xuất phương án."), status=403)
        criterion, lang = criterion_of(kept.participant, kept.indicator), criteria_set_of(held.round).lang
        inputs = criterion.all_inputs if criterion is not None else []
        values = {} if not_applicable or criterion is None else values_read(criterion, typed, lang)
        given = Given(values, not_applicable)
        if is_blank(inputs, given, lang):
            raise Refused(_("Hãy nhập giá trị của phương án."), field=inputs[0].code if inputs else "", status=422)
        for motion in kept.motions.all():
            if same(inputs, Given(json.loads(motion.values), motion.not_applicable), given, lang):
                words = _("Giá trị này đã có ở phương án %(number)d.") % {"number": motion.number}
                raise Refused(words, field=inputs[0].code if inputs else "", status=422)
        number = (kept.motions.aggregate(last=Max("number"))["last"] or 0) + 1
        motion = _motion(kept, number, MotionKind.OTHER, given, by, now, reason)
        detail = {"values": values, "not_applicable": not_applicable}
        _log(kept, "motion.added", by, now, reason=reason, detail=detail, rows=[motion])
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


def _held(sitting: Sitting, by: Person) -> Sitting:
    held = sitting_held(sitting, *OPEN)
    if (refused := leads_or_prepares(held, by, clock.now())) is not None:
        raise Refused(refused, status=403)
    return held


def _here(sitting: Sitting, items: QuerySet[Item]) -> QuerySet[Item]:
    """Those items that a sitting has dealt with or has before it; what was taken off before it began may come back."""
    return items.filter(sitting=sitting).exclude(state=ItemState.POSTPONED, postponed="")


def _listed(sitting: Sitting, waiting: Waiting, by: Person, now: datetime, reason: str = "") -> Item:
    on_agenda = Item.objects.filter(participant=waiting.participant, indicator=waiting.indicator)
    if on_agenda.filter(state=ItemState.OPEN).exists() or _here(sitting, on_agenda).exists():
        raise Refused(_("Nội dung này đã có trong chương trình của một phiên."), field="indicator", status=422)
    number = (sitting.items.aggregate(last=Max("number"))["last"] or 0) + 1
    item = Item.objects.create(
        sitting=sitting, number=number, participant=waiting.participant, indicator=waiting.indicator, origin=waiting.origin,
        ruling=waiting.ruling, reply=waiting.reply, reason=reason, at=now, by=by,
    )  # fmt: skip
    record_ = item_of(waiting.participant, waiting.indicator)
    criterion, lang = criterion_of(waiting.participant, waiting.indicator), criteria_set_of(sitting.round).lang
    inputs = criterion.all_inputs if criterion is not None else []
    stands = given_by(record_.standing) if record_.standing is not None else record_.claimed
    asked = asked_by(record_)
    motions = [] if is_blank(inputs, stands, lang) else [(MotionKind.KEEP, stands)]
    if not is_blank(inputs, asked, lang) and not same(inputs, stands, asked, lang):
        motions.append((MotionKind.BODY, asked))
    rows = [_motion(item, position, kind, given, by, now) for position, (kind, given) in enumerate(motions, 1)]
    _log(item, "item.listed", by, now, reason=reason, detail={"origin": waiting.origin}, rows=[item, *rows])
    return item


def _motion(item: Item, number: int, kind: MotionKind, given: Given, by: Person, now: datetime, reason: str = "") -> Motion:
    values = json.dumps(dict(given.values), ensure_ascii=False, sort_keys=True)
    return Motion.objects.create(
        item=item, number=number, kind=kind, values="{}" if given.not_applicable else values,
        not_applicable=given.not_applicable, reason=reason, at=now, by=by,
    )  # fmt: skip


def _log(
    item: Item,
    action: str,
    by: Person,
    now: datetime,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[Model] = (),
) -> None:
    participant = item.participant
    chain = chain_of(round_code=participant.round.code)
    said = {"sitting": item.sitting.number, "item": item.number, "body": participant.body.code, **(detail or {})}
    record(chain=chain, action=action, by=by, now=now, subject=item.indicator, reason=reason, detail=said, rows=rows)
