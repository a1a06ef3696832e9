"""Who may ask for which page: each view states its row, and this is the only place that decides.

A page that is not yours does not exist (404): another body's, another authority's, another round's. A page of a place that is
yours but of another role is refused with the reason (403). What a stage does not allow is refused with the reason (409).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.accounts.selectors import belongs_to, ever_held, held_by
from khoabang.web.conduct.progress import seen_by_bodies
from khoabang.web.organisations.models import Authority
from khoabang.web.prepared import Prepared, text
from khoabang.web.rounds.models import Participant, Round, Stage
from khoabang.web.workspace import refusals

Place = Literal["person", "authority", "round", "body"]
ALL_ROLES = frozenset(Role) - {Role.STAFF}
RUNS = frozenset({Role.LEAD})
BODY = frozenset(OF_A_BODY)
JUDGES = frozenset({Role.VERIFIER, Role.ASSISTANT, Role.LEAD})
COUNCIL = frozenset({Role.MEMBER, Role.CHAIR})
RUNNING = frozenset(Stage) - {Stage.IMPORTED}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of pages: where the page stands, who may read it, who may write there, and in which stages."""

    place: Place
    read: frozenset[Role]
    write: frozenset[Role] = frozenset()
    write_stages: frozenset[Stage] | None = None
    not_own: bool = False


@dataclass(slots=True)
class Here:
    """Where a request is, and as what its person may act there."""

    person: Person
    appointments: list[Appointment] = field(default_factory=list)
    ever: list[Appointment] | None = None  # all that the person was ever appointed to, anywhere
    authority: Authority | None = None
    round: Round | None = None
    participant: Participant | None = None

    @property
    def owner(self) -> Authority:
        """The authority of this place; a `person` page has none."""
        if self.authority is None:
            raise Http404
        return self.authority

    @property
    def roles(self) -> set[Role]:
        """The roles held in this place."""
        return {Role(each.role) for each in self.appointments}

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held in this place."""
        return not self.roles.isdisjoint(roles)


class AskedHere(HttpRequest):
    """A request that a row of the table let through."""

    here: Here
    user: Person


_AUTHORITY = Prepared(lambda _: Authority.objects.filter(code=text("code")).order_by())
_ROUND = Prepared(
    lambda _: (
        Round.objects.select_related("authority", "set_version")
        .defer("set_version__document")
        .filter(code=text("code"))
        .order_by()
    )
)
_PARTICIPANT = Prepared(
    lambda _: (
        Participant.objects.select_related("round__authority", "round__set_version", "body", "group")
        .defer("round__set_version__document")
        .filter(round__code=text("round_code"), body__code=text("body_code"))
        .order_by()
    )
)

P = ParamSpec("P")
View = Callable[Concatenate[AskedHere, P], HttpResponse]


def page(
    place: Place,
    *,
    read: Collection[Role] = (),
    write: Collection[Role] = (),
    stages: Collection[Stage] | None = None,
    not_own: bool = False,
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let a view answer those whom its row names.

    Args:
        place: what its address names: nothing (`person`), `authority_code`, `round_code`, or `round_code` and `body_code`.
        read: roles that may see it; of a `person` page everybody who has signed in.
        write: roles that may send to it (POST); they may see it too.
        stages: stages of the round in which it takes what is sent; None means all, and services ask again under their lock.
        not_own: whether those who belong to the body are kept from sending to it: nobody judges their own body.
    """
    row = Row(place, frozenset(read) | frozenset(write), frozenset(write), None if stages is None else frozenset(stages), not_own)

    def decorated(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return refusals.sign_in(request)
            here = locate(request.user, row, kwargs)
            refused = _refused(request, row, here)
            if refused is not None:
                return refused
            asked = cast(AskedHere, request)
            asked.here = here
            response = cast(HttpResponse, answered.view(asked, *args, **kwargs))  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        answered.row = row  # type: ignore[attr-defined]
        answered.view = view  # type: ignore[attr-defined]
        return answered

    return decorated


def _refused(request: HttpRequest, row: Row, here: Here) -> HttpResponse | None:
    writes = request.method not in ("GET", "HEAD")
    if writes and not row.write and row.place != "person":
        return refusals.not_by_this_way(request)
    if row.place == "person":
        return None
    allowed = row.write if writes else row.read
    # Whoever is appointed for one round reads what is the authority's, and changes nothing of it.
    counting = [each for each in here.appointments if each.round_id is None] if writes and row.place == "authority" else None
    roles = here.roles if counting is None else {Role(each.role) for each in counting}
    if roles.isdisjoint(allowed):
        return refusals.not_your_role(request, allowed)
    if writes and row.not_own and here.participant is not None and is_own_body(here.person, here.participant):
        return refusals.own_body(request)
    if writes and row.write_stages is not None and here.round is not None and here.round.stage not in row.write_stages:
        return refusals.not_in_this_stage(request, here.round)
    return None


def locate(person: Person, row: Row, kwargs: dict[str, Any]) -> Here:
    """Find the place that an address names, and what the person is there.

    Raises:
        Http404: there is no such place, or the person has nothing to do with it.
    """
    here = Here(person)
    if row.place == "person":
        here.appointments = list(held_by(person))
        return here
    if row.place == "authority":
        here.authority = _AUTHORITY.first(code=kwargs["authority_code"])
    elif row.place == "round":
        found = _ROUND.first(code=kwargs["round_code"])
        here.round = found if found and found.stage != Stage.IMPORTED else None
    else:
        here.participant = _PARTICIPANT.first(round_code=kwargs["round_code"], body_code=kwargs["body_code"])
        here.round = here.participant.round if here.participant else None
    if here.round is not None:
        here.authority = here.round.authority
    if here.authority is None:
        raise Http404
    here.ever = ever_held(person)
    here.appointments = _held_here(here, here.ever, clock.now())
    if not here.appointments:
        raise Http404(gettext("Không có trang này, hoặc trang không thuộc phạm vi của bạn."))
    return here


def _held_here(here: Here, ever: Iterable[Appointment], now: datetime) -> list[Appointment]:
    """What the person is appointed to in this place, now."""
    return [
        each
        for each in ever
        if each.authority_id == here.owner.pk
        and each.is_in_force(now)
        and each.role != Role.STAFF
        and _counts(each, here)
        and (each.body_id is None or _seen(here, each.body_id))
    ]


def _seen(here: Here, body: int) -> bool:
    """Whether a place is there for the people of a body: a round is once it has opened, and where their body takes part."""
    round_ = here.round
    if round_ is None:
        return True
    if here.participant is not None and round_.stage not in (Stage.PREPARATION, Stage.CANCELLED):
        return True
    return Round.objects.filter(seen_by_bodies([body]), pk=round_.pk).exists()


def _counts(appointment: Appointment, here: Here) -> bool:
    """Whether an appointment has to do with this place: of the round where one is named, and of the body where it is one's role."""
    if appointment.round_id is not None and here.round is not None and appointment.round_id != here.round.pk:
        return False
    if appointment.body_id is not None and here.participant is not None:
        return appointment.body_id == here.participant.body_id
    return True


is_own_body = belongs_to
