"""A chart: one definition that a browser, a PDF and a Word file draw alike, with the words and the table that say the same without a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

NARROW = 700
"""Pixels: a chart on less width than this takes its narrow layout."""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart as they are shown in the ranking: the first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and what says it in words.

    Attributes:
        title: the finding, as a headline.
        sentence: the text alternative: what is drawn, of whom, and its highest and lowest figures.
        table: every figure behind the drawing.
        option: an option of ECharts, pure JSON. A text that begins with "@" names a colour of the theme (`look.THEMES`).
        height: pixels, on a wide screen or page.
        narrow_height: pixels, on less than `NARROW`.
        lang: of title, sentence, headings, and how numbers are written.
    """

    title: str
    sentence: str
    table: Table
    option: Mapping[str, Any]
    height: int
    narrow_height: int
    lang: str = "vi"

    def height_at(self, width: int) -> int:
        """Give the pixels of height that go with a width."""
        return self.narrow_height if width < NARROW else self.height
