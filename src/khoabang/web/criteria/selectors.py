"""Reads of criteria sets: what an authority may use, what was found in an upload, and what changed between two."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.diff import Change, diff_sets
from khoabang.scoring.problems import Problem
from khoabang.web.criteria.models import SetUpload
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import CriteriaSetVersion
from khoabang.web.rounds.selectors import results_shown

Severity = str


@dataclass(frozen=True, slots=True)
class Found:
    """One problem of an upload: where it stands in the file, and its words."""

    place: str
    severity: Severity
    problem: Problem


def versions_for(authority: Authority) -> QuerySet[CriteriaSetVersion]:
    """The versions that an authority may make a round from: its own, and those that ship or are public."""
    return CriteriaSetVersion.objects.filter(
        Q(own__isnull=True) | Q(own__authority=authority) | Q(results__in=results_shown())
    ).distinct()


def public_versions() -> QuerySet[CriteriaSetVersion]:
    """The versions that everybody may read: nobody's own, or used by a public round."""
    return CriteriaSetVersion.objects.filter(Q(own__isnull=True) | Q(results__in=results_shown())).distinct()


def problems_of(upload: SetUpload) -> list[Found]:
    """What was found in an upload, errors first."""
    found = [
        Found(
            each["place"],
            each["severity"],
            Problem(each["code"], params={key: str(value) for key, value in each["params"].items()}),
        )
        for each in json.loads(upload.problems)
    ]
    order = {"error": 0, "warning": 1}
    return sorted(found, key=lambda each: order.get(each.severity, 2))


def has_errors(found: Iterable[Found]) -> bool:
    """Whether anything found keeps a set from being frozen."""
    return any(each.severity == "error" for each in found)


def changes(before: CriteriaSet, after: CriteriaSet) -> list[Change]:
    """What changed from one set to another, in the order of the format."""
    return diff_sets(before, after)
