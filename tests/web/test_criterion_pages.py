"""The page of a criterion with all bodies of a group, and bodies of one group side by side."""

import re
from html import unescape

import pytest

from web.shipped import documents

pytestmark = pytest.mark.one_database

THAI_BINH = "/dot/thai-binh-2020/departments/"
DEMO = "/dot/demo-so-2026/so/"


def group_of(code, group_code):
    document = documents(code)["document"]
    return document, next(group for group in document["groups"] if group["code"] == group_code)


def names_in(page, table="of-criterion"):
    board = re.search(rf'<table class="board {table}">(.*?)</table>', page, re.DOTALL)[1]
    return [unescape(each.strip()) for each in re.findall(r'<th scope="row".*?<a [^>]*>(.*?)</a>', board, re.DOTALL)]


def test_a_criterion_page_has_its_text_its_rule_and_every_body(client, read):
    _, group = group_of("demo-so-2026", "so")
    text = read(f"{DEMO}tieu-chi/1.1/")
    assert "Tiêu chí này yêu cầu gì Xem trong bộ tiêu chí Trưởng ban là người đứng đầu cơ quan: điểm tối đa" in text
    assert "Cách tính Theo trường hợp của «Chức vụ của Trưởng ban Ban Chỉ đạo»: «Người đứng đầu cơ quan»: điểm tối đa" in text
    assert "Quyết định trình diễn 03/QĐ-TD, Phụ lục I, mục 1.1" in text
    page = client.get(f"{DEMO}tieu-chi/1.1/").content.decode()
    assert sorted(names_in(page)) == sorted(row["name"] for row in group["bodies"])


def test_bodies_stand_by_their_points_with_those_without_last(client):
    _, group = group_of("demo-so-2026", "so")
    rows = {row["name"]: row["criteria"]["7.1"] for row in group["bodies"]}
    found = names_in(client.get(f"{DEMO}tieu-chi/7.1/").content.decode())
    ranks = [rows[name]["rank"] for name in found if rows[name]["rank"] is not None]
    assert ranks == sorted(ranks)
    has_points = [rows[name]["points"]["exact"] is not None for name in found]
    assert has_points == sorted(has_points, reverse=True)
    assert not all(has_points)


@pytest.mark.parametrize(
    ("asked", "key"), [("hang", lambda row: row["rank"]["value"] or 10**6), ("ten", lambda row: row["name"][:2])]
)
def test_the_table_can_be_sorted_by_rank_and_by_name(client, asked, key):
    _, group = group_of("thai-binh-2020", "departments")
    rows = {row["name"]: row for row in group["bodies"]}
    found = names_in(client.get(f"{THAI_BINH}tieu-chi/2/?xep={asked}").content.decode())
    assert len(found) == len(rows)
    assert [key(rows[name]) for name in found] == sorted(key(row) for row in rows.values())


def test_the_mean_is_that_of_the_result(read):
    _, group = group_of("thai-binh-2020", "departments")
    mean = group["statistics"]["criteria"]["2"]["mean"]["shown"].replace(".", ",")
    assert f"Trung bình của 19 cơ quan {mean}" in read(f"{THAI_BINH}tieu-chi/2/")


def test_each_kind_of_nothing_has_its_name(read):
    found = " ".join(
        read(address)
        for address in (
            f"{DEMO}tieu-chi/7.1/",
            "/dot/demo-so-2026/nganh-doc/tieu-chi/1/",
            "/dot/hau-giang-2021/agencies/tieu-chi/1/",
            *(f"{DEMO}tieu-chi/{code}/" for code in ("3.4", "5.3", "2.1")),
        )
    )
    document, group = group_of("demo-so-2026", "so")
    kinds = {score["status"] for row in group["bodies"] for score in row["criteria"].values()}
    for code in {row["status"] for row in document["groups"][1]["bodies"]} | kinds | {"not_published"}:
        words = {"not_applicable": "không áp dụng", "exempt": "được miễn", "not_published": "không công bố"}.get(code, "")
        assert words in found
    missing = {(score["status"], code) for row in group["bodies"] for code, score in row["criteria"].items()}
    for status, words in (("missing", "1 thiếu số liệu"), ("not_verified", "1 chưa thẩm định")):
        code = min(code for each, code in missing if each == status)
        assert words in read(f"{DEMO}tieu-chi/{code}/")


def test_a_zero_is_points_and_no_kind_of_nothing(client, read):
    text = read(f"{DEMO}tieu-chi/10/")
    assert "20 cơ quan có điểm." in text
    page = client.get(f"{DEMO}tieu-chi/10/").content.decode()
    assert "0,00" in page
    assert 'class="first"' not in page  # the most points taken off are no first place


def test_what_is_only_collected_says_so_and_shows_no_points(read):
    text = read(f"{DEMO}tieu-chi/0.1/")
    assert "Tiêu chí này chỉ thu thập số liệu, không chấm điểm." in text
    assert "Hạng riêng" not in text


