"""A new round: typed on one page, looked at on the next with all that it takes over, and only then made."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.diff import SUBJECTS, Change, sentence
from khoabang.scoring.problems import Problem
from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.conduct.creation import plan_cleaned, previous_fits, round_made, set_for_year, shipped_set_kept
from khoabang.web.conduct.editing import RETITLED_IN, edit_foreseen, round_edited, round_retitled
from khoabang.web.conduct.progress import rounds_alike
from khoabang.web.conduct.succession import handed_down
from khoabang.web.criteria.selectors import versions_for
from khoabang.web.organisations.models import Authority
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused, SetHasErrors
from khoabang.web.rounds.models import CriteriaSetVersion, NotSent, Round, Silence, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_forms import SHIPPED, RetitleForm, RoundForm, decided, previous_named, told
from khoabang.web.workspace.round_views import here

LISTED_AT_MOST = 1000


@page("authority", read={Role.LEAD}, write={Role.LEAD})
def new(request: AskedHere, authority_code: str) -> HttpResponse:
    """The form, then what the round will be, then the round."""
    authority = request.here.authority
    assert authority is not None  # noqa: S101 - the table of pages found it
    return _answer(request, authority)


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=(Stage.PREPARATION, *RETITLED_IN))
def edit(request: AskedHere, round_code: str) -> HttpResponse:
    """The same form and preview for a round in preparation; for one that is open its title and its decision."""
    round_ = here(request)
    if round_.stage == Stage.PREPARATION:
        return _answer(request, round_.authority, round_)
    form = RetitleForm(round_, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                round_retitled(round_.code, data["title"], decided(data), by=request.user, reason=data["reason"])
            except FieldsRefused as refused:
                told(form, refused.fields)
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                messages.success(request, gettext("Đã lưu."))
                return redirect("workspace:round", round_code=round_.code)
    context = {"round": round_, "form": form, "open": round_.stage in RETITLED_IN}
    return render(request, "workspace/round_retitle.html", context, status=status)


def _answer(request: AskedHere, authority: Authority, made: Round | None = None) -> HttpResponse:
    form = RoundForm(authority, request.POST if request.method == "POST" else None, made)
    context: dict[str, Any] = {"form": form, "status": 200, "round": made}
    if request.method == "POST" and form.is_valid():
        try:
            version = chosen(authority, form.cleaned_data["set_version"])
            previous = previous_named(authority, form.cleaned_data["previous"])
            if "lap" in request.POST and made is not None:
                round_edited(made.code, version, form.plan(), previous, by=request.user)
                messages.success(request, gettext("Đã lưu."))
                return redirect("workspace:round", round_code=made.code)
            if "lap" in request.POST:
                made = round_made(authority=authority, version=version, plan=form.plan(), by=request.user, previous=previous)
                messages.success(request, gettext("Đã lập đợt đánh giá. Tiếp theo: chọn cơ quan, đặt lịch và phân công."))
                return redirect("workspace:round", round_code=made.code)
            if "xem" in request.POST:
                return render(
                    request,
                    "workspace/round_preview.html",
                    _preview(authority, form, version, previous, request.user) | {"round": made},
                )
        except FieldsRefused as refused:
            told(form, refused.fields)
            context["status"] = refused.status
        except SetHasErrors as refused:
            told(form, {"set_version": refused.words})
            context |= {"problems": _said(refused.problems), "status": refused.status}
        except Refused as refused:
            form.add_error(None, str(refused.words))
            context["status"] = refused.status
    elif request.method == "POST":
        context["status"] = 422
    return render(request, "workspace/round_new.html", context, status=context["status"])


def chosen(authority: Authority, typed: str) -> CriteriaSetVersion:
    """The version of the set chosen; one that comes with the package is kept first."""
    if typed.startswith(SHIPPED):
        return shipped_set_kept(typed.removeprefix(SHIPPED))
    version = versions_for(authority).filter(pk=int(typed)).first() if typed.isdecimal() and len(typed) < 19 else None
    if version is None:
        raise FieldsRefused({"set_version": _("Chọn bộ tiêu chí của đợt.")})
    return version


def _preview(
    authority: Authority, form: RoundForm, version: CriteriaSetVersion, previous: Round | None, by: Person
) -> dict[str, Any]:
    edited = edit_foreseen(form.made.code, version, form.plan(), previous, by=by) if form.made else None
    plan = plan_cleaned(form.plan(), made=form.made.code if form.made else "")
    criteria_set = set_for_year(version, plan.year or 0)
    previous_fits(previous, authority, plan.year or 0)
    handed = edited.handed if edited else handed_down(previous, criteria_set, clock.today()) if previous else None
    lang = get_language() or "vi"
    annexes = [
        {"name": annex.name, "maximum": annex.maximum.value, "indicators": sum(1 for each in annex.walk() if each.is_indicator)}
        for annex in criteria_set.annexes
    ]
    bodies = {heir.body.pk for heir in handed.bodies} if handed else set()
    if form.made:
        bodies |= set(form.made.participants.values_list("body", flat=True))
    all_changes = edited.set_changes if edited else handed.changes if handed else []
    changes = all_changes[:LISTED_AT_MOST]
    return {
        "form": form,
        "plan": plan,
        "version": version,
        "set": criteria_set,
        "annexes": annexes,
        "previous": previous,
        "handed": handed,
        "changes": [_change(each, lang) for each in changes if not _cites(each)],
        "citations": [_change(each, lang) for each in changes if _cites(each)],
        "more_changes": max(0, len(all_changes) - LISTED_AT_MOST),
        "edited": edited,
        "alike": rounds_alike(authority, plan.year or 0, bodies, besides=form.made),
        "rules": [NotSent(plan.not_sent).label, Silence(plan.silence).label],
    }


def _cites(change: Change) -> bool:
    """Whether only the document cited changed: so does nearly every line where this year's decision replaces last year's."""
    return change.field.split(".")[-1] in ("document", "reference") or change.field.startswith("reference.")


def _change(change: Change, lang: str) -> dict[str, str]:
    from khoabang.language import text

    return {
        "subject": text(SUBJECTS[change.subject], lang),
        "what": " ".join(part for part in (change.code, change.name) if part),
        "words": sentence(change, lang),
    }


def _said(problems: list[Problem]) -> list[dict[str, str]]:
    lang = get_language() or "vi"
    return [
        {"place": str(each.place), "what": each.what(lang), "remedy": each.remedy(lang)} for each in problems[:LISTED_AT_MOST]
    ]
