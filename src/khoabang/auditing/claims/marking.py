"""A sentence with its bodies, figures, classes, years and papers each made one character, so that patterns of words stay short.

The characters are of Unicode's private use; `clean` has removed any that the text itself held.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from khoabang.auditing.claims.amounts import language, read_number
from khoabang.auditing.claims.bodies import find_bodies
from khoabang.auditing.claims.claim import Claim, Kind, Number, Unit
from khoabang.auditing.claims.words import CLASSED, CLASSES, GROUPS, PERCENT, POINTS
from khoabang.scoring.problems import Place

BODY = "[\ue000-\ue3ff]"
FIGURE = "[\ue400-\ue7ff]"
CLASS = "[\ue800-\uebff]"
YEAR = "[\uec00-\uefff]"
# A date, a document's number, or a figure that can be read in two ways.
CLOSED = "[\uf000-\uf3ff]"
_FIRST = {"body": 0xE000, "figure": 0xE400, "class": 0xE800, "year": 0xEC00, "closed": 0xF000}
_ROOM = 0x400

_PAPER = re.compile(
    r"(?<![\w/])\d{1,5}\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ][A-Za-zĐđ]{0,7}(?:\s?[-–]\s?[A-ZĐ&][\wĐđ&]{0,14})*|(?<![\w/])\d{1,5}\s?-\s?[A-ZĐ]{2,4}/[A-ZĐ]\w+"
)
_DATE = re.compile(
    r"(?<![\w/.,])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?![\w/])|(?:ngày|tháng)\s+\d{1,2}\s?[/.-]\s?\d{1,4}(?:[/.-]\d{2,4})?(?![\w/])"
    r"|(?:ngày\s+\d{1,2}\s+)?tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|(?:ngày|quý)\s+(?:\d{1,2}|[IV]+)(?:/\d{4})?(?![\w/.,]\d)|\d{1,2}\s*(?:giờ|h)\s*\d{0,2}(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:năm|year|in|of)\s+(?P<year>(?:19|20)\d\d)(?!\s*[-–/.,]?\d)(?!\w)", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,])(?:(?<=[\s(:])[+−])?\d+(?:[.,]\d+)*(?!\w|[.,]\d)")
_GAP = r"(?:\s*[\"“”'«»:]?\s*)"
_ORDERED = "|".join(sorted(CLASSES.split("|"), key=len, reverse=True))
# A class's word is one where another word says so, or with a capital where something begins and a figure's sign or the end follows.
_CLASS = re.compile(
    rf"(?P<cue>\b(?i:{CLASSED}){_GAP})(?P<class>(?i:{_ORDERED})|[A-D]|I{{1,3}}|IV)(?!\w)(?![-–]\w)"
    rf"|(?P<front>(?:^|[-–+•;,(:.]|(?<!\w)(?i:đơn vị|cơ quan|địa phương)(?=\s))\s*)(?P<capital>{_ORDERED})(?=\s*(?:$|[(:;,.<>≥≤=–-]|từ\s|trên\s|dưới\s|khi\s|đạt\s|from\s|above\s|below\s|\d))"
)
_UNITS: dict[Unit, re.Pattern[str]] = {
    "points": re.compile(rf"\s*(?:{POINTS})\b(?!\s*phần trăm)", re.IGNORECASE),
    "percent": re.compile(rf"\s*(?:{PERCENT})", re.IGNORECASE),
}
_COMPARED = re.compile(r"\b(?:so với|so với cùng kỳ|từ|than|with|from)\s+(?:[^\W\d]+\s+){0,3}$", re.IGNORECASE)
_MARK = re.compile("[\ue000-\uf3ff]")
_CLAUSE = re.compile(r"[;:.(]")
_PARTED = re.compile(rf"[;.]|{BODY}")
_GROUP = re.compile(rf"\b(?:{GROUPS})(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Marked:
    """A sentence and its marked form; `text` is what patterns read, positions are of it."""

    sentence: str
    place: Place
    text: str = ""
    lang: str = "vi"
    inherited: str = ""
    groups: list[tuple[int, int, str]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)  # what each mark stands for
    figures: dict[str, Number] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)

    def words(self, part: str) -> str:
        """A part of the marked text as printed."""
        return "".join(self.said.get(char, char) for char in part).strip()

    def group(self, start: int, end: int) -> str:
        """The group that a claim between two positions is of: named in it, after it before the next body, or before it."""
        inside = [words for begin, stop, words in self.groups if begin >= start and stop <= end]
        after = [words for begin, _, words in self.groups if begin >= end and not _PARTED.search(self.text[end:begin])]
        before = [words for _, stop, words in self.groups if stop <= start]
        named = inside[:1] or after[:1] or before[-1:] or [words for _, _, words in self.groups][:1]
        return named[0] if named else self.inherited

    def claim(self, kind: Kind, number: Number | None, match: re.Match[str], **said: Any) -> Claim:
        """A claim found where a pattern matched."""
        year, several = self._year(*match.span())
        claim = Claim(kind, self.sentence, self.place, number, group=self.group(*match.span()), year=year, sure=not several)
        context = _MARK.sub(lambda mark: mark[0] if mark[0] in self.figures else " ", self.text)
        return replace(claim, context=" ".join(self.words(context).split()), **said)

    def clause(self, start: int, end: int) -> str:
        """The text up to a position, from where its clause begins."""
        return _CLAUSE.split(self.text[:start])[-1] + self.text[start:end]

    @property
    def named_years(self) -> list[tuple[int, int]]:
        """The years that the sentence is of, with their positions; one that it only compares with is another."""
        return [
            (position, year)
            for position, char in enumerate(self.text)
            if (year := self.years.get(char)) and not _COMPARED.search(self.text[max(0, position - 40) : position])
        ]

    def _year(self, start: int, end: int) -> tuple[int | None, bool]:
        """The year that a claim is of, and whether it may be one of several: the year of its own part, or else of the sentence."""
        first = self.text.rfind(";", 0, start) + 1
        last = (self.text + ";").index(";", end)
        own = {year for position, year in self.named_years if first <= position < last}
        named = own or {year for _, year in self.named_years}
        return (named.pop(), False) if len(named) == 1 else (None, bool(named))

    def mark(self, sort: str, printed: str) -> str:
        """A new character for what is printed; "" when there are too many."""
        first = _FIRST[sort]
        number = sum(1 for char in self.said if first <= ord(char) < first + _ROOM)
        char = chr(first + min(number, _ROOM - 1))
        self.said[char] = printed
        return char


def mark(sentence: str, place: Place, marks: frozenset[str], group: str = "") -> Marked:
    """Mark a sentence; `marks` are the decimal marks the text is known to use, `group` the one its paragraph spoke of before."""
    marked = Marked(sentence, place, sentence, language(sentence), inherited=group)
    for pattern in (_PAPER, _DATE):
        marked.text = pattern.sub(lambda match: marked.mark("closed", match[0]), marked.text)
    marked.text = _CLASS.sub(lambda match: _marked_class(marked, match), marked.text)
    parts, last = [], 0
    for named in find_bodies(marked.text):
        # A closed mark is no part of a name.
        printed = marked.text[named.start : named.end]
        parts += [marked.text[last : named.start], marked.mark("body", printed)]
        last = named.end
    marked.text = "".join(parts) + marked.text[last:]
    marked.text = _YEAR.sub(lambda match: _marked_year(marked, match), marked.text)
    marked.text = _FIGURE.sub(lambda match: _marked_figure(marked, match, marks), marked.text)
    marked.groups = [(*match.span(), match[0]) for match in _GROUP.finditer(marked.text)]
    return marked


def _marked_class(marked: Marked, match: re.Match[str]) -> str:
    lead = match["cue"] if match["cue"] is not None else match["front"]
    return lead + marked.mark("class", match["class"] or match["capital"])


def _marked_year(marked: Marked, match: re.Match[str]) -> str:
    char = marked.mark("year", match[0])
    marked.years[char] = int(match["year"])
    return char


def _marked_figure(marked: Marked, match: re.Match[str], marks: frozenset[str]) -> str:
    rest = match.string[match.end() :]
    unit: Unit = next((unit for unit, pattern in _UNITS.items() if pattern.match(rest)), "")
    number = read_number(match[0], marked.lang, marks, unit)
    if number is None:
        return marked.mark("closed", match[0])
    char = marked.mark("figure", match[0])
    marked.figures[char] = number
    return char
