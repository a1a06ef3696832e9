"""What a body was given last year, indicator by indicator: from the round before that is named in this one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.current import annex_code_of, criteria_set_of, given_of, latest_rulings
from khoabang.web.assessments.models import Approval, Outcome
from khoabang.web.rounds.models import BodyResult, Participant, Round, Stage


@dataclass(frozen=True, slots=True)
class NamedValue:
    """One answer: the name of what was asked, and what was given, as typed; with its unit."""

    name: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One indicator last year: what it was called, the answers that counted, its points, and what was ruled."""

    year: int
    name: str
    values: tuple[NamedValue, ...] = ()
    points: str | None = None  # in point form, as the result prints it
    maximum: str | None = None
    not_applicable: bool = False
    outcome: str = ""  # of the ruling that counted; empty where there was none
    reason: str = ""

    @property
    def was_changed(self) -> bool:
        """Whether what the body claimed did not stand."""
        return self.outcome == Outcome.CHANGED


def last_year(participant: Participant) -> dict[str, Past]:
    """What the same body was given in the round before, by the indicator's code; nothing where there was none."""
    previous = participant.round.previous
    annex = annex_code_of(participant)
    if previous is None or annex is None:
        return {}
    asked = criteria_set_of(participant.round).annex(annex).by_code
    return {code: past for code, past in _told(previous, participant).items() if _is_same(asked.get(code), past)}


def _is_same(criterion: Criterion | None, past: Past) -> bool:
    """Whether a code still means what it did: a body may have come to another annex, or the set have been numbered anew."""
    if criterion is None:  # not asked any more
        return True
    names = {criterion.name, *(item.name for item in criterion.all_inputs)}
    return past.name in names or any(each.name in names for each in past.values)


def _told(previous: Round, participant: Participant) -> dict[str, Past]:
    if previous.stage == Stage.IMPORTED:
        return _imported(previous, participant)
    before = Participant.objects.filter(round=previous, body=participant.body_id).select_related(
        "body", "group", "round__set_version"
    )
    found = before.first()
    return _run_here(previous, found) if found is not None else {}


def _imported(previous: Round, participant: Participant) -> dict[str, Past]:
    """Out of a published result: the explanation of this body, or of the one body that it succeeds."""
    origins = json.loads(participant.predecessors)
    codes = [participant.body.code, *(origins if len(origins) == 1 else [])]
    rows = BodyResult.objects.filter(result__round=previous, body__code__in=codes).order_by("-result__edition")
    told = {code: text for code, text in rows.values_list("body__code", "explanation").reverse() if text}
    text = next((told[code] for code in codes if code in told), "")
    if not text:
        return {}
    return {
        node["code"]: Past(
            previous.year,
            node["name"],
            tuple(_answers(node)),
            _printed(node["points"]),
            _printed(node["maximum"]),
            not_applicable=node["status"] == "not_applicable",
        )
        for node in _leaves(json.loads(text)["root"])
    }


def _answers(node: Mapping[str, Any]) -> Iterator[NamedValue]:
    for given in node["inputs"]:
        if given["value"] is not None:
            yield NamedValue(given["name"], given["label"] or given["given"], given["unit"] or "")


def _leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for child in node["children"]:
        if child["children"]:
            yield from _leaves(child)
        else:
            yield child


def _printed(figure: Mapping[str, Any] | None) -> str | None:
    if figure is None:
        return None
    stated: str | None = figure["stated"]
    shown: str | None = figure["shown"]
    return stated if stated is not None else shown


def _run_here(previous: Round, before: Participant) -> dict[str, Past]:
    """Out of a round that was run here: what counted at its end, and the ruling it rests on."""
    annex = annex_code_of(before)
    if annex is None:
        return {}
    criteria = criteria_set_of(previous).annex(annex).by_code
    rulings = {each.indicator: each for each in latest_rulings([before.pk])}
    scores = _approved_scores(previous, before.body.code)
    found: dict[str, Past] = {}
    for code, given in given_of([before], "current").get(before.pk, {}).items():
        if code not in criteria:
            continue
        ruling, score = rulings.get(code), scores.get(code, {})
        found[code] = Past(
            previous.year,
            criteria[code].name,
            tuple(typed_values(criteria[code], given.values)),
            _printed(score.get("points")),
            _printed(score.get("maximum")),
            given.not_applicable,
            ruling.outcome if ruling else "",
            ruling.reason if ruling else "",
        )
    return found


def typed_values(criterion: Criterion, values: Mapping[str, str]) -> Iterator[NamedValue]:
    """Answers with the names of what was asked, options by their name."""
    for item in criterion.all_inputs:
        if typed := values.get(item.code):
            option = next((each.name for each in item.options if each.code == typed), None)
            yield NamedValue(item.name, option or typed, item.unit or "")


def _approved_scores(round_: Round, body: str) -> Mapping[str, Any]:
    digest = Approval.objects.filter(round=round_).values_list("document_sha256", flat=True).first()
    return _scores_in(round_.pk, digest).get(body, {}) if digest else {}


@lru_cache(maxsize=4)
def _scores_in(round_: int, sha256: str) -> dict[str, Mapping[str, Any]]:
    """The scores of each body in an approved result, read once: it never changes."""
    text = Approval.objects.values_list("document", flat=True).get(round=round_, document_sha256=sha256)
    return {row["code"]: row["criteria"] for group in json.loads(text)["groups"] for row in group["bodies"]}
