"""Fills database and storage with a backup: tables of the version that made it, brought to the present version after."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from khoabang.web.upkeep.archive import Damaged, Reader, Table, TooNew
from khoabang.web.upkeep.checks.check import table_of
from khoabang.web.upkeep.tables import line_of, value_for

_AT_ONCE = 1_000
_MIGRATIONS = "django_migrations"


def restore_database(backup: Reader) -> None:
    """Fill the database with a backup, in place of whatever it holds; on PostgreSQL all of it or nothing.

    Raises:
        TooNew: this version of the software does not know the backup's tables.
        Damaged: what was filled in is not what the backup says; nothing was changed.
    """
    known = MigrationExecutor(connection).loader.disk_migrations
    if not set(backup.manifest.migrations) <= set(known):
        raise TooNew(backup.manifest.version)
    with _all_or_nothing():
        executor = MigrationExecutor(connection)
        targets = _leaves(backup.manifest.migrations, executor)
        executor.migrate(targets)
        state = executor.loader.project_state(targets).apps
        with transaction.atomic():
            triggers = _emptied()
            for table in backup.manifest.tables:
                _fill(table, _model(state, table), backup)
            for table in backup.manifest.tables:
                _hold(table, _model(state, table))
                _number(table, _model(state, table))
            for sql in triggers:
                _run(sql)
        call_command("migrate", verbosity=0, interactive=False)  # to the present version, and what is done after migrations


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction on PostgreSQL, with what was there taken away first. On SQLite the file is new, and put in its place at the end."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        # Checked at once: a later step could not change a table whose rows still wait for their check.
        _run("SET CONSTRAINTS ALL IMMEDIATE")
        for name in connection.introspection.table_names():
            _run(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
        yield


def _leaves(stored: list[tuple[str, str]], executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The last of the stored migrations of each app."""
    named = set(stored)
    graph = executor.loader.graph
    return sorted(
        node
        for node in named
        if not any(child.key in named and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def _run(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall()) if cursor.description else []


def _emptied() -> list[str]:
    """Empty all tables; give what makes the triggers anew that had to go for it."""
    quote = connection.ops.quote_name
    names = [name for name in connection.introspection.table_names() if name != "sqlite_sequence"]
    if connection.vendor == "postgresql":
        _run(f"TRUNCATE {', '.join(map(quote, names))}")  # triggers of rows do not see it
        _run("SET CONSTRAINTS ALL DEFERRED")
        return []
    triggers = _run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    for name, _sql in triggers:
        _run(f"DROP TRIGGER {quote(name)}")
    for name in names:
        _run(f"DELETE FROM {quote(name)}")  # noqa: S608 - names of our own tables
    return [str(sql) for _name, sql in triggers]


def _model(state: Any, table: Table) -> type[models.Model]:
    if table.name == _MIGRATIONS:
        from django.db.migrations.recorder import MigrationRecorder

        return MigrationRecorder.Migration
    app, name = table.model.split(".")
    model: type[models.Model] = state.get_model(app, name)
    return model


def _fill(table: Table, model: type[models.Model], backup: Reader) -> None:
    quote = connection.ops.quote_name
    by_name = {field.attname: field for field in table_of(model).concrete_fields}
    fields = [by_name[name] for name in table.columns]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    rows = ([value_for(field, plain) for field, plain in zip(fields, row, strict=True)] for row in backup.rows(table))
    with connection.cursor() as cursor:
        while some := list(islice(rows, _AT_ONCE)):
            cursor.executemany(sql, some)


def _hold(table: Table, model: type[models.Model]) -> None:
    """Hold what was filled in against the hash of the backup.

    Raises:
        Damaged: it differs.
    """
    counted = hashlib.sha256()
    key = table_of(model).pk
    rows = models.QuerySet(model).order_by("pk").values_list(*table.columns).iterator(2_000)
    in_order = isinstance(key, models.AutoField | models.ForeignKey | models.IntegerField)
    lines = map(line_of, rows)
    for line in lines if in_order else sorted(lines):
        counted.update(line.encode() + b"\n")
    if counted.hexdigest() != table.sha256:
        raise Damaged(table.member)


def _number(table: Table, model: type[models.Model]) -> None:
    """Let the table's sequence go on where it stood, so that no number is given twice."""
    if not table.last:
        return
    if connection.vendor == "postgresql":
        column = str(table_of(model).pk.column)
        _run("SELECT setval(pg_get_serial_sequence(%s, %s), %s, true)", table.name, column, table.last)
    else:
        _run("DELETE FROM sqlite_sequence WHERE name = %s", table.name)
        _run("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", table.name, table.last)


def files_restored(backup: Reader, folder: Path) -> None:
    """Write the files of a backup into a folder; those of evidence into their storage."""
    from khoabang.web.evidence import store

    for each in backup.manifest.files:
        if each.folder == "evidence":
            if store.is_intact(each.path, each.sha256):  # a bucket may hold it already, sound or not
                continue
            with backup.opened(each.member) as source:
                if store.keep(source, each.sha256, each.size, anew=True) != each.path:
                    raise Damaged(each.member)
            continue
        path = folder / each.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as out:
            out.writelines(backup.pieces(each.member))
        path.chmod(each.mode)
