"""Loads the evaluations that come with the package into the database."""

import json
from collections.abc import Iterator

from khoabang.web.rounds.services import result_import


def load_shipped() -> Iterator[str]:
    """Score and keep each shipped evaluation, giving its id when it is done. Twice changes nothing."""
    from khoabang.scoring import evaluate, shipped_evaluations

    for code, folder in shipped_evaluations().items():
        evaluated, problems = evaluate(folder)
        if evaluated is None:
            first = next(iter(problems), None)
            raise RuntimeError(f"{code}: {first.place if first else ''} {first.what() if first else ''}")
        document = evaluated.result
        told = {
            row["code"]: explanation
            for group in document["groups"]
            for row in group["bodies"]
            if (explanation := evaluated.explanation(row["code"])) is not None
        }
        set_text = json.dumps(evaluated.criteria_set.dump(), ensure_ascii=False, separators=(",", ":"))
        result_import(document=document, explanations=told, set_text=set_text)
        yield code
