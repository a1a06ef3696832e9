"""What a body answers: supplements while verification runs, then its reply to each change, and the receipt of its replies."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Role
from khoabang.web.activity.services import last_mark
from khoabang.web.assessments.current import Given, annex_code_of, criteria_set_of
from khoabang.web.assessments.drafts import Content
from khoabang.web.assessments.errors import Doubtful, Unreadable
from khoabang.web.assessments.items import JUDGED, Item, ItemState, changes_of, criterion_of, item_of, items_of, reply_day
from khoabang.web.assessments.locking import Overtaken
from khoabang.web.assessments.models import Outcome, Position, Ruling
from khoabang.web.assessments.replies import agree_to_rest, content_of
from khoabang.web.assessments.replies import receipt as receipt_of
from khoabang.web.assessments.replies import reply as replied
from khoabang.web.assessments.supplements import answer_supplement
from khoabang.web.evidence.models import Occasion
from khoabang.web.evidence.selectors import for_claim, named
from khoabang.web.portal.set_text import article_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Silence, Stage
from khoabang.web.verification.queue import points_of
from khoabang.web.verification.selectors import minutes_of, visits_shown
from khoabang.web.workspace import body_form as forms
from khoabang.web.workspace import verify_words as words
from khoabang.web.workspace.access import BODY, JUDGES, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.body_words import time_left
from khoabang.web.workspace.refusals import refusal
from khoabang.web.workspace.verify_views import CLOSED, round_of

PER_PAGE = 20


@page("round", read=BODY | JUDGES)
def replies(request: AskedHere, /, round_code: str) -> HttpResponse:
    """To a body's people their own page; to those who verify, which body replied to what."""
    round_ = round_of(request)
    if request.here.has(*OF_A_BODY) and not request.here.has(*JUDGES):
        own = [each.body_id for each in request.here.appointments if each.body_id is not None]
        mine = list(Participant.objects.filter(round=round_, body__in=own).select_related("body"))
        if len(mine) == 1:
            return HttpResponseRedirect(_address("reply", mine[0], round_.code))
        return render(request, "workspace/reply_choice.html", {"round": round_, "mine": mine})
    changed = Ruling.objects.filter(participant__round=round_, outcome=Outcome.CHANGED, step__in=JUDGED)
    bodies = (
        Participant.objects.filter(pk__in=changed.values("participant"))
        .select_related("body", "group")
        .order_by("position", "pk")
    )
    sheet = Paginator(bodies, PER_PAGE).get_page(request.GET.get("trang"))
    chosen = list(sheet.object_list)
    for each in chosen:
        each.round = round_
    found = changes_of(chosen)
    rows = [_counts(each, found[each.pk]) for each in chosen]
    return render(request, "workspace/reply_bodies.html", {"round": round_, "rows": rows, "sheet": sheet})


