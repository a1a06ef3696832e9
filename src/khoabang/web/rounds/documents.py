"""The shapes of the result and explanation documents (docs/formats.md), as the pages read them."""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict


class Figure(TypedDict):
    exact: str | None
    shown: str | None
    stated: str | None
    inferred: NotRequired[str]
    status: NotRequired[str]


class Named(TypedDict):
    code: str
    name: str


class LegalDocument(TypedDict, total=False):
    id: str
    type: str
    number: str
    date: str
    issuer: str
    title: str
    url: str
    text_found: Any


class Reference(TypedDict, total=False):
    document: LegalDocument | str
    at: str


class RoundInfo(TypedDict):
    id: str
    title: str
    year: int
    lang: str
    kind: Literal["published", "demonstration", "computed"]
    completeness: str
    authority: Named
    decision: LegalDocument | None
    source: dict[str, Any] | None
    notes: list[str]
    previous: NotRequired[dict[str, Any] | None]
    stored: NotRequired[dict[str, str] | None]


class SetInfo(TypedDict):
    id: str
    version: str
    name: str
    issuer: str
    sha256: str
    nature: str
    lang: str
    legal_basis: list[LegalDocument]


class CriterionInfo(TypedDict):
    code: str
    parent: str | None
    depth: int
    name: str
    role: str
    maximum: Figure
    leaf: bool
    reference: Reference | None
    note: str | None


class AggregateInfo(TypedDict):
    code: str
    name: str
    maximum: Figure
    of: list[str]


class AnnexInfo(TypedDict):
    code: str
    name: str
    maximum: Figure
    reference: Reference | None
    criteria: list[CriterionInfo]
    aggregates: list[AggregateInfo]


class RankFigure(TypedDict):
    value: int | None
    stated: str | None


class ClassFigure(TypedDict):
    value: str | None
    stated: str | None


class CriterionScore(TypedDict):
    points: Figure
    maximum: Figure
    index: Figure | None
    rank: int | None
    status: str
    flags: list[str]


class RoundBefore(TypedDict):
    id: str
    year: int


# "from" and "class" are keywords of Python.
Before = TypedDict(
    "Before",
    {
        "round": RoundBefore,
        "group": str,
        "rank": int | None,
        "points": Figure,
        "index": Figure,
        "class": str | None,
        "name": str | None,
    },
)


class Origin(TypedDict):
    code: str
    name: str
    rank: int | None
    index: str | None


Movement = TypedDict(
    "Movement",
    {
        "rank": NotRequired[RankFigure],
        "points": NotRequired[Figure],
        "index": NotRequired[Figure],
        "from": NotRequired[Before],
        "predecessors": NotRequired[list[Origin]],
        "comparable": bool,
        "reasons": list[str],
    },
)

BodyRow = TypedDict(
    "BodyRow",
    {
        "code": str,
        "name": str,
        "rank": RankFigure,
        "tied": bool,
        "status": str,
        "reasons": list[str],
        "points": Figure,
        "maximum": Figure,
        "converted": Figure | None,
        "index": Figure,
        "percent": Figure,
        "class": ClassFigure,
        "note": str | None,
        "attributes": NotRequired[dict[str, Any]],
        "criteria": dict[str, CriterionScore],
        "aggregates": dict[str, Any],
        "movement": Movement | None,
    },
)


class Extreme(TypedDict):
    bodies: list[str]
    points: Figure
    index: NotRequired[Figure | None]
    percent: Figure | None


class Statistics(TypedDict):
    count: int
    mean: Figure
    mean_percent: Figure | None
    median: Figure | None
    highest: Extreme | None
    lowest: Extreme | None
    spread: Figure | None
    mean_index: Figure | None
    change: dict[str, Figure | None] | None


class GroupStatistics(TypedDict):
    total: Statistics
    criteria: dict[str, Statistics]
    aggregates: dict[str, Statistics]


class ClassCount(TypedDict):
    name: str
    count: int | None
    stated: int | None


class Ranking(TypedDict):
    by: str
    ties: str
    compare: str
    order: str


class Group(TypedDict):
    code: str
    name: str
    annex: str
    maximum: Figure
    ranked: bool
    ranking: Ranking
    class_names: list[str]
    bodies: list[BodyRow]
    statistics: GroupStatistics
    classes: list[ClassCount]
    counts: dict[str, int | None]


class Difference(TypedDict):
    group: str | None
    body: str | None
    column: str
    computed: str | None
    stated: str | None
    kind: str
    reason: str | None


class Finding(TypedDict):
    kind: str
    grade: str
    body: str | None
    criterion: str | None
    text: str


class Problem(TypedDict):
    code: str
    severity: str
    place: str
    params: dict[str, Any]


class ResultDocument(TypedDict):
    format: int
    kind: str
    round: RoundInfo
    set: SetInfo
    annexes: list[AnnexInfo]
    groups: list[Group]
    statistics: dict[str, Any]
    differences: list[Difference]
    findings: list[Finding]
    problems: list[Problem]


class Given(TypedDict):
    code: str
    name: str
    type: str
    unit: str | None
    given: str
    value: str | None
    label: str | None
    status: str | None
    note: str | None


class Node(TypedDict):
    code: str
    name: str
    role: NotRequired[str]
    points: Figure
    maximum: Figure
    nominal: Figure | None
    index: Figure
    status: str
    flags: list[str]
    reference: Reference | None
    note: str | None
    text: str | None
    inputs: list[Given]
    steps: list[dict[str, Any]]
    children: list["Node"]


class GivenBody(Named):
    """What was said of a body; explanations of earlier editions hold code and name alone."""

    status: NotRequired[str]
    parent: NotRequired[str]
    predecessors: NotRequired[list[str]]
    opened: NotRequired[str | None]
    closed: NotRequired[str | None]
    note: NotRequired[str]
    attributes: NotRequired[dict[str, Any]]


class ExplanationDocument(TypedDict):
    format: int
    kind: str
    body: GivenBody
    root: Node


Document = Mapping[str, Any]
