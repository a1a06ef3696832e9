"""Tables found in running text: one value a line, several lines a body, a whole table on one line, prose around."""

import pytest

from auditing.layout_samples import document_of, texts
from khoabang.auditing.layout import find_tables

# From the page of the province of Vĩnh Phúc of 26/05/2020, shortened: blank lines mean nothing there.
VINH_PHUC = """Kết quả xếp hạng ứng dụng công nghệ thông tin năm 2019

26/05/2020

Theo đó, năm 2019, điểm trung bình của các sở, ban, ngành là 45,212 điểm (đạt 72% điểm tối đa).

Chi tiết thứ tự xếp hạng như sau:

Thứ tự xếp hạng

Tên cơ quan, đơn vị

Điểm theo nhóm tiêu chí đánh giá

Nhóm tiêu chí đánh giá điều kiện sẵn sàng

Nhóm tiêu chí đánh giá mức độ ứng dụng

Tổng điểm



Điểm tối đa

18

45

63

1

Sở Thông tin và Truyền thông

18

40,083

58,083

2

Sở Kế hoạch và Đầu tư

14,962

38,056

53,018

3

Sở Lao động, Thương binh và Xã hội

13,5

38,87

52,37

Điểm trung bình tại UBND các huyện, thành phố là 71,484 điểm (đạt 52% điểm tối đa).

Chi tiết thứ tự xếp hạng như sau:

Thứ tự xếp hạng

Tên đơn vị

Điểm theo nhóm tiêu chí đánh giá

Nhóm tiêu chí đánh giá điều kiện sẵn sàng

Nhóm tiêu chí đánh giá mức độ ứng dụng

Tổng điểm

Điểm tối đa

43

95

138

1

UBND huyện Lập Thạch

33,943

56,747

90,69

2

UBND huyện Vĩnh Tường

29,622

58,269

87,891

3

UBND huyện Tam Đảo

30,85

47,056

77,906

Trên cơ sở kết quả đánh giá này, các sở, ban, ngành xây dựng kế hoạch.
"""


def found(text):
    return find_tables(document_of(text))


def only(text):
    tables, _ = found(text)
    assert len(tables) == 1, tables
    return tables[0]


def cells(table):
    return [(row.kind, [cell.text for cell in row.row.cells]) for row in table.special]


def test_one_value_a_line_gives_two_tables_with_their_maxima():
    tables, prose = found(VINH_PHUC)
    assert [table.headers[0] for table in tables] == ["Thứ tự xếp hạng"] * 2
    assert tables[0].headers[2:] == [
        "Điểm theo nhóm tiêu chí đánh giá › Nhóm tiêu chí đánh giá điều kiện sẵn sàng",
        "Điểm theo nhóm tiêu chí đánh giá › Nhóm tiêu chí đánh giá mức độ ứng dụng",
        "Tổng điểm",
    ]
    assert texts(tables[0])[2] == ["3", "Sở Lao động, Thương binh và Xã hội", "13,5", "38,87", "52,37"]
    assert texts(tables[1])[2] == ["3", "UBND huyện Tam Đảo", "30,85", "47,056", "77,906"]
    assert [cells(table) for table in tables] == [
        [("maximum", ["", "Điểm tối đa", "18", "45", "63"])],
        [("maximum", ["", "Điểm tối đa", "43", "95", "138"])],
    ]
    assert tables[0].title == "Kết quả xếp hạng ứng dụng công nghệ thông tin năm 2019"
    assert [line.text[:14] for line in prose if line.text] == [
        "Kết quả xếp hạ",
        "26/05/2020",
        "Theo đó, năm 2",
        "Chi tiết thứ t",
        "Điểm trung bìn",
        "Chi tiết thứ t",
        "Trên cơ sở kết",
    ]


