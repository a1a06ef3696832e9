"""Reads of verification: the queue of one indicator over all bodies, and what of it is done. Few queries, however many bodies."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value

from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.tree import NodeScore
from khoabang.web import clock
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.items import JUDGED, Item, ItemState, given_by, items_of
from khoabang.web.assessments.last_year import Past, last_years
from khoabang.web.assessments.models import Outcome, Position, Reply, Ruling, Step, Supplement
from khoabang.web.assessments.points import marks, needed_with
from khoabang.web.assessments.questions import Question
from khoabang.web.assessments.remit import Remit
from khoabang.web.assessments.verifiable import asked_together, to_verify
from khoabang.web.organisations.names import search_key
from khoabang.web.prepared import ANY_DAY, Prepared, whole
from khoabang.web.rounds.models import Participant, Round

PER_PAGE = 20
LARGE = 500  # bodies from which counts are kept for a while
KEPT = 30  # seconds
MOST_KEPT = 1_000

_READ = (
    "round", "position", "name", "attributes", "standing", "parent", "predecessors", "note", "state", "settled",
    "body__code", "group__code", "group__name",
)  # fmt: skip
_queries: dict[tuple[object, ...], Prepared] = {}
_kept: dict[tuple[object, ...], tuple[float, "dict[str, Tally] | None"]] = {}

Show = Literal["open", "all", "unverified", "answered", "asked", "overdue", "reading", "changed", "contested", "verified"]
SHOWS: tuple[Show, ...] = (
    "open",
    "all",
    "unverified",
    "answered",
    "asked",
    "overdue",
    "reading",
    "changed",
    "contested",
    "verified",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a queue is asked for. `after` is the last row of the page before, by its body's position and key.

    From there a page is found at once, however many come before; and none is passed over where some of those were accepted meanwhile.
    """

    question: Question
    show: Show = "open"
    group: str = ""
    body: str = ""
    page: int = 1
    after: tuple[int, int] | None = None


@dataclass(slots=True)
class QueueRow:
    """One body's item in a queue: what was claimed, what that gives, what was found, what stood last year."""

    participant: Participant
    item: Item
    state: ItemState
    asserted: Given
    found: Given | None
    points: NodeScore | None
    found_points: NodeScore | None
    last_year: Past | None
    mine: bool
    borrowed: Mapping[str, str] = field(
        default_factory=dict
    )  # what stands for the inputs of other indicators that the rule takes


@dataclass(slots=True)
class QueuePage:
    """A page of a queue."""

    rows: list[QueueRow] = field(default_factory=list)
    more: bool = False


def queue_page(round_: Round, remit: Remit, asked: Asked, *, reads: bool = False) -> QueuePage:
    """One page of an indicator's queue; `reads` is that of the second reading."""
    at = clock.now()
    position, last = asked.after or (0, 0)
    start = 0 if asked.after else (max(asked.page, 1) - 1) * PER_PAGE
    query, day = _query(round_, remit, asked, reads=reads), at.astimezone(clock.VIETNAM).date()
    found = query.all(limit=PER_PAGE + 1, offset=start, day=day, position=position, last=last)
    rows = rows_of(round_, remit, asked.question.code, found[:PER_PAGE], at)
    return QueuePage(rows, more=len(found) > PER_PAGE)


def _query(round_: Round, remit: Remit, asked: Asked, *, reads: bool) -> Prepared:
    """The query of a queue, composed once for as long as the same bodies are meant; its pages and days differ."""
    indicator, whose = asked.question.code, _whose(round_, remit, asked.question)
    wanted = search_key(asked.body)
    key = (
        round_.pk,
        round_.second_reading,
        indicator,
        asked.show,
        asked.group,
        wanted,
        asked.after is None,
        reads,
        str(whose),
    )

    def composed(_: int) -> QuerySet[Participant, Any]:
        bodies = _with_last(Participant.objects.filter(whose, round=round_.pk), indicator)
        if asked.group:
            bodies = bodies.filter(group__code=asked.group)
        if wanted:
            bodies = bodies.filter(search__contains=wanted)
        if asked.after is not None:
            position = Value(whole("position"), BigIntegerField())
            bodies = bodies.filter(Q(position__gt=position) | Q(pk__gt=whole("last")), position__gte=position)
        condition = _shown(indicator, asked.show, ANY_DAY, second_reading=round_.second_reading, reads=reads)
        if condition is not None:
            bodies = bodies.filter(condition)
        return bodies.select_related("body", "group").only(*_READ).order_by("position", "pk")

    found = _queries.get(key)
    if found is None:
        if len(_queries) >= MOST_KEPT:
            _queries.clear()
        found = _queries[key] = Prepared(composed)
    return found