def _counts(participant: Participant, items: list[Item]) -> dict[str, Any]:
    again = participant.round.stage == Stage.REPLY
    said = ["" if item.reply is None or (again and item.awaits_reply) else item.reply.position for item in items]
    return {
        "participant": participant,
        "changed": len(items),
        "agreed": said.count(Position.AGREED),
        "contested": said.count(Position.CONTESTED),
        "silent": said.count(Position.SILENT),
        "waiting": said.count(""),
    }


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as the body reads it."""

    criterion: Criterion
    item: Item
    before: words.ShownGiven | None
    after: words.ShownGiven | None
    points: words.ShownPoints | None
    found_points: words.ShownPoints | None
    by: str
    asked: words.ShownGiven | None  # what the body asks for instead
    history: list[words.ShownRuling]


@page("body", read=BODY | JUDGES, write={Role.APPROVER}, stages=[Stage.REPLY])
def changes(request: AskedHere, /, round_code: str, body_code: str) -> HttpResponse:
    """What is asked of a body now: supplements while verification runs, then each change with what was said to it."""
    participant = participant_of(request)
    round_ = participant.round
    day = reply_day(participant)
    speaks = request.here.has(Role.APPROVER) and round_.stage == Stage.REPLY and not clock.is_over(day)
    unconfirmed = request.method == "POST" and speaks and "dong-y" not in request.POST
    if request.method == "POST" and not unconfirmed:
        return _agreed(request, participant)
    closed = round_.stage in CLOSED
    items = changes_of([participant])[participant.pk] if closed else []
    shown = [_change(participant, item) for item in items]
    waiting = [each for each in shown if each.item.awaits_reply] if round_.stage == Stage.REPLY else []
    context = {
        "participant": participant,
        "round": round_,
        "changes": shown,
        "waiting": waiting,
        "replied": sum(1 for each in shown if each.item.reply is not None),
        "requests": _requests(participant),
        "time": time_left(day) if round_.stage == Stage.REPLY else None,
        "closed": closed,
        "speaks": speaks,
        "is_over": clock.is_over(day),
        "unconfirmed": unconfirmed,
        "silence_agrees": round_.silence == Silence.AGREED,
        "visits": [(each, minutes_of(each)) for each in visits_shown(participant)],
    }
    return render(request, "workspace/reply_changes.html", context, status=422 if unconfirmed else 200)


def _requests(participant: Participant) -> list[dict[str, Any]]:
    """What was asked of the body while verification runs, those that wait first."""
    if participant.round.stage != Stage.VERIFICATION:
        return []
    at = clock.now()
    asked = Ruling.objects.filter(participant=participant, outcome=Outcome.SUPPLEMENT).values_list("indicator", flat=True)
    found = []
    for item in items_of([participant.pk], set(asked)).values():
        criterion, request = criterion_of(participant, item.indicator), item.request
        if criterion is None or request is None:
            continue
        state = item.state(participant.round.second_reading, at)
        found.append({"criterion": criterion, "request": request, "state": state, "time": time_left(request.due)})
    return sorted(found, key=lambda each: (each["state"] != ItemState.ASKED, each["request"].due))


def _change(participant: Participant, item: Item) -> ShownChange:
    criterion = criterion_of(participant, item.indicator)
    if criterion is None or item.judged is None:
        raise Http404
    points, found_points = points_of(participant, criterion, as_verified=True)
    in_words = words.points_words(criteria_set_of(participant.round), criterion, closed=True)
    said = item.reply
    history = words.shown_rulings(criterion, item.as_told(participant.round).rulings, named=False)
    return ShownChange(
        criterion,
        item,
        words.shown_given(criterion, item.asserted),
        words.shown_given(criterion, item.found),
        in_words(points),
        in_words(found_points),
        words.role_words(item.judged),
        next((each.reply_given for each in history if said is not None and each.reply == said), None),
        history,
    )


def _agreed(request: AskedHere, participant: Participant) -> HttpResponse:
    seen = {}
    for each in request.POST.getlist("muc"):
        code, _, number = each.rpartition(":")
        if number.isdecimal() and len(number) < 10:
            seen[code] = int(number)
    try:
        done = agree_to_rest(participant.pk, seen, request.user)
    except Refused as refused:
        return refusal(request, refused.status, gettext("Chưa ghi nhận"), str(refused.words))
    n = len(done)
    messages.success(request, ngettext("Đã thống nhất %(n)s mục.", "Đã thống nhất %(n)s mục.", n) % {"n": n})
    return HttpResponseRedirect(_address("reply", participant, participant.round.code))


@dataclass(slots=True)
class Typed:
    """What was typed into the form of an item, and why it was not taken."""

    act: str = ""
    values: dict[str, str] = field(default_factory=dict)
    text: str = ""
    knowingly: bool = False
    refused: Refused | None = None

    @property
    def wrong(self) -> str:
        """The field that the refusal names."""
        return self.refused.field if self.refused is not None and not isinstance(self.refused, Unreadable) else ""


def _typed(data: QueryDict, criterion: Criterion) -> Typed:
    content, _version = forms.posted(data)
    return Typed(data.get("viec", ""), dict(content.values), data.get("loi", ""), data.get("van-ghi") == "1")


@page("body", read=BODY, write=BODY, stages=[Stage.VERIFICATION, Stage.REPLY])
def item(request: AskedHere, /, round_code: str, body_code: str, indicator: str) -> HttpResponse:
    """One item: answer a request for a supplement, or agree to a change or contest it."""
    participant = participant_of(request)
    criterion = criterion_of(participant, indicator)
    if criterion is None:
        raise Http404
    found = item_of(participant, indicator)
    if not _is_open_to_body(participant, found):
        raise Http404
    if request.method != "POST":
        return _item(request, participant, criterion, found, Typed())
    typed = _typed(request.POST, criterion)
    number = request.POST.get("so", "")
    seen = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        told = _answered(request, participant, criterion, typed, seen)
    except Overtaken as refused:
        typed.refused = refused
        return _item(request, participant, criterion, refused.item, typed)
    except Refused as refused:
        typed.refused = refused
        return _item(request, participant, criterion, found, typed)
    messages.success(request, told)
    return HttpResponseRedirect(_address("reply", participant, round_code))


def _is_open_to_body(participant: Participant, found: Item) -> bool:
    """While verification runs the body sees what is asked of it; what was found it sees when verification is over."""
    if participant.round.stage == Stage.VERIFICATION:
        return found.request is not None
    return participant.round.stage in CLOSED and found.is_changed


def _answered(request: AskedHere, participant: Participant, criterion: Criterion, typed: Typed, seen: int) -> str:
    key, code, by = participant.pk, criterion.code, request.user
    if typed.act == "supplement":
        evidence = for_claim(participant, Occasion.SUPPLEMENT).get(code, [])
        answer_supplement(
            key, code, values=typed.values, note=typed.text, evidence=evidence, seen_number=seen, by=by, knowingly=typed.knowingly
        )
        return gettext("Đã gửi bổ sung chỉ tiêu %(code)s.") % {"code": code}
    if typed.act == "agree":
        replied(key, code, Position.AGREED, seen_number=seen, by=by)
        return gettext("Đã thống nhất với kết quả thẩm định chỉ tiêu %(code)s.") % {"code": code}
    if typed.act == "contest":
        evidence = for_claim(participant, Occasion.REPLY).get(code, [])
        replied(
            key, code, Position.CONTESTED, values=typed.values, grounds=typed.text, evidence=evidence, seen_number=seen, by=by
        )  # fmt: skip
        return gettext("Đã gửi kiến nghị về chỉ tiêu %(code)s.") % {"code": code}
    raise Refused(gettext("Không rõ việc cần làm. Hãy tải lại trang."), status=422)


def _item(request: AskedHere, participant: Participant, criterion: Criterion, found: Item, typed: Typed) -> HttpResponse:
    round_, annex = participant.round, annex_code_of(participant)
    criteria_set = criteria_set_of(round_)
    asks = round_.stage == Stage.VERIFICATION
    begun = typed.values if typed.act else dict(found.asserted.values)
    troubles = typed.refused.troubles if isinstance(typed.refused, Unreadable) else {}
    day = found.request.due if asks and found.request is not None else reply_day(participant)
    rulings = [each for each in found.as_told(round_).rulings if not asks or each.outcome == Outcome.SUPPLEMENT]
    may = found.supplement is None if asks else found.awaits_reply and request.here.has(Role.APPROVER)
    context = {
        "participant": participant,
        "round": round_,
        "criterion": criterion,
        "article": article_of(criteria_set, annex, criterion) if annex is not None else None,
        "item": found,
        "asks": asks,
        "change": _change(participant, found) if not asks else None,
        "claimed": words.shown_given(criterion, found.asserted if asks else Given({})),
        "rulings": words.shown_rulings(criterion, rulings, named=False),
        "time": time_left(day),
        "open": may and round_.stage in (Stage.VERIFICATION, Stage.REPLY) and not clock.is_over(day),
        "speaks": request.here.has(Role.APPROVER),
        "typed": typed,
        "is_doubtful": isinstance(typed.refused, Doubtful),
        "wrong_text": typed.refused.words if typed.refused is not None and typed.wrong in ("note", "grounds") else "",
        "form": forms.form_of(
            criterion, Content(dict(begun)), found.number, troubles, lang=criteria_set.lang, may_not_apply=False
        ),
        "visits": [(each, minutes_of(each)) for each in visits_shown(participant, criterion.code)],
        "silence_agrees": round_.silence == Silence.AGREED,
    }
    status = typed.refused.status if typed.refused is not None else 200
    return render(request, "workspace/reply_item.html", context, status=status)


@page("body", read=BODY | JUDGES)
def receipt(request: AskedHere, /, round_code: str, body_code: str) -> HttpResponse:
    """The receipt of the body's replies: what was said to each change, when, with the hashes."""
    participant = participant_of(request)
    if participant.round.stage not in CLOSED:
        raise Http404
    whole, hashed = receipt_of(participant)
    rows = [
        {
            "criterion": criterion,
            "number": item.judged.number,
            "reply": item.reply,
            "sha256": sha256,
            "content": content_of(participant, item, item.judged, item.reply),
            "evidence": named(json.loads(item.reply.evidence)),
            "asked": _change(participant, item).asked,
        }
        for item, sha256 in hashed
        if (criterion := criterion_of(participant, item.indicator)) is not None
        and item.judged is not None
        and item.reply is not None
    ]
    context = {"participant": participant, "round": participant.round, "whole": whole, "rows": rows, "seal": last_mark()}
    context["all"] = json.dumps([sha256 for _item, sha256 in hashed], separators=(",", ":"))
    return render(request, "workspace/reply_receipt.html", context)


def _address(name: str, participant: Participant, round_code: str) -> str:
    return reverse(f"workspace:{name}", kwargs={"round_code": round_code, "body_code": participant.body.code})
