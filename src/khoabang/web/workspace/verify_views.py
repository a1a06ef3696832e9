"""Pages of verification: how far each indicator is, the queue of one, and one compared over all bodies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import Criterion, Group
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.errors import Doubtful
from khoabang.web.assessments.questions import Question, keys_of
from khoabang.web.assessments.remit import Remit
from khoabang.web.assessments.remit import remits_of as remits_held
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Duty, Round, Stage
from khoabang.web.verification.appeals import appeals_waiting
from khoabang.web.verification.consistency import Compared, Others, consistency
from khoabang.web.verification.queue import PER_PAGE, SHOWS, Asked, QueuePage, Show, Tally, queue_page, rows_by_key, tallies
from khoabang.web.verification.rulings import Accepted, Seen, accept_many
from khoabang.web.workspace import verify_words as words
from khoabang.web.workspace.access import JUDGES, AskedHere, page
from khoabang.web.workspace.refusals import refusal
from khoabang.web.workspace.verify_rows import columns_of, queue_table

SECOND = "2"
CLOSED = (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED)
NAMED_LEFT_OUT = 10
COMPARED_PER_PAGE = 50
_ORDERS: Mapping[str, Callable[[Compared], Any]] = {
    "": lambda _each: 0,  # as they come: the highest value first
    "tang": lambda each: (each.value is None, each.value or 0),
    "ten": lambda each: sort_key(each.name),
}


def round_of(request: AskedHere) -> Round:
    """The round that the address names."""
    if request.here.round is None:
        raise Http404
    return request.here.round


def remits_of(request: AskedHere) -> tuple[Remit, Remit]:
    """What the person may verify, and read a second time."""
    held = remits_held(request.user, round_of(request), request.here.ever)
    return held[Duty.VERIFY], held[Duty.READ]


def show_words() -> dict[Show, StrOrPromise]:
    """The words of the filters."""
    return {
        "open": gettext("Cần xử lý"),
        "all": gettext("Tất cả"),
        "unverified": gettext("Chưa thẩm định"),
        "answered": gettext("Đã bổ sung"),
        "asked": gettext("Chờ bổ sung"),
        "overdue": gettext("Quá hạn bổ sung"),
        "reading": gettext("Chờ thẩm định lần hai"),
        "changed": gettext("Có điều chỉnh"),
        "contested": gettext("Có kiến nghị"),
        "verified": gettext("Đã thẩm định"),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the overview."""

    criterion: Criterion
    annex: str  # where the code means something else on another
    tally: Tally
    address: str
    compare: str
    done: int  # thousandths


@page("round", read=JUDGES)
def overview(request: AskedHere, /, round_code: str) -> HttpResponse:
    """What this person has to verify, indicator by indicator, with how far it is."""
    round_ = round_of(request)
    first, second = remits_of(request)
    lines = _lines(round_, first, "")
    context = {
        "round": round_,
        "lines": lines,
        "again": _lines(round_, second, f"?lan={SECOND}") if round_.second_reading else [],
        "whole": sum(line.tally.total for line in lines),
        "verified": sum(line.tally.verified for line in lines),
        "open": sum(line.tally.open for line in lines),
        "is_open": round_.stage == Stage.VERIFICATION,
        "appeals": appeals_waiting(round_, first),
    }
    return render(request, "workspace/verify_overview.html", context)


def _lines(round_: Round, remit: Remit, query: str) -> list[Line]:
    lines = []
    keys = keys_of(remit.criteria_set)
    for key, tally in tallies(round_, remit).items():
        question = keys.by_key[key]
        kwargs = {"round_code": round_.code, "indicator": key}
        done = tally.verified * 1000 // tally.total if tally.total else 0
        lines.append(
            Line(
                question.criterion,
                keys.words(question),
                tally,
                reverse("workspace:verify-queue", kwargs=kwargs) + query,
                reverse("workspace:verify-consistency", kwargs=kwargs),
                min(done, 1000),
            )
        )
    return lines


