"""Writes of sittings: planning, changing, beginning, attendance, closing, cancelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person, Role
from khoabang.web.accounts.selectors import people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.entered import words_read
from khoabang.web.council import counting
from khoabang.web.council.lifecycle import SITTING
from khoabang.web.council.models import (
    Attendance,
    ItemState,
    MajorityOf,
    Seat,
    SeatKind,
    Sitting,
    SittingKind,
    SittingState,
)
from khoabang.web.council.selectors import members_of, present_seats
from khoabang.web.lifecycle import Transition
from khoabang.web.notices.services import tell
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Round, Stage

MOST_ABSENCE = 500  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """What is stated of a sitting before it begins: when, where, who leads, and the rules it follows."""

    kind: str
    day: date
    leader: Person
    hour: str = ""
    place: str = ""
    secretary: str = ""
    secret: bool = False
    quorum: str = "2/3"
    quorum_reference: str = ""
    majority: str = "1/2"
    majority_of: str = MajorityOf.VOTING
    majority_reference: str = ""


def sitting_planned(round_: Round, plan: Plan, *, by: Person) -> Sitting:
    """Plan a sitting of the round's council.

    Raises:
        NotYourRole: it is not the lead department.
        Refused: the round is not with its council, or the plan cannot be carried out.
    """
    with transaction.atomic():
        held = _round_at_council(round_, by)
        now = clock.now()
        _check(plan, held, now)
        last = held.sittings.aggregate(last=Max("number"))["last"] or 0
        sitting = Sitting.objects.create(round=held, number=last + 1, created_at=now, created_by=by, **_columns(plan))
        _log(sitting, "sitting.planned", by, now, detail=_told(plan))
    return sitting


def sitting_changed(sitting: Sitting, plan: Plan, *, by: Person) -> Sitting:
    """Change a sitting that has not begun.

    Raises:
        Refused: it has begun, or the plan cannot be carried out.
    """
    with transaction.atomic():
        round_ = _round_at_council(sitting.round, by)
        held = sitting_held(sitting, SittingState.PLANNED)
        now = clock.now()
        _check(plan, round_, now)
        for name, value in _columns(plan).items():
            setattr(held, name, value)
        held.save()
        _log(held, "sitting.changed", by, now, detail=_told(plan))
    return held


def sitting_moved(sitting: Sitting, code: str, *, by: Person, reason: str = "") -> Sitting:
    """Carry out a transition of a sitting's lifecycle.

    Raises:
        Refused: the table has no such way from where the sitting stands, or a condition is not met.
    """
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=sitting.round_id)
        held = Sitting.objects.select_for_update().get(pk=sitting.pk)
        now = clock.now()
        way = SITTING.find(code, held.state)
        if way is None:
            raise Refused(
                _("Phiên đang ở trạng thái «%(state)s», nên việc này không được nhận.") % {"state": held.get_state_display()}
            )
        refuse_without_role(by, way.roles, round_.authority, round_, now)
        reason = words_read(reason, "reason")
        if way.needs_reason and not reason:
            raise Refused(_("Hãy ghi lý do."), field="reason", status=422)
        held.round = round_
        for condition in way.conditions:
            refused = CONDITIONS[condition](held, by, now)
            if refused is not None:
                raise Refused(refused)
        held.state, rows = way.target, list[Model]()
        if code == "begin":
            held.begun_at = now
            rows = _seats_taken(held, now)
        elif code == "close":
            held.closed_at = now
        held.save(update_fields=["state", "begun_at", "closed_at"])
        if code == "cancel":
            _left_over(held, by, now, reason)
        _log(held, _ACTIONS[code], by, now, reason=reason, rows=rows)
        _tell(held, way, by, now)
    return held


def attendance_taken(
    sitting: Sitting, present: Mapping[int, bool], *, by: Person, reasons: Mapping[int, str] | None = None
) -> None:
    """Note who is there, by the key of the seat. A member may note their own presence, who leads or prepares that of all.

    Raises:
        Refused: the meeting is not in session, or it is not this person's to note.
    """
    with transaction.atomic():
        held = sitting_held(sitting, SittingState.IN_SESSION)
        now = clock.now()
        if not held.is_meeting:
            raise Refused(_("Lấy ý kiến bằng văn bản không có điểm danh: thành viên đã trả lời được tính là tham gia."))
        seats = {seat.pk: seat for seat in held.seats.all()}
        everybody = leads_or_prepares(held, by, now) is None
        noted, rows = [], list[Model]()
        for key, there in present.items():
            seat = seats.get(key)
            if seat is None or not (everybody or seat.person_id == by.pk):
                raise Refused(_("Bạn chỉ ghi được sự có mặt của mình."), status=403)
            reason = words_read((reasons or {}).get(key, ""), f"absence-{key}")
            if len(reason) > MOST_ABSENCE:
                words = _("Lý do vắng mặt quá dài: nhiều nhất %(most)s ký tự.") % {"most": MOST_ABSENCE}
                raise Refused(words, field=f"absence-{key}", status=422)
            last = seat.attendance.order_by("-pk").first()
            if last is not None and (last.present, last.reason) == (there, reason):
                continue
            reason = "" if there else reason
            rows.append(Attendance.objects.create(seat=seat, present=there, reason=reason, at=now, by=by))
            noted.append({"name": seat.name, "present": there})
        if noted:
            _log(held, "sitting.attendance_taken", by, now, detail={"members": noted}, rows=rows)


def lead_handed(sitting: Sitting, leader: Person, *, by: Person, reason: str) -> Sitting:
    """Let another member lead a sitting that is in session, as where the chair is recused or has to leave.

    Raises:
        Refused: no reason is given, or the person has no seat or is not there.
    """
    with transaction.atomic():
        held = sitting_held(sitting, SittingState.IN_SESSION)
        now = clock.now()
        if (refused := leads_or_prepares(held, by, now)) is not None:
            raise Refused(refused, status=403)
        seat = held.seats.filter(person=leader).first()
        if seat is None:
            raise Refused(_("Người chủ trì phải là thành viên hội đồng."), field="leader", status=422)
        if held.is_meeting and seat.pk not in present_seats(held):
            raise Refused(_("Người chủ trì phải có mặt. Hãy điểm danh trước."), field="leader", status=422)
        if not (reason := words_read(reason, "reason")):
            raise Refused(_("Hãy ghi lý do."), field="reason", status=422)
        held.leader = leader
        held.save(update_fields=["leader"])
        _log(held, "sitting.lead_handed", by, now, reason=reason, detail={"leader": leader.name})
    return held


def remarks_written(sitting: Sitting, remarks: str, *, by: Person) -> None:
    """Write what is said of the whole in the minutes, until they are confirmed.

    Raises:
        Refused: the minutes are confirmed already, or the sitting has not begun.
    """
    with transaction.atomic():
        held = sitting_held(sitting, SittingState.IN_SESSION, SittingState.CLOSED)
        now = clock.now()
        if (refused := leads_or_prepares(held, by, now)) is not None:
            raise Refused(refused, status=403)
        if hasattr(held, "confirmation"):
            raise Refused(_("Biên bản đã được xác nhận nên không sửa được nữa."))
        held.remarks = words_read(remarks, "remarks")
        held.save(update_fields=["remarks"])
        _log(held, "sitting.remarks_written", by, now, detail={"remarks": held.remarks})


def sitting_held(sitting: Sitting, *states: str) -> Sitting:
    """Lock a sitting's row, its round's first, and see that it is in one of these states, and its round with the council.

    Raises:
        Refused: it is not.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=sitting.round_id)
    held = Sitting.objects.select_for_update().get(pk=sitting.pk)
    held.round = round_
    if held.state not in states:
        raise Refused(
            _("Phiên đang ở trạng thái «%(state)s», nên việc này không được nhận.") % {"state": held.get_state_display()}
        )
    if held.round.stage != Stage.COUNCIL:
        raise Refused(
            _("Đợt đánh giá đang ở bước «%(stage)s», không ở bước hội đồng.") % {"stage": held.round.get_stage_display()}
        )
    return held


