"""Verification and replies at the same moment, in two connections: one counts, the other is told. On both databases."""

from threading import Event

import pytest

from web.running import NOW
from web.test_at_once import at_once
from web.test_replies import OVER
from web.test_rulings import CHANGE
from web.verifying import decide, move, verifying


@pytest.fixture
def run(committed, monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    return verifying()


def test_of_two_verifiers_at_once_one_rules_and_the_other_is_shown_it(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.models import Ruling

    came = at_once(
        lambda: decide(run, "so-y-te", "1.2", "accepted"), lambda: decide(run, "so-y-te", "1.2", "changed", by="lead", **CHANGE)
    )
    assert sorted(type(each).__name__ for each in came) == ["Overtaken", "Ruling"], came
    (overtaken,) = [each for each in came if not isinstance(each, Ruling)]
    assert overtaken.item.last == Ruling.objects.get()
    assert Entry.objects.filter(action="ruling.made").count() == 1


def test_two_who_accept_the_same_bodies_accept_each_once(run):
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.verification.rulings import Seen, accept_many

    seen = [Seen(each.pk, "1.2", 0) for each in run.participants.values()]
    came = at_once(lambda: accept_many(seen, run.people["verifier"]), lambda: accept_many([*reversed(seen)], run.people["lead"]))
    assert sorted((len(each.rulings), len(each.left_out)) for each in came) == [(0, 3), (3, 0)], came
    assert Ruling.objects.count() == 3


def test_a_window_that_closes_while_a_reply_waits_refuses_it(run, monkeypatch):
    from django.db import transaction

    from khoabang.web.assessments.models import Position, Reply
    from khoabang.web.assessments.replies import reply
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.models import Participant

    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    move(run, "reply")
    held, let_go, now = Event(), Event(), [NOW]
    monkeypatch.setattr("khoabang.web.clock.now", lambda: now[0])
    participant = run.participants["so-y-te"].pk

    def hold():
        with transaction.atomic():
            Participant.objects.select_for_update().get(pk=participant)
            held.set()
            let_go.wait(10)

    def wait_and_reply():
        held.wait(10)
        now[0] = OVER
        let_go.set()
        return reply(participant, "1.2", Position.AGREED, seen_number=1, by=run.people["approver:so-y-te"])

    _, came = at_once(hold, wait_and_reply)
    assert isinstance(came, Refused)
    assert came.status == 409
    assert not Reply.objects.exists()
