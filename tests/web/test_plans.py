"""A body's plan of improvement: from its weakest indicators to tasks and dated targets, sent, followed, and seen again in the next pre-check."""

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from web.running import NOW, Running, running
from web.shipped import documents
from web.verifying import at

pytestmark = pytest.mark.django_db
ME = "so-y-te"
TASK = {
    "criterion": "1.2",
    "task": "Rà soát nhiệm vụ hằng tháng",
    "owner": "Văn phòng Sở",
    "due": "30/06/2026",
}
TARGET = {"quantity": "1.2:hoan_thanh/duoc_giao", "at_most": "", "value": "97,5", "by": "31/12/2026"}


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    at(monkeypatch, NOW)


@pytest.fixture
def run() -> Running:
    return running("approved")


def where(name: str, *more: Any, body: str = ME, code: str = "thu-2026") -> str:
    return reverse(f"workspace:{name}", args=[code, body, *more])


def signed_in(client, run: Running, who: str) -> Any:
    client.force_login(run.people[who])
    return client


def version(run: Running) -> str:
    from khoabang.web.improvement.selectors import draft_of

    return str(draft_of(run.participants[ME])[1])


def written(client, run: Running) -> None:
    """A task and a target in the draft."""
    signed_in(client, run, f"preparer:{ME}")
    for name, typed in (("plan-task", TASK), ("plan-target", TARGET)):
        response = client.post(where(name, 0), {**typed, "ban": version(run)})
        assert response.status_code == 302, response.content.decode()


def sent(client, run: Running) -> Any:
    signed_in(client, run, f"approver:{ME}")
    response = client.post(where("plan"), {"viec": "send", "ban": version(run)})
    assert response.status_code == 302, response.content.decode()
    from khoabang.web.improvement.models import SentPlan

    return SentPlan.objects.latest("pk")


def next_round(run: Running, **values: str) -> Any:
    """The body in the round of the next year, with a draft of the indicator that the plan is about."""
    from khoabang.web.assessments import drafts
    from khoabang.web.rounds.models import Participant, RankingGroup, Round

    round_ = Round.objects.create(
        code="thu-2027", authority=run.authority, year=2027, kind="computed", title="Đánh giá năm 2027", search="2027",
        public=False, stage="assessment", set_version=run.round.set_version, previous=run.round,
    )  # fmt: skip
    before = run.participants[ME]
    group = RankingGroup.objects.create(round=round_, code=before.group.code, name=before.group.name, position=0)
    participant = Participant.objects.create(
        round=round_, body=before.body, group=group, name=before.name, search=before.search, attributes=before.attributes,
        due=date(2027, 12, 31),
    )  # fmt: skip
    if values:
        drafts.save(participant.pk, "1.2", drafts.Content(values), seen=0, by=run.people[f"preparer:{ME}"])
    return participant


def test_the_weakest_indicators_are_those_that_lost_most_by_the_exact_figures():
    from khoabang.web.improvement.suggestions import weakest

    document = documents("thai-binh-2020")["document"]
    found = weakest(document, "vp-ubnd-tinh")
    group = document["groups"][0]
    row = next(each for each in group["bodies"] if each["code"] == "vp-ubnd-tinh")
    leaves = {each["code"] for each in document["annexes"][0]["criteria"] if each["leaf"]}
    lost = {
        code: Fraction(score["maximum"]["exact"]) - Fraction(score["points"]["exact"])
        for code, score in row["criteria"].items()
        if code in leaves and score["points"]["exact"] is not None and score["maximum"]["exact"] is not None
    }
    assert [lost[each.code] for each in found] == sorted((each for each in lost.values() if each > 0), reverse=True)[:5]
    assert weakest(document, "khong-co") == []


def test_a_plan_is_written_sent_and_kept_as_it_was_sent(client, run):
    from khoabang.web.improvement.content import digest, read
    from khoabang.web.notices.models import Notice

    written(client, run)
    first = sent(client, run)
    content = read(first.content)
    assert content.tasks[0].due == date(2026, 6, 30)
    assert (content.targets[0].value, content.targets[0].quantity.unit) == ("97.5", "%")
    assert first.sha256 == digest(first.content)
    assert Notice.objects.filter(person=run.people["lead"], title__contains="kế hoạch cải thiện").count() == 1
    client.post(where("plan-task", content.tasks[0].key), {**TASK, "owner": "Thanh tra Sở", "ban": version(run)})
    first.refresh_from_db()
    assert read(first.content) == content
    second = sent(client, run)
    assert (second.number, read(second.content).tasks[0].owner) == (2, "Thanh tra Sở")
    assert read(second.content).tasks[0].key == content.tasks[0].key


