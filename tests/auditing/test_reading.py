"""A document comes out of each kind of file with the same text, grids in their place, and nothing hidden mixed in."""

import codecs
import io
import random
import unicodedata
import zipfile
from datetime import date

import pytest
import xlsxwriter

import hostile
from auditing import samples
from auditing.samples import NOTE, TABLE, TITLE, Pdf, paragraph, word, word_table
from khoabang.auditing.document import Document, Grid
from khoabang.auditing.reading import isolated, read_document, read_text
from khoabang.auditing.reading.limits import MAX_CELLS
from khoabang.auditing.reading.readers import read_bytes
from khoabang.scoring.problem_catalogue import CATALOGUE


def of(content: bytes | str, name: str, kind: str = "") -> Document:
    """Read in this process: quicker, and the child is tested for itself."""
    raw = content if isinstance(content, bytes) else content.encode()
    return isolated.taken_over(read_bytes(raw, name, kind), name)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def only(document: Document) -> list[list[str]]:
    assert document.problems.codes == []
    (grid,) = document.grids
    return texts(grid)


# Every kind


@pytest.mark.parametrize("kind", samples.MADE)
def test_the_same_table_comes_out_of_every_kind_of_file(tmp_path, kind):
    path = tmp_path / f"ket-qua.{kind}"
    path.write_bytes(samples.MADE[kind]())
    document = read_document(path)

    stored = kind in {"xlsx", "xls", "ods"}  # numbers, not their text
    assert only(document) == [
        [cell.replace(",", ".") if stored and cell[0].isdecimal() else cell for cell in row] for row in TABLE
    ]
    assert document.kind == {"md": "pipes", "txt": "text", "csv": "csv"}.get(kind, kind)
    assert document.prose.split("\n") == ([TITLE, NOTE] if kind in {"md", "txt", "html", "docx", "pdf"} else [""])
    binary = [cell.text for grid in document.grids for row in grid.rows for cell in row if cell.binary]
    assert binary == (["40.5", "90.25", "85.5"] if stored else [])


def test_pasted_text_is_read_the_same_way():
    document = read_text(samples.as_pasted())
    assert only(document) == TABLE
    assert str(next(document.grids).place).endswith(":3")


def test_the_caller_may_say_what_a_file_is(tmp_path):
    (tmp_path / "a.csv").write_text("Điểm; tổng\nhai; ba\n", encoding="utf-8")
    assert read_document(tmp_path / "a.csv", kind="text").kind == "text"
    assert read_document(tmp_path / "a.csv", name="b.csv").name == "b.csv"
    with pytest.raises(ValueError, match="doc"):
        read_document(tmp_path / "a.csv", kind="doc")


def test_characters_are_as_people_mean_them():
    written = unicodedata.normalize("NFD", "Sở\u00a0Y\u2009tế\u200b") + "\u00ad;\ufeff 1\u00a0234 \n2;3\n"
    assert only(of(written, "a.csv")) == [["Sở Y tế", "1 234"], ["2", "3"]]


# Text


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        ("a\t\tc\n1\t2\n", [["a", "", "c"], ["1", "2", ""]]),
        ("A\t1\n\nB\t2\n\nC\t3\n", [["A", "1"], ["B", "2"], ["C", "3"]]),
        ("| a | b |\n|---|:-:|\n| 1 | 2\\|3 |\n", [["a", "b"], ["1", "2|3"]]),
        ("a | b | c\n1 | 2 | 3\n", [["a", "b", "c"], ["1", "2", "3"]]),
        ("a | b | c\n1 | 2 | 3\n | Cộng | 5\n", [["a", "b", "c"], ["1", "2", "3"], ["", "Cộng", "5"]]),
        ("a | b | c |\n---|---|---|\n1 | 2 | |\n4 | 5 | 6 |\n", [["a", "b", "c"], ["1", "2", ""], ["4", "5", "6"]]),
        (
            "+---+---+\n| a | b |\n+===+===+\n| 1 | x |\n|   | y |\n+---+---+\n| 2 | z |\n+---+---+\n",
            [["a", "b"], ["1", "x\ny"], ["2", "z"]],
        ),
        ("┌────┬───┐\n│ a  │ b │\n├────┼───┤\n│ 1  │ 2 │\n└────┴───┘\n", [["a", "b"], ["1", "2"]]),
        (
            "1   Sở Y tế   9,5\n2   Sở Nội vụ   8\n3   Sở Tư pháp   7\n",
            [["1", "Sở Y tế", "9,5"], ["2", "Sở Nội vụ", "8"], ["3", "Sở Tư pháp", "7"]],
        ),
        ("a;b;c\n1;2,5;3\n4;5;6\n", [["a", "b", "c"], ["1", "2,5", "3"], ["4", "5", "6"]]),
        ('a,b,c\n1,"x, y",3\n4,5,6\n', [["a", "b", "c"], ["1", "x, y", "3"], ["4", "5", "6"]]),
    ],
)
def test_rows_are_found_among_lines(lines, rows):
    document = of(f"Mở đầu\n\n{lines}\nKết thúc\n", "a.txt")
    assert only(document) == rows
    assert document.prose == "Mở đầu\nKết thúc"
    assert (next(document.grids).place.line, next(document.grids).first_line) == (3, 3)


