"""A round is made and prepared: from a set or from last year's round, its bodies, its calendar, who is charged with what."""

import json
from datetime import UTC, date, datetime

import pytest

from web.preparing import body, plan, version_of
from web.running import NOW, criteria_set, person, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def patched(moment: datetime) -> None:
        monkeypatch.setattr("khoabang.web.clock.now", lambda: moment)

    patched(NOW)
    return patched


def made(run, **more):
    from khoabang.web.conduct.creation import round_made

    given = {"authority": run.authority, "version": run.round.set_version, "plan": plan(), "by": run.people["lead"], **more}
    return round_made(**given)


def test_a_round_is_made_from_a_set_in_preparation_and_not_public():
    run = running("assessment")
    round_ = made(run)
    assert (round_.stage, round_.public, round_.set_version) == ("preparation", False, run.round.set_version)
    assert [group.code for group in round_.groups.all()] == ["so", "xa"]
    assert json.loads(round_.decision)["number"] == "45/QĐ-UBND"


def test_everything_wrong_with_a_plan_is_named_at_once():
    from khoabang.web.rounds.decision import Decision
    from khoabang.web.rounds.errors import FieldsRefused
    from khoabang.web.rounds.models import Round

    run = running("assessment")
    wrong = plan(
        code="Số 1", title=" ", year=None, decision=Decision("", "", date(2026, 3, 11), "", ""), not_sent="x", silence=""
    )
    with pytest.raises(FieldsRefused) as refused:
        made(run, plan=wrong)
    assert set(refused.value.fields) == {
        "code", "title", "year", "decision_type", "decision_number", "decision_date", "decision_issuer", "decision_title",
        "not_sent", "silence",
    }  # fmt: skip
    with pytest.raises(FieldsRefused) as taken:
        made(run, plan=plan(code="thu-2026"))
    assert taken.value.field == "code"
    assert Round.objects.filter(authority=run.authority).count() == 1


def test_a_set_with_errors_is_refused_with_all_of_them():
    from khoabang.web.rounds.errors import SetHasErrors

    run = running("assessment")
    groups = [{**group, "annex": "khong-co"} for group in criteria_set().dump()["groups"]]
    with pytest.raises(SetHasErrors) as refused:
        made(run, version=version_of({"version": "9", "groups": groups}))
    assert len(refused.value.problems) >= 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"version": "2", "years": {"from": 2026, "to": 2026}}, "year"),
        ({"version": "3", "completeness": {"criteria": "partial", "note": "Chỉ có một phần"}}, "set_version"),
    ],
)
def test_a_set_for_other_years_or_not_all_there_is_refused(changed, field):
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("assessment")
    with pytest.raises(FieldsRefused) as refused:
        made(run, version=version_of(changed))
    assert refused.value.field == field


def test_a_shipped_set_is_kept_once():
    from khoabang.web.conduct.creation import shipped_set_kept

    assert shipped_set_kept("demo-so-2026") == shipped_set_kept("demo-so-2026")


# --- bodies -----------------------------------------------------------------------------------------------------------


def test_bodies_are_taken_from_the_register_with_the_group_that_claims_them():
    from khoabang.web.conduct.participants import participants_saved

    run = running("preparation")
    body(run, "so-tai-chinh", "Sở Tài chính")
    participants_saved(
        "thu-2026",
        [{"code": "so-tai-chinh", "loai": "so", "co_tthc": "có"}, {"code": "xa-an-phu", "loai": "so"}],
        by=run.people["lead"], remove={"so-y-te"},
    )  # fmt: skip
    kept = {each.body.code: each for each in run.round.participants.select_related("body", "group")}
    assert set(kept) == {"so-noi-vu", "xa-an-phu", "so-tai-chinh"}
    assert (kept["so-tai-chinh"].name, kept["so-tai-chinh"].group.code) == ("Sở Tài chính", "so")
    assert kept["so-tai-chinh"].due == date(2026, 3, 31)
    assert kept["xa-an-phu"].group.code == "so"
    assert json.loads(kept["xa-an-phu"].attributes) == {"loai": "so", "co_tthc": "không"}


