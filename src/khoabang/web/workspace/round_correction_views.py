"""A body of a round set right while bodies assess themselves, or added late: typed, looked at with what it changes, then done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import CriteriaSet
from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.conduct.body_table import spelt
from khoabang.web.conduct.corrections import MAY_CORRECT, body_corrected, correction_foreseen
from khoabang.web.conduct.participants import row_of
from khoabang.web.organisations.selectors import attributes_on, body_of, is_open, name_on
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused, RowsRefused
from khoabang.web.rounds.models import Round
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.round_body_views import RowForm
from khoabang.web.workspace.round_forms import told
from khoabang.web.workspace.round_views import here
from khoabang.web.workspace.text_fields import Words


class CorrectionForm(RowForm):
    """The attributes and the lineage of a body, and why they are set anew."""

    def __init__(self, criteria_set: CriteriaSet, data: Any = None, initial: Any = None) -> None:
        super().__init__(criteria_set, data, initial)
        del self.fields["status"], self.fields["note"]
        self.fields["reason"] = Words(_("Lý do"), _("Mọi người trong đợt đọc được lý do này."), rows=3)

    def row(self) -> dict[str, str]:
        """What is set anew."""
        return {name: text for name, text in self.cleaned_data.items() if name != "reason"}


@page("body", read={Role.LEAD}, write={Role.LEAD}, stages=MAY_CORRECT)
def correct(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """Set the attributes of a body right."""
    participant = request.here.participant
    assert participant is not None  # noqa: S101 - the table of pages found it
    return _answer(request, here(request), body_code, participant.name, row_of(participant), joins=False)


@page("round", read={Role.LEAD}, write={Role.LEAD}, stages=MAY_CORRECT)
def join(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """Add a body of the register to a round that is under way."""
    round_, today = here(request), clock.today()
    body = body_of(request.here.owner, body_code)
    if body is None or not is_open(body, today):
        raise Http404
    if round_.participants.filter(body=body).exists():
        return redirect("workspace:round-body", round_code=round_.code, body_code=body_code)
    known = attributes_on([body], today).get(body.pk, {})
    return _answer(request, round_, body_code, name_on(body, today), known, joins=True)


def _answer(request: AskedHere, round_: Round, body_code: str, name: str, known: dict[str, str], *, joins: bool) -> HttpResponse:
    criteria_set, lang = criteria_set_of(round_), get_language() or "vi"
    form = CorrectionForm(criteria_set, request.POST if request.method == "POST" else None, spelt(criteria_set, known))
    context: dict[str, Any] = {
        "round": round_, "form": form, "name": name, "body_code": body_code, "joins": joins,
        "due": round_.deadlines.filter(stage="assessment").first(), "open": round_.stage in MAY_CORRECT,
    }  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid() and "sua" not in request.POST:
        status = 422
        try:
            if "luu" in request.POST:
                body_corrected(round_.code, body_code, form.row(), by=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, gettext("Đã lưu %s.") % name)
                return redirect("workspace:round-bodies", round_code=round_.code)
            reason = form.cleaned_data["reason"]
            context["found"] = correction_foreseen(round_.code, body_code, form.row(), by=request.user, reason=reason)
            return render(request, "workspace/round_correction_preview.html", context)
        except RowsRefused as refused:
            told(form, {column: f"{each.what(lang)} {each.remedy(lang)}" for _code, column, each in refused.problems})
        except FieldsRefused as refused:
            told(form, refused.fields)
        except Refused as refused:
            form.add_error(None, str(refused.words))
            status = refused.status
    return render(request, "workspace/round_correction.html", context, status=status)
