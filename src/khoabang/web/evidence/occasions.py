"""When, and by whom, something may be attached: one rule for each occasion, asked once the participant's row is locked."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import belongs_to, held_by
from khoabang.web.activity.services import chain_of
from khoabang.web.assessments.current import indicators_of
from khoabang.web.assessments.errors import Late, NotAsked, NotDrafting, NotYours, OutOfStage
from khoabang.web.assessments.locking import Held, hold
from khoabang.web.assessments.models import Outcome, Ruling
from khoabang.web.assessments.remit import remit_of
from khoabang.web.evidence.errors import NotNow
from khoabang.web.evidence.models import Document, Occasion
from khoabang.web.rounds.models import Duty, Participant, Round, Stage, State


def held_for(occasion: Occasion, participant: int, by: Person, indicator: str | None = None) -> Held:
    """Lock a body in a round, and refuse what the occasion does not allow now. Call it first in the writing transaction.

    Args:
        occasion: on which occasion something is written.
        participant: the key of the body in the round.
        by: who writes.
        indicator: the indicator concerned; None where it is the documents as such.

    Raises:
        NotYours, OutOfStage, Late, NotDrafting, NotNow, NotAsked: not by this person, not now, not there.
    """
    held = _held_visiting(participant, by) if occasion is Occasion.VISIT else hold(participant, by)
    if indicator is not None and indicator not in {asked.code for asked in indicators_of(held.participant)}:
        raise NotAsked
    _RULES[occasion](held, indicator, by)
    return held


def held_by_lead(participant: int, by: Person) -> Held:
    """Lock a body in a round for the lead department.

    Raises:
        NotYours: the person does not hold that role here, or belongs to the body.
    """
    held = _locked(participant)
    if Role.LEAD not in _roles(held, by):
        raise NotYours(_("Việc này dành cho cơ quan thường trực."))
    if belongs_to(by, held.participant, held.now):
        raise NotYours(_("Bạn thuộc cơ quan này nên không thẩm định và không quyết định về kết quả của cơ quan mình."))
    return held


def _locked(participant: int) -> Held:
    locked = Participant.objects.select_for_update().get(pk=participant)
    round_ = Round.objects.select_related("authority", "set_version").get(pk=locked.round_id)
    locked.round = round_
    chain = chain_of(round_code=round_.code, body=locked.body.code)
    return Held(locked, round_.stage, clock.now(), frozenset(), chain)


def _roles(held: Held, by: Person) -> set[Role]:
    round_ = held.participant.round
    mine = held_by(by, round_.authority, held.now)
    return {Role(each.role) for each in mine if each.body_id is None and each.round_id in (None, round_.pk)}


def _held_visiting(participant: int, by: Person) -> Held:
    held = _locked(participant)
    if belongs_to(by, held.participant, held.now):
        raise NotYours(_("Bạn thuộc cơ quan này nên không khảo sát, thẩm định cơ quan mình."))
    return held


def _drafting(held: Held, indicator: str | None, by: Person) -> None:
    held.open()
    if held.participant.state != State.DRAFTING:
        raise NotDrafting(held.participant.state)


def _supplementing(held: Held, indicator: str | None, by: Person) -> None:
    if held.stage != Stage.VERIFICATION:
        raise OutOfStage(held.stage)
    last = Ruling.objects.filter(participant=held.participant, indicator=indicator or "").order_by("-number").first()
    if last is None or last.outcome != Outcome.SUPPLEMENT or hasattr(last, "supplement"):
        raise NotNow(_("Không có yêu cầu bổ sung nào đang chờ ở chỉ tiêu này."))
    _in_time(last.due, held.now)


def _replying(held: Held, indicator: str | None, by: Person) -> None:
    if held.stage != Stage.REPLY:
        raise OutOfStage(held.stage)
    _in_time(held.participant.last_day(Stage.REPLY), held.now)


def _visiting(held: Held, indicator: str | None, by: Person) -> None:
    if held.stage != Stage.VERIFICATION:
        raise NotNow(_("Biên bản, hình ảnh khảo sát chỉ được thêm trong bước thẩm định."))
    round_ = held.participant.round
    remits = [remit_of(by, round_, duty) for duty in (Duty.VERIFY, Duty.READ)]
    covered = any(remit.covers(held.participant, indicator) if indicator is not None else not remit.is_empty for remit in remits)
    if not covered:
        raise NotYours(_("Bạn không được giao thẩm định chỉ tiêu này của cơ quan này."))


_RULES: dict[Occasion, Callable[[Held, str | None, Person], None]] = {
    Occasion.DRAFT: _drafting,
    Occasion.SUPPLEMENT: _supplementing,
    Occasion.REPLY: _replying,
    Occasion.VISIT: _visiting,
}


def _in_time(day: date | None, now: datetime) -> None:
    if day is not None and clock.is_over(day, now):
        raise Late(day)


def is_open(occasion: Occasion, participant: Participant, by: Person, indicator: str | None = None) -> bool:
    """Whether something could be attached now: what a page asks before it offers to. The writing transaction asks again."""
    held = Held(participant, participant.round.stage, clock.now(), frozenset(), "")
    try:
        _RULES[occasion](held, indicator, by)
    except (Late, NotDrafting, NotNow, NotYours, OutOfStage):
        return False
    return True


def belongs(document: Document, participant: Participant, by: Person, occasion: Occasion) -> bool:
    """Whether a document may be used here: the body's own, or on a visit the visitor's own."""
    if occasion is Occasion.VISIT:
        return document.owner_id == by.pk and document.authority_id == participant.round.authority_id
    return document.body_id == participant.body_id
