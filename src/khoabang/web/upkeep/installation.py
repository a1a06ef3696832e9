"""Opens an installation for a command, without changing anything in it."""

import os
from pathlib import Path


class CannotOpen(RuntimeError):
    """The installation cannot be opened: the problem's code, and what fills its sentences."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def open_installation(data: Path, *, any_version: bool = False) -> None:
    """Set Django up for the installation in a data folder.

    Args:
        data: the folder.
        any_version: take a database too whose tables are of another version.

    Raises:
        CannotOpen: there is none, the database does not answer, or its tables are of another version.
    """
    from khoabang.web.deployment import DATABASE_FILE

    if not os.environ.get("KHOABANG_DB") and not (data / DATABASE_FILE).is_file():
        raise CannotOpen("CMD010", folder=data)
    os.environ["KHOABANG_DATA"] = str(data)
    set_up()
    if not any_version and not is_current():
        raise CannotOpen("CMD012")


def set_up() -> None:
    """Set Django up for the data folder that the environment names.

    Raises:
        CannotOpen: the database does not answer.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoabang.web.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        from django.db import connection

        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        raise CannotOpen("CMD011", detail=" ".join(str(error).split())) from None


def is_current() -> bool:
    """Whether the tables are those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