def test_a_criterion_is_linked_from_the_set_the_board_and_the_body_and_links_to_explanations(client, tags):
    address = f"{THAI_BINH}tieu-chi/6/"

    def links(page):
        return {attributes.get("href") for tag, attributes in tags(page) if tag == "a"}

    for page in ("/bo-tieu-chi/thai-binh-so-2020/1/", THAI_BINH, "/dot/thai-binh-2020/", f"{THAI_BINH}vp-ubnd-tinh/"):
        assert address in links(page), page
    assert f"{THAI_BINH}vp-ubnd-tinh/?mo=het#tc-6" in links(address)
    assert 'id="tc-6"' in client.get(f"{THAI_BINH}vp-ubnd-tinh/").content.decode()


def test_a_printed_figure_that_does_not_follow_is_noted_beside_it(read):
    assert "Vượt điểm tối đa" in read(f"{THAI_BINH}tieu-chi/6/")


@pytest.mark.parametrize(
    "address", [f"{DEMO}tieu-chi/khong-co/", "/dot/demo-so-2026/khong-co/tieu-chi/1/", "/dot/khong-co/so/so-sanh/"]
)
def test_what_is_not_there_is_not_found(read, address):
    assert "Không có trang này" in read(address, status=404)


def compare(*codes, at=THAI_BINH):
    return f"{at}so-sanh/?" + "&".join(f"co-quan={code}" for code in codes)


def test_two_bodies_are_set_side_by_side_at_every_criterion(client, read):
    document, _ = group_of("thai-binh-2020", "departments")
    page = client.get(compare("vp-ubnd-tinh", "so-tttt")).content.decode()
    for part in document["annexes"][0]["criteria"]:
        assert f">{part['name']}</a>" in page
    text = read(compare("vp-ubnd-tinh", "so-tttt"))
    assert "Xét chung: Sở Thông tin và Truyền thông hơn Văn phòng UBND tỉnh là 0,137 (chỉ số)." in text
    assert "Trong 6 tiêu chí so sánh được" in text
    assert "▲ cao nhất" in text  # in words, not by colour alone
    assert "không áp dụng" in text


def test_the_order_is_the_one_asked_for(client):
    for codes in (("vp-ubnd-tinh", "so-tttt"), ("so-tttt", "vp-ubnd-tinh")):
        page = client.get(compare(*codes)).content.decode()
        found = re.findall(rf'<a href="{THAI_BINH}([a-z-]+)/"', page)
        assert tuple(each for each in found if each in codes)[:2] == codes


def test_the_least_taken_off_is_best(read):
    text = read(compare("so-y-te", "thanh-tra", at=DEMO))
    assert "Thanh tra tỉnh Trình Diễn ít hơn Sở Y tế tỉnh Trình Diễn là 5 điểm" in text
    assert "▼ ít nhất" in text


def test_five_are_compared(client):
    _, group = group_of("thai-binh-2020", "departments")
    codes = [row["code"] for row in group["bodies"]][:6]
    assert client.get(compare(*codes[:5])).status_code == 200
    assert client.get(compare(*codes)).status_code == 422


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["vp-ubnd-tinh", "vp-ubnd-tinh"], "«Văn phòng UBND tỉnh» được nêu hai lần"),
        (["vp-ubnd-tinh", "so-y-te", "khong-co"], "không có cơ quan mang mã «khong-co»"),
        (["vp-ubnd-tinh", "<script>"], "không có cơ quan mang mã «<script>»"),
        (["x" * 5000, "so-y-te"], "Chỉ so sánh được các cơ quan cùng một khối."),
    ],
)
def test_what_cannot_be_compared_says_why_and_what_to_do(client, read, codes, said):
    assert said in read(compare(*codes), status=422)


def test_a_body_of_another_group_is_foreign(read):
    text = read(compare("so-y-te", "thue", at=DEMO), status=422)
    assert "Khối «Các sở, ban, ngành» không có cơ quan mang mã «thue»" in text


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([], "Chọn từ hai đến năm cơ quan"),
        (["vp-ubnd-tinh"], "So Văn phòng UBND tỉnh với cơ quan nào?"),
        (["", ""], "Chọn từ hai"),
    ],
)
def test_fewer_than_two_are_asked_for_more(client, read, codes, said):
    text = read(compare(*codes))
    assert said in text
    page = client.get(compare(*codes)).content.decode()
    assert page.count('type="checkbox"') == 19
    assert page.count(" checked") == len([code for code in codes if code])


def test_a_group_of_which_no_criterion_was_published_says_so(read):
    _, group = group_of("hau-giang-2021", "agencies")
    text = read(compare(*[row["code"] for row in group["bodies"]][:2], at="/dot/hau-giang-2021/agencies/"))
    assert "không công bố" in text
    assert "Nguồn không công bố điểm theo tiêu chí" in text


@pytest.mark.parametrize(
    "address", [f"{DEMO}tieu-chi/7.1/", compare("vp-ubnd-tinh", "so-tttt"), compare("vp-ubnd-tinh", "khong-co")]
)
def test_both_are_read_in_english(client, address):
    page = client.get(f"/en{address}").content.decode()
    for words in ("Điểm của các cơ quan", "Chênh lệch", "cao nhất", "Chọn cơ quan", "Cách tính", "Không so sánh được"):
        assert words not in page
