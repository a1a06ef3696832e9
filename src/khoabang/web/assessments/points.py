"""Points of one indicator for some bodies, without scoring the rest: what a queue shows beside each claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from khoabang.scoring import Answers, CriteriaSet, Problems, Scored, score
from khoabang.scoring.criteria.model import Annex
from khoabang.scoring.explain import explain
from khoabang.scoring.tree import NodeScore
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, annex_code_of, criteria_set_of, engine_body
from khoabang.web.assessments.items import criterion_of, given_by, items_of
from khoabang.web.rounds.models import Participant, Round

_MOST = 1_000
AT_SCORING = {"ANS020", "ANS021", "ANS022", "ANS023", "ANS025", "ANS026", "ANS027"}  # found by the rule, not in one answer
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
    asked = [each for each in participants if each.group_id is not None]
    scored = _scored(round_, asked, indicator, given)
    found: dict[int, NodeScore] = {}
    for participant in asked:
        card = scored.card(participant.body.code)
        if card is not None and indicator in card.scores:
            found[participant.pk] = card.scores[indicator]
    return found


def _scored(round_: Round, asked: Iterable[Participant], indicator: str, given: Mapping[int, Mapping[str, Given]]) -> Scored:
    whole = criteria_set_of(round_)
    criteria_set = alone(whole, indicator)
    asked = list(asked)
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
    return score(criteria_set, bodies, Answers(typed, notes, whole.lang), Problems())


@dataclass(frozen=True, slots=True)
class Trial:
    """What an answer would give a body, before anything is written: its points, and why the rule takes nothing of it."""

    score: NodeScore | None
    explained: Mapping[str, Any] | None  # the node of the explanation
    objections: tuple[str, ...] = ()


def tried(participant: Participant, indicator: str, given: Given) -> Trial:
    """Score one answer of a body by itself, beside what stands for the indicators that it needs."""
    round_, code = participant.round, participant.body.code
    criterion = criterion_of(participant, indicator)
    if criterion is None:
        return Trial(None, None)
    needed = needed_with(criteria_set_of(round_), indicator)
    stands = {key: item for (_, key), item in (items_of([participant.pk], needed) if needed else {}).items()}
    said = {key: given_by(item.standing) if item.standing is not None else item.asserted for key, item in stands.items()}
    scored = _scored(round_, [participant], indicator, {participant.pk: {**said, indicator: given}})
    card, told = scored.card(code), explain(scored, code)
    lang = get_language() or "vi"
    against = [
        gettext("Còn thiếu: %(names)s.") % {"names": "; ".join(lacking)}
        for lacking in [
            [item.name for item in criterion.all_inputs if not item.optional and not given.values.get(item.code, "").strip()]
        ]
        if lacking and not given.not_applicable
    ]
    against += [
        f"{problem.what(lang)} {problem.remedy(lang)}".strip()
        for problem in scored.problems
        if problem.code in AT_SCORING and problem.severity == "error" and not given.not_applicable
        if problem.params.get("code", indicator) == indicator
    ]
    node = _node(told["root"], indicator) if told is not None else None
    return Trial(card.scores.get(indicator) if card is not None else None, node, tuple(dict.fromkeys(against)))


def _node(node: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    for child in node["children"]:
        found = child if child["code"] == code else _node(child, code)
        if found is not None:
            return found
    return None


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
