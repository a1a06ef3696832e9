"""A written document read back before it is signed: dates in order, numbers alike, figures that follow, the table of the result, laws as registered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from khoabang.auditing.audit import Audit
from khoabang.auditing.claims.claim import Claim, Paper
from khoabang.auditing.claims.names import same_body
from khoabang.auditing.claims.papers import conflicting_dates, normal_issuer, normal_number
from khoabang.auditing.document import Document, Grid
from khoabang.auditing.recognised import recognised_pages
from khoabang.documents.appendix import ranking
from khoabang.documents.content import Table
from khoabang.documents.facts import DecisionFacts
from khoabang.documents.register import Entry, laws, register, same_document
from khoabang.scoring.problems import Place, Problems

Json = dict[str, Any]
_GRADES = {"proved": "PAP010", "suspect": "PAP011", "rounding": "PAP012"}
_EXCERPT = 110
_YEAR = re.compile(r"^\d+/((?:19|20)\d\d)/")
_NO_PLACE = re.compile(r"(?:ủy ban nhân dân|ubnd)\s+(?:tỉnh|thành phố|huyện|xã)")
_DAY = r"\s+ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})"


def check(
    audited: Audit,
    result: Json | None = None,
    facts: DecisionFacts | None = None,
    entries: Sequence[Entry] | None = None,
    lang: str = "vi",
) -> Problems:
    """Say what in a written document is wrong (errors), is to be asked about (warnings), or could not be checked (notices).

    `result` and `facts` are what it was made from, where they are known; `lang` is the language of what an audit says of its figures.
    """
    problems = Problems()
    problems.extend(audited.document.problems)
    if problems.errors:
        return problems
    if pages := recognised_pages(audited.document):
        problems.add("PAP013", Place(audited.document.name), pages=", ".join(pages))
    _figures(audited, problems, lang)
    dates = _Dates(audited, facts, problems)
    dates.run()
    _Laws(audited, facts, register() if entries is None else entries, problems).run()
    if result is not None:
        _table(audited, result, facts if dates.is_paper else None, problems, whole=dates.is_paper)
    return problems


def _figures(audited: Audit, problems: Problems, lang: str) -> None:
    """Take over what the audit finds in figures; of dates more is said below."""
    for finding in audited.all_findings:
        if finding.code == "date.conflict":
            continue
        if finding.code == "date.impossible":
            problems.add("PAP023", Place(finding.where), day=finding.printed)
            continue
        problems.add(_GRADES[finding.grade], Place(finding.where, field=finding.body), message=finding.message(lang).rstrip("."))


class _Dates:
    """The document's own number and day, held against its appendix, what it cites, and its facts."""

    def __init__(self, audited: Audit, facts: DecisionFacts | None, problems: Problems) -> None:
        self.audited, self.facts, self.problems = audited, facts, problems
        self.papers = [(claim, claim.paper) for claim in audited.claims if claim.kind == "document" and claim.paper is not None]
        headings = {(paper.number, paper.date): paper for _, paper in self.papers if paper.said == "heading"}
        self.own = next(iter(headings.values())) if len(headings) == 1 else None
        # An article or a result sheet has no number and nothing attached: it cites what it likes, and shows what it likes of a table.
        self.is_paper = self.own is not None or any(paper.said == "attached" for _, paper in self.papers)

    def run(self) -> None:
        if self.own is None:
            self.problems.add("PAP026", Place(self.audited.document.name))
        for claim, paper in self.papers:
            if paper.said == "attached":
                self._attached(claim, paper)
            elif paper.said == "cited":
                self._cited(claim, paper)
        for one, two in conflicting_dates([claim for claim, _ in self.papers]):
            if one.paper and two.paper and "attached" not in {one.paper.said, two.paper.said}:
                first, second = _day(one.paper.date), _day(two.paper.date)
                self.problems.add("PAP022", two.place, number=two.paper.text, first=first, second=second)
        if self.facts is not None and self.is_paper:
            self._as_typed(self.facts)

    def _attached(self, claim: Claim, paper: Paper) -> None:
        if self.own is None:
            return
        said = {"number": paper.text, "day": _day(paper.date), "own": self.own.text, "signed": _day(self.own.date)}
        if paper.number != self.own.number:
            self.problems.add("PAP020", claim.place, **said, excerpt=_excerpt(claim))
        elif paper.date != self.own.date:
            self.problems.add("PAP021", claim.place, **said, excerpt=_excerpt(claim))

    def _cited(self, claim: Claim, paper: Paper) -> None:
        if self.own is not None and paper.date > self.own.date:
            signed = _day(self.own.date)
            self.problems.add(
                "PAP024", claim.place, number=paper.text, day=_day(paper.date), signed=signed, excerpt=_excerpt(claim)
            )
        year = _YEAR.match(paper.text.replace(" ", ""))
        if year and int(year[1]) != paper.date.year:
            self.problems.add("PAP025", claim.place, number=paper.text, day=_day(paper.date))

    def _as_typed(self, facts: DecisionFacts) -> None:
        own = self.own
        typed = normal_number(facts.number)
        if own is not None and (own.number != typed or (facts.date is not None and own.date != facts.date)):
            written = f"{own.text}, {_day(own.date)}"
            given = f"{facts.number}, {_day(facts.date) if facts.date else '–'}"
            self.problems.add("PAP030", Place(self.audited.document.name), written=written, given=given)
        known = {(paper.number, paper.date) for _, paper in self.papers}
        for document in facts.cited:
            if document.number and document.date and (normal_number(document.number), document.date) not in known:
                place = Place(self.audited.document.name)
                self.problems.add("PAP031", place, number=document.number, day=_day(document.date))