@pytest.mark.parametrize(
    "lines",
    [
        "1\n\nSở Y tế\n\n9,5\n\n2\n\nSở Nội vụ\n\n8\n",
        "Hạng 1 Sở Y tế 9,5 2 Sở Nội vụ 8 3 Sở Tư pháp 7\n",
        "Một, hai, ba\nbốn, năm, sáu\nbảy, tám, chín\n",
        "Năm 2019,  điểm tăng\nNăm 2020,  điểm giảm\nNăm 2021,  điểm tăng\n",
        "Tổng số: 745 | Trang: 1 trên 75\n",
        "Nơi nhận:\tCHỦ TỊCH\n",
        "------\nMột\n------\n",
    ],
)
def test_what_is_no_table_stays_lines(lines):
    document = of(lines, "a.txt")
    assert list(document.grids) == []
    assert document.prose == "\n".join(line.replace("\t", " ") for line in lines.split("\n") if line)


def test_blocks_of_rows_with_an_empty_line_between_stay_apart():
    document = of("a\tb\n1\t2\n\na\tb\n3\t4\n", "a.txt")
    assert [grid.place.line for grid in document.grids] == [1, 4]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_delimiter_is_found_by_content(delimiter):
    rows = [["a", "b", "c"], ["x;y,z|t", "1\n2", '"']]
    quoted = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert only(of(quoted, "a.csv")) == rows


def test_excel_may_say_the_delimiter():
    document = of("sep=|\na|b;c\n1|2;3\n", "a.csv")
    assert (only(document), next(document.grids).first_line) == ([["a", "b;c"], ["1", "2;3"]], 2)


def test_a_csv_file_without_columns_is_lines():
    assert of("Sở Y tế\nSở Nội vụ\n", "a.csv").prose == "Sở Y tế\nSở Nội vụ"


@pytest.mark.parametrize(
    "raw",
    [
        "Sở;1\nHuyện;2\n".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + "Sở;1\nHuyện;2\n".encode("utf-16-le"),
        "Sở;1\nHuyện;2\n".encode("utf-16"),
        "So;1\nHuyen;2\nabcdefghijkl;3\n".encode("utf-16-le"),
        "So;1\nHuyen;2\nabcdefghijkl;3\n".encode("utf-16-be"),
    ],
)
def test_encodings_with_a_mark_or_zeros_are_known(raw):
    assert only(of(raw, "a.csv"))[0][0] in {"Sở", "So"}


def test_a_guessed_encoding_and_damage_are_said():
    vietnamese = unicodedata.normalize("NFC", "Sở;1\nHuyện;2\nĐà Nẵng;3\n")
    legacy = vietnamese.replace("ở", "ơ\u0309").replace("ệ", "ê\u0323").replace("ẵ", "ă\u0303").encode("cp1258")
    cut = ("Sở Tài chính ở đây;1\nHuyện Đông Hưng;2\nĐà Nẵng;3\n" * 9).encode()[:-5].rstrip(b"n") + "ẵ".encode()[:1]

    first, second = of(legacy, "a.csv"), of(cut, "a.csv")
    assert (first.problems.codes, texts(next(first.grids))[1]) == (["AUD021"], ["Huyện", "2"])
    assert (second.problems.codes, "Đông Hưng" in str(second.blocks)) == (["AUD022"], True)


