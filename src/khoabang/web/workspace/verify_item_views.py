"""One item of verification: what was claimed beside what proves it, what was ruled, and the forms to rule."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.scoring.criteria.inputs import AnswerError, read_date
from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.current import Given, annex_code_of, criteria_set_of, supplied_in
from khoabang.web.assessments.drafts import Content
from khoabang.web.assessments.entered import values_read
from khoabang.web.assessments.errors import Doubtful, Unreadable
from khoabang.web.assessments.items import Item, ItemState, criterion_of, goes_to_council
from khoabang.web.assessments.last_year import last_year
from khoabang.web.assessments.locking import Overtaken
from khoabang.web.assessments.models import Outcome, Step
from khoabang.web.assessments.points import Trial, tried
from khoabang.web.assessments.questions import Question, above, keys_of
from khoabang.web.assessments.remit import Remit
from khoabang.web.assessments.verifiable import is_supplied
from khoabang.web.portal.explanation import Line, branch_of
from khoabang.web.portal.set_text import article_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.documents import Node
from khoabang.web.rounds.models import Participant, Stage
from khoabang.web.verification.queue import Asked, points_of, queue_page, rows_of
from khoabang.web.verification.rulings import answer_appeal, decide, doubts_about, read_again
from khoabang.web.verification.selectors import minutes_of, visits_at
from khoabang.web.workspace import body_form as forms
from khoabang.web.workspace import verify_words as words
from khoabang.web.workspace.access import JUDGES, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.refusals import refusal
from khoabang.web.workspace.verify_views import CLOSED, asked_from, remits_of

CHANGES = ("change", "reread", "appeal")
ACTS = ("accept", "change", "supplement", "confirm", "reread", "keep", "appeal")


@dataclass(slots=True)
class Typed:
    """What was typed into one of the forms of an item, and why it was not taken."""

    act: str = ""
    values: dict[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    reason: str = ""
    due: str = ""
    knowingly: bool = False
    trial: Trial | None = None  # what the values would give, where that was asked
    refused: Refused | None = None

    @property
    def wrong(self) -> str:
        """The field that the refusal names."""
        return self.refused.field if self.refused is not None and not isinstance(self.refused, Unreadable) else ""


def typed_in(data: QueryDict, criterion: Criterion) -> Typed:
    """What a form sent; a button that says what was meant stands over the field it asks about."""
    content, _version = forms.posted(data)
    act = data.get("viec", "")
    return Typed(
        act if act in ACTS else "",
        dict(content.values),
        content.not_applicable,
        data.get("ly-do", ""),
        data.get("han", "").strip(),
        data.get("van-ghi") == "1",
    )


def day_typed(text: str) -> date | None:
    """A day as it was typed; None where nothing was.

    Raises:
        Refused: it is no day.
    """
    if not text:
        return None
    try:
        return read_date(text)
    except AnswerError:
        raise Refused(gettext("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2026."), field="due", status=422) from None


@page("body", read=JUDGES, write=JUDGES, stages=[Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL], not_own=True)
def item(request: AskedHere, /, round_code: str, body_code: str, indicator: str) -> HttpResponse:
    """One item: read it, and rule on it."""
    participant = participant_of(request)
    criterion = criterion_of(participant, indicator)
    first, second = remits_of(request)
    if criterion is None or not (_is_of(first, participant, indicator) or _is_of(second, participant, indicator)):
        raise Http404(gettext("Bạn không được phân công chỉ tiêu này."))
    if request.method != "POST":
        return _shown(request, participant, criterion, Typed())
    typed = typed_in(request.POST, criterion)
    number = request.POST.get("so", "")
    seen = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        if typed.act in CHANGES:
            values = {} if typed.not_applicable else values_read(criterion, typed.values, criteria_set_of(participant.round).lang)
            typed.trial = tried(participant, indicator, Given(values, typed.not_applicable))
            if "tinh-thu" in request.POST:
                return _shown(request, participant, criterion, typed)
        told = _done(request, participant, criterion, typed, seen)
    except Overtaken as refused:
        typed.refused = refused
        return _shown(request, participant, criterion, typed)
    except Refused as refused:
        if not typed.act or refused.status == 403:
            return refusal(request, refused.status, gettext("Chưa ghi được"), str(refused.words))
        typed.refused = refused
        return _shown(request, participant, criterion, typed)
    messages.success(request, told)
    return HttpResponseRedirect(_onward(request, participant, indicator))


def _is_of(remit: Remit, participant: Participant, indicator: str) -> bool:
    question = remit.at(participant, indicator)
    return question is not None and remit.includes(question)


def _question(participant: Participant, indicator: str) -> Question:
    found = keys_of(criteria_set_of(participant.round)).on(annex_code_of(participant), indicator)
    if found is None:
        raise Http404
    return found


def _done(request: AskedHere, participant: Participant, criterion: Criterion, typed: Typed, seen: int) -> str:
    key, code, by = participant.pk, criterion.code, request.user
    if typed.act == "accept":
        decide(key, code, Outcome.ACCEPTED, reason=typed.reason, seen_number=seen, by=by, knowingly=typed.knowingly)
        told = gettext("Đã chấp nhận chỉ tiêu %(code)s của %(body)s.")
    elif typed.act == "change":
        decide(
            key, code, Outcome.CHANGED, values=typed.values, not_applicable=typed.not_applicable, reason=typed.reason,
            seen_number=seen, by=by, knowingly=typed.knowingly,
        )  # fmt: skip
        told = gettext("Đã điều chỉnh chỉ tiêu %(code)s của %(body)s.")
    elif typed.act == "supplement":
        decide(key, code, Outcome.SUPPLEMENT, reason=typed.reason, due=day_typed(typed.due), seen_number=seen, by=by)
        told = gettext("Đã yêu cầu %(body)s bổ sung chỉ tiêu %(code)s.")
    elif typed.act in ("confirm", "reread"):
        read_again(
            key, code, confirmed=typed.act == "confirm", values=typed.values, not_applicable=typed.not_applicable,
            reason=typed.reason, seen_number=seen, by=by, knowingly=typed.knowingly,
        )  # fmt: skip
        told = gettext("Đã thẩm định lần hai chỉ tiêu %(code)s của %(body)s.")
    elif typed.act in ("keep", "appeal"):
        answer_appeal(
            key, code, kept=typed.act == "keep", values=typed.values, not_applicable=typed.not_applicable, reason=typed.reason,
            seen_number=seen, by=by, knowingly=typed.knowingly,
        )  # fmt: skip
        told = gettext("Đã ghi ý kiến về kiến nghị ở chỉ tiêu %(code)s của %(body)s.")
    else:
        raise Refused(gettext("Không rõ việc cần làm. Hãy tải lại trang."), status=422)
    return told % {"code": code, "body": participant.name}


def _supplied(participant: Participant, criterion: Criterion) -> bool:
    """Whether a source owes the figure, not the body."""
    question = keys_of(criteria_set_of(participant.round)).on(annex_code_of(participant), criterion.code)
    return question is not None and is_supplied(question, supplied_in(participant.round))


def _shown(request: AskedHere, participant: Participant, criterion: Criterion, typed: Typed) -> HttpResponse:
    round_ = participant.round
    first, second = remits_of(request)
    remit = first if _is_of(first, participant, criterion.code) else second
    at = clock.now()
    row = rows_of(round_, remit, criterion.code, [participant], at)[0]
    found, criteria_set = row.item, remit.criteria_set
    closed = round_.stage in CLOSED
    points, found_points = points_of(participant, criterion) if closed else (row.points, row.found_points)
    annex = annex_code_of(participant)
    mode = _mode(request, found, row.state, participant, first, second)
    in_words = words.points_words(criteria_set, criterion, closed=closed)
    standing = found.found if found.found is not None else row.asserted
    begun = Content(dict(typed.values), typed.not_applicable) if typed.act else _content(standing)
    troubles = typed.refused.troubles if isinstance(typed.refused, Unreadable) else {}
    context = {
        "participant": participant,
        "round": round_,
        "criterion": criterion,
        "above": above(criteria_set, annex, criterion.code),
        "article": article_of(criteria_set, annex, criterion) if annex is not None else None,
        "item": found,
        "of_source": found.figure is not None or _supplied(participant, criterion),
        "row": row,
        "state": words.shown_state(found, row.state),
        "claimed": words.shown_given(criterion, found.claimed),
        "asserted": words.shown_given(criterion, row.asserted) if row.asserted != found.claimed else None,
        "points": in_words(points),
        "found": words.shown_given(criterion, row.found) if row.found is not None else None,
        "found_points": in_words(found_points) if row.found is not None else None,
        "waits": waits_for_others(criterion) and not closed,
        "rulings": words.shown_rulings(criterion, found.rulings, named=True),
        "past": last_year(participant).get(criterion.code),
        "visits": [(each, minutes_of(each)) for each in visits_at(participant, criterion.code)],
        "mode": mode,
        "doubts": doubts_about(participant, found) if mode == "decide" else (),
        "is_doubtful": isinstance(typed.refused, Doubtful),
        "working": _working(participant, criterion, standing),
        "trial": in_words(typed.trial.score) if typed.trial else None,
        "typed": typed,
        "change_act": (change := {"read": "reread", "appeal": "appeal"}.get(mode, "change")),
        "change_id": f"{change}-reason",
        "wrong_reason": typed.refused.words if typed.refused is not None and typed.wrong == "reason" else "",
        "wrong_due": typed.refused.words if typed.refused is not None and typed.wrong == "due" else "",
        "form": forms.form_of(criterion, begun, found.number, troubles, lang=criteria_set.lang, may_not_apply=True),
        "queue": _queue_address(request, participant, criterion.code),
        "was_asked": any(each.outcome == Outcome.SUPPLEMENT for each in found.rulings),
    }
    status = typed.refused.status if typed.refused is not None else 200
    return render(request, "workspace/verify_item.html", context, status=status)


def _working(participant: Participant, criterion: Criterion, standing: Given) -> list[Line]:
    """How the points come about, step by step; for what hangs on other bodies there is nothing to show of one alone."""
    if waits_for_others(criterion):
        return []
    told = tried(participant, criterion.code, standing)
    if told.explained is None or told.root is None:
        return []
    return branch_of(cast("Node", told.explained), cast("Node", told.root)).lines


def _mode(request: AskedHere, found: Item, state: ItemState, participant: Participant, first: Remit, second: Remit) -> str:
    """Which forms this person is offered: decide, read, appeal, or none."""
    round_, code = participant.round, found.indicator
    if round_.stage == Stage.VERIFICATION:
        reads = state == ItemState.READING and second.covers(participant, code)
        if reads and found.last is not None and found.last.by_id != request.user.pk:
            return "read"
        return "decide" if first.covers(participant, code) else ""
    decided = any(each.step == Step.COUNCIL for each in found.rulings)
    asked = round_.stage in (Stage.REPLY, Stage.COUNCIL) and goes_to_council(found, round_) and not decided
    return "appeal" if asked and first.covers(participant, code) else ""


def _content(given: Given) -> Content:
    return Content(dict(given.values), given.not_applicable)


def _queue_address(request: HttpRequest, participant: Participant, indicator: str) -> str:
    kwargs = {"round_code": participant.round.code, "indicator": _question(participant, indicator).key}
    query = request.META.get("QUERY_STRING", "")
    return reverse("workspace:verify-queue", kwargs=kwargs) + (f"?{query}" if query else "")


def _onward(request: AskedHere, participant: Participant, indicator: str) -> str:
    """Back to the queue, or to the next open item of it."""
    if "tiep" not in request.POST:
        return _queue_address(request, participant, indicator)
    second = request.GET.get("lan") == "2"
    asked = asked_from(request, _question(participant, indicator))
    remit = remits_of(request)[1 if second else 0]
    still_open = Asked(asked.question, "open", asked.group, asked.body)
    further = replace(still_open, after=(participant.position, participant.pk))
    waiting = (each for start in (further, still_open) for each in queue_page(participant.round, remit, start, reads=second).rows)
    following = next(waiting, None)
    if following is None:
        return _queue_address(request, participant, indicator)
    kwargs = {"round_code": participant.round.code, "body_code": following.participant.body.code, "indicator": indicator}
    query = request.META.get("QUERY_STRING", "")
    return reverse("workspace:verify-item", kwargs=kwargs) + (f"?{query}" if query else "")
