"""Queries composed once per process, and asked again with other values: composing one costs more than a database takes to answer it.

    _HELD = Prepared(lambda n: Appointment.objects.filter(person=whole("person")).order_by())
    _HELD.all(person=3)

It is for what every request asks. A list of keys is `wholes("keys", n)`: a query is composed for each of a few sizes of lists.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import zip_longest
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators

SIZES = (1, 5, 21, 60, 250)  # of lists: one is filled up to the next size with its last key
ANY_DAY = date(1111, 11, 11)
ANY_MOMENT = datetime(1111, 11, 11, 11, 11, 11, tzinfo=UTC)
_FIRST_PLACE = 7_700_000_000  # no row has such a key
_places: dict[str, int] = {}
_placing = Lock()


def whole(name: str) -> int:
    """The place of a whole number in a composed query."""
    with _placing:
        return _places.setdefault(name, _FIRST_PLACE + len(_places))


@lru_cache(maxsize=256)
def wholes(name: str, n: int) -> tuple[int, ...]:
    """The places of a list of whole numbers."""
    return tuple(whole(f"{name}[{place}]") for place in range(n))


def text(name: str) -> str:
    """The place of a text."""
    return f"{{{{{name}}}}}"


@dataclass(frozen=True, slots=True)
class _Composed:
    sql: str
    params: tuple[Any, ...]
    make: Callable[[tuple[Any, ...]], Any]
    converters: tuple[tuple[int, tuple[Any, Any]], ...]


class Prepared:
    """A query with places for values.

    Args:
        compose: gives the queryset, of model instances or of `values_list`, for the length of the list among its values.
    """

    def __init__(self, compose: Callable[[int], models.QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._known: dict[tuple[str, int], _Composed | None] = {}

    def all(
        self, *, limit: int | None = None, offset: int = 0, day: date | None = None, moment: datetime | None = None, **values: Any
    ) -> list[Any]:
        """The rows for some values; `day` stands for `ANY_DAY`, `moment` for `ANY_MOMENT`."""
        found: dict[Any, Any] = {}
        size = 0
        # Of one width always: for each width the database would make a plan of its own.
        adapted = connection.ops.adapt_integerfield_value
        for name, value in values.items():
            if isinstance(value, str):
                found[text(name)] = value
            elif isinstance(value, Sequence):
                if not value:
                    return []
                size = next((each for each in SIZES if each >= len(value)), len(value))
                filled = [adapted(each, "BigIntegerField") for each in value]
                found |= zip_longest(wholes(name, size), filled, fillvalue=filled[-1])
            else:
                found[whole(name)] = adapted(value, "BigIntegerField")
        if day is not None:
            adapt = connection.ops.adapt_datefield_value
            found[adapt(ANY_DAY)] = adapt(day)
        if moment is not None:
            adapted_moment = connection.ops.adapt_datetimefield_value
            found[adapted_moment(ANY_MOMENT)] = adapted_moment(moment)
        composed = self._composed(size)
        if composed is None:
            return []
        sql, params = composed.sql, [found.get(each, each) for each in composed.params]
        if limit is not None:  # written out, and not a value: the database plans otherwise for a few rows than for many
            sql = f"{sql} LIMIT {int(limit)}"
        if offset:
            sql, params = f"{sql} OFFSET %s", [*params, offset]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        if composed.converters:
            rows = [_converted(row, composed.converters) for row in rows]
        return [composed.make(row) for row in rows]

    def first(self, **values: Any) -> Any:
        """The only row, or the first; None where there is none."""
        return next(iter(self.all(**values)), None)

    def _composed(self, size: int) -> _Composed | None:
        key = (connection.vendor, size)
        if key not in self._known:
            composed = _compose(self._compose(size))
            if size and size not in SIZES:
                return composed
            self._known[key] = composed
        return self._known[key]


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, tuple[Any, Any]]]) -> tuple[Any, ...]:
    changed = list(row)
    for place, (convert, expression) in converters:
        for each in convert:
            changed[place] = each(changed[place], expression, connection)
    return tuple(changed)


def _compose(queryset: models.QuerySet[Any, Any]) -> _Composed | None:
    compiler = queryset.query.get_compiler(using=connection.alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    sql, params = _with_constants(sql, params)
    converters = tuple(compiler.get_converters([each[0] for each in compiler.select]).items())
    return _Composed(sql, params, _tuple if queryset.query.values_select else _instances(compiler), converters)


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write the terms of choices out, where they are constants of the code and not values: the database knows how many rows have each.

    One that plans a query for any value takes the value to be rare, and plans anew each time.
    """
    left: list[Any] = []
    given = iter(params)

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return place[0]
        each = next(given)
        if isinstance(each, models.TextChoices) and (not each.value or each.value.isidentifier()):
            return f"'{each.value}'"
        left.append(each)
        return place[0]

    return re.sub("%%|%s", written, sql), tuple(left)


def _tuple(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row)


def _instances(compiler: Any) -> Callable[[tuple[Any, ...]], models.Model]:
    """How a row becomes an instance with what was selected beside it, as `ModelIterable` does."""
    fields = compiler.klass_info["select_fields"]
    first, end = fields[0], fields[-1] + 1
    model: type[models.Model] = compiler.klass_info["model"]
    names = [each[0].target.attname for each in compiler.select[first:end]]
    populators = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
    added = tuple((compiler.annotation_col_map or {}).items())
    alias = connection.alias

    def made(row: tuple[Any, ...]) -> models.Model:
        instance = model.from_db(alias, names, row[first:end])
        for populator in populators:
            populator.populate(row, instance)
        for name, place in added:
            setattr(instance, name, row[place])
        return instance

    return made
