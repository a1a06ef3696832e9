"""Loads the evaluations that come with the package into the database."""

import hashlib
import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import khoabang
from khoabang.web.rounds import selectors
from khoabang.web.rounds.errors import SetTextDiffers
from khoabang.web.rounds.services import evaluated_kept

READ = {".py", ".yaml", ".csv", ".json"}


class Loaded(NamedTuple):
    """A shipped evaluation that was gone through; `refused` where its earlier result stays, and why."""

    code: str
    refused: SetTextDiffers | None = None


def load_shipped() -> Iterator[Loaded]:
    """Score and keep each shipped evaluation, giving its id when it is done. Twice changes nothing.

    Those that were scored from the same data by the same code are left as they are, without scoring them again. Other answers or
    other code give a new edition. A set with another text under the same version is refused, and what is kept stays.
    """
    from khoabang.scoring import evaluate, shipped_evaluations

    origin = origin_of(Path(khoabang.__file__).parent)
    done = selectors.rounds_scored_from(origin)
    for code, folder in shipped_evaluations().items():
        refused = None
        if code not in done:
            evaluated, problems = evaluate(folder)
            if evaluated is None:
                first = next(iter(problems), None)
                raise RuntimeError(f"{code}: {first.place if first else ''} {first.what() if first else ''}")
            try:
                evaluated_kept(evaluated, folder, origin=origin)
            except SetTextDiffers as error:
                refused = error
        yield Loaded(code, refused)


def origin_of(package: Path) -> str:
    """The fingerprint of all that a shipped result depends on: the package's data and code, Python and the libraries."""
    found = hashlib.sha256(f"{platform.python_version()} {' '.join(libraries())}\n".encode())
    for path in sorted(package.rglob("*")):
        if path.suffix in READ:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(package).as_posix()} {content}\n".encode())
    return found.hexdigest()


def libraries() -> list[str]:
    """Every distribution installed, with its version: what is not used does no harm here, what is forgotten would."""
    found = {f"{each.metadata['Name']}=={each.version}" for each in metadata.distributions()}
    return sorted(found)
