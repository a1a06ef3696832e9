"""What a citizen does: find a body, follow its score to the article, look at a table on a telephone, print it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

BODY = "/dot/thai-binh-2020/departments/vp-ubnd-tinh/"


def test_from_the_home_page_to_the_article_behind_a_figure_without_javascript(watched):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        page.goto("/")
        page.get_by_role("searchbox").fill("van phong ubnd thai binh")
        page.get_by_role("button", name="Tìm").click()
        expect(page.get_by_text("Không tìm thấy")).to_be_visible()
        page.get_by_role("searchbox").fill("van phong ubnd")
        page.get_by_role("button", name="Tìm").click()
        page.locator(f'a[href="{BODY}"]').click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Văn phòng UBND tỉnh")
        inside = page.get_by_role("link", name=re.compile("cột Nhân lực"))
        expect(inside).to_be_hidden()
        page.locator("summary").filter(has_text="Nhân lực cho ứng dụng CNTT").click()
        inside.click()
        expect(page).to_have_url(re.compile(r"/bo-tieu-chi/thai-binh-so-2020/1/#.+-6$"))
        expect(page.get_by_role("heading", name=re.compile("Nhân lực cho ứng dụng CNTT"))).to_be_in_viewport()


def test_sorting_and_filtering_without_javascript(watched):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        page.goto("/dot/thai-binh-2020/departments/")
        page.get_by_role("columnheader", name="Cơ chế, chính sách").get_by_role("link").first.click()
        expect(page.get_by_role("columnheader", name="Cơ chế, chính sách")).to_have_attribute("aria-sort", "descending")
        page.get_by_label("Xếp loại").select_option("Khá")
        page.get_by_role("button", name="Xem").click()
        expect(page.locator(".board tbody tr:not(.maxima)")).to_have_count(8)
        page.get_by_role("link", name="Bỏ lọc").click()
        expect(page.locator(".board tbody tr:not(.maxima)")).to_have_count(19)


def test_from_a_column_to_its_criterion_to_the_explanation_of_one_body(watched):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        page.goto("/dot/demo-so-2026/so/")
        page.get_by_role("columnheader", name="Nhận thức số").get_by_role("link", name="chi tiết").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nhận thức số")
        page.get_by_role("link", name=re.compile("^1.2")).first.click()
        expect(page.get_by_text("Cách tính")).to_be_visible()
        page.get_by_role("rowheader", name="Sở Y tế tỉnh Trình Diễn").get_by_role("link").click()
        expect(page).to_have_url(re.compile(r"/so-y-te/\?mo=het#tc-1\.2$"))
        expect(page.locator("#tc-1\\.2")).to_be_in_viewport()


def test_bodies_are_chosen_and_compared_by_keyboard_without_javascript(watched):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        page.goto(BODY)
        page.get_by_role("link", name="So sánh với cơ quan khác").click()
        expect(page.get_by_role("checkbox", name="Văn phòng UBND tỉnh")).to_be_checked()
        page.get_by_role("checkbox", name="Sở Tư pháp").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("columnheader", name="Sở Tư pháp")).to_be_visible()
        expect(page.get_by_role("columnheader", name="Chênh lệch")).to_be_visible()
        page.get_by_text("Chọn cơ quan để so sánh").click()
        page.get_by_role("link", name="Bỏ chọn hết").click()
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_name_stays_in_sight_when_a_table_is_swiped(watched):
    with watched(390) as watch:
        page = watch.page
        page.goto("/dot/thai-binh-2020/departments/")
        frame = page.locator(".board-frame").first
        frame.evaluate("frame => { frame.scrollIntoView(); frame.scrollTo(600, 400) }")
        expect(page.get_by_role("columnheader", name="Cơ quan, đơn vị")).to_be_in_viewport()
        expect(page.get_by_role("rowheader", name="Sở Tư pháp")).to_be_in_viewport()
        expect(page.get_by_role("columnheader", name="Cơ chế, chính sách")).to_be_in_viewport()


def test_the_header_stays_in_sight_on_a_wide_screen(watched):
    with watched() as watch:
        page = watch.page
        page.goto("/dot/vinh-phuc-2019/")
        page.get_by_role("rowheader", name="Sở Công Thương").scroll_into_view_if_needed()
        expect(page.get_by_role("columnheader", name="Tổng điểm").first).to_be_in_viewport()


def test_decimal_commas_of_a_column_stand_in_line(watched):
    with watched() as watch:
        page = watch.page
        page.goto("/dot/vinh-phuc-2019/")
        page.evaluate("document.fonts.ready")
        offsets = page.evaluate(
            """() => [...document.querySelectorAll(".board")][0].querySelectorAll("tbody tr:not(.maxima) td.main .n").values()
              .map((cell) => {
                const text = cell.firstChild, at = text.data.indexOf(",");
                const range = document.createRange();
                range.setStart(text, at); range.setEnd(text, at + 1);
                return Math.round(range.getBoundingClientRect().left * 10);
              }).toArray()"""
        )
        assert len(offsets) == 20
        assert max(offsets) - min(offsets) <= 1


def test_print_opens_every_explanation_and_drops_the_furniture(watched):
    with watched() as watch:
        page = watch.page
        page.goto(BODY)
        article = page.get_by_role("link", name=re.compile("cột Nhân lực"))
        expect(article).to_be_hidden()
        page.emulate_media(media="print")
        expect(article).to_be_visible()
        expect(page.get_by_role("searchbox")).to_be_hidden()
        expect(page.get_by_text("Bản dựng lại, không thay văn bản gốc")).to_be_visible()


def test_a_wide_board_is_printed_whole(watched):
    with watched() as watch:
        page = watch.page
        page.goto("/dot/demo-so-2026/so/")
        page.set_viewport_size({"width": 1000, "height": 700})  # what a landscape sheet of A4 leaves between its margins
        page.emulate_media(media="print")
        hidden = page.evaluate(
            """() => [...document.querySelectorAll(".board-frame")].filter((frame) => getComputedStyle(frame).overflow !== "visible"
              || frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight).length"""
        )
        assert hidden == 0


@pytest.mark.parametrize("address", ["/dot/demo-so-2026/", "/dot/demo-xa-2026/", "/dot/thai-binh-2020/", "/dot/hung-yen-2019/"])
def test_a_board_needs_no_scrolling_on_a_wide_screen(watched, address):
    with watched() as watch:
        watch.page.goto(address)
        boards = (
            "() => [...document.querySelectorAll('.board')].map((board) => board.offsetWidth - board.parentElement.clientWidth)"
        )
        assert max(watch.page.evaluate(boards)) <= 0


def test_the_first_tab_stop_leads_past_the_masthead(watched):
    with watched() as watch:
        page = watch.page
        page.goto("/")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Đến nội dung chính")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_page_is_read_in_english_and_back(watched):
    with watched() as watch:
        page = watch.page
        page.goto(BODY)
        page.get_by_role("link", name="English").click()
        expect(page).to_have_url(re.compile(f"/en{BODY}"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("link", name="Tiếng Việt").click()
        expect(page).to_have_url(re.compile(f"[0-9]{BODY}"))
