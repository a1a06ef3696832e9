"""The sittings of a round's council: the list, planning, who is there, the agenda, and the ways on."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import annex_code_of, criteria_set_of, indicators_of
from khoabang.web.assessments.items import criterion_of
from khoabang.web.assessments.questions import keys_of
from khoabang.web.council import agenda as agendas
from khoabang.web.council.counting import needed
from khoabang.web.council.lifecycle import SITTING
from khoabang.web.council.models import Item, ItemState, Sitting, SittingState
from khoabang.web.council.selectors import (
    Waiting,
    last_votes,
    members_of,
    on_open_agenda,
    own_body_seats,
    present_seats,
    seat_of,
    sitting_named,
    sittings_of,
    waiting_for_council,
    waiting_unlisted,
)
from khoabang.web.council.sittings import (
    attendance_taken,
    lead_handed,
    quorum_of,
    remarks_written,
    sitting_changed,
    sitting_moved,
    sitting_planned,
)
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.council_forms import AddForm, LeadForm, ReasonForm, SittingForm, put
from khoabang.web.workspace.council_pages import prepares

SEES = frozenset({Role.LEAD, Role.MEMBER, Role.CHAIR, Role.APPROVING, Role.ASSISTANT, Role.OBSERVER})
SITS = frozenset({Role.LEAD, Role.MEMBER, Role.CHAIR})
AT_COUNCIL = (Stage.COUNCIL,)
ON_A_PAGE = 50


def round_here(request: AskedHere) -> Round:
    """The round that the address names."""
    assert request.here.round is not None  # noqa: S101 - the table of pages found it
    return request.here.round


def sitting_here(request: AskedHere, number: int) -> Sitting:
    """The sitting that the address names."""
    found = sitting_named(round_here(request), number)
    if found is None:
        raise Http404
    return found


@page("round", read=SEES)
def council(request: AskedHere, round_code: str) -> HttpResponse:
    """The sittings of the council, and what waits for it."""
    round_ = round_here(request)
    shown, listed = _sieved(request, waiting_for_council(round_)), on_open_agenda(round_)
    context = shown | {
        "round": round_,
        "sittings": [_summed(each) for each in sittings_of(round_)],
        "waiting": [(each, criterion, (each.participant.pk, each.indicator) in listed) for each, criterion in shown["waiting"]],
        "members": members_of(round_),
        "may_plan": request.here.has(Role.LEAD) and round_.stage == Stage.COUNCIL,
        "is_at_council": round_.stage == Stage.COUNCIL,
    }
    return render(request, "workspace/council_list.html", context)


def _sieved(request: AskedHere, waiting: list[Waiting]) -> dict[str, Any]:
    """A page of what waits for the council, found by body or indicator without diacritics."""
    search = request.GET.get("tim", "")[:120]
    found = [each for each in waiting if _is_meant(each, search_key(search).split())]
    sheet = Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang"))
    return {
        "all_waiting": len(waiting),
        "waiting": [(each, criterion_of(each.participant, each.indicator)) for each in sheet],
        "found": found,
        "sheet": sheet,
        "search": search,
        "kept": urlencode({"tim": search}) if search else "",
    }


def _is_meant(waiting: Waiting, words: list[str]) -> bool:
    if not words:
        return True
    criterion = criterion_of(waiting.participant, waiting.indicator)
    participant, name = waiting.participant, criterion.name if criterion is not None else ""
    said = f"{participant.search} {search_key(f'{participant.body.code} {waiting.indicator} {name}')}"
    return all(word in said for word in words)


def _summed(sitting: Sitting) -> dict[str, Any]:
    states = [item.state for item in sitting.items.all()]
    return {
        "sitting": sitting,
        "items": len(states),
        "decided": states.count(ItemState.DECIDED),
        "is_confirmed": hasattr(sitting, "confirmation"),
    }


@page("round", read=[Role.LEAD], write=[Role.LEAD], stages=AT_COUNCIL)
def plan(request: AskedHere, round_code: str) -> HttpResponse:
    """Plan a sitting; the rules of the last one are proposed."""
    round_ = round_here(request)
    initial = SittingForm.told_by(round_.sittings.order_by("-number").first())
    initial.pop("day", None)
    form = SittingForm(members_of(round_), request.POST if request.method == "POST" else None, initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = sitting_planned(round_, form.plan(), by=request.user)
        except Refused as refused:
            put(form, refused)
        else:
            messages.success(request, gettext("Đã lập phiên. Hãy đưa nội dung vào chương trình."))
            return redirect("workspace:sitting-agenda", round_code=round_.code, number=made.number)
    return render(
        request, "workspace/council_sitting_form.html", {"form": form, "round": round_}, status=422 if form.errors else 200
    )


@page("round", read=[Role.LEAD], write=[Role.LEAD], stages=AT_COUNCIL)
def change(request: AskedHere, round_code: str, number: int) -> HttpResponse:
    """Change a sitting that has not begun."""
    held = sitting_here(request, number)
    form = SittingForm(members_of(held.round), request.POST if request.method == "POST" else None, SittingForm.told_by(held))
    if request.method == "POST" and form.is_valid():
        try:
            sitting_changed(held, form.plan(), by=request.user)
        except Refused as refused:
            put(form, refused)
        else:
            messages.success(request, gettext("Đã lưu thay đổi của phiên."))
            return to_sitting(held)
    context = {"form": form, "round": held.round, "sitting": held}
    return render(request, "workspace/council_sitting_form.html", context, status=422 if form.errors else 200)


@page("round", read=SEES, write=SITS, stages=AT_COUNCIL)
def sitting(request: AskedHere, round_code: str, number: int) -> HttpResponse:
    """A sitting: its rules, who is there, how far its agenda is. Takes presence and the general remarks."""
    held = sitting_here(request, number)
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "y-kien":
                remarks_written(held, request.POST.get("y-kien", ""), by=request.user)
                messages.success(request, gettext("Đã ghi ý kiến chung vào biên bản."))
            else:
                _attended(request, held)
                messages.success(request, gettext("Đã ghi điểm danh."))
        except Refused as refused:
            wrong = refused
        else:
            return to_sitting(held)
    return render(request, "workspace/council_sitting.html", _shown(request, held, wrong), status=wrong.status if wrong else 200)


def _attended(request: AskedHere, held: Sitting) -> None:
    """Take the boxes of the form: of everybody, or one's own."""
    listed = [int(key) for key in request.POST.getlist("ghe") if key.isascii() and key.isdecimal() and len(key) < 19]
    there = set(request.POST.getlist("co-mat"))
    reasons = {key: request.POST.get(f"ly-do-{key}", "") for key in listed}
    attendance_taken(held, {key: str(key) in there for key in listed}, by=request.user, reasons=reasons)


