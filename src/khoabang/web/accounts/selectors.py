"""Reads of people and of what they are appointed to: who holds what now, who belongs to a body, who is to be told."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Invitation, Person, Role
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.names import SortKey, search_key, sort_key
from khoabang.web.rounds.models import Participant, Round


def in_force(now: datetime) -> Q:
    """The condition that an appointment is held at a time: begun, and not over."""
    return Q(starts__lte=now) & (Q(ends__isnull=True) | Q(ends__gt=now))


def held_by(person: Person, authority: Authority | None = None, now: datetime | None = None) -> QuerySet[Appointment]:
    """The appointments that a person holds, everywhere or in one authority."""
    held = Appointment.objects.filter(in_force(now or clock.now()), person=person).select_related("authority", "body", "round")
    return held.filter(authority=authority) if authority is not None else held


def belongs_to(person: Person, participant: Participant, now: datetime | None = None) -> bool:
    """Whether somebody holds a role of this body, or held one since the year evaluated began: then they neither verify, decide nor vote on it.

    What one prepared or signed is one's own work, also after one has left.
    """
    since = clock.start_of(date(participant.round.year, 1, 1))
    held = Appointment.objects.filter(person_id=person.pk, body_id=participant.body_id, starts__lte=now or clock.now())
    return held.filter(Q(ends__isnull=True) | Q(ends__gt=since)).exists()


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


def administers(person: Person, authority: Authority, now: datetime) -> list[Appointment]:
    """The appointments by which a person is an administrator of an authority."""
    return list(held_by(person, authority, now).filter(role=Role.ADMINISTRATOR))


def people_of(authority: Authority, search: str = "", role: str = "") -> list[Person]:
    """Who holds or has held a role of an authority, by name; found by parts of the name, position or address, with marks or without."""
    appointments = Appointment.objects.filter(authority=authority).select_related("authority", "body", "round", "person")
    if role:
        appointments = appointments.filter(in_force(clock.now()), role=role)
    people = {each.person_id: each.person for each in appointments}
    wanted = search_key(search).split()
    found = [
        person
        for person in people.values()
        if all(word in search_key(f"{person.name} {person.position} {person.email}") for word in wanted)
    ]
    return sorted(found, key=lambda person: (name_key(person.name), person.email))


def name_key(name: str) -> tuple[SortKey, SortKey]:
    """Vietnamese people are listed by their given name, the last word, then by the whole."""
    return sort_key(name.rsplit(maxsplit=1)[-1]) if name.split() else sort_key(""), sort_key(name)


def may_take_over(appointment: Appointment) -> list[Person]:
    """Who may be handed a role on: who holds any role of the same body, or of the authority where the role is the authority's."""
    same = Appointment.objects.filter(in_force(clock.now()), authority=appointment.authority_id, body=appointment.body_id)
    return list(Person.objects.filter(is_active=True, pk__in=same.values("person")).exclude(pk=appointment.person_id))


def delegations_by(person: Person) -> QuerySet[Appointment]:
    """What a person handed on and others still hold."""
    return Appointment.objects.filter(delegated_from__person=person, ends__gt=clock.now()).select_related(
        "person", "authority", "body", "round", "delegated_from"
    )


def known_by(email: str) -> Person | None:
    """Who has an open account under an address."""
    return Person.objects.filter(email=Person.objects.normalise(email), is_active=True).first()


def waiting(authority: Authority) -> QuerySet[Invitation]:
    """Invitations neither accepted nor withdrawn, the latest first; those too old are among them, to be sent again."""
    return Invitation.objects.filter(authority=authority, accepted_at=None, withdrawn_at=None).select_related(
        "authority", "body", "round", "by"
    )
