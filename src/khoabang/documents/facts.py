"""What a document says and a result does not hold: numbers, dates, legal bases, wording, recipients, who signs. Typed by an official."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria.fields import Day, Part, Text
from khoabang.scoring.files.characters import unseen
from khoabang.scoring.files.documents import build, read_yaml
from khoabang.scoring.problems import Problems

Orientation = Literal["auto", "portrait", "landscape"]
Heading = Literal["rank", "name", "points", "converted", "index", "percent", "class", "note"]
_ENDS_LINE = re.compile("[\t\n\r]")


def _one_line(value: str) -> str:
    if _ENDS_LINE.search(value) or unseen(value):
        raise PydanticCustomError("one_line", "more than one line, or a character that nobody sees")
    return value


Line = Annotated[Text, Field(max_length=4000), AfterValidator(_one_line)]
Number = Annotated[Line, Field(pattern=r"^\d*/[^\s/]+(/[^\s/]+)?$")]


class LegalDocument(Part):
    """A document that a sentence cites, so that number, date and issuer can be held against other places that cite it."""

    type: Line
    number: Line | None = None
    date: Day | None = None
    issuer: Line | None = None
    title: Line | None = None


class Basis(Part):
    """One line of what a decision rests on, in its own words, and the documents that it cites."""

    text: Line
    documents: list[LegalDocument] = []


class Article(Part):
    """One article; the first paragraph stands beside its number."""

    paragraphs: Annotated[list[Line], Field(min_length=1)]


class Signature(Part):
    """Who signs, a line each: on whose behalf, in whose place, the position. The name is left out where nobody signs."""

    lines: Annotated[list[Line], Field(min_length=1)]
    name: Line | None = None


class AppendixFacts(Part):
    """The appendix with the ranking. What is left out is made from the result, or from the decision's own number and date."""

    label: Line = "Phụ lục"
    title: Line
    attached: Line | None = None  # "Kèm theo Quyết định số …"
    headings: dict[Heading, Line] = {}
    orientation: Orientation = "auto"
    notes: list[Line] = []


class DecisionFacts(Part):
    """The decision that announces a result. Before it is issued it has no date, and its number is `/QĐ-UBND`."""

    type: Line = "Quyết định"
    number: Number
    date: Day | None = None
    place: Line
    superior: Line | None = None
    issuer: Annotated[list[Line], Field(min_length=1)]  # a line of the head each
    about: Line
    bases: Annotated[list[Basis], Field(min_length=1)]
    submission: Basis | None = None
    articles: Annotated[list[Article], Field(min_length=1)]
    recipients: list[Line] = []  # empty only where a published text does not say who they are
    signature: Signature
    appendix: AppendixFacts

    @property
    def issuer_name(self) -> str:
        """The issuing body as one name."""
        return " ".join(self.issuer)

    @property
    def cited(self) -> list[LegalDocument]:
        """Every document that the decision rests on, in reading order."""
        bases = [*self.bases, *([self.submission] if self.submission else [])]
        return [document for basis in bases for document in basis.documents]


class LetterFacts(Part):
    """What a submission or a report says besides the result: from whom, to whom, on what grounds, and what is proposed."""

    type: Line
    number: Number | None = None
    date: Day | None = None
    place: Line
    superior: Line | None = None
    issuer: Annotated[list[Line], Field(min_length=1)]
    about: Line
    to: list[Line] = []  # kính gửi
    bases: list[Basis] = []
    opening: list[Line] = []  # how the evaluation went
    proposals: list[Line] = []
    recipients: list[Line] = []
    signature: Signature
    appendix: AppendixFacts | None = None  # the ranking, attached; not attached where left out


class SubmissionFacts(LetterFacts):
    """The lead department's submission of the result to whoever decides (tờ trình)."""

    type: Line = "Tờ trình"


class ReportFacts(LetterFacts):
    """The council's report on the evaluation (báo cáo)."""

    type: Line = "Báo cáo"


class MinutesFacts(Part):
    """The head of the minutes of a sitting; what was said and decided comes from the records."""

    number: Number | None = None
    place: Line | None = None
    superior: Line | None = None
    issuer: Annotated[list[Line], Field(min_length=1)]
    recipients: list[Line] = []


class ArticleFacts(Part):
    """The press article. What is left out is made from the result."""

    headline: Line | None = None  # else the round's title
    date: Day | None = None
    opening: Line | None = None  # else who announced what, from the decision that the result names
    subject: Line | None = None  # what was evaluated, as in "điểm trung bình kết quả đánh giá …"
    closing: list[Line] = []
    contact: list[Line] = []


class Facts(Part):
    """The facts of a round's documents: facts.yaml."""

    format: Literal["1"]
    decision: DecisionFacts
    article: ArticleFacts = ArticleFacts()
    submission: SubmissionFacts | None = None
    report: ReportFacts | None = None
    minutes: MinutesFacts | None = None


def read_facts(path: Path, shown_as: str, problems: Problems) -> Facts | None:
    """Read a facts.yaml; None where it cannot be used, and the problems say where and why."""
    located = read_yaml(path, shown_as, problems)
    facts = build(Facts, located, problems) if located else None
    return None if problems.errors else facts
