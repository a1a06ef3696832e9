"""The first page after signing in: what waits for this person."""

from django.http import HttpResponse
from django.shortcuts import render

from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, page


@page("person")
def home(request: AskedHere) -> HttpResponse:
    """The person's roles, and the rounds that run where they are held."""
    authorities = {each.authority_id for each in request.here.appointments}
    rounds = Round.objects.filter(authority__in=authorities).exclude(stage=Stage.IMPORTED).select_related("authority")
    return render(request, "workspace/home.html", {"rounds": rounds, "appointments": request.here.appointments})
