"""The page that tells people what there is, drawn from the description that programs read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khoabang.web.api.answers import JSON, WORDS, Refusal, refused, written
from khoabang.web.api.operations import description
from khoabang.web.rounds import selectors

TOLD_ABOVE = ("lang", "format", "limit", "offset")


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(written(description()), content_type=JSON)


def nothing(request: HttpRequest) -> HttpResponse:
    return refused(Refusal(404))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    told = description()
    operations = [_operation(path, each["get"]) for path, each in told["paths"].items()]
    example = selectors.results_current().first()
    context = {
        "here": "api",
        "about": told["info"]["description"],
        "operations": operations,
        "root": request.build_absolute_uri("/api/v1/"),
        "example": example.round.code if example else "MA-DOT",
        "example_set": example.set_version.code if example else "MA-BO",
        "refusals": [
            {"status": str(status), "title": gettext(title), "remedy": gettext(remedy)}
            for status, (title, remedy) in WORDS.items()
        ],
    }
    return render(request, "api/page.html", context)


def _operation(path: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "summary": told["summary"],
        "has_tables": len(told["responses"]["200"].get("content", {})) > 1,
        "parameters": [each for each in told["parameters"] if each["in"] == "query" and each["name"] not in TOLD_ABOVE],
    }
