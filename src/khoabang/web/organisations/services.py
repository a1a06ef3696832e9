"""Writes on the register of bodies. What decisions do to bodies is in `recording`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.entries import ALIASES, ATTRIBUTE, Defined, Entry, compare
from khoabang.web.organisations.errors import Objection, RegisterChanged, RegisterRefused
from khoabang.web.organisations.models import (
    Authority,
    Body,
    BodyAttribute,
    BodyName,
    BodyParent,
    Dated,
    Kind,
    Level,
    NameKind,
)
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.register import Change
from khoabang.web.organisations.selectors import days_by_events, register_of
from khoabang.web.organisations.shipped_units import shipped_kinds
from khoabang.web.person import Person


def authority_named(*, code: str, name: str) -> Authority:
    """The authority with this code, registered when it is new, under the name now used for it."""
    return Authority.objects.update_or_create(code=code, defaults={"name": name})[0]


def bodies_registered(*, authority: Authority, names: Mapping[str, str]) -> dict[str, Body]:
    """The bodies with these codes, registering the new ones.

    A name that differs from those already known is kept as an alias: a publication shows how a body was written, not
    that it was renamed.
    """
    Body.objects.bulk_create([Body(authority=authority, code=code) for code in names], ignore_conflicts=True)
    Body.objects.filter(authority=authority, code__in=names, withdrawn=True).update(withdrawn=False)
    bodies = {body.code: body for body in Body.objects.filter(authority=authority, code__in=names).prefetch_related("names")}
    added = []
    for code, name in names.items():
        known = {entry.name for entry in bodies[code].names.all() if not entry.withdrawn}
        if name not in known:
            kind = NameKind.ALIAS if known else NameKind.OFFICIAL
            added.append(BodyName(body=bodies[code], name=name, kind=kind, search=search_key(name)))
    BodyName.objects.bulk_create(added)
    return bodies


refuses: list[Callable[[Person, Authority], None]] = []
"""What refuses somebody who does not keep an authority's register; `accounts`, which stands above and knows the roles, puts it here."""


def locked(authority: Authority) -> Authority:
    """The authority's row, locked till the transaction ends: its register is written by one at a time."""
    return Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)


def locked_by(by: Person | None, authority: Authority) -> Authority:
    """The same for somebody who keeps the register; None is whoever runs the installation, at its command line.

    Raises:
        NotYourRole: somebody else.
    """
    held = locked(authority)
    if by is not None:
        (refuse,) = refuses
        refuse(by, held)
    return held


def kinds_ready(authority: Authority) -> None:
    """Give a register that has no kinds those that ship, to begin with. They are its own from then on."""
    if Kind.objects.filter(authority=authority).exists():
        return
    with transaction.atomic():
        if Kind.objects.filter(authority=locked(authority)).exists():
            return
        levels: dict[str, Level] = {}
        for place, row in enumerate(shipped_kinds()):
            if row.level not in levels:
                levels[row.level] = Level.objects.create(
                    authority=authority, code=row.level, name=row.level_name, position=len(levels)
                )
            Kind.objects.create(authority=authority, level=levels[row.level], code=row.kind, name=row.kind_name, position=place)


@transaction.atomic
def kind_kept(*, authority: Authority, level: tuple[str, str], kind: tuple[str, str], by: Person | None) -> Kind:
    """Add a kind of body under a level, or give either another name; both are given as code and name."""
    locked_by(by, authority)
    if not all((*level, *kind)):
        raise RegisterRefused([Objection("kind", _("Nhập mã và tên của cấp và của loại cơ quan."))])
    of_level = Level.objects.update_or_create(
        authority=authority,
        code=level[0],
        defaults={"name": level[1]},
        create_defaults={"name": level[1], "position": Level.objects.filter(authority=authority).count()},
    )[0]
    found = Kind.objects.update_or_create(
        authority=authority,
        code=kind[0],
        defaults={"name": kind[1], "level": of_level},
        create_defaults={"name": kind[1], "level": of_level, "position": Kind.objects.filter(authority=authority).count()},
    )[0]
    detail = {"level": list(level), "kind": list(kind)}
    record(
        chain=chain_of(authority=authority.code), action="register.kind", by=by, now=clock.now(), subject=kind[0], detail=detail
    )
    return found


@transaction.atomic
def body_entered(
    *, authority: Authority, entry: Entry, seen: str | None, by: Person | None, reason: str = "", defined: Defined | None = None
) -> Body:
    """Add a body, or correct what is known of one; a renaming by decision is an event, not a correction.

    `seen` is the body's fingerprint when the form was made (`Register.state_of`); where it differs, somebody else was there in between.
    """
    locked_by(by, authority)
    register = register_of(authority)
    if seen is not None and seen != register.state_of(entry.code):
        raise RegisterChanged
    events = days_by_events(authority).get(entry.code, frozenset())
    foreseen = compare(entry, register, by_events=events, defined=defined)
    if foreseen.objections:
        raise RegisterRefused(foreseen.objections)
    if foreseen.changes:
        entries_kept(authority, [entry], foreseen.changes)
        new = any(change.fact == "listed" for change in foreseen.changes)
        record(
            chain=chain_of(authority=authority.code),
            action="register.body_added" if new else "register.body_corrected",
            by=by,
            now=clock.now(),
            subject=entry.code,
            reason=reason,
            detail={"changes": [[each.fact, each.old, each.new] for each in foreseen.changes]},
        )
    return Body.objects.get(authority=authority, code=entry.code)