def _shown(request: AskedHere, held: Sitting, wrong: Refused | None) -> dict[str, Any]:
    round_ = held.round
    seats = list(held.seats.prefetch_related("attendance"))
    there = present_seats(held)
    runs = prepares(held, request.user)
    remarks = wrong is not None and request.POST.get("viec") == "y-kien"
    absences = wrong is not None and not remarks
    lines = [
        _line(each)
        for each in held.items.select_related("participant__body", "participant__group", "participant__round__set_version")
    ]
    items = [{**line, "members": len(seats) - line["out"]} for line in lines]
    return {
        "round": round_,
        "sitting": held,
        "wrong": wrong,
        "seats": [
            {
                "seat": seat,
                "is_present": str(seat.pk) in request.POST.getlist("co-mat") if absences else seat.pk in there,
                "reason": request.POST.get(f"ly-do-{seat.pk}", "") if absences else _reason(seat),
                "is_mine": seat.person_id == request.user.pk,
                "wrong": wrong.words if wrong is not None and wrong.field == f"absence-{seat.pk}" else "",
            }
            for seat in seats
        ],
        "members": members_of(round_) if not seats else [],
        "present": len(there),
        "needed": needed(quorum_of(held), len(seats) or len(members_of(round_))),
        "total": len(seats),
        "is_quorate": len(there) >= needed(quorum_of(held), len(seats)),
        "items": items,
        "decided": sum(line["item"].state != ItemState.OPEN for line in items),
        "runs": runs,
        "is_leader": held.leader_id == request.user.pk,
        "own_seat": seat_of(request.user, held),
        "ways": [each for each in SITTING.from_state(held.state) if request.here.has(*each.roles)]
        if round_.stage == Stage.COUNCIL and (runs or request.here.has(Role.LEAD))
        else [],
        "may_change": held.state == SittingState.PLANNED and request.here.has(Role.LEAD) and round_.stage == Stage.COUNCIL,
        "may_list": runs and held.state in agendas.OPEN and round_.stage == Stage.COUNCIL,
        "is_over": clock.is_over(held.day),
        "confirmation": getattr(held, "confirmation", None),
        "typed": request.POST.get("y-kien") if remarks else None,
        "wrong_remarks": wrong.words if wrong is not None and wrong.field == "remarks" else "",
    }


def _reason(seat: Any) -> str:
    last = max(seat.attendance.all(), key=lambda each: each.pk, default=None)
    return last.reason if last is not None else ""


def _line(item: Item) -> dict[str, Any]:
    return {
        "item": item,
        "criterion": criterion_of(item.participant, item.indicator),
        "voted": len(last_votes(item)),
        "out": len(set(item.recusals.values_list("seat", flat=True)) | own_body_seats(item)),
        "decision": getattr(item, "decision", None),
    }


