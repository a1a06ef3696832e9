"""The administrative units that ship, and how a part of them becomes an authority's register."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.events import Decision
from khoabang.web.organisations.lineage import predecessors_of, successors_of
from khoabang.web.organisations.loading import PROVINCES, loading_foreseen, units_loaded
from khoabang.web.organisations.models import Authority, Body, Event, EventLine
from khoabang.web.organisations.recording import event_undone, undo_foreseen
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.shipped_units import shipped_kinds, shipped_units

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DECISION = Decision("Nghị quyết", "1/NQ", date(2025, 6, 16), "Cơ quan ban hành", "Sắp xếp các đơn vị hành chính")
LAI_CHAU, LANG_SON = "12", "20"


@pytest.fixture
def authority(db) -> Authority:
    return Authority.objects.create(code="tinh-moi", name="Tỉnh Mới")


def load(authority: Authority, part: str, *, with_lineage: bool = True):
    seen = loading_foreseen(authority, part, with_lineage=with_lineage, decision=DECISION).fingerprint
    return units_loaded(authority=authority, part=part, with_lineage=with_lineage, decision=DECISION, seen=seen, by=None)


def test_the_units_of_july_2025_are_complete():
    units = shipped_units()
    now = [unit for unit in units.by_id.values() if unit.valid_to is None]
    assert Counter(unit.kind for unit in now) == {"tinh": 28, "thanh-pho-tw": 6, "phuong": 687, "xa": 2621, "dac-khu": 13}
    assert len(units.provinces) == 34
    assert sum(len(units.communes(province.id)) for province in units.provinces) == 3321
    ended = Counter(unit.kind for unit in units.by_id.values() if unit.valid_to is not None)
    assert ended["tinh"] + ended["thanh-pho-tw"] == 52
    assert ended["quan"] + ended["huyen"] + ended["thi-xa"] + ended["thanh-pho"] == 696
    assert {unit.name for unit in now if unit.kind == "dac-khu"} >= {"Đặc khu Hoàng Sa", "Đặc khu Trường Sa"}
    assert {row.kind for row in shipped_kinds()} >= {unit.kind for unit in units.by_id.values()}


def test_every_new_unit_comes_from_somewhere_and_every_old_one_went_somewhere_but_districts():
    units = shipped_units()
    links = [link for each in units.before.values() for link in each]
    went = {link.old for link in links}
    for unit in units.by_id.values():
        if unit.valid_from is not None:
            assert any(not link.doubtful for link in units.before[unit.id]), unit
        if unit.valid_to is not None and unit.kind not in ("quan", "huyen", "thi-xa", "thanh-pho"):
            assert unit.id in went, unit
    shares = Counter()
    for link in links:
        assert units.by_id[link.old].valid_to == date(2025, 6, 30)
        assert units.by_id[link.new].valid_to is None
        shares[link.old] += link.share != "part"
    assert set(shares.values()) == {1}
    assert sum(link.doubtful for link in links) == 28


def test_a_provinces_communes_come_with_their_lineage(authority):
    loading = load(authority, LANG_SON)
    bodies = register_of(authority).bodies
    assert len(loading.founded) + len(loading.added) == 65
    assert len(bodies) == 65 + len(loading.ended)
    event = Event.objects.get(authority=authority)
    assert (event.kind, event.day, event.decision_number) == ("reorganise", date(2025, 7, 1), "1/NQ")
    assert all(bodies[unit.id].closed == date(2025, 6, 30) for unit in loading.ended)
    assert loading.doubtful == 1
    divided = EventLine.objects.filter(event=event, share="part").first()
    assert len(successors_of(divided.before)) > 1
    new = divided.after
    expected = {link.old for link in shipped_units().before[new.code]}
    assert {line.before.code for line in predecessors_of(new)} == expected


def test_loading_twice_adds_nothing_and_an_undo_takes_the_event_back(authority):
    load(authority, LAI_CHAU)
    before = register_of(authority)
    again = load(authority, LAI_CHAU)
    assert (again.added, again.founded, again.ended, len(again.present)) == ((), (), (), 38)
    assert register_of(authority) == before
    event = Event.objects.get(authority=authority)
    event_undone(event=event, seen=undo_foreseen(event).fingerprint, reason="nạp nhầm", by=None)
    left = [body for body in register_of(authority).bodies.values() if not body.withdrawn]
    assert all(body.closed is None for body in left)
    assert not any(body.opened for body in left)


def test_without_lineage_communes_begin_on_their_day_and_no_decision_is_asked_for(authority):
    foreseen = loading_foreseen(authority, LAI_CHAU, with_lineage=False, decision=Decision())
    assert not foreseen.objections
    units_loaded(authority=authority, part=LAI_CHAU, with_lineage=False, decision=Decision(), seen=foreseen.fingerprint, by=None)
    assert Body.objects.filter(authority=authority).count() == 38
    assert not Event.objects.filter(authority=authority).exists()


def test_the_provinces_are_loaded_from_63_to_34(authority):
    load(authority, PROVINCES)
    phu_tho = Body.objects.get(code="25")
    assert {line.before.code for line in predecessors_of(phu_tho)} == {"cu-17", "cu-25", "cu-26"}
    assert Body.objects.filter(authority=authority, closed__isnull=True).count() == 34


def test_loading_is_refused_without_a_decision_or_when_the_register_changed(authority):
    foreseen = loading_foreseen(authority, LAI_CHAU, with_lineage=True, decision=replace(DECISION, number=""))
    assert [each.field for each in foreseen.objections] == ["decision_number"]
    given = {"authority": authority, "with_lineage": True, "decision": DECISION, "by": None}
    with pytest.raises(RegisterChanged):
        units_loaded(part=LAI_CHAU, seen="x", **given)
    with pytest.raises(RegisterRefused):
        units_loaded(part="không có", seen="x", **given)
    assert not Body.objects.filter(authority=authority).exists()
