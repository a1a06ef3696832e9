"""Columns made ready: decimal marks by column, composite cells split, what a column's places are."""

from fractions import Fraction

from auditing.tables import ready
from khoabang.auditing.document import Cell
from khoabang.auditing.sheet import make_ready
from khoabang.auditing.table import Row, Table
from khoabang.scoring.problems import Place


def test_decimal_marks_are_settled_by_column():
    sheet = ready("A|B\n1,5|1.5\n2,25|2.25\n3|3")
    assert [f.value for f in sheet.columns[0].present] == [Fraction("1.5"), Fraction("2.25"), 3]
    assert [f.value for f in sheet.columns[1].present] == [Fraction("1.5"), Fraction("2.25"), 3]


def test_a_number_with_three_decimals_is_read_as_its_column_is():
    sheet = ready("Điểm\n58.083\n61.5\n57,2\n60.25\n59.5")
    assert sheet.columns[0].present[0].value == Fraction("58.083")


def test_a_small_figure_is_not_taken_for_thousands_beyond_its_column():
    sheet = ready("Điểm\n26,169\n1041,25\n843,333\n1666,667\n912,5")
    assert sheet.columns[0].present[0].value == Fraction("26.169")


def test_places_with_indices_are_two_columns():
    first, second = ready("Hạng (chỉ số)\n01 (0,727)\n02 (0,7)\n03 (0,65)").columns
    assert [f.value for f in first.present] == [1, 2, 3]
    assert [f.value for f in second.present] == [Fraction("0.727"), Fraction("0.7"), Fraction("0.65")]
    assert (first.position, second.position) == (0, 0)
    assert first.ranks == [(1, 1), (2, 2), (3, 3)]


def test_the_finest_digit_is_the_columns_unit():
    assert ready("Điểm\n86\n85,5\n70,25").columns[0].unit == Fraction(1, 100)


def test_places_shared_as_spans():
    assert ready("Hạng\n1\n2-3\n=4\nI-III\nx").columns[0].ranks == [(1, 1), (2, 3), (4, 4), (1, 3), None]


def test_a_name_on_two_lines_is_one_name():
    sheet = make_ready(Table("", ["Đơn vị", "Điểm"], [Row([Cell("Văn phòng\nUBND tỉnh"), Cell("9")], Place())], Place()))
    sheet.columns[0].role = "body"
    assert sheet.bodies == ["Văn phòng UBND tỉnh"]
