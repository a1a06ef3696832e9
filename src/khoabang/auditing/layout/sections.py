"""Groups inside one table: where numbering or ranking starts anew under a heading, each group is a table of its own."""

from dataclasses import dataclass, field

from khoabang.auditing.layout.draft import Draft, Entry
from khoabang.auditing.layout.sorts import counting
from khoabang.auditing.words import hinted
from khoabang.scoring.problems import Place


@dataclass(slots=True)
class Section:
    """Rows under one heading. `place` is that of the heading."""

    group: str = ""
    entries: list[Entry] = field(default_factory=list)
    place: Place | None = None


def sections_of(draft: Draft, headers: list[str], order: int | None) -> list[Section]:
    """Part a draft by its groups, or leave it whole with its headings as special rows."""
    sections = _parted(draft, order)
    if len(sections) < 2:
        only = sections[0]
        # One heading over all rows is the table's group, not a row within it.
        if draft.entries and draft.entries[0].kind == "heading" and sum(entry.kind == "heading" for entry in draft.entries) == 1:
            only.group = draft.entries[0].label
        return sections
    for column in _rank_columns(headers):
        ranks = [_places(section, column) for section in sections]
        if not all(ranks):
            continue
        if _one_ranking(ranks):
            return [Section("", draft.entries)]
        if all(1 in each for each in ranks):
            return sections
    if order is not None and all(1 in _places(section, order)[:1] for section in sections):
        return sections
    return [Section("", draft.entries)]


def _parted(draft: Draft, order: int | None) -> list[Section]:
    """Begin a section at each heading that bodies follow, and where the numbering returns to 1."""
    sections = [Section()]
    for position, entry in enumerate(draft.entries):
        now = sections[-1]
        bodies = any(each.kind == "body" for each in now.entries)
        if entry.kind == "heading" and _bodies_follow(draft, position):
            if bodies:
                sections.append(Section(entry.label, [entry], entry.line.place))
            else:
                # Of headings upon headings the innermost counts; the outer ones stay rows.
                now.group, now.place = entry.label, entry.line.place if len(sections) > 1 else None
                now.entries.append(entry)
            continue
        restarts = entry.kind == "body" and order is not None and counting(entry.line.cells[order].text) == 1 and bodies
        if restarts:
            sections.append(Section("", [entry], entry.line.place))
        else:
            now.entries.append(entry)
    return sections


def _bodies_follow(draft: Draft, position: int) -> bool:
    return any(entry.kind == "body" for entry in draft.entries[position + 1 :])


def _rank_columns(headers: list[str]) -> list[int]:
    return [column for column, header in enumerate(headers) if header and hinted(header)[:1] == ["rank"]]


def _places(section: Section, column: int) -> list[int]:
    found = [counting(entry.line.cells[column].text) for entry in section.entries if entry.kind == "body"]
    return [number for number in found if number is not None]


def _one_ranking(ranks: list[list[int]]) -> bool:
    """Whether the places of all groups make one ranking: together they run through to about their number, no group begins at 1 but one."""
    everything = [place for each in ranks for place in each]
    return sum(1 in each for each in ranks) <= 1 and max(everything) >= len(everything) - max(2, len(everything) // 5)
