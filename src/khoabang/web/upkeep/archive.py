"""A backup as a file: a zip archive of tables as lines of JSON, of files, and a manifest with the hash of each. Knows no database."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

KIND, FORMAT = "khoabang.backup", 1
MANIFEST = "manifest.json"
STAGING, REPLACED = ".restoring", ".replaced"  # folders in the data folder while a backup is put back
_PIECE = 1_000_000


class NotABackup(ValueError):
    """A file is no backup of ours, or of a later format."""


class TooNew(ValueError):
    """A backup was made by a later version of the software; the text is that version."""


class Damaged(ValueError):
    """A backup is not what it was when it was made; the text names the part."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a backup: one line of JSON for each row, a value for each column; `last` is the last number that its sequence gave."""

    model: str
    name: str
    columns: list[str]
    rows: int
    sha256: str
    last: int | None = None

    @property
    def member(self) -> str:
        """Where it lies in the archive."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in a backup: of the data folder, or of the storage of evidence where that is elsewhere."""

    folder: str  # "data" or "evidence"
    path: str
    size: int
    sha256: str
    mode: int

    @property
    def member(self) -> str:
        """Where it lies in the archive."""
        return f"{self.folder}/{self.path}"


@dataclass(slots=True)
class Manifest:
    """What a backup holds, by which version it was made, and from which database."""

    version: str
    made: str
    database: str
    migrations: list[tuple[str, str]]
    tables: list[Table] = field(default_factory=list)
    files: list[KeptFile] = field(default_factory=list)
    seal: str = ""  # the last of the log when it was made: number and hash

    def as_json(self) -> dict[str, Any]:
        """The manifest as its file says it."""
        return {
            "kind": KIND,
            "format": FORMAT,
            "version": self.version,
            "made": self.made,
            "database": self.database,
            "migrations": self.migrations,
            "tables": [{name: getattr(each, name) for name in Table.__dataclass_fields__} for each in self.tables],
            "files": [{name: getattr(each, name) for name in KeptFile.__dataclass_fields__} for each in self.files],
            "seal": self.seal,
        }

    @staticmethod
    def from_json(document: Any) -> "Manifest":
        """Read a manifest.

        Raises:
            NotABackup: it is none, or of a later format.
        """
        try:
            if (document["kind"], document["format"]) != (KIND, FORMAT):
                raise NotABackup(f"{document['kind']} {document['format']}")
            return Manifest(
                document["version"],
                document["made"],
                document["database"],
                [(app, name) for app, name in document["migrations"]],
                [Table(**each) for each in document["tables"]],
                [KeptFile(**each) for each in document["files"]],
                str(document.get("seal", "")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NotABackup(f"{type(error).__name__}: {error}") from None


class Writer:
    """Writes a backup beside its place and puts it there when it is whole."""

    def __init__(self, out: Path, manifest: Manifest) -> None:
        self.out = out
        self.manifest = manifest
        self._passing = out.with_name(f".{out.name}.part")
        self._passing.unlink(missing_ok=True)
        # It holds what nobody but its owner may read.
        descriptor = os.open(self._passing, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def table(self, model: str, name: str, columns: list[str], lines: Iterable[str], last: int | None) -> None:
        """Add a table."""
        counted, rows = hashlib.sha256(), 0
        with self._zip.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
            for line in lines:
                content = line.encode() + b"\n"
                counted.update(content)
                member.write(content)
                rows += 1
        self.manifest.tables.append(Table(model, name, columns, rows, counted.hexdigest(), last))

    def file(self, folder: str, path: str, source: IO[bytes], mode: int = 0o600) -> None:
        """Add a file."""
        counted, size = hashlib.sha256(), 0
        with self._zip.open(f"{folder}/{path}", "w", force_zip64=True) as member:
            while piece := source.read(_PIECE):
                counted.update(piece)
                member.write(piece)
                size += len(piece)
        self.manifest.files.append(KeptFile(folder, path, size, counted.hexdigest(), mode))

    def finish(self) -> str:
        """Write the manifest, flush all to the disk, and put the archive in its place; give the manifest's hash."""
        text = json.dumps(self.manifest.as_json(), ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, text)
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._passing.replace(self.out)
        return hashlib.sha256(text.encode()).hexdigest()

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._passing.unlink(missing_ok=True)


class Reader:
    """Reads a backup."""

    def __init__(self, path: Path) -> None:
        """Open a backup.

        Raises:
            NotABackup: it is none.
            OSError: it cannot be read.
        """
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = Manifest.from_json(json.loads(self._zip.read(MANIFEST)))
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise NotABackup(f"{type(error).__name__}: {error}") from None

    def check(self) -> None:
        """Read every part and hold it against its hash; nothing else may be in there, and no path may lead out of its folder.

        Raises:
            Damaged: a part is missing, changed, or not named by the manifest.
        """
        parts: list[Table | KeptFile] = [*self.manifest.tables, *self.manifest.files]
        wanted = {each.member: each.sha256 for each in parts}
        present = self._zip.namelist()
        for name in sorted({*present, *wanted, MANIFEST} - (set(wanted) & set(present)) - {MANIFEST}):
            raise Damaged(name)
        for name, sha256 in wanted.items():
            if ".." in Path(name).parts or Path(name).is_absolute():
                raise Damaged(name)
            counted = hashlib.sha256()
            try:
                for piece in self.pieces(name):
                    counted.update(piece)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError):
                raise Damaged(name) from None
            if counted.hexdigest() != sha256:
                raise Damaged(name)

    def pieces(self, member: str) -> Iterator[bytes]:
        """A part in pieces."""
        with self._zip.open(member) as file:
            while piece := file.read(_PIECE):
                yield piece

    def opened(self, member: str) -> IO[bytes]:
        """A part as a file."""
        return self._zip.open(member)

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table."""
        with self._zip.open(table.member) as file:
            for line in file:
                yield json.loads(line)
