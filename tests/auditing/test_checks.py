"""The checks, each on a small table: what is proved, what is only asked, what unprinted digits explain."""

from fractions import Fraction

import pytest

from auditing.shapes import digits
from auditing.tables import audited, lines, said

BODIES = ["An", "Bình", "Cẩm", "Đông", "Gia", "Hòa", "Kim", "Lạc", "Mỹ", "Nam", "Phú", "Quế"]
POINTS = [
    (50, 48, 90), (50, 46, 85), (49, 45, 83), (50, 40, 80), (45, 44, 75), (44, 39, 76),
    (50, 30, 70), (40, 35, 66), (38, 34, 60), (36, 33, 58), (30, 31, 55), (28, 25, 40),
]  # fmt: skip
HEADERS = "STT|Đơn vị|Hạ tầng|Nhân lực|Ứng dụng|Tổng điểm|Hạng|Xếp loại|Ghi chú"


def rows() -> list[list[object]]:
    made: list[list[object]] = []
    for number, (body, points) in enumerate(zip(BODIES, POINTS, strict=True), 1):
        level = "Tốt" if sum(points) >= 170 else "Khá" if sum(points) >= 120 else "Yếu"
        made.append([number, f"Huyện {body}", *points, sum(points), number, level, ""])
    return made


def test_a_correct_table_has_no_findings():
    assert said(audited(lines(HEADERS, rows()))) == []


def test_a_wrong_total_and_what_it_changes():
    wrong = rows()
    wrong[6][5] = 168
    (found,) = [each for each in audited(lines(HEADERS, wrong)) if each.kind == "total"]
    assert (found.grade, found.body, found.expected, found.printed) == ("proved", "Huyện Kim", 150, "168")


def test_a_remark_makes_it_a_question():
    wrong = rows()
    wrong[6][5], wrong[6][8] = 145, "Trừ 5 điểm nộp chậm"
    found = [each for each in audited(lines(HEADERS, wrong)) if each.row == 6 and each.grade != "rounding"]
    assert {each.grade for each in found} == {"suspect"}


def test_a_figure_above_a_stated_maximum():
    wrong = rows()
    wrong[2][2], wrong[2][5] = 55, 183
    found = audited(lines(HEADERS, wrong), maximum="|Điểm tối đa|50|50|100|200|||")
    over = [each for each in found if each.kind == "over_maximum"]
    assert [(each.grade, each.body, each.column, each.expected) for each in over] == [("proved", "Huyện Cẩm", "Hạ tầng", 50)]


def test_a_figure_above_what_the_stated_total_leaves():
    wrong = rows()
    wrong[1][2:6] = [50, 48, 90, 188]  # two bodies reach the highest of the other columns: not one cell that would do instead
    wrong[6][2], wrong[6][5] = 67, 167
    wrong.insert(4, wrong.pop(6))
    for number, row in enumerate(wrong, 1):
        row[0] = row[6] = number
    (found,) = [each for each in audited(lines(HEADERS, wrong), maximum="|||||200|||") if each.kind == "over_maximum"]
    assert (found.code, found.grade, found.body) == ("over_maximum.bound", "proved", "Huyện Kim")
    assert found.expected == 200 - 48 - 90
    assert [(each.when, each.value) for each in found.further] == [("maximum", 50)]


def test_bonuses_may_lift_a_total_above_its_maximum():
    lifted = [[*row[:5], 5, int(str(row[5])) + 5, *row[6:]] for row in rows()]
    headers = HEADERS.replace("Tổng điểm", "Điểm cộng|Tổng điểm")
    assert said(audited(lines(headers, lifted), maximum="|Điểm tối đa|50|50|100||192|||"), "proved") == []


def test_a_maximum_that_many_exceed_does_not_bind():
    assert said(audited(lines(HEADERS, rows()), maximum="|Chuẩn|40|50|100||||"), "proved") == []


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("mean", "149,83", "159,83"),
        ("median", "154,5", "145,5"),
        ("highest", "188", "198"),
        ("lowest", "93", "39"),
        ("total", "1798", "1978"),
    ],
)
def test_rows_of_statistics(kind, right, wrong):
    def found(cell):
        return [each for each in audited(lines(HEADERS, rows()), **{kind: f"|{kind}||||{cell}|||"}) if each.kind == "statistic"]

    assert found(right) == []
    (one,) = found(wrong)
    assert (one.grade, one.expected) == ("proved", Fraction(right.replace(",", ".")))


def test_a_statistic_of_the_right_figures_does_not_accuse_itself():
    wrong = rows()
    wrong[6][5] = 168
    found = audited(lines(HEADERS, wrong), mean="|Trung bình||||149,83|||")
    assert [each for each in found if each.kind == "statistic"] == []


def test_a_class_between_two_of_another_is_a_question():
    wrong = rows()
    wrong[1][7] = "Yếu"
    assert said([each for each in audited(lines(HEADERS, wrong)) if each.kind == "class"]) == [
        ("class.between", "Huyện Bình", "Xếp loại")
    ]


def test_a_doubled_body_accuses_no_other():
    doubled = rows()
    doubled.insert(5, list(doubled[4]))
    for number, row in enumerate(doubled, 1):
        row[0] = number
    assert said(audited(lines(HEADERS, doubled)), "proved") == [("duplicate.body", "Huyện Gia", "Đơn vị")]