class _Laws:
    """What the document cites, held against the register."""

    def __init__(self, audited: Audit, facts: DecisionFacts | None, entries: Sequence[Entry], problems: Problems) -> None:
        self.audited, self.entries, self.problems = audited, entries, problems
        headings = [claim.paper.issuer for claim in audited.claims if claim.paper and claim.paper.said == "heading"]
        self.issuer = facts.issuer_name if facts else next((issuer for issuer in headings if issuer), "")

    def run(self) -> None:
        unknown: dict[str, None] = {}
        seen: set[tuple[str, date]] = set()
        for claim in self.audited.claims:
            paper = claim.paper
            if paper is None or paper.said != "cited" or (paper.number, paper.date) in seen:
                continue
            seen.add((paper.number, paper.date))
            if not self._known(claim, replace(paper, issuer=self._whose(paper))):
                unknown[f"{paper.text} {_day(paper.date)}"] = None
        if unknown:
            self.problems.add("PAP053", Place(self.audited.document.name), documents="; ".join(unknown))
        self._by_title()

    def _whose(self, paper: Paper) -> str:
        """Complete "Ủy ban nhân dân tỉnh" by the committee whose document this is."""
        return self.issuer if self.issuer and _NO_PLACE.fullmatch(normal_issuer(paper.issuer)) else paper.issuer

    def _known(self, claim: Claim, paper: Paper) -> bool:
        alike, other = same_document(paper, self.entries)
        if other:
            sources = "; ".join(_by_date([*alike, *other]))
            code = "PAP051" if alike else "PAP050"
            self.problems.add(code, claim.place, number=paper.text, day=_day(paper.date), sources=sources)
        strangers = [entry for entry in alike if paper.issuer and same_body(entry.issuer, paper.issuer) == "different"]
        if strangers and len(strangers) == len(alike):
            entry = strangers[0]
            said = {"number": paper.text, "issuer": paper.issuer, "known": entry.issuer, "source": entry.source}
            self.problems.add("PAP052", claim.place, **said)
        return bool(alike or other)

    def _by_title(self) -> None:
        for place, text in _lines(self.audited.document):
            for entry in laws(self.entries):
                cited = re.search(re.escape(entry.title) + _DAY, text, re.IGNORECASE)
                if cited and (day := "/".join((cited[1].zfill(2), cited[2].zfill(2), cited[3]))) != _day(entry.date):
                    known = f"{_day(entry.date)} ({entry.source})"
                    self.problems.add("PAP050", place, number=entry.title, day=day, sources=known)


def _by_date(entries: Sequence[Entry]) -> Iterator[str]:
    for day in sorted({entry.date for entry in entries}):
        yield f"{_day(day)} ({', '.join(dict.fromkeys(entry.source for entry in entries if entry.date == day))})"


def _table(audited: Audit, result: Json, facts: DecisionFacts | None, problems: Problems, *, whole: bool) -> None:
    """Hold each ranking of the result against the table that has its bodies, cell by cell; a `whole` one has every column."""
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    headings = facts.appendix.headings if facts else {}
    read = [each.found.sheet for each in audited.tables]
    for group in (group for group in result["groups"] if group["bodies"]):
        made = ranking(group, annexes[group["annex"]], headings)
        names = {_plain(row[1]) for row in made.rows}
        shared = [len(names & {_plain(body) for body in sheet.bodies}) for sheet in read]
        if not any(shared):
            problems.add("PAP043", Place(audited.document.name), group=group["name"])
            continue
        sheet = read[shared.index(max(shared))]
        rows = {_plain(body): row for body, row in zip(sheet.bodies, sheet.table.rows, strict=True)}
        _rows(made, sheet.table.headers, rows, problems, whole=whole)


def _rows(made: Table, headers: Sequence[str], rows: dict[str, Any], problems: Problems, *, whole: bool) -> None:
    at = _positions(made, headers)
    place = next(iter(rows.values())).place
    for column, position in zip(made.columns, at, strict=True):
        if position is None and whole:
            problems.add("PAP044", Place(place.file), column=column.heading)
    expected = {_plain(row[1]): row for row in made.rows}
    for name, row in expected.items():
        if name not in rows:
            problems.add("PAP041", Place(place.file), body=row[1])
            continue
        for column, position, cell in zip(made.columns, at, row, strict=True):
            written = "" if position is None else rows[name].cells[position].text
            if position is not None and _plain(written) != _plain(cell):
                where = Place(rows[name].place.file, field=f"{row[1]} · {column.heading}")
                problems.add("PAP040", where, written=_plain(written), known=_plain(cell))
    for name, row in rows.items():
        if name not in expected:
            problems.add("PAP042", row.place, body=name)


def _positions(made: Table, headers: Sequence[str]) -> list[int | None]:
    """Find each column of the result in a table read: by its heading, else by its place where there are as many."""
    known = [_plain(header) for header in headers]
    wanted = [_plain(column.heading) for column in made.columns]
    found: list[int | None] = [known.index(heading) if known.count(heading) == 1 else None for heading in wanted]
    if None in found and len(known) == len(wanted):
        return list(range(len(wanted)))
    return found


def _lines(document: Document) -> Iterator[tuple[Place, str]]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from ((block.place, cell.text) for row in block.rows for cell in row)
        else:
            yield block.place, block.text


def _plain(text: str) -> str:
    """A cell to compare: lines joined, as a PDF breaks them after a stroke too."""
    return " ".join(text.split()).replace("/ ", "/")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _excerpt(claim: Claim) -> str:
    said = " ".join(claim.sentence.split())
    return said if len(said) <= _EXCERPT else said[:_EXCERPT].rsplit(" ", 1)[0] + "…"
