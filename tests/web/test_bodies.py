"""A body's page: where it stands and how its points came about, down to the article."""

import re

BODY = "/dot/thai-binh-2020/departments/vp-ubnd-tinh/"


def test_the_head_says_where_the_body_stands(read):
    text = read(BODY)
    assert "Hạng 6 /19" in text
    assert "Tổng điểm 342,7 / 398" in text
    assert "Chỉ số 0,861" in text
    assert "Xếp loại Tốt" in text
    assert "Không TTHC" in text


def test_the_total_is_explained_to_its_rounding_and_article(read):
    text = read(BODY)
    assert "342,7 / 398 = 0,861055…" in text
    assert "làm tròn 3 chữ số" in text
    assert "Điểm tối đa theo bộ tiêu chí: 500; áp dụng cho đơn vị này: 398." in text
    assert "Quyết định 06/QĐ-UBND, Phụ lục" in text


def test_what_does_not_apply_says_so_instead_of_a_zero(read):
    text = read(BODY)
    assert "4 Cung cấp DVCTT không áp dụng" in text
    assert "vượt điểm tối đa" in text


def test_an_explanation_leads_to_the_article_of_the_set(tags, read):
    links = [attributes.get("href") or "" for tag, attributes in tags(BODY) if tag == "a"]
    target = next(link for link in links if link.startswith("/bo-tieu-chi/") and link.endswith("-6"))
    page, anchor = target.split("#")
    assert anchor in [attributes.get("id") for _, attributes in tags(page)]


def test_a_rule_is_explained_with_inputs_and_arithmetic(read):
    text = read("/dot/demo-so-2026/so/so-tu-phap/")
    assert re.search(r"Số nhiệm vụ đã hoàn thành đúng hạn \d+ nhiệm vụ", text)
    assert re.search(r"\d+ / \d+ × 30 = [\d,]+…?", text)
    assert "Điểm = a/b × điểm tối đa" in text


def test_the_profile_stands_beside_the_mean_of_the_group(read):
    text = read(BODY)
    assert "So với trung bình của khối" in text
    assert "Hạ tầng kỹ thuật 50 / 50 47,263 1" in text


def test_everything_can_be_opened_at_once_without_javascript(tags):
    closed = [attributes for tag, attributes in tags(BODY) if tag == "details"]
    opened = [attributes for tag, attributes in tags(f"{BODY}?mo=het") if tag == "details"]
    assert closed
    assert all("open" not in attributes for attributes in closed)
    assert all("open" in attributes for attributes in opened)


def test_a_body_nobody_recomputed_shows_only_what_was_stated(read):
    text = read("/dot/hung-yen-2019/departments/so-tai-chinh/")
    assert "Số liệu đã công bố" in text
    assert "dưới đây là đúng những con số được nêu" in text
    assert "413" in text
    assert "không công bố" in text
    assert "Mở tất cả" not in text
    assert "So với trung bình của khối" not in text


def test_a_merged_body_names_where_it_came_from(read):
    text = read("/dot/demo-so-2026/so/so-vhttdl/")
    assert "sáp nhập từ nhiều đơn vị" in text


def test_an_exempt_body_has_no_rank_and_says_why(read):
    text = read("/dot/demo-so-2026/nganh-doc/bo-chqs/")
    assert text.count("Được miễn đánh giá") == 1
    assert "Không đánh giá theo Điều 2, khoản 4" in text
    for pointless in ("0,00", "So với 2025", "Mở tất cả", "Điểm được tính thế nào"):
        assert pointless not in text


def test_the_year_before_stands_beside_the_movement(read):
    assert "tăng 1 bậc năm 2025: hạng 2; 823,50 điểm; chỉ số 0,900 bộ tiêu chí đã thay đổi" in read(
        "/dot/demo-so-2026/so/so-tu-phap/"
    )


def test_the_year_before_is_told_in_english_too(read):
    assert "2025: rank 2; 823.50 points; index 0.900" in read("/en/dot/demo-so-2026/so/so-tu-phap/")


def test_a_mean_over_different_maxima_is_a_share(read):
    text = read("/dot/demo-so-2026/so/so-tu-phap/")
    assert "Nhận thức số 80,00 / 80,00 67,630 1" in text
    assert "Kinh tế số và xã hội số 20,31 / 25,00 76,5% 8" in text