@page("round", read=JUDGES, write=JUDGES, stages=[Stage.VERIFICATION])
def queue(request: AskedHere, /, round_code: str, indicator: str) -> HttpResponse:
    """The queue of one indicator over the bodies, twenty at a time; what is chosen is accepted at once."""
    round_ = round_of(request)
    second = request.GET.get("lan") == SECOND
    remit = remits_of(request)[1 if second else 0]
    question = _question(remit, indicator)
    criterion = question.criterion
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return _accepted(request, round_, question)
        except Refused as refused:
            wrong = refused
    asked = asked_from(request, question)
    found = queue_page(round_, remit, asked, reads=second)
    query = request.META.get("QUERY_STRING", "")
    table = queue_table(round_, remit.criteria_set, criterion, found.rows, query, second=second)
    filters = {"hien": asked.show, "khoi": asked.group, "tim": asked.body, "lan": SECOND if second else ""}
    context = {
        "round": round_,
        "criterion": criterion,
        "question": question,
        "annex": keys_of(remit.criteria_set).words(question),
        "table": table,
        "columns": columns_of(criterion),
        "asked": asked,
        "shows": [each for each in show_words().items() if each[0] != "reading" or round_.second_reading],
        "groups": _groups(remit, question),
        "is_open": round_.stage == Stage.VERIFICATION,
        "second": second,
        "waits": waits_for_others(criterion),
        "first": (max(asked.page, 1) - 1) * PER_PAGE + 1,
        "previous": _query(filters, asked.page - 1) if asked.page > 1 else "",
        "next": _query({**filters, "sau": _last_of(found)}, asked.page + 1) if found.more else "",
    }
    context["wrong"] = wrong
    return render(request, "workspace/verify_queue.html", context, status=wrong.status if wrong else 200)


def asked_from(request: AskedHere, question: Question) -> Asked:
    """What a queue is asked for by its address."""
    show = request.GET.get("hien", "open")
    number = request.GET.get("trang", "1")
    after = [int(each) for each in request.GET.get("sau", "").split("-") if each.isdecimal() and len(each) < 19]
    return Asked(
        question,
        next((each for each in SHOWS if each == show), "open"),
        request.GET.get("khoi", "")[:120],
        request.GET.get("tim", "")[:120],
        int(number) if number.isdecimal() and len(number) < 6 else 1,
        (after[0], after[1]) if len(after) == 2 else None,
    )


def _last_of(page: QueuePage) -> str:
    last = page.rows[-1].participant
    return f"{last.position}-{last.pk}"


def _question(remit: Remit, key: str) -> Question:
    found = remit.question(key)
    if found is None:
        raise Http404(gettext("Bạn không được phân công chỉ tiêu này."))
    return found


def _groups(remit: Remit, question: Question) -> list[Group]:
    return [each for each in remit.criteria_set.groups if each.annex in question.annexes]


def _query(filters: Mapping[str, str], number: int) -> str:
    return "?" + urlencode({**{name: value for name, value in filters.items() if value}, "trang": str(number)})


def _accepted(request: AskedHere, round_: Round, question: Question) -> HttpResponse:
    chosen = request.POST.getlist("trang-nay" if "ca-trang" in request.POST else "chon")
    seen = []
    for each in chosen:
        participant, _, number = each.partition(":")
        if participant.isdecimal() and number.isdecimal() and len(each) < 19:
            seen.append(Seen(int(participant), question.code, int(number)))
    if not seen:
        raise Refused(gettext("Chưa chọn mục nào để chấp nhận."), field="chosen", status=422)
    ours = set(round_.participants.filter(pk__in=[each.participant for each in seen]).values_list("pk", flat=True))
    try:
        done = accept_many([each for each in seen if each.participant in ours], request.user)
    except Refused as refused:
        return refusal(request, refused.status, gettext("Chưa chấp nhận được"), str(refused.words))
    _tell_accepted(request, done)
    return HttpResponseRedirect(request.get_full_path())


def _tell_accepted(request: AskedHere, done: Accepted) -> None:
    n = len(done.rulings)
    if n:
        messages.success(request, ngettext("Đã chấp nhận %(n)s mục.", "Đã chấp nhận %(n)s mục.", n) % {"n": n})
    for participant, _indicator, why in done.left_out[:NAMED_LEFT_OUT]:
        messages.error(request, gettext("Để lại %(body)s: %(why)s") % {"body": participant.name, "why": _left_because(why)})
    more = len(done.left_out) - NAMED_LEFT_OUT
    if more > 0:
        messages.error(request, gettext("Và %(n)s mục khác chưa được chấp nhận; hãy tải lại danh sách.") % {"n": more})


