"""What came of a round for a body: its score, rank and class as approved, and of each item what was claimed, found, replied and decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.score import Card
from khoabang.scoring.tree import NodeScore
from khoabang.web.assessments.current import Basis, criteria_set_of, indicators_of
from khoabang.web.assessments.items import Item, given_by, items_of
from khoabang.web.assessments.models import Approval, Step
from khoabang.web.assessments.selectors import claims_of
from khoabang.web.council.standing import standing_scores
from khoabang.web.council.told import OwnResult, is_told
from khoabang.web.council.told import own_result as result_of
from khoabang.web.portal.figures import number
from khoabang.web.portal.words import STATUSES, word
from khoabang.web.rounds.models import Participant, Stage
from khoabang.web.workspace import verify_words as words
from khoabang.web.workspace.access import BODY, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.council_pages import figure
from khoabang.web.workspace.verify_views import CLOSED, round_of


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One indicator as it came out."""

    criterion: Criterion
    claimed: words.ShownGiven | None
    stands: words.ShownGiven | None
    history: list[words.ShownRuling]
    is_changed: bool
    by_council: bool
    claimed_points: str
    found_points: str
    points: str
    maximum: str
    status: str


@page("round", read=BODY)
def own_results(request: AskedHere, /, round_code: str) -> HttpResponse:
    """Straight to the body's result; a choice where somebody works for several."""
    round_ = round_of(request)
    own = {each.body_id for each in request.here.appointments if each.body_id is not None}
    mine = list(Participant.objects.filter(round=round_, body__in=own).select_related("body").order_by("position"))
    if len(mine) == 1:
        return HttpResponseRedirect(reverse("workspace:own-result", args=[round_.code, mine[0].body.code]))
    return render(request, "workspace/result_choice.html", {"round": round_, "mine": mine})


@page("body", read=BODY)
def own_result(request: AskedHere, /, round_code: str, body_code: str) -> HttpResponse:
    """The body's result, as far as it is told now."""
    participant = participant_of(request)
    round_ = participant.round
    result = result_of(participant)
    by_basis = _cards(participant) if round_.stage in CLOSED else {}
    items = _items(participant, result, by_basis) if round_.stage in CLOSED else []
    context = {
        "participant": participant,
        "round": round_,
        "result": result,
        "figures": {name: number(shown) if shown else "" for name, shown in result.figures.items()} if result else {},
        "status": word(STATUSES, result.status) if result and result.status != "ranked" else "",
        "told": is_told(round_),
        "approved": Approval.objects.filter(round=round_).values("at", "document_sha256").first(),
        "is_approved": round_.stage == Stage.APPROVED,
        "is_closed": round_.stage in CLOSED,
        "changed": [each for each in items if each.is_changed or each.by_council],
        "items": items,
        "totals": {basis: _points(participant, card.total) if card else "" for basis, card in by_basis.items()},
        "claims": claims_of(participant),
        "has_replies": any(each.reply is not None for item in items for each in item.history),
    }
    return render(request, "workspace/result_own.html", context)


def _items(participant: Participant, result: OwnResult | None, cards: Mapping[str, Card | None]) -> list[ShownItem]:
    asked = indicators_of(participant)
    found = items_of([participant.pk])
    return [
        _shown(
            each.criterion,
            (found.get((participant.pk, each.code)) or Item(participant.pk, each.code)).as_told(participant.round),
            result,
            {basis: _points(participant, card.scores.get(each.code)) if card else "" for basis, card in cards.items()},
        )
        for each in asked
    ]


def _cards(participant: Participant) -> dict[str, Card | None]:
    """The body's scorecard by what it claimed and as verification left it, what hangs on others in its group included."""
    found: dict[str, Card | None] = {}
    bases: tuple[Basis, Basis] = ("claim", "found")
    for basis in bases:
        with standing_scores(participant.round, basis) as table:
            found[basis] = table.card(participant.body.code)
    return found


def _points(participant: Participant, score: NodeScore | None) -> str:
    if score is None or score.points is None:
        return ""
    criteria_set = criteria_set_of(participant.round)
    return f"{figure(score.points, criteria_set)} / {figure(score.applied, criteria_set, 'maximum')}"


def _shown(criterion: Criterion, item: Item, result: OwnResult | None, points_by: Mapping[str, str]) -> ShownItem:
    standing = item.standing
    points, maximum, status = result.criteria.get(criterion.code, ("", "", "")) if result else ("", "", "")
    return ShownItem(
        criterion,
        words.shown_given(criterion, item.claimed),
        words.shown_given(criterion, given_by(standing) if standing is not None else item.asserted),
        words.shown_rulings(criterion, item.rulings, named=False),
        item.is_changed,
        standing is not None and standing.step == Step.COUNCIL,
        points_by["claim"],
        points_by["found"],
        number(points) if points else "",
        number(maximum) if maximum else "",
        word(STATUSES, status) if status and status != "scored" else "",
    )
