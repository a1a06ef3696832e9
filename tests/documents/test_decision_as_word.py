"""The decision of Thái Bình 2020 as Word: the words and figures of the PDF, in styles that an official can change, and always the same bytes."""

import json
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from khoabang.auditing.document import Document
from khoabang.auditing.reading import read_document
from khoabang.documents.content import CannotDrawError, Content, Heading, Paragraph, Picture, Sheet, Title
from khoabang.documents.decision import decision
from khoabang.documents.facts import read_facts
from khoabang.documents.pdf import pdf
from khoabang.documents.word import word
from khoabang.scoring import Problems, evaluate, shipped_evaluations

FOLDER = shipped_evaluations()["thai-binh-2020"]
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="150" height="40" fill="#a33"/>'
    '<text x="10" y="55" font-family="Tinos" font-size="12">Sở Tài chính 461,25</text></svg>'
)


@cache
def composed() -> Content:
    evaluated, _ = evaluate(FOLDER)
    facts = read_facts(FOLDER / "facts.yaml", "facts.yaml", Problems())
    assert evaluated is not None
    assert facts is not None
    return decision(json.loads(json.dumps(evaluated.result)), facts.decision)


@cache
def written() -> bytes:
    return word(composed())


def opened(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def read(folder: Any, name: str, content: bytes) -> Document:
    (folder / name).write_bytes(content)
    document = read_document(folder / name)
    assert document.problems.errors == []
    return document


def rows(document: Document) -> list[tuple[str, ...]]:
    """The rows of the ranking; the head and the signatures are tables too, without lines."""
    (grid,) = [grid for grid in document.grids if len(grid.rows[0]) > 2]
    return [tuple(" ".join(cell.text.split()).replace("/ ", "/") for cell in row) for row in grid.rows]


def everything(document: Document) -> str:
    lines = [
        block.text if hasattr(block, "text") else "\n".join(c.text for r in block.rows for c in r) for block in document.blocks
    ]
    return " ".join(" ".join(lines).split())


def test_the_ranking_read_back_is_that_of_the_pdf_and_of_the_result(tmp_path):
    (table,) = composed().tables
    in_word = rows(read(tmp_path, "a.docx", written()))
    assert in_word == rows(read(tmp_path, "a.pdf", pdf(composed())))
    assert in_word == [tuple(column.heading for column in table.columns), *table.rows]
    assert ("6", "Văn phòng UBND tỉnh", "50", "85,7", "82", "0", "70", "55", "342,7", "0,861", "Tốt", "Không TTHC") in in_word


def test_what_it_says_is_said_in_the_order_of_the_decree(tmp_path):
    said = everything(read(tmp_path, "a.docx", written()))
    order = [
        "ỦY BAN NHÂN DÂN TỈNH THÁI BÌNH",
        "Số: 06/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Thái Bình, ngày 05 tháng 01 năm 2021",
        "QUYẾT ĐỊNH Về việc công bố",
        "Căn cứ Luật Tổ chức",
        "số 100/TTr-STTTT ngày 11/12/2020.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Công bố kết quả",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN TỈNH",
        "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh)",
        "Tổng điểm đánh giá chung: 498 điểm",
    ]
    assert [each for each in order if each not in said] == []
    assert [said.find(each) for each in order] == sorted(said.find(each) for each in order)


def test_equal_content_gives_equal_bytes_that_carry_no_time_of_making():
    assert word(composed()) == written()
    with zipfile.ZipFile(BytesIO(written())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2021-01-05T00:00:00Z" in core
    assert "python-docx" not in core
    undated = word(replace(composed(), day=None))
    assert "dcterms:created" not in zipfile.ZipFile(BytesIO(undated)).read("docProps/core.xml").decode()


def test_it_holds_nothing_that_reaches_outside_or_runs():
    with zipfile.ZipFile(BytesIO(written())) as archive:
        names = archive.namelist()
        relations = "".join(archive.read(name).decode() for name in names if name.endswith(".rels"))
    assert "External" not in relations
    assert [name for name in names if "vba" in name.lower() or "customXml" in name or "thumbnail" in name] == []


def test_paper_margins_and_page_numbers_are_those_of_the_decree():
    first, second = opened(written()).sections
    for section in (first, second):
        assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin)] == [20, 20, 30]
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert (round(second.page_width.mm), round(second.page_height.mm)) == (297, 210)
    assert second._sectPr.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"
    assert "PAGE" in first.header._element.xml
    assert first.header.paragraphs[0].style.paragraph_format.alignment == 1
    assert "PAGE" not in first.first_page_header._element.xml


