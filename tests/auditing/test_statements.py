"""What the text says beside a table: borne out, wrong, near, or of something else. Vĩnh Phúc's text is of its portal, 26/05/2020."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

import khoabang
from auditing.layout_samples import document_of
from auditing.test_claims import VINH_PHUC
from khoabang.auditing.audit import Audit, audit

EVALUATION = Path(khoabang.__file__).parent / "data" / "evaluations" / "vinh-phuc-2019"
DISTRICTS = (
    "Điểm trung bình kết quả đánh giá mức độ ứng dụng CNTT, xây dựng CQĐT năm 2019 tại UBND các huyện, thành phố là 71,484 điểm (đạt 52% điểm tối"
    " đa), tăng 11,499 điểm so với điểm trung bình năm 2018. Đơn vị có tổng điểm cao nhất là UBND huyện Lập Thạch (90,69 điểm, đạt 66% điểm tối"
    " đa). Đơn vị có tổng điểm thấp nhất là UBND huyện Tam Dương (50,432 điểm, đạt 37% điểm tối đa). Chênh lệch giữa đơn vị có điểm số cao nhất và"
    " đơn vị có điểm số thấp nhất là 40,258 điểm."
)
POINTS = [
    ("Sở Tài chính", "40,5", "52,25", "92,75", "Tốt"),
    ("Sở Y tế", "38", "50,5", "88,5", "Tốt"),
    ("Sở Nội vụ", "37,25", "48", "85,25", "Tốt"),
    ("Sở Tư pháp", "36", "46,5", "82,5", "Tốt"),
    ("Sở Xây dựng", "35,5", "41", "76,5", "Khá"),
    ("Sở Công Thương", "30", "44,75", "74,75", "Khá"),
    ("Thanh tra tỉnh", "28,5", "40", "68,5", "Khá"),
    ("Ban Dân tộc", "25", "38,25", "63,25", "Trung bình"),
]  # mean 79; median 79,5; spread 29,5; infrastructure 33,84375
TITLE = "Kết quả xếp hạng các sở, ban, ngành năm 2023"
HEADERS = "STT|Đơn vị|Hạ tầng (50 điểm)|Ứng dụng (60 điểm)|Tổng điểm|Xếp loại"
TRUE = [
    "Điểm trung bình của các sở, ban, ngành là 79 điểm.",
    "Đơn vị có điểm cao nhất là Sở Tài chính (92,75 điểm).",
    "Đơn vị có điểm thấp nhất là Ban Dân tộc (63,25 điểm).",
    "Chênh lệch giữa đơn vị có điểm cao nhất và đơn vị có điểm thấp nhất là 29,5 điểm.",
]


def told(
    *sentences: str, title: str = TITLE, headers: str = HEADERS, points: list[tuple[str, ...]] = POINTS, maxima: str = ""
) -> Audit:
    rows = ["|".join((str(number), *row)) for number, row in enumerate(points, 1)]
    text = "\n".join(
        [title, "", *(line for sentence in sentences for line in (sentence, "")), headers, *([maxima] if maxima else []), *rows]
    )
    return audit(document_of(text))


def found(result: Audit) -> list[tuple[str, str, Fraction | str | None]]:
    return [(each.grade, each.printed, each.expected) for each in result.findings]


def borne_out(result: Audit) -> list[tuple[str, str]]:
    return [(each.kind, each.number.text if each.number else "") for each in result.borne_out]


def rows_of(name: str) -> list[list[str]]:
    with (EVALUATION / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def vinh_phuc() -> Audit:
    names = {code: (name, kind) for code, name, kind in rows_of("bodies")}
    lines: list[str] = ["Kết quả xếp hạng ứng dụng công nghệ thông tin năm 2019", ""]
    for text, wanted, maxima in ((VINH_PHUC, "department", "18|45|63"), (DISTRICTS, "district", "43|95|138")):
        lines += [text, "", "Chi tiết thứ tự xếp hạng như sau:", ""]
        lines += ["Thứ tự xếp hạng|Tên cơ quan, đơn vị|Điều kiện sẵn sàng|Mức độ ứng dụng|Tổng điểm", f"|Điểm tối đa|{maxima}"]
        lines += [
            "|".join((rank, names[code][0], *rest)) for code, rank, *rest in rows_of("stated") if names[code][1] == wanted
        ] + [""]
    return audit(document_of("\n".join(lines)))


def test_of_sixteen_published_statistics_fourteen_are_borne_out_and_two_rest_on_another_year():
    result = vinh_phuc()
    assert result.findings == []
    assert borne_out(result) == [
        ("mean", "45,212"), ("share", "72"), ("highest", "58,083"), ("share", "92"), ("lowest", "29,012"), ("share", "46"), ("spread", "29,071"),
        ("mean", "71,484"), ("share", "52"), ("highest", "90,69"), ("share", "66"), ("lowest", "50,432"), ("share", "37"), ("spread", "40,258"),
    ]  # fmt: skip
    assert [(each.kind, each.number and each.number.text) for each in result.unchecked] == [
        ("mean_change", "4,556"),
        ("mean_change", "11,499"),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("79 điểm", "97 điểm", None),  # above every body: of something else
        ("79 điểm", "76 điểm", 79),
        ("92,75", "97,25", Fraction("92.75")),
        ("63,25", "65,23", Fraction("63.25")),
        ("29,5", "25,9", Fraction("29.5")),
    ],
)
def test_one_figure_that_does_not_follow_among_those_that_do(right, wrong, expected):
    result = told(*(sentence.replace(right, wrong) for sentence in TRUE))
    assert found(result) == ([("proved", wrong.removesuffix(" điểm"), expected)] if expected else [])
    assert len(result.borne_out) == 3


def test_alone_it_is_a_question():
    assert found(told("Điểm trung bình của các sở, ban, ngành là 76 điểm.")) == [("suspect", "76", 79)]


OF_SOMETHING_ELSE = [
    "Điểm trung bình của 5 đơn vị dẫn đầu là 85,1 điểm.",
    "Điểm trung bình của nhóm 3 đơn vị đứng cuối chỉ đạt 68,83 điểm.",
    "Năm 2022, điểm trung bình của các sở, ban, ngành là 74 điểm.",
    "Điểm trung bình chung toàn tỉnh là 75,1 điểm.",
    "Điểm trung bình của cả nước là 72,4 điểm.",
    "Mức tăng điểm bình quân của các đơn vị là 70,5 điểm.",
    "Đơn vị có điểm tự đánh giá cao nhất là Sở Tài chính (94,5 điểm).",
    "Điểm thẩm định trung bình là 70,2 điểm.",
    "Chênh lệch giữa điểm tự chấm và điểm thẩm định cao nhất và thấp nhất là 25 điểm.",
    "Điểm trung bình tiêu chí An toàn thông tin là 66,5 điểm.",
    "Điểm trung bình của UBND các huyện, thành phố là 70,25 điểm.",
    "Năm 2022, Sở Tài chính đạt 90,5 điểm.",
    "Sở Tài chính tự chấm và đạt 93,5 điểm.",
    "Có 2 đơn vị xếp loại Tốt và Khá ở cấp xã.",
    "Trong năm 2022, kết quả thấp hơn. Đơn vị có điểm cao nhất là Sở Tài chính (90,25 điểm).",
    "Điểm trung bình của các sở có thủ tục hành chính là 81,2 điểm.",
    "Điểm trung bình khối Đảng là 80,1 điểm.",
    "Điểm trung bình các cơ quan khối nội chính là 72,5 điểm.",
    "Điểm trung bình của các đơn vị xếp loại Khá là 73,25 điểm.",
    "Điểm trung bình của đơn vị loại Tốt là 87,25 điểm.",
    "Điểm cao nhất ở cấp xã là 90,5 điểm.",
    "Trong 5 năm qua, điểm trung bình là 75,2 điểm.",
    "Điểm trung bình kết quả chấm lần 1 là 77,4 điểm.",
    "Điểm trung bình do Hội đồng chấm là 77,4 điểm.",
    "Điểm trung bình sau điều chỉnh là 77,4 điểm.",
    "Nội dung có điểm cao nhất là Hạ tầng (75 điểm).",
    "Điểm trung bình các tiêu chí là 66,5 điểm.",
    "Trung bình mỗi đơn vị đạt 70 điểm.",
    "Số điểm trung bình bị trừ là 65,2 điểm.",
    "Điểm trung bình cộng của ba năm là 76,6 điểm.",
    "Điểm trung bình cụm số 1 là 77,7 điểm.",
    "Điểm trung vị năm ngoái là 75,5 điểm.",
    "Giá trị trung vị của khối huyện là 75,5 điểm.",
    "Điểm trung bình ngành y tế là 75,5 điểm.",
    "Điểm trung bình của các phòng, ban là 75,5 điểm.",
    "Điểm trung bình của tỉnh là 75,5 điểm, xếp thứ 10 cả nước.",
    "Điểm trung bình của tỉnh ta đạt 75,5 điểm.",
    "Điểm trung bình chung của các tỉnh là 70,5 điểm.",
    "Điểm trung bình của cán bộ, công chức là 70,5 điểm.",
    "Điểm trung bình thi đua là 70,5 điểm.",
    "Điểm trung bình đánh giá nội bộ đạt 70,5 điểm.",
    "Chênh lệch giữa điểm cao nhất và thấp nhất của tiêu chí Ứng dụng là 15,5 điểm.",
    "Chênh lệch giữa đơn vị cao nhất và thấp nhất trong nhóm Tốt là 15,25 điểm.",
    "Chênh lệch giữa đơn vị đứng đầu và đơn vị đứng cuối nhóm Khá là 18 điểm.",
    "Khoảng cách giữa đơn vị đứng đầu và đơn vị đứng cuối năm 2021 là 35,5 điểm.",
    "Khoảng cách giữa đơn vị đứng đầu và đơn vị đứng cuối đã thu hẹp còn 29 điểm.",
    "Sở Y tế đạt 65 điểm ở phần Ứng dụng.",
    "Sở Y tế được cộng 5 điểm, đạt 90,5 điểm trước khi trừ.",
    "Sở Nội vụ có điểm kiểm tra thực tế đạt 80,5 điểm.",
    "Điểm thấp nhất trong các đơn vị xếp loại Tốt là 80,5 điểm (Sở Tư pháp).",
    "Đơn vị có điểm cao nhất năm trước là Sở Y tế (91,5 điểm).",
    "Đơn vị có mức tăng điểm cao nhất là Sở Y tế (80,5 điểm).",
    "Đơn vị có điểm hạ tầng cao nhất là Sở Tài chính (72,5 điểm).",
    "Ở tiêu chí Hạ tầng, điểm trung bình là 70 điểm; cao nhất 91 điểm.",
    "Có 4 đơn vị xếp loại Tốt ở khối huyện.",
    "Có 3/8 đơn vị xếp loại Tốt năm 2022.",
    "Có 2/8 đơn vị được đề nghị khen thưởng xếp loại Tốt.",
    "Có 5/8 đơn vị xếp loại Khá trở lên.",
    "Điểm trung bình các sở, ban, ngành theo phương pháp mới là 76,1 điểm.",
    "Nếu tính cả điểm thưởng, điểm trung bình là 80 điểm.",
    "Điểm trung bình (không tính điểm thưởng) là 77,5 điểm.",
    "Điểm trung bình các sở, ban, ngành của tỉnh bạn là 77,5 điểm.",
    "Điểm trung bình của 3 sở là 77,5 điểm.",
    "Điểm trung bình của ba sở là 77,5 điểm.",
    "Điểm trung bình theo khảo sát doanh nghiệp là 77,5 điểm.",
    "Theo Bộ Nội vụ, điểm trung bình là 77,5 điểm.",
    "Kết quả vòng 1: điểm trung bình 77,5 điểm.",
    "Điểm thấp nhất thuộc về Ban Dân tộc với 65 điểm hạ tầng.",
    "Điểm trung bình của các sở, ban, ngành là 77,5 điểm vào giữa kỳ.",
    "Điểm trung bình giữa kỳ của các sở, ban, ngành là 77,5 điểm.",
    "Điểm trung bình 6 tháng đầu năm là 77,5 điểm.",
    "Ở khối huyện, điểm trung bình là 70,25 điểm; cao nhất là 85 điểm; thấp nhất là 64 điểm.",
    "Tại các xã, phường, điểm trung bình là 70,25 điểm.",
    "Đối với nhóm không có TTHC, điểm trung bình là 75 điểm.",
    "Sở Nội vụ đạt 80,25 điểm, giảm 2 điểm so với năm trước.",
    "Thủ trưởng Sở Nội vụ đạt 80,25 điểm.",
    "Phòng Tổ chức thuộc Sở Nội vụ đạt 80,25 điểm.",
    "Đảng bộ Sở Nội vụ đạt 80,25 điểm.",
    "Chỉ số hài lòng của Sở Nội vụ đạt 80,25%.",
    "Website Sở Nội vụ đạt 80,25 điểm.",
    "Sở Nội vụ (80,25 điểm) và Sở Tư pháp (82,5 điểm) đứng đầu về chuyển đổi số.",
    "Kết quả chấm của Sở Nội vụ: 80,25 điểm.",
    "Năm trước đó, Sở Nội vụ đạt 80,25 điểm.",
    "Trong quý I, Sở Nội vụ đạt 80,25 điểm.",
    "Ứng dụng: Sở Nội vụ đạt 80,25 điểm.",
    "Cao nhất là Sở Nội vụ với 86,25 điểm ở tiêu chí Ứng dụng.",
    "Về nhận thức số, cao nhất là Sở Nội vụ (86,25 điểm), thấp nhất là Ban Dân tộc (64,5 điểm).",
    "Điểm trung bình đạt 77 điểm, cao nhất là 90 điểm, thấp nhất 65 điểm (kết quả sơ bộ).",
    "Điểm trung bình theo thang 100 là 71,8 điểm.",
    "Điểm trung bình quy đổi là 71,8 điểm.",
    "Điểm trung bình có trọng số là 78,2 điểm.",
    "Đánh giá 8 tiêu chí, điểm trung bình là 78,2 điểm.",
    "Bình quân chung điểm số các sở là 78,2 điểm.",
]
AROUND = [TRUE, TRUE[1:], [*TRUE[2:], "Giá trị trung vị là 79,5 điểm."], [*TRUE[:1], *TRUE[2:]]]


@pytest.mark.parametrize("sentence", OF_SOMETHING_ELSE)
def test_what_is_said_of_something_else_is_never_wrong(sentence):
    for around in AROUND:
        assert [each for each in found(told(*around, sentence)) if each[0] == "proved"] == []


def test_a_mean_said_rightly_once_is_of_something_else_the_second_time():
    assert found(told(*TRUE, "Điểm trung bình là 76 điểm.")) == []
    assert found(told(*TRUE[1:], "Điểm trung bình là 76 điểm.")) == [("proved", "76", 79)]


def test_a_table_of_the_first_ones_says_nothing_of_all():
    sentences = [
        "Điểm trung bình của 38 đơn vị là 71,2 điểm.",
        "Đơn vị có điểm cao nhất là Sở Tài chính (92,75 điểm).",
        "Đơn vị có điểm thấp nhất là Sở Ngoại vụ (41,5 điểm).",
        "Chênh lệch giữa đơn vị có điểm cao nhất và đơn vị có điểm thấp nhất là 51,25 điểm.",
        "Điểm trung bình đạt 71,2 điểm.",
    ]
    assert found(told(*sentences)) == []


def test_unprinted_digits_are_no_mistake():
    assert [each[0] for each in found(told(*TRUE[1:], "Giá trị trung vị là 79,51 điểm."))] == ["rounding"]
    assert ("median", "79,5") in borne_out(told(*TRUE, "Giá trị trung vị là 79,5 điểm."))


def test_percentages_of_the_maximum():
    maxima = "|Điểm tối đa|50|60|110|"
    said = "Điểm trung bình của các sở, ban, ngành là 79 điểm (đạt {}% điểm tối đa)."
    assert ("share", "71,8") in borne_out(told(said.format("71,8"), *TRUE[1:], maxima=maxima))
    assert found(told(said.format("78,1"), *TRUE[1:], maxima=maxima)) == [("proved", "78,1", Fraction("71.8"))]
    assert found(told(said.format("78,1"), *TRUE[1:])) == []  # no maximum printed


def test_a_criterion_is_held_against_the_column_it_names():
    assert ("mean", "33,84") in borne_out(told("Điểm trung bình của tiêu chí Hạ tầng là 33,84 điểm.", *TRUE))
    assert found(told("Điểm trung bình của tiêu chí Hạ tầng là 38,34 điểm.", *TRUE)) == [("suspect", "38,34", Fraction("33.84"))]


def test_counts_of_bodies_and_of_classes():
    said = ["Đã đánh giá 8 sở, ban, ngành.", "Có 4/8 đơn vị xếp loại Tốt (chiếm 50%), 3/8 đơn vị xếp loại Khá."]
    assert {("count", "8"), ("class_count", "4"), ("share", "50"), ("class_count", "3")} <= set(borne_out(told(*TRUE, *said)))
    wrong = found(told(*TRUE, "Có 5/8 đơn vị xếp loại Tốt, 3/8 đơn vị xếp loại Khá."))
    assert wrong == [("proved", "5", 4)]
    assert found(told(*TRUE, "Đã đánh giá 9 sở, ban, ngành.")) == [("suspect", "9", 8)]
    assert found(told("Kết quả xếp hạng 63 tỉnh, thành phố.", *TRUE)) == []


def test_a_change_is_held_against_the_mean_of_the_other_year():
    said = "Điểm trung bình của các sở, ban, ngành năm 2023 là 79 điểm, tăng {} điểm so với năm 2022 (76,5 điểm)."
    assert ("mean_change", "2,5") in borne_out(told(said.format("2,5"), *TRUE[1:]))
    assert found(told(said.format("5,2"), *TRUE[1:])) == [("suspect", "5,2", Fraction("2.5"))]


def test_two_years_in_one_table_are_told_apart():
    points = [(body, str(70 + number), str(60 + 2 * number)) for number, (body, *_) in enumerate(POINTS)]
    headers = "STT|Đơn vị|Điểm năm 2022|Điểm năm 2023"
    said = ["Điểm trung bình năm 2022 là 73,5 điểm.", "Điểm trung bình năm 2023 là 67 điểm.", "Sở Y tế năm 2022 đạt 71 điểm."]
    result = told(*said, title="Kết quả năm 2022, 2023", headers=headers, points=points)
    assert found(result) == []
    assert borne_out(result) == [("mean", "73,5"), ("mean", "67"), ("points", "71")]


def test_a_mean_of_the_right_figures_does_not_follow_from_a_wrong_one():
    wrong = [
        (body, first, second, "99,75" if body == "Sở Y tế" else total, level) for body, first, second, total, level in POINTS
    ]
    assert found(told(*TRUE, points=wrong)) == []
    assert ("highest", "92,75") in borne_out(told(*TRUE, points=wrong))
    assert ("mean", "79") in borne_out(told(*TRUE, points=wrong))


def test_places_are_borne_out_and_never_wrong():
    result = told(*TRUE, "Sở Y tế xếp thứ 2, Sở Nội vụ xếp thứ 5.", "Đứng cuối bảng là Ban Dân tộc.")
    assert {("rank", "2"), ("bottom", "")} <= set(borne_out(result))
    assert found(result) == []
