"""The register of legal documents: number, date and issuer of what decisions rest on, as each of our sources gives them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from khoabang.auditing.claims.claim import Claim, Paper
from khoabang.auditing.claims.names import same_body
from khoabang.auditing.claims.papers import conflicting_dates, normal_number
from khoabang.scoring.problems import Place

REGISTER: Final = Path(__file__).parents[1] / "data" / "legal" / "documents.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one source says of one document. A law has no number here: its title names it. Sources may contradict each other."""

    number: str
    date: date
    type: str
    issuer: str
    title: str
    source: str
    url: str = ""

    @property
    def claim(self) -> Claim:
        """The entry as what an audit reads in a text, so that both are compared by the same rules."""
        paper = Paper(self.number, normal_number(self.number), self.date, "cited", self.issuer)
        return Claim("document", self.title, Place(self.source), subject=self.number, paper=paper)


@cache
def register(path: Path = REGISTER) -> tuple[Entry, ...]:
    """Read the register (docs/formats.md)."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_entry(row) for row in csv.DictReader(file))


def _entry(row: dict[str, str]) -> Entry:
    day = date.fromisoformat(row["date"])
    return Entry(row["number"], day, row["type"], row["issuer"], row["title"], row["source"], row["url"])


def same_document(paper: Paper, entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Give the entries that are of this document: those that give its date, and those that give another.

    Numbers begin anew each year and each authority counts for itself: of another year or issuer it is another document.
    """
    cited = Claim("document", "", Place(), subject=paper.text, paper=paper)
    alike, other = [], []
    for entry in entries:
        if not entry.number or normal_number(entry.number) != paper.number:
            continue
        if entry.date == paper.date:
            # Of one number and one day it is one document, unless both name an authority and these differ.
            if not (paper.issuer and same_body(entry.issuer, paper.issuer) == "different" and _is_local(entry)):
                alike.append(entry)
        elif conflicting_dates([cited, entry.claim]):
            other.append(entry)
    return alike, other


def _is_local(entry: Entry) -> bool:
    """Say whether others number their papers alike: committees and offices do, the Government and a ministry do not."""
    other = Paper(entry.number, normal_number(entry.number), entry.date.replace(day=1 + entry.date.day % 28), "cited")
    return not conflicting_dates([entry.claim, Claim("document", "", Place(), paper=other)])


def laws(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Give the entries that go by their title."""
    return (entry for entry in entries if not entry.number)
