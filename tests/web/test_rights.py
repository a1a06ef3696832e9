"""Rights do not hang on the page: each service that writes refuses who lacks the role; and who stands in for another judges no body of theirs."""

import ast
import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from khoabang.web import clock, reminders
from khoabang.web.accounts.errors import NotYourRole
from khoabang.web.accounts.models import Appointment, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import belongs_to, own_bodies
from khoabang.web.accounts.services import appoint, delegate
from khoabang.web.activity.models import Entry
from khoabang.web.assessments import sources
from khoabang.web.assessments.models import Outcome
from khoabang.web.assessments.remit import remit_of
from khoabang.web.conduct import calendar, charge_table, charges, corrections, creation, editing, participants, transitions
from khoabang.web.council import agenda, minutes, sittings, voting
from khoabang.web.council.models import Sitting
from khoabang.web.criteria import services as criteria
from khoabang.web.criteria.models import SetUpload
from khoabang.web.organisations import importing, loading, recording
from khoabang.web.organisations import services as register
from khoabang.web.organisations.entries import Entry as BodyEntry
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Charge, Duty, Stage
from khoabang.web.verification.rulings import decide
from web.running import NOW, Running, person, running

pytestmark = pytest.mark.django_db
MODULES = (
    agenda, calendar, charge_table, charges, corrections, creation, criteria, editing, importing, loading, minutes, participants, recording, register, reminders,
    sittings, sources, transitions, voting,
)  # fmt: skip
NEVER: Any = None


@pytest.fixture
def run(monkeypatch) -> Running:
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    return running("council")


def writes(run: Running) -> dict[Callable[..., Any], tuple[tuple[Any, ...], dict[str, Any]]]:
    """Every service of these modules with something to call it on."""
    body = run.participants["so-y-te"]
    plan = sittings.Plan(kind="meeting", day=date(2026, 5, 20), leader=run.people["chair"])
    sitting = sittings.sitting_planned(run.round, plan, by=run.people["lead"])
    item = agenda.item_added(sitting, body, "1.1", by=run.people["lead"], reason="cần xem lại")
    begun = sittings.sitting_planned(run.round, plan, by=run.people["lead"])
    begun = sittings.sitting_moved(begun, "begin", by=run.people["lead"])
    voted = agenda.item_added(begun, body, "1.2", by=run.people["lead"], reason="cần xem lại")
    closed = sittings.sitting_planned(run.round, plan, by=run.people["lead"])
    Sitting.objects.filter(pk=closed.pk).update(state="closed")
    upload = SetUpload(authority=run.authority, document="{}", problems="[]")
    event = recording.Event(authority=run.authority)
    kept = importing.RegisterImport(authority=run.authority)
    return {
        agenda.waiting_listed: ((sitting,), {}),
        agenda.item_added: ((sitting, body, "1.3"), {"reason": "r"}),
        agenda.item_removed: ((item,), {}),
        agenda.motion_added: ((item, {}), {}),
        calendar.calendar_set: ((run.round.code, {}), {}),
        calendar.extension_given: ((body.pk, Stage.REPLY, None), {"reason": "r"}),
        charge_table.charges_given: ((run.round.code, [{"duty": "verify", "person": "", "criterion": "1"}]), {}),
        charge_table.charges_foreseen: ((run.round.code, []), {}),
        charges.charge_given: ((run.round.code, Duty.VERIFY, None), {}),
        charges.charge_taken: ((1, run.round.code), {}),
        corrections.body_corrected: ((run.round.code, "so-y-te", {}), {"reason": "r"}),
        corrections.correction_foreseen: ((run.round.code, "so-y-te", {}), {"reason": "r"}),
        editing.edit_foreseen: ((run.round.code, run.round.set_version, editing.plan_of(run.round), None), {}),
        editing.round_edited: ((run.round.code, run.round.set_version, editing.plan_of(run.round), None), {}),
        editing.round_retitled: ((run.round.code, "t", editing.plan_of(run.round).decision), {"reason": "r"}),
        creation.round_made: ((), {"authority": run.authority, "version": NEVER, "plan": NEVER}),
        criteria.set_uploaded: ((), {"authority": run.authority, "file_name": "a.yaml", "content": b"a"}),
        criteria.set_frozen: ((), {"upload": upload}),
        importing.import_kept: ((), {"authority": run.authority, "preview": NEVER, "file_name": "a", "since": None}),
        importing.import_applied: ((), {"kept": kept}),
        loading.units_loaded: (
            (),
            {"authority": run.authority, "part": "34", "with_lineage": False, "decision": NEVER, "seen": ""},
        ),
        minutes.minutes_confirmed: ((closed,), {"seen": ""}),
        reminders.reminder_days_set: ((run.round.code, "3"), {}),
        participants.participants_saved: ((run.round.code, []), {}),
        participants.standing_set: ((body.pk, "", "r"), {}),
        recording.event_recorded: ((), {"authority": run.authority, "plan": NEVER, "seen": ""}),
        recording.event_undone: ((), {"event": event, "seen": "", "reason": "r"}),
        register.kind_kept: ((), {"authority": run.authority, "level": ("a", "A"), "kind": ("b", "B")}),
        register.body_entered: ((), {"authority": run.authority, "entry": BodyEntry("a", "A"), "seen": None}),
        reminders.bodies_reminded: ((run.round.code, [body.pk]), {}),
        sittings.sitting_planned: ((run.round, plan), {}),
        sittings.sitting_changed: ((sitting, plan), {}),
        sittings.sitting_moved: ((sitting, "cancel"), {"reason": "r"}),
        sittings.attendance_taken: ((begun, {begun.seats.first().pk: True}), {}),
        sittings.lead_handed: ((begun, run.people["member"]), {"reason": "r"}),
        sittings.remarks_written: ((begun, "r"), {}),
        sources.supply: ((run.round, "2.3", {body.pk: sources.Supplied({}, "", 0)}), {}),
        transitions.move: ((run.round.code, "cancel"), {"reason": "r"}),
        voting.recused: ((voted,), {"reason": "r"}),
        voting.vote_cast: ((voted, None), {}),
        voting.item_decided: ((voted,), {"reason": "r"}),
        voting.item_postponed: ((voted,), {"reason": "r"}),
    }


