"""Makes a backup: the database as of one moment, and every file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import khoabang
from khoabang.web import clock
from khoabang.web.activity.services import last_mark
from khoabang.web.deployment import DATABASE_FILE, EVIDENCE, UPLOADS
from khoabang.web.evidence import store
from khoabang.web.evidence.models import Revision
from khoabang.web.snapshot import snapshot
from khoabang.web.upkeep.archive import REPLACED, STAGING, Manifest, Writer
from khoabang.web.upkeep.checks.check import table_of
from khoabang.web.upkeep.chores import BACKUP, noted
from khoabang.web.upkeep.tables import columns_of, kept_models, last_of, lines_of


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    tables: int
    rows: int
    files: int
    size: int
    sha256: str  # of its manifest
    seal: str  # the last of the log: number and hash
    missing: list[str]  # files of evidence that rows name and the storage lacks


def backup(out: Path, data: Path | None) -> Saved:
    """Write a backup to a file, which appears when it is whole; nobody is kept from working meanwhile.

    The files are read after the database: whatever a row names was there before the row.
    """
    now = clock.now()
    applied = sorted(MigrationRecorder.Migration.objects.values_list("app", "name"))
    manifest = Manifest(khoabang.__version__, now.isoformat(), connection.vendor, applied)
    writer = Writer(out, manifest)
    try:
        with snapshot():
            manifest.seal = last_mark()
            for model in kept_models():
                meta = table_of(model)
                writer.table(meta.label_lower, meta.db_table, columns_of(model), lines_of(model), last_of(model))
            paths = sorted(set(Revision.objects.values_list("path", flat=True)))
        if data is not None:
            for path in files_in(data):
                with path.open("rb") as source:
                    writer.file("data", path.relative_to(data).as_posix(), source, path.stat().st_mode & 0o777)
        missing = [path for path in paths if not _evidence_kept(path, writer)]
        sha256 = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    noted(BACKUP, now)
    rows = sum(table.rows for table in manifest.tables)
    return Saved(len(manifest.tables), rows, len(manifest.files), out.stat().st_size, sha256, manifest.seal, missing)


def _evidence_kept(path: str, writer: Writer) -> bool:
    """Add a file of evidence, from wherever it is stored; say whether it was there."""
    try:
        with store.opened(path) as source:
            writer.file("evidence", path, source)
    except OSError:  # a missing object of S3 is one as well
        return False
    return True


def files_in(data: Path) -> Iterator[Path]:
    """The files of a data folder that are kept: all but the database, evidence, and what only passes through."""
    for path in sorted(data.rglob("*")):
        first = path.relative_to(data).parts[0]
        passing = first in (EVIDENCE, UPLOADS, STAGING, REPLACED) or first.startswith(DATABASE_FILE)
        if not passing and path.is_file() and not path.is_symlink():
            yield path
