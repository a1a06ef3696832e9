"""Plans of improvement: a body writes, sends and follows its own; the lead department sees those of a round."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.files.form_book import Field
from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.models import Approval
from khoabang.web.assessments.plans import TargetStands, askable, known_since
from khoabang.web.council.told import is_told
from khoabang.web.improvement import services
from khoabang.web.improvement.content import Asked, read
from khoabang.web.improvement.lifecycle import TASK
from khoabang.web.improvement.models import SentPlan
from khoabang.web.improvement.selectors import TaskStands, draft_of, sent_in, sent_of, tasks_of
from khoabang.web.improvement.suggestions import Weak, weakest
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.tables import written
from khoabang.web.portal.figures import number
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Round
from khoabang.web.rounds.selectors import round_current
from khoabang.web.workspace.access import BODY, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.plan_forms import ProgressForm, TargetForm, TaskForm
from khoabang.web.workspace.uploads import workbook
from khoabang.web.workspace.verify_views import round_of

SEES = {Role.LEAD, Role.OBSERVER}
SHOWS = {"": _("Mọi cơ quan"), "chua": _("Chưa gửi kế hoạch"), "cham": _("Có việc quá hạn"), "hut": _("Có mục tiêu không đạt")}


@dataclass(frozen=True, slots=True)
class Line:
    """A body of the round with what it sent, its tasks and targets as they stand."""

    participant: Participant
    sent: SentPlan | None
    tasks: list[TaskStands]
    targets: list[TargetStands]

    @property
    def late(self) -> int:
        """How many of its tasks are late."""
        return sum(1 for each in self.tasks if each.is_late)

    @property
    def done(self) -> int:
        return sum(1 for each in self.tasks if each.state == "done")

    @property
    def missed(self) -> int:
        """How many of its targets were missed."""
        return sum(1 for each in self.targets if each.is_missed)


@page("round", read=BODY)
def own_plans(request: AskedHere, /, round_code: str) -> HttpResponse:
    """Straight to the body's plan; a choice where somebody works for several."""
    round_ = round_of(request)
    own = {each.body_id for each in request.here.appointments if each.body_id is not None}
    mine = list(Participant.objects.filter(round=round_, body__in=own).select_related("body").order_by("position"))
    if len(mine) == 1:
        return redirect("workspace:plan", round_code, mine[0].body.code)
    return render(request, "workspace/plan_choice.html", {"round": round_, "mine": mine})


@page("body", read=BODY | SEES, write=BODY, stages=services.AFTER)
def plan(request: AskedHere, /, round_code: str, body_code: str) -> HttpResponse:
    """A body's plan: its people see the draft and send it; the lead department sees what was sent."""
    participant = participant_of(request)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request, participant))
        except Refused as why:
            refused = why
        else:
            return redirect("workspace:plan", round_code, body_code)
    sent = sent_of(participant)
    content, version = draft_of(participant)
    writes = request.here.has(*BODY)
    context = {
        "participant": participant,
        "round": participant.round,
        "sent": sent,
        "tasks": tasks_of(sent[:1], clock.today()).get(participant.pk, []),
        "targets": known_since(sent[:1]).get(participant.pk, []),
        "draft": content if writes else None,
        "version": version,
        "is_changed": writes and bool(version) and (not sent or read(sent[0].content) != content),
        "may_write": writes and participant.round.stage in services.AFTER,
        "may_send": request.here.has(Role.APPROVER),
        "weak": _weak(participant) if writes else [],
        "refused": refused,
    }
    return render(request, "workspace/plan.html", context, status=refused.status if refused else 200)


def _done(request: AskedHere, participant: Participant) -> str:
    seen, key = _whole(request.POST.get("ban", "")), _whole(request.POST.get("muc", ""))
    if request.POST.get("viec") == "send":
        sent = services.plan_sent(participant.pk, seen=seen, by=request.user)
        return gettext("Đã gửi kế hoạch lần %(number)s cho cơ quan thường trực.") % {"number": sent.number}
    services.removed(participant.pk, key, seen=seen, by=request.user)
    return gettext("Đã bỏ khỏi bản đang soạn.")


