"""The editions of a result: what was published when and by which decision, what a correction changed, and why one was recalled."""

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from khoabang.scoring.result.diff import diff_results, sentence
from khoabang.web.portal.board import board
from khoabang.web.portal.summary import summary
from khoabang.web.rounds import selectors
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.models import Edition, Recall

_TOLD = ("rank", "class")


@require_safe
def editions(request: HttpRequest, round_code: str) -> HttpResponse:
    """Every edition of a round, the last first, each with its decision, what it changed and its fingerprints."""
    listed = selectors.editions_of(round_code)
    if not listed:
        raise Http404
    told = [_told(each) for each in listed]
    return render(request, "portal/editions.html", {"round": listed[0].result.round, "editions": told, "last": told[0]})


@require_safe
def edition(request: HttpRequest, round_code: str, number: int) -> HttpResponse:
    """The ranking as one edition published it; a notice where it was recalled."""
    kept = next((each for each in selectors.editions_of(round_code) if each.number == number), None)
    if kept is None:
        raise Http404
    recall = getattr(kept, "recall", None)
    if recall is not None:
        return recalled(request, recall)
    current = selectors.edition_current(round_code, number)
    if current is None:
        raise Http404
    groups = [{"group": group, "board": board(current, group), "summary": summary(group)} for group in current.document["groups"]]
    context = {
        "round": current.round,
        "current": current,
        "document": current.document,
        "info": current.document["round"],
        "groups": groups,
        "told": _told(kept),
        "later": getattr(kept, "corrected_by", None),
    }
    return render(request, "portal/edition.html", context)


@require_safe
def file(request: HttpRequest, round_code: str, number: int, file_name: str) -> HttpResponse:
    """A file of an edition, to the byte; gone with its recall."""
    kept = next((each for each in selectors.editions_of(round_code) if each.number == number), None)
    if kept is None:
        raise Http404
    recall = getattr(kept, "recall", None)
    if recall is not None:
        return recalled(request, recall)
    found = kept.files.filter(name=file_name).first()
    if found is None:
        raise Http404
    etag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{round_code}-ban-{number}-{found.name}"'
    response.headers["ETag"] = etag
    return response


def recalled(request: HttpRequest, recall: Recall) -> HttpResponse:
    """The notice where a result stood: by which decision it was taken back, and why. Its status is 410, gone."""
    context = {"recall": recall, "edition": recall.edition, "decision": Decision.of(recall.decision)}
    return render(request, "portal/recalled.html", {**context, "round": recall.edition.result.round}, status=410)


def _told(kept: Edition) -> dict[str, Any]:
    """An edition with its decision, and what it changed in the one before: which answers, whose rank and class."""
    before = kept.corrects
    moved, figures = [], 0
    if before is not None:
        changes = diff_results(json.loads(before.result.document), json.loads(kept.result.document))
        lang = (get_language() or "vi")[:2]
        moved = [
            {"name": each.name, "words": sentence(each, lang)}
            for each in changes
            if each.subject == "body" and each.column in _TOLD
        ]
        figures = sum(1 for each in changes if each.subject in ("body", "criterion") and each.column not in _TOLD)
    return {
        "edition": kept,
        "decision": Decision.of(kept.decision),
        "changes": _changes(kept) if before is not None else [],
        "moved": moved,
        "figures": figures,
        "files": list(kept.files.defer("content")),
        "recall": getattr(kept, "recall", None),
        "later": getattr(kept, "corrected_by", None),
    }


def _changes(kept: Edition) -> list[dict[str, Any]]:
    """The answers that a correction changed, with the names that the criteria set gives them."""
    document = json.loads(kept.result.set_version.document)
    named = dict(_inputs(document))
    return [
        {
            "name": each["name"],
            "indicator": each["indicator"],
            "values": [
                {"name": named.get(code, code), "before": _shown(each["before"].get(code, "")), "after": _shown(text)}
                for code, text in each["after"].items()
                if text != each["before"].get(code, "")
            ],
        }
        for each in json.loads(kept.changes)
    ]


def _inputs(part: Any) -> Any:
    """Every input of a set's document by code, however deep it stands."""
    if isinstance(part, dict):
        for each in part.get("inputs") or []:
            if isinstance(each, dict):
                yield each["code"], each["name"]
        for value in part.values():
            yield from _inputs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _inputs(value)


def _shown(text: str) -> str:
    """A text as typed; a day that was kept in ISO form is printed as people write it."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
