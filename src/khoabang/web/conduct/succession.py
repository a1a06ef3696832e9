"""What last year's round hands down to this year's: the changes of the set, the bodies that are still there, the charges that still fit."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.diff import Change, diff_sets
from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import set_of_version
from khoabang.web.assessments.questions import keys_of
from khoabang.web.conduct.charges import people_for
from khoabang.web.conduct.participants import rows_read, save_rows
from khoabang.web.organisations.lineage import became_of
from khoabang.web.organisations.models import Body
from khoabang.web.organisations.names import sort_key
from khoabang.web.organisations.selectors import attributes_on, name_on, open_bodies
from khoabang.web.rounds.models import Charge, CriteriaSetVersion, Participant, Round


@dataclass(frozen=True, slots=True)
class Heir:
    """A body that takes part again, or in place of others."""

    body: Body
    name: str
    row: dict[str, str]
    was: str = ""  # its name last year, where it has another now
    instead_of: tuple[str, ...] = ()  # names of the bodies it comes from


@dataclass(frozen=True, slots=True)
class Gone:
    """A body of last year's round that does not exist any more."""

    name: str
    closed: date | None
    into: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A charge that does not fit this year: why."""

    charge: Charge
    reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was known of a body and this year's set cannot read: which attribute, and what it said."""

    name: str
    attribute: str
    value: str


@dataclass(slots=True)
class HandedDown:
    """All that a round takes over from the one before."""

    previous: Round
    changes: list[Change] = field(default_factory=list)
    bodies: list[Heir] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    not_in_previous: list[str] = field(default_factory=list)  # names of bodies opened since that come from no body of last year
    left_out: list[LeftOut] = field(default_factory=list)
    unclaimed: list[str] = field(
        default_factory=list
    )  # names of those taken over whom no ranking group claims as far as is known
    charges: list[Charge] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def set_version_of(round_: Round) -> CriteriaSetVersion | None:
    """The set a round is run on; of an imported one, that of its last result."""
    if round_.set_version is not None:
        return round_.set_version
    last = round_.results.select_related("set_version").order_by("-edition").first()
    return last.set_version if last else None


def handed_down(previous: Round, criteria_set: CriteriaSet, day: date) -> HandedDown:
    """Work out what a round on this set would take over on a day."""
    found = HandedDown(previous)
    version = set_version_of(previous)
    if version is not None:
        found.changes = diff_sets(set_of_version(version), criteria_set)
    _bodies(found, criteria_set, day)
    _charges(found, criteria_set)
    return found


def _rows_of(previous: Round) -> dict[int, tuple[Body, str, dict[str, str]]]:
    """Last year's bodies with their names and what was set of them, by the body's key."""
    participants = previous.participants.select_related("body").order_by("position", "pk")
    if participants:
        return {each.body_id: (each.body, each.name, json.loads(each.attributes)) for each in participants}
    last = previous.results.order_by("-edition").first()
    rows = last.bodies.select_related("body", "group").defer("explanation") if last else []
    version = set_version_of(previous)
    told = told_by_group(set_of_version(version)) if version else {}
    return {row.body_id: (row.body, row.name, told.get(row.group.code, {})) for row in rows}


def told_by_group(criteria_set: CriteriaSet) -> dict[str, dict[str, str]]:
    """What standing in a ranking group says of a body: the attributes for which the group asks one value. A result keeps no others."""
    found: dict[str, dict[str, str]] = {}
    for group in criteria_set.groups:
        wanted = {code: value[0] if isinstance(value, list) and len(value) == 1 else value for code, value in group.when.items()}
        found[group.code] = {code: value for code, value in wanted.items() if isinstance(value, str)}
    return found


