"""The bodies of a round: the list, adding from the register, and one body with its attributes and its standing."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import CriteriaSet
from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of, participants_of
from khoabang.web.assessments.following import stands_told
from khoabang.web.conduct.body_table import spelt, table_of
from khoabang.web.conduct.corrections import MAY_CORRECT
from khoabang.web.conduct.participants import (
    STANDING_MAY_CHANGE,
    bodies_not_in,
    claims_of_groups,
    participants_saved,
    row_of,
    standing_set,
)
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused, RowsRefused
from khoabang.web.rounds.models import Participant, Round, Stage, Standing
from khoabang.web.workspace.access import ALL_ROLES, AskedHere, page
from khoabang.web.workspace.round_forms import StandingForm, told
from khoabang.web.workspace.round_views import here
from khoabang.web.workspace.text_fields import Words
from khoabang.web.workspace.uploads import workbook

SHOWN_AT_MOST = 300
IN_PREPARATION = (Stage.PREPARATION,)


@page("round", read=ALL_ROLES)
def bodies(request: AskedHere, round_code: str) -> HttpResponse:
    """All bodies of a round, found by name, with group, standing, last day and state."""
    round_ = here(request)
    query = request.GET.get("tim", "")
    listed = participants_of(round_)
    found = [each for each in listed if all(word in each.search for word in search_key(query).split())]
    preparing = round_.stage == Stage.PREPARATION
    lang = get_language() or "vi"
    names = {each.body.code: each.name for each in listed}
    claims = claims_of_groups(round_) if preparing and request.here.has(Role.LEAD) else []
    names = {each.body.code: each.name for each in listed}
    twice = [
        {"code": each.code, "name": names.get(each.code, each.code), "what": each.problem.what(lang)}
        for each in claims
        if each.problem.code != "BOD004"
    ]
    unclaimed = [{"code": each.code, "name": names.get(each.code, each.code)} for each in claims if each.problem.code == "BOD004"]
    told_of = stands_told(found[:SHOWN_AT_MOST])
    context = {
        "round": round_, "query": query, "all": len(listed), "found": [(each, told_of[each.pk]) for each in found[:SHOWN_AT_MOST]], "more": max(0, len(found) - SHOWN_AT_MOST),
        "unclaimed": unclaimed, "twice": twice, "may_run": request.here.has(Role.LEAD), "preparing": preparing,
        "may_join": round_.stage in MAY_CORRECT,
    }  # fmt: skip
    return render(request, "workspace/round_bodies.html", context)


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=IN_PREPARATION)
def add(request: AskedHere, round_code: str) -> HttpResponse:
    """Choose bodies of the register."""
    round_ = here(request)
    query = request.GET.get("tim", "")
    words = search_key(query).split()
    joining = round_.stage in MAY_CORRECT  # once the round is open bodies come in one by one, each with its reason
    choices = [
        (body.code, name)
        for body, name in bodies_not_in(round_, clock.today())
        if all(word in search_key(f"{name} {body.code}") for word in words)
    ]
    wrong, status = "", 200
    if request.method == "POST":
        codes = [code for code, _name in choices] if "tat-ca" in request.POST else request.POST.getlist("code")
        status = 422
        try:
            if not codes:
                raise FieldsRefused({"code": _("Chọn ít nhất một cơ quan.")})
            participants_saved(round_.code, [{"code": code} for code in codes], by=request.user)
        except RowsRefused as refused:
            wrong = "; ".join(f"{code}: {problem.what(get_language() or 'vi')}" for code, _column, problem in refused.problems)
        except Refused as refused:
            wrong, status = str(refused.words), refused.status
        else:
            messages.success(request, gettext("Đã thêm %(count)s cơ quan vào đợt.") % {"count": len(codes)})
            return redirect("workspace:round-bodies", round_code=round_.code)
    context = {
        "round": round_, "query": query, "choices": choices[:SHOWN_AT_MOST], "count": len(choices), "wrong": wrong,
        "chosen": request.POST.getlist("code"), "joining": joining,
    }  # fmt: skip
    return render(request, "workspace/round_bodies_add.html", context, status=status)


class RowForm(forms.Form):
    """What is set of one body: how it is evaluated, and the attributes that the set asks for."""

    status = forms.ChoiceField(
        label=_("Cách đánh giá"), required=False, widget=forms.RadioSelect,
        choices=Standing.choices,
    )  # fmt: skip
    note = Words(_("Lý do, ghi chú"), _("Bắt buộc khi miễn hoặc không xếp hạng; mọi người trong đợt đọc được."), rows=3)

    def __init__(self, criteria_set: CriteriaSet, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for attribute in criteria_set.attributes:
            blank = ("", gettext("Chưa rõ"))
            if attribute.type == "choice":
                options = [blank, *((each.code, each.name or each.code) for each in attribute.options)]
                self.fields[attribute.code] = forms.ChoiceField(label=attribute.name, required=False, choices=options)
            elif attribute.type == "yes_no":
                options = [blank, ("có", gettext("Có")), ("không", gettext("Không"))]
                self.fields[attribute.code] = forms.ChoiceField(label=attribute.name, required=False, choices=options)
            else:
                self.fields[attribute.code] = Words(attribute.name, is_short=True)
        self.fields["parent"] = Words(
            _("Mã cơ quan cấp trên"), _("Khi điểm của cơ quan cấp trên tính từ cơ quan này."), is_short=True
        )
        self.fields["predecessors"] = Words(_("Mã các cơ quan tiền thân"), _("Cách nhau bằng dấu chấm phẩy."))
        self.order_fields([attribute.code for attribute in criteria_set.attributes])


@page("body", read={Role.LEAD}, write={Role.LEAD}, stages=STANDING_MAY_CHANGE)
def body(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """One body: everything of it while the round is prepared, its standing while it is evaluated."""
    round_, participant = here(request), request.here.participant
    assert participant is not None  # noqa: S101 - the table of pages found it
    if round_.stage == Stage.PREPARATION:
        return _prepared(request, round_, participant)
    form = StandingForm(
        request.POST if request.method == "POST" else None, initial={"standing": participant.standing, "reason": participant.note}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                standing_set(participant.pk, form.cleaned_data["standing"], form.cleaned_data["reason"], by=request.user)
            except FieldsRefused as refused:
                told(form, refused.fields)
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                messages.success(request, gettext("Đã lưu."))
                return redirect("workspace:round-bodies", round_code=round_.code)
    context = {
        "round": round_, "participant": participant, "form": form if round_.stage in STANDING_MAY_CHANGE else None,
        "attributes": _attributes(round_, participant), "may_correct": round_.stage in MAY_CORRECT,
    }  # fmt: skip
    return render(request, "workspace/round_body.html", context, status=status)


def _prepared(request: AskedHere, round_: Round, participant: Participant) -> HttpResponse:
    criteria_set = criteria_set_of(round_)
    code = participant.body.code
    form = RowForm(criteria_set, request.POST if request.method == "POST" else None, spelt(criteria_set, row_of(participant)))
    status = 200
    if request.method == "POST" and "bo" in request.POST:
        try:
            participants_saved(round_.code, [], by=request.user, remove={code})
        except Refused as refused:
            messages.error(request, str(refused.words))
        else:
            messages.success(request, gettext("Đã đưa %s ra khỏi đợt.") % participant.name)
        return redirect("workspace:round-bodies", round_code=round_.code)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                participants_saved(round_.code, [{"code": code, **form.cleaned_data}], by=request.user)
            except RowsRefused as refused:
                lang = get_language() or "vi"
                told(
                    form, {column: f"{problem.what(lang)} {problem.remedy(lang)}" for _code, column, problem in refused.problems}
                )
            except FieldsRefused as refused:
                told(form, {name.removesuffix(f"-{code}"): words for name, words in refused.fields.items()})
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                messages.success(request, gettext("Đã lưu %s.") % participant.name)
                return redirect("workspace:round-bodies", round_code=round_.code)
    context = {"round": round_, "participant": participant, "form": form, "preparing": True}
    return render(request, "workspace/round_body.html", context, status=status)


def _attributes(round_: Round, participant: Participant) -> list[tuple[str, str]]:
    """Attributes by their names, as typed."""
    typed = json.loads(participant.attributes)
    found = []
    for attribute in criteria_set_of(round_).attributes:
        names = {option.code: option.name or option.code for option in attribute.options}
        value = typed.get(attribute.code, "")
        found.append((attribute.name, names.get(value, value)))
    return found


@page("round", read={Role.LEAD, Role.ADMINISTRATOR})
def table(request: AskedHere, round_code: str) -> HttpResponse:
    """The bodies as a table to fill in and read in again."""
    round_ = here(request)
    return workbook(table_of(round_), f"{round_.code}-co-quan.xlsx")
