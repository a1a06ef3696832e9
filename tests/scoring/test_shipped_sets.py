"""Every criteria set that comes with the package loads cleanly, runs its examples, and survives being written and read again."""

import csv
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from khoabang.scoring import CriteriaSet, Problems, evaluate, load_set, run_examples, shipped_evaluations, shipped_sets
from khoabang.scoring.criteria.check_rules import walk_rules
from khoabang.scoring.criteria.rules import AnyRule

ROOT = Path(__file__).parents[2]
PUBLISHED = Path(__file__).parent.parent / "golden" / "published"
SETS = {**shipped_sets(), **{folder.name: folder for folder in sorted(PUBLISHED.glob("*/set/*"))}}
KINDS = {kind for model in AnyRule.__value__.__args__[0].__args__ for kind in model.model_fields["kind"].annotation.__args__}


def loaded(name: str) -> CriteriaSet:
    problems = Problems()
    criteria_set = load_set(SETS[name], problems)
    assert criteria_set is not None, problems.codes
    return criteria_set


@pytest.mark.parametrize("name", SETS)
def test_it_loads_without_an_error_or_a_warning(name: str) -> None:
    problems = Problems()

    assert load_set(SETS[name], problems) is not None
    assert [str(problem) for problem in problems if problem.severity != "notice"] == []


@pytest.mark.parametrize("name", SETS)
def test_its_worked_examples_come_out_as_written(name: str) -> None:
    problems = Problems()
    outcome = run_examples(loaded(name), SETS[name], problems)

    assert [problem.params for problem in problems] == []
    assert outcome.ran == outcome.passed
    assert outcome.ran > 0


@pytest.mark.parametrize("name", SETS)
def test_written_and_read_again_it_is_the_same_set(name: str) -> None:
    criteria_set = loaded(name)
    again = CriteriaSet.model_validate(criteria_set.dump())

    assert again == criteria_set
    assert again.sha256 == criteria_set.sha256


@pytest.mark.parametrize("name", SETS)
def test_every_annex_criterion_and_policy_dates_from_a_document_of_its_legal_basis(name: str) -> None:
    criteria_set = loaded(name)
    references = [criterion.reference for annex in criteria_set.annexes for criterion in annex.walk()]

    assert all(reference is not None and reference.document in criteria_set.documents for reference in references)


@pytest.mark.parametrize("name", ["demo-so-2025", "demo-so-2026", "demo-xa-2025", "demo-xa-2026"])
def test_the_demonstration_of_departments_and_that_of_communes_use_every_rule_kind(name: str) -> None:
    used = {
        rule.kind
        for annex in loaded(name).annexes
        for criterion in annex.walk()
        if criterion.rule
        for rule in walk_rules(criterion.rule)
    }

    assert sorted(KINDS - used) == []


def test_every_shipped_set_and_evaluation_names_its_source() -> None:
    assert [name for name in SETS if not loaded(name).sources] == []
    for name, folder in shipped_evaluations().items():
        found, _ = evaluate(folder)
        assert found is not None
        assert found.evaluation.source is not None, name


def demonstration(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Give the bodies of a demonstration evaluation's result, by group and code."""
    found, problems = evaluate(shipped_evaluations()[name])
    assert found is not None
    assert problems.errors == []
    return {group["code"]: {body["code"]: body for body in group["bodies"]} for group in found.result["groups"]}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_demonstration_has_20_departments_5_branch_offices_and_100_communes(year: int) -> None:
    departments, communes = demonstration(f"demo-so-{year}"), demonstration(f"demo-xa-{year}")

    assert (len(departments["so"]), len(departments["nganh-doc"])) == (20, 5)
    assert len(communes["phuong"]) + len(communes["xa"]) == 100


@pytest.mark.parametrize(
    ("year", "commune", "predecessors"), [(2025, "tre-nga", 2), (2026, "sim-mua", 2), (2026, "thong-xanh", 1)]
)
def test_a_new_commune_has_the_mean_of_its_predecessors(year: int, commune: str, predecessors: int) -> None:
    groups = demonstration(f"demo-xa-{year}")
    with (shipped_evaluations()[f"demo-xa-{year}"] / "bodies.csv").open(encoding="utf-8", newline="") as file:
        codes = next(row["predecessors"].split(";") for row in csv.DictReader(file) if row["code"] == commune)
    points = [Fraction(groups["tien_than"][code]["criteria"]["2.1"]["points"]["exact"]) for code in codes]

    assert len(points) == predecessors
    assert Fraction(groups["xa"][commune]["criteria"]["2.1"]["points"]["exact"]) == sum(points) / len(points)


def test_a_demonstration_that_keeps_its_set_shows_comparable_movement() -> None:
    movements = [body["movement"] for body in demonstration("demo-su-nghiep-2026")["su-nghiep"].values()]

    assert all(movement["comparable"] and not movement["reasons"] for movement in movements)
    assert any(movement["rank"]["value"] for movement in movements)


def test_the_demonstration_is_what_its_tool_makes() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "make_demo.py"), "--check"], capture_output=True, text=True, check=False
    )

    assert (made.returncode, made.stdout.strip()) == (0, "all as made")


def test_a_remark_holds_the_note_and_what_of_the_rule_is_ours() -> None:
    annex = loaded("btttt-bo-phu-luc-1b").annexes[0]

    assert annex.by_code["I.3"].remark == (
        "So với bộ có tỷ lệ cao nhất trong khối. Văn bản không nói trường hợp không bộ nào có băng thông: ở đây tính 0 điểm."
    )
    assert str(annex.by_code["I.4"].remark).startswith("Văn bản không nói trường hợp mẫu số bằng 0")
    assert loaded("thai-binh-so-2020").annexes[0].by_code["1"].remark is None
