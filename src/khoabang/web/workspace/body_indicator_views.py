"""One indicator of a body: what the law says, what is entered, the score as it forms, what was given last year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from khoabang.web.accounts.selectors import called_to_body
from khoabang.web.assessments.asked import Asked, asked_of, may_not_apply
from khoabang.web.assessments.current import AskedIndicator, annex_code_of, criteria_set_of, indicators_of, latest_figures
from khoabang.web.assessments.drafts import Content, content_of, save, side_at, side_of
from khoabang.web.assessments.errors import Conflict, NotAsked, Trouble, Unreadable
from khoabang.web.assessments.forming import forming
from khoabang.web.assessments.last_year import last_year, typed_values
from khoabang.web.assessments.models import Draft, Handover
from khoabang.web.assessments.selectors import may_edit
from khoabang.web.portal.explanation import branch_of
from khoabang.web.portal.set_text import article_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.documents import Node
from khoabang.web.rounds.models import Participant
from khoabang.web.workspace import body_form as forms
from khoabang.web.workspace.access import BODY, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.body_words import time_left

JSON = "application/json"


@dataclass(frozen=True)
class Place:
    """An indicator among those that the body is asked for, in reading order."""

    asked: AskedIndicator
    before: AskedIndicator | None
    after: AskedIndicator | None
    number: int
    count: int


def _place(participant: Participant, code: str) -> Place:
    every = indicators_of(participant)
    position = next((i for i, each in enumerate(every) if each.code == code), None)
    if position is None:
        raise Http404
    before = every[position - 1] if position else None
    after = every[position + 1] if position + 1 < len(every) else None
    return Place(every[position], before, after, position + 1, len(every))


def _draft(participant: Participant, code: str) -> Draft | None:
    return Draft.objects.filter(participant=participant, indicator=code).select_related("saved_by").first()


@page("body", read=BODY, write=BODY)
def indicator(request: AskedHere, round_code: str, body_code: str, indicator_code: str) -> HttpResponse:
    """Show one indicator, or save what was typed: answered by a page, or by JSON where the page's script asks."""
    participant = participant_of(request)
    if request.method != "POST":
        draft = _draft(participant, indicator_code)
        return _shown(request, participant, indicator_code, content_of(draft), draft.version if draft else 0)
    content, seen = forms.posted(request.POST)
    try:
        saved = save(participant.pk, indicator_code, content, seen=seen, by=request.user)
    except Refused as refused:
        if request.headers.get("Accept") == JSON:
            return _told(refused)
        if isinstance(refused, NotAsked):
            raise Http404(str(refused)) from None
        if isinstance(refused, Conflict):
            return _both(request, participant, _asked(participant, indicator_code), refused)
        return _shown(request, participant, indicator_code, content, seen, refused)
    at = _clock(saved.at)
    if request.headers.get("Accept") == JSON:
        return JsonResponse({"version": saved.version, "at": at, "troubles": _troubles(forms.pending(content))})
    messages.success(request, gettext("Đã lưu lúc %(time)s.") % {"time": at})
    return _onward(request, participant, indicator_code, stays=bool(forms.pending(content)))


@page("body", write=BODY)
def merge(request: AskedHere, round_code: str, body_code: str, indicator_code: str) -> HttpResponse:
    """Save what was chosen of two versions; whoever saved meanwhile once more is shown once more."""
    participant = participant_of(request)
    asked = _asked(participant, indicator_code)
    conflict = Conflict(
        forms.merging(request.POST, asked.criterion),
        side_of(_draft(participant, indicator_code)),
        side_at(participant, indicator_code, forms.whole(str(request.POST.get(forms.BASE, "")))),
    )
    seen = forms.whole(str(request.POST.get(forms.VERSION, "")))
    rows = forms.rows_of(asked.criterion, conflict.mine, conflict.theirs, conflict.base, request.POST)
    chosen = forms.merged(request.POST, rows)
    if chosen is None or conflict.theirs.version != seen:
        return _both(request, participant, asked, conflict, unfinished=conflict.theirs.version == seen)
    try:
        saved = save(participant.pk, indicator_code, chosen, seen=seen, by=request.user)
    except Conflict as again:
        return _both(request, participant, asked, again)
    except Refused as refused:
        return _shown(request, participant, indicator_code, chosen, seen, refused)
    messages.success(request, gettext("Đã lưu bản hợp nhất lúc %(time)s.") % {"time": _clock(saved.at)})
    return HttpResponseRedirect(_address("indicator", participant, indicator_code))


