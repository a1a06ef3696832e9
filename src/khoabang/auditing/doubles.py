"""Bodies that stand twice in a table: a row that repeats another, or a name that may be of two bodies."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from khoabang.auditing.sheet import Sheet
from khoabang.auditing.words import plain

_FEW, _ONE_IN = 2, 100  # names that repeat: with more than so many, and more than one in so many, they are no names of bodies


@dataclass(frozen=True, slots=True)
class Double:
    """A row whose name an earlier one has; `whole` says that it repeats that row in everything but its number."""

    first: int
    row: int
    whole: bool


def repeated_rows(sheet: Sheet) -> Iterator[int]:
    """Give the rows that repeat another, but for their number."""
    seen: set[tuple[str, ...]] = set()
    numbers = {column.position for column in sheet.all_of("order")}
    for number, row in enumerate(sheet.table.rows):
        texts = tuple(cell.text for position, cell in enumerate(row.cells) if position not in numbers)
        if texts in seen:
            yield number
        seen.add(texts)


def doubles(sheet: Sheet) -> list[Double]:
    """Give the rows whose name another has, unless other words tell the two apart.

    Names that repeat often are no names of bodies: one row may be a body in a year, a person of a place.
    """
    column = sheet.of("body")
    if column is None:
        return []
    names = [name if any(map(str.isalpha, name)) else "" for name in map(plain, column.texts)]  # dates and numbers name no body
    often = sum(count - 1 for name, count in Counter(names).items() if name)
    if often > max(_FEW, len(names) // _ONE_IN):
        return []
    whole = set(repeated_rows(sheet))
    first: dict[str, int] = {}
    found: list[Double] = []
    for row, name in enumerate(names):
        before = first.setdefault(name, row)
        if name and before != row and (row in whole or not _told_apart(sheet, before, row)):
            found.append(Double(before, row, row in whole))
    return found


def _told_apart(sheet: Sheet, one: int, other: int) -> bool:
    """Whether words beside the name differ, or headings between them: a place, a group, a code, a year."""
    if any(one < special.after <= other for special in sheet.table.special if special.kind == "heading"):
        return True
    for column in sheet.columns:
        if column.role in {"body", "class", "note", "rank", "order"} or (column.numeric and not _years(column.texts)):
            continue
        if plain(column.texts[one]) != plain(column.texts[other]):
            return True
    return False


def _years(texts: list[str]) -> bool:
    return all(len(text) == 4 and text.isdigit() and text[:2] in {"19", "20"} for text in texts if text)