ROWS = [
    ["STT", "Tên cơ quan", "Hạ tầng kỹ thuật", "Ứng dụng CNTT", "Tổng điểm", "Phân loại", "Ghi chú"],
    ["1", "Sở Thông tin và Truyền thông", "50", "99,1", "149,1", "Tốt", ""],
    ["2", "Sở Lao động - Thương binh và Xã hội", "50", "81,05", "131,05", "Tốt", ""],
    ["3", "Văn phòng UBND tỉnh", "50", "75", "125", "Tốt", "Không TTHC"],
    ["4", "Sở Văn hóa, Thể thao và Du lịch", "45", "74", "119", "Khá", ""],
    ["5", "Trung tâm 115 Thái Bình", "40", "70", "110", "Khá", ""],
    ["6", "Thanh tra tỉnh", "40", "20", "60", "Trung bình", "Không TTHC"],
    ["7", "Sở Ngoại vụ", "35", "19", "54", "Trung bình", ""],
]
WAYS = {
    "values": lambda rows: "\n\n".join(cell for row in rows for cell in row if cell),
    "one line": lambda rows: " ".join(cell for row in rows for cell in row if cell),
    "row a line": lambda rows: "\n".join(" ".join(cell for cell in row if cell) for row in rows),
    "two lines a row": lambda rows: "\n".join(
        f"{row[0]} {row[1]}\n{' '.join(cell for cell in row[2:] if cell)}" if row[0] != "STT" else " ".join(row) for row in rows
    ),
}
AROUND = "KẾT QUẢ XẾP HẠNG NĂM 2020\n{}\nGhi chú: thang điểm 150.\nQuyết định này có hiệu lực từ ngày 1 tháng 2 năm 2020."


@pytest.mark.parametrize("way", WAYS)
def test_a_table_comes_back_cell_for_cell_from_text(way):
    tables, prose = found(AROUND.format(WAYS[way](ROWS)))
    assert [tables[0].headers, *texts(tables[0])] == ROWS
    assert len(tables) == 1
    assert tables[0].title == "KẾT QUẢ XẾP HẠNG NĂM 2020"
    assert tables[0].notes == ["Ghi chú: thang điểm 150."]
    assert [line.text for line in prose if line.text] == [line for line in AROUND.split("\n") if line != "{}"]


@pytest.mark.parametrize("way", WAYS)
def test_maxima_and_means_in_text_are_special_rows(way):
    plain = [row[:5] for row in ROWS]
    rows = [plain[0], ["", "Điểm tối đa", "50", "100", "150"], *plain[1:], ["", "Trung bình", "44,3", "62,6", "106,9"]]
    table = only(WAYS[way](rows))
    assert [table.headers, *texts(table)] == plain
    assert cells(table) == [("maximum", rows[1]), ("mean", rows[-1])]


def test_a_header_repeated_between_rows_is_dropped():
    for way in WAYS.values():
        table = only(way([*ROWS[:4], ROWS[0], *ROWS[4:]]))
        assert texts(table) == ROWS[1:]
        assert [row.kind for row in table.special] == ["repeated"]


def test_numbers_of_columns_between_header_and_first_row():
    rows = [row[:5] for row in ROWS]
    assert texts(only(WAYS["values"]([rows[0], ["1", "2", "3", "4", "5"], *rows[1:]]))) == rows[1:]


def test_a_name_over_two_lines():
    text = WAYS["values"](ROWS).replace("Thương binh và Xã hội", "\nThương binh và Xã hội")
    assert texts(only(text)) == ROWS[1:]


def test_a_mark_for_nothing_is_a_cell():
    rows = [row[:5] for row in ROWS]
    rows[4] = ["4", "Sở Văn hóa - Thể thao", "45", "-", "45"]
    rows[6] = ["6", "Thanh tra tỉnh", "N/A", "-", "-"]
    for name, way in WAYS.items():
        assert texts(only(way(rows))) == rows[1:], name


def test_a_missing_figure_is_not_guessed_and_not_lost():
    rows = [row[:5] for row in ROWS]
    rows[4] = ["4", "Sở Văn hóa", "45", "119"]
    for way in WAYS.values():
        tables, prose = found(way(rows))
        assert texts(tables[0])[3] == ["4", "Sở Văn hóa", "", "", ""]
        assert "45" in " ".join(line.text for line in prose)


