"""The lifecycle of a round, drawn from its table: every way that is in it is done, every other is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from web.running import DAYS, NOW, Running, running
from web.verifying import verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    def patched(moment: datetime) -> None:
        monkeypatch.setattr("khoabang.web.clock.now", lambda: moment)

    patched(NOW)
    return patched


def after(stage: str) -> datetime:
    day = DAYS[stage]
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=UTC)  # 24:00 in Vietnam


def who(run: Running, transition) -> object:
    return run.people[transition.roles[0].value]


def meet(run: Running, transition, at) -> None:
    """Bring about what a transition waits for, by the shortest way."""
    from khoabang.web.assessments.current import indicators_of
    from khoabang.web.assessments.models import Ruling

    if transition.source == "assessment":
        at(after("assessment"))
    if transition.source == "verification":
        for participant in run.participants.values():
            for asked in indicators_of(participant):
                Ruling.objects.create(
                    participant=participant, indicator=asked.code, number=1, step="verification", outcome="accepted",
                    at=NOW, by=run.people["verifier"],
                )  # fmt: skip
    if transition.source == "reply":
        at(after("reply"))


def lifecycles():
    from khoabang.web.conduct.lifecycle import ROUND

    return ROUND


def test_every_condition_of_the_tables_has_its_function_and_every_function_its_place():
    from khoabang.web.conduct.conditions import CONDITIONS
    from khoabang.web.conduct.settling import SETTLES

    in_table = {name for transition in lifecycles() for name in transition.conditions}
    assert in_table == set(CONDITIONS)
    assert set(SETTLES) <= in_table


STAGES = ("preparation", "assessment", "verification", "reply", "council", "approved", "cancelled")


@pytest.mark.parametrize("source", STAGES)
def test_every_pair_of_stages(source, at, monkeypatch):
    """Where the table has a way from one stage to another it is taken; where it has none, no code leads there."""
    from django.db import transaction

    from khoabang.web.conduct.conditions import CONDITIONS
    from khoabang.web.conduct.transitions import move
    from khoabang.web.rounds.errors import OutOfStage

    monkeypatch.setitem(CONDITIONS, "council_done", lambda round_, now: [])
    run = running(source)
    codes = {each.code for each in lifecycles()}
    reached = set()
    for code in sorted(codes):
        transition = lifecycles().find(code, source)
        at(NOW)
        if transition is None:
            with pytest.raises(OutOfStage):
                move(run.round.code, code, by=run.people["lead"], reason="Lý do")
            assert run.refresh().round.stage == source
            continue
        kept = transaction.savepoint()
        meet(run, transition, at)
        assert move(run.round.code, code, by=who(run, transition), reason="Lý do").stage == transition.target
        reached.add(transition.target)
        transaction.savepoint_rollback(kept)
        run.refresh()
    assert reached == {each.target for each in lifecycles() if each.source == source}
    for target in set(STAGES) - reached:
        assert not [each for each in lifecycles() if (each.source, each.target) == (source, target)]


@pytest.mark.parametrize("needs", [True, False])
def test_a_way_asks_for_its_role_and_for_its_reason(needs, at):
    from khoabang.web.accounts.models import Role
    from khoabang.web.conduct.transitions import move
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.errors import FieldsRefused

    for transition in [each for each in lifecycles() if each.needs_reason == needs][:6]:
        run = running(
            transition.source,
            code=f"thu-{transition.code}-{transition.source}".replace("_", "-"),
            authority=f"t-{transition.code}-{transition.source}",
        )
        for role in set(Role) - set(transition.roles):
            person = run.people.get(role.value) or run.people[f"{role.value}:so-y-te"]
            with pytest.raises(Refused) as refused:
                move(run.round.code, transition.code, by=person, reason="Lý do")
            assert refused.value.status == 403
        if needs:
            with pytest.raises(FieldsRefused) as without:
                move(run.round.code, transition.code, by=who(run, transition), reason="  ")
            assert without.value.field == "reason"


def test_a_move_is_logged_and_told(at):
    from khoabang.web.activity.models import Entry
    from khoabang.web.conduct.transitions import move
    from khoabang.web.notices.models import Notice

    run = running("preparation")
    move("thu-2026", "open", by=run.people["lead"])
    entry = Entry.objects.get(chain__key="round:thu-2026", action="round.moved")
    assert (entry.person, entry.subject, entry.at) == (run.people["lead"], "open", NOW)
    told = {notice.person for notice in Notice.objects.all()}
    assert told == {person for key, person in run.people.items() if key.startswith(("preparer:", "approver:"))}
    assert "31/03/2026" in Notice.objects.first().words


def lacking(run: Running, code: str) -> str:
    from khoabang.web.conduct.transitions import move
    from khoabang.web.refusal import Refused

    with pytest.raises(Refused) as refused:
        move(run.round.code, code, by=run.people["lead"])
    assert refused.value.status == 409
    return str(refused.value)


def test_a_round_does_not_open_without_bodies_or_calendar_or_with_a_body_of_no_group(at):
    run = running("preparation")
    run.round.deadlines.filter(stage="reply").delete()
    assert "Giải trình" in lacking(run, "open")
    run.participants["xa-an-phu"].attributes = "{}"
    run.participants["xa-an-phu"].save()
    assert "Xã An Phú" in lacking(run, "open")
    run.round.participants.update(standing="exempt")
    assert "Chưa có cơ quan nào" in lacking(run, "open")


def test_a_set_with_errors_keeps_a_round_from_opening(at, monkeypatch):
    from khoabang.scoring.criteria import check as checks

    run = running("preparation")
    monkeypatch.setattr(checks._Check, "_cycles", lambda self: self.add("SET021", ("groups",), code="x", what="groups"))
    assert "Bộ tiêu chí còn 1 lỗi" in lacking(run, "open")


def test_assessment_closes_only_when_every_body_has_sent_or_its_own_last_day_is_over(at):
    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.conduct.transitions import move
    from khoabang.web.rounds.models import Stage

    run = running("assessment")
    run.round.participants.filter(body__code="so-y-te").update(state="sent")
    assert "Sở Nội vụ, Xã An Phú" in lacking(run, "close_assessment")
    extension_given(
        run.participants["so-noi-vu"].pk, Stage.ASSESSMENT, date(2026, 4, 2), by=run.people["lead"], reason="Lũ quét chia cắt"
    )
    at(after("assessment") - timedelta(seconds=1))
    assert "Xã An Phú" in lacking(run, "close_assessment")
    at(after("assessment"))
    assert lacking(run, "close_assessment") == "Còn trong hạn và chưa gửi: Sở Nội vụ."
    at(datetime(2026, 4, 2, 17, 0, tzinfo=UTC))
    assert move("thu-2026", "close_assessment", by=run.people["lead"]).stage == "verification"


def draft(run: Running, body: str, indicator: str, values: str) -> None:
    from khoabang.web.assessments.models import Draft

    Draft.objects.create(
        participant=run.participants[body],
        indicator=indicator,
        values=values,
        saved_at=NOW,
        saved_by=run.people[f"preparer:{body}"],
    )


def close(run: Running, not_sent: str, at) -> Running:
    from khoabang.web.conduct.transitions import move

    run.round.not_sent = not_sent
    run.round.save()
    at(after("assessment"))
    move("thu-2026", "close_assessment", by=run.people["lead"])
    return run.refresh()


def test_who_did_not_send_is_evaluated_by_the_last_draft(at):
    from khoabang.web.assessments.current import scored
    from khoabang.web.assessments.models import Claim

    run = running("assessment")
    draft(run, "so-y-te", "1.1", '{"truong_ban": "pho"}')
    close(run, "last_draft", at)
    claim = Claim.objects.get(participant=run.participants["so-y-te"])
    items = {item.indicator: item.values for item in claim.items.all()}
    assert (claim.signed, claim.number) == (False, 1)
    assert (items["1.1"], items["1.2"]) == ('{"truong_ban":"pho"}', "{}")
    assert run.participants["so-y-te"].state == "drafting"
    assert scored(run.round, "claim").card("so-y-te").total.points == 10


def test_who_did_not_send_is_evaluated_as_without_figures(at):
    from khoabang.web.assessments.models import Claim

    run = running("assessment")
    draft(run, "so-y-te", "1.1", '{"truong_ban": "pho"}')
    close(run, "zero", at)
    assert [claim.items.count() for claim in Claim.objects.filter(signed=False)] == [0, 0, 0]


def test_who_did_not_send_is_not_ranked_and_reopening_takes_that_back(at):
    from khoabang.web.conduct.participants import standing_set
    from khoabang.web.conduct.transitions import move
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("assessment")
    participant = run.participants["so-y-te"]
    participant.note = "Mới thành lập"
    participant.save()
    run.round.participants.filter(body__code="so-noi-vu").update(state="sent")
    close(run, "unranked", at)
    participant.refresh_from_db()
    assert (participant.standing, participant.note, participant.settled) == ("unranked", "Mới thành lập; không nộp", "unranked")
    assert run.participants["so-noi-vu"].standing == ""
    with pytest.raises(FieldsRefused, match="không gửi tự đánh giá"):
        standing_set(participant.pk, "", "Xin được xếp hạng", by=run.people["lead"])
    exempt = run.participants["xa-an-phu"]
    assert standing_set(exempt.pk, "exempt", "Giải thể", by=run.people["lead"]).note == "Giải thể; không nộp"
    move("thu-2026", "reopen_assessment", by=run.people["lead"], reason="Mất mạng diện rộng")
    participant.refresh_from_db()
    assert (participant.standing, participant.note, participant.settled) == ("", "Mới thành lập", "")
    exempt.refresh_from_db()
    assert (exempt.standing, exempt.note, exempt.settled) == ("exempt", "Giải thể", "")


def test_who_was_exempt_when_others_sent_is_not_ranked_afterwards():
    from khoabang.web.conduct.participants import standing_set
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("verification")
    run.round.participants.update(standing="exempt", note="Giải thể")
    with pytest.raises(FieldsRefused, match="mở lại bước tự đánh giá"):
        standing_set(run.participants["so-y-te"].pk, "", "Vẫn hoạt động", by=run.people["lead"])


def test_reopening_withdraws_claims_that_nobody_signed(at):
    from khoabang.web.assessments.current import standing_claims
    from khoabang.web.conduct.transitions import move

    run = close(running("assessment"), "last_draft", at)
    keys = [participant.pk for participant in run.participants.values()]
    assert len(list(standing_claims(keys))) == 3
    move("thu-2026", "reopen_assessment", by=run.people["lead"], reason="Mất mạng diện rộng")
    assert not list(standing_claims(keys))
    at(after("assessment") + timedelta(days=2))
    move("thu-2026", "close_assessment", by=run.people["lead"])
    assert len(list(standing_claims(keys))) == 3


def rule(run: Running, body: str, indicator: str, outcome: str, number: int = 1, **more) -> object:
    from khoabang.web.assessments.models import Ruling

    more = {"step": "verification", "at": NOW, "by": run.people["verifier"], "reason": "Lý do", **more}
    return Ruling.objects.create(participant=run.participants[body], indicator=indicator, number=number, outcome=outcome, **more)


def rule_all(run: Running, **more) -> None:
    from khoabang.web.assessments.current import indicators_of

    for body, participant in run.participants.items():
        for asked in indicators_of(participant):
            rule(run, body, asked.code, "accepted", **more)


def test_verification_closes_only_when_everything_is_verified(at):
    from khoabang.web.assessments.models import Supplement
    from khoabang.web.conduct.conditions import all_verified
    from khoabang.web.conduct.transitions import move

    run = verifying()
    assert "Còn 20 mục chưa thẩm định xong: Sở Y tế, Sở Nội vụ, Xã An Phú." in lacking(run, "close_verification")
    assert "Nguồn chưa cung cấp số liệu của 3 mục, ở chỉ tiêu: 2.3." in str(all_verified(run.round, NOW)[1])
    rule_all(run)
    asked = rule(run, "so-y-te", "1.3", "supplement", 2, due=date(2026, 3, 15))
    from khoabang.web.conduct.conditions import no_open_supplement

    assert "Còn 1 mục" in lacking(run, "close_verification")
    assert no_open_supplement(run.round, NOW)
    assert not no_open_supplement(run.round, datetime(2026, 3, 15, 17, 0, tzinfo=UTC))
    Supplement.objects.create(ruling=asked, note="Gửi thêm", at=NOW, by=run.people["preparer:so-y-te"])
    assert not no_open_supplement(run.round, NOW)
    assert "Còn 1 mục" in lacking(run, "close_verification")
    rule(run, "so-y-te", "1.3", "accepted", 3)
    assert move("thu-2026", "close_verification", by=run.people["lead"]).stage == "reply"


def test_verification_does_not_close_into_a_window_for_replies_that_is_over(at):
    from khoabang.web.assessments.models import Reply
    from khoabang.web.conduct.calendar import calendar_set
    from khoabang.web.conduct.transitions import move
    from khoabang.web.rounds.models import Stage

    run = verifying()
    rule_all(run)
    at(datetime(2026, 5, 15, 17, 0, tzinfo=UTC))  # its last day ends
    assert "Ngày cuối của bước giải trình (15/05/2026) đã qua" in lacking(run, "close_verification")
    calendar_set("thu-2026", {Stage.REPLY: date(2026, 5, 25)}, by=run.people["lead"], reason="Thẩm định kéo dài")
    assert move("thu-2026", "close_verification", by=run.people["lead"]).stage == "reply"
    assert not Reply.objects.exists()


def test_a_round_with_a_second_reading_waits_for_it(at):
    from khoabang.web.conduct.transitions import move

    run = verifying()
    run.round.second_reading = True
    run.round.save()
    rule_all(run)
    assert "chưa thẩm định xong" in lacking(run, "close_verification")
    rule_all(run, number=2, step="second_reading")
    assert move("thu-2026", "close_verification", by=run.people["lead"]).stage == "reply"


def test_silence_is_put_on_record_when_the_window_is_over(at):
    from khoabang.web.assessments.models import Reply
    from khoabang.web.conduct.transitions import move

    run = verifying("reply")
    rule(run, "so-y-te", "1.1", "changed", values='{"truong_ban": "pho"}')
    rule(run, "so-noi-vu", "1.1", "accepted", values='{"truong_ban": "truong"}')
    assert lacking(run, "close_replies") == "Còn trong hạn giải trình và chưa trả lời: Sở Y tế."
    assert not Reply.objects.exists()
    at(after("reply"))
    move("thu-2026", "close_replies", by=run.people["lead"])
    assert [(reply.position, reply.by, reply.ruling.participant.name) for reply in Reply.objects.all()] == [
        ("silent", None, "Sở Y tế")
    ]
