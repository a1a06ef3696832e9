"""The content of a document, without any format: what stands where, in the terms of administrative documents. Renderers only draw it."""

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

ColumnKind = Literal["order", "name", "figure", "word", "note"]
Emphasis = Literal["plain", "italic", "bold"]

# Millimetres of A4; margins by the decree on administrative documents (30/2020/NĐ-CP, annex I).
SHORT, LONG = 210, 297
TOP = BOTTOM = RIGHT = 20
LEFT = 30
_WIDTHS: dict[ColumnKind, int] = {"order": 12, "figure": 16, "word": 23, "note": 27}
_NARROWEST_NAME, _WIDEST_NAME = 40, 80
_BREAKS = re.compile(r"[\s/]+")


class CannotDrawError(Exception):
    """Content that cannot be drawn as it must be: the code of a problem, and what fills its sentences."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and what kind of thing stands in it."""

    heading: str
    kind: ColumnKind

    @property
    def width(self) -> int:
        """Millimetres that it needs: of its kind, or more where a word of its heading would have to be broken."""
        if self.kind == "name":
            return 0
        return max(_WIDTHS[self.kind], 6 + 2 * max(map(len, _BREAKS.split(self.heading))))


@dataclass(frozen=True, slots=True)
class Head:
    """The head: issuing body with number on the left; country, motto, place and day on the right."""

    kind: ClassVar[str] = "head"
    issuer: tuple[str, ...]
    number: str
    country: str
    motto: str
    place_and_day: str
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The type of the document and what it is about."""

    kind: ClassVar[str] = "title"
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Centred:
    """A bold line in the middle: who decides, "QUYẾT ĐỊNH:"."""

    kind: ClassVar[str] = "centred"
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold ("Điều 1.")."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""
    emphasis: Emphasis = "plain"


@dataclass(frozen=True, slots=True)
class Closing:
    """Recipients on the left, signature block on the right; never parted from the paragraph before."""

    kind: ClassVar[str] = "closing"
    recipients_label: str
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signatories:
    """Two who sign side by side, each with office and name; never parted from the paragraph before."""

    kind: ClassVar[str] = "signatories"
    left: tuple[str, str]
    right: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AppendixHeading:
    """What an appendix begins with: its label, its title, and what it belongs to."""

    kind: ClassVar[str] = "appendix_heading"
    label: str
    title: str
    attached: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its header is repeated on each page, and no row is parted."""

    kind: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    def widths(self, available: int) -> tuple[int, ...]:
        """Give each column's width in millimetres, so that whatever draws it parts the page alike."""
        widths = [column.width for column in self.columns]
        names = [position for position, column in enumerate(self.columns) if column.kind == "name"]
        left = available - sum(widths)
        for position in names:
            widths[position] = max(_NARROWEST_NAME, min(_WIDEST_NAME, left // len(names)))
        growing = [position for position, column in enumerate(self.columns) if column.kind in {"figure", "word", "note"}]
        over = sum(widths) - available
        if over > 0 and growing:  # too many columns: all of them give way alike
            widths = [width - (over // len(growing) + 1) * (position in growing) for position, width in enumerate(widths)]
        elif growing:
            share, rest = divmod(-over, len(growing))
            for place, position in enumerate(growing):
                widths[position] += share + (place < rest)
        return tuple(widths)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a document: 2 for its parts, 3 below them; 1 is the title."""

    kind: ClassVar[str] = "heading"
    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG with what it says in words, for those who do not see it; drawn as wide as the page at most."""

    kind: ClassVar[str] = "picture"
    svg: str
    alt: str
    caption: str = ""
    width_mm: int = SHORT - LEFT - RIGHT


Block = Head | Title | Centred | Heading | Paragraph | Closing | Signatories | AppendixHeading | Table | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """Blocks on paper of one orientation, begun on a new page whose number is 1 and is not printed."""

    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def width(self) -> int:
        """Millimetres between the margins."""
        return (LONG if self.landscape else SHORT) - LEFT - RIGHT


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document. `mark` stands at the foot of each page of what is no original; `day` is None until it is issued."""

    title: str
    author: str
    sheets: tuple[Sheet, ...]
    day: date | None = None
    mark: str = ""
    language: str = field(default="vi")

    @property
    def tables(self) -> list[Table]:
        """The tables, in reading order."""
        return [block for sheet in self.sheets for block in sheet.blocks if isinstance(block, Table)]

    def as_plain(self) -> dict[str, Any]:
        """Give plain data for a renderer that is no Python."""
        return {
            "title": self.title,
            "author": self.author,
            "mark": self.mark,
            "language": self.language,
            "day": None if self.day is None else [self.day.year, self.day.month, self.day.day],
            "margins": {"top": TOP, "bottom": BOTTOM, "left": LEFT, "right": RIGHT},
            "sheets": [
                {"landscape": sheet.landscape, "blocks": [_plain(block, sheet.width) for block in sheet.blocks]}
                for sheet in self.sheets
            ],
        }


def _plain(block: Block, width: int) -> dict[str, Any]:
    data = {"kind": block.kind, **asdict(block)}
    if isinstance(block, Table):
        data["widths"] = list(block.widths(width))
    if isinstance(block, Picture):
        data["width_mm"] = min(block.width_mm, width)
    return data
