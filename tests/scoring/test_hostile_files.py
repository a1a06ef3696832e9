"""Files made to deceive or to exhaust: each is refused with a code and a place before it costs time or memory."""

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

import hostile
from khoabang.cli import main
from khoabang.scoring import Problems, load_set, read_answers, read_bodies, read_table, shipped_sets
from khoabang.scoring.bodies import MAX_BODIES
from khoabang.scoring.files import documents, json_rows, sheet_xml, tables
from khoabang.scoring.files.forms import write_form
from khoabang.scoring.files.tables import Row, Table
from khoabang.scoring.problems import Place

HEAD = hostile.row(1, "body", "v")
SET = "demo-so-2025"


def found(path, content):
    """Read a table; give it with the codes and places found."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = Problems()
    table = read_table(path, path.name, problems)
    assert (table is None) == bool(problems.errors)
    for problem in problems:
        assert "{" not in problem.what() + problem.what("en")
    return table, [(problem.code, str(problem.place)) for problem in problems]


def cell(written, column="B"):
    return hostile.xlsx(HEAD + f'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>{written}</row>')


# What nobody sees


@pytest.mark.parametrize(
    "sign",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2028", "\x00", "\x1b", "\u0085", "\U000e0041"],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_a_character_that_nobody_sees_is_named(tmp_path, sign):
    assert found(tmp_path / "t.csv", f"body,v\nx,a{sign}b\n") == (None, [("FIL032", "t.csv:2: cột 2")])
    assert found(tmp_path / "t.csv", f"body,v{sign}w\nx,1\n") == (None, [("FIL032", "t.csv:1: cột 2")])


def test_a_character_that_nobody_sees_is_found_in_json_and_workbooks_too(tmp_path):
    assert found(tmp_path / "t.json", '[{"body": "x\\u200b"}]')[1] == [("FIL032", "t.json: [1].body")]
    assert found(tmp_path / "t.xlsx", cell('<c r="B2" t="inlineStr"><is><t>a\u200bb</t></is></c>'))[1] == [
        ("FIL032", "t.xlsx:Du lieu!B2")
    ]


def test_line_breaks_and_no_break_spaces_inside_a_cell_are_text(tmp_path):
    table, codes = found(tmp_path / "t.csv", 'body,v\nx,"a\nb\u00a0c"\n')
    assert table.rows[0].cells["v"] == "a\nb\u00a0c"
    assert codes == []


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00", "a\\uD83Db"])
def test_half_a_character_of_json_is_no_character(tmp_path, escape):
    assert found(tmp_path / "t.json", f'[{{"a": 1}},\n{{"a": "{escape}"}}]') == (None, [("FIL019", "t.json:2")])


def test_both_halves_of_a_character_are_one(tmp_path):
    assert found(tmp_path / "t.json", '[{"a": "\\ud83d\\ude00"}]')[0].rows[0].cells["a"] == "😀"


# What would be lost


def test_a_row_shorter_than_the_header_is_said(tmp_path):
    table, codes = found(tmp_path / "t.csv", "body,v,w\nx,1\ny,1,2\n# chỉ là ghi chú\n")
    assert [dict(row.cells) for row in table.rows] == [{"body": "x", "v": "1", "w": ""}, {"body": "y", "v": "1", "w": "2"}]
    assert codes == [("FIL033", "t.csv:2")]


def test_a_row_without_its_code_is_no_remark_though_its_next_cell_is_an_error(tmp_path):
    table, _ = found(tmp_path / "t.csv", "body,v\n,#DIV/0!\n#x,1\n")
    assert [dict(row.cells) for row in table.rows] == [{"body": "", "v": "#DIV/0!"}]


def test_warnings_never_crowd_out_an_error():
    problems = Problems()
    for _ in range(2 * Problems.MOST):
        problems.add("FIL033", found=1, expected=2)
    problems.add("NUM001", text="x")
    assert [problem.code for problem in problems.errors] == ["NUM001"]
    assert problems.left_out == Problems.MOST


DECEIVING = {
    "a comment inside a number": '<c r="B2"><v>7<!-- x -->8</v></c>',
    "a number in two sections": '<c r="B2"><v><![CDATA[7]]>8</v></c>',
    "two values": '<c r="B2"><v>1</v><v>2</v></c>',
    "a value in a value": '<c r="B2"><v>1<v>2</v></v></c>',
    "one cell twice": '<c r="B2"><v>1</v></c><c r="B2"><v>2</v></c>',
    "a cell that stands before": '<c r="C2"><v>1</v></c><c r="B2"><v>2</v></c>',
    "a cell of another row": '<c r="B3"><v>1</v></c>',
    "one row twice": '</row><row r="2"><c r="B2"><v>1</v></c>',
    "a row without end": '</row><row r="99999999999999999999"><c><v>1</v></c>',
    "a row that is no number": '</row><row r="٣"><c><v>1</v></c>',
}


@pytest.mark.parametrize("case", DECEIVING)
def test_what_two_readers_of_a_workbook_would_read_differently_is_broken(tmp_path, case):
    assert found(tmp_path / "t.xlsx", cell(DECEIVING[case])) == (None, [("FIL005", "t.xlsx")])


def test_a_workbook_hidden_behind_another_is_broken(tmp_path):
    assert found(tmp_path / "t.xlsx", cell("") + cell('<c r="B2"><v>9</v></c>')) == (None, [("FIL005", "t.xlsx")])


@pytest.mark.parametrize(
    ("shown", "form", "text"),
    [
        (0.85, "0%", "85%"),
        (1, "0%", "100%"),
        (1.2, "0.00%", "120%"),
        (0.00125, "0.0%", "0,125%"),
        (0.85, '0"%"', "0,85"),
        (7, "0", "7"),
    ],
)
def test_a_cell_that_shows_per_cent_is_read_as_it_shows(tmp_path, shown, form, text):
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Số liệu")
    page.write_row(0, 0, ["body", "v"])
    page.write_string(1, 0, "x")
    page.write_number(1, 1, shown, book.add_format({"num_format": form}))
    book.close()
    assert read_table(path, "t.xlsx", Problems()).rows[0].cells["v"] == text


def ods(written):
    first = f"<table:table-row>{hostile.ods_cell('body')}{hostile.ods_cell('v')}</table:table-row>"
    return hostile.ods(f"{first}<table:table-row>{hostile.ods_cell('x')}{written}</table:table-row>")


def test_per_cent_errors_and_tables_in_cells_of_an_open_document(tmp_path):
    percent = hostile.ods_cell("7%", 'office:value-type="percentage" office:value="0.07"')
    failed = hostile.ods_cell("#DIV/0!", 'office:value-type="float" office:value="0"')
    within = f'<table:table-cell><table:table table:name="T"><table:table-row>{hostile.ods_cell("7")}</table:table-row></table:table></table:table-cell>'
    assert found(tmp_path / "t.ods", ods(percent))[0].rows[0].cells["v"] == "7%"
    assert found(tmp_path / "t.ods", ods(failed)) == (None, [("FIL011", "t.ods:S!B2")])
    assert found(tmp_path / "t.ods", ods(within)) == (None, [("FIL005", "t.ods")])


# What would cost too much: limits are set low here, so that a test costs nothing


def test_a_line_and_a_file_of_lines_have_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_LINE", 20)
    assert found(tmp_path / "t.csv", "body,v\nx,1\n" + "1," * 30) == (None, [("FIL016", "t.csv:3")])
    assert found(tmp_path / "t.csv", "1," * 30) == (None, [("FIL016", "t.csv:1")])
    monkeypatch.setattr(tables, "MAX_LINES", 3)
    assert found(tmp_path / "t.csv", "body,v\n\n\n\n\n") == (None, [("FIL016", "t.csv:4")])


@pytest.mark.parametrize("content", ["[" + "1," * 30 + "1]", '[{"a":' + "[" * 30, "[" + "{}," * 9 + "{}]"])
def test_json_is_counted_before_it_grows(tmp_path, monkeypatch, content):
    monkeypatch.setattr(json_rows, "MAX_VALUES", 20)
    monkeypatch.setattr(json_rows, "MAX_OBJECTS", 5)
    assert found(tmp_path / "t.json", content) == (None, [("FIL016", "t.json")])


def test_an_object_of_too_many_keys_is_too_large(tmp_path):
    keys = ",".join(f'"k{number}":1' for number in range(sheet_xml.MAX_COLUMNS + 1))
    assert found(tmp_path / "t.json", f"[{{{keys}}}]") == (None, [("FIL016", "t.json: [1]")])


@pytest.mark.parametrize("limit", ["MAX_FILLED", "MAX_ELEMENTS", "MAX_SHEETS"])
def test_a_workbook_is_counted_before_it_is_opened(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(sheet_xml, limit, 0)
    assert found(tmp_path / "t.xlsx", cell('<c r="B2"><v>1</v></c>')) == (None, [("FIL016", "t.xlsx")])
    assert found(tmp_path / "t.ods", ods(hostile.ods_cell("1"))) == (None, [("FIL016", "t.ods")])


def bodies(*codes):
    rows = [Row({"code": code, "name": "A"}, number, lambda number, column: Place("b", number, field=column)) for number, code in enumerate(codes, 2)]  # fmt: skip
    problems = Problems()
    read_bodies(Table("b", ("code", "name"), rows), load_set(shipped_sets()[SET], Problems()), problems)
    return [(problem.code, str(problem.place)) for problem in problems]


def test_more_bodies_than_the_country_has_are_too_many():
    codes = [f"k{number}" for number in range(MAX_BODIES + 1)]
    assert bodies(*codes) == [("FIL016", f"b:{MAX_BODIES + 2}: code")]


@pytest.mark.parametrize("other", ["SO-A", "so- a", "so-\u00a0a", "ｓｏ-a"])
def test_bodies_that_nobody_can_tell_apart_are_refused(other):
    assert bodies("so-a", other) == [("BOD011", "b:3: code")]
    assert bodies("so-a", "so-á") == []


def test_an_answer_without_a_body_says_what_it_lacks():
    rows = [Row({"body": ""}, 2, lambda number, column: Place("a", number, field=column))]
    problems = Problems()
    read_answers(Table("a", ("body",), rows), load_set(shipped_sets()[SET], Problems()), [], problems)
    assert [(problem.code, str(problem.place)) for problem in problems] == [("BOD008", "a:2: body")]


# Sets


def written(folder, content):
    (folder / "tiny").mkdir(exist_ok=True)
    (folder / "tiny" / "set.yaml").write_text(content, encoding="utf-8")
    problems = Problems()
    assert load_set(folder / "tiny", problems, shown_as="tiny") is None
    return [(problem.code, str(problem.place)) for problem in problems]


def test_a_document_stops_where_it_is_too_deep_or_too_large(tmp_path, monkeypatch):
    assert written(tmp_path, "a: " + "[" * 100_000) == [("SET010", "tiny/set.yaml")]
    assert written(tmp_path, "a: &a [*a]")[-1] == ("SET010", "tiny/set.yaml")
    monkeypatch.setattr(documents, "MAX_NODES", 20)
    assert written(tmp_path, "a: [" + "1," * 20 + "]") == [("SET010", "tiny/set.yaml")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('a: 1\nb: "\\ud800"', "FIL032"),
        ("a: 1\nb: x\u200by", "FIL032"),
        ("a: 1\nb: \x1b[31m", "FIL032"),
        ('a: "\\UFFFFFFFF"', "SET001"),
    ],
)
def test_a_document_holds_only_characters_that_one_sees(tmp_path, content, code):
    line = ":2" if code == "FIL032" else ""
    assert written(tmp_path, content) == [(code, f"tiny/set.yaml{line}")]


def test_a_document_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "no")

    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "set.yaml").write_text("a: 1")
    monkeypatch.setattr(Path, "read_text", refused)
    problems = Problems()
    assert load_set(tmp_path / "tiny", problems, shown_as="tiny") is None
    assert problems.codes == ["FIL031"]


@pytest.mark.parametrize("command", [["check"], ["rank"], ["check", "--json"]])
def test_a_name_that_is_too_long_is_a_problem(capsys, command):
    assert main([*command, "x" * 5000]) == 2
    assert "FIL031" in capsys.readouterr().err


def test_a_list_of_bodies_without_rows_is_a_problem(tmp_path, capsys):
    (tmp_path / "b.csv").write_text("code,name\n")
    (tmp_path / "a.csv").write_text("body\n")
    assert main(["rank", SET, "--bodies", str(tmp_path / "b.csv"), "--answers", str(tmp_path / "a.csv"), "--json"]) == 2
    out = capsys.readouterr().out
    assert '"khoabang.problems"' in out
    assert '"FIL034"' in out


# The examples of the page on formats


def test_the_csv_of_the_formats_page_is_read_as_the_page_says(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    content = page.partition("```csv\n")[2].partition("```")[0]
    table, codes = found(tmp_path / "t.csv", content)
    assert codes == []
    assert table.columns == ("body", "so_cuoc_hop", "diem_hoi_dong", "diem_hoi_dong:note")
    assert [row.cells["so_cuoc_hop"] for row in table.rows] == ["12", "không áp dụng"]
    assert table.rows[0].cells["diem_hoi_dong"] == "8,5"
    assert len(next(csv.reader(io.StringIO(content)))) == len(table.columns)


def test_a_form_has_the_sheets_that_the_formats_page_names(tmp_path):
    criteria_set = load_set(shipped_sets()[SET], Problems())
    write_form(criteria_set, tmp_path / "f.xlsx")
    for sheet, first in (("Số liệu", "body"), ("Cơ quan", "code")):
        table = read_table(tmp_path / "f.xlsx", "f", Problems(), sheet=sheet)
        assert table.columns[0] == first
        assert dict(table.meta) == {"set": SET, "version": criteria_set.version, "sha256": criteria_set.sha256}
