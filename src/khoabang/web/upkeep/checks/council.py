"""Checks of the council: votes by who may vote, decisions that stand as rulings, minutes as they were confirmed."""

import hashlib
import json
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from khoabang.web.assessments.models import Ruling, Step
from khoabang.web.council import counting
from khoabang.web.council.models import Confirmation, Decision, Item, ItemState, Recusal, Vote
from khoabang.web.council.sittings import majority_of, quorum_of
from khoabang.web.council.voting import tally_of
from khoabang.web.upkeep.checks.check import Finding, Looked, check

_COUNCIL = _("Báo chủ tịch hội đồng và cơ quan thường trực; đối chiếu với biên bản đã ký.")
_PLACE = ("item__participant__round__code", "item__participant__body__code", "item__indicator")
_OWNER = "item__participant__round__authority__code"


@check(
    "DOC140",
    _("Thành viên không biểu quyết nội dung mình phải tránh"),
    _("Có phiếu của người không tham gia quyết định nội dung ấy."),
    _COUNCIL,
)
def recused_votes(looked: Looked) -> Iterator[Finding]:
    recused = Recusal.objects.filter(item=OuterRef("item"), seat=OuterRef("seat"), at__lte=OuterRef("at"))
    for code, body, indicator, name, owner in Vote.objects.filter(Exists(recused)).values_list(*_PLACE, "seat__name", _OWNER):
        yield Finding(f"{code} · {body} · {indicator}", name, owner)


@check(
    "DOC141",
    _("Phiếu do thành viên của chính phiên họp bỏ"),
    _("Có phiếu của người thuộc phiên khác."),
    _COUNCIL,
)
def votes_elsewhere(looked: Looked) -> Iterator[Finding]:
    wrong = Vote.objects.exclude(seat__sitting=F("item__sitting"))
    for code, body, indicator, name, owner in wrong.values_list(*_PLACE, "seat__name", _OWNER):
        yield Finding(f"{code} · {body} · {indicator}", name, owner)


@check(
    "DOC142",
    _("Nội dung đã quyết định có quyết định, và ngược lại"),
    _("Trạng thái của một nội dung không khớp với quyết định của hội đồng."),
    _COUNCIL,
)
def decided(looked: Looked) -> Iterator[Finding]:
    has = Exists(Decision.objects.filter(item=OuterRef("pk")))
    wrong = Item.objects.annotate(has=has).filter(
        Q(state=ItemState.DECIDED, has=False) | ~Q(state=ItemState.DECIDED) & Q(has=True)
    )
    for code, body, indicator, owner in wrong.values_list(
        "participant__round__code", "participant__body__code", "indicator", "participant__round__authority__code"
    ):
        yield Finding(f"{code} · {body} · {indicator}", "", owner)


@check(
    "DOC143",
    _("Kết luận của hội đồng đúng với nội dung đã quyết định"),
    _("Quyết định của hội đồng gắn với kết luận của cơ quan khác, chỉ tiêu khác hoặc bước khác."),
    _COUNCIL,
)
def decisions(looked: Looked) -> Iterator[Finding]:
    right = Q(ruling__participant=F("item__participant"), ruling__indicator=F("item__indicator"), ruling__step=Step.COUNCIL) & Q(
        motion__item=F("item")
    )
    for code, body, indicator, owner in Decision.objects.exclude(right).values_list(*_PLACE, _OWNER):
        yield Finding(f"{code} · {body} · {indicator}", "", owner)


@check(
    "DOC144",
    _("Kết luận của hội đồng có quyết định của hội đồng"),
    _("Có kết luận ghi là của hội đồng mà hội đồng không quyết định."),
    _COUNCIL,
)
def undecided_rulings(looked: Looked) -> Iterator[Finding]:
    wrong = Ruling.objects.filter(~Exists(Decision.objects.filter(ruling=OuterRef("pk"))), step=Step.COUNCIL)
    for code, body, indicator, owner in wrong.values_list(
        "participant__round__code", "participant__body__code", "indicator", "participant__round__authority__code"
    ):
        yield Finding(f"{code} · {body} · {indicator}", "", owner)


@check(
    "DOC145",
    _("Biên bản khớp mã băm"),
    _("Biên bản đã xác nhận bị sửa."),
    _COUNCIL,
)
def minutes(looked: Looked) -> Iterator[Finding]:
    rows = Confirmation.objects.values_list(
        "minutes", "sha256", "sitting", "sitting__round__code", "sitting__round__authority__code"
    )
    for text, sha256, sitting, code, owner in rows.iterator(10):
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield Finding(f"{code} · #{sitting}", "", owner)


@check(
    "DOC146",
    _("Kết quả kiểm phiếu đúng với các phiếu"),
    _("Kiểm lại phiếu, số người có mặt và người không tham gia thì ra kết quả khác với kết quả ghi trong quyết định."),
    _COUNCIL,
)
def tallies(looked: Looked) -> Iterator[Finding]:
    decisions = Decision.objects.select_related("item__sitting", "item__participant__round__authority", "motion")
    together = (
        "item__participant__body",
        "item__votes__motion",
        "item__recusals",
        "item__motions",
        "item__sitting__seats__attendance",
    )
    for decision in decisions.prefetch_related(*together).order_by("pk").iterator(200):
        item, counted = decision.item, _recounted(decision)
        won = counted.tied if decision.casting else (counted.winner,)
        try:
            same = json.loads(decision.tally) == tally_of(counted, len(item.recusals.all())) and decision.motion.number in won
        except ValueError:
            same = False
        if not same:
            place = f"{item.participant.round.code} · {item.participant.body.code} · {item.indicator}"
            yield Finding(place, "", item.participant.round.authority.code)


def _recounted(decision: Decision) -> counting.Count:
    """The votes of a decision, counted anew from what was there when it was made."""
    item, sitting = decision.item, decision.item.sitting
    votes = {vote.seat_id: vote for vote in sorted(item.votes.all(), key=lambda each: each.number)}
    present = set(votes)
    if sitting.is_meeting:
        said = {seat.pk: [each for each in seat.attendance.all() if each.at <= decision.at] for seat in sitting.seats.all()}
        present = {key for key, words in said.items() if words and max(words, key=lambda each: each.pk).present}
    return counting.count(
        members={seat.pk for seat in sitting.seats.all()} - {each.seat_id for each in item.recusals.all()},
        present=present,
        votes={seat: vote.motion.number if vote.motion else None for seat, vote in votes.items()},
        motions=[motion.number for motion in item.motions.all()],
        quorum=quorum_of(sitting),
        majority=majority_of(sitting),
        majority_of=sitting.majority_of,
    )
