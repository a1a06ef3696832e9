"""Frozen inputs: everything that one result is computed from besides its criteria set, as one JSON document.

{"format": 1, "kind": "khoabang.inputs", "round": evaluation.yaml as data, "set": {"id", "version", "sha256"},
 "previous": {"round", "sha256"} or null, "lang", "bodies": [{"code", "name", "attributes", "status", "parent", "predecessors", "note"}],
 "answers": {body: {input: text}}, "notes": {body: {input: text}}}
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from khoabang.scoring.answers import Answers
from khoabang.scoring.bodies import Body, given_attributes
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.problems import Problems
from khoabang.scoring.publication import Evaluation, Publication
from khoabang.scoring.result.build import build
from khoabang.scoring.score import Scored, score

FORMAT = 1
KIND = "khoabang.inputs"
Json = dict[str, Any]


def scored_from(inputs: Mapping[str, Any], criteria_set: CriteriaSet) -> Scored:
    """Score the bodies of frozen inputs.

    Raises:
        ValueError: the inputs name another text of the criteria set.
    """
    if inputs["set"]["sha256"] != criteria_set.sha256:
        raise ValueError("the inputs belong to another criteria set")
    bodies = [
        Body(
            code=each["code"],
            name=each["name"],
            attributes=given_attributes(criteria_set, each["attributes"], criteria_set.lang),
            status=each["status"],
            parent=each["parent"],
            predecessors=tuple(each["predecessors"]),
            note=each["note"],
        )
        for each in inputs["bodies"]
    ]
    return score(criteria_set, bodies, Answers(inputs["answers"], inputs["notes"], inputs["lang"]), Problems())


def document_of(inputs: Mapping[str, Any], scored: Scored, previous: Json | None = None) -> Json:
    """Give the result document of frozen inputs; `previous` is the result of the round before that they name."""
    evaluation = Evaluation.model_validate(inputs["round"])
    return build(scored, Publication(evaluation, lang=evaluation.lang), previous)


def canonical(inputs: Json) -> str:
    """Give the text that is hashed and kept: keys in order, no blanks."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
