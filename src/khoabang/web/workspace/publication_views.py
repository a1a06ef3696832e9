"""Publication of an approved result: its first edition, corrections, recalls."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext

from khoabang.scoring.criteria.model import CriteriaSet, Criterion
from khoabang.scoring.result.diff import ResultChange, sentence
from khoabang.signing.check import Checked
from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, criteria_set_of
from khoabang.web.assessments.models import Approval
from khoabang.web.publishing import changes, editions, papers, signed
from khoabang.web.refusal import Refused
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Edition, EditionFile, Participant, Round, Stage
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.council_forms import AddForm, put
from khoabang.web.workspace.council_pages import answers
from khoabang.web.workspace.council_views import SEES, round_here
from khoabang.web.workspace.publication_forms import ChangeForm, DraftForm, PublishForm, ReasonedForm

APPROVED = (Stage.APPROVED,)


@page("round", read=SEES, write=editions.PUBLISHES, stages=APPROVED)
def publication(request: AskedHere, round_code: str) -> HttpResponse:
    """Where publication stands, with every edition; the lead department publishes the approved result here."""
    round_ = round_here(request)
    form = PublishForm(request.POST if request.method == "POST" else None)
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            edition = editions.published(
                round_.code, form.decision(), by=request.user, public_from=form.cleaned_data.get("public_from")
            )
        except Refused as refused:
            wrong = _put(form, refused)
        else:
            messages.success(request, _told(edition))
            return redirect("workspace:publication", round_code=round_.code)
    approval = Approval.objects.select_related("by").filter(round=round_).defer("answers", "document").first()
    listed = _listed(round_)
    context = {
        "round": round_,
        "approval": approval,
        "editions": listed,
        "last": listed[0] if listed else None,
        "form": form,
        "wrong": wrong,
        "may_publish": approval is not None and not listed and request.here.has(*editions.PUBLISHES),
        "may_sign": bool(listed) and not listed[0]["recall"] and request.here.has(*signed.TAKES, Role.APPROVING),
        "may_change": bool(listed) and request.here.has(*changes.PLANS),
        "may_recall": bool(listed) and not listed[0]["recall"] and request.here.has(*editions.CHANGES),
    }
    return render(request, "workspace/publication.html", context, status=_status(wrong, form))


@page("round", read=SEES, write=(*changes.PLANS,), stages=APPROVED)
def correction(request: AskedHere, round_code: str) -> HttpResponse:
    """A correction in the making: what it changes, whom it moves; whoever approves publishes it here."""
    round_ = round_here(request)
    edition = editions.last_edition(round_)
    criteria_set = criteria_set_of(round_)
    sent = request.POST.get("viec", "") if request.method == "POST" else ""
    add = AddForm(round_, _indicators(criteria_set), request.POST if sent == "them" else None)
    del add.fields["reason"]
    form = ReasonedForm(request.POST if sent == "cong-bo" else None, hint=gettext("Công bố cùng bản đính chính."))
    wrong: Refused | None = None
    if sent:
        try:
            answered = _correct(request, round_, add, form, sent)
        except Refused as refused:
            wrong = _put(form if sent == "cong-bo" else add, refused)
        else:
            if answered is not None:
                return answered
    foreseen = editions.correction_foreseen(edition) if edition is not None else None
    context = {
        "round": round_,
        "edition": edition,
        "add": add,
        "form": form,
        "sent_form": form if sent == "cong-bo" else add,
        "wrong": wrong,
        "changed": [_shown(each, criteria_set, round_) for each in foreseen.changed] if foreseen else [],
        "moved": _moved(foreseen.moved) if foreseen else [],
        "seen": foreseen.seen if foreseen else "",
        "may_plan": edition is not None and request.here.has(*changes.PLANS),
        "may_draft": request.here.has(*papers.DRAFTS),
        "may_publish": edition is not None and request.here.has(*editions.CHANGES),
    }
    return render(
        request, "workspace/publication_correction.html", context, status=_status(wrong, form if sent == "cong-bo" else add)
    )


def _correct(request: AskedHere, round_: Round, add: AddForm, form: ReasonedForm, sent: str) -> HttpResponse | None:
    """Carry out what was sent to the page of a correction; None where the page is shown again with what is wrong."""
    if sent == "bo":
        changes.change_dropped(round_.code, request.POST.get("co-quan", ""), request.POST.get("chi-tieu", ""), by=request.user)
        messages.success(request, gettext("Đã bỏ chỉ tiêu khỏi bản đính chính."))
        return redirect("workspace:correction", round_code=round_.code)
    if sent == "them" and add.is_valid():
        body = add.cleaned_data["body"]
        changes.criterion_of(body, add.cleaned_data["indicator"])
        return redirect("workspace:correction-item", round_.code, body.body.code, add.cleaned_data["indicator"])
    if sent == "cong-bo" and form.is_valid():
        edition = editions.corrected(
            round_.code, form.decision(), by=request.user, seen=request.POST.get("ma", ""), reason=form.cleaned_data["reason"]
        )
        messages.success(request, _told(edition))
        return redirect("workspace:publication", round_code=round_.code)
    return None


@page("round", read=changes.PLANS, write=changes.PLANS, stages=APPROVED)
def correction_item(request: AskedHere, round_code: str, body_code: str, indicator: str) -> HttpResponse:
    """One indicator of one body: what was published, and what the correction gives it."""
    round_ = round_here(request)
    participant = get_object_or_404(
        Participant.objects.select_related("body", "group", "round__authority", "round__set_version"),
        round=round_,
        body__code=body_code,
    )
    edition = editions.last_edition(round_)
    try:
        criterion = changes.criterion_of(participant, indicator)
    except Refused:
        criterion = None
    if edition is None or criterion is None:
        return redirect("workspace:correction", round_code=round_.code)
    there = changes.given_in(json.loads(edition.inputs), body_code, criterion)
    form = ChangeForm(criterion, there, request.POST if request.method == "POST" else None)
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            changes.change_planned(
                participant, indicator, form.values(), not_applicable=form.cleaned_data["not_applicable"], by=request.user
            )
        except Refused as refused:
            wrong = _put(form, refused)
        else:
            messages.success(request, gettext("Đã đưa chỉ tiêu vào bản đính chính."))
            return redirect("workspace:correction", round_code=round_.code)
    context = {
        "round": round_,
        "participant": participant,
        "criterion": criterion,
        "there": answers(criterion, there),
        "form": form,
        "wrong": wrong,
    }
    return render(request, "workspace/publication_item.html", context, status=_status(wrong, form))


@page("round", read=(*signed.TAKES, Role.APPROVING), write=signed.TAKES, stages=APPROVED)
def signed_decision(request: AskedHere, round_code: str) -> HttpResponse:
    """The decision of the last edition: offered to be signed, and judged when it comes back."""
    round_ = round_here(request)
    edition = editions.last_edition(round_)
    offered = signed.offered_of(edition) if edition is not None and not hasattr(edition, "recall") else None
    wrong: Refused | None = None
    judged: Checked | None = None
    sent = request.FILES.get("file") if request.method == "POST" and edition is not None else None
    if sent is not None and edition is not None:
        try:
            pdf = sent.read()
            judged = signed.signed_judged(edition, pdf)
            signed.signed_kept(edition, pdf, judged, by=request.user)
        except Refused as refused:
            wrong = refused
        else:
            messages.success(request, gettext("Đã nhận quyết định đã ký."))
            return redirect("workspace:signed-decision", round_code=round_.code)
    elif request.method == "POST":
        wrong = Refused(gettext("Chọn một tệp."), field="file", status=422)
    lang = (get_language() or "vi")[:2]
    context = {
        "round": round_,
        "edition": edition,
        "offered": offered,
        "signed": list(edition.files.filter(kind=signed.SIGNED).defer("content")) if edition is not None else [],
        "verdicts": [(each.words(lang), each.notes(lang)) for each in judged.verdicts] if judged else [],
        "is_other": judged is not None and judged.content == "other",
        "is_unsigned": judged is not None and judged.content == "unsigned",
        "wrong": wrong,
        "may_send": offered is not None and request.here.has(*signed.TAKES),
    }
    return render(request, "workspace/publication_signed.html", context, status=wrong.status if wrong else 200)


@page("round", read=SEES, write=editions.CHANGES, stages=APPROVED)
def recall(request: AskedHere, round_code: str) -> HttpResponse:
    """Take back what is published; a notice stands where it stood."""
    round_ = round_here(request)
    edition = editions.last_edition(round_)
    form = ReasonedForm(
        request.POST if request.method == "POST" else None, hint=gettext("Đăng tại địa chỉ của kết quả đã thu hồi.")
    )
    wrong: Refused | None = None
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("ban", "")
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
        try:
            editions.recalled(round_.code, number, form.decision(), by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            wrong = _put(form, refused)
        else:
            messages.success(request, gettext("Đã thu hồi. Tại địa chỉ của kết quả nay là thông báo thu hồi."))
            return redirect("workspace:publication", round_code=round_.code)
    is_recalled = edition is not None and hasattr(edition, "recall")
    context = {
        "round": round_,
        "edition": edition,
        "is_recalled": is_recalled,
        "form": form,
        "wrong": wrong,
        "may_recall": edition is not None and not is_recalled and request.here.has(*editions.CHANGES),
    }
    return render(request, "workspace/publication_recall.html", context, status=_status(wrong, form))


@page("round", read=(*papers.DRAFTS, Role.APPROVING), write=papers.DRAFTS, stages=APPROVED)
def decision_draft(request: AskedHere, round_code: str) -> HttpResponse:
    """The decision that announces the result, or the correction that is planned: typed here, and drawn to be looked at and signed."""
    round_ = round_here(request)
    approved = Approval.objects.filter(round=round_).values_list("document", flat=True).first()
    if approved is None:
        return redirect("workspace:publication", round_code=round_.code)
    edition = editions.last_edition(round_)
    foreseen = editions.correction_foreseen(edition) if edition is not None else None
    corrects = foreseen is not None and bool(foreseen.changed)
    result = json.loads(foreseen.document if foreseen is not None and corrects else approved)
    kept = papers.draft_of(round_, result)
    form = DraftForm(request.POST if request.method == "POST" else None, initial=kept)
    wrong: Refused | None = None
    act = request.POST.get("viec", "luu")
    if request.method == "POST" and form.is_valid():
        try:
            papers.draft_saved(round_.code, form.cleaned_data, by=request.user)
            if act in ("word", "pdf"):
                content = papers.draft_drawn(result, form.cleaned_data, as_pdf=act == "pdf")
                return _as_file(content, f"du-thao-quyet-dinh.{'pdf' if act == 'pdf' else 'docx'}", act == "pdf")
        except Refused as refused:
            wrong = _put(form, refused)
        else:
            messages.success(request, gettext("Đã lưu dự thảo."))
            return redirect("workspace:decision-draft", round_code=round_.code)
    context = {
        "round": round_,
        "form": form,
        "wrong": wrong,
        "may_write": request.here.has(*papers.DRAFTS),
        "corrects": corrects,
        "is_published": edition is not None and not corrects,
    }
    return render(request, "workspace/publication_draft.html", context, status=_status(wrong, form))


@page("round", read=(*signed.TAKES, Role.APPROVING))
def edition_paper(request: AskedHere, round_code: str, number: int, file_name: str) -> HttpResponse:
    """A file of an edition for those who publish it, before its embargo ends too."""
    files = EditionFile.objects.filter(edition__result__round=round_here(request), edition__result__edition=number)
    kept = get_object_or_404(files, name=file_name)
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    return response


def _as_file(content: bytes, name: str, is_pdf: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=papers.PDF if is_pdf else papers.DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _listed(round_: Round) -> list[dict[str, Any]]:
    """The editions of a round, the last first."""
    now = clock.now()
    kept = (
        Edition.objects.filter(result__round=round_)
        .select_related("result", "recall", "corrected_by", "by")
        .defer("inputs", "result__document")
    )
    return [
        {
            "edition": each,
            "state": editions.state_words(each, now),
            "decision": Decision.of(each.decision),
            "recall": getattr(each, "recall", None),
            "is_waiting": each.public_from > now,
            "files": list(each.files.defer("content")),
        }
        for each in kept.order_by("-result__edition")
    ]


def _indicators(criteria_set: CriteriaSet) -> list[tuple[str, str]]:
    """The indicators of all annexes that have inputs, each code once."""
    found = {each.code: f"{each.code} {each.name}" for annex in criteria_set.annexes for each in annex.walk() if each.all_inputs}
    return list(found.items())


def _shown(each: changes.Changed, criteria_set: CriteriaSet, round_: Round) -> dict[str, Any]:
    """A change with its answers by name."""
    participant = round_.participants.select_related("group", "body").get(body__code=each.body)
    participant.round = round_
    criterion = changes.criterion_of(participant, each.indicator)
    return {
        "change": each,
        "criterion": criterion,
        "before": _answers(criterion, each.before),
        "after": _answers(criterion, each.after),
    }


def _answers(criterion: Criterion, typed: Any) -> Any:
    does_not_apply = all(text == DOES_NOT_APPLY for text in typed.values())
    return answers(criterion, Given({} if does_not_apply else {key: text for key, text in typed.items() if text}, does_not_apply))


def _moved(found: list[ResultChange]) -> list[dict[str, Any]]:
    """What moves, body by body, in words; the statistics of a group under its name."""
    lang = get_language() or "vi"
    under: dict[tuple[str, str], list[str]] = {}
    for each in found:
        if each.subject in ("round", "set"):
            continue
        under.setdefault((each.body or each.group, each.name or each.group), []).append(sentence(each, lang[:2]))
    return [{"name": name, "lines": lines} for (_code, name), lines in under.items()]


def _told(edition: Edition) -> str:
    if edition.public_from > edition.at:
        words = gettext("Đã chốt bản công bố %(number)d. Công chúng thấy từ %(time)s.")
        return words % {"number": edition.number, "time": f"{edition.public_from.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"}
    return gettext("Đã công bố bản %(number)d.") % {"number": edition.number}


def _put(form: forms.Form, refused: Refused) -> Refused | None:
    """Show a refusal at its fields; what belongs to none stands on top of the page."""
    if isinstance(refused, FieldsRefused):
        for name, words in refused.fields.items():
            shown = "public_day" if name == "public_from" else name
            form.add_error(shown if shown in form.fields else None, str(words))
        return None
    if refused.field in form.fields or hasattr(refused, "troubles"):
        put(form, refused)
        return None
    return refused


def _status(wrong: Refused | None, form: forms.Form) -> int:
    return wrong.status if wrong else 422 if form.is_bound and form.errors else 200
