"""What a result was scored from comes back out of its explanations, and gives the same result when it is read and scored again."""

from pathlib import Path
from typing import Any

import pytest

from khoabang.scoring import Problems, build, evaluate, read_answers, read_bodies, read_table, score, shipped_evaluations
from khoabang.scoring.files.written_tables import BYTE_ORDER_MARK, WrittenTable, csv_text, write_workbook
from khoabang.scoring.result.inputs import answers_table, bodies_table

# Merged and exempt bodies, means of others, notes, lines, statuses; an annex for each kind; a partial publication.
NAMES = ("demo-so-2026", "vinh-phuc-2019", "thai-binh-2020", "hue-2020-ket-qua")


def kept(table: WrittenTable, path: Path) -> Path:
    if path.suffix == ".csv":
        path.write_text(BYTE_ORDER_MARK + csv_text(table), encoding="utf-8")
    else:
        write_workbook(path, [table])
    return path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_bodies_and_answers_taken_away_give_the_same_result(name: str, suffix: str, tmp_path: Path) -> None:
    evaluated, _ = evaluate(shipped_evaluations()[name])
    assert evaluated is not None
    criteria_set, scored = evaluated.criteria_set, evaluated.scored
    told: list[Any] = [evaluated.explanation(row["code"]) for group in evaluated.result["groups"] for row in group["bodies"]]
    problems = Problems()
    bodies = read_table(kept(bodies_table(criteria_set, told), tmp_path / f"bodies{suffix}"), "bodies", problems)
    answers = read_table(kept(answers_table(criteria_set, told), tmp_path / f"answers{suffix}"), "answers", problems)
    assert bodies is not None
    assert answers is not None
    listed = read_bodies(bodies, criteria_set, problems)
    given = read_answers(answers, criteria_set, listed, problems, blank=scored.answers.blank)
    assert not problems.errors
    again, before = build(score(criteria_set, listed, given, problems)), build(scored)
    places = ("annexes", "groups", "statistics", "set", "round")
    assert [again[each] for each in places] == [before[each] for each in places]


def test_the_form_is_that_which_is_filled_in(tmp_path: Path) -> None:
    evaluated, _ = evaluate(shipped_evaluations()["thai-binh-2020"])
    assert evaluated is not None
    text = csv_text(bodies_table(evaluated.criteria_set, [evaluated.explanation("vp-ubnd-tinh") or {}]))
    first, codes, row = text.splitlines()
    assert first.startswith("# Mã cơ quan,Tên cơ quan")
    assert codes.startswith("code,name,status,parent")
    assert row.startswith("vp-ubnd-tinh,Văn phòng UBND tỉnh,")


def test_an_explanation_made_before_says_less_of_its_body() -> None:
    evaluated, _ = evaluate(shipped_evaluations()["thai-binh-2020"])
    assert evaluated is not None
    table = bodies_table(evaluated.criteria_set, [{"body": {"code": "so-y-te", "name": "Sở Y tế"}}])
    assert [cell for row in table.rows for cell in row if cell] == ["so-y-te", "Sở Y tế"]