# Workbooks


def book(fill, **options) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as workbook:
        fill(workbook)
    return buffer.getvalue()


def test_what_cells_of_a_workbook_hold_is_said_as_text():
    def fill(workbook):
        sheet = workbook.add_worksheet("Kết quả")
        percent, day = workbook.add_format({"num_format": "0.0%"}), workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row("B3", ["a", 1 / 3, 0.1, 1e21, 5])
        sheet.write_number("G3", 0.861, percent)
        sheet.write_number("H3", 0.5, percent)
        sheet.write_datetime("I3", date(2021, 1, 5), day)
        sheet.write_boolean("J3", True)
        sheet.write_formula("K3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("L3", "=B3", None, "a")
        sheet.write_formula("M3", "=1+1", None, 2.5)
        sheet.write_string("N3", '=HYPERLINK("http://a")')

    document = of(book(fill), "a.xlsx")
    (grid,) = document.grids
    assert texts(grid) == [
        [
            *("", "a", "0.3333333333333333", "0.1", "1000000000000000000000", "5", "86.1%", "50%", "05/01/2021", "TRUE"),
            *("#DIV/0!", "a", "2.5", '=HYPERLINK("http://a")'),
        ]
    ]
    assert [cell.text for cell in grid.rows[0] if cell.binary] == ["0.3333333333333333", "0.1", "86.1%", "2.5"]
    assert (grid.first_line, grid.title, str(grid.place)) == (3, "Kết quả", "a.xlsx:Kết quả")


def test_sheets_are_grids_and_hidden_ones_are_only_named():
    def fill(workbook):
        for name in ("Một", "Ẩn", "Rất ẩn", "Trống", "Hai"):
            sheet = workbook.add_worksheet(name)
            if name != "Trống":
                sheet.write(0, 0, name)
            if "n" in name[-1] and name.endswith("ẩn"):
                sheet.very_hidden()
            elif name == "Ẩn":
                sheet.hide()

    document = of(book(fill), "a.xlsx")
    assert [grid.title for grid in document.grids] == ["Một", "Hai"]
    assert document.hidden == ["Ẩn", "Rất ẩn"]


def test_merged_cells_repeat_their_text():
    def fill(workbook):
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:C1", "Tiêu đề")
        sheet.merge_range("A2:A3", "Khối sở")
        sheet.write_column("B2", ["a", "b"])
        sheet.merge_range("E5:XFD9", "")

    (grid,) = of(book(fill), "a.xlsx").grids
    assert texts(grid) == [["Tiêu đề", "Tiêu đề"], ["Khối sở", "a"], ["Khối sở", "b"]]
    assert [[cell.merged for cell in row][:2] for row in grid.rows] == [[False, True], [False, False], [True, False]]


def test_formulas_without_a_result_are_counted():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f></c><c r="C1"><f>A1</f><v></v></c></row>'
    document = of(hostile.xlsx(rows), "a.xlsx")
    assert [(problem.code, problem.params["count"], str(problem.place)) for problem in document.problems] == [
        ("AUD023", "2", "a.xlsx:Du lieu!B1")
    ]


def test_what_cells_of_an_opendocument_sheet_hold_is_said_as_text():
    cells = (
        hostile.ods_cell("x", 'office:value-type="float" office:value="0.1"')
        + hostile.ods_cell("86,1%", 'office:value-type="percentage" office:value="0.861"')
        + hostile.ods_cell("5/1", 'office:value-type="date" office:date-value="2021-01-05"')
        + hostile.ods_cell("#N/A", 'office:value-type="float" office:value="0"')
        + hostile.ods_cell("hai</text:p><text:p>dòng<text:line-break/>ba", 'office:value-type="string"')
        + hostile.ods_cell("lặp", 'office:value-type="string" table:number-columns-repeated="2"')
        + hostile.ods_cell("gộp", 'office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2"')
        + "<table:covered-table-cell/>"
        + '<table:table-cell table:number-columns-repeated="16000"/>'
    )
    empty = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'
    last = f"<table:table-row>{hostile.ods_cell('cuối')}</table:table-row>"
    document = of(
        hostile.ods(f"<table:table-row>{cells}</table:table-row>{last}{empty.format(2)}{last}{empty.format(1_000_000)}"), "a.ods"
    )

    (grid,) = document.grids
    assert texts(grid) == [
        ["0.1", "86.1%", "05/01/2021", "#N/A", "hai\ndòng\nba", "lặp", "lặp", "gộp", "gộp"],
        ["cuối", "", "", "", "", "", "", "gộp", "gộp"],
        [""] * 9,
        [""] * 9,
        ["cuối", *[""] * 8],
    ]
    assert [cell.merged for cell in grid.rows[1]][-2:] == [True, True]


def test_a_hidden_opendocument_sheet_is_only_named():
    whole = hostile.ods(f"<table:table-row>{hostile.ods_cell('x')}</table:table-row>")
    content = zipfile.ZipFile(io.BytesIO(whole)).read("content.xml").decode()
    style = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><style:style style:name="h">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body>'
    )
    content = content.replace("<office:body>", style).replace('table:name="S"', 'table:name="S" table:style-name="h"')
    document = of(repacked(whole, content), "a.ods")
    assert (document.hidden, document.problems.codes) == (["S"], ["AUD019"])


