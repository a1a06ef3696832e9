"""The cells of a criteria set's workbook: from the set's plain data to a value for each column, and back.

Which columns exist is `workbook_layout`; drawing them is `workbook`.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, get_args

from khoabang.scoring.criteria import workbook_layout as layout
from khoabang.scoring.criteria.fields import NOT_PUBLISHED
from khoabang.scoring.criteria.policies import Column as RoundedColumn
from khoabang.scoring.criteria.workbook_layout import Column, SheetLayout
from khoabang.scoring.criteria.yaml_text import block
from khoabang.scoring.files.documents import Located, Path_, read_fragment
from khoabang.scoring.files.workbooks import Cell
from khoabang.scoring.numbers import NumberError, exact, parse, plain
from khoabang.scoring.problems import Place, Problems

Json = dict[str, Any]
YES, NO = "có", "không"
LEVEL = "level"  # depth of a criterion, for drawing only
_TRUTH = {YES: "yes", NO: "no", "yes": "yes", "no": "no"}


def rows_of(sheet: SheetLayout, data: Json) -> Iterator[Json]:
    """Give the items that a sheet lists, from a set's plain data."""
    match sheet:
        case layout.IDENTITY:
            yield data
        case layout.POLICIES:
            yield data["policies"]
        case layout.LEGAL_BASIS | layout.ATTRIBUTES | layout.GROUPS | layout.ANNEXES:
            key = {
                layout.LEGAL_BASIS: "legal_basis",
                layout.ATTRIBUTES: "attributes",
                layout.GROUPS: "groups",
                layout.ANNEXES: "annexes",
            }[sheet]
            yield from data.get(key, [])
        case layout.BANDS:
            yield from data["policies"].get("classes", {}).get("bands", [])
        case layout.ROUNDING:
            table = data["policies"].get("rounding", {})
            yield from ({"column": column, **table[column]} for column in get_args(RoundedColumn) if column in table)
        case layout.AGGREGATES:
            yield from ({"annex": annex["code"], **item} for annex in data["annexes"] for item in annex.get("aggregates", []))
        case layout.CRITERIA:
            for annex in data["annexes"]:
                yield from _criteria(annex["code"], None, annex.get("criteria", []), 1)
        case layout.INPUTS:
            for row in rows_of(layout.CRITERIA, data):
                yield from ({"annex": row["annex"], "criterion": row["code"], **item} for item in row.get("inputs", []))


def _criteria(annex: str, parent: str | None, items: list[Json], level: int) -> Iterator[Json]:
    for item in items:
        yield {"annex": annex, LEVEL: level, **({"parent": parent} if parent else {}), **item}
        yield from _criteria(annex, item["code"], item.get("criteria", []), level + 1)


def written(item: Json, column: Column) -> str:
    """Give what a cell holds of an item: its text, numbers in point form; empty where the set leaves it out."""
    value: Any = item
    for part in column.key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    match column.form:
        case "amount" if isinstance(value, Mapping):
            return str(value["value"])
        case "lines":
            return "\n".join(map(str, value))
        case "yes_no":
            return YES if value else NO
        case "yaml":
            if column.key == "rule":
                value = {key: part for key, part in value.items() if key != "kind"}
            return block(value) if value else ""
    return str(value)


def read_item(
    sheet: SheetLayout, cells: Mapping[str, tuple[Cell, str]], base: Path_, located: Located, problems: Problems
) -> Json:
    """Turn a row's cells (by key, each with its name) into an item, noting where each key stands."""
    item: Json = {}
    for column in sheet.columns:
        if column.key not in cells or not cells[column.key][0].text.strip():
            continue
        cell, name = cells[column.key]
        place = Place(located.file, cell=name, field=column.key)
        value = _value(cell, column, place, problems)
        if value is not None:
            path = tuple(column.key.split("."))
            located.cells[(*base, *path)] = name
            _put(item, path, value, place, problems)
    return item


def _put(item: Json, path: tuple[str, ...], value: Any, place: Place, problems: Problems) -> None:
    *above, last = path
    for part in above:
        held = item.setdefault(part, {})
        if not isinstance(held, dict):  # an amount that now gets its reason
            held = item[part] = {"value": held}
        item = held
    if last == "rule":
        if not isinstance(value, dict):
            problems.add("SET001", place, detail=str(value)[:40])
            return
        value = {**item.get(last, {}), **value}
    item[last] = value


def _value(cell: Cell, column: Column, place: Place, problems: Problems) -> Any:
    text = cell.text.strip()
    match column.form:
        case "number" | "amount":
            return _number(cell, place, problems)
        case "yes_no":
            return _TRUTH.get(text.lower(), text)
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "yaml":
            return read_fragment(text, place, problems)
        case "date":
            return "-".join(reversed(text.split("/"))) if cell.typed_as == "date" else text
    if cell.typed_as == "date" or (cell.typed_as == "number" and not text.isdecimal()):
        problems.add("FIL027", place, text=text)
        return None
    return text


def _number(cell: Cell, place: Place, problems: Problems) -> str | None:
    """Read a number cell (already in point form), or a number typed as text, in Vietnamese form or as a fraction."""
    text = cell.text.strip()
    if cell.typed_as == "number" or text == NOT_PUBLISHED:
        return text
    try:
        return plain(exact(text) if "/" in text else parse(text))
    except NumberError as error:
        problems.add(error.code, place, text=error.text, suggestion=error.suggestion or "")
        return None


def has_short_form(text: str) -> bool:
    """Say whether a number in point form keeps all its digits in a number cell."""
    try:
        value = exact(text)
    except NumberError:
        return False
    return "/" not in text and len(text.lstrip("-").replace(".", "").lstrip("0")) <= 15 and value == Fraction(text)
