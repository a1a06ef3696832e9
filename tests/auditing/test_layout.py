"""Tables found in grids: headers, page breaks, groups, rows that are no bodies, transposed tables."""

import pytest

from auditing.layout_samples import document_of, texts
from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.auditing.layout import find_tables
from khoabang.scoring.problems import Place


def found(text, **options):
    return find_tables(document_of(text, **options))


def only(text, **options):
    tables, _ = found(text, **options)
    assert len(tables) == 1, tables
    return tables[0]


def special(table):
    return [(row.kind, row.label, row.after) for row in table.special]


PLAIN = """
BẢNG XẾP HẠNG
STT|Đơn vị|Hạ tầng|Nhân lực|Tổng điểm
1|Sở Tài chính|50|41,5|91,5
2|Sở Y tế|48|40|88
3|Thanh tra tỉnh|30|-|30
"""


def test_a_plain_table_has_title_headers_rows_and_places():
    table = only(PLAIN)
    assert table.title == "BẢNG XẾP HẠNG"
    assert table.headers == ["STT", "Đơn vị", "Hạ tầng", "Nhân lực", "Tổng điểm"]
    assert texts(table)[2] == ["3", "Thanh tra tỉnh", "30", "-", "30"]
    assert [row.place.line for row in table.rows] == [4, 5, 6]
    assert (table.read_as, table.special, table.notes) == ("grid", [], [])


def test_a_header_of_two_lines_is_joined_whether_merged_cells_are_repeated_or_empty():
    empty = "STT|Đơn vị|Điểm thành phần||Tổng điểm\n||Hạ tầng|Nhân lực|\n1|Sở A|1|2|3\n2|Sở B|1|1|2"
    repeated = (
        "STT|Đơn vị|Điểm thành phần|Điểm thành phần|Tổng điểm\nSTT|Đơn vị|Hạ tầng|Nhân lực|Tổng điểm\n1|Sở A|1|2|3\n2|Sở B|1|1|2"
    )
    expected = ["STT", "Đơn vị", "Điểm thành phần › Hạ tầng", "Điểm thành phần › Nhân lực", "Tổng điểm"]
    assert only(empty).headers == only(repeated).headers == expected


@pytest.mark.parametrize("numbers", ["(1)|(2)|(3)|(4)|(5)", "1|2|3|4|5=3+4", "A|B|1|2|3 = 1 + 2", "(1)|(2)|(3)|(4)|(5)=(3)+(4)"])
def test_a_row_of_column_numbers_is_no_body(numbers):
    table = only(PLAIN.replace("1|Sở Tài", f"{numbers}\n1|Sở Tài"))
    assert [row.cells[0].text for row in table.rows] == ["1", "2", "3"]
    assert [kind for kind, *_ in special(table)] == ["other"]


def test_a_table_without_header_has_empty_headers():
    table = only("1|Sở Tài chính|50|91,5\n2|Sở Y tế|48|88\n3|Sở Nội vụ|40|80")
    assert table.headers == ["", "", "", ""]
    assert len(table.rows) == 3


def test_years_and_numbers_of_criteria_may_be_headers():
    assert only("Tỉnh|2018|2019\nAn Giang|62,1|63\nBắc Kạn|60|61").headers == ["Tỉnh", "2018", "2019"]
    assert only("Đơn vị|1|2|3|Tổng\nSở A|5|6|7|18\nSở B|4|6|7|17").headers == ["Đơn vị", "1", "2", "3", "Tổng"]
    assert only("STT|Đơn vị|Tiêu chí|||Tổng\n||1.1|1.2|1.3|\n1|Sở A|5|6|7|18\n2|Sở B|4|6|7|17").headers[2] == "Tiêu chí › 1.1"


def test_a_header_repeated_at_a_page_break_is_dropped_with_or_without_an_empty_row():
    for gap in ("\n", "\n||||\n", "\n\n", "\n\nTrang 2\n\n"):
        table = only(PLAIN.strip().replace("\n3|", f"{gap}STT|Đơn vị|Hạ tầng|Nhân lực|Tổng điểm\n3|"))
        assert [row.cells[0].text for row in table.rows] == ["1", "2", "3"], gap
        assert [kind for kind, *_ in special(table)] == ["repeated"]