def _bodies(found: HandedDown, criteria_set: CriteriaSet, day: date) -> None:
    before = _rows_of(found.previous)
    open_now = {body.pk: body for body in open_bodies(found.previous.authority, day)}
    into = became_of([body for body, _name, _row in before.values()], day)
    known = attributes_on(open_now.values(), day)
    asked = [attribute.code for attribute in criteria_set.attributes]
    heirs: dict[int, list[str]] = {}
    for key, (body, name, _row) in before.items():
        if key in open_now:
            heirs.setdefault(key, [])
        following = [each for each in into.get(key, []) if each.pk in open_now and each.pk != key]
        for each in following:
            heirs.setdefault(each.pk, []).append(body.code)
        if key not in open_now:
            names = tuple(name_on(open_now[each.pk], day) for each in following)
            found.gone.append(Gone(name, body.closed, names))
    for key, origins in heirs.items():
        body = open_now[key]
        name = name_on(body, day)
        was = before[key][1] if key in before else ""
        typed = {**(before[key][2] if key in before else {}), **known.get(key, {})}
        row = {"code": body.code, "name": name, **{code: typed[code] for code in asked if typed.get(code)}}
        if origins:
            row["predecessors"] = "; ".join(origins)
        names_before = tuple(each[1] for each in before.values() if each[0].code in origins)
        found.bodies.append(Heir(body, name, row, was if was != name else "", names_before))
    found.bodies.sort(key=lambda each: sort_key(each.name))
    found.left_out = drop_unreadable(criteria_set, [heir.row for heir in found.bodies])
    unclaimed = {each.code for each in rows_read(criteria_set, [heir.row for heir in found.bodies]).unclaimed}
    found.unclaimed = [heir.name for heir in found.bodies if heir.body.code in unclaimed]
    since = date(found.previous.year, 1, 1)
    found.not_in_previous = sorted(
        (
            name_on(body, day)
            for key, body in open_now.items()
            if key not in heirs and body.opened is not None and body.opened >= since
        ),
        key=sort_key,
    )


def drop_unreadable(criteria_set: CriteriaSet, rows: list[dict[str, str]]) -> list[LeftOut]:
    """Take out of rows what a set does not take any more, such as an option that is gone; give what was taken out."""
    names = {attribute.code: attribute.name for attribute in criteria_set.attributes}
    by_code = {row["code"]: row for row in rows}
    return [
        LeftOut(by_code[code]["name"], names[column], by_code[code].pop(column))
        for code, column, _problem in rows_read(criteria_set, rows).problems
        if column in names and column in by_code.get(code, {})
    ]


def _charges(found: HandedDown, criteria_set: CriteriaSet) -> None:
    keys = keys_of(criteria_set)
    groups = {group.code for group in criteria_set.groups}
    bodies = {heir.body.pk for heir in found.bodies}
    may: dict[str, set[int]] = {}
    for charge in found.previous.charges.select_related("person", "group", "participant__body"):
        if charge.duty not in may:
            may[charge.duty] = {person.pk for person in people_for(found.previous.authority, charge.duty)}
        reason: StrOrPromise = ""
        if charge.person_id not in may[charge.duty]:
            reason = _("không còn giữ vai trò phù hợp")
        elif charge.criterion and not keys.knows(charge.criterion):
            reason = _("tiêu chí không còn trong bộ tiêu chí")
        elif charge.group is not None and charge.group.code not in groups:
            reason = _("khối không còn trong bộ tiêu chí")
        elif charge.participant is not None and charge.participant.body_id not in bodies:
            reason = _("cơ quan không còn trong đợt")
        if reason:
            found.dropped.append(Dropped(charge, reason))
        else:
            found.charges.append(charge)


def take_over(round_: Round, handed: HandedDown, *, by: Person, now: datetime) -> None:
    """Write what is handed down into a round just made, in its transaction."""
    save_rows(round_, [heir.row for heir in handed.bodies], by=by, now=now)
    groups = {group.code: group for group in round_.groups.all()}
    participants: dict[int, Participant] = {each.body_id: each for each in round_.participants.all()}
    Charge.objects.bulk_create(
        Charge(
            round=round_,
            duty=charge.duty,
            person=charge.person,
            criterion=charge.criterion,
            group=groups[charge.group.code] if charge.group else None,
            participant=participants[charge.participant.body_id] if charge.participant else None,
        )
        for charge in handed.charges
    )
    record(
        chain=chain_of(round_code=round_.code), action="round.taken_over", by=by, now=now, subject=handed.previous.code,
        detail={"bodies": len(handed.bodies), "gone": [each.name for each in handed.gone], "charges": len(handed.charges)},
    )  # fmt: skip
