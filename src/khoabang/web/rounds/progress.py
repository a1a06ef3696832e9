"""How far a round is: counts for its page, and the rounds of an authority."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from khoabang.web import clock
from khoabang.web.assessments.models import Draft, Outcome, Position, Reply, Ruling
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.conditions import not_verified, to_verify
from khoabang.web.rounds.models import Round, Stage, State


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
    rulings = Ruling.objects.filter(participant__round=round_)
    items = to_verify(round_)
    replies = Reply.objects.filter(ruling__participant__round=round_)
    return Progress(
        **counts,
        to_verify=len(items),
        verified=len(items) - len(not_verified(round_, items)),
        changed=rulings.filter(outcome=Outcome.CHANGED).values("participant", "indicator").distinct().count(),
        **replies.aggregate(
            agreed=Count("pk", filter=Q(position=Position.AGREED)),
            contested=Count("pk", filter=Q(position=Position.CONTESTED)),
            silent=Count("pk", filter=Q(position=Position.SILENT)),
        ),
    )


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
