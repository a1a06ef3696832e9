"""Within a body: handing indicators to colleagues, the check before sending, the steps of the lifecycle, and receipts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from khoabang.scoring.criteria.inputs import AnswerError, read_date
from khoabang.web.accounts.models import Role
from khoabang.web.activity.services import last_mark
from khoabang.web.assessments.claims import Move, Signature, digest, digest_of, items_of, move
from khoabang.web.assessments.current import indicators_of
from khoabang.web.assessments.handovers import colleagues, hand_over
from khoabang.web.assessments.lifecycle import SUBMISSION
from khoabang.web.assessments.models import Claim
from khoabang.web.assessments.selectors import claim_of, is_open, received, work_of
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Stage
from khoabang.web.workspace.access import BODY, JUDGES, AskedHere, page
from khoabang.web.workspace.body_views import participant_of
from khoabang.web.workspace.body_words import step_of, steps_from, time_left

READERS = BODY | JUDGES
CHECKED_BEFORE = ("hand_in", "send")
DONE = {
    "hand_in": gettext_lazy("Đã trình duyệt."),
    "hand_back": gettext_lazy("Đã trả lại để sửa."),
    "recall": gettext_lazy("Đã rút về để sửa."),
    "take_back": gettext_lazy("Đã rút lại bản đã gửi. Sau khi sửa, phải duyệt và gửi lại trước khi hết hạn."),
}


@page("body", read=BODY)
def precheck(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """Everything found before sending, errors first."""
    participant = participant_of(request)
    context = _checked(participant) | {
        "participant": participant,
        "steps": steps_from(participant.state, request.here.roles),
        "time": time_left(participant.due),
        "is_open": is_open(participant),
    }
    return render(request, "workspace/body_precheck.html", context)


def _checked(participant: Participant) -> dict[str, object]:
    work = work_of(participant)
    names = {item.asked.code: item.asked.criterion.name for item in work.items}
    return {
        "work": work,
        "errors": [(each, names[each.indicator]) for each in work.precheck.errors],
        "planned": list(work.precheck.planned.items()),
        "warnings": [(each, names[each.indicator]) for each in work.precheck.warnings],
    }


@page("body", read=BODY, write=BODY)
def submission_step(request: AskedHere, round_code: str, body_code: str, step_code: str) -> HttpResponse:
    """One step of the lifecycle: what it does, a reason where one is asked for, and the button."""
    participant = participant_of(request)
    if not any(each.code == step_code for each in SUBMISSION):
        raise Http404
    if request.method != "POST":
        return _step(request, participant, step_code)
    seen = Signature(str(request.POST.get("dau-van-tay", "")), bool(request.POST.get("xac-nhan")))
    reason = str(request.POST.get("ly-do", ""))
    here = reverse("workspace:self-assessment", args=[round_code, body_code])
    try:
        claim = move(participant.pk, Move(step_code, request.user, reason, seen, here))
    except Refused as refused:
        return _step(request, participant, step_code, refused)
    if step_code == "send" and claim is not None:
        messages.success(request, gettext("Đã gửi bản tự đánh giá. Đây là biên nhận."))
        return redirect("workspace:receipt", round_code, body_code, claim.number)
    messages.success(request, DONE[step_code])
    return redirect("workspace:self-assessment", round_code, body_code)


def _step(request: AskedHere, participant: Participant, code: str, refused: Refused | None = None) -> HttpResponse:
    participant.refresh_from_db(fields=["state"])
    transition = SUBMISSION.find(code, participant.state)
    context: dict[str, object] = {
        "participant": participant,
        "refused": refused,
        "step": step_of(transition) if transition else None,
        "is_mine": transition is not None and not request.here.roles.isdisjoint(transition.roles),
        "whose": ", ".join(str(Role(role).label) for role in transition.roles) if transition else "",
        "in_stage": participant.round.stage == Stage.ASSESSMENT,
        "time": time_left(participant.due),
        "reason": str(request.POST.get("ly-do", "")),
        "is_last": code == "send",
    }
    if code in CHECKED_BEFORE:
        context |= _checked(participant) | {"fingerprint": digest(items_of(participant))}
    return render(request, "workspace/body_step.html", context, status=refused.status if refused else 200)


# --- handing over ------------------------------------------------------------------------------------------------------


@page("body", read=BODY, write=BODY)
def handover(request: AskedHere, round_code: str, body_code: str) -> HttpResponse:
    """Choose indicators, a colleague and a day."""
    participant = participant_of(request)
    chosen = [code for code in request.POST.getlist("chi-tieu") if code] or request.GET.getlist("chi-tieu")
    typed_day, to = str(request.POST.get("ngay", "")).strip(), str(request.POST.get("nguoi", ""))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _hand(request, participant, chosen, to, typed_day)
        except Refused as why:
            refused = why
        else:
            messages.success(request, gettext("Đã giao chỉ tiêu.") if to != "thoi" else gettext("Đã thôi giao chỉ tiêu."))
            return redirect("workspace:self-assessment", round_code, body_code)
    context = {
        "participant": participant,
        "items": work_of(participant).own,
        "chosen": chosen,
        "people": colleagues(participant),
        "to": to,
        "day": typed_day,
        "refused": refused,
        "time": time_left(participant.due),
    }
    return render(request, "workspace/body_handover.html", context, status=refused.status if refused else 200)


def _hand(request: AskedHere, participant: Participant, chosen: list[str], to: str, typed_day: str) -> None:
    if not chosen:
        raise Refused(gettext("Chọn ít nhất một chỉ tiêu."), field="chi-tieu", status=422)
    if to != "thoi" and not (to.isdecimal() and to.isascii() and len(to) < 19):
        raise Refused(gettext("Chọn người nhận."), field="nguoi", status=422)
    try:
        day = read_date(typed_day) if typed_day else None
    except AnswerError:
        raise Refused(gettext("Viết ngày dạng dd/mm/yyyy, ví dụ 31/12/2026."), field="ngay", status=422) from None
    address = reverse("workspace:self-assessment", args=[participant.round.code, participant.body.code])
    hand_over(participant.pk, chosen, to=None if to == "thoi" else int(to), day=day, by=request.user, address=address)


# --- receipts ----------------------------------------------------------------------------------------------------------


@page("body", read=READERS)
def receipt(request: AskedHere, round_code: str, body_code: str, number: int) -> HttpResponse:
    """The dated receipt of one claim, with everything that was sent; it stays whatever follows."""
    participant = participant_of(request)
    claim = claim_of(participant, number)
    if claim is None:
        raise Http404
    context = {
        "participant": participant,
        "claim": claim,
        "withdrawal": _withdrawal(claim),
        "items": received(claim, indicators_of(participant)),
        "is_whole": digest_of(claim) == claim.sha256,
        "seal": last_mark(),
    }
    return render(request, "workspace/body_receipt.html", context)


def _withdrawal(claim: Claim) -> object:
    return getattr(claim, "withdrawal", None)
