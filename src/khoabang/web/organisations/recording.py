"""Records events, and takes them back: writes exactly what was foreseen, under the lock of the authority's register."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.errors import Objection, RegisterChanged, RegisterRefused, Words
from khoabang.web.organisations.events import Plan, foresee, foresee_undo
from khoabang.web.organisations.models import (
    Authority,
    Body,
    BodyName,
    BodyParent,
    Dated,
    Event,
    EventChange,
    EventKind,
    EventLine,
    NameKind,
)
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.register import Change, Foreseen
from khoabang.web.organisations.selectors import effective_events, register_of
from khoabang.web.organisations.services import bodies_changed, locked_by
from khoabang.web.person import Person

OWN = (BodyName, EventLine, EventChange)


def plan_foreseen(authority: Authority, plan: Plan) -> Foreseen:
    """What an event would change now."""
    return foresee(plan, register_of(authority))


@transaction.atomic
def event_recorded(*, authority: Authority, plan: Plan, seen: str, by: Person | None) -> Event:
    """Do what was seen. Refused when it cannot be done, or when the register has changed since it was looked at."""
    locked_by(by, authority)
    foreseen = plan_foreseen(authority, plan)
    if foreseen.objections:
        raise RegisterRefused(foreseen.objections)
    if foreseen.fingerprint != seen:
        raise RegisterChanged
    if plan.day is None or plan.decision.day is None:
        raise AssertionError("an event without its days has objections")
    event = Event.objects.create(
        authority=authority,
        kind=plan.kind,
        day=plan.day,
        decision_type=plan.decision.type,
        decision_number=plan.decision.number,
        decision_date=plan.decision.day,
        decision_issuer=plan.decision.issuer,
        decision_title=plan.decision.title,
        note=plan.note,
        person=by,
        recorded=clock.now(),
    )
    bodies = _done(event, foreseen.changes)
    lines = [(line.before, line.after, line.share, line.note) for line in plan.lines]
    reached = set(plan.afters)
    lines += [("", new.code, "", "") for new in plan.founded if new.code not in reached]
    EventLine.objects.bulk_create(
        EventLine(
            event=event,
            before=bodies[before] if before else None,
            after=bodies[after] if after else None,
            share=share,
            note=note,
        )
        for before, after, share, note in lines
    )
    _logged(event, "register.event", by, {"kind": plan.kind, "bodies": sorted({each.body for each in foreseen.changes})[:50]})
    return event


def undo_foreseen(event: Event) -> Foreseen:
    """What taking an event back would change, and what rests on it by now."""
    changes = [Change(row.body.code, row.fact, row.old, row.new) for row in event.changes.select_related("body")]
    if event.kind == EventKind.UNDO:
        return Foreseen((), (Objection("", _("Một lần hoàn tác không hoàn tác được; hãy ghi lại sự kiện.")),))
    if Event.objects.filter(undoes=event).exists():
        return Foreseen((), (Objection("", _("Sự kiện này đã được hoàn tác.")),))
    return foresee_undo(changes, register_of(event.authority), _depending(event))


@transaction.atomic
def event_undone(*, event: Event, seen: str, reason: str, by: Person | None) -> Event:
    """Take an event back by another, while nothing rests on it. Both stay."""
    locked_by(by, event.authority)
    foreseen = undo_foreseen(event)
    if not reason.strip():
        raise RegisterRefused([Objection("reason", _("Nhập lý do hoàn tác."))])
    if foreseen.objections:
        raise RegisterRefused(foreseen.objections)
    if foreseen.fingerprint != seen:
        raise RegisterChanged
    undo = Event.objects.create(
        authority=event.authority,
        kind=EventKind.UNDO,
        day=event.day,
        undoes=event,
        note=reason.strip(),
        person=by,
        recorded=clock.now(),
    )
    _done(undo, foreseen.changes)
    _logged(undo, "register.undo", by, {"undoes": event.pk})
    return undo


def _logged(event: Event, action: str, by: Person | None, detail: Mapping[str, object]) -> None:
    decision = " ".join(filter(None, (event.decision_type, event.decision_number)))
    chain = chain_of(authority=event.authority.code)
    told = {"event": event.pk, "day": event.day.isoformat(), **detail}
    record(chain=chain, action=action, by=by, now=clock.now(), subject=decision[:250], reason=event.note, detail=told)


def _depending(event: Event) -> Mapping[str, Words]:
    """Bodies of an event that later events touched, or that it founded and others refer to by now."""
    own = set(event.changes.values_list("body", flat=True))
    for line in event.lines.all():
        own |= {pk for pk in (line.before_id, line.after_id) if pk is not None}
    found: dict[str, Words] = {}
    later = effective_events(event.authority).filter(pk__gt=event.pk)
    for change in EventChange.objects.filter(event__in=later, body__in=own).select_related("event", "body").order_by("-id"):
        text: Words = _("đã có sự kiện sau đó, {decision}; hãy hoàn tác sự kiện ấy trước.")
        found[change.body.code] = format_lazy(text, decision=f"{change.event.decision_type} {change.event.decision_number}")
    for line in EventLine.objects.filter(event__in=later).select_related("event", "before", "after"):
        for body in (line.before, line.after):
            if body is not None and body.pk in own:
                text = _("đã có sự kiện sau đó, {decision}; hãy hoàn tác sự kiện ấy trước.")
                found[body.code] = format_lazy(text, decision=f"{line.event.decision_type} {line.event.decision_number}")
    founded = Body.objects.filter(event_changes__event=event, event_changes__fact="listed")
    for relation in Body._meta.related_objects:  # noqa: SLF001 - public by its documentation; whatever anybody hangs on a body
        model, name = relation.related_model, relation.field.name
        if model in OWN or (model is BodyParent and name == "body"):
            continue
        used = model._default_manager.filter(**{f"{name}__in": founded})  # noqa: SLF001 - public by its documentation
        if issubclass(model, Dated):
            used = used.filter(withdrawn=False)
        if model is BodyParent:
            used = used.exclude(body__in=founded)
        for code in used.order_by().values_list(f"{name}__code", flat=True).distinct():
            found.setdefault(code, _("đã được dùng ở nơi khác (cơ quan trực thuộc, đợt đánh giá, phân công…)."))
    return found


def _done(event: Event, changes: Sequence[Change]) -> dict[str, Body]:
    """Write the changes and keep them with the event; gives the authority's bodies by code, those it founded too."""
    bodies = bodies_changed(event.authority, changes)
    undoing = event.kind == EventKind.UNDO
    _names_kept(bodies, [each for each in changes if each.fact == "name"], event.day, undoing=undoing)
    _parents_kept(bodies, [each for each in changes if each.fact == "parent"], event.day, undoing=undoing)
    EventChange.objects.bulk_create(
        [EventChange(event=event, body=bodies[each.body], fact=each.fact, old=each.old, new=each.new) for each in changes],
        batch_size=200,
    )
    return bodies


