"""What a printed cell says: a number with the precision it is printed to, two numbers, a range of ranks, a mark for nothing.

A figure is never taken for more than it shows: `unit` is one unit of its last printed digit, so that the number behind it lies less than one
unit away however it was rounded or cut. Numbers stored as binary floats carry the spacing of those floats instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from khoabang.auditing.document import Cell

Style = Literal["comma", "point"]
NOTHING = frozenset({"", "-", "–", "—", "−", "x", "/", "n/a", "na", "#n/a", ".", "..", "...", "…", "không", "kđg"})

FLOAT_STEPS = 8  # by which sums of floats may be off
_SINGLE_BITS, _DOUBLE_BITS = 24, 53
_BINARY_DIGITS = 15  # significant digits from which a number was printed by a machine, not by a person
_SINGLE_DIGITS = 10  # a 32-bit float printed in full as a 64-bit one has more
_MINUS = str.maketrans("−–", "--")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = r"[+-]?\d[\d.,]*"
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<percent>%)?")
_PAIR = re.compile(rf"(?P<first>{_NUMBER})\s*%?\s*\(\s*(?P<second>{_NUMBER})\s*%?\s*\)")
_SHARE = re.compile(rf"(?P<first>{_NUMBER})\s*/\s*(?P<second>{_NUMBER})")
_SPAN = re.compile(r"=?\s*(\d{1,4})\s*(?:[-–]|đến)\s*(\d{1,4})")
_JOINT = re.compile(r"(?:=\s*(\d{1,4})|(\d{1,4})\s*=|T(\d{1,4}))")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_SPAN = re.compile(rf"({_ROMAN.pattern})\s*[-–]\s*({_ROMAN.pattern})")
_ROMAN_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number, and one unit of its last digit (or the spacing of the floats it was stored in)."""

    value: Fraction
    unit: Fraction
    printed: str
    binary: int = 0  # bits of the float it was stored in; 0 for a number as people write it
    percent: bool = False

    @property
    def low(self) -> Fraction:
        """The least number that may be printed so, rounded or cut."""
        return self.value - self.unit

    @property
    def high(self) -> Fraction:
        """The greatest number that may be printed so, rounded or cut."""
        return self.value + self.unit

    @property
    def floor(self) -> Fraction:
        """The least number behind it, rounded by half or cut; of a float, some steps below."""
        return self.value - (FLOAT_STEPS * self.unit if self.binary else self.unit / 2)

    @property
    def ceiling(self) -> Fraction:
        """The greatest number behind it, rounded by half or cut; of a float, some steps above."""
        return self.value + (FLOAT_STEPS if self.binary else 1) * self.unit

    def surely_above(self, other: "Figure") -> bool:
        """Whether the number behind this one is greater than the one behind the other, if those printed alike were rounded alike."""
        if self.unit == other.unit and not self.binary and not other.binary:
            return self.value > other.value
        return self.value > other.value and self.floor > other.ceiling


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell taken apart: one figure, two (`01 (0,727)`, `62,3/70`), a span of ranks, nothing, or words."""

    kind: Literal["number", "pair", "share", "span", "nothing", "text"]
    text: str
    first: Figure | None = None
    second: Figure | None = None


def marks_of(texts: Iterable[str]) -> tuple[int, int]:
    """Count the numbers that show beyond doubt a comma, and those that show a point, before their decimals."""
    comma = point = 0
    for text in texts:
        if "," not in text and "." not in text:
            continue
        for token in re.findall(_NUMBER, text):
            shown = _shows(token)
            comma += shown == "comma"
            point += shown == "point"
    return comma, point


def style_of(comma: int, point: int) -> Style | None:
    """Give the decimal mark that more numbers show; None where none do, or as many the one as the other."""
    return "comma" if comma > point else "point" if point > comma else None


def _shows(token: str) -> Style | None:
    """Give the decimal mark of one number, where only one reading is possible."""
    bare = token.lstrip("+-").rstrip(".,")
    commas, points = bare.count(","), bare.count(".")
    if commas and points:
        return "comma" if bare.rfind(",") > bare.rfind(".") else "point"
    if commas > 1 or points > 1:
        return "point" if commas > 1 else "comma"  # a mark that repeats stands between thousands
    for mark, style in ((",", "comma"), (".", "point")):
        whole, found, decimals = bare.partition(mark)
        if found and (len(decimals) != 3 or len(whole) > 3 or whole.startswith("0")):
            return style  # type: ignore[return-value]
    return None


def read_figure(token: str, style: Style, *, percent: bool = False, binary: bool = False) -> Figure | None:
    """Read one number written with the given decimal mark; one that only the other mark explains is read with that."""
    bare = token.translate(_MINUS).rstrip(".,") if not token[-1:].isdigit() else token.translate(_MINUS)
    mark = {"comma": ",", "point": "."}[_shows(bare) or style]
    group = "." if mark == "," else ","
    whole, _, decimals = bare.replace(group, "").partition(mark)
    if not re.fullmatch(r"[+-]?\d+", whole) or (decimals and not decimals.isdigit()):
        return None
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    if whole.startswith("-") and value > 0:
        value = -value
    unit = Fraction(1, 10 ** len(decimals))
    bits = _bits_of(value, unit, whole.lstrip("+-") + decimals) if binary or len(decimals) > _SINGLE_DIGITS else 0
    if bits:
        unit = _spacing(value, bits)
    return Figure(value, unit, token, bits, percent)


def _bits_of(value: Fraction, unit: Fraction, digits: str) -> int:
    """Say whether digits are those of a 32-bit or a 64-bit float printed in full; 0 where a person may have typed them."""
    significant = len(digits.lstrip("0"))
    if value and significant >= _SINGLE_DIGITS:
        spacing = _spacing(value, _SINGLE_BITS)
        steps = value / spacing
        nearest = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
        if abs(nearest * spacing - value) <= unit:
            return _SINGLE_BITS
    return _DOUBLE_BITS if significant >= _BINARY_DIGITS else 0


def _spacing(value: Fraction, bits: int) -> Fraction:
    """Give the distance between neighbouring floats of so many bits at a value."""
    size = abs(value)
    if not size:
        return Fraction(0)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if Fraction(2) ** exponent > size:
        exponent -= 1
    return Fraction(2) ** (exponent - bits + 1)


def read_cell(cell: Cell, style: Style) -> Printed:
    """Take a cell apart. What is not wholly a number, a known pair or a span is text."""
    return _read(cell.text, cell.binary, style)


@lru_cache(maxsize=1 << 16)
def _read(printed: str, binary: bool, style: Style) -> Printed:
    """Read a text: tables repeat the same few thousand figures."""
    text = _SPACES.sub(" ", printed).strip().translate(_MINUS)
    if text.lower() in NOTHING:
        return Printed("nothing", printed)
    bare = text.replace(" ", "") if re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?", text) else text
    if found := _PLAIN.fullmatch(bare):
        figure = read_figure(found["number"], style, percent=bool(found["percent"]), binary=binary)
        return Printed("number", printed, figure) if figure else Printed("text", printed)
    for kind, pattern in (("pair", _PAIR), ("share", _SHARE)):
        if found := pattern.fullmatch(text):
            first, second = read_figure(found["first"], style), read_figure(found["second"], style)
            if first and second:
                return Printed(kind, printed, first, second)  # type: ignore[arg-type]
    return _span(text, printed)


def _span(text: str, printed: str) -> Printed:
    """Read `4-5`, `=3`, `I-III`, `IV`: places that may be shared."""
    if found := _SPAN.fullmatch(text):
        ends = [int(found[1]), int(found[2])]
    elif found := _JOINT.fullmatch(text):
        ends = [int(next(group for group in found.groups() if group))]
    elif found := _ROMAN_SPAN.fullmatch(text):
        ends = [_roman(found[1]), _roman(found[2])]
    elif _ROMAN.fullmatch(text):
        ends = [_roman(text)]
    else:
        return Printed("text", printed)
    first, last = (Figure(Fraction(end), Fraction(1), printed) for end in (ends[0], ends[-1]))
    return Printed("span", printed, first, last)


def _roman(text: str) -> int:
    worth = [_ROMAN_WORTH[letter] for letter in text]
    return sum(-now if after > now else now for now, after in zip(worth, [*worth[1:], 0], strict=True))
