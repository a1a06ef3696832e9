"""The decision of Thái Bình 2020 as PDF: its figures are the result's, its letters are what was typed, its bytes are always the same."""

import json
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from khoabang.auditing.document import Document
from khoabang.auditing.reading import read_document
from khoabang.documents.content import CannotDrawError, Content, Table
from khoabang.documents.decision import decision
from khoabang.documents.facts import Facts, read_facts
from khoabang.documents.pdf import FONTS, pdf
from khoabang.scoring import Problems, evaluate, shipped_evaluations

FOLDER = shipped_evaluations()["thai-binh-2020"]
WRITTEN = (FOLDER / "facts.yaml").read_text(encoding="utf-8")


@cache
def result() -> Any:
    evaluated, _ = evaluate(FOLDER)
    assert evaluated is not None
    return json.loads(json.dumps(evaluated.result))


def read(folder: Path, written: str) -> tuple[Facts | None, Problems]:
    problems = Problems()
    (folder / "facts.yaml").write_text(written, encoding="utf-8")
    return read_facts(folder / "facts.yaml", "facts.yaml", problems), problems


def composed(folder: Path, written: str = WRITTEN, **of_round: str) -> Content:
    facts, problems = read(folder, written)
    assert facts is not None, problems.codes
    return decision({**result(), "round": {**result()["round"], **of_round}}, facts.decision)


def drawn(folder: Path, content: Content) -> Document:
    (folder / "quyet-dinh.pdf").write_bytes(pdf(content))
    document = read_document(folder / "quyet-dinh.pdf")
    assert document.problems.errors == []
    return document


def words(document: Document) -> str:
    return " ".join(document.prose.split())


def test_the_table_read_back_is_the_ranking_as_it_was_printed(tmp_path):
    (table,) = composed(tmp_path).tables
    (grid,) = drawn(tmp_path, composed(tmp_path)).grids
    rows = [tuple(" ".join(cell.text.split()) for cell in row) for row in grid.rows]
    assert len(table.rows) == 19
    assert rows[-19:] == list(table.rows)
    assert ("6", "Văn phòng UBND tỉnh", "50", "85,7", "82", "0", "70", "55", "342,7", "0,861", "Tốt", "Không TTHC") in rows


def test_the_text_read_back_is_that_of_the_decision_in_its_order(tmp_path):
    said = words(drawn(tmp_path, composed(tmp_path)))
    order = [
        "Số: 06/QĐ-UBND",
        "QUYẾT ĐỊNH Về việc công bố",
        "Căn cứ Luật Tổ chức",
        "số 100/TTr-STTTT ngày 11/12/2020.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Công bố kết quả",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG",
        "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh)",
        "- Tổng điểm đánh giá chung: 498 điểm",
    ]
    assert [said.find(each) for each in order] == sorted(said.find(each) for each in order)
    assert [each for each in order if each not in said] == []
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Thái Bình, ngày 05 tháng 01 năm 2021" in said


def test_the_same_content_gives_the_same_bytes_that_claim_both_standards(tmp_path):
    once = pdf(composed(tmp_path))
    assert once == pdf(composed(tmp_path))
    assert b"<pdfaid:part>2</pdfaid:part>" in once
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in once
    assert b"<pdfuaid:part>1</pdfuaid:part>" in once


def test_a_font_that_is_missing_stops_the_document(tmp_path):
    for path in FONTS.glob("*Regular.ttf"):
        (tmp_path / path.name).write_bytes(b"")
    with pytest.raises(CannotDrawError):
        pdf(composed(tmp_path), fonts=tmp_path)


def test_a_letter_that_no_font_has_stops_the_document(tmp_path):
    with pytest.raises(CannotDrawError):
        pdf(composed(tmp_path, WRITTEN.replace("Như Điều 2", "Như Điều 🙂")))


