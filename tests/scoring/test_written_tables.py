"""Tables that are taken away: figures keep their digits, texts stay texts, and the same table gives the same bytes."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from khoabang.scoring import Problems, read_table
from khoabang.scoring.files.written_tables import Cell, Column, WrittenTable, csv_text, write_workbook

COLUMNS = [
    Column("name", "Tên cơ quan"),
    Column("points", "Tổng điểm"),
    Column("4", "4. Cung cấp dịch vụ"),
    Column("rank", "Hạng"),
]
LONG = Decimal("0.12345678901234567")  # more digits than a spreadsheet keeps
ROWS: list[list[Cell]] = [
    ["Sở Y tế", Decimal("58.0830"), Decimal(0), 1],
    ["=1+1", Decimal("-0.5"), "không áp dụng", None],
    ["-12,5", LONG, None, 12],
]


def table(*, is_form: bool = False) -> WrittenTable:
    return WrittenTable("Khối: A/B", COLUMNS, ROWS, is_form)


def packed(written: WrittenTable) -> bytes:
    target = io.BytesIO()
    write_workbook(target, [written], "Xếp hạng")
    return target.getvalue()


def test_csv_has_decimal_commas_and_no_formula() -> None:
    assert csv_text(table()).splitlines() == [
        "Tên cơ quan (name),Tổng điểm (points),4. Cung cấp dịch vụ,Hạng (rank)",
        'Sở Y tế,"58,0830",0,1',
        '\'=1+1,"-0,5",không áp dụng,',
        '"-12,5","0,12345678901234567",,12',
    ]


def test_a_form_has_a_remark_above_its_codes() -> None:
    assert csv_text(table(is_form=True)).splitlines()[:2] == [
        "# Tên cơ quan,Tổng điểm,4. Cung cấp dịch vụ,Hạng",
        "name,points,4,rank",
    ]


def test_figures_of_a_workbook_are_numbers_that_show_their_digits() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(packed(table()))).active
    assert sheet is not None
    assert sheet.title == "Khối- A-B"
    assert (sheet["B2"].value, sheet["B2"].number_format) == (58.083, "0.0000")
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0, "0")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["C3"].value == "không áp dụng"
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("0,12345678901234567", "s")
    assert sheet["D3"].value is None


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_written_is_read_back(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"bang{suffix}"
    if suffix == ".csv":
        path.write_text(csv_text(table(is_form=True)), encoding="utf-8")
    else:
        write_workbook(path, [table(is_form=True)])
    problems = Problems()
    read = read_table(path, "bang", problems)
    assert read is not None
    assert read.columns == ("name", "points", "4", "rank")
    assert [row.cells["rank"] for row in read.rows] == ["1", "", "12"]
    assert [Decimal(row.cells["points"].replace(",", ".")) for row in read.rows] == [Decimal("58.083"), Decimal("-0.5"), LONG]


def test_the_same_table_gives_the_same_bytes() -> None:
    assert packed(table()) == packed(table())
