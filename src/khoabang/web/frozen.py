"""What is written once: classes that refuse to change a row, and triggers in the database for what goes round the classes."""

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class FrozenRow(RuntimeError):
    """A row that may never change was to be changed or deleted."""


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class FrozenQuerySet(models.QuerySet[Row_co]):
    """Rows that may be added and read, and nothing else."""

    def update(self, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def delete(self) -> NoReturn:
        raise FrozenRow(f"{self.model.__name__} rows are frozen")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Row_co]:
        if kwargs.get("update_conflicts"):
            raise FrozenRow(f"{self.model.__name__} rows are frozen")
        return super().bulk_create(*args, **kwargs)


class Frozen(models.Model):
    """Written once. A migration of each app puts triggers under its frozen tables (`freeze`), for what goes round these classes."""

    objects = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise FrozenRow(f"{type(self).__name__} {self.pk} is frozen")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenRow(f"{type(self).__name__} {self.pk} is frozen")


def frozen_models() -> list[type[Frozen]]:
    """Every frozen table of the installation; a test sees that each has its triggers."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Frozen)]


def freeze(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Put triggers under tables that refuse to change or delete a row.

    SQLite makes a table anew when a later migration alters it, and its triggers go with the old one: such a migration must call this again.
    """
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION khoabang_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
            params=None,
        )
    for table in tables:
        for event in ("update", "delete"):
            if postgresql:
                does = "EXECUTE FUNCTION khoabang_refuse_change()"
            else:
                does = f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            schema_editor.execute(f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW {does}")


def freeze_but(schema_editor: BaseDatabaseSchemaEditor, table: str, kept: Iterable[str], also: str = "TRUE") -> None:
    """Put triggers under a table whose rows are never deleted, and change in a few columns only.

    Args:
        schema_editor: of the migration.
        table: the table.
        kept: the columns that never change.
        also: what must hold as well of OLD and NEW, in the SQL that both databases read alike.
    """
    postgresql = schema_editor.connection.vendor == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    lawful = " AND ".join([*(f"NEW.{column} {same} OLD.{column}" for column in kept), f"({also})"])
    does = "EXECUTE FUNCTION khoabang_refuse_change()" if postgresql else f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
    for event, when in (("update", f" WHEN (NOT ({lawful}))"), ("delete", "")):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} FOR EACH ROW{when} {does}", params=None
        )


def thaw(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Take the triggers away again; for migrations run backwards, and for no other use."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in tables:
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}" + (f" ON {table}" if on_table else ""))
