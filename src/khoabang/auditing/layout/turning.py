"""Transposed tables: bodies stand across, what is scored down."""

from khoabang.auditing.document import Cell
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Entry, Line, order_column, special_kind
from khoabang.auditing.layout.headers import headers_of
from khoabang.auditing.layout.sorts import counting, plain, sort_of
from khoabang.auditing.words import hinted


def turned(draft: Draft) -> Draft:
    """Turn a table whose bodies stand across; give any other back as it is."""
    if len(draft.header) != 1 or not 2 <= len(draft.entries) <= 400:
        return draft
    heads = [cell.text for cell in draft.header[0].cells]
    label = _label_column(draft)
    if label is None or not _across(draft, heads, label):
        return draft
    lines = [entry.line for entry in draft.entries if entry.kind not in {"heading", "repeated"}]
    place = draft.place
    names = Line([Cell(heads[label] or ""), *(Cell(_flat(line.cells[label].text)) for line in lines)], place)
    fresh = Draft(place, [names], [], draft.above, draft.notes, draft.group, draft.title, "transposed")
    order = order_column([entry.line for entry in draft.entries if entry.kind == "body"])
    for column, head in enumerate(heads):
        cells = [Cell(_flat(head)), *(line.cells[column] for line in lines)]
        if column == label or (column == order and column < label) or not any(cell.text for cell in cells):
            continue
        line = Line(cells, place)
        kind = special_kind(head)
        fresh.entries.append(Entry(line, kind, _flat(head)) if kind else Entry(line))
    for entry in draft.entries:
        if entry.kind == "heading":
            fresh.notes.append(entry.label)
    return fresh


def _flat(text: str) -> str:
    return " ".join(text.split())


def _label_column(draft: Draft) -> int | None:
    for column in range(min(3, draft.width)):
        texts = [entry.line.cells[column].text for entry in draft.entries]
        if 10 * sum(sort_of(text) == "words" for text in texts) >= 8 * len(texts):
            return column
    return None


def _across(draft: Draft, heads: list[str], label: int) -> bool:
    """Whether names of figures stand down and names of bodies across, as a ranking's columns otherwise do."""
    down = [plain(entry.line.cells[label].text) for entry in draft.entries]
    over = [(column, plain(head)) for column, head in enumerate(heads) if column > label and head and not special_kind(head)]
    if len(over) < 2:
        return False
    figures = sum(bool(vocabulary.FIGURES.match(text)) and not _company(text) for text in down)
    columns = sum(bool(vocabulary.FIGURES.match(text)) or "rank" in hinted(heads[column]) for column, text in over)
    bodies = sum(_of_a_body(heads[column]) for column, _ in over)
    down_bodies = sum(_of_a_body(entry.line.cells[label].text) for entry in draft.entries)
    if columns or down_bodies * 2 > len(down):
        return False
    ranked = any(_ranks(entry.line, [column for column, _ in over]) for entry in draft.entries if "rank" in _roles(entry, label))
    ordered = headers_of(draft.header, draft.width)[label]
    named = bool(vocabulary.NAMED.match(plain(ordered))) and not bodies
    few = 20 * figures < len(down)  # among many rows names may begin as figures are called: Total Corn Flakes
    return (2 * bodies >= len(over) and figures >= 1) or ranked or (figures >= 2 and not named and not few)


def _of_a_body(text: str) -> bool:
    """Whether a text begins as the name of a body does; "Số" is no "Sở"."""
    return bool(vocabulary.BODIES.match(plain(text))) and not text.casefold().startswith("số ")


def _company(text: str) -> bool:
    return text.startswith(("tong cong ty", "tong cuc"))


def _roles(entry: Entry, label: int) -> list[str]:
    return list(hinted(entry.line.cells[label].text)[:1])


def _ranks(line: Line, columns: list[int]) -> bool:
    """Whether a row holds the places 1 to n, ties aside."""
    places = [counting(line.cells[column].text) for column in columns]
    known = [place for place in places if place is not None]
    return (
        len(known) == len(columns)
        and min(known, default=0) == 1
        and max(known) <= len(known)
        and 2 * len(set(known)) > len(known)
    )
