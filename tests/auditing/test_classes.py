"""Classes: bounds that the document states, and rows out of line with all others."""

import pytest

from auditing.layout_samples import document_of
from auditing.tables import audited, lines, said, understood
from khoabang.auditing.audit import audit

LEVELS = [("Tốt", 85), ("Khá", 70), ("Trung bình", 50), ("Yếu", 0)]
SCORES = [96, 93, 91, 88, 86, 84, 81, 77, 75, 72, 66, 61, 58, 52, 43, 40]
BOUNDS = "Tốt: từ 85 điểm trở lên; Khá: từ 70 đến dưới 85 điểm; Trung bình: từ 50 đến dưới 70 điểm; Yếu: dưới 50 điểm."


def rows() -> list[list[object]]:
    return [
        [number, f"Huyện {chr(64 + number)}a", score, number, next(name for name, least in LEVELS if score >= least), ""]
        for number, score in enumerate(SCORES, 1)
    ]


def document(table: list[list[object]], bounds: str = BOUNDS) -> list[tuple[str, str, str, object]]:
    done = audit(document_of(f"{bounds}\n\n{lines('STT|Đơn vị|Tổng điểm|Hạng|Xếp loại|Ghi chú', table)}"))
    return [(each.grade, each.code, each.body, each.expected) for each in done.all_findings]


def test_stated_bounds_prove_a_wrong_class():
    assert document(rows()) == []
    wrong = rows()
    wrong[7][4] = "Tốt"
    assert document(wrong) == [("proved", "class.stated", "Huyện Ha", "Khá")]


def test_a_remark_makes_it_a_question():
    wrong = rows()
    wrong[7][4], wrong[7][5] = "Trung bình", "Hạ một mức do nộp chậm"
    assert document(wrong) == [("suspect", "class.stated", "Huyện Ha", "Khá")]


def test_unprinted_digits_may_lie_on_the_other_side_of_a_bound():
    near = rows()
    near[5][2], near[5][4] = 85, "Khá"  # 84,6 printed as 85
    assert document(near) == [("rounding", "class.stated", "Huyện Fa", "Tốt")]


def test_bounds_that_do_not_fit_the_table_prove_nothing():
    assert document(rows(), BOUNDS.replace("85", "95").replace("70", "90")) == []


@pytest.mark.parametrize("other", ["Trung bình", "Yếu"])
def test_without_bounds_a_row_out_of_line_is_a_question(other):
    wrong = rows()
    wrong[2][4] = other
    found = audited(lines("STT|Đơn vị|Tổng điểm|Hạng|Xếp loại|Ghi chú", wrong))
    assert said(found) == [("class.between", "Huyện Ca", "Xếp loại")]


def test_a_column_of_regions_is_no_class():
    table = [[*row[:2], ("Bắc", "Nam", "Trung")[number % 3], *row[2:4]] for number, row in enumerate(rows())]
    text = lines("STT|Đơn vị|Vùng|Tổng điểm|Hạng", table)
    assert understood(text)[0].sheet.of("class") is None
    assert said(audited(text)) == []


def test_places_within_groups_that_a_column_names():
    firsts = {name: position for position, name in enumerate(("Khối sở", "Khối huyện"))}
    table = []
    for name, at in firsts.items():
        table += [[f"{name} {n}", name, 90 - 3 * n - at, n + 1] for n in range(13)]
    header = "Đơn vị|Khối|Tổng điểm|Hạng"
    assert said(audited(lines(header, table))) == []
    assert [each.group for each in understood(lines(header, table))[1]] == list(firsts)
    table[4][3], table[7][3] = table[7][3], table[4][3]
    assert {body for _, body, _ in said(audited(lines(header, table)), "proved")} == {"Khối sở 4", "Khối sở 7"}


@pytest.mark.parametrize(
    ("row", "other", "expected", "beside"),
    [
        (0, "Khá", "Tốt", ("–", "Tốt")),
        (15, "Khá", "Yếu", ("Yếu", "–")),
        (5, "Yếu", None, ("Tốt", "Khá")),
    ],
)
def test_a_class_out_of_line_at_an_end_or_between_two_others_is_a_question(row, other, expected, beside):
    wrong = rows()
    wrong[row][4] = other
    (found,) = [each for each in audited(lines("STT|Đơn vị|Tổng điểm|Hạng|Xếp loại|Ghi chú", wrong)) if each.kind == "class"]
    assert (found.code, found.grade, found.row, found.expected) == ("class.apart", "suspect", row, expected)
    assert (found.params["above"], found.params["below"]) == beside
