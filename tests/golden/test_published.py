"""Published tables, recomputed from their rows and compared with what was printed: to the last digit, without tolerance.

What was printed is read here straight from stated.csv and evaluation.yaml, apart from the engine.
"""

import csv
import json
import os
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from khoabang.scoring import Evaluated, Problems, evaluate, shipped_evaluations, to_text

HERE = Path(__file__).parent
PUBLISHED = {folder.name: folder for folder in sorted((HERE / "published").iterdir())}
ALL = {**shipped_evaluations(), **PUBLISHED}
PARTIAL = ("dti-2022", "hau-giang-2021", "hue-2020-ket-qua", "hung-yen-2019", "national-2019")
ON_RECORD = [name for name in ALL if not name.startswith("demo-")]
FIGURES = ("points", "converted", "index", "percent")
_read: dict[str, Evaluated] = {}


def evaluated(name: str) -> Evaluated:
    """Give a published evaluation, scored once for all tests."""
    if name not in _read:
        found, problems = evaluate(ALL[name])
        assert found is not None, [str(problem) for problem in problems]
        assert found.result
        _read[name] = found
    return _read[name]


def rows_of(name: str) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for group in evaluated(name).result["groups"] for row in group["bodies"]}


def printed(name: str) -> dict[str, dict[str, str]]:
    """Read stated.csv, as printed."""
    with (ALL[name] / "stated.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("body"): {key: cell for key, cell in row.items() if cell} for row in csv.DictReader(file)}


def number(cell: str) -> Fraction:
    return Fraction(cell.replace(",", "."))


def total(name: str, group: str) -> dict[str, Any]:
    (found,) = (each for each in evaluated(name).result["groups"] if each["code"] == group)
    statistics: dict[str, Any] = found["statistics"]["total"]
    return statistics


def disagreeing(name: str, column: str) -> list[str]:
    """The bodies whose printed figure is not the computed one, digit for digit as numbers."""
    rows = rows_of(name)
    return [
        body
        for body, cells in printed(name).items()
        if column in cells and Fraction(figure_of(rows[body], column)["shown"]) != number(cells[column])
    ]


def figure_of(row: dict[str, Any], column: str) -> dict[str, Any]:
    figure: dict[str, Any] = row[column] if column in FIGURES else row["criteria"][column]["points"]
    return figure


def ranks_disagreeing(name: str) -> list[str]:
    rows = rows_of(name)
    return [
        body for body, cells in printed(name).items() if "rank" in cells and rows[body]["rank"]["value"] != int(cells["rank"])
    ]


@pytest.mark.parametrize("name", ON_RECORD)
def test_every_difference_from_the_print_is_listed_and_every_listed_one_is_there(name: str) -> None:
    found = evaluated(name)

    assert [problem.code for problem in found.problems if problem.severity == "error"] == []
    assert not {"EVA001", "EVA002"} & set(found.problems.codes)
    assert len(found.result["differences"]) == len(found.evaluation.differences)
    assert all(item["kind"] == "rounding" and item["reason"] for item in found.result["differences"])


# Vĩnh Phúc 2019


def test_vinh_phuc_has_29_sums_and_29_ranks_as_printed() -> None:
    assert len(printed("vinh-phuc-2019")) == 29
    assert disagreeing("vinh-phuc-2019", "points") == []
    assert ranks_disagreeing("vinh-phuc-2019") == []


def test_vinh_phuc_has_14_statistics_as_printed() -> None:
    printed_figures = {
        "departments": ("45.212", "72", "58.083", "92", "29.012", "46", "29.071"),
        "districts": ("71.484", "52", "90.69", "66", "50.432", "37", "40.258"),
    }
    for group, figures in printed_figures.items():
        found = total("vinh-phuc-2019", group)
        computed = [
            found["mean"],
            found["mean_percent"],
            found["highest"]["points"],
            found["highest"]["percent"],
            found["lowest"]["points"],
            found["lowest"]["percent"],
            found["spread"],
        ]
        assert [figure["shown"] for figure in computed] == list(figures)
        assert [figure["stated"] for figure in computed] == list(figures)


def test_the_two_changes_on_2018_rest_on_a_mean_marked_as_inferred() -> None:
    for group, change in (("departments", "4.556"), ("districts", "11.499")):
        figure = total("vinh-phuc-2019", group)["change"]["mean"]

        assert (figure["shown"], figure["stated"]) == (change, change)
        assert "2018" in figure["inferred"]


# Thái Bình 2020


def test_thai_binh_has_19_sums_indices_ranks_and_classes_as_printed() -> None:
    rows, cells = rows_of("thai-binh-2020"), printed("thai-binh-2020")

    assert len(cells) == 19
    assert disagreeing("thai-binh-2020", "points") == []
    assert disagreeing("thai-binh-2020", "index") == []
    assert ranks_disagreeing("thai-binh-2020") == []
    assert {body: row["class"]["value"] for body, row in rows.items()} == {body: cell["class"] for body, cell in cells.items()}


def test_thai_binh_leaves_the_online_services_out_where_there_are_none() -> None:
    rows = rows_of("thai-binh-2020")
    without = [body for body, row in rows.items() if row["criteria"]["4"]["status"] == "not_applicable"]

    assert without == ["vp-ubnd-tinh", "so-ngoai-vu", "thanh-tra-tinh"]
    assert {rows[body]["maximum"]["exact"] for body in without} == {"398/1"}
    assert {row["maximum"]["exact"] for body, row in rows.items() if body not in without} == {"498/1"}


def test_thai_binh_keeps_the_55_of_50_points_and_warns_of_them() -> None:
    found = evaluated("thai-binh-2020")

    assert found.problems.codes == ["ANS021"]
    assert next(iter(found.problems)).params == {"body": "Văn phòng UBND tỉnh", "code": "6", "points": "55", "maximum": "50"}
    assert rows_of("thai-binh-2020")["vp-ubnd-tinh"]["criteria"]["6"]["flags"] == ["over_maximum"]
    assert [finding["kind"] for finding in found.result["findings"]] == ["over_maximum", "date", "cross_source"]


# DTI 2022 and Huế 2020


def test_dti_rows_give_the_printed_index_but_for_ho_chi_minh_city() -> None:
    assert len(printed("dti-2022")) == 5
    assert disagreeing("dti-2022", "index") == ["tp-ho-chi-minh"]
    (difference,) = evaluated("dti-2022").result["differences"]
    assert (difference["stated"], difference["computed"]) == ("0.7163", "0.7164")


def test_hue_rescales_to_the_full_scale_as_printed() -> None:
    rows = rows_of("hue-2020-san-sang")

    assert disagreeing("hue-2020-san-sang", "converted") == []
    assert disagreeing("hue-2020-san-sang", "points") == []
    assert disagreeing("hue-2020-san-sang", "percent") == []
    assert rows["thanh-pho-hue"]["maximum"]["exact"] == "48/1"
    assert rows["thanh-pho-hue"]["converted"]["shown"] == "44.41"  # 42,63 / 48 × 50
    assert {body: row["class"]["value"] for body, row in rows.items()} == {
        body: cells["class"] for body, cells in printed("hue-2020-san-sang").items()
    }


def test_hue_results_agree_but_for_a_luoi_which_was_cut_off_not_rounded() -> None:
    assert disagreeing("hue-2020-ket-qua", "converted") == ["huyen-a-luoi"]
    assert disagreeing("hue-2020-ket-qua", "percent") == ["huyen-a-luoi"]
    assert disagreeing("hue-2020-ket-qua", "points") == []


# Other people's indices


def test_egdi_2018_agrees_in_193_indices_and_ranks_of_193() -> None:
    assert len(printed("egdi-2018")) == 193
    assert disagreeing("egdi-2018", "index") == []
    assert ranks_disagreeing("egdi-2018") == []


def test_pci_2019_agrees_within_what_32_bit_numbers_can_hold() -> None:
    rows, cells = rows_of("pci-2019"), printed("pci-2019")
    result = evaluated("pci-2019").result

    assert len(cells) == 63
    assert result["round"]["stored"]["as"] == "binary32"
    assert all(
        abs(Fraction(rows[body]["points"]["exact"]) - number(cell["points"])) < Fraction("0.000004")
        for body, cell in cells.items()
    )
    assert any(Fraction(rows[body]["points"]["exact"]) != number(cell["points"]) for body, cell in cells.items())
    assert ranks_disagreeing("pci-2019") == []


def test_asem_agrees_in_126_means_of_153_and_the_others_are_one_last_digit_off() -> None:
    sub_indices = [f"{body} {column}" for column in ("Conn", "Sust") for body in disagreeing("asem", column)]
    indices = disagreeing("asem-from-sub-indices", "points")

    assert (len(sub_indices), len(indices)) == (13, 14)
    assert 3 * len(printed("asem")) - len(sub_indices) - len(indices) == 126
    for name in ("asem", "asem-from-sub-indices"):
        for item in evaluated(name).result["differences"]:
            assert abs(Fraction(item["stated"]) - Fraction(item["computed"])) == Fraction("0.01")


# Partial publications


def test_the_partial_ones_are_known() -> None:
    assert tuple(name for name in ON_RECORD if evaluated(name).evaluation.completeness == "partial") == PARTIAL


@pytest.mark.parametrize("name", PARTIAL)
def test_a_partial_publication_is_ranked_by_nobody_but_its_authority(name: str) -> None:
    for group in evaluated(name).result["groups"]:
        for row in group["bodies"]:
            assert (row["rank"]["value"], row["status"], row["reasons"]) == (None, "stated", ["partial"])
            assert row["rank"]["stated"] == printed(name)[row["code"]].get("rank")
            assert all(item["rank"] is None for item in row["criteria"].values())
        assert group["statistics"]["total"]["count"] == 0
        assert group["statistics"]["total"]["mean"]["exact"] is None
        assert all(item["count"] is None for item in group["classes"])


@pytest.mark.parametrize("name", ["hau-giang-2021", "hung-yen-2019", "national-2019"])
def test_nothing_is_filled_in_where_the_rows_are_not_published(name: str) -> None:
    cells = printed(name)
    for body, row in rows_of(name).items():
        assert row["points"]["exact"] is None
        assert row["points"]["status"] == "not_published"
        assert row["class"]["value"] is None
        stated = row["points"]["stated"]
        assert (stated is None) == ("points" not in cells[body])
        assert stated is None or Fraction(stated) == number(cells[body]["points"])


# The check itself


def with_evaluation(name: str, folder: Path, change: tuple[str, str]) -> Evaluated:
    """Evaluate a copy of an evaluation's folder with one change to its evaluation.yaml."""
    copy = folder / name
    shutil.copytree(ALL[name], copy)
    text = (copy / "evaluation.yaml").read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (copy / "evaluation.yaml").write_text(text.replace(*change), encoding="utf-8")
    found, problems = evaluate(copy)
    assert found is not None, problems.codes
    assert found.result
    return found


def test_a_difference_nobody_listed_is_an_error(tmp_path: Path) -> None:
    listed = 'body: tp-ho-chi-minh\n    column: index\n    stated: "0.7163"'
    found = with_evaluation("dti-2022", tmp_path, (listed, listed.replace("0.7163", "0.7162")))

    assert sorted(found.problems.codes) == ["EVA001", "EVA002"]
    gone = next(problem for problem in found.problems if problem.code == "EVA001")
    assert gone.params == {"body": "tp-ho-chi-minh", "column": "index", "stated": "0.7163", "computed": "0.7164"}


def test_a_listed_difference_that_vanished_is_an_error(tmp_path: Path) -> None:
    invented = (
        'differences:\n  - {body: da-nang, column: index, stated: "0.8003", computed: "0.8002", kind: rounding, reason: "…"}\n'
    )
    found = with_evaluation("dti-2022", tmp_path, ("differences:\n", invented.replace("…", "bịa")))

    assert found.problems.codes == ["EVA002"]
    assert next(iter(found.problems)).params == {"body": "da-nang", "column": "index"}


def test_removing_a_listed_difference_is_an_error(tmp_path: Path) -> None:
    text = (ALL["asem"] / "evaluation.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if "body: DNK" in line)
    found = with_evaluation("asem", tmp_path, (line, ""))

    assert found.problems.codes == ["EVA001"]


def test_a_changed_row_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "vinh-phuc-2019"
    shutil.copytree(ALL["vinh-phuc-2019"], copy)
    answers = (copy / "answers.csv").read_text(encoding="utf-8")
    (copy / "answers.csv").write_text(answers.replace('so-tttt,18,"40,083"', 'so-tttt,18,"40,084"'), encoding="utf-8")
    found, _ = evaluate(copy)

    assert found is not None
    assert {(item["body"], item["column"]) for item in found.result["differences"]} >= {("so-tttt", "points"), ("so-tttt", "B")}
    assert set(found.problems.codes) == {"EVA001"}


# The result document


def test_the_result_document_of_thai_binh_is_the_sample_of_format_1_byte_for_byte() -> None:
    sample = HERE / "result-format-1.json"
    text = to_text(evaluated("thai-binh-2020").result)
    if os.environ.get("KB_GOLDEN_UPDATE") == "1":
        sample.write_text(text, encoding="utf-8")

    assert sample.read_text(encoding="utf-8") == text
    assert json.loads(text)["format"] == 1


@pytest.mark.parametrize("name", ON_RECORD)
def test_evaluating_again_gives_the_same_bytes(name: str) -> None:
    again, problems = evaluate(ALL[name])

    assert again is not None
    assert isinstance(problems, Problems)
    assert to_text(again.result) == to_text(evaluated(name).result)
