"""Forms, conversion, comparison and schemas: what is printed and what is written."""

import re
from pathlib import Path

import openpyxl
import pytest

from khoabang.scoring import Problems, evaluate, load_set, read_bodies, read_table, shipped_evaluations, shipped_sets
from khoabang.scoring.files.forms import BODIES_SHEET, form_text, write_form

SET = "demo-so-2025"


# Template


def test_the_empty_form_is_printed_as_csv_and_reads_back(khoabang, tmp_path):
    khoabang("template", "thai-binh-so-2020")
    assert khoabang.code == 0
    assert khoabang.out.splitlines()[0].startswith("# Mã cơ quan,Hạ tầng kỹ thuật")
    assert khoabang.out.splitlines()[1] == "body,1,2,3,4,5,6"
    khoabang("template", "thai-binh-so-2020", "bodies")
    assert khoabang.out.splitlines()[1] == "code,name,status,parent,predecessors,opened,closed,note,has_procedures"


def test_forms_are_filled_with_bodies_already_known(khoabang, rows):
    khoabang("template", SET, "answers", "--bodies", "bodies.csv", "-o", "a.csv")
    khoabang("template", SET, "bodies", "--bodies", "bodies.csv", "-o", "b.csv")
    assert Path("a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    khoabang("rank", SET, "--bodies", "b.csv", "--answers", "a.csv", "--json")
    assert [body["code"] for body in khoabang.json["groups"][0]["bodies"]] == ["sa", "sb"]


def test_the_workbook_form_helps_and_reads_back(khoabang, rows):
    khoabang("template", SET, "--bodies", "bodies.csv", "-o", "form.xlsx")
    assert (khoabang.code, khoabang.out) == (0, "")
    book = openpyxl.load_workbook("form.xlsx")
    assert book.sheetnames == ["Số liệu", "Cơ quan", "_gia_tri", "_meta"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden", "hidden"]
    answers = book["Số liệu"]
    assert answers.freeze_panes == "B6"
    codes = [cell.value for cell in answers[5]]
    column = codes.index("so_cuoc_hop") + 1
    letters = answers.cell(5, column).column_letter
    (rule,) = [rule for rule in answers.data_validations.dataValidation if str(rule.sqref).startswith(f"{letters}6:")]
    assert (rule.type, rule.operator, rule.formula1, rule.formula2, rule.errorStyle) == (
        "whole",
        None,
        "0",
        "100",
        "warning",
    )
    assert "Số cuộc họp chuyên đề" in rule.prompt
    assert len(rule.prompt) <= 255
    assert "hội đồng" not in codes
    chosen = next(rule for rule in answers.data_validations.dataValidation if str(rule.sqref).startswith("E6"))
    assert chosen.type == "list"
    meta = {row[0].value: row[1].value for row in book["_meta"]}
    assert meta == {"set": SET, "version": "1", "sha256": load_set(shipped_sets()[SET], Problems()).sha256}
    answers.cell(6, column).value = 5
    answers.cell(7, column).value = "không áp dụng"
    book.save("form.xlsx")
    khoabang("explain", SET, "--bodies", "form.xlsx", "--answers", "form.xlsx", "sa")
    assert khoabang.code == 0
    assert "Số cuộc họp chuyên đề về chuyển đổi số: 5 cuộc" in khoabang.out


@pytest.mark.parametrize("name", shipped_sets())
def test_every_set_has_a_form_that_reads_back_without_a_problem(khoabang, name, tmp_path):
    (tmp_path / "b.csv").write_text("code,name\na,A\n")
    khoabang("template", name, "--bodies", "b.csv", "-o", "f.xlsx")
    khoabang("rank", name, "--bodies", "f.xlsx", "--answers", "f.xlsx", "--json")
    of_the_set = Problems()
    load_set(shipped_sets()[name], of_the_set)
    found = {problem["code"] for problem in khoabang.json["problems"]} - {"BOD004", *of_the_set.codes}
    assert found <= {"BOD012"}  # no attribute is filled in
    assert khoabang.code == bool(found)


def figures(table, criteria_set):
    problems = Problems()
    bodies = read_bodies(table, criteria_set, problems)
    assert problems.codes == []
    return bodies


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", shipped_evaluations())
def test_the_bodies_of_each_evaluation_go_through_both_forms_unchanged(name, lang, tmp_path):
    problems = Problems()
    evaluated, _ = evaluate(shipped_evaluations()[name])
    criteria_set, bodies = evaluated.criteria_set, evaluated.scored.bodies
    write_form(criteria_set, tmp_path / "f.xlsx", bodies, lang)
    (tmp_path / "f.csv").write_text(form_text(criteria_set, "bodies", bodies, lang), encoding="utf-8")
    for file in ("f.xlsx", "f.csv"):
        table = read_table(tmp_path / file, file, problems, prefer=BODIES_SHEET)
        assert table is not None, list(problems)
        assert sorted(figures(table, criteria_set), key=code_of) == sorted(bodies, key=code_of)


def code_of(body):
    return body.code


def test_a_form_filled_with_bodies_ranks(khoabang):
    folder = shipped_evaluations()["demo-xa-2026"]
    khoabang("template", "demo-xa-2026", "--bodies", folder / "bodies.csv", "-o", "t.xlsx")
    khoabang("rank", "demo-xa-2026", "--bodies", "t.xlsx", "--answers", folder / "answers.csv", "--json")
    assert khoabang.code == 0
    expected = evaluate(folder)[0].result["groups"]
    assert [body["rank"] for body in khoabang.json["groups"][0]["bodies"]] == [body["rank"] for body in expected[0]["bodies"]]


def test_how_a_number_of_a_body_is_written_is_said(khoabang, rows):
    bodies = Path("bodies.csv")
    bodies.write_text(bodies.read_text().replace(",30\n", ",18.400\n", 1))
    khoabang("rank", SET, *rows)
    assert khoabang.code == 1
    assert "BOD005" in khoabang.err
    assert "18400 hoặc 18400,5" in khoabang.said
    assert "0, 1, 2" not in khoabang.said


def test_a_form_of_another_version_is_warned_of(khoabang, rows):
    khoabang("template", "demo-so-2026", "--bodies", "bodies.csv", "-o", "form.xlsx")
    khoabang("rank", SET, "--bodies", "bodies.csv", "--answers", "form.xlsx", "--json")
    assert "FIL029" in [problem["code"] for problem in khoabang.json["problems"]]


def test_a_form_has_a_place_for_the_reason_of_a_mark(khoabang):
    khoabang("template", SET)
    assert ":note" in khoabang.out


def test_a_form_without_rows_is_said_to_be_empty(khoabang):
    khoabang("template", SET, "-o", "form.xlsx")
    khoabang("rank", SET, "--bodies", "form.xlsx", "--answers", "form.xlsx")
    assert khoabang.code == 2
    assert "chưa có dòng nào" in khoabang.err


# Convert, diff, schema


def test_a_set_goes_to_a_workbook_and_back(khoabang, tmp_path):
    assert khoabang("convert", SET, "-o", "s.xlsx").code == 0
    assert khoabang("check", "s.xlsx").code == 0
    (tmp_path / SET).mkdir()
    assert khoabang("convert", "s.xlsx", "-o", f"{SET}/set.yaml").code == 0
    assert load_set(tmp_path / SET, Problems()) == load_set(shipped_sets()[SET], Problems())
    assert khoabang("convert", "s.xlsx").out == (tmp_path / SET / "set.yaml").read_text()
    assert khoabang("diff", SET, f"./{SET}").out == "Không có gì thay đổi.\n"


def test_what_an_official_got_wrong_is_named_at_its_cell(khoabang):
    khoabang("convert", "thai-binh-so-2020", "-o", "s.xlsx")
    book = openpyxl.load_workbook("s.xlsx")
    book["Tiêu chí"]["F3"] = "=25+25"
    book.save("s.xlsx")
    khoabang("convert", "s.xlsx")
    assert (khoabang.code, khoabang.out) == (2, "")
    assert "FIL010" in khoabang.err
    assert "s.xlsx:Tiêu chí!F3" in khoabang.err


def test_what_cannot_be_written_is_said(khoabang):
    for command in (
        ["convert", SET, "-o", "nowhere/s.xlsx"],
        ["convert", SET, "-o", "nowhere/set.yaml"],
        ["template", SET, "-o", "nowhere/f.xlsx"],
        ["template", SET, "-o", "nowhere/f.csv"],
        ["schema", "-o", "nowhere/s.json"],
        ["rank", "vinh-phuc-2019", "-o", "nowhere/r.json"],
    ):
        khoabang(*command)
        assert khoabang.code == 2, command
        assert "FIL030" in khoabang.err
        assert "nowhere/" in khoabang.err


WRITING = [
    ["convert", SET, "-o", "s.docx", ".xlsx, .yaml, .yml"],
    ["template", SET, "-o", "s.docx", ".csv, .xlsx"],
    ["schema", "-o", "s.docx", ".json"],
    ["rank", "vinh-phuc-2019", "-o", "s.docx", ".json"],
    ["score", "vinh-phuc-2019", "-o", "s.docx", ".json"],
]


@pytest.mark.parametrize(("command"), WRITING, ids=lambda command: command[0])
def test_a_form_that_a_command_does_not_write_is_misuse(khoabang, tmp_path, command):
    *command, allowed = command
    khoabang(*command)
    assert (khoabang.code, khoabang.out) == (2, "")
    assert "CMD004" in khoabang.err
    assert allowed in khoabang.said
    assert not (tmp_path / "s.docx").exists()


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_a_file_that_is_there_is_written_over_only_when_told(khoabang, tmp_path, command):
    *command, _, allowed = command
    for suffix in allowed.split(", "):
        file = tmp_path / f"s{suffix}"
        file.write_text("mine")
        khoabang(*command, file.name)
        assert (khoabang.code, khoabang.out) == (2, "")
        assert "CMD005" in khoabang.err
        assert "--force" in khoabang.said
        assert file.read_text() == "mine"
        assert khoabang(*command, file.name, "--force").code == 0
        assert file.read_bytes() != b"mine"
        assert f"Đã ghi {file.name} (" in khoabang.err


def test_nothing_is_written_unless_told_where(khoabang, rows, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    for command in (
        ["check", SET],
        ["rank", SET, *rows],
        ["score", SET, *rows],
        ["template", SET],
        ["convert", SET],
        ["schema"],
        ["diff", SET, SET],
    ):
        khoabang(*command)
    assert sorted(tmp_path.rglob("*")) == before


def test_two_sets_are_compared(khoabang):
    khoabang("diff", "demo-so-2025", "demo-so-2026")
    assert khoabang.code == 0
    assert "Điểm tối đa: 30 → 25" in khoabang.out
    assert re.search(r"Căn cứ: qd-01-td → qd-03-td, ở \d+ chỗ", khoabang.out)
    assert khoabang.out.rstrip().endswith(tuple("0123456789"))
    document = khoabang("diff", "demo-so-2025", "demo-so-2026", "--json").json
    assert (document["kind"], document["of"]) == ("khoabang.diff", "set")


def test_two_results_are_compared(khoabang):
    khoabang("rank", "demo-so-2025", "-o", "a.json")
    khoabang("diff", "a.json", "demo-so-2026")
    assert khoabang.code == 0
    assert "Hạng: 2 → 1 (+1)" in khoabang.out
    assert khoabang("diff", "a.json", "demo-so-2026", "--json").json["of"] == "result"
    assert khoabang("diff", "a.json", "a.json").out == "Không có gì thay đổi.\n"


def test_things_of_two_kinds_are_not_compared(khoabang):
    khoabang("rank", "vinh-phuc-2019", "-o", "a.json")
    khoabang("diff", "a.json", "thai-binh-so-2020")
    assert khoabang.code == 2
    assert "hai kết quả với nhau" in khoabang.err


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"kind": "khoabang.result", "format": 2}', "[" * 100_000, '{"kind": "khoabang.result", "format": 1}'],
)
def test_what_is_no_result_is_refused(khoabang, tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    khoabang("diff", "a.json", "vinh-phuc-2019")
    assert khoabang.code == 2
    assert "RES001" in khoabang.err
    assert khoabang("diff", "gone.json", "a.json").code == 2


@pytest.mark.parametrize("what", ["set", "evaluation", "result", "explanation"])
def test_schemas_are_json(khoabang, what):
    khoabang("schema", what)
    assert khoabang.code == 0
    assert khoabang.json["type"] == "object"
