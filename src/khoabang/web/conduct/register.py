"""What a round asks of the register: which bodies exist on a day, and what became of them."""

from collections.abc import Iterable
from datetime import date

from khoabang.web.organisations.models import Authority, Body, EventLine


def open_bodies(authority: Authority, day: date) -> list[Body]:
    """The bodies that exist on a day."""
    bodies = Body.objects.filter(authority=authority, withdrawn=False).prefetch_related("names")
    return [each for each in bodies if is_open(each, day)]


def is_open(body: Body, day: date) -> bool:
    """Whether a body exists on a day; `closed` is its last day."""
    return (body.opened is None or body.opened <= day) and (body.closed is None or body.closed >= day)


def successors(bodies: Iterable[Body], day: date) -> dict[int, list[Body]]:
    """The bodies that others went into, up to a day, through every event."""
    lines = EventLine.objects.filter(
        event__authority__in={body.authority_id for body in bodies}, event__day__lte=day, event__undone_by__isnull=True,
        before__isnull=False, after__isnull=False,
    ).select_related("after")  # fmt: skip
    onward: dict[int, dict[int, Body]] = {}
    for line in lines.order_by("event__day"):
        if line.before_id is not None and line.after is not None and line.before_id != line.after_id:
            onward.setdefault(line.before_id, {})[line.after.pk] = line.after
    return {body.pk: _followed(body.pk, onward) for body in bodies}


def _followed(key: int, onward: dict[int, dict[int, Body]]) -> list[Body]:
    found: dict[int, Body] = {}
    waiting = list(onward.get(key, {}).values())
    while waiting:
        body = waiting.pop()
        if body.pk not in found and body.pk != key:
            found[body.pk] = body
            waiting += onward.get(body.pk, {}).values()
    return list(found.values())
