"""A result as a workbook: live formulas follow the set, frozen values are the result's, and what it holds is read again as it was given."""

import copy
import json
import re
import zipfile
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from khoabang.documents.workbook import ranking_workbook
from khoabang.scoring import Body, Problems, build, evaluate, read_answers, read_bodies, read_table, score, shipped_evaluations
from khoabang.scoring.files.forms import ANSWERS_SHEET, BODIES_SHEET
from small_sets import indicator, make_set, result, run


@cache
def evaluated(code: str) -> Any:
    found, _ = evaluate(shipped_evaluations()[code])
    assert found is not None
    return found


def document(code: str) -> Any:
    return json.loads(json.dumps(evaluated(code).result))


def book_of(code: str, **more: Any) -> Any:
    found = evaluated(code)
    return openpyxl.load_workbook(BytesIO(ranking_workbook(document(code), found.scored.criteria_set, **more)))


def values_of(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


def sheet_by_heading(sheet: Any) -> list[dict[str, Any]]:
    """Rows of a group's sheet, by heading; a criterion's column by its code."""
    codes, headings = ([cell.value for cell in sheet[row]] for row in (3, 5))
    keys = [code or heading for code, heading in zip(codes, headings, strict=True)]
    return [dict(zip(keys, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=6)]


def of_small(criteria_set: Any, *answers: Any, **more: Any) -> list[dict[str, Any]]:
    content = ranking_workbook(json.loads(json.dumps(result(criteria_set, *answers, **more))), criteria_set)
    return sheet_by_heading(openpyxl.load_workbook(BytesIO(content)).worksheets[1])


@pytest.mark.parametrize("code", sorted(shipped_evaluations()))
def test_frozen_values_are_those_of_the_result_and_every_formula_has_its_value_ready(code):
    content = ranking_workbook(document(code), evaluated(code).scored.criteria_set)
    kept, live = values_of(content), openpyxl.load_workbook(BytesIO(content))
    groups = [group for group in document(code)["groups"] if group["bodies"]]
    partial = document(code)["round"]["completeness"] != "complete"
    for group, sheet, formulas in zip(groups, kept.worksheets[1:], live.worksheets[1:], strict=False):
        rows = sheet_by_heading(sheet)
        assert [row["Mã"] for row in rows] == [body["code"] for body in group["bodies"]]
        told = "đã in" if partial else "đã chốt"
        places = [
            body["rank"]["value"] or (int(body["rank"]["stated"]) if body["rank"]["stated"] else None) for body in group["bodies"]
        ]
        assert [row[f"Hạng ({told})"] for row in rows] == places
        written = [cell for row in formulas.iter_rows(min_row=6) for cell in row if cell.data_type == "f"]
        assert bool(written) is not partial
        for cell in written:
            value = sheet[cell.coordinate].value
            assert value is not None or "IF(" in cell.value, (sheet.title, cell.coordinate)
        if not partial:
            assert {row["Đối chiếu"] for row in rows} <= {"khớp", None}
            assert all(row.get("Hạng (công thức)") == row["Hạng (đã chốt)"] for row in rows if group["ranked"])


def test_thai_binh_ranks_by_index_over_what_applies():
    rows = sheet_by_heading(book_of("thai-binh-2020").worksheets[1])
    office = next(row for row in rows if row["Mã"] == "vp-ubnd-tinh")
    line = 6 + rows.index(office)
    assert office["4"] == "không áp dụng"
    assert office["Chỉ số (đã chốt)"] == 0.861
    assert office["Chỉ số (công thức)"] == f'=IFERROR(ROUND(ROUND(I{line}/K{line},10),3),"")'
    assert office["Tổng điểm (công thức)"] == f"=ROUND(SUM(P{line}:U{line}),10)"
    assert office["Điểm tối đa áp dụng (công thức)"].startswith(f'=K$4-SUMPRODUCT((P{line}:U{line}="không áp dụng")*P$4:U$4)')
    assert office["Điểm tối đa áp dụng (đã chốt)"] == 398
    assert office["Hạng (công thức)"] == f"=RANK(V{line},$V$6:$V$24,0)"
    assert "'Quy định'!$B$3" in office["Xếp loại (công thức)"]


def test_equal_bodies_are_numbered_as_the_set_says():
    criteria = [indicator("1"), indicator("2")]
    answers = [{"1": "9", "2": "1"}, {"1": "8", "2": "2"}, {"1": "5", "2": "5"}, {"1": "1", "2": "1"}]
    skip = of_small(make_set(*criteria), *answers)
    assert skip[0]["Hạng (công thức)"].startswith("=RANK(")
    assert "Đầu nhóm đồng hạng" not in skip[0]
    dense = of_small(make_set(*criteria, policies={"ranking": {"by": "points", "ties": "dense"}}), *answers)
    assert re.fullmatch(r"=SUMPRODUCT\(\(\$(\w)\$6:\$\1\$9>(\1)6\)\*\$(\w)\$6:\$\3\$9\)\+1", dense[0]["Hạng (công thức)"])
    assert [row["Hạng (đã chốt)"] for row in dense] == [1, 1, 1, 2]
    assert dense[1]["Đầu nhóm đồng hạng"].startswith("=IF(COUNTIF(")
    parted = of_small(make_set(*criteria, policies={"ranking": {"by": "points", "tie_breaks": ["1"]}}), *answers)
    assert "+SUMPRODUCT((" in parted[0]["Hạng (công thức)"]
    assert [row["Hạng (đã chốt)"] for row in parted] == [1, 2, 3, 4]
    lowest = of_small(make_set(*criteria, policies={"ranking": {"by": "points", "order": "ascending"}}), *answers)
    assert lowest[0]["Hạng (công thức)"].endswith(",1)")


@pytest.mark.parametrize(
    ("children", "more", "formula"),
    [
        ({}, {}, "=SUM({0}:{1})"),
        ({}, {"aggregate": "mean"}, "=MIN((10/1),IFERROR(AVERAGE({0}:{1}),0))"),
        ({"weight": "0.5"}, {"aggregate": "weighted_sum"}, "=MIN((20/1),N({0})*0.5+N({1})*0.5)"),
        (
            {"weight": "0.5"},
            {"aggregate": "weighted_mean"},
            "=MIN((10/1),IFERROR((N({0})*0.5+N({1})*0.5)/(ISNUMBER({0})*0.5+ISNUMBER({1})*0.5),0))",
        ),
        ({}, {"round": {"places": 1}}, "=ROUND(ROUND(SUM({0}:{1}),10),1)"),
        ({}, {"round": {"places": 1, "mode": "down"}}, "=ROUNDDOWN(ROUND(SUM({0}:{1}),10),1)"),
        ({}, {"minimum": "2"}, "=MAX(2,SUM({0}:{1}))"),
        ({"role": "penalty"}, {}, "=MIN((20/1),MAX(0,SUM({0})-N({1})))"),
        ({"role": "bonus"}, {"over_maximum": "cap"}, "=MIN((20/1),SUM({0})+N({1}))"),
    ],
)
def test_points_add_up_as_the_set_says(children, more, formula):
    second = indicator("1.2", **children)
    first = indicator("1.1", **({} if "role" in children else children))
    criteria_set = make_set(
        {"code": "1", "name": "Nhóm", "maximum": "20", "sum_exception": "thử", "criteria": [first, second], **more}
    )
    content = ranking_workbook(json.loads(json.dumps(result(criteria_set, {"1.1": "6", "1.2": "3"}))), criteria_set)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[1]
    codes = [cell.value for cell in sheet[3]]
    letter = {code: sheet.cell(6, place).column_letter for place, code in enumerate(codes, 1) if code}
    assert sheet[f"{letter['1']}6"].value == formula.format(f"{letter['1.1']}6", f"{letter['1.2']}6")


def test_points_handed_to_other_items_are_in_the_formula():
    criteria_set = make_set(
        {
            "code": "1",
            "name": "Nhóm",
            "maximum": "20",
            "criteria": [indicator("1.1"), indicator("1.2", not_applicable="spread", applies={"has_procedures": "yes"})],
        }
    )
    scored = run(criteria_set, {"1.1": "6", "1.2": "3"}, {"1.1": "6"}, bodies=_two_bodies())
    content = ranking_workbook(json.loads(json.dumps(build(scored))), criteria_set)
    rows = {row["Mã"]: row for row in sheet_by_heading(openpyxl.load_workbook(BytesIO(content)).worksheets[1])}
    assert re.fullmatch(r"=\(SUM\(.+\)\)\*\(20/1\)/\(10\)", rows["b1"]["1"])
    assert rows["b1"]["Tổng điểm (đã chốt)"] == 12
    assert "*" not in rows["b0"]["1"]


def _two_bodies() -> Any:
    return [Body("b0", "A", attributes={"has_procedures": True}), Body("b1", "B", attributes={"has_procedures": False})]


@pytest.mark.parametrize("hostile", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "http://example.vn", "{=A1}"])
def test_text_is_never_a_formula(hostile):
    told = document("vinh-phuc-2019")
    told["groups"][0]["bodies"][0].update(name=hostile, note=hostile)
    content = ranking_workbook(told, evaluated("vinh-phuc-2019").scored.criteria_set)
    row = sheet_by_heading(openpyxl.load_workbook(BytesIO(content)).worksheets[1])[0]
    assert (row["Tên cơ quan"], row["Ghi chú"]) == (hostile, hostile)
    sheets = [
        archive_member
        for archive_member in zipfile.ZipFile(BytesIO(content)).namelist()
        if archive_member.startswith("xl/worksheets/sheet")
    ]
    written = "".join(zipfile.ZipFile(BytesIO(content)).read(name).decode() for name in sheets)
    assert not [formula for formula in re.findall(r"<f>(.*?)</f>", written) if "cmd" in formula or formula == "1+1"]
    assert "hyperlink" not in written


def test_the_same_result_gives_the_same_bytes():
    criteria_set = evaluated("demo-so-2026").scored.criteria_set
    assert ranking_workbook(document("demo-so-2026"), criteria_set) == ranking_workbook(document("demo-so-2026"), criteria_set)


@pytest.mark.parametrize("code", ["vinh-phuc-2019", "thai-binh-2020", "demo-so-2026", "demo-xa-2026"])
def test_what_was_answered_is_read_from_it_and_gives_the_same_result(code, tmp_path):
    found = evaluated(code)
    criteria_set, answers = found.scored.criteria_set, found.scored.answers
    bodies = [card.body for group in criteria_set.groups for card in found.scored.cards_of(group.code)]
    path = tmp_path / "so.xlsx"
    path.write_bytes(ranking_workbook(document(code), criteria_set, inputs=(bodies, answers)))
    problems = Problems()
    known = read_table(path, "so.xlsx", problems, prefer=BODIES_SHEET)
    told = read_table(path, "so.xlsx", problems, prefer=ANSWERS_SHEET)
    assert known is not None, problems.codes
    assert told is not None, problems.codes
    assert told.meta["sha256"] == criteria_set.sha256
    again = read_bodies(known, criteria_set, problems)
    rescored = score(criteria_set, again, read_answers(told, criteria_set, again, problems), problems)
    assert [problem for problem in problems.errors if problem.code != "ANS004"] == []

    def standing(scored: Any) -> Any:
        return {
            (group["code"], body["code"]): (body["rank"]["value"], body["points"]["exact"], body["class"]["value"])
            for group in build(scored)["groups"]
            for body in group["bodies"]
        }

    assert standing(rescored) == standing(found.scored)


def test_a_partial_publication_holds_what_was_printed_and_nothing_live():
    rows = sheet_by_heading(book_of("hau-giang-2021").worksheets[1])
    assert rows[0]["Tổng điểm (đã in)"] == 989
    assert rows[0]["Hạng (đã in)"] == 1
    assert not any("công thức" in key for key in rows[0])


def test_where_the_figures_come_from_stands_on_the_first_sheet():
    sheet = book_of("vinh-phuc-2019", provenance=[("Bản công bố", "lần 2")]).worksheets[0]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[1]}
    assert told["SHA-256 của bộ tiêu chí"] == document("vinh-phuc-2019")["set"]["sha256"]
    assert told["Bản công bố"] == "lần 2"
    assert told["Tính chất"] == "Bản dựng lại, không thay văn bản gốc"


def test_sheets_of_groups_with_like_or_forbidden_names_are_told_apart():
    told = copy.deepcopy(document("vinh-phuc-2019"))
    for group in told["groups"]:
        group["name"] = "Khối [sở/ban]: các cơ quan chuyên môn của tỉnh"
    book = openpyxl.load_workbook(BytesIO(ranking_workbook(told, evaluated("vinh-phuc-2019").scored.criteria_set)))
    assert book.sheetnames[1:3] == ["Khối sở ban các cơ quan chuyên", "Khối sở ban các cơ quan chuyê 2"]


def test_every_criterion_is_told_with_its_rule():
    sheet = book_of("demo-so-2026")["Tiêu chí"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    leaves = [criterion for annex in evaluated("demo-so-2026").scored.criteria_set.annexes for criterion in annex.walk()]
    assert [row[1] for row in rows] == [criterion.code for criterion in leaves]
    assert all(row[6] for row, criterion in zip(rows, leaves, strict=True) if criterion.rule)