@page("body", read=BODY, write=BODY, stages=services.AFTER)
def task(request: AskedHere, /, round_code: str, body_code: str, key: int) -> HttpResponse:
    """Add a task, or change one."""
    participant = participant_of(request)
    asked = askable(participant)
    content, version = draft_of(participant)
    kept = next((each for each in content.tasks if each.key == key), None)
    if key and kept is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = TaskForm(asked, sent, kept, request.GET.get("tieu-chi", "")[:120])
    if sent is not None and form.is_valid():
        typed = form.cleaned_data
        try:
            services.task_saved(
                participant.pk,
                key,
                _named(asked, typed["criterion"]),
                services.TypedTask(typed["task"], typed["owner"], typed["due"]),
                seen=_whole(sent.get("ban", "")),
                by=request.user,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, gettext("Đã lưu vào bản đang soạn."))
            return redirect("workspace:plan", round_code, body_code)
    return _item(request, participant, form, version, gettext("Sửa việc") if key else gettext("Thêm việc"))


@page("body", read=BODY, write=BODY, stages=services.AFTER)
def target(request: AskedHere, /, round_code: str, body_code: str, key: int) -> HttpResponse:
    """Add a target, or change one."""
    participant = participant_of(request)
    asked = askable(participant)
    content, version = draft_of(participant)
    kept = next((each for each in content.targets if each.key == key), None)
    if key and kept is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = TargetForm(asked, sent, kept)
    if sent is not None and form.is_valid():
        typed = form.cleaned_data
        criterion, _colon, quantity = typed["quantity"].partition(":")
        try:
            services.target_saved(
                participant.pk,
                key,
                _named(asked, criterion) or Asked("", ""),
                services.TypedTarget(quantity, typed["value"], bool(typed["at_most"]), typed["by"]),
                seen=_whole(sent.get("ban", "")),
                by=request.user,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, gettext("Đã lưu vào bản đang soạn."))
            return redirect("workspace:plan", round_code, body_code)
    return _item(request, participant, form, version, gettext("Sửa mục tiêu") if key else gettext("Thêm mục tiêu"))


@page("body", read=BODY, write=BODY, stages=services.AFTER)
def progress(request: AskedHere, /, round_code: str, body_code: str, key: int) -> HttpResponse:
    """Note how far a task is."""
    participant = participant_of(request)
    tasks = tasks_of(sent_of(participant)[:1], clock.today()).get(participant.pk, [])
    stands = next((each for each in tasks if each.task.key == key), None)
    if stands is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = ProgressForm(TASK.from_state(stands.state), stands, sent)
    if sent is not None and form.is_valid():
        typed = form.cleaned_data
        try:
            services.progress_noted(
                participant.pk, key, typed["transition"], note=typed["note"], seen=_whole(sent.get("ban", "")), by=request.user
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else "transition", str(refused))
        else:
            messages.success(request, gettext("Đã ghi tiến độ."))
            return redirect("workspace:plan", round_code, body_code)
    return _item(request, participant, form, stands.number, gettext("Ghi tiến độ"), stands)


def _item(
    request: AskedHere, participant: Participant, form: Any, version: int, title: str, stands: TaskStands | None = None
) -> HttpResponse:
    context = {"participant": participant, "form": form, "version": version, "title": title, "stands": stands}
    return render(request, "workspace/plan_item.html", context, status=422 if form.errors else 200)


@page("round", read=SEES)
def plans(request: AskedHere, /, round_code: str) -> HttpResponse:
    """The plans of a round: who sent none, what is late, by body or by criterion."""
    round_ = round_of(request)
    lines = _lines(round_)
    show, wanted = request.GET.get("loc", ""), request.GET.get("tim", "")[:120]
    kept = [each for each in lines if _is_shown(each, show) and search_key(wanted) in each.participant.search]
    context = {
        "round": round_,
        "lines": kept,
        "shows": [(name, words, sum(1 for each in lines if _is_shown(each, name))) for name, words in SHOWS.items()],
        "show": show if show in SHOWS else "",
        "wanted": wanted,
        "criteria": _by_criterion(kept),
        "sent": sum(1 for each in lines if each.sent is not None),
        "count": len(lines),
    }
    return render(request, "workspace/plans.html", context)


