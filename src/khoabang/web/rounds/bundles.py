"""The open bundles of results, written once and kept as files: what was published under a hash is handed out under it.

A result of an evaluation that ships is packed when it is loaded (`keep`). Of a round that was run here, `khoabang.bundle.of_inputs` makes the parts
from the frozen inputs, the set's text and the result's.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from khoabang.bundle import Parts, write
from khoabang.web.rounds.models import Result

_FOLDER = "bundles"  # in the data folder, so that a backup holds it


@dataclass(frozen=True, slots=True)
class KeptBundle:
    """A bundle's file with its size in bytes and its SHA-256 in hexadecimal."""

    path: Path
    size: int
    sha256: str


def keep(result: Result, parts: Parts) -> None:
    """Write the bundle of a result, unless it is there: its bytes never change once they were handed out."""
    path = _path(result)
    if path is None or path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_suffix(f".{os.getpid()}.part")
    passing.write_bytes(write(parts))
    passing.replace(path)


def bundle_of(result: Result) -> KeptBundle | None:
    """Give the bundle of a result; None where there is none."""
    path = _path(result)
    if path is None:
        return None
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return KeptBundle(path, found.st_size, _sha256(path, found.st_size, found.st_mtime_ns))


def _path(result: Result) -> Path | None:
    """Where it lies: under the fingerprint of result and explanations. Nowhere in an installation that writes nothing."""
    return settings.DATA / _FOLDER / f"{result.round.code}-{result.edition}-{result.sha256[:16]}.zip" if settings.DATA else None


@lru_cache(maxsize=256)
def _sha256(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
