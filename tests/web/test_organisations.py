"""The register: what decisions do to bodies, foreseen, recorded and taken back; entries; lineage."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person
from khoabang.web.activity.models import Entry as LogEntry
from khoabang.web.frozen import FrozenRow
from khoabang.web.organisations.entries import Entry
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.events import Decision, Line, NewBody, Plan, foresee
from khoabang.web.organisations.lineage import became_of, predecessors_of, successors_of
from khoabang.web.organisations.models import Authority, Body, BodyAttribute, BodyName, BodyParent, Event, EventLine, Kind
from khoabang.web.organisations.recording import event_recorded, event_undone, plan_foreseen, undo_foreseen
from khoabang.web.organisations.register import BodyState, Change, Register
from khoabang.web.organisations.selectors import (
    attributes_on,
    bodies_listed,
    body_of,
    events_of,
    name_on,
    register_of,
)
from khoabang.web.organisations.services import body_entered, kind_kept, kinds_ready
from web.running import running
from web.test_at_once import at_once

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
EVE = date(2026, 2, 28)
DECISION = Decision("Nghị quyết", "05/NQ-HĐND", date(2026, 2, 20), "HĐND tỉnh Sao Khuê", "Sắp xếp các sở")
BODIES = {
    "so-vh": "Sở Văn hóa và Thể thao",
    "so-dl": "Sở Du lịch",
    "so-yt": "Sở Y tế",
    "tt-yt": "Trung tâm Y tế",
}


@pytest.fixture
def authority(db) -> Authority:
    made = Authority.objects.create(code="sao-khue", name="Tỉnh Sao Khuê")
    kinds_ready(made)
    for code, name in BODIES.items():
        enter(made, Entry(code, name, "su-nghiep" if code == "tt-yt" else "so"))
    enter(made, Entry("tt-yt", parent="so-yt"))
    return made


@pytest.fixture
def person(authority) -> Person:
    made = Person.objects.create_user("quan-tri@example.vn", name="Nguyễn Thị Quản")
    Appointment.objects.create(person=made, role="administrator", authority=authority, starts=clock.start_of(date(2020, 1, 1)))
    return made


def enter(authority: Authority, entry: Entry, **given) -> Body:
    return body_entered(authority=authority, entry=entry, seen=None, by=None, **given)


def planned(kind: str, *lines: tuple[str, ...], founded: tuple[NewBody, ...] = (), **given) -> Plan:
    return Plan(
        kind, given.pop("day", DAY), given.pop("decision", DECISION), tuple(Line(*line) for line in lines), founded, **given
    )


def done(authority: Authority, plan: Plan, by: Person | None = None) -> Event:
    seen = plan_foreseen(authority, plan).fingerprint
    return event_recorded(authority=authority, plan=plan, seen=seen, by=by)


def undone(event: Event, reason: str = "ghi nhầm") -> Event:
    return event_undone(event=event, seen=undo_foreseen(event).fingerprint, reason=reason, by=None)


def fields(refused) -> set[str]:
    return {each.field for each in refused.value.objections}


MERGER = planned(
    "merge",
    ("so-vh", "so-vhdl", "whole"),
    ("so-dl", "so-vhdl", "whole"),
    founded=(NewBody("so-vhdl", "Sở Văn hóa, Thể thao và Du lịch", "so"),),
)
SPLIT = planned(
    "split",
    ("so-yt", "so-yt-a", "main"),
    ("so-yt", "so-yt-b", "part"),
    founded=(NewBody("so-yt-a", "Sở Y tế một", "so"), NewBody("so-yt-b", "Sở Y tế hai", "so", "so-yt-a")),
)
RENAMING = planned("rename", ("so-yt", "so-yt"), name="Sở Y tế và Dân số", kind_to="van-phong")
EVENTS = {
    "open": planned("open", founded=(NewBody("so-moi", "Sở Mới", "so", "so-yt"),)),
    "close": planned("close", ("so-dl", "")),
    "rename": RENAMING,
    "transfer": planned("transfer", ("tt-yt", "tt-yt"), parent="so-vh"),
    "transfer out": planned("transfer", ("tt-yt", "tt-yt"), parent=""),
    "merge": MERGER,
    "absorb": planned("merge", ("so-vh", "so-vh", "whole"), ("so-dl", "so-vh", "whole")),
    "split": SPLIT,
    "hive off": planned(
        "split", ("so-vh", "so-vh", "main"), ("so-vh", "so-tt", "part"), founded=(NewBody("so-tt", "Sở Thể thao"),)
    ),
    "reorganise": planned(
        "reorganise",
        ("so-vh", "so-x", "main"),
        ("so-vh", "so-y", "part"),
        ("so-dl", "so-y", "whole"),
        founded=(NewBody("so-x", "Sở X"), NewBody("so-y", "Sở Y")),
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_what_an_event_does_is_what_was_foreseen_and_an_undo_takes_all_of_it_back(authority, name):
    before = register_of(authority)
    foreseen = plan_foreseen(authority, EVENTS[name])
    assert foreseen.changes
    assert not foreseen.objections
    event = done(authority, EVENTS[name])
    kept = [Change(row.body.code, row.fact, row.old, row.new) for row in event.changes.select_related("body")]
    assert tuple(kept) == foreseen.changes
    after = register_of(authority)
    for change in foreseen.changes:
        assert fact(after.bodies[change.body], change.fact) == change.new
    undone(event)
    again = register_of(authority)
    assert {code: state for code, state in again.bodies.items() if not state.withdrawn} == dict(before.bodies)
    assert Event.objects.filter(authority=authority).count() == 2
    done(authority, EVENTS[name])
    assert register_of(authority).bodies == after.bodies


def fact(state: BodyState, name: str) -> str:
    value = {"listed": "no" if state.withdrawn else "yes"}.get(name, getattr(state, name, ""))
    return value.isoformat() if isinstance(value, date) else value or ""


def test_a_merger_ends_two_bodies_and_tells_where_they_went(authority, person):
    event = done(authority, MERGER, person)
    old = Body.objects.get(code="so-vh")
    new = Body.objects.get(code="so-vhdl")
    assert (old.closed, new.opened) == (EVE, DAY)
    assert [(line.before.code, line.share) for line in predecessors_of(new)] == [("so-dl", "whole"), ("so-vh", "whole")]
    assert [line.after.code for line in successors_of(old)] == ["so-vhdl"]
    assert predecessors_of(new, on=EVE) == []
    assert events_of(old) == [event]
    entry = LogEntry.objects.get(action="register.event")
    assert (entry.person, entry.subject, entry.chain.key) == (person, "Nghị quyết 05/NQ-HĐND", "authority:sao-khue")


def test_a_renaming_keeps_both_names_with_their_days(authority):
    done(authority, RENAMING)
    body = body_of(authority, "so-yt")
    assert name_on(body, EVE) == "Sở Y tế"
    assert name_on(body, DAY) == name_on(body, None) == "Sở Y tế và Dân số"
    assert [row.code for row in bodies_listed(authority, today=DAY, query="so y te")] == ["so-yt"]


def test_a_transfer_keeps_both_parents_with_their_days(authority):
    done(authority, EVENTS["transfer"])
    above = BodyParent.objects.filter(body__code="tt-yt", withdrawn=False)
    assert above.get(valid_to=EVE).parent.code == "so-yt"
    assert above.get(valid_from=DAY, valid_to=None).parent.code == "so-vh"


def test_bodies_of_last_year_went_into_those_of_today_through_every_event(authority):
    done(authority, MERGER)
    done(
        authority,
        planned(
            "split",
            ("so-vhdl", "a", "main"),
            ("so-vhdl", "b", "part"),
            day=date(2026, 9, 1),
            founded=(NewBody("a", "A"), NewBody("b", "B")),
        ),
    )
    old, untouched = Body.objects.get(code="so-vh"), Body.objects.get(code="so-yt")
    found = became_of([old, untouched], date(2026, 12, 31))
    assert [sorted(body.code for body in found[each.pk]) for each in (old, untouched)] == [["a", "b", "so-vhdl"], []]
    assert [body.code for body in became_of([old], date(2026, 5, 1))[old.pk]] == ["so-vhdl"]


OBJECTED = {
    "no day": (replace(MERGER, day=None), {"day"}),
    "no decision": (
        replace(MERGER, decision=Decision()),
        {"decision_type", "decision_number", "decision_date", "decision_issuer"},
    ),
    "no kind": (replace(MERGER, kind="abolish"), {"kind"}),
    "unknown body": (planned("close", ("so-z", "")), {"before"}),
    "one merged": (planned("merge", ("so-vh", "so-dl", "whole")), {"before"}),
    "merged into two": (planned("merge", ("so-vh", "so-yt", "main"), ("so-dl", "tt-yt", "whole")), {"after"}),
    "split into one": (planned("split", ("so-vh", "so-dl", "whole")), {"after"}),
    "two split": (planned("split", ("so-vh", "so-yt", ""), ("so-dl", "tt-yt", "")), {"before"}),
    "whole to two": (planned("split", ("so-vh", "so-dl", "whole"), ("so-vh", "so-yt", "part")), {"lines"}),
    "two main parts": (planned("split", ("so-vh", "so-dl", "main"), ("so-vh", "so-yt", "main")), {"lines"}),
    "code in use": (planned("open", founded=(NewBody("so-yt", "Sở Y tế"),)), {"founded"}),
    "code alike": (planned("open", founded=(NewBody("SO-YT", "Sở Y tế"),)), {"founded"}),
    "code of signs": (planned("open", founded=(NewBody("a b/c", "A"),)), {"founded"}),
    "no name": (planned("open", founded=(NewBody("a", ""),)), {"founded"}),
    "unknown kind": (planned("open", founded=(NewBody("a", "A", "phong"),)), {"founded"}),
    "code twice": (planned("open", founded=(NewBody("a", "A"), NewBody("a", "B"))), {"founded"}),
    "nothing founded": (planned("open"), {"founded"}),
    "founded and not reached": (replace(EVENTS["absorb"], founded=(NewBody("a", "A"),)), {"founded"}),
    "same name": (planned("rename", ("so-yt", "so-yt"), name="Sở Y tế"), {"name"}),
    "below itself": (planned("transfer", ("so-yt", "so-yt"), parent="tt-yt"), {"parent"}),
    "same parent": (planned("transfer", ("tt-yt", "tt-yt"), parent="so-yt"), {"parent"}),
}


@pytest.mark.parametrize("name", OBJECTED)
def test_what_cannot_be_is_refused_at_its_field_and_changes_nothing(authority, name):
    plan, expected = OBJECTED[name]
    before = register_of(authority)
    with pytest.raises(RegisterRefused) as refused:
        done(authority, plan)
    assert expected <= fields(refused)
    assert all(str(each.text) for each in refused.value.objections)
    assert register_of(authority) == before
    assert not Event.objects.filter(authority=authority).exists()


def test_a_body_that_has_ended_takes_part_in_nothing_more(authority):
    done(authority, MERGER)
    with pytest.raises(RegisterRefused) as refused:
        done(authority, planned("rename", ("so-vh", "so-vh"), name="X", day=date(2026, 4, 1)))
    assert fields(refused) == {"before"}


def test_facts_do_not_change_before_they_were_so(authority):
    done(authority, RENAMING)
    with pytest.raises(RegisterRefused) as refused:
        done(authority, replace(RENAMING, name="Sở Khác", day=EVE))
    assert fields(refused) == {"day"}


def test_bodies_left_under_an_ended_one_are_pointed_out(authority):
    foreseen = plan_foreseen(authority, planned("close", ("so-yt", "")))
    assert not foreseen.objections
    assert "tt-yt" in str(foreseen.remarks[0].text)


def test_foreseeing_reads_nothing_but_its_arguments():
    register = Register({"a": BodyState("a", "A"), "b": BodyState("b", "B")}, {})
    assert foresee(planned("merge", ("a", "b", "whole"), ("b", "b", "whole")), register).changes == (
        Change("a", "closed", "", "2026-02-28"),
    )


def test_an_event_is_refused_when_the_register_changed_since_it_was_seen(authority):
    seen = plan_foreseen(authority, RENAMING).fingerprint
    enter(authority, Entry("so-yt", "Sở Y Tế"))
    with pytest.raises(RegisterChanged):
        event_recorded(authority=authority, plan=RENAMING, seen=seen, by=None)


def test_an_event_is_not_undone_while_a_later_one_rests_on_it(authority):
    merger = done(authority, MERGER)
    later = done(authority, planned("rename", ("so-vhdl", "so-vhdl"), name="Sở VHTTDL", day=date(2026, 5, 1)))
    with pytest.raises(RegisterRefused, match="05/NQ-HĐND"):
        undone(merger)
    undone(later)
    undone(merger)
    assert Body.objects.get(code="so-vh").closed is None


def test_an_event_is_not_undone_once_what_it_founded_is_used(authority):
    event = done(authority, MERGER)
    enter(authority, Entry("tt-vh", "Trung tâm Văn hóa", parent="so-vhdl"))
    with pytest.raises(RegisterRefused, match="so-vhdl"):
        undone(event)
    enter(authority, Entry("tt-vh", parent=""))
    undone(event)


def test_an_event_is_not_undone_once_what_it_did_was_corrected(authority):
    event = done(authority, RENAMING)
    enter(authority, Entry("so-yt", "Sở Y tế, Dân số"))
    with pytest.raises(RegisterRefused, match="so-yt"):
        undone(event)


def test_an_event_is_undone_once_with_a_reason_and_an_undo_never(authority):
    event = done(authority, RENAMING)
    with pytest.raises(RegisterRefused) as refused:
        undone(event, reason=" ")
    assert fields(refused) == {"reason"}
    undo = undone(event)
    for again in (event, undo):
        with pytest.raises(RegisterRefused):
            undone(again)


def test_events_are_never_rewritten(authority):
    event = done(authority, MERGER)
    with pytest.raises(FrozenRow):
        event.save()
    for table in ("organisations_event", "organisations_eventline", "organisations_eventchange"):
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with pytest.raises(DatabaseError), transaction.atomic(), transaction.get_connection().cursor() as cursor:
                cursor.execute(statement.format(table))
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.create(authority=authority, kind="merge", day=DAY, recorded=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        EventLine.objects.create(event=event)


def test_a_body_has_one_name_one_parent_and_one_value_at_a_time(authority):
    body = Body.objects.get(code="tt-yt")
    enter(authority, Entry("tt-yt", attributes={"co_tthc": "có"}))
    for made in (
        lambda: BodyName.objects.create(body=body, name="Khác", kind="official"),
        lambda: BodyParent.objects.create(body=body, parent=Body.objects.get(code="so-vh")),
        lambda: BodyParent.objects.create(body=body, parent=body, valid_to=EVE),
        lambda: BodyAttribute.objects.create(body=body, code="co_tthc", value="không"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            made()


def test_attributes_hold_from_their_days_as_typed(authority):
    enter(authority, Entry("so-yt", attributes={"bien_che": "58,5", "co_tthc": "có"}))
    enter(authority, Entry("so-yt", attributes={"bien_che": "61"}, since=DAY))
    enter(authority, Entry("so-yt", attributes={"co_tthc": "không"}))
    body = Body.objects.get(code="so-yt")
    assert attributes_on([body], EVE)[body.pk] == {"bien_che": "58,5", "co_tthc": "không"}
    assert attributes_on([body], DAY)[body.pk] == {"bien_che": "61", "co_tthc": "không"}
    with pytest.raises(RegisterRefused):
        enter(authority, Entry("so-yt", attributes={"bien_che": "60"}, since=EVE))
    enter(authority, Entry("so-yt", attributes={"bien_che": ""}, since=date(2026, 6, 1)))
    assert attributes_on([body], date(2026, 6, 1))[body.pk] == {"co_tthc": "không"}
    assert BodyAttribute.objects.filter(body=body, code="co_tthc").count() == 2


def test_a_correction_withdraws_what_was_wrong_and_is_logged(authority, person):
    entry = Entry("so-yt", "Sở Y tế tỉnh", aliases=frozenset({"SYT", "Sở Ytế"}), opened=date(2000, 1, 1))
    seen = register_of(authority).state_of("so-yt")
    body_entered(authority=authority, entry=entry, seen=seen, by=person, reason="theo quyết định thành lập")
    state = register_of(authority).bodies["so-yt"]
    assert (state.name, state.aliases, state.opened) == ("Sở Y tế tỉnh", {"SYT", "Sở Ytế"}, date(2000, 1, 1))
    assert BodyName.objects.filter(body__code="so-yt", name="Sở Y tế", withdrawn=True).exists()
    logged = LogEntry.objects.get(action="register.body_corrected", reason="theo quyết định thành lập")
    assert "Sở Y tế tỉnh" in logged.detail
    enter(authority, Entry("so-yt", aliases=frozenset({"SYT"})))
    assert register_of(authority).bodies["so-yt"].aliases == {"SYT"}
    with pytest.raises(RegisterChanged):
        body_entered(authority=authority, entry=entry, seen=seen, by=person)


def test_a_day_that_an_event_set_is_only_changed_by_undoing_it(authority):
    done(authority, MERGER)
    with pytest.raises(RegisterRefused) as refused:
        enter(authority, Entry("so-vh", closed=""))
    assert fields(refused) == {"closed"}


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        (Entry("so yt", "X"), "code"),
        (Entry("So-Yt", "X"), "code"),
        (Entry("moi", ""), "name"),
        (Entry("moi"), "name"),
        (Entry("moi", "X" * 301), "name"),
        (Entry("moi", "X", "lạ"), "kind"),
        (Entry("moi", "X", parent="không có"), "parent"),
        (Entry("so-yt", parent="so-yt"), "parent"),
        (Entry("so-yt", parent="tt-yt"), "parent"),
        (Entry("moi", "X", opened=DAY, closed=EVE), "closed"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(authority, entry, where):
    with pytest.raises(RegisterRefused) as refused:
        enter(authority, entry)
    assert where in fields(refused)


def test_the_list_is_found_without_diacritics_and_sorted_as_a_dictionary(authority):
    enter(authority, Entry("so-dd", "Sở Đất đai", "so"))
    enter(authority, Entry("cu", "Quận Cũ", "quan", closed=EVE))
    names = [row.name for row in bodies_listed(authority, today=DAY, kind="so")]
    assert names == ["Sở Du lịch", "Sở Đất đai", "Sở Văn hóa và Thể thao", "Sở Y tế"]
    assert [row.code for row in bodies_listed(authority, today=DAY, query="DAT dai")] == ["so-dd"]
    assert [row.code for row in bodies_listed(authority, today=DAY, level="huyen")] == ["cu"]
    assert [row.code for row in bodies_listed(authority, today=DAY, standing="closed")] == ["cu"]
    assert "cu" not in [row.code for row in bodies_listed(authority, today=DAY, standing="open")]
    assert [row.is_open for row in bodies_listed(authority, today=EVE, query="cu")] == [True]


def test_kinds_and_levels_are_the_authoritys_own(authority):
    other = Authority.objects.create(code="bo-x", name="Bộ X")
    kinds_ready(other)
    kind_kept(authority=other, level=("khu-vuc", "Khu vực"), kind=("chi-cuc", "Chi cục"), by=None)
    kind_kept(authority=other, level=("khu-vuc", "Khu vực"), kind=("so", "Cục"), by=None)
    assert Kind.objects.get(authority=other, code="so").name == "Cục"
    assert Kind.objects.get(authority=authority, code="so").name == "Sở, ban, ngành"
    assert not Kind.objects.filter(authority=authority, code="chi-cuc").exists()
    kinds_ready(other)
    assert Kind.objects.get(authority=other, code="so").name == "Cục"


def test_an_event_is_not_undone_once_somebody_is_appointed_in_what_it_founded(authority, person):
    event = done(authority, EVENTS["open"])
    founded = Body.objects.get(code="so-moi")
    Appointment.objects.create(person=person, role="preparer", authority=authority, body=founded, starts=NOW)
    with pytest.raises(RegisterRefused, match="so-moi"):
        undone(event)


def test_two_who_confirm_one_merger_at_once_record_one(committed):
    made = running()
    given = {"authority": made.authority, "seen": "", "by": made.people["lead"]}
    lines = (Line("so-y-te", "so-moi", "whole"), Line("so-noi-vu", "so-moi", "whole"))
    plan = Plan("merge", DAY, DECISION, lines, (NewBody("so-moi", "Sở Mới"),))
    given["seen"] = plan_foreseen(made.authority, plan).fingerprint
    came = at_once(lambda: event_recorded(plan=plan, **given), lambda: event_recorded(plan=plan, **given))
    assert sorted(type(each).__name__ for each in came) == ["Event", "RegisterRefused"], came
    assert Event.objects.filter(authority=made.authority).count() == 1
    assert LogEntry.objects.filter(action="register.event").count() == 1


def test_two_who_correct_one_body_at_once_keep_one_and_ask_the_other(committed):
    made = running()
    seen = register_of(made.authority).state_of("so-y-te")
    came = at_once(
        *(
            lambda name=name: body_entered(
                authority=made.authority, entry=Entry("so-y-te", name), seen=seen, by=made.people["lead"]
            )
            for name in ("Sở A", "Sở B")
        )
    )
    assert sorted(type(each).__name__ for each in came) == ["Body", "RegisterChanged"], came
    assert BodyName.objects.filter(body__code="so-y-te", body__authority=made.authority, withdrawn=False).count() == 1
