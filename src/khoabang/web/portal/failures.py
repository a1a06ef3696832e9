"""The plain page that says why there is no other."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class NotHere(Http404):
    """Nothing is at this address, and its words tell people why."""


def failure(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "portal/failure.html", {"title": title, "words": words}, status=status)
