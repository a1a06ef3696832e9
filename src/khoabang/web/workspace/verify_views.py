"""Pages of verification: how far each indicator is, the queue of one, and one compared over all bodies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.consistency import consistency
from khoabang.web.assessments.queue import PER_PAGE, SHOWS, Asked, QueuePage, Show, Tally, queue_page, tallies
from khoabang.web.assessments.remit import Remit
from khoabang.web.assessments.remit import remits_of as remits_held
from khoabang.web.assessments.rulings import Accepted, Seen, accept_many
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Duty, Round, Stage
from khoabang.web.workspace import verify_words as words
from khoabang.web.workspace.access import JUDGES, AskedHere, page
from khoabang.web.workspace.refusals import refusal
from khoabang.web.workspace.verify_rows import columns_of, queue_table

SECOND = "2"
CLOSED = (Stage.REPLY, Stage.COUNCIL, Stage.APPROVED)
NAMED_LEFT_OUT = 10


def round_of(request: AskedHere) -> Round:
    """The round that the address names."""
    if request.here.round is None:
        raise Http404
    return request.here.round


def remits_of(request: AskedHere) -> tuple[Remit, Remit]:
    """What the person may verify, and read a second time."""
    held = remits_held(request.user, round_of(request), request.here.appointments)
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
        "verified": gettext("Đã thẩm định"),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the overview."""

    criterion: Criterion
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
    }
    return render(request, "workspace/verify_overview.html", context)


def _lines(round_: Round, remit: Remit, query: str) -> list[Line]:
    lines = []
    for indicator, tally in tallies(round_, remit).items():
        kwargs = {"round_code": round_.code, "indicator": indicator}
        done = tally.verified * 1000 // tally.total if tally.total else 0
        lines.append(
            Line(
                remit.criterion(indicator),
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
    criterion = _criterion(remit, indicator)
    if request.method == "POST":
        return _accepted(request, round_, indicator)
    asked = asked_from(request, indicator)
    found = queue_page(round_, remit, asked, reads=second)
    query = request.META.get("QUERY_STRING", "")
    table = queue_table(round_, remit.criteria_set, criterion, found.rows, query, second=second)
    filters = {"hien": asked.show, "khoi": asked.group, "tim": asked.body, "lan": SECOND if second else ""}
    context = {
        "round": round_,
        "criterion": criterion,
        "table": table,
        "columns": columns_of(criterion),
        "asked": asked,
        "shows": [each for each in show_words().items() if each[0] != "reading" or round_.second_reading],
        "groups": remit.criteria_set.groups,
        "is_open": round_.stage == Stage.VERIFICATION,
        "second": second,
        "waits": waits_for_others(criterion),
        "first": (max(asked.page, 1) - 1) * PER_PAGE + 1,
        "previous": _query(filters, asked.page - 1) if asked.page > 1 else "",
        "next": _query({**filters, "sau": _last_of(found)}, asked.page + 1) if found.more else "",
    }
    return render(request, "workspace/verify_queue.html", context)


def asked_from(request: AskedHere, indicator: str) -> Asked:
    """What a queue is asked for by its address."""
    show = request.GET.get("hien", "open")
    number = request.GET.get("trang", "1")
    after = [int(each) for each in request.GET.get("sau", "").split("-") if each.isdecimal() and len(each) < 19]
    return Asked(
        indicator,
        next((each for each in SHOWS if each == show), "open"),
        request.GET.get("khoi", "")[:120],
        request.GET.get("tim", "")[:120],
        int(number) if number.isdecimal() and len(number) < 6 else 1,
        (after[0], after[1]) if len(after) == 2 else None,
    )


def _last_of(page: QueuePage) -> str:
    last = page.rows[-1].participant
    return f"{last.position}-{last.pk}"


def _criterion(remit: Remit, indicator: str) -> Criterion:
    if not remit.includes(indicator):
        raise Http404(gettext("Bạn không được phân công chỉ tiêu này."))
    return remit.criterion(indicator)


def _query(filters: Mapping[str, str], number: int) -> str:
    return "?" + urlencode({**{name: value for name, value in filters.items() if value}, "trang": str(number)})


def _accepted(request: AskedHere, round_: Round, indicator: str) -> HttpResponse:
    chosen = request.POST.getlist("trang-nay" if "ca-trang" in request.POST else "chon")
    seen = []
    for each in chosen:
        participant, _, number = each.partition(":")
        if participant.isdecimal() and number.isdecimal() and len(each) < 19:
            seen.append(Seen(int(participant), indicator, int(number)))
    if not seen:
        messages.error(request, gettext("Chưa chọn mục nào để chấp nhận."))
        return HttpResponseRedirect(request.get_full_path())
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
        messages.error(request, gettext("Để lại %(body)s: %(why)s") % {"body": participant.name, "why": why.words})
    more = len(done.left_out) - NAMED_LEFT_OUT
    if more > 0:
        messages.error(request, gettext("Và %(n)s mục khác chưa được chấp nhận; hãy tải lại danh sách.") % {"n": more})


@page("round", read=JUDGES)
def compare(request: AskedHere, /, round_code: str, indicator: str) -> HttpResponse:
    """One indicator over all bodies, with how the values spread and what stands out."""
    round_ = round_of(request)
    first, second = remits_of(request)
    remit = first if indicator in first.indicators() else second
    criterion = _criterion(remit, indicator)
    group = request.GET.get("khoi", "")[:120]
    found = consistency(round_, remit, criterion, group)
    rows: list[dict[str, Any]] = []
    for each in found.rows:
        row = each.row
        kwargs = {"round_code": round_.code, "body_code": row.participant.body.code, "indicator": criterion.code}
        standing = row.found if row.found is not None else row.asserted
        points = row.found_points if row.found is not None else row.points
        rows.append(
            {
                "far": each.far,
                "participant": row.participant,
                "address": reverse("workspace:verify-item", kwargs=kwargs),
                "given": words.shown_given(criterion, standing),
                "points": words.shown_points(remit.criteria_set, criterion, points),
                "value": words.number_words(each.value) if each.value is not None else "",
                "state": words.shown_state(row.item, row.state),
                "alike": ", ".join(other.name for other in each.alike[:5]),
                "same_files": ", ".join(other.name for other in each.same_files[:5]),
            }
        )
    context: dict[str, Any] = {
        "round": round_,
        "criterion": criterion,
        "rows": rows,
        "groups": remit.criteria_set.groups,
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
        "far": [row for row in rows if row["far"]],
    }
    return render(request, "workspace/verify_consistency.html", context)


def _share(n: int, most: int) -> int:
    return n * 1000 // most if most else 0