@page("round", read=SITS, write=SITS, stages=AT_COUNCIL)
def move_on(request: AskedHere, round_code: str, number: int, code: str) -> HttpResponse:
    """One way on from where a sitting stands: what it does, a reason where one is asked for, and the button."""
    held = sitting_here(request, number)
    if not any(each.code == code for each in SITTING):
        raise Http404
    way = SITTING.find(code, held.state)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            moved = sitting_moved(held, code, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            wrong = refused
            if refused.field:
                put(form, refused)
        else:
            messages.success(request, gettext("Phiên đã chuyển sang trạng thái «%s».") % moved.get_state_display())
            return to_sitting(moved)
    elif way is None:
        wrong = Refused(gettext("Phiên đang ở trạng thái «%s», nên việc này không được nhận.") % held.get_state_display())
    context = {"round": held.round, "sitting": held, "way": way, "form": form, "wrong": None if form.errors else wrong}
    status = wrong.status if wrong else 422 if form.errors else 200
    return render(request, "workspace/council_move.html", context, status=status)


@page("round", read=SITS, write=SITS, stages=AT_COUNCIL)
def agenda(request: AskedHere, round_code: str, number: int) -> HttpResponse:
    """What may be put on a sitting's agenda: what waits for the council, and what the lead department adds with a reason."""
    held = sitting_here(request, number)
    round_ = held.round
    keys = keys_of(criteria_set_of(round_))
    asked = {
        each.key: f"{each.code} {each.criterion.name}" + (f" ({annex})" if (annex := keys.words(each)) else "")
        for each in keys.by_key.values()
        if each.criterion.is_indicator
    }
    adds = request.method == "POST" and request.POST.get("viec") == "them"
    form = AddForm(round_, list(asked.items()), request.POST if adds else None)
    shown = _sieved(request, waiting_unlisted(round_))
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            if not adds:
                chosen = [_pair(each) for each in shown["found"]] if "tat-ca" in request.POST else _chosen(request)
                count = len(agendas.waiting_listed(held, by=request.user, only=chosen))
                messages.success(request, gettext("Đã đưa %d nội dung vào chương trình.") % count)
            elif form.is_valid():
                _added(held, form, request)
                messages.success(request, gettext("Đã đưa nội dung vào chương trình."))
        except Refused as refused:
            wrong = refused
            if adds and refused.field:
                put(form, refused)
        if wrong is None and not form.errors:
            return HttpResponseRedirect(f"{request.path}?{shown['kept']}".removesuffix("?"))
    items = held.items.select_related("participant__body", "participant__group", "participant__round__set_version")
    context = shown | {
        "round": round_, "sitting": held, "form": form, "wrong": None if form.errors else wrong,
        "items": [(each, criterion_of(each.participant, each.indicator)) for each in items],
        "may_list": prepares(held, request.user) and held.state in agendas.OPEN,
    }  # fmt: skip
    status = wrong.status if wrong else 422 if form.errors else 200
    return render(request, "workspace/council_agenda.html", context, status=status)


def _chosen(request: AskedHere) -> list[tuple[str, str]]:
    """The pairs of body and indicator whose boxes were ticked."""
    pairs = [key.partition(" ") for key in request.POST.getlist("muc")]
    return [(body, indicator) for body, _blank, indicator in pairs]


def _pair(waiting: Waiting) -> tuple[str, str]:
    return waiting.participant.body.code, waiting.indicator


def _added(held: Sitting, form: AddForm, request: AskedHere) -> None:
    data = form.cleaned_data
    participant = data["body"]
    question = keys_of(criteria_set_of(held.round)).named(data["indicator"])
    asked = {each.code for each in indicators_of(participant)}
    if question is None or annex_code_of(participant) not in question.annexes or question.code not in asked:
        raise Refused(gettext("Cơ quan này không được đánh giá theo chỉ tiêu đã chọn."), field="indicator", status=422)
    agendas.item_added(held, participant, question.code, by=request.user, reason=data["reason"])


@page("round", read=SITS, write=SITS, stages=AT_COUNCIL)
def lead(request: AskedHere, round_code: str, number: int) -> HttpResponse:
    """Let another member lead a sitting that is in session."""
    held = sitting_here(request, number)
    form = LeadForm(held, request.POST if request.method == "POST" else None)
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            lead_handed(held, form.people[form.cleaned_data["leader"]], by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            wrong = refused
            if refused.field:
                put(form, refused)
        else:
            messages.success(request, gettext("Đã giao quyền chủ trì."))
            return to_sitting(held)
    context = {"round": held.round, "sitting": held, "form": form, "wrong": None if form.errors else wrong}
    return render(request, "workspace/council_lead.html", context, status=wrong.status if wrong else 422 if form.errors else 200)


def to_sitting(held: Sitting) -> HttpResponseRedirect:
    """The page of a sitting."""
    return HttpResponseRedirect(reverse("workspace:sitting", args=[held.round.code, held.number]))
