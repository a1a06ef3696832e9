"""Saving what a body enters: checked, numbered, logged, and never over what somebody else saved meanwhile."""

import json
from datetime import datetime, timedelta

import pytest

from khoabang.web.clock import VIETNAM
from web.running import DAYS, NOW, running

pytestmark = pytest.mark.django_db
BODY = "so-y-te"
MIDNIGHT = datetime.combine(DAYS["assessment"] + timedelta(days=1), datetime.min.time(), VIETNAM)


@pytest.fixture
def at(monkeypatch):
    """Say what time it is."""

    def said(moment):
        monkeypatch.setattr("khoabang.web.clock.now", lambda: moment)

    said(NOW)
    return said


@pytest.fixture
def run(at):
    return running()


def save(run, indicator="1.2", *, seen=0, by=f"preparer:{BODY}", not_applicable=False, reason="", note="", **values):
    from khoabang.web.assessments.drafts import Content, save

    content = Content(values, not_applicable, reason, note)
    return save(run.participants[BODY].pk, indicator, content, seen=seen, by=run.people[by])


def draft(run, indicator="1.2"):
    from khoabang.web.assessments.models import Draft

    return Draft.objects.filter(participant=run.participants[BODY], indicator=indicator).first()


def logged(run, action="draft.saved"):
    from khoabang.web.activity.models import Entry

    return list(Entry.objects.filter(chain__key=f"round:thu-2026:{BODY}", action=action).order_by("number"))


def test_each_save_is_kept_as_typed_and_logged_with_what_stood_before(run):
    assert save(run, hoan_thanh="18", duoc_giao="1.200.000").version == 1
    assert save(run, seen=1, hoan_thanh="18", duoc_giao="20", note="Theo báo cáo").version == 2
    assert json.loads(draft(run).values) == {"hoan_thanh": "18", "duoc_giao": "20"}
    first, second = (json.loads(entry.detail) for entry in logged(run))
    assert first["before"] is None
    assert second["before"]["values"] == {"hoan_thanh": "18", "duoc_giao": "1.200.000"}
    assert second["after"]["note"] == "Theo báo cáo"
    assert logged(run)[1].person == run.people[f"preparer:{BODY}"]


def test_a_save_asks_the_database_little(run, django_assert_max_num_queries):
    save(run, hoan_thanh="18")
    with django_assert_max_num_queries(10):
        save(run, seen=1, hoan_thanh="19")


def test_what_stands_already_is_no_new_version_and_no_conflict(run):
    save(run, hoan_thanh="18")
    assert save(run, seen=0, hoan_thanh=" 18 ").version == 1
    assert len(logged(run)) == 1


@pytest.mark.parametrize(
    ("indicator", "typed", "meant"),
    [
        ("2.4", {"sang_kien": "5.083"}, ("5,083",)),
        ("2.2", {"ho_so": "58.083"}, ("58,083",)),
        ("1.2", {"hoan_thanh": "58.083"}, ("58083",)),
        ("1.2", {"hoan_thanh": "1.5"}, ()),
        ("1.2", {"hoan_thanh": "96.0"}, ("96",)),
        ("2.2", {"ho_so": "0,85"}, ("0,85%", "85%")),
        ("1.2", {"hoan_thanh": "mười"}, ()),
        ("1.2", {"hoan_thanh": "-1"}, ()),
        ("1.2", {"hoan_thanh": "không áp dụng"}, ()),
        ("1.2", {"hoan_thanh": "miễn"}, ()),
        ("1.2", {"hoan_thanh": "1\x002"}, ()),
        ("1.2", {"hoan_thanh": "9" * 300}, ()),
        ("1.1", {"truong_ban": "ai đó"}, ()),
        ("1.2", {"la": "1"}, ()),
    ],
)
def test_what_cannot_be_read_is_asked_about_and_nothing_is_kept(run, indicator, typed, meant):
    from khoabang.web.assessments.errors import Unreadable

    with pytest.raises(Unreadable) as refused:
        save(run, indicator, **typed)
    (code, text), (field, trouble) = next(iter(typed.items())), next(iter(refused.value.troubles.items()))
    assert (field, trouble.typed, trouble.meant) == (code, text, meant)
    assert trouble.what
    assert ("số nguyên" in trouble.what) == (text in {"58.083", "1.5", "96.0"} and code == "hoan_thanh")
    assert draft(run, indicator) is None


