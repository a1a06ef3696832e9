"""Taking the row of a body in a round before anything of it is written, and what is true once it is held.

`hold` is for who fills in for the body, and quick; `locked` is for who adds rulings, replies and figures, for one body or many.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Appointment, Person, Role
from khoabang.web.accounts.selectors import held_by
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.errors import Late, NotYours, OutOfStage
from khoabang.web.assessments.items import Item, criterion_of, item_of
from khoabang.web.organisations.models import Body
from khoabang.web.prepared import Prepared, whole
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Deadline, Participant, RankingGroup, Round, Stage

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
    here = frozenset(Role(each.role) for each in of_body if each.is_in_force(now) and each.round_id in (None, held.round_id))
    if here.isdisjoint(roles):
        raise NotYours(not_yours(roles))
    held.round.stage = stage
    return Held(held, stage, now, here, chain_of(round_code=held.round.code, body=held.body.code))


def not_yours(roles: Collection[Role]) -> str:
    """Say whose work it is."""
    names = ", ".join(sorted(str(role.label) for role in roles))
    return gettext("Việc này dành cho vai trò sau của chính cơ quan được đánh giá: %(roles)s.") % {"roles": names}


class Overtaken(Refused):
    """Somebody else ruled on the item after it was seen; `item` is as it stands now."""

    def __init__(self, item: Item) -> None:
        super().__init__(
            _("Mục này vừa được người khác xử lý, nên nội dung bạn gửi chưa được ghi. Hãy xem kết luận mới nhất rồi quyết định.")
        )
        self.item = item


@dataclass(slots=True)
class Locked:
    """A body's row held until the transaction ends; time, stage and items are read after it was taken."""

    participant: Participant
    round: Round
    now: datetime

    def asked(self, indicator: str) -> Criterion:
        """The indicator, which the body's annex must have."""
        criterion = criterion_of(self.participant, indicator)
        if criterion is None:
            raise Refused(_("Phụ lục áp dụng cho cơ quan này không có chỉ tiêu đó."), status=422)
        return criterion

    def in_stage(self, *stages: Stage) -> None:
        """Refuse what does not belong to the stage in which the round now stands."""
        if self.round.stage not in stages:
            words = _("Đợt đánh giá đang ở bước «%(stage)s», nên việc này không được nhận. Không có gì bị thay đổi.")
            raise Refused(words % {"stage": Stage(self.round.stage).label})

    def in_time(self, stage: Stage) -> None:
        """Refuse what comes after the last day of a stage, as the round's calendar stands now."""
        day = Deadline.objects.filter(round=self.round, stage=stage).values_list("day", flat=True).first()
        refuse_late(stage, day, self.now)

    def log(
        self,
        action: str,
        by: Person | None,
        indicator: str,
        reason: str = "",
        *,
        rows: Iterable[Model] | None = None,
        **detail: object,
    ) -> None:
        """Write the act to the body's chain of this round, with the records that it wrote."""
        chain = chain_of(round_code=self.round.code, body=self.participant.body.code)
        record(chain=chain, action=action, by=by, now=self.now, subject=indicator, reason=reason, detail=detail, rows=rows)


def refuse_late(stage: Stage, day: date | None, now: datetime) -> None:
    """Refuse what comes after the last day of a stage, which the lead department may move."""
    if day is not None and clock.is_over(day, now):
        words = _(
            "Bước «%(stage)s» đã hết hạn lúc 24 giờ ngày %(day)s nên chưa ghi gì. "
            "Cơ quan thường trực có thể đổi lịch của đợt để nhận tiếp."
        )
        raise Refused(words % {"stage": stage.label, "day": f"{day:%d/%m/%Y}"})


def locked(participants: Iterable[int]) -> list[Locked]:
    """Take the rows of some bodies of one round, always in one order; the round is read only when they are held."""
    rows = list(Participant.objects.select_for_update().filter(pk__in=list(participants)).order_by("pk"))
    now = clock.now()
    rounds = Round.objects.select_related("authority", "set_version").in_bulk({row.round_id for row in rows})
    bodies = Body.objects.in_bulk({row.body_id for row in rows})
    groups = RankingGroup.objects.in_bulk({row.group_id for row in rows if row.group_id is not None})
    for row in rows:
        row.round, row.body = rounds[row.round_id], bodies[row.body_id]
        row.group = groups[row.group_id] if row.group_id is not None else None
    return [Locked(row, row.round, now) for row in rows]


def one_locked(participant: int) -> Locked:
    """Take the row of one body."""
    found = locked([participant])
    if not found:
        raise Participant.DoesNotExist
    return found[0]


def of_the_body(by: Person, here: Locked, roles: Iterable[Role]) -> None:
    """Refuse who does not speak for the body: who holds none of these roles for it in this round."""
    if not holds_of_the_body(by, here, roles):
        names = ", ".join(str(role.label) for role in roles)
        raise Refused(_("Việc này dành cho %(roles)s của chính cơ quan được đánh giá.") % {"roles": names}, status=403)


def holds_of_the_body(by: Person, here: Locked, roles: Iterable[Role]) -> bool:
    """Whether somebody holds one of these roles for the body in this round."""
    held = held_by(by, here.round.authority, here.now).filter(
        body=here.participant.body_id, role__in=[str(role) for role in roles]
    )
    return any(each.round_id in (None, here.round.pk) for each in held)


def as_seen(here: Locked, indicator: str, seen_number: int) -> Item:
    """The item, which must still be as it was seen."""
    item = item_of(here.participant, indicator)
    if item.number != seen_number:
        raise Overtaken(item)
    return item


def address(name: str, participant: Participant, indicator: str) -> str:
    """The page of an item, for a notice."""
    kwargs = {"round_code": participant.round.code, "body_code": participant.body.code, "indicator": indicator}
    try:
        return reverse(f"workspace:{name}", kwargs=kwargs)
    except NoReverseMatch:
        return ""


def as_text(content: object) -> str:
    """JSON as the records keep it."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
