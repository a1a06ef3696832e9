"""Field types shared by criteria sets and rules: exact numbers as text, amounts, codes, references, conditions."""

import re
import unicodedata
from datetime import date
from fractions import Fraction
from numbers import Rational
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.json_schema import DAY_PATTERN, NO_WORDS, PLACEHOLDERS, YES_WORDS
from khoabang.scoring.numbers import NumberError, exact, plain

NOT_PUBLISHED = "not_published"
_DAY = re.compile(DAY_PATTERN)


class Part(BaseModel):
    """Base of everything in a criteria set: unknown keys refused, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """Give the JSON Schema."""
        return super().model_json_schema(*args, **({"schema_generator": json_schema.FileSchema} | options))


def _read_number(value: object) -> Fraction:
    if type(value) is not bool and isinstance(value, Rational):
        return Fraction(value)
    if isinstance(value, str):
        try:
            return exact(value)
        except NumberError:
            pass
    raise PydanticCustomError("exact_number", "not a number: {given}", {"given": str(value)})


def _read_text(value: object) -> object:
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", value).strip()
        if value.lower() in PLACEHOLDERS:
            raise PydanticCustomError("placeholder", "placeholder: {given}", {"given": value})
    return value


def _read_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not a date: {given}", {"given": value})
    return value


def _read_truth(value: object) -> object:
    if isinstance(value, str):
        word = value.strip()
        if word not in YES_WORDS + NO_WORDS:
            raise PydanticCustomError("bool_parsing", "neither yes nor no: {given}", {"given": value})
        return word in YES_WORDS
    return value


ExactNumber = Annotated[
    Fraction,
    PlainValidator(_read_number),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema(json_schema.NUMBER),
]
Text = Annotated[str, BeforeValidator(_read_text), Field(min_length=1), WithJsonSchema(json_schema.TEXT)]
Code = Annotated[
    str,
    BeforeValidator(_read_text),
    Field(min_length=1, max_length=80, pattern=re.compile(r"^[\w.\-]+$")),
    WithJsonSchema(json_schema.CODE),
]
Day = Annotated[date, BeforeValidator(_read_day), WithJsonSchema(json_schema.DAY)]
Truth = Annotated[bool, BeforeValidator(_read_truth)]


class Amount(Part):
    """A number of the decision: known, inferred by us with a reason, or not published (`value` None)."""

    value: ExactNumber | None = None
    inferred: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, data: object) -> object:
        if data == NOT_PUBLISHED:
            return {"value": None}
        if isinstance(data, str | int | Fraction):
            return {"value": data}
        if isinstance(data, dict) and data.get("value") is None:
            raise PydanticCustomError("missing", "value")
        return data

    @model_serializer(mode="wrap")
    def _to_short_form(self, handler: SerializerFunctionWrapHandler) -> object:
        if self.value is None:
            return NOT_PUBLISHED
        return handler(self) if self.inferred else plain(self.value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        return {
            "anyOf": [
                json_schema.NUMBER,
                {"const": NOT_PUBLISHED},
                {
                    "type": "object",
                    "properties": {"value": json_schema.NUMBER, "inferred": {"anyOf": [json_schema.TEXT, {"type": "null"}]}},
                    "required": ["value"],
                    "additionalProperties": False,
                },
            ]
        }


class Reference(Part):
    """The legal place of a value: a document of `legal_basis` and where in it."""

    document: Code
    at: Text


class Bounds(Part):
    """Bounds of a numeric attribute in a condition; both ends included."""

    model_config = ConfigDict(json_schema_extra=json_schema.all_of(json_schema.one_at_least("at_least", "at_most")))

    at_least: ExactNumber | None = None
    at_most: ExactNumber | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("missing", "at_least")
        return self


# An attribute's wanted value, wanted values or bounds; the keys `any` and `none` hold further conditions.
Condition = TypeAliasType("Condition", "dict[str, str | Bounds | list[str] | list[Condition]]")
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
