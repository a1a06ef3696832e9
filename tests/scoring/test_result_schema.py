"""The published schemas say what the documents are: every shipped result and explanation conforms, and every key of theirs is described."""

import json
import re

import pytest

from khoabang.scoring import evaluate, shipped_evaluations, to_text
from khoabang.scoring.result.schema import document_schema_text, schema_of

TYPES = {"string": str, "integer": int, "boolean": bool, "null": type(None), "array": list, "object": dict}


def faults(value, schema, whole, path="$"):
    """List where a document departs from a schema: only what our schemas use is understood, and keys they do not name are faults."""
    if "$ref" in schema:
        yield from faults(value, whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole, path)
        return
    assert schema.keys() <= {
        "type",
        "const",
        "enum",
        "anyOf",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "pattern",
        "description",
        "$schema",
        "title",
        "$defs",
    }
    if "anyOf" in schema:
        tries = [list(faults(value, option, whole, path)) for option in schema["anyOf"]]
        if all(tries):
            yield from min(tries, key=len)
    if value not in schema.get("enum", [schema.get("const", value)]):
        yield f"{path}: {value!r} is not allowed"
    wanted = schema.get("type", [])
    kinds = tuple(TYPES[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
    if kinds and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
        yield f"{path}: {value!r} is not {wanted}"
        return
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not match"
    yield from inner_faults(value, schema, whole, path)


def inner_faults(value, schema, whole, path):
    if isinstance(value, dict):
        yield from (f"{path}.{key} is missing" for key in schema.get("required", []) if key not in value)
        for key, item in value.items():
            if key in schema.get("properties", {}):
                yield from faults(item, schema["properties"][key], whole, f"{path}.{key}")
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from faults(item, schema["additionalProperties"], whole, f"{path}.{key}")
            elif "properties" in schema:
                yield f"{path}.{key} is not described"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), whole, f"{path}[{number}]")


@pytest.mark.parametrize("name", shipped_evaluations())
def test_every_shipped_result_and_explanation_conforms(name):
    evaluated, _ = evaluate(shipped_evaluations()[name])
    result = json.loads(to_text(evaluated.result))
    assert list(faults(result, schema_of("result"), schema_of("result"))) == []
    for body in evaluated.scored.bodies[:6]:
        explanation = evaluated.explanation(body.code)
        if explanation is not None:
            document = json.loads(to_text(explanation))
            assert list(faults(document, schema_of("explanation"), schema_of("explanation"))) == []


def test_the_checker_finds_what_is_wrong():
    schema = schema_of("result")
    document = json.loads(to_text(evaluate(shipped_evaluations()["thai-binh-2020"])[0].result))
    document["format"] = 2
    del document["set"]["sha256"]
    document["groups"][0]["bodies"][0]["points"]["exact"] = "1.5"
    document["extra"] = 1
    assert len(list(faults(document, schema, schema))) == 4


@pytest.mark.parametrize("what", ["result", "explanation"])
def test_a_schema_is_one_json_document(what):
    assert json.loads(document_schema_text(what))["$schema"].endswith("2020-12/schema")