def _left_over(sitting: Sitting, by: Person, now: datetime, reason: str) -> None:
    """What a sitting that does not take place leaves to another."""
    for item in sitting.items.filter(state=ItemState.OPEN).select_related("participant__body"):
        item.state, item.postponed = ItemState.POSTPONED, reason
        item.save(update_fields=["state", "postponed"])
        said = {"sitting": sitting.number, "item": item.number, "body": item.participant.body.code}
        chain = chain_of(round_code=sitting.round.code)
        record(
            chain=chain, action="item.postponed", by=by, now=now, subject=item.indicator, reason=reason, detail=said, rows=[item]
        )


# Conditions of the table


def leads_or_prepares(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    """Only who leads the sitting, or the lead department that prepares it."""
    if by.pk == sitting.leader_id or by.pk in {
        each.pk for each in people_with(Role.LEAD, sitting.round.authority, sitting.round, now=now)
    }:
        return None
    return _("Việc này dành cho người chủ trì phiên hoặc cơ quan thường trực.")


def _round_is_at_council(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    if sitting.round.stage == Stage.COUNCIL:
        return None
    return _("Đợt đánh giá đang ở bước «%(stage)s», không ở bước hội đồng.") % {"stage": sitting.round.get_stage_display()}


def _members_seated(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    if sitting.kind == SittingKind.WRITTEN and clock.is_over(sitting.day, now):
        return _("Hạn trả lời đã qua. Hãy đặt ngày khác trước khi bắt đầu.")
    members = members_of(sitting.round, now)
    if all(each.person.pk != sitting.leader_id for each in members):
        return _("Người chủ trì không còn là thành viên hội đồng. Hãy chọn người khác.")
    if counting.needed(quorum_of(sitting), len(members)) > len(members):
        return _("Hội đồng nay có %(members)d thành viên, ít hơn số tối thiểu của phiên. Hãy sửa phiên.") % {
            "members": len(members)
        }
    return None


def _written_asks_something(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    if sitting.is_meeting or sitting.items.filter(state=ItemState.OPEN).exists():
        return None
    return _("Chưa có nội dung nào để lấy ý kiến. Hãy đưa nội dung vào chương trình trước.")


def _was_quorate(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    seats = list(sitting.seats.all())
    least = counting.needed(quorum_of(sitting), len(seats))
    there = len(present_seats(sitting))
    if there >= least:
        return None
    return _("Mới có %(there)d thành viên tham gia, cần ít nhất %(least)d. Hãy điểm danh đủ, hoặc hủy phiên.") % {
        "there": there,
        "least": least,
    }


def _items_settled(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    left = sitting.items.filter(state=ItemState.OPEN).count()
    if left == 0:
        return None
    return _("Còn %(left)d nội dung chưa quyết định. Hãy quyết định hoặc chuyển sang phiên khác.") % {"left": left}


def _nothing_decided(sitting: Sitting, by: Person, now: datetime) -> StrOrPromise | None:
    if not sitting.items.filter(state=ItemState.DECIDED).exists():
        return None
    return _("Phiên đã quyết định một số nội dung nên không hủy được. Hãy chuyển phần còn lại sang phiên khác rồi kết thúc.")


CONDITIONS = {
    "round_at_council": _round_is_at_council,
    "leads_or_prepares": leads_or_prepares,
    "members_seated": _members_seated,
    "written_asks_something": _written_asks_something,
    "was_quorate": _was_quorate,
    "items_settled": _items_settled,
    "nothing_decided": _nothing_decided,
}
_ACTIONS = {"begin": "sitting.begun", "close": "sitting.closed", "cancel": "sitting.cancelled"}


def quorum_of(sitting: Sitting) -> Fraction | int:
    """A sitting's quorum, read."""
    return quorum_of_text(sitting.quorum)


def quorum_of_text(typed: str) -> Fraction | int:
    """A quorum as typed, read."""
    return counting.share_or_number(typed) or 1


def majority_of(sitting: Sitting) -> Fraction:
    """The share that a motion must pass, read."""
    return Fraction(counting.share_or_number(sitting.majority) or Fraction(1, 2))


# How


def _round_at_council(round_: Round, by: Person) -> Round:
    """The round's row, locked for the lead department, which prepares sittings."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=round_.pk)
    refuse_without_role(by, RUNS, held.authority, held)
    if held.stage != Stage.COUNCIL:
        raise Refused(_("Đợt đánh giá đang ở bước «%(stage)s», không ở bước hội đồng.") % {"stage": held.get_stage_display()})
    return held


def _check(plan: Plan, round_: Round, now: datetime) -> None:
    if plan.kind not in SittingKind.values or plan.majority_of not in MajorityOf.values:
        raise Refused(_("Hãy chọn một trong các hình thức đã nêu."), field="kind", status=422)
    members = members_of(round_, now)
    if all(plan.leader.pk != each.person.pk for each in members):
        raise Refused(_("Người chủ trì phải là thành viên hội đồng."), field="leader", status=422)
    if counting.share_or_number(plan.quorum) is None:
        words = _("Hãy ghi một phần như 2/3, một tỷ lệ như 60%, hoặc số thành viên.")
        raise Refused(words, field="quorum", status=422)
    if counting.needed(quorum_of_text(plan.quorum), len(members)) > len(members):
        least = _("Hội đồng có %(members)d thành viên, nên số thành viên tối thiểu không thể lớn hơn.") % {
            "members": len(members)
        }
        raise Refused(least, field="quorum", status=422)
    share = counting.share_or_number(plan.majority)
    if not isinstance(share, Fraction) or share >= 1:
        raise Refused(_("Hãy ghi một phần nhỏ hơn 1, như 1/2 hoặc 2/3."), field="majority", status=422)
    if plan.kind == SittingKind.WRITTEN and clock.is_over(plan.day, now):
        raise Refused(_("Ngày cuối trả lời đã qua."), field="day", status=422)


def _columns(plan: Plan) -> dict[str, object]:
    return {each.name: getattr(plan, each.name) for each in fields(plan)}


def _told(plan: Plan) -> dict[str, object]:
    told = {**_columns(plan), "day": plan.day.isoformat(), "leader": plan.leader.name}
    return {key: value for key, value in told.items() if value not in ("", False)}


def _seats_taken(sitting: Sitting, now: datetime) -> list[Model]:
    taken: list[Model] = []
    for member in members_of(sitting.round, now):
        kind = SeatKind.CHAIR if member.role is Role.CHAIR else SeatKind.MEMBER
        taken.append(
            Seat.objects.create(
                sitting=sitting, person=member.person, kind=kind, name=member.person.name, office=member.person.position
            )
        )
    return taken


def _log(
    sitting: Sitting,
    action: str,
    by: Person,
    now: datetime,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[Model] = (),
) -> None:
    chain = chain_of(round_code=sitting.round.code)
    record(chain=chain, action=action, by=by, now=now, subject=str(sitting.number), reason=reason, detail=detail, rows=rows)


def _tell(sitting: Sitting, way: Transition, by: Person, now: datetime) -> None:
    people = [each for each in people_with(way.told, sitting.round.authority, sitting.round, now=now) if each.pk != by.pk]
    titles = {
        "begin": _("Hội đồng bắt đầu làm việc"),
        "close": _("Phiên của hội đồng đã kết thúc, biên bản chờ xác nhận"),
        "cancel": _("Phiên của hội đồng đã hủy"),
    }
    address = f"/lam-viec/dot/{sitting.round.code}/hoi-dong/{sitting.number}/"
    tell(people, titles[way.code], sitting.round.title, address=address, now=now, round_=sitting.round)
