"""Loads the evaluations that come with the package into the database."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import khoabang
from khoabang.web.rounds import selectors
from khoabang.web.rounds.services import result_import

if TYPE_CHECKING:
    from khoabang.scoring import Evaluated

READ = {".py", ".yaml", ".csv", ".json"}


def load_shipped() -> Iterator[str]:
    """Score and keep each shipped evaluation, giving its id when it is done. Twice changes nothing.

    Those that were scored from the same data by the same code are left as they are, without scoring them again.
    """
    from khoabang.scoring import evaluate, shipped_evaluations

    origin = origin_of(Path(khoabang.__file__).parent)
    done = selectors.rounds_scored_from(origin)
    for code, folder in shipped_evaluations().items():
        if code not in done:
            evaluated, problems = evaluate(folder)
            if evaluated is None:
                first = next(iter(problems), None)
                raise RuntimeError(f"{code}: {first.place if first else ''} {first.what() if first else ''}")
            _keep(evaluated, origin)
        yield code


def origin_of(package: Path) -> str:
    """The fingerprint of all that a shipped result depends on: the package's data and code."""
    found = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in READ:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(package).as_posix()} {content}\n".encode())
    return found.hexdigest()


def _keep(evaluated: "Evaluated", origin: str) -> None:
    document = evaluated.result
    told = {
        row["code"]: explanation
        for group in document["groups"]
        for row in group["bodies"]
        if (explanation := evaluated.explanation(row["code"])) is not None
    }
    set_text = json.dumps(evaluated.criteria_set.dump(), ensure_ascii=False, separators=(",", ":"))
    result_import(document=document, explanations=told, set_text=set_text, origin=origin)
