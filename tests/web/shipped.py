"""Shipped evaluations as `result_import` takes them, each scored once in a run."""

import json
from functools import cache
from typing import Any

from khoabang.scoring import evaluate, shipped_evaluations

KEPT = ("vinh-phuc-2019", "thai-binh-2020", "hung-yen-2019", "hau-giang-2021", "hue-2020-ket-qua", "demo-so-2026")


@cache
def documents(code: str) -> dict[str, Any]:
    evaluated, _ = evaluate(shipped_evaluations()[code])
    assert evaluated is not None
    bodies = [row["code"] for group in evaluated.result["groups"] for row in group["bodies"]]
    return {
        "document": evaluated.result,
        "explanations": {body: told for body in bodies if (told := evaluated.explanation(body)) is not None},
        "set_text": json.dumps(evaluated.criteria_set.dump(), ensure_ascii=False),
    }
