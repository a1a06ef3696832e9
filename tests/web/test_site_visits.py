"""Site visits: planned, held with minutes, shown to the body when verification is over."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from web.running import NOW
from web.tampering import differing_from_log
from web.test_rulings import entries, refused
from web.verifying import another, at, charge, move, verifying

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 18)
HELD = {"day": DAY, "attending": "Tổ thẩm định; lãnh đạo Sở", "text": "Đã xem hệ thống, đủ 18 nhiệm vụ."}


@pytest.fixture
def run(monkeypatch):
    at(monkeypatch, NOW)
    return verifying()


def planned(run, *, by="verifier", indicators=("1.2",), **changed):
    from khoabang.web.verification.visits import visit_planned

    asked = {"day": DAY, "purpose": "Xem hệ thống quản lý nhiệm vụ", **changed}
    return visit_planned(run.participants["so-y-te"].pk, indicators=indicators, by=run.people[by], **asked)


def test_a_visit_is_planned_by_who_is_charged_and_the_body_is_told(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.notices.models import Notice

    another(run, "verifier", "tham-dinh-2")
    charge(run, "tham-dinh-2", criterion="2")
    refused(403, planned, run, by="tham-dinh-2")
    refused(422, planned, run, indicators=())
    refused(422, planned, run, day=date(2026, 3, 9))
    refused(422, planned, run, purpose=" ")
    planned(run)
    assert Notice.objects.filter(person=run.people["approver:so-y-te"]).count() == 1
    Appointment.objects.create(
        person=run.people["verifier"], role="preparer", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
    )
    refused(403, planned, run)
    move(run, "reply")
    refused(409, planned, run, by="lead")


def test_minutes_are_added_and_corrected_by_adding(run, monkeypatch):
    from khoabang.web.frozen import FrozenRow
    from khoabang.web.verification.selectors import minutes_of, visits_of
    from khoabang.web.verification.visits import visit_called_off, visit_held

    visit, by = planned(run), run.people["verifier"]
    refused(422, visit_held, visit.pk, by=by, **HELD)  # the day has not come
    at(monkeypatch, NOW.replace(day=18))
    for missing in ("attending", "text"):
        assert refused(422, visit_held, visit.pk, by=by, **{**HELD, missing: ""}).field == missing
    first = visit_held(visit.pk, by=by, **HELD)
    visit_held(visit.pk, by=by, **{**HELD, "text": "Đã xem hệ thống, 17 nhiệm vụ."})
    (found,) = visits_of(run.round)
    assert (found.state, minutes_of(found).number, found.minutes.count()) == ("held", 2, 2)
    first.text = "khác"
    with pytest.raises(FrozenRow):
        first.save()
    refused(409, visit_called_off, visit.pk, reason="Bão", by=by)
    assert [action for action, _ in entries(run, "so-y-te")] == ["visit.planned", "visit.held", "visit.held"]
    visit_called_off(planned(run, day=NOW.date().replace(day=20)).pk, reason="Bão", by=by)
    assert differing_from_log("DOC156", "DOC157") == []
    for change in ("UPDATE verification_visit SET state = 'planned'", "DELETE FROM verification_visit"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_visit_that_is_called_off_says_why_and_is_not_held(run):
    from khoabang.web.verification.visits import visit_called_off, visit_held

    visit, by = planned(run), run.people["verifier"]
    refused(422, visit_called_off, visit.pk, reason="", by=by)
    visit_called_off(visit.pk, reason="Bão", by=by)
    refused(409, visit_called_off, visit.pk, reason="Bão", by=by)
    refused(409, visit_held, visit.pk, by=by, **{**HELD, "day": NOW.date()})


def test_the_body_reads_the_minutes_once_verification_is_over(run, monkeypatch):
    from khoabang.web.verification.selectors import visits_at, visits_shown
    from khoabang.web.verification.visits import visit_held

    visit = planned(run)
    planned(run, indicators=("1.1",))
    at(monkeypatch, NOW.replace(day=18))
    visit_held(visit.pk, by=run.people["verifier"], **HELD)
    participant = run.participants["so-y-te"]
    assert len(visits_at(participant)) == 2
    assert visits_at(participant, "1.2") == [visit]
    assert visits_shown(participant) == []
    move(run, "reply")
    participant.refresh_from_db()
    assert visits_shown(participant) == [visit]


def test_every_pair_of_the_lifecycle_of_a_visit():
    from khoabang.web.verification.lifecycle import VISIT
    from khoabang.web.verification.models import VisitState

    leads = {(each.source, each.target) for each in VISIT}
    assert leads == {(VisitState.PLANNED, VisitState.HELD), (VisitState.PLANNED, VisitState.CALLED_OFF)}
    assert all(each.needs_reason == (each.target == VisitState.CALLED_OFF) for each in VISIT)
