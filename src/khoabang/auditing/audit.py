"""Auditing a published ranking: a file or a text in; what was read, what was inferred, and what does not follow out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khoabang.auditing.checks import TableChecks
from khoabang.auditing.claims import Claim, read_claims
from khoabang.auditing.classes import settle_classes, stated_bands
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Document
from khoabang.auditing.findings import Finding
from khoabang.auditing.inferences import inferences
from khoabang.auditing.layout import find_tables
from khoabang.auditing.ordering import Ordering, find_orderings
from khoabang.auditing.reading import read_document
from khoabang.auditing.roles import Understanding, understand
from khoabang.auditing.rulings import Told, rule
from khoabang.auditing.sheet import make_ready
from khoabang.auditing.statements import TextChecks
from khoabang.auditing.table import Table
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
            "source": {"name": self.document.name, "kind": self.document.kind, "hidden": self.document.hidden},
            "tables": [_table_json(table, lang) for table in self.tables],
            "findings": [finding.as_json(lang) for finding in self.findings],
            "borne_out": [
                {
                    "kind": claim.kind,
                    "body": claim.body or None,
                    "printed": claim.number.text if claim.number else None,
                    "where": str(claim.place),
                }
                for claim in self.borne_out
            ],
            "problems": [problem.as_json() for problem in self.document.problems],
        }


def audit_file(path: Path, told: Mapping[int, Told] | None = None) -> Audit:
    """Audit a file of any kind that can be read; what cannot is a problem of the document. `told` is as for `audit`."""
    return audit(read_document(path), told)


def audit(document: Document, told: Mapping[int, Told] | None = None) -> Audit:
    """Audit a document read. `told` gives what a person has said of its tables, which are counted from 0.

    Raises:
        RulingError: what was said of a table cannot be taken over.
    """
    tables, prose = find_tables(document)
    claims = read_claims(prose)
    audits = [_audited(table, claims, (told or {}).get(number, Told())) for number, table in enumerate(tables)]
    checked = TextChecks(claims, [(each.found, Consequences(each.found, each.orderings)) for each in audits])
    return Audit(document, audits, claims, list(checked.run()), checked.borne_out)


def _audited(table: Table, claims: Sequence[Claim], told: Told) -> TableAudit:
    sheet = make_ready(table)
    ruled = rule(told, sheet)
    found = understand(sheet, ruled)
    orderings = find_orderings(sheet, ruled)
    settle_classes(found, Consequences(found, orderings))
    stated = sorted({claim.number.value for claim in claims if claim.kind == "maximum" and claim.number and not claim.criterion})
    return TableAudit(found, orderings, list(TableChecks(found, orderings, stated, stated_bands(claims)).run()))


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
