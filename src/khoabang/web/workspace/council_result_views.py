"""What comes of the council: minutes, the draft ranking, and the approval that freezes the result."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.documents.content import CannotDrawError
from khoabang.documents.decision import MARKS
from khoabang.documents.facts import MinutesFacts
from khoabang.documents.minutes import minutes as minutes_document
from khoabang.documents.pdf import pdf
from khoabang.documents.word import word
from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.scoring.numbers import NumberError, parse
from khoabang.scoring.problems import Problem
from khoabang.web.accounts.models import Role
from khoabang.web.activity.services import last_mark
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.models import Approval
from khoabang.web.council.approval import lacking_for_approval, round_approved, to_freeze
from khoabang.web.council.minutes import hash_of, minutes_confirmed, minutes_of
from khoabang.web.council.models import Confirmation, MajorityOf, MotionKind, Origin, SittingState
from khoabang.web.council.ranking import ROWS_AT_ONCE, Draft, draft_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import ConditionsUnmet
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.council_forms import ReasonForm, put
from khoabang.web.workspace.council_pages import answers, change, figure
from khoabang.web.workspace.council_views import AT_COUNCIL, SEES, SITS, round_here, sitting_here

FORMS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word),
    "pdf": ("application/pdf", pdf),
}
GAP = "10"  # percent of the maximum from which claim and verdict are far apart, where nobody asks for another


@page("round", read=SEES, write=SITS, stages=AT_COUNCIL)
def minutes(request: AskedHere, round_code: str, number: int) -> HttpResponse:
    """The minutes as a document; who led the sitting confirms them here."""
    sitting = sitting_here(request, number)
    if sitting.state in (SittingState.PLANNED, SittingState.CANCELLED):
        raise Http404
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            minutes_confirmed(sitting, by=request.user, seen=request.POST.get("ma", ""))
        except Refused as refused:
            wrong = refused
        else:
            messages.success(request, gettext("Đã xác nhận biên bản."))
            return redirect("workspace:sitting-minutes", round_code=sitting.round.code, number=sitting.number)
    told = minutes_of(sitting)
    confirmation = Confirmation.objects.select_related("by").filter(sitting=sitting).first()
    context = {
        "round": sitting.round,
        "sitting": sitting,
        "minutes": _readable(told, sitting.round),
        "seal": last_mark(),
        "sha256": hash_of(told),
        "confirmation": confirmation,
        "may_confirm": confirmation is None and sitting.state == SittingState.CLOSED and sitting.leader_id == request.user.pk,
        "wrong": wrong,
    }
    return render(request, "workspace/council_minutes.html", context, status=wrong.status if wrong else 200)


@page("round", read=SEES)
def minutes_file(request: AskedHere, round_code: str, number: int, form: str) -> HttpResponse:
    """The minutes as a Word or PDF file, in the layout of official papers; of a draft, marked as one."""
    sitting = sitting_here(request, number)
    if sitting.state in (SittingState.PLANNED, SittingState.CANCELLED) or form not in FORMS:
        raise Http404
    media_type, draw = FORMS[form]
    told, round_ = minutes_of(sitting), sitting.round
    confirmed = Confirmation.objects.filter(sitting=sitting).exists()
    mark = MARKS.get(round_.kind, "") if confirmed else "Dự thảo, chưa được xác nhận"
    facts = MinutesFacts(superior=round_.authority.name, issuer=["Hội đồng đánh giá"])
    try:
        content = draw(minutes_document(_by_name(told, round_), facts, mark))
    except CannotDrawError as error:
        problem = Problem(error.code, params=error.params)
        raise Refused(f"{problem.what()} {problem.remedy()}", status=422) from error
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="bien-ban-{round_.code}-{number}.{form}"'
    return response


def _criteria_of(round_: Round) -> Callable[[dict[str, Any]], Criterion | None]:
    """What gives the indicator of an item of the minutes."""
    criteria_set = criteria_set_of(round_)
    groups = dict(round_.participants.exclude(group=None).values_list("body__code", "group__code"))
    annexes = {body: criteria_set.annex(criteria_set.group(group).annex) for body, group in groups.items()}

    def of(item: dict[str, Any]) -> Criterion | None:
        annex = annexes.get(item["body"]["code"])
        return annex.by_code.get(item["indicator"]["code"]) if annex is not None else None

    return of


def _by_name(told: dict[str, Any], round_: Round) -> dict[str, Any]:
    """The minutes with the values of motions by the names of what was asked, as a paper says them."""
    criterion_of = _criteria_of(round_)

    def named(motion: dict[str, Any], criterion: Criterion | None) -> dict[str, Any]:
        if criterion is None or motion["not_applicable"]:
            return motion
        given = Given(motion["values"])
        return {**motion, "values": {each.name: each.text for each in answers(criterion, given)}}

    items = [{**item, "motions": [named(motion, criterion_of(item)) for motion in item["motions"]]} for item in told["items"]]
    return {**told, "items": items}


def _readable(told: dict[str, Any], round_: Round) -> dict[str, Any]:
    """The minutes with their codes in words and their values by name."""
    criterion_of = _criteria_of(round_)
    sitting = told["sitting"]
    members = told["members"]
    items = []
    for item in told["items"]:
        criterion = criterion_of(item)
        tally = item["decision"]["tally"] if item["decision"] else None
        motions = [
            {
                **motion,
                "label": MotionKind(motion["kind"]).label,
                "answers": answers(criterion, Given(motion["values"], motion["not_applicable"])) if criterion else [],
                "votes": tally["votes"].get(str(motion["number"])) if tally else None,
                "by": [vote["name"] for vote in item["votes"] if vote["motion"] == motion["number"]],
                "is_carried": bool(item["decision"]) and item["decision"]["motion"] == motion["number"],
            }
            for motion in item["motions"]
        ]
        abstained = [vote["name"] for vote in item["votes"] if vote["motion"] is None]
        items.append({**item, "label": Origin(item["origin"]).label, "motions": motions, "tally": tally, "abstained": abstained})
    return {
        **told,
        "day": date.fromisoformat(sitting["day"]),
        "begun": datetime.fromisoformat(sitting["begun"]) if sitting["begun"] else None,
        "closed": datetime.fromisoformat(sitting["closed"]) if sitting["closed"] else None,
        "present": [each for each in members if each["present"]],
        "absent": [each for each in members if not each["present"]],
        "majority_of": MajorityOf(told["rules"]["majority_of"]).label,
        "items": items,
        "is_meeting": sitting["kind"] == "meeting",
        "is_demonstration": round_.kind == "demonstration",
    }


@page("round", read=SEES)
def draft(request: AskedHere, round_code: str) -> HttpResponse:
    """The ranking as it stands, group by group, with what deserves a second look."""
    round_ = round_here(request)
    criteria_set = criteria_set_of(round_)
    groups = criteria_set.groups
    asked = request.GET.get("khoi", "")
    group = next((each for each in groups if each.code == asked), groups[0])
    typed, gap, wrong = _gap(request.GET.get("chenh", GAP))
    start = request.GET.get("tu", "0")
    begin = int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 0
    found = draft_of(round_, group.code, gap=gap, start=begin)
    context = {
        "round": round_,
        "groups": groups,
        "group": group,
        "draft": found,
        "rows": _rows(found, round_),
        "gap": typed,
        "wrong": wrong,
        "start": begin,
        "before": max(0, begin - ROWS_AT_ONCE) if begin else None,
        "after": begin + ROWS_AT_ONCE if begin + ROWS_AT_ONCE < found.bodies else None,
        "has_classes": bool(found.classes),
        "by_index": _by_index(criteria_set),
    }
    return render(request, "workspace/council_ranking.html", context, status=422 if wrong else 200)


def _gap(typed: str) -> tuple[str, Fraction, str]:
    """The percent typed, as a share; the usual one with the reason where it cannot be read."""
    try:
        share = parse(typed.strip() or GAP) / 100
    except NumberError:
        share = Fraction(-1)
    if 0 < share <= 1:
        return typed, share, ""
    return typed, Fraction(GAP) / 100, gettext("Hãy nhập một tỷ lệ phần trăm lớn hơn 0 và không quá 100, ví dụ 10 hoặc 7,5.")


def _rows(found: Draft, round_: Round) -> list[dict[str, Any]]:
    criteria_set = criteria_set_of(round_)
    return [
        {
            "row": row,
            "points": figure(row.place.points, criteria_set),
            "maximum": figure(row.place.maximum, criteria_set, "maximum"),
            "index": figure(row.place.index, criteria_set, "index"),
            "claimed": figure(row.claimed, criteria_set),
            "moved": change(row.place.points - row.claimed, criteria_set)
            if row.place.points is not None and row.claimed is not None
            else "",
            "flags": row.flags,
        }
        for row in found.rows
    ]


def _by_index(criteria_set: CriteriaSet) -> bool:
    """Whether bodies are ranked by their index, so that whoever reads the ranking must see it."""
    return criteria_set.policies.ranking.by in ("index", "percent")


def _boards(round_: Round) -> list[dict[str, Any]]:
    """The first rows of each group that has a body, for a last look."""
    drafts = [draft_of(round_, each.code) for each in criteria_set_of(round_).groups]
    return [{"group": each.group, "bodies": each.bodies, "rows": _rows(each, round_)} for each in drafts if each.bodies]


@page("round", read=SEES, write=[Role.APPROVING], stages=AT_COUNCIL)
def approval(request: AskedHere, round_code: str) -> HttpResponse:
    """What approval would freeze, or has frozen, with its hashes; the approving authority approves here."""
    round_ = round_here(request)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=gettext("Ghi chú"), hint=gettext("Có thể để trống.")
    )
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            round_approved(round_, by=request.user, seen=request.POST.get("ma", ""), reason=form.cleaned_data["reason"])
        except Refused as refused:
            wrong = refused
            if refused.field:
                put(form, refused)
        else:
            messages.success(request, gettext("Đã phê duyệt kết quả. Số liệu đầu vào và kết quả đã được chốt, chưa công bố."))
            return redirect("workspace:approval", round_code=round_.code)
    round_.refresh_from_db()
    approved = Approval.objects.select_related("by").filter(round=round_).first()
    lacking = lacking_for_approval(round_) if round_.stage == Stage.COUNCIL else []
    frozen = to_freeze(round_) if round_.stage == Stage.COUNCIL and not lacking else None
    context = {
        "round": round_,
        "approved": approved,
        "lacking": lacking,
        "frozen": frozen,
        "groups": _boards(round_) if frozen or approved else [],
        "by_index": _by_index(criteria_set_of(round_)),
        "form": form,
        "wrong": wrong if not isinstance(wrong, ConditionsUnmet) and not form.errors else None,
        "may_approve": request.here.has(Role.APPROVING) and frozen is not None,
        "is_at_council": round_.stage == Stage.COUNCIL,
    }
    return render(
        request, "workspace/council_approval.html", context, status=wrong.status if wrong else 422 if form.errors else 200
    )
