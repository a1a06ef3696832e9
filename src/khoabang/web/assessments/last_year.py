"""What a body was given last year, indicator by indicator: from the round before that is named in this one."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.model import Criterion
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, annex_code_of, criteria_set_of
from khoabang.web.assessments.items import Item, given_by, items_of
from khoabang.web.assessments.models import Approval, Outcome
from khoabang.web.prepared import Prepared, whole, wholes
from khoabang.web.rounds.models import BodyResult, Edition, Participant, Result, Round, Stage

_PREVIOUS = Prepared(
    lambda _: Round.objects.select_related("set_version").defer("set_version__document").filter(pk=whole("round")).order_by()
)
_THERE = Prepared(
    lambda n: (
        Participant.objects.filter(round=whole("round"), body__in=wholes("bodies", n)).select_related("body", "group").order_by()
    )
)
_CORRECTING = Edition.objects.filter(corrects__isnull=False, recall__isnull=True)
_APPROVED = Prepared(
    lambda _: (
        Approval.objects.filter(round=whole("round"))
        .annotate(is_corrected=Exists(_CORRECTING.filter(result__round=OuterRef("round"))))
        .order_by()
        .values_list("document_sha256", "is_corrected")
    )
)
_CORRECTIONS = Prepared(
    lambda _: (
        _CORRECTING.filter(result__round=whole("round"))
        .order_by("result__edition")
        .values_list("result", "result__sha256", "changes")
    )
)


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """An indicator of last year: what was asked for it, by the codes of its inputs, and what was given."""

    code: str
    inputs: frozenset[str]
    past: Past


def last_year(participant: Participant) -> dict[str, Past]:
    """What the same body was given in the round before, by this year's code of the indicator; nothing where there was none.

    An indicator is the one of last year that asked for the same inputs, whatever its code: codes are numbered anew each year.
    """
    return last_years([participant])[participant.pk]


def last_years(participants: Sequence[Participant], indicator: str = "") -> dict[int, dict[str, Past]]:
    """The same of several bodies of one round, by the participant's key: as many queries as for one.

    Args:
        participants: the bodies.
        indicator: this year's code of the only indicator that is asked about; empty asks about all.
    """
    nothing: dict[int, dict[str, Past]] = {each.pk: {} for each in participants}
    number = participants[0].round.previous_id if participants else None
    if number is None:
        return nothing
    previous: Round = _PREVIOUS.first(round=number)
    criteria_set = criteria_set_of(participants[0].round)
    asked = [each for each in _indicators(criteria_set) if each.code == indicator or not indicator]
    if previous.stage == Stage.IMPORTED:
        given = _imported(previous, participants)
    else:
        given = _run_here(previous, participants, None if not indicator else _alike(criteria_set_of(previous), asked))
    for participant in participants:
        if (annex := annex_code_of(participant)) is not None and (found := given.get(participant.pk)):
            here = criteria_set.annex(annex).by_code
            mine = [each for each in asked if here.get(each.code) is each]
            nothing[participant.pk] = {each.code: past for each in mine if (past := _same(each, found)) is not None}
    return nothing


def _indicators(criteria_set: CriteriaSet) -> list[Criterion]:
    return [each for annex in criteria_set.annexes for each in annex.walk() if each.is_indicator]


def _alike(criteria_set: CriteriaSet, asked: Iterable[Criterion]) -> set[str]:
    """The codes of the indicators of a set that may stand for one of these."""
    inputs = {item.code for each in asked for item in each.all_inputs}
    codes = {each.code for each in asked}
    return {
        each.code
        for each in _indicators(criteria_set)
        if each.code in codes or not inputs.isdisjoint(item.code for item in each.all_inputs)
    }


def _same(indicator: Criterion, found: list[_Asked]) -> Past | None:
    """The indicator of last year with most of the same inputs; among equals the one whose inputs are fewest, then of the same code."""
    inputs = {item.code for item in indicator.all_inputs}
    alike = [each for each in found if each.inputs & inputs or (each.code == indicator.code and not each.inputs and not inputs)]
    if not alike:
        return None
    best = max(alike, key=lambda each: (len(each.inputs & inputs), -len(each.inputs - inputs), each.code == indicator.code))
    return best.past


def answers_as(participant: Participant) -> list[str]:
    """The codes under which a body's answers of last year stand: its own, else that of the one body that it succeeds."""
    origins = json.loads(participant.predecessors)
    return [participant.body.code, *(origins if len(origins) == 1 else [])]


def _imported(previous: Round, participants: Sequence[Participant]) -> dict[int, list[_Asked]]:
    """Out of a published result: the explanation of each body, or of the one body that it succeeds."""
    named = {each.pk: answers_as(each) for each in participants}
    codes = {code for several in named.values() for code in several}
    rows = BodyResult.objects.filter(result__round=previous, body__code__in=codes).order_by("-result__edition")
    told = {code: text for code, text in rows.values_list("body__code", "explanation").reverse() if text}
    texts = {key: next((told[code] for code in several if code in told), "") for key, several in named.items()}
    return {key: _explained(previous, text) for key, text in texts.items() if text}


