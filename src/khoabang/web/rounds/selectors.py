"""Reads: rounds with their current result, and what search finds."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from khoabang.web import clock
from khoabang.web.organisations.models import Body, BodyName
from khoabang.web.organisations.names import search_key
from khoabang.web.prepared import ANY_MOMENT, Prepared
from khoabang.web.prepared import text as prepared_text
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, ExplanationDocument, Group, ResultDocument
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, Edition, Recall, Result, Round

FOUND_AT_MOST = 60


@dataclass(frozen=True)
class Current:
    """A round with its current result. The document is shared between requests: read it, never change it."""

    round: Round
    result: Result
    document: ResultDocument

    @property
    def edition(self) -> Edition | None:
        """The edition that published the result; None where it came in as published elsewhere."""
        return getattr(self.result, "published", None)

    @property
    def since(self) -> datetime:
        """Since when it is there for everybody."""
        return self.edition.public_from if self.edition else self.result.imported

    def group(self, code: str) -> Group | None:
        return next((group for group in self.document["groups"] if group["code"] == code), None)

    def annex_of(self, group: Group) -> AnnexInfo:
        return next(annex for annex in self.document["annexes"] if annex["code"] == group["annex"])


def rounds_current() -> list[Current]:
    """Each round that has a result, newest year first."""
    return [_current(result) for result in _current_results().order_by("-round__year", "round__code")]


_OF_ROUND = Prepared(lambda _: _current_results(ANY_MOMENT).filter(round__code=prepared_text("code")).order_by()[:1])


def round_current(code: str) -> Current | None:
    result = _OF_ROUND.first(code=code, moment=clock.now())
    return _current(result) if result else None


_PUBLIC_NOW = Prepared(
    lambda _: (
        _current_results(ANY_MOMENT)
        .filter(round__code=prepared_text("code"))
        .order_by()
        .values_list("pk", "sha256", "round__title", "edition")[:1]
    )
)


def public_now(code: str) -> str | None:
    """What tells apart all that is public of a round; None where nothing is. It costs less than reading any of it."""
    found = _PUBLIC_NOW.first(code=code, moment=clock.now())
    return None if found is None else "\n".join(map(str, found))


def current_of(result: Result) -> Current:
    """A result with its document, whichever edition it is."""
    return _current(result)


def rounds_scored_from(origin: str) -> set[str]:
    """The codes of the rounds whose latest result was scored from what has this fingerprint."""
    return set(Round.objects.filter(origin=origin, results__isnull=False).values_list("code", flat=True))


def body_row(group: Group, code: str) -> BodyRow | None:
    return next((row for row in group["bodies"] if row["code"] == code), None)


def years_of(current: Current, body: str, most: int) -> list[Current]:
    """A round and those before it that the result compares this body with, the oldest first: one code over the years."""
    years = [current]
    while len(years) < most:
        rows = (row for group in years[0].document["groups"] for row in group["bodies"] if row["code"] == body)
        movement = next((row["movement"] for row in rows), None)
        before = movement["from"]["round"]["id"] if movement and "from" in movement else ""
        earlier = round_current(before) if before else None
        if earlier is None or any(earlier.round == year.round for year in years):
            break
        years.insert(0, earlier)
    return years


def explanation_of(current: Current, body: str) -> ExplanationDocument | None:
    text = BodyResult.objects.filter(result=current.result, body__code=body).values_list("explanation", flat=True).first()
    return cast(ExplanationDocument, json.loads(text)) if text else None


def rounds_using(version: CriteriaSetVersion) -> list[Current]:
    """The rounds whose current result was scored with this version of a set, newest year first."""
    return [_current(result) for result in _current_results().filter(set_version=version).order_by("-round__year", "round__code")]


def body_with_results(authority: str, code: str) -> tuple[Body, list[Current]] | None:
    """A body that has current results, with them, newest year first; nothing where there are none: what nobody published stays unknown."""
    body = Body.objects.select_related("authority").filter(authority__code=authority, code=code).first()
    if body is None:
        return None
    found = _current_results().filter(bodies__body=body).order_by("-round__year", "round__code")
    results = [_current(result) for result in found]
    return (body, results) if results else None


class BodyInRound(NamedTuple):
    """Where a body's result stands: the codes that its pages are found by, and since when it is there for everybody."""

    round: str
    group: str
    authority: str
    body: str
    since: datetime


def bodies_current() -> Iterator[BodyInRound]:
    """Each body of each current result."""
    found = BodyResult.objects.filter(result__in=_current_results()).order_by("pk")
    since = Coalesce("result__published__public_from", "result__imported")
    columns = "result__round__code", "group__code", "body__authority__code", "body__code"
    return (BodyInRound(*row) for row in found.values_list(*columns, since))


def with_results(bodies: Iterable[int]) -> set[int]:
    """Those of some bodies, by key, that have a current result."""
    found = BodyResult.objects.filter(result__in=_current_results(), body__in=list(bodies))
    return set(found.values_list("body", flat=True))


