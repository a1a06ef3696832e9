"""Text taken apart into values: each line one value, or lines parted into words and numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from khoabang.auditing.document import Prose
from khoabang.auditing.layout.sorts import Sort, sort_of
from khoabang.scoring.problems import Place

_SIGNS: dict[Sort, str] = {"number": "n", "words": "w", "nothing": "-"}
_BEGINS = "STT"  # the first word of a header, never within a name
_BRACKETED = re.compile(r"\(\s*[+-]?\d[\d.,]*\s*%?\s*\)")


@dataclass(frozen=True, slots=True)
class Token:
    """A value of running text, where it stands, and whether it begins and ends its line."""

    text: str
    sign: str  # n a number, w words, - a mark for nothing
    place: Place
    line: int
    first: bool = True
    last: bool = True


def one_a_line(prose: Iterable[Prose]) -> list[Token]:
    """Take each line that is not empty as one value."""
    tokens: list[Token] = []
    for number, (text, place) in enumerate(_lines(prose)):
        tokens.append(Token(text, _SIGNS[sort_of(text)], place, number))
    return tokens


def in_words(prose: Iterable[Prose]) -> list[Token]:
    """Part lines into numbers and the words between them; a dash between words is a part of them."""
    tokens: list[Token] = []
    for number, (text, place) in enumerate(_lines(prose)):
        parts = _parts(text)
        for position, (part, sign) in enumerate(parts):
            tokens.append(Token(part, sign, place, number, position == 0, position == len(parts) - 1))
    return tokens


def _lines(prose: Iterable[Prose]) -> Iterable[tuple[str, Place]]:
    for block in prose:
        for offset, line in enumerate(block.text.split("\n")):
            text = " ".join(line.split())
            if text:
                yield text, replace(block.place, line=block.place.line + offset) if offset and block.place.line else block.place


def _parts(text: str) -> list[tuple[str, str]]:
    words = text.split(" ")
    signs = [_SIGNS[sort_of(word)] for word in words]
    # Only a dash or n/a stands for nothing here: a lone x or full stop belongs to words.
    signs = [
        "w" if sign == "-" and words[at].lower() not in {"-", "–", "—", "n/a", "na"} else sign for at, sign in enumerate(signs)
    ]
    for at, sign in enumerate(signs):
        after = signs[at + 1] if at + 1 < len(signs) else "n"
        before = signs[at - 1] if at else "w"
        if sign == "-" and after == "w" and before == "w":
            signs[at] = "w"
    parts: list[tuple[str, str]] = []
    for word, sign in zip(words, signs, strict=True):
        if parts and sign == "w" and parts[-1][1] == "w" and word != _BEGINS:
            parts[-1] = (f"{parts[-1][0]} {word}", "w")
        elif parts and parts[-1][1] == "n" and _BRACKETED.fullmatch(word) and "(" not in parts[-1][0]:
            parts[-1] = (f"{parts[-1][0]} {word}", "n")
        else:
            parts.append((word, sign))
    return parts
