"""The queue of an indicator over all bodies: its filters, what stands beside each claim, how far it is, in few queries."""

import json
from datetime import date
from fractions import Fraction

import pytest

from web.running import NOW
from web.test_rulings import CHANGE
from web.verifying import another, at, charge, claim, decide, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    at(monkeypatch, NOW)
    return verifying()


def added(run, code, items, **extra):
    """One more body, with its claim."""
    from khoabang.web.organisations.models import Body
    from khoabang.web.rounds.models import Participant

    run.participants[code] = Participant.objects.create(
        round=run.round, body=Body.objects.create(authority=run.authority, code=code), name=code,
        group=run.participants["xa-an-phu"].group, position=len(run.participants),
        attributes=json.dumps({"loai": "xa", "co_tthc": "không"}),
    )  # fmt: skip
    run.people[f"approver:{code}"] = run.people["approver:xa-an-phu"]
    claim(run, code, items, **extra)


def page(run, indicator="1.2", who="verifier", *, reads=False, **asked):
    from khoabang.web.assessments.questions import keys_of
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.rounds.models import Duty
    from khoabang.web.verification.queue import Asked, queue_page

    run.refresh()
    remit = remit_of(run.people[who], run.round, Duty.READ if reads else Duty.VERIFY)
    question = keys_of(remit.criteria_set).by_key[indicator]
    return queue_page(run.round, remit, Asked(question, **asked), reads=reads)


def bodies(*args, **kwargs):
    return [row.participant.body.code for row in page(*args, **kwargs).rows]


def test_the_filters(run, monkeypatch):
    from khoabang.web.assessments.supplements import answer_supplement

    assert bodies(run) == ["so-y-te", "so-noi-vu", "xa-an-phu"]
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    decide(run, "so-noi-vu", "1.2", "supplement", reason="Nộp danh mục", due=date(2026, 3, 12))
    assert bodies(run) == bodies(run, show="unverified") == ["xa-an-phu"]
    assert bodies(run, show="changed") == bodies(run, show="verified") == ["so-y-te"]
    assert bodies(run, show="asked") == ["so-noi-vu"]
    at(monkeypatch, NOW.replace(day=13))
    assert bodies(run, show="overdue") == ["so-noi-vu"]
    assert bodies(run) == ["so-noi-vu", "xa-an-phu"]
    at(monkeypatch, NOW)
    answer_supplement(
        run.participants["so-noi-vu"].pk, "1.2", values={"hoan_thanh": "18", "duoc_giao": "20"}, note="Kèm theo",
        seen_number=1, by=run.people["preparer:so-noi-vu"],
    )  # fmt: skip
    assert bodies(run, show="answered") == ["so-noi-vu"]
    assert bodies(run, show="all", group="xa") == ["xa-an-phu"]
    assert bodies(run, show="all", body="XÃ an phú") == ["xa-an-phu"]
    run.round.second_reading = True
    run.round.save()
    assert bodies(run, show="reading") == bodies(run, who="assistant", reads=True) == ["so-y-te"]
    assert bodies(run, show="verified") == []


def test_a_row_has_the_claim_its_points_and_those_of_what_was_found(run):
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    row, other, _ = page(run, show="all").rows
    assert (row.points.points, row.found_points.points) == (18, 15)
    assert row.found.values == CHANGE["values"]
    assert (other.found, other.found_points) == (None, None)


def test_points_are_those_of_the_whole_set_whatever_the_rule(run):
    from khoabang.web.assessments.asked import waits_for_others
    from khoabang.web.assessments.current import scored

    whole = scored(run.round, "claim")
    for code in whole.criteria_set.lineage:
        for row in page(run, code, show="all").rows:
            expected = whole.card(row.participant.body.code).scores[code]
            assert row.points.points == expected.points, (code, row.participant)
            assert row.points.applied == expected.applied
    by_code = whole.criteria_set.annexes[0].by_code
    assert [code for code in whole.criteria_set.lineage if waits_for_others(by_code[code])] == ["2.2"]


def test_a_verifier_sees_the_bodies_charged_with_and_not_the_others(run):
    another(run, "verifier", "tham-dinh-2")
    charge(run, "tham-dinh-2", criterion="1", group=run.participants["xa-an-phu"].group)
    charge(run, "tham-dinh-2", criterion="1.2", participant=run.participants["so-y-te"])
    assert bodies(run, "1.2", "tham-dinh-2") == ["so-y-te", "xa-an-phu"]
    assert bodies(run, "1.1", "tham-dinh-2") == ["xa-an-phu"]
    assert bodies(run, "2.1", "tham-dinh-2") == []