def test_a_second_page_without_header_goes_on():
    table = only(PLAIN.strip() + "\n\n4|Sở Nội vụ|20|9|29\n5|Ban Dân tộc|20|8|28")
    assert len(table.rows) == 5


def test_a_page_heading_between_does_not_part_a_numbering():
    table = only(PLAIN.strip() + "\n\nỦy ban nhân dân tỉnh X, Báo cáo năm 2020\n\n4|Sở Nội vụ|20|9|29\n5|Ban Dân tộc|20|8|28")
    assert len(table.rows) == 5


def test_notes_below_are_the_tables_and_stay_prose():
    tables, prose = found(PLAIN + "Ghi chú: Thanh tra tỉnh không chấm nhân lực.\n- Tổng điểm tối đa là 100.")
    assert tables[0].notes == ["Ghi chú: Thanh tra tỉnh không chấm nhân lực.", "- Tổng điểm tối đa là 100."]
    assert {"BẢNG XẾP HẠNG", *tables[0].notes} <= {line.text for line in prose}


def test_notes_and_titles_inside_the_grid():
    rows = (
        "KẾT QUẢ ĐÁNH GIÁ||\n(Kèm theo Quyết định số 1)||\n||\nTT|Đơn vị|Điểm\n1|Sở A|9\n2|Sở B|8\n||\nGhi chú: thang điểm 10||"
    )
    tables, prose = found(rows)
    assert tables[0].title == "KẾT QUẢ ĐÁNH GIÁ"
    assert tables[0].notes == ["Ghi chú: thang điểm 10"]
    assert [line.text for line in prose if line.text] == [
        "KẾT QUẢ ĐÁNH GIÁ",
        "(Kèm theo Quyết định số 1)",
        "Ghi chú: thang điểm 10",
    ]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Điểm tối đa", "maximum"),
        ("DIEM TOI DA", "maximum"),
        ("Tối đa", "maximum"),
        ("Thang điểm", "maximum"),
        ("Trung bình", "mean"),
        ("Điểm trung bình chung toàn tỉnh", "mean"),
        ("Trung bình khối sở", "mean"),
        ("Average", "mean"),
        ("Trung vị", "median"),
        ("Cao nhất", "highest"),
        ("Max", "highest"),
        ("Maximum score", "maximum"),
        ("Thấp nhất:", "lowest"),
        ("Tổng cộng", "total"),
        ("Tổng", "total"),
        ("Trọng số (%)", "weight"),
        ("Weight", "weight"),
        ("Độ lệch chuẩn", "other"),
    ],
)
def test_rows_that_are_no_bodies_are_known_by_their_label(label, kind):
    table = only(PLAIN.strip() + f"\n|{label}|50|50|100")
    assert len(table.rows) == 3
    assert special(table) == [(kind, label, 3)]


@pytest.mark.parametrize(
    "name",
    ["Tổng cục Thuế", "Trung tâm Hành chính công", "Trung tâm 115", "Tổng công ty Điện lực", "Maxima Grupė", "Công an tỉnh"],
)
def test_a_body_may_be_called_nearly_so(name):
    table = only(PLAIN.strip() + f"\n4|{name}|50|50|100")
    assert len(table.rows) == 4


def test_a_numbered_row_is_a_body_whatever_its_name():
    assert len(only(PLAIN.strip() + "\n4|Tổng|50|50|100").rows) == 4


def test_maxima_stand_above_the_first_body_with_or_without_a_label():
    named = only(PLAIN.replace("1|Sở Tài", "|Điểm tối đa|50|50|100\n1|Sở Tài"))
    assert special(named) == [("maximum", "Điểm tối đa", 0)]
    bare = only(PLAIN.replace("1|Sở Tài", "||50|50|100\n1|Sở Tài"))
    assert special(bare) == [("maximum", "", 0)]
    less = only(PLAIN.replace("1|Sở Tài", "||40|50|100\n1|Sở Tài"))
    assert special(less) == [("other", "", 0)]


