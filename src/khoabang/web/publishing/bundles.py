"""The open bundle of an edition: what it was computed from, as it was frozen, with the files that belong to it."""

import json
import re
from pathlib import PurePosixPath

from khoabang.bundle import Document, Parts, UnusableError, of_inputs
from khoabang.web.council.approval import previous_text_of
from khoabang.web.rounds.bundles import KeptBundle, bundle_of, keep
from khoabang.web.rounds.models import Edition, Result

_DOCUMENTS = {".pdf", ".docx", ".xlsx"}


def parts_of(edition: Edition) -> Parts:
    """Give what an edition's bundle is made of.

    Raises:
        UnusableError: its result cannot be computed from its inputs.
    """
    result = edition.result
    files = [file for file in edition.files.all() if PurePosixPath(file.name).suffix in _DOCUMENTS]
    return of_inputs(
        edition.inputs,
        result.set_version.document,
        result.document,
        previous_text_of(result.round, json.loads(edition.inputs)),
        documents=[Document(_plain(file.name, place), file.name, bytes(file.content)) for place, file in enumerate(files, 1)],
        edition=edition.number,
    )


def bundle_kept(result: Result) -> KeptBundle | None:
    """Give the bundle of a result, packing an edition's when it is first asked for; None where there is none."""
    found = bundle_of(result)
    if found is None and (edition := Edition.objects.filter(result=result).first()) is not None:
        try:
            parts = parts_of(edition)
        except UnusableError:  # the doctor names the edition; its page is there all the same
            return None
        keep(result, parts)
        found = bundle_of(result)
    return found


def _plain(name: str, place: int) -> str:
    """Give a file the name of an entry: ASCII, and one of its own by its place."""
    return f"{place:02}-{re.sub(r'[^A-Za-z0-9._-]+', '-', name)[-60:].lstrip('.-')}"
