"""Writes that move a self-assessment along the table of its lifecycle: hand in, hand back, recall, sign and send, take back."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import OF_A_BODY, Person, Role
from khoabang.web.accounts.selectors import people_with
from khoabang.web.activity.services import record
from khoabang.web.assessments.attachments import attached_to
from khoabang.web.assessments.current import indicators_of
from khoabang.web.assessments.entered import words_read
from khoabang.web.assessments.errors import ContentChanged, HasErrors, NotConfirmed, NotInThisState, NotYours, ReasonNeeded
from khoabang.web.assessments.lifecycle import SUBMISSION
from khoabang.web.assessments.locking import Held, hold, not_yours
from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Withdrawal
from khoabang.web.assessments.precheck import precheck
from khoabang.web.lifecycle import Transition
from khoabang.web.notices.services import tell
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Participant

ACTIONS = {
    "hand_in": "submission.handed_in",
    "hand_back": "submission.handed_back",
    "recall": "submission.recalled",
    "send": "claim.sent",
    "take_back": "claim.taken_back",
}
TOLD = {
    "hand_in": _("Có bản tự đánh giá chờ duyệt: {body}"),
    "hand_back": _("Bản tự đánh giá được trả lại để sửa: {body}"),
    "send": _("Đã gửi bản tự đánh giá: {body}"),
    "take_back": _("Đã rút lại bản tự đánh giá: {body}"),
}

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signature:
    """What the approver saw and confirmed: the fingerprint of the content on the page, and whether the warnings were confirmed."""

    seen: str
    warnings_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One step asked for: its code in the table, by whom, why, and with which signature."""

    code: str
    by: Person
    reason: str = ""
    signature: Signature = field(default_factory=lambda: Signature(""))
    address: str = ""  # the page that who is told is sent to


@transaction.atomic
def move(participant: int, step: Move) -> Claim | None:
    """Carry out a step of the table; give the claim that was sent or taken back, None for a step within the body.

    Raises:
        NotYours: the step is another role's, or another body's.
        NotInThisState: no such step starts from where the self-assessment stands.
        OutOfStage, Late: the round takes no self-assessment, or no longer.
        ReasonNeeded: the table asks for a reason.
        HasErrors, NotConfirmed, ContentChanged: it cannot be sent as it is.
    """
    held = hold(participant, step.by)
    transition = SUBMISSION.find(step.code, held.participant.state)
    if transition is None:
        if not any(held.roles.intersection(each.roles) for each in SUBMISSION if each.code == step.code):
            raise NotYours(not_yours(OF_A_BODY))
        raise NotInThisState(held.participant.state)
    if held.roles.isdisjoint(transition.roles):
        raise NotYours(not_yours([role for role in transition.roles if role in OF_A_BODY]))
    reason = words_read(step.reason, "reason")
    if transition.needs_reason and not reason:
        raise ReasonNeeded
    for condition in transition.conditions:
        CONDITIONS[condition](held, step)
    claim, detail, rows = _carried_out(held, step, reason)
    Participant.objects.filter(pk=participant).update(state=transition.target)
    record(chain=held.chain, action=ACTIONS[step.code], by=step.by, now=held.now, reason=reason, detail=detail, rows=rows)
    _tell(held, transition, step, reason)
    return claim


def _open(held: Held, _step: Move) -> None:
    held.open()


def _no_errors(held: Held, step: Move) -> None:
    if step.signature.seen != digest(items_of(held.participant)):
        raise ContentChanged
    found = precheck(held.participant)
    if found.errors:
        raise HasErrors(len(found.errors))
    if found.warnings and not step.signature.warnings_confirmed:
        raise NotConfirmed


CONDITIONS: Mapping[str, Callable[[Held, Move], None]] = {"assessment_open": _open, "no_errors": _no_errors}


def _carried_out(held: Held, step: Move, reason: str) -> tuple[Claim | None, dict[str, object], list[Model]]:
    if step.code == "send":
        claim = claim_written(held.participant, by=step.by, now=held.now)
        return claim, {"number": claim.number, "sha256": claim.sha256}, [claim]
    if step.code == "take_back":
        claim = Claim.objects.filter(participant=held.participant).latest("number")
        withdrawal = Withdrawal.objects.create(claim=claim, at=held.now, by=step.by, reason=reason)
        return claim, {"number": claim.number}, [withdrawal]
    return None, {}, []


def claim_written(participant: Participant, *, by: Person, now: datetime, signed: bool = True) -> Claim:
    """Write a claim of what the drafts hold now, with an item for each indicator that the body is asked for.

    The participant's row must be locked; `signed` is false where a draft is taken over because nothing was sent.
    """
    items = items_of(participant)
    number = (Claim.objects.filter(participant=participant).aggregate(last=Max("number"))["last"] or 0) + 1
    claim = Claim.objects.create(participant=participant, number=number, at=now, by=by, signed=signed, sha256=digest(items))
    ClaimItem.objects.bulk_create(
        ClaimItem(
            claim=claim,
            indicator=item["indicator"],
            values=_json(item["values"]),
            not_applicable=item["not_applicable"],
            reason=item["reason"],
            note=item["note"],
            evidence=_json(item["evidence"]),
        )
        for item in items
    )
    return claim


def items_of(participant: Participant) -> list[Item]:
    """What would be sent now: an item for each indicator that the body enters itself, in reading order."""
    drafts = {draft.indicator: draft for draft in Draft.objects.filter(participant=participant)}
    attached = attached_to(participant)
    items = []
    for asked in indicators_of(participant):
        if asked.supplier != "body":
            continue
        draft = drafts.get(asked.code, Draft())
        items.append(
            {
                "indicator": asked.code,
                "values": {} if draft.not_applicable else json.loads(draft.values),
                "not_applicable": draft.not_applicable,
                "reason": draft.reason,
                "note": draft.note,
                "evidence": [each.named for each in attached.get(asked.code, ())],
            }
        )
    return items


def digest(items: Iterable[Item]) -> str:
    """The fingerprint of a self-assessment: SHA-256 of the canonical JSON of its items in reading order."""
    return hashlib.sha256(_json(list(items)).encode()).hexdigest()


def digest_of(claim: Claim) -> str:
    """The fingerprint of a claim computed again from the items kept: it equals the one that its receipt prints."""
    return digest(
        {
            "indicator": item.indicator,
            "values": json.loads(item.values),
            "not_applicable": item.not_applicable,
            "reason": item.reason,
            "note": item.note,
            "evidence": json.loads(item.evidence),
        }
        for item in claim.items.order_by("pk")
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tell(held: Held, transition: Transition, step: Move, reason: str) -> None:
    if step.code not in TOLD or not transition.told:
        return
    participant = held.participant
    authority = Authority(pk=participant.round.authority_id)
    people = people_with([Role(role) for role in transition.told], authority, participant.round, participant.body, held.now)
    title = format_lazy(TOLD[step.code], body=participant.name)
    others = [each for each in people if each.pk != step.by.pk]
    tell(others, title, reason, address=step.address, now=held.now, round_=participant.round)
