"""Indices that are a total over a maximum, one or two."""

from fractions import Fraction

import pytest

from auditing.shapes import digits, rounded
from auditing.tables import audited, lines, ready, said
from khoabang.auditing.shares import find_share, simplest

TOTALS = [342, 377, 401, 299, 450, 433, 318, 365, 288, 410, 395, 371]


def share_table(by: list[int], wrong: dict[int, str] | None = None, notes: dict[int, str] | None = None) -> str:
    rows: list[list[object]] = []
    for number, (total, most) in enumerate(zip(TOTALS, by, strict=True)):
        index = (wrong or {}).get(number, digits(rounded(Fraction(total, most), 3), 3))
        rows.append([f"Sở {'ABCDEFGHIJKLM'[number]} tỉnh", total, index, (notes or {}).get(number, "")])
    return lines("Đơn vị|Tổng điểm|Chỉ số|Ghi chú", rows)


def test_one_maximum_and_a_second_where_a_remark_says_so():
    by = [498] * 12
    by[2] = by[7] = 398
    sheet = ready(share_table(by))
    share = find_share(sheet.columns[2], sheet.columns[1], lambda rows: set(rows) == {2, 7})
    assert share is not None
    assert [(each.value, each.rows[:2]) for each in share.denominators] == [(498, (0, 1)), (398, (2, 7))]
    assert share.wrong == ()


def test_a_wrong_index_is_proved_unless_a_remark_may_explain_it():
    wrong = {4: "0,940"}
    assert ("index.share", "Sở E tỉnh", "Chỉ số") in said(audited(share_table([498] * 12, wrong)), "proved")
    found = audited(share_table([498] * 12, wrong, {4: "Không đánh giá một mục"}))
    assert ("index.share", "Sở E tỉnh", "Chỉ số") in said(found, "suspect")


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [("497.6", "498.3", 498), ("0.98", "1.03", 1), ("2.44", "2.46", "2.45"), ("1/3", "1/3", "1/3")],
)
def test_the_simplest_number_between(low, high, value):
    assert simplest(Fraction(low), Fraction(high)) == Fraction(value)