def test_text_is_kept_in_one_spelling(run):
    save(run, "1.3", quy_che="co\u0301", note="Quye\u0302\u0301t định")
    assert json.loads(draft(run, "1.3").values) == {"quy_che": "có"}
    assert draft(run, "1.3").note == "Quyết định"


def test_not_applicable_keeps_its_reason_and_only_where_the_set_leaves_it_to_the_body(run):
    from khoabang.web.assessments.drafts import NOT_APPLICABLE
    from khoabang.web.assessments.errors import Unreadable

    save(run, "1.3", not_applicable=True, reason="Cơ quan mới thành lập")
    assert draft(run, "1.3").reason == "Cơ quan mới thành lập"
    with pytest.raises(Unreadable) as refused:
        save(run, "2.2", not_applicable=True, reason="Không có hồ sơ")
    assert list(refused.value.troubles) == [NOT_APPLICABLE]


@pytest.mark.parametrize("indicator", ["9.9", "1", "2.3"])
def test_what_is_not_asked_of_the_body_is_refused(run, indicator):
    from khoabang.web.assessments.errors import NotAsked

    with pytest.raises(NotAsked):
        save(run, indicator, hai_long="4")


def test_what_somebody_else_is_charged_with_supplying_is_not_asked(run):
    from khoabang.web.assessments.errors import NotAsked
    from khoabang.web.rounds.models import Charge

    Charge.objects.create(round=run.round, duty="supply", person=run.people["verifier"], criterion="1")
    with pytest.raises(NotAsked):
        save(run, hoan_thanh="1")


def test_two_who_began_from_the_same_version_both_keep_theirs(run):
    from khoabang.web.assessments.errors import Conflict

    save(run, hoan_thanh="18")
    save(run, seen=1, hoan_thanh="19", by=f"approver:{BODY}")
    with pytest.raises(Conflict) as refused:
        save(run, seen=1, hoan_thanh="18", duoc_giao="20")
    conflict = refused.value
    assert conflict.mine.values == {"hoan_thanh": "18", "duoc_giao": "20"}
    assert (conflict.theirs.values, conflict.theirs.by) == ({"hoan_thanh": "19"}, run.people[f"approver:{BODY}"])
    assert conflict.base.values == {"hoan_thanh": "18"}
    assert json.loads(draft(run).values) == {"hoan_thanh": "19"}
    assert save(run, seen=2, hoan_thanh="19", duoc_giao="20").version == 3


@pytest.mark.parametrize("who", ["preparer:so-noi-vu", "lead", "verifier", "administrator"])
def test_nobody_saves_for_another_body(run, who):
    from khoabang.web.assessments.errors import NotYours

    with pytest.raises(NotYours):
        save(run, hoan_thanh="1", by=who)


@pytest.mark.parametrize("stage", ["preparation", "verification", "reply", "council", "approved", "cancelled"])
def test_other_stages_take_no_drafts(run, stage):
    from khoabang.web.assessments.errors import OutOfStage
    from khoabang.web.rounds.models import Round

    Round.objects.filter(pk=run.round.pk).update(stage=stage)
    with pytest.raises(OutOfStage):
        save(run, hoan_thanh="1")


@pytest.mark.parametrize("state", ["signing", "sent"])
def test_what_waits_or_was_sent_does_not_change(run, state):
    from khoabang.web.assessments.errors import NotDrafting
    from khoabang.web.rounds.models import Participant

    Participant.objects.filter(pk=run.participants[BODY].pk).update(state=state)
    with pytest.raises(NotDrafting):
        save(run, hoan_thanh="1")


def test_the_last_day_ends_at_midnight_in_vietnam(run, at):
    from khoabang.web.assessments.errors import Late

    at(MIDNIGHT - timedelta(seconds=1))
    save(run, hoan_thanh="1")
    at(MIDNIGHT)
    with pytest.raises(Late) as refused:
        save(run, seen=1, hoan_thanh="2")
    assert "31/03/2026" in str(refused.value)
    assert draft(run).version == 1
