"""How our YAML looks to an editor that checks it against a JSON Schema.

We read every scalar as text; an editor makes numbers and truth values of some, and which ones depends on its YAML (1.1 or 1.2). The schema
takes each reading of what we take, and refuses what our reading refuses as far as a schema can say it.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from khoabang.scoring.numbers import MAX_DIGITS, plain

Json = dict[str, Any]

# The words that YAML 1.1 takes for truth values, as it spells them.
YES_WORDS = tuple(spelt for word in ("yes", "true", "on") for spelt in (word, word.capitalize(), word.upper()))
NO_WORDS = tuple(spelt for word in ("no", "false", "off") for spelt in (word, word.capitalize(), word.upper()))
PLACEHOLDERS = ("tbd", "todo", "xxx", "n/a", "?", "...", "…", "chưa rõ", "cập nhật sau")

_ANY_CASE = "|".join(
    "".join(f"[{sign.upper()}{sign}]" if sign.upper() != sign else f"[{sign}]" for sign in word) for word in PLACEHOLDERS
)
# Signs that no code holds, as ranges: the two regular expression languages of editors agree on these, not on what \w is.
_NOT_IN_CODES = r"\s!-,/:-@\[-\^`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u3003"
_MONTHS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEARS = "[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00"
DAY_PATTERN = rf"^(?!0000)([0-9]{{4}}-({_MONTHS})|({_LEAP_YEARS})-02-29)$"
NUMBER_PATTERN = r"^\s*[+-]?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?\s*$"

SCALAR = ["string", "number", "boolean"]
NUMBER: Json = {"type": ["string", "number"], "pattern": NUMBER_PATTERN, "maxLength": 2 * MAX_DIGITS}
TEXT: Json = {"type": SCALAR, "pattern": rf"^(?!\s*({_ANY_CASE})\s*$)[\s\S]*\S"}
CODE: Json = {"type": SCALAR, "pattern": rf"^(?!\s*({_ANY_CASE})\s*$)\s*[^{_NOT_IN_CODES}]{{1,80}}\s*$"}
DAY: Json = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
TRUTH: Json = {"enum": [True, False, *YES_WORDS, *NO_WORDS]}

_WRITTEN: Json = {"not": {"type": "null"}}
_FILLED: Json = {"type": "array", "minItems": 1}


class FileSchema(GenerateJsonSchema):
    """Writes schemas of what stands in our files."""

    def encode_default(self, dft: Any) -> Any:
        """Give a default that is a number as our files write it."""
        return plain(dft) if hasattr(dft, "denominator") and not isinstance(dft, int) else super().encode_default(dft)

    def str_schema(self, schema: core_schema.StringSchema) -> Json:
        """Any scalar is text."""
        return super().str_schema(schema) | {"type": SCALAR}

    def bool_schema(self, schema: core_schema.BoolSchema) -> Json:
        """A truth value, or its word."""
        return dict(TRUTH)

    def int_schema(self, schema: core_schema.IntSchema) -> Json:
        """A whole number, quoted or not."""
        lowest, highest = schema.get("ge"), schema.get("le")
        digits = "[0-9]+" if highest is None else "|".join(map(str, range(lowest or 0, highest + 1)))
        sign = "-?" if lowest is None else ""
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": rf"^\s*{sign}({digits})\s*$"}


def one_at_most(first: str, second: str) -> Json:
    """Refuse two keys side by side."""
    return {"not": {"required": [first, second], "properties": {first: _WRITTEN, second: _WRITTEN}}}


def one_at_least(*keys: str) -> Json:
    """Ask for one of some keys."""
    return {"anyOf": [written(key) for key in keys]}


def written(*keys: str) -> Json:
    """Ask for keys with a value."""
    return {"required": list(keys), "properties": dict.fromkeys(keys, _WRITTEN)}


def filled(key: str) -> Json:
    """Ask for a list that is not empty."""
    return {"required": [key], "properties": {key: _FILLED}}


def when(key: str, value: str, then: Json, otherwise: Json | None = None) -> Json:
    """Ask for something where a key has a value, and for something else where it has not."""
    return {
        "if": {"required": [key], "properties": {key: {"const": value}}},
        "then": then,
        **({} if otherwise is None else {"else": otherwise}),
    }


def refused(what: Json) -> Json:
    """Refuse what is described."""
    return {"not": what}


def all_of(*conditions: Json) -> Json:
    """Give a model's conditions on its keys together, as `json_schema_extra` takes them."""
    return {"allOf": list(conditions)}
