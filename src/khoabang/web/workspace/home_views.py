"""The first page after signing in: what waits for this person."""

from django.http import HttpResponse
from django.shortcuts import render

from khoabang.web.accounts.posts import Post
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, Here, page
from khoabang.web.workspace.navigation import sections


@page("person")
def home(request: AskedHere) -> HttpResponse:
    """The person's roles, the rounds that run where they are held, and the ways into each authority."""
    held = request.here.appointments
    authorities = {each.authority_id: each.authority for each in held}
    rounds = Round.objects.filter(authority__in=authorities).exclude(stage=Stage.IMPORTED).select_related("authority")
    places = [
        (authority, sections(Here(request.user, [each for each in held if each.authority_id == pk], authority)))
        for pk, authority in authorities.items()
    ]
    context = {"rounds": rounds, "posts": [Post.of(each) for each in held], "places": places}
    return render(request, "workspace/home.html", context)