def test_each_service_refuses_who_has_no_role_here(run):
    """An observer, somebody of another authority, a lead for another round only: told that it is not theirs, and nothing is written."""
    other = running("council", code="la-2026", authority="tinh-la")
    elsewhere = person("dot-khac@tinh-thu.example", "Đợt khác")
    other_round = running("council", code="khac-2026", authority="tinh-khac").round
    Appointment.objects.create(
        person=elsewhere, role="lead", authority=run.authority, round=other_round, starts=NOW - timedelta(1)
    )
    table = writes(run)
    before = Entry.objects.count()
    for service, (args, named) in table.items():
        for by in (run.people["observer"], other.people["lead"], elsewhere):
            with pytest.raises(Refused) as refused:
                service(*args, **named, by=by)
            assert refused.value.status == 403, f"{service.__module__}.{service.__name__}: {refused.value}"
    assert Entry.objects.count() == before


def test_the_table_has_every_service_that_takes_who_acts(run):
    listed = {(each.__module__, each.__name__) for each in writes(run)}
    inner = {"save_rows", "round_approved"}  # called by those above, under their lock
    for module in MODULES:
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef) and any(each.arg == "by" for each in node.args.kwonlyargs):
                known = node.name.startswith("_") or node.name in inner or (module.__name__, node.name) in listed
                assert known, f"{module.__name__}.{node.name}"


def test_the_role_is_what_lets_act(run):
    with pytest.raises(NotYourRole) as refused:
        calendar.calendar_set(run.round.code, {}, by=run.people["administrator"])
    assert "Cơ quan thường trực" in str(refused.value)
    calendar.calendar_set(run.round.code, {}, by=run.people["lead"])


