"""Reminders, their e-mail through a real server, the clock that does them, and the pages of all that."""

import csv
import email
import email.policy
import io
import json
import re
import select
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from khoabang.web import clock, reminders
from khoabang.web.notices import mailing
from khoabang.web.notices.models import Notice
from khoabang.web.notices.services import tell
from khoabang.web.reminders import DaysRefused, NobodyChosen, NothingToRemind, bodies_reminded, remind, reminder_days_set
from khoabang.web.upkeep import chores
from khoabang.web.upkeep.chores import run_due
from web.running import NOW, running

pytestmark = pytest.mark.django_db
BODY = "so-y-te"


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM).astimezone(UTC)


@pytest.fixture
def run():
    return running("assessment")


@pytest.fixture
def today(monkeypatch):
    """Says what time it is."""

    def said(now: datetime) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    said(NOW)
    return said


def signed_in(run, key: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[key])
    return client


def told(run, key: str) -> list[str]:
    return list(Notice.objects.filter(person=run.people[key]).order_by("pk").values_list("title", flat=True))


# Reminders


def test_a_body_that_did_not_send_is_reminded_on_each_day_once(run):
    days = [remind(at(date(2026, 3, 31) - timedelta(days=left))) for left in (8, 7, 6, 5, 3, 2, 1, 0)]
    assert days == [0, 3, 0, 0, 3, 0, 3, 0]
    assert told(run, f"approver:{BODY}")[0] == "Sở Y tế: chưa bắt đầu tự đánh giá, hạn gửi hết ngày 31/03/2026"
    assert len(told(run, f"preparer:{BODY}")) == 3
    assert remind(at(date(2026, 4, 1))) == 3
    assert "đã quá hạn" in told(run, f"approver:{BODY}")[-1]
    assert remind(at(date(2026, 4, 9))) == 0


def test_a_clock_that_stood_still_catches_up_with_one_reminder(run):
    assert remind(at(date(2026, 3, 29))) == 3
    assert remind(at(date(2026, 3, 29), 20)) == 0


def test_what_is_said_follows_from_how_far_the_body_is(run):
    from khoabang.web.assessments.models import Draft

    preparer = run.people[f"preparer:{BODY}"]
    Draft.objects.create(participant=run.participants[BODY], indicator="1.1", saved_at=NOW, saved_by=preparer)
    for body, state in (("so-noi-vu", "signing"), ("xa-an-phu", "sent")):
        run.participants[body].state = state
        run.participants[body].save()
    remind(at(date(2026, 3, 30)))
    assert "chưa gửi bản tự đánh giá" in told(run, f"approver:{BODY}")[0]
    assert "chờ duyệt" in told(run, "approver:so-noi-vu")[0]
    assert told(run, "approver:xa-an-phu") == []


def test_more_time_moves_the_reminders(run):
    participant = run.participants[BODY]
    remind(at(date(2026, 3, 30)))
    participant.due = date(2026, 4, 10)
    participant.save()
    assert remind(at(date(2026, 3, 31))) == 0
    assert remind(at(date(2026, 4, 3))) == 3  # this body's, and the other two that are late
    assert "10/04/2026" in told(run, f"approver:{BODY}")[-1]


def test_the_days_are_data(run, today):
    reminder_days_set(run.round.code, "5; 2,5", by=run.people["lead"])
    assert reminders.days_of(run.round) == (5, 2)
    assert [remind(at(date(2026, 3, 31) - timedelta(days=left))) for left in (7, 5, 3, 2)] == [0, 3, 0, 3]
    reminder_days_set(run.round.code, "", by=run.people["lead"])
    assert remind(at(date(2026, 3, 31))) == 0
    for typed in ("x", "7, -1", "1.5", "61", "1 2 3 4 5 6 7"):
        with pytest.raises(DaysRefused):
            reminder_days_set(run.round.code, typed, by=run.people["lead"])


def ruling(run, indicator: str, outcome: str, **values):
    from khoabang.web.assessments.models import Ruling

    given = {"number": 1, "step": "verification", "reason": "x", "at": NOW, "by": run.people["verifier"], **values}
    return Ruling.objects.create(participant=run.participants[BODY], indicator=indicator, outcome=outcome, **given)


