"""What a bundle holds, and the files that say it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khoabang import __version__
from khoabang.bundle.archive import pack
from khoabang.bundle.figures import Figures
from khoabang.bundle.licences import Licence, licence
from khoabang.bundle.package import Resource, described
from khoabang.bundle.readme import readme
from khoabang.bundle.tables import Table, tables_of
from khoabang.scoring.result.build import to_text

Json = dict[str, Any]
PACKAGE, SUMS, README, LICENCE = "datapackage.json", "SHA256SUMS", "README.txt", "LICENSE.txt"
SET, RESULT, PREVIOUS, EXPLANATIONS, SIGNATURES = (
    "set.json",
    "result.json",
    "previous-result.json",
    "explanations.jsonl",
    "signatures.json",
)
INPUTS, TABLES, DOCUMENTS = "inputs/", "tables/", "documents/"
EVALUATION_FILES = ("evaluation.yaml", "bodies.csv", "answers.csv", "stated.csv", "facts.yaml")
INPUTS_FILE = "inputs.json"
_MEDIA = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}
_TEXTS = {".csv", ".html", ".json", ".jsonl", ".txt", ".yaml"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was given: its name in the bundle (ASCII, ending .pdf, .docx or .xlsx), its title, its bytes."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a bundle is made of. The same parts give the same bytes.

    `inputs` are files by name: an evaluation's (`EVALUATION_FILES`) or the one document `INPUTS_FILE`. `previous` is the text of last year's result
    document, kept to the byte because inputs may name its hash. `lineage` pairs a body's code with that of one it came from. `signatures` says of each
    signed document who signed it and when, as `khoabang.signing` found it.
    """

    result: Json
    criteria_set: Json
    inputs: Mapping[str, bytes]
    explanations: Sequence[Json]
    lineage: Sequence[tuple[str, str]] = ()
    previous: str | None = None
    documents: Sequence[Document] = ()
    signatures: Sequence[Json] = ()
    licence: Licence = field(default_factory=licence)
    edition: int = 1
    software: str = __version__

    @property
    def lang(self) -> str:
        """The language of the round's own texts."""
        return str(self.result["round"]["lang"])


def write(parts: Parts) -> bytes:
    """Give the bundle's file."""
    return pack(entries_of(parts))


def derived(parts: Parts) -> dict[str, bytes]:
    """Give the files that follow from result, set and inputs alone: tables and explanations."""
    return {_path(table): table.content() for table in _tables(parts)} | {EXPLANATIONS: _lines(parts.explanations)}


def entries_of(parts: Parts) -> dict[str, bytes]:
    """Give the files of a bundle by name."""
    from khoabang.bundle.verifier import NAME, page

    figures = Figures.of(parts.result)
    tables = {_path(table): table for table in _tables(parts)}
    files: dict[str, bytes] = {
        README: readme(parts.result, figures, parts.licence, parts.edition),
        LICENCE: parts.licence.text.encode(),
        NAME: page(),
        SET: _compact(parts.criteria_set),
        RESULT: to_text(parts.result).encode(),
        **{INPUTS + name: content for name, content in parts.inputs.items()},
        **{DOCUMENTS + document.name: document.content for document in parts.documents},
        **derived(parts),
    }
    if parts.previous is not None:
        files[PREVIOUS] = parts.previous.encode()
    if parts.signatures:
        files[SIGNATURES] = to_text({"format": 1, "kind": "khoabang.signatures", "signatures": list(parts.signatures)}).encode()
    titles = {DOCUMENTS + document.name: document.title for document in parts.documents}
    resources = [_resource(path, files[path], tables.get(path), titles.get(path, ""), parts.lang) for path in sorted(files)]
    files[PACKAGE] = to_text(
        described(parts.result, resources, parts.licence, figures, edition=parts.edition, software=parts.software)
    ).encode()
    files[SUMS] = sums_of(files)
    return files


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """Give the list of hashes as `sha256sum -c` reads it."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def _tables(parts: Parts) -> list[Table]:
    return tables_of(parts.result, parts.lineage)


def _path(table: Table) -> str:
    return f"{TABLES}{table.name}.csv"


def _compact(data: Json) -> bytes:
    """Write JSON in the one form whose hash the result document names."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _lines(documents: Sequence[Json]) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in documents).encode()


def _resource(path: str, content: bytes, table: Table | None, title: str, lang: str) -> Resource:
    suffix = path[path.rindex(".") :]
    return Resource(
        path,
        _MEDIA[suffix],
        "utf-8" if suffix in _TEXTS else "",
        len(content),
        hashlib.sha256(content).hexdigest(),
        table.title if table else title,
        table.schema(lang) if table else None,
    )
