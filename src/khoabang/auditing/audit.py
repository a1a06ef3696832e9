"""Auditing a published ranking: a file or a text in; what was read, what was inferred, and what does not follow out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from khoabang.auditing.checks import TableChecks
from khoabang.auditing.claims import Claim, read_claims
from khoabang.auditing.consequences import Consequences
from khoabang.auditing.document import Document
from khoabang.auditing.findings import Finding
from khoabang.auditing.inferences import inferences
from khoabang.auditing.layout import find_tables
from khoabang.auditing.ordering import Ordering, find_orderings
from khoabang.auditing.reading import read_document
from khoabang.auditing.recognised import Unconfirmed, recognised_pages
from khoabang.auditing.roles import Understanding, understand
from khoabang.auditing.sheet import Role, make_ready
from khoabang.auditing.statements import TextChecks

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
            "source": {
                "name": self.document.name,
                "kind": self.document.kind,
                "hidden": self.document.hidden,
                "recognised": list(recognised_pages(self.document)),
            },
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


def audit_file(path: Path, overruled: Mapping[int, Mapping[int, Role]] | None = None) -> Audit:
    """Audit a file of any kind that can be read; what cannot is a problem of the document. `overruled` is as for `audit`."""
    return audit(read_document(path), overruled)


def audit(document: Document, overruled: Mapping[int, Mapping[int, Role]] | None = None) -> Audit:
    """Audit a document read. `overruled` gives roles that a person has set: by table, by column, both counted from 0."""
    tables, prose = find_tables(document)
    claims = read_claims(prose)
    stated = sorted({claim.number.value for claim in claims if claim.kind == "maximum" and claim.number and not claim.criterion})
    audits = [_audited(table, stated, (overruled or {}).get(number)) for number, table in enumerate(tables)]
    told = TextChecks(claims, [(each.found, Consequences(each.found, each.orderings)) for each in audits])
    unconfirmed = Unconfirmed(document, claims)
    for each, table in zip(audits, tables, strict=True):
        each.findings = unconfirmed.held(table, each.findings)
    return Audit(document, audits, claims, unconfirmed.held_of_text(tables, list(told.run())), told.borne_out)


def _audited(table: Any, stated: list[Fraction], overruled: Mapping[int, Role] | None) -> TableAudit:
    found = understand(make_ready(table), dict(overruled or {}))
    orderings = find_orderings(found.sheet)
    return TableAudit(found, orderings, list(TableChecks(found, orderings, stated).run()))


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
    row = audited.found.sheet.special.get("maximum")
    figure = row[position] if row else None
    return figure.printed if figure else None
