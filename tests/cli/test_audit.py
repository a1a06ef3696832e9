"""`khoabang audit`: what a published table says that does not follow, for people and for programs."""

import os

import pytest
from openpyxl import load_workbook

from scanned import scan_of
from web.audit_samples import OVER, STATED, rows

THAI_BINH = """\
Số: 06 /QĐ-UBND
Thái Bình, ngày 05 tháng 01 năm 2021

KẾT QUẢ
Đánh giá, xếp hạng năm 2020
(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh)

STT	Tên cơ quan	Hạ tầng kỹ thuật	Ứng dụng CNTT	Cơ chế, chính sách	Nhân lực	Tổng điểm	Chỉ số
1	Sở Thông tin và Truyền thông	50	99,1	100	50	299,1	0,997
2	Sở Lao động TBXH	50	81,05	100	50	281,05	0,937
3	Văn phòng UBND tỉnh	50	85,7	80	55	270,7	0,902
4	Sở Tài chính	50	89	80	50	269	0,897
5	Sở Xây dựng	43	92	90	40	265	0,883
6	Sở Tài nguyên và Môi trường	50	99,7	60	50	259,7	0,866
7	Sở Tư pháp	48	75	70	35	228	0,760

Ghi chú: Tổng điểm đánh giá chung: 300 điểm.
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "bang.txt").write_text(THAI_BINH)
    return "bang.txt"


def test_what_does_not_follow_is_said_with_what_it_changes(khoabang, table):
    khoabang("audit", table)
    out = " ".join(khoabang.out.split())

    assert khoabang.code == 1
    assert "55 điểm, trong khi điểm tối đa của mục này nhiều nhất là 50,3" in out
    assert "hạng 3 thành ít nhất hạng 4" in out
    assert "06 /QĐ-UBND ghi hai ngày khác nhau: 05/04/2021 và 05/01/2021" in out
    assert "2 chỗ sai" in out


def test_programs_get_the_whole_reading(khoabang, table):
    found = khoabang("audit", table, "--json").json
    (read,) = found["tables"]
    (over,) = read["findings"]

    assert khoabang.code == 1
    assert [column["role"] for column in read["columns"]][:3] == ["order", "body", "component"]
    assert read["rows"][2] == {
        "body": "Văn phòng UBND tỉnh",
        "cells": ["3", "Văn phòng UBND tỉnh", "50", "85,7", "80", "55", "270,7", "0,902"],
    }
    assert (over["kind"], over["grade"], over["printed"], over["expected"]) == ("over_maximum", "proved", "55", "50.3")
    assert over["changes"] == {"rank": [3, 4], "class": None}
    assert [finding["kind"] for finding in found["findings"]] == ["date"]


def test_a_sound_table_is_called_sound(khoabang, tmp_path):
    text = THAI_BINH.replace("\t55\t270,7\t0,902", "\t50\t265,7\t0,886").replace("05/04/2021", "05/01/2021")
    rows = text.split("\n")
    rows[9:12] = [rows[9], rows[11].replace("4\t", "3\t", 1), rows[10].replace("3\t", "4\t", 1)]
    (tmp_path / "dung.txt").write_text("\n".join(rows))
    khoabang("audit", "dung.txt")

    assert khoabang.code == 0
    assert "Không có gì trong bảng mâu thuẫn" in khoabang.out


def test_a_role_can_be_overruled(khoabang, table):
    found = khoabang("audit", table, "--json", "--role", "7=other", "--role", "1:8=note").json

    assert [column["role"] for column in found["tables"][0]["columns"]][6:] == ["other", "note"]


@pytest.mark.parametrize("role", ["7", "7=king", "a:1=total", "0:1=total", "=total"])
def test_a_role_nobody_knows_is_misuse(khoabang, table, role):
    assert khoabang("audit", table, "--role", role).code == 2
    assert "total" in khoabang.err
    assert "{" not in khoabang.err


def test_a_person_may_say_how_the_table_is_made(khoabang, table):
    said = ["--maximum", "F=50", "--formula", "G = SUM(C:F)", "--formula", "H = G / 300", "--order", "H", "--ties", "dense"]
    found = khoabang("audit", table, "--json", *said).json
    (read,) = found["tables"]

    assert khoabang.code == 1
    assert [(each["code"], each["expected"], each["changes"]) for each in read["findings"]] == [
        ("over_maximum.given", "50", {"rank": [3, 4], "class": None})
    ]
    assert {each["kind"] for each in read["inferred"] if each["given"]} == {"maxima", "sum", "share", "order"}


def test_the_verdict_says_where_it_rests_on_what_was_given(khoabang, table, tmp_path):
    khoabang("audit", table, "--maximum", "F=50")
    assert "từ chính số liệu đã in và những gì đã cho." in " ".join(khoabang.out.split())
    (tmp_path / "dung.txt").write_text(THAI_BINH.split("\n\n")[2])
    khoabang("audit", "dung.txt", "--role", "G=note")
    assert "mâu thuẫn với nhau hay với những gì đã cho" in " ".join(khoabang.out.split())
    assert khoabang("audit", table, "--json", "--set", "thai-binh-so-2020").json["given"] == {
        "told": {},
        "set": "thai-binh-so-2020",
    }


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--role", "Z=total", "26"),
        ("--role", "3:A=total", "không có bảng 3"),
        ("--maximum", "F=năm mươi", "«năm mươi» không phải là số"),
        ("--formula", "G = tổng", "không thấy cột «tổng»"),
        ("--order", "B", "không phải là cột số"),
        ("--ties", "olympic", "competition"),
        ("--band", "Tốt", "«Tốt»"),
        ("--groups", "«Khối»", "«Khối»"),
        ("--set", "hau-giang-2021", "hau-giang-2021"),
        ("--set", "khong-co", "khong-co"),
    ],
)
def test_what_is_said_and_cannot_be_is_misuse(khoabang, table, option, value, said):
    assert khoabang("audit", table, option, value).code == 2
    assert said in " ".join(khoabang.err.split())
    assert "Traceback" not in khoabang.err


def test_a_table_is_held_against_a_set(khoabang, tmp_path):
    header = "Hạng\tĐơn vị\tNhóm tiêu chí đánh giá điều kiện sẵn sàng\tNhóm tiêu chí đánh giá mức độ ứng dụng\tTổng điểm"
    rows = [
        "1\tSở A\t19\t40\t59",
        "2\tSở B\t15\t38\t53",
        "3\tSở C\t14\t36\t50",
        *(f"{n}\tSở {n}\t13\t{40 - n}\t{53 - n}" for n in range(4, 12)),
    ]
    (tmp_path / "vp.txt").write_text("\n".join([header, *rows]))
    found = khoabang("audit", "vp.txt", "--json", "--set", "vinh-phuc-2019").json

    assert [(each["code"], each["body"], each["expected"]) for each in found["tables"][0]["findings"]] == [
        ("over_maximum.given", "Sở A", "18")
    ]


def test_a_file_that_is_not_there_is_said(khoabang):
    assert khoabang("audit", "khong-co.xlsx").code == 2
    assert "Traceback" not in khoabang.err


# Scanned pages


@pytest.fixture
def scan(tmp_path, monkeypatch):
    """A scanned table in which one cell is misread, with a stand-in for tesseract."""
    table = rows()
    table[3][6] = "Z95,2"
    scan = scan_of(table, below=[STATED])
    (tmp_path / "bin").mkdir()
    program = scan.program(tmp_path / "bin", unsure={"43": "48"})
    monkeypatch.setenv("PATH", f"{program}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "quet.pdf").write_bytes(scan.as_pdf())
    return "quet.pdf"


def test_a_scan_is_corrected_in_a_workbook_and_audited(khoabang, tmp_path, scan):
    khoabang("audit", scan, "--write-cells", "o.xlsx")
    assert khoabang.code == 0, "nothing is proved"
    assert "Máy đọc từ ảnh các trang: 1. Chưa có gì ở đó được coi là chứng minh được" in khoabang.said
    assert "có thể bảng sai, có thể máy đọc sai" in khoabang.said
    assert "SAI, CHỨNG MINH ĐƯỢC" not in khoabang.said
    assert "rồi chạy: khoabang audit o.xlsx" in khoabang.said

    workbook = load_workbook(tmp_path / "o.xlsx")
    sheet = workbook.active
    assert len(sheet._images) == 1, "the page stands beside its cells"
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells["43"].fill.fgColor.rgb != cells["49"].fill.fgColor.rgb, "the machine is unsure"
    assert cells["43"].number_format == "@"
    cells["Z95,2"].value = "290,2"
    workbook.save(tmp_path / "o.xlsx")

    found = khoabang("audit", "o.xlsx", "--json").json
    assert khoabang.code == 1
    assert [(each["grade"], each["body"]) for each in found["tables"][0]["findings"]] == [("proved", OVER)]


def test_programs_are_told_which_pages_a_machine_read(khoabang, scan):
    assert khoabang("audit", scan, "--json").json["source"]["recognised"] == ["p. 1"]
    assert khoabang.code == 0


def test_without_such_pages_no_workbook_is_written(khoabang, table, tmp_path):
    khoabang("audit", table, "--write-cells", "o.xlsx")
    assert "không ghi gì" in khoabang.said
    assert not (tmp_path / "o.xlsx").exists()


def test_a_workbook_is_not_overwritten_unasked(khoabang, scan, tmp_path):
    (tmp_path / "o.xlsx").write_text("của tôi")
    assert khoabang("audit", scan, "--write-cells", "o.xlsx").code == 2
    assert "CMD005" in khoabang.said
    assert (tmp_path / "o.xlsx").read_text() == "của tôi"
    assert khoabang("audit", scan, "--write-cells", "o.csv").code == 2
    assert "CMD004" in khoabang.said
