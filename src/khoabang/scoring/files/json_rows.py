"""Rows written as JSON objects, strictly: no key twice, no number that is not finite, nothing nested; numbers keep their written digits."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.files.sheet_xml import MAX_COLUMNS
from khoabang.scoring.problems import Place, Problems

MAX_JSON = 32_000_000
MAX_VALUES = 1_000_000  # each costs a hundred bytes and more once it is read, of which its text shows two
MAX_OBJECTS = 250_000
MOST_NAMED = 40

Objects = list[tuple[int, dict[str, str]]]


_HALF = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]")  # of a pair
_FAULTS = {
    "Expecting property name": N_("cần một tên trong ngoặc kép"),
    "Expecting ',' delimiter": N_("cần dấu phẩy"),
    "Expecting ':' delimiter": N_("cần dấu hai chấm"),
    "Expecting value": N_("cần một giá trị"),
    "Extra data": N_("thừa nội dung ở cuối"),
    "Unterminated string": N_("ngoặc kép mở ra mà không đóng"),
    "Invalid control character": N_("xuống dòng hoặc ký tự điều khiển trong chuỗi"),
    "Invalid \\": N_("dấu \\ không đúng chỗ"),
    "Illegal trailing comma": N_("thừa dấu phẩy"),
}


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _Constant(str):
    """NaN or an infinity."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """An object that remembers which keys were written twice."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: Sequence[str] = ()
        if len(pairs) > len(self):
            self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


def is_too_many(raw: bytes) -> bool:
    """Say whether JSON holds more values than any table, before it is read and grows a hundredfold."""
    return raw.count(b",") + raw.count(b"[") > MAX_VALUES or raw.count(b"{") > MAX_OBJECTS


def read_objects(source: str, shown_as: str, problems: Problems) -> Objects | None:
    """Read `[{…}, …]` or `{"rows": [{…}, …]}` as numbered rows of text; None where it cannot be read at all."""
    try:
        data = json.loads(source, object_pairs_hook=_Object, parse_float=_Number, parse_int=_Number, parse_constant=_Constant)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        _no_json(error, shown_as, problems)
        return None
    except UnicodeEncodeError:  # half a character, which no output can write
        found = _HALF.search(source)
        said = text(N_("mã {escape} không phải là một ký tự"), escape=found[0][:6] if found else "\\u")
        problems.add("FIL019", Place(shown_as, source.count("\n", 0, found.start() if found else 0) + 1), detail=said)
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
        if isinstance(given, _Object) and len(given) > MAX_COLUMNS:
            problems.add("FIL016", Place(shown_as, field=f"[{number}]"), detail=text(N_("{count} cột"), count=len(given)))
            return None
        if isinstance(given, _Object):
            objects.append((number, _row(given, number, shown_as, problems)))
        else:
            problems.add("FIL020", Place(shown_as, field=f"[{number}]"), found=_kind(given))
    return objects


def _no_json(error: json.JSONDecodeError, shown_as: str, problems: Problems) -> None:
    message = next((text(words) for fault, words in _FAULTS.items() if error.msg.startswith(fault)), error.msg)
    problems.add(
        "FIL019", Place(shown_as, error.lineno), detail=text(N_("cột {column}: {message}"), column=error.colno, message=message)
    )


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
