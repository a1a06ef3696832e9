"""A round's own page: where it stands and what may be done next; and the rounds of an authority."""

import json
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.web.accounts.models import Role
from khoabang.web.conduct.calendar import calendar_of, extensions_of
from khoabang.web.conduct.lifecycle import ROUND
from khoabang.web.conduct.progress import progress_of, rounds_alike, rounds_of, seen_by_bodies
from khoabang.web.conduct.transitions import Way, move, ways_on
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import ConditionsUnmet, FieldsRefused
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import ALL_ROLES, BODY, AskedHere, Here, page
from khoabang.web.workspace.navigation import sections
from khoabang.web.workspace.round_forms import ReasonForm, told

WAY = (Stage.PREPARATION, Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL, Stage.APPROVED)
MOVERS = frozenset(role for transition in ROUND for role in transition.roles)
ELSEWHERE = {"approve": "workspace:approval"}
"""Transitions with a page of their own: what is approved is looked at there first."""
_WORK = {
    Stage.PREPARATION: ("workspace:round-bodies", "workspace:round-calendar"),
    Stage.ASSESSMENT: ("workspace:follow", "workspace:round-calendar"),
    Stage.VERIFICATION: ("workspace:verify", "workspace:sources", "workspace:round-calendar"),
    Stage.REPLY: ("workspace:replies", "workspace:round-calendar"),
    Stage.COUNCIL: ("workspace:council", "workspace:approval"),
}
"""The sections where what a stage still waits for is done."""


@page("authority", read=ALL_ROLES)
def rounds(request: AskedHere, authority_code: str) -> HttpResponse:
    """The rounds that an authority runs; for the people of bodies those in which their bodies take part."""
    assert request.here.authority is not None  # noqa: S101 - the table of pages found it
    listed = rounds_of(request.here.authority)
    if request.here.roles <= BODY:
        bodies = {each.body_id for each in request.here.appointments if each.body_id is not None}
        listed = listed.filter(seen_by_bodies(bodies))
    return render(request, "workspace/rounds.html", {"rounds": listed, "may_make": request.here.has(Role.LEAD)})


@page("round", read=ALL_ROLES)
def overview(request: AskedHere, round_code: str) -> HttpResponse:
    """Stage, calendar, progress, extensions, and the ways on."""
    round_ = here(request)
    decision = json.loads(round_.decision)
    ways = _ways(round_, request.here)
    passed = WAY.index(Stage(round_.stage)) if round_.stage in WAY else -1
    return render(
        request,
        "workspace/round.html",
        {
            "round": round_,
            "steps": [{"stage": stage, "is_past": place < passed, "is_now": place == passed} for place, stage in enumerate(WAY)],
            "decision": decision,
            "decided": date.fromisoformat(decision["date"]) if decision.get("date") else None,
            "progress": progress_of(round_),
            "calendar": calendar_of(round_),
            "extensions": extensions_of(round_),
            "ways": ways,
            "places": [each for each in sections(request.here) if each["name"] in _WORK.get(Stage(round_.stage), ())],
            "may_run": request.here.has(Role.LEAD),
            "alike": _alike(round_) if request.here.has(Role.LEAD) and round_.stage == Stage.PREPARATION else [],
        },
    )


def _ways(round_: Round, here: Here) -> list[Way]:
    """The ways on that the reader may take, and the way forward where somebody else takes it."""
    if not here.has(*MOVERS):
        return []
    return [way for way in ways_on(round_, here.roles) if way.is_mine or not way.transition.needs_reason]


def _alike(round_: Round) -> list[tuple[Round, int]]:
    bodies = set(round_.participants.values_list("body", flat=True))
    return rounds_alike(round_.authority, round_.year, bodies, besides=round_) if bodies else []


@page("round", read=MOVERS, write=MOVERS)
def move_on(request: AskedHere, round_code: str, code: str) -> HttpResponse:
    """One transition: what it does, what it waits for, and the button."""
    round_ = here(request)
    if code == "approve":  # what is approved is shown first, with its hashes
        return redirect("workspace:approval", round_code=round_.code)
    way = next((each for each in ways_on(round_, request.here.roles) if each.transition.code == code), None)
    if not any(each.code == code for each in ROUND):
        raise Http404
    if code in ELSEWHERE:
        return redirect(ELSEWHERE[code], round_code=round_.code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    lacking, status = list(way.lacking) if way else [], 200
    if request.method == "POST" and form.is_valid():
        try:
            moved = move(round_.code, code, by=request.user, reason=form.cleaned_data["reason"])
        except FieldsRefused as refused:
            told(form, refused.fields)
            status = refused.status
        except ConditionsUnmet as refused:
            lacking, status = refused.lacking, refused.status
        except Refused as refused:
            lacking, status = [refused.words], refused.status
        else:
            messages.success(request, gettext("Đợt đánh giá đã chuyển sang bước «%s».") % moved.get_stage_display())
            return redirect("workspace:round", round_code=round_.code)
    elif way is None:
        lacking, status = (
            [gettext("Đợt đánh giá đang ở bước «%s» nên không làm được việc này.") % round_.get_stage_display()],
            409,
        )
    context = {"round": round_, "way": way, "form": form, "lacking": lacking}
    return render(request, "workspace/round_move.html", context, status=status)


def here(request: AskedHere) -> Round:
    """The round that the address names."""
    assert request.here.round is not None  # noqa: S101 - the table of pages found it
    return request.here.round
