"""What the pages of a round say, against what was published."""

import pytest


def test_the_home_page_posts_each_round_with_its_first_places(read):
    text = read("/")
    assert "Kết quả đã công bố" in text
    assert "Sở Thông tin và Truyền thông 58,083" in text
    assert "UBND huyện Lập Thạch 90,69" in text
    assert "Công bố một phần" in text
    assert text.index("Kết quả đã công bố") < text.index("Bản trình diễn")


def test_statistics_read_as_the_article_prints_them(read):
    text = read("/dot/vinh-phuc-2019/")
    assert "Điểm trung bình của 20 đơn vị là 45,212 điểm (đạt 72% điểm tối đa), tăng 4,556 điểm so với năm 2018" in text
    assert "Cao nhất là Sở Thông tin và Truyền thông (58,083 điểm, đạt 92% điểm tối đa)." in text
    assert "Thấp nhất là Sở Văn hóa, Thể thao và Du lịch (29,012 điểm, đạt 46% điểm tối đa)." in text
    assert "Chênh lệch giữa đơn vị cao nhất và thấp nhất là 29,071 điểm." in text
    assert "tăng 11,499 điểm so với năm 2018" in text
    assert text.count("dựa trên giá trị suy ra") == 2


def test_a_rebuilt_round_says_so_and_names_its_source(read):
    text = read("/dot/vinh-phuc-2019/")
    assert "Bản dựng lại, không thay văn bản gốc" in text
    assert "Quyết định 1202/QĐ-UBND · 25/05/2020" in text or "Quyết định 1202/QĐ-UBND 25/05/2020" in text


def test_a_demonstration_says_so_on_every_page(read):
    for address in (
        "/dot/demo-so-2026/",
        "/dot/demo-so-2026/so/",
        "/dot/demo-so-2026/so/so-tu-phap/",
        "/bo-tieu-chi/demo-so-2026/2/",
    ):
        assert "Bản trình diễn" in read(address)


def test_rows_stand_in_rank_order_with_every_criterion(read):
    text = read("/dot/vinh-phuc-2019/")
    assert "1 Sở Thông tin và Truyền thông 58,083 18 40,083" in text
    assert "20 Sở Văn hóa, Thể thao và Du lịch 29,012 8,69 20,322" in text
    assert "1 UBND huyện Lập Thạch 90,69 33,943 56,747" in text


def test_a_round_ranked_by_index_shows_the_index_first(read):
    text = read("/dot/thai-binh-2020/")
    assert "6 Văn phòng UBND tỉnh Không TTHC 0,861 342,7 398 Tốt" in text
    assert "7 Sở Giao thông Vận tải 0,858 427,5 498 Tốt" in text
    assert "Tốt 7 Khá 8 Trung bình 4" in text


def test_not_applicable_is_printed_as_published_and_named(read):
    assert "85,7 82 0 không áp dụng 70" in read("/dot/thai-binh-2020/")


def test_a_finding_stands_under_the_board_and_is_pointed_to(read, tags):
    text = read("/dot/thai-binh-2020/")
    assert "Vượt điểm tối đa (chứng minh được) Văn phòng UBND tỉnh" in text
    links = [attributes.get("href") for tag, attributes in tags("/dot/thai-binh-2020/") if tag == "a"]
    assert "#departments-1" in links


def test_a_partial_round_fills_nothing_in(read):
    text = read("/dot/hung-yen-2019/")
    assert "Nguồn chỉ công bố một phần" in text
    assert "1 Sở Tài chính 413 50 – không công bố" in text
    assert "2 Sở Xây dựng – không công bố" in text
    assert "– không công bố Sở Lao động - Thương binh và Xã hội" in text
    assert "Điểm trung bình" not in text


def test_what_was_not_published_is_a_dash_explained_once_and_named_to_those_who_listen(read, client):
    page = client.get("/dot/hung-yen-2019/").content.decode()
    boards = page.count('<table class="board')
    assert page.count("Dấu – là chỗ nguồn không công bố.") == boards
    dashes = page.count('<span aria-hidden="true">–</span><span class="unseen">không công bố</span>')
    assert dashes > 20
    assert "Dấu –" not in read("/dot/vinh-phuc-2019/")


def test_stated_movement_and_classes_of_a_partial_round(read):
    text = read("/dot/hau-giang-2021/")
    assert "30 đơn vị được đánh giá, xếp loại: Tốt 26 Khá 4" in text
    assert "Kho bạc nhà nước 989 – không công bố tăng 3 bậc" in text
    assert "Sở Nội vụ 961 – không công bố giữ hạng" in text
    assert "Không công bố theo từng đơn vị:" in text


