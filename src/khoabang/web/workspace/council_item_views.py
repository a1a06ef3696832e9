"""The page of an item: both sides, what each decision would change, the vote, and the conclusion."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web.council.agenda import item_removed, motion_added
from khoabang.web.council.models import Item, SittingState
from khoabang.web.council.selectors import item_named
from khoabang.web.council.voting import item_decided, item_postponed, recused, vote_cast
from khoabang.web.refusal import Refused
from khoabang.web.workspace.access import AskedHere, page
from khoabang.web.workspace.council_forms import DecideForm, MotionForm, ReasonForm, put
from khoabang.web.workspace.council_pages import ItemPage, Voting, item_page, prepares, voting
from khoabang.web.workspace.council_views import AT_COUNCIL, SEES, SITS, sitting_here


@dataclass(slots=True)
class Forms:
    """The forms of the page; the one that was sent keeps what was typed."""

    motion: MotionForm
    recuse: ReasonForm
    decide: DecideForm
    sent: str = ""
    wrong: Refused | None = None

    @property
    def active(self) -> Any:
        """The form that was sent."""
        return {"phuong-an": self.motion, "khong-tham-gia": self.recuse}.get(self.sent, self.decide)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong in the form that was sent, by the key of its field; empty for what belongs to none."""
        if not self.sent or not self.active.is_bound:
            return []
        return [
            ("" if name == "__all__" else self.active[name].auto_id, words)
            for name, listed in self.active.errors.items()
            for words in listed
        ]


@page("round", read=SEES, write=SITS, stages=AT_COUNCIL)
def item(request: AskedHere, round_code: str, number: int, item: int) -> HttpResponse:
    """One item; takes a vote, a recusal, a motion, a conclusion, or that it is put off."""
    sitting = sitting_here(request, number)
    found = item_named(sitting, item)
    if found is None:
        raise Http404
    told = item_page(found, request.user)
    state = voting(found, request.user, prepares=prepares(sitting, request.user))
    forms = _forms(request, told, state)
    if request.method == "POST":
        done = _done(request, found, forms)
        if done is not None:
            return done
    context = {
        "round": sitting.round,
        "sitting": sitting,
        "page": told,
        "item": found,
        "voting": state,
        "forms": forms,
        "decision": getattr(found, "decision", None),
        "may_remove": sitting.state == SittingState.PLANNED and found.state == "open" and prepares(sitting, request.user),
        "others": _neighbours(found),
    }
    status = (forms.wrong.status if forms.wrong else 422) if request.method == "POST" else 200
    return render(request, "workspace/council_item.html", context, status=status)


def _forms(request: AskedHere, told: ItemPage, state: Voting) -> Forms:
    sent = request.POST.get("viec", "") if request.method == "POST" else ""
    data = request.POST if request.method == "POST" else None
    tied = [
        (str(number), gettext("Phương án %d") % number) for number in state.count.tied
    ] if state.may_cast and state.count.verdict == "tie" else []  # fmt: skip
    return Forms(
        motion=MotionForm(told.criterion, data if sent == "phuong-an" else None),
        recuse=ReasonForm(
            data if sent == "khong-tham-gia" else None, label=gettext("Lý do không tham gia"), auto_id="khong-tham-gia-%s"
        ),
        decide=DecideForm(tied, data if sent in ("ket-luan", "chuyen") else None),
        sent=sent,
    )


def _done(request: AskedHere, item: Item, forms: Forms) -> HttpResponse | None:
    """Carry out what was sent; None where the page is shown again with what is wrong."""
    if forms.sent not in ("bieu-quyet", "rut") and not forms.active.is_valid():
        return None
    try:
        words = _act(request, item, forms)
    except Refused as refused:
        forms.wrong = refused
        if forms.active.is_bound:
            put(forms.active, refused)
            forms.wrong = Refused(refused.words, status=refused.status) if not refused.field else refused
        return None
    messages.success(request, words)
    if forms.sent == "rut":
        return HttpResponseRedirect(reverse("workspace:sitting-agenda", args=[item.sitting.round.code, item.sitting.number]))
    return HttpResponseRedirect(
        reverse("workspace:council-item", args=[item.sitting.round.code, item.sitting.number, item.number])
    )


def _act(request: AskedHere, item: Item, forms: Forms) -> str:
    data = forms.active.cleaned_data if forms.active.is_bound else {}
    match forms.sent:
        case "bieu-quyet":
            chosen = request.POST.get("phuong-an", "")
            if not chosen:
                raise Refused(gettext("Hãy chọn một phương án, hoặc «Không biểu quyết»."), field="motion", status=422)
            vote_cast(
                item,
                int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 4 else _abstains(chosen),
                by=request.user,
            )
            return gettext("Đã ghi phiếu của bạn. Bạn đổi được cho đến khi nội dung này có kết luận.")
        case "khong-tham-gia":
            recused(item, by=request.user, reason=data["reason"])
            return gettext("Đã ghi nhận bạn không tham gia quyết định nội dung này.")
        case "phuong-an":
            motion_added(item, forms.motion.values(), by=request.user, reason=data["reason"])
            return gettext("Đã thêm phương án.")
        case "ket-luan":
            casting = data.get("casting") or ""
            item_decided(
                item, by=request.user, reason=data["reason"], discussion=data["discussion"],
                casting=int(casting) if casting else None, seen=request.POST.get("phieu"),
            )  # fmt: skip
            return gettext("Đã kết luận. Kết quả được ghi vào hồ sơ của cơ quan.")
        case "chuyen":
            item_postponed(item, by=request.user, reason=data["reason"], discussion=data["discussion"])
            return gettext("Đã chuyển nội dung sang phiên khác.")
        case "rut":
            item_removed(item, by=request.user)
            return gettext("Đã rút nội dung khỏi chương trình.")
    raise Http404


def _abstains(chosen: str) -> int | None:
    return None if chosen == "khong" else 0


def _neighbours(item: Item) -> dict[str, Item | None]:
    """The items before and after, for going through an agenda."""
    items = item.sitting.items
    return {
        "before": items.filter(number__lt=item.number).order_by("-number").first(),
        "after": items.filter(number__gt=item.number).order_by("number").first(),
    }
