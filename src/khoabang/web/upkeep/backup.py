"""Makes a backup: the database as of one moment, and every file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import khoabang
from khoabang.web import clock
from khoabang.web.deployment import DATABASE_FILE, UPLOADS
from khoabang.web.snapshot import snapshot
from khoabang.web.upkeep.archive import Manifest, Writer
from khoabang.web.upkeep.checks.check import table_of
from khoabang.web.upkeep.chores import BACKUP, noted
from khoabang.web.upkeep.tables import columns_of, kept_models, last_of, lines_of

STAGING, REPLACED = ".restoring", ".replaced"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    tables: int
    rows: int
    files: int
    size: int
    sha256: str  # of its manifest


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
            for model in kept_models():
                meta = table_of(model)
                writer.table(meta.label_lower, meta.db_table, columns_of(model), lines_of(model), last_of(model))
        for path in files_in(data) if data is not None else ():
            with path.open("rb") as source:
                writer.file("data", path.relative_to(data).as_posix(), source, path.stat().st_mode & 0o777)  # type: ignore[arg-type]
        sha256 = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    noted(BACKUP, now)
    rows = sum(table.rows for table in manifest.tables)
    return Saved(len(manifest.tables), rows, len(manifest.files), out.stat().st_size, sha256)


def files_in(data: Path) -> Iterator[Path]:
    """The files of a data folder that are kept: all but the database, which is kept as tables, and what only passes through."""
    for path in sorted(data.rglob("*")):
        first = path.relative_to(data).parts[0]
        passing = first in (UPLOADS, STAGING, REPLACED) or first.startswith(DATABASE_FILE) or path.name.startswith(".coming-")
        if not passing and path.is_file() and not path.is_symlink():
            yield path
