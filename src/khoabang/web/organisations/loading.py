"""Loads shipped administrative units into an authority's register: a province's communes, or the provinces, with their lineage."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.entries import Entry, compare
from khoabang.web.organisations.errors import Objection, RegisterChanged, RegisterRefused
from khoabang.web.organisations.events import Decision, Line, NewBody, Plan, foresee
from khoabang.web.organisations.models import Authority, EventKind
from khoabang.web.organisations.recording import event_recorded, plan_foreseen
from khoabang.web.organisations.register import BodyState, Change, Register, fingerprint_of
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import entries_kept, kinds_ready, locked_by
from khoabang.web.organisations.shipped_units import Unit, shipped_units
from khoabang.web.person import Person

PROVINCES = "34"


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading would add: bodies registered as they stand, an event that made the others, and what is already there."""

    added: tuple[Unit, ...]
    ended: tuple[Unit, ...]
    founded: tuple[Unit, ...]
    present: tuple[Unit, ...]
    doubtful: int
    changes: tuple[Change, ...]
    plan: Plan | None
    objections: tuple[Objection, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of all that would be added."""
        lines = [] if self.plan is None else [[line.before, line.after, line.share] for line in self.plan.lines]
        facts = [[change.body, change.fact, change.old, change.new] for change in self.changes]
        return fingerprint_of([facts, lines, [unit.id for unit in self.founded]])


def loading_foreseen(authority: Authority, part: str, *, with_lineage: bool, decision: Decision) -> Loading:
    """Say what loading a part would add: the communes of a province by its code, or the provinces themselves (`PROVINCES`)."""
    return _foreseen(register_of(authority), part, with_lineage=with_lineage, decision=decision)


@transaction.atomic
def units_loaded(
    *,
    authority: Authority,
    part: str,
    with_lineage: bool,
    decision: Decision,
    seen: str,
    by: Person | None,
) -> Loading:
    """Add the units of a part that are not there yet. With lineage, the ended ones are registered and one event leads to the new."""
    locked_by(by, authority)
    kinds_ready(authority)
    loading = loading_foreseen(authority, part, with_lineage=with_lineage, decision=decision)
    if loading.objections:
        raise RegisterRefused(loading.objections)
    if loading.fingerprint != seen:
        raise RegisterChanged
    entries_kept(authority, (), loading.changes)
    if loading.plan is not None:
        foreseen = plan_foreseen(authority, loading.plan)
        event_recorded(authority=authority, plan=loading.plan, seen=foreseen.fingerprint, by=by)
    detail = {"added": len(loading.added), "ended": len(loading.ended), "founded": len(loading.founded)}
    chain = chain_of(authority=authority.code)
    record(chain=chain, action="register.units_loaded", by=by, now=clock.now(), subject=part, detail=detail)
    return loading


def _foreseen(register: Register, part: str, *, with_lineage: bool, decision: Decision) -> Loading:
    units = shipped_units()
    chosen = units.provinces if part == PROVINCES else units.communes(part)
    if not chosen:
        return Loading(
            (),
            (),
            (),
            (),
            0,
            (),
            None,
            (
                Objection(
                    "part",
                    _("Chọn một tỉnh, thành phố."),
                ),
            ),
        )
    missing = [unit for unit in chosen if not _is_there(register, unit.id)]
    present = tuple(unit for unit in chosen if _is_there(register, unit.id))
    made = [unit for unit in missing if with_lineage and unit.id in units.before]
    added = [unit for unit in missing if unit not in made]
    lines = [link for unit in made for link in units.before[unit.id] if not link.doubtful]
    doubtful = sum(link.doubtful for unit in made for link in units.before[unit.id])
    ended = [units.by_id[code] for code in dict.fromkeys(link.old for link in lines) if not _is_there(register, code)]
    known = Register(register.bodies, {unit.kind: unit.kind for unit in units.by_id.values()} | dict(register.kinds))
    changes = [change for unit in (*ended, *added) for change in _entered(unit, known)]
    plan: Plan | None = None
    objections: tuple[Objection, ...] = ()
    if made:
        plan = Plan(
            kind=EventKind.REORGANISE,
            day=made[0].valid_from,
            decision=decision,
            lines=tuple(Line(link.old, link.new, link.share) for link in lines),
            founded=tuple(NewBody(unit.id, unit.name, unit.kind, _above(unit, register)) for unit in made),
        )
        objections = foresee(plan, _with(register, ended)).objections
    return Loading(tuple(added), tuple(ended), tuple(made), present, doubtful, tuple(changes), plan, objections)


def _is_there(register: Register, code: str) -> bool:
    return code in register.bodies and not register.bodies[code].withdrawn


def _above(unit: Unit, register: Register) -> str:
    return unit.parent if _is_there(register, unit.parent) else ""


def _entered(unit: Unit, register: Register) -> tuple[Change, ...]:
    """A unit registered as it stood before any event of ours; the event ends it."""
    entry = Entry(unit.id, unit.name, unit.kind, _above(unit, register) or None, unit.valid_from)
    return compare(entry, register).changes


def _with(register: Register, ended: list[Unit]) -> Register:
    """The register as it will be once the ended units are in it."""
    bodies = {**register.bodies, **{unit.id: BodyState(unit.id, unit.name, kind=unit.kind) for unit in ended}}
    kinds = dict(register.kinds) or {unit.kind: unit.kind for unit in shipped_units().by_id.values()}
    return Register(bodies, kinds)