def test_who_stands_in_for_another_judges_no_body_of_theirs(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("verification")
    verifier, own, free = run.people["verifier"], run.participants["so-y-te"], run.participants["so-noi-vu"]
    original = Appointment.objects.create(
        person=run.people["approver:so-y-te"], role="member", authority=run.authority, starts=NOW - timedelta(9)
    )
    assert not belongs_to(verifier, own)
    held = Appointment.objects.create(
        person=verifier, role="member", authority=run.authority, delegated_from=original, starts=NOW, ends=NOW + timedelta(5)
    )
    assert belongs_to(verifier, own)
    assert not belongs_to(verifier, free)
    assert remit_of(verifier, run.round).is_own(own)
    with pytest.raises(Refused) as refused:
        decide(own.pk, "1.1", Outcome.ACCEPTED, seen_number=0, by=verifier)
    assert refused.value.status == 403
    held.ends = NOW
    held.save()
    assert own_bodies([verifier.pk], 2026) == set()


def test_who_left_a_body_this_year_still_verifies_nothing_of_it(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("verification")
    verifier, own = run.people["verifier"], run.participants["so-y-te"]
    for starts, ends, mine in ((400, 100, False), (60, 10, True)):  # days ago: over before the year began, and after
        Appointment.objects.create(
            person=verifier, role="preparer", authority=run.authority, body=own.body,
            starts=NOW - timedelta(starts), ends=NOW - timedelta(ends),
        )  # fmt: skip
        assert remit_of(verifier, run.round).is_own(own) is mine


def test_a_charge_taken_back_while_a_supply_waits_supplies_nothing(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("assessment")
    by = run.people["verifier"]
    charge = charges.charge_given(run.round.code, Duty.SUPPLY, by, criterion="2.3", by=run.people["lead"])
    locks = sources.locked

    def taken_before(keys: Any) -> Any:
        charges.charge_taken(charge.pk, run.round.code, by=run.people["lead"])
        return locks(keys)

    monkeypatch.setattr(sources, "locked", taken_before)
    given = {run.participants["so-y-te"].pk: sources.Supplied({"hai_long": "4"}, "", 0)}
    with pytest.raises(Refused) as refused:
        sources.supply(run.round, "2.3", given, by=by)
    assert refused.value.status == 403


def test_who_works_at_a_body_has_no_rights_there_and_judges_it_nowhere(client):
    run = running("verification")
    verifier, administrator = run.people["verifier"], run.people["administrator"]
    colleague = person("colleague@example.vn", "Đồng nghiệp")
    for who in (verifier, colleague):
        appoint(person=who, post=Post(role=Role.STAFF, authority=run.authority, body=run.bodies["so-y-te"]), by=administrator)
    remit = remit_of(verifier, run.round)
    assert {body for body, each in run.participants.items() if remit.is_own(each)} == {"so-y-te"}
    assert belongs_to(verifier, run.participants["so-y-te"])
    client.force_login(colleague)
    for address in ("tu-danh-gia/so-y-te/", "", "tham-dinh/"):
        assert client.get(f"/lam-viec/dot/{run.round.code}/{address}").status_code == 404
    assert client.get("/lam-viec/").status_code == 200


def test_who_stands_in_for_a_verifier_does_what_that_verifier_is_charged_with():
    run = running("verification")
    verifier, observer = run.people["verifier"], run.people["observer"]
    Charge.objects.create(round=run.round, duty=Duty.VERIFY, person=verifier, criterion="2.1")
    held = Appointment.objects.get(person=verifier)
    assert remit_of(observer, run.round).is_empty
    delegate(appointment=held, to=observer, last_day=(clock.now() + timedelta(days=3)).date(), reason="Nghỉ phép", by=verifier)
    assert remit_of(observer, run.round).questions() == remit_of(verifier, run.round).questions() != []
