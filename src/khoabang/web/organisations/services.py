"""Writes on the register of bodies."""

from collections.abc import Mapping

from khoabang.web.organisations.models import Authority, Body, BodyName, NameKind
from khoabang.web.organisations.names import search_key


def authority_named(*, code: str, name: str) -> Authority:
    """The authority with this code, registered when it is new, under the name now used for it."""
    return Authority.objects.update_or_create(code=code, defaults={"name": name})[0]


def bodies_registered(*, authority: Authority, names: Mapping[str, str]) -> dict[str, Body]:
    """The bodies with these codes, registering the new ones.

    A name that differs from those already known is kept as an alias: a publication shows how a body was written, not
    that it was renamed.
    """
    Body.objects.bulk_create([Body(authority=authority, code=code) for code in names], ignore_conflicts=True)
    bodies = {body.code: body for body in Body.objects.filter(authority=authority, code__in=names).prefetch_related("names")}
    added = []
    for code, name in names.items():
        known = {entry.name for entry in bodies[code].names.all()}
        if name not in known:
            kind = NameKind.ALIAS if known else NameKind.OFFICIAL
            added.append(BodyName(body=bodies[code], name=name, kind=kind, search=search_key(name)))
    BodyName.objects.bulk_create(added)
    return bodies
