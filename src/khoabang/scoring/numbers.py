"""Exact numbers: reading them as people type them, printing them as people read them, rounding them by name.

Everything inside is a `Fraction`. Three written forms exist and are never guessed between:

* Vietnamese (`lang="vi"`): decimal comma, points only between groups of three: `1.234.567,89`;
* English (`lang="en"`): decimal point, commas only between groups of three;
* plain (files of ours): `0.85`, `-3`, `1/2`; see `exact` and `plain`.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_DIGITS = 40
UNENDING_PLACES = 6  # digits printed of a number that does not end, where the set names no rounding

RoundingMode = Literal["half_up", "half_even", "down", "up"]

_SPACES = str.maketrans("", "", "\u00a0\u202f\u2009 ")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_FORMS = {
    "vi": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?"),
    "en": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"),
}
_ONE_GROUP = {"vi": re.compile(r"[+-]?\d{1,3}\.\d{3}"), "en": re.compile(r"[+-]?\d{1,3},\d{3}")}
_OTHER_DECIMAL = {"vi": re.compile(r"[+-]?\d+\.\d+"), "en": re.compile(r"[+-]?\d+,\d+")}
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+|/\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)|#[A-Z/0!?]+", re.IGNORECASE)
_EXPONENT = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")


class NumberError(ValueError):
    """Text that is not a number in the form asked for.

    `code` is a problem code of `problems.CATALOGUE`; `suggestion` is the number probably meant, or None.
    """

    def __init__(self, code: str, text: str, suggestion: str | None = None) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text
        self.suggestion = suggestion


class Rounding(BaseModel):
    """A named rounding: decimal places and what happens to the digits after them.

    `half_up` rounds halves away from zero, as people and Vietnamese law expect; `down` cuts off; `up` goes away from zero.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: int = Field(ge=0, le=12)
    mode: RoundingMode = "half_up"

    def apply(self, value: Fraction) -> Fraction:
        """Round a value exactly.

        >>> Rounding(places=2).apply(Fraction("2.675"))
        Fraction(67, 25)
        """
        scale = 10**self.places
        whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
        twice = 2 * rest
        if (
            (self.mode == "half_up" and twice >= value.denominator)
            or (self.mode == "up" and rest)
            or (self.mode == "half_even" and (twice > value.denominator or (twice == value.denominator and whole % 2)))
        ):
            whole += 1
        return Fraction(whole if value >= 0 else -whole, scale)


def parse(text: str, lang: str = "vi") -> Fraction:
    """Read a number as a person typed it; ambiguous or foreign forms are refused, never guessed.

    >>> parse("1.234,5"), parse("0,85")
    (Fraction(2469, 2), Fraction(17, 20))
    >>> parse("58.083")
    Traceback (most recent call last):
    khoabang.scoring.numbers.NumberError: NUM002: '58.083'

    Raises:
        NumberError: NUM001 not a number, NUM002 the other language's form or an ambiguous one, NUM003 not finite, NUM004
            exponent, NUM005 too long.
    """
    if text.isdigit() and text.isascii() and len(text) <= MAX_DIGITS:
        return Fraction(int(text))
    bare = text.strip().translate(_SPACES).translate(_MINUS)
    if len(bare) > MAX_DIGITS:
        raise NumberError("NUM005", text[:60])
    if bare.isascii():
        decimal, group = (",", ".") if lang == "vi" else (".", ",")
        if _FORMS[lang].fullmatch(bare) and not _ONE_GROUP[lang].fullmatch(bare):
            whole, _, decimals = bare.replace(group, "").partition(decimal)
            return Fraction(int(whole + decimals), 10 ** len(decimals))
        if _ONE_GROUP[lang].fullmatch(bare) or _OTHER_DECIMAL[lang].fullmatch(bare):
            raise NumberError("NUM002", text, bare.replace(group, decimal))
        if _NOT_FINITE.fullmatch(bare):
            raise NumberError("NUM003", text)
        if _EXPONENT.fullmatch(bare):
            raise NumberError("NUM004", text)
    raise NumberError("NUM001", text)


def exact(text: str) -> Fraction:
    """Read the plain form of our files: `12`, `-0.5`, `1/3`.

    Raises:
        NumberError: NUM001 or NUM005, or NUM006 where the denominator is zero.
    """
    bare = text.strip()
    if len(bare) > 2 * MAX_DIGITS:
        raise NumberError("NUM005", text[:60])
    if not _PLAIN.fullmatch(bare):
        raise NumberError("NUM001", text)
    try:
        return Fraction(bare)
    except ZeroDivisionError:
        raise NumberError("NUM006", text) from None


def ends(value: Fraction) -> bool:
    """Say whether a value has a finite decimal form."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def fixed(value: Fraction, places: int) -> str:
    """Write a value that has at most `places` decimals with exactly that many: `Fraction(23, 25)`, 3 gives `0.920`."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        message = f"{value} has more than {places} decimals"
        raise ValueError(message)
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def plain(value: Fraction) -> str:
    """Write a value exactly: decimal where it ends, `p/q` where it does not; `exact` reads it back."""
    if not ends(value):
        return f"{value.numerator}/{value.denominator}"
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return fixed(value, max(twos, fives))


def shown(value: Fraction, rounding: Rounding | None = None) -> str:
    """Write a value for printing, in point form: rounded if a rounding is named, else exactly, or 6 places if it does not end."""
    if rounding is not None:
        return fixed(rounding.apply(value), rounding.places)
    if ends(value):
        return plain(value)
    return fixed(Rounding(places=UNENDING_PLACES).apply(value), UNENDING_PLACES)


@lru_cache(maxsize=65536)
def show(number: str | Fraction, lang: str = "vi") -> str:
    """Print a number for people: decimal comma and points between thousands in Vietnamese, the reverse in English.

    Takes a value or a plain text; digits are kept as they stand (`0.920` gives `0,920`). `p/q` is printed with 6 decimals and `…`.

    >>> show("1234.50"), show("1234.50", "en"), show(Fraction(1, 3))
    ('1.234,50', '1,234.50', '0,333333…')
    """
    tail = ""
    if isinstance(number, Fraction) or "/" in number:
        value = number if isinstance(number, Fraction) else exact(number)
        tail = "" if ends(value) else "…"
        number = shown(value)
    sign = "\u2212" if number.startswith("-") else ""
    whole, _, decimals = number.lstrip("+-").partition(".")
    group, comma = (".", ",") if lang == "vi" else (",", ".")
    whole = f"{int(whole):,}".replace(",", group)
    return sign + whole + (comma + decimals if decimals else "") + tail
