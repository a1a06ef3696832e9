"""Reports of errors for the lead department: the list with what waits, and one report with its figure, its reader's words and the steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.activity.words import words_of
from khoabang.web.error_reports import selectors
from khoabang.web.error_reports.figures import Meant, meant_by
from khoabang.web.error_reports.lifecycle import REPORT
from khoabang.web.error_reports.models import ErrorReport, Outcome, ReportState
from khoabang.web.error_reports.services import ACTS, step_taken
from khoabang.web.lifecycle import Transition
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Round
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.text_fields import Words

PER_PAGE = 50
WAITING = "cho"
SEES = {Role.LEAD, Role.OBSERVER}


@dataclass(frozen=True, slots=True)
class Line:
    """A report in the list."""

    report: ErrorReport
    meant: Meant
    state: ReportState
    due: date | None  # while it waits
    outcome: str  # in words, once it is answered
    days: int  # left till then; below zero where it is late


class StepForm(forms.Form):
    """One way on from where a report stands, with the fields that its conditions ask for."""

    outcome = forms.ChoiceField(label=_("Kết luận"), choices=Outcome.choices, widget=forms.RadioSelect, required=False)
    reply = Words(_("Trả lời công khai"), _("Mọi người đọc được, ghi tên cơ quan thường trực."), rows=5)
    edition = forms.ChoiceField(label=_("Lần công bố đã đính chính"), required=False)
    shows_words = forms.BooleanField(
        label=_("Cho hiện nội dung phản ánh trên trang công khai"),
        required=False,
        help_text=_("Chỉ chọn khi nội dung không có thông tin riêng của ai và không xúc phạm."),
    )
    note = Words(_("Ghi chú nội bộ"), _("Chỉ cơ quan thường trực đọc."), rows=2)

    def __init__(self, way: Transition, stands: selectors.Stands, data: Any = None) -> None:
        last = stands.last
        initial = {"outcome": last.outcome, "reply": last.reply, "shows_words": last.shows_words} if last else {}
        super().__init__(data, initial=initial, auto_id=f"{way.code}-%s")
        self.way = way
        if "outcome_chosen" not in way.conditions:
            del self.fields["outcome"]
        if "reply_written" not in way.conditions:
            del self.fields["reply"]
        if way.code not in ("examine", "answer") or stands.is_removed:
            del self.fields["shows_words"]
        if "edition_later" in way.conditions:
            self.fields["edition"].choices = [("", gettext("Chọn")), *_later(stands.report)]  # type: ignore[attr-defined]
        else:
            del self.fields["edition"]
        if way.needs_reason:
            self.fields["note"].label = _("Lý do")
        elif way.code in ("show", "correct"):
            del self.fields["note"]


@page("authority", read=SEES)
def error_reports(request: AskedHere, authority_code: str) -> HttpResponse:
    """The reports that this lead department looks at, those that wait longest first where only those are asked for."""
    owner, asked = request.here.owner, request.GET
    handled = selectors.handled(owner)
    shows: list[tuple[str, Any, selectors.Reports]] = [(WAITING, _("Chờ trả lời"), handled.filter(state__in=selectors.OPEN))]
    shows += [(state.value, state.label, handled.filter(state=state)) for state in ReportState]
    show = asked.get("loc", WAITING)
    found = next((each for name, _words, each in shows if name == show), handled)
    rounds = Round.objects.filter(pk__in=handled.order_by().values("result__round")).order_by("-year", "code")
    if round_code := asked.get("dot", "")[:120]:
        found = found.filter(result__round__code=round_code)
    if wanted := asked.get("tim", "").strip()[:120]:
        found = found.filter(code__contains=wanted.lower()) | found.filter(body__contains=wanted.lower())
    if show == WAITING:
        found = found.order_by("at", "pk")
    count = found.count()
    pages = max(1, -(-count // PER_PAGE))
    number = asked.get("trang", "1")
    at = min(pages, max(1, int(number))) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    context = {
        "authority": owner,
        "shows": [(name, words, each.count()) for name, words, each in shows],
        "show": show,
        "rounds": rounds,
        "round_code": round_code,
        "wanted": wanted,
        "lines": list(_lines(found[(at - 1) * PER_PAGE : at * PER_PAGE])),
        "count": count,
        "page": at,
        "pages": pages,
    }
    return render(request, "workspace/error_reports.html", context)


@page("authority", read=SEES, write={Role.LEAD})
def error_report(request: AskedHere, authority_code: str, code: str) -> HttpResponse:
    """One report; whoever runs the rounds takes it on from here."""
    owner = request.here.owner
    report = selectors.handled(owner).filter(code=code).first()
    if report is None:
        raise Http404
    stands = selectors.stands(report)
    ways = REPORT.from_state(stands.state) if request.here.has(Role.LEAD) else []
    offered = [each for each in ways if _is_offered(each, stands)]
    given = [(each, StepForm(each, stands)) for each in offered]
    wrong: Refused | None = None
    failed: StepForm | None = None
    if request.method == "POST":
        way = next((each for each in ways if each.code == request.POST.get("viec")), None)
        try:
            _taken(request, report, way)
        except Refused as refused:
            wrong = refused
            given = [(each, StepForm(each, stands, request.POST) if each == way else form) for each, form in given]
            failed = next((form for each, form in given if each == way), None)
            if failed is not None and refused.field in failed.fields:
                failed.is_valid()
                failed.add_error(refused.field, str(refused))
        else:
            messages.success(request, gettext("Đã ghi. Trang công khai của phản ánh đã đổi theo."))
            return redirect("workspace:error-report", authority_code, code)
    context = {
        "authority": owner,
        "stands": stands,
        "report": report,
        "about": meant_by(report),
        "steps": [(each, words_of(ACTS[each.transition])) for each in stands.steps],
        "due": selectors.due(report),
        "has_contact": request.here.has(Role.LEAD) and hasattr(report, "contact"),
        "first": [each for each in given if each[0].code in ("examine", "answer", "correct")],
        "other": [each for each in given if each[0].code not in ("examine", "answer", "correct")],
        "wrong": wrong if failed is None or not failed.errors else None,
        "form": failed,
    }
    return render(request, "workspace/error_report.html", context, status=wrong.status if wrong else 200)


def _is_offered(way: Transition, stands: selectors.Stands) -> bool:
    """Whether a way is worth a button: what shows is not shown again, what does not hold is not corrected."""
    last = stands.last
    if way.code in ("show", "hide", "remove_words") and stands.is_removed:
        return False
    if way.code in ("show", "hide"):
        return (last is not None and last.shows_words) == (way.code == "hide")
    return "upheld" not in way.conditions or (last is not None and last.outcome != Outcome.NOT_UPHELD)


def _taken(request: AskedHere, report: ErrorReport, way: Transition | None) -> None:
    sent = request.POST
    seen, edition = sent.get("thay", ""), sent.get("edition", "")
    if way is None:
        raise Refused(_("Việc này không làm được ở trạng thái hiện nay của phản ánh."))
    step_taken(
        report.code,
        way.code,
        seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 7 else -1,
        by=request.user,
        outcome=sent.get("outcome", ""),
        reply=sent.get("reply", ""),
        note=sent.get("note", ""),
        shows_words="shows_words" in sent if way.code in ("examine", "answer") else None,
        edition=int(edition) if edition.isascii() and edition.isdecimal() and len(edition) < 7 else None,
    )


def _later(report: ErrorReport) -> list[tuple[str, str]]:
    numbers = selectors.correcting(report).values_list("edition", "sha256")
    words = gettext("Lần %(number)s (%(hash)s)")
    return [(str(number), words % {"number": number, "hash": sha256[:12]}) for number, sha256 in numbers]


def _outcome(report: selectors.Report) -> str:
    return str(Outcome(report.outcome).label) if report.outcome else ""


def _lines(found: selectors.Reports) -> Iterator[Line]:
    today = clock.today()
    for each in found:
        state = ReportState(each.state)
        due = selectors.due(each) if state in selectors.OPEN else None
        yield Line(each, meant_by(each), state, due, _outcome(each), (due - today).days if due else 0)
