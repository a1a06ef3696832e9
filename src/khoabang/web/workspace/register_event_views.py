"""Events of bodies on the web: asked for, looked at before they are done, done, and taken back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.conduct.progress import rounds_touched
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.events import Plan, shown
from khoabang.web.organisations.loading import PROVINCES, loading_foreseen, units_loaded
from khoabang.web.organisations.models import Authority, Event, EventKind, Share
from khoabang.web.organisations.recording import event_recorded, event_undone, plan_foreseen, undo_foreseen
from khoabang.web.organisations.register import Change, Foreseen
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import kinds_ready
from khoabang.web.organisations.shipped_units import shipped_units
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.register_forms import EventForm, UnitsForm
from khoabang.web.workspace.register_views import KEEPS, authority_of
from khoabang.web.workspace.register_words import EVENT_HELP, changes_told

EVENTS_SHOWN = 200
NOT_REPEATED = {"csrfmiddlewaretoken", "act", "seen"}


@page("authority", read=KEEPS)
def events(request: AskedHere, authority_code: str) -> HttpResponse:
    """Every event, latest first."""
    authority = authority_of(request)
    found = Event.objects.filter(authority=authority).select_related("undone_by", "undoes", "person")
    context = {"authority": authority, "events": found.order_by("-recorded", "-pk")[:EVENTS_SHOWN], "count": found.count()}
    return render(request, "workspace/register_events.html", context)


@page("authority", read=KEEPS)
def event(request: AskedHere, authority_code: str, event: int) -> HttpResponse:
    """One event: its document, its lines, and each fact it changed."""
    authority = authority_of(request)
    found = get_object_or_404(Event.objects.select_related("undone_by", "undoes", "person"), authority=authority, pk=event)
    register = register_of(authority)
    changes = [Change(row.body.code, row.fact, row.old, row.new) for row in found.changes.select_related("body")]
    lines = found.lines.select_related("before", "after")
    context = {
        "authority": authority,
        "event": found,
        "changes": changes_told(changes, register),
        "lines": [(line, *(_called(register.bodies, each) for each in (line.before, line.after))) for line in lines],
        "may_undo": found.kind != EventKind.UNDO and not hasattr(found, "undone_by"),
    }
    return render(request, "workspace/register_event.html", context)


def _called(bodies: object, body: object) -> str:
    state = bodies.get(body.code) if body is not None else None  # type: ignore[attr-defined]
    return (state.name or state.code) if state is not None else ""


@page("authority", read=KEEPS, write=KEEPS)
def event_new(request: AskedHere, authority_code: str) -> HttpResponse:
    """Ask for an event; it is shown with all it would change, and done when that is confirmed."""
    authority = authority_of(request)
    kind = (request.POST if request.method == "POST" else request.GET).get("loai", "")
    if kind not in EventForm.asked:
        ways = [(EventKind(each), EVENT_HELP[each.value]) for each in EventForm.asked]
        context = {"authority": authority, "ways": ways, "body": request.GET.get("co-quan", "")}
        return render(request, "workspace/register_event_kinds.html", context)
    kinds_ready(authority)
    known = register_of(authority)
    posted = request.POST if request.method == "POST" else None
    named = request.GET.get("co-quan", "")
    form = EventForm(kind, known, posted, {"before": named, "befores": named + "\n" if named else ""})
    context = {
        "authority": authority,
        "form": form,
        "kind": EventKind(kind),
        "help": EVENT_HELP[kind],
        "kinds": known.kinds,
        "shares": Share.choices,
    }
    if posted is None or posted.get("act") in ("more", "edit"):
        if posted is not None:
            form.errors.clear()
        return render(request, "workspace/register_event_form.html", context)
    form.full_clean()
    try:
        plan = form.plan()
        if posted.get("act") == "confirm":
            done = event_recorded(authority=authority, plan=plan, seen=posted.get("seen", ""), by=request.user)
            messages.success(request, gettext("Đã ghi sự kiện vào sổ."))
            return redirect("workspace:register-event", authority_code=authority.code, event=done.pk)
        return _previewed(request, form, plan, posted, context)
    except RegisterChanged:
        return _previewed(request, form, form.plan(), posted, {**context, "changed": True})
    except RegisterRefused as refused:
        form.take(refused.objections)
    return render(request, "workspace/register_event_form.html", context, status=422)


def _previewed(request: AskedHere, form: EventForm, plan: Plan, posted: QueryDict, context: dict[str, object]) -> HttpResponse:
    """All that an event would change, to be confirmed; with objections, the form again."""
    authority = authority_of(request)
    foreseen = plan_foreseen(authority, plan)
    if foreseen.objections:
        form.take(foreseen.objections)
        return render(request, "workspace/register_event_form.html", context, status=422)
    repeated = [(name, value) for name, values in posted.lists() if name not in NOT_REPEATED for value in values]
    context |= {
        "plan": plan,
        "changes": changes_told(foreseen.changes, register_of(authority)),
        "remarks": [*(each.text for each in foreseen.remarks), *_in_rounds(authority, plan, foreseen)],
        "seen": foreseen.fingerprint,
        "repeated": repeated,
    }
    return render(request, "workspace/register_event_preview.html", context, status=409 if "changed" in context else 200)


def _in_rounds(authority: Authority, plan: Plan, foreseen: Foreseen) -> list[StrOrPromise]:
    ended = {each.body for each in foreseen.changes if each.fact == "closed"}
    return rounds_touched(authority, {each.body for each in foreseen.changes}, ended, plan.day or clock.today())


@page("authority", read=KEEPS, write=KEEPS)
def event_undo(request: AskedHere, authority_code: str, event: int) -> HttpResponse:
    """Take an event back, after a look at what that changes."""
    authority = authority_of(request)
    found = get_object_or_404(Event.objects.select_related("authority"), authority=authority, pk=event)
    reason = request.POST.get("reason", "") if request.method == "POST" else ""
    refused_by: tuple[object, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            undo = event_undone(event=found, seen=request.POST.get("seen", ""), reason=reason, by=request.user)
        except RegisterRefused as refused:
            refused_by, status = refused.objections, refused.status
        else:
            messages.success(request, gettext("Đã hoàn tác sự kiện. Sự kiện và lần hoàn tác đều được giữ trong sổ."))
            return redirect("workspace:register-event", authority_code=authority.code, event=undo.pk)
    foreseen = undo_foreseen(found)
    context = {
        "authority": authority,
        "event": found,
        "changes": changes_told(foreseen.changes, register_of(authority)),
        "objections": foreseen.objections,
        "wrong": refused_by,
        "seen": foreseen.fingerprint,
        "reason": reason,
    }
    return render(request, "workspace/register_undo.html", context, status=status)


@page("authority", read=KEEPS, write=KEEPS)
def units(request: AskedHere, authority_code: str) -> HttpResponse:
    """Load shipped administrative units: shown first, then done."""
    authority = authority_of(request)
    provinces = {unit.id: unit.name for unit in shipped_units().provinces}
    parts = {PROVINCES: gettext("%(count)d tỉnh, thành phố") % {"count": len(provinces)}}
    parts |= {code: gettext("Các xã, phường, đặc khu của %(province)s") % {"province": name} for code, name in provinces.items()}
    posted = request.POST if request.method == "POST" else None
    form = UnitsForm(parts, posted)
    context: dict[str, object] = {"authority": authority, "form": form}
    if posted is None or posted.get("act") == "edit":
        return render(request, "workspace/register_units.html", context)
    if form.is_valid():
        asked = {
            "authority": authority,
            "part": form.cleaned_data["part"],
            "with_lineage": form.cleaned_data["with_lineage"],
            "decision": form.decision(),
        }
        loading = loading_foreseen(**asked)
        if posted.get("act") == "confirm" and not loading.objections:
            try:
                done = units_loaded(**asked, seen=posted.get("seen", ""), by=request.user)
            except RegisterChanged:
                context["changed"] = True
                loading = loading_foreseen(**asked)
            else:
                count = len(done.added) + len(done.ended) + len(done.founded)
                messages.success(request, gettext("Đã nạp %(count)d đơn vị vào sổ.") % {"count": count})
                return redirect("workspace:register", authority_code=authority.code)
        for objection in loading.objections:
            form.add_error(objection.field if objection.field in form.fields else None, str(objection.text))
        if not form.errors:
            repeated = [(name, value) for name, value in posted.items() if name not in NOT_REPEATED]
            begins = loading.plan.day if loading.plan is not None else None
            context |= {
                "loading": loading,
                "part": parts[asked["part"]],
                "repeated": repeated,
                "seen": loading.fingerprint,
                "begins": shown(begins) if begins else "",
            }
            return render(
                request, "workspace/register_units_preview.html", context, status=409 if context.get("changed") else 200
            )
    return render(request, "workspace/register_units.html", context, status=422)
