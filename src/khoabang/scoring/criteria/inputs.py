"""Inputs: what a body enters for an indicator, and how the text it typed becomes a value or a status. Nothing is guessed."""

import re
import unicodedata
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Literal, Self

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.fields import Code, ExactNumber, Part, Text, Truth
from khoabang.scoring.numbers import MAX_DIGITS, NumberError, parse, plain
from khoabang.scoring.outcome import Status, Value

STATUS_WORDS = {
    "": Status.MISSING,
    "thiếu": Status.MISSING,
    "không áp dụng": Status.NOT_APPLICABLE,
    "miễn": Status.EXEMPT,
    "chưa thẩm định": Status.NOT_VERIFIED,
    "không công bố": Status.NOT_PUBLISHED,
} | {status.value: status for status in Status}
YES_WORDS = {"có": True, "yes": True, "x": True, "không": False, "no": False}
AMBIGUOUS = {"-", "--", "–", "—", "n/a", "na", "n.a.", "k/a", "kad", "null", "none", "."}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)

_WITH_OPTIONS = json_schema.filled("options")
OPTIONS_OF_CHOICES = json_schema.all_of(json_schema.when("type", "choice", _WITH_OPTIONS, json_schema.refused(_WITH_OPTIONS)))
_NUMERIC = {"count", "number", "percent", "points"}
InputType = Literal["count", "number", "percent", "points", "yes_no", "choice", "date"]


class AnswerError(ValueError):
    """Text that is no answer to this input; `code` is a problem code."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class InputOption(Part):
    """One case of a choice."""

    code: Code
    name: Text | None = None


class Input(Part):
    """A figure or answer asked of a body: its type, unit and limits. A percentage is kept as 85 for 85 %."""

    model_config = ConfigDict(json_schema_extra=OPTIONS_OF_CHOICES)

    code: Code
    name: Text
    type: InputType = "number"
    unit: Text | None = None
    minimum: ExactNumber | None = None
    maximum: ExactNumber | None = None
    options: list[InputOption] = []
    optional: Truth = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise PydanticCustomError("missing" if self.type == "choice" else "extra_forbidden", "options", {"field": "options"})
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise PydanticCustomError("bounds", "{detail}", {"detail": "minimum > maximum"})
        return self

    def read(self, typed: str, lang: str = "vi") -> Value:
        """Turn what was typed into a value or a status.

        Raises:
            AnswerError: with the problem code that says why it is neither.
        """
        if (number := self.whole(typed)) is not None:
            return Fraction(number)
        text = unicodedata.normalize("NFC", typed).strip()
        word = text.lower()
        if word in STATUS_WORDS:
            status = STATUS_WORDS[word]
            return self._empty() if status is Status.MISSING and self.optional else status
        if word in AMBIGUOUS:
            raise AnswerError("ANS008", value=text)
        match self.type:
            case "yes_no":
                if word not in YES_WORDS:
                    raise AnswerError("ANS006", value=text)
                return YES_WORDS[word]
            case "choice":
                return self._option(text)
            case "date":
                return read_date(text)
        return self._number(text, lang)

    def whole(self, typed: str) -> int | None:
        """Give a number typed in plain digits and accepted as it stands; None where `read` has to look at it."""
        if not (self.type in _NUMERIC and typed.isdigit() and typed.isascii() and len(typed) <= MAX_DIGITS):
            return None
        lowest, highest = self._whole
        number = int(typed)
        return number if lowest <= number <= highest else None

    @cached_property
    def _whole(self) -> tuple[int, int]:
        """The whole numbers accepted without a further look, lowest and highest."""
        lowest = 0 if self.minimum is None else ceil(self.minimum)
        if self.type == "percent":  # 0 and 1 may be meant as shares
            return max(lowest, 2), 100 if self.maximum is None else floor(self.maximum)
        return lowest, 10**MAX_DIGITS if self.maximum is None else floor(self.maximum)

    def _empty(self) -> Value:
        return False if self.type == "yes_no" else Status.MISSING if self.type in {"choice", "date"} else Fraction(0)

    def _option(self, text: str) -> str:
        for option in self.options:
            if text in (option.code, option.name):
                return option.code
        raise AnswerError("ANS005", value=text, allowed=", ".join(option.code for option in self.options))

    def _number(self, text: str, lang: str) -> Fraction:
        signed = self.type == "percent" and text.endswith("%")
        try:
            value = parse(text[:-1] if signed else text, lang)
        except NumberError as error:
            raise AnswerError(error.code, text=error.text, suggestion=error.suggestion or "") from None
        if self.type == "percent" and not signed and 0 < value <= 1:
            raise AnswerError("ANS012", value=text, percent=plain(value * 100).replace(".", "," if lang == "vi" else "."))
        if self.type == "count" and value.denominator != 1:
            raise AnswerError("ANS011", value=text)
        most = Fraction(100) if self.maximum is None and self.type == "percent" else self.maximum
        if value.numerator < 0 if self.minimum is None else value < self.minimum:
            raise AnswerError("ANS009", value=text, limit=plain(self.minimum or Fraction(0)))
        if most is not None and value > most:
            raise AnswerError("ANS010", value=text, limit=plain(most))
        return value


def read_date(text: str) -> date:
    """Read dd/mm/yyyy or yyyy-mm-dd.

    Raises:
        AnswerError: ANS007.
    """
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    else:
        raise AnswerError("ANS007", value=text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise AnswerError("ANS007", value=text) from None
