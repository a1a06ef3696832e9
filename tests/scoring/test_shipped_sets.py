"""Every criteria set that comes with the package loads cleanly, runs its examples, and survives being written and read again."""

from pathlib import Path

import pytest

from khoabang.scoring import CriteriaSet, Problems, load_set, run_examples, shipped_sets
from khoabang.scoring.criteria.check import walk_rules
from khoabang.scoring.criteria.rules import AnyRule

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


def test_the_two_demonstration_sets_of_a_year_use_every_rule_kind_between_them() -> None:
    for year in (2025, 2026):
        used = {
            rule.kind
            for name in (f"demo-so-{year}", f"demo-xa-{year}")
            for annex in loaded(name).annexes
            for criterion in annex.walk()
            if criterion.rule
            for rule in walk_rules(criterion.rule)
        }

        assert sorted(KINDS - used) == []
