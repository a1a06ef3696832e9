"""Approval: what the council left standing is frozen with its hashes, and the round's result is the document computed from it.

recomputed(approval) == approval.document
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import CriteriaSet, to_text
from khoabang.scoring.frozen_inputs import FORMAT, KIND, canonical, digest, document_of, scored_from
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import own_bodies
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import answers_of, criteria_set_of, participants_of, set_of_version
from khoabang.web.assessments.models import Approval
from khoabang.web.conduct.transitions import move
from khoabang.web.council.models import Sitting, SittingState
from khoabang.web.council.selectors import open_sittings, waiting_for_council
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Result, Round, RoundKind, Stage

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an approval freezes: the inputs, the set they are computed by, and the result document."""

    answers: str
    answers_sha256: str
    set_sha256: str
    document: str
    document_sha256: str


def lacking_for_approval(round_: Round, now: datetime | None = None) -> list[StrOrPromise]:
    """What the council has still to do before its round can be approved; nothing where it is done."""
    lacking: list[StrOrPromise] = []
    if left := len(waiting_for_council(round_)):
        lacking.append(_("Hội đồng còn %(left)d nội dung chưa quyết định.") % {"left": left})
    if left := open_sittings(round_):
        lacking.append(_("Còn %(left)d phiên của hội đồng chưa kết thúc.") % {"left": left})
    closed = Sitting.objects.filter(round=round_, state=SittingState.CLOSED)
    if not closed.exists():
        lacking.append(_("Hội đồng chưa có phiên nào kết thúc."))
    if left := closed.filter(confirmation__isnull=True).count():
        lacking.append(_("Còn %(left)d biên bản chưa được người chủ trì xác nhận.") % {"left": left})
    return lacking


def to_freeze(round_: Round) -> Frozen:
    """What would be frozen now."""
    criteria_set = criteria_set_of(round_)
    answers = canonical(_inputs(round_, criteria_set))
    document = _document(json.loads(answers), criteria_set, _previous(round_))
    return Frozen(answers, digest(answers), criteria_set.sha256, document, digest(document))


def round_approved(round_: Round, *, by: Person, seen: str, reason: str = "") -> Approval:
    """Approve a round's result, as it was shown.

    Args:
        round_: the round.
        by: who approves; nobody who belongs to one of its bodies.
        seen: the hash of the result document that was on the page.
        reason: what else is to be noted.

    Raises:
        Refused: the council is not done, it is approved already, or the result is not the one that was shown.
    """
    with transaction.atomic():
        held = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
        if held.stage == Stage.APPROVED:
            raise Refused(_("Kết quả của đợt này đã được phê duyệt."))
        move(held.code, "approve", by=by, reason=reason)
        approval = Approval.objects.get(round=held)
        if approval.document_sha256 != seen:
            raise Refused(_("Kết quả đã thay đổi sau khi bạn mở trang. Hãy xem lại rồi phê duyệt."))
    return approval


def frozen_on_approval(round_: Round, by: Person, now: datetime, reason: str) -> None:
    """Freeze inputs and result in the transaction that moves the round to approved.

    Raises:
        Refused: the person belongs to one of its bodies.
    """
    own = {body for _person, body in own_bodies([by.pk], round_.year, now)}
    if round_.participants.filter(body__in=own).exists():
        words = _("Bạn thuộc một cơ quan được đánh giá trong đợt này nên không phê duyệt kết quả. Hãy để người khác phê duyệt.")
        raise Refused(words, status=403)
    frozen = to_freeze(round_)
    approval = Approval.objects.create(
        round=round_,
        answers=frozen.answers,
        answers_sha256=frozen.answers_sha256,
        set_sha256=frozen.set_sha256,
        document=frozen.document,
        document_sha256=frozen.document_sha256,
        at=now,
        by=by,
    )
    detail = {"answers": frozen.answers_sha256, "set": frozen.set_sha256, "document": frozen.document_sha256}
    chain = chain_of(round_code=round_.code)
    record(chain=chain, action="result.approved", by=by, now=now, reason=reason, detail=detail, rows=[approval])


def recomputed(approval: Approval) -> str:
    """The result document computed anew from what was frozen: inputs, set, and the result of the round before that they name."""
    version = approval.round.set_version
    if version is None:
        raise ValueError(f"{approval.round.code} has no criteria set")
    inputs = json.loads(approval.answers)
    return _document(inputs, set_of_version(version), previous_of(approval.round, inputs))


def _inputs(round_: Round, criteria_set: CriteriaSet) -> Json:
    """Everything that the result is computed from, as data."""
    participants = participants_of(round_)
    answers = answers_of(round_, "current", participants)
    previous = next(_previous_texts(round_), None)
    evaluation = {
        "format": FORMAT,
        "id": round_.code,
        "title": round_.title,
        "lang": criteria_set.lang,
        "kind": "demonstration" if round_.kind == RoundKind.DEMONSTRATION else "computed",
        "completeness": "complete",
        "year": round_.year,
        "authority": {"code": round_.authority.code, "name": round_.authority.name},
        "set": criteria_set.id,
    }
    return {
        "format": FORMAT,
        "kind": KIND,
        "round": evaluation,
        "set": {"id": criteria_set.id, "version": criteria_set.version, "sha256": criteria_set.sha256},
        "previous": None if previous is None else {"round": _previous_code(round_), "sha256": digest(previous)},
        "lang": answers.lang,
        "bodies": [
            {
                "code": each.body.code,
                "name": each.name,
                "attributes": json.loads(each.attributes),
                "status": each.standing,
                "parent": each.parent,
                "predecessors": json.loads(each.predecessors),
                "note": each.note,
            }
            for each in participants
        ],
        "answers": answers.typed,
        "notes": {code: notes for code, notes in answers.notes.items() if notes},
    }


def _document(inputs: Json, criteria_set: CriteriaSet, previous: Json | None) -> str:
    return to_text(document_of(inputs, scored_from(inputs, criteria_set), previous))


def previous_of(round_: Round, inputs: Mapping[str, Any]) -> Json | None:
    """The result of the round before that frozen inputs name; None where they name none.

    Raises:
        StopIteration: it is not here.
    """
    text = previous_text_of(round_, inputs)
    found: Json | None = None if text is None else json.loads(text)
    return found


def previous_text_of(round_: Round, inputs: Mapping[str, Any]) -> str | None:
    """The same as the very text whose hash the inputs name."""
    named = inputs["previous"]
    return None if named is None else next(text for text in _previous_texts(round_) if digest(text) == named["sha256"])


def _previous_texts(round_: Round) -> Iterator[str]:
    """The result documents of the round before: as published, the last edition first, then as approved here."""
    if round_.previous_id is not None:
        yield from Result.objects.filter(round=round_.previous_id).order_by("-edition").values_list("document", flat=True)
        yield from Approval.objects.filter(round=round_.previous_id).values_list("document", flat=True)


def _previous(round_: Round) -> Json | None:
    text = next(_previous_texts(round_), None)
    return json.loads(text) if text is not None else None


def _previous_code(round_: Round) -> str:
    return round_.previous.code if round_.previous else ""