@page("body", read=BODY)
def score(request: AskedHere, round_code: str, body_code: str, indicator_code: str) -> HttpResponse:
    """The part of the page that shows the score as it forms, by itself: the page's script asks for it after each save."""
    participant = participant_of(request)
    place = _place(participant, indicator_code)
    content = content_of(_draft(participant, indicator_code))
    return render(request, "workspace/_body_score.html", _score(participant, place.asked, content))


def _asked(participant: Participant, code: str) -> Asked:
    try:
        return asked_of(participant, code, charged=False)
    except NotAsked as refused:
        raise Http404(str(refused)) from None


def _told(refused: Refused) -> JsonResponse:
    """What the page's script is told of a save that was refused."""
    if isinstance(refused, Unreadable):
        return JsonResponse({"troubles": _troubles(refused.troubles)}, status=refused.status)
    kind = "conflict" if isinstance(refused, Conflict) else "refused"
    return JsonResponse({kind: str(refused)}, status=refused.status)


def _troubles(found: Mapping[str, Trouble]) -> list[dict[str, object]]:
    return [
        {"field": forms.name_of(code), "what": trouble.what, "remedy": trouble.remedy, "meant": trouble.meant}
        for code, trouble in found.items()
    ]


def _clock(moment: datetime) -> str:
    return date_format(localtime(moment), "H:i")


def _address(name: str, participant: Participant, *more: str) -> str:
    return reverse(f"workspace:{name}", args=[participant.round.code, participant.body.code, *more])


def _onward(request: AskedHere, participant: Participant, code: str, *, stays: bool) -> HttpResponseRedirect:
    after = _place(participant, code).after if forms.ONWARD in request.POST and not stays else None
    return HttpResponseRedirect(_address("indicator", participant, after.code if after else code))


def _shown(
    request: AskedHere, participant: Participant, code: str, content: Content, seen: int, refused: Refused | None = None
) -> HttpResponse:
    """The page of an indicator; with what was typed and what is wrong where it was refused."""
    place = _place(participant, code)
    asked, criteria_set = place.asked, criteria_set_of(participant.round)
    annex = annex_code_of(participant)
    if annex is None:
        raise Http404
    by_body, draft = asked.supplier == "body", _draft(participant, code)
    figure = next((each for each in latest_figures([participant.pk]) if each.indicator == code), None)
    form = forms.form_of(
        asked.criterion,
        content,
        seen,
        refused.troubles if isinstance(refused, Unreadable) else {},
        lang=criteria_set.lang,
        may_not_apply=may_not_apply(asked.criterion, asked.path) or content.not_applicable,
    )
    context: dict[str, Any] = {
        "participant": participant,
        "place": place,
        "asked": asked,
        "indicator": code,
        "article": article_of(criteria_set, annex, asked.criterion),
        "form": form,
        "draft": draft,
        "refused": refused,
        "editable": by_body and (may_edit(participant) or refused is not None),
        "given": list(typed_values(asked.criterion, content.values)),
        "figure": figure,
        "names": called_to_body([figure.by_id] if figure else [], participant),
        "figures": list(typed_values(asked.criterion, json.loads(figure.values))) if figure else [],
        "handover": Handover.objects.filter(participant=participant, indicator=code).select_related("person", "by").first(),
        "past": last_year(participant).get(code),
        "time": time_left(participant.due),
        **_score(participant, asked, content_of(draft)),
    }
    return render(request, "workspace/body_indicator.html", context, status=refused.status if refused else 200)


def _score(participant: Participant, asked: AskedIndicator, saved: Content) -> dict[str, Any]:
    formed, lang = forming(participant), get_language() or "vi"
    root = cast("Node | None", formed.document["root"] if formed.document else None)
    node = cast("Node | None", formed.node(asked.code))
    return {
        "branch": branch_of(node, root) if node is not None and root is not None else None,
        "total": branch_of(root, root, is_root=True) if root is not None else None,
        "by_body": asked.supplier == "body",
        "problems": [(each.severity, each.what(lang)) for each in formed.problems.get(asked.code, ())],
        "pending": [each.what for each in forms.pending(saved).values()],
        "waits": asked.code in formed.waiting,
        "others_wait": bool(formed.waiting - {asked.code}),
    }


def _both(
    request: AskedHere, participant: Participant, asked: Asked, conflict: Conflict, *, unfinished: bool = False
) -> HttpResponse:
    """Both versions side by side, field by field, to choose from; `unfinished` where a choice is lacking."""
    rows = forms.rows_of(asked.criterion, conflict.mine, conflict.theirs, conflict.base, request.POST)
    context = {
        "participant": participant,
        "asked": asked,
        "indicator": asked.criterion.code,
        "conflict": conflict,
        "rows": rows,
        "lacking": [row for row in rows if row.differs and not row.proposed] if unfinished else [],
    }
    return render(request, "workspace/body_merge.html", context, status=422 if unfinished else 409)
