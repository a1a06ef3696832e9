"""Names that stand twice: a row repeated is wrong, a name of two bodies may be right."""

from auditing.tables import audited, lines, said

HEADERS = "STT|Đơn vị|Huyện|Điểm"
NAMES = ["Tân An", "Tân Bình", "Tân Châu", "Tân Đông", "Tân Hòa", "Tân Kim", "Tân Lạc", "Tân Mỹ", "Tân Phú", "Tân Quế"]


def rows(**changed: list[object]) -> list[list[object]]:
    made: list[list[object]] = [[n, name, "Gò Dầu", f"{90 - 3 * n},5"] for n, name in enumerate(NAMES, 1)]
    for number, row in changed.items():
        made[int(number[1:]) - 1] = row
    return made


def twice(table: list[list[object]]) -> list[tuple[str, str]]:
    return [(each.grade, each.body) for each in audited(lines(HEADERS, table)) if each.code == "duplicate.body"]


def test_a_row_repeated_is_proved():
    assert twice(rows(n7=[7, "Tân Kim", "Gò Dầu", "72,5"])) == [("proved", "Tân Kim")]


def test_one_name_with_other_figures_is_a_question():
    assert twice(rows(n7=[7, "Tân Kim", "Gò Dầu", "69,5"])) == [("suspect", "Tân Kim")]


def test_bodies_of_one_name_in_two_places_are_two():
    assert twice(rows(n7=[7, "Tân Kim", "Trảng Bàng", "69,5"])) == []


def test_names_that_repeat_again_and_again_name_no_bodies():
    table = [[n, name, year, 40 + 7 * n % 11 + year % 5] for year in (2021, 2022, 2023) for n, name in enumerate(NAMES, 1)]
    assert said(audited(lines("STT|Đơn vị|Năm|Điểm", table))) == []


def test_dates_name_no_bodies():
    table = [[n, f"{n}/{n}/2024", "x", n * n] for n in range(1, 12)]
    table[6][1] = "6/6/2024"
    assert twice(table) == []
