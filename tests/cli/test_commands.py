"""Each command as a user runs it: what it prints, where, and the exit code."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from khoabang.cli import commands, main
from khoabang.cli.arguments import COMMANDS
from khoabang.scoring import Problems, load_set, shipped_evaluations, shipped_sets

SET = "demo-so-2025"


class Run:
    """What one run gave."""

    def __init__(self, capsys):
        self.capsys = capsys
        self.code, self.out, self.err = 0, "", ""

    def __call__(self, *arguments):
        self.capsys.readouterr()
        self.code = main([str(argument) for argument in arguments])
        self.out, self.err = self.capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        assert "KB0001" not in self.err
        return self

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def said(self):
        """Everything printed, folded lines joined."""
        return " ".join((self.out + " " + self.err).split())


@pytest.fixture
def khoabang(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("KHOABANG_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    return Run(capsys)


@pytest.fixture
def rows(tmp_path):
    """Two departments of the demonstration set in files, and most of their answers missing."""
    (tmp_path / "bodies.csv").write_text("code,name,loai,co_tthc\nsa,Sở A,so,có\nsb,Sở B,so,có\n")
    (tmp_path / "answers.csv").write_text("body,so_cuoc_hop\nsa,5\nsb,3\n")
    return "--bodies", "bodies.csv", "--answers", "answers.csv"


# Rank, score, explain


def test_rank_shows_a_shipped_evaluation_by_its_name(khoabang):
    khoabang("rank", "thai-binh-2020")
    assert khoabang.code == 0
    assert re.search(r"^ +6 +Văn phòng UBND tỉnh .* 342,7 +0,861 +Tốt", khoabang.out, re.MULTILINE)
    assert "Trung bình 385,133 (79,7 %)" in khoabang.out
    assert "Tốt 7 · Khá 8 · Trung bình 4" in khoabang.out
    assert "*: vượt điểm tối đa" in khoabang.out
    assert "Bản dựng lại, không thay văn bản gốc" in khoabang.out
    assert "CẢNH BÁO ANS021" in khoabang.err
    assert "\x1b" not in khoabang.out + khoabang.err


def test_rank_shows_unranked_bodies_with_reasons_ties_and_movement(khoabang):
    khoabang("rank", "demo-so-2026")
    assert re.search(r"Không xếp hạng \(được miễn\): .+", khoabang.out)
    assert re.search(r"^ +1= ", khoabang.out, re.MULTILINE)
    assert "▲" in khoabang.out
    assert "▼" in khoabang.out
    assert "so với năm trước +" in khoabang.out


def test_partial_publications_show_what_was_printed(khoabang):
    khoabang("rank", "hau-giang-2021")
    assert "Kho bạc nhà nước" in khoabang.out
    assert "989" in khoabang.out


def test_differences_from_the_print_are_listed_with_their_reason(khoabang):
    khoabang("rank", "dti-2022")
    assert "Khác bản công bố" in khoabang.out
    assert "Thành phố Hồ Chí Minh" in khoabang.out or "TP" in khoabang.out


@pytest.mark.parametrize("name", shipped_evaluations())
def test_json_is_one_document_on_the_output_and_nothing_else(khoabang, name):
    first = khoabang("rank", name, "--json").out
    assert khoabang.code == 0
    assert khoabang.json["kind"] == "khoabang.result"
    assert khoabang("rank", name, "--json").out == first


def test_json_is_never_in_the_reader_s_language(khoabang):
    vietnamese = khoabang("rank", "vinh-phuc-2019", "--json").out
    assert khoabang("rank", "vinh-phuc-2019", "--json", "--lang", "en").out == vietnamese


def test_score_shows_the_points_of_each_criterion(khoabang):
    khoabang("score", "thai-binh-2020")
    assert khoabang.code == 0
    assert "Văn phòng UBND tỉnh · Các sở, ban, ngành · hạng 6/19 · Tốt" in khoabang.out
    assert re.search(r"6 +Nhân lực cho ứng dụng CNTT +55 +50 +vượt điểm tối đa", khoabang.out)
    assert khoabang("score", "thai-binh-2020", "--json").json["kind"] == "khoabang.result"


def test_explain_shows_the_tree_down_to_the_article(khoabang):
    khoabang("explain", "thai-binh-2020", "vp-ubnd-tinh")
    assert khoabang.code == 0
    lines = khoabang.out.splitlines()
    assert lines[0] == "Văn phòng UBND tỉnh · hạng 6/19 · chỉ số 0,861 · Tốt"
    assert lines[1].startswith("└ 342,7 / 398 = 0,861055… → 0,861   (làm tròn 3 chữ số, nửa lên)  Quyết định 06/QĐ-UBND, Phụ lục")
    assert any(re.match(r"  ├ 4 Cung cấp DVCTT +không áp dụng", line) for line in lines)
    assert any(re.match(r"  └ 6 Nhân lực cho ứng dụng CNTT +55 / 50 +⚠ vượt điểm tối đa", line) for line in lines)
    columns = {line.index(" / ") for line in lines[2:] if re.match(r"  [├└] \d", line) and "Phụ lục" in line and " / 100" in line}
    assert columns


@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_explain_fits_any_width(khoabang, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr("khoabang.cli.show.NARROWEST", 1)
    khoabang("explain", "demo-so-2025", "so-tu-phap")
    assert max(map(len, khoabang.out.splitlines()[1:])) <= int(width)


def test_explain_of_a_deep_set_shows_inputs_and_arithmetic(khoabang):
    khoabang("explain", "demo-so-2025", "so-tu-phap")
    assert re.search(r"│ +Số nhiệm vụ theo kế hoạch năm: \d+ nhiệm vụ", khoabang.out)
    assert re.search(r"× 30 = [\d,]+ +\(tỷ lệ × điểm\)", khoabang.out)
    assert khoabang("explain", "demo-so-2025", "so-tu-phap", "--json").json["kind"] == "khoabang.explanation"


def test_explain_names_the_codes_where_the_body_is_not_known(khoabang):
    khoabang("explain", "dti-2022", "nowhere")
    assert (khoabang.code, khoabang.out) == (2, "")
    assert "Không có cơ quan «nowhere» được chấm. Các mã: da-nang" in khoabang.said


def test_files_of_one_s_own_are_ranked(khoabang, rows):
    khoabang("rank", SET, *rows)
    assert khoabang.code == 0
    assert "Tính từ tệp" in khoabang.out
    assert re.search(r"Sở A", khoabang.out)
    assert khoabang("explain", SET, *rows, "sa").code == 0
    assert "Số cuộc họp chuyên đề về chuyển đổi số: 5 cuộc" in khoabang.out


def test_a_set_may_be_a_folder_a_file_or_a_workbook(khoabang, rows, tmp_path):
    folder = shipped_sets()[SET]
    expected = khoabang("rank", SET, *rows, "--json").json
    for named in (folder, folder / "set.yaml"):
        assert khoabang("rank", named, *rows, "--json").json == expected
    khoabang("convert", SET, "-o", "s.xlsx")
    assert khoabang("rank", "s.xlsx", *rows, "--json").json == expected


def test_last_year_s_result_gives_movement(khoabang, tmp_path):
    khoabang("rank", "thai-binh-2020", "--json", "-o", "last.json")
    assert khoabang.out == ""
    khoabang("rank", "thai-binh-2020", "--previous", "last.json", "--json")
    assert khoabang.code == 0
    assert khoabang.json["groups"][0]["bodies"][0]["movement"]["rank"]["value"] == 0


def test_an_evaluation_may_be_a_folder(khoabang):
    assert khoabang("rank", shipped_evaluations()["vinh-phuc-2019"], "--json").code == 0


# Check


def test_check_runs_the_worked_examples(khoabang):
    khoabang("check", "thai-binh-so-2020")
    assert khoabang.code == 0
    assert khoabang.out == "✓ thai-binh-so-2020 1 · 1 phụ lục, 6 chỉ tiêu · ví dụ đúng 5/5\n"


def test_check_all_is_clean_and_json_lists_each(khoabang):
    khoabang("check", "--all", "--json")
    assert khoabang.code == 0
    assert [item["set"] for item in khoabang.json] == [*shipped_sets(), *shipped_evaluations()]
    assert all(item["examples"]["ran"] == item["examples"]["passed"] for item in khoabang.json)


def test_check_lists_what_ships(khoabang):
    khoabang("check", "--list")
    assert "thai-binh-so-2020" in khoabang.out
    assert khoabang("check", "--list", "--json").json == {
        "sets": list(shipped_sets()),
        "evaluations": list(shipped_evaluations()),
    }


def test_check_places_every_problem_of_a_set(khoabang, tmp_path):
    (tmp_path / "x").mkdir()
    source = (shipped_sets()["thai-binh-so-2020"] / "set.yaml").read_text()
    (tmp_path / "x" / "set.yaml").write_text(
        source.replace('maximum: "500"', 'maximum: "501"').replace("id: thai-binh-so-2020", "id: x")
    )
    khoabang("check", "x")
    assert khoabang.code == 1
    assert khoabang.out.startswith("✗ x ")
    assert re.search(r"LỖI SET022\n  x/set.yaml:\d+: annexes so", khoabang.err)
    assert khoabang("check", "x", "--json").json[0]["problems"][0]["code"] == "SET022"


def test_check_of_a_broken_example_is_wrong(khoabang, tmp_path):
    (tmp_path / "thai-binh-so-2020").mkdir()
    for name in ("set.yaml", "examples.yaml"):
        source = (shipped_sets()["thai-binh-so-2020"] / name).read_text()
        (tmp_path / "thai-binh-so-2020" / name).write_text(source.replace('total: "342.7"', 'total: "342.8"'))
    khoabang("check", "./thai-binh-so-2020")
    assert khoabang.code == 1
    assert "EXA001" in khoabang.err
    assert "4/5" in khoabang.out


def test_check_needs_to_know_what(khoabang):
    assert khoabang("check").code == 2
    assert "--list" in khoabang.err


def test_a_name_nearly_right_is_answered_with_the_right_one(khoabang):
    for command in (["check", "vinh-phuc-2091"], ["rank", "vinh-phuc-2091"], ["template", "vinh-phuc-2091"]):
        khoabang(*command)
        assert (khoabang.code, khoabang.out) == (2, "")
        assert "FIL001" in khoabang.err
        assert "Có phải bạn muốn: vinh-phuc-2019" in khoabang.said
    assert khoabang("rank", "vinh-phuc-2091", "--json").json["problems"][0]["code"] == "FIL001"


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
    assert khoabang.code == 0
    assert {problem["code"] for problem in khoabang.json["problems"]} <= {"BOD004", "SET045"}


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
    assert khoabang("convert", SET, "-o", "s.docx").code == 2
    assert khoabang("template", SET, "-o", "s.docx").code == 2


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
    assert "Căn cứ: qd-01-td → qd-03-td, ở 107 chỗ" in khoabang.out
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


# Language, misuse, the last resort


def test_the_help_is_in_vietnamese_or_english(khoabang):
    khoabang("--help")
    assert khoabang.code == 0
    for word in ("Cách dùng", "Các lệnh", "Tùy chọn", *COMMANDS):
        assert word in khoabang.out
    assert "show this help" not in khoabang.out
    for command in COMMANDS:
        assert khoabang(command, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "còn thiếu COMMAND"),
        (["rank"], "còn thiếu ROUND"),
        (["rnk"], "COMMAND không nhận 'rnk'"),
        (["rank", "x", "--frob"], "không hiểu --frob"),
        (["rank", "x", "--bodies"], "--bodies cần một giá trị đi kèm"),
        (["serve", "--port", "x"], "--port không nhận 'x'"),
        (["rank", SET, "--bodies", "b.csv"], "Cần cả --bodies và --answers"),
        (["rank", "thai-binh-so-2020"], "Cần cả --bodies và --answers"),
        (["--lang", "fr", "rank"], "--lang không nhận 'fr'"),
    ],
)
def test_misuse_is_said_in_a_sentence(khoabang, arguments, said):
    khoabang(*arguments)
    assert (khoabang.code, khoabang.out) == (2, "")
    assert said in khoabang.said


def test_the_language_comes_from_the_option_or_the_environment(khoabang, monkeypatch):
    vietnamese = khoabang("rank", "vinh-phuc-2019").out
    for arguments in (["--lang", "en", "rank", "vinh-phuc-2019"], ["rank", "vinh-phuc-2019", "--lang=en"]):
        assert khoabang(*arguments).out != vietnamese
        assert "58.083" in khoabang.out
    monkeypatch.setenv("KHOABANG_LANG", "en")
    assert "58.083" in khoabang("rank", "vinh-phuc-2019").out
    assert khoabang("rank", "vinh-phuc-2019", "--lang", "vi").out == vietnamese
    monkeypatch.setenv("KHOABANG_LANG", "xx")
    assert khoabang("rank", "vinh-phuc-2019").out == vietnamese


def test_a_defect_is_a_sentence_with_a_code_and_never_a_traceback(khoabang, monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("secret")

    monkeypatch.setattr(commands, "run", broken)
    assert main(["check", "--list"]) == 2
    said = capsys.readouterr().err
    assert "KB0001" in said
    assert "secret" not in said
    assert "Traceback" not in said
    monkeypatch.setenv("KHOABANG_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main(["check", "--list"])


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 2), (BrokenPipeError, 0)])
def test_an_interrupted_run_ends_quietly(khoabang, monkeypatch, capsys, raised, code):
    def stopped(*_):
        raise raised

    monkeypatch.setattr(commands, "run", stopped)
    assert main(["check", "--list"]) == code
    assert capsys.readouterr().err == ""


def test_serve_hands_over_to_the_site(khoabang, monkeypatch, tmp_path):
    handed = {}
    monkeypatch.setattr("khoabang.web.serve.run", lambda **given: handed.update(given))
    assert khoabang("serve", "--demo", "--data", tmp_path / "d", "--port", "8123", "--reset").code == 0
    assert handed == {"data": tmp_path / "d", "demo": True, "reset": True, "port": 8123, "lang": "vi"}


# The program itself


def run_program(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "khoabang.cli", *arguments], capture_output=True, text=True, check=False, **options
    )


def test_the_program_exits_as_it_says():
    assert run_program("check", "vinh-phuc-2019").returncode == 0
    assert run_program("check", "nowhere").returncode == 2


def test_a_reader_that_goes_away_is_no_error():
    program = subprocess.Popen(
        [sys.executable, "-m", "khoabang.cli", "rank", "demo-xa-2025", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program.stdout.read(10)
    program.stdout.close()
    assert "Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_a_terminal_gets_colour_and_a_narrow_one_whole_words():
    for width, colours in ((80, True), (60, True), (100, False)):
        parent, child = pty.openpty()
        env = {**os.environ, "COLUMNS": str(width), "TERM": "xterm-256color", **({} if colours else {"NO_COLOR": "1"})}
        program = subprocess.Popen(
            [sys.executable, "-m", "khoabang.cli", "rank", "thai-binh-2020"], stdout=child, stderr=subprocess.DEVNULL, env=env
        )
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        program.wait()
        os.close(parent)
        text = shown.decode()
        assert ("\x1b[1;33m" in text) is colours or "\x1b[1" in text
        assert "Trung bình" in text
        table = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if re.match(r" +\d+=?   \S", line)]
        assert len(table) == 19
        assert all(len(line) <= width for line in table)
