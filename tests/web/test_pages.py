"""The criteria set as a document, search, texts, languages, errors."""

import re

import pytest

from khoabang.scoring import Problems, load_set, shipped_sets
from khoabang.web.portal.set_text import set_text

pytestmark = pytest.mark.one_database

SET = "/bo-tieu-chi/thai-binh-so-2020/1/"
ENGLISH = (
    "/",
    "/dot/thai-binh-2020/",
    "/dot/thai-binh-2020/departments/",
    "/dot/thai-binh-2020/departments/vp-ubnd-tinh/",
    SET,
    "/phuong-phap/",
)


def test_the_set_reads_as_a_document(read):
    text = read(SET)
    assert "Căn cứ pháp lý" in text
    assert "Quyết định 2916/QĐ-UBND" in text
    assert "chưa tìm được toàn văn" in text
    assert "Theo chỉ số." in text
    assert "từ 0,7 đến dưới 0,85" in text
    assert "suy ra" in text
    assert "Dấu vân tay của văn bản này" in text


def test_a_rule_of_the_set_is_said_in_plain_words(read):
    text = read("/bo-tieu-chi/demo-so-2026/2/")
    assert "Cộng các phần, không quá 20 điểm" in text
    assert "Hội đồng hoặc chuyên gia cho điểm; phải ghi lý do" in text
    assert "Tài liệu kiểm chứng" in text
    assert "Thẩm định" in text


@pytest.mark.parametrize(
    ("address", "body"),
    [("/bo-tieu-chi/demo-so-2026/2/", False), ("/dot/demo-so-2026/so/so-tu-phap/?mo=het", True)],
)
def test_a_formula_names_its_inputs_and_shows_no_code(read, client, address, body):
    text = read(address)
    said = "heo công thức: nếu «Số người chuyên trách"
    assert said in text
    for code in ("so_chuyen_trach", "so_dai_hoc_cntt", "điểm_tối_đa", "làm_tròn"):
        assert code not in text
    english = client.get("/en" + address).content.decode()
    assert re.search(r'ormula: if «<span lang="vi">Số người chuyên trách', english)
    assert "then maximum points else" in english


def test_what_no_text_states_says_that_it_is_ours_and_why(read):
    assert "suy ra Nguồn đọc được không nêu. Khoa Bảng không xếp hạng cơ quan thiếu số liệu" in read(SET)


def test_every_anchor_of_a_page_is_there_once(tags):
    for address in (SET, "/dot/thai-binh-2020/", "/dot/demo-so-2026/", "/bo-tieu-chi/demo-so-2026/2/"):
        found = tags(address)
        ids = [attributes["id"] for _, attributes in found if attributes.get("id")]
        assert len(ids) == len(set(ids)), address
        inner = {
            (attributes.get("href") or "")[1:]
            for tag, attributes in found
            if tag == "a" and (attributes.get("href") or "").startswith("#")
        }
        assert inner <= set(ids), address


@pytest.mark.parametrize("query", ["van phong ubnd", "VĂN PHÒNG", "văn phòng"])
def test_search_finds_a_body_with_or_without_diacritics(read, query):
    text = read(f"/tim/?tim={query}")
    assert "Văn phòng UBND tỉnh" in text
    assert "UBND tỉnh Thái Bình" in text


def test_search_finds_a_round_by_its_province_and_year(read):
    text = read("/tim/?tim=thai binh 2020")
    assert "Kết quả đánh giá, xếp hạng ứng dụng công nghệ thông tin" in text


def test_search_tells_the_rank_that_was_only_printed(read):
    text = read("/tim/?tim=kho bac nha nuoc")
    assert re.search(r"Kho bạc nhà nước UBND tỉnh Hậu Giang 2021 .{1,80} hạng \d+", text)


def test_search_says_when_nothing_is_found(read):
    assert "Không tìm thấy." in read("/tim/?tim=zzzz")
    assert "Gõ tên cơ quan" in read("/tim/")


