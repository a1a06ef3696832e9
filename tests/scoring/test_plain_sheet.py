"""What the quick look at a worksheet's rows finds is what the parser finds; what is not of the plain form is left to the parser."""

import io
import random
import zipfile
from decimal import Decimal

import pytest

from khoabang.scoring.files import sheet_xml
from khoabang.scoring.files.plain_sheet import plain_rows
from khoabang.scoring.files.sheet_xml import BrokenError, scan_xlsx
from khoabang.scoring.files.written_tables import Column, WrittenTable, write_workbook

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
ROW = b'<row r="1"><c r="A1"><v>1</v></c><c r="C1" s="2" t="s"><v>0</v></c></row>'


def sheet(rows: bytes, tail: bytes = b"") -> bytes:
    return HEAD + b"<sheetData>" + rows + b"</sheetData>" + tail + b"</worksheet>"


def parts_of(seed: int) -> dict[str, bytes]:
    """A workbook with gaps, empty cells, texts of all kinds and figures."""
    draw = random.Random(seed)
    cells = ["", None, "Sở Y tế", "a < b & c", "  ", 0, 12, Decimal("0.861"), Decimal(-5), "không áp dụng"]
    rows = [[draw.choice(cells) for _ in range(40)] for _ in range(draw.randint(1, 30))]
    columns = [Column(f"c{number}", f"Cột {number}") for number in range(40)]
    packed = io.BytesIO()
    write_workbook(packed, [WrittenTable("Bảng", columns, rows)])
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("seed", range(12))
def test_both_find_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = parts_of(seed)
    assert plain_rows(parts[SHEET], frozenset()) is not None
    quick = scan_xlsx(parts)
    monkeypatch.setattr(sheet_xml, "plain_rows", lambda xml, percents: None)
    assert scan_xlsx(parts) == quick


def test_plain_rows_are_counted() -> None:
    found = plain_rows(
        sheet(ROW + b'<row r="7"><c r="B7"/></row>', b'<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'), frozenset()
    )
    assert found is not None
    assert (found.rows, found.columns, found.cells, found.shared) == (1, 3, 2, [0])
    assert b"mergeCell" in found.rest
    assert b"<row" not in found.rest


@pytest.mark.parametrize(
    "xml",
    [
        sheet(ROW + ROW),
        sheet(b'<row r="2"><c r="A1"><v>1</v></c></row>'),
        sheet(b'<row r="12"><c r="A112"><v>1</v></c></row>'),
        sheet(b'<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
        sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>'),
        sheet(b'<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'),
        sheet(b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c></row>'),
        sheet(b'<row r="1"><c r="A1"><v>1<!-- 2 --></v></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>a<![CDATA[b]]></t></is></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>&#0;</t></is></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>\x01</t></is></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>\xff</t></is></c></row>'),
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>\xef\xbf\xbf</t></is></c></row>'),
        sheet(b'<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
        sheet(b'<row r="1"> <c r="A1"><v>1</v></c></row>'),
        sheet(b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData>'),
        sheet(ROW).replace(b"UTF-8", b"ISO-8859-1"),
        b"<!DOCTYPE worksheet>" + sheet(ROW),
        sheet(ROW, b"<?php ?>"),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(xml: bytes) -> None:
    assert plain_rows(xml, frozenset()) is None


def test_a_cell_shown_as_per_cent_is_left_to_the_parser() -> None:
    assert plain_rows(sheet(ROW), frozenset({"1"})) is not None
    assert plain_rows(sheet(ROW), frozenset({"2"})) is None


def test_a_shared_string_that_is_not_there_is_broken() -> None:
    parts = parts_of(1)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'<row r="999"><c r="A999" t="s"><v>7</v></c></row></sheetData>')
    parts.pop("xl/sharedStrings.xml", None)
    with pytest.raises(BrokenError):
        scan_xlsx(parts)


def test_rows_that_are_plain_in_a_sheet_that_is_not_whole_are_broken() -> None:
    parts = parts_of(1)
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", b"")
    with pytest.raises(BrokenError):
        scan_xlsx(parts)
