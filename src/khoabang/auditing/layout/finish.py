"""From a draft to tables: rows told apart, groups parted, columns that hold nothing dropped."""

import re
from collections import Counter
from dataclasses import replace

from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Entry, Line, numeric_columns, order_column
from khoabang.auditing.layout.headers import headers_of
from khoabang.auditing.layout.rows import is_note, single_text
from khoabang.auditing.layout.sections import Section, sections_of
from khoabang.auditing.layout.sorts import counting, is_ordinal, plain, sort_of
from khoabang.auditing.table import Row, SpecialRow, Table
from khoabang.auditing.words import hinted

# A line of running text, cut where the page ends: "Điểm thấp nhất năm 2022 là 62,79%; cao nhất là".
_SENTENCE = re.compile(
    r"(?<!\d)(?<![IVX])[.;]\s+\S|\b(?:là|đạt|is|was)\s+(?:\w+\s+){0,2}\d|\d\s*%|\b(?:là|đạt|và|của|có)$", re.IGNORECASE
)
_FEW_GAPS = 5  # an empty row tells something where rows seldom stand apart: one in five at most


def is_table(draft: Draft) -> bool:
    """Whether a draft is a table of bodies: bodies with figures, or with classes under headers that say so."""
    bodies = draft.bodies
    if not bodies or (len(bodies) < 2 and not draft.header):
        return False
    filled = {column for line in bodies for column, cell in enumerate(line.cells) if cell.text}
    if len(filled) < 2:
        return False
    if numeric_columns(bodies, draft.width):
        return any(sort_of(cell.text) == "words" for line in bodies for cell in line.cells) or len(bodies) > 2
    roles = {role for header in headers_of(draft.header, draft.width) for role in hinted(header)[:1]}
    return len(roles) > 1 and len(bodies) > 2 and bool(roles & {"order", "rank", "total", "index", "class", "body"})


def tables_of(draft: Draft) -> list[Table]:
    """Make the tables of a draft: one, or one for each group that is numbered or ranked by itself."""
    headers = headers_of(draft.header, draft.width)
    order = order_column(draft.bodies)
    _tell_apart(draft, order)
    sections = sections_of(draft, headers, order)
    kept = [
        column
        for column in range(draft.width)
        if headers[column]
        or any(_has(entry.line, column) for section in sections for entry in section.entries if entry.kind != "heading")
    ]
    return [_table(draft, section, headers, kept) for section in sections]


def _has(line: Line, column: int) -> bool:
    return column < len(line.cells) and bool(line.cells[column].text)


def _table(draft: Draft, section: Section, headers: list[str], kept: list[int]) -> Table:
    rows: list[Row] = []
    special: list[SpecialRow] = []
    for entry in section.entries:
        row = Row([entry.line.cells[column] for column in kept], entry.line.place)
        if entry.kind == "body":
            rows.append(row)
        else:
            special.append(SpecialRow(entry.kind, entry.label, row, len(rows)))
    place = section.place or draft.place
    return Table(
        draft.title,
        [headers[column] for column in kept],
        rows,
        place,
        special,
        section.group or draft.group,
        draft.read_as,
        list(draft.notes),
    )


def _tell_apart(draft: Draft, order: int | None) -> None:
    """Tell rows that are no bodies by what stands in them: headings with figures, rows without a name, one repeated to look it up."""
    bodies = draft.bodies
    width = draft.width
    numeric = numeric_columns(bodies, width)
    name = next((column for column in range(width) if column not in numeric and _mostly_words(bodies, column)), None)
    gaps = sum(line.gap for line in bodies)
    arabic = order is not None
    seen: dict[str, list[str]] = {}
    for position, entry in enumerate(draft.entries):
        if entry.kind != "body":
            continue
        texts = entry.line.texts
        if arabic and order is not None and is_ordinal(texts[order]) and counting(texts[order]) is None:
            draft.entries[position] = Entry(entry.line, "heading", single_text(_words_alone(entry.line)))
            continue
        if name is None:
            continue
        if not texts[name] and (order is None or not texts[order]) and not _merged_name(texts, name):
            draft.entries[position] = _nameless(draft, position, numeric)
            continue
        key = plain(texts[name])
        before = seen.setdefault(key, texts)
        told = (before is not texts) and entry.line.gap and _FEW_GAPS * gaps < max(len(bodies), _FEW_GAPS * 2 + 1)
        if told and _alike(before, texts):
            draft.entries[position] = Entry(entry.line, "repeated", texts[name])


def _alike(before: list[str], texts: list[str]) -> bool:
    """Whether a row says nothing that an earlier one of the same name does not say."""
    return all(not text or text == first for first, text in zip(before, texts, strict=True))


def _words_alone(line: Line) -> Line:
    return replace(line, cells=[cell if sort_of(cell.text) == "words" else replace(cell, text="") for cell in line.cells])


def _merged_name(texts: list[str], name: int) -> bool:
    return any(sort_of(text) == "words" for text in texts[: name + 1])


def _mostly_words(bodies: list[Line], column: int) -> bool:
    sorts = Counter(sort_of(line.cells[column].text) for line in bodies if column < len(line.cells))
    return 2 * sorts["words"] > sum(sorts.values())


def _nameless(draft: Draft, position: int, numeric: list[int]) -> Entry:
    """A row of figures without a name: maxima if it stands above all bodies and no body exceeds it."""
    entry = draft.entries[position]
    above = all(before.kind != "body" for before in draft.entries[:position])
    if above and _exceeds_all(entry.line, [line for line in draft.bodies if line is not entry.line], numeric):
        return Entry(entry.line, "maximum", "")
    return Entry(entry.line, "other", "")


def _exceeds_all(line: Line, bodies: list[Line], numeric: list[int]) -> bool:
    from khoabang.auditing.layout.amounts import amount

    compared = 0
    for column in numeric:
        most = amount(line.cells[column].text)
        found = [value for value in (amount(body.cells[column].text) for body in bodies) if value is not None]
        if most is None or not found:
            continue
        compared += 1
        if max(found) > most:
            return False
    return compared > 0


def pick_title(lines: list[str]) -> str:
    """Pick the title among lines above a table, the nearest last: the nearest that reads as a heading; else the one that leads in."""
    lead = ""
    for back, text in enumerate(reversed(lines[-8:])):
        here = len(lines) - 1 - back
        label = plain(text)
        if (
            not any(map(str.isalpha, label))
            or text.startswith("(")
            or is_note(text)
            or vocabulary.UNIT_LINE.fullmatch(label)
            or sort_of(text) == "number"
        ):
            continue
        if len(text) > 300:
            continue
        if text.endswith(":"):
            lead = lead or text.rstrip(": ")
            continue
        if text.endswith((".", ";", ",")) or _SENTENCE.search(text):
            continue
        if vocabulary.HEADING.search(label) or text.isupper() or back == 0:
            before = lines[here - 1] if here else ""
            joined = (
                before.isupper() and len(before) <= 60 and not text.isupper() and bool(vocabulary.HEADING.search(plain(before)))
            )
            return f"{before} {text}" if joined else text
    return lead
