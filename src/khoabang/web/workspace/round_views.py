"""A round's own page: where it stands, and what may be done next."""

from django.http import HttpResponse
from django.shortcuts import render

from khoabang.web.workspace.access import ALL_ROLES, AskedHere, page


@page("round", read=ALL_ROLES)
def overview(request: AskedHere) -> HttpResponse:
    """Stage, calendar, progress, extensions, and the ways on."""
    return render(request, "workspace/round.html", {"round": request.here.round})
