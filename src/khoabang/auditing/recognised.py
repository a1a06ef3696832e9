"""What a machine read off pictures: nothing is proved from it before a person has compared it with the picture and confirmed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from khoabang.auditing.claims import Claim
from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.auditing.findings import Finding
from khoabang.auditing.table import Table
from khoabang.scoring.problems import Place, Problems

Passage = str | list[list[str]]  # lines of prose, or the rows of a grid
_READ_BY_MACHINE = "AUD024"
_OF_TABLES = {"maximum", "criterion_maximum", "band"}  # claims that a table is held against


class Unconfirmed:
    """The pages of a document that only a machine has read, and what rests on them."""

    def __init__(self, document: Document, claims: Iterable[Claim]) -> None:
        self.pages = recognised_pages(document)
        self._claims = [claim for claim in claims if claim.place.cell in self.pages]

    def held(self, table: Table, findings: list[Finding]) -> list[Finding]:
        """Give the findings of a table; where it or what it is held against was read by a machine, none as proved."""
        rests = self._rests(table) or any(claim.kind in _OF_TABLES for claim in self._claims)
        return [_doubted(finding) for finding in findings] if rests else findings

    def held_of_text(self, tables: Iterable[Table], findings: list[Finding]) -> list[Finding]:
        """Give the findings of the text in the same way: each rests on its claim and on the tables, or on another claim."""
        if not self.pages:
            return findings
        places = {str(claim.place) for claim in self._claims}
        papers = any(claim.paper for claim in self._claims)
        rests = any(map(self._rests, tables))
        return [
            _doubted(finding) if finding.where in places or (papers if finding.kind == "date" else rests) else finding
            for finding in findings
        ]

    def _rests(self, table: Table) -> bool:
        places = [table.place, *(row.place for row in table.rows), *(special.row.place for special in table.special)]
        return any(place.cell in self.pages for place in places)


def _doubted(finding: Finding) -> Finding:
    return replace(finding, grade="suspect" if finding.grade == "proved" else finding.grade, recognised=True)


def recognised_pages(document: Document) -> dict[str, list[Grid | Prose]]:
    """Give the blocks that a machine read and nobody has confirmed, by page as places name it (`p. 2`)."""
    pages: dict[str, list[Grid | Prose]] = {}
    for block in document.blocks:
        if block.recognised:
            pages.setdefault(block.place.cell, []).append(block)
    return pages


def confirmed(document: Document, pages: Mapping[str, Sequence[Passage]]) -> Document:
    """Give the document with pages as a person has confirmed them: whatever a machine read there is replaced by these passages."""
    blocks: list[Grid | Prose] = []
    done: set[str] = set()
    for block in document.blocks:
        page = block.place.cell
        if not block.recognised or page not in pages:
            blocks.append(block)
        elif page not in done:
            done.add(page)
            blocks += [each for passage in pages[page] for each in _blocks(passage, block.place)]
    problems = Problems()
    for problem in document.problems:
        if problem.code != _READ_BY_MACHINE or problem.place.cell not in done:
            problems.add(problem.code, problem.place, **problem.params)
    return replace(document, blocks=blocks, problems=problems)


def _blocks(passage: Passage, place: Place) -> Iterable[Grid | Prose]:
    if isinstance(passage, str):
        return [Prose(line.strip(), place) for line in passage.splitlines() if line.strip()]
    rows = [row for row in passage if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    cells = [[Cell(cell.strip()) for cell in row] + [Cell()] * (width - len(row)) for row in rows]
    return [Grid(cells, place)] if cells else []
