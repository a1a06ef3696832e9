"""What is out of line: a few are questions, many follow something that the table does not say."""

import pytest

from auditing.tables import audited, lines, understood

BODIES = [f"Sở {letter}{letter.lower()}a" for letter in "ABCDEGHIKLMNOPQRSTUVXY"]


def coded(code: str, headers: str, table: list[list[object]]) -> list[tuple[str, str]]:
    return [(each.grade, each.body) for each in audited(lines(headers, table)) if each.code == code]


def classed(classes: str) -> list[tuple[str, str]]:
    table = [[name, 99 - 2 * n, f"Loại {letter}"] for n, (name, letter) in enumerate(zip(BODIES, classes, strict=True))]
    return coded("class.between", "Đơn vị|Tổng điểm|Xếp loại", table)


def test_a_class_out_of_line_is_asked_about_and_classes_that_follow_no_figure_are_not():
    assert classed("AAAAAABBBBABBBBCCCCCCC") == [("suspect", BODIES[10])]
    assert classed("AAABAABBACBBCBACBBCACB") == []


def far(**changed: int) -> list[tuple[str, str]]:
    table: list[list[object]] = [[name, 20 + n * 5 % 23, 31 + n * 9 % 23, 12 + n * n % 17] for n, name in enumerate(BODIES)]
    for column, value in changed.items():
        table[3][int(column[1:])] = value
    return coded("number.far", "Đơn vị|Một|Hai|Ba", table)


def test_a_figure_far_from_all_others_is_asked_about_but_not_a_whole_row():
    assert far(c1=2300) == [("suspect", BODIES[3])]
    assert far(c1=2300, c2=3700, c3=1200) == []


def test_words_in_many_cells_of_a_column_are_its_own_way():
    def said(bare: int) -> int:
        table = [[name, f"{n * 7 % 23},5" if n >= bare else f"{n}e-5", n * n % 19] for n, name in enumerate(BODIES)]
        return len(coded("number.cell", "Đơn vị|Một|Hai", table))

    assert (said(1), said(5)) == (1, 0)


def test_ties_that_are_always_told_apart_are_told_apart_by_something_else():
    table = [[n + 1, name, 40 - n // 2] for n, name in enumerate(BODIES)]
    assert coded("tie.alike", "Hạng|Đơn vị|Tổng điểm", table) == []
    table = [[n + 1, name, 40 - n + (n == 7)] for n, name in enumerate(BODIES)]
    assert coded("tie.alike", "Hạng|Đơn vị|Tổng điểm", table) == [("rounding", BODIES[7])]


def test_rows_that_follow_an_order_only_nearly_are_not_asked_about():
    def said(moved: int) -> int:
        points = [90 - 3 * n for n in range(len(BODIES))] * 3
        table = [[f"{name} {n}", 300 - 3 * n] for n, name in enumerate(BODIES * 3)]
        for n in range(moved):
            table[5 + 6 * n][1] = 20 + points[n]
        return len(coded("order.row", "Đơn vị|Tổng điểm", table))

    assert said(2) == 2
    assert said(6) == 0


@pytest.mark.parametrize(("gone", "grades"), [([4], ["proved"]), ([4, 5, 9], ["suspect"] * 3), ([2, 4, 5, 9, 11, 16], [])])
def test_numbers_left_out_again_and_again_are_of_a_list_of_some(gone: list[int], grades: list[str]):
    names = [f"{name} {n}" for n in range(4) for name in BODIES]
    table = [[n, name, 7 * n % 50] for n, name in enumerate(names, 1) if n not in gone]
    assert [grade for grade, _ in coded("missing.order", "STT|Đơn vị|Điểm", table)] == grades


def test_a_column_that_is_not_called_numbers_may_number_something_else():
    table = [[f"{name}", n + (n > 8), 90 - n] for n, name in enumerate(BODIES, 1)]
    assert coded("missing.order", "Đơn vị|Phòng|Điểm", table) == [("suspect", "")]
    assert coded("missing.order", "Đơn vị|STT|Điểm", table) == [("proved", "")]


def totals(wrong: dict[int, int], classes: str = "") -> set[str]:
    names = [f"{name} {n}" for n in range(4) for name in BODIES]
    table: list[list[object]] = []
    for n, name in enumerate(names):
        one, two = 10 + 7 * n % 41, 20 + 11 * n % 37
        table.append([name, one, two, one + two + wrong.get(n, 0), classes[n] if classes else "x"])
    return {each.grade for each in audited(lines("Đơn vị|Một|Hai|Tổng điểm|Nhóm", table)) if each.code == "total.sum"}


def test_totals_that_are_wrong_in_many_rows_may_be_made_of_something_else():
    assert totals({3: 40, 50: -30}) == {"proved"}
    assert totals({n: 40 + n for n in range(3, 80, 11)}) == {"suspect"}


def test_totals_that_are_wrong_in_all_rows_of_a_kind_may_be_made_of_something_else():
    kinds = ["a", "b", "c"] * 29 + ["a"]
    kinds[10] = kinds[70] = "d"
    assert totals({10: 40, 70: 60}, "".join(kinds)) == {"suspect"}


def test_two_numbers_in_a_cell_are_no_figure_and_maximum_where_the_first_is_greater():
    table = [[name, f"{2000 + 37 * n}/{450 - 3 * n}", n] for n, name in enumerate(BODIES)]
    text = lines("Đội|Điểm/lượt|Thắng", table)
    assert [each for each in audited(text) if each.kind == "over_maximum"] == []
    assert not understood(text)[0].sheet.all_of("maximum")
