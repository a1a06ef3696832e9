"""Rows of any table as text that is the same on every database, and back."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from khoabang.web.upkeep.checks.check import table_of
from khoabang.web.upkeep.checks.database import last_number


def kept_models() -> list[type[models.Model]]:
    """The models of every table that is kept: all of ours and of the libraries', and the list of migrations."""
    found = {table_of(model).db_table: model for model in apps.get_models(include_auto_created=True) if table_of(model).managed}
    recorded = MigrationRecorder.Migration
    found[table_of(recorded).db_table] = recorded
    return [found[name] for name in sorted(found)]


def columns_of(model: type[models.Model]) -> list[str]:
    """The names under which a model holds its columns."""
    return [field.attname for field in table_of(model).concrete_fields]


def lines_of(model: type[models.Model]) -> Iterator[str]:
    """The rows of a table as lines, by their key; text keys are sorted here, because databases sort them each in its own way."""
    rows: models.QuerySet[models.Model, tuple[Any, ...]] = models.QuerySet(model).order_by("pk").values_list(*columns_of(model))
    key = table_of(model).pk
    if isinstance(key, models.AutoField | models.ForeignKey | models.IntegerField):
        yield from (line_of(row) for row in rows.iterator(2_000))
    else:
        yield from sorted(line_of(row) for row in rows.iterator(2_000))


def line_of(row: tuple[Any, ...]) -> str:
    """A row as JSON."""
    return json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dict | list):
        return {"json": value}
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def value_for(field: "models.Field[Any, Any]", plain: Any) -> Any:
    """A value of a backup as the database takes it."""
    value = plain
    if isinstance(plain, dict):
        value = base64.b64decode(plain["base64"]) if "base64" in plain else plain["json"]
    elif plain is not None:
        value = field.to_python(plain)
    return field.get_db_prep_save(value, connection)


def last_of(model: type[models.Model]) -> int | None:
    """The last number that a table's sequence gave; None where it has none."""
    key = table_of(model).pk
    return last_number(table_of(model).db_table, str(key.column)) if isinstance(key, models.AutoField) else None
