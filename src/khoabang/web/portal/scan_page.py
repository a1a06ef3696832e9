"""Pages that a machine read off pictures, as a report shows them: each cell in a field of its own; and a form sent back, as passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khoabang.auditing.recognised import Passage
from khoabang.web.audits.limits import MAX_CELLS_CORRECTED

_NARROWEST, _WIDEST = 5, 40  # a field, in letters
_WIDEST_HEAD = 12


@dataclass(slots=True)
class FieldShown:
    """One cell; `column` is counted from 1, `width` in letters."""

    name: str
    text: str
    column: int
    width: int
    is_doubtful: bool


@dataclass(slots=True)
class PassageShown:
    """Lines of text in one field, or the rows of a grid, with an empty row at the end for one that the machine missed."""

    name: str
    text: str
    rows: list[list[FieldShown]]

    @property
    def lines(self) -> int:
        return max(2, self.text.count("\n") + len(self.text) // 80 + 1)


@dataclass(slots=True)
class ScanShown:
    """One page. `is_too_large` where it has more cells than a form sends."""

    page: int
    is_confirmed: bool
    passages: list[PassageShown]
    doubtful: int
    is_too_large: bool


def scans_shown(content: dict[str, Any]) -> list[ScanShown]:
    """Give the pages of a report's content that a machine read; a report of an earlier version has none."""
    return [_scan(scan) for scan in content.get("scans", [])]


def _scan(scan: dict[str, Any]) -> ScanShown:
    passages = [_passage(number, passage) for number, passage in enumerate(scan["passages"])]
    cells = sum(len(row) for passage in passages for row in passage.rows) + len(passages)
    doubtful = sum(len(passage.get("doubtful", [])) for passage in scan["passages"])
    return ScanShown(scan["page"], scan["confirmed"], passages, doubtful, cells > MAX_CELLS_CORRECTED)


def _passage(number: int, passage: dict[str, Any]) -> PassageShown:
    name = f"doan-{number}"
    if "text" in passage:
        return PassageShown(name, passage["text"], [])
    rows: list[list[str]] = passage["rows"]
    doubtful = {(row, column) for row, column in passage["doubtful"]}
    width = max(map(len, rows), default=0)
    widths = [_width([row[at] for row in rows if at < len(row)]) for at in range(width)]
    fields = [
        [FieldShown(f"o-{number}-{row}-{at}", text, at + 1, widths[at], (row, at) in doubtful) for at, text in enumerate(cells)]
        for row, cells in enumerate([*rows, [""] * width])
    ]
    return PassageShown(name, "", fields)


def _width(column: list[str]) -> int:
    """Give the width of a column; its first cell, a header mostly, does not make it wide by itself."""
    longest = max(map(len, column[1:]), default=0)
    return min(max(_NARROWEST, longest, min(len(column[0]), _WIDEST_HEAD)), _WIDEST)


def passages_sent(scan: dict[str, Any], sent: Mapping[str, str]) -> list[Passage] | None:
    """Read a form sent back; None where a field is missing, so that a form cut short empties no cell. Rows without text are left out."""
    passages: list[Passage] = []
    for shown in _scan(scan).passages:
        if not shown.rows:
            if shown.name not in sent:
                return None
            passages.append("\n".join(sent[shown.name].splitlines()))
            continue
        names = [[field.name for field in row] for row in shown.rows]
        if any(name not in sent for row in names for name in row):
            return None
        rows = [[" ".join(sent[name].split()) for name in row] for row in names]
        passages.append([row for row in rows if any(row)])
    return passages
