"""Writing a criteria set as set.yaml: the keys in the order of docs/formats.md, short things on one line, everything that could mislead in quotes.

Reading is `documents`; what is written here reads back as the same set.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from khoabang.scoring.criteria.model import CriteriaSet

WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*|\d{4}-\d\d-\d\d", re.ASCII)
_MISLEADING = {"null", "true", "false", "on", "off", "y", "n"}
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_BLOCKS = {
    "legal_basis",
    "attributes",
    "groups",
    "annexes",
    "criteria",
    "aggregates",
    "inputs",
    "policies",
    "classes",
    "bands",
    "rounding",
}  # never on one line
_FIRST_IN_RULES = (
    "kind",
    "code",
    "name",
    "from",
    "input",
    "value",
    "numerator",
    "denominator",
    "done",
    "planned",
    "now",
    "before",
)
_SECTIONS = {"legal_basis", "attributes", "groups", "annexes", "policies"}  # a blank line before


def dump_yaml(criteria_set: CriteriaSet) -> str:
    """Write a criteria set as the text of its set.yaml."""
    lines: list[str] = []
    for key, value in criteria_set.dump().items():
        if key in _SECTIONS:
            lines.append("")
        lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def block(value: Any) -> str:
    """Write a mapping or list on several lines, its short parts on one line each."""
    return "\n".join(_lines(value, 0))


def flow(value: Any) -> str:
    """Write a value on one line: `{kind: ratio, points: "5"}`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return "{" + ", ".join(f"{_scalar(key)}: {flow(item)}" for key, item in _ordered(value).items()) + "}"
        case list():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case str():
            return _scalar(value)
    return str(value)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _MISLEADING:
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _ordered(value: dict[str, Any]) -> dict[str, Any]:
    """Put what a rule, option or tier is about before what it is worth."""
    if not value.keys() & {"kind", "points", "share"}:
        return value
    return {key: value[key] for key in _FIRST_IN_RULES if key in value} | value


def _fits(key: str, value: Any, indent: int) -> bool:
    return (
        not (isinstance(value, dict | list) and (key in _BLOCKS or _holds_block(value)))
        and indent + len(key) + len(flow(value)) < WIDTH
    )


def _holds_block(value: Any) -> bool:
    if isinstance(value, dict):
        return any(key in _BLOCKS or _holds_block(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_block(item) for item in value)


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if not isinstance(value, dict | list) or not value or _fits(key, value, indent):
        yield f"{pad}{_scalar(key)}: {flow(value)}"
    else:
        yield f"{pad}{_scalar(key)}:"
        yield from _lines(value, indent + 2)


def _lines(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in _ordered(value).items():
            yield from _entry(key, item, indent)
        return
    pad = " " * indent
    for item in value:
        if not isinstance(item, dict | list) or not item or _fits("", item, indent):
            yield f"{pad}- {flow(item)}"
        else:
            first, *rest = _lines(item, indent + 2)
            yield f"{pad}- {first[indent + 2 :]}"
            yield from rest
