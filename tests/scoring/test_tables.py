"""Tables as people send them, and as nobody should."""

import datetime as dt
import json
import unicodedata
from pathlib import Path

import openpyxl
import pytest

import hostile
from khoabang.scoring.files import tables, workbooks
from khoabang.scoring.files.tables import Table, read_table
from khoabang.scoring.problems import Problems

ODS_NUMBER = 'office:value-type="float" office:value="1.10"'
ODS_FORMULA = 'table:formula="of:=1+1" office:value-type="float" office:value="2"'
ODS_WIDE = 'table:number-columns-spanned="2" office:value-type="string"'


class Reading:
    """A table read from the bytes of a file, with the problems found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems = Problems()

    def __call__(self, name: str, content: str | bytes, **options: str) -> Table | None:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.problems = Problems()
        return read_table(path, name, self.problems, **options)

    @property
    def found(self) -> list[tuple[str, str]]:
        for problem in self.problems:
            for lang in ("vi", "en"):
                assert problem.what(lang)
                assert problem.why(lang)
                assert problem.remedy(lang)
        return [(problem.code, str(problem.place)) for problem in self.problems]


@pytest.fixture
def read(tmp_path):
    return Reading(tmp_path)


# What is read


@pytest.mark.parametrize(
    "content", ["code,name\na,Sở A\n", "code;name\r\na;Sở A\r\n", "code\tname\na\tSở A", "\ufeffcode,name\na,Sở A\n"]
)
def test_csv_is_read_with_any_of_three_delimiters_and_with_or_without_a_mark(read, content):
    table = read("t.csv", content)
    assert table.columns == ("code", "name")
    assert [dict(row.cells) for row in table.rows] == [{"code": "a", "name": "Sở A"}]
    assert table.lang == "vi"
    assert read.found == []


def test_quoted_cells_keep_delimiters_and_lines_and_places_keep_the_line_a_row_begins_on(read):
    table = read("t.csv", 'code,note\na,"dòng 1\ndòng 2, ""hết"""\nb,\n')
    assert table.rows[0].cells["note"] == 'dòng 1\ndòng 2, "hết"'
    assert str(table.rows[1].place("note")) == "t.csv:4: note"


def test_blank_lines_remarks_and_blank_tails_are_no_rows(read):
    table = read("t.csv", "# lập ngày 5/1\n\ncode,name,,\na,Sở A,,\n,,\n# ghi chú,x\nb,Sở B\n")
    assert table.columns == ("code", "name")
    assert [(row.cells["code"], row.number) for row in table.rows] == [("a", 4), ("b", 7)]


def test_a_tab_separated_file_may_hold_commas_in_its_header(read):
    assert read("t.tsv", "code\tname, unit\na\tb\n").columns == ("code", "name, unit")


def test_decomposed_text_is_composed_and_said_once(read):
    table = read("t.csv", unicodedata.normalize("NFD", "code,name\na,Sở Nội vụ\nb,Sở Tư pháp\n"))
    assert table.rows[0].cells["name"] == "Sở Nội vụ"
    assert read.found == [("FIL028", "t.csv")]
    assert read.problems.errors == []


