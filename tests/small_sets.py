"""Small sets for tests: written as the plain data of set.yaml, one thing under test at a time."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

from khoabang.scoring import Answers, Body, CriteriaSet, Problems, Scored, build, score
from khoabang.scoring.tree import NodeScore
from strategies import HEAD

Json = dict[str, Any]
REFERENCE = {"document": "qd", "at": "Phụ lục"}


def indicator(code: str, maximum: str = "10", rule: Json | None = None, *inputs: Json, **more: Any) -> Json:
    """An indicator; without a rule, points are given."""
    made: Json = {"code": code, "name": f"Chỉ tiêu {code}", "maximum": maximum, "rule": rule or {"kind": "given"}, **more}
    return made | ({"inputs": list(inputs)} if inputs else {})


def number(code: str, kind: str = "number", **more: Any) -> Json:
    """An input."""
    return {"code": code, "name": code, "type": kind, **more}


def make_set(
    *criteria: Json, maximum: str | None = None, policies: Json | None = None, annex: Json | None = None, **more: Any
) -> CriteriaSet:
    """A set of one annex and one group; the maximum is what the criteria add up to unless it is given."""
    known = [
        each["maximum"] for each in criteria if each.get("role", "scored") == "scored" and each["maximum"] != "not_published"
    ]
    total = sum((Fraction(each) for each in known), Fraction(0))
    data: Json = {
        **HEAD,
        "attributes": [
            {"code": "has_procedures", "name": "Có thủ tục hành chính", "type": "yes_no"},
            {"code": "staff", "name": "Biên chế", "type": "number"},
            {"code": "kind", "name": "Loại", "type": "choice", "options": [{"code": "so"}, {"code": "huyen"}]},
        ],
        "groups": [{"code": "g", "name": "Khối", "annex": "pl"}],
        "annexes": [
            {"code": "pl", "name": "Phụ lục", "maximum": maximum or str(total), "criteria": list(criteria), **(annex or {})}
        ],
        "policies": {
            "missing": {"use": "unranked"},
            "over_maximum": {"use": "refuse"},
            "ranking": {"by": "points"},
            **(policies or {}),
        },
        **more,
    }
    return CriteriaSet.model_validate(deepcopy(data))


def run(
    criteria_set: CriteriaSet,
    *answers: Json,
    bodies: list[Body] | None = None,
    notes: Json | None = None,
    problems: Problems | None = None,
) -> Scored:
    """Score bodies b0, b1, … with these answers."""
    found = bodies or [Body(f"b{n}", f"Cơ quan {n}") for n in range(len(answers))]
    typed = {body.code: dict(cells) for body, cells in zip(found, answers, strict=True)}
    return score(criteria_set, found, Answers(typed, notes or {}), problems if problems is not None else Problems())


def node(criteria_set: CriteriaSet, answers: Json, code: str = "1", **body: Any) -> NodeScore:
    """One body's score on one criterion ("" is the total)."""
    card = run(criteria_set, answers, bodies=[Body("b0", "Cơ quan", **body)]).card("b0")
    assert card is not None
    return card.scores[code]


def outcome(rule: Json, answers: Json, *inputs: Json, maximum: str = "10", **policies: Any) -> Fraction | str:
    """What one rule gives one body: points, or the name of a status."""
    found = node(
        make_set(indicator("1", maximum, rule, *inputs), policies=policies or {"over_maximum": {"use": "accept"}}), answers
    )
    if "refused" in found.flags:
        return "refused"
    return found.points if found.points is not None else str(found.status)


def result(criteria_set: CriteriaSet, *answers: Json, bodies: list[Body] | None = None, **more: Any) -> Json:
    """The result document of a round."""
    return build(run(criteria_set, *answers, bodies=bodies), **more)