def test_pairs_and_shares_stay_one_cell():
    rows = [["Hạng", "Tên đơn vị", "Điểm", "Chỉ số"], ["1", "Sở A", "62,3/70", "01 (0,727)"], ["2", "Sở B", "60/70", "02 (0,7)"]]
    rows.append(["3", "Sở C", "59/70", "03 (0,69)"])
    for name, way in WAYS.items():
        if name != "two lines a row":
            table = only(way(rows))
            assert [table.headers, *texts(table)] == rows, name


def test_tied_rows_without_a_number():
    rows = [
        ["1", "Sở A", "9", "8"],
        ["2", "Sở B", "8", "7"],
        ["", "Sở C", "8", "7"],
        ["4", "Sở D", "7", "6"],
        ["5", "Sở E", "6", "5"],
    ]
    assert texts(only(WAYS["values"](rows))) == rows


def test_tied_rows_with_the_same_number():
    rows = [
        ["1", "Sở A", "9", "8"],
        ["2", "Sở B", "8", "7"],
        ["2", "Sở C", "8", "7"],
        ["4", "Sở D", "7", "6"],
        ["5", "Sở E", "6", "5"],
    ]
    for way in ("values", "row a line"):
        assert texts(only(WAYS[way](rows))) == rows


def test_the_place_before_a_class_is_not_the_number_of_a_row():
    rows = [[str(n), f"Sở {name}", str(90 - n), str(n), "Tốt"] for n, name in enumerate("ABCDEF", 1)]
    for way in WAYS.values():
        assert texts(only(way(rows))) == rows


def test_rows_without_numbers():
    rows = [
        ["Đơn vị", "Điểm", "Chỉ số"],
        ["Sở A", "9", "0,9"],
        ["Sở B", "8", "0,8"],
        ["Huyện C", "7", "0,7"],
        ["Trung bình", "8", "0,8"],
    ]
    for way in ("values", "row a line"):
        table = only("Kết quả như sau:\n" + WAYS[way](rows) + "\nHết.")
        assert [table.headers, *texts(table)] == rows[:4]
        assert cells(table) == [("mean", rows[4])]


def test_a_code_before_the_name():
    rows = [["Code", "Country", "Rank", "Index"], ["CHE", "Switzerland", "1", "68.3"], ["NLD", "Netherlands", "2", "64.8"]]
    rows += [["DNK", "Denmark", "3", "64.1"], ["NOR", "Norway", "4", "60"]]
    table = only(WAYS["values"](rows))
    assert [table.headers, *texts(table)] == rows


@pytest.mark.parametrize(
    "text",
    [
        # From the report on the national ranking of 2019, shortened.
        (
            "Đánh giá theo 6 hạng mục là: (1) Hạ tầng kỹ thuật CNTT; (2) Ứng dụng CNTT trong hoạt động của cơ quan; "
            "(3) Trang/Cổng thông tin điện tử; (4) Cung cấp dịch vụ công trực tuyến; (5) Cơ chế, chính sách và (6) Nhân lực."
        ),
        "Điều 1. Công bố kết quả năm 2020.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký.\nĐiều 3. Chánh Văn phòng chịu trách nhiệm.",
        "1. Công bố kết quả 2020.\n2. Giao Sở Nội vụ 3 việc trước ngày 15.\n3. Báo cáo.",
        "Tin mới\nBàn về mạng 6G\n04/03/2022\nChip A15\n15/09/2021\nGiáo dục\n14/09/2021\niPhone 13\n13/09/2021",
        "Đang online: 1\nHôm nay: 164\nĐã truy cập: 585573",
        "Hà Nội xếp vị trí số 1 đạt 0,5098 điểm, TP Hồ Chí Minh đứng thứ 2 với 0,5079 điểm; vị trí thứ 3 cho Thái Nguyên, Bắc Ninh xuống thứ 4.",
        "Kho bạc đạt 989 điểm, Sở Nội vụ 961 điểm, Sở Lao động 959,9 điểm; Ban Dân tộc đạt 789 điểm.",
        "",
    ],
)
def test_prose_with_numbers_is_no_table(text):
    tables, prose = found(text)
    assert tables == []
    assert [line.text for line in prose if line.text] == [line for line in text.split("\n") if line]


