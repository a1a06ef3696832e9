"""The council: quorum and majority, recusal, the casting vote, written ballots, what a decision changes, approval."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from web.running import NOW, Running, person, running
from web.tampering import differing_from_log
from web.test_at_once import at_once

DAY = date(2026, 5, 20)
OF_COUNCIL = ("DOC146", "DOC162", "DOC163", "DOC164", "DOC165", "DOC166", "DOC167", "DOC168", "DOC169", "DOC170")
LATER = datetime(2026, 5, 18, 2, 0, tzinfo=UTC)
CLAIMS = {
    "so-y-te": {
        "1.1": {"truong_ban": "truong"}, "1.2": {"hoan_thanh": "18", "duoc_giao": "20"}, "1.3": {"quy_che": "có"},
        "2.1": {"tin_bai": "20"}, "2.2": {"ho_so": "80"}, "2.3": {"hai_long": "4"}, "2.4": {"sang_kien": "5"},
    },
    "so-noi-vu": {
        "1.1": {"truong_ban": "truong"}, "1.2": {"hoan_thanh": "18", "duoc_giao": "20"}, "1.3": {"quy_che": "có"},
        "2.1": {"tin_bai": "18"}, "2.2": {"ho_so": "80"}, "2.3": {"hai_long": "4"}, "2.4": {"sang_kien": "5"},
    },
    "xa-an-phu": {
        "1.1": {"truong_ban": "pho"}, "1.2": {"hoan_thanh": "9", "duoc_giao": "10"}, "1.3": {"quy_che": "không"},
        "2.1": {"tin_bai": "30"}, "2.3": {"hai_long": "3"}, "2.4": {"sang_kien": "2"},
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def at(monkeypatch):
    """The time of the council; a test may move it by setting `at.now`."""
    from khoabang.web import clock
    from khoabang.web.council import standing

    class Time:
        now = LATER

    monkeypatch.setattr(clock, "now", lambda: Time.now)
    standing._kept.clear()  # keys of rows are given anew to each test
    return Time


def at_council(code: str = "thu-2026", authority: str = "tinh-thu", without: tuple[str, ...] = ()) -> Running:
    """Claims sent and verified; the verifier halved one figure of Sở Y tế, which contests it: by it the two departments change places."""
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.assessments.models import Claim, ClaimItem, Reply, Ruling

    run = running("council", code=code, authority=authority)
    for number in (2, 3):
        run.people[f"member{number}"] = person(f"member{number}@{authority}.example", f"Thành viên {number}")
        Appointment.objects.create(
            person=run.people[f"member{number}"], role="member", authority=run.authority, starts=datetime(2026, 1, 1, tzinfo=UTC)
        )
    for body, items in CLAIMS.items():
        participant = run.participants[body]
        claim = Claim.objects.create(
            participant=participant, number=1, at=NOW, by=run.people[f"approver:{body}"], sha256="0" * 64
        )
        for indicator, values in items.items():
            if indicator in without:
                continue
            ClaimItem.objects.create(claim=claim, indicator=indicator, values=json.dumps(values, ensure_ascii=False))
            cut = (body, indicator) == ("so-y-te", "2.1")
            ruling = Ruling.objects.create(
                participant=participant, indicator=indicator, number=1, step="verification", at=NOW, by=run.people["verifier"],
                outcome="changed" if cut else "accepted", reason="Một nửa số tin không có nguồn" if cut else "",
                values=json.dumps({"tin_bai": "10"} if cut else values, ensure_ascii=False),
            )  # fmt: skip
            if cut:
                Reply.objects.create(
                    ruling=ruling,
                    position="contested",
                    grounds="Đủ 20 tin, có danh mục kèm theo",
                    at=NOW,
                    values=json.dumps(values),
                )
    return run


@pytest.fixture
def run(db):
    return at_council()


def plan(run, **changes):
    from khoabang.web.council.sittings import Plan

    return replace(Plan(kind="meeting", day=DAY, leader=run.people["chair"]), **changes)


def in_session(run, *, present=("chair", "member", "member2", "member3"), **changes):
    from khoabang.web.council.agenda import waiting_listed
    from khoabang.web.council.sittings import attendance_taken, sitting_moved, sitting_planned

    sitting = sitting_planned(run.round, plan(run, **changes), by=run.people["lead"])
    waiting_listed(sitting, by=run.people["lead"])
    sitting = sitting_moved(sitting, "begin", by=run.people["lead"])
    if sitting.is_meeting:
        there = {run.people[key].pk for key in present}
        attendance_taken(
            sitting, {seat.pk: True for seat in sitting.seats.all() if seat.person_id in there}, by=run.people["lead"]
        )
    return sitting


def vote(run, item, **choices):
    from khoabang.web.council.voting import vote_cast

    for key, motion in choices.items():
        vote_cast(item, motion, by=run.people[key])


def decide(run, item, by="chair", **more):
    from khoabang.web.council.voting import item_decided

    return item_decided(item, by=run.people[by], reason="Có đủ danh mục tin, bài", **more)


def approve(run):
    from khoabang.web.council.approval import round_approved, to_freeze

    return round_approved(run.round, by=run.people["approving"], seen=to_freeze(run.round).document_sha256)


def done(run, motion=2):
    """A sitting that decided the contested item, with its minutes confirmed."""
    from khoabang.web.council.minutes import hash_of, minutes_confirmed, minutes_of
    from khoabang.web.council.sittings import sitting_moved

    sitting = in_session(run)
    item = sitting.items.get()
    vote(run, item, chair=motion, member=motion, member2=motion)
    decide(run, item)
    sitting = sitting_moved(sitting, "close", by=run.people["chair"])
    minutes_confirmed(sitting, by=run.people["chair"], seen=hash_of(minutes_of(sitting)))
    return sitting


# Counting


@pytest.mark.parametrize(
    ("text", "read"),
    [("2/3", Fraction(2, 3)), ("60%", Fraction(3, 5)), ("66,5%", Fraction(133, 200)), ("7", 7), ("1/1", Fraction(1)),
     ("3/2", None), ("0", None), ("2/0", None), ("", None), ("hai phần ba", None), ("0,5", None), ("-1", None)],
)  # fmt: skip
def test_a_quorum_is_a_share_or_a_number(text, read):
    from khoabang.web.council.counting import share_or_number

    assert share_or_number(text) == read


def counted(votes, *, members=9, present=9, majority_of="voting", quorum=Fraction(2, 3)):
    from khoabang.web.council.counting import count

    return count(
        members=range(members), present=range(present), votes=dict(enumerate(votes)), motions=[1, 2, 3], quorum=quorum,
        majority=Fraction(1, 2), majority_of=majority_of,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "winner", "tied", "given"),
    [
        ("no_quorum", None, (), {"votes": [1] * 5, "present": 5}),
        ("decided", 1, (), {"votes": [1] * 4 + [2] * 2, "present": 6}),
        ("decided", 2, (), {"votes": [2, 2, 1, None, None, None]}),  # who abstains is not among those who voted
        ("no_majority", None, (), {"votes": [2, 2, 1, None, None, None], "majority_of": "present"}),
        ("decided", 2, (), {"votes": [2] * 5, "majority_of": "members"}),
        ("no_majority", None, (), {"votes": [2] * 4, "majority_of": "members"}),
        ("tie", None, (1, 2), {"votes": [1, 1, 2, 2]}),
        ("tie", None, (1, 2), {"votes": [1, 1, 2, 2, 3]}),
        ("no_majority", None, (), {"votes": [1, 1, 2, 2, 3, 3]}),  # one vote more would carry none of them
        ("no_majority", None, (), {"votes": [None] * 9}),
        ("no_quorum", None, (), {"votes": [1], "present": 6, "quorum": 7}),
    ],
)
def test_how_votes_are_counted(verdict, winner, tied, given):
    found = counted(**given)
    assert (found.verdict, found.winner, found.tied) == (verdict, winner, tied)


def test_votes_of_who_is_not_there_do_not_count():
    assert counted([1, 1, 2, 2, 2], present=6, members=6).winner == 2
    assert counted([1, 1, 2, 2, 2], present=2, members=2, quorum=1).winner == 1


# Lifecycle


@pytest.mark.django_db
def test_each_pair_of_states_is_passed_or_refused_as_the_table_says(run):
    from khoabang.web.council.lifecycle import SITTING
    from khoabang.web.council.models import Sitting, SittingState
    from khoabang.web.council.sittings import CONDITIONS, sitting_moved, sitting_planned
    from khoabang.web.refusal import Refused

    assert {name for each in SITTING for name in each.conditions} == set(CONDITIONS)
    codes = {each.code for each in SITTING}
    for source in SittingState.values:
        for code in sorted(codes):
            sitting = sitting_planned(run.round, plan(run, quorum="1/100"), by=run.people["lead"])
            if source != "planned":
                sitting = sitting_moved(sitting, "begin", by=run.people["lead"])
                from khoabang.web.council.sittings import attendance_taken

                attendance_taken(sitting, {sitting.seats.first().pk: True}, by=run.people["lead"])
                Sitting.objects.filter(pk=sitting.pk).update(state=source)
            way = SITTING.find(code, source)
            if way is None:
                with pytest.raises(Refused):
                    sitting_moved(sitting, code, by=run.people["lead"], reason="Lý do")
                assert Sitting.objects.get(pk=sitting.pk).state == source
            else:
                assert sitting_moved(sitting, code, by=run.people["lead"], reason="Lý do").state == way.target


@pytest.mark.django_db
def test_a_sitting_is_refused_with_the_reason_and_at_its_field(run):
    from khoabang.web.council.sittings import sitting_moved, sitting_planned
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.models import Round

    for changes, field in (
        ({"quorum": "nhiều"}, "quorum"),
        ({"quorum": "99"}, "quorum"),
        ({"majority": "3"}, "majority"),
        ({"leader": run.people["lead"]}, "leader"),
        ({"kind": "written", "day": LATER.date() - timedelta(days=1)}, "day"),
    ):
        with pytest.raises(Refused) as refused:
            sitting_planned(run.round, plan(run, **changes), by=run.people["lead"])
        assert (refused.value.field, refused.value.status) == (field, 422)
    sitting = sitting_planned(run.round, plan(run), by=run.people["lead"])
    with pytest.raises(Refused) as refused:
        sitting_moved(sitting, "cancel", by=run.people["lead"])
    assert refused.value.field == "reason"
    Round.objects.filter(pk=run.round.pk).update(stage="reply")
    for act in (
        lambda: sitting_planned(run.round, plan(run), by=run.people["lead"]),
        lambda: sitting_moved(sitting, "begin", by=run.people["lead"]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 409


@pytest.mark.django_db
def test_an_item_stands_on_one_open_agenda_with_both_motions(run):
    from khoabang.web.council.agenda import item_added, waiting_listed
    from khoabang.web.council.selectors import waiting_unlisted
    from khoabang.web.council.sittings import sitting_planned
    from khoabang.web.refusal import Refused

    first = sitting_planned(run.round, plan(run), by=run.people["lead"])
    (item,) = waiting_listed(first, by=run.people["lead"])
    assert (item.participant, item.indicator, item.origin) == (run.participants["so-y-te"], "2.1", "contested")
    assert [(each.kind, json.loads(each.values)) for each in item.motions.all()] == [
        ("keep", {"tin_bai": "10"}), ("body", {"tin_bai": "20"}),
    ]  # fmt: skip
    second = sitting_planned(run.round, plan(run), by=run.people["lead"])
    assert waiting_unlisted(run.round) == []
    assert waiting_listed(second, by=run.people["lead"]) == []
    with pytest.raises(Refused):
        item_added(second, run.participants["so-y-te"], "2.1", by=run.people["lead"], reason="Xem lại")
    with pytest.raises(Refused) as refused:
        item_added(second, run.participants["so-noi-vu"], "2.1", by=run.people["lead"], reason=" ")
    assert refused.value.field == "reason"
    added = item_added(second, run.participants["so-noi-vu"], "2.1", by=run.people["lead"], reason="Cùng loại với Sở Y tế")
    assert [each.kind for each in added.motions.all()] == ["keep"]


@pytest.mark.django_db
def test_what_waits_follows_silence_as_the_round_states_and_what_an_appeal_granted(run):
    from khoabang.web.assessments.models import Reply, Ruling
    from khoabang.web.council.selectors import waiting_for_council
    from khoabang.web.rounds.models import Round

    def waiting():
        round_ = Round.objects.get(pk=run.round.pk)
        return [(each.participant.body.code, each.indicator, each.origin) for each in waiting_for_council(round_)]

    changed = Ruling.objects.create(
        participant=run.participants["xa-an-phu"], indicator="2.1", number=2, step="verification", outcome="changed",
        values='{"tin_bai": "3"}', reason="Theo hồ sơ", at=NOW, by=run.people["verifier"],
    )  # fmt: skip
    Reply.objects.create(ruling=changed, position="silent", at=NOW)
    contested = ("so-y-te", "2.1", "contested")
    assert waiting() == [contested]
    Round.objects.filter(pk=run.round.pk).update(silence="contested")
    assert waiting() == [contested, ("xa-an-phu", "2.1", "silent")]
    for number, values in ((2, {"tin_bai": "12"}), (3, {"tin_bai": "20"})):
        assert contested in waiting(), "a ruling on the appeal that grants something else leaves it contested"
        Ruling.objects.create(
            participant=run.participants["so-y-te"], indicator="2.1", number=number, step="appeal", outcome="changed",
            values=json.dumps(values), reason="Xem lại", at=NOW, by=run.people["verifier"],
        )  # fmt: skip
    assert waiting() == [("xa-an-phu", "2.1", "silent")]


@pytest.mark.django_db
def test_another_value_is_read_as_every_figure_is(run):
    from khoabang.web.assessments.errors import Unreadable
    from khoabang.web.council.agenda import motion_added
    from khoabang.web.refusal import Refused

    item = in_session(run).items.get()
    for typed in ("15.5", "nhiều", "-1"):
        with pytest.raises(Unreadable) as refused:
            motion_added(item, {"tin_bai": typed}, by=run.people["member"])
        assert list(refused.value.troubles) == ["tin_bai"]
    with pytest.raises(Refused) as blank:
        motion_added(item, {"tin_bai": " "}, by=run.people["member"])
    assert (blank.value.field, blank.value.status) == ("tin_bai", 422)
    with pytest.raises(Refused):
        motion_added(item, {"tin_bai": "20"}, by=run.people["member"])  # that is the body's own motion
    motion = motion_added(item, {"tin_bai": "15"}, by=run.people["member"], reason="Chỉ 15 tin có nguồn")
    assert (motion.number, motion.kind) == (3, "other")


# Voting


@pytest.mark.django_db
def test_the_last_vote_counts_and_every_vote_is_kept(run):
    from khoabang.web.council.voting import count_of

    item = in_session(run).items.get()
    vote(run, item, chair=1, member=1, member2=None)
    vote(run, item, member=2, member2=2)
    vote(run, item, member2=2)
    assert count_of(item).votes == {1: 1, 2: 2}
    assert item.votes.count() == 5


@pytest.mark.django_db
def test_a_decision_is_a_ruling_that_counts_from_then_on(run):
    from khoabang.web.assessments.current import scored
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.refusal import Refused

    sitting = in_session(run)
    item = sitting.items.get()
    vote(run, item, chair=1, member=2, member2=2, member3=2)
    decision = decide(run, item)
    ruling = Ruling.objects.get(participant=run.participants["so-y-te"], indicator="2.1", number=2)
    assert (ruling.step, ruling.outcome, ruling.reason) == ("council", "changed", "Có đủ danh mục tin, bài")
    assert decision.ruling == ruling
    assert scored(run.round, "current").card("so-y-te").scores["2.1"].points == 10
    for late in (lambda: vote(run, item, chair=2), lambda: decide(run, item)):
        with pytest.raises(Refused):
            late()
    assert Ruling.objects.filter(step="council").count() == 1


@pytest.mark.django_db
def test_keeping_the_verdict_is_a_ruling_too(run):
    from khoabang.web.council.selectors import waiting_for_council

    item = in_session(run).items.get()
    vote(run, item, chair=1, member=1, member2=1)
    assert decide(run, item).ruling.outcome == "accepted"
    assert waiting_for_council(run.round) == []


@pytest.mark.django_db
def test_without_quorum_nothing_is_decided_and_the_sitting_does_not_close(run):
    from khoabang.web.council.sittings import sitting_moved
    from khoabang.web.council.voting import item_postponed
    from khoabang.web.refusal import Refused

    sitting = in_session(run, present=("chair", "member"))
    item = sitting.items.get()
    vote(run, item, chair=2, member=2)
    with pytest.raises(Refused, match="cần ít nhất 3"):
        decide(run, item)
    with pytest.raises(Refused, match=r"chưa quyết định|cần ít nhất"):
        sitting_moved(sitting, "close", by=run.people["chair"])
    item_postponed(item, by=run.people["chair"], reason="Không đủ thành viên")
    with pytest.raises(Refused, match="cần ít nhất 3"):
        sitting_moved(sitting, "close", by=run.people["chair"])


@pytest.mark.django_db
def test_who_belongs_to_the_body_is_recused_whenever_appointed_and_does_not_count_for_quorum(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.council.agenda import motion_added
    from khoabang.web.council.voting import count_of, recused
    from khoabang.web.refusal import Refused

    sitting = in_session(run, present=("chair", "member2"))
    item = sitting.items.get()
    vote(run, item, member2=1)
    Appointment.objects.create(
        person=run.people["member2"], role="approver", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
    )
    for act in (lambda: vote(run, item, member2=2), lambda: motion_added(item, {"tin_bai": "12"}, by=run.people["member2"])):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        recused(item, by=run.people["member3"], reason="")
    assert refused.value.field == "reason"
    recused(item, by=run.people["member3"], reason="Từng công tác tại Sở Y tế")
    found = count_of(item)
    assert (found.members, found.present, found.needed) == (2, 1, 2)
    from khoabang.web.council.sittings import attendance_taken

    attendance_taken(sitting, {sitting.seats.get(person=run.people["member"]).pk: True}, by=run.people["member"])
    vote(run, item, chair=2, member=2)
    decide(run, item)
    kept = {each.seat.person: each.own_body for each in item.recusals.all()}
    assert kept == {run.people["member2"]: True, run.people["member3"]: False}
    assert differing_from_log(*OF_COUNCIL) == []


@pytest.mark.django_db
def test_who_belongs_to_the_body_does_not_close_its_item(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.refusal import Refused

    item = in_session(run).items.get()
    vote(run, item, member=2, member2=2, member3=2)
    Appointment.objects.create(
        person=run.people["chair"], role="preparer", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
    )
    with pytest.raises(Refused) as refused:
        decide(run, item)
    assert refused.value.status == 403
    decide(run, item, by="lead")


@pytest.mark.django_db
def test_a_tie_waits_for_the_explicit_casting_vote_of_who_leads(run):
    from khoabang.web.refusal import Refused

    item = in_session(run).items.get()
    vote(run, item, chair=2, member=2, member2=1, member3=1)
    with pytest.raises(Refused, match="phiếu quyết định"):
        decide(run, item)
    with pytest.raises(Refused) as refused:
        decide(run, item, by="lead", casting=2)
    assert refused.value.status == 403
    decision = decide(run, item, casting=2)
    assert (decision.casting, decision.motion.number) == (True, 2)
    assert differing_from_log(*OF_COUNCIL) == []


@pytest.mark.django_db
def test_who_leads_but_is_not_there_has_no_casting_vote_and_hands_over_to_who_is(run):
    from khoabang.web.council.sittings import lead_handed
    from khoabang.web.refusal import Refused

    sitting = in_session(run, present=("member", "member2"), quorum="2")
    item = sitting.items.get()
    vote(run, item, member=2, member2=1)
    with pytest.raises(Refused) as refused:
        decide(run, item, casting=2)
    assert refused.value.status == 403
    with pytest.raises(Refused, match="có mặt"):
        lead_handed(sitting, run.people["member3"], by=run.people["chair"], reason="Vắng")
    lead_handed(sitting, run.people["member"], by=run.people["chair"], reason="Chủ tịch vắng")
    assert decide(run, item, by="member", casting=2).casting


@pytest.mark.django_db
def test_a_vote_that_changed_since_it_was_looked_at_stops_the_conclusion(run):
    from khoabang.web.council.voting import votes_seen
    from khoabang.web.refusal import Refused

    item = in_session(run).items.get()
    vote(run, item, chair=2, member=2, member2=2)
    seen = votes_seen(item)
    vote(run, item, member2=1)
    with pytest.raises(Refused, match="vừa thay đổi"):
        decide(run, item, seen=seen)
    assert decide(run, item, seen=votes_seen(item)).motion.number == 2


@pytest.mark.django_db
def test_what_was_put_off_or_left_by_a_cancelled_sitting_waits_for_another(run):
    from khoabang.web.council.agenda import item_added, item_removed, waiting_listed
    from khoabang.web.council.selectors import waiting_unlisted
    from khoabang.web.council.sittings import sitting_moved, sitting_planned
    from khoabang.web.council.voting import item_postponed

    def waiting():
        return [(each.participant.body.code, each.indicator, each.origin) for each in waiting_unlisted(run.round)]

    contested, added = ("so-y-te", "2.1", "contested"), ("so-noi-vu", "2.1", "added")
    sitting = in_session(run)
    item = item_added(sitting, run.participants["so-noi-vu"], "2.1", by=run.people["lead"], reason="Cùng loại")
    item_postponed(item, by=run.people["chair"], reason="Chờ tài liệu")
    assert waiting() == [added]
    second = sitting_planned(run.round, plan(run), by=run.people["lead"])
    (listed,) = waiting_listed(second, by=run.people["lead"])
    assert (listed.origin, listed.reason) == ("added", "Cùng loại")
    assert waiting() == []
    for each in (second, sitting):
        sitting_moved(each, "cancel", by=run.people["lead"], reason="Hoãn họp")
    assert waiting() == [contested, added]
    third = sitting_planned(run.round, plan(run), by=run.people["lead"])
    for each in waiting_listed(third, by=run.people["lead"]):
        item_removed(each, by=run.people["lead"])
    assert waiting() == [contested]


@pytest.mark.django_db
def test_a_casting_vote_without_a_tie_is_refused(run):
    from khoabang.web.refusal import Refused

    item = in_session(run).items.get()
    vote(run, item, chair=1, member=2, member2=2)
    with pytest.raises(Refused, match="không ngang nhau"):
        decide(run, item, casting=1)


@pytest.mark.django_db
def test_a_written_ballot_runs_until_its_day_and_silence_is_no_vote(run, at):
    from khoabang.web.council.sittings import sitting_moved
    from khoabang.web.council.voting import count_of
    from khoabang.web.refusal import Refused

    sitting = in_session(run, kind="written")
    item = sitting.items.get()
    vote(run, item, chair=2, member=2)
    with pytest.raises(Refused, match="Chưa hết hạn"):
        decide(run, item)
    vote(run, item, member2=1)
    at.now = datetime(2026, 5, 20, 17, 0, tzinfo=UTC)  # 24:00 in Vietnam
    with pytest.raises(Refused, match="đã hết ngày 20/05/2026"):
        vote(run, item, member3=1)
    found = count_of(item)
    assert (found.members, found.present, found.votes) == (4, 3, {1: 1, 2: 2})
    assert decide(run, item).motion.number == 2
    assert sitting_moved(sitting, "close", by=run.people["chair"]).state == "closed"
    assert differing_from_log(*OF_COUNCIL) == []


@pytest.mark.django_db
def test_the_leader_may_hand_over_and_whose_verdict_changed_is_not_decided(run):
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.council.sittings import lead_handed
    from khoabang.web.refusal import Refused

    sitting = in_session(run)
    item = sitting.items.get()
    lead_handed(sitting, run.people["member"], by=run.people["chair"], reason="Chủ tịch có việc đột xuất")
    vote(run, item, chair=2, member=2, member2=1, member3=1)
    with pytest.raises(Refused):
        decide(run, item, casting=2)
    Ruling.objects.create(
        participant=item.participant, indicator="2.1", number=2, step="appeal", outcome="changed", values='{"tin_bai": "11"}',
        reason="Xem lại", at=NOW, by=run.people["verifier"],
    )  # fmt: skip
    with pytest.raises(Refused, match="đã thay đổi"):
        decide(run, item, by="member", casting=2)


@pytest.mark.django_db
def test_a_secret_ballot_leaves_no_choice_in_log_or_minutes(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.council.minutes import as_text, minutes_of

    sitting = in_session(run, secret=True)
    item = sitting.items.get()
    vote(run, item, chair=2, member=2, member2=1)
    decide(run, item)
    assert all("motion" not in json.loads(each.detail) for each in Entry.objects.filter(action="vote.cast"))
    (told,) = minutes_of(sitting)["items"]
    assert told["votes"] == []
    assert told["decision"]["tally"]["votes"] == {"1": 1, "2": 2}
    assert "Thành viên 2" in as_text(minutes_of(sitting))


# What a decision would change


@pytest.mark.django_db
def test_an_appeal_changes_a_rank_and_the_page_says_so_before_the_vote(run):
    from khoabang.web.council.standing import effects_of

    item = in_session(run).items.get()
    found = effects_of(item)
    assert (found.place.rank, found.place.class_name) == (2, "Tốt")
    keep, accept = found.motions
    assert (keep.place, keep.others, keep.moved) == (found.place, (), 0)
    assert (accept.place.rank, accept.moved, accept.item_points) == (1, 5, 10)
    (passed,) = accept.others
    assert (passed.before.name, passed.before.rank, passed.after.rank) == ("Sở Nội vụ", 1, 2)
    assert effects_of(item) == found, "looking changes nothing"
    vote(run, item, chair=2, member=2, member2=2)
    decide(run, item)
    assert effects_of(item).place == accept.place


@pytest.mark.django_db
def test_a_mark_that_only_the_council_gives_waits_for_it(monkeypatch):
    from khoabang.scoring import CriteriaSet
    from khoabang.web.assessments.current import scored
    from khoabang.web.council.agenda import motion_added
    from khoabang.web.council.standing import effects_of
    from web import running as small

    data = small.criteria_set().dump()
    data["annexes"][0]["criteria"][1]["criteria"][3]["rule"] = {"kind": "expert", "input": "sang_kien"}
    monkeypatch.setattr(small, "criteria_set", lambda: CriteriaSet.model_validate({**data, "version": "2"}))
    run = at_council(without=("2.4",))
    sitting = in_session(run)
    assert [(each.participant.body.code, each.indicator, each.origin) for each in sitting.items.all()] == [
        ("so-y-te", "2.1", "contested"), ("so-y-te", "2.4", "mark"), ("so-noi-vu", "2.4", "mark"), ("xa-an-phu", "2.4", "mark"),
    ]  # fmt: skip
    item = sitting.items.get(number=2)
    assert item.motions.count() == 0
    motion_added(item, {"sang_kien": "9"}, by=run.people["member"], reason="Ba sáng kiến được công nhận")
    (effect,) = effects_of(item).motions
    assert (effect.item_points, effect.moved, effect.refused) == (9, 9, False)
    vote(run, item, chair=1, member=1, member2=1)
    decide(run, item)
    assert scored(run.round, "current").card("so-y-te").scores["2.4"].points == 9


@pytest.mark.django_db
def test_what_is_kept_follows_each_ruling_as_if_all_were_scored_anew(run):
    from khoabang.web.assessments.current import scored
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.council.standing import standing_scores

    def points(table):
        return {card.body.code: card.total.points for group in table.criteria_set.groups for card in table.cards_of(group.code)}

    for number, (body, indicator, values) in enumerate(
        [
            ("so-y-te", "2.2", {"ho_so": "40"}),
            ("so-noi-vu", "2.2", {"ho_so": "95"}),
            ("xa-an-phu", "1.1", {"truong_ban": "khac"}),
        ],
        2,
    ):
        with standing_scores(run.round) as table:
            before = points(table)
        Ruling.objects.create(
            participant=run.participants[body], indicator=indicator, number=number, step="verification", outcome="changed",
            values=json.dumps(values), reason="Theo hồ sơ", at=NOW, by=run.people["verifier"],
        )  # fmt: skip
        with standing_scores(run.round) as again:
            assert again is table
            assert points(again) == points(scored(run.round, "current")) != before


@pytest.mark.django_db
def test_the_draft_ranking_flags_what_deserves_a_look(run):
    from khoabang.web.council.ranking import draft_of

    draft = draft_of(run.round, "so", gap=Fraction(1, 100))
    assert [(row.place.name, row.place.rank) for row in draft.rows] == [("Sở Nội vụ", 1), ("Sở Y tế", 2)]
    flags = {row.participant.body.code: {flag.code: flag.indicators for flag in row.flags} for row in draft.rows}
    assert flags["so-y-te"]["open"] == ("2.1",)
    assert flags["so-y-te"]["no_evidence"] == ("1.3",)
    assert "gap" in flags["so-y-te"]
    assert "gap" not in flags["so-noi-vu"]
    assert "1.1" in flags["so-noi-vu"]["near"]
    assert draft.open_items == 1


@pytest.mark.django_db
def test_what_one_indicator_could_change_is_what_the_engine_says(run):
    """The quick way over a plain sum gives what scoring the whole tree anew gives."""
    from khoabang.scoring.ranking import standings
    from khoabang.web.assessments.current import criteria_set_of, scored
    from khoabang.web.council.ranking import Nearness

    table = scored(run.round, "current")
    group = criteria_set_of(run.round).group("so")
    near = Nearness(table.criteria_set, group)
    found = standings(table.criteria_set, group, table.cards_of("so"))
    for card in table.cards_of("so"):
        quick = near.classes(card, found[card.body.code].class_name)
        near.is_plain = False
        assert near.classes(card, found[card.body.code].class_name) == quick
        near.is_plain = True


# Minutes and approval


@pytest.mark.django_db
def test_minutes_are_confirmed_once_by_who_led_and_as_they_were_read(run):
    from khoabang.web.council.minutes import hash_of, minutes_confirmed, minutes_of
    from khoabang.web.council.sittings import remarks_written, sitting_moved
    from khoabang.web.refusal import Refused

    sitting = in_session(run)
    item = sitting.items.get()
    vote(run, item, chair=2, member=2, member2=2)
    decide(run, item)
    sitting = sitting_moved(sitting, "close", by=run.people["lead"])
    seen = hash_of(minutes_of(sitting))
    remarks_written(sitting, "Hội đồng thống nhất bảng xếp hạng.", by=run.people["lead"])
    with pytest.raises(Refused, match="đã thay đổi"):
        minutes_confirmed(sitting, by=run.people["chair"], seen=seen)
    sitting.refresh_from_db()
    seen = hash_of(minutes_of(sitting))
    with pytest.raises(Refused):
        minutes_confirmed(sitting, by=run.people["member"], seen=seen)
    kept = minutes_confirmed(sitting, by=run.people["chair"], seen=seen)
    assert kept.sha256 == seen
    for again in (
        lambda: minutes_confirmed(sitting, by=run.people["chair"], seen=seen),
        lambda: remarks_written(sitting, "Khác", by=run.people["lead"]),
    ):
        with pytest.raises(Refused):
            again()
    run.people["member"].name = "Tên khác"
    run.people["member"].save()
    assert hash_of(minutes_of(sitting)) == seen


@pytest.mark.django_db
def test_approval_waits_for_the_council_and_says_for_what(run):
    from khoabang.web.council.approval import lacking_for_approval
    from khoabang.web.refusal import Refused

    assert len(lacking_for_approval(run.round)) == 2
    sitting = in_session(run)
    assert len(lacking_for_approval(run.round)) == 3
    with pytest.raises(Refused):
        approve(run)
    assert run.refresh().round.stage == "council"
    assert sitting.state == "in_session"


@pytest.mark.django_db
def test_approval_freezes_what_gives_the_very_document_again(run):
    from khoabang.web.council.approval import recomputed

    done(run)
    approval = approve(run)
    run.refresh()
    assert (run.round.stage, run.round.public) == ("approved", False)
    assert recomputed(approval) == approval.document
    document = json.loads(approval.document)
    ranks = {row["code"]: row["rank"]["value"] for group in document["groups"] for row in group["bodies"]}
    assert ranks == {"so-y-te": 1, "so-noi-vu": 2, "xa-an-phu": 1}
    assert document["round"]["kind"] == "computed"
    assert document["set"]["sha256"] == approval.set_sha256
    assert differing_from_log(*OF_COUNCIL) == []


@pytest.mark.django_db
def test_what_was_not_shown_is_not_approved_and_own_bodies_are_approved_by_others(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.council.approval import round_approved, to_freeze
    from khoabang.web.refusal import Refused

    done(run)
    with pytest.raises(Refused, match="đã thay đổi"):
        round_approved(run.round, by=run.people["approving"], seen="0" * 64)
    assert run.refresh().round.stage == "council"
    Appointment.objects.create(
        person=run.people["approving"], role="approver", authority=run.authority, body=run.bodies["xa-an-phu"], starts=NOW
    )
    with pytest.raises(Refused) as refused:
        round_approved(run.round, by=run.people["approving"], seen=to_freeze(run.round).document_sha256)
    assert refused.value.status == 403


@pytest.mark.django_db
def test_nothing_is_added_to_what_an_approved_round_rests_on(run):
    from django.db import DatabaseError, transaction

    from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Reply, Ruling, SourceFigure, Supplement, Withdrawal
    from khoabang.web.council.agenda import waiting_listed
    from khoabang.web.council.sittings import sitting_planned
    from khoabang.web.refusal import Refused

    body, by = run.participants["so-y-te"], run.people["lead"]
    draft = Draft.objects.create(participant=body, indicator="1.1", saved_at=NOW, saved_by=by)
    sitting = done(run)
    approve(run)
    claim, ruling = Claim.objects.get(participant=body), Ruling.objects.filter(participant=body).first()
    common = {"at": NOW, "by": by}
    writes = (
        lambda: Draft.objects.create(participant=body, indicator="1.2", saved_at=NOW, saved_by=by),
        lambda: Draft.objects.filter(pk=draft.pk).update(version=2),
        lambda: Claim.objects.create(participant=body, number=2, sha256="0" * 64, **common),
        lambda: ClaimItem.objects.create(claim=claim, indicator="9", values="{}"),
        lambda: Withdrawal.objects.create(claim=claim, **common),
        lambda: SourceFigure.objects.create(participant=body, indicator="2.3", number=1, values="{}", **common),
        lambda: Ruling.objects.create(participant=body, indicator="2.4", number=9, step="council", outcome="accepted", **common),
        lambda: Supplement.objects.create(ruling=ruling, note="x", **common),
        lambda: Reply.objects.create(ruling=ruling, position="agreed", **common),
    )
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    for act in (
        lambda: sitting_planned(run.round, plan(run), by=by),
        lambda: waiting_listed(sitting, by=by),
        lambda: approve(run),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.django_db
def test_the_database_takes_no_vote_on_what_is_decided_and_no_second_decision(run):
    from django.db import DatabaseError, transaction

    from khoabang.web.council.models import Decision, Vote

    sitting = done(run)
    item = sitting.items.get()
    seat = sitting.seats.last()
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(item=item, seat=seat, number=9, at=NOW)
    kept = item.decision
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            item=item, motion=kept.motion, ruling=kept.ruling, tally="{}", reason="x", at=NOW, by=run.people["chair"]
        )


# At the same moment


@pytest.fixture
def committed_run(committed, at):
    return at_council()


def test_two_closings_of_one_item_leave_one_decision(committed_run):
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.council.models import Decision

    run = committed_run
    item = in_session(run).items.get()
    vote(run, item, chair=2, member=2, member2=2)
    came = at_once(lambda: decide(run, item), lambda: decide(run, item, by="lead"))
    assert sorted(type(each).__name__ for each in came) == ["Decision", "Refused"], came
    assert Decision.objects.count() == Ruling.objects.filter(step="council").count() == 1


def test_votes_at_the_same_moment_are_all_kept(committed_run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.council.voting import count_of

    run = committed_run
    item = in_session(run).items.get()
    came = at_once(*(lambda key=key: vote(run, item, **{key: 2}) for key in ("chair", "member", "member2", "member3")))
    assert came == [None] * 4
    assert count_of(item).votes == {1: 0, 2: 4}
    assert Entry.objects.filter(action="vote.cast").count() == 4


def test_two_approvals_leave_one(committed_run):
    from khoabang.web.assessments.models import Approval

    run = committed_run
    done(run)
    came = at_once(lambda: approve(run), lambda: approve(run))
    assert sorted(type(each).__name__ for each in came) == ["Approval", "Refused"], came
    assert Approval.objects.count() == 1


def test_a_decision_and_an_approval_do_not_pass_each_other(committed_run):
    """Whoever is first, what is frozen is what the rulings say."""
    from khoabang.web.assessments.models import Approval
    from khoabang.web.council.agenda import item_added
    from khoabang.web.council.approval import recomputed
    from khoabang.web.council.sittings import sitting_planned

    run = committed_run
    done(run)
    participant = run.participants["so-noi-vu"]

    def reopen():
        sitting = sitting_planned(run.round, plan(run), by=run.people["lead"])
        return item_added(sitting, participant, "2.1", by=run.people["lead"], reason="Xem lại")

    came = at_once(lambda: approve(run), reopen)
    approved = Approval.objects.first()
    assert [type(each).__name__ for each in came] == (["Approval", "Refused"] if approved else ["ConditionsUnmet", "Item"]), came
    if approved:
        assert recomputed(approved) == approved.document
