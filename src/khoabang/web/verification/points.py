"""Points of one indicator for some bodies, without scoring the rest: what a queue shows beside each claim."""

from collections.abc import Iterable, Mapping
from typing import Any

from khoabang.scoring import Answers, CriteriaSet, Problems, score
from khoabang.scoring.criteria.model import Annex
from khoabang.scoring.tree import NodeScore
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, annex_code_of, criteria_set_of, engine_body
from khoabang.web.rounds.models import Participant, Round

_MOST = 1_000
_reduced: dict[tuple[str, str], CriteriaSet] = {}


def needed_with(criteria_set: CriteriaSet, indicator: str) -> frozenset[str]:
    """The other indicators whose inputs an indicator's rule or a gate above it looks at."""
    return frozenset(
        criterion.code
        for annex in alone(criteria_set, indicator).annexes
        for criterion in annex.walk()
        if criterion.is_indicator and criterion.code != indicator
    )


def marks(
    round_: Round, participants: Iterable[Participant], indicator: str, given: Mapping[int, Mapping[str, Given]]
) -> dict[int, NodeScore]:
    """What an indicator gives some bodies by what stands for it and for those it needs, by the participant's key."""
    whole = criteria_set_of(round_)
    criteria_set = alone(whole, indicator)
    asked = [each for each in participants if each.group_id is not None]
    by_annex = {annex.code: annex.by_code for annex in criteria_set.annexes}
    typed: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, str]] = {}
    for participant in asked:
        participant.round = round_
        by_code = by_annex.get(annex_code_of(participant) or "", {})
        values, said = typed.setdefault(participant.body.code, {}), notes.setdefault(participant.body.code, {})
        for code, one in given.get(participant.pk, {}).items():
            if (criterion := by_code.get(code)) is not None:
                inputs = [item.code for item in criterion.all_inputs]
                values |= dict.fromkeys(inputs, DOES_NOT_APPLY) if one.not_applicable else one.values
                said |= dict.fromkeys(inputs, one.note) if one.note else {}
    bodies = [engine_body(each, whole) for each in asked]
    scored = score(criteria_set, bodies, Answers(typed, notes, whole.lang), Problems())
    found: dict[int, NodeScore] = {}
    for participant in asked:
        card = scored.card(participant.body.code)
        if card is not None and indicator in card.scores:
            found[participant.pk] = card.scores[indicator]
    return found


def alone(criteria_set: CriteriaSet, indicator: str) -> CriteriaSet:
    """The set with nothing in it but one indicator, what stands above it, and the indicators whose inputs those look at."""
    key = (criteria_set.sha256, indicator)
    if key not in _reduced:
        if len(_reduced) >= _MOST:
            _reduced.clear()
        _reduced[key] = _made(criteria_set, indicator)
    return _reduced[key]


def _made(criteria_set: CriteriaSet, indicator: str) -> CriteriaSet:
    data: dict[str, Any] = criteria_set.dump()
    above = criteria_set.lineage[indicator]
    for annex, written in zip(criteria_set.annexes, data["annexes"], strict=True):
        wanted = _inputs_needed(annex, indicator, above)
        kept = {
            criterion.code
            for criterion in annex.walk()
            if criterion.is_indicator
            and (criterion.code == indicator or any(item.code in wanted for item in criterion.all_inputs))
        }
        written["criteria"] = _only(written.get("criteria", []), kept)
        written.pop("aggregates", None)
    return CriteriaSet.model_validate(data)


def _inputs_needed(annex: Annex, indicator: str, above: frozenset[str]) -> set[str]:
    wanted: set[str] = set()
    for criterion in annex.walk():
        if criterion.code == indicator and criterion.rule is not None:
            wanted |= {code for code, _kind in criterion.rule.inputs()}
        if criterion.code in above and criterion.gate is not None:
            wanted.add(criterion.gate.input)
    return wanted


def _only(written: list[dict[str, Any]], kept: set[str]) -> list[dict[str, Any]]:
    found = []
    for each in written:
        if each.get("criteria"):
            inside = _only(each["criteria"], kept)
            if inside:
                found.append({**each, "criteria": inside})
        elif each["code"] in kept:
            found.append(each)
    return found
