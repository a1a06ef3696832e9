"""Reads: rounds with their current result, and what search finds."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from khoabang.web.organisations.models import BodyName
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, ExplanationDocument, Group, ResultDocument
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, Result, Round

FOUND_AT_MOST = 60


@dataclass(frozen=True)
class Current:
    """A round with its current result. The document is shared between requests: read it, never change it."""

    round: Round
    result: Result
    document: ResultDocument

    def group(self, code: str) -> Group | None:
        return next((group for group in self.document["groups"] if group["code"] == code), None)

    def annex_of(self, group: Group) -> AnnexInfo:
        return next(annex for annex in self.document["annexes"] if annex["code"] == group["annex"])


def rounds_current() -> list[Current]:
    """Each round that has a result, newest year first."""
    return [_current(result) for result in _current_results().order_by("-round__year", "round__code")]


def round_current(code: str) -> Current | None:
    result = _current_results().filter(round__code=code).first()
    return _current(result) if result else None


def rounds_scored_from(origin: str) -> set[str]:
    """The codes of the rounds whose latest result was scored from what has this fingerprint."""
    return set(Round.objects.filter(origin=origin, results__isnull=False).values_list("code", flat=True))


def body_row(group: Group, code: str) -> BodyRow | None:
    return next((row for row in group["bodies"] if row["code"] == code), None)


def explanation_of(current: Current, body: str) -> ExplanationDocument | None:
    text = BodyResult.objects.filter(result=current.result, body__code=body).values_list("explanation", flat=True).first()
    return cast(ExplanationDocument, json.loads(text)) if text else None


def rounds_using(version: CriteriaSetVersion) -> list[Current]:
    """The rounds whose current result was scored with this version of a set, newest year first."""
    return [_current(result) for result in _current_results().filter(set_version=version).order_by("-round__year", "round__code")]


def rounds_found(query: str) -> list[Round]:
    words = search_key(query).split()
    if not words:
        return []
    found = Round.objects.filter(results__isnull=False, public=True).distinct()
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
    ordered = found.select_related("result__round__authority", "group", "body").defer("explanation", "result__document")
    return list(ordered.order_by("name", "-result__round__year")[:FOUND_AT_MOST])


def _current_results() -> QuerySet[Result]:
    last = Result.objects.filter(round=OuterRef("round")).order_by().values("round").annotate(last=Max("edition")).values("last")
    current = Result.objects.annotate(last=Subquery(last)).filter(edition=F("last"), round__public=True)
    return current.select_related("round__authority").defer("document")


def _current(result: Result) -> Current:
    return Current(result.round, result, _document(result.pk, result.sha256))


@lru_cache(maxsize=32)
def _document(key: int, sha256: str) -> ResultDocument:
    """A result's document, read once: a result never changes, and its fingerprint tells it from another database's."""
    text = Result.objects.values_list("document", flat=True).get(pk=key, sha256=sha256)
    return cast(ResultDocument, json.loads(text))


def set_document(version: CriteriaSetVersion) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(version.document))
