"""Reads of people and of what they are appointed to: who holds what now, who belongs to a body, who is to be told."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.errors import NotYourRole
from khoabang.web.accounts.models import HELD_AT_A_BODY, KEEPS_REGISTER, MAY_SUPPLY, Appointment, Invitation, Person, Role
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.names import SortKey, search_key, sort_key
from khoabang.web.prepared import Prepared, whole, wholes
from khoabang.web.rounds.models import Participant, Round

_EVER_HELD = Prepared(lambda _: Appointment.objects.filter(person=whole("person")).select_related("delegated_from").order_by())
_TIED = Prepared(
    lambda n: (
        Appointment.objects.filter(Q(body__isnull=False) | Q(delegated_from__isnull=False), person__in=wholes("people", n))
        .order_by()
        .values_list("person", "body", "delegated_from__person", "starts", "ends")
    )
)


def in_force(now: datetime) -> Q:
    """The condition that an appointment is held at a time: begun, and not over."""
    return Q(starts__lte=now) & (Q(ends__isnull=True) | Q(ends__gt=now))


def held_by(person: Person, authority: Authority | None = None, now: datetime | None = None) -> QuerySet[Appointment]:
    """The appointments that a person holds, everywhere or in one authority."""
    held = Appointment.objects.filter(in_force(now or clock.now()), person=person).select_related("authority", "body", "round")
    return held.filter(authority=authority) if authority is not None else held


def ever_held(person: Person) -> list[Appointment]:
    """All that a person was ever appointed to. Few rows, looked through by whoever asks: the plainest query is the quickest."""
    return _EVER_HELD.all(person=person.pk)


def roles_in(person: Person, authority: Authority, round_: Round | None = None, now: datetime | None = None) -> set[Role]:
    """The roles that somebody holds now: in a round, or for what is the authority's own, which who is appointed for one round leaves alone."""
    if not person.is_active:
        return set()
    held = held_by(person, authority, now)
    return {Role(each.role) for each in held if each.round_id is None or (round_ is not None and each.round_id == round_.pk)}


def stood_for(person: Person, authority: Authority, roles: Collection[Role] = MAY_SUPPLY) -> list[int]:
    """The keys of those in whose stead somebody acts now, in some roles."""
    held = held_by(person, authority).filter(delegated_from__isnull=False, role__in=roles)
    return list(held.values_list("delegated_from__person", flat=True))


def refuse_without_role(
    by: Person, roles: Collection[Role], authority: Authority, round_: Round | None = None, now: datetime | None = None
) -> None:
    """Refuse who holds none of some roles. Each service that writes asks, whatever page it is called from.

    Raises:
        NotYourRole: naming the roles that may.
    """
    if roles_in(by, authority, round_, now).isdisjoint(roles):
        raise NotYourRole(roles)


def refuse_unless_keeps_register(by: Person, authority: Authority) -> None:
    """Refuse who does not keep the register of an authority's bodies.

    Raises:
        NotYourRole: naming the roles that may.
    """
    refuse_without_role(by, KEEPS_REGISTER, authority)


def own_bodies(
    people: Iterable[int], year: int, now: datetime | None = None, ever: Iterable[Appointment] | None = None
) -> set[tuple[int, int]]:
    """Who neither verifies, decides nor votes on which bodies in a year's round: pairs of the keys of person and body.

    A body is one's own by a role that one holds at it, that of its staff included, or held since the year evaluated began: what one prepared or signed is one's own
    work, also after one has left. While somebody stands in for another, the other's bodies are their own too.

    Args:
        people: their keys.
        year: the round's.
        now: when; the present when left out.
        ever: all that these people were ever appointed to, where it is at hand.
    """
    now, since = now or clock.now(), clock.start_of(date(year, 1, 1))
    asked = list(people)
    ties: list[tuple[int, int | None, int | None, datetime, datetime | None]] = (
        _TIED.all(people=asked) if ever is None else [_tie(each) for each in ever]
    )
    acts_as = [(key, key) for key in asked]
    acts_as += [
        (key, other) for key, _body, other, starts, ends in ties if other and starts <= now and (ends is None or ends > now)
    ]
    others = {other for _key, other in acts_as}.difference(asked)
    of_body: dict[int, set[int]] = {}
    for key, body, _other, starts, ends in ties + _TIED.all(people=sorted(others)):
        if body and starts <= now and (ends is None or ends > since):
            of_body.setdefault(key, set()).add(body)
    return {(key, body) for key, other in acts_as for body in of_body.get(other, ())}


def _tie(held: Appointment) -> tuple[int, int | None, int | None, datetime, datetime | None]:
    return held.person_id, held.body_id, held.delegated_from.person_id if held.delegated_from else None, held.starts, held.ends


def belongs_to(person: Person, participant: Participant, now: datetime | None = None) -> bool:
    """Whether a body is somebody's own in its round, so that they neither verify, decide nor vote on it."""
    return (person.pk, participant.body_id) in own_bodies([person.pk], participant.round.year, now)


def called_to_body(people: Iterable[int], participant: Participant) -> dict[int, StrOrPromise]:
    """What a body reads in place of the names of those who are not its own: their roles. Who judges is not to be rung up about it."""
    keys = set(people)
    own = set(Appointment.objects.filter(person__in=keys, body=participant.body_id).values_list("person", flat=True))
    held = Appointment.objects.filter(person__in=keys - own, authority=participant.round.authority_id).filter(
        Q(round=None) | Q(round=participant.round_id)
    )
    roles: dict[int, set[str]] = {key: set() for key in keys - own}
    for key, role in held.values_list("person", "role"):
        roles[key].add(role)
    called: dict[int, StrOrPromise] = {}
    for key, of_them in roles.items():
        shown = [role.label for role in Role if role in of_them and role not in HELD_AT_A_BODY]
        called[key] = format_lazy(", ".join("{}" for _role in shown), *shown) if shown else _("Người ngoài cơ quan")
    return called


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
        held = held.filter(Q(body=body) | ~Q(role__in=HELD_AT_A_BODY))
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