def test_a_printed_figure_stands_beside_the_recomputed_one_with_the_reason(read):
    text = read("/dot/hue-2020-ket-qua/")
    assert "81,96" in text
    assert "tính lại 81,97" in text
    assert "bản công bố in 81,96, tính lại được 81,97" in text


def test_a_demonstration_shows_what_real_life_does(read):
    text = read("/dot/demo-so-2026/")
    assert "đồng hạng" in text
    assert "Không có trong bảng xếp hạng" in text
    assert "Được miễn đánh giá" in text
    assert "còn số liệu chưa thẩm định" in text
    assert "sáp nhập từ nhiều đơn vị" in text
    assert "Thay đổi so với 2025 chỉ để tham khảo" in text
    assert "bộ tiêu chí đã thay đổi" in text


def test_bodies_of_one_rank_on_different_maxima_share_no_points(read):
    text = read("/dot/demo-so-2026/so/")
    assert "Cao nhất là Sở Khoa học và Công nghệ tỉnh Trình Diễn , Sở Tư pháp tỉnh Trình Diễn (chỉ số 0,936)." in text
    assert "Sở Dân tộc và Tôn giáo tỉnh Trình Diễn (chỉ số 0,541; 367,65 điểm)." in text


def test_a_round_says_how_many_of_its_bodies_have_a_class(read):
    assert "33 đơn vị, 22 được xếp loại: Xuất sắc 4 Tốt 5 Khá 12 Trung bình 1 Yếu 0" in read("/dot/demo-so-2026/")


def test_a_group_that_is_not_ranked_has_no_column_of_movement(read):
    assert "So với 2025" not in read("/dot/demo-so-2026/truc-thuoc/")


def test_a_round_without_a_first_place_says_so(read):
    assert "Không công bố đơn vị đứng đầu" in read("/")


def test_a_group_that_is_not_ranked_still_posts_its_points(read):
    text = read("/dot/demo-so-2026/truc-thuoc/")
    assert "Không có đơn vị nào khớp" not in text
    assert "Trung tâm Chuyển đổi số tỉnh Trình Diễn" in text
    assert "Xếp hạng theo" not in text


def rows(tags, address: str) -> list[str]:
    start = f"{address.split('?', maxsplit=1)[0]}"
    links = [attributes.get("href") or "" for tag, attributes in tags(address) if tag == "a"]
    below = [
        link.removeprefix(start).strip("/") for link in links if link.startswith(start) and link != start and "?" not in link
    ]
    return [code for code in below if "/" not in code and code != "so-sanh"]


GROUP = "/dot/thai-binh-2020/departments/"


def test_the_board_sorts_by_name_as_a_dictionary_does(tags):
    found = rows(tags, f"{GROUP}?xep=ten")
    assert found.index("so-cong-thuong") < found.index("so-tai-chinh") < found.index("so-y-te") < found.index("vp-ubnd-tinh")


def test_the_board_sorts_by_a_criterion_best_first(tags):
    assert rows(tags, f"{GROUP}?xep=6")[0] == "vp-ubnd-tinh"


def test_the_board_keeps_one_class(tags):
    assert len(rows(tags, f"{GROUP}?loai=Trung+bình")) == 4


def test_the_board_finds_a_name_without_diacritics(tags):
    assert rows(tags, f"{GROUP}?tim=van+hoa") == ["so-van-hoa"]


def test_a_filter_that_matches_nothing_says_so(read):
    assert "Không có đơn vị nào khớp." in read(f"{GROUP}?tim=zzz")


def test_the_board_opens_one_criterion_into_its_parts(read):
    text = read("/dot/demo-so-2026/so/?muc=1")
    assert "Người đứng đầu cơ quan là Trưởng ban" in text


@pytest.mark.parametrize("asked", ["xep=khong-co", "muc=khong-co", "loai=khong-co", "xep=%00", "tim=%22%3E%3Cscript%3E"])
def test_nonsense_in_the_address_is_harmless(client, asked):
    response = client.get(f"{GROUP}?{asked}")
    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_how_the_group_is_ranked_is_said(read):
    assert "Xếp hạng theo chỉ số, so giá trị chính xác, chưa làm tròn; đồng hạng thì hạng kế tiếp bỏ trống (1, 2, 2, 4)." in read(
        GROUP
    )
