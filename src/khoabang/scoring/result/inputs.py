"""What a result was computed from, as the tables it was read from: bodies and answers, out of its explanations.

Read again with the criteria set, they give the same result.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.answers import BODY_COLUMN, NOTE_SUFFIX
from khoabang.scoring.bodies import OWN_COLUMNS
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.files.forms import answer_fields, body_fields
from khoabang.scoring.files.written_tables import Cell, Column, WrittenTable

Json = Mapping[str, Any]


def bodies_table(criteria_set: CriteriaSet, explanations: Iterable[Json], lang: str = "vi") -> WrittenTable:
    """Give the table of bodies, in the columns of its form."""
    fields = body_fields(criteria_set, lang)
    rows = [[_said(explained["body"], field.key) for field in fields] for explained in explanations]
    return WrittenTable(text(N_("Cơ quan"), lang), [Column(field.key, field.title) for field in fields], rows, is_form=True)


def answers_table(criteria_set: CriteriaSet, explanations: Iterable[Json], lang: str = "vi") -> WrittenTable:
    """Give the table of answers as they were typed, in the columns of its form; notes have columns of their own."""
    given = {explained["body"]["code"]: _given(explained["root"]) for explained in explanations}
    noted = {code for answers in given.values() for code in answers if code.endswith(NOTE_SUFFIX)}
    columns: list[Column] = []
    for field in answer_fields(criteria_set, lang):
        if not field.key.endswith(NOTE_SUFFIX):
            columns.append(Column(field.key, field.title))
            if field.key + NOTE_SUFFIX in noted:
                columns.append(Column(field.key + NOTE_SUFFIX, text(N_("Ghi chú"), lang)))
    codes = [column.code for column in columns if column.code != BODY_COLUMN]
    rows: list[Sequence[Cell]] = [[body, *(answers.get(code, "") for code in codes)] for body, answers in given.items()]
    return WrittenTable(text(N_("Số liệu"), lang), columns, rows, is_form=True)


def _given(node: Json) -> dict[str, str]:
    """Give what was typed and noted under a node, by code."""
    found: dict[str, str] = {}
    for item in node["inputs"]:
        found[item["code"]] = item["given"] or ""
        if item["note"]:
            found[item["code"] + NOTE_SUFFIX] = item["note"]
    for child in node["children"]:
        found |= _given(child)
    return found


def _said(body: Json, code: str) -> Cell:
    """Give one cell of a body's row."""
    value = body.get(code) if code in OWN_COLUMNS else body.get("attributes", {}).get(code)
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ";".join(value)
        case str() if code in {"opened", "closed"}:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case str():
            return value
    return Decimal(str(value))
