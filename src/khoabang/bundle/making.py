"""Bundles of evaluations that ship or lie in a folder, and of rounds that were run and frozen as documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from khoabang.bundle.licences import Licence, licence
from khoabang.bundle.parts import EVALUATION_FILES, INPUTS_FILE, Document, Parts
from khoabang.bundle.rescoring import Rescored, parsed, rescored, set_from
from khoabang.scoring import Evaluated, Problems, evaluate, to_text

Json = dict[str, Any]


def of_evaluation(folder: Path, documents: Sequence[Document] = ()) -> tuple[Parts | None, Problems]:
    """Give the parts of an evaluation's bundle; None where it cannot be read, the problems say why."""
    evaluated, problems = evaluate(folder)
    return (of_evaluated(evaluated, folder, documents) if evaluated else None), problems


def of_evaluated(
    evaluated: Evaluated, folder: Path, documents: Sequence[Document] = (), explanations: Sequence[Json] | None = None
) -> Parts:
    """Give the parts of the bundle of an evaluation that is scored already; `explanations` in the order of the result, where they are there."""
    told = Rescored(evaluated.result, evaluated.scored)
    files = {name: (folder / name).read_bytes() for name in EVALUATION_FILES if (folder / name).is_file()}
    previous = None if evaluated.previous is None else to_text(evaluated.previous)
    explained = told.explanations if explanations is None else explanations
    return Parts(evaluated.result, evaluated.criteria_set.dump(), files, explained, told.lineage, previous, documents)


def of_inputs(
    inputs: str,
    criteria_set: str,
    result: str,
    previous: str | None = None,
    *,
    documents: Sequence[Document] = (),
    signatures: Sequence[Json] = (),
    edition: int = 1,
    chosen: Licence | None = None,
) -> Parts:
    """Give the parts of the bundle of a round that was run and frozen.

    Args:
        inputs: the text of its `khoabang.inputs`, as approved.
        criteria_set: the set's text as JSON.
        result: the text of its result document.
        previous: the text of last year's, to the byte whose hash the inputs name.
        documents: what was issued with it.
        signatures: what was found of their signatures.
        edition: which of its editions.
        chosen: the licence of its data.

    Raises:
        UnusableError: the result cannot be computed from them.
    """
    before = None if previous is None else parsed("previous-result.json", previous)
    by = set_from("set.json", criteria_set.encode())
    files = {INPUTS_FILE: inputs.encode()}
    told = rescored(by, files, before)
    return Parts(
        parsed("result.json", result), by.dump(), files, told.explanations, told.lineage, previous, documents, signatures,
        chosen or licence(), edition,
    )  # fmt: skip