def test_a_workbook_gives_numbers_dates_and_truth_as_typed(read, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(["body", "a", "b", "c", "d"])
    sheet.append(["x", 2.5, True, "1,75", 1e-7])
    book.save(tmp_path / "source.xlsx")
    table = read("t.xlsx", (tmp_path / "source.xlsx").read_bytes())
    assert dict(table.rows[0].cells) == {"body": "x", "a": "2,5", "b": "có", "c": "1,75", "d": "0,0000001"}
    assert str(table.rows[0].place("b")) == "t.xlsx:Số liệu!C2"
    english = read("t.xlsx", (tmp_path / "source.xlsx").read_bytes(), lang="en")
    assert english.lang == "en"
    assert english.rows[0].cells["a"] == "2.5"


def test_a_date_of_a_workbook_is_a_day(read, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["body", "day"])
    book.active.append(["x", dt.date(2024, 1, 5)])
    book.save(tmp_path / "source.xlsx")
    assert read("t.xlsx", (tmp_path / "source.xlsx").read_bytes()).rows[0].cells["day"] == "05/01/2024"


@pytest.mark.parametrize(
    ("written", "text"), [("85.700000000000003", "85,7"), ("1E+15", "1000000000000000"), ("-0", "0"), ("58.083", "58,083")]
)
def test_digits_that_only_binary_floats_have_do_not_show(read, written, text):
    table = read(
        "t.xlsx",
        hostile.xlsx(
            hostile.row(1, "body", "v") + f'<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2"><v>{written}</v></c></row>'
        ),
    )
    assert table.rows[0].cells["v"] == text


def test_the_first_visible_sheet_is_read_and_a_hidden_meta_sheet_comes_along(read, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "_meta"
    book.active.append(["set", "demo"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Một").append(["body"])
    book.create_sheet("Hai").append(["code"])
    book.save(tmp_path / "source.xlsx")
    table = read("t.xlsx", (tmp_path / "source.xlsx").read_bytes())
    assert table.columns == ("body",)
    assert table.meta == {"set": "demo"}
    assert read("t.xlsx", (tmp_path / "source.xlsx").read_bytes(), sheet="Hai").columns == ("code",)
    assert read("t.xlsx", (tmp_path / "source.xlsx").read_bytes(), sheet="Ba") is None
    assert read.problems.codes == ["FIL023"]


def test_an_open_document_is_read_whatever_its_empty_tail(read):
    rows = (
        f"<table:table-row>{hostile.ods_cell('body')}{hostile.ods_cell('v')}<table:table-cell table:number-columns-repeated='16382'/></table:table-row>"
        f"<table:table-row>{hostile.ods_cell('x')}{hostile.ods_cell('1,1', ODS_NUMBER)}</table:table-row>"
        "<table:table-row table:number-rows-repeated='1048574'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    table = read("t.ods", hostile.ods(rows))
    assert [dict(row.cells) for row in table.rows] == [{"body": "x", "v": "1,1"}]


def test_json_keeps_the_digits_of_numbers(read):
    table = read("t.json", '{"rows": [{"body": "x", "v": 0.10, "w": true}, {"body": "y", "n": null}]}')
    assert table.columns == ("body", "v", "w", "n")
    assert dict(table.rows[0].cells) == {"body": "x", "v": "0.10", "w": "yes", "n": ""}
    assert table.lang == "en"
    assert str(table.rows[1].place("v")) == "t.json: [2].v"


# What is refused: code and place


CSV_CASES = {
    "empty": ("", [("FIL015", "t.csv")]),
    "only remarks": ("# x\n\n", [("FIL015", "t.csv")]),
    "two columns of one name": ("code,name,code\n", [("FIL012", "t.csv:1: code")]),
    "data without a name": ("code,,name\na,5,b\n", [("FIL013", "t.csv:2: cột 2")]),
    "a decimal comma that became a delimiter": ("body,v\na,12,5\n", [("FIL014", "t.csv:2: cột 3")]),
    "two possible delimiters": ("code;name,x\na;b\n", [("FIL018", "t.csv")]),
    "a quote that never closes": ('code,name\na,"b\n', [("FIL017", "t.csv:2")]),
    "text after a quote": ('code,name\n"a"x,b\n', [("FIL017", "t.csv:2")]),
    "a cell too long": ("code,name\na," + "x" * 32_768 + "\n", [("FIL016", "t.csv:2: cột 2")]),
    "too many columns": (",".join(f"c{i}" for i in range(2_001)) + "\n", [("FIL016", "t.csv:1: cột 1")]),
    "too many rows": ("c\n" + "x\n" * 200_001, [("FIL016", "t.csv:200002: cột 1")]),
    "not UTF-8": ("code,name\na,Sở\n".encode() + b"b,S\xf4\n", [("FIL004", "t.csv:3")]),
    "UTF-16": ("code,name\n".encode("utf-16"), [("FIL004", "t.csv:1")]),
    "a workbook by content": (b"PK\x03\x04....", [("FIL024", "t.csv")]),
}


@pytest.mark.parametrize("case", CSV_CASES)
def test_csv_that_cannot_be_trusted(read, case):
    content, expected = CSV_CASES[case]
    assert read("t.csv", content) is None
    assert read.found == expected


def test_the_message_names_line_and_byte_of_what_is_not_utf8(read):
    read("t.csv", b"code,name\na,S\xf4\n")
    assert "dòng 2, byte 4 có giá trị 0xF4" in next(iter(read.problems)).what()


def test_every_cell_that_is_wrong_is_named(read):
    read("t.csv", "a,b,b\n1,2,3,4\n5,6,7,8\n")
    assert read.problems.codes == ["FIL012", "FIL014", "FIL014"]


JSON_CASES = {
    "syntax": ('[{"a": 1},\n{"a" 2}]', [("FIL019", "t.json:2")]),
    "a single value": ("5", [("FIL020", "t.json")]),
    "an object": ('{"a": "b"}', [("FIL020", "t.json")]),
    "a list in a list": ('[["a"]]', [("FIL020", "t.json: [1]")]),
    "a nested value": ('[{"a": {"b": 1}}]', [("FIL020", "t.json: [1].a")]),
    "a bottomless nest": ("[" * 100_000, [("FIL020", "t.json")]),
    "a key twice": ('[{"a": 1}, {"a": 1, "a": 2}]', [("FIL021", "t.json: [2]")]),
    "rows twice": ('{"rows": [{"a": 1}], "rows": [{"a": 1}]}', [("FIL021", "t.json")]),
    "not a number": ('[{"a": NaN}]', [("NUM003", "t.json: [1].a")]),
    "infinite": ('[{"a": 1}, {"a": -Infinity}]', [("NUM003", "t.json: [2].a")]),
    "beyond all floats": ('[{"a": 1e999}]', [("NUM004", "t.json: [1].a")]),
    "a key without a name": ('[{"a": 1, " ": 2}]', [("FIL013", "t.json: [1]. ")]),
    "one name in two spellings": ('[{"a": 1, " a": 2}]', [("FIL012", "t.json: [1].a")]),
    "nothing": ("[]", [("FIL015", "t.json")]),
    "not UTF-8": (b'[{"a": "\xff"}]', [("FIL004", "t.json:1")]),
}


@pytest.mark.parametrize("case", JSON_CASES)
def test_json_that_cannot_be_trusted(read, case):
    content, expected = JSON_CASES[case]
    assert read("t.json", content) is None
    assert read.found == expected


HEAD = hostile.row(1, "body", "v")
LONG = "x" * 32_000
WORKBOOK_CASES = {
    "empty": (b"", [("FIL015", "t.xlsx")]),
    "no workbook at all": (b"code,name\n", [("FIL024", "t.xlsx")]),
    "cut short": (hostile.xlsx(HEAD)[:-40], [("FIL005", "t.xlsx")]),
    "without its parts": (hostile.packed({"a": "b"}), [("FIL005", "t.xlsx")]),
    "XML cut short": (hostile.xlsx("<row"), [("FIL005", "t.xlsx")]),
    "a document type": (hostile.xlsx(HEAD, doctype='<!DOCTYPE x [<!ENTITY a "b">]>'), [("FIL005", "t.xlsx")]),
    "a shared text that is not there": (hostile.xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), [("FIL005", "t.xlsx")]),
    "a cell without a sensible name": (hostile.xlsx('<row r="1"><c r="1A"><v>7</v></c></row>'), [("FIL005", "t.xlsx")]),
    "a password": (hostile.encrypted(), [("FIL006", "t.xlsx")]),
    "the old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, [("FIL025", "t.xlsx")]),
    "a macro": (hostile.xlsx(HEAD, extra={"xl/vbaProject.bin": b"x"}), [("FIL007", "t.xlsx")]),
    "a link to another workbook": (
        hostile.xlsx(HEAD, extra={"xl/externalLinks/externalLink1.xml": b"x"}),
        [("FIL008", "t.xlsx")],
    ),
    "a formula": (
        hostile.xlsx(HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'),
        [("FIL010", "t.xlsx:Du lieu!B2")],
    ),
    "an error value": (
        hostile.xlsx(HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'),
        [("FIL011", "t.xlsx:Du lieu!B2")],
    ),
    "a computed number": (
        hostile.xlsx(HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>0.30000000000000004</v></c></row>'),
        [("FIL022", "t.xlsx:Du lieu!B2")],
    ),
    "an endless number": (hostile.xlsx(HEAD + '<row r="2"><c r="A2"><v>1e400</v></c></row>'), [("FIL022", "t.xlsx:Du lieu!A2")]),
    "a column twice": (hostile.xlsx(hostile.row(1, "body", "v", "v")), [("FIL012", "t.xlsx:Du lieu!C1")]),
    "a code that became a number": (hostile.xlsx(hostile.row(1, "body", 1.1)), [("FIL027", "t.xlsx:Du lieu!B1")]),
    "a row beyond the header": (hostile.xlsx(HEAD + hostile.row(2, "x", "1", "2")), [("FIL014", "t.xlsx:Du lieu!C2")]),
    "merged cells": (
        hostile.xlsx(HEAD + hostile.row(2, "x", "1"), after='<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'),
        [("FIL026", "t.xlsx:Du lieu!B2")],
    ),
    "a cell at the end of the world": (
        hostile.xlsx(HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        [("FIL016", "t.xlsx")],
    ),
    "one long text shown in a million cells": (
        hostile.xlsx(
            "<row>" + '<c t="s"><v>0</v></c>' * 1900 + "</row><row>" + '<c t="s"><v>0</v></c>' * 1900 + "</row>",
            shared=f"<si><t>{LONG}</t></si>",
        ),
        [("FIL016", "t.xlsx")],
    ),
}


@pytest.mark.parametrize("case", WORKBOOK_CASES)
def test_workbooks_that_cannot_be_trusted(read, case):
    content, expected = WORKBOOK_CASES[case]
    assert read("t.xlsx", content) is None
    assert read.found == expected


def test_a_whole_number_may_name_a_column(read):
    assert read("t.xlsx", hostile.xlsx(hostile.row(1, "body", 7))).columns == ("body", "7")


def test_merged_titles_above_the_table_are_remarks(read):
    content = hostile.xlsx(
        hostile.row(1, "# Biểu số 1") + hostile.row(2, "body", "v"),
        after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
    )
    assert read("t.xlsx", content).columns == ("body", "v")


ODS_CASES = {
    "a password": (hostile.ods("", manifest="<manifest:encryption-data/>"), [("FIL006", "t.ods")]),
    "a macro": (hostile.ods("", extra={"Basic/Standard/Module1.xml": b"x"}), [("FIL007", "t.ods")]),
    "a formula": (
        hostile.ods(f"<table:table-row>{hostile.ods_cell('2', ODS_FORMULA)}</table:table-row>"),
        [("FIL010", "t.ods:S!A1")],
    ),
    "merged cells": (
        hostile.ods(
            f"<table:table-row>{hostile.ods_cell('a', ODS_WIDE)}"
            f"<table:covered-table-cell/>{hostile.ods_cell('b')}</table:table-row>"
        ),
        [("FIL026", "t.ods:S!A1")],
    ),
    "a value repeated without end": (
        hostile.ods(f"<table:table-row table:number-rows-repeated='1048576'>{hostile.ods_cell('a')}</table:table-row>"),
        [("FIL016", "t.ods")],
    ),
    "a repetition that is no number": (
        hostile.ods(f"<table:table-row table:number-rows-repeated='-1'>{hostile.ods_cell('a')}</table:table-row>"),
        [("FIL005", "t.ods")],
    ),
}


@pytest.mark.parametrize("case", ODS_CASES)
def test_open_documents_that_cannot_be_trusted(read, case):
    content, expected = ODS_CASES[case]
    assert read("t.ods", content) is None
    assert read.found == expected


def test_a_zip_bomb_is_refused_before_it_is_unpacked(read):
    content = hostile.bomb()
    assert len(content) < 1_000_000
    assert read("t.xlsx", content) is None
    assert read.found == [("FIL009", "t.xlsx")]


def test_a_bomb_that_lies_about_its_size_is_broken(read):
    """The directory says 9 bytes; unpacking stops there and the checksum does not fit."""
    content = bytearray(hostile.xlsx("", extra={"xl/worksheets/sheet2.xml": b" " * 1_000_000}))
    content = content.replace((1_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert read("t.xlsx", bytes(content)) is None
    assert read.found == [("FIL005", "t.xlsx")]


def test_200_megabytes_of_csv_are_refused_by_size_alone(read, tmp_path):
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    problems = Problems()
    assert read_table(path, "t.csv", problems) is None
    assert [(problem.code, problem.params) for problem in problems] == [("FIL003", {"size": "200 MB", "limit": "64 MB"})]


@pytest.mark.parametrize(("name", "limit"), [("t.xlsx", workbooks.MAX_BYTES), ("t.json", tables.MAX_JSON)])
def test_other_files_too_large_are_refused_by_size_alone(tmp_path, name, limit):
    with (tmp_path / name).open("wb") as file:
        file.truncate(limit + 1)
    problems = Problems()
    assert read_table(tmp_path / name, name, problems) is None
    assert problems.codes == ["FIL003"]


@pytest.mark.parametrize(("name", "code"), [("t.docx", "FIL002"), ("t", "FIL002"), ("t.xls", "FIL025"), ("t.xlsm", "FIL007")])
def test_other_kinds_of_file_are_refused_by_name(read, name, code):
    assert read(name, "x") is None
    assert read.problems.codes == [code]


def test_a_file_that_is_not_there_and_a_folder_are_no_tables(tmp_path):
    for path, code in ((tmp_path / "gone.csv", "FIL001"), (tmp_path, "FIL031")):
        problems = Problems()
        assert read_table(path, "x", problems) is None
        assert problems.codes == [code]


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("a\n")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    problems = Problems()
    assert read_table(tmp_path / "t.csv", "t.csv", problems) is None
    assert problems.codes == ["FIL031"]


def test_a_reader_that_breaks_down_is_a_broken_workbook(read, monkeypatch):
    class PanicException(BaseException):  # what pyo3 raises
        pass

    def panic(*_):
        raise PanicException

    monkeypatch.setattr(workbooks, "CalamineWorkbook", type("Broken", (), {"from_filelike": staticmethod(panic)}))
    assert read("t.xlsx", hostile.xlsx(HEAD)) is None
    assert read.problems.codes == ["FIL005"]


def test_json_of_the_documented_shape_equals_the_csv(read):
    from_csv = read("t.csv", "body,v\nx,5\n")
    from_json = read("t.json", json.dumps([{"body": "x", "v": 5}]))
    assert [dict(row.cells) for row in from_csv.rows] == [dict(row.cells) for row in from_json.rows]
