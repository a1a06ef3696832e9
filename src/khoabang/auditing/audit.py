"""Auditing a published ranking: a file or a text in; what was read, what was inferred, and what does not follow out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khoabang.auditing.by_set import rulings_of
from khoabang.auditing.claims import Claim, read_claims
from khoabang.auditing.classes import settle_classes, stated_bands
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Document
from khoabang.auditing.findings import Finding
from khoabang.auditing.inferences import inferences
from khoabang.auditing.layout import find_tables
from khoabang.auditing.ordering import Ordering, find_orderings
from khoabang.auditing.reading import read_document
from khoabang.auditing.recognised import Unconfirmed, recognised_pages
from khoabang.auditing.roles import Understanding, understand
from khoabang.auditing.rulings import RulingError, Rulings, Told, rule
from khoabang.auditing.sheet import Sheet, make_ready
from khoabang.auditing.statements import TextChecks
from khoabang.auditing.table_checks import TableChecks
from khoabang.language import N_
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.numbers import plain

FORMAT = 1


@dataclass(slots=True)
class TableAudit:
    """One table: understood, in what order, and what in it does not follow."""

    found: Understanding
    orderings: list[Ordering]
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Audit:
    """A document audited. `findings` are of the document; each table has its own."""

    document: Document
    tables: list[TableAudit]
    claims: list[Claim]
    findings: list[Finding]
    borne_out: list[Claim] = field(default_factory=list)  # claims of the text that a table agrees with
    unchecked: list[Claim] = field(default_factory=list)  # those that no table can be held against
    told: dict[int, Told] = field(default_factory=dict)  # what a person has said, by table counted from 0
    held_against: str | None = None  # the id of a criteria set

    @property
    def all_findings(self) -> list[Finding]:
        """Every finding, those of tables first."""
        return [finding for table in self.tables for finding in table.findings] + self.findings

    @property
    def proved(self) -> list[Finding]:
        """The findings that follow from other printed figures."""
        return [finding for finding in self.all_findings if finding.grade == "proved"]

    @property
    def has_given(self) -> bool:
        """Whether what was found may rest on what a person or a criteria set says, and not on printed figures alone."""
        return bool(self.told) or self.held_against is not None

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """Give what `khoabang audit --json` prints (docs/formats.md)."""
        return {
            "format": FORMAT,
            "kind": "khoabang.audit",
            "source": {
                "name": self.document.name,
                "kind": self.document.kind,
                "hidden": self.document.hidden,
                "recognised": list(recognised_pages(self.document)),
            },
            "given": {"told": {str(number): told.as_plain() for number, told in self.told.items()}, "set": self.held_against},
            "tables": [_table_json(table, lang) for table in self.tables],
            "findings": [finding.as_json(lang) for finding in self.findings],
            "borne_out": [_claim_json(claim) for claim in self.borne_out],
            "unchecked": [_claim_json(claim) for claim in self.unchecked],
            "problems": [problem.as_json() for problem in self.document.problems],
        }


def audit_file(path: Path, told: Mapping[int, Told] | None = None, criteria_set: CriteriaSet | None = None) -> Audit:
    """Audit a file of any kind that can be read; what cannot is a problem of the document. The rest is as for `audit`."""
    return audit(read_document(path), told, criteria_set)


def audit(document: Document, told: Mapping[int, Told] | None = None, criteria_set: CriteriaSet | None = None) -> Audit:
    """Audit a document read.

    `told` gives what a person has said of its tables, which are counted from 0; `criteria_set` what they are held against, where at least
    one of them carries its criteria.

    Raises:
        RulingError: what was said of a table cannot be taken over, or there is no such table.
    """
    said = {number: each for number, each in (told or {}).items() if each}
    tables, prose = find_tables(document)
    claims = read_claims(prose)
    sheets = [make_ready(table) for table in tables]
    by_set = _by_set(sheets, criteria_set)
    audits = [_audited(sheet, claims, ruled) for sheet, ruled in zip(sheets, _ruled(sheets, said, by_set), strict=True)]
    checked = TextChecks(claims, [(each.found, Consequences(each.found, each.orderings)) for each in audits], prose)
    unconfirmed = Unconfirmed(document, claims)
    for each, table in zip(audits, tables, strict=True):
        each.findings = unconfirmed.held(table, each.findings)
    findings = unconfirmed.held_of_text(tables, list(checked.run()))
    held_against = criteria_set.id if criteria_set is not None else None
    return Audit(document, audits, claims, findings, checked.borne_out, checked.unchecked, said, held_against)


def _ruled(sheets: Sequence[Sheet], told: Mapping[int, Told], by_set: Mapping[int, Rulings]) -> list[Rulings]:
    """Take over what was said of each table; an error tells the table, be it one that is not there."""
    found: list[Rulings] = []
    try:
        for sheet in sheets:
            found.append(rule(told.get(len(found), Told()), sheet, by_set.get(len(found))))
    except RulingError as error:
        error.table = len(found)
        raise
    if sheets and (missing := [number for number in told if number >= len(sheets)]):
        refused = RulingError(
            "table", N_("không có bảng {given}; tài liệu có {count} bảng"), given=missing[0] + 1, count=len(sheets)
        )
        refused.table = missing[0]
        raise refused
    return found


def _by_set(sheets: Sequence[Sheet], criteria_set: CriteriaSet | None) -> dict[int, Rulings]:
    """Hold the tables against a set; those that carry none of its criteria are left alone, unless that is all of them."""
    found: dict[int, Rulings] = {}
    refused: RulingError | None = None
    for number, sheet in enumerate(sheets if criteria_set is not None else []):
        try:
            found[number] = rulings_of(criteria_set, sheet)  # type: ignore[arg-type]
        except RulingError as error:
            refused = error
    if refused is not None and not found:
        raise refused
    return found


def _audited(sheet: Sheet, claims: Sequence[Claim], ruled: Rulings) -> TableAudit:
    found = understand(sheet, ruled)
    orderings = find_orderings(sheet, ruled)
    settle_classes(found, Consequences(found, orderings))
    stated = sorted({claim.number.value for claim in claims if claim.kind == "maximum" and claim.number and not claim.criterion})
    return TableAudit(found, orderings, list(TableChecks(found, orderings, stated, stated_bands(claims)).run()))


def _claim_json(claim: Claim) -> dict[str, Any]:
    printed = claim.number.text if claim.number else None
    return {"kind": claim.kind, "body": claim.body or None, "printed": printed, "where": str(claim.place)}


def _table_json(audited: TableAudit, lang: str) -> dict[str, Any]:
    sheet, table = audited.found.sheet, audited.found.sheet.table
    roles: dict[int, Any] = {}
    for column in reversed(sheet.columns):
        roles[column.position] = column
    columns = [
        {"header": header, "role": roles[position].role if position in roles else "other", "maximum": _maximum(audited, position)}
        for position, header in enumerate(table.headers)
    ]
    rows = [
        {"body": body, "cells": [cell.text for cell in row.cells]} for body, row in zip(sheet.bodies, table.rows, strict=True)
    ]
    return {
        "title": table.title,
        "columns": columns,
        "rows": rows,
        "inferred": inferences(audited.found, audited.orderings, lang),
        "findings": [finding.as_json(lang) for finding in audited.findings],
    }


def _maximum(audited: TableAudit, position: int) -> str | None:
    figures = (column.maximum for column in audited.found.sheet.columns if column.position == position and column.maximum)
    return next((plain(figure.value) for figure in figures), None)
