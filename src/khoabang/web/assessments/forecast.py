"""A forecast: last year's answers under this year's set, to see before the round opens what the changes of the set do."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khoabang.scoring import Answers, CriteriaSet, Problems, build, score
from khoabang.web.assessments.current import answers_of, criteria_set_of, engine_body, indicators_of, participants_of
from khoabang.web.assessments.models import Approval
from khoabang.web.rounds.models import BodyResult, Participant, Round, Stage

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What a body has in one result: points as printed, rank and class."""

    points: str | None
    rank: int | None
    of_class: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One body: what it had last year, what the same answers give now, and how many of this year's indicators nobody answered then."""

    body: str
    name: str
    before: Place | None
    now: Place
    unanswered: int
    asked: int

    @property
    def climbs(self) -> int | None:
        """By how many places it would climb; below zero it falls. None where one of the two ranks is not known."""
        if self.before is None or self.before.rank is None or self.now.rank is None:
            return None
        return self.before.rank - self.now.rank


@dataclass(frozen=True, slots=True)
class Forecast:
    """The bodies of each ranking group in the order that last year's answers give now; and the indicators without any of those."""

    groups: list[tuple[str, list[Row]]]
    new: list[tuple[str, str]]  # codes and names


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
    before = _places(_result_of(round_.previous))
    asked = {
        each.body.code: [one for one in indicators_of(each) if one.criterion.role != "informational"] for each in participants
    }
    groups = [
        (group["name"], [_row(row, before.get(origins.get(row["code"]) or ""), typed, asked) for row in group["bodies"]])
        for group in document["groups"]
        if group["bodies"]
    ]
    return Forecast(groups, _new(criteria_set, {code for known in typed.values() for code in known}))


def _row(row: Json, before: Place | None, typed: Mapping[str, Mapping[str, str]], asked: Mapping[str, list[Any]]) -> Row:
    mine, wanted = typed.get(row["code"], {}), asked.get(row["code"], [])
    unanswered = sum(1 for each in wanted if not any(item.code in mine for item in each.inputs))
    return Row(row["code"], row["name"], before, _place(row), unanswered, len(wanted))


def _origin(participant: Participant, answered: Mapping[str, Any]) -> str | None:
    origins = json.loads(participant.predecessors)
    codes = [participant.body.code, *(origins if len(origins) == 1 else [])]
    return next((code for code in codes if code in answered), None)


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
    return {row["code"]: _place(row) for group in document["groups"] for row in group["bodies"]} if document else {}


def _place(row: Json) -> Place:
    return Place(row["points"]["shown"] or row["points"]["stated"], row["rank"]["value"], row["class"]["value"])


def _new(criteria_set: CriteriaSet, known: set[str]) -> list[tuple[str, str]]:
    found = {}
    for annex in criteria_set.annexes:
        for criterion in annex.walk():
            inputs = criterion.all_inputs if criterion.is_indicator and criterion.role != "informational" else []
            if inputs and not any(item.code in known for item in inputs):
                found[criterion.code] = criterion.name
    return list(found.items())
