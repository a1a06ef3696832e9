"""What may be put right of a round's bodies while they assess themselves: one that was forgotten, an attribute that was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person, Role
from khoabang.web.accounts.selectors import people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import AskedIndicator, criteria_set_of, indicators_of, standing_claims
from khoabang.web.assessments.models import Claim, Draft, Withdrawal
from khoabang.web.conduct.participants import bodies_not_in, refuse_own_body, refuse_unless_in, row_of, save_rows
from khoabang.web.conduct.telling import address_of
from khoabang.web.notices.services import tell
from khoabang.web.plain import plain
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Participant, Round, Stage, Standing, State

MAY_CORRECT: Final = (Stage.ASSESSMENT,)
_LINEAGE: Final = ("parent", "predecessors")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction does to a body: its groups, the indicators that it is asked for from now on or no longer."""

    participant: Participant
    joins: bool
    group_before: str
    group: str
    appear: list[AskedIndicator]
    vanish: list[AskedIndicator]
    entered: frozenset[str]  # codes of those no longer asked for which something was entered: it is kept, and counts for nothing
    is_returned: bool  # it had been handed in or sent, and goes back to be completed


def correction_foreseen(round_code: str, body_code: str, row: Mapping[str, str], *, by: Person, reason: str) -> Correction:
    """Say what `body_corrected` would do: it is done and taken back, so the two never differ."""
    with transaction.atomic():
        found = body_corrected(round_code, body_code, row, by=by, reason=reason)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def body_corrected(round_code: str, body_code: str, row: Mapping[str, str], *, by: Person, reason: str) -> Correction:
    """Add a body to a round whose bodies assess themselves, or set its attributes and lineage right. The body is told.

    Where it is asked for other indicators than before, what it handed in or sent goes back to it.

    Args:
        round_code: the round.
        body_code: a body of the register, in the round or not yet.
        row: attributes as typed, `parent`, `predecessors`; what is left out stays.
        by: who does it.
        reason: why; everybody in the round can read it.

    Raises:
        OutOfStage: the round's bodies do not assess themselves now.
        RowsRefused: a cell cannot be read.
        FieldsRefused: there is no reason, nothing is changed, no group claims the body, or it has no time to complete what it sent.
        Refused: `by` does not run the round, or it is the own body.
    """
    return _corrected(round_code, body_code, row, by=by, reason=plain(reason).strip())


def _corrected(round_code: str, body_code: str, row: Mapping[str, str], *, by: Person, reason: str) -> Correction:
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    list(round_.participants.select_for_update().order_by("pk").values_list("pk"))
    now = clock.now()
    refuse_without_role(by, RUNS, round_.authority, round_, now)
    refuse_unless_in(round_, *MAY_CORRECT)
    before = _in_round(round_, body_code)
    if before is None:
        there = {body.code for body, _name in bodies_not_in(round_, now.astimezone(clock.VIETNAM).date())}
        if body_code not in there:
            raise FieldsRefused({"code": _("Sổ cơ quan không có cơ quan nào mang mã này đang hoạt động.")})
    else:
        refuse_own_body(by, before, now)
    asked = [attribute.code for attribute in criteria_set_of(round_).attributes]
    wanted = {key: " ".join(plain(text).split()) for key, text in row.items() if key in (*asked, *_LINEAGE)}
    was, had = (row_of(before), indicators_of(before)) if before else ({}, [])
    save_rows(round_, [{"code": body_code, **wanted}], by=by, now=now)
    after = _in_round(round_, body_code)
    assert after is not None  # noqa: S101 - it was saved in this transaction
    refuse_own_body(by, after, now)
    is_ = row_of(after)
    changed = {key: [was.get(key, ""), is_.get(key, "")] for key in (*asked, *_LINEAGE) if was.get(key, "") != is_.get(key, "")}
    wrong: dict[str, StrOrPromise] = {}
    if before and not changed:
        wrong[asked[0] if asked else "parent"] = _("Chưa có gì thay đổi.")
    elif after.group is None and after.standing != Standing.EXEMPT:
        wrong[asked[0] if asked else "parent"] = _("Với các thuộc tính này, chưa xác định được khối của cơ quan. Hãy nhập đủ.")
    if not reason:
        wrong["reason"] = _("Nêu lý do để các cơ quan trong đợt cùng biết.")
    if wrong:
        raise FieldsRefused(wrong)
    found = _compared(before, after, had)
    if found.is_returned:
        _returned(after, by, now, reason)
    record(
        chain=chain_of(round_code=round_.code, body=body_code), by=by, now=now, reason=reason,
        action="participant.corrected" if before else "participant.joined", detail={"changed": changed, "returned": found.is_returned},
    )  # fmt: skip
    _tell(round_, found, now, reason)
    return found


def _in_round(round_: Round, body_code: str) -> Participant | None:
    return round_.participants.select_related("body", "group", "round").filter(body__code=body_code).first()


def _compared(before: Participant | None, after: Participant, had: list[AskedIndicator]) -> Correction:
    has = indicators_of(after)
    known = {each.code for each in had}
    kept = {each.code for each in has}
    appear = [each for each in has if each.code not in known]
    vanish = [each for each in had if each.code not in kept]
    drafts = Draft.objects.filter(participant=after, indicator__in=[each.code for each in vanish])
    return Correction(
        after, before is None, before.group.name if before and before.group else "", after.group.name if after.group else "",
        appear, vanish, frozenset(drafts.values_list("indicator", flat=True)),
        is_returned=bool(appear or vanish) and after.state != State.DRAFTING,
    )  # fmt: skip


def _returned(participant: Participant, by: Person, now: datetime, reason: str) -> None:
    """Give back what was handed in or sent, for it answers to other questions than are asked now."""
    if participant.due is not None and clock.is_over(participant.due, now):
        words = _(
            "Sửa như vậy thì cơ quan phải bổ sung bản đã gửi, nhưng hạn của cơ quan đã hết ngày %(day)s. Hãy gia hạn cho cơ quan trước."
        )
        raise FieldsRefused({"reason": words % {"day": f"{participant.due:%d/%m/%Y}"}})
    for claim in Claim.objects.filter(pk__in=standing_claims([participant.pk])):
        Withdrawal.objects.create(claim=claim, at=now, by=by, reason=reason)
    participant.state = State.DRAFTING
    participant.save(update_fields=["state"])


def _tell(round_: Round, found: Correction, now: datetime, reason: str) -> None:
    participant = found.participant
    people = people_with([Role.PREPARER, Role.APPROVER], round_.authority, round_, body=participant.body, now=now)
    title: StrOrPromise = (
        format_lazy(_("{name} được bổ sung vào đợt «{title}»"), name=participant.name, title=round_.title)
        if found.joins
        else format_lazy(_("Sửa thuộc tính của {name} trong đợt đánh giá"), name=participant.name)
    )
    parts: list[StrOrPromise] = [format_lazy(_("Lý do: {reason}"), reason=reason)]
    for words, indicators in ((_("Thêm chỉ tiêu: {codes}."), found.appear), (_("Không còn chỉ tiêu: {codes}."), found.vanish)):
        if indicators and not found.joins:
            parts.append(format_lazy(words, codes=", ".join(each.code for each in indicators)))
    if found.is_returned:
        parts.append(_("Bản đã trình hoặc đã gửi được trả lại để bổ sung; hãy gửi lại trong hạn."))
    tell(
        people, title, format_lazy("\n".join("{}" for _part in parts), *parts), address=address_of(round_), now=now, round_=round_
    )
