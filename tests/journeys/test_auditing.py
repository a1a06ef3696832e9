"""What anybody does with a published table: send it, see the mistake on its cell, correct a role, download, delete."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from journeys.test_every_page import THEMES, WIDTHS, complaints, too_wide
from scanned import Scan
from web.audit_samples import HEAD, OVER, pasted, rows

pytestmark = pytest.mark.journey

WRONG, FURTHER, A_SET = "Máy hiểu sai bảng này", "Cách tính, thứ hạng, xếp loại", "Có bộ tiêu chí của bảng này"
# Nothing is proved wrong in it until somebody says what the last criterion's maximum is.
CRITERIA = [[*HEAD[:5], "Nhân lực cho ứng dụng CNTT", *HEAD[6:]], *rows()[1:]]


def accessible(page: Page) -> None:
    """Complain of nothing, wide and narrow, in light and dark."""
    found = {}
    for width in WIDTHS:
        assert not too_wide(page, width), width
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found[width, theme] = complaints(page)
    assert {place: said for place, said in found.items() if said} == {}


def send(page: Page, content: str) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Các mục chính").get_by_role("link", name="Kiểm tra").click()
    page.get_by_label("Chọn tệp").set_input_files({"name": "ket-qua.txt", "mimeType": "text/plain", "buffer": content.encode()})
    page.get_by_role("button", name="Kiểm tra").click()


def test_from_a_file_to_its_mistake_and_away_without_javascript(watched, tmp_path):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        send(page, pasted())
        expect(page).to_have_url(re.compile(r"/kiem-tra/[\w-]{32}/$"))
        first = page.url
        expect(page.get_by_role("heading", level=1)).to_contain_text("Một chỗ sai")
        away = page.locator(".address a").get_attribute("href")
        cell = page.locator("td.has-proved")
        expect(cell).to_contain_text("55")
        page.get_by_role("link", name="xem ô").click()
        expect(cell).to_be_in_viewport()
        mark = cell.get_by_role("link", name=re.compile("^sai 1.*nhiều nhất là 50"))
        mark.focus()
        page.keyboard.press("Enter")
        expect(page.locator("li#p1")).to_be_in_viewport()
        expect(page.locator("li#p1")).to_contain_text(OVER)

        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("JSON")).click()
        watch.failed.clear()  # a page that becomes a download counts as one that did not load
        download.value.save_as(tmp_path / "report.json")
        assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["tables"][0]["findings"][0]["printed"] == "55"

        page.locator("summary").filter(has_text=WRONG).click()
        page.get_by_label("G. Tổng điểm").select_option("ghi chú")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Không có gì trong bảng mâu thuẫn")
        expect(page.get_by_text("«G. Tổng điểm» là cột: ghi chú")).to_be_visible()
        expect(page.get_by_label("G. Tổng điểm")).to_have_value("note")
        assert page.url != first

        page.goto(first)
        expect(page.locator(".address")).to_have_count(0)
        page.goto(away)
        page.get_by_role("button", name="Xóa").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã xóa báo cáo")
        response = page.goto(first)
        assert response is not None
        assert response.status == 404
        watch.said.clear()  # the browser itself reports the 404


def test_a_table_is_corrected_and_a_mistake_in_doing_so_mended_without_javascript(watched):
    with watched(390, java_script_enabled=False) as watch:
        page = watch.page
        send(page, pasted(CRITERIA, ""))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Không có gì trong bảng mâu thuẫn")
        page.locator("summary").filter(has_text=WRONG).click()
        page.get_by_label("H. Xếp hạng").select_option("ghi chú")
        page.get_by_label("Tối đa F").fill("50 điểm")
        page.locator("summary").filter(has_text=FURTHER).click()
        page.get_by_label("Cột nào tính từ cột nào").fill("G = C + D + E + F")
        page.get_by_role("button", name="Kiểm tra lại").click()

        fault = page.get_by_role("alert")
        expect(fault).to_be_focused()
        expect(fault).to_be_in_viewport()
        fault.get_by_role("link", name="«50 điểm» không phải là số").click()
        field = page.get_by_label("Tối đa F")
        expect(field).to_be_in_viewport()
        expect(field).to_have_value("50 điểm")
        expect(field).to_have_accessible_description(re.compile("không phải là số"))
        expect(page.get_by_label("H. Xếp hạng")).to_have_value("note")
        expect(page.get_by_label("Cột nào tính từ cột nào")).to_have_value("G = C + D + E + F")
        field.fill("50")
        page.get_by_role("button", name="Kiểm tra lại").click()

        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            "Một chỗ sai, chứng minh được từ chính số liệu đã in và những gì đã cho"
        )
        expect(page.locator("td.has-proved")).to_contain_text("55")
        expect(page.get_by_text("«F. Nhân lực cho ứng dụng CNTT» nhiều nhất là 50")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="đã cho").filter(has_text="là tổng của")).to_be_visible()
        watch.said.clear()  # the browser itself reports the 422


def test_a_table_is_held_against_a_criteria_set_without_javascript(watched):
    with watched(java_script_enabled=False) as watch:
        page = watch.page
        send(page, pasted(CRITERIA, ""))
        page.locator("summary").filter(has_text=A_SET).click()
        page.get_by_label("Bộ tiêu chí", exact=True).select_option("hau-giang-2021")
        page.get_by_role("button", name="Đối chiếu").click()
        expect(page.get_by_role("alert")).to_be_focused()
        page.get_by_label("Bộ tiêu chí", exact=True).select_option("thai-binh-so-2020")
        page.get_by_role("button", name="Đối chiếu").click()
        expect(page.get_by_text("Đối chiếu với bộ tiêu chí:")).to_contain_text("tỉnh Thái Bình")
        expect(page.locator("td.has-proved")).to_contain_text("55")
        page.locator("summary").filter(has_text="thôi đối chiếu").click()
        page.get_by_label("Bộ tiêu chí", exact=True).select_option("không đối chiếu")
        page.get_by_role("button", name="Đối chiếu").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Không có gì trong bảng mâu thuẫn với nhau")
        watch.said.clear()  # the browser itself reports the 422


def test_forms_that_were_refused_are_accessible_and_fit(watched):
    with watched() as watch:
        page = watch.page
        send(page, pasted(CRITERIA, ""))
        report = page.url
        page.locator("summary").filter(has_text=WRONG).click()
        page.get_by_label("Tối đa F").fill("năm mươi")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.get_by_role("alert")).to_be_focused()
        accessible(page)
        page.get_by_label("Tối đa F").fill("")
        page.locator("summary").filter(has_text=FURTHER).click()
        page.get_by_label("Chiều").select_option("nhỏ nhất đứng đầu")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.get_by_role("alert")).to_contain_text("Chọn cột")
        accessible(page)
        page.get_by_label("Chiều").select_option("lớn nhất đứng đầu")
        page.get_by_label("Cột nào tính từ cột nào").fill("G = C + D + E + F")
        page.get_by_label("Các loại và ngưỡng").fill("Tốt")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.get_by_role("alert")).to_contain_text("«Tốt»")
        accessible(page)
        page.get_by_label("Các loại và ngưỡng").fill("")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.locator(".given").first).to_be_visible()
        accessible(page)
        page.goto(report)
        page.locator("summary").filter(has_text=A_SET).click()
        page.get_by_label("Bộ tiêu chí", exact=True).select_option("hau-giang-2021")
        page.get_by_role("button", name="Đối chiếu").click()
        expect(page.get_by_role("alert")).to_be_focused()
        accessible(page)
        watch.said.clear()  # the browser itself reports each 422


def test_every_page_of_an_audit_is_accessible_and_fits(watched):
    with watched() as watch:
        page = watch.page
        page.goto("/kiem-tra/")
        page.get_by_role("button", name="Kiểm tra").click()
        expect(page.get_by_role("alert")).to_be_visible()
        accessible(page)
        watch.said.clear()  # the browser itself reports the 422
        page.set_viewport_size({"width": 1280, "height": 900})
        send(page, f"Bảng 1\n\n{pasted()}\n\nBảng 2\n\n{pasted()}")
        page.locator("summary").filter(has_text=WRONG).first.click()
        page.locator("summary").filter(has_text=FURTHER).first.click()
        page.locator("summary").filter(has_text=A_SET).click()
        accessible(page)
        page.goto(page.locator(".address a").get_attribute("href") or "")
        accessible(page)


def send_scan(page: Page, scan: Scan) -> None:
    page.goto("/kiem-tra/")
    page.get_by_label("Chọn tệp").set_input_files({"name": "quet.pdf", "mimeType": "application/pdf", "buffer": scan.as_pdf()})
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Máy đọc từ ảnh")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_scan_is_compared_corrected_and_confirmed_without_javascript(watched, scan, width):
    with watched(width, java_script_enabled=False) as watch:
        page = watch.page
        send_scan(page, scan)
        picture = page.get_by_role("img", name=re.compile("^Ảnh của trang 1"))
        expect(picture).to_be_visible()
        cell = page.get_by_role("textbox", name="dòng 4 cột 6")
        expect(cell).to_have_value("5S")
        beside, below = picture.bounding_box(), page.locator(".compare form").bounding_box()
        assert beside is not None
        assert below is not None
        assert (below["x"] >= beside["x"] + beside["width"]) == (width >= 1024), "side by side where there is room"
        assert (below["y"] >= beside["y"] + beside["height"]) == (width < 1024)
        unsure = page.get_by_role("textbox", name="dòng 5 cột 3")
        expect(unsure).to_have_accessible_description(re.compile("máy đọc không chắc"))
        first = page.url
        full = page.get_by_role("link", name=re.compile("^Ảnh của trang 1")).get_attribute("href")
        assert full is not None
        answer = page.request.get(full)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")

        page.get_by_role("button", name="Xác nhận trang 1").click()
        assert page.url == first, "nothing is sent before a person says to have compared"
        compared = page.get_by_label("Tôi đã so từng ô của trang này với ảnh.")
        compared.focus()
        page.keyboard.press("Space")
        expect(compared).to_be_checked()
        cell.focus()
        cell.fill("55")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Một chỗ sai, chứng minh được")
        assert page.url != first
        expect(page.locator("td.has-proved")).to_contain_text("55")
        expect(page.get_by_role("heading", name="Trang 1: máy đọc từ ảnh, đã có người xác nhận")).to_be_visible()
        page.locator("summary").filter(has_text="Xem ảnh, sửa lại").click()
        expect(page.get_by_role("textbox", name="dòng 4 cột 6")).to_have_value("55")


def test_a_scan_is_accessible_before_and_after(watched, scan):
    with watched() as watch:
        page = watch.page
        send_scan(page, scan)
        accessible(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_label("Tôi đã so từng ô của trang này với ảnh.").check()
        page.get_by_role("button", name="Xác nhận trang 1").click()
        expect(page.get_by_role("heading", level=2).first).to_contain_text("đã có người xác nhận")
        page.locator("summary").filter(has_text="Xem ảnh, sửa lại").click()
        accessible(page)
        page.goto("/en" + page.url[page.url.index("/kiem-tra/") :])
        page.locator("summary").filter(has_text="See the picture and correct").click()
        accessible(page)


def test_the_header_and_the_name_stay_in_sight_on_a_telephone(watched):
    with watched(390) as watch:
        page = watch.page
        send(page, pasted())
        frame = page.locator(".sheet-frame")
        frame.evaluate("frame => { frame.scrollIntoView(); frame.scrollTo(400, 0) }")
        expect(page.get_by_role("columnheader", name="Tên cơ quan")).to_be_in_viewport()
        expect(page.get_by_role("rowheader", name="Sở Y tế")).to_be_in_viewport()


def test_several_who_send_at_once_get_a_report_each(site):
    def sent(_: int) -> str:
        with urlopen(f"{site}/kiem-tra/", urlencode({"van-ban": pasted()}).encode(), 60) as answer:  # noqa: S310 - our own site
            assert answer.status == 200
            return answer.url

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(sent, range(6)))) == 6
