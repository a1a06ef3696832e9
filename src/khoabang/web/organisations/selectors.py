"""Reads of the register."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from khoabang.web.organisations.models import (
    Authority,
    Body,
    BodyAttribute,
    BodyName,
    BodyParent,
    Event,
    EventChange,
    EventKind,
    Kind,
    NameKind,
)
from khoabang.web.organisations.names import SortKey, search_key, sort_key
from khoabang.web.organisations.register import BodyState, Register


def register_of(authority: Authority) -> Register:
    """The whole register as it is now, in a handful of queries."""
    in_authority = {"body__authority": authority, "valid_to__isnull": True, "withdrawn": False}
    official: dict[int, BodyName] = {}
    aliases: dict[int, set[str]] = defaultdict(set)
    for name in BodyName.objects.filter(body__authority=authority, withdrawn=False).order_by():
        if name.kind == NameKind.ALIAS:
            aliases[name.body_id].add(name.name)
        elif name.valid_to is None:
            official[name.body_id] = name
    parents = {each.body_id: each for each in BodyParent.objects.filter(**in_authority).select_related("parent").order_by()}
    attributes: dict[int, dict[str, tuple[str, date | None]]] = defaultdict(dict)
    for attribute in BodyAttribute.objects.filter(**in_authority).order_by("code"):
        attributes[attribute.body_id][attribute.code] = (attribute.value, attribute.valid_from)
    kinds = {kind.pk: kind for kind in Kind.objects.filter(authority=authority)}
    bodies = {}
    for body in Body.objects.filter(authority=authority).order_by("code"):
        called, above = official.get(body.pk), parents.get(body.pk)
        bodies[body.code] = BodyState(
            code=body.code,
            name=called.name if called else "",
            name_since=called.valid_from if called else None,
            kind=kinds[body.kind_id].code if body.kind_id else "",
            parent=above.parent.code if above else "",
            parent_since=above.valid_from if above else None,
            opened=body.opened,
            closed=body.closed,
            withdrawn=body.withdrawn,
            aliases=frozenset(aliases[body.pk]),
            attributes=attributes[body.pk],
        )
    return Register(bodies, {kind.code: kind.name for kind in kinds.values()})


def effective_events(authority: Authority) -> QuerySet[Event]:
    """Events that stand: neither undone nor themselves the taking back of another."""
    return Event.objects.filter(authority=authority, undone_by__isnull=True).exclude(kind=EventKind.UNDO)


def days_by_events(authority: Authority) -> dict[str, frozenset[str]]:
    """Which of the days of a body, opened or closed, an event set, by its code: only an undo may change those."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = EventChange.objects.filter(fact__in=("opened", "closed"), event__in=effective_events(authority)).exclude(new="")
    for code, fact in rows.order_by().values_list("body__code", "fact"):
        found[code].add(fact)
    return {code: frozenset(facts) for code, facts in found.items()}


def name_on(body: Body, day: date | None) -> str:
    """What a body was called on a day; on no day in particular, what it was called last. Its code where no name is known."""
    names = [each for each in body.names.all() if each.kind == NameKind.OFFICIAL and not each.withdrawn]
    if day is not None:
        fitting = [each for each in names if covers(each.valid_from, each.valid_to, day)]
        names = fitting or names
    if not names:
        return next((each.name for each in body.names.all() if not each.withdrawn), body.code)
    return max(names, key=lambda each: (each.valid_to or date.max, each.valid_from or date.min)).name


def coming_name(names: Iterable[BodyName], name_now: str, today: date) -> tuple[date, str] | None:
    """What a body will be called, and from which day, where a renaming is recorded that has not begun."""
    later = [
        (each.valid_from, each.name)
        for each in names
        if each.kind == NameKind.OFFICIAL and not each.withdrawn and each.valid_from is not None and each.valid_from > today
    ]
    first = min(later, default=None)
    return None if first is None or first[1] == name_now else first


def covers(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def attributes_on(bodies: Iterable[Body], day: date) -> dict[int, dict[str, str]]:
    """The attributes of bodies on a day, as typed, by body and code."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = BodyAttribute.objects.filter(body__in=list(bodies), withdrawn=False).order_by("valid_from")
    for row in rows:
        if covers(row.valid_from, row.valid_to, day):
            found[row.body_id][row.code] = row.value
    return dict(found)


class Listed(NamedTuple):
    """One row of the list of bodies."""

    name: str
    code: str
    kind: str
    closed: date | None
    is_open: bool
    coming: tuple[date, str] | None = None


def bodies_listed(
    authority: Authority, *, today: date, query: str = "", kind: str = "", level: str = "", standing: str = ""
) -> list[Listed]:
    """Bodies by name. Every word of the query is in one of their names or in the code; `standing` is open, closed or empty."""
    found = Body.objects.filter(authority=authority, withdrawn=False)
    names = BodyName.objects.filter(body__authority=authority, withdrawn=False).order_by()
    for word in search_key(query).split():
        found = found.filter(Q(pk__in=names.filter(search__contains=word).values("body")) | Q(code__contains=word))
    if kind:
        found = found.filter(kind__code=kind)
    if level:
        found = found.filter(kind__level__code=level)
    ended = Q(closed__isnull=False, closed__lt=today)
    if standing == "open":
        found = found.exclude(ended)
    elif standing == "closed":
        found = found.filter(ended)
    called: dict[int, tuple[bool, bool, date, str]] = {}  # the official name of today, the one that held last, or else any other
    coming: dict[int, tuple[date, str]] = {}
    for body, name, sort, since, until in names.values_list("body", "name", "kind", "valid_from", "valid_to"):
        official = sort == NameKind.OFFICIAL
        rank = (official, covers(since, until, today), until or date.max, name)
        called[body] = max(called.get(body, rank), rank)
        if official and since is not None and since > today:
            coming[body] = min(coming.get(body, (since, name)), (since, name))
    rows = []
    for pk, code, of_kind, closed in found.order_by().values_list("pk", "code", "kind__name", "closed"):
        name = called[pk][3] if pk in called else code
        later = coming.get(pk)
        later = None if later is None or later[1] == name else later  # one that is founded later is called so already
        rows.append(Listed(name, code, of_kind or "", closed, closed is None or today <= closed, later))
    return sorted(rows, key=lambda row: (_sorted_as(row.name), row.code))


@lru_cache(maxsize=50_000)
def _sorted_as(name: str) -> SortKey:
    return sort_key(name)


def open_bodies(authority: Authority, day: date) -> list[Body]:
    """The bodies that exist on a day."""
    bodies = Body.objects.filter(authority=authority, withdrawn=False).prefetch_related("names")
    return [each for each in bodies if is_open(each, day)]


def is_open(body: Body, day: date) -> bool:
    """Whether a body exists on a day; `closed` is its last day."""
    return (body.opened is None or body.opened <= day) and (body.closed is None or body.closed >= day)


def body_of(authority: Authority, code: str) -> Body | None:
    """One body of an authority's register, with its names and kind."""
    found = Body.objects.filter(authority=authority, code=code, withdrawn=False)
    return found.select_related("kind__level", "authority").prefetch_related("names").first()


def events_of(body: Body) -> list[Event]:
    """Every event that touched a body, also those undone and the undoing; latest first."""
    touched = Q(lines__before=body) | Q(lines__after=body) | Q(changes__body=body)
    return list(Event.objects.filter(touched).distinct().select_related("undoes", "undone_by", "person").order_by("-day", "-id"))
