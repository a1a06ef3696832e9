"""An approved result is published as an edition; a correction is another edition, and a recall takes the last one back.

recomputed(edition) == edition.result.document
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import explain
from khoabang.scoring.frozen_inputs import canonical, digest, document_of, scored_from
from khoabang.scoring.result.diff import ResultChange, diff_results
from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import own_bodies, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import set_of_version
from khoabang.web.assessments.models import Approval
from khoabang.web.council.approval import previous_of, previous_text_of
from khoabang.web.plain import plain
from khoabang.web.publishing.changes import Changed, applied, planned
from khoabang.web.publishing.papers import Told, papers_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import CriteriaSetVersion, Edition, EditionFile, PlannedChange, Recall, Round, Stage
from khoabang.web.rounds.services import result_kept

PUBLISHES = (Role.LEAD,)
"""Who publishes what was approved."""
CHANGES = (Role.APPROVING,)
"""Who changes what was published: whoever approves."""
EMBARGO_AT_MOST = timedelta(days=366)
_REASON_AT_MOST = 5_000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an edition would hold: its inputs and its result document as they would be kept, and what it would move."""

    inputs: str
    document: str
    explanations: dict[str, Json]
    changed: Sequence[Changed] = ()
    moved: list[ResultChange] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """What is changed, as one hash: whoever publishes another correction than was shown is refused."""
        return digest(json.dumps([each.as_json() for each in self.changed], ensure_ascii=False))


def last_edition(round_: Round) -> Edition | None:
    """The last edition of a round, whether the public sees it yet or not."""
    editions = Edition.objects.select_related("result", "recall", "by").filter(result__round=round_)
    return editions.order_by("-result__edition").first()


def state_words(edition: Edition, now: datetime) -> StrOrPromise:
    """Where an edition stands, in words."""
    if hasattr(edition, "recall"):
        return _("Đã thu hồi")
    if hasattr(edition, "corrected_by"):
        return _("Đã được đính chính")
    return _("Đang công bố") if edition.public_from <= now else _("Chờ đến thời điểm công bố")


def correction_foreseen(edition: Edition, decision: Decision | None = None) -> Foreseen:
    """What a correction would hold, with whose figures, rank and class it moves, by the changes that are planned."""
    round_ = edition.result.round
    changed = planned(round_, json.loads(edition.inputs))
    found = _foreseen(round_, applied(json.loads(edition.inputs), changed), decision)
    moved = diff_results(json.loads(edition.result.document), json.loads(found.document))
    return Foreseen(found.inputs, found.document, found.explanations, changed, moved)


def published(round_code: str, decision: Decision, *, by: Person, public_from: datetime | None = None) -> Edition:
    """Publish an approved result.

    Args:
        round_code: the round.
        decision: the document that announces the result.
        by: who publishes; of the lead department.
        public_from: the end of the embargo; at once when left out.

    Raises:
        NotYourRole: it is not this person's to do.
        FieldsRefused: the decision is not cited in full, or the embargo cannot be.
        Refused: nothing is approved, or it is published already.
    """
    with transaction.atomic():
        round_, now = _locked(round_code, by, PUBLISHES)
        if last_edition(round_) is not None:
            raise Refused(_("Kết quả của đợt này đã được công bố. Muốn sửa, hãy lập bản đính chính."))
        cited = _cited(decision, _embargo(public_from, now))
        found = _foreseen(round_, json.loads(Approval.objects.get(round=round_).answers), cited)
        return _kept(round_, found, cited, by=by, now=now, public_from=public_from or now)


def corrected(round_code: str, decision: Decision, *, by: Person, seen: str, reason: str) -> Edition:
    """Publish the correction that is planned for a round, as the next edition.

    Raises:
        NotYourRole: it is not this person's to do.
        FieldsRefused: the decision is not cited in full, or there is no reason.
        Refused: nothing is published or planned, the person belongs to a body that is corrected, or it is not what was shown.
    """
    with transaction.atomic():
        round_, now = _locked(round_code, by, CHANGES)
        edition = last_edition(round_)
        if edition is None:
            raise Refused(_("Đợt này chưa công bố kết quả nào nên chưa có gì để đính chính."))
        why = _reason(reason)
        cited = _cited(decision, {} if why else {"reason": _("Nêu lý do đính chính; lý do được công bố cùng kết quả.")})
        found = correction_foreseen(edition, cited)
        if not found.changed:
            raise Refused(_("Bản đính chính chưa có chỉ tiêu nào. Hãy thêm chỉ tiêu cần sửa."))
        _refuse_own(round_, by, [each.body for each in found.changed], now)
        if found.seen != seen:
            raise Refused(_("Bản đính chính đã thay đổi sau khi bạn mở trang. Hãy xem lại rồi công bố."))
        made = _kept(
            round_, found, cited, by=by, now=now, public_from=max(now, edition.public_from), corrects=edition, reason=why
        )
        PlannedChange.objects.filter(round=round_).delete()
        return made