def test_a_column_of_maxima_is_a_column():
    table = only("STT|Đơn vị|Điểm tối đa|Điểm đạt\n1|Sở A|100|91\n2|Sở B|90|81\n3|Sở C|90|70")
    assert table.headers[2] == "Điểm tối đa"
    assert len(table.rows) == 3


def test_a_look_up_row_after_an_empty_row_is_told_from_a_body():
    rows = [f"Tỉnh {name}|{place}|{90 - place}" for place, name in enumerate("ABCDEFGH", 1)]
    table = only("Province|Rank|Index\n" + "\n".join(rows) + "\n||\nTỉnh C|3|87\nMin||82\nMedian||85.5\nMax||89")
    assert len(table.rows) == 8
    assert [kind for kind, *_ in special(table)] == ["repeated", "lowest", "median", "highest"]


def test_a_body_named_twice_with_other_figures_stays():
    rows = [f"Tỉnh {name}|{place}|{90 - place}" for place, name in enumerate("ABCDEFGH", 1)]
    assert len(only("Province|Rank|Index\n" + "\n".join(rows) + "\nTỉnh C|9|81").rows) == 9


GROUPS = """
TT|Đơn vị|Điểm|Xếp hạng
I|Các sở, ban, ngành||
1|Sở A|90|1
2|Sở B|80|2
II|UBND cấp huyện||
{0}|Huyện C|85|{2}
{1}|Huyện D|70|{3}
"""


def test_groups_numbered_or_ranked_anew_are_tables_of_their_own():
    for numbers in (["1", "2", "1", "2"], ["3", "4", "1", "2"]):
        tables, _ = found(GROUPS.format(*numbers))
        assert [(table.group, len(table.rows)) for table in tables] == [
            ("I. Các sở, ban, ngành", 2),
            ("II. UBND cấp huyện", 2),
        ], numbers
        assert tables[0].headers == tables[1].headers


def test_groups_of_one_ranking_are_headings():
    tables, _ = found(GROUPS.format("3", "4", "3", "4"))
    assert [len(table.rows) for table in tables] == [4]
    assert [(kind, after) for kind, _, after in special(tables[0])] == [("heading", 0), ("heading", 2)]
    tables, _ = found(GROUPS.format("1", "2", "3", "4"))
    assert [len(table.rows) for table in tables] == [4]


def test_a_heading_over_all_columns_is_no_body():
    grid = [[Cell("STT"), Cell("Đơn vị"), Cell("Điểm")]]
    for name, bodies in (("A. Khối sở", "ab"), ("B. Khối huyện", "cd")):
        grid.append([Cell(name), Cell(name, merged=True), Cell(name, merged=True)])
        grid += [[Cell(str(number)), Cell(f"Đơn vị {body}"), Cell(str(90 - number))] for number, body in enumerate(bodies, 1)]
    tables, _ = find_tables(Document("x", "docx", [Grid(grid, Place("x"))]))
    assert [table.group for table in tables] == ["A. Khối sở", "B. Khối huyện"]


def test_several_tables_in_one_grid():
    second = "Khối huyện||||\nSTT|Tên huyện|Hạ tầng|Nhân lực|Tổng điểm\n1|Huyện C|5|6|11\n2|Huyện D|5|5|10"
    for gap in ("\n", "\n||||\n"):
        tables, _ = found(PLAIN.strip() + gap + second)
        assert [(table.title, len(table.rows)) for table in tables] == [("BẢNG XẾP HẠNG", 3), ("Khối huyện", 2)]


def test_two_tables_with_the_same_header():
    second = "STT|Đơn vị|Hạ tầng|Nhân lực|Tổng điểm\n1|Huyện C|5|6|11\n2|Huyện D|5|5|10"
    for between in ("\n||||\n", "\n\nKhối huyện\n\n"):
        tables, _ = found(PLAIN.strip() + between + second)
        assert [len(table.rows) for table in tables] == [3, 2]


