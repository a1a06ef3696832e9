"""The minutes of a sitting: made from the records, confirmed by the one who led it, and kept as they were confirmed."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.assessments.items import criterion_of
from khoabang.web.council.models import Confirmation, Item, Motion, Seat, Sitting, SittingState
from khoabang.web.council.selectors import is_present, last_votes, present_seats
from khoabang.web.council.sittings import sitting_held
from khoabang.web.refusal import Refused

FORMAT = 1
Minutes = dict[str, Any]


def minutes_of(sitting: Sitting) -> Minutes:
    """The minutes: who was there, on what rules, each item with its votes, decision and reason. As confirmed, where they are."""
    confirmed = Confirmation.objects.filter(sitting=sitting).first()
    if confirmed is not None:
        kept: Minutes = json.loads(confirmed.minutes)
        return kept
    return _drawn_up(sitting)


def minutes_confirmed(sitting: Sitting, *, by: Person, seen: str) -> Confirmation:
    """Confirm the minutes of a closed sitting, as they were read.

    Args:
        sitting: the sitting.
        by: who led it.
        seen: the hash of the minutes that were on the page.

    Raises:
        Refused: the sitting is not closed, somebody else led it, they are confirmed already, or not what was read.
    """
    with transaction.atomic():
        held = sitting_held(sitting, SittingState.CLOSED)
        now = clock.now()
        if by.pk != held.leader_id:
            raise Refused(_("Biên bản do người chủ trì phiên xác nhận."), status=403)
        if Confirmation.objects.filter(sitting=held).exists():
            raise Refused(_("Biên bản đã được xác nhận."))
        text = as_text(_drawn_up(held))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if seen != sha256:
            raise Refused(_("Biên bản đã thay đổi sau khi bạn mở trang. Hãy đọc lại rồi xác nhận."))
        confirmation = Confirmation.objects.create(sitting=held, minutes=text, sha256=sha256, at=now, by=by)
        chain = chain_of(round_code=held.round.code)
        detail, subject = {"sha256": sha256}, str(held.number)
        record(chain=chain, action="minutes.confirmed", by=by, now=now, subject=subject, detail=detail, rows=[confirmation])
    return confirmation


def as_text(minutes: Minutes) -> str:
    """Canonical JSON: the same bytes for the same content."""
    return json.dumps(minutes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(minutes: Minutes) -> str:
    """The hash under which minutes are confirmed."""
    return hashlib.sha256(as_text(minutes).encode()).hexdigest()


def _drawn_up(sitting: Sitting) -> Minutes:
    round_ = sitting.round
    seats = list(sitting.seats.prefetch_related("attendance"))
    there = present_seats(sitting)
    leader = next((seat for seat in seats if seat.person_id == sitting.leader_id), None)
    items = sitting.items.select_related("participant__body", "participant__group", "participant__round__set_version")
    return {
        "format": FORMAT,
        "round": {"code": round_.code, "title": round_.title, "year": round_.year, "authority": round_.authority.name},
        "set": criteria_set_of(round_).sha256,
        "sitting": {
            "number": sitting.number,
            "kind": sitting.kind,
            "day": sitting.day.isoformat(),
            "hour": sitting.hour,
            "place": sitting.place,
            "secretary": sitting.secretary,
            "secret": sitting.secret,
            "begun": _time(sitting.begun_at),
            "closed": _time(sitting.closed_at),
            "leader": {"name": leader.name, "office": leader.office} if leader else {"name": sitting.leader.name, "office": ""},
            "remarks": sitting.remarks,
        },
        "rules": {
            "quorum": sitting.quorum,
            "quorum_reference": sitting.quorum_reference,
            "majority": sitting.majority,
            "majority_of": sitting.majority_of,
            "majority_reference": sitting.majority_reference,
        },
        "members": [_member(seat, there) for seat in seats],
        "items": [_item(item, secret=sitting.secret) for item in items.exclude(state="open").order_by("number")],
    }


def _time(at: Any) -> str:
    return at.astimezone(clock.VIETNAM).isoformat(timespec="minutes") if at else ""


def _member(seat: Seat, there: set[int]) -> Minutes:
    last = max(seat.attendance.all(), key=lambda each: each.pk, default=None)
    reason = last.reason if last is not None and not is_present(seat) else ""
    return {"name": seat.name, "office": seat.office, "kind": seat.kind, "present": seat.pk in there, "reason": reason}


def _item(item: Item, *, secret: bool) -> Minutes:
    criterion = criterion_of(item.participant, item.indicator)
    decision = getattr(item, "decision", None)
    votes = last_votes(item)
    return {
        "number": item.number,
        "body": {"code": item.participant.body.code, "name": item.participant.name},
        "indicator": {"code": item.indicator, "name": criterion.name if criterion else ""},
        "origin": item.origin,
        "reason": item.reason,
        "grounds": item.reply.grounds if item.reply else "",
        "verdict": item.ruling.reason if item.ruling else "",
        "discussion": item.discussion,
        "motions": [_motion(motion) for motion in item.motions.order_by("number")],
        "recused": [
            {"name": each.seat.name, "own_body": each.own_body, "reason": each.reason}
            for each in item.recusals.select_related("seat")
        ],
        "votes": []
        if secret
        else [
            {"name": vote.seat.name, "motion": vote.motion.number if vote.motion else None}
            for _seat, vote in sorted(votes.items())
        ],
        "state": item.state,
        "postponed": item.postponed,
        "decision": None
        if decision is None
        else {
            "motion": decision.motion.number,
            "casting": decision.casting,
            "tally": json.loads(decision.tally),
            "reason": decision.reason,
            "ruling": decision.ruling.number,
            "at": _time(decision.at),
        },
    }


def _motion(motion: Motion) -> Minutes:
    values = json.loads(motion.values)
    return {
        "number": motion.number,
        "kind": motion.kind,
        "values": values,
        "not_applicable": motion.not_applicable,
        "reason": motion.reason,
    }
