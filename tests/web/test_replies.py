"""Replies: agreed or contested within the window, silence written down, appeals answered with reasons."""

import hashlib
import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from web.running import NOW
from web.tampering import differing_from_log
from web.test_rulings import CHANGE, entries, points, refused
from web.verifying import at, decide, move, verifying

pytestmark = pytest.mark.django_db
LAST = NOW.replace(month=5, day=15, hour=16, minute=59)  # 23.59 of the last day in Vietnam
OVER = NOW.replace(month=5, day=15, hour=17)


@pytest.fixture
def run(monkeypatch):
    at(monkeypatch, NOW)
    run = verifying()
    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    decide(run, "so-y-te", "1.3", "changed", values={"quy_che": "không"}, reason="Chưa ban hành")
    decide(run, "so-y-te", "1.1", "accepted")
    decide(run, "so-noi-vu", "2.1", "changed", values={"tin_bai": "20"}, reason="Bốn bài đăng lại")
    move(run, "reply")
    return run


def reply(run, indicator: str, position: str, *, body: str = "so-y-te", by: str = "", seen: int = 1, **extra):
    from khoabang.web.assessments.models import Position
    from khoabang.web.assessments.replies import reply as replied

    who = run.people[by or f"approver:{body}"]
    return replied(run.participants[body].pk, indicator, Position(position), seen_number=seen, by=who, **extra)


def changes(run, body: str) -> list[str]:
    from khoabang.web.assessments.items import changes_of

    participant = run.participants[body]
    return [item.indicator for item in changes_of([participant])[participant.pk]]


def test_only_what_was_changed_is_put_to_the_body(run):
    assert changes(run, "so-y-te") == ["1.2", "1.3"]
    assert changes(run, "xa-an-phu") == []
    refused(409, reply, run, "1.1", "agreed")


def test_a_contested_change_needs_grounds_and_may_ask_for_a_value(run):
    refused(422, reply, run, "1.2", "contested", grounds="  ")
    refused(422, reply, run, "1.2", "contested", grounds="x", values=CHANGE["values"])
    wrong = refused(422, reply, run, "1.2", "contested", grounds="x", values={"hoan_thanh": "17.5", "duoc_giao": "20"})
    assert list(wrong.troubles) == ["hoan_thanh"]
    evidence = [{"document": 1, "sha256": "0" * 64, "name": "danh-muc.pdf"}]
    said = reply(run, "1.2", "contested", grounds="Có văn bản", values={"hoan_thanh": "17", "duoc_giao": "20"}, evidence=evidence)
    assert (said.grounds, said.by) == ("Có văn bản", run.people["approver:so-y-te"])
    refused(409, reply, run, "1.2", "agreed")
    assert entries(run, "so-y-te")[-1] == ("reply.contested", "1.2")


def test_only_the_bodys_approver_speaks_for_it(run):
    for who in ("preparer:so-y-te", "approver:so-noi-vu", "lead"):
        refused(403, reply, run, "1.2", "agreed", by=who)


def test_a_reply_is_taken_on_the_last_day_and_refused_after_it_unless_it_was_extended(run, monkeypatch):
    from khoabang.web.rounds.models import Extension

    at(monkeypatch, LAST)
    reply(run, "1.2", "agreed")
    at(monkeypatch, OVER)
    refused(409, reply, run, "1.3", "agreed")
    Extension.objects.create(
        participant=run.participants["so-y-te"],
        stage="reply",
        day=date(2026, 5, 18),
        reason="Bão",
        by=run.people["lead"],
        at=OVER,
    )
    reply(run, "1.3", "agreed")


@pytest.mark.parametrize("stage", ["verification", "council", "approved"])
def test_outside_the_stage_nothing_is_taken(run, stage):
    move(run, stage)
    refused(409, reply, run, "1.2", "agreed")


