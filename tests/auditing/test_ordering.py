"""Places and the figures that they follow: numbering, ties, and which of two contradicting cells is wrong."""

import time
from random import Random

import pytest

from auditing.shapes import places_of
from auditing.tables import audited, lines, ready, said, understood
from khoabang.auditing.ordering import find_orderings
from khoabang.auditing.placing import missing_places

SCORES = [95, 92, 90, 90, 85, 80, 78, 77, 70, 66, 60, 55, 54, 50]
NAMES = [f"Huyện {letter}an" for letter in "ABCDEGHKLMNPQT"]


def ranked(places: list[object], scores: list[object] | None = None) -> str:
    return lines("Đơn vị|Tổng điểm|Hạng", [list(row) for row in zip(NAMES, scores or SCORES, places, strict=True)])


def right(numbering: str = "competition") -> list[object]:
    return list(places_of(list(SCORES), numbering))  # type: ignore[arg-type]


@pytest.mark.parametrize("numbering", ["competition", "dense", "ordinal", "last"])
def test_every_numbering_of_ties_is_right(numbering):
    assert said(audited(ranked(right(numbering))), "proved") == []


def test_dense_numbering_is_told_from_competition():
    assert understood(ranked(right("dense")))[1][0].ties == "dense"
    assert understood(ranked(right()))[1][0].ties == "competition"


@pytest.mark.parametrize("shared", [["3-4", "3-4"], ["=3", "=3"], ["III-IV", "III-IV"]])
def test_places_shared_as_spans_are_right(shared):
    places = right()
    places[2:4] = shared
    assert said(audited(ranked(places)), "proved") == []


def test_one_wrong_place_is_proved_with_the_place_that_follows():
    places = right()
    places[8] = 5
    (found,) = [each for each in audited(ranked(places)) if each.grade == "proved" and each.kind in {"rank", "tie"}]
    assert found.body in {NAMES[8], NAMES[4]}
    places = right()
    places[6], places[10] = places[10], places[6]
    found_two = said(audited(ranked(places)), "proved")
    assert {body for _, body, _ in found_two} == {NAMES[6], NAMES[10]}


def test_neighbours_exchanged_are_a_question_as_either_figure_may_be_wrong():
    places = right()
    places[6], places[7] = places[7], places[6]
    found = audited(ranked(places))
    assert said(found, "proved") == []
    assert {body for _, body, _ in said(found, "suspect")} & {NAMES[6], NAMES[7]}


def test_a_wrong_figure_accuses_its_own_row_alone():
    scores: list[object] = list(SCORES)
    scores[9] = 96
    proved = said(audited(ranked(right(), scores)), "proved")
    assert {body for _, body, _ in proved} == {NAMES[9]}


def test_ranks_by_groups_prove_nothing():
    places: list[object] = [1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7]
    scores: list[object] = [95, 80, 78, 70, 60, 54, 50, 92, 90, 85, 77, 66, 55, 51]
    assert said(audited(ranked(places, scores)), "proved") == []


@pytest.mark.parametrize(
    ("places", "missing"),
    [
        ([1, 2, 3, 4, 5], []),
        ([1, 2, 2, 4, 5], []),
        ([1, 3, 3, 4, 5], []),
        ([1, 2, 2, 3, 4], []),
        ([1, 2, 4, 5, 6], [3]),
        ([1, 1, 1, 4, 6], [5]),
        ([3, 7, 900], []),
    ],
)
def test_places_that_nobody_has(places, missing):
    assert missing_places([(place, place) for place in places], shared=True) == missing


def test_a_body_without_a_place_makes_a_missing_one_a_question():
    places = right()
    places[6] = "-"
    missing = [each for each in audited(ranked(places)) if each.kind == "missing"]
    assert [each.grade for each in missing] == ["suspect"]


def test_four_thousand_rows_take_seconds():
    random = Random(4)
    scores = sorted((random.randint(0, 100_000) for _ in range(4100)), reverse=True)
    rows: list[list[object]] = [[f"Xã {n}x", score, scores.index(score) + 1] for n, score in enumerate(scores)]
    sheet = understood(lines("Đơn vị|Tổng điểm|Hạng", rows))[0].sheet
    began = time.perf_counter()
    (found,) = find_orderings(sheet)
    assert found.outside() == {}
    assert time.perf_counter() - began < 10
    assert ready("A\n1").columns


def test_places_that_begin_again_below_are_of_groups_though_all_first_ones_have_one_figure():
    scores: list[object] = [100, 100, 100, 100, 54, 50, 100, 67, 54, 52, 49, 48, 45, 40]
    assert said(audited(ranked([1, 1, 1, 1, 5, 6, 1, 2, 3, 4, 5, 6, 7, 8], scores)), "proved") == []


def test_rows_with_a_remark_do_not_prove_another_wrong():
    rows: list[list[object]] = [
        [name, score, place, ""] for name, score, place in zip(NAMES, range(99, 43, -4), range(1, 15), strict=True)
    ]
    for row in rows[11:13]:
        row[1:] = [34, 13, "Không đánh giá một mục"]
    assert said(audited(lines("Đơn vị|Tổng điểm|Hạng|Ghi chú", rows)), "proved") == []
    rows[4][2] = 9  # what other rows speak against is proved all the same
    proved = said(audited(lines("Đơn vị|Tổng điểm|Hạng|Ghi chú", rows)), "proved")
    assert ("tie.apart", NAMES[4], "Hạng") in proved


def test_a_body_left_out_has_a_place_in_every_column_of_places():
    rows: list[list[object]] = [[f"Xã {n}", 300 - 3 * n, n, 200 - 2 * n, n] for n in range(1, 52)]
    rows[45][3:] = rows[44][3:]  # two share place 45 by the criterion: that nobody has place 44 does not show there
    del rows[43]
    text = lines("Đơn vị|Tổng điểm|Xếp hạng|Tiêu chí 1|Hạng tiêu chí 1", rows)
    assert said(audited(text), "proved") == [("missing.rank", "", "Xếp hạng")]
