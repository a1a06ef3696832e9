"""The calendar of a round, and more time for one body."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from khoabang.web.accounts.models import Role
from khoabang.web.conduct.calendar import (
    DATED,
    EXTENDABLE,
    before_day,
    calendar_of,
    calendar_set,
    extension_given,
    extensions_of,
)
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Stage
from khoabang.web.workspace.access import ALL_ROLES, AskedHere, page
from khoabang.web.workspace.round_forms import CalendarForm, ExtensionForm, told
from khoabang.web.workspace.round_views import here

RUNNING = (Stage.PREPARATION, *DATED)


@page("round", read=ALL_ROLES, write={Role.LEAD}, stages=RUNNING)
def calendar(request: AskedHere, round_code: str) -> HttpResponse:
    """The last day of each stage; the lead department moves them, with a reason."""
    round_ = here(request)
    dated = calendar_of(round_)
    open_ = [each for each in dated if round_.stage not in DATED or DATED.index(each.stage) >= DATED.index(Stage(round_.stage))]
    form = CalendarForm(
        {each.stage.value: each.stage.label for each in open_},
        asks_reason=any(each.day for each in dated),
        data=request.POST if request.method == "POST" else None,
        initial={f"day-{each.stage.value}": f"{each.day:%d/%m/%Y}" for each in open_ if each.day},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                days = {each.stage: form.cleaned_data[f"day-{each.stage.value}"] for each in open_}
                calendar_set(round_.code, days, by=request.user, reason=form.cleaned_data.get("reason", ""))
            except FieldsRefused as refused:
                told(form, refused.fields)
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                messages.success(request, gettext("Đã lưu lịch của đợt."))
                return redirect("workspace:round-calendar", round_code=round_.code)
    may_write = request.here.has(Role.LEAD) and round_.stage in RUNNING
    context = {
        "round": round_, "calendar": dated, "form": form if may_write else None, "extensions": extensions_of(round_),
        "may_extend": may_write and round_.stage in EXTENDABLE,
    }  # fmt: skip
    return render(request, "workspace/round_calendar.html", context, status=status)


@page("body", read={Role.LEAD}, write={Role.LEAD}, stages=EXTENDABLE)
def extension(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """Give a body more time."""
    round_, participant = here(request), request.here.participant
    assert participant is not None  # noqa: S101 - the table of pages found it
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                extension_given(participant.pk, Stage(round_.stage), data["day"], by=request.user, reason=data["reason"])
            except FieldsRefused as refused:
                told(form, refused.fields)
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                day = f"{data['day']:%d/%m/%Y}"
                messages.success(
                    request, gettext("%(name)s được gia hạn đến hết ngày %(day)s.") % {"name": participant.name, "day": day}
                )
                return redirect("workspace:round", round_code=round_.code)
    context = {
        "round": round_, "participant": participant, "form": form, "before": participant.last_day(Stage(round_.stage)),
        "given": [each for each in extensions_of(round_) if each.participant_id == participant.pk],
        "may_extend": round_.stage in EXTENDABLE, "limit": before_day(round_, Stage(round_.stage)),
    }  # fmt: skip
    return render(request, "workspace/round_extension.html", context, status=status)
