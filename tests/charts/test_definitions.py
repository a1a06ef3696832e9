"""Charts say what the result says: every length, label and cell is a figure of it, in the order of the ranking."""

import json
from fractions import Fraction

import pytest

from charts.results import bodies, result
from khoabang.charts import bars, compared, distribution, history, map_of, movement, profile
from khoabang.scoring.numbers import show

TB, VP, UNITS = "thai-binh-2020", "vinh-phuc-2019", "demo-su-nghiep-2026"


def option(chart):
    return chart.option["baseOption"]


def close(value, exact):
    return abs(value - Fraction(exact)) < 1e-9


def labels(chart, axis):
    return [words.replace("\n", " ") for words in option(chart)["yAxis"][axis]["data"]]


# Bars by component


@pytest.mark.parametrize(
    ("code", "group", "by"), [(TB, "departments", "index"), (VP, "districts", "points"), (UNITS, "su-nghiep", "points")]
)
def test_bars_stand_in_rank_order_with_the_posted_figures(code, group, by):
    document = result(code)
    chart = bars(document, group)
    rows = [row for found in document["groups"] if found["code"] == group for row in found["bodies"]]
    shown = [show(row[by]["stated"] if row[by]["stated"] is not None else row[by]["shown"], "vi") for row in rows]
    assert labels(chart, 0) == [f"{row['rank']['stated'] or row['rank']['value']}. {row['name']}" for row in rows]
    assert labels(chart, 1) == shown
    assert [cells[0] for cells in chart.table.rows] == [row["name"] for row in rows]
    assert all(figure in cells for figure, cells in zip(shown, chart.table.rows, strict=True))


def test_the_parts_of_a_bar_are_the_criteria_and_make_up_what_ranks():
    document = result(TB)
    chart = bars(document, "departments")
    assert [series["name"] for series in option(chart)["series"]] == [
        part["name"] for part in document["annexes"][0]["criteria"] if part["depth"] == 1
    ]
    for place, row in enumerate(bodies(document)):
        lengths = [series["data"][place]["value"] for series in option(chart)["series"]]
        assert close(sum(length or 0 for length in lengths), row["index"]["exact"])
        for length, score in zip(lengths, (row["criteria"][str(code)] for code in range(1, 7)), strict=True):
            assert (length is None) == (score["points"]["exact"] is None)
            assert length is None or close(length, Fraction(score["points"]["exact"]) / Fraction(row["maximum"]["exact"]))


def test_what_does_not_apply_is_no_part_and_the_table_says_so():
    chart = bars(result(TB), "departments")
    office = next(cells for cells in chart.table.rows if cells[0] == "Văn phòng UBND tỉnh")
    assert office[chart.table.headings.index("Cung cấp DVCTT")] == "0 (không áp dụng)"  # the source prints 0


def test_a_penalty_goes_to_the_other_side_of_nothing():
    document = result(VP)
    for each in document["annexes"][0]["criteria"]:
        each["role"] = "penalty" if each["code"] == "A" else each["role"]
    for row in bodies(document):
        a, b = (Fraction(row["criteria"][code]["points"]["exact"]) for code in "AB")
        row["points"]["exact"] = str(b - a)
    chart = bars(document, "departments")
    assert all(item["value"] < 0 for item in option(chart)["series"][0]["data"])
    assert option(chart)["xAxis"]["min"] < 0


def test_a_weight_makes_its_part_longer():
    document = result(VP)
    for each in document["annexes"][0]["criteria"]:
        each["weight"] = {"A": "2", "B": "0.5"}.get(each["code"])
    for row in bodies(document):
        a, b = (Fraction(row["criteria"][code]["points"]["exact"]) for code in "AB")
        row["points"]["exact"] = str(2 * a + b / 2)
    first = bodies(document)[0]
    chart = bars(document, "departments")
    assert close(option(chart)["series"][0]["data"][0]["value"], 2 * Fraction(first["criteria"]["A"]["points"]["exact"]))


def test_parts_that_do_not_make_the_total_are_not_drawn_as_if_they_did():
    chart = bars(result("hung-yen-2019"), "departments")
    assert [series["name"] for series in option(chart)["series"]] == ["Tổng điểm"]
    assert "không công bố" in chart.table.rows[0]


def test_many_bodies_are_drawn_as_far_as_a_picture_can_be_read_and_the_sentence_says_so():
    document = result(VP)
    rows = bodies(document)
    rows *= 5
    chart = bars(document, "departments")
    assert len(labels(chart, 0)) == 60
    assert "Hình vẽ 60 đơn vị đầu; bảng có đủ." in chart.sentence
    assert len(chart.table.rows) == 100


def test_a_group_without_totals_has_no_bars():
    assert bars(result("hue-2020-ket-qua"), "districts") is None or bars(result("hue-2020-ket-qua"), "districts").table.rows
    document = result(VP)
    for row in bodies(document):
        row["status"] = "incomplete"
    assert bars(document, "departments") is None
    assert distribution(document, "departments") is None
    assert movement(document, "departments") is None


