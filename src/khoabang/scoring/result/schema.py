"""JSON Schemas of the two documents that other programs read: the result and the explanation (docs/formats.md), format 1.

A reader passes over keys it does not know; a writer gives every key that is required here.
"""

import json
from typing import Any

from khoabang.scoring.explain import EXPLANATION_KIND
from khoabang.scoring.explain import FORMAT as EXPLANATION_FORMAT
from khoabang.scoring.result.build import FORMAT, RESULT_KIND

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
MAYBE_TEXT: Json = {"type": ["string", "null"]}
WHOLE: Json = {"type": "integer"}
MAYBE_WHOLE: Json = {"type": ["integer", "null"]}
TRUTH: Json = {"type": "boolean"}


def _object(required: Json, optional: Json | None = None) -> Json:
    return {"type": "object", "required": sorted(required), "properties": {**required, **(optional or {})}}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}


def _by_code(of: Json) -> Json:
    return {"type": "object", "additionalProperties": of}


def _one_of(*words: str) -> Json:
    return {"enum": list(words)}


def _or_null(of: Json) -> Json:
    return {"anyOf": [of, {"type": "null"}]}


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


FIGURE = _ref("figure")
_DEFS: Json = {
    "figure": _object(
        {
            "exact": {"anyOf": [{"type": "string", "pattern": r"^-?\d+(/\d+)?$"}, {"type": "null"}], "description": "p/q"},
            "shown": {**MAYBE_TEXT, "description": "rounded as the set says, in point form"},
            "stated": {**MAYBE_TEXT, "description": "as printed, in point form"},
        },
        {"status": TEXT, "inferred": TEXT, "before": MAYBE_TEXT, "reason": TEXT},
    ),
    "printed_rank": _object({"value": MAYBE_WHOLE, "stated": MAYBE_TEXT}),
    "printed_class": _object({"value": MAYBE_TEXT, "stated": MAYBE_TEXT}),
    "reference": _or_null(_object({"document": TEXT, "at": TEXT})),
    "legal_document": _object(
        {"id": TEXT, "type": TEXT},
        {
            "number": MAYBE_TEXT,
            "date": MAYBE_TEXT,
            "issuer": MAYBE_TEXT,
            "title": MAYBE_TEXT,
            "url": MAYBE_TEXT,
            "text_found": TRUTH,
        },
    ),
    "score": _object(
        {"points": FIGURE, "maximum": FIGURE, "index": FIGURE, "rank": MAYBE_WHOLE, "status": TEXT, "flags": _list(TEXT)},
    ),
    "extreme": _object(
        {"bodies": _list(TEXT), "points": FIGURE, "index": FIGURE, "percent": FIGURE}, {"stated_body": MAYBE_TEXT}
    ),
    "change": _or_null(
        _object({}, dict.fromkeys(("mean", "mean_index", "mean_percent", "median", "highest", "lowest", "spread"), FIGURE))
    ),
    "statistic": _object(
        {
            "count": WHOLE,
            **dict.fromkeys(("mean", "mean_percent", "mean_index", "median", "spread", "spread_index"), FIGURE),
            "highest": _ref("extreme"),
            "lowest": _ref("extreme"),
            "change": _ref("change"),
        }
    ),
    "class_count": _object({"name": TEXT, "count": MAYBE_WHOLE, "stated": MAYBE_WHOLE}),
    "movement": _or_null(
        _object(
            {"comparable": TRUTH, "reasons": _list(TEXT)},
            {
                "rank": _ref("printed_rank"),
                "points": FIGURE,
                "index": FIGURE,
                "from": _object(
                    {
                        "round": _object({"id": TEXT, "year": MAYBE_WHOLE}),
                        "rank": MAYBE_WHOLE,
                        "points": FIGURE,
                        "index": FIGURE,
                    },
                    {"group": TEXT, "class": MAYBE_TEXT, "name": MAYBE_TEXT},
                ),
                "predecessors": _list(_object({"code": TEXT, "name": TEXT, "rank": MAYBE_WHOLE, "index": MAYBE_TEXT})),
            },
        )
    ),
}

