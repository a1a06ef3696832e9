"""Who takes part in a round and is told of it, and where."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.accounts.selectors import in_force, people_with
from khoabang.web.rounds.models import Round


def bodies_people(round_: Round, now: datetime, roles: Collection[Role] = OF_A_BODY) -> list[Person]:
    """Those who hold a role of a body that takes part in a round."""
    held = Appointment.objects.filter(
        in_force(now), authority=round_.authority_id, role__in=list(roles), body__in=round_.participants.values("body")
    )
    held = held.filter(Q(round=None) | Q(round=round_))
    return list(Person.objects.filter(is_active=True, pk__in=held.values("person")))


def people_of(round_: Round, roles: Collection[Role], now: datetime) -> list[Person]:
    """Those who hold one of some roles in a round; of the roles of bodies, only those of bodies that take part."""
    for_all = [role for role in roles if role not in OF_A_BODY]
    for_bodies = [role for role in roles if role in OF_A_BODY]
    people = people_with(for_all, round_.authority, round_, now=now) if for_all else []
    return [*people, *(bodies_people(round_, now, for_bodies) if for_bodies else [])]


def address_of(round_: Round) -> str:
    """The page of a round in the workspace."""
    with translation.override("vi"):
        return reverse("workspace:round", kwargs={"round_code": round_.code})
