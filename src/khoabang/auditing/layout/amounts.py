"""How much a number is, where layout must compare: an approximate reading that settles nothing about decimal marks in doubt."""

import re
from fractions import Fraction

_PART = re.compile(r"[+-]?\d[\d.,]*")


def amount(text: str) -> Fraction | None:
    """Read the first number of a cell; the last mark of one that repeats none is the decimal one."""
    found = _PART.search(text.replace("−", "-"))
    if not found:
        return None
    bare = found[0].rstrip(".,")
    marks = [mark for mark in bare if mark in ".,"]
    if len(marks) > 1 and len(set(marks)) == 1:
        return Fraction(int(re.sub(r"[.,]", "", bare)))
    whole, _, decimals = bare.replace(",", ".").rpartition(".") if marks else (bare, "", "")
    digits = whole.replace(".", "") + decimals
    return Fraction(int(digits), 10 ** len(decimals))
