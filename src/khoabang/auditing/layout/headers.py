"""The headers of columns, joined from the lines of a header."""

from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Line
from khoabang.auditing.layout.rows import flat
from khoabang.auditing.layout.sorts import is_year, plain, sort_of

JOINT = " › "


def headers_of(lines: list[Line], width: int) -> list[str]:
    """Join the lines of a header column by column: a spanning text stands before the texts under it."""
    rows = [
        [flat(cell.text) if sort_of(cell.text) != "nothing" or len(cell.text) > 2 else "" for cell in line.cells]
        for line in lines
    ]
    rows = [row + [""] * (width - len(row)) for row in rows]
    for number, row in enumerate(rows[:-1]):
        _spread(row, rows[number + 1 :])
    headers: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for row in rows:
            if row[column] and row[column] not in parts:
                parts.append(row[column])
        headers.append(JOINT.join(parts))
    return headers


def _spread(row: list[str], below: list[list[str]]) -> None:
    """Repeat a text over the empty columns to its right that have a line below, as far as it can span.

    Where the file keeps merged cells this changes nothing. A column of totals, ranks or notes is never spanned.
    """
    under = [next((line[column] for line in below if line[column]), "") for column in range(len(row))]
    spanning = ""
    for column, text in enumerate(row):
        if text:
            spanning = text if under[column] and under[column] != text and not is_year(text) else ""
        elif under[column] and spanning and not _outer(under[column]):
            row[column] = spanning
        else:
            spanning = ""


def _outer(text: str) -> bool:
    return bool(vocabulary.OUTER.search(plain(text)))