def _left_because(why: Refused) -> StrOrPromise:
    """Why an item was left; what has to be confirmed is confirmed on the item's own page, which has the box for it."""
    if not isinstance(why, Doubtful):
        return why.words
    return gettext("%(why)s Mở mục này để điều chỉnh, hoặc xác nhận ghi như vậy.") % {"why": " ".join(map(str, why.objections))}


@page("round", read=JUDGES)
def compare(request: AskedHere, /, round_code: str, indicator: str) -> HttpResponse:
    """One indicator over all bodies, with how the values spread and what stands out."""
    round_ = round_of(request)
    first, second = remits_of(request)
    remit = first if first.question(indicator) is not None else second
    question = _question(remit, indicator)
    criterion = question.criterion
    group = request.GET.get("khoi", "")[:120]
    found = consistency(round_, remit, question, group)
    search, only_far = request.GET.get("tim", "")[:120], request.GET.get("la") == "khac"
    order = next((each for each in _ORDERS if each == request.GET.get("xep")), "")
    wanted = search_key(search).split()
    chosen = [each for each in found.rows if all(word in each.search for word in wanted) and (each.far or not only_far)]
    chosen.sort(key=_ORDERS[order])
    sheet = Paginator(chosen, COMPARED_PER_PAGE).get_page(request.GET.get("trang"))
    filters = {"khoi": group, "tim": search, "la": "khac" if only_far else "", "xep": order}
    far = [each for each in found.rows if each.far]
    context: dict[str, Any] = {
        "round": round_,
        "criterion": criterion,
        "question": question,
        "annex": keys_of(remit.criteria_set).words(question),
        "rows": _compared(round_, remit, criterion, list(sheet.object_list)),
        "sheet": sheet,
        "kept": urlencode({name: value for name, value in filters.items() if value}),
        "search": search,
        "only_far": only_far,
        "order": order,
        "orders": [("", gettext("giá trị giảm dần")), ("tang", gettext("giá trị tăng dần")), ("ten", gettext("tên cơ quan"))],
        "groups": _groups(remit, question),
        "group": group,
        "found": found,
        "summary": [
            (label, words.number_words(value))
            for label, value in (
                (gettext("Thấp nhất"), found.lowest),
                (gettext("Một phần tư dưới"), found.quarter),
                (gettext("Trung vị"), found.median),
                (gettext("Một phần tư trên"), found.three_quarters),
                (gettext("Cao nhất"), found.highest),
            )
            if value is not None
        ],
        "bars": [
            (
                f"{words.number_words(step.lowest)} – {words.number_words(step.highest)}",
                step.bodies,
                _share(step.bodies, found.most),
            )
            for step in found.steps
        ]
        or [(name or gettext("chưa có số liệu"), n, _share(n, found.most)) for name, n in found.choices],
        "far": [
            (_item_address(round_, criterion, each), each.name, words.number_words(each.value))
            for each in far[:NAMED_LEFT_OUT]
            if each.value is not None
        ],
        "far_more": max(len(far) - NAMED_LEFT_OUT, 0),
    }
    return render(request, "workspace/verify_consistency.html", context)


def _item_address(round_: Round, criterion: Criterion, each: Compared) -> str:
    kwargs = {"round_code": round_.code, "body_code": each.code, "indicator": criterion.code}
    return reverse("workspace:verify-item", kwargs=kwargs)


def _compared(round_: Round, remit: Remit, criterion: Criterion, chosen: Sequence[Compared]) -> list[dict[str, Any]]:
    """The rows of one page, read anew."""
    rows = rows_by_key(round_, remit, criterion.code, [each.key for each in chosen])
    in_words = words.points_words(remit.criteria_set, criterion)
    found = []
    for each, row in zip(chosen, rows, strict=True):
        standing = row.found if row.found is not None else row.asserted
        points = row.found_points if row.found is not None else row.points
        found.append(
            {
                "far": each.far,
                "name": each.name,
                "address": _item_address(round_, criterion, each),
                "given": words.shown_given(criterion, standing),
                "points": in_words(points),
                "value": words.number_words(each.value) if each.value is not None else "",
                "state": words.shown_state(row.item, row.state),
                "alike": _others(each.alike),
                "same_files": _others(each.same_files),
            }
        )
    return found


def _others(others: Others) -> str:
    more = others.count - len(others.names)
    shown = ", ".join(others.names)
    return shown if more <= 0 else gettext("%(names)s và %(more)s cơ quan khác") % {"names": shown, "more": more}


def _share(n: int, most: int) -> int:
    return n * 1000 // most if most else 0