def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_saved():
    from khoabang.web.conduct.participants import participants_saved
    from khoabang.web.rounds.errors import RowsRefused

    run = running("preparation")
    rows = [
        {"code": "so-y-te", "loai": "huyện"},
        {"code": "so-noi-vu", "co_tthc": "chắc là có"},
        {"code": "xa-an-phu", "loai": "so"},
    ]
    with pytest.raises(RowsRefused) as refused:
        participants_saved("thu-2026", rows, by=run.people["lead"])
    assert [(code, column) for code, column, _problem in refused.value.problems] == [
        ("so-y-te", "loai"),
        ("so-noi-vu", "co_tthc"),
    ]
    assert run.refresh().participants["xa-an-phu"].group.code == "xa"


def test_a_body_without_what_its_group_asks_for_is_kept_and_named():
    from khoabang.web.conduct.participants import claims_of_groups, participants_saved

    run = running("preparation")
    participants_saved("thu-2026", [{"code": "so-y-te", "loai": ""}], by=run.people["lead"])
    assert run.refresh().participants["so-y-te"].group is None
    assert [each.code for each in claims_of_groups(run.round)] == ["so-y-te"]


def test_exempt_and_unranked_need_a_reason():
    from khoabang.web.conduct.participants import participants_saved, standing_set
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("preparation")
    with pytest.raises(FieldsRefused):
        participants_saved("thu-2026", [{"code": "so-y-te", "status": "miễn"}], by=run.people["lead"])
    participants_saved("thu-2026", [{"code": "so-y-te", "status": "miễn", "note": "Mới thành lập"}], by=run.people["lead"])
    assert run.refresh().participants["so-y-te"].standing == "exempt"
    with pytest.raises(FieldsRefused):
        standing_set(run.participants["so-noi-vu"].pk, "unranked", " ", by=run.people["lead"])


def test_bodies_stay_as_they_are_once_the_round_is_open():
    from khoabang.web.conduct.participants import participants_saved, standing_set
    from khoabang.web.rounds.errors import OutOfStage

    run = running("assessment")
    with pytest.raises(OutOfStage):
        participants_saved("thu-2026", [], by=run.people["lead"], remove={"so-y-te"})
    standing_set(run.participants["so-y-te"].pk, "exempt", "Giải thể theo Quyết định 9", by=run.people["lead"])
    assert run.refresh().participants["so-y-te"].note == "Giải thể theo Quyết định 9"


def test_a_body_of_another_authority_is_unknown():
    from khoabang.web.conduct.participants import participants_saved
    from khoabang.web.rounds.errors import FieldsRefused

    run, abroad = running("preparation"), running("preparation", code="la-2026", authority="tinh-la")
    body(abroad, "so-la", "Sở Lạ")
    with pytest.raises(FieldsRefused) as refused:
        participants_saved("thu-2026", [{"code": "so-la"}], by=run.people["lead"])
    assert "so-la" in str(refused.value)


# --- the calendar -----------------------------------------------------------------------------------------------------


def days(**more: str):
    from khoabang.web.rounds.models import Stage

    return {Stage(stage): date.fromisoformat(day) for stage, day in more.items()}


