"""A body's workspace: how far the self-assessment is, criterion by criterion, and what can be done next."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.web.assessments.following import stands_told
from khoabang.web.assessments.selectors import Standing, claims_of, may_edit, work_of
from khoabang.web.portal.explanation import branch_of
from khoabang.web.rounds.models import Participant, Stage
from khoabang.web.workspace.access import BODY, AskedHere, page
from khoabang.web.workspace.body_words import steps_from, time_left

LEFT = "left"


def participant_of(request: AskedHere) -> Participant:
    """The body in the round that the address names."""
    participant = request.here.participant
    if participant is None:
        raise Http404
    return participant


@page("round", read=BODY)
def own_assessments(request: AskedHere, round_code: str) -> HttpResponse:
    """Straight to the body's workspace; a choice where somebody works for several."""
    bodies = {each.body_id for each in request.here.appointments if each.body_id is not None}
    found = Participant.objects.filter(round__code=round_code, body__in=bodies).select_related("body").order_by("position")
    if len(found) == 1:
        return redirect("workspace:self-assessment", round_code, found[0].body.code)
    told = stands_told(found)
    context = {"participants": [(each, told[each.pk]) for each in found], "round": request.here.round}
    return render(request, "workspace/body_choice.html", context)


@page("body", read=BODY)
def self_assessment(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """What was handed to the reader first, then everything; what is left, until when, and the ways on."""
    participant = participant_of(request)
    work = work_of(participant)
    query, standing = request.GET.get("tim", "")[:200], request.GET.get("loc", "")
    standing = standing if standing in (LEFT, *Standing.values) else ""
    explained = work.precheck.forming.document
    context = {
        "participant": participant,
        "stands": stands_told([participant])[participant.pk],
        "work": work,
        "mine": work.mine(request.here.person),
        "sections": work.found(query, standing),
        "query": query,
        "standing": standing,
        "filters": [(LEFT, gettext("Còn phải làm")), *Standing.choices],
        "total": branch_of(explained["root"], explained["root"], is_root=True) if explained else None,
        "waiting": [item for item in work.items if item.waits],
        "time": time_left(participant.due),
        "editable": may_edit(participant),
        "in_stage": participant.round.stage == Stage.ASSESSMENT,
        "steps": steps_from(participant.state, request.here.roles),
        "claims": claims_of(participant),
    }
    return render(request, "workspace/body_overview.html", context)