def repacked(whole: bytes, content: str) -> bytes:
    old = zipfile.ZipFile(io.BytesIO(whole))
    return hostile.packed({name: content if name == "content.xml" else old.read(name) for name in old.namelist()})


# Word


def test_merged_and_nested_cells_of_a_word_table():
    rows = (
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Chung")}</w:tc><w:tc>{paragraph("Ba")}</w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("Khối")}</w:tc><w:tc>{paragraph("a")}{paragraph("b")}</w:tc>'
        f"<w:tc>{word_table([['x', 'y']])}{paragraph('')}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:sdt><w:sdtContent><w:tc>{paragraph('c')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    )
    (grid,) = of(word(f"<w:tbl>{rows}</w:tbl>"), "a.docx").grids
    assert texts(grid) == [["Chung", "Chung", "Ba"], ["Khối", "a\nb", "x y"], ["Khối", "c", ""]]
    assert [[cell.merged for cell in row] for row in grid.rows] == [[False, True, False], [False] * 3, [True, False, False]]


def test_a_word_table_that_lays_out_the_page_is_read_through():
    inner = word_table(TABLE)
    document = of(
        word(f"<w:tbl><w:tr><w:tc>{paragraph('Trái')}{inner}</w:tc><w:tc>{paragraph('Phải')}</w:tc></w:tr></w:tbl>"), "a.docx"
    )
    assert only(document) == TABLE
    assert document.prose == "Trái\nPhải"


def test_tracked_changes_are_read_as_accepted():
    body = (
        "<w:p><w:r><w:t>Điểm </w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>9</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('bỏ')}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:ins/></w:trPr><w:tc>{paragraph('giữ')}</w:tc></w:tr></w:tbl>"
    )
    document = of(word(body), "a.docx")
    assert (document.prose, texts(next(document.grids))) == ("Điểm 9", [["giữ"]])
    assert [(problem.code, problem.params) for problem in document.problems] == [("AUD025", {"count": "4"})]


def test_headers_boxes_breaks_fields_and_notes_are_prose():
    box = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>".format(paragraph("Trong khung"))
    twice = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
        f"<w:txbxContent>{paragraph('Một lần')}</w:txbxContent></mc:Choice><mc:Fallback>"
        f"<w:txbxContent>{paragraph('Một lần')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = (
        "<w:p><w:r><w:t>Dòng một</w:t><w:br/><w:t>Dòng</w:t><w:tab/><w:t>hai</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:p><w:r><w:t>Neo</w:t></w:r>{box}{twice}</w:p>"
    )
    parts = {
        f"word/{name}.xml": f'<w:x xmlns:w="{samples.W}">{paragraph(text)}</w:x>'
        for name, text in (("header1", "Đầu trang"), ("footer1", "Chân trang"), ("footnotes", "Chú thích"))
    }
    document = of(word(body, dict(parts)), "a.docx")
    assert document.prose.split("\n") == [
        "Đầu trang",
        "Dòng một",
        "Dòng hai",
        "Neo",
        "Trong khung",
        "Một lần",
        "Chân trang",
        "Chú thích",
    ]


