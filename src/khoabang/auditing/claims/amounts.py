"""Numbers in prose: which mark is the decimal one is settled by the text's own figures; what stays open is not read."""

import re
from collections.abc import Iterable
from fractions import Fraction

from khoabang.auditing.claims.claim import Number, Unit
from khoabang.scoring.numbers import NumberError, parse

_OPEN = re.compile(r"[+\-−]?[1-9]\d{0,2}([.,])(\d{3})")
# A figure that shows its decimal mark: one, two or more than three digits after it, and a unit, or a zero before it.
_SHOWS = re.compile(
    r"(?<![\d.,/])(?:\d+([.,])(?:\d{1,2}|\d{4,})\s*(?:điểm\b|%|points?\b|percent\b)|0([.,])\d+(?![\d./]|,\d))", re.IGNORECASE
)
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽềềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def decimal_marks(texts: Iterable[str]) -> frozenset[str]:
    """The marks that the figures of a text certainly use before decimals."""
    return frozenset(match[1] or match[2] for text in texts for match in _SHOWS.finditer(text))


def language(sentence: str) -> str:
    """Vietnamese where a letter says so."""
    return "vi" if _VIETNAMESE.search(sentence) else "en"


def read_number(text: str, lang: str, marks: frozenset[str], unit: Unit = "") -> Number | None:
    """Read a figure, or None where it is none or could be two: `1.234` in a text that shows neither mark."""
    form = lang
    if one_group := _OPEN.fullmatch(text):
        form_or_none = _settled(one_group[1], one_group[2], lang, marks)
        if form_or_none is None:
            return None
        form = form_or_none
        if one_group[1] != ("," if form == "vi" else "."):
            return Number(text, Fraction(int(re.sub(r"\D", "", text)) * (-1 if text[0] in "-−" else 1)), 0, unit)
    elif last := re.search(r"[.,](?=\d+$)", text):
        # The last mark is the decimal one, unless it parts thousands: then all marks are the same.
        several = text.count(last[0]) > 1
        form = "vi" if (last[0] == ",") != several else "en"
    try:
        value = parse(text, form)
    except NumberError:
        return None
    decimals = re.search(r"," if form == "vi" else r"\.", text)
    return Number(text, value, len(text) - decimals.end() if decimals else 0, unit)


def _settled(mark: str, digits: str, lang: str, marks: frozenset[str]) -> str | None:
    """The form of a number with one mark and three digits after it."""
    if len(marks) == 1:
        return "vi" if "," in marks else "en"
    own = "," if lang == "vi" else "."
    if marks or (mark == own and digits == "000"):
        return None
    if mark == own or digits == "000":
        return lang
    return None
