"""A forecast: last year's answers under this year's set, to see before the round opens what the changes of the set do."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from khoabang.scoring import Answers, CriteriaSet, Problems, build, score
from khoabang.web.assessments.current import answers_of, criteria_set_of, engine_body, indicators_of, participants_of
from khoabang.web.assessments.last_year import answers_as
from khoabang.web.assessments.models import Approval
from khoabang.web.rounds.models import BodyResult, Participant, Round, Stage, Standing

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What a body has in one result: points as printed, rank and class."""

    points: str | None
    rank: int | None
    of_class: str | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One body: what it had last year, what the same answers give now, and how many of this year's indicators nobody answered then."""

    body: str
    name: str
    before: Place | None
    now: Place
    unanswered: int
    asked: int
    climbs: int | None = None  # by how many places, among those ranked in both years; below zero it falls


@dataclass(frozen=True, slots=True)
class Field:
    """One ranking group: its bodies in the order that last year's answers give now, and how far ranks can be compared.

    Who was ranked last year among others than now has not moved by the difference of two numbers: both years are ranked anew among
    the bodies that have a rank in both. Where these stood in several groups last year there is nothing to compare.
    """

    name: str
    rows: list[Row]
    among: int  # how many bodies are ranked in both years
    is_whole: bool  # whether those are all that were ranked last year, and all that are now
    is_mixed: bool  # whether they stood in several groups last year


@dataclass(frozen=True, slots=True)
class Forecast:
    """The ranking groups, the indicators that last year's answers say nothing of, and the bodies that belong to no group yet."""

    groups: list[Field]
    new: list[tuple[str, str]]  # codes and names
    unplaced: list[str]


def forecast(round_: Round) -> Forecast | None:
    """Score the bodies of a round by what counted for them in the round before; None where no round before is named.

    A body that succeeds exactly one other takes that one's answers. What nobody was asked last year stands as missing.
    """
    if round_.previous is None:
        return None
    criteria_set = criteria_set_of(round_)
    participants = participants_of(round_)
    answered = _answered(round_.previous)
    typed, origins = {}, {}
    for each in participants:
        origins[each.body.code] = origin = _origin(each, answered)
        known = answered.get(origin, {}) if origin else {}
        typed[each.body.code] = {code: text for code, text in known.items() if code in criteria_set.inputs and text}
    bodies = [engine_body(each, criteria_set) for each in participants]
    document = build(score(criteria_set, bodies, Answers(typed, lang=criteria_set.lang), Problems()))
    last = _result_of(round_.previous)
    before = _places(last)
    asked = {
        each.body.code: [one for one in indicators_of(each) if one.criterion.role != "informational"] for each in participants
    }
    ranked = [place.group for place in before.values() if place.rank is not None]
    groups = [
        _field(
            group["name"],
            [_row(row, before.get(origins.get(row["code"]) or ""), typed, asked) for row in group["bodies"]],
            ranked,
        )
        for group in document["groups"]
        if group["bodies"]
    ]
    placed = {row.body for group in groups for row in group.rows}
    unplaced = [each.name for each in participants if each.body.code not in placed and each.standing != Standing.EXEMPT]
    return Forecast(groups, _new(criteria_set, {code for known in typed.values() for code in known}), unplaced)


def _field(name: str, rows: list[Row], ranked: list[str]) -> Field:
    """Compare the ranks of both years among the bodies that have one in both."""
    both = {
        row.body: (row.before.rank, row.now.rank, row.before.group)
        for row in rows
        if row.before is not None and row.before.rank is not None and row.now.rank is not None
    }
    then, now = _anew({body: each[0] for body, each in both.items()}), _anew({body: each[1] for body, each in both.items()})
    came_from = {each[2] for each in both.values()}
    is_mixed = len(came_from) > 1
    is_whole = len(both) == sum(1 for row in rows if row.now.rank is not None) == sum(1 for each in ranked if each in came_from)
    moved = [replace(row, climbs=then[row.body] - now[row.body]) if row.body in both and not is_mixed else row for row in rows]
    return Field(name, moved, len(both), is_whole, is_mixed)


def _anew(ranks: Mapping[str, int]) -> dict[str, int]:
    """Ranks among those given; equal ones stay equal."""
    in_order = sorted(ranks.values())
    return {body: in_order.index(rank) + 1 for body, rank in ranks.items()}


def _row(row: Json, before: Place | None, typed: Mapping[str, Mapping[str, str]], asked: Mapping[str, list[Any]]) -> Row:
    mine, wanted = typed.get(row["code"], {}), asked.get(row["code"], [])
    unanswered = sum(1 for each in wanted if not any(item.code in mine for item in each.inputs))
    return Row(row["code"], row["name"], before, _place(row), unanswered, len(wanted))


def _origin(participant: Participant, answered: Mapping[str, Any]) -> str | None:
    return next((code for code in answers_as(participant) if code in answered), None)


def _answered(previous: Round) -> Mapping[str, Mapping[str, str]]:
    """What counted for each body of a round, by input: frozen at approval, or derived, or told in a published result's explanations."""
    if previous.stage != Stage.IMPORTED:
        return answers_of(previous, "current").typed
    rows = BodyResult.objects.filter(result__round=previous).order_by("result__edition").values_list("body__code", "explanation")
    return {code: dict(_given(json.loads(text)["root"])) for code, text in rows if text}


def _given(node: Json) -> Iterator[tuple[str, str]]:
    for item in node["inputs"]:
        yield item["code"], item["given"] or ""
    for child in node["children"]:
        yield from _given(child)


def _result_of(previous: Round) -> Json | None:
    approval = Approval.objects.filter(round=previous).first()
    if approval is not None:
        return json.loads(approval.document)  # type: ignore[no-any-return]
    result = previous.results.order_by("-edition").first()
    return json.loads(result.document) if result is not None else None


def _places(document: Json | None) -> dict[str, Place]:
    groups: Iterable[Json] = document["groups"] if document else ()
    return {row["code"]: _place(row, group["code"]) for group in groups for row in group["bodies"]}


def _place(row: Json, group: str = "") -> Place:
    return Place(row["points"]["shown"] or row["points"]["stated"], row["rank"]["value"], row["class"]["value"], group)


def _new(criteria_set: CriteriaSet, known: set[str]) -> list[tuple[str, str]]:
    found = {}
    for annex in criteria_set.annexes:
        for criterion in annex.walk():
            inputs = criterion.all_inputs if criterion.is_indicator and criterion.role != "informational" else []
            if inputs and not any(item.code in known for item in inputs):
                found[criterion.code] = criterion.name
    return list(found.items())