def test_numbers_that_word_counts_are_written_out():
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering xmlns:w="{samples.W}"><w:abstractNum w:abstractNumId="2">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    body = "".join(numbered.format(level, text) for level, text in ((0, "a"), (1, "b"), (1, ""), (0, "d"), (1, "e")))
    document = of(word(body, {"word/numbering.xml": numbering}), "a.docx")
    assert document.prose.split("\n") == ["I. a", "I.3 b", "I.4", "II. d", "II.3 e"]


def test_a_table_typed_with_tabs_in_a_word_document_is_a_grid():
    tabbed = "".join(f"<w:p><w:r><w:t>{a}</w:t><w:tab/><w:t>{b}</w:t></w:r></w:p>" for a, b in (("a", "b"), ("1", "2")))
    assert only(of(word(paragraph("Mở") + tabbed), "a.docx")) == [["a", "b"], ["1", "2"]]


# Web pages


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        (
            "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>x<th>y<tr><td>1<td>2<td>3</table>",
            [["A", "B", "B"], ["A", "x", "y"], ["1", "2", "3"]],
        ),
        ("<table><tr><td>a<br>b<td><p>c</p><p>d&nbsp;&amp;&#7879;</table>", [["a\nb", "c\nd &ệ"]]),
        ("<table><tr><td>a<span style='display: none'>x</span><td hidden>y<td>b<script>z</script></table>", [["a", "b"]]),
        ("<table><thead><tr><td>a</thead><tbody><tr><td>b<tfoot><tr><td>c</table>", [["a"], ["b"], ["c"]]),
        ("<table><tr><td>menu<td><table><tr><td>a<td>b</table></table>", [["a", "b"]]),
        (
            "<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e</table><tr><td>f<td>g</table>",
            [["a", "b"], ["c", "d\ne"], ["f", "g"]],
        ),
        ("<pre>a\tb\n1\t2</pre>", [["a", "b"], ["1", "2"]]),
    ],
)
def test_tables_of_a_web_page(source, rows):
    document = of(f"<html><body><h1>Tin  \n tức</h1>{source}", "a.html")
    assert only(document) == rows
    assert document.prose.split("\n")[0] == "Tin tức"


def test_text_around_tables_keeps_its_order_and_lines():
    page = (
        "<html><head><title>t</title><style>s</style></head><body><div>Một <b>hai</b><div>ba</div>bốn</div>năm<br>sáu"
        "<table><caption>Bảng 1</caption><tr><td>x</table>bảy<!-- c --><ul><li>tám<li>chín</ul>"
    )
    document = of(page, "a.htm")
    assert [getattr(block, "text", "#") for block in document.blocks] == [
        *("Một hai", "ba", "bốn", "năm", "sáu", "#", "bảy", "tám", "chín")
    ]
    assert next(document.grids).title == "Bảng 1"


def test_a_page_says_its_own_encoding():
    words = unicodedata.normalize("NFD", "Đà").replace("\u0300", "\u0300")
    page = b"<html><meta charset=windows-1258><p>" + words.encode("cp1258") + b"</p>"
    assert of(page, "a.html").prose == "Đà"
    assert of(codecs.BOM_UTF16_LE + "<html><p>Sở</p>".encode("utf-16-le"), "a.html").prose == "Sở"
    assert of('<?xml version="1.0" encoding="utf-8"?><html><p>Sở</p></html>', "a.html").prose == "Sở"


def test_a_page_saved_as_a_workbook_is_seen_through():
    document = of(samples.as_html(), "a.xls")
    assert (document.problems.codes, texts(next(document.grids))) == (["AUD020"], TABLE)


# PDF