def bodies_changed(authority: Authority, changes: Sequence[Change]) -> dict[str, Body]:
    """Make the bodies that changes list anew, and write what stands in their own rows; gives all the authority's bodies by code."""
    bodies = {body.code: body for body in Body.objects.filter(authority=authority)}
    kinds = {kind.code: kind for kind in Kind.objects.filter(authority=authority)}
    fresh = {each.body: Body(authority=authority, code=each.body) for each in changes if each.body not in bodies}
    alike: dict[tuple[str, object], list[int]] = defaultdict(list)
    for change in changes:
        value: object
        match change.fact:
            case "listed":
                name, value = "withdrawn", change.new == "no"
            case "kind":
                name, value = "kind", kinds[change.new] if change.new else None
            case "opened" | "closed":
                name, value = change.fact, date.fromisoformat(change.new) if change.new else None
            case _:
                continue
        if change.body in fresh:
            setattr(fresh[change.body], name, value)
        else:
            alike[name, value].append(bodies[change.body].pk)
    for (name, value), keys in alike.items():
        Body.objects.filter(pk__in=keys).update(**{name: value})
    return bodies | {body.code: body for body in Body.objects.bulk_create(fresh.values(), batch_size=200)}


def entries_kept(authority: Authority, entries: Sequence[Entry], changes: Iterable[Change]) -> None:
    """Write changes of entries. What was so is withdrawn or ended, never overwritten; call it under the register's lock."""
    changes = list(changes)
    since = {entry.code: entry.since for entry in entries}
    bodies = bodies_changed(authority, changes)
    by_fact: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_fact[ATTRIBUTE if change.fact.startswith(ATTRIBUTE) else change.fact].append(change)
    _official_names_kept(bodies, by_fact["name"])
    _aliases_kept(bodies, by_fact[ALIASES])
    _parents_kept(bodies, by_fact["parent"])
    _attributes_kept(bodies, by_fact[ATTRIBUTE], since)


def _official_names_kept(bodies: Mapping[str, Body], changes: list[Change]) -> None:
    rows = BodyName.objects.filter(body__in=[bodies[change.body] for change in changes], valid_to__isnull=True, withdrawn=False)
    present: dict[int, list[BodyName]] = defaultdict(list)
    for row in rows:
        present[row.body_id].append(row)
    added, wrong = [], []
    for change in changes:
        body = bodies[change.body]
        old = next((row for row in present[body.pk] if row.kind == NameKind.OFFICIAL), None)
        wrong += [row.pk for row in present[body.pk] if row is old or (row.name == change.new and row.valid_from is None)]
        added.append(_name(body, change.new, NameKind.OFFICIAL, old.valid_from if old else None))
    BodyName.objects.filter(pk__in=wrong).update(withdrawn=True)
    BodyName.objects.bulk_create(added, batch_size=200)


def _aliases_kept(bodies: Mapping[str, Body], changes: list[Change]) -> None:
    for change in changes:
        body = bodies[change.body]
        aliases = BodyName.objects.filter(body=body, kind=NameKind.ALIAS, withdrawn=False)
        wanted = set(filter(None, change.new.split("; ")))
        aliases.exclude(name__in=wanted).update(withdrawn=True)
        known = set(BodyName.objects.filter(body=body, withdrawn=False, valid_from__isnull=True).values_list("name", flat=True))
        BodyName.objects.bulk_create(_name(body, name, NameKind.ALIAS, None) for name in sorted(wanted - known))


def _name(body: Body, name: str, kind: NameKind, since: date | None) -> BodyName:
    return BodyName(body=body, name=name, kind=kind, valid_from=since, search=search_key(name))


def _parents_kept(bodies: Mapping[str, Body], changes: list[Change]) -> None:
    added = []
    for change in changes:
        current = BodyParent.objects.filter(body=bodies[change.body], valid_to__isnull=True, withdrawn=False)
        since = current.values_list("valid_from", flat=True).first() if change.old else None
        current.update(withdrawn=True)
        if change.new:
            added.append(BodyParent(body=bodies[change.body], parent=bodies[change.new], valid_from=since))
    BodyParent.objects.bulk_create(added, batch_size=200)


def _attributes_kept(bodies: Mapping[str, Body], changes: list[Change], since: Mapping[str, date | None]) -> None:
    added = []
    for change in changes:
        body, code, start = bodies[change.body], change.fact.removeprefix(ATTRIBUTE), since.get(change.body)
        if change.old:
            current = BodyAttribute.objects.get(body=body, code=code, valid_to__isnull=True, withdrawn=False)
            start = _ended(current, start)
        if change.new:
            added.append(BodyAttribute(body=body, code=code, value=change.new, valid_from=start))
    BodyAttribute.objects.bulk_create(added, batch_size=200)


def _ended(row: Dated, since: date | None) -> date | None:
    """End what was so before a day, or withdraw it where it was never so; gives the first day of what takes its place."""
    if since is None or since == row.valid_from:
        row.withdrawn = True
        row.save(update_fields=["withdrawn"])
        return row.valid_from
    row.valid_to = since - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    return since
