"""How far a round is: counts for its page, and the rounds of an authority."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.activity.models import Entry
from khoabang.web.activity.services import chain_of
from khoabang.web.assessments.models import ENTERED, Draft, Outcome, Position, Reply, Ruling
from khoabang.web.assessments.verifiable import left_of
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Participant, Round, Stage, Standing, State

_UNDER_WAY = (Stage.PREPARATION, Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
LARGE = 500  # bodies from which counts of items are kept for a while
KEPT = 30  # seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of bodies, and of what is verified and replied to once it has come to that."""

    bodies: int
    exempt: int
    unranked: int
    sent: int
    signing: int
    drafting: int
    not_begun: int
    late: int
    to_verify: int = 0
    verified: int = 0
    changed: int = 0
    agreed: int = 0
    contested: int = 0
    silent: int = 0


def progress_of(round_: Round) -> Progress:
    """Count what the page of a round shows."""
    asked = Q(standing__in=[Standing.RANKED, Standing.UNRANKED])
    begun = Exists(Draft.objects.filter(ENTERED, participant=OuterRef("pk")))
    today = clock.today()
    counts = round_.participants.annotate(begun=begun).aggregate(
        bodies=Count("pk"),
        exempt=Count("pk", filter=Q(standing=Standing.EXEMPT)),
        unranked=Count("pk", filter=Q(standing=Standing.UNRANKED)),
        sent=Count("pk", filter=asked & Q(state=State.SENT)),
        signing=Count("pk", filter=asked & Q(state=State.SIGNING)),
        drafting=Count("pk", filter=asked & Q(state=State.DRAFTING, begun=True)),
        not_begun=Count("pk", filter=asked & Q(state=State.DRAFTING, begun=False)),
        late=Count("pk", filter=asked & ~Q(state=State.SENT) & Q(due__lt=today)),
    )
    if round_.stage in (Stage.PREPARATION, Stage.ASSESSMENT, Stage.CANCELLED):
        return Progress(**counts)
    key = f"progress:{round_.pk}:{round_.stage}"
    items: dict[str, int] | None = cache.get(key) if counts["bodies"] > LARGE else None
    if items is None:
        items = _items_counted(round_)
        if counts["bodies"] > LARGE:
            cache.set(key, items, KEPT)
    return Progress(**counts, **items)


def _items_counted(round_: Round) -> dict[str, int]:
    changed = Ruling.objects.filter(participant__round=round_, outcome=Outcome.CHANGED)
    replies = Reply.objects.filter(ruling__participant__round=round_)
    spoken = replies.exclude(position=Position.SILENT).values("ruling")
    left = left_of(round_)
    return {
        "to_verify": left.total,
        "verified": left.total - left.count,
        "changed": changed.order_by().values("participant", "indicator").distinct().count(),
        **replies.order_by().aggregate(
            agreed=Count("pk", filter=Q(position=Position.AGREED)),
            contested=Count("pk", filter=Q(position=Position.CONTESTED)),
            silent=Count("pk", filter=Q(position=Position.SILENT) & ~Q(ruling__in=spoken)),
        ),
    }


def rounds_touched(authority: Authority, bodies: Collection[str], ended: Collection[str], day: date) -> list[StrOrPromise]:
    """What a change of the register means for rounds under way: which of its bodies take part in which, and that nothing moves there.

    Args:
        authority: whose register.
        bodies: codes of the bodies that are changed.
        ended: those of them that do not go on.
        day: the first day on which it is so.
    """
    there = Participant.objects.filter(round__authority=authority, round__stage__in=_UNDER_WAY, body__code__in=bodies)
    found: list[StrOrPromise] = []
    for each in there.select_related("round", "body").order_by("round__code", "position", "pk"):
        words = _(
            "{name} đang ở trong đợt «{title}», bước «{stage}». Trong đợt, tên, thuộc tính, khối và số liệu của cơ quan giữ nguyên."
        )
        parts = [format_lazy(words, name=each.name, title=each.round.title, stage=each.round.get_stage_display())]
        if each.body.code in ended and each.standing != Standing.EXEMPT:
            if each.round.stage == Stage.PREPARATION:
                further = _(
                    "Từ ngày {day} cơ quan không còn hoạt động: hãy đưa ra khỏi đợt và thêm cơ quan tiếp nhận nếu được đánh giá."
                )
            else:
                further = _(
                    "Từ ngày {day} cơ quan không còn hoạt động: nếu không đánh giá nữa, hãy ghi miễn đánh giá, nêu lý do."
                )
            parts.append(format_lazy(further, day=f"{day:%d/%m/%Y}"))
        found.append(format_lazy(" ".join("{}" for _part in parts), *parts))
    return found


def rounds_alike(
    authority: Authority, year: int, bodies: Collection[int], *, besides: Round | None = None
) -> list[tuple[Round, int]]:
    """The rounds of the same year that are run here, with how many of some bodies take part in each; all of them while none is known."""
    rounds = Round.objects.filter(authority=authority, year=year).exclude(stage__in=(Stage.IMPORTED, Stage.CANCELLED))
    if besides is not None:
        rounds = rounds.exclude(pk=besides.pk)
    counted = rounds.annotate(shared=Count("participants", filter=Q(participants__body__in=list(bodies)))).order_by("code")
    return [(each, each.shared) for each in counted if each.shared or not bodies]


def seen_by_bodies(bodies: Collection[int]) -> Q:
    """Rounds that the people of some bodies see: opened, not in preparation, and with one of these bodies in it; or published.

    One that was cancelled before it opened was never theirs to see: its log says whether it had opened.
    """
    opened = Entry.objects.filter(
        chain__key=Concat(Value(chain_of(round_code="-").removesuffix("-")), OuterRef("code")),
        action="round.moved",
        subject="open",
    )
    takes_part = Exists(Participant.objects.filter(round=OuterRef("pk"), body__in=list(bodies)))
    return Q(public=True) | (Q(takes_part) & ~Q(stage=Stage.PREPARATION) & (~Q(stage=Stage.CANCELLED) | Q(Exists(opened))))


def rounds_of(authority: Authority) -> QuerySet[Round]:
    """The rounds that an authority runs here, the newest first, with how many bodies take part and have sent."""
    return (
        Round.objects.filter(authority=authority)
        .exclude(stage=Stage.IMPORTED)
        .annotate(
            bodies=Count("participants", filter=~Q(participants__standing=Standing.EXEMPT)),
            sent=Count("participants", filter=Q(participants__state=State.SENT) & ~Q(participants__standing=Standing.EXEMPT)),
        )
        .order_by("-year", "code")
    )


def earlier_rounds(authority: Authority) -> QuerySet[Round]:
    """The rounds that another may follow on: run here or published elsewhere, not cancelled."""
    return Round.objects.filter(authority=authority).exclude(stage=Stage.CANCELLED).order_by("-year", "code")
