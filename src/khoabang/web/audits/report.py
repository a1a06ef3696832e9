"""A report as it is kept: what `khoabang audit --json` prints, with the English beside the Vietnamese and each finding's cell."""

from collections.abc import Mapping, Sequence
from typing import Any

from khoabang.auditing.audit import Audit, TableAudit
from khoabang.auditing.document import Document, Grid
from khoabang.auditing.findings import Finding
from khoabang.auditing.inferences import inferences
from khoabang.auditing.recognised import Passage, recognised_pages
from khoabang.language import LANGUAGES
from khoabang.web.audits.limits import MAX_CELLS_SHOWN, MAX_FINDINGS
from khoabang.web.audits.running import Said


def report_of(audit: Audit) -> dict[str, Any]:
    """Make the report. Rows beyond what a page holds are left out of it, those with findings last."""
    report = audit.as_json("vi")
    del report["given"]  # kept beside it
    room = MAX_CELLS_SHOWN
    for number, (table, told) in enumerate(zip(audit.tables, report["tables"], strict=True)):
        sheet = table.found.sheet.table
        told["findings"] = [_finding(finding, table) for finding in _most_telling(table.findings)]
        told["findings_left_out"] = len(table.findings) - len(told["findings"])
        told["inferred"] = _in_both_languages(table)
        told["number"], told["group"] = number, sheet.group
        told["roles"] = _roles(table)
        told["numeric"] = sorted({column.position for column in table.found.sheet.columns if column.numeric})
        width = max(1, len(sheet.headers))
        marked = {finding["at"][0] for finding in told["findings"] if finding["at"] and finding["at"][0] is not None}
        rows = _shown(len(sheet.rows), marked, room // width)
        room -= len(rows) * width
        told["rows_left_out"] = len(sheet.rows) - len(rows)
        told["rows"] = [{"number": row, **told["rows"][row]} for row in rows]
        told["special"] = [
            {"number": index, "kind": special.kind, "label": special.label, "after": special.after, "cells": texts}
            for index, special in enumerate(sheet.special[: room // width])
            for texts in [[cell.text for cell in special.row.cells]]
        ]
        room -= len(told["special"]) * width
    report["findings"] = [_finding(finding, None) for finding in audit.findings[:MAX_FINDINGS]]
    return report


def _most_telling(findings: list[Finding]) -> list[Finding]:
    kept = sorted(findings, key=lambda finding: ("proved", "suspect", "rounding").index(finding.grade))
    return kept[:MAX_FINDINGS]


def _finding(finding: Finding, table: TableAudit | None) -> dict[str, Any]:
    told = finding.as_json("vi")
    told["message"] = {lang: finding.message(lang) for lang in LANGUAGES}
    told["at"] = None
    told["special"] = None
    if table is not None:
        told["at"] = [finding.row, finding.position] if finding.row is not None or finding.position is not None else None
        if finding.row is None and finding.position is not None:
            special = table.found.sheet.table.special
            told["special"] = next(
                (index for index, each in enumerate(special) if finding.where.startswith(f"{each.row.place}: ")), None
            )
    return told


def _in_both_languages(table: TableAudit) -> list[dict[str, Any]]:
    said = {lang: inferences(table.found, table.orderings, lang) for lang in LANGUAGES}
    return [
        {**vietnamese, "message": {"vi": vietnamese["message"], "en": english["message"]}}
        for vietnamese, english in zip(said["vi"], said["en"], strict=True)
    ]


def _roles(table: TableAudit) -> list[list[str]]:
    """The roles of each printed column; one that shows two figures in a cell has two."""
    roles: list[list[str]] = [[] for _ in table.found.sheet.table.headers]
    for column in table.found.sheet.columns:
        roles[column.position].append(column.role)
    return roles


def _shown(rows: int, marked: set[int], most: int) -> list[int]:
    if rows <= most:
        return list(range(rows))
    kept = sorted(marked)[:most]
    others = [row for row in range(rows) if row not in marked][: most - len(kept)]
    return sorted([*kept, *others])


def scans_of(document: Document, confirmed: Mapping[str, Sequence[Passage]]) -> list[dict[str, Any]]:
    """Give each page that a machine read, with its passages from top to bottom: as a person confirmed them, or as they were read."""
    scans = []
    for place, blocks in recognised_pages(document).items():
        passages: list[dict[str, Any]] = []
        for block in blocks:
            if isinstance(block, Grid):
                doubtful = [[row, at] for row, cells in enumerate(block.rows) for at, cell in enumerate(cells) if cell.doubtful]
                # An input holds one line.
                passages.append(
                    {"rows": [[" ".join(cell.text.split()) for cell in row] for row in block.rows], "doubtful": doubtful}
                )
            elif passages and "text" in passages[-1]:
                passages[-1]["text"] += f"\n{block.text}"
            else:
                passages.append({"text": block.text})
        said = confirmed.get(place)
        if said is not None:
            passages = [{"text": each} if isinstance(each, str) else {"rows": each, "doubtful": []} for each in said]
        scans.append({"page": int(place.rpartition(" ")[2]), "place": place, "confirmed": said is not None, "passages": passages})
    return scans


_OF_THE_PAGE = frozenset({"scans", "at", "special", "number", "group", "roles", "numeric", "findings_left_out", "rows_left_out"})


def published(report: dict[str, Any], said: Said, lang: str) -> dict[str, Any]:
    """Give the report in the form that `khoabang audit --json` prints."""
    found: dict[str, Any] = _in_language(report, lang)
    return found | {"given": {"told": said.told, "set": said.criteria_set or None}}


def _in_language(value: Any, lang: str, left_out: frozenset[str] = _OF_THE_PAGE) -> Any:
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[lang]
        # An inference of places given by groups names the group.
        return {
            key: _in_language(each, lang, frozenset() if key == "inferred" else left_out)
            for key, each in value.items()
            if key not in left_out
        }
    return [_in_language(each, lang, left_out) for each in value] if isinstance(value, list) else value
