"""Writes of a sitting under way: recusals, votes, and the decision that closes an item."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import belongs_to, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.entered import words_read
from khoabang.web.assessments.locking import refuse_late
from khoabang.web.assessments.models import Outcome, Ruling, Step
from khoabang.web.council import counting
from khoabang.web.council.agenda import open_item
from khoabang.web.council.models import Decision, Item, ItemState, Motion, MotionKind, Recusal, Seat, Sitting, SittingState, Vote
from khoabang.web.council.selectors import last_votes, own_body_seats, present_seats, ruling_in_force, seat_of
from khoabang.web.council.sittings import leads_or_prepares, majority_of, quorum_of, sitting_held
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Round, Stage


def recused(item: Item, *, by: Person, reason: str) -> Recusal:
    """Step back from an item for a reason of one's own; for the own body it goes without saying.

    Raises:
        Refused: no reason is given, or it is done already.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, SittingState.IN_SESSION)
        kept = open_item(item)
        now = clock.now()
        seat = _seat(held, by, now)
        if kept.recusals.filter(seat=seat).exists() or belongs_to(by, kept.participant, now):
            raise Refused(_("Bạn đã không tham gia quyết định nội dung này."))
        if not (reason := words_read(reason, "reason")):
            raise Refused(_("Hãy ghi lý do không tham gia."), field="reason", status=422)
        recusal = Recusal.objects.create(item=kept, seat=seat, reason=reason, at=now)
        _log(kept, "item.recused", by, now, reason=reason, rows=[recusal])
    return recusal


def vote_cast(item: Item, motion_number: int | None, *, by: Person) -> Vote:
    """Vote for a motion, or abstain with None. It may be changed until the item is closed; every vote is kept and the last counts.

    Raises:
        Refused: the person has no seat, is recused or not there, the item is closed, or the day of a written ballot is over.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, SittingState.IN_SESSION)
        kept = open_item(item)
        now = clock.now()
        seat = _seat(held, by, now)
        if kept.recusals.filter(seat=seat).exists() or belongs_to(by, kept.participant, now):
            raise Refused(_("Bạn không tham gia quyết định nội dung này nên không biểu quyết."), status=403)
        if held.is_meeting and seat.pk not in present_seats(held):
            raise Refused(_("Bạn chưa được ghi là có mặt. Hãy điểm danh trước khi biểu quyết."))
        if not held.is_meeting and clock.is_over(held.day, now):
            raise Refused(_("Hạn trả lời đã hết ngày %(day)s.") % {"day": held.day.strftime("%d/%m/%Y")})
        motion = None
        if motion_number is not None:
            motion = kept.motions.filter(number=motion_number).first()
            if motion is None:
                raise Refused(_("Hãy chọn một trong các phương án, hoặc không biểu quyết."), field="motion", status=422)
        last = kept.votes.filter(seat=seat).order_by("-number").first()
        if last is not None and last.motion_id == (motion.pk if motion else None):
            return last
        number = last.number + 1 if last else 1
        vote = Vote.objects.create(item=kept, seat=seat, number=number, motion=motion, at=now, salt=uuid4())
        said = {} if held.secret else {"motion": motion_number if motion_number is not None else "abstained"}
        _log(kept, "vote.cast", by, now, detail={"number": vote.number, **said}, rows=[vote])
    return vote


def count_of(item: Item) -> counting.Count:
    """Count an item's votes as they stand."""
    sitting = item.sitting
    recused_seats = set(item.recusals.values_list("seat", flat=True)) | own_body_seats(item)
    members = set(sitting.seats.values_list("pk", flat=True)) - recused_seats
    votes = last_votes(item)
    present = present_seats(sitting) if sitting.is_meeting else set(votes)
    return counting.count(
        members=members,
        present=present,
        votes={seat: vote.motion.number if vote.motion else None for seat, vote in votes.items()},
        motions=list(item.motions.values_list("number", flat=True)),
        quorum=quorum_of(sitting),
        majority=majority_of(sitting),
        majority_of=sitting.majority_of,
    )


def votes_seen(item: Item) -> str:
    """What was seen of the votes on an item, to say when it is decided."""
    return str(item.votes.aggregate(last=Max("pk"))["last"] or 0)


