"""Two people at the same moment, in two connections: nothing is lost, nothing doubled. On both databases."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection

from khoabang.web.clock import VIETNAM
from web.running import DAYS, NOW, running

BODY = "so-y-te"


@pytest.fixture
def run(committed, monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    return running()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do several things at the same time, each in a thread with a connection of its own; give what came of each."""
    ready = Barrier(len(works))

    def done(work: Callable[[], Any]) -> Any:
        try:
            ready.wait()
            return work()
        except Exception as error:  # noqa: BLE001 what came of it is what is asked
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def save(run, by, *, seen, **values):
    from khoabang.web.assessments.drafts import Content, save

    return save(run.participants[BODY].pk, "1.2", Content(values), seen=seen, by=run.people[by])


def test_two_saves_of_one_answer_leave_one_saved_and_one_asked_to_choose(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.drafts import Saved
    from khoabang.web.assessments.errors import Conflict
    from khoabang.web.assessments.models import Draft

    for seen in range(3):
        came = at_once(
            lambda seen=seen: save(run, f"preparer:{BODY}", seen=seen, hoan_thanh=f"1{seen}"),
            lambda seen=seen: save(run, f"approver:{BODY}", seen=seen, hoan_thanh=f"2{seen}"),
        )
        assert sorted(type(each).__name__ for each in came) == ["Conflict", "Saved"], came
        (saved,) = [each for each in came if isinstance(each, Saved)]
        (conflict,) = [each for each in came if isinstance(each, Conflict)]
        assert conflict.theirs.version == saved.version == seen + 1
        kept = json.loads(Draft.objects.get(participant=run.participants[BODY]).values)
        assert conflict.theirs.values == kept != conflict.mine.values
    assert Entry.objects.filter(action="draft.saved").count() == 3


def test_two_approvals_send_one_claim(run):
    from khoabang.web.assessments.claims import Move, Signature, digest, items_of, move
    from khoabang.web.assessments.errors import NotInThisState
    from khoabang.web.assessments.models import Claim
    from khoabang.web.notices.models import Notice

    save(run, f"preparer:{BODY}", seen=0, hoan_thanh="18", duoc_giao="20")
    participant = run.participants[BODY]
    step = Move(
        "send", run.people[f"approver:{BODY}"], signature=Signature(digest(items_of(participant)), warnings_confirmed=True)
    )
    came = at_once(lambda: move(participant.pk, step), lambda: move(participant.pk, step))
    assert sorted(type(each).__name__ for each in came) == ["Claim", "NotInThisState"], came
    assert any(isinstance(each, NotInThisState) for each in came)
    assert Claim.objects.filter(participant=participant).count() == 1
    assert Notice.objects.filter(person=run.people["lead"]).count() == 1


def test_a_deadline_that_passes_while_a_save_waits_refuses_it(run, monkeypatch):
    from django.db import transaction

    from khoabang.web.assessments.errors import Late
    from khoabang.web.assessments.models import Draft
    from khoabang.web.rounds.models import Participant

    midnight = datetime.combine(DAYS["assessment"] + timedelta(days=1), datetime.min.time(), VIETNAM)
    held, let_go = Event(), Event()
    now = [midnight - timedelta(seconds=1)]
    monkeypatch.setattr("khoabang.web.clock.now", lambda: now[0])

    def hold():
        with transaction.atomic():
            Participant.objects.select_for_update().get(pk=run.participants[BODY].pk)
            held.set()
            let_go.wait(10)

    def wait_and_save():
        held.wait(10)
        now[0] = midnight  # it was asked for in time, and gets its turn too late
        let_go.set()
        return save(run, f"preparer:{BODY}", seen=0, hoan_thanh="18")

    _, came = at_once(hold, wait_and_save)
    assert isinstance(came, Late)
    assert not Draft.objects.exists()


def test_two_closings_move_a_round_once(run, monkeypatch):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.models import Claim
    from khoabang.web.conduct.transitions import move
    from khoabang.web.rounds.errors import OutOfStage
    from khoabang.web.rounds.models import Round

    run.round.not_sent = "zero"
    run.round.save()
    monkeypatch.setattr("khoabang.web.clock.now", lambda: datetime(2026, 4, 1, tzinfo=VIETNAM))
    close = lambda: move("thu-2026", "close_assessment", by=run.people["lead"])  # noqa: E731 one act, twice
    came = at_once(close, close)
    assert sorted(type(each).__name__ for each in came) == ["OutOfStage", "Round"], came
    assert any(isinstance(each, OutOfStage) for each in came)
    assert Round.objects.get(pk=run.round.pk).stage == "verification"
    assert Entry.objects.filter(action="round.moved").count() == 1
    assert Claim.objects.count() == len(run.participants)


def test_no_save_slips_in_while_a_round_closes(run, monkeypatch):
    from khoabang.web.assessments.models import Claim, Draft
    from khoabang.web.conduct.conditions import CONDITIONS
    from khoabang.web.conduct.transitions import move

    run.round.not_sent = "last_draft"
    run.round.save()
    extended = run.participants[BODY]
    extended.due = DAYS["verification"]
    extended.save()
    closing, saving = Event(), Event()

    def over(round_, now):
        closing.set()  # the rows are locked: what is saved from here on waits, and finds the round closed
        saving.wait(10)
        return []

    monkeypatch.setitem(CONDITIONS, "assessment_over", over)

    def late_save():
        closing.wait(10)
        saving.set()
        return save(run, f"preparer:{BODY}", seen=0, hoan_thanh="18")

    moved, came = at_once(lambda: move("thu-2026", "close_assessment", by=run.people["lead"]), late_save)
    assert moved.stage == "verification"
    assert type(came).__name__ == "OutOfStage", came
    assert not Draft.objects.exists()
    assert Claim.objects.filter(participant=extended, signed=False).count() == 1


def test_who_tells_people_of_a_round_does_not_wait_for_it_to_move(run, monkeypatch):
    """Else a verifier who holds a body and tells its people would wait for who moves the round, who waits for that body."""
    from django.db import transaction

    from khoabang.web.conduct.conditions import CONDITIONS
    from khoabang.web.conduct.transitions import move
    from khoabang.web.notices.services import tell

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    moving, told, in_time = Event(), Event(), []

    def over(round_, now):
        moving.set()  # the rows are locked
        in_time.append(told.wait(5))
        return []

    monkeypatch.setitem(CONDITIONS, "assessment_over", over)

    def say():
        moving.wait(10)
        with transaction.atomic():
            tell([run.people["lead"]], "Cần bổ sung", now=NOW, round_=run.round)
        told.set()

    at_once(lambda: move("thu-2026", "close_assessment", by=run.people["lead"]), say)
    assert in_time == [True]


def test_a_deadline_that_passes_while_an_extension_waits_for_its_turn_is_asked_for_again(run, monkeypatch):
    from django.db import transaction

    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.rounds.errors import FieldsRefused
    from khoabang.web.rounds.models import Participant, Stage

    new_day = DAYS["assessment"] + timedelta(days=1)
    midnight = datetime.combine(new_day + timedelta(days=1), datetime.min.time(), VIETNAM)
    held, let_go = Event(), Event()
    now = [midnight - timedelta(seconds=1)]
    monkeypatch.setattr("khoabang.web.clock.now", lambda: now[0])
    participant = run.participants[BODY]

    def hold():
        with transaction.atomic():
            Participant.objects.select_for_update().get(pk=participant.pk)
            held.set()
            let_go.wait(10)

    def wait_and_extend():
        held.wait(10)
        now[0] = midnight
        let_go.set()
        return extension_given(participant.pk, Stage.ASSESSMENT, new_day, by=run.people["lead"], reason="Lũ quét")

    _, came = at_once(hold, wait_and_extend)
    assert isinstance(came, FieldsRefused)
    assert came.field == "day"
    participant.refresh_from_db()
    assert participant.due == DAYS["assessment"]
