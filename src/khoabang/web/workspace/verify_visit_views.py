"""Site visits: the list of a round, planning one, its minutes and what was brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.items import criterion_of
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Stage
from khoabang.web.verification.models import Visit, VisitState
from khoabang.web.verification.selectors import indicators_of_visit, minutes_of, visits_of, visits_shown
from khoabang.web.verification.visits import visit_called_off, visit_held, visit_planned
from khoabang.web.workspace.access import BODY, JUDGES, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.verify_item_views import day_typed
from khoabang.web.workspace.verify_views import remits_of, round_of

SHOWN = 200  # visits in the list
FOUND = 20  # bodies that a search gives


@page("round", read=JUDGES)
def visits(request: AskedHere, /, round_code: str) -> HttpResponse:
    """The visits of the round; a body is looked for to plan another."""
    round_ = round_of(request)
    wanted = request.GET.get("tim", "")[:120]
    key = search_key(wanted)
    bodies = Participant.objects.filter(round=round_, search__contains=key).select_related("body")[:FOUND] if key else []
    listed = list(visits_of(round_)[:SHOWN])
    context = {
        "round": round_,
        "visits": [(each, ", ".join(indicators_of_visit(each))) for each in listed],
        "wanted": wanted,
        "bodies": bodies,
        "is_open": round_.stage == Stage.VERIFICATION,
    }
    return render(request, "workspace/verify_visits.html", context)


def _covered(request: AskedHere, participant: Participant) -> list[Criterion]:
    """The indicators of a body that the person is charged with."""
    remits = remits_of(request)
    codes = dict.fromkeys(each.code for remit in remits for each in remit.questions() if remit.covers(participant, each.code))
    found = [criterion_of(participant, code) for code in codes]
    return [each for each in found if each is not None]


@page("body", read=JUDGES, write=JUDGES, stages=[Stage.VERIFICATION], not_own=True)
def plan(request: AskedHere, /, round_code: str, body_code: str) -> HttpResponse:
    """Plan a visit to a body."""
    participant = participant_of(request)
    typed: dict[str, Any] = {"indicators": request.GET.getlist("chi-tieu"), "day": "", "purpose": ""}
    refused: Refused | None = None
    if request.method == "POST":
        typed = {
            "indicators": request.POST.getlist("chi-tieu"),
            "day": request.POST.get("ngay", "").strip(),
            "purpose": request.POST.get("noi-dung", ""),
        }
        try:
            day = day_typed(typed["day"])
            planned = visit_planned(
                participant.pk, indicators=typed["indicators"], day=day, purpose=typed["purpose"], by=request.user
            )
        except Refused as why:
            refused = why
            refused.field = "day" if why.field == "due" else why.field
        else:
            messages.success(request, gettext("Đã lên lịch khảo sát và báo cho %(body)s.") % {"body": participant.name})
            return HttpResponseRedirect(_address(planned))
    context = {"participant": participant, "criteria": _covered(request, participant), "typed": typed, "refused": refused}
    return render(request, "workspace/verify_visit_plan.html", context, status=refused.status if refused else 200)


@page("body", read=JUDGES | BODY, write=JUDGES, stages=[Stage.VERIFICATION], not_own=True)
def visit(request: AskedHere, /, round_code: str, body_code: str, visit: int) -> HttpResponse:
    """One visit: its purpose, its minutes, what was brought back. The body reads it once verification is over."""
    participant = participant_of(request)
    found = visits_of(participant.round).filter(participant=participant, pk=visit).first()
    judges = request.here.has(*JUDGES)
    if found is None or not (judges or found in visits_shown(participant)):
        raise Http404
    typed: dict[str, str] = {}
    refused: Refused | None = None
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("viec", "ngay", "thanh-phan", "bien-ban", "ly-do")}
        try:
            told = _done(request, found, typed)
        except Refused as why:
            refused = why
            refused.field = "held" if why.field == "due" else why.field
        else:
            messages.success(request, told)
            return HttpResponseRedirect(_address(found))
    last = minutes_of(found)
    if not typed and last is not None:
        typed = {"viec": "", "ngay": f"{last.day:%d/%m/%Y}", "thanh-phan": last.attending, "bien-ban": last.text, "ly-do": ""}
    criteria = [each for code in indicators_of_visit(found) if (each := criterion_of(participant, code)) is not None]
    context = {
        "participant": participant,
        "visit": found,
        "criteria": criteria,
        "last": last,
        "earlier": [each for each in found.minutes.all() if each != last],
        "typed": typed,
        "attending": typed.get("thanh-phan", ""),
        "text": typed.get("bien-ban", ""),
        "reason": typed.get("ly-do", ""),
        "wrong": {refused.field: refused.words} if refused is not None else {},
        "refused": refused,
        "judges": judges,
        "is_open": judges and participant.round.stage == Stage.VERIFICATION and found.state != VisitState.CALLED_OFF,
    }
    return render(request, "workspace/verify_visit.html", context, status=refused.status if refused else 200)


def _done(request: AskedHere, found: Visit, typed: dict[str, str]) -> str:
    if typed["viec"] == "call_off":
        visit_called_off(found.pk, reason=typed["ly-do"], by=request.user)
        return gettext("Đã hủy cuộc khảo sát và báo cho cơ quan.")
    day = day_typed(typed["ngay"].strip())
    visit_held(found.pk, day=day, attending=typed["thanh-phan"], text=typed["bien-ban"], by=request.user)
    return gettext("Đã ghi biên bản khảo sát.")


def _address(visit: Visit) -> str:
    kwargs = {
        "round_code": visit.participant.round.code,
        "body_code": visit.participant.body.code,
        "visit": visit.pk,
    }
    return reverse("workspace:visit", kwargs=kwargs)
