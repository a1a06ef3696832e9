"""A round scored anew from its criteria set and its inputs, as a bundle holds them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from khoabang.bundle.parts import EVALUATION_FILES, INPUTS_FILE
from khoabang.scoring import CriteriaSet, Problems, Scored, evaluate, explain
from khoabang.scoring.frozen_inputs import KIND as INPUTS_KIND
from khoabang.scoring.frozen_inputs import document_of, scored_from

Json = dict[str, Any]


class UnusableError(Exception):
    """A part from which nothing can be computed: its name, and why."""

    def __init__(self, path: str, detail: str, problems: Problems | None = None) -> None:
        super().__init__(path, detail)
        self.path, self.detail, self.problems = path, detail, problems or Problems()


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a round's set and inputs give."""

    result: Json
    scored: Scored

    @property
    def explanations(self) -> list[Json]:
        """The explanations of all bodies, in the order of the result."""
        codes = [row["code"] for group in self.result["groups"] for row in group["bodies"]]
        return [told for code in codes if (told := explain(self.scored, code)) is not None]

    @property
    def lineage(self) -> list[tuple[str, str]]:
        """Each body with each one that it came from."""
        return [(body.code, before) for body in self.scored.bodies for before in body.predecessors]


def parsed(path: str, content: bytes | str) -> Json:
    """Read a document of JSON: an object, whose numbers are whole.

    Raises:
        UnusableError: it is none.
    """
    try:
        document = json.loads(content, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnusableError(path, f"JSON: {type(error).__name__}") from None
    if not isinstance(document, dict):
        raise UnusableError(path, "JSON: {…}")
    return document


def set_from(path: str, content: bytes) -> CriteriaSet:
    """Read a criteria set.

    Raises:
        UnusableError: it is none.
    """
    try:
        return CriteriaSet.model_validate(parsed(path, content))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnusableError(path, type(error).__name__) from None


def rescored(criteria_set: CriteriaSet, inputs: Mapping[str, bytes], previous: Json | None) -> Rescored:
    """Score a round anew.

    Args:
        criteria_set: the set.
        inputs: its files by name, of either kind that `Parts.inputs` knows.
        previous: last year's result document.

    Raises:
        UnusableError: nothing can be computed from them.
    """
    try:
        if INPUTS_FILE in inputs:
            document = parsed(INPUTS_FILE, inputs[INPUTS_FILE])
            if document.get("kind") != INPUTS_KIND or document.get("format") != 1:
                raise UnusableError(INPUTS_FILE, str(document.get("kind")))
            scored = scored_from(document, criteria_set)
            return Rescored(document_of(document, scored, previous), scored)
        return _evaluated(criteria_set, inputs, previous)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
        raise UnusableError(next(iter(inputs), "inputs/"), f"{type(error).__name__}: {error}"[:200]) from None


def _evaluated(criteria_set: CriteriaSet, inputs: Mapping[str, bytes], previous: Json | None) -> Rescored:
    with TemporaryDirectory() as folder:
        for name in EVALUATION_FILES:
            if name in inputs:
                (Path(folder) / name).write_bytes(inputs[name])
        evaluated, problems = evaluate(Path(folder), shown_as="inputs", by=criteria_set, previous=previous)
    if evaluated is None:
        first = next(iter(problems), None)
        raise UnusableError(str(first.place) if first else "inputs/", first.code if first else "", problems)
    return Rescored(evaluated.result, evaluated.scored)


def _no_number(written: str) -> NoReturn:
    raise ValueError(written)
