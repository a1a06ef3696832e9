"""Documents and their dates. The Thái Bình lines are from decision 06/QĐ-UBND of 2021; the others are made."""

from datetime import date

import pytest

from khoabang.auditing.claims import Claim, conflicting_dates, normal_number, read_claims
from khoabang.auditing.document import Prose
from khoabang.scoring.problems import Place

HEADING = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH THÁI BÌNH",
    "Số: 06 /QĐ-UBND",
    "Độc lập - Tự do - Hạnh phúc",
    "Thái Bình, ngày 05 tháng 01 năm 2021",
]


def read(*lines: str) -> list[Claim]:
    return read_claims([Prose(line, Place("x", 2 * number)) for number, line in enumerate(lines, 1)])


def conflicts(*lines: str) -> list[tuple[date, date]]:
    return [(one.paper.date, two.paper.date) for one, two in conflicting_dates(read(*lines)) if one.paper and two.paper]


def test_the_annex_that_dates_its_own_decision_otherwise_is_found():
    lines = [
        *HEADING,
        "Căn cứ Luật Tổ chức Chính quyền địa phương ngày 19/6/2015;",
        (
            "Căn cứ các Nghị quyết của Chính phủ: Số 26/NQ-CP ngày 15/4/2015 ban hành Chương trình hành động của Chính phủ thực hiện Nghị quyết số"
            " 36-NQ/TW ngày 01/7/2014 của Bộ Chính trị; số 17/NQ-CP ngày 17/3/2019 về một số nhiệm vụ, giải pháp trọng tâm;"
        ),
        "Căn cứ Quyết định số 2916/QĐ-UBND ngày 09/11/2017 của Ủy ban nhân dân tỉnh ban hành Bộ tiêu chí;",
        "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh)",
    ]
    assert conflicts(*lines) == [(date(2021, 1, 5), date(2021, 4, 5))]
    numbers = [claim.paper.number for claim in read(*lines) if claim.paper]
    assert numbers == ["6/QD-UBND", "26/NQ-CP", "36-NQ/TW", "17/NQ-CP", "2916/QD-UBND", "6/QD-UBND"]


@pytest.mark.parametrize(
    "heading",
    [
        ["Số: 06/QĐ-UBND\tThái Bình, ngày 05 tháng 01 năm 2021"],
        ["Số: 06/QĐ-UBND | Thái Bình, ngày 05 tháng 01 năm 2021 |"],
        ["Thái Bình, ngày 05 tháng 01 năm 2021", "Số: 06/QĐ-UBND"],
        ["Số: 06/QĐ-UBND\nThái Bình, ngày 5/1/2021"],
    ],
)
def test_number_and_date_of_a_heading_stand_in_many_ways(heading):
    found = [claim.paper for claim in read(*heading) if claim.paper]
    assert [(paper.number, paper.date, paper.said) for paper in found] == [("6/QD-UBND", date(2021, 1, 5), "heading")]


@pytest.mark.parametrize(
    "cited",
    [
        "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/01/2021 của Ủy ban nhân dân tỉnh)",  # the same date
        "(Kèm theo Quyết định số 6/QĐ-UBND ngày 5 tháng 1 năm 2021 của Ủy ban nhân dân tỉnh)",
        "Căn cứ Quyết định số 06/QĐ-UBND ngày 05/04/2020 của Ủy ban nhân dân tỉnh;",  # of another year
        "Quy định ban hành kèm theo Quyết định số 06/QĐ-UBND ngày 05/04/2018 của Ủy ban nhân dân tỉnh;",
        "Căn cứ Quyết định số 06/QĐ-UBND ngày 05/04/2021 của UBND huyện Kiến Xương;",  # of another issuer
        "Căn cứ Quyết định số 06/QĐ-UBND ngày 05/04/2021 của UBND tỉnh Nam Định;",
        "Căn cứ Quyết định số 06/QĐ-UBND ngày 05/04/2021 về giao dự toán;",  # nobody says of whom
        "Căn cứ Quyết định số 06/QĐ-TTg ngày 05/04/2021 của Thủ tướng Chính phủ;",
        "Căn cứ Tờ trình số 06/TTr-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh;",
        "Căn cứ Quyết định số 106/QĐ-UBND ngày 05/04/2021 của Ủy ban nhân dân tỉnh;",
        "Ngày 06/01/2021, UBND tỉnh ban hành Quyết định số 06/QĐ-UBND về công bố kết quả.",  # a newspaper's day
        "Quyết định số 06/QĐ-UBND có hiệu lực từ ngày 05/04/2021.",  # another day of its life
    ],
)
def test_another_document_or_the_same_day_is_no_conflict(cited):
    assert conflicts(*HEADING, cited) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [*HEADING, "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05/01/2020 của UBND tỉnh)"],  # last year's, typed in January
            [(date(2021, 1, 5), date(2020, 1, 5))],
        ),
        (
            ["Nghị quyết số 17/NQ-CP ngày 17/3/2019 của Chính phủ", "Nghị quyết 17/NQ-CP ngày 07/3/2019"],
            [(date(2019, 3, 17), date(2019, 3, 7))],
        ),
        (
            ["Nghị định số 64/2007/NĐ-CP ngày 10/4/2007 của Chính phủ", "Nghị định 64/2007/NĐ-CP ngày 10/4/2017 của Chính phủ"],
            [(date(2007, 4, 10), date(2017, 4, 10))],
        ),
    ],
)
def test_one_document_with_two_dates(lines, expected):
    assert conflicts(*lines) == expected