@pytest.mark.parametrize("way", ["values", "row a line"])
@pytest.mark.parametrize("heading", ["II. UBND cấp huyện", "Khối huyện"])
def test_groups_in_text(way, heading):
    header, first, second = ROWS[0][:6], [row[:6] for row in ROWS[1:4]], [row[:6] for row in ROWS[4:]]
    anew = [[str(number), *row[1:]] for number, row in enumerate(second, 1)]
    tables, _ = found(WAYS[way]([header, ["I. Các sở, ban, ngành"], *first, [heading], *anew]))
    assert [(table.group, table.headers, texts(table)) for table in tables] == [
        ("I. Các sở, ban, ngành", header, first),
        (heading, header, anew),
    ]
    tables, _ = found(WAYS[way]([header, *first, [heading], *second]))
    assert [texts(table) for table in tables] == [[*first, *second]]
    assert [(row.kind, row.label, row.after) for row in tables[0].special] == [("heading", heading, 3)]


def test_names_may_end_in_a_number():
    rows = [
        ["1", "Quận 1", "9,5", "8"],
        ["2", "Quận 10", "8,5", "7"],
        ["3", "Quận 3", "8", "7"],
        ["4", "Huyện Củ Chi", "7", "6,5"],
    ]
    for way in ("values", "row a line"):
        assert texts(only(WAYS[way](rows))) == rows


def test_places_before_a_class_number_no_rows():
    names = ["Sở Y tế", "Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp", "Ban Dân tộc", "Sở Xây dựng"]
    classes = ["Tốt", "Tốt", "Tốt", "Khá", "Khá", "Khá"]
    rows = [
        [str(n), name, f"{50 - n}", f"{90 - 2 * n},5", str(n), level]
        for n, (name, level) in enumerate(zip(names, classes, strict=True), 1)
    ]
    header = ["STT", "Đơn vị", "Hạ tầng", "Tổng điểm", "Xếp hạng", "Phân loại"]
    noted = [[*row, "Không có TTHC"] if row[1] in {"Sở Nội vụ", "Ban Dân tộc"} else row for row in rows]
    table = only("\n\n".join(text for row in [header, *noted] for text in row))
    assert [row[:3] for row in texts(table)] == [row[:3] for row in rows]
    assert table.headers[: len(header)] == header


def test_a_header_of_notes_that_no_row_has_shifts_no_other():
    header = ["STT", "Đơn vị", "Hạ tầng", "Tổng điểm", "Ghi chú"]
    rows = [[str(n), f"Huyện {name}", str(50 - n), str(90 - n)] for n, name in enumerate(["An", "Bình", "Cẩm", "Đông"], 1)]
    assert only("\n".join(text for row in [header, *rows] for text in row)).headers == header[:-1]


def test_a_row_of_marks_for_nothing_stands_first_among_lines():
    lines = [
        "Province Points Share Rank Tier",
        "Hanoi N/A N/A N/A N/A",
        *(f"Hue{'abcd'[n]} {9 - n}.5 {50 - n} {n + 1} Good" for n in range(4)),
    ]
    assert texts(only("\n".join(lines)))[0] == ["Hanoi", "N/A", "N/A", "N/A", "N/A"]


def test_a_line_of_running_text_is_no_title():
    lines = ["KẾT QUẢ NĂM 2023", "Điểm thấp nhất năm 2022 là 62,79%; cao nhất là", "91,62%. Xếp hạng năm 2022 có"]
    rows = ["STT\tĐơn vị\tĐiểm", "1\tSở A\t9", "2\tSở B\t8", "3\tSở C\t7"]
    assert find_tables(document_of("\n".join([*lines, *rows]), "\t"))[0][0].title == "KẾT QUẢ NĂM 2023"
