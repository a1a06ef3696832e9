"""Where a sentence names bodies: organs with their field, committees and places with their level, and bare names of places."""

import re
from dataclasses import dataclass

from khoabang.auditing.claims.words import (
    CLASSES,
    COMMITTEES,
    FIELDS,
    LEVELS,
    MONTHS,
    NAME_ENDS,
    NO_ORGANS,
    NO_PLACES,
    NOT_A_BODY_BEFORE,
    ORGANS,
)

_UPPER = "".join(char for char in map(chr, range(0x41, 0x1F00)) if char.isupper())
_NAME_WORD = rf"(?:[{_UPPER}][\w’']*)"
_PLACE = rf"{_NAME_WORD}(?:(?:\s|\s-\s|-){_NAME_WORD})*"
_COMMITTEE = rf"(?i:{COMMITTEES})"

_LEVEL = re.compile(rf"(?:{_COMMITTEE}\s+)?(?i:{LEVELS})\s*(?:\d{{1,2}}\b|{_PLACE})")
_COMMITTEE_OF_PLACE = re.compile(rf"{_COMMITTEE}\s+{_PLACE}")
_ORGAN = re.compile(rf"(?P<head>{ORGANS})(?=\s)(?!\s+(?i:{NO_ORGANS})(?!\w))")
_FIELD = re.compile(rf"\s+(?i:{'|'.join(sorted(FIELDS.split('|'), key=len, reverse=True))})(?!\w)")
_COMMITTEE_AFTER = re.compile(rf"\s+(?:{_COMMITTEE}(?:\s+và\s+)?)+(?!\w)")
_WORD = re.compile(r"(?P<joint>\s+[-–&]\s+|\s+)(?P<word>[^\W\d_]+(?:[&-][^\W\d_]+)*)(?!\w)")
_WHERE = re.compile(rf"\s+(?i:{LEVELS})(?:\s+{_PLACE})?(?!\w)")
_NOT_BEFORE = re.compile(rf"(?i:\b(?:{NOT_A_BODY_BEFORE}))\s+(?:{_COMMITTEE}\s+)?$")
_BARE_WORD = re.compile(rf"(?P<joint>\s-\s|\s|-|){_NAME_WORD}(?!\w)")
_HEAD = re.compile(rf"(?:{ORGANS}|{COMMITTEES}|(?i:{LEVELS}))(?!\w)")
_START = re.compile(r"(?<!\w)\w")
_NO_NAMES = {*(name.casefold() for name in CLASSES.split("|")), *MONTHS}
_MOST_WORDS = 14
_OFFICES = {"Văn phòng", "VP", "Office"}


@dataclass(frozen=True, slots=True)
class Named:
    """A body named: where in the sentence."""

    start: int
    end: int


def find_bodies(sentence: str) -> list[Named]:
    """The bodies a sentence names, left to right, none inside another."""
    found: list[Named] = []
    position = 0
    for start in _START.finditer(sentence):
        if start.start() < position:
            continue
        end = _body_end(sentence, start.start())
        if end is None:
            continue
        position = end
        if not _NOT_BEFORE.search(sentence[max(0, start.start() - 24) : start.start()]):
            found.append(Named(start.start(), end))
    return found


def _body_end(text: str, start: int) -> int | None:
    if organ := _ORGAN.match(text, start):
        return _organ_end(text, organ)
    for pattern in (_LEVEL, _COMMITTEE_OF_PLACE):
        if match := pattern.match(text, start):
            heading = match[0].isupper() and len(match[0].split()) > 2
            return None if heading else match.end()
    return _bare_end(text, start)


def _organ_end(text: str, organ: re.Match[str]) -> int | None:
    # As long as the text, so that places stay: hoá is written hóa.
    if field := _FIELD.match(text.replace("oá", "óa"), organ.end()):
        return _with_place(text, field.end())
    if organ["head"] in _OFFICES and (committee := _COMMITTEE_AFTER.match(text, organ.end())):
        return _with_place(text, committee.end())
    end = organ.end()
    for _ in range(_MOST_WORDS):
        word = _WORD.match(text, end)
        if word is None or (_HEAD.match(text, word.start("word")) and word["word"][0].isupper()):
            break
        small = word["word"].casefold()
        if small == "và":
            # A name goes on in small letters ("và các khu công nghiệp"); a capital may begin another body.
            following = _WORD.match(text, word.end())
            if following is None or not following["word"][0].islower() or following["word"] in NAME_ENDS:
                break
        elif small in NAME_ENDS or _WHERE.match(text, end):
            break
        end = word.end()
    end = _with_place(text, end)  # "Thanh tra tỉnh" has no field
    return end if end > organ.end() else None


def _with_place(text: str, position: int) -> int:
    where = _WHERE.match(text, position)
    return where.end() if where else position


def _bare_end(text: str, start: int) -> int | None:
    """Two capitalised words or more that begin no organ: Văn Lâm, Thừa Thiên Huế, Châu Thành A."""
    end, words = start, 0
    while word := _BARE_WORD.match(text, end):
        begin = word.end("joint")
        name = text[begin : word.end()]
        if _HEAD.match(text, begin) or (name.isupper() and len(name) > 1) or (words == 0 and word["joint"]):
            break
        if words == 0 and name.casefold() in NO_PLACES:
            break
        end, words = word.end(), words + 1
    return end if words > 1 and text[start:end].casefold() not in _NO_NAMES else None
