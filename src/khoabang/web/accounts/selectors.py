"""Reads of people and of what they are appointed to: who holds what now, who belongs to a body, who is to be told."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.rounds.models import Participant, Round


def in_force(now: datetime) -> Q:
    """The condition that an appointment is held at a time: begun, and not over."""
    return Q(starts__lte=now) & (Q(ends__isnull=True) | Q(ends__gt=now))


def held_by(person: Person, authority: Authority | None = None, now: datetime | None = None) -> QuerySet[Appointment]:
    """The appointments that a person holds, everywhere or in one authority."""
    held = Appointment.objects.filter(in_force(now or clock.now()), person=person).select_related("authority", "body", "round")
    return held.filter(authority=authority) if authority is not None else held


def belongs_to(person: Person, participant: Participant, now: datetime | None = None) -> bool:
    """Whether somebody holds a role of this body, in whichever round: then they neither verify, decide nor vote on it."""
    return held_by(person, now=now).filter(body=participant.body_id).exists()


def people_with(
    role: Role | Collection[Role],
    authority: Authority,
    round_: Round | None = None,
    body: Body | None = None,
    now: datetime | None = None,
) -> list[Person]:
    """Who holds a role, or one of several: for this authority, in this round, for this body. Who has left is not among them.

    Args:
        role: one role or several; of the roles of a body only those of `body` count.
        authority: whose.
        round_: only those appointed to all rounds or to this one; None asks for all.
        body: the body whose preparers and approvers are meant; None means those of all bodies.
        now: when; the present when left out.
    """
    roles = [role] if isinstance(role, Role) else list(role)
    held = Appointment.objects.filter(in_force(now or clock.now()), authority=authority, role__in=roles)
    if round_ is not None:
        held = held.filter(Q(round=None) | Q(round=round_))
    if body is not None:
        held = held.filter(Q(body=body) | ~Q(role__in=OF_A_BODY))
    return list(Person.objects.filter(is_active=True, pk__in=held.values("person")))
