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
from web.audit_samples import OVER, pasted

pytestmark = pytest.mark.journey


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

        page.locator("summary").filter(has_text="Máy hiểu sai một cột").click()
        page.get_by_label("7. Tổng điểm").select_option("ghi chú")
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Không có gì trong bảng mâu thuẫn")
        expect(page.get_by_label("7. Tổng điểm")).to_have_value("note")
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
        page.locator("summary").filter(has_text="Máy hiểu sai một cột").first.click()
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
        page.locator("summary").filter(has_text="Look at the picture, correct again").click()
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