def test_a_plan_that_did_not_change_is_not_sent_again(client, run):
    written(client, run)
    sent(client, run)
    assert client.post(where("plan"), {"viec": "send", "ban": version(run)}).status_code == 409


def test_only_an_approver_of_the_body_sends(client, run):
    written(client, run)
    signed_in(client, run, f"preparer:{ME}")
    response = client.post(where("plan"), {"viec": "send", "ban": version(run)})
    assert response.status_code == 403
    from khoabang.web.accounts.errors import NotYourRole
    from khoabang.web.improvement.services import plan_sent

    for who in ("lead", "approver:so-noi-vu", "administrator"):
        with pytest.raises(NotYourRole):
            plan_sent(run.participants[ME].pk, seen=2, by=run.people[who])


@pytest.mark.parametrize("stage", ["preparation", "assessment", "verification", "reply", "council", "cancelled"])
def test_before_the_result_stands_nothing_is_planned(stage):
    from khoabang.web.improvement.services import removed
    from khoabang.web.refusal import Refused

    run = running(stage)
    with pytest.raises(Refused, match="sau khi kết quả"):
        removed(run.participants[ME].pk, 1, seen=0, by=run.people[f"approver:{ME}"])


def test_two_who_write_at_once_do_not_overwrite_each_other(client, run):
    signed_in(client, run, f"preparer:{ME}")
    assert client.post(where("plan-task", 0), {**TASK, "ban": "0"}).status_code == 302
    page = client.post(where("plan-task", 0), {**TASK, "task": "Việc khác", "ban": "0"})
    assert page.status_code == 422
    assert "vừa được người khác sửa" in page.content.decode()
    assert "Việc khác" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("plan-task", {"criterion": ""}, "criterion"),
        ("plan-task", {"task": ""}, "task"),
        ("plan-task", {"task": "x" * 2_001}, "task"),
        ("plan-task", {"owner": " "}, "owner"),
        ("plan-task", {"due": "31/02/2026"}, "due"),
        ("plan-task", {"due": ""}, "due"),
        ("plan-target", {"quantity": ""}, "quantity"),
        ("plan-target", {"value": "58.083"}, "value"),
        ("plan-target", {"value": "nhiều"}, "value"),
        ("plan-target", {"value": ""}, "value"),
        ("plan-target", {"by": ""}, "by"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(client, run, name, typed, field):
    from khoabang.web.improvement.models import Plan

    signed_in(client, run, f"preparer:{ME}")
    page = client.post(where(name, 0), {**(TASK if name == "plan-task" else TARGET), **typed, "ban": "0"})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert not Plan.objects.exists()


def test_tasks_go_the_ways_of_their_table_and_late_is_said_by_the_clock(client, run, monkeypatch):
    from khoabang.web.improvement.models import TaskState
    from khoabang.web.improvement.selectors import tasks_of

    written(client, run)
    plan = sent(client, run)
    signed_in(client, run, f"preparer:{ME}")
    at_task = where("plan-progress", 1)
    assert client.post(at_task, {"transition": "note", "note": "", "ban": "0"}).status_code == 422
    assert client.post(at_task, {"transition": "reopen", "note": "x", "ban": "0"}).status_code == 422
    assert client.post(at_task, {"transition": "begin", "note": "Đã họp", "ban": "0"}).status_code == 302
    assert client.post(at_task, {"transition": "finish", "note": "", "ban": "0"}).status_code == 422, "somebody was quicker"
    (stands,) = tasks_of([plan], date(2026, 6, 30))[plan.participant_id]
    assert (stands.state, stands.is_late) == (TaskState.DOING, False)
    (stands,) = tasks_of([plan], date(2026, 7, 1))[plan.participant_id]
    assert stands.is_late
    assert client.post(at_task, {"transition": "finish", "note": "Xong", "ban": "1"}).status_code == 302
    (stands,) = tasks_of([plan], date(2026, 7, 1))[plan.participant_id]
    assert (stands.state, stands.is_late, len(stands.notes)) == (TaskState.DONE, False, 2)


def test_the_lead_department_sees_who_has_none_what_is_late_and_takes_it_along(client, run, monkeypatch, tmp_path):
    written(client, run)
    sent(client, run)
    at(monkeypatch, NOW + timedelta(days=200))
    signed_in(client, run, "lead")
    page = client.get(reverse("workspace:plans", args=["thu-2026"])).content.decode()
    assert "1/3 cơ quan đã gửi kế hoạch" in page
    assert "Chưa gửi kế hoạch (2)" in page
    assert "Có việc quá hạn (1)" in page
    late = client.get(reverse("workspace:plans", args=["thu-2026"]), {"loc": "cham"}).content.decode()
    assert "Sở Y tế" in late
    assert "Xã An Phú" not in late
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(client.get(reverse("workspace:plans-workbook", args=["thu-2026"])).content)
    rows = [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows(min_row=4)]
    assert [row[2] for row in rows[:4]] == ["Việc", "Mục tiêu", "Chưa gửi kế hoạch", "Chưa gửi kế hoạch"]
    assert "97,5 %" in rows[1][4]


def test_the_lead_department_reads_no_draft(client, run):
    written(client, run)
    signed_in(client, run, "lead")
    assert TASK["task"] not in client.get(where("plan")).content.decode()
    sent(client, run)
    signed_in(client, run, "lead")
    assert TASK["task"] in client.get(where("plan")).content.decode()


@pytest.mark.parametrize(
    ("done", "given", "met"), [("195", "200", True), ("194", "200", False), ("0", "0", None), ("", "200", None)]
)
def test_a_target_is_met_by_exact_figures_or_not_known(done, given, met):
    from khoabang.web.improvement.content import Quantity, Target
    from khoabang.web.improvement.targets import reached

    target = Target(1, "1.2", "", Quantity("hoan_thanh/duoc_giao", "", "%"), "97.5", at_most=False, by=date(2026, 12, 31))
    answers = {name: Fraction(value) for name, value in (("hoan_thanh", done), ("duoc_giao", given)) if value}
    assert reached(target, answers).is_met is met


def test_the_next_pre_check_shows_the_plan_and_warns_where_a_target_was_missed(client, run, monkeypatch):
    written(client, run)
    sent(client, run)
    participant = next_round(run, hoan_thanh="18", duoc_giao="20")
    from khoabang.web.assessments.precheck import precheck

    def warned() -> list[str]:
        return [each.words for each in precheck(participant).findings if each.kind == "below_target"]

    found = precheck(participant).planned["1.2"]
    assert found.tasks[0].task.task == TASK["task"]
    assert found.targets[0].reached.value == 90
    assert warned() == [], "its day has not passed"
    at(monkeypatch, NOW + timedelta(days=330))
    (words,) = warned()
    for each in ("97,5", "90", "31/12/2026"):
        assert each in words


def test_what_is_not_answered_yet_is_not_known(client, run, monkeypatch):
    written(client, run)
    sent(client, run)
    participant = next_round(run)
    at(monkeypatch, NOW + timedelta(days=330))
    from khoabang.web.assessments.precheck import precheck

    found = precheck(participant)
    assert found.planned["1.2"].targets[0].reached.is_met is None
    assert not [each for each in found.findings if each.kind == "below_target"]


def test_the_plan_page_holds_targets_against_what_the_next_round_claims_and_not_its_drafts(client, run):
    from khoabang.web.assessments.plans import known_since
    from khoabang.web.rounds.models import Participant
    from web.verifying import VALUES, claim

    written(client, run)
    plan = sent(client, run)
    participant = next_round(run, hoan_thanh="1", duoc_giao="20")
    (stands,) = known_since([plan])[plan.participant_id]
    assert stands.reached.value is None
    after = Running(run.authority, participant.round, run.bodies, {ME: Participant.objects.get(pk=participant.pk)}, run.people)
    claim(after, ME, VALUES)
    (stands,) = known_since([plan])[plan.participant_id]
    assert stands.reached.value is not None


def test_a_plan_goes_to_the_body_that_succeeds(client, run):
    from khoabang.web.improvement.selectors import plan_before

    written(client, run)
    plan = sent(client, run)
    participant = next_round(run)
    assert plan_before(participant) == plan
    participant.body = run.bodies["so-noi-vu"]
    participant.predecessors = json.dumps([ME])
    assert plan_before(participant) == plan
    participant.predecessors = json.dumps([ME, "xa-an-phu"])
    assert plan_before(participant) is None


@pytest.mark.parametrize("table", ["improvement_sentplan", "improvement_progress"])
def test_what_is_written_once_stays(client, run, table):
    written(client, run)
    sent(client, run)
    signed_in(client, run, f"preparer:{ME}")
    client.post(where("plan-progress", 1), {"transition": "begin", "note": "", "ban": "0"})
    for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):  # noqa: S608 - names of ours
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_log_proves_what_was_sent(client, run):
    from khoabang.web import clock
    from khoabang.web.upkeep.checks import CHECKS
    from khoabang.web.upkeep.checks.check import Looked

    written(client, run)
    sent(client, run)
    looked = Looked(clock.now())
    assert [code for code in ("DOC184", "DOC185") if list(CHECKS[code].find(looked))] == []
