"""How far a round is: counts for its page, and the rounds of an authority."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from khoabang.web import clock
from khoabang.web.assessments.models import Draft, Outcome, Position, Reply, Ruling
from khoabang.web.assessments.verifiable import left_of
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Round, Stage, State

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
    asked = Q(standing__in=["", "unranked"])
    begun = Exists(Draft.objects.filter(participant=OuterRef("pk")))
    today = clock.today()
    counts = round_.participants.annotate(begun=begun).aggregate(
        bodies=Count("pk"),
        exempt=Count("pk", filter=Q(standing="exempt")),
        unranked=Count("pk", filter=Q(standing="unranked")),
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


def rounds_of(authority: Authority) -> QuerySet[Round]:
    """The rounds that an authority runs here, the newest first, with how many bodies take part and have sent."""
    return (
        Round.objects.filter(authority=authority)
        .exclude(stage=Stage.IMPORTED)
        .annotate(
            bodies=Count("participants", filter=~Q(participants__standing="exempt")),
            sent=Count("participants", filter=Q(participants__state=State.SENT) & ~Q(participants__standing="exempt")),
        )
        .order_by("-year", "code")
    )


def earlier_rounds(authority: Authority) -> QuerySet[Round]:
    """The rounds that another may follow on: run here or published elsewhere, not cancelled."""
    return Round.objects.filter(authority=authority).exclude(stage=Stage.CANCELLED).order_by("-year", "code")
