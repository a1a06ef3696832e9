"""What a lead department follows a round by: how far each body is, a page at a time, with few queries however many bodies there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.assessments.current import annex_code_of, criteria_set_of, indicators_of, supplied_in
from khoabang.web.assessments.items import JUDGED, unspoken
from khoabang.web.assessments.models import ENTERED, Draft, Outcome, Ruling
from khoabang.web.organisations.names import search_key
from khoabang.web.prepared import ANY_DAY, Prepared, wholes
from khoabang.web.rounds.models import Participant, Round, Standing, State

PER_PAGE: Final = 20
LARGE, KEPT = 500, 60  # from so many bodies on, the counts over all of them may be a minute old
_queries: dict[tuple[object, ...], Prepared] = {}
_asked: dict[tuple[object, ...], int] = {}
MOST_QUERIES = 1_000
_kept = LocMemCache("followed", {})  # of this process: a page that is only looked at writes nothing to the database
SHOWS: Mapping[str, StrOrPromise] = {
    "": _("Tất cả"),
    "chua-bat-dau": _("Chưa bắt đầu"),
    "dang-nhap": _("Đang nhập"),
    "cho-duyet": _("Chờ duyệt"),
    "da-gui": _("Đã gửi"),
    "qua-han": _("Quá hạn chưa gửi"),
    "cho-bo-sung": _("Còn yêu cầu bổ sung"),
    "chua-tra-loi": _("Chưa trả lời điều chỉnh"),
}
SORTS: Mapping[str, tuple[str, ...]] = {
    "": ("position", "pk"),
    "ten": ("search", "pk"),
    "tien-do": ("entered", "position"),
    "han": ("due", "position"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bodies are wanted, in which order, which page of them."""

    search: str = ""
    show: str = ""
    sort: str = ""
    down: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One body: how much is entered of what it is asked for, what is verified, what waits for it."""

    participant: Participant
    entered: int
    asked: int
    verified: int
    requests: int
    unanswered: int
    is_late: bool

    @property
    def standing(self) -> str:
        """Where it stands, as one of `SHOWS`."""
        return _stands(self.participant, is_begun=bool(self.entered))

    @property
    def words(self) -> StrOrPromise:
        """The same in words."""
        return SHOWS[self.standing]


@dataclass(frozen=True, slots=True)
class Followed:
    """A page of a round's bodies, with how many there are of each kind in the whole round."""

    rows: list[Row]
    counts: dict[str, int]
    found: int
    page: int
    pages: int


def _stands(participant: Participant, *, is_begun: bool) -> str:
    if participant.state == State.SENT:
        return "da-gui"
    if participant.state == State.SIGNING:
        return "cho-duyet"
    return "dang-nhap" if is_begun else "chua-bat-dau"


def stands_told(participants: Iterable[Participant]) -> dict[int, StrOrPromise]:
    """Where each of these bodies stands, in the words used everywhere, by its key."""
    listed = list(participants)
    begun = set(Draft.objects.filter(ENTERED, participant__in=listed).order_by().values_list("participant", flat=True))
    return {each.pk: SHOWS[_stands(each, is_begun=each.pk in begun)] for each in listed}