def test_a_day_that_stood_moves_only_with_a_reason_and_bodies_are_told():
    from khoabang.web.activity.models import Entry
    from khoabang.web.conduct.calendar import calendar_set
    from khoabang.web.notices.models import Notice
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("assessment")
    with pytest.raises(FieldsRefused) as refused:
        calendar_set("thu-2026", days(assessment="2026-04-10"), by=run.people["lead"])
    assert refused.value.field == "reason"
    calendar_set("thu-2026", days(assessment="2026-04-10"), by=run.people["lead"], reason="Bão số 3")
    assert {each.due for each in run.round.participants.all()} == {date(2026, 4, 10)}
    entry = Entry.objects.get(action="calendar.set")
    assert (entry.reason, json.loads(entry.detail)) == ("Bão số 3", {"assessment": ["2026-03-31", "2026-04-10"]})
    notice = Notice.objects.filter(person=run.people["preparer:so-y-te"]).get()
    assert "10/04/2026" in notice.words
    assert "Bão số 3" in notice.words


@pytest.mark.parametrize(
    ("stage", "asked", "field"),
    [
        ("assessment", {"assessment": "2026-05-01"}, "day-verification"),
        ("assessment", {"assessment": "2026-03-09"}, "day-assessment"),
        ("verification", {"assessment": "2026-04-01"}, "day-assessment"),
        ("preparation", {"reply": "2026-04-30"}, "day-reply"),
    ],
)
def test_days_are_in_order_and_neither_past_nor_of_a_stage_that_is_over(stage, asked, field):
    from khoabang.web.conduct.calendar import calendar_set
    from khoabang.web.rounds.errors import FieldsRefused

    run = running(stage)
    with pytest.raises(FieldsRefused) as refused:
        calendar_set("thu-2026", days(**asked), by=run.people["lead"], reason="Lý do")
    assert field in refused.value.fields


def test_the_day_that_a_stage_planned_for_does_not_hold_the_next_back_once_it_closed_early():
    from khoabang.web.conduct.calendar import calendar_set, days_of

    run = running("reply")  # verification would have had until the end of April
    calendar_set("thu-2026", days(reply="2026-04-20"), by=run.people["lead"], reason="Thẩm định xong sớm")
    assert days_of(run.round)["reply"] == date(2026, 4, 20)


def test_an_extension_is_given_with_a_reason_and_its_author_and_outlasts_a_calendar_moved_less_far():
    from khoabang.web.conduct.calendar import calendar_set, extension_given, extensions_of
    from khoabang.web.rounds.errors import FieldsRefused
    from khoabang.web.rounds.models import Stage

    run = running("assessment")
    extension_given(run.participants["so-y-te"].pk, Stage.ASSESSMENT, date(2026, 4, 5), by=run.people["lead"], reason="Lũ quét")
    assert [(each.reason, each.by) for each in extensions_of(run.round)] == [("Lũ quét", run.people["lead"])]
    assert run.refresh().participants["so-y-te"].due == date(2026, 4, 5)
    calendar_set("thu-2026", days(assessment="2026-04-03"), by=run.people["lead"], reason="Bão")
    assert [run.refresh().participants[each].due for each in ("so-y-te", "so-noi-vu")] == [date(2026, 4, 5), date(2026, 4, 3)]
    assert run.participants["so-y-te"].last_day(Stage.ASSESSMENT) == date(2026, 4, 5)
    with pytest.raises(FieldsRefused) as early:  # verification may not be over before that body has had its time
        calendar_set("thu-2026", days(verification="2026-04-05"), by=run.people["lead"], reason="Gấp")
    assert "Sở Y tế" in str(early.value.fields["day-verification"])


@pytest.mark.parametrize(
    ("day", "reason", "field", "said"),
    [
        (date(2026, 3, 31), "Lũ", "day", "31/03/2026"),
        (None, "Lũ", "day", "ngày/tháng/năm"),
        (date(2026, 4, 9), "", "reason", "lý do"),
        (date(2026, 4, 30), "Lũ", "day", "Bước «Thẩm định» hết hạn ngày 30/04/2026"),  # everybody waits until it is over
    ],
)
def test_an_extension_that_gains_nothing_runs_over_the_next_stage_or_has_no_reason_is_refused(day, reason, field, said):
    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.rounds.errors import FieldsRefused
    from khoabang.web.rounds.models import Stage

    run = running("assessment")
    with pytest.raises(FieldsRefused) as refused:
        extension_given(run.participants["so-y-te"].pk, Stage.ASSESSMENT, day, by=run.people["lead"], reason=reason)
    assert refused.value.field == field
    assert said in str(refused.value.words)