def test_merged_cells_and_pages_of_a_pdf():
    pdf = Pdf()
    for number in (1, 2):
        pdf.page()
        pdf.text(50, 40, f"Trang {number}")
        pdf.text(54, 84, "Chung")
        pdf.table(100, [["a", "b"], ["1", "2"]], [60, 60])
        for left, top, right, bottom in ((50, 80, 170, 80), (50, 80, 50, 100), (170, 80, 170, 100)):
            pdf.line(left, top, right, bottom)
    document = of(pdf.made(), "a.pdf")

    assert [texts(grid) for grid in document.grids] == [[["Chung", "Chung"], ["a", "b"], ["1", "2"]]] * 2
    assert [cell.merged for cell in next(document.grids).rows[0]] == [False, True]
    assert [str(block.place) for block in document.blocks] == ["a.pdf:p. 1", "a.pdf:p. 2"]  # the numbers of pages are left out


def test_a_pdf_table_without_lines_is_found_by_where_words_stand():
    pdf = Pdf()
    pdf.page()
    pdf.text(50, 40, "Đây là một đoạn văn dài chạy suốt trang")
    rows = [["STT", "Tên cơ quan", "Điểm"], ["1", "Sở Y tế", "9,5"], ["2", "Ban Quản lý", "8"], ["3", "", "7,25"]]
    for number, row in enumerate(rows):
        for left, cell in zip((50, 100, 300), row, strict=True):
            if cell:
                pdf.text(left, 80 + 30 * number, cell)
    pdf.text(100, 80 + 30 * 2 + 11, "khu công nghiệp")
    pdf.text(50, 240, "Kết thúc ở đây")
    document = of(pdf.made(), "a.pdf")

    assert only(document) == [
        ["STT", "Tên cơ quan", "Điểm"],
        ["1", "Sở Y tế", "9,5"],
        ["2", "Ban Quản lý\nkhu công nghiệp", "8"],
        ["3", "", "7,25"],
    ]
    assert document.prose.split("\n") == ["Đây là một đoạn văn dài chạy suốt trang", "Kết thúc ở đây"]


# Large tables


def test_a_large_table_is_read_within_seconds(tmp_path):
    chance = random.Random(5)
    rows = [
        [str(number), f"Xã {number}", *(f"{chance.random():.4f}".replace(".", ",") for _ in range(12))] for number in range(4_100)
    ]
    for kind in ("csv", "html", "xlsx", "docx"):
        path = tmp_path / f"a.{kind}"
        path.write_bytes(samples.MADE[kind](rows))
        document = read_document(path, seconds=15)
        assert (document.problems.codes, len(next(document.grids).rows)) == ([], 4_100)


def test_more_cells_than_are_read_are_refused():
    assert of(b"1;2\n" * (MAX_CELLS // 2 + 1), "a.csv").problems.codes == ["AUD012"]


def test_every_limit_is_said_with_its_number():
    for code, name in (
        ("AUD004", "{limit}"),
        ("AUD011", "{limit}"),
        ("AUD012", "{limit}"),
        ("AUD014", "{limit}"),
        ("AUD016", "{seconds}"),
    ):
        assert name in CATALOGUE[code].what


def test_letters_that_a_font_does_not_tell_are_marked_as_lost():
    pdf = Pdf()
    pdf.page()
    pdf.text(50, 50, "Điểm 9")
    pdf.letters -= {"9"}
    document = of(pdf.made(), "a.pdf")
    assert [(problem.code, problem.params["count"]) for problem in document.problems] == [("AUD022", "1")]
    assert document.prose == "Điểm �"


def test_a_name_on_two_lines_goes_to_the_row_it_stands_nearest_to():
    pdf = Pdf()
    pdf.page()
    for top, cells in (
        (80, ("1", "Sở Y tế", "9")),
        (101, ("", "Ban Quản lý", "")),
        (113, ("2", "khu công nghiệp", "8")),
        (134, ("3", "Sở Nội vụ", "7")),
    ):
        for left, cell in zip((50, 100, 300), cells, strict=True):
            if cell:
                pdf.text(left, top, cell)
    assert only(of(pdf.made(), "a.pdf"))[1] == ["2", "Ban Quản lý\nkhu công nghiệp", "8"]
