"""Rows of totals and means: wrong where the row's other figures are those of the rows, else they may be of other bodies."""

import pytest

from auditing.layout_samples import document_of
from auditing.tables import lines, table
from khoabang.auditing.layout import find_tables
from khoabang.auditing.ordering import find_orderings
from khoabang.auditing.roles import understand
from khoabang.auditing.sheet import cells_of, make_ready
from khoabang.auditing.table import Row, SpecialRow
from khoabang.auditing.table_checks import TableChecks
from khoabang.scoring.problems import Place

HEADERS = "Địa phương|Nam|Nữ|Hộ|Mật độ"
ROWS = [
    [f"Xã {name}", 400 + 37 * n, 390 + 41 * n * n % 97, 110 + 13 * n % 71, 210 + 53 * n % 89]
    for n, name in enumerate("ABCDEGHIKL")
]
SUMS = [sum(int(str(row[column])) for row in ROWS) for column in (1, 2, 3)]


def found(*special: tuple[str, int, list[object]]) -> list[tuple[str, str]]:
    """Give grade and column of what is wrong in the rows of statistics: each a kind, after how many rows it stands, its cells."""
    made = table(lines(HEADERS, ROWS))
    for kind, after, cells in special:
        row = Row(cells_of(["Cộng", *map(str, cells)]), Place())
        made.special.append(SpecialRow(kind, "Cộng", row, after))  # type: ignore[arg-type]
    understood = understand(make_ready(made))
    findings = TableChecks(understood, find_orderings(understood.sheet)).run()
    return [(each.grade, each.column) for each in findings if each.code == "statistic.row"]


def test_one_wrong_total_among_right_ones_is_proved():
    one, two, three = SUMS
    assert found(("total", 10, [one, two, three, ""])) == []
    assert found(("total", 10, [one, two + 900, three, ""])) == [("proved", "Nữ")]


def test_a_total_that_no_column_bears_out_is_of_more_than_is_listed():
    one, two, three = SUMS
    assert found(("total", 10, [one + 500, two + 700, three + 90, ""])) == []
    assert found(("total", 4, [one, two + 700, "", ""])) == [("suspect", "Nữ")]


def test_a_rate_in_a_row_of_totals_is_no_sum():
    one, two, three = SUMS
    assert found(("total", 10, [one, two, three, 246])) == []


@pytest.mark.parametrize("after", [4, 10])
def test_totals_of_parts_are_not_of_the_whole(after: int):
    part = [sum(int(str(row[column])) for row in ROWS[:4]) for column in (1, 2, 3)]
    assert found(("total", after, [part[0], "", "", ""])) == [("suspect" if after == 4 else "proved", "Nam")]
    assert found(("total", 4, [part[0], "", "", ""]), ("total", 10, [SUMS[0] - part[0], "", "", ""])) == []


def test_a_table_with_a_name_that_says_place_and_figures_from_nought_is_not_turned():
    text = "Location|Ward|Ann|Bob|Cid|Total\nHill SS|8|222|45|31|298\nBough Place|3|1|0|4|8\nLake PS|5|60|18|55|133\nMill RR|2|7|5|8|20"
    (made,), _ = find_tables(document_of(text))
    assert (made.read_as, [row.cells[0].text for row in made.rows][1]) == ("grid", "Bough Place")