def test_a_letterhead_is_no_header():
    head = "UBND TỈNH X||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ||Độc lập - Tự do - Hạnh phúc\n||\nKẾT QUẢ XẾP HẠNG||\n"
    tables, prose = found(head + "TT|Đơn vị|Điểm\n1|Sở A|9\n2|Sở B|8\n")
    assert tables[0].headers == ["TT", "Đơn vị", "Điểm"]
    assert tables[0].title == "KẾT QUẢ XẾP HẠNG"
    assert any("CỘNG HÒA" in line.text for line in prose)


def test_a_grid_without_figures_is_prose():
    tables, prose = found("Nơi nhận:|TM. ỦY BAN NHÂN DÂN\n- Như Điều 2;|KT. CHỦ TỊCH")
    assert tables == []
    assert [line.text for line in prose] == ["Nơi nhận: TM. ỦY BAN NHÂN DÂN", "- Như Điều 2; KT. CHỦ TỊCH"]


def test_classes_alone_make_a_table_under_headers_that_say_so():
    assert len(only("Tên đơn vị|Xếp loại\nSở A|Tốt\nSở B|Khá\nSở C|Khá").rows) == 3


TRANSPOSED = "Tiêu chí|Sở A|Sở B|Sở C\nHạ tầng|50|40|30\nNhân lực|9|9|8\nTổng điểm|59|49|38\nXếp hạng|1|2|3"


def test_bodies_across_are_turned():
    table = only(TRANSPOSED)
    assert table.read_as == "transposed"
    assert table.headers == ["Tiêu chí", "Hạ tầng", "Nhân lực", "Tổng điểm", "Xếp hạng"]
    assert texts(table)[1] == ["Sở B", "40", "9", "49", "2"]


def test_a_column_of_maxima_is_turned_into_a_row():
    lines = [f"{number}|{line}" for number, line in enumerate(TRANSPOSED.split("\n"))]
    tops = ["Điểm tối đa", "50", "10", "60", ""]
    rows = [
        f"{n}|{label}|{top}|{rest}" for (n, label, rest), top in zip((line.split("|", 2) for line in lines), tops, strict=True)
    ]
    table = only("\n".join(rows).replace("0|Tiêu", "TT|Tiêu"))
    assert texts(table)[0] == ["Sở A", "50", "9", "59", "1"]
    assert [(row.kind, [cell.text for cell in row.row.cells]) for row in table.special] == [
        ("maximum", ["Điểm tối đa", "50", "10", "60", ""])
    ]


def test_a_table_with_bodies_down_is_not_turned():
    for text in (
        PLAIN,
        "Country|Rank|Index\nA|1|9\nB|2|8",
        "Đơn vị|Tổng điểm\nSở A|9\nSở B|8\nTổng|17",
        TRANSPOSED.replace("Sở", "Tiêu chí"),
    ):
        table = only(text)
        assert table.read_as == "grid" or "Tiêu chí A" in str(table)


def test_uneven_rows_and_empty_columns():
    table = only("STT|Đơn vị||Điểm|Ghi chú||\n1|Sở A||9|\n2|Sở B||8")
    assert table.headers == ["STT", "Đơn vị", "Điểm", "Ghi chú"]
    assert texts(table) == [["1", "Sở A", "9", ""], ["2", "Sở B", "8", ""]]


def test_tied_bodies_may_have_no_number():
    table = only("Hạng|Đơn vị|Điểm\n1|Sở A|9\n2|Sở B|8\n|Sở C|8\n4|Sở D|7\n5|Sở E|6")
    assert [row[0] for row in texts(table)] == ["1", "2", "", "4", "5"]


def test_a_body_without_figures_keeps_its_row():
    table = only(PLAIN.strip() + "\n4|Sở Ngoại vụ|-|-|-\n5|Ban Dân tộc|Không đánh giá|Không đánh giá|Không đánh giá\n|Sở Q|-|-|-")
    assert [row.cells[1].text for row in table.rows][3:] == ["Sở Ngoại vụ", "Ban Dân tộc", "Sở Q"]


def test_nothing_is_lost():
    text = PLAIN + "|lẻ loi|||\nđoạn cuối cùng"
    tables, prose = found(text)
    kept = str(tables) + str(prose)
    for word in text.replace("|", "\n").split("\n"):
        assert word in kept


