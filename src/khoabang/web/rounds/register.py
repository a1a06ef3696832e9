"""What a round asks of the register: what bodies were called on a day, what was known of them, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khoabang.web.organisations.models import Authority, Body, NameKind


@dataclass(frozen=True, slots=True)
class Listed:
    """A body of the register as it is on a day."""

    body: Body
    name: str


def open_bodies(authority: Authority, day: date) -> list[Body]:
    """The bodies that exist on a day."""
    bodies = Body.objects.filter(authority=authority).prefetch_related("names")
    return [each for each in bodies if is_open(each, day)]


def is_open(body: Body, day: date) -> bool:
    """Whether a body exists on a day; `closed` is its last day."""
    return (body.opened is None or body.opened <= day) and (body.closed is None or body.closed >= day)


def name_of(body: Body, day: date) -> str:
    """What a body is called on a day; its code where no name is known."""
    names = [each for each in body.names.all() if each.kind == NameKind.OFFICIAL]
    on_day = [
        each
        for each in names
        if (each.valid_from is None or each.valid_from <= day) and (each.valid_to is None or each.valid_to >= day)
    ]
    found = (on_day or names)[-1:]
    return found[0].name if found else body.code


def attributes_on(bodies: Iterable[Body], day: date) -> dict[int, dict[str, str]]:
    """What the register knows of bodies on a day, as typed."""
    return {}


def successors(bodies: Iterable[Body], day: date) -> dict[int, list[Body]]:
    """The bodies that others went into, up to a day."""
    return {}
