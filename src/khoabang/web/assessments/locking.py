"""Taking hold of a body's self-assessment: one lock, and what is true once it is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.accounts.selectors import in_force
from khoabang.web.activity.services import chain_of
from khoabang.web.assessments.errors import Late, NotYours, OutOfStage
from khoabang.web.organisations.models import Body
from khoabang.web.rounds.models import CriteriaSetVersion, Participant, RankingGroup, Round, Stage

Model_ = TypeVar("Model_", bound=models.Model)
_THERE = "body__participations__"
_ROUND = ("id", "code", "authority_id", "stage", "set_version_id")  # in the order of the model


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

    Only the row itself is locked. Stage and roles are read by a second query, so that what changed while this one waited is seen; it
    reads few columns, because a draft is saved ten times for each page that is shown. The rest is fetched where somebody asks.

    Raises:
        NotYours: the person holds none of these roles for the body.
    """
    held = Participant.objects.select_for_update().order_by().get(pk=participant)
    now = clock.now()
    asked = Appointment.objects.filter(in_force(now), person=by, role__in=OF_A_BODY, body__participations=participant).order_by()
    columns = ("group__code", "round__set_version__sha256", *(f"round__{name}" for name in _ROUND))
    found = asked.values_list("role", "round_id", "body__code", *(_THERE + name for name in columns))
    rows = [row for row in found if row[1] in (None, held.round_id)]
    here = frozenset(Role(row[0]) for row in rows)
    if here.isdisjoint(roles):
        raise NotYours(not_yours(roles))
    _role, _round, body_code, group_code, sha256, *of_round = rows[0]
    round_ = _of(Round, _ROUND, of_round)
    round_.set_version = _of(CriteriaSetVersion, ("id", "sha256"), [round_.set_version_id, sha256])
    held.round, held.body = round_, _of(Body, ("id", "code"), [held.body_id, body_code])
    held.group = _of(RankingGroup, ("id", "code"), [held.group_id, group_code]) if held.group_id is not None else None
    return Held(held, round_.stage, now, here, chain_of(round_code=round_.code, body=body_code))


def _of(model: type[Model_], names: Sequence[str], values: Sequence[object]) -> Model_:
    """A row of which some columns were read; the others are fetched when they are asked for."""
    return model.from_db("default", names, values)


def not_yours(roles: Collection[Role]) -> str:
    """Say whose work it is."""
    names = ", ".join(sorted(str(role.label) for role in roles))
    return gettext("Việc này dành cho vai trò sau của chính cơ quan được đánh giá: %(roles)s.") % {"roles": names}
