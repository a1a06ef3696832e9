"""Characters that nobody sees: two codes that differ by one look the same to whoever checks them, and some change what a screen shows."""

import re
import unicodedata
from typing import NamedTuple

# Controls, joiners, direction marks, soft hyphens, line separators, fillers, variation selectors, halves of pairs, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", "\n"))


class Unseen(NamedTuple):
    """Such a character: its number and name, and its position from 1."""

    sign: str
    position: int


def unseen(written: str) -> Unseen | None:
    """Find the first character that nobody sees."""
    if written.isascii() and written.isprintable():
        return None
    found = _UNSEEN.search(written)
    if found is None:
        return None
    return Unseen(f"U+{ord(found[0]):04X} {unicodedata.name(found[0], '')}".rstrip(), found.start() + 1)


def seen(written: str) -> str:
    """Leave out what nobody sees; what ends a line in some unusual way ends it in the usual one."""
    return _UNSEEN.sub("", written.translate(_LINE_ENDS))
