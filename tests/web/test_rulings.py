"""Rulings: who may make them, on what, in which order; supplements and second readings."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest

from web.running import NOW
from web.verifying import VALUES, another, at, charge, decide, move, verifying

pytestmark = pytest.mark.django_db
CHANGE = {"values": {"hoan_thanh": "15", "duoc_giao": "20"}, "reason": "Ba nhiệm vụ chưa có văn bản kết thúc"}


@pytest.fixture
def run(monkeypatch):
    at(monkeypatch, NOW)
    return verifying()


def refused(status: int, call, *args, **kwargs):
    from khoabang.web.refusal import Refused

    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.status == status, str(caught.value)
    assert str(caught.value)
    return caught.value


def entries(run, body: str) -> list[tuple[str, str]]:
    from khoabang.web.activity.models import Entry

    found = Entry.objects.filter(chain__key=f"round:{run.round.code}:{body}")
    return list(found.order_by("number").values_list("action", "subject"))


def state(run, body: str, indicator: str) -> str:
    from khoabang.web import clock
    from khoabang.web.assessments.items import item_of

    run.refresh()
    return item_of(run.participants[body], indicator).state(run.round.second_reading, clock.now())


def points(run, basis: str, body: str, indicator: str):
    from khoabang.web.assessments.current import scored

    return scored(run.round, basis).card(body).scores[indicator].points


def test_an_accepted_item_holds_what_was_claimed_and_is_logged(run):
    ruling = decide(run, "so-y-te", "1.2", "accepted")
    assert (ruling.number, json.loads(ruling.values)) == (1, VALUES["1.2"])
    assert state(run, "so-y-te", "1.2") == "verified"
    assert entries(run, "so-y-te") == [("ruling.made", "1.2")]
    assert points(run, "verified", "so-y-te", "1.2") == 18


def test_a_change_needs_a_reason_and_values_that_can_be_read_and_differ(run):
    refused(422, decide, run, "so-y-te", "1.2", "changed", values=CHANGE["values"])
    wrong = refused(422, decide, run, "so-y-te", "2.2", "changed", values={"ho_so": "58.083"}, reason="x")
    assert wrong.troubles["ho_so"].meant == ("58,083",)
    refused(422, decide, run, "so-y-te", "2.2", "changed", values={"ho_so": "85,50 "}, reason="x")
    assert entries(run, "so-y-te") == []
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    assert points(run, "current", "so-y-te", "1.2") == 15
    assert points(run, "claim", "so-y-te", "1.2") == 18


def test_a_change_that_lacks_a_figure_is_asked_about_and_recorded_only_where_it_is_meant(run):
    told = refused(422, decide, run, "so-y-te", "1.2", "changed", values={"hoan_thanh": "15"}, reason="Theo hồ sơ")
    assert "Còn thiếu: Số nhiệm vụ được giao." in str(told)
    assert told.field == "values"
    assert state(run, "so-y-te", "1.2") == "unverified"
    decide(run, "so-y-te", "1.2", "changed", values={"hoan_thanh": "15"}, reason="Theo hồ sơ", knowingly=True)
    assert state(run, "so-y-te", "1.2") == "verified"


def test_what_a_source_owes_is_not_accepted_unseen(run):
    from khoabang.web.verification.rulings import Seen, accept_many

    key = run.participants["so-y-te"].pk
    done = accept_many([Seen(key, "2.3", 0), Seen(key, "1.2", 0)], run.people["lead"])
    assert [each.indicator for each in done.rulings] == ["1.2"]
    assert "Nguồn chưa cung cấp số liệu" in str(done.left_out[0][2])
    refused(422, decide, run, "so-y-te", "2.3", "accepted")
    assert decide(run, "so-y-te", "2.3", "accepted", knowingly=True).number == 1


def test_it_may_be_found_that_an_indicator_does_not_concern_the_body(run):
    decide(run, "so-y-te", "1.3", "changed", not_applicable=True, reason="Không thuộc phạm vi")
    from khoabang.web.assessments.items import item_of

    assert item_of(run.participants["so-y-te"], "1.3").found.not_applicable


def test_only_those_charged_rule_and_the_lead_department_on_everything(run):
    others = another(run, "verifier", "tham-dinh-2")
    refused(403, decide, run, "so-y-te", "1.2", "accepted", by="tham-dinh-2")
    charge(run, "tham-dinh-2", criterion="1", group=run.participants["so-y-te"].group)
    refused(403, decide, run, "so-y-te", "2.1", "accepted", by="tham-dinh-2")
    refused(403, decide, run, "xa-an-phu", "1.2", "accepted", by="tham-dinh-2")
    decide(run, "so-y-te", "1.2", "accepted", by="tham-dinh-2")
    decide(run, "so-y-te", "2.1", "accepted", by="lead")
    refused(403, decide, run, "so-y-te", "1.1", "accepted", by="observer")
    others.appointments.update(ends=NOW - timedelta(days=1))
    refused(403, decide, run, "so-y-te", "1.1", "accepted", by="tham-dinh-2")


def test_nobody_rules_on_the_own_body_whatever_they_are_charged_with(run):
    from khoabang.web.accounts.models import Appointment

    for who in ("verifier", "lead"):
        Appointment.objects.create(
            person=run.people[who], role="preparer", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
        )
        refused(403, decide, run, "so-y-te", "1.2", "accepted", by=who)
        decide(run, "so-noi-vu", "1.2" if who == "lead" else "1.1", "accepted", by=who)


@pytest.mark.parametrize("stage", ["assessment", "reply", "council", "approved"])
def test_outside_verification_nothing_is_ruled(run, stage):
    move(run, stage)
    refused(409, decide, run, "so-y-te", "1.2", "accepted")


def test_of_two_verifiers_the_second_is_shown_the_first_ones_ruling(run):
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    late = refused(409, decide, run, "so-y-te", "1.2", "accepted", by="lead", seen=0)
    assert late.item.last.by == run.people["verifier"]
    assert late.item.last.reason == CHANGE["reason"]
    assert decide(run, "so-y-te", "1.2", "accepted", by="lead", seen=1).number == 2
    assert points(run, "current", "so-y-te", "1.2") == 18


def test_several_are_accepted_at_once_less_those_of_the_own_body_and_those_changed_meanwhile(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.verification.rulings import Seen, accept_many

    Appointment.objects.create(
        person=run.people["verifier"], role="preparer", authority=run.authority, body=run.bodies["so-noi-vu"], starts=NOW
    )
    decide(run, "xa-an-phu", "1.2", "changed", by="lead", **CHANGE)
    seen = [Seen(run.participants[body].pk, "1.2", 0) for body in ("so-y-te", "so-noi-vu", "xa-an-phu")]
    done = accept_many([*seen, seen[0]], run.people["verifier"])
    assert [each.participant_id for each in done.rulings] == [run.participants["so-y-te"].pk]
    assert [(each.body.code, why.status) for each, _code, why in done.left_out] == [("so-noi-vu", 403), ("xa-an-phu", 409)]


def test_a_supplement_is_answered_on_its_last_day_and_comes_back(run, monkeypatch):
    from khoabang.web.assessments.items import item_of
    from khoabang.web.assessments.supplements import answer_supplement
    from khoabang.web.notices.models import Notice

    due = date(2026, 3, 20)
    refused(422, decide, run, "so-y-te", "1.2", "supplement", reason="Nộp danh mục nhiệm vụ")
    refused(422, decide, run, "so-y-te", "1.2", "supplement", reason="x", due=date(2026, 3, 9))
    refused(422, decide, run, "so-y-te", "1.2", "supplement", reason="x", due=date(2026, 5, 1))
    decide(run, "so-y-te", "1.2", "supplement", reason="Nộp danh mục nhiệm vụ", due=due)
    assert state(run, "so-y-te", "1.2") == "asked"
    assert Notice.objects.filter(person=run.people["preparer:so-y-te"]).count() == 1
    assert points(run, "current", "so-y-te", "1.2") == 18
    participant = run.participants["so-y-te"].pk
    answer = {"values": {"hoan_thanh": "17", "duoc_giao": "20"}, "note": "Kèm danh mục", "seen_number": 1}
    refused(403, answer_supplement, participant, "1.2", by=run.people["preparer:so-noi-vu"], **answer)
    refused(409, answer_supplement, participant, "1.1", by=run.people["preparer:so-y-te"], **answer)
    at(monkeypatch, NOW.replace(day=20, hour=16, minute=59))  # 23.59 in Vietnam
    told = refused(403, answer_supplement, participant, "1.2", by=run.people["preparer:so-y-te"], **answer)
    assert told.field == "values"  # what the approver signed, the approver alone puts right
    assert "Còn thiếu: Số nhiệm vụ được giao." in str(
        refused(
            422,
            answer_supplement,
            participant,
            "1.2",
            by=run.people["approver:so-y-te"],
            **{**answer, "values": {"hoan_thanh": "17"}},
        )
    )
    answer_supplement(participant, "1.2", by=run.people["approver:so-y-te"], **answer)
    refused(409, answer_supplement, participant, "1.2", by=run.people["approver:so-y-te"], **answer)
    assert state(run, "so-y-te", "1.2") == "answered"
    assert json.loads(decide(run, "so-y-te", "1.2", "accepted", seen=1).values)["hoan_thanh"] == "17"
    item = item_of(run.participants["so-y-te"], "1.2")
    assert not item.is_changed


def test_a_supplement_that_comes_late_is_refused_and_the_item_is_open_again(run, monkeypatch):
    from khoabang.web.assessments.supplements import answer_supplement

    decide(run, "so-y-te", "1.2", "supplement", reason="Nộp danh mục", due=date(2026, 3, 20))
    at(monkeypatch, NOW.replace(day=20, hour=17))  # 24.00 in Vietnam
    answer = {"values": VALUES["1.2"], "note": "Kèm danh mục", "seen_number": 1, "by": run.people["preparer:so-y-te"]}
    refused(409, answer_supplement, run.participants["so-y-te"].pk, "1.2", **answer)
    assert state(run, "so-y-te", "1.2") == "overdue"
    decide(run, "so-y-te", "1.2", "changed", seen=1, **CHANGE)
    assert state(run, "so-y-te", "1.2") == "verified"


def test_with_a_second_reading_an_item_counts_as_verified_only_after_another_person_read_it(run):
    from khoabang.web.verification.rulings import read_again

    participant = run.participants["so-y-te"].pk
    charge(run, "verifier", duty="read")
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    refused(409, read_again, participant, "1.2", confirmed=True, seen_number=1, by=run.people["assistant"])
    run.round.second_reading = True
    run.round.save()
    assert state(run, "so-y-te", "1.2") == "reading"
    refused(403, read_again, participant, "1.2", confirmed=True, seen_number=1, by=run.people["verifier"])
    refused(409, read_again, participant, "1.1", confirmed=True, seen_number=0, by=run.people["assistant"])
    refused(422, read_again, participant, "1.2", confirmed=False, values=CHANGE["values"], reason="x", seen_number=1, by=run.people["assistant"])  # fmt: skip
    second = read_again(participant, "1.2", confirmed=True, seen_number=1, by=run.people["assistant"])
    assert (second.step, second.outcome, second.reason) == ("second_reading", "changed", CHANGE["reason"])
    assert json.loads(second.values) == CHANGE["values"]
    assert state(run, "so-y-te", "1.2") == "verified"
    decide(run, "so-y-te", "1.2", "accepted", seen=2)
    assert state(run, "so-y-te", "1.2") == "reading"


def test_a_comparison_within_the_group_is_made_over_what_was_verified(run):
    decide(run, "so-noi-vu", "2.2", "changed", values={"ho_so": "57"}, reason="Theo hệ thống một cửa")
    decide(run, "so-y-te", "2.2", "changed", values={"ho_so": "38"}, reason="Theo hệ thống một cửa")
    assert points(run, "claim", "so-y-te", "2.2") == 15
    assert points(run, "verified", "so-y-te", "2.2") == Fraction(38, 57) * 15
    assert points(run, "verified", "so-noi-vu", "2.2") == 15
