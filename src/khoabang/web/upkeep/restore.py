"""Puts a backup back: made ready beside what is there, checked, and put in its place at once. Knows no model before Django is set up."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from khoabang.web.deployment import DATABASE_FILE
from khoabang.web.upkeep.archive import REPLACED, STAGING, Reader


class InTheWay(ValueError):
    """The place to restore to is not empty; the text names it."""


def restore(backup: Reader, data: Path, *, replace: bool = False) -> None:
    """Put a backup into a data folder, and into the database of KHOABANG_DB where one is named.

    Everything is made ready beside what is there, checked, and put in place at the end. The process must not have set up Django before.

    Raises:
        InTheWay: there is something already, and `replace` was not said.
        TooNew, Damaged: see `restored_content.restore_database`.
        CannotOpen: the database does not answer.
    """
    from django.db import connection

    from khoabang.web.upkeep.installation import set_up

    if not replace and not _is_empty(data):
        raise InTheWay(str(data))
    was_there = data.exists()
    staging = _staging_in(data)
    os.environ["KHOABANG_DATA"] = str(staging)
    try:
        set_up()
        if not replace:
            _refuse_unless_empty()
        from khoabang.web.upkeep.restored_content import files_restored, restore_database

        files_restored(backup, staging)
        restore_database(backup)
        connection.close()
    except BaseException:
        with suppress(Exception):  # settings that cannot be read have no connection to close
            connection.close()
        shutil.rmtree(staging)
        if not was_there:
            data.rmdir()
        raise
    _put_in_place(data)


def _refuse_unless_empty() -> None:
    from django.db import connection

    if os.environ.get("KHOABANG_DB") and connection.introspection.table_names():
        raise InTheWay("KHOABANG_DB")


def _is_empty(data: Path) -> bool:
    """Whether a data folder holds nothing that a restored backup would take the place of."""
    return not data.exists() or all(path.name in (STAGING, REPLACED) for path in data.iterdir())


def _staging_in(data: Path) -> Path:
    """A new folder in the data folder, in which everything is made ready."""
    staging = data / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    staging.mkdir(mode=0o700)
    if not os.environ.get("KHOABANG_DB"):  # SQLite would make it for everybody to read
        os.close(os.open(staging / DATABASE_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return staging


def _put_in_place(data: Path) -> None:
    """Let what was made ready take the place of what the data folder holds. Each step is a renaming: none takes long or leaves half a file."""
    staging, replaced = data / STAGING, data / REPLACED
    shutil.rmtree(replaced, ignore_errors=True)
    replaced.mkdir(mode=0o700)
    for path in list(data.iterdir()):
        if path not in (staging, replaced):
            path.rename(replaced / path.name)
    for path in list(staging.iterdir()):
        path.rename(data / path.name)
    staging.rmdir()
    shutil.rmtree(replaced)