def test_the_rest_is_agreed_to_in_one_go_and_only_what_was_seen_and_its_receipt_can_be_checked(run, client):
    from khoabang.web.assessments.replies import agree_to_rest, receipt

    participant, approver = run.participants["so-y-te"], run.people["approver:so-y-te"]
    reply(run, "1.2", "contested", grounds="Có văn bản")
    refused(409, agree_to_rest, participant.pk, {"1.2": 1}, approver)
    assert len(agree_to_rest(participant.pk, {"1.3": 1}, approver)) == 1
    refused(409, agree_to_rest, participant.pk, {"1.3": 1}, approver)
    whole, each = receipt(participant)
    assert [item.indicator for item, _ in each] == ["1.2", "1.3"]
    assert len({whole, *(sha256 for _, sha256 in each)}) == 3
    assert receipt(participant)[0] == whole
    client.force_login(approver)
    shown = unescape(client.get(reverse("workspace:reply-receipt", args=[run.round.code, "so-y-te"])).content.decode())
    lines = re.findall(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
    assert [hashlib.sha256(line.encode()).hexdigest() for line in lines] == [*(sha256 for _, sha256 in each), whole]


@pytest.mark.parametrize(("silence", "contested"), [("agreed", ["1.2"]), ("contested", ["1.2", "1.3"])])
def test_silence_has_the_effect_that_the_round_states(run, monkeypatch, silence, contested):
    from django.db import transaction

    from khoabang.web.assessments.items import contested_of
    from khoabang.web.assessments.models import Reply
    from khoabang.web.assessments.replies import settle_silence
    from khoabang.web.conduct.conditions import unanswered

    run.round.silence = silence
    run.round.save()
    reply(run, "1.2", "contested", grounds="Có văn bản")
    refused(409, settle_silence, run.round)
    assert sum(unanswered(run.round).values()) == 2
    at(monkeypatch, OVER)
    with transaction.atomic():
        assert settle_silence(run.round) == 2
    assert unanswered(run.round, again=False) == {}
    assert settle_silence(run.round) == 0
    assert set(Reply.objects.filter(by=None).values_list("position", flat=True)) == {"silent"}
    assert entries(run, "so-noi-vu")[-1] == ("reply.silent", "")
    run.refresh()
    participant = run.participants["so-y-te"]
    assert [item.indicator for item in contested_of(run.round, [participant])[participant.pk]] == contested


def test_an_appeal_is_answered_with_a_reason_before_the_council_decides(run):
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.verification.rulings import answer_appeal

    participant = run.participants["so-y-te"]
    answer = {"values": {"hoan_thanh": "17", "duoc_giao": "20"}, "reason": "Đã có văn bản", "by": run.people["verifier"]}
    refused(409, answer_appeal, participant.pk, "1.2", kept=False, seen_number=1, **answer)
    reply(run, "1.2", "contested", grounds="Có văn bản")
    refused(422, answer_appeal, participant.pk, "1.2", kept=True, seen_number=1, reason="", by=run.people["verifier"])
    refused(403, answer_appeal, participant.pk, "1.2", kept=False, seen_number=1, **{**answer, "by": run.people["chair"]})
    assert answer_appeal(participant.pk, "1.2", kept=False, seen_number=1, **answer).step == "appeal"
    assert points(run, "current", "so-y-te", "1.2") == 17
    assert changes(run, "so-y-te") == ["1.2", "1.3"]  # what verification found, and was replied to, stays what it was
    move(run, "council")
    Ruling.objects.create(
        participant=participant, indicator="1.2", number=3, step="council", outcome="accepted", reason="Nhất trí", at=NOW,
        by=run.people["chair"],
    )  # fmt: skip
    refused(409, answer_appeal, participant.pk, "1.2", kept=False, seen_number=3, **answer)


def test_who_is_charged_with_a_contested_item_and_the_lead_department_hear_of_it_and_find_it(run):
    from django.test import Client

    from khoabang.web.assessments.following import Asked, follow
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.notices.models import Notice
    from khoabang.web.verification.rulings import answer_appeal

    def page(who: str, address: str) -> str:
        client = Client(HTTP_HOST="localhost")
        client.force_login(run.people[who])
        return client.get(address).content.decode()

    assert "Cho ý kiến về kiến nghị" not in page("verifier", "/lam-viec/")
    reply(run, "1.2", "contested", grounds="Có văn bản")
    reply(run, "1.3", "agreed")
    told = {(each.person_id, each.address) for each in Notice.objects.filter(title__contains="kiến nghị xem xét lại")}
    address = "/lam-viec/dot/thu-2026/tham-dinh/co-quan/so-y-te/1.2/"
    assert told == {(run.people[who].pk, address) for who in ("verifier", "lead")}
    for who in ("verifier", "lead"):
        assert "Cho ý kiến về kiến nghị" in page(who, "/lam-viec/")
        assert address in page(who, "/lam-viec/dot/thu-2026/tham-dinh/")
    queue = page("verifier", "/lam-viec/dot/thu-2026/tham-dinh/chi-tieu/1.2/?hien=contested")
    assert "Sở Y tế" in queue
    assert "Sở Nội vụ" not in queue
    answer_appeal(run.participants["so-y-te"].pk, "1.2", kept=True, seen_number=1, reason="Thiếu", by=run.people["verifier"])
    assert "Cho ý kiến về kiến nghị" not in page("verifier", "/lam-viec/")
    move(run, "council")
    Ruling.objects.create(
        participant=run.participants["so-y-te"], indicator="1.2", number=3, step="council", outcome="changed",
        reason="Giữ kết quả", at=NOW, by=run.people["chair"],
    )  # fmt: skip
    rows = {row.participant.body.code: row.unanswered for row in follow(run.round, Asked()).rows}
    assert rows["so-y-te"] == 0  # the council's word waits for no answer


def test_verification_done_again_asks_the_body_again_about_what_it_changed(run):
    reply(run, "1.2", "agreed")
    reply(run, "1.3", "agreed")
    move(run, "verification")
    decide(run, "so-y-te", "1.2", "changed", seen=1, values={"hoan_thanh": "10", "duoc_giao": "20"}, reason="Rà soát lại")
    move(run, "reply")
    from khoabang.web.conduct.conditions import unanswered

    assert sum(unanswered(run.round).values()) == 2  # this one, and that of the other body
    reply(run, "1.2", "agreed", seen=2)


def test_who_was_silent_may_speak_where_the_window_is_opened_again(run, monkeypatch):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.models import Reply
    from khoabang.web.conduct.progress import progress_of
    from khoabang.web.conduct.transitions import move as moved
    from khoabang.web.council.agenda import waiting_listed
    from khoabang.web.council.sittings import sitting_planned
    from khoabang.web.refusal import Refused
    from khoabang.web.reminders import unanswered_changes
    from khoabang.web.rounds.models import Deadline
    from web.test_council import plan

    lead = run.people["lead"]
    run.round.silence = "contested"
    run.round.save()
    reply(run, "1.2", "contested", grounds="Có văn bản")
    at(monkeypatch, OVER)
    moved(run.round.code, "close_replies", by=lead)
    run.refresh()
    sitting = sitting_planned(run.round, plan(run), by=lead)
    assert len(waiting_listed(sitting, by=lead)) == 3
    sitting.state = "in_session"
    sitting.save()
    with pytest.raises(Refused, match="đang tiến hành"):
        moved(run.round.code, "reopen_replies", by=lead, reason="Bão")
    sitting.state = "planned"
    sitting.save()
    moved(run.round.code, "reopen_replies", by=lead, reason="Bão")
    assert [item.indicator for item in sitting.items.filter(state="open")] == ["1.2"]
    refused(409, reply, run, "1.3", "agreed")  # the last day is over still
    Deadline.objects.filter(round=run.round, stage="reply").update(day=date(2026, 5, 20))
    run.refresh()
    assert (unanswered_changes(run.round).count(), progress_of(run.round).silent) == (2, 2)
    with pytest.raises(Refused, match="chưa trả lời: Sở Y tế, Sở Nội vụ"):
        moved(run.round.code, "close_replies", by=lead)
    reply(run, "1.3", "contested", grounds="Đã ban hành")
    refused(409, reply, run, "1.3", "agreed")
    refused(409, reply, run, "1.2", "agreed")
    assert differing_from_log("DOC153", "DOC155") == []
    at(monkeypatch, OVER.replace(day=20))
    moved(run.round.code, "close_replies", by=lead)
    run.refresh()
    told = Reply.objects.order_by("pk").values_list("ruling__indicator", "position")
    assert list(told) == [("1.2", "contested"), ("1.3", "silent"), ("2.1", "silent"), ("1.3", "contested")]
    assert Entry.objects.filter(action="reply.silent").count() == 3  # that of the other body twice
    assert (unanswered_changes(run.round).count(), progress_of(run.round).silent) == (0, 1)
    back = [(item.indicator, item.origin, item.reply.position) for item in waiting_listed(sitting, by=lead)]
    assert back == [("1.3", "contested", "contested"), ("2.1", "silent", "silent")]
