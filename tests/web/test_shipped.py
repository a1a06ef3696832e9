"""Loading what ships: scored once, and again only when its data or the code changed."""

import shutil
from pathlib import Path

import pytest

import khoabang.scoring
from khoabang.scoring import shipped_evaluations
from khoabang.web.rounds.models import Result, Round
from khoabang.web.rounds.services import result_import
from khoabang.web.shipped import load_shipped, origin_of
from web.shipped import documents

FEW = ("hung-yen-2019", "thai-binh-2020")


@pytest.fixture
def scored(db, monkeypatch) -> list[str]:
    """The evaluations scored while two of the shipped ones are loaded."""
    found: list[str] = []
    evaluate = khoabang.scoring.evaluate

    def noted(folder: Path):
        found.append(folder.name)
        return evaluate(folder)

    monkeypatch.setattr("khoabang.scoring.shipped_evaluations", lambda: {code: shipped_evaluations()[code] for code in FEW})
    monkeypatch.setattr("khoabang.scoring.evaluate", noted)
    return found


def test_what_was_scored_from_the_same_data_and_code_is_not_scored_again(scored):
    assert list(load_shipped()) == list(FEW)
    assert scored == list(FEW)
    kept = Result.objects.count()

    scored.clear()
    assert list(load_shipped()) == list(FEW)

    assert scored == []
    assert Result.objects.count() == kept


def test_other_data_or_code_is_scored_again(scored):
    list(load_shipped())
    scored.clear()
    Round.objects.filter(code="hung-yen-2019").update(origin="0" * 64)
    list(load_shipped())
    assert scored == ["hung-yen-2019"]


def test_a_result_from_elsewhere_is_not_taken_for_the_shipped_one(scored):
    list(load_shipped())
    scored.clear()
    result_import(**documents("thai-binh-2020"))
    list(load_shipped())
    assert scored == ["thai-binh-2020"]


def test_the_origin_changes_with_a_file_its_name_and_its_content(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "set.yaml").write_text("a: 1", encoding="utf-8")
    first = origin_of(package)
    (package / "set.yaml").write_text("a: 2", encoding="utf-8")
    second = origin_of(package)
    shutil.move(package / "set.yaml", package / "other.yaml")
    third = origin_of(package)
    (package / "note.txt").write_text("not read", encoding="utf-8")
    assert len({first, second, third}) == 3
    assert origin_of(package) == third