_ROUND = _object(
    {
        "id": TEXT,
        "title": TEXT,
        "year": MAYBE_WHOLE,
        "lang": _one_of("vi", "en"),
        "kind": _one_of("published", "demonstration", "computed"),
        "completeness": TEXT,
        "authority": _or_null(_object({"code": TEXT, "name": TEXT})),
        "decision": _or_null(
            _object({"type": TEXT}, dict.fromkeys(("number", "date", "issuer", "title", "url"), MAYBE_TEXT)),
        ),
        "source": _or_null(
            _object(
                {},
                {
                    **dict.fromkeys(("title", "published", "url"), MAYBE_TEXT),
                    "file": _or_null(_object({"sha256": TEXT}, {"name": MAYBE_TEXT})),
                },
            )
        ),
        "notes": _list(TEXT),
    },
    {"previous": _or_null(_object({}, {"id": TEXT, "year": MAYBE_WHOLE})), "stored": {"type": ["object", "null"]}},
)
_CRITERION = _object(
    {
        "code": TEXT,
        "parent": MAYBE_TEXT,
        "depth": WHOLE,
        "name": TEXT,
        "role": _one_of("scored", "bonus", "penalty", "informational"),
        "maximum": FIGURE,
        "leaf": TRUTH,
        "reference": _ref("reference"),
        "note": MAYBE_TEXT,
    },
    {"weight": MAYBE_TEXT, "prints": MAYBE_TEXT},
)
_BODY = _object(
    {
        "code": TEXT,
        "name": TEXT,
        "rank": _ref("printed_rank"),
        "tied": TRUTH,
        "status": _one_of("ranked", "unranked", "exempt", "incomplete", "stated"),
        "reasons": _list(TEXT),
        "points": FIGURE,
        "maximum": FIGURE,
        "converted": _or_null(FIGURE),
        "index": FIGURE,
        "percent": FIGURE,
        "class": _ref("printed_class"),
        "note": MAYBE_TEXT,
        "criteria": _by_code(_ref("score")),
        "aggregates": _by_code(_ref("score")),
        "movement": _ref("movement"),
    },
    {"attributes": {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}}},
)
_GROUP = _object(
    {
        "code": TEXT,
        "name": TEXT,
        "annex": TEXT,
        "ranked": TRUTH,
        "ranking": _object({"by": TEXT, "ties": TEXT, "compare": TEXT, "order": TEXT}, {"tie_breaks": _list(TEXT)}),
        "class_names": _list(TEXT),
        "bodies": _list(_BODY),
        "statistics": _object(
            {"total": _ref("statistic"), "criteria": _by_code(_ref("statistic")), "aggregates": _by_code(_ref("statistic"))}
        ),
        "classes": _list(_ref("class_count")),
        "counts": _object(
            dict.fromkeys(("bodies", "ranked", "unranked", "exempt", "incomplete"), WHOLE),
            {"stated_bodies": MAYBE_WHOLE, "stated": WHOLE},
        ),
    },
    {"maximum": FIGURE, "reference": _ref("reference")},
)
RESULT: Json = _object(
    {
        "format": {"const": FORMAT},
        "kind": {"const": RESULT_KIND},
        "round": _ROUND,
        "set": _object(
            {
                "id": TEXT,
                "version": TEXT,
                "name": TEXT,
                "issuer": TEXT,
                "sha256": TEXT,
                "nature": TEXT,
                "legal_basis": _list(_ref("legal_document")),
            },
            {"lang": _one_of("vi", "en")},
        ),
        "annexes": _list(
            _object(
                {
                    "code": TEXT,
                    "name": TEXT,
                    "maximum": FIGURE,
                    "reference": _ref("reference"),
                    "criteria": _list(_CRITERION),
                    "aggregates": _list(
                        _object(
                            {"code": TEXT, "name": TEXT, "maximum": FIGURE, "of": _list(TEXT)}, {"reference": _ref("reference")}
                        )
                    ),
                }
            )
        ),
        "groups": _list(_GROUP),
        "statistics": _object({"bodies": WHOLE, "classes": _list(_ref("class_count"))}, {"stated_bodies": MAYBE_WHOLE}),
        "differences": _list(
            _object(
                {
                    "body": MAYBE_TEXT,
                    "group": MAYBE_TEXT,
                    "column": TEXT,
                    "computed": MAYBE_TEXT,
                    "stated": TEXT,
                    "kind": TEXT,
                    "reason": TEXT,
                }
            )
        ),
        "findings": _list(_object({"kind": TEXT, "body": MAYBE_TEXT, "criterion": MAYBE_TEXT, "text": TEXT}, {"grade": TEXT})),
        "problems": _list(
            _object(
                {
                    "code": TEXT,
                    "severity": _one_of("error", "warning", "notice"),
                    "place": TEXT,
                    "params": {"type": "object", "additionalProperties": TEXT},
                }
            )
        ),
    }
)
_PLAIN_FIGURE = _object({"exact": TEXT, "shown": TEXT})
_NODE = _object(
    {
        "code": TEXT,
        "name": TEXT,
        "points": FIGURE,
        "maximum": FIGURE,
        "nominal": FIGURE,
        "index": FIGURE,
        "status": TEXT,
        "flags": _list(TEXT),
        "reference": _or_null(_object({"document": _or_null(_ref("legal_document")), "at": TEXT})),
        "note": MAYBE_TEXT,
        "text": MAYBE_TEXT,
        "inputs": _list(
            _object(
                {
                    "code": TEXT,
                    "name": TEXT,
                    "unit": MAYBE_TEXT,
                    "given": MAYBE_TEXT,
                    "value": MAYBE_TEXT,
                    "status": MAYBE_TEXT,
                    "note": MAYBE_TEXT,
                },
                {"type": TEXT, "label": MAYBE_TEXT},
            )
        ),
        "steps": _list(
            _object(
                {
                    "code": TEXT,
                    "expression": TEXT,
                    "values": _by_code(_PLAIN_FIGURE),
                    "result": _or_null(_PLAIN_FIGURE),
                    "params": {"type": "object", "additionalProperties": TEXT},
                }
            )
        ),
        "children": _list(_ref("node")),
    },
    {"role": TEXT, "prints": MAYBE_TEXT, "rule": {"type": ["object", "null"]}},
)
EXPLANATION: Json = _object(
    {
        "format": {"const": EXPLANATION_FORMAT},
        "kind": {"const": EXPLANATION_KIND},
        "body": _object(
            {"code": TEXT, "name": TEXT},
            {
                "status": TEXT,
                "parent": MAYBE_TEXT,
                "predecessors": _list(TEXT),
                "opened": MAYBE_TEXT,
                "closed": MAYBE_TEXT,
                "note": TEXT,
                "attributes": {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}},
            },
        ),
        "group": _object({"code": TEXT, "name": TEXT}, {"size": WHOLE}),
        "rank": MAYBE_WHOLE,
        "class": MAYBE_TEXT,
        "root": _ref("node"),
    },
    {"status": TEXT, "reasons": _list(TEXT)},
)


def schema_of(what: str) -> Json:
    """Give the schema of `result` or `explanation`."""
    document = {"result": RESULT, "explanation": EXPLANATION}[what]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"khoabang {what}, format {FORMAT}",
        **document,
        "$defs": _DEFS | ({"node": _NODE} if what == "explanation" else {}),
    }


def document_schema_text(what: str) -> str:
    """Give the schema of `result` or `explanation` as the text of a file."""
    return json.dumps(schema_of(what), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
