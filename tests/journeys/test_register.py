"""The register of bodies in a browser: a merger from the keyboard, a table with a mistake, a province's communes."""

import pytest
from playwright.sync_api import expect

from journeys import test_accounts
from journeys.test_every_page import faults_of

pytestmark = pytest.mark.journey

site = test_accounts.site
AT = "/lam-viec/co-quan-chu-tri/tinh-thu/so-co-quan/"
CITED = {
    "Có hiệu lực từ ngày": "01/03/2026",
    "Loại văn bản": "Nghị quyết",
    "Số, ký hiệu": "05/NQ-HĐND",
    "Ngày ban hành": "20/02/2026",
    "Cơ quan ban hành": "HĐND tỉnh",
}


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_merger_is_recorded_and_taken_back_from_the_keyboard(watched):
    with watched() as watch:
        page = watch.page
        test_accounts.sign_in(page, "lead@tinh-thu.example")
        page.goto(AT)
        page.get_by_role("link", name="Sở Y tế").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Sở Y tế", level=1)).to_be_visible()
        page.get_by_role("link", name="Ghi sự kiện").click()
        page.get_by_role("link", name="Sáp nhập, hợp nhất").click()
        press(page, "Xem trước các thay đổi")
        expect(page.get_by_role("alert")).to_contain_text("Nhập số, ký hiệu văn bản")
        watch.said.clear()  # the browser itself reports the 422
        for label, value in CITED.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_label("Các cơ quan").fill("so-y-te\nSở Nội vụ")
        page.get_by_label("Mã", exact=True).fill("so-moi")
        page.get_by_label("Tên", exact=True).fill("Sở Y tế và Nội vụ")
        press(page, "Xem trước các thay đổi")
        expect(page.get_by_role("heading", name="Xem trước: Sáp nhập, hợp nhất")).to_be_visible()
        assert faults_of(page) == []
        press(page, "Ghi vào sổ")
        expect(page.get_by_role("status")).to_contain_text("Đã ghi sự kiện vào sổ.")
        page.get_by_role("link", name="Hoàn tác sự kiện này").click()
        page.get_by_label("Lý do hoàn tác").fill("ghi nhầm")
        press(page, "Hoàn tác")
        expect(page.get_by_role("status")).to_contain_text("Đã hoàn tác sự kiện")
        page.get_by_role("link", name="Sự kiện", exact=True).click()
        expect(page.get_by_text("đã hoàn tác")).to_be_visible()


def test_a_table_and_a_provinces_communes_are_seen_before_they_are_kept(watched):
    with watched() as watch:
        page = watch.page
        test_accounts.sign_in(page, "lead@tinh-thu.example")
        page.goto(f"{AT}nhap/")
        upload(page, "code,name,opened\nmoi,Sở Mới,hôm qua\n")
        expect(page.get_by_role("alert")).to_contain_text("so.csv:2: opened")
        watch.said.clear()  # the browser itself reports the 422
        upload(page, "code,name,opened\nmoi,Sở Mới,01/02/2026\n")
        expect(page.get_by_role("heading", name="Xem trước tệp: so.csv")).to_be_visible()
        press(page, "Ghi vào sổ")
        expect(page.get_by_role("link", name="Sở Mới")).to_be_visible()
        page.get_by_role("link", name="Nạp đơn vị hành chính").click()
        page.get_by_label("Phần nạp vào sổ").select_option(label="Các xã, phường, đặc khu của Tỉnh Lai Châu")
        for label, value in list(CITED.items())[1:]:
            page.get_by_label(label, exact=True).fill(value)
        press(page, "Xem trước")
        expect(page.get_by_text("Phường Đoàn Kết").first).to_be_visible()
        assert faults_of(page) == []
        press(page, "Ghi vào sổ")
        expect(page.get_by_role("status").first).to_contain_text("Đã nạp")


def upload(page, text: str) -> None:
    page.get_by_label("Tệp danh sách cơ quan").set_input_files(
        files=[{"name": "so.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    )
    page.get_by_role("button", name="Đọc tệp và xem trước").click()