def follow(round_: Round, asked: Asked) -> Followed:
    """How far the bodies of a round are."""
    counts = _counts(round_)
    narrowed = bool(asked.search.strip() or asked.show)
    found = _narrowed(Participant.objects.filter(round=round_), asked, clock.today()).count() if narrowed else counts[""]
    pages = max(1, -(-found // PER_PAGE))
    page = min(max(asked.page, 1), pages)
    chosen = _query(round_, asked).all(limit=PER_PAGE, offset=(page - 1) * PER_PAGE, day=clock.today())
    return Followed(_rows(round_, [key for key, *_ in chosen]), counts, found, page, pages)


def _query(round_: Round, asked: Asked) -> Prepared:
    """The query of the keys of a list, composed once for all its pages."""
    key = (round_.pk, asked.search, asked.show, asked.sort, asked.down)

    def composed(_: int) -> QuerySet[Participant, Any]:
        bodies = _narrowed(Participant.objects.filter(round=round_.pk), asked, ANY_DAY)
        order = SORTS.get(asked.sort, SORTS[""])
        if asked.sort == "tien-do":
            bodies = bodies.annotate(entered=_entered())
        if asked.down:
            order = (f"-{order[0]}", *order[1:])
        return bodies.order_by(*order).values_list("pk")

    found = _queries.get(key)
    if found is None:
        if len(_queries) >= MOST_QUERIES:
            _queries.clear()
        found = _queries[key] = Prepared(composed)
    return found


def _entered() -> Coalesce:
    drafts = Draft.objects.filter(ENTERED, participant=OuterRef("pk"))
    counted = drafts.order_by().values("participant").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _standing(outcome: Outcome) -> QuerySet[Ruling]:
    """The rulings of an outcome on a body that no later one of the same indicator has overtaken."""
    later = Ruling.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("indicator"), number__gt=OuterRef("number")
    )
    return Ruling.objects.filter(~Exists(later), outcome=outcome)


def _requests() -> QuerySet[Ruling]:
    return _standing(Outcome.SUPPLEMENT).filter(supplement__isnull=True)


def _unanswered() -> QuerySet[Ruling]:
    return _standing(Outcome.CHANGED).filter(unspoken(), step__in=JUDGED)


def _kinds(today: date) -> dict[str, Any]:
    """The condition on participants of each kind."""
    begun = Exists(Draft.objects.filter(ENTERED, participant=OuterRef("pk")))
    asked, drafting = ~Q(standing=Standing.EXEMPT), Q(state=State.DRAFTING)
    return {
        "": Q(),
        "chua-bat-dau": asked & drafting & ~Q(begun),
        "dang-nhap": asked & drafting & Q(begun),
        "cho-duyet": asked & Q(state=State.SIGNING),
        "da-gui": Q(state=State.SENT),
        "qua-han": asked & ~Q(state=State.SENT) & Q(due__lt=today),
        "cho-bo-sung": Q(Exists(_requests().filter(participant=OuterRef("pk")))),
        "chua-tra-loi": Q(Exists(_unanswered().filter(participant=OuterRef("pk")))),
    }


def _narrowed(bodies: QuerySet[Participant], asked: Asked, today: date) -> QuerySet[Participant]:
    for word in search_key(asked.search).split():
        bodies = bodies.filter(search__contains=word)
    return bodies.filter(_kinds(today).get(asked.show, Q()))


def _counts(round_: Round) -> dict[str, int]:
    key = f"followed:{round_.pk}:{round_.stage}"
    kept: dict[str, int] | None = _kept.get(key)
    if kept is not None:
        return kept
    aggregates = {f"k{place}": Count("pk", filter=condition) for place, condition in enumerate(_kinds(clock.today()).values())}
    counted = Participant.objects.filter(round=round_).aggregate(**aggregates)
    found = {name: counted[f"k{place}"] for place, name in enumerate(SHOWS)}
    if found[""] > LARGE:
        _kept.set(key, found, KEPT)
    return found


_BODIES = Prepared(
    lambda n: (
        Participant.objects.filter(pk__in=wholes("keys", n))
        .select_related("body", "group")
        .annotate(entered=_entered())
        .order_by()
    )
)
_VERIFIED = Prepared(
    lambda n: (
        Ruling.objects.filter(participant__in=wholes("keys", n))
        .exclude(outcome=Outcome.SUPPLEMENT)
        .order_by()
        .values_list("participant")
        .annotate(n=Count("indicator", distinct=True))
    )
)
_REQUESTED = Prepared(lambda n: _number_by_body(_requests(), n))
_UNANSWERED = Prepared(lambda n: _number_by_body(_unanswered(), n))


def _number_by_body(found: QuerySet[Ruling], n: int) -> QuerySet[Ruling, Any]:
    chosen = found.filter(participant__in=wholes("keys", n))
    return chosen.order_by().values_list("participant").annotate(n=Count("pk"))


def _asked_of(participant: Participant, supplied: frozenset[str]) -> int:
    """How many indicators a body enters itself; the same for all bodies of one annex with the same attributes."""
    key = (criteria_set_of(participant.round).sha256, annex_code_of(participant), participant.attributes, supplied)
    if key not in _asked:
        if len(_asked) >= MOST_QUERIES:
            _asked.clear()
        _asked[key] = sum(1 for each in indicators_of(participant, supplied) if each.supplier == "body")
    return _asked[key]


def _rows(round_: Round, keys: list[int]) -> list[Row]:
    by_key: dict[int, Any] = {each.pk: each for each in _BODIES.all(keys=keys)}
    verified, requests, unanswered = (dict(counted.all(keys=keys)) for counted in (_VERIFIED, _REQUESTED, _UNANSWERED))
    supplied, today = supplied_in(round_), clock.today()
    rows = []
    for key in keys:
        participant = by_key[key]
        participant.round = round_  # the same for all, and read already
        asked = _asked_of(participant, supplied)
        late = participant.state != State.SENT and participant.due is not None and participant.due < today
        rows.append(
            Row(
                participant,
                participant.entered,
                asked,
                verified.get(key, 0),
                requests.get(key, 0),
                unanswered.get(key, 0),
                late and participant.standing != Standing.EXEMPT,
            )
        )
    return rows
