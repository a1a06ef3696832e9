"""Scanned pages: named where nothing reads them, read cell by cell where tesseract is, and nothing proved before a person confirms."""

import io
import os
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from auditing.samples import Pdf
from khoabang.auditing.audit import audit
from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.auditing.reading import isolated, pdf, read_document, scans
from khoabang.auditing.reading.limits import MAX_PICTURE_BYTES, MAX_PICTURE_SIDE
from khoabang.auditing.reading.readers import read_bytes
from khoabang.auditing.recognised import confirmed, recognised_pages
from khoabang.scoring.problems import Place
from scanned import A4, COLUMN, Scan, scan_of
from web.audit_samples import OVER, STATED, rows

TABLE = [["STT", "Tên cơ quan", "Tổng điểm"], ["1", "Sở Tài chính", "90,25"], ["2", "Sở Y tế", ""], ["3", "Sở Tư pháp", "71"]]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Read a file with a stand-in for tesseract, in this process."""

    def read(scan: Scan, content: bytes, name: str = "a.pdf", **options) -> Document:
        scan.program(tmp_path, **options)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        scans._tesseract.cache_clear()
        try:
            return isolated.taken_over(read_bytes(content, name), name)
        finally:
            scans._tesseract.cache_clear()

    return read


@pytest.fixture
def without_tesseract(monkeypatch):
    monkeypatch.setattr(scans, "_tesseract", lambda: "")


# Reading


def test_a_scanned_table_becomes_a_grid_with_its_picture(tmp_path, monkeypatch):
    scan = scan_of(TABLE, ["Kết quả năm 2025"], ["Ghi chú: điểm tối đa là 100"])
    monkeypatch.setenv("PATH", f"{scan.program(tmp_path)}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.pdf").write_bytes(scan.as_pdf())
    document = read_document(tmp_path / "a.pdf")  # in the child, under its limits

    assert [(problem.code, str(problem.place)) for problem in document.problems] == [("AUD024", "a.pdf:p. 1")]
    first, grid, last = document.blocks
    assert (first.text, last.text) == ("Kết quả năm 2025", "Ghi chú: điểm tối đa là 100")
    assert texts(grid) == TABLE
    assert all(block.recognised for block in document.blocks)
    assert not any(cell.doubtful for row in grid.rows for cell in row)
    (picture,) = document.pictures.values()
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, max(image.size)) == ("JPEG", MAX_PICTURE_SIDE)
    assert len(picture) <= MAX_PICTURE_BYTES


@pytest.mark.parametrize("degrees", [-2, 0.4, 3])
def test_a_page_that_lies_askew_is_put_upright(read, degrees):
    scan = scan_of(TABLE)
    scan.turned(degrees)
    (grid,) = read(scan, scan.as_pdf()).grids
    assert texts(grid) == TABLE


def test_a_page_under_a_shadow_with_specks_is_read(read):
    scan = scan_of(TABLE)
    shade = Image.linear_gradient("L").resize(A4).point([value // 3 for value in range(256)])
    page = scan.pages[0]
    scan.pages[0] = Image.composite(Image.new("L", A4, 90), page, shade)
    specks = ImageDraw.Draw(scan.pages[0])
    for number in range(500):
        specks.point((number * 7919 % A4[0], number * 104_729 % A4[1]), fill=0)
    (grid,) = read(scan, scan.as_pdf()).grids
    assert texts(grid) == TABLE


def test_a_merged_cell_is_repeated_where_it_reaches(read):
    scan = scan_of([["Tên", "Điểm", "<"], ["^", "Năm 2024", "Năm 2025"], ["Sở Y tế", "80", "81"]])
    (grid,) = read(scan, scan.as_pdf()).grids
    assert texts(grid) == [["Tên", "Điểm", "Điểm"], ["Tên", "Năm 2024", "Năm 2025"], ["Sở Y tế", "80", "81"]]
    assert [(row, column) for row in range(3) for column in range(3) if grid.rows[row][column].merged] == [(0, 2), (1, 0)]


def test_two_tables_and_the_text_between_them_keep_their_order(read):
    scan = scan_of(TABLE, below=["Bảng 2"])
    scan.table(200, 900, [["Mã", "Điểm"], ["A", "1"]])
    document = read(scan, scan.as_pdf())
    first, between, second = document.blocks
    assert (texts(first), between.text, texts(second)) == (TABLE, "Bảng 2", [["Mã", "Điểm"], ["A", "1"]])


def test_columns_without_lines_are_rows_too(read):
    scan = Scan()
    scan.page()
    full = [row for row in TABLE if all(row)]
    scan.table(200, 300, full, ruled=False, width=600)
    (grid,) = read(scan, scan.as_pdf()).grids
    assert (texts(grid), grid.recognised) == (full, True)


def test_a_frame_round_the_page_is_no_table(read):
    scan = Scan()
    scan.page()
    ImageDraw.Draw(scan.pages[0]).rectangle((100, 100, 2_300, 3_300), outline=20, width=4)
    scan.write(200, 200, "Quyết định")
    document = read(scan, scan.as_pdf())
    assert [block.text for block in document.blocks] == ["Quyết định"]


def test_a_cell_read_in_two_ways_is_doubtful(read):
    scan = scan_of(TABLE)
    (grid,) = read(scan, scan.as_pdf(), unsure={"90,25": "90.25", "3": "8"}).grids
    assert texts(grid) == TABLE, "two of three readings agree"
    assert [cell.text for row in grid.rows for cell in row if cell.doubtful] == ["90,25", "3"]


def test_pages_with_text_are_not_touched(read):
    page = Pdf()
    page.page()
    page.text(50, 40, "Trang có chữ")
    page.page()
    page.pages[-1].append("0.5 g 50 50 300 300 re f")
    page.page()
    document = read(Scan(), page.made(), "a.pdf")
    assert document.prose == "Trang có chữ"
    assert [(problem.code, problem.params["page"]) for problem in document.problems] == [("AUD018", "2")]


# Picture files


@pytest.mark.parametrize(("kind", "name"), [("png", "a.png"), ("jpeg", "a.jpg"), ("tiff", "a.tif")])
def test_a_picture_file_is_a_scanned_page(read, kind, name):
    scan = scan_of(TABLE)
    document = read(scan, scan.as_picture(kind), name)
    assert (document.kind, document.problems.codes) == (kind, ["AUD024"])
    assert [texts(grid) for grid in document.grids] == [TABLE]


def test_each_picture_of_a_file_is_a_page(read):
    scan = scan_of(TABLE[:2])
    scan.page()
    scan.table(300, 400, TABLE[1:3])
    document = read(scan, scan.as_picture("tiff"), "a.tiff")
    assert list(document.pictures) == [1, 2]
    assert [str(grid.place) for grid in document.grids] == ["a.tiff:p. 1", "a.tiff:p. 2"]


def test_a_photograph_is_turned_as_its_camera_says(read):
    scan = scan_of(TABLE)
    file = io.BytesIO()
    side = scan.pages[0].transpose(Image.Transpose.ROTATE_90)
    facts = side.getexif()
    facts[0x0112] = 6
    side.save(file, "jpeg", exif=facts)
    (grid,) = read(scan, file.getvalue(), "a.jpg").grids
    assert texts(grid) == TABLE


def test_what_is_transparent_is_white(read):
    scan = scan_of(TABLE)
    page = Image.new("RGBA", A4, (0, 0, 0, 0))
    page.putalpha(scan.pages[0].point([255 * (value < 128) for value in range(256)]))
    file = io.BytesIO()
    page.save(file, "png")
    (grid,) = read(scan, file.getvalue(), "a.png").grids
    assert texts(grid) == TABLE


def test_a_small_picture_is_enlarged(read):
    scan = scan_of(TABLE)
    scan.pages[0] = scan.pages[0].resize((A4[0] // 2, A4[1] // 2), Image.Resampling.LANCZOS)
    (grid,) = read(scan, scan.as_picture(), "a.png").grids
    assert texts(grid) == TABLE


def test_a_picture_too_large_to_open_is_refused():
    file = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "png")
    assert isolated.taken_over(read_bytes(file.getvalue(), "a.png"), "a.png").problems.codes == ["AUD028"]


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
def test_a_broken_picture_is_refused(kind):
    content = scan_of(TABLE).as_picture(kind)
    for length in (20, len(content) // 2):
        document = isolated.taken_over(read_bytes(content[:length], f"a.{kind}"), "a")
        assert document.problems.codes == ["AUD006"], (kind, length)
        assert not document.pictures


# Where nothing reads


def test_without_tesseract_the_page_is_named(without_tesseract):
    scan = scan_of(TABLE)
    for content, name in ((scan.as_pdf(), "a.pdf"), (scan.as_picture(), "a.png")):
        document = isolated.taken_over(read_bytes(content, name), name)
        assert [(problem.code, str(problem.place)) for problem in document.problems] == [("AUD018", f"{name}:p. 1")]
        assert (document.blocks, document.pictures) == ([], {})
        assert "tesseract" in next(iter(document.problems)).remedy("en")


def test_tesseract_without_vietnamese_reads_nothing(read):
    scan = scan_of(TABLE)
    assert read(scan, scan.as_pdf(), language="fra").problems.codes == ["AUD018"]


def test_tesseract_that_fails_leaves_the_page_unread(read, tmp_path, monkeypatch):
    scan = scan_of(TABLE)
    monkeypatch.setattr(scan, "program", lambda folder: None)
    (tmp_path / "tesseract").write_text('#!/bin/sh\n[ "$1" = --list-langs ] && echo vie && exit 0\ncat >/dev/null; exit 1\n')
    (tmp_path / "tesseract").chmod(0o755)
    document = read(scan, scan.as_pdf())
    assert (document.problems.codes, document.blocks) == (["AUD018"], [])


def test_so_many_pages_and_no_more(read, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PICTURES_READ", 1)
    scan = scan_of(TABLE[:2])
    scan.page()
    scan.table(200, 200, TABLE[:2])
    document = read(scan, scan.as_pdf())
    assert document.problems.codes == ["AUD024", "AUD029"]
    assert list(document.pictures) == [1]


def test_what_time_is_left_is_not_used_up(read, monkeypatch):
    scan = scan_of(TABLE)
    monkeypatch.setattr("khoabang.auditing.reading.gathered.Gathered.seconds_left", lambda gathered: 1)
    assert read(scan, scan.as_pdf()).problems.codes == ["AUD029"]


def test_so_many_pieces_and_no_more(read, monkeypatch):
    monkeypatch.setattr(scans, "MAX_FIELDS", 5)
    scan = scan_of(TABLE)
    assert read(scan, scan.as_pdf()).problems.codes == ["AUD029"]


# Grades


def page(number: int, table: list[list[str]], *, recognised: bool) -> list[Grid | Prose]:
    place = Place("a.pdf", cell=f"p. {number}")
    return [
        Grid([[Cell(text) for text in row] for row in table], place, recognised=recognised),
        Prose(STATED, place, recognised=recognised),
    ]


def graded(blocks: list[Grid | Prose]) -> list[tuple[str, str, str]]:
    return [(finding.grade, finding.body, finding.printed) for finding in audit(Document("a.pdf", "pdf", blocks)).all_findings]


def test_nothing_is_proved_from_what_a_machine_read():
    assert graded(page(1, rows(), recognised=False)) == [("proved", OVER, "55")]
    (finding,) = audit(Document("a.pdf", "pdf", page(1, rows(), recognised=True))).all_findings
    assert (finding.grade, finding.body) == ("suspect", OVER)
    assert finding.message().endswith("Số này do máy đọc từ ảnh; hãy đối chiếu với ảnh rồi xác nhận.")
    assert finding.message("en").endswith("compare it with the picture, then confirm it.")


def test_a_table_of_text_beside_a_maximum_off_a_picture_proves_nothing():
    grid, note = page(1, rows(), recognised=False)
    assert graded([grid, replace(note, recognised=True, place=Place("a.pdf", cell="p. 2"))]) == [("suspect", OVER, "55")]


def test_a_scanned_page_leaves_the_pages_with_text_alone():
    stamp = Prose("Nơi nhận: Như Điều 2", Place("a.pdf", cell="p. 2"), recognised=True)
    assert graded([*page(1, rows(), recognised=False), stamp]) == [("proved", OVER, "55")]


@pytest.mark.parametrize("recognised", [0, 1])
def test_dates_of_which_a_machine_read_one_are_a_question(recognised):
    said = ["Số: 06/QĐ-UBND\nThái Bình, ngày 05 tháng 01 năm 2021", "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021)"]
    lines = [(number, line) for number, part in enumerate(said) for line in part.split("\n")]
    blocks = [Prose(line, Place("a.pdf", cell=f"p. {number + 1}")) for number, line in lines]
    assert [grade for grade, *_ in graded(blocks)] == ["proved"]
    marked = [replace(block, recognised=block.place.cell == f"p. {recognised + 1}") for block in blocks]
    assert [grade for grade, *_ in graded(marked)] == ["suspect"]


def test_a_claim_off_a_picture_against_a_table_of_text_is_a_question():
    true = ["Đơn vị có tổng điểm cao nhất là Sở Thông tin (298 điểm).", "Đơn vị có tổng điểm thấp nhất là Sở Y tế (263,65 điểm)."]
    wrong = "Điểm trung bình của các sở là 288 điểm."
    place = Place("a.pdf", cell="p. 2")
    for recognised, grade in ((False, "proved"), (True, "suspect")):
        said = [*(Prose(each, place) for each in true), Prose(wrong, place, recognised=recognised)]
        found = graded([page(1, rows(), recognised=False)[0], *said])
        assert [(each, printed) for each, _, printed in found] == [(grade, "288")]


def test_confirmed_by_a_person_it_proves_again():
    misread = [row.copy() for row in rows()]
    misread[3][5] = "5S"
    document = Document("a.pdf", "pdf", page(2, misread, recognised=True))
    document.problems.add("AUD024", Place("a.pdf", cell="p. 2"), page=2)
    assert list(recognised_pages(document)) == ["p. 2"]
    assert "proved" not in [grade for grade, *_ in graded(document.blocks)]
    done = confirmed(document, {"p. 2": [rows(), STATED]})
    assert (recognised_pages(done), done.problems.codes) == ({}, [])
    assert graded(done.blocks) == [("proved", OVER, "55")]
    assert list(recognised_pages(document)) == ["p. 2"], "the document read stays as it was"


def test_a_page_confirmed_leaves_the_others_unconfirmed():
    document = Document("a.pdf", "pdf", [*page(1, rows(), recognised=True), *page(2, rows(), recognised=True)])
    done = confirmed(document, {"p. 2": [rows(), STATED], "p. 7": ["không có trang này"]})
    assert list(recognised_pages(done)) == ["p. 1"]
    assert done.prose.count("298") == 2


def test_what_was_emptied_is_gone():
    document = Document("a.pdf", "pdf", page(1, rows(), recognised=True))
    done = confirmed(document, {"p. 1": ["\n  \n", [["", " "], ["1", "a", "b"], ["2"]], [[""]]]})
    (grid,) = done.blocks
    assert texts(grid) == [["1", "a", "b"], ["2", "", ""]]


def test_json_names_the_pages_that_a_machine_read():
    assert audit(Document("a.pdf", "pdf", page(3, rows(), recognised=True))).as_json()["source"]["recognised"] == ["p. 3"]


# The real one


@pytest.mark.skipif(not scans._tesseract.__wrapped__(), reason="tesseract with Vietnamese is not installed")
def test_the_real_tesseract_reads_a_clean_table(tmp_path):
    scan = Scan()
    scan.page()
    cells = [["STT", "A", "B", "C", "D", "E"], *([row[0], *row[2:4], *row[5:]] for row in rows()[1:])]
    bottom = scan.table(200, 300, [[""] * 6 for _ in cells])
    font = ImageFont.load_default(46)  # has no Vietnamese letters
    draw = ImageDraw.Draw(scan.pages[0])
    height = (bottom - 300) // len(cells)
    for number, row in enumerate(cells):
        for column, text in enumerate(row):
            draw.text((200 + column * COLUMN + 40, 300 + number * height + 8), text, fill=10, font=font)
    (tmp_path / "a.pdf").write_bytes(scan.as_pdf())
    (grid,) = read_document(tmp_path / "a.pdf").grids
    read = texts(grid)
    right = sum(one == other for row, told in zip(cells, read, strict=True) for one, other in zip(row, told, strict=True))
    assert right >= 6 * len(cells) * 9 // 10, read
