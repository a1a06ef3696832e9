"""Writes of handovers: who within a body is asked to fill in an indicator, until when."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import OF_A_BODY, Person
from khoabang.web.accounts.selectors import people_with
from khoabang.web.activity.services import record
from khoabang.web.assessments.current import indicators_of
from khoabang.web.assessments.errors import NotAsked
from khoabang.web.assessments.locking import hold
from khoabang.web.assessments.models import Handover
from khoabang.web.clock import VIETNAM
from khoabang.web.notices.services import tell
from khoabang.web.organisations.models import Authority
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant

GIVEN, TAKEN = "handover.given", "handover.ended"


def colleagues(participant: Participant) -> list[Person]:
    """The people of a body to whom its indicators may be handed."""
    authority = Authority(pk=participant.round.authority_id)
    return people_with(OF_A_BODY, authority, participant.round, participant.body)


@transaction.atomic
def hand_over(
    participant: int, indicators: Collection[str], *, to: int | None, day: date | None, by: Person, address: str = ""
) -> None:
    """Ask a colleague to fill in some indicators until a day; nobody (None) ends what was asked before.

    Raises:
        NotYours, OutOfStage, Late: it may not be done by this person, or now.
        NotAsked: the body does not enter one of them.
        Refused: the colleague does not belong to the body, or the day lies outside the time left.
    """
    held = hold(participant, by)
    held.open()
    codes = [each.code for each in indicators_of(held.participant) if each.supplier == "body" and each.code in indicators]
    if set(codes) != set(indicators) or not codes:
        raise NotAsked
    person = None
    if to is not None:
        person = next((each for each in colleagues(held.participant) if each.pk == to), None)
        if person is None:
            raise Refused(_("Người này không thuộc cơ quan của bạn. Chọn một người trong danh sách."), field="person", status=422)
        if day is not None and day < held.now.astimezone(VIETNAM).date():
            raise Refused(_("Ngày này đã qua. Chọn từ hôm nay trở đi."), field="day", status=422)
        if day is not None and held.participant.due is not None and day > held.participant.due:
            words = _("Hạn của cơ quan là ngày %(day)s. Chọn ngày không muộn hơn.")
            raise Refused(words % {"day": f"{held.participant.due:%d/%m/%Y}"}, field="day", status=422)
    Handover.objects.filter(participant=participant, indicator__in=codes).delete()
    if person is not None:
        Handover.objects.bulk_create(
            Handover(participant_id=participant, indicator=code, person=person, day=day, by=by, at=held.now) for code in codes
        )
    detail = {"indicators": codes, "person": person.pk if person else None, "day": day.isoformat() if day else None}
    record(
        chain=held.chain, action=GIVEN if person else TAKEN, by=by, now=held.now, subject=", ".join(codes)[:250], detail=detail
    )
    if person is not None and person.pk != by.pk:
        title = format_lazy(_("Bạn được giao nhập {count} chỉ tiêu: {body}"), count=len(codes), body=held.participant.name)
        until = format_lazy(_("Hạn: {day}"), day=f"{day:%d/%m/%Y}") if day else ""
        tell([person], title, until, address=address, now=held.now, round_=held.participant.round)