def _explained(previous: Round, text: str) -> list[_Asked]:
    return [
        _Asked(
            node["code"],
            frozenset(given["code"] for given in node["inputs"]),
            Past(
                previous.year,
                node["name"],
                tuple(_answers(node)),
                _printed(node["points"]),
                _printed(node["maximum"]),
                not_applicable=node["status"] == "not_applicable",
            ),
        )
        for node in _leaves(json.loads(text)["root"])
    ]


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


def _run_here(
    previous: Round, participants: Sequence[Participant], indicators: Collection[str] | None
) -> dict[int, list[_Asked]]:
    """Out of a round that was run here: what counts of it for each body or the one it succeeds, and the ruling it rests on.

    What a correction of the published result changed counts as corrected.
    """
    there = {each.body_id: each for each in _THERE.all(round=previous.pk, bodies=[each.body_id for each in participants])}
    before = {each.pk: there[each.body_id] for each in participants if each.body_id in there}
    succeeded = {each.pk: codes[-1] for each in participants if each.pk not in before and len(codes := answers_as(each)) > 1}
    if succeeded:
        rows = Participant.objects.filter(round=previous, body__code__in=succeeded.values()).select_related("body", "group")
        by_code = {each.body.code: each for each in rows}
        before |= {key: by_code[code] for key, code in succeeded.items() if code in by_code}
    items: dict[int, list[Item]] = {}
    for item in items_of({each.pk for each in before.values()}, indicators).values():
        items.setdefault(item.participant_id, []).append(item)
    digest, is_corrected = _APPROVED.first(round=previous.pk) or ("", False)
    scores = _scores_in(previous.pk, digest) if digest else {}
    corrected: dict[tuple[str, str], Mapping[str, str]] = {}
    if is_corrected:
        corrections = _CORRECTIONS.all(round=previous.pk)
        scores = _corrected_scores(*corrections[-1][:2])
        for *_, changes in corrections:
            corrected |= {(change["body"], change["indicator"]): change["after"] for change in json.loads(changes)}
    return {
        key: _counted(previous, each, items.get(each.pk, []), scores.get(each.body.code, {}), corrected)
        for key, each in before.items()
    }


def _counted(
    previous: Round,
    before: Participant,
    items: Iterable[Item],
    scores: Mapping[str, Any],
    corrected: Mapping[tuple[str, str], Mapping[str, str]],
) -> list[_Asked]:
    before.round = previous
    annex = annex_code_of(before)
    if annex is None:
        return []
    criteria = criteria_set_of(previous).annex(annex).by_code
    found: list[_Asked] = []
    for item in items:
        criterion = criteria.get(item.indicator)
        if criterion is None:
            continue
        ruling, score = item.standing, scores.get(item.indicator, {})
        given = given_by(ruling) if ruling is not None else item.asserted
        if (after := corrected.get((before.body.code, item.indicator))) is not None:
            stands = set(after.values()) != {DOES_NOT_APPLY}
            given = Given(after if stands else {}, not stands)
        past = Past(
            previous.year,
            criterion.name,
            tuple(typed_values(criterion, given.values)),
            _printed(score.get("points")),
            _printed(score.get("maximum")),
            given.not_applicable,
            ruling.outcome if ruling is not None else "",
            ruling.reason if ruling is not None else "",
        )
        found.append(_Asked(item.indicator, frozenset(each.code for each in criterion.all_inputs), past))
    return found


def typed_values(criterion: Criterion, values: Mapping[str, str]) -> Iterator[NamedValue]:
    """Answers with the names of what was asked, options by their name."""
    for item in criterion.all_inputs:
        if typed := values.get(item.code):
            option = next((each.name for each in item.options if each.code == typed), None)
            yield NamedValue(item.name, option or typed, item.unit or "")


@lru_cache(maxsize=4)
def _corrected_scores(result: int, sha256: str) -> dict[str, Mapping[str, Any]]:
    """The scores of each body in a published result, read once: it never changes."""
    return _scores_of(Result.objects.values_list("document", flat=True).get(pk=result, sha256=sha256))


@lru_cache(maxsize=4)
def _scores_in(round_: int, sha256: str) -> dict[str, Mapping[str, Any]]:
    """The same of an approved result."""
    return _scores_of(Approval.objects.values_list("document", flat=True).get(round=round_, document_sha256=sha256))


def _scores_of(text: str) -> dict[str, Mapping[str, Any]]:
    return {row["code"]: row["criteria"] for group in json.loads(text)["groups"] for row in group["bodies"]}