def test_a_grid_of_one_column_is_read_as_lines():
    cells = ["TT", "Đơn vị", "Điểm", "Hạng", "1", "Sở A", "9", "1", "2", "Sở B", "8", "2", "3", "Sở C", "7", "3"]
    tables, _ = find_tables(Document("x", "xlsx", [Grid([[Cell(text)] for text in cells], Place("x"))]))
    assert tables[0].headers == ["TT", "Đơn vị", "Điểm", "Hạng"]
    assert texts(tables[0])[2] == ["3", "Sở C", "7", "3"]
    assert tables[0].rows[0].place.line == 5


def test_a_document_of_nothing():
    assert find_tables(Document("x", "text")) == ([], [])
    assert find_tables(Document("x", "text", [Grid([], Place()), Grid([[]], Place()), Prose("", Place())]))[0] == []


def test_names_of_columns_that_look_like_shared_places_are_names():
    table = only("Bệnh nhân|Z1|T1|D1|T2|D2\nAn|1|12|1|9|0\nBình|0|15|1|8|1\nCẩm|1|11|0|7|1\nĐông|0|13|1|6|0")
    assert (table.headers, len(table.rows)) == (["Bệnh nhân", "Z1", "T1", "D1", "T2", "D2"], 4)


def test_codes_behind_a_name_are_no_rows_of_statistics():
    table = only(
        "Cầu thủ|Đội|Trận|Điểm\nAn Lê|MIN|150|91\nBình Vũ|NY|141|88\nCẩm Tạ|TB|139|71\nĐông Lý|BOS|120|70\nTrung bình||137|80"
    )
    assert [row.cells[0].text for row in table.rows] == ["An Lê", "Bình Vũ", "Cẩm Tạ", "Đông Lý"]
    assert special(table) == [("mean", "Trung bình", 4)]
    numbered = only("TT|Đơn vị|Điểm\n1|Sở Y tế|91\n2|Sở Nội vụ|88\nA|TB|89,5")
    assert special(numbered) == [("mean", "TB", 2)]


def test_names_that_begin_as_figures_are_called_do_not_turn_a_long_table():
    rows = [f"Cereal {n}|{100 + n}|{n % 5},5|{2 * n % 7}" for n in range(45)]
    rows[11:11] = ["Total Flakes|90|1,5|3", "Total Raisin|95|2,5|1"]
    table = only("Product|Calories|Protein|Fat\n" + "\n".join(rows))
    assert (table.read_as, len(table.rows)) == ("grid", 47)


def test_a_line_of_signs_is_no_title():
    assert only("XẾP HẠNG NĂM 2020\n~~~\nSTT|Đơn vị|Điểm\n1|Sở A|9\n2|Sở B|8\n3|Sở C|7").title == "XẾP HẠNG NĂM 2020"


def test_the_first_body_may_have_no_figures():
    table = only("Tỉnh|Điểm|Hạng|Nhóm\nTP. A|-|-|-\nTỉnh B|73,4|1|Tốt\nTỉnh C|72,1|2|Tốt\nTỉnh D|70|3|Khá")
    assert [row[0] for row in texts(table)] == ["TP. A", "Tỉnh B", "Tỉnh C", "Tỉnh D"]


@pytest.mark.parametrize("label", ["Cả nước", "Toàn tỉnh", "QCVN 08:2023/BTNMT (mức B)", "Chỉ số chung toàn tỉnh"])
def test_a_row_of_all_or_of_a_limit_is_no_body(label):
    table = only(f"STT|Đơn vị|Điểm\n1|Xã A|9\n2|Xã B|8\n3|Xã C|7\n|{label}|8,1")
    assert [row[1] for row in texts(table)] == ["Xã A", "Xã B", "Xã C"]
    assert [row.label for row in table.special] == [label]


def test_numbers_of_things_are_no_departments():
    table = only(
        "STT|Nguồn|Số dự án|Số vốn\n1|Bộ, ngành|1.799|59.995\n2|Địa phương|40.687|96.052\n3|Tổng công ty|3.266|43.878\n|Tổng cộng|45.752|199.927"
    )
    assert table.headers == ["STT", "Nguồn", "Số dự án", "Số vốn"]
