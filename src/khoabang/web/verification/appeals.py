"""Reads of appeals: what bodies contest and verification has not spoken to yet."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.items import criterion_of
from khoabang.web.assessments.models import Position, Reply, Ruling
from khoabang.web.assessments.remit import Remit
from khoabang.web.rounds.models import Participant, Round, Silence, Stage

HEARD = (Stage.REPLY, Stage.COUNCIL)


@dataclass(frozen=True, slots=True)
class Appeal:
    """An item that a body contests."""

    participant: Participant
    criterion: Criterion


def appeals_waiting(round_: Round, remit: Remit) -> list[Appeal]:
    """The contested items that are a person's to speak to, in the order of the bodies; none once the council has decided one."""
    if round_.stage not in HEARD or remit.is_empty:
        return []
    positions = [Position.CONTESTED, *([Position.SILENT] if round_.silence == Silence.CONTESTED else [])]
    if round_.stage == Stage.REPLY:  # who was silent in an earlier window may still speak
        positions = positions[:1]
    later = Ruling.objects.filter(
        participant=OuterRef("ruling__participant"),
        indicator=OuterRef("ruling__indicator"),
        number__gt=OuterRef("ruling__number"),
    )
    said = Reply.objects.filter(~Exists(later), ruling__participant__round=round_, position__in=positions)
    said = said.select_related("ruling__participant__group", "ruling__participant__body").order_by(
        "ruling__participant__position", "ruling__participant", "pk"
    )
    found: dict[tuple[int, str], Appeal] = {}
    for reply in said:
        participant, indicator = reply.ruling.participant, reply.ruling.indicator
        participant.round = round_
        criterion = criterion_of(participant, indicator)
        if criterion is not None and remit.covers(participant, indicator):
            found.setdefault((participant.pk, indicator), Appeal(participant, criterion))
    return list(found.values())
