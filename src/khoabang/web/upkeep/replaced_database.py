"""Connections to a SQLite file that another has taken the place of, as `khoabang restore` does, are given up before the next request."""

from pathlib import Path
from typing import Any

from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def watch() -> None:
    """Begin to watch: called once, when the process starts."""
    connection_created.connect(_opened, dispatch_uid="khoabang-opened")
    request_started.connect(_given_up, dispatch_uid="khoabang-given-up")


def _opened(connection: BaseDatabaseWrapper, **_: Any) -> None:
    connection.khoabang_file = _file_of(connection)  # type: ignore[attr-defined]


def _given_up(**_: Any) -> None:
    for connection in connections.all(initialized_only=True):
        opened = getattr(connection, "khoabang_file", None)
        if opened is not None and not connection.in_atomic_block and _file_of(connection) != opened:
            connection.close()


def _file_of(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """Which file stands at the address of a database; None where it is none."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return None
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
