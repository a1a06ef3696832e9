"""What sort of thing a cell holds, judged by its text alone: a number however it is written, nothing, or words."""

import re
from functools import lru_cache
from typing import Literal

from khoabang.auditing.layout import vocabulary
from khoabang.auditing.words import plain as _plain

Sort = Literal["number", "nothing", "words"]

_ROMAN = r"(?:X{0,3})(?:IX|IV|V?I{0,3})"
_SPAN_OF_ROMANS = re.compile(rf"(?=[IVX]){_ROMAN}\s*[-–]\s*(?=[IVX]){_ROMAN}")
_NUMBER = r"[+\-−–]?\s?\d[\d.,]*"
_NUMERIC = re.compile(
    rf"(?:{_NUMBER}|[+\-−–]?\d{{1,3}}(?:[ \u00a0]\d{{3}})+(?:[.,]\d+)?)\s*%?(?:\s*\(\s*{_NUMBER}\s*%?\s*\)|\s*/\s*{_NUMBER})?"
    rf"|\(\s*{_NUMBER}\s*%?\s*\)|=\s*\d{{1,4}}|\d{{1,4}}\s*=|T\d{{1,4}}|\d{{1,4}}\s*[-–]\s*\d{{1,4}}|[↑↓▲▼]\s*\d+"
)
_COUNTING = re.compile(r"\(?0*(\d{1,5})[.)]{0,2}")
_YEAR = re.compile(r"(?:năm )?(?:19|20)\d\d")
_OUTLINE = re.compile(r"(?:[IVX]+|\d{1,2})(?:\.\d{1,2}){1,3}\.?")
_ORDINAL = re.compile(r"(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})[.)]?|[A-HĐ][.)]?")


@lru_cache(maxsize=100_000)
def sort_of(text: str) -> Sort:
    """Say what a text is. Longer texts are words whatever they hold."""
    if text.lower() in vocabulary.NOTHING:
        return "nothing"
    if len(text) <= 60 and (_NUMERIC.fullmatch(text) or _SPAN_OF_ROMANS.fullmatch(text)):
        return "number"
    return "words"


def counting(text: str) -> int | None:
    """Read a number that counts rows: `1`, `01`, `1.`, `(1)`; None for any other text."""
    found = _COUNTING.fullmatch(text)
    return int(found[1]) if found else None


def is_year(text: str) -> bool:
    """Whether a text is a year, as headers have them."""
    return bool(_YEAR.fullmatch(text))


def is_outline(text: str) -> bool:
    """Whether a text numbers a criterion within another: `1.2`, `II.3`."""
    return bool(_OUTLINE.fullmatch(text))


def is_ordinal(text: str) -> bool:
    """Whether a text numbers a heading: a Roman number or a capital letter."""
    return bool(_ORDINAL.fullmatch(text))


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Give a text in lower case, without marks, with single blanks."""
    return _plain(text)


def labelled(text: str) -> str:
    """Give a label to be compared: plain, without what stands in brackets at its end, and without a colon or mark."""
    bare = plain(text).strip(" :.*")
    return re.sub(r"\s*\([^()]*\)$", "", bare).strip(" :.*") or bare