@page("round", read=SEES)
def plans_workbook(request: AskedHere, /, round_code: str) -> HttpResponse:
    """The tasks and targets of a round as a workbook."""
    round_ = round_of(request)
    fields = [
        Field("body", gettext("Mã cơ quan")),
        Field("name", gettext("Cơ quan")),
        Field("kind", gettext("Loại")),
        Field("criterion", gettext("Tiêu chí")),
        Field("words", gettext("Việc hoặc mục tiêu")),
        Field("owner", gettext("Chịu trách nhiệm")),
        Field("day", gettext("Hạn")),
        Field("state", gettext("Tình trạng")),
        Field("last", gettext("Ghi lần cuối")),
    ]
    title = gettext("Kế hoạch cải thiện: %(round)s") % {"round": round_.title}
    how = gettext("Số liệu tại thời điểm tải về; sửa trong tệp này không đổi kế hoạch.")
    content = written(fields, list(_cells(_lines(round_))), title=title, how=how, sheet=gettext("Kế hoạch"))
    return workbook(content, f"ke-hoach-{round_.code}.xlsx")


def _lines(round_: Round) -> list[Line]:
    sent, today = sent_in(round_), clock.today()
    tasks, targets = tasks_of(sent.values(), today), known_since(list(sent.values()))
    return [
        Line(each, sent.get(each.pk), tasks.get(each.pk, []), targets.get(each.pk, []))
        for each in round_.participants.select_related("body").order_by("position", "pk")
    ]


def _is_shown(line: Line, show: str) -> bool:
    match show:
        case "chua":
            return line.sent is None
        case "cham":
            return line.late > 0
        case "hut":
            return line.missed > 0
        case _:
            return True


def _by_criterion(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """For each criterion that some plan is about: how many bodies, tasks, late ones, and targets."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        named = [(each.task.criterion, each.task.name, int(each.is_late), 0) for each in line.tasks]
        named += [(each.target.criterion, each.target.name, 0, 1) for each in line.targets]
        for code, name, late, is_target in named:
            row = found.setdefault(
                (code, name), {"code": code, "name": name, "bodies": set(), "tasks": 0, "late": 0, "targets": 0}
            )
            row["bodies"].add(line.participant.pk)
            row["tasks"] += 1 - is_target
            row["late"] += late
            row["targets"] += is_target
    return sorted(
        ({**row, "bodies": len(row["bodies"])} for row in found.values()), key=lambda row: (-row["bodies"], row["code"])
    )


def _cells(lines: Sequence[Line]) -> Iterator[Mapping[str, str]]:
    for line in lines:
        of = {"body": line.participant.body.code, "name": line.participant.name}
        if line.sent is None:
            yield {**of, "kind": gettext("Chưa gửi kế hoạch")}
        for each in line.tasks:
            state = f"{each.state.label}, {gettext('quá hạn')}" if each.is_late else str(each.state.label)
            yield {
                **of,
                "kind": gettext("Việc"),
                "criterion": f"{each.task.criterion} {each.task.name}",
                "words": each.task.task,
                "owner": each.task.owner,
                "day": f"{each.task.due:%d/%m/%Y}",
                "state": state,
                "last": each.notes[-1].note if each.notes else "",
            }
        for one in line.targets:
            sign = "≤" if one.target.at_most else "≥"
            yield {
                **of,
                "kind": gettext("Mục tiêu"),
                "criterion": f"{one.target.criterion} {one.target.name}",
                "words": f"{one.target.quantity.name} {sign} {number(one.target.value)} {one.target.quantity.unit}".strip(),
                "day": f"{one.target.by:%d/%m/%Y}",
                "state": _met(one),
                "last": number(one.value) if one.value else "",
            }


def _met(one: TargetStands) -> str:
    if one.reached.is_met is None:
        return gettext("Chưa biết")
    return gettext("Đạt") if one.reached.is_met else gettext("Chưa đạt")


def _weak(participant: Participant) -> list[Weak]:
    """Where the body lost most, by the result that it may read: the published one, or the approved one where bodies are told."""
    current = round_current(participant.round.code)
    if current is not None:
        return weakest(current.document, participant.body.code)
    if not is_told(participant.round):
        return []
    key = Approval.objects.filter(round=participant.round_id).values_list("pk", "document_sha256").first()
    return list(_weak_in(*key, participant.body.code)) if key is not None else []


@lru_cache(maxsize=256)
def _weak_in(approval: int, sha256: str, body: str) -> tuple[Weak, ...]:
    """Kept for a while: a document is frozen, and a large one takes a second to read."""
    text = Approval.objects.values_list("document", flat=True).get(pk=approval, document_sha256=sha256)
    return tuple(weakest(json.loads(text), body))


def _named(asked: Sequence[Asked], code: str) -> Asked | None:
    return next((each for each in asked if each.code == code), None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