def test_supplements_and_verifiers_are_reminded_in_verification(run):
    from khoabang.web.rounds.models import Charge

    run.round.stage = "verification"
    run.round.save()
    for indicator in ("1.1", "1.2", "1.3"):
        ruling(run, indicator, "supplement", due=date(2026, 4, 10))
    ruling(run, "1.3", "accepted", number=2)
    Charge.objects.create(round=run.round, duty="verify", person=run.people["verifier"])
    assert remind(at(date(2026, 4, 9))) == 1
    notice = Notice.objects.get(person=run.people[f"preparer:{BODY}"])
    assert (notice.title, notice.words) == (
        "Sở Y tế: cần bổ sung trước khi hết ngày 10/04/2026",
        "Chỉ tiêu được yêu cầu bổ sung: 1.1, 1.2.",
    )
    assert remind(at(date(2026, 4, 27))) == 3  # the supplements are late, the verification is near
    assert told(run, "verifier") == told(run, "lead") == ["Đánh giá năm 2026 (tinh-thu): hạn thẩm định hết ngày 30/04/2026"]


def test_each_is_reminded_of_what_is_theirs_to_verify_to_read_or_to_supply(monkeypatch):
    from khoabang.web import clock
    from web.verifying import another, charge, decide, verifying

    run = verifying()
    run.round.second_reading = True
    run.round.save()
    another(run, "verifier", "hai")
    charge(run, "hai", criterion="2", participant=run.participants[BODY])
    another(run, "verifier", "ba")
    charge(run, "ba", duty="supply", criterion="2.3")
    monkeypatch.setattr(clock, "now", lambda: at(date(2026, 4, 28)))
    decide(run, BODY, "1.1", "accepted")
    assert remind(at(date(2026, 4, 28))) == 5
    told_to = dict(Notice.objects.values_list("person", "words"))
    assert {key: told_to[who.pk] for key, who in run.people.items() if who.pk in told_to} == {
        "lead": "Còn 19 mục bạn phụ trách chưa thẩm định.\nCòn 1 mục bạn phụ trách chờ thẩm định lần hai.",
        "verifier": "Còn 19 mục bạn phụ trách chưa thẩm định.",
        "assistant": "Còn 1 mục bạn phụ trách chờ thẩm định lần hai.",
        "hai": "Còn 4 mục bạn phụ trách chưa thẩm định.",
        "ba": "Chưa có số liệu của 3 lượt cơ quan, ở chỉ tiêu: 2.3.",
    }


def test_members_are_reminded_of_a_meeting_and_of_what_they_have_not_answered_in_writing(monkeypatch):
    from khoabang.web import clock
    from khoabang.web.council.voting import vote_cast
    from web.test_council import DAY as SITS
    from web.test_council import LATER, at_council, in_session

    monkeypatch.setattr(clock, "now", lambda: LATER)
    run = at_council()
    sitting = in_session(run, kind="written")
    vote_cast(sitting.items.get(), 1, by=run.people["member2"])
    assert remind(at(SITS - timedelta(days=1))) == 3
    assert [len(told(run, key)) for key in ("member", "member2")] == [2, 1]  # that it began both were told
    assert Notice.objects.filter(person=run.people["member"]).latest("pk").words == "Còn 1 nội dung bạn chưa trả lời."


def test_bodies_that_have_not_replied_are_reminded_in_the_reply(run):
    from khoabang.web.assessments.models import Reply

    run.round.stage = "reply"
    run.round.save()
    ruling(run, "1.1", "changed")
    answered = ruling(run, "1.2", "changed")
    Reply.objects.create(ruling=answered, position="agreed", at=NOW)
    assert remind(at(date(2026, 5, 14))) == 1
    assert Notice.objects.get(person=run.people[f"approver:{BODY}"]).words.startswith("Còn 1 chỉ tiêu")
    Reply.objects.create(ruling=answered.__class__.objects.get(indicator="1.1"), position="agreed", at=NOW)
    assert remind(at(date(2026, 5, 16))) == 0