def rounds_found(query: str) -> list[Round]:
    words = search_key(query).split()
    if not words:
        return []
    found = Round.objects.filter(results__in=_current_results()).distinct()
    for word in words:
        found = found.filter(search__contains=word)
    return list(found[:FOUND_AT_MOST])


def bodies_found(query: str) -> list[BodyResult]:
    """Bodies in current results, one of whose names holds every word of the query."""
    words = search_key(query).split()
    if not words:
        return []
    names = BodyName.objects.filter(withdrawn=False)
    for word in words:
        names = names.filter(search__contains=word)
    found = BodyResult.objects.filter(result__in=_current_results(), body__in=names.values("body"))
    ordered = found.select_related("result__round__authority", "group", "body__authority").defer(
        "explanation", "result__document"
    )
    return list(ordered.order_by("name", "-result__round__year")[:FOUND_AT_MOST])


def round_recalled(code: str) -> Recall | None:
    """The withdrawal that stands where a round's result stood; None where nothing was published, or it stands."""
    last = _last_results().filter(round__code=code, published__recall__isnull=False).first()
    return Recall.objects.select_related("edition__result__round__authority").get(edition__result=last) if last else None


def editions_of(code: str) -> list[Edition]:
    """The editions of a round that the public may see, the last first; recalled ones too, with their recall."""
    shown = Edition.objects.filter(result__round__code=code, result__in=results_shown())
    return list(shown.select_related("result__round__authority", "recall", "corrected_by").defer("inputs", "result__document"))


def edition_current(code: str, number: int) -> Current | None:
    """One edition of a round, whether corrected since or not; None where it was recalled or is not there for the public."""
    found = results_shown().filter(round__code=code, edition=number, published__recall__isnull=True)
    result = found.select_related("round__authority", "published").defer("document", "published__inputs").first()
    return _current(result) if result else None


def results_shown(now: datetime | None = None) -> QuerySet[Result]:
    """The results that the public may know of: those that came in as published, and editions whose embargo has ended."""
    ended = Q(published__isnull=True) | Q(published__public_from__lte=now or clock.now())
    return Result.objects.filter(ended, round__public=True)


def _last_results(now: datetime | None = None) -> QuerySet[Result]:
    earlier = results_shown(now).filter(round=OuterRef("round")).order_by().values("round")
    return (
        results_shown(now).annotate(last=Subquery(earlier.annotate(last=Max("edition")).values("last"))).filter(edition=F("last"))
    )


def results_current(*, authority: str = "", year: int | None = None) -> QuerySet[Result]:
    """The current result of each round that everybody may read, newest year first, without its document."""
    found = _current_results().select_related("round__authority", "set_version").defer("document", "set_version__document")
    found = found.filter(round__authority__code=authority) if authority else found
    found = found.filter(round__year=year) if year is not None else found
    return found.order_by("-round__year", "round__code")


def bodies_published(query: str = "", *, authority: str = "") -> QuerySet[Body]:
    """The bodies in results that everybody may read, one of whose names holds every word of the query; by authority and code."""
    found = Body.objects.filter(pk__in=BodyResult.objects.filter(result__in=_current_results()).values("body"))
    found = found.filter(authority__code=authority) if authority else found
    words = search_key(query).split()
    if words:
        names = BodyName.objects.filter(withdrawn=False)
        for word in words:
            names = names.filter(search__contains=word)
        found = found.filter(pk__in=names.values("body"))
    return found.select_related("authority").order_by("authority__code", "code")


def results_of(bodies: Iterable[Body]) -> QuerySet[BodyResult]:
    """What results that everybody may read say of bodies, each body's newest first."""
    found = BodyResult.objects.filter(result__in=_current_results(), body__in=[body.pk for body in bodies])
    ordered = found.select_related("result__round__authority", "group").defer("explanation", "result__document")
    return ordered.order_by("body", "-result__round__year", "result__round__code")


def explanations_of(current: Current) -> Iterator[ExplanationDocument]:
    """The explanation of every body of a result that has one."""
    texts = BodyResult.objects.filter(result=current.result).exclude(explanation="").order_by("id")
    return (cast(ExplanationDocument, json.loads(text)) for text in texts.values_list("explanation", flat=True).iterator())


def _current_results(now: datetime | None = None) -> QuerySet[Result]:
    current = _last_results(now).filter(published__recall__isnull=True)
    return current.select_related("round__authority", "published").defer("document", "published__inputs", "published__changes")


def _current(result: Result) -> Current:
    return Current(result.round, result, document_of(result.pk, result.sha256))


@lru_cache(maxsize=32)
def document_of(key: int, sha256: str) -> ResultDocument:
    """A result's document, read once: a result never changes, and its fingerprint tells it from another database's."""
    text = Result.objects.values_list("document", flat=True).get(pk=key, sha256=sha256)
    return cast(ResultDocument, json.loads(text))


def set_document(version: CriteriaSetVersion) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(version.document))
