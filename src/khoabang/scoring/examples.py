"""Worked examples beside a criteria set: what an official computes by hand, run as tests by the CLI and by ours."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from khoabang.scoring.answers import Answers
from khoabang.scoring.bodies import Body, given_attributes
from khoabang.scoring.criteria.fields import Part, Text
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.files.documents import build, is_there, read_yaml
from khoabang.scoring.numbers import plain, shown
from khoabang.scoring.problems import Problems
from khoabang.scoring.ranking import basis_value, class_of, nominal_maximum, rounding_of
from khoabang.scoring.score import Card, Scored, score

EXAMPLES_FILE = "examples.yaml"


class OtherBody(Part):
    """A further body, for rules that compare or add up: of the group, or the example's subordinate or predecessor, in an annex of its own."""

    relation: Literal["", "subordinate", "predecessor"] = ""
    attributes: dict[str, str] = {}
    given: dict[str, str] = {}


class Example(Part):
    """One case: a body's answers and what they must give."""

    name: Text
    clause: Text | None = None
    annex: Text | None = None
    body: dict[str, str] = {}
    given: dict[str, str] = {}
    notes: dict[str, str] = {}
    others: list[OtherBody] = []
    expect: Annotated[dict[str, str], Field(min_length=1)]


class Examples(Part):
    """examples.yaml."""

    format: Any
    examples: list[Example]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many examples ran and how many came out as written."""

    ran: int
    passed: int


def run_examples(criteria_set: CriteriaSet, folder: Path, problems: Problems, *, shown_as: str = "") -> Outcome:
    """Run the examples beside a set; each that does not come out is a problem at its line."""
    path = folder / EXAMPLES_FILE
    if not is_there(path):
        return Outcome(0, 0)
    located = read_yaml(path, f"{shown_as or folder.name}/{EXAMPLES_FILE}", problems)
    examples = build(Examples, located, problems) if located else None
    if located is None or examples is None:
        return Outcome(0, 0)
    passed = 0
    for index, example in enumerate(examples.examples):
        place = located.place(("examples", index))
        scored = _score(criteria_set, example)
        card = scored.card("example") if scored else None
        if card is None or scored is None:
            problems.add("EXA002", place, name=example.name)
            continue
        wrong = 0
        for code, expected in example.expect.items():
            computed = _computed(scored, card, code)
            if not _same(expected, computed):
                wrong += 1
                problems.add("EXA001", place, name=example.name, code=code, expected=expected, computed=computed)
        passed += not wrong
    return Outcome(len(examples.examples), passed)


def _score(criteria_set: CriteriaSet, example: Example) -> Scored | None:
    group = next((group for group in criteria_set.groups if example.annex in (None, group.annex)), None)
    if group is None:
        return None
    wanted = {key: value for key, value in group.when.items() if isinstance(value, str)} if not example.body else {}
    own = {**wanted, **example.body}
    bodies, typed, predecessors = [], {"example": example.given}, []
    for number, other in enumerate(example.others):
        code = f"other-{number}"
        attributes = given_attributes(criteria_set, {**own, **other.attributes})
        bodies.append(Body(code, str(number), attributes, parent="example" if other.relation == "subordinate" else ""))
        predecessors += [code] if other.relation == "predecessor" else []
        typed[code] = other.given
    bodies.append(Body("example", example.name, given_attributes(criteria_set, own), predecessors=tuple(predecessors)))
    return score(criteria_set, bodies, Answers(typed, {"example": example.notes}), Problems())


def _computed(scored: Scored, card: Card, code: str) -> str:
    policies = scored.criteria_set.policies
    nominal = nominal_maximum(scored.criteria_set, card.group)
    if code == "class":
        return class_of(policies, card, nominal) or ""
    if code in {"total", "maximum"}:
        value = card.total.points if code == "total" else card.total.applied
        return plain(value) if value is not None else str(card.total.status)
    if code in {"index", "percent", "converted"}:
        total = basis_value(card, code, nominal)  # type: ignore[arg-type]
        return shown(total, rounding_of(policies, code)) if total is not None else str(card.total.status)  # type: ignore[arg-type]
    node = card.scores.get(code)
    if node is None:
        return ""
    if node.points is None:
        return "dropped" if "dropped" in node.flags else str(node.status)
    return plain(node.points)


def _same(expected: str, computed: str) -> bool:
    if expected == computed:
        return True
    try:
        return Fraction(expected.replace(",", ".")) == Fraction(computed)
    except (ValueError, ZeroDivisionError):
        return False
