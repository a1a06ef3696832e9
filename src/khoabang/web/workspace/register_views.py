"""The register of an authority: its list, a body's page, what is known of it, and its kinds."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.scoring.criteria.model import Attribute
from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.organisations import lineage, selectors
from khoabang.web.organisations.entries import Definition
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.models import Authority, Body, BodyAttribute, Kind, Level
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import body_entered, kind_kept, kinds_ready
from khoabang.web.rounds.models import CriteriaSetVersion
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.register_forms import BodyForm, KindForm

KEEPS = frozenset({Role.ADMINISTRATOR, Role.LEAD})
ON_A_PAGE = 100
CHILDREN_SHOWN = 50


def authority_of(request: AskedHere) -> Authority:
    """The authority that the address names; the table of pages has found it."""
    if request.here.authority is None:
        raise Http404
    return request.here.authority


def body_or_404(authority: Authority, code: str) -> Body:
    """A body of the register by its code."""
    body = selectors.body_of(authority, code)
    if body is None:
        raise Http404(gettext("Không có cơ quan này trong sổ."))
    return body


@page("authority", read=KEEPS)
def register(request: AskedHere, authority_code: str) -> HttpResponse:
    """The list of bodies, found by any of their names and by kind, level and standing."""
    authority = authority_of(request)
    kinds_ready(authority)
    asked = {name: request.GET.get(name, "") for name in ("q", "loai", "cap", "trang-thai")}
    standing = {"dang": "open", "het": "closed"}.get(asked["trang-thai"], "")
    rows = selectors.bodies_listed(
        authority, today=clock.today(), query=asked["q"], kind=asked["loai"], level=asked["cap"], standing=standing
    )
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query.pop("trang", None)
    return render(
        request,
        "workspace/register.html",
        {
            "authority": authority,
            "shown": shown,
            "asked": asked,
            "standing": asked["trang-thai"],
            "kinds": Kind.objects.filter(authority=authority).select_related("level"),
            "levels": Level.objects.filter(authority=authority),
            "is_empty": not rows and not any(asked.values()),
            "query": query.urlencode(),
        },
    )


@page("authority", read=KEEPS)
def body(request: AskedHere, authority_code: str, code: str) -> HttpResponse:
    """All that is known of a body: names, attributes, what it belongs to, where it came from and went to."""
    authority = authority_of(request)
    found = body_or_404(authority, code)
    today = clock.today()
    children = Body.objects.filter(
        parents__parent=found, parents__valid_to__isnull=True, parents__withdrawn=False, withdrawn=False
    )
    name = selectors.name_on(found, today)
    parents = found.parents.filter(withdrawn=False).select_related("parent").prefetch_related("parent__names")
    return render(
        request,
        "workspace/register_body.html",
        {
            "authority": authority,
            "body": found,
            "name": name,
            "coming": selectors.coming_name(found.names.all(), name, today),
            "is_open": found.closed is None or today <= found.closed,
            "names": [each for each in found.names.all() if not each.withdrawn],
            "attributes": _attributes(authority, found),
            "parents": [(each, selectors.name_on(each.parent, today)) for each in parents],
            "children": [(each, selectors.name_on(each, today)) for each in children.prefetch_related("names")[:CHILDREN_SHOWN]],
            "children_count": children.count(),
            "came": [(line, selectors.name_on(line.before, today)) for line in lineage.predecessors_of(found) if line.before],
            "went": [(line, selectors.name_on(line.after, today)) for line in lineage.successors_of(found) if line.after],
            "events": selectors.events_of(found),
        },
    )


def _attributes(authority: Authority, found: Body) -> list[tuple[BodyAttribute, str, str]]:
    """The attributes of a body, each with its name and its value in words."""
    defined = attributes_asked(authority)
    rows = []
    for each in found.attributes.filter(withdrawn=False):
        definition = defined.get(each.code)
        options = definition.attribute.options if definition else ()
        value = next((option.name or option.code for option in options if each.value == option.code), each.value)
        rows.append((each, definition.attribute.name if definition else each.code, value))
    return rows


@page("authority", read=KEEPS, write=KEEPS)
def body_add(request: AskedHere, authority_code: str) -> HttpResponse:
    """Add a body."""
    return _body_form(request, authority_of(request), "")


@page("authority", read=KEEPS, write=KEEPS)
def body_edit(request: AskedHere, authority_code: str, code: str) -> HttpResponse:
    """Correct what is known of a body."""
    authority = authority_of(request)
    body_or_404(authority, code)
    return _body_form(request, authority, code)


def _body_form(request: AskedHere, authority: Authority, code: str) -> HttpResponse:
    kinds_ready(authority)
    known = register_of(authority)
    posted = request.POST if request.method == "POST" else None
    defined = attributes_asked(authority)
    form = BodyForm(known, defined, posted, code)
    seen = known.state_of(code)
    changed_meanwhile = False
    if posted is not None:
        seen = posted.get("seen", "")
        if posted.get("act") == "more":
            form.attributes += [{}, {}]
        elif form.is_valid():
            try:
                entry = form.entry()
                reason = form.cleaned_data.get("reason", "")
                kept = body_entered(authority=authority, entry=entry, seen=seen, by=request.user, reason=reason, defined=defined)
            except RegisterChanged as refused:
                form.take(refused.objections)
                seen, changed_meanwhile = known.state_of(code), True
            except RegisterRefused as refused:
                form.take(refused.objections)
            else:
                words = gettext("Đã lưu thông tin của %(name)s.")
                messages.success(request, words % {"name": entry.name or kept.code})
                return redirect("workspace:register-body", authority_code=authority.code, code=kept.code)
    is_wrong = posted is not None and bool(form.errors or form.at_attributes)
    return render(
        request,
        "workspace/register_form.html",
        {
            "authority": authority,
            "form": form,
            "code": code,
            "seen": seen,
            "now": known.bodies.get(code) if changed_meanwhile else None,
        },
        status=422 if is_wrong else 200,
    )


def attributes_asked(authority: Authority) -> dict[str, Definition]:
    """The attributes that the criteria sets of this authority's rounds use, by code; the latest set says how."""
    found: dict[str, Definition] = {}
    for version in CriteriaSetVersion.objects.filter(rounds__authority=authority).distinct().order_by("-pk")[:10]:
        document = json.loads(version.document)
        for row in document.get("attributes") or ():
            attribute = Attribute.model_validate(row)
            found.setdefault(attribute.code, Definition(attribute, document.get("lang") or "vi"))
    return found


@page("authority", read=KEEPS, write=KEEPS)
def kinds(request: AskedHere, authority_code: str) -> HttpResponse:
    """Kinds and levels: this authority's own; adding one, and giving one another name."""
    authority = authority_of(request)
    kinds_ready(authority)
    form = KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        kept = kind_kept(
            authority=authority,
            level=(data["level"], data["level_name"]),
            kind=(data["kind"], data["kind_name"]),
            by=request.user,
        )
        messages.success(request, gettext("Đã lưu loại cơ quan «%(name)s».") % {"name": kept.name})
        return redirect("workspace:register-kinds", authority_code=authority.code)
    levels = Level.objects.filter(authority=authority).prefetch_related("kinds__bodies")
    context = {"authority": authority, "levels": levels, "form": form}
    return render(request, "workspace/register_kinds.html", context, status=422 if form.errors else 200)
