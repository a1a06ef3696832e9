"""Loading what ships: scored once, and again only when its data or the code changed."""

import shutil
from pathlib import Path

import pytest

import khoabang.scoring
from khoabang.scoring import evaluate, shipped_evaluations
from khoabang.web.rounds.errors import SetTextDiffers
from khoabang.web.rounds.models import Result, Round
from khoabang.web.rounds.services import result_import
from khoabang.web.serve import say_refused
from khoabang.web.shipped import Loaded, load_shipped, origin_of
from web.shipped import documents

pytestmark = pytest.mark.one_database

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
    assert list(load_shipped()) == [Loaded(code) for code in FEW]
    assert scored == list(FEW)
    kept = Result.objects.count()

    scored.clear()
    assert list(load_shipped()) == [Loaded(code) for code in FEW]

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


def with_another_text(code):
    """A shipped evaluation whose set has another text under the same version."""
    evaluated, problems = evaluate(shipped_evaluations()[code])
    evaluated.criteria_set = evaluated.criteria_set.model_copy(update={"issuer": "UBND tỉnh khác"})
    evaluated.scored.criteria_set = evaluated.criteria_set
    return evaluated, problems


def test_other_answers_give_a_new_edition(scored, monkeypatch):
    list(load_shipped())
    changed, problems = evaluate(shipped_evaluations()["hung-yen-2019"])
    changed.result["round"]["notes"].append("Đính chính.")
    Round.objects.filter(code="hung-yen-2019").update(origin="0" * 64)
    monkeypatch.setattr("khoabang.scoring.evaluate", lambda folder: (changed, problems))
    assert [loaded.refused for loaded in load_shipped()] == [None, None]
    assert Result.objects.filter(round__code="hung-yen-2019").count() == 2


def test_another_text_of_a_used_version_is_refused_and_what_is_kept_stays(scored, monkeypatch):
    list(load_shipped())
    before = Result.objects.get(round__code="hung-yen-2019")
    Round.objects.filter(code="hung-yen-2019").update(origin="0" * 64)
    changed = with_another_text("hung-yen-2019")
    monkeypatch.setattr("khoabang.scoring.evaluate", lambda folder: changed)

    refused = {loaded.code: loaded.refused for loaded in load_shipped()}["hung-yen-2019"]

    assert refused is not None
    assert refused.kept == before.set_version.sha256
    assert refused.given == changed[0].criteria_set.sha256 != refused.kept
    assert Result.objects.get(round__code="hung-yen-2019") == before


def test_whoever_starts_the_demonstration_reads_why_a_round_stays_as_it_was(capsys):
    say_refused(SetTextDiffers("x", "1", kept="a" * 64, given="b" * 64), "en")
    said = capsys.readouterr().out
    for word in ("CMD009", "«x»", "a" * 64, "b" * 64, "--reset", "new version"):
        assert word in said


def test_the_origin_changes_with_a_library(tmp_path, monkeypatch):
    before = origin_of(tmp_path)
    assert origin_of(tmp_path) == before
    monkeypatch.setattr("khoabang.web.shipped.libraries", lambda: ["numpy==0.1"])
    assert origin_of(tmp_path) != before


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


def test_the_accounts_of_every_body_of_the_demonstration_follow_from_those_named():
    from khoabang.web.demonstration import accounts, address_of, bodies, described

    first, others = bodies()
    assert [first, *others] == described()["bodies"]
    last_two = [address for address, _name in accounts()[-2:]]
    assert last_two == [address_of(f"{kind}.{first}") for kind in ("nhap", "duyet")]