def test_a_lost_row_accuses_nobody():
    lost = rows()
    lost.pop(9)
    found = audited(lines(HEADERS, lost))
    assert {(each.code, each.expected) for each in found if each.grade == "proved"} == {
        ("missing.order", 10),
        ("missing.rank", 10),
    }


def test_an_index_is_not_accused_of_a_wrong_total():
    with_index = [[*row[:6], digits(Fraction(int(str(row[5])), 200), 3), *row[6:]] for row in rows()]
    with_index[6][5] = 168
    found = audited(lines(HEADERS.replace("Tổng điểm", "Tổng điểm|Chỉ số"), with_index))
    assert said([each for each in found if each.kind in {"total", "index"}]) == [("total.sum", "Huyện Kim", "Tổng điểm")]


def test_a_cell_of_words_and_a_figure_far_from_all_others_are_questions():
    wrong = rows()
    wrong[3][3], wrong[3][5] = "4O", 170
    assert ("number.cell", "Huyện Đông", "Nhân lực") in said(audited(lines(HEADERS, wrong)), "suspect")
    wrong = rows()
    wrong[3][3] = 4000
    assert ("number.far", "Huyện Đông", "Nhân lực") in said(audited(lines(HEADERS, wrong)), "suspect")


def test_a_change_is_the_difference_of_the_two_figures_that_are_printed():
    before = ["180,25", "176,5", "183,75", "159,5", "171", "150,25", "162,5", "131", "141,75", "115,5", "128", "101,25"]

    def found(wrong: str = "") -> list[tuple[str, str, str]]:
        made = []
        for row, was in zip(rows(), before, strict=True):
            change = Fraction(str(row[5])) - Fraction(was.replace(",", "."))
            made.append([*row[:6], was, digits(change, 2, signed=True), *row[6:]])
        made[4][7] = wrong or made[4][7]
        return said(audited(lines(HEADERS.replace("Tổng điểm", "Tổng điểm|Tổng điểm năm trước|Tăng, giảm"), made)))

    assert found() == []
    assert found("+7,00") == [("statistic.change", "Huyện Gia", "Tăng, giảm")]


def test_a_change_of_places_is_exact():
    before = [2, 1, 4, 3, 7, 9, 5, 6, 12, 8, 10, 11]

    def found(wrong: str = "") -> list[tuple[str, str, str]]:
        made = [[*row[:7], was, f"{was - int(str(row[6])):+d}", *row[7:]] for row, was in zip(rows(), before, strict=True)]
        made[4][8] = wrong or made[4][8]
        return said(audited(lines(HEADERS.replace("Hạng", "Hạng|Hạng năm trước|Tăng, giảm hạng"), made)))

    assert found() == []
    assert found("+3") == [("statistic.change", "Huyện Gia", "Tăng, giảm hạng")]


SHARES = "STT|Đơn vị|Tổng số hồ sơ|Đúng hạn|Tỷ lệ đúng hạn"


def shares() -> list[list[object]]:
    files = [(820, 815), (455, 450), (1240, 1221), (97, 95), (333, 325), (610, 590), (75, 71)]
    return [
        [n, f"Xã {b}", a, c, f"{digits(Fraction(1000 * c // a, 10), 1)}%"]
        for n, (b, (a, c)) in enumerate(zip(BODIES, files, strict=False), 1)
    ]


def test_the_percentage_of_all_is_no_sum_of_percentages():
    assert said(audited(lines(SHARES, shares()), total="|Tổng cộng|3630|3567|98,2%")) == []
    found = audited(lines(SHARES, shares()), total="|Tổng cộng|3360|3567|98,2%")
    assert [(each.grade, each.printed, each.expected) for each in found] == [("proved", "3360", 3630)]


def test_a_row_of_more_bodies_than_are_listed_accuses_nothing():
    of_all = "|Trung bình toàn tỉnh|44,5|38,2|64,3|147|||"
    assert said(audited(lines(HEADERS, rows()), mean=of_all)) == []
    assert said(audited(lines(HEADERS, rows()), total="|Tổng|900|800|1300|3000|||")) == []
    weighted = [[number, body, *points] for number, (body, points) in enumerate(zip(BODIES, POINTS, strict=True), 1)]
    assert said(audited(lines("STT|Đơn vị|Toán|Văn|Anh", weighted), mean="|Trung bình|41,2|36,6|67,9"), "proved") == []


def test_a_single_figure_of_more_bodies_than_are_listed_is_asked_about():
    for label in ("|Trung bình cả nước||||159,83|||", "|Trung bình||||15,83|||"):
        assert {each.grade for each in audited(lines(HEADERS, rows()), mean=label) if each.kind == "statistic"} == {"suspect"}


def test_bodies_of_one_name_in_different_places_are_two():
    made = [[number, f"Phường {1 + number % 3}", f"Quận {'ABCD'[number // 3]}", 90 - number] for number in range(12)]
    for number, row in enumerate(made, 1):
        row[0] = number
    assert said(audited(lines("STT|Phường|Thuộc quận|Điểm", made)), "proved") == []