def _names_kept(bodies: Mapping[str, Body], changes: list[Change], day: date, *, undoing: bool) -> None:
    eve = day - timedelta(days=1)
    named = BodyName.objects.filter(kind=NameKind.OFFICIAL, withdrawn=False)
    present = named.filter(body__in=[bodies[each.body] for each in changes], valid_to__isnull=True)
    if not undoing:
        present.update(valid_to=eve)
        BodyName.objects.bulk_create(
            [
                BodyName(
                    body=bodies[each.body], name=each.new, kind=NameKind.OFFICIAL, valid_from=day, search=search_key(each.new)
                )
                for each in changes
            ],
            batch_size=200,
        )
        return
    present.update(withdrawn=True)
    for change in changes:
        if change.new:
            named.filter(body=bodies[change.body], name=change.new, valid_to=eve).update(valid_to=None)


def _parents_kept(bodies: Mapping[str, Body], changes: list[Change], day: date, *, undoing: bool) -> None:
    eve = day - timedelta(days=1)
    rows = BodyParent.objects.filter(withdrawn=False)
    present = rows.filter(body__in=[bodies[each.body] for each in changes], valid_to__isnull=True)
    if not undoing:
        present.update(valid_to=eve)
        BodyParent.objects.bulk_create(
            [BodyParent(body=bodies[each.body], parent=bodies[each.new], valid_from=day) for each in changes if each.new],
            batch_size=200,
        )
        return
    present.update(withdrawn=True)
    for change in changes:
        if change.new:
            rows.filter(body=bodies[change.body], parent=bodies[change.new], valid_to=eve).update(valid_to=None)
