"""Letters of charts: the face that they are measured and printed with, and where a text is parted. The same on every machine."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

FAMILY: Final = "Be Vietnam Pro"
FONTS: Final = Path(__file__).parent / "fonts"
TEXT: Final = 13  # pixels
SMALL: Final = 12
_UNITS = 1000


@cache
def _face(*, bold: bool) -> ImageFont.FreeTypeFont:
    name = "BeVietnamPro-SemiBold.ttf" if bold else "BeVietnamPro-Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), _UNITS, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _advance(letter: str, *, bold: bool) -> float:
    return _face(bold=bold).getlength(letter) / _UNITS


def measured(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Measure a text of one line in pixels."""
    return size * sum(_advance(letter, bold=bold) for letter in text)


def folded(text: str, width: float, size: float = TEXT) -> str:
    """Part a text into lines no wider than `width` pixels, between words; a longer word keeps its line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measured(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def literal(text: str) -> str:
    """Make a text safe for ECharts, which would fill in `{a}` and style `{b|…}` in labels."""
    return text.replace("{", "(").replace("}", ")")