def rows_of(round_: Round, remit: Remit, indicator: str, chosen: Sequence[Participant], at: datetime) -> list[QueueRow]:
    """The rows of some bodies."""
    if not chosen:
        return []
    others = needed_with(criteria_set_of(round_), indicator)
    needed = {indicator, *others}
    items = items_of([each.pk for each in chosen], needed)
    points, found_points = found_and_said(round_, chosen, indicator, items)
    for participant in chosen:
        participant.round = round_
    past = last_years(chosen, indicator)
    rows = []
    for participant in chosen:
        item = items.get((participant.pk, indicator)) or Item(participant.pk, indicator)
        standing = item.standing
        rows.append(
            QueueRow(
                participant=participant,
                item=item,
                state=item.state(round_.second_reading, at),
                asserted=item.asserted,
                found=given_by(standing) if standing is not None else None,
                points=points.get(participant.pk),
                found_points=found_points.get(participant.pk) if standing is not None else None,
                last_year=past[participant.pk].get(indicator),
                mine=remit.covers(participant, indicator),
                borrowed=_borrowed(items, participant.pk, others),
            )
        )
    return rows


def _borrowed(items: Mapping[tuple[int, str], Item], participant: int, others: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in others:
        item = items.get((participant, code))
        if item is not None:
            found |= (given_by(item.standing) if item.standing is not None else item.asserted).values
    return found


def found_and_said(
    round_: Round, bodies: Sequence[Participant], indicator: str, items: Mapping[tuple[int, str], Item]
) -> tuple[dict[int, NodeScore], dict[int, NodeScore]]:
    """The points of an indicator by what the bodies say, and by what stands now where anything was ruled, by the participant's key."""
    said: dict[int, dict[str, Given]] = {body.pk: {} for body in bodies}
    stands: dict[int, dict[str, Given]] = {body.pk: {} for body in bodies}
    ruled: set[int] = set()
    for (key, code), item in items.items():
        if key not in said:
            continue
        standing, asserted = item.standing, item.asserted
        said[key][code] = asserted
        stands[key][code] = given_by(standing) if standing is not None else asserted
        if standing is not None:
            ruled.add(key)
    points = marks(round_, bodies, indicator, said)
    return points, marks(round_, bodies, indicator, stands) if ruled else {}


def points_of(
    participant: Participant, criterion: Criterion, *, as_verified: bool = False
) -> tuple[NodeScore | None, NodeScore | None]:
    """The points of one body's indicator, by what it says and by what stands; where a group is compared, over all of it.

    Args:
        participant: the body in the round.
        criterion: the indicator.
        as_verified: by what verification found, whatever was decided after it.
    """
    round_ = participant.round
    bodies = [participant]
    if waits_for_others(criterion):
        bodies = list(Participant.objects.filter(round=round_, group=participant.group_id).select_related("body", "group"))
    needed = {criterion.code, *needed_with(criteria_set_of(round_), criterion.code)}
    items = items_of([each.pk for each in bodies], needed)
    if as_verified:
        for item in items.values():
            item.rulings = [each for each in item.rulings if each.step in JUDGED]
    said, stands = found_and_said(round_, bodies, criterion.code, items)
    return said.get(participant.pk), stands.get(participant.pk)


def bodies_to_verify(round_: Round, remit: Remit, question: Question) -> QuerySet[Participant]:
    """The bodies whose item of an indicator is the person's to verify."""
    bodies = Participant.objects.filter(_whose(round_, remit, question), round=round_)
    return _with_last(bodies, question.code).select_related("body", "group")


def _whose(round_: Round, remit: Remit, question: Question) -> Q:
    return remit.bodies(question) & to_verify(round_, remit.criteria_set, question, remit.supplied)


def rows_by_key(round_: Round, remit: Remit, indicator: str, keys: Sequence[int]) -> list[QueueRow]:
    """The rows of the bodies with these keys, in their order."""
    read = Participant.objects.filter(pk__in=keys).select_related("body", "group")
    by_key = {each.pk: each for each in read}
    return rows_of(round_, remit, indicator, [by_key[key] for key in keys], clock.now())


def _with_last(bodies: QuerySet[Participant], indicator: str) -> QuerySet[Participant]:
    """Bodies that can be asked for by the last ruling on an item of theirs."""
    rulings = Ruling.objects.filter(participant=OuterRef("pk"), indicator=indicator).order_by("-number")
    return bodies.alias(last=Subquery(rulings.values("outcome")[:1]), last_step=Subquery(rulings.values("step")[:1]))


def _shown(indicator: str, show: Show, today: date, *, second_reading: bool, reads: bool) -> Any:
    """The condition of a filter on bodies with their last ruling; None shows all."""
    if show == "open" and reads:
        show = "reading"
    rulings = Ruling.objects.filter(participant=OuterRef("pk"), indicator=indicator)
    requested = Q(last=Outcome.SUPPLEMENT)
    # A request that another ruling followed has no open answer: whether there is one is asked only where a request stands last.
    running = Supplement.objects.filter(
        ruling=Subquery(
            Ruling.objects.filter(participant=OuterRef(OuterRef("pk")), indicator=indicator).order_by("-number").values("pk")[:1]
        )
    )
    later = Ruling.objects.filter(participant=OuterRef("participant"), indicator=indicator, number__gt=OuterRef("number"))
    settled = ~Q(outcome=Outcome.SUPPLEMENT) | Q(supplement__isnull=True, due__gte=today)  # or asked, and there is time to answer
    over = Q(Exists(rulings.filter(outcome=Outcome.SUPPLEMENT, supplement__isnull=True, due__lt=today)))
    answered = Q(Exists(running))
    ruled = Q(last__isnull=False) & ~requested
    first_only = Q(last_step=Step.VERIFICATION)
    conditions: dict[Show, Any] = {
        "open": ~Q(Exists(rulings.filter(~Exists(later), settled))),
        "unverified": ~Q(Exists(rulings)),
        "answered": requested & answered,
        "overdue": requested & over & ~answered,
        "asked": requested & ~answered & ~over,
        "reading": ruled & first_only if second_reading else Q(pk__in=[]),
        "verified": ruled & ~first_only if second_reading else ruled,
        "contested": Q(
            Exists(
                Reply.objects.filter(ruling__participant=OuterRef("pk"), ruling__indicator=indicator, position=Position.CONTESTED)
            )
        ),
        "changed": Q(Exists(rulings.filter(outcome=Outcome.CHANGED, step__in=JUDGED))),
    }
    return conditions.get(show)


@dataclass(slots=True)
class Tally:
    """How far one indicator is, over the bodies of a remit."""

    total: int = 0
    asked: int = 0
    back: int = 0
    reading: int = 0
    verified: int = 0
    changed: int = 0

    @property
    def unverified(self) -> int:
        """Those that nobody ruled on."""
        return max(self.total - self.asked - self.back - self.reading - self.verified, 0)

    @property
    def open(self) -> int:
        """Those that wait for the first verifier."""
        return self.unverified + self.back


def tallies(round_: Round, remit: Remit) -> dict[str, Tally]:
    """How far each indicator of a remit is, by its key. In a large round the counts may be half a minute old."""
    found: dict[str, Tally] = {}
    by_narrowing: dict[tuple[tuple[int, int], ...], list[Question]] = {}
    for question in (listed := remit.questions()):
        by_narrowing.setdefault(remit.narrowing(question), []).append(question)
    for narrowing, questions in by_narrowing.items():
        key = (round_.pk, round_.stage, remit.own_bodies, narrowing, tuple(each.key for each in questions))
        until, kept = _kept.get(key, (0.0, None))
        if kept is None or until < monotonic():
            kept = _counted(round_, remit, remit.bodies(questions[0]) & ~Q(body__in=remit.own_bodies), questions)
            if Participant.objects.filter(round=round_).count() > LARGE:
                if len(_kept) > MOST_KEPT:
                    _kept.clear()
                _kept[key] = (monotonic() + KEPT, kept)
        found |= kept
    return {question.key: found[question.key] for question in listed}


def _counted(round_: Round, remit: Remit, bodies: Q, questions: Sequence[Question]) -> dict[str, Tally]:
    found = {question.key: Tally() for question in questions}
    at = clock.now()
    for condition, together in asked_together(round_, remit.criteria_set, questions, remit.supplied):
        chosen = Participant.objects.filter(bodies, condition, round=round_)
        total = chosen.count()
        by_code = {question.code: found[question.key] for question in together}
        for tally in by_code.values():
            tally.total = total
        for row in _last_rulings(chosen, at).filter(indicator__in=list(by_code)):
            tally, n = by_code[row["indicator"]], row["n"]
            if row["outcome"] == Outcome.SUPPLEMENT:
                tally.back += row["answered"] + row["overdue"]
                tally.asked += n - row["answered"] - row["overdue"]
            elif round_.second_reading and row["step"] == Step.VERIFICATION:
                tally.reading += n
            else:
                tally.verified += n
            if row["outcome"] == Outcome.CHANGED:
                tally.changed += n
    return found


def _last_rulings(participants: QuerySet[Participant], at: datetime) -> QuerySet[Ruling, Any]:
    later = Ruling.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("indicator"), number__gt=OuterRef("number")
    )
    today = at.astimezone(clock.VIETNAM).date()
    return (
        Ruling.objects.filter(participant__in=participants)
        .filter(~Exists(later))
        .order_by()
        .values("indicator", "outcome", "step")
        .annotate(
            n=Count("pk"),
            answered=Count("supplement"),
            overdue=Count("pk", filter=Q(outcome=Outcome.SUPPLEMENT, supplement__isnull=True, due__lt=today)),
        )
    )
