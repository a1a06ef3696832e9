"""Taking hold of a body's self-assessment: one lock, and what is true once it is held."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.activity.services import chain_of
from khoabang.web.assessments.errors import Late, NotYours, OutOfStage
from khoabang.web.prepared import Prepared, whole
from khoabang.web.rounds.models import Participant, Round, Stage

_READ = (
    "state", "due", "attributes", "name", "standing", "parent", "predecessors", "note", "round__code", "round__title", "round__year",
    "round__authority", "round__previous", "round__set_version__sha256", "body__code", "group__code",
)  # fmt: skip
_LOCKED = Prepared(
    lambda _: (
        Participant.objects.select_for_update(of=("self",))
        .select_related("body", "group", "round__set_version")
        .only(*_READ)
        .filter(pk=whole("participant"))
        .order_by()
    )
)
_STAGE = Prepared(lambda _: Round.objects.filter(pk=whole("round")).order_by().values_list("stage"))
_OF_BODY = Prepared(lambda _: Appointment.objects.filter(person=whole("person"), body=whole("body")).order_by())


@dataclass(frozen=True, slots=True)
class Held:
    """A participant whose row is locked till the transaction ends; what was read after the lock, and so cannot change under it."""

    participant: Participant
    stage: str
    now: datetime
    roles: frozenset[Role]
    chain: str

    def open(self) -> None:
        """Refuse what comes outside the stage of self-assessment, or after its last day.

        Raises:
            OutOfStage: the round stands elsewhere.
            Late: the last day has ended.
        """
        if self.stage != Stage.ASSESSMENT:
            raise OutOfStage(self.stage)
        if self.participant.due is not None and clock.is_over(self.participant.due, self.now):
            raise Late(self.participant.due)


def hold(participant: int, by: Person, *, roles: Collection[Role] = OF_A_BODY) -> Held:
    """Lock a participant's row, then ask what time it is, where the round stands and what the person is in that body.

    Only the row itself is locked. Stage and roles are read by a second query, so that what changed while this one waited is seen.

    Raises:
        NotYours: the person holds none of these roles for the body.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a row is held in the transaction of what is written")
    held = _LOCKED.first(participant=participant)
    if held is None:
        raise Participant.DoesNotExist
    now = clock.now()
    (stage,) = _STAGE.first(round=held.round_id)
    of_body = _OF_BODY.all(person=by.pk, body=held.body_id)
    here = frozenset(
        Role(each.role)
        for each in of_body
        if each.starts <= now and (each.ends is None or each.ends > now) and each.round_id in (None, held.round_id)
    )
    if here.isdisjoint(roles):
        raise NotYours(not_yours(roles))
    held.round.stage = stage
    return Held(held, stage, now, here, chain_of(round_code=held.round.code, body=held.body.code))


def not_yours(roles: Collection[Role]) -> str:
    """Say whose work it is."""
    names = ", ".join(sorted(str(role.label) for role in roles))
    return gettext("Việc này dành cho vai trò sau của chính cơ quan được đánh giá: %(roles)s.") % {"roles": names}