def test_no_extension_once_the_stage_is_over():
    from khoabang.web.conduct.calendar import extension_given
    from khoabang.web.rounds.errors import OutOfStage
    from khoabang.web.rounds.models import Stage

    run = running("verification")
    with pytest.raises(OutOfStage):
        extension_given(run.participants["so-y-te"].pk, Stage.ASSESSMENT, date(2026, 4, 5), by=run.people["lead"], reason="Lũ")


# --- charges ----------------------------------------------------------------------------------------------------------


def also_of(run, person_, code: str):
    """Appoint somebody at a body too."""
    from khoabang.web.accounts.models import Appointment

    return Appointment.objects.create(
        person=person_, role="preparer", authority=run.authority, body=run.bodies[code], starts=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_a_criterion_means_all_under_it_and_a_group_or_body_narrows():
    from khoabang.web.conduct.charges import Charged, charge_given

    run = running("assessment")
    verifier, assistant, lead = (run.people[each] for each in ("verifier", "assistant", "lead"))
    charge_given("thu-2026", "verify", verifier, criterion="1", by=lead)
    charge_given("thu-2026", "verify", assistant, criterion="2.1", group=run.round.groups.get(code="xa"), by=lead)
    charge_given("thu-2026", "verify", lead, participant=run.participants["so-y-te"], by=lead)
    charged = Charged(run.round, "verify")
    who = {
        (body_, code): {each.pk for each in charged.people(run.participants[body_], code)}
        for body_ in run.participants
        for code in ("1.2", "2.1")
    }
    assert who == {
        ("so-y-te", "1.2"): {verifier.pk, lead.pk},
        ("so-noi-vu", "1.2"): {verifier.pk},
        ("xa-an-phu", "1.2"): {verifier.pk},
        ("so-y-te", "2.1"): {lead.pk},
        ("so-noi-vu", "2.1"): set(),
        ("xa-an-phu", "2.1"): {assistant.pk},
    }


def test_nobody_is_charged_with_the_own_body_and_the_table_shows_the_gap():
    from khoabang.web.conduct.charges import Charged, charge_given, uncovered
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("assessment")
    verifier, lead = run.people["verifier"], run.people["lead"]
    also_of(run, verifier, "so-y-te")
    with pytest.raises(FieldsRefused) as refused:
        charge_given("thu-2026", "verify", verifier, participant=run.participants["so-y-te"], by=lead)
    assert "Sở Y tế" in str(refused.value)
    charge_given("thu-2026", "verify", verifier, by=lead)
    charged = Charged(run.round, "verify")
    assert not charged.has(verifier, run.participants["so-y-te"], "1.1")
    assert charged.has(verifier, run.participants["so-noi-vu"], "1.1")
    gaps = {(line.criterion.code, gap.participant.name, gap.own) for line in uncovered(run.round) for gap in line.gaps}
    assert ("1.1", "Sở Y tế", (verifier,)) in gaps
    assert {name for _code, name, _own in gaps} == {"Sở Y tế"}


def test_the_table_of_charges_has_what_does_not_apply_to_nobody_left_out():
    from khoabang.web.conduct.charges import Charged

    run = running("assessment")
    lines = [(line.group.code, line.criterion.code, line.bodies, line.nobody) for line in Charged(run.round, "verify").table()]
    assert ("so", "2.2", 2, True) in lines
    assert ("xa", "2.2", 0, False) in lines


def test_a_charge_is_refused_to_whom_it_does_not_fit_and_twice():
    from khoabang.web.conduct.charges import charge_given
    from khoabang.web.rounds.errors import FieldsRefused

    run = running("assessment")
    lead, verifier, preparer = (run.people[each] for each in ("lead", "verifier", "preparer:so-y-te"))
    refused = [
        ("verify", preparer, {}, "person"),
        ("verify", person("la@example.vn", "Lạ"), {}, "person"),
        ("verify", verifier, {"criterion": "9"}, "criterion"),
        ("supply", preparer, {}, "criterion"),
        ("supply", preparer, {"criterion": "2.3", "participant": run.participants["so-y-te"]}, "group"),
    ]
    for duty, who, more, field in refused:
        with pytest.raises(FieldsRefused) as error:
            charge_given("thu-2026", duty, who, by=lead, **more)
        assert error.value.field == field
    charge_given("thu-2026", "supply", preparer, criterion="2.3", by=lead)
    with pytest.raises(FieldsRefused):
        charge_given("thu-2026", "supply", preparer, criterion="2.3", by=lead)


# --- from last year's round -------------------------------------------------------------------------------------------


def test_a_round_after_last_years_takes_over_bodies_and_charges_and_lists_what_changed(at):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.conduct.charges import charge_given
    from khoabang.web.conduct.creation import set_for_year
    from khoabang.web.conduct.succession import handed_down

    run = running("approved")
    at(datetime(2027, 1, 15, 2, 0, tzinfo=UTC))
    lead, verifier, assistant = (run.people[each] for each in ("lead", "verifier", "assistant"))
    run.round.stage = "council"
    run.round.save()
    charge_given("thu-2026", "verify", verifier, criterion="1", group=run.round.groups.get(code="so"), by=lead)
    charge_given("thu-2026", "verify", verifier, criterion="2.4", by=lead)
    charge_given("thu-2026", "verify", assistant, by=lead)
    charge_given("thu-2026", "verify", verifier, participant=run.participants["xa-an-phu"], by=lead)
    Appointment.objects.filter(person=assistant).update(ends=datetime(2026, 12, 31, tzinfo=UTC))
    run.bodies["xa-an-phu"].closed = date(2026, 6, 30)
    run.bodies["xa-an-phu"].save()
    new = criteria_set().dump()
    new["version"] = "2"
    new["annexes"][0]["criteria"][1]["criteria"].pop()
    new["annexes"][0]["criteria"][1]["maximum"] = "40"
    new["annexes"][0]["maximum"] = "90"
    version = version_of(new)
    handed = handed_down(run.round, set_for_year(version, 2027), date(2027, 1, 15))
    assert [(each.name, each.closed) for each in handed.gone] == [("Xã An Phú", date(2026, 6, 30))]
    assert {(each.kind, each.code) for each in handed.changes if each.subject == "criterion"} == {
        ("removed", "2.4"),
        ("changed", "2"),
    }
    assert len(handed.dropped) == 3
    round_ = made(run, version=version, previous=run.round)
    assert [each.body.code for each in round_.participants.select_related("body")] == ["so-noi-vu", "so-y-te"]
    assert json.loads(round_.participants.first().attributes) == {"loai": "so", "co_tthc": "có"}
    assert [(each.person, each.criterion, each.group.round, each.group.code) for each in round_.charges.all()] == [
        (verifier, "1", round_, "so")
    ]


def test_a_body_that_others_went_into_takes_part_in_their_place():
    from khoabang.web.conduct.succession import handed_down
    from khoabang.web.organisations.models import Event, EventLine

    run = running("approved")
    merged = body(run, "so-y-te-noi-vu", "Sở Y tế và Nội vụ")
    day = date(2026, 3, 1)
    event = Event.objects.create(
        authority=run.authority,
        kind="merge",
        day=day,
        decision_type="Nghị quyết",
        decision_number="5/NQ",
        decision_date=day,
        recorded=NOW,
    )
    for code in ("so-y-te", "so-noi-vu"):
        run.bodies[code].closed = date(2026, 2, 28)
        run.bodies[code].save()
        EventLine.objects.create(event=event, before=run.bodies[code], after=merged)
    handed = handed_down(run.round, criteria_set(), NOW.date())
    assert [(each.name, each.into) for each in handed.gone] == [
        ("Sở Y tế", ("Sở Y tế và Nội vụ",)), ("Sở Nội vụ", ("Sở Y tế và Nội vụ",)),
    ]  # fmt: skip
    heir = next(each for each in handed.bodies if each.body == merged)
    assert heir.row["predecessors"] == "so-y-te; so-noi-vu"
    assert heir.instead_of == ("Sở Y tế", "Sở Nội vụ")


def test_attributes_come_from_the_register_where_it_has_them():
    from khoabang.web.conduct.participants import participants_saved
    from khoabang.web.organisations.models import BodyAttribute

    run = running("preparation")
    added = body(run, "so-tai-chinh", "Sở Tài chính")
    BodyAttribute.objects.create(body=added, code="loai", value="so")
    participants_saved("thu-2026", [{"code": "so-tai-chinh"}], by=run.people["lead"])
    assert run.round.participants.get(body=added).group.code == "so"


def test_last_years_round_may_be_one_that_was_published_elsewhere():
    from khoabang.web.conduct.creation import set_for_year, shipped_set_kept
    from khoabang.web.conduct.succession import handed_down
    from khoabang.web.rounds.models import Round

    handed = handed_down(
        Round.objects.get(code="demo-so-2026"), set_for_year(shipped_set_kept("demo-so-2026"), 2026), date(2027, 1, 1)
    )
    assert not handed.changes
    rows = {heir.name: heir.row for heir in handed.bodies}
    assert rows["Sở Tư pháp tỉnh Trình Diễn"]["loai"] == "so"  # its group of last year says so; a result keeps no other attribute
    assert not handed.unclaimed


def test_last_years_round_is_of_the_same_authority_and_of_an_earlier_year():
    from khoabang.web.rounds.errors import FieldsRefused

    run, abroad = running("approved"), running("approved", code="la-2026", authority="tinh-la")
    for previous, given in ((abroad.round, plan()), (run.round, plan(year=2026))):
        with pytest.raises(FieldsRefused) as refused:
            made(run, plan=given, previous=previous)
        assert refused.value.field == "previous"


def test_the_register_of_the_demonstration_knows_kinds_attributes_and_what_became_of_bodies():
    """Its bodies can be taken over, or added, without anything typed anew."""
    from khoabang.web.conduct.creation import set_for_year, shipped_set_kept
    from khoabang.web.conduct.succession import handed_down
    from khoabang.web.demonstration import _register, described
    from khoabang.web.organisations.models import Body
    from khoabang.web.organisations.selectors import register_of
    from khoabang.web.rounds.models import Round

    previous = Round.objects.get(code="demo-so-2026")
    run = running(code="x", authority=previous.authority.code)
    body(run, "so-vhtt", "Sở Văn hóa và Thể thao tỉnh Trình Diễn")
    for code in ("so-du-lich", "ban-ql-kkt"):
        Body.objects.get_or_create(authority=previous.authority, code=code)
    _register(described()["register"], previous.authority, run.people["administrator"])
    register = register_of(previous.authority)
    assert (register.bodies["thue"].kind, register.bodies["dan-toc"].name) == (
        "nganh-doc",
        "Sở Dân tộc và Tôn giáo tỉnh Trình Diễn",
    )
    assert register.bodies["so-du-lich"].closed == date(2026, 2, 28)
    assert register.bodies["so-vhttdl"].opened == date(2026, 3, 1)
    handed = handed_down(previous, set_for_year(shipped_set_kept("demo-so-2026"), 2026), date(2027, 1, 15))
    assert {heir.body.code: heir.row for heir in handed.bodies}["so-y-te"]["co_tthc"] == "có"