def item_decided(
    item: Item, *, by: Person, reason: str, discussion: str = "", casting: int | None = None, seen: str | None = None
) -> Decision:
    """Close an item by what was voted. Where votes are equal, the one who leads the sitting decides by an explicit casting vote.

    Args:
        item: the item.
        by: who leads the sitting or prepares it.
        reason: why; the body reads it.
        discussion: what was said, for the minutes.
        casting: the number of the motion chosen where votes are equal.
        seen: what `votes_seen` gave when the votes were looked at; None where nobody looked.

    Raises:
        Refused: it is closed, there is no quorum or no majority, the tie is unbroken, or what was to be decided has changed meanwhile.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, SittingState.IN_SESSION)
        kept = open_item(item)
        now = clock.now()
        _may_close(held, kept, by, now)
        recusals = _own_bodies_recused(kept, now)
        if not (reason := words_read(reason, "reason")):
            raise Refused(_("Hãy ghi lý do của quyết định."), field="reason", status=422)
        if seen is not None and seen != votes_seen(kept):
            raise Refused(_("Có phiếu vừa thay đổi. Hãy xem lại kết quả biểu quyết rồi kết luận."))
        motion, count = _carried(held, kept, by, casting, now)
        participant = Participant.objects.select_for_update().get(pk=kept.participant_id)
        round_ = Round.objects.get(pk=participant.round_id)
        if round_.stage != Stage.COUNCIL:
            raise Refused(
                _("Đợt đánh giá đang ở bước «%(stage)s», không ở bước hội đồng.") % {"stage": round_.get_stage_display()}
            )
        refuse_late(Stage.COUNCIL, round_.deadlines.filter(stage=Stage.COUNCIL).values_list("day", flat=True).first(), now)
        stands = ruling_in_force(participant, kept.indicator)
        if (stands.pk if stands else None) != kept.ruling_id:
            raise Refused(
                _("Kết quả thẩm định đã thay đổi sau khi đưa nội dung này ra. Hãy chuyển nội dung sang phiên khác để lập lại.")
            )
        ruling = _ruled(participant, kept, motion, reason, by, now)
        decision = Decision.objects.create(
            item=kept, motion=motion, ruling=ruling, casting=casting is not None, tally=json.dumps(tally_of(count, kept.recusals.count()), sort_keys=True),
            reason=reason, at=now, by=by,
        )  # fmt: skip
        kept.state, kept.discussion = ItemState.DECIDED, words_read(discussion, "discussion")
        kept.save(update_fields=["state", "discussion"])
        detail = {"motion": motion.number, "outcome": ruling.outcome, "ruling": ruling.number, "casting": decision.casting}
        _log(kept, "item.decided", by, now, reason=reason, detail=detail, rows=[kept, ruling, decision, *recusals])
    return decision


def item_postponed(item: Item, *, by: Person, reason: str, discussion: str = "") -> None:
    """Leave an item to another sitting.

    Raises:
        Refused: it is closed already, or no reason is given.
    """
    with transaction.atomic():
        held = sitting_held(item.sitting, SittingState.IN_SESSION)
        kept = open_item(item)
        now = clock.now()
        _may_close(held, kept, by, now)
        if not (reason := words_read(reason, "reason")):
            raise Refused(_("Hãy ghi lý do chuyển sang phiên khác."), field="reason", status=422)
        kept.state, kept.discussion = ItemState.POSTPONED, words_read(discussion, "discussion")
        kept.postponed = reason
        kept.save(update_fields=["state", "discussion", "postponed"])
        _log(kept, "item.postponed", by, now, reason=reason, rows=[kept])


# How


def _seat(sitting: Sitting, person: Person, now: datetime) -> Seat:
    refuse_without_role(person, (Role.MEMBER, Role.CHAIR), sitting.round.authority, sitting.round, now)
    seat = seat_of(person, sitting)
    if seat is None:
        raise Refused(_("Bạn không có tên trong danh sách thành viên của phiên này."), status=403)
    return seat


def _may_close(sitting: Sitting, item: Item, by: Person, now: datetime) -> None:
    if (refused := leads_or_prepares(sitting, by, now)) is not None:
        raise Refused(refused, status=403)
    if belongs_to(by, item.participant, now):
        raise Refused(_("Bạn thuộc cơ quan này nên không kết luận về kết quả của cơ quan mình."), status=403)


def _own_bodies_recused(item: Item, now: datetime) -> list[Recusal]:
    """Write down who is recused because the body is theirs, whenever they were appointed to it."""
    known = set(item.recusals.values_list("seat", flat=True))
    new = sorted(own_body_seats(item) - known)
    return [Recusal.objects.create(item=item, seat_id=key, own_body=True, at=now) for key in new]


def _carried(sitting: Sitting, item: Item, by: Person, casting: int | None, now: datetime) -> tuple[Motion, counting.Count]:
    """The motion that was carried, by the votes or by the casting vote."""
    count = count_of(item)
    if not sitting.is_meeting and not clock.is_over(sitting.day, now) and count.present < count.members:
        raise Refused(
            _("Chưa hết hạn trả lời và còn thành viên chưa trả lời; nội dung này được kiểm phiếu sau ngày %(day)s.")
            % {"day": sitting.day.strftime("%d/%m/%Y")}
        )
    if count.verdict == "no_quorum":
        words = _("Không đủ số thành viên: có %(there)d, cần ít nhất %(least)d. Chưa quyết định được.")
        raise Refused(words % {"there": count.present, "least": count.needed})
    if count.verdict == "no_majority":
        raise Refused(
            _("Chưa phương án nào đủ đa số. Các thành viên có thể biểu quyết lại, hoặc chuyển nội dung sang phiên khác.")
        )
    if count.verdict == "decided":
        if casting is not None:
            raise Refused(_("Phiếu không ngang nhau nên không có phiếu quyết định của người chủ trì."), field="casting")
        chosen = count.winner
    else:
        if casting is None:
            raise Refused(_("Phiếu ngang nhau: cần phiếu quyết định của người chủ trì."), field="casting")
        seat = seat_of(by, sitting)
        leads = seat is not None and by.pk == sitting.leader_id and (not sitting.is_meeting or seat.pk in present_seats(sitting))
        if not leads or item.recusals.filter(seat=seat).exists():
            words = _(
                "Chỉ người chủ trì, khi có mặt và có tham gia nội dung này, mới có phiếu quyết định. Có thể giao quyền chủ trì."
            )
            raise Refused(words, status=403)
        if casting not in count.tied:
            raise Refused(_("Phiếu quyết định chỉ chọn giữa các phương án ngang phiếu."), field="casting", status=422)
        chosen = casting
    return item.motions.get(number=chosen or 0), count


def _ruled(participant: Participant, item: Item, motion: Motion, reason: str, by: Person, now: datetime) -> Ruling:
    rulings = Ruling.objects.filter(participant=participant, indicator=item.indicator)
    return Ruling.objects.create(
        participant=participant,
        indicator=item.indicator,
        number=(rulings.aggregate(last=Max("number"))["last"] or 0) + 1,
        step=Step.COUNCIL,
        outcome=Outcome.ACCEPTED if motion.kind == MotionKind.KEEP else Outcome.CHANGED,
        values=motion.values,
        not_applicable=motion.not_applicable,
        reason=reason,
        at=now,
        by=by,
    )


def tally_of(count: counting.Count, recused: int) -> dict[str, object]:
    """What a decision keeps of how it was voted."""
    return {
        "members": count.members,
        "present": count.present,
        "needed": count.needed,
        "base": count.base,
        "votes": {str(number): votes for number, votes in count.votes.items()},
        "abstained": count.abstained,
        "recused": recused,
    }


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
    """Votes stand in the round's chain; a body's own chain, which the body reads, has what was decided."""
    participant = item.participant
    body = participant.body.code if action == "item.decided" else ""
    chain = chain_of(round_code=participant.round.code, body=body)
    said = {"sitting": item.sitting.number, "item": item.number, "body": participant.body.code, **(detail or {})}
    record(chain=chain, action=action, by=by, now=now, subject=item.indicator, reason=reason, detail=said, rows=rows)
