"""Published tables, from the copies that are kept with the project: what was inferred, and that nothing is proved against them."""

import csv
from pathlib import Path

import pytest

import khoabang
from khoabang.auditing.audit import Audit, audit_file

EVALUATIONS = Path(khoabang.__file__).parent / "data" / "evaluations"
PUBLISHED = Path(__file__).parents[1] / "golden" / "published"
THAI_BINH = EVALUATIONS / "thai-binh-2020"  # Quyết định 06/QĐ-UBND, Thái Bình, 05/01/2021


def joined(folder: Path, *names: str) -> list[list[str]]:
    """Put the columns of several files of a folder beside each other, by body."""
    head: list[str] = ["body"]
    rows: dict[str, list[str]] = {}
    for name in names:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            first, *others = csv.reader(file)
        head += first[1:]
        for row in others:
            rows.setdefault(row[0], [row[0]]).extend(row[1:])
    return [head, *(row for row in rows.values() if len(row) == len(head))]


def audited(tmp_path: Path, lines: list[list[str]]) -> Audit:
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return audit_file(path)


@pytest.mark.parametrize(
    "folder",
    sorted(path.parent for path in [*EVALUATIONS.glob("*/stated.csv"), *PUBLISHED.glob("*/stated.csv")]),
    ids=lambda path: path.name,
)
def test_nothing_is_proved_against_a_published_table(folder, tmp_path):
    assert audited(tmp_path, joined(folder, "stated.csv")).proved == []


def test_the_formulas_of_the_provincial_index_2019(tmp_path):
    lines = joined(EVALUATIONS / "pci-2019", "answers.csv", "stated.csv")
    (table,) = audited(tmp_path, lines).tables
    assert [formula.kind for formula in table.found.formulas] == ["weighted"]
    assert sum(table.found.formulas[0].weights) == 10  # ten sub-indices of ten points, a total of a hundred
    assert table.findings == [finding for finding in table.findings if finding.grade != "proved"]


def test_the_mean_of_the_survey_2018(tmp_path):
    (table,) = audited(tmp_path, joined(PUBLISHED / "egdi-2018", "answers.csv", "stated.csv")).tables
    assert [(formula.kind, len(formula.parts)) for formula in table.found.formulas] == [("mean", 3)]
    assert [finding for finding in table.findings if finding.grade == "proved"] == []


def test_thai_binh_has_two_maxima_and_one_figure_above_what_is_left(tmp_path):
    head, *rows = joined(THAI_BINH, "stated.csv")
    names = dict(zip(head, range(len(head)), strict=True))
    headers = {"body": "Đơn vị", "rank": "STT", "points": "Tổng điểm", "index": "Chỉ số", "class": "Xếp loại", "note": "Ghi chú"}
    maximum = ["Điểm tối đa", *("498" if name == "points" else "" for name in head[1:])]
    lines = [[headers.get(name, f"Mục {name}") for name in head], maximum, *rows]
    (table,) = audited(tmp_path, lines).tables
    (share,) = table.found.shares
    assert [each.value for each in share.denominators] == [498, 398]
    proved = [finding for finding in table.findings if finding.grade == "proved"]
    assert [(finding.code, finding.column, finding.printed) for finding in proved] == [("over_maximum.bound", "Mục 6", "55")]
    assert proved[0].ranks is None or proved[0].ranks == (6, 7)
    assert names["6"] == proved[0].position
