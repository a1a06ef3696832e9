"""What bodies came from and went into, by the events that stand."""

from collections.abc import Iterable
from datetime import date

from khoabang.web.organisations.models import Body, EventKind, EventLine


def predecessors_of(body: Body, *, on: date | None = None) -> list[EventLine]:
    """The lines by which others went into a body, up to a day; renamings and its own going on are none."""
    lines = body.came_from.filter(before__isnull=False, event__undone_by__isnull=True).exclude(before=body)
    if on is not None:
        lines = lines.filter(event__day__lte=on)
    return list(lines.select_related("event", "before").order_by("event__day", "before__code"))


def successors_of(body: Body, *, on: date | None = None) -> list[EventLine]:
    """The lines by which a body went into others, up to a day."""
    lines = body.went_to.filter(after__isnull=False, event__undone_by__isnull=True).exclude(after=body)
    if on is not None:
        lines = lines.filter(event__day__lte=on)
    return list(lines.select_related("event", "after").order_by("event__day", "after__code"))


def renamings_of(body: Body, *, on: date | None = None) -> list[EventLine]:
    """The lines by which a body itself got another name, up to a day."""
    lines = body.came_from.filter(before=body, event__kind=EventKind.RENAME, event__undone_by__isnull=True)
    if on is not None:
        lines = lines.filter(event__day__lte=on)
    return list(lines.select_related("event").order_by("event__day"))


def became_of(bodies: Iterable[Body], day: date) -> dict[int, list[Body]]:
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
