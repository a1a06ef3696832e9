"""A random table comes back cell for cell from every layout, and no document makes the search for tables fail or lose a word."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from auditing.layout_samples import document_of, texts
from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.auditing.layout import find_tables
from khoabang.scoring.problems import Place

NAMES = [
    *("Sở Tài chính", "Sở Y tế", "Sở Lao động, Thương binh và Xã hội", "Văn phòng UBND tỉnh", "Thanh tra tỉnh", "Tổng cục Thuế"),
    *("Ban Quản lý các khu công nghiệp", "UBND huyện Kim Động", "Trung tâm 115 Hà Nội", "Sở Văn hóa - Thể thao", "Bộ Công an"),
]
PARTS = ["Hạ tầng kỹ thuật", "Ứng dụng CNTT", "Cơ chế, chính sách", "Nhân lực", "Trang/Cổng thông tin", "An toàn thông tin"]


@st.composite
def tables(draw):
    """A header and rows: number, name, figures with comma or point, total, class."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=4, max_size=len(NAMES), unique=True))
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=len(PARTS), unique=True))
    mark = draw(st.sampled_from(",."))
    figure = st.builds(
        lambda whole, rest: f"{whole}{mark}{rest}" if rest else str(whole),
        st.integers(0, 120),
        st.sampled_from(["", "5", "25", "083"]),
    )
    rows = [["STT", "Tên đơn vị", *parts, "Tổng điểm"]]
    for number, name in enumerate(names, 1):
        rows.append([str(number), name, *(draw(figure) for _ in parts), draw(figure)])
    if draw(st.booleans()):
        rows[0].append("Xếp loại")
        for row in rows[1:]:
            row.append(draw(st.sampled_from(["Tốt", "Khá"])))
    return rows


def joined(rows, mark):
    return "\n".join(mark.join(row) for row in rows)


def merged(rows):
    """A header of two lines, the parts under one heading."""
    count = sum(part in PARTS for part in rows[0])
    over = ["STT", "Tên đơn vị", "Điểm thành phần", *[""] * (count - 1), *rows[0][2 + count :]]
    under = ["", "", *rows[0][2 : 2 + count], *[""] * (len(rows[0]) - 2 - count)]
    return joined([over, under, *rows[1:]], "|")


def broken(rows):
    """A page break with the header once more after the third row."""
    return f"{joined(rows[:4], '|')}\n\n{joined([rows[0], *rows[4:]], '|')}" if len(rows) > 4 else joined(rows, "|")


def turned(rows):
    return joined([list(column) for column in zip(*[row[1:] for row in rows], strict=True)], "|")


LAYOUTS = {
    "grid": lambda rows: joined(rows, "|"),
    "page break": broken,
    "bare page break": lambda rows: f"{joined(rows[:3], '|')}\n\nTrang 2\n\n{joined(rows[3:], '|')}",
    "empty rows": lambda rows: joined(rows, "|").replace("\n", "\n" + "|" * (len(rows[0]) - 1) + "\n"),
    "one value a line": lambda rows: joined(rows, "\n").replace("\n", "\n\n"),
    "one line": lambda rows: " ".join(" ".join(row) for row in rows),
    "a row a line": lambda rows: joined(rows, " "),
}
AROUND = "Ngày 25/5/2020, UBND tỉnh ban hành Quyết định số 1202/QĐ-UBND.\nKẾT QUẢ NĂM 2019\n{}\nNơi nhận: như trên. Lưu 5 bản."


@pytest.mark.parametrize("layout", LAYOUTS)
@given(rows=tables())
def test_a_table_comes_back_from_every_layout(layout, rows):
    found, prose = find_tables(document_of(AROUND.format(LAYOUTS[layout](rows))))
    assert len(found) == 1
    assert [found[0].headers, *texts(found[0])] == rows
    assert [line.text for line in prose if line.text and line.text != "Trang 2"] == [
        line for line in AROUND.split("\n") if line != "{}"
    ]


@given(rows=tables())
def test_a_table_comes_back_from_a_header_of_two_lines(rows):
    found, _ = find_tables(document_of(merged(rows)))
    assert texts(found[0]) == rows[1:]
    assert [header.removeprefix("Điểm thành phần › ") for header in found[0].headers] == [
        header if number != 2 or len([part for part in rows[0] if part in PARTS]) > 0 else ""
        for number, header in enumerate(rows[0])
    ]


@given(rows=tables())
def test_a_table_comes_back_turned(rows):
    found, _ = find_tables(document_of(turned(rows)))
    assert found[0].read_as == "transposed"
    assert [found[0].headers, *texts(found[0])] == [row[1:] for row in rows]


CELLS = st.sampled_from(
    [
        "",
        "",
        "1",
        "2",
        "3",
        "12,5",
        "-",
        "STT",
        "Tên đơn vị",
        "Tổng điểm",
        "Sở Tài chính",
        "Điểm tối đa",
        "I",
        "Ghi chú: x",
        "Tốt",
        "2019",
    ]
)
GRIDS = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=12)


@given(st.lists(st.one_of(GRIDS, CELLS), max_size=6))
def test_whatever_stands_in_a_document_is_kept(blocks):
    made = [
        Prose(block, Place("x", number))
        if isinstance(block, str)
        else Grid([[Cell(text) for text in row] for row in block], Place("x", number))
        for number, block in enumerate(blocks, 1)
    ]
    found, prose = find_tables(Document("x", "text", made))
    kept = " ".join(
        [line.text for line in prose]
        + [
            " ".join([table.title, table.group, *table.headers, *table.notes, *(text for row in texts(table) for text in row)])
            for table in found
        ]
        + [" ".join(cell.text for cell in row.row.cells) for table in found for row in table.special]
    )
    for block in blocks:
        for text in [block] if isinstance(block, str) else [text for row in block for text in row]:
            assert text in kept or text == "-"  # a mark for nothing beside a title says nothing
    for table in found:
        assert all(len(row.cells) == len(table.headers) for row in [*table.rows, *(each.row for each in table.special)])


@given(
    st.lists(
        st.sampled_from(["1", "2", "3", "4", "Sở A", "Sở B", "Tốt", "5,5", "-", "Điểm tối đa", "STT", "Hạng", "Quyết định số 3"]),
        max_size=40,
    )
)
def test_whatever_stands_in_lines_is_kept(lines):
    for mark in ("\n", " "):
        found, prose = find_tables(document_of(mark.join(lines)))
        kept = [word for line in prose for word in line.text.split()]
        for table in found:
            kept += [word for row in [table.headers, *texts(table)] for text in row for word in text.split()]
            kept += [word for each in table.special for cell in each.row.cells for word in cell.text.split()]
        for word in set(" ".join(lines).split()):
            assert kept.count(word) >= " ".join(lines).split().count(word), (mark, word)
