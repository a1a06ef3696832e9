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


def test_a_merged_body_names_where_it_came_from(read):
    text = read("/dot/demo-so-2026/so/so-vhttdl/")
    assert "sáp nhập từ nhiều đơn vị" in text


def test_an_exempt_body_has_no_rank_and_says_why(read):
    text = read("/dot/demo-so-2026/nganh-doc/bo-chqs/")
    assert "Được miễn đánh giá" in text
