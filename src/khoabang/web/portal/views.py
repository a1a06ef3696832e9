"""Views: they find what an address names and hand it to a template."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khoabang.web.portal.board import Asked, board
from khoabang.web.portal.explanation import explained
from khoabang.web.portal.profile import profile
from khoabang.web.portal.set_text import set_text
from khoabang.web.portal.summary import firsts, summary
from khoabang.web.rounds import selectors
from khoabang.web.rounds.documents import Group
from khoabang.web.rounds.selectors import Current

FULL_BOARD_UP_TO = 40
SHORT_BOARD = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rounds = [{"current": current, "firsts": firsts(current)} for current in selectors.rounds_current()]
    kinds = {current["current"].round.kind for current in rounds}
    return render(request, "portal/home.html", {"rounds": rounds, "kinds": kinds})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("tim", "").strip()[:200]
    found = {"query": query, "rounds": selectors.rounds_found(query), "bodies": selectors.bodies_found(query)}
    return render(request, "portal/search.html", found)


@require_safe
def round_page(request: HttpRequest, round_code: str) -> HttpResponse:
    current = _round_or_404(round_code)
    groups = []
    for group in current.document["groups"]:
        ranked = len(group["bodies"])
        limit = None if ranked <= FULL_BOARD_UP_TO else SHORT_BOARD
        groups.append({"group": group, "board": board(current, group, limit=limit), "summary": summary(group)})
    return render(request, "portal/round.html", {**_of_round(current), "groups": groups})


@require_safe
def group_page(request: HttpRequest, round_code: str, group_code: str) -> HttpResponse:
    current, group = _group_or_404(round_code, group_code)
    asked = Asked(
        sort=request.GET.get("xep") or Asked().sort,
        class_name=request.GET.get("loai", ""),
        text=request.GET.get("tim", "")[:100],
        under=request.GET.get("muc", ""),
    )
    context = {"group": group, "board": board(current, group, asked), "summary": summary(group), "asked": asked}
    return render(request, "portal/group.html", {**_of_round(current), **context})


@require_safe
def body_page(request: HttpRequest, round_code: str, group_code: str, body_code: str) -> HttpResponse:
    current, group = _group_or_404(round_code, group_code)
    row = selectors.body_row(group, body_code)
    if row is None:
        raise Http404
    context = {
        "group": group,
        "row": row,
        "explained": explained(current, group, row, selectors.explanation_of(current, body_code)),
        "profile": profile(current, group, row),
        "summary": summary(group),
        "open_all": request.GET.get("mo") == "het",
    }
    return render(request, "portal/body.html", {**_of_round(current), **context})


@require_safe
def set_page(request: HttpRequest, set_code: str, version: str) -> HttpResponse:
    kept = selectors.set_current(set_code, version)
    if kept is None:
        raise Http404
    context = {"set_version": kept, "text": set_text(selectors.set_document(kept)), "rounds": selectors.rounds_using(kept)}
    return render(request, "portal/set.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/method.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/500.html", status=500)


def _round_or_404(code: str) -> Current:
    current = selectors.round_current(code)
    if current is None:
        raise Http404
    return current


def _group_or_404(round_code: str, group_code: str) -> tuple[Current, Group]:
    current = _round_or_404(round_code)
    group = current.group(group_code)
    if group is None:
        raise Http404
    return current, group


def _of_round(current: Current) -> dict[str, object]:
    return {"current": current, "round": current.round, "document": current.document, "info": current.document["round"]}
