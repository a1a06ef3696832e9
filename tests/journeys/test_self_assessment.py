"""A body fills in its self-assessment in a real browser: saved by itself, two people at once, by keyboard, on a telephone, sent, taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from journeys.test_every_page import faults_of
from web.running import NOW, running

pytestmark = pytest.mark.journey
BODY = "so-y-te"
HERE = f"/lam-viec/dot/thu-2026/tu-danh-gia/{BODY}/"


@pytest.fixture
def run(committed, monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    return running()


@pytest.fixture
def address(run) -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def opened(browser: Browser, address: str, run) -> Callable:
    """A browser in which somebody of the body has signed in; afterwards nothing may have been refused by the page's policy."""

    @contextmanager
    def page_of(who: str, width: int = 1280, **options) -> Iterator[Page]:
        client = Client()
        client.force_login(run.people[f"{who}:{BODY}"])
        context = browser.new_context(
            viewport={"width": width, "height": 844}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", base_url=address, **options
        )
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        assert said == []
        context.close()

    return page_of


def too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_contain_text("Đã lưu")


def test_from_the_first_figure_to_the_receipt_and_back(opened):
    with opened("preparer") as preparer, opened("approver", 390) as approver:
        preparer.goto(HERE)
        preparer.get_by_role("link", name="Nhiệm vụ hoàn thành").click()
        preparer.get_by_label("Số nhiệm vụ hoàn thành").fill("18")
        preparer.get_by_label("Số nhiệm vụ được giao").fill("20")
        saved(preparer)
        expect(preparer.locator("#diem")).to_contain_text("18 / 20 × 20 = 18")

        # A point where a comma is meant is asked about, and answered by one button.
        preparer.goto(f"{HERE}chi-tieu/2.4/")
        preparer.get_by_label("Điểm sáng kiến").fill("5.083")
        preparer.get_by_role("button", name="Tôi muốn nhập 5,083").wait_for()
        preparer.get_by_role("button", name="Tôi muốn nhập 5,083").click()
        saved(preparer)
        expect(preparer.locator("#diem")).to_contain_text("5,083")

        # The approver looks at what is found, signs on a telephone, and is given a receipt.
        for code in ("1.1", "1.3", "2.2", "2.3"):  # a choice, a yes or no, a comparison, a source's
            approver.goto(f"{HERE}chi-tieu/{code}/")
            assert not too_wide(approver), code
        approver.goto(HERE)
        approver.get_by_role("link", name="Kiểm tra trước khi gửi").click()
        expect(approver.get_by_role("heading", level=1)).to_have_text("Kiểm tra trước khi gửi")
        assert not too_wide(approver)
        approver.get_by_role("link", name="Duyệt và gửi").click()
        approver.get_by_role("button", name="Duyệt và gửi").click()
        expect(approver.get_by_role("alert")).to_contain_text("Xác nhận đã xem các cảnh báo")
        approver.get_by_label("Tôi đã xem các cảnh báo trên và vẫn gửi.").check()
        approver.get_by_role("button", name="Duyệt và gửi").click()
        expect(approver.get_by_role("heading", level=1)).to_have_text("Biên nhận số 1")
        assert not too_wide(approver)

        # What was sent does not change, until it is taken back.
        preparer.goto(f"{HERE}chi-tieu/1.2/")
        expect(preparer.get_by_role("main")).to_contain_text("Không sửa được lúc này")
        approver.goto(HERE)
        approver.get_by_role("link", name="Rút lại bản đã gửi").click()
        approver.get_by_label("Lý do").fill("Nhầm số được giao")
        approver.get_by_role("button", name="Rút lại bản đã gửi").click()
        approver.get_by_role("link", name="Biên nhận số 1").click()
        expect(approver.get_by_role("main")).to_contain_text("Nhầm số được giao")
        preparer.goto(f"{HERE}chi-tieu/1.2/")
        expect(preparer.get_by_label("Số nhiệm vụ được giao")).to_have_value("20")


def test_two_who_edit_at_once_choose_field_by_field(opened):
    with opened("preparer", 390) as mine, opened("approver") as theirs:
        for page in (mine, theirs):
            page.goto(f"{HERE}chi-tieu/1.2/")
        theirs.get_by_label("Số nhiệm vụ hoàn thành").fill("19")
        saved(theirs)
        mine.get_by_label("Số nhiệm vụ hoàn thành").fill("17")
        mine.get_by_label("Ghi chú, giải trình").fill("Theo báo cáo 12")
        mine.get_by_role("button", name="Xem hai bản và chọn").click()
        expect(mine.get_by_role("heading", level=1)).to_have_text("Chọn giữa hai bản")
        assert faults_of(mine) == []
        mine.set_viewport_size({"width": 390, "height": 844})
        mine.get_by_role("button", name="Lưu bản đã chọn").click()
        expect(mine.get_by_role("alert")).to_contain_text("Còn chỗ chưa chọn")
        mine.get_by_role("group", name="Số nhiệm vụ hoàn thành").get_by_role("radio").nth(1).check()
        mine.get_by_role("button", name="Lưu bản đã chọn").click()
        expect(mine.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("19")
        expect(mine.get_by_label("Ghi chú, giải trình")).to_have_value("Theo báo cáo 12")


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(opened):
    with opened("preparer") as page:
        page.goto(f"{HERE}chi-tieu/2.1/")
        page.context.set_offline(True)
        page.get_by_label("Số tin, bài").fill("12")
        expect(page.locator("[data-status]")).to_contain_text("Mất kết nối")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.evaluate("location.reload()")
        page.wait_for_timeout(200)
        assert asked == ["beforeunload"]
        page.context.set_offline(False)
        saved(page)
        page.reload()
        expect(page.get_by_label("Số tin, bài")).to_have_value("12")


def test_what_is_typed_before_the_script_is_there_is_saved(opened):
    with opened("preparer") as page:
        held: list[Route] = []
        page.route("**/autosave.js*", lambda route: held.append(route))  # noqa: PLW0108 - a method of a list takes no attributes
        with page.expect_request("**/autosave.js*"):
            page.goto(f"{HERE}chi-tieu/2.1/", wait_until="commit")
        page.get_by_label("Số tin, bài").fill("31")
        held[0].continue_()
        saved(page)
        page.unroute_all()
        page.reload()
        expect(page.get_by_label("Số tin, bài")).to_have_value("31")


def test_by_keyboard_alone_and_without_scripts(opened):
    with opened("preparer", java_script_enabled=False) as page:
        page.goto(f"{HERE}chi-tieu/1.1/")
        page.get_by_role("radio", name="Người đứng đầu").focus()
        page.keyboard.press("Space")
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.locator("button:focus").count() and page.locator("button:focus").inner_text() == "Lưu và sang chỉ tiêu sau":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nhiệm vụ hoàn thành")
        expect(page.get_by_role("status").first).to_contain_text("Đã lưu lúc 09:00.")
        page.get_by_label("Số nhiệm vụ hoàn thành").focus()
        page.keyboard.type("1.200")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Số nhiệm vụ hoàn thành")
        expect(page.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("1.200")
        page.get_by_role("button", name="Tôi muốn nhập 1200").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("1200")