def test_an_unknown_group_is_an_error():
    with pytest.raises(KeyError):
        bars(result(TB), "khong-co")


# Chosen bodies


def test_compared_bodies_each_have_their_sign_and_their_share_of_each_maximum():
    document = result(TB)
    chosen = [row["code"] for row in bodies(document)[4:8]]
    chart = compared(document, "departments", chosen)
    series = option(chart)["series"]
    assert len({each["symbol"] for each in series}) == len({each["itemStyle"]["color"] for each in series}) == 4
    for each, code in zip(series, chosen, strict=True):
        row = next(row for row in bodies(document) if row["code"] == code)
        known = [row["criteria"][str(place + 1)]["index"]["exact"] for place in (item["value"][1] for item in each["data"])]
        assert all(close(item["value"][0], Fraction(exact) * 100) for item, exact in zip(each["data"], known, strict=True))
    assert chart.table.rows[0][1:] == ("0,917", "0,861", "0,858", "0,849")
    assert chart.title == "Sở Tài nguyên và Môi trường đạt cao nhất: chỉ số 0,917"


def test_one_body_is_compared_with_nothing():
    document = result(TB)
    assert compared(document, "departments", [bodies(document)[0]["code"], "khong-co"]) is None


# Spread


def test_each_body_is_one_dot_of_its_class():
    document = result(TB)
    chart = distribution(document, "departments")
    counted = {each["name"]: len(each["data"]) for each in option(chart)["series"] if each["name"]}
    assert counted == {"Tốt: 7": 7, "Khá: 8": 8, "Trung bình: 4": 4}
    step = 0.4 / 40
    places = sorted(item["value"][0] for each in option(chart)["series"] for item in each["data"])
    exact = sorted(Fraction(row["index"]["exact"]) for row in bodies(document))
    assert all(abs(place - value) <= step for place, value in zip(places, exact, strict=True))
    (mean,) = option(chart)["series"][-1]["markLine"]["data"]
    assert mean["label"]["formatter"] == "Trung bình 0,797"


def test_many_bodies_are_counted():
    document = result(VP)
    rows = bodies(document)
    rows *= 10
    chart = distribution(document, "departments")
    assert sum(item["value"][1] for item in option(chart)["series"][0]["data"]) == 200
    assert chart.sentence.startswith("Mỗi cột đếm số đơn vị")


def test_bodies_with_one_and_the_same_total_are_still_spread_over_something():
    document = result(VP)
    for row in bodies(document):
        row["points"] = {"exact": "0/1", "shown": "0", "stated": None}
    scale = option(distribution(document, "departments"))["xAxis"]
    assert scale["min"] <= 0 < scale["max"]


# One body


def test_a_profile_has_the_body_the_mean_and_the_ends_of_the_group():
    document = result(TB)
    chart = profile(document, "departments", "vp-ubnd-tinh")
    low, span, mean, own = (each["data"] for each in option(chart)["series"])
    statistics = document["groups"][0]["statistics"]["criteria"]["1"]
    row = next(row for row in bodies(document) if row["code"] == "vp-ubnd-tinh")
    assert close(own[0]["value"][0], Fraction(row["criteria"]["1"]["index"]["exact"]) * 100)
    assert close(mean[0]["value"][0], Fraction(statistics["mean_index"]["exact"]) * 100)
    assert close(low[0], Fraction(statistics["lowest"]["index"]["exact"]) * 100)
    assert close(low[0] + span[0], Fraction(statistics["highest"]["index"]["exact"]) * 100)
    assert chart.title == "Văn phòng UBND tỉnh cao hơn trung bình khối ở 4 trong 5 tiêu chí"
    assert "Cung cấp DVCTT" not in labels(chart, 0)  # it does not apply to this body
    assert chart.table.rows[0] == ("Hạ tầng kỹ thuật", "50 / 50", "47,263", "38", "50", "1")


def test_nobody_has_no_profile():
    assert profile(result(TB), "departments", "khong-co") is None


# Years


def test_movement_draws_what_the_result_says_of_ranks():
    document = result(UNITS)
    chart = movement(document, "su-nghiep")
    before, now = option(chart)["series"]
    for item, then, row in zip(now["data"], before["data"], bodies(document), strict=True):
        assert item["value"][0] == row["rank"]["value"]
        assert then["value"][0] == row["movement"]["from"]["rank"]
    assert chart.title == "So với 2025: 4 đơn vị tăng hạng, 3 giảm hạng, 1 giữ hạng"
    assert {cells[-1] for cells in chart.table.rows} == {"so được"}
    assert len(now["markLine"]["data"]) == 7


def test_movement_says_why_years_do_not_compare():
    document = result(UNITS)
    for row in bodies(document):
        row["movement"] |= {"comparable": False, "reasons": ["set_changed"]}
    bodies(document)[0]["movement"]["reasons"] = ["set_changed", "scale_changed"]
    chart = movement(document, "su-nghiep")
    assert "Chưa so sánh được về điểm: bộ tiêu chí đã thay đổi; điểm tối đa áp dụng đã thay đổi (1 đơn vị)" in chart.sentence
    assert chart.table.rows[1][-1] == "không so được: bộ tiêu chí đã thay đổi"


