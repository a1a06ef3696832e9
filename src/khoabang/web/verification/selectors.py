"""Reads of site visits: those of a round for who verifies, and those of a body once it may read them."""

import json
from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from khoabang.web.evidence.models import Link, Occasion, Revision
from khoabang.web.rounds.models import Participant, Round, Stage
from khoabang.web.verification.models import Minutes, Visit, VisitState

SHOWN_TO_BODY = (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED)


def visits_of(round_: Round) -> QuerySet[Visit]:
    """The visits of a round, the next ones first, with their minutes."""
    visits = Visit.objects.filter(participant__round=round_).select_related("participant__body", "by")
    return visits.prefetch_related(Prefetch("minutes", Minutes.objects.order_by("number").select_related("by"))).order_by(
        "day", "pk"
    )


def visits_at(participant: Participant, indicator: str = "") -> list[Visit]:
    """The visits to a body, or those that looked into one indicator; those called off are left out."""
    visits = visits_of(participant.round).filter(participant=participant).exclude(state=VisitState.CALLED_OFF)
    return [each for each in visits if not indicator or indicator in indicators_of_visit(each)]


def visits_shown(participant: Participant, indicator: str = "") -> list[Visit]:
    """The visits that the body itself may read: once verification is closed, those that were held."""
    if participant.round.stage not in SHOWN_TO_BODY:
        return []
    return [each for each in visits_at(participant, indicator) if each.state == VisitState.HELD]


def indicators_of_visit(visit: Visit) -> list[str]:
    """The indicators that a visit looked into."""
    codes: list[str] = json.loads(visit.indicators)
    return codes


def minutes_of(visit: Visit) -> Minutes | None:
    """The minutes that count."""
    return max(visit.minutes.all(), key=lambda each: each.number, default=None)


def found_on_visits(participant: Participant, indicators: Sequence[str]) -> list[Link]:
    """The pictures and papers brought back from visits, by indicator; each link has its document with its revisions."""
    links = Link.objects.filter(
        participant=participant, indicator__in=list(indicators), occasion=Occasion.VISIT, removed_at__isnull=True
    )
    revisions = Prefetch("document__revisions", Revision.objects.order_by("number"))
    return list(links.select_related("document", "by").prefetch_related(revisions).order_by("indicator", "pk"))
