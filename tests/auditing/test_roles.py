"""What each column is: headers propose, figures decide."""

import pytest

from auditing.tables import lines, ready, understood
from khoabang.auditing.roles import understand
from khoabang.auditing.rulings import Rulings
from khoabang.auditing.words import hinted, of_before

SMALL = """
STT|Mã|Cơ quan|Hạ tầng|Nhân lực|Tổng điểm|Năm thành lập|Tăng/giảm|Xếp loại|Hạng|Ghi chú
1|A1|Sở Tài chính|40,5|20,25|60,75|1990|+2|Tốt|1|
2|A2|Sở Y tế|38|19,5|57,5|1995|-1|Tốt|2|
3|A3|Sở Nội vụ|35,5|18|53,5|1992|+3|Khá|3|nộp chậm
4|A4|Sở Tư pháp|33|17,5|50,5|1991|-4|Khá|4|
5|A5|Sở Công Thương|30|17|47|1994|+5|Khá|5|
6|A6|Sở Xây dựng|28,5|12,25|40,75|1999|-2|Yếu|6|
"""


def test_roles_of_a_common_table():
    found, orderings = understood(SMALL)
    roles = [column.role for column in found.sheet.columns]
    assert roles[:6] == ["order", "code", "body", "component", "component", "total"]
    assert roles[7:] == ["change", "class", "rank", "note"]
    assert [(o.ranks.header if o.ranks else "", o.key.header) for o in orderings] == [("Hạng", "Tổng điểm")]


def test_a_person_overrules_a_role():
    found = understand(ready(SMALL), Rulings(roles={6: "other", 3: "note"}))
    assert found.sheet.columns[3].role == "note"


def test_a_total_of_last_year_is_not_the_total():
    text = "Đơn vị|Tổng điểm năm trước|Điểm\n" + "\n".join(f"Sở {n}{n}|{60 - n}|{70 - 2 * n}" for n in range(6))
    found, _ = understood(text)
    assert found.sheet.of("total") is None or found.sheet.of("total").header != "Tổng điểm năm trước"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("STT", "order"),
        ("Xếp hạng", "rank"),
        ("Điểm tối đa", "maximum"),
        ("Ghi chú", "note"),
        ("Chỉ số", "index"),
        ("Tong diem", "total"),
    ],
)
def test_words_of_headers(header, role):
    assert hinted(header)[0] == role


def test_marks_tell_words_apart():
    assert "change" not in hinted("Hạ tầng")
    assert of_before("Tổng điểm năm trước")
    assert not of_before("Tổng điểm")


def test_the_names_that_differ_are_the_bodies_though_another_column_is_called_so():
    table = [
        [n, f"Trường Đại học {letter}", country, 90 - 3 * n]
        for n, (letter, country) in enumerate(zip("ABCDEGHI", "XXYXYXXZ", strict=True), 1)
    ]
    found, _ = understood(lines("Hạng|Institution|Country|Score", table))
    assert [column.role for column in found.sheet.columns][:2] == ["rank", "body"]


def test_ranks_are_ranks_though_averages_of_regions_have_none():
    table = [[n, f"Tỉnh {letter}", f"0,{90 - 3 * n}"] for n, letter in enumerate("ABCDEGHIKL", 1)]
    table += [["", f"Vùng {letter}", "0,7"] for letter in "MNPQ"]
    found, (ordering,) = understood(lines("Xếp hạng|Địa phương|Chỉ số", table))
    assert found.sheet.columns[0].role == "rank"
    assert ordering.ranks is found.sheet.columns[0]


def test_places_written_with_a_nought_behind_the_mark_are_places():
    found, (ordering,) = understood(
        "Đơn vị|Tổng điểm|Hạng\n" + "\n".join(f"Sở {n}{n}|{90.5 - 3 * n}|{n + 1}.0" for n in range(9))
    )
    assert found.sheet.columns[2].role == "rank"
    assert (ordering.ranks, ordering.whole) == (found.sheet.columns[2], True)


def test_a_number_that_bodies_share_is_a_place():
    found, _ = understood(
        "TT|Vùng|Năm 2022|Năm 2023\n"
        + "\n".join(f"{place}|Vùng {n}|{80 + n}|{90 - n}" for n, place in enumerate((1, 2, 3, 4, 5, 5)))
    )
    assert found.sheet.columns[0].role == "rank"