def test_chosen_bodies_are_reminded_once_a_day(run, today):
    keys = [run.participants[BODY].pk, run.participants["xa-an-phu"].pk]
    assert bodies_reminded(run.round.code, keys, by=run.people["lead"], note="Gấp") == 2
    assert bodies_reminded(run.round.code, keys, by=run.people["lead"]) == 0
    assert told(run, f"preparer:{BODY}") == ["Sở Y tế: cơ quan thường trực nhắc hoàn thành bản tự đánh giá"]
    today(NOW + timedelta(days=1))
    assert bodies_reminded(run.round.code, keys[:1], by=run.people["lead"]) == 1
    with pytest.raises(NobodyChosen):
        bodies_reminded(run.round.code, [0], by=run.people["lead"])
    run.round.stage = "council"
    run.round.save()
    with pytest.raises(NothingToRemind):
        bodies_reminded(run.round.code, keys, by=run.people["lead"])


# E-mail


class Box:
    """A mail server of our own that keeps what it takes; it refuses whom it is told to."""

    def __init__(self):
        self.letters, self.refused = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name that aiosmtpd calls
        if address in self.refused:
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - as above
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@contextmanager
def server(settings, box):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.DEFAULT_FROM_EMAIL = "Khoa Bảng <khoabang@tinh.example>"
    settings.SITE_ADDRESS = "https://khoabang.tinh.example"
    try:
        yield
    finally:
        controller.stop()


def test_each_notice_is_mailed_once_in_the_language_of_who_is_told(run, settings):
    box = Box()
    run.people["lead"].language = "en"
    run.people["lead"].save()
    with server(settings, box):
        tell([run.people["lead"], run.people["observer"]], "Đợt\nmới", "Hãy xem.", address="/lam-viec/dot/thu-2026/", now=NOW)
        assert mailing.send_waiting(NOW).sent == 2
        assert mailing.send_waiting(NOW + timedelta(hours=1)).sent == 0
    first, second = sorted(box.letters, key=lambda letter: letter["To"])
    assert first["To"] == run.people["lead"].email
    assert first["Subject"] == "Đợt mới"
    assert first["From"] == "Khoa Bảng <khoabang@tinh.example>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<notice-\d+-\d{14}@khoabang\.tinh\.example>", first["Message-ID"])
    body = second.get_content()
    assert "https://khoabang.tinh.example/lam-viec/dot/thu-2026/" in body
    assert "tự gửi" in body
    assert "tự gửi" not in first.get_content()


def test_what_the_server_refuses_is_tried_again_later_with_a_count(run, settings):
    box = Box()
    box.refused = {run.people["lead"].email}
    with server(settings, box):
        tell([run.people["lead"], run.people["observer"]], "Việc", now=NOW)
        done = mailing.send_waiting(NOW)
        assert (done.sent, done.failed) == (1, 1)
        notice = Notice.objects.get(person=run.people["lead"])
        assert (notice.attempts, notice.mailed_at) == (1, None)
        assert "550" in notice.trouble
        assert mailing.send_waiting(NOW + timedelta(minutes=1)).failed == 0
        box.refused = set()
        assert mailing.send_waiting(NOW + timedelta(hours=1)).sent == 1
    notice.refresh_from_db()
    assert (notice.attempts, notice.trouble) == (2, "")


def test_a_server_that_is_away_stops_the_run_and_loses_nothing(run, settings):
    with server(settings, Box()):
        pass
    tell([run.people["lead"], run.people["observer"]], "Việc", now=NOW)
    done = mailing.send_waiting(NOW)
    assert (done.sent, done.failed) == (0, 1)
    assert mailing.waiting(NOW).count() == 2
    for turn in range(1, 40):
        mailing.send_waiting(NOW + timedelta(hours=3 * turn))
    assert max(Notice.objects.values_list("attempts", flat=True)) == mailing.MOST_ATTEMPTS


def test_two_clocks_at_once_send_it_once(run, settings, monkeypatch):
    box = Box()
    with server(settings, box):
        tell([run.people["lead"]], "Việc", now=NOW)
        sent = mailing._sent
        monkeypatch.setattr(mailing, "_sent", lambda notice, there: (mailing.send_waiting(NOW), sent(notice, there))[1])
        assert mailing.send_waiting(NOW).sent == 1
    assert len(box.letters) == 1