def test_every_page_of_what_is_no_original_says_so():
    first, second = opened(written()).sections
    for section in (first, second):
        assert section.footer.paragraphs[0].text == "Bản dựng lại, không thay văn bản gốc"
        assert section.first_page_footer.paragraphs[0].text == "Bản dựng lại, không thay văn bản gốc"


def test_the_header_of_the_table_is_repeated_and_no_row_is_parted():
    table = opened(written()).tables[-1]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, *[False] * 19]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    for row in table.rows:
        assert [int(cell.find(qn("w:tcPr")).find(qn("w:tcW")).get(qn("w:w"))) for cell in row._tr.tc_lst] == widths


def test_every_letter_is_times_new_roman_in_styles_and_in_vietnamese():
    document = opened(written())
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = next(defaults.iter(qn("w:rFonts")))
    assert {fonts.get(qn(f"w:{each}")) for each in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:val")) == "vi-VN"
    assert document.core_properties.language == "vi-VN"
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Subtitle", "Body Text", "Căn cứ", "Kèm theo"} <= used
    assert not list(document.element.body.iter(qn("w:rFonts")))  # nothing but styles says how a letter looks
    known = {style.style_id for style in document.styles}
    assert {each.get(qn("w:val")) for each in document.element.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))} <= known


def test_a_picture_has_its_words_its_caption_and_its_place_in_both_forms(tmp_path):
    blocks = (
        Title("BÁO CÁO", "Về kết quả"),
        Heading("I. Kết quả"),
        Picture(DRAWING, "Sở Tài chính 461,25 điểm", "Hình 1. Tổng điểm", 500),
        Paragraph("Sau hình."),
    )
    content = replace(composed(), sheets=(Sheet(blocks),))
    assert word(content) == word(content)
    document = opened(word(content))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Sở Tài chính 461,25 điểm"
    assert round(shape.width.mm) == 160  # no wider than the page
    assert [(p.style.name, p.text) for p in document.paragraphs[3:]] == [
        ("Heading 2", "I. Kết quả"),
        ("Hình", ""),
        ("Caption", "Hình 1. Tổng điểm"),
        ("Body Text", "Sau hình."),
    ]
    drawn = everything(read(tmp_path, "a.pdf", pdf(content)))
    assert "I. Kết quả" in drawn
    assert "Sở Tài chính 461,25" in drawn  # text in the drawing stays text
    assert "Hình 1. Tổng điểm" in drawn


def test_what_is_no_drawing_and_what_no_file_can_hold_is_refused_with_a_code():
    def code(*blocks: Any) -> str:
        with pytest.raises(CannotDrawError) as refused:
            word(replace(composed(), sheets=(Sheet(blocks),)))
        return refused.value.code

    assert code(Picture("<html/>", "x")) == "PAP005"
    assert code(Paragraph("Sở\x00Tài chính")) == "PAP004"


@pytest.mark.parametrize("hostile", ["<w:br/>", "{{ 7 * 7 }}", '=HYPERLINK("x")', "&amp;", "PAGE \\* MERGEFORMAT", "]]>"])
def test_what_looks_like_a_program_stays_text(hostile, tmp_path):
    content = replace(composed(), sheets=(Sheet((Paragraph(f"Sở {hostile}"),)),))
    assert f" Sở {hostile} " in everything(read(tmp_path, "a.docx", word(content)))