@pytest.mark.parametrize("hostile", ['#import "x.typ": y', "{{ 7 * 7 }}", "=HYPERLINK(1)", "*Sở* $x$ @a <b> `c`", "#panic()"])
def test_what_looks_like_a_program_stays_text(hostile, tmp_path):
    quoted = json.dumps(f"Sở {hostile}", ensure_ascii=False)
    document = drawn(tmp_path, composed(tmp_path, WRITTEN.replace('"Như Điều 2"', quoted)))
    assert f"Sở {hostile}" in words(document)


def test_letters_typed_apart_from_their_marks_are_joined(tmp_path):
    apart = unicodedata.normalize("NFD", WRITTEN)
    assert apart != WRITTEN
    assert composed(tmp_path, apart) == composed(tmp_path)


def test_what_is_no_original_says_so_and_names_nobody(tmp_path):
    named = WRITTEN.replace("  appendix:\n", "    name: Người Ký\n  appendix:\n", 1)
    rebuilt = [page.get_textpage().get_text_bounded() for page in PdfDocument(pdf(composed(tmp_path, named)))]
    assert len(rebuilt) == 4
    assert all("Bản dựng lại, không thay văn bản gốc" in page for page in rebuilt)
    assert not any("Người Ký" in page for page in rebuilt)
    original = words(drawn(tmp_path, composed(tmp_path, named, kind="computed")))
    assert "Bản dựng lại" not in original
    assert "Người Ký" in original


def test_before_it_is_issued_there_is_room_for_number_and_day(tmp_path):
    draft = WRITTEN.replace('number: "06/QĐ-UBND"', 'number: "/QĐ-UBND"', 1).replace("  date: 2021-01-05\n", "", 1)
    content = composed(tmp_path, draft.replace('    attached: "Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021', '    # "'))
    said = words(drawn(tmp_path, content))
    assert content.day is None
    assert "Thái Bình, ngày tháng năm" in said
    assert pdf(content) == pdf(content)
    assert b"pdfaid" not in pdf(content)  # an archive takes what was issued


@pytest.mark.parametrize(
    ("line", "instead", "code"),
    [
        ('place: "Thái Bình"', 'place: "Thái\\nBình"', "SET007"),
        ('place: "Thái Bình"', 'place: "Thái\\u200bBình"', "FIL032"),
        ('place: "Thái Bình"', 'town: "Thái Bình"', "SET004"),
        ("date: 2021-01-05", "date: 05/01/2021", "SET007"),
        ('number: "06/QĐ-UBND"', 'number: "sáu"', "SET007"),
    ],
)
def test_a_fact_that_cannot_be_used_is_refused_at_its_line(line, instead, code, tmp_path):
    facts, problems = read(tmp_path, WRITTEN.replace(line, instead, 1))
    assert facts is None
    at = next(number for number, text in enumerate(WRITTEN.splitlines(), 1) if line in text)
    assert (code, at) in [(problem.code, problem.place.line) for problem in problems]


@pytest.mark.parametrize("count", range(1, 16))
def test_the_columns_of_a_table_fill_the_page_or_less(count, tmp_path):
    table = composed(tmp_path).tables[0]
    some = Table(table.columns[:2] + (table.columns[2],) * count, ())
    for available in (160, 247):
        assert sum(some.widths(available)) <= available
        assert min(some.widths(available)) > 0


def test_the_header_of_a_table_stands_on_each_of_its_pages(tmp_path):
    content = composed(tmp_path)
    (table,) = content.tables
    long = replace(table, rows=table.rows * 4)
    sheet = content.sheets[1]
    blocks = tuple(long if isinstance(block, Table) else block for block in sheet.blocks)
    pages = [
        page.get_textpage().get_text_bounded()
        for page in PdfDocument(pdf(replace(content, sheets=(replace(sheet, blocks=blocks),))))
    ]
    full = [page for page in pages if "Sở Y tế" in page]
    assert len(full) >= 3
    assert all("Tên cơ quan" in page and "Phân loại" in page for page in full)
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]
