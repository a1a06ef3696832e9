"""Paragraphs and broken lines to sentences: a point ends one only if it is no decimal, thousand or abbreviation."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from khoabang.auditing.claims.words import ABBREVIATIONS, LINE_GOES_ON
from khoabang.auditing.document import Prose
from khoabang.scoring.problems import Place

LONGEST = 1500  # characters; what is longer is a table on one line or no language at all
LONG_LINE = 60  # a line shorter than this was not broken for want of room

_ITEM = re.compile(r"(?:[-+*•–—]\s|\d{1,2}[.)]\s|[a-zđ][.)]\s|(?:Điều|Mục|Phụ lục|Article)\s+\d)")
_BRACKET = re.compile(r"\((?=\w{2,}\s)(?=[^\W\d_a-zà-ỹ])")  # "(Kèm theo ...": a line of its own
_GAP = re.compile(r"\t+|\s{4,}")
_END = re.compile(r"[.!?…]+[”\"')\]]*\s+(?=[“\"'(\[\-–•*]?\s*[\dA-ZÀ-ỸĐ])")
_LAST_WORD = re.compile(r"([\wÀ-ỹ]+)$")
_GOES_ON = re.compile(rf"(?:[,(/&–-]|\b(?:{LINE_GOES_ON}))$", re.IGNORECASE)


def clean(text: str) -> str:
    """NFC, without emphasis marks and characters for private use, blanks kept."""
    text = unicodedata.normalize("NFC", text).replace("**", "").replace("__", "")
    return "".join(" " if "\ue000" <= char <= "\uf8ff" or char in "\u00a0\u202f\u2009\u200b\ufeff" else char for char in text)


def goes_on(line: str, following: str) -> bool:
    """Say whether a line was broken inside a sentence."""
    line, following = line.rstrip(), following.lstrip()
    if not line or not following or line[-1] in ".:;!?…" or _ITEM.match(following) or _BRACKET.match(following):
        return False
    return following[0].islower() or bool(_GOES_ON.search(line)) or (len(line) >= LONG_LINE and not line.isupper())


def paragraphs(prose: Sequence[Prose]) -> Iterator[tuple[str, Place]]:
    """The text with broken lines joined, each paragraph with the place of its first line."""
    text, place, line = "", Place(), 0
    for block in prose:
        for offset, part in enumerate(clean(block.text).split("\n")):
            here = block.place.line + offset if block.place.line else 0
            next_line = here and here == line + 1 and block.place.file == place.file
            # The lines of a page that is drawn have the page's place; paragraphs have one each.
            together = offset > 0 or next_line or (not here and block.place == place and place.cell.startswith("p. "))
            if text and together and goes_on(text, part):
                text = f"{text.rstrip()} {part.lstrip()}"
            else:
                if text.strip():
                    yield text.strip(), place
                text, place = part, block.place
            line = here
    if text.strip():
        yield text.strip(), place


def begins(sentence: str) -> bool:
    """Say whether a sentence has its beginning: a capital, a figure, the mark of an item; else what it is of may have been cut off."""
    letter = next((char for char in sentence if char.isalnum()), "")
    return not letter.islower() or bool(_ITEM.match(sentence)) or sentence[0] in "-+*•–—"


def sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; wide gaps and tabs part them too."""
    for piece in _GAP.split(paragraph):
        start = 0
        for end in _END.finditer(piece):
            before = _LAST_WORD.search(piece[start : end.start()])
            word = before[1] if before else ""
            # "1. Sở Y tế": the number of an item; "A. Nguyễn", "TP. Huế": a word cut short.
            only_number = word.isdigit() and not piece[start : end.start()].strip(" (-").removesuffix(word).strip()
            if end[0].startswith(".") and not end[0].startswith("..") and (only_number or _abbreviated(word)):
                continue
            yield from _kept(piece[start : end.end()])
            start = end.end()
        yield from _kept(piece[start:])


def _abbreviated(word: str) -> bool:
    return word.casefold() in ABBREVIATIONS or (len(word) == 1 and word.isupper() and word not in "AIVX")


def _kept(sentence: str) -> Iterator[str]:
    sentence = " ".join(sentence.split())
    if sentence and len(sentence) <= LONGEST:
        yield sentence
