"""Explanations: every number worked out in arithmetic that is true, in words that exist, down to its article."""

import os
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import khoabang.scoring
from khoabang.scoring import Body, Evaluated, evaluate, explain, shipped_evaluations
from khoabang.scoring.explain import FLAGS, STATUSES, STEPS, arithmetic, lines, sentence
from khoabang.scoring.outcome import Status
from small_sets import Json, indicator, make_set, number, run
from strategies import Round, rounds

SOURCES = Path(khoabang.scoring.__file__).parent
GOLDEN = Path(__file__).parent.parent / "golden"
CHANGED = {
    "capped",
    "rounded",
    "missing_zero",
    "not_verified_zero",
    "full_granted",
    "zero_granted",
    "gate_closed",
    "refused",
    "dropped",
}


@cache
def thai_binh() -> Evaluated:
    found, _ = evaluate(shipped_evaluations()["thai-binh-2020"])
    assert found is not None
    return found


def every(node: Json) -> list[Json]:
    return [node, *(below for child in node["children"] for below in every(child))]


def explained(round_: Round) -> list[Json]:
    scored = round_.scored()
    trees = [explain(scored, body["code"]) for body in round_.bodies]
    return [node for tree in trees if tree for node in every(tree["root"])]


@given(rounds())
def test_the_last_step_of_a_node_gives_its_points_unless_a_cap_or_rounding_follows(round_: Round) -> None:
    for node in explained(round_):
        results = [step["result"]["exact"] for step in node["steps"] if step["result"]]
        if results and not node["children"] and node["points"]["exact"] and not CHANGED & set(node["flags"]):
            assert results[-1] == node["points"]["exact"], (node["rule"], node["steps"])


@given(rounds())
def test_the_arithmetic_of_every_step_is_true(round_: Round) -> None:
    for node in explained(round_):
        for step in node["steps"]:
            worked = worked_out(step) if step["result"] and step["code"] != "rounded_index" else None
            if worked is not None:
                assert worked == Fraction(step["result"]["exact"]), step


def worked_out(step: Json) -> Fraction | None:
    """Compute what a step's expression says; None where it compares or names a word."""
    expression = step["expression"]
    if (
        not expression
        or re.search(r"[<>≥≤=→]", expression)
        or any(name not in step["values"] for name in re.findall(r"{(\w+)}", expression))
    ):
        return None
    values = {key: f"Fraction('{item['exact']}')" for key, item in step["values"].items()}
    source = expression.replace("×", "*").replace("−", "-").replace(";", ",").format(**values)
    return Fraction(eval(source, {"Fraction": Fraction, "min": lambda *values: min(values), "max": lambda *values: max(values)}))  # noqa: S307


@given(rounds())
def test_every_step_and_flag_can_be_said_in_both_languages(round_: Round) -> None:
    for node in explained(round_):
        assert set(node["flags"]) <= FLAGS.keys()
        for lang in ("vi", "en"):
            for line in lines(node, lang):
                assert line
                assert "{" not in line
            for step in node["steps"]:
                assert sentence(step, lang)
                assert "{" not in arithmetic(step, lang)


def test_every_step_that_the_code_may_note_has_its_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    noted = set(re.findall(r'note(?:_along)?\(\s*trace, "(\w+)"', source)) | set(re.findall(r'Step\("(\w+)"', source))
    noted |= set(re.findall(r'note\(\s*trace, "(\w+)" if \w+ (?:is True )?else "\w+"', source))
    noted |= set(re.findall(r'note\(\s*trace, "\w+" if [\w ]+ else "(\w+)"', source))
    noted = (noted - {"part_"}) | {"part_missing", "part_not_verified", "part_not_applicable", "tiers", "status"}

    assert sorted(noted - STEPS.keys()) == []
    assert sorted(STEPS.keys() - noted) == []
    assert set(Status) <= STATUSES.keys()


