"""The score as it forms: one body's drafts scored by themselves, while nobody has verified anything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from khoabang.scoring import Problems, Scored, score
from khoabang.scoring.explain import explain
from khoabang.scoring.outcome import Status
from khoabang.scoring.problems import Problem
from khoabang.web.assessments.asked import waits_for_others
from khoabang.web.assessments.current import AskedIndicator, answers_of, criteria_set_of, engine_body, indicators_of
from khoabang.web.rounds.models import Participant

Node = dict[str, Any]


@dataclass(frozen=True)
class Forming:
    """One body's drafts scored: the explanation as a tree, and what the engine found wrong, by indicator."""

    asked: list[AskedIndicator]
    scored: Scored
    document: Node | None
    problems: Mapping[str, list[Problem]]
    waiting: frozenset[str]  # indicators whose score hangs on other bodies' figures

    def node(self, code: str) -> Node | None:
        """The node of a criterion or indicator in the explanation."""
        return _find(self.document["root"], code) if self.document is not None else None


def forming(participant: Participant) -> Forming:
    """Score what a body has entered so far.

    What is compared with other bodies is not verified yet, and says so: scored alone, a body would always be the best of its group.
    """
    criteria_set = criteria_set_of(participant.round)
    asked = indicators_of(participant)
    waiting = frozenset(each.code for each in asked if waits_for_others(each.criterion))
    free = {item.code for each in asked if each.code not in waiting for item in each.inputs}
    put_off = {item.code for each in asked if each.code in waiting for item in each.inputs} - free
    code = participant.body.code
    answers = answers_of(participant.round, "draft", [participant])
    typed = {**answers.of(code), **dict.fromkeys(put_off, Status.NOT_VERIFIED.value)}
    scored = score(criteria_set, [engine_body(participant, criteria_set)], replace(answers, typed={code: typed}), Problems())
    return Forming(asked, scored, explain(scored, code), _by_indicator(asked, scored, code), waiting)


def _by_indicator(asked: list[AskedIndicator], scored: Scored, body: str) -> dict[str, list[Problem]]:
    home = {item.code: each.code for each in asked for item in each.inputs} | {each.code: each.code for each in asked}
    found: dict[str, list[Problem]] = {}
    for problem in scored.problems:
        code = problem.params.get("code") or home.get(problem.place.field.removeprefix(f"{body}."), "")
        found.setdefault(code, []).append(problem)
    return found


def _find(node: Node, code: str) -> Node | None:
    for child in node["children"]:
        found = child if child["code"] == code else _find(child, code)
        if found is not None:
            return found
    return None