def test_without_a_server_nothing_is_sent_and_old_news_is_not_sent_later(run, settings):
    tell([run.people["lead"]], "Việc", now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert mailing.send_waiting(NOW).sent == 0
    box = Box()
    with server(settings, box):
        assert mailing.send_waiting(NOW + timedelta(days=8)).sent == 0
        run.people["lead"].is_active = False
        run.people["lead"].save()
        assert mailing.send_waiting(NOW).sent == 0
    assert box.letters == []


# The clock


def test_chores_are_done_when_they_are_due_and_one_that_fails_hides_no_other(run, monkeypatch):
    def fail(now):
        raise OSError("đĩa đầy")

    due = [
        chores.Due("a", "A", timedelta(hours=1), lambda now: 3),
        chores.Due("b", "B", timedelta(minutes=1), fail),
        chores.Due("c", "C", timedelta(minutes=1), lambda now: 1),
    ]
    monkeypatch.setattr(chores, "CHORES", tuple(due))
    assert [(each.name, each.count, bool(each.trouble)) for each in run_due(NOW)] == [
        ("a", 3, False),
        ("b", 0, True),
        ("c", 1, False),
    ]
    assert run_due(NOW + timedelta(seconds=20)) == []
    assert [each.name for each in run_due(NOW + timedelta(seconds=58))] == ["b", "c"]
    row = chores.Chore.objects.get(name="b")
    assert (row.failures, row.trouble, row.done) == (2, "OSError: đĩa đầy", None)
    monkeypatch.setattr(chores, "CHORES", (chores.Due("b", "B", timedelta(minutes=1), lambda now: 1),))
    run_due(NOW + timedelta(minutes=5))
    row.refresh_from_db()
    assert (row.failures, row.trouble) == (0, "")


def test_a_clock_set_back_does_not_stop_the_chores(run):
    chores.Chore.objects.create(name="seal", began=NOW + timedelta(days=300))
    assert "seal" in [each.name for each in run_due(NOW)]


def test_the_clock_ends_with_whoever_started_it(tmp_path):
    """The process that holds the pipe is killed: nothing tells the clock so but the pipe's end."""
    holder = (
        "import signal, subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'from khoabang.web.upkeep import loop\\n"
        "while not loop._ended(60): pass'], stdin=subprocess.PIPE)\n"
        "print(p.pid, flush=True)\nsignal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout.readline().strip().isdigit()
        started.kill()
        # The clock has its output from who started it: that comes to its end once both have.
        ended, _, _ = select.select([started.stdout], [], [], 30)
        assert ended
        assert started.stdout.read() == ""


# Pages


def test_notices_are_counted_read_and_followed(run, today):
    tell([run.people["lead"]], "Việc một", "Chi tiết", address="/lam-viec/thong-bao/", now=NOW)
    tell([run.people["lead"]], "Việc hai", address="https://elsewhere.example/", now=NOW)
    client = signed_in(run, "lead")
    page = client.get("/lam-viec/thong-bao/").content.decode()
    assert '<b class="news">2</b>' in page
    first = Notice.objects.get(title="Việc một")
    assert client.get(f"/lam-viec/thong-bao/{first.pk}/").status_code == 302
    first.refresh_from_db()
    assert first.read_at is None
    assert client.post(f"/lam-viec/thong-bao/{first.pk}/").headers["Location"] == "/lam-viec/thong-bao/"
    first.refresh_from_db()
    assert first.read_at == NOW
    elsewhere = client.post(f"/lam-viec/thong-bao/{Notice.objects.get(title='Việc hai').pk}/")
    assert elsewhere.headers["Location"] == "/lam-viec/thong-bao/"
    assert signed_in(run, "observer").post(f"/lam-viec/thong-bao/{first.pk}/").status_code == 404
    tell([run.people["lead"]], "Việc ba", now=NOW)
    client.post("/lam-viec/thong-bao/da-doc/")
    assert 'class="news"' not in client.get("/lam-viec/thong-bao/").content.decode()


@pytest.fixture
def followed(run, today):
    from khoabang.web.assessments.models import Draft

    preparer = run.people[f"preparer:{BODY}"]
    for indicator, values in (("1.1", '{"truong_ban": "truong"}'), ("1.2", "{}")):
        Draft.objects.create(
            participant=run.participants[BODY], indicator=indicator, values=values, saved_at=NOW, saved_by=preparer
        )
    run.participants["so-noi-vu"].state = "sent"
    run.participants["so-noi-vu"].save()
    today(at(date(2026, 4, 2)))
    return run


FOLLOW = "/lam-viec/dot/thu-2026/theo-doi/"


def names_in(page: str) -> list[str]:
    return re.findall(r'nhat-ky/[\w-]+/">([^<]+)</a>', page)


def test_a_round_is_followed_body_by_body(followed):
    client = signed_in(followed, "lead")
    page = client.get(FOLLOW).content.decode()
    assert names_in(page) == ["Sở Y tế", "Sở Nội vụ", "Xã An Phú"]
    assert "1/6" in page
    assert "Chưa bắt đầu, quá hạn" in page
    listed = client.get("/lam-viec/dot/thu-2026/cac-co-quan/").content.decode()
    assert re.findall(r"<td>(Chưa bắt đầu|Đang nhập|Đã gửi)<", listed) == ["Đang nhập", "Đã gửi", "Chưa bắt đầu"]
    body = signed_in(followed, f"preparer:{BODY}")
    checked = re.sub(r"\s+", " ", body.get(f"/lam-viec/dot/thu-2026/tu-danh-gia/{BODY}/kiem-tra/").content.decode())
    assert re.search(r"Đã nhập 1/\d chỉ tiêu", checked)  # as many as those who follow the round see
    assert names_in(client.get(FOLLOW, {"tim": "noi vu"}).content.decode()) == ["Sở Nội vụ"]
    assert names_in(client.get(FOLLOW, {"loc": "chua-bat-dau"}).content.decode()) == ["Xã An Phú"]
    assert names_in(client.get(FOLLOW, {"loc": "qua-han", "xep": "-ten"}).content.decode()) == ["Xã An Phú", "Sở Y tế"]
    assert names_in(client.get(FOLLOW, {"xep": "-tien-do"}).content.decode())[0] == "Sở Y tế"
    for odd in ({"trang": "9999999999"}, {"trang": "x"}, {"loc": "x", "xep": "y"}, {"trang": "-1"}):
        assert client.get(FOLLOW, odd).status_code == 200


def test_a_large_round_takes_no_more_queries_than_a_small_one(followed):
    from khoabang.web.organisations.models import Body
    from khoabang.web.rounds.models import Participant

    client = signed_in(followed, "lead")
    client.get(FOLLOW)
    with CaptureQueriesContext(connection) as few:
        client.get(FOLLOW)
    bodies = Body.objects.bulk_create(Body(authority=followed.authority, code=f"xa-{number}") for number in range(600))
    like = followed.participants["xa-an-phu"]
    Participant.objects.bulk_create(
        Participant(
            round=followed.round,
            body=body,
            group=like.group,
            position=9,
            name=body.code,
            search=body.code,
            attributes=like.attributes,
        )
        for body in bodies
    )
    for asked in ({}, {"trang": "7"}, {"xep": "tien-do"}):
        with CaptureQueriesContext(connection) as many:
            page = client.get(FOLLOW, asked).content.decode()
        assert len(names_in(page)) == 20
        assert len(many) <= len(few)
    ours = [each["sql"] for each in many if "rounds_participant" in each["sql"] or "assessments_" in each["sql"]]
    assert len(ours) <= 8


def test_a_lead_department_reminds_whom_it_chooses(followed):
    client = signed_in(followed, "lead")
    none = client.post(FOLLOW, {"note": "Gấp"})
    assert none.status_code == 422
    assert "Chọn ít nhất một cơ quan" in none.content.decode()
    assert 'value="Gấp"' in none.content.decode()
    assert client.post(f"{FOLLOW}?loc=qua-han", {"body": [followed.participants[BODY].pk], "note": "Gấp"}).headers[
        "Location"
    ] == (f"{FOLLOW}?loc=qua-han")
    assert len(told(followed, f"preparer:{BODY}")) == 1
    wrong = client.post(FOLLOW, {"days": "bảy"})
    assert wrong.status_code == 422
    assert 'value="bảy"' in wrong.content.decode()
    client.post(FOLLOW, {"days": "10, 2"})
    assert reminders.days_of(followed.round) == (10, 2)


LOG = "/lam-viec/dot/thu-2026/nhat-ky/"


@pytest.fixture
def logged(run, today):
    from django.db import transaction

    from khoabang.web.activity.services import chain_of, record

    with transaction.atomic():
        record(chain=chain_of(round_code="thu-2026"), action="reminder.sent", by=run.people["lead"], now=NOW, reason="=1+1")
        for number in range(60):
            record(
                chain=chain_of(round_code="thu-2026", body=BODY), action="draft.saved", by=None, now=NOW, subject=f"1.{number}"
            )
        record(chain=chain_of(round_code="thu-2026", body=BODY), action="ruling.made", by=run.people["verifier"], now=NOW)
        record(chain=chain_of(round_code="thu-2026", body="so-noi-vu"), action="draft.saved", by=None, now=NOW, subject="khác")
        record(chain=chain_of(round_code="thu-2026-2"), action="draft.saved", by=None, now=NOW, subject="đợt khác")
    return run


def test_the_log_of_a_round_is_read_page_by_page(logged):
    client = signed_in(logged, "lead")
    page = client.get(LOG).content.decode()
    assert page.count("<time") == 50
    assert "đợt khác" not in page
    older = re.search(r'rel="next"\s+href="\?([^"]+)"', page)
    assert older is not None
    assert client.get(f"{LOG}?{older[1].replace('&amp;', '&')}").content.decode().count("<time") == 13
    assert client.get(LOG, {"viec": "reminder.sent"}).content.decode().count("<time") == 1
    assert client.get(LOG, {"co_quan": "noi vu"}).content.decode().count("<time") == 1
    assert client.get(LOG, {"tu": "11/03/2026"}).content.decode().count("<time") == 0
    assert client.get(LOG, {"tu": "10/03/2026", "den": "10/03/2026"}).content.decode().count("<time") == 50
    wrong = client.get(LOG, {"tu": "31/02/2026", "co_quan": "y te"}).content.decode()
    assert "Nhập ngày dạng" in wrong
    assert 'value="31/02/2026"' in wrong


def test_a_body_sees_of_its_log_what_it_has_been_told(logged):
    own, lead = signed_in(logged, f"preparer:{BODY}"), signed_in(logged, "lead")
    asked = {"viec": "ruling.made"}
    assert own.get(f"{LOG}{BODY}/", asked).content.decode().count("<time") == 0
    assert lead.get(f"{LOG}{BODY}/", asked).content.decode().count("<time") == 1
    logged.round.stage = "reply"
    logged.round.save()
    assert own.get(f"{LOG}{BODY}/", asked).content.decode().count("<time") == 1
    assert own.get(f"{LOG}so-noi-vu/").status_code == 404


def test_the_log_is_a_file_that_no_spreadsheet_takes_for_formulas(logged):
    response = signed_in(logged, "observer").get(f"{LOG}tai-ve.csv")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 64
    assert rows[1][3:8] == ["Nhắc cơ quan", "reminder.sent", "", "", "'=1+1"]
    own = signed_in(logged, f"approver:{BODY}").get(f"{LOG}{BODY}/tai-ve.csv")
    assert b"".join(own.streaming_content).count(b"draft.saved") == 60


DOCTOR = "/lam-viec/co-quan-chu-tri/tinh-thu/tinh-trang/"


def test_the_doctors_page_shows_nothing_of_another_authority(run, today):
    from khoabang.web.upkeep.models import Examination

    abroad = running("council", code="la-2026", authority="tinh-la")
    abroad.round.public = run.round.public = True
    abroad.round.save()
    client = signed_in(run, "administrator")
    page = client.get(DOCTOR).content.decode()
    assert "la-2026" not in page
    assert "chưa được kiểm tra" in page
    run.round.save()
    assert "thu-2026" in client.get(DOCTOR).content.decode()
    fault = {"code": "DOC020", "severity": "error", "slow": True, "count": 1, "trouble": ""}
    words = {f"{name}_{lang}": f"{name} {lang}" for name in ("title", "means", "remedy") for lang in ("vi", "en")}
    places = [("round:thu-2026 #1", "tinh-thu"), ("round:la-2026 #1", "tinh-la")]
    listed = [{"place": place, "authority": owner, "words_vi": "sửa", "words_en": "changed"} for place, owner in places]
    Examination.objects.create(pk=1, at=NOW, findings=json.dumps([{**fault, **words, "count": 2, "findings": listed}]))
    page = client.get(DOCTOR).content.decode()
    assert "round:thu-2026 #1: sửa" in page
    assert "la-2026" not in page
    with translation.override("vi"):  # whatever the request turns on is off again afterwards
        assert "remedy en" in client.get(f"/en{DOCTOR}").content.decode()