def test_a_pair_of_dates_is_told_once():
    cited = "Nghị quyết số 17/NQ-CP ngày 17/3/2019 của Chính phủ"
    assert len(conflicts(cited, "Nghị quyết 17/NQ-CP ngày 07/3/2019", cited)) == 1


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("06 /QĐ-UBND", "6/QD-UBND"),
        ("6/QĐ - UBND", "6/QD-UBND"),
        ("749/QD-TTg", "749/QD-TTG"),
        ("06/2013/TT-BTTTT", "6/2013/TT-BTTTT"),
        ("36-NQ/TW", "36-NQ/TW"),
    ],
)
def test_numbers_are_compared_without_blanks_zeros_and_capitals(printed, number):
    assert normal_number(printed) == number


def test_a_heading_without_its_day_dates_nothing():
    assert read("Số:   /QĐ-UBND", "Phú Thọ, ngày    tháng 3 năm 2022") == []


@pytest.mark.parametrize(
    "lines",
    [
        # Committees, councils and offices of every province number their papers alike.
        [
            "Nghị quyết số 12/NQ-HĐND ngày 08/7/2022 của HĐND tỉnh Bình Lâm",
            "Nghị quyết số 12/NQ-HĐND ngày 15/7/2022 của HĐND tỉnh",
        ],
        [
            "Quyết định số 77/QĐ-UBND ngày 10/1/2021 về giao dự toán",
            "Quyết định số 77/QĐ-UBND ngày 15/01/2021 về thành lập Hội đồng",
        ],
        [
            "Công văn số 120/STTTT-CNTT ngày 01/3/2022 của Sở TTTT",
            "Công văn số 120/STTTT-CNTT ngày 05/3/2022 của Sở TTTT tỉnh Hà Nam",
        ],
        ["Kế hoạch số 12/KH-TU ngày 1/2/2022 của Tỉnh ủy", "Kế hoạch số 12/KH-TU ngày 9/2/2022 của Tỉnh ủy Hà Nam"],
        # Month and day the American way round.
        ["Decision No. 749/QD-TTg dated 06/03/2020 of the Prime Minister", "Decision 749/QD-TTg of June 3, 2020"],
        # A draft, another day of its life, two papers that share a date.
        [*HEADING, "(Kèm theo Quyết định số 06/QĐ-UBND ngày     tháng 01 năm 2021 của UBND tỉnh)"],
        ["Nghị định số 45/2020/NĐ-CP ngày 08/4/2020 của Chính phủ", "Nghị định số 45/2020/NĐ-CP có hiệu lực ngày 22/5/2020"],
        [
            "Nghị quyết số 01/NQ-CP và Nghị quyết số 02/NQ-CP ngày 05/01/2024",
            "Nghị quyết số 01/NQ-CP ngày 06/01/2024 của Chính phủ",
        ],
    ],
)
def test_papers_of_many_authorities_may_share_a_number(lines):
    assert conflicts(*lines) == []


def test_one_authority_named_alike_has_one_paper_of_a_number():
    lines = ["Kế hoạch số 12/KH-SNV ngày 1/2/2022 của Sở Nội vụ", "Kế hoạch số 12/KH-SNV ngày 9/2/2022 của Sở Nội vụ"]
    assert conflicts(*lines) == [(date(2022, 2, 1), date(2022, 2, 9))]


def test_a_date_may_stand_close_to_its_word():
    found = read("Số: 318/QĐ-UBND", "Gia Lai, ngày14 tháng 06 năm 2023")
    assert [claim.paper.date for claim in found if claim.paper] == [date(2023, 6, 14)]