def test_a_printed_change_is_drawn_too():
    chart = movement(result("hau-giang-2021"), "agencies")
    assert chart.table.rows[0] == ("Kho bạc nhà nước", "4", "1", "tăng 3 bậc", "theo bản công bố")


def test_history_joins_only_years_that_compare():
    years = [result("demo-su-nghiep-2025"), result(UNITS)]
    code = bodies(years[1])[0]["code"]
    chart = history(years, code)
    assert len(option(chart)["series"][1]["markLine"]["data"]) == 1
    bodies(years[1])[0]["movement"] |= {"comparable": False, "reasons": ["scale_changed"]}
    chart = history(years, code)
    assert option(chart)["series"][1]["markLine"]["data"] == []
    assert "Năm 2026 không so được với năm trước: điểm tối đa áp dụng đã thay đổi." in chart.sentence
    assert history(years[1:], code) is None


# Map


def test_every_province_of_the_index_lies_where_it_lies_and_the_archipelagos_are_named():
    document = result("pci-2019")
    chart = map_of(document, "provinces")
    dots = [item for each in option(chart)["series"][1:5] for item in each["data"]]
    assert len(dots) == 63
    assert all(101.5 < item["value"][0] < 117.5 and 6 < item["value"][1] < 24 for item in dots)
    north = next(item for item in dots if item["tooltip"]["formatter"].startswith("Tỉnh Hà Giang"))
    assert north["value"][1] > 22
    labels = [each["label"]["formatter"] for each in option(chart)["series"][-2:]]
    assert labels == ["Quần đảo Hoàng Sa\n(Việt Nam)", "Quần đảo Trường Sa\n(Việt Nam)"]
    assert [series["name"] for series in option(chart)["series"][1:5]] == [
        "hạng 1 đến 16",
        "hạng 17 đến 32",
        "hạng 33 đến 48",
        "hạng 49 đến 63",
    ]
    assert chart.table.rows[0] == ("Quang Ninh", "Tỉnh Quảng Ninh", "1", "73,40")
    assert "Không vẽ ranh giới" in chart.sentence


def test_an_archipelago_has_the_sign_of_the_province_it_belonged_to():
    document = result("pci-2019")
    series = option(map_of(document, "provinces"))["series"]
    of_da_nang = next(
        each for each in series[1:5] if any(item["tooltip"]["formatter"].startswith("Thành phố Đà Nẵng") for item in each["data"])
    )
    assert series[-2]["symbol"] == of_da_nang["symbol"]
    assert series[-2]["itemStyle"]["color"] == of_da_nang["itemStyle"]["color"]
    assert series[-2]["symbolSize"] > of_da_nang["symbolSize"]


def test_bodies_that_are_no_units_have_no_map():
    assert map_of(result(TB), "departments") is None
    document = result("pci-2019")
    for row in bodies(document)[2:]:
        row["attributes"]["unit"] = "khong-co"
    assert map_of(document, "provinces") is None


def test_numbers_that_a_machine_stored_are_shown_as_the_set_rounds():
    assert bars(result("pci-2019"), "provinces").table.rows[0][2:4] == ("73,40", "7,16")


# All of them


def charts(lang="vi"):
    tb, units = result(TB), result(UNITS)
    return [
        bars(tb, "departments", lang),
        compared(tb, "departments", [row["code"] for row in bodies(tb)[:3]], lang),
        distribution(tb, "departments", lang),
        profile(tb, "departments", "so-y-te", lang),
        movement(units, "su-nghiep", lang),
        history([result("demo-su-nghiep-2025"), units], bodies(units)[0]["code"], lang),
        map_of(result("pci-2019"), "provinces", lang),
    ]


def test_an_option_is_plain_json_and_its_narrow_layout_is_in_it():
    for chart in charts():
        assert json.loads(json.dumps(chart.option)) == chart.option
        assert chart.option["media"][0]["query"] == {"maxWidth": 699}


def test_a_name_with_braces_is_no_template():
    document = result(TB)
    bodies(document)[0]["name"] = "{a|Sở} {b}"
    hints = [
        item["tooltip"]["formatter"] for each in option(distribution(document, "departments"))["series"] for item in each["data"]
    ]
    assert "1. (a|Sở) (b)" in labels(bars(document, "departments"), 0)
    assert "{" not in "".join(hints)


def test_charts_speak_english():
    said = " ".join(f"{chart.title} {chart.sentence} {' '.join(chart.table.headings[1:])}" for chart in charts("en"))
    for word in ("Biểu đồ", "đơn vị ", "Mỗi", "Hạng", "Tổng điểm"):
        assert word not in said
    assert "0.917" in str(compared(result(TB), "departments", [row["code"] for row in bodies(result(TB))[4:8]], "en").table)