def recalled(round_code: str, number: int, decision: Decision, *, by: Person, reason: str) -> Recall:
    """Take back the last edition of a round: a notice stands where it stood.

    Raises:
        NotYourRole: it is not this person's to do.
        FieldsRefused: the decision is not cited in full, or there is no reason.
        Refused: it is not the last edition, or was recalled already.
    """
    with transaction.atomic():
        round_, now = _locked(round_code, by, CHANGES)
        edition = last_edition(round_)
        if edition is None or edition.number != number:
            raise Refused(_("Chỉ thu hồi được bản công bố mới nhất. Hãy mở lại trang để xem bản đang công bố."))
        if hasattr(edition, "recall"):
            raise Refused(_("Bản này đã được thu hồi."))
        why = _reason(reason)
        cited = _cited(decision, {} if why else {"reason": _("Nêu lý do thu hồi; lý do được công bố tại địa chỉ của kết quả.")})
        recall = Recall.objects.create(edition=edition, decision=cited.text(), reason=why, at=now, by=by)
        record(
            chain=chain_of(round_code=round_.code), action="result.recalled", by=by, now=now, subject=str(number), reason=why,
            detail={"decision": cited.cited()}, rows=[recall],
        )  # fmt: skip
        return recall


def recomputed(edition: Edition) -> str:
    """The result document computed anew from an edition's inputs and set, as it is kept."""
    round_ = edition.result.round
    return _foreseen(round_, json.loads(edition.inputs), None, edition.result.set_version).document


def _locked(round_code: str, by: Person, roles: Sequence[Role]) -> tuple[Round, datetime]:
    held = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority", "set_version")
    round_ = held.get(code=round_code)
    now = clock.now()
    refuse_without_role(by, roles, round_.authority, round_, now)
    if round_.stage != Stage.APPROVED:
        words = _("Đợt đánh giá đang ở bước «%(stage)s»; kết quả được công bố sau khi phê duyệt.")
        raise Refused(words % {"stage": Stage(round_.stage).label})
    return round_, now


def _foreseen(round_: Round, inputs: Json, decision: Decision | None, version: CriteriaSetVersion | None = None) -> Foreseen:
    """Compute what an edition holds; without a decision the inputs' own stands."""
    used = version or round_.set_version
    if used is None:
        raise ValueError(f"{round_.code} has no criteria set")
    if decision is not None:
        cited = {key: text for key, text in decision.cited().items() if text}
        if cited:
            inputs = {**inputs, "round": {**inputs["round"], "decision": cited}}
    scored = scored_from(inputs, set_of_version(used))
    document = document_of(inputs, scored, previous_of(round_, inputs))
    codes = [row["code"] for group in document["groups"] for row in group["bodies"]]
    told = {code: found for code in codes if (found := explain(scored, code)) is not None}
    return Foreseen(canonical(inputs), json.dumps(document, ensure_ascii=False, separators=(",", ":")), told)


def _kept(
    round_: Round,
    found: Foreseen,
    decision: Decision,
    *,
    by: Person,
    now: datetime,
    public_from: datetime,
    corrects: Edition | None = None,
    reason: str = "",
) -> Edition:
    version = round_.set_version
    if version is None:
        raise ValueError(f"{round_.code} has no criteria set")
    bodies = {each.body.code: each.body for each in round_.participants.select_related("body")}
    result = result_kept(round_, version, json.loads(found.document), found.explanations, bodies)
    edition = Edition.objects.create(
        result=result,
        corrects=corrects,
        inputs=found.inputs,
        inputs_sha256=digest(found.inputs),
        document_sha256=digest(found.document),
        decision=decision.text(),
        reason=reason,
        changes=json.dumps([each.as_json() for each in found.changed], ensure_ascii=False),
        public_from=public_from,
        at=now,
        by=by,
    )
    told = Told(found.inputs, found.document, previous_text_of(round_, json.loads(found.inputs)), found.explanations)
    drafted_since = corrects.at if corrects else None
    files = [
        EditionFile.objects.create(
            edition=edition,
            kind=paper.kind,
            name=paper.name,
            media_type=paper.media_type,
            size=len(paper.content),
            sha256=hashlib.sha256(paper.content).hexdigest(),
            content=paper.content,
            at=now,
            by=by,
        )
        for paper in papers_of(round_, version, told, decision, result.edition, drafted_since)
    ]
    if not round_.public:
        round_.public = True
        round_.save(update_fields=["public"])
    record(
        chain=chain_of(round_code=round_.code), action="result.corrected" if corrects else "result.published", by=by, now=now,
        subject=str(result.edition), reason=reason,
        detail={
            "decision": decision.cited(), "inputs": edition.inputs_sha256, "document": edition.document_sha256,
            "public_from": public_from.isoformat(), "changes": json.loads(edition.changes),
        },
        rows=[edition, *files],
    )  # fmt: skip
    return edition


def _cited(decision: Decision, also: dict[str, StrOrPromise]) -> Decision:
    cited = decision.cleaned()
    wrong = {**{f"decision_{part}": words for part, words in cited.wrong().items()}, **also}
    if wrong:
        raise FieldsRefused(wrong)
    return cited


def _embargo(public_from: datetime | None, now: datetime) -> dict[str, StrOrPromise]:
    if public_from is None or now <= public_from <= now + EMBARGO_AT_MOST:
        return {}
    return {"public_from": _("Thời điểm công bố phải từ bây giờ trở đi và trong vòng một năm; để trống nếu công bố ngay.")}


def _reason(reason: str) -> str:
    words = plain(reason).strip()
    if len(words) > _REASON_AT_MOST:
        raise FieldsRefused({"reason": _("Lý do quá dài: nhiều nhất 5.000 ký tự.")})
    return words


def _refuse_own(round_: Round, by: Person, bodies: Sequence[str], now: datetime) -> None:
    own = {body for _person, body in own_bodies([by.pk], round_.year, now)}
    if round_.participants.filter(body__in=own, body__code__in=bodies).exists():
        words = _("Bạn thuộc một cơ quan được đính chính nên không công bố bản đính chính này. Hãy để người khác công bố.")
        raise Refused(words, status=403)
