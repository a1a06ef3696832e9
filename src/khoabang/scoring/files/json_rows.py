"""Rows written as JSON objects, strictly: no key twice, no number that is not finite, nothing nested; numbers keep their written digits."""

import json
from collections import Counter
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.problems import Place, Problems

MAX_JSON = 32_000_000
MOST_NAMED = 40

Objects = list[tuple[int, dict[str, str]]]


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _Constant(str):
    """NaN or an infinity."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """An object that remembers which keys were written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(pairs) > len(self):
            self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def read_objects(source: str, shown_as: str, problems: Problems) -> Objects | None:
    """Read `[{…}, …]` or `{"rows": [{…}, …]}` as numbered rows of text; None where it cannot be read at all."""
    try:
        data = json.loads(source, object_pairs_hook=_Object, parse_float=_Number, parse_int=_Number, parse_constant=_Constant)
    except json.JSONDecodeError as error:
        problems.add(
            "FIL019",
            Place(shown_as, error.lineno),
            detail=text(N_("cột {column}: {message}"), column=error.colno, message=error.msg),
        )
        return None
    except RecursionError:
        problems.add("FIL020", Place(shown_as), found=text(N_("lồng quá sâu")))
        return None
    if isinstance(data, _Object):
        _repeated(data, Place(shown_as), problems)
        data = data.get("rows", data)
    if not isinstance(data, list):
        problems.add("FIL020", Place(shown_as), found=_kind(data))
        return None
    objects: Objects = []
    for number, given in enumerate(data, 1):
        if isinstance(given, _Object):
            objects.append((number, _row(given, number, shown_as, problems)))
        else:
            problems.add("FIL020", Place(shown_as, field=f"[{number}]"), found=_kind(given))
    return objects


def _row(given: _Object, number: int, shown_as: str, problems: Problems) -> dict[str, str]:
    _repeated(given, Place(shown_as, field=f"[{number}]"), problems)
    row: dict[str, str] = {}
    for key, value in given.items():
        place = Place(shown_as, field=f"[{number}].{key}")
        if not key.strip():
            problems.add("FIL013", place)
        elif isinstance(value, _Constant):
            problems.add("NUM003", place, text=value)
        elif isinstance(value, _Number) and ("e" in value or "E" in value):
            problems.add("NUM004", place, text=value[:MOST_NAMED])
        elif isinstance(value, str):
            row[key] = str(value)
        elif value is None or isinstance(value, bool):
            row[key] = "" if value is None else "yes" if value else "no"
        else:
            problems.add("FIL020", place, found=_kind(value))
    return row


def _repeated(given: _Object, place: Place, problems: Problems) -> None:
    for key in given.repeated:
        problems.add("FIL021", place, key=key[:MOST_NAMED])


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return text(N_("một đối tượng"))
    if isinstance(value, list):
        return text(N_("một danh sách"))
    return f"«{str(value)[:MOST_NAMED]}»"