@pytest.mark.parametrize("query", ["%", "_", "'", "%00", "a" * 5000])
def test_search_takes_anything(client, query):
    assert client.get("/tim/", {"tim": query}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/khong-co/",
        "/dot/khong-co/",
        "/dot/thai-binh-2020/khong-co/",
        "/dot/thai-binh-2020/departments/khong-co/",
        "/bo-tieu-chi/thai-binh-so-2020/9/",
        "/en/dot/khong-co/",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(read, address):
    text = read(address, status=404)
    assert ("No such page" if address.startswith("/en/") else "Không có trang này") in text


def test_a_failure_is_a_page_too(client, monkeypatch):
    monkeypatch.setattr("khoabang.web.rounds.selectors.rounds_current", lambda: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Trang đang lỗi" in response.content.decode()


def test_only_reading_is_allowed(client):
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("browser", ["en-US,en;q=0.9", "fr", ""])
def test_a_bare_address_is_vietnamese_for_every_browser(client, browser):
    response = client.get("/", headers={"accept-language": browser})
    assert response.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in response.content.decode()


@pytest.mark.parametrize("address", ENGLISH)
def test_each_page_has_its_english_twin_linked(client, address):
    page = client.get(address).content.decode()
    assert f'href="/en{address}"' in page
    twin = client.get(f"/en{address}").content.decode()
    assert '<html lang="en">' in twin
    assert f'href="{address}"' in twin


def test_numbers_follow_the_language(read):
    assert "0.861" in read("/en/dot/thai-binh-2020/")
    assert "0,861" not in read("/en/dot/thai-binh-2020/")
    assert "The mean score of 20 bodies is 45.212" in read("/en/dot/vinh-phuc-2019/")


def test_dates_follow_the_language(read):
    assert "05/01/2021" in read("/dot/thai-binh-2020/")
    assert "5 January 2021" in read("/en/dot/thai-binh-2020/")
    assert "due 6 March 2026" in read("/en/bo-tieu-chi/demo-so-2026/2/")


def test_one_is_counted_as_one_in_english(read):
    text = read("/en/bo-tieu-chi/demo-so-2026/2/")
    assert "1 decimal, halves up" in text
    assert "for each day late" in text
    assert "1 points" not in text


@pytest.mark.parametrize(
    ("address", "tag", "words"),
    [
        ("/en/dot/thai-binh-2020/", "th", "<a [^>]*>Hạ tầng kỹ thuật"),
        ("/en/dot/demo-so-2026/so/tieu-chi/1.1/", "h1", "Người đứng đầu"),
        ("/en/dot/thai-binh-2020/departments/", "option", "Hạ tầng kỹ thuật"),
        ("/en/bo-tieu-chi/demo-so-2026/2/", "span", "Số bộ dữ liệu"),
        ("/en/bo-tieu-chi/demo-so-2026/2/", "span", "biên chế được giao</span>»: ≥"),  # a condition
        ("/en/bo-tieu-chi/demo-so-2026/2/", "span", "Người đứng đầu cơ quan</span>»: "),  # a choice's label in a rule
        ("/en/bo-tieu-chi/thai-binh-so-2020/1/", "span", "có thủ tục hành chính"),
        ("/en/dot/demo-so-2026/so/so-tu-phap/", "span", "Người đứng đầu cơ quan"),
    ],
)
def test_words_of_the_decision_are_marked_as_vietnamese(client, address, tag, words):
    page = client.get(address).content.decode()
    assert re.search(rf'<{tag}[^>]* lang="vi"[^>]*>\s*{words}', page)


def test_words_of_ours_are_not_marked_as_vietnamese(client):
    page = client.get("/en/dot/thai-binh-2020/departments/vp-ubnd-tinh/").content.decode()
    assert re.search(r'<span class="title"\s*>Total score', page)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/tim/?tim=so",
        "/dot/demo-so-2026/",
        "/dot/demo-so-2026/so/",
        "/dot/demo-so-2026/so/so-tu-phap/",
        SET,
        "/dot/demo-so-2026/so/tieu-chi/1.1/",
        "/dot/demo-so-2026/so/so-sanh/?co-quan=so-tu-phap&co-quan=so-y-te",
    ],
)
def test_a_page_asks_the_database_little_however_long_it_is(client, address, django_assert_max_num_queries):
    client.get(address)
    most = {
        "/tim/?tim=so": 4,
        "/dot/demo-so-2026/so/so-tu-phap/": 3,
    }  # search asks once for each kind, a body for each earlier year
    with django_assert_max_num_queries(most.get(address, 2)):
        client.get(address)


def test_data_keep_their_language_on_an_english_page(tags):
    names = [
        attributes
        for tag, attributes in tags("/en/dot/thai-binh-2020/")
        if tag == "a" and "/departments/so-" in (attributes.get("href") or "")
    ]
    assert names
    assert all(attributes.get("lang") == "vi" for attributes in names)


def test_a_rule_says_what_of_it_no_text_states():
    criteria_set = load_set(shipped_sets()["cap-huyen-bulletin"], Problems())
    assert criteria_set is not None
    articles = {part.code: part for part in set_text(criteria_set.dump()).annexes[0].articles[0].parts}
    assert articles["1.1"].inferred == []
    assert articles["1.3"].inferred[0].startswith("Giới hạn tỷ lệ ở 1 là suy ra")
