"""Formulas between columns: found when rows bear them out, never when chance may."""

import time
from fractions import Fraction
from random import Random

from auditing.shapes import digits, rounded
from auditing.tables import lines, ready
from khoabang.auditing.formula_search import find_formulas
from khoabang.auditing.formulas import Formula, checked
from khoabang.auditing.sheet import Sheet


def formulas(sheet: Sheet) -> dict[str, tuple[str, list[str]]]:
    found = find_formulas([column for column in sheet.columns if column.numeric])
    return {each.target.header: (each.kind, [part.header for part in each.parts]) for each in found}


def drawn(columns: int, rows: int = 20, seed: int = 1) -> list[list[Fraction]]:
    random = Random(seed)
    return [[Fraction(random.randint(0, 10_000), 100) for _ in range(columns)] for _ in range(rows)]


def printed(rows: list[list[Fraction]], places: int = 2, how: str = "half") -> list[list[object]]:
    return [[digits(rounded(value, places, how), places) for value in row] for row in rows]


def test_sums_means_and_products_are_found():
    rows = drawn(3)
    assert formulas(ready(lines("A|B|C|T", printed([[*row, sum(row)] for row in rows])))) == {"T": ("sum", ["A", "B", "C"])}
    assert formulas(ready(lines("T|A|B|C", printed([[sum(row) / 3, *row] for row in rows])))) == {"T": ("mean", ["A", "B", "C"])}
    two = [[row[0], row[1], row[0] * row[1]] for row in rows]
    assert formulas(ready(lines("A|B|T", printed(two, 4)))) == {"T": ("product", ["A", "B"])}


def test_weights_are_found_to_the_last_digit():
    rows = [[*row, row[0] / 5 + row[1] * 3 / 20 + row[2] * 13 / 20] for row in drawn(3, 30)]
    sheet = ready(lines("A|B|C|T", printed(rows, 3)))
    (found,) = find_formulas([column for column in sheet.columns if column.numeric])
    assert (found.kind, found.weights) == ("weighted", (Fraction(1, 5), Fraction(3, 20), Fraction(13, 20)))


def test_a_tree_is_found_whether_subtotals_stand_before_or_between_their_parts():
    rows = [[a + b, a, b, c + d, c, d, a + b + c + d] for a, b, c, d in drawn(4)]
    wanted = {"I": ("sum", ["A", "B"]), "II": ("sum", ["C", "D"]), "T": ("sum", ["I", "II"])}
    assert formulas(ready(lines("I|A|B|II|C|D|T", printed(rows)))) == wanted


def test_columns_that_chance_to_agree_are_no_formula():
    random = Random(5)
    rows = [[random.choice([0, 5, 10]) for _ in range(4)] for _ in range(30)]
    assert formulas(ready(lines("A|B|C|D", [list(row) for row in rows]))) == {}


def test_a_wrong_row_is_outside_the_formula_and_stands_out():
    rows = printed([[*row, sum(row)] for row in drawn(3)])
    rows[7][3] = "999,99"
    sheet = ready(lines("A|B|C|T", rows))
    (found,) = find_formulas([column for column in sheet.columns if column.numeric])
    assert found.wrong == (7,)
    assert found.stands_out(7)


def test_parts_cut_before_printing_lie_within_the_slack():
    rows = [[*(rounded(value, 0, "cut") for value in row), sum(row)] for row in drawn(5, 40)]
    cells = [[*(digits(value, 0) for value in row[:-1]), digits(row[-1], 2)] for row in rows]
    sheet = ready(lines("A|B|C|D|E|T", cells))
    formula = checked(Formula("sum", sheet.columns[5], tuple(sheet.columns[:5])))
    assert formula is None or formula.wrong == ()
    assert all(Formula("sum", sheet.columns[5], tuple(sheet.columns[:5])).explains(row) for row in range(40))


def test_a_cell_typed_to_fewer_digits_is_doubted_not_proved():
    rows = printed([[*row, sum(row)] for row in drawn(3)])
    rows[4][0] = rows[4][0].partition(",")[0]  # type: ignore[attr-defined]
    sheet = ready(lines("A|B|C|T", rows))
    formula = Formula("sum", sheet.columns[3], tuple(sheet.columns[:3]))
    residual = formula.residual(4)
    assert residual is not None
    assert formula.doubt(4) >= Fraction(1, 2)
    assert formula.doubt(5) == formula.slack(5)


def test_sixty_columns_of_four_thousand_rows_take_seconds():
    random = Random(3)
    rows = [[random.randint(0, 1000) for _ in range(60)] for _ in range(4100)]
    cells: list[list[object]] = [
        [*(f"{value // 10},{value % 10}" for value in row), f"{sum(row) // 10},{sum(row) % 10}"] for row in rows
    ]
    sheet = ready(lines("|".join([*(f"C{n}" for n in range(60)), "T"]), cells))
    began = time.perf_counter()
    (found,) = find_formulas(sheet.columns)
    assert len(found.parts) == 60
    assert time.perf_counter() - began < 30  # a slow machine; on a fast one two or three
