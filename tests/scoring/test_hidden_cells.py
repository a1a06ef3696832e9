"""What a workbook hides from whoever opens it is read, and said; what a set's workbook may not hold is refused as in tables of data."""

import openpyxl
import pytest

import hostile
from khoabang.scoring import Problems, load_set, read_table, shipped_sets
from khoabang.scoring.criteria.workbook import read_workbook, write_workbook


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Số liệu"
    for row in (["body", "x", "y"], ["a", "1", "2"], ["b", "3", "4"], ["c", "5", "6"], ["d", "7", "8"]):
        sheet.append(row)

    def read():
        made.save(tmp_path / "t.xlsx")
        problems = Problems()
        table = read_table(tmp_path / "t.xlsx", "t.xlsx", problems, prefer="Số liệu")
        assert table is not None
        assert len(table.rows) == 4
        return [(problem.code, str(problem.place), problem.params) for problem in problems]

    return made, sheet, read


def test_a_workbook_that_hides_nothing_has_nothing_to_say(book):
    assert book[2]() == []


def test_hidden_rows_are_read_and_named(book):
    _, sheet, read = book
    for number in (2, 4, 5, 900):
        sheet.row_dimensions[number].hidden = True
    assert read() == [("FIL035", "t.xlsx:Số liệu!A2", {"count": "3", "rows": "2, 4–5"})]


def test_rows_behind_a_filter_are_read_and_named(book):
    _, sheet, read = book
    sheet.auto_filter.ref = "A1:C5"
    sheet.auto_filter.add_filter_column(0, ["a", "b", "c"])
    sheet.row_dimensions[5].hidden = True
    assert read() == [("FIL035", "t.xlsx:Số liệu!A5", {"count": "1", "rows": "5"})]


def test_a_hidden_sheet_is_read_and_named(book):
    made, sheet, read = book
    made.create_sheet("Khác")
    sheet.sheet_state = "hidden"
    made.active = 1
    assert read() == [("FIL036", "t.xlsx:Số liệu!A1", {"sheet": "Số liệu"})]


def test_hidden_columns_are_read_and_named(book):
    _, sheet, read = book
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    assert read() == [("FIL037", "t.xlsx:Số liệu!B1", {"columns": "B"})]


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.3">
<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="{display}"/>
</style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Số liệu" table:style-name="ta1">
<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
<table:table-row>{cell}body</text:p></table:table-cell>{cell}x</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter">{cell}a</text:p></table:table-cell>{cell}1</text:p></table:table-cell></table:table-row>
<table:table-row>{cell}b</text:p></table:table-cell>{cell}2</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>
</table:table>
<table:table table:name="Khác"><table:table-row>{cell}z</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


@pytest.mark.parametrize(("display", "codes"), [("true", ["FIL035", "FIL037"]), ("false", ["FIL036", "FIL035", "FIL037"])])
def test_an_open_document_says_it_as_well(tmp_path, display, codes):
    cell = '<table:table-cell office:value-type="string"><text:p>'
    (tmp_path / "t.ods").write_bytes(hostile.ods("", extra={"content.xml": ODS.format(cell=cell, display=display).encode()}))
    problems = Problems()
    table = read_table(tmp_path / "t.ods", "t.ods", problems, prefer="Số liệu")
    assert table is not None, list(problems)
    assert [row.cells["body"] for row in table.rows] == ["a", "b"]
    assert problems.codes == codes


def test_a_hidden_open_document_sheet_is_not_taken_for_the_first_one(tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>'
    (tmp_path / "t.ods").write_bytes(hostile.ods("", extra={"content.xml": ODS.format(cell=cell, display="false").encode()}))
    table = read_table(tmp_path / "t.ods", "t.ods", Problems())
    assert table is not None
    assert table.columns == ("z",)


# The workbook of a set


@pytest.fixture
def set_book(tmp_path):
    criteria_set = load_set(shipped_sets()["thai-binh-so-2020"], Problems())
    write_workbook(criteria_set, tmp_path / "s.xlsx")
    made = openpyxl.load_workbook(tmp_path / "s.xlsx")

    def read():
        made.save(tmp_path / "s.xlsx")
        problems = Problems()
        found = read_workbook(tmp_path / "s.xlsx", "s.xlsx", problems)
        return found, [(problem.code, str(problem.place)) for problem in problems]

    return made, criteria_set, read


def test_a_set_written_by_us_hides_nothing(set_book):
    _, criteria_set, read = set_book
    assert read() == (criteria_set, [])


def test_an_unseen_character_in_a_set_s_workbook_is_refused(set_book):
    made, _, read = set_book
    cell = made["Tiêu chí"]["D3"]
    cell.value = f"{cell.value}\u200b"
    assert read() == (None, [("FIL032", "s.xlsx:Tiêu chí!D3")])


def test_merged_cells_in_a_set_s_workbook_are_refused(set_book):
    made, _, read = set_book
    made["Tiêu chí"].merge_cells("H3:I3")
    assert read() == (None, [("FIL026", "s.xlsx:Tiêu chí!H3")])


def test_the_sheet_for_people_and_the_headings_are_free(set_book):
    made, criteria_set, read = set_book
    made["Đọc trước"]["A3"].value = "a\u200bb"
    made["Tiêu chí"].merge_cells("A1:B1")
    assert read() == (criteria_set, [])


def test_hidden_rows_of_a_set_s_workbook_are_named(set_book):
    made, criteria_set, read = set_book
    made["Tiêu chí"].row_dimensions[3].hidden = True
    made["Căn cứ"].sheet_state = "hidden"
    found, problems = read()
    assert found == criteria_set
    assert sorted(problems) == [("FIL035", "s.xlsx:Tiêu chí!A3"), ("FIL036", "s.xlsx:Căn cứ!A1")]