def test_how_far_each_indicator_is(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.verification.queue import tallies

    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    decide(run, "so-noi-vu", "1.2", "supplement", reason="Nộp danh mục", due=date(2026, 3, 12))
    tally = tallies(run.round, remit_of(run.people["verifier"], run.round))
    assert (tally["1.2"].total, tally["1.2"].verified, tally["1.2"].asked, tally["1.2"].open) == (3, 1, 1, 1)
    assert (tally["2.2"].total, tally["2.2"].unverified) == (2, 2)
    assert "2.3" in tally  # what a source supplies is verified too
    run.round.second_reading = True
    assert tallies(run.round, remit_of(run.people["verifier"], run.round))["1.2"].reading == 1
    Appointment.objects.create(
        person=run.people["verifier"], role="preparer", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
    )
    assert tallies(run.round, remit_of(run.people["verifier"], run.round))["1.2"].total == 2


def test_last_years_value_stands_beside_the_claim(run):
    before = verifying("council", code="thu-2025", authority="tinh-thu-cu")
    before.round.authority = run.authority
    before.round.save()
    participant = before.participants["so-y-te"]
    participant.body = run.bodies["so-y-te"]
    participant.save()
    type(participant.body).objects.filter(pk=before.bodies["so-noi-vu"].pk).update(code="so-khac")
    run.round.previous = before.round
    run.round.save()
    row, other, _ = page(run, show="all").rows
    assert [each.value for each in row.last_year.values] == ["18", "20"]
    assert other.last_year is None


def test_a_page_of_twenty_costs_as_few_queries_as_a_page_of_three(run, django_assert_max_num_queries):
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.verification.queue import Asked, queue_page

    for number in range(30):
        added(run, f"xa-{number}", {"1.2": {"hoan_thanh": str(number), "duoc_giao": "40"}})
    remit = remit_of(run.people["verifier"], run.round)
    with django_assert_max_num_queries(4):  # bodies, claims, figures, rulings
        found = queue_page(run.round, remit, Asked(remit.question("1.2")))
    assert (len(found.rows), found.more) == (20, True)
    second = queue_page(run.round, remit, Asked(remit.question("1.2"), page=2))
    assert (len(second.rows), second.more) == (13, False)
    last = found.rows[-1].participant
    further = queue_page(run.round, remit, Asked(remit.question("1.2"), page=2, after=(last.position, last.pk)))
    assert [row.participant for row in further.rows] == [row.participant for row in second.rows]
    decide(run, found.rows[0].participant.body.code, "1.2", "accepted")
    still = queue_page(run.round, remit, Asked(remit.question("1.2"), page=2, after=(last.position, last.pk)))
    assert len(still.rows) == 13  # what was accepted meanwhile moves no other out of sight
    assert second.rows[-1].points.points == Fraction(29, 40) * 20


def test_all_bodies_in_one_table_with_what_stands_out(run):
    from khoabang.web.assessments.models import ClaimItem
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.verification.consistency import consistency

    note = "Số liệu trích từ hệ thống quản lý văn bản của tỉnh, ngày 31/12"
    same = [{"document": 1, "sha256": "a" * 64, "name": "x.pdf"}]
    for number, done in enumerate(("10", "11", "12", "12", "13", "14", "200"), start=1):
        added(run, f"xa-{number}", {"2.1": {"tin_bai": done}}, note=note if number in (2, 5) else "Như trên",
              evidence=json.dumps(same if number in (3, 4) else []))  # fmt: skip
    assert ClaimItem.objects.filter(indicator="2.1").count() == 10
    remit = remit_of(run.people["verifier"], run.round)
    found = consistency(run.round, remit, remit.question("2.1"))
    rows = {each.code: each for each in found.rows}
    assert found.rows[0].code == "xa-7"
    assert {code for code, each in rows.items() if each.far} == {"xa-7"}
    assert rows["xa-2"].alike.names == [rows["xa-5"].name]
    assert (rows["xa-3"].same_files.names, rows["xa-3"].same_files.count) == ([rows["xa-4"].name], 1)
    assert rows["xa-1"].alike.names == []
    assert (found.lowest, found.median, found.highest) == (10, Fraction(27, 2), 200)
    assert sum(step.bodies for step in found.steps) == 10
    assert [each.value for each in consistency(run.round, remit, remit.question("1.2"), "so").rows] == [Fraction(9, 10)] * 2
    assert consistency(run.round, remit, remit.question("1.1")).choices == [("Người đứng đầu", 3), ("", 7)][::-1]
