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

    @property
    def all_findings(self) -> list[Finding]:
        """Every finding, those of tables first."""
        return [finding for table in self.tables for finding in table.findings] + self.findings

    @property
    def proved(self) -> list[Finding]:
        """The findings that follow from other printed figures."""
        return [finding for finding in self.all_findings if finding.grade == "proved"]

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
        RulingError: what was said of a table cannot be taken over.
    """
    tables, prose = find_tables(document)
    claims = read_claims(prose)
    sheets = [make_ready(table) for table in tables]
    by_set = _by_set(sheets, criteria_set)
    audits = [
        _audited(sheet, claims, rule((told or {}).get(number, Told()), sheet, by_set.get(number)))
        for number, sheet in enumerate(sheets)
    ]
    checked = TextChecks(claims, [(each.found, Consequences(each.found, each.orderings)) for each in audits], prose)
    unconfirmed = Unconfirmed(document, claims)
    for each, table in zip(audits, tables, strict=True):
        each.findings = unconfirmed.held(table, each.findings)
    findings = unconfirmed.held_of_text(tables, list(checked.run()))
    return Audit(document, audits, claims, findings, checked.borne_out, checked.unchecked)


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
