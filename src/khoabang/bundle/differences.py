"""What differs between a result document and the one computed anew: each figure by body and criterion, the first in reading order first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]
# What software of another version may find or say more of, without another number.
_LEFT_OUT = {("problems",)}
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or text that differs: of which group, body and criterion (code), and what both documents say.

    `path` is where it stands, codes in place of numbers where a list has them; a value is None where there is nothing.
    """

    path: Path
    given: str | None
    computed: str | None
    group: str = ""
    body: str = ""
    criterion: str = ""

    @property
    def column(self) -> str:
        """What differs of it: `points.exact`, `rank.value`."""
        known = {"groups", "bodies", "criteria", "aggregates", self.group, self.body, self.criterion}
        return ".".join(str(part) for part in self.path if part not in known) or "code"

    def as_json(self) -> Json:
        """Give the record for `--json`."""
        return {
            "path": list(self.path), "group": self.group, "body": self.body, "criterion": self.criterion, "column": self.column,
            "given": self.given, "computed": self.computed,
        }  # fmt: skip


def differences(given: Json, computed: Json) -> Iterator[Difference]:
    """List what a result document says otherwise than the one computed anew."""
    for path, one, other in _walk((), given, computed):
        yield Difference(path, _said(one), _said(other), *_about(path))


def _walk(path: Path, one: Any, other: Any) -> Iterator[tuple[Path, Any, Any]]:
    if path in _LEFT_OUT:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from _walk((*path, key), one.get(key, _NOTHING), other.get(key, _NOTHING))
    elif isinstance(one, list) and isinstance(other, list):
        ours, theirs = _coded(one), _coded(other)
        if ours is not None and theirs is not None:
            yield from _walk(path, ours, theirs)
            if set(ours) == set(theirs):  # what is there is the same: in the same order?
                yield from ((path, ", ".join(ours), ", ".join(theirs)) for _ in range(list(ours) != list(theirs)))
            return
        for place in range(max(len(one), len(other))):
            pair = (each[place] if place < len(each) else _NOTHING for each in (one, other))
            yield from _walk((*path, place), *pair)
    elif type(one) is not type(other) or one != other:
        yield path, one, other


def _coded(rows: list[Any]) -> Json | None:
    """Give rows by their codes, where each has one of its own."""
    if not rows or not all(isinstance(row, dict) and isinstance(row.get("code"), str) for row in rows):
        return None
    found = {row["code"]: row for row in rows}
    return found if len(found) == len(rows) else None


def _said(value: Any) -> str | None:
    if value is _NOTHING or value is None:
        return None
    return value if isinstance(value, str) else type(value).__name__ if isinstance(value, dict | list) else str(value).lower()


def _about(path: Path) -> tuple[str, str, str]:
    """Give the codes of group, body and criterion that a place is about."""
    group = str(path[1]) if path[:1] == ("groups",) and len(path) > 1 else ""
    body = str(path[3]) if group and path[2:3] == ("bodies",) and len(path) > 3 else ""
    within = path[4:] if body else path[3:] if path[2:3] == ("statistics",) else ()
    criterion = str(within[1]) if within[:1] in (("criteria",), ("aggregates",)) and len(within) > 1 else ""
    return group, body, criterion
