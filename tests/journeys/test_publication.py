"""Publication in a real browser: draft, publish, correct, download and recheck, recall; by keyboard-sized and phone-sized windows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.serving import served
from journeys.test_council import PASSWORD, sign_in
from journeys.test_every_page import faults_of
from khoabang.bundle import verify
from ready import TABLES, made_ready

pytestmark = pytest.mark.journey

START = """
import sys
from pathlib import Path
from django.contrib.auth.hashers import make_password
from khoabang.web.serve import prepare, run
data = Path(sys.argv[1])
prepare(data, demo=False, reset=False)
from khoabang.web.accounts.models import Person
from khoabang.web import clock
from web.test_publication import LATER, approved
now, clock.now = clock.now, lambda: LATER
approved()
clock.now = now
Person.objects.update(password=make_password(sys.argv[2]))
run(data, False, False, 0)
"""
WORK = "/lam-viec/dot/thu-2026/"
DECISION = {
    "Loại văn bản": "Quyết định",
    "Ngày ban hành": "17/05/2026",
    "Cơ quan ban hành": "Ủy ban nhân dân tỉnh",
    "Trích yếu": "Công bố kết quả đánh giá năm 2026",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """A site with an approved round, and nothing published of it."""
    with served(START, str(made_ready(tmp_path_factory, "tables", TABLES)), PASSWORD) as address:
        yield address


def test_a_result_is_published_corrected_downloaded_and_recalled(watched):
    with watched() as lead, watched(390, color_scheme="dark") as approving, watched(390) as reader:
        sign_in(lead.page, "lead")
        sign_in(approving.page, "approving")
        assert reader.page.request.get("/dot/thu-2026/").status == 404
        drafted(lead.page)
        published(lead.page)
        read(reader.page, ["Sở Y tế", "Sở Nội vụ"], "99/QĐ-UBND")
        rechecked(reader.page, 1)
        code = reported(reader.page)
        answered(lead.page, code)
        reply_read(reader.page, code)
        planned(lead.page)
        corrected(approving.page)
        correction_noted(lead.page, code)
        reply_read(reader.page, code, "bằng lần công bố 2")
        read(reader.page, ["Sở Nội vụ", "Sở Y tế"], "120/QĐ-UBND")
        told(reader.page)
        rechecked(reader.page, 2)
        recalled(approving.page)
        assert reader.page.goto("/dot/thu-2026/").status == 410
        assert [each for each in reader.said if "410" not in each and "422" not in each] == []
        reader.said.clear()  # the browser notes the statuses of a refused report and of a recalled page
        expect(reader.page.get_by_role("main")).to_contain_text("Sai thẩm quyền")
        for watch in (lead, approving, reader):
            assert faults_of(watch.page) == []


def filled(page: Page, **more: str) -> None:
    for label, value in {**DECISION, **more}.items():
        page.get_by_label(label, exact=True).fill(value)


def drafted(page: Page) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("link", name="Công bố kết quả").click()
    page.get_by_role("link", name="Soạn dự thảo").click()
    expect(page.get_by_role("heading", name="Dự thảo quyết định công bố")).to_be_visible()
    page.get_by_label("Địa danh", exact=True).fill("Thái Bình")
    page.get_by_label("Thể thức và chức vụ người ký").fill("TM. Ủy ban nhân dân\nChủ tịch")
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu và tải bản PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def published(page: Page) -> None:
    page.goto(f"{WORK}cong-bo/")
    filled(page, **{"Số, ký hiệu": "99/QĐ-UBND"})
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_role("heading", name="Các bản công bố")).to_be_visible()


def read(page: Page, names: list[str], decision: str) -> None:
    page.goto("/dot/thu-2026/")
    expect(page.get_by_role("main")).to_contain_text(decision)
    assert page.locator("section:has(> h2#so) tbody th.name a").all_inner_texts() == names
    assert faults_of(page) == []


def rechecked(page: Page, number: int) -> None:
    page.goto(f"/cong-bo/thu-2026/{number}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="goi-du-lieu.zip").click()
    assert [str(each) for each in verify(Path(download.value.path()).read_bytes(), "goi.zip").problems] == []
    assert faults_of(page) == []


def reported(page: Page) -> str:
    """From the board over the body to the figure; the code that the reader is given."""
    page.goto("/dot/thu-2026/")
    page.get_by_role("rowheader", name="Sở Y tế").get_by_role("link").click()
    for folded in ("Kết quả", "Tin, bài"):
        page.locator("summary").filter(has_text=folded).click()
    page.get_by_role("link", name=re.compile("Báo sai sót.*2.1")).click()
    expect(page.get_by_role("main")).to_contain_text("Tin, bài")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Chỗ nào sai").fill("Cổng của Sở chỉ đăng 5 tin trong năm")
    page.get_by_label("Số đúng là").fill("5")
    assert faults_of(page) == []
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhận phản ánh")
    assert faults_of(page) == []
    return page.get_by_role("heading", level=1).locator(".code").inner_text()


def answered(page: Page, code: str) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("link", name="Báo sai sót").first.click()
    page.get_by_role("link", name=code).click()
    expect(page.get_by_role("main")).to_contain_text("Cổng của Sở chỉ đăng 5 tin")
    answer = page.get_by_role("region", name="Trả lời công khai")
    answer.get_by_label("Báo đúng").check()
    answer.get_by_label("Trả lời công khai").fill("Đã đếm lại: 5 tin. Kết quả sẽ được đính chính.")
    answer.get_by_label("Cho hiện nội dung phản ánh").check()
    assert faults_of(page) == []
    answer.get_by_role("button", name="Trả lời công khai").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")


def reply_read(page: Page, code: str, more: str = "Chưa có lần công bố đính chính") -> None:
    page.goto(f"/bao-loi/danh-sach/?dot=thu-2026&ma={code}")
    for words in ("Cổng của Sở chỉ đăng 5 tin", "Đã đếm lại: 5 tin", "Báo đúng", more):
        expect(page.get_by_role("main")).to_contain_text(words)


def correction_noted(page: Page, code: str) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("link", name="Báo sai sót").first.click()
    page.get_by_role("link", name="Đã trả lời").click()
    page.get_by_role("link", name=code).click()
    correct = page.get_by_role("region", name="Ghi lần công bố đã đính chính")
    correct.get_by_label("Lần công bố đã đính chính").select_option("2")
    correct.get_by_role("button", name="Ghi lần công bố đã đính chính").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")


def planned(page: Page) -> None:
    page.goto(f"{WORK}cong-bo/")
    page.get_by_role("link", name="Lập bản đính chính").click()
    page.get_by_label("Cơ quan", exact=True).fill("so y te")
    page.get_by_label("Chỉ tiêu", exact=True).select_option("2.1")
    page.get_by_role("button", name="Nhập giá trị đúng").click()
    expect(page.get_by_role("heading", name="Sở Y tế")).to_be_visible()
    page.get_by_label("Số tin, bài").fill("5")
    page.get_by_role("button", name="Đưa vào bản đính chính").click()
    expect(page.get_by_role("main")).to_contain_text("Hạng: 1 → 2")
    assert faults_of(page) == []


def corrected(page: Page) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("link", name="Xem và công bố bản đính chính").click()
    filled(page, **{"Số, ký hiệu": "120/QĐ-UBND", "Lý do": "Đếm nhầm số tin"})
    page.get_by_role("button", name="Công bố bản đính chính").click()
    expect(page.get_by_role("heading", name="Các bản công bố")).to_be_visible()


def told(page: Page) -> None:
    page.goto("/cong-bo/thu-2026/")
    for words in ("Đếm nhầm số tin", "20 → 5", "Hạng: 1 → 2", "đã được đính chính"):
        expect(page.get_by_role("main")).to_contain_text(words)
    assert faults_of(page) == []


def recalled(page: Page) -> None:
    page.goto(f"{WORK}cong-bo/thu-hoi/")
    filled(page, **{"Số, ký hiệu": "150/QĐ-UBND", "Lý do": "Sai thẩm quyền"})
    page.get_by_role("button", name="Thu hồi", exact=True).click()
    expect(page.get_by_role("heading", name="Các bản công bố")).to_be_visible()
