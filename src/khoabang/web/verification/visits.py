"""Writes of site visits: by those charged with the indicators, while verification runs; minutes are added, never changed."""

import json
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Person
from khoabang.web.accounts.selectors import people_with
from khoabang.web.assessments.entered import words_read
from khoabang.web.assessments.locking import Locked, one_locked
from khoabang.web.assessments.remit import remit_of
from khoabang.web.notices.services import tell
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Duty, Stage
from khoabang.web.verification.lifecycle import VISIT
from khoabang.web.verification.models import Minutes, Visit, VisitState


@transaction.atomic
def visit_planned(participant: int, *, indicators: Sequence[str], day: date | None, purpose: str, by: Person) -> Visit:
    """Plan a visit to a body, and tell its people the day.

    Args:
        participant: the key of the body in the round.
        indicators: what is to be looked into; the person must be charged with each.
        day: when.
        purpose: why, and what is to be shown; the body reads it.
        by: who plans it.
    """
    here = _entitled(participant, indicators, by)
    why = words_read(purpose, "purpose")
    if day is None or clock.is_over(day, here.now):
        raise Refused(_("Chọn ngày khảo sát từ hôm nay trở đi."), field="day", status=422)
    if not why:
        raise Refused(_("Ghi nội dung khảo sát: cơ quan cần biết để chuẩn bị."), field="purpose", status=422)
    visit = Visit.objects.create(
        participant=here.participant, indicators=json.dumps(sorted(set(indicators))), day=day, purpose=why, at=here.now, by=by
    )
    here.log("visit.planned", by, _named(indicators), why, rows=[visit], visit=visit.pk, day=day.isoformat())
    _told(here, _("Khảo sát thực tế ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"}, why, f"visit:{visit.pk}")
    return visit


@transaction.atomic
def visit_held(visit: int, *, day: date | None, attending: str, text: str, by: Person) -> Minutes:
    """Write the minutes of a visit, the first time or again to correct them; the earlier ones stay.

    Raises:
        Refused: not this person's, not now, it was called off, or something is missing.
    """
    found = _visit(visit)
    here = _entitled(found.participant_id, _codes(found), by)
    found.refresh_from_db()
    if found.state != VisitState.HELD and VISIT.find("hold", found.state) is None:
        raise Refused(_("Cuộc khảo sát này đã bị hủy."))
    present, words = words_read(attending, "attending"), words_read(text, "text")
    if day is None or day > here.now.astimezone(clock.VIETNAM).date():
        raise Refused(_("Ghi ngày đã khảo sát; ngày này không thể ở tương lai."), field="held", status=422)
    if not present:
        raise Refused(_("Ghi thành phần tham gia của hai bên."), field="attending", status=422)
    if not words:
        raise Refused(_("Ghi nội dung biên bản."), field="text", status=422)
    number = found.minutes.count() + 1
    minutes = Minutes.objects.create(visit=found, number=number, day=day, attending=present, text=words, at=here.now, by=by)
    found.state = VisitState.HELD
    found.save(update_fields=["state"])
    detail: dict[str, object] = {"visit": found.pk, "number": number, "day": day.isoformat(), "text": words}
    here.log("visit.held", by, _named(_codes(found)), "", rows=[found, minutes], **detail)
    return minutes


@transaction.atomic
def visit_called_off(visit: int, *, reason: str, by: Person) -> Visit:
    """Call off a visit that was planned, and tell the body.

    Raises:
        Refused: not this person's, not now, it was held, or the reason is missing.
    """
    found = _visit(visit)
    here = _entitled(found.participant_id, _codes(found), by)
    found.refresh_from_db()
    if VISIT.find("call_off", found.state) is None:
        raise Refused(_("Chỉ hủy được cuộc khảo sát đã lên lịch và chưa thực hiện."))
    why = words_read(reason, "reason")
    if not why:
        raise Refused(_("Ghi lý do hủy: cơ quan sẽ đọc lý do này."), field="reason", status=422)
    found.state, found.reason = VisitState.CALLED_OFF, why
    found.save(update_fields=["state", "reason"])
    here.log("visit.called_off", by, _named(_codes(found)), why, rows=[found], visit=found.pk)
    title = _("Hủy khảo sát thực tế ngày %(day)s") % {"day": f"{found.day:%d/%m/%Y}"}
    _told(here, title, why, f"visit-called-off:{found.pk}")
    return found


def _visit(key: int) -> Visit:
    found = Visit.objects.filter(pk=key).first()
    if found is None:
        raise Refused(_("Không có cuộc khảo sát này."), status=404)
    return found


def _codes(visit: Visit) -> list[str]:
    codes: list[str] = json.loads(visit.indicators)
    return codes


def _named(indicators: Sequence[str]) -> str:
    return ", ".join(sorted(set(indicators)))[:250]


def _entitled(participant: int, indicators: Sequence[str], by: Person) -> Locked:
    here = one_locked(participant)
    here.in_stage(Stage.VERIFICATION)
    remits = [remit_of(by, here.round, duty) for duty in (Duty.VERIFY, Duty.READ)]
    if remits[0].is_own(here.participant):
        raise Refused(_("Bạn thuộc cơ quan này nên không khảo sát, thẩm định cơ quan mình."), status=403)
    if not indicators:
        raise Refused(_("Chọn ít nhất một chỉ tiêu cần khảo sát."), field="indicators", status=422)
    for code in indicators:
        if not any(remit.covers(here.participant, code) for remit in remits):
            words = _("Bạn không được phân công chỉ tiêu %(code)s của cơ quan này.")
            raise Refused(words % {"code": code}, field="indicators", status=403)
    return here


def _told(here: Locked, title: StrOrPromise, words: str, key: str) -> None:
    people = people_with(OF_A_BODY, here.round.authority, here.round, here.participant.body, here.now)
    tell(people, title, words, now=here.now, round_=here.round, key=key)
