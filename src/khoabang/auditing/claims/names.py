"""Whether two names are of one body: as people and papers shorten them. It proposes; only "same" may be used unasked."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from khoabang.auditing.claims.words import JOINING_WORDS, LEVEL_HEADS, ORGAN_HEADS, SHORT_FORMS

Likeness = Literal["same", "maybe", "different"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"\w+")
# TT&TT, LĐ-TB&XH, VH, TT&DL: capitals joined by signs, read as one short form.
_CAPITALS = re.compile(r"\b[A-ZĐ]{2,}(?:\s*[&,-]\s*[A-ZĐ]{2,})+\b|\b[A-ZĐ]{2,}\s*&\s*[A-ZĐ]{1,}\b")


def _syllable(word: str) -> str:
    """One spelling per syllable: the tone last (hoà, hòa), i for a final y after a consonant (kỹ, kĩ), no zeros before figures."""
    parts = unicodedata.normalize("NFD", word.casefold())
    tone = "".join(char for char in parts if char in _TONES)
    rest = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    rest = re.sub(r"(?<=[bcdđghklmnpqrstvx])y$", "i", rest)
    return (rest.lstrip("0") or "0") if rest.isdigit() else rest + tone


def _bare(syllable: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(char)).replace("đ", "d")


def _spelled(words: str) -> list[str]:
    return [_syllable(word) for word in words.split()]


_SHORT = {_syllable(short): _spelled(long) for short, long in SHORT_FORMS.items()}
_JOINING = {_syllable(word) for word in JOINING_WORDS}
_LEVELS = [_spelled(level) for level in LEVEL_HEADS]
_COMMITTEE = _spelled("uỷ ban nhân dân")
_ORGANS = [[_bare(word) for word in _spelled(head)] for head in ORGAN_HEADS]
_MOST_OF_A_PLACE = 4  # syllables of its name


@lru_cache(maxsize=8192)
def _read(name: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The level's words, the other syllables, and whether it is an organ; committees of a place are the place."""
    name = unicodedata.normalize("NFC", name)
    name = _CAPITALS.sub(lambda match: re.sub(r"[^A-ZĐ]", "", match[0]), name)
    words: list[str] = []
    for word in _WORD.findall(name):
        syllable = _syllable(word)
        if syllable in _SHORT:  # none is a syllable of Vietnamese
            words += _SHORT[syllable]
        elif syllable not in _JOINING:
            words.append(syllable)
    if words[: len(_COMMITTEE)] == _COMMITTEE and len(words) > len(_COMMITTEE):
        words = words[len(_COMMITTEE) :]
    for level in _LEVELS:
        if words[: len(level)] == level and len(words) > len(level):
            return tuple(level), tuple(words[len(level) :]), False
    organ = any([_bare(word) for word in words[: len(head)]] == head and len(words) >= len(head) > 0 for head in _ORGANS)
    return (), tuple(words), organ


def same_body(first: str, second: str) -> Likeness:
    """Compare two names of bodies.

    >>> same_body("Sở TT&TT", "Sở Thông tin và Truyền thông"), same_body("UBND huyện Long Mỹ", "thị xã Long Mỹ")
    ('same', 'different')
    """
    (level, words, organ), (other_level, others, other_organ) = _read(first), _read(second)
    if not words or not others:
        return "different"
    if level and other_level and level != other_level:
        return "different"
    if organ != other_organ:
        # "Tài chính" for "Sở Tài chính" may be meant; a district is never a department.
        short, long = (words, others) if other_organ else (others, words)
        return "maybe" if not (level or other_level) and len(short) > 1 and long[1:] == short else "different"
    likeness = _alike(words, others)
    if likeness == "different" and organ:
        likeness = _shortened(words, others)
    return likeness


def _alike(words: Sequence[str], others: Sequence[str]) -> Likeness:
    if words == others:
        return "same"
    if len(words) != len(others) or [_bare(word) for word in words] != [_bare(word) for word in others]:
        return "different"
    # One of them was typed without marks: Hoa Binh may be Hòa Bình.
    unmarked = all(word == other or _bare(word) in (word, other) for word, other in zip(words, others, strict=True))
    return "maybe" if unmarked else "different"


def _shortened(words: tuple[str, ...], others: tuple[str, ...]) -> Likeness:
    """Organs: a place after the name says where; fewer words, or their first letters, may be the same organ."""
    short, long = sorted((words, others), key=len)
    if short[0] != long[0] or len(short) < 2:
        return "different"
    if long[: len(short)] == short:
        rest = long[len(short) :]
        level = next((len(level) for level in _LEVELS if list(rest[: len(level)]) == level), 0)
        # "Sở Tài chính tỉnh Thái Bình", "Thanh tra tỉnh Thái Bình"; but the office of a committee may be of any level.
        named = 0 < len(rest) - level <= _MOST_OF_A_PLACE
        of_any = list(short[-len(_COMMITTEE) :]) == _COMMITTEE
        ends_in_level = any(list(short[-len(one) :]) == one for one in _LEVELS)
        return "same" if named and ((level and not of_any) or (not level and ends_in_level)) else "maybe"
    return "maybe" if _initials(short[1:], long[1:]) or (len(short) > 2 and set(short) < set(long)) else "different"


def _initials(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether one word of first letters stands for all the others."""
    return len(short) == 1 and len(short[0]) == len(long) > 1 and _bare(short[0]) == "".join(_bare(word)[0] for word in long)


def match_body(name: str, names: Sequence[str]) -> int | None:
    """The one position of `names` that is the body named, or None where none or several may be meant.

    >>> match_body("Long Mỹ", ["huyện Long Mỹ", "thị xã Long Mỹ"]) is None
    True
    """
    likenesses = [same_body(name, other) for other in names]
    found = [position for position, likeness in enumerate(likenesses) if likeness == "same"]
    if len(found) > 1:
        found = [position for position in found if _read(names[position])[:2] == _read(name)[:2]]
    return found[0] if len(found) == 1 else None