def test_a_total_is_explained_down_to_the_article() -> None:
    tree = thai_binh().explanation("vp-ubnd-tinh")
    assert tree is not None
    root = tree["root"]
    index, rounded = root["steps"]

    assert (tree["rank"], tree["class"], tree["group"]["size"]) == (6, "Tốt", 19)
    assert (root["points"]["exact"], root["maximum"]["exact"], root["nominal"]["exact"]) == ("3427/10", "398/1", "500/1")
    assert arithmetic(index) == "342,7 / 398 = 0,861055…"
    assert arithmetic(rounded) == "0,861055… → 0,861"
    assert root["reference"]["document"]["number"] == "06/QĐ-UBND"
    assert [child["reference"]["at"] for child in root["children"]][:1] == ["Phụ lục, cột Hạ tầng kỹ thuật"]
    assert "inferred" in root["children"][0]["nominal"]


def test_an_indicator_shows_what_was_entered_and_what_it_was_read_as() -> None:
    rule = {"kind": "ratio", "numerator": "a", "denominator": "b", "over": "cap", "zero_denominator": "zero"}
    scored = run(
        make_set(indicator("1", "20", rule, number("a", unit="hồ sơ"), number("b"))),
        {"a": "85,7", "b": "100"},
        notes={"b0": {"a": "Biên bản 3"}},
    )
    tree = explain(scored, "b0")
    assert tree is not None
    (node,) = tree["root"]["children"]

    assert [(item["given"], item["value"], item["unit"], item["note"]) for item in node["inputs"]] == [
        ("85,7", "85.7", "hồ sơ", "Biên bản 3"),
        ("100", "100", None, None),
    ]
    assert arithmetic(node["steps"][0]) == "85,7 / 100 × 20 = 17,14"
    assert arithmetic(node["steps"][0], "en") == "85.7 / 100 × 20 = 17.14"


@pytest.mark.parametrize(
    ("typed", "status", "value"),
    [("", "missing", None), ("không áp dụng", "not_applicable", None), ("-", "missing", None), ("0", None, "0")],
)
def test_a_gap_is_explained_as_what_it_is(typed: str, status: str | None, value: str | None) -> None:
    tree = explain(run(make_set(indicator("1")), {"1": typed}), "b0")
    assert tree is not None
    (item,) = tree["root"]["children"][0]["inputs"]

    assert (item["given"], item["status"], item["value"]) == (typed, status, value)


def test_a_refused_answer_is_explained_as_refused() -> None:
    rule = {"kind": "ratio", "numerator": "a", "denominator": "b", "over": "refuse", "zero_denominator": "zero"}
    tree = explain(run(make_set(indicator("1", "20", rule, number("a"), number("b"))), {"a": "5", "b": "4"}), "b0")
    assert tree is not None

    assert [step["code"] for step in tree["root"]["children"][0]["steps"]] == ["refused"]


def test_nobody_unknown_is_explained() -> None:
    assert explain(run(make_set(indicator("1")), {"1": "5"}), "no-such") is None
    assert explain(run(make_set(indicator("1")), {"1": "5"}, bodies=[Body("b0", "A", status="exempt")]), "b0") is not None


def test_the_whole_tree_of_a_body_of_thai_binh_reads_as_the_golden_text() -> None:
    tree = thai_binh().explanation("vp-ubnd-tinh")
    assert tree is not None
    text = "\n".join(outline(tree["root"])) + "\n"
    golden = GOLDEN / "explanation-thai-binh-vp-ubnd-tinh.txt"
    if os.environ.get("KB_GOLDEN_UPDATE") == "1":
        golden.write_text(text, encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == text


def outline(node: Json, depth: int = 0) -> list[str]:
    """One node and what is under it, as indented text."""
    shown: Any = node["points"]["shown"] or node["status"]
    head = f"{'  ' * depth}{node['code']} {node['name']}: {shown} / {node['maximum']['shown']}"
    reference = node["reference"]
    article = (
        [f"{'  ' * depth}  {reference['document']['type']} {reference['document']['number']}, {reference['at']}"]
        if reference
        else []
    )
    worked = [f"{'  ' * depth}  {line}" for line in lines(node)]
    return [head, *article, *worked, *(line for child in node["children"] for line in outline(child, depth + 1))]
