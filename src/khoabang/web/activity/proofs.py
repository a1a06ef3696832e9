"""What an entry of the log keeps of the rows that its act wrote: a hash of each, so that the chain proves the rows as well."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

ROWS = "rows"
"""The key of an entry's detail under which they stand: `app.model:key` -> hash."""


def columns_of(model: type[models.Model]) -> list[str]:
    """The names under which a model holds its columns."""
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented way


def label_of(model: type[models.Model]) -> str:
    """How a model is named in the log."""
    return model._meta.label_lower  # noqa: SLF001 - Django's documented way


def digest_of_row(columns: Sequence[str], values: Iterable[Any]) -> str:
    """The hash of a row: over the canonical JSON of its columns.

    Columns that hold nothing are left out: a column that a later version adds, empty, changes no hash of what was written before.
    """
    said = {name: _plain(value) for name, value in zip(columns, values, strict=True) if value not in (None, "", False)}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def proofs_of(rows: Iterable[models.Model]) -> Mapping[str, str]:
    """What the log keeps of rows as they were written."""
    return {f"{label_of(type(row))}:{row.pk}": _digest(row) for row in rows}


def _digest(row: models.Model) -> str:
    columns = columns_of(type(row))
    return digest_of_row(columns, [getattr(row, name) for name in columns])


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str | date | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} has no form in the log")
