"""Coming in: an invitation, a second factor, a passkey, other sessions, a role handed on."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from journeys.serving import served
from ready import TABLES, made_ready

pytestmark = pytest.mark.journey

PASSWORD = "một câu đủ dài để nhớ"
START = """
import sys
from pathlib import Path
from khoabang.web.serve import prepare, run
data = Path(sys.argv[1])
prepare(data, demo=False, reset=False)
from web.running import running
for who in running("assessment").people.values():
    who.set_password(sys.argv[2])
    who.save()
run(data, False, False, 0)
"""
PEOPLE = "/lam-viec/co-quan-chu-tri/tinh-thu/nguoi-dung/"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """A site with an authority and a person per role, under the name at which browsers take passkeys."""
    with served(START, str(made_ready(tmp_path_factory, "tables", TABLES)), PASSWORD) as address:
        yield address.replace("127.0.0.1", "localhost")


def sign_in(page, email="administrator@tinh-thu.example"):
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    with page.expect_navigation(wait_until="networkidle"):  # a picture still under way would count as one that failed
        page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_out(page):
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_text("Bạn đã đăng xuất.")).to_be_visible()


def confirm(page):
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def code_of(secret, steps=0):
    """The six digits of an authenticator app (RFC 6238); those of a later step where one was used already."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_somebody_invited_comes_in_with_a_second_factor_and_a_passkey(watched):
    email = "lan@so-y-te.example"
    with watched() as watch, watched(390) as own:
        page = watch.page
        sign_in(page)
        page.goto(PEOPLE)
        page.get_by_role("link", name="Mời hoặc giao vai trò").click()
        page.get_by_label("Thư điện tử").fill(email)
        page.get_by_label("Họ và tên").fill("Trần Thị Lan")
        page.get_by_label("Vai trò").select_option(label="Chuyên viên nhập liệu")
        page.get_by_label("Ngày kết thúc").fill("31/02/2027")
        page.get_by_role("button", name="Gửi lời mời").click()
        expect(page.get_by_role("alert")).to_contain_text("Ngày chưa đúng")
        expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Lan")
        page.get_by_label("Ngày kết thúc").fill("")
        page.get_by_role("button", name="Gửi lời mời").click()
        expect(page.get_by_role("alert")).to_contain_text("Hãy chọn cơ quan")
        page.get_by_label("Cơ quan được đánh giá").select_option(label="Sở Y tế")
        page.get_by_role("button", name="Gửi lời mời").click()
        link = re.search(r"http://\S+", page.get_by_role("status").inner_text())
        assert link is not None
        expect(page.get_by_role("heading", name="Lời mời đang chờ")).to_be_visible()
        watch.said.clear()  # the browser itself reports the 422

        mine = own.page
        mine.goto(link[0])
        mine.get_by_label("Mật khẩu", exact=True).fill("ngắn")
        mine.get_by_label("Gõ lại mật khẩu").fill("ngắn")
        mine.get_by_role("button", name="Lập tài khoản").click()
        expect(mine.get_by_role("alert")).to_contain_text("Cần ít nhất 12 ký tự")
        mine.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        mine.get_by_label("Gõ lại mật khẩu").fill(PASSWORD)
        mine.get_by_role("button", name="Lập tài khoản").click()
        expect(mine.get_by_role("heading", name="Việc của tôi")).to_be_visible()
        own.said.clear()
        page.goto(f"{PEOPLE}?tim=tran+lan")
        expect(page.get_by_role("link", name="Trần Thị Lan")).to_be_visible()

        second_factor(mine, email)
        passkey(mine)


def second_factor(page, email):
    page.get_by_role("link", name="Trần Thị Lan").click()
    page.get_by_role("link", name="Xác thực hai bước").click()
    page.get_by_role("link", name="Bật ứng dụng xác thực").click()
    confirm(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Mã trong ứng dụng xác thực").fill("000000")
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")
    expect(page.locator(".secret")).to_have_text(secret)
    page.get_by_label("Mã trong ứng dụng xác thực").fill(code_of(secret))
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.get_by_text("Đã bật ứng dụng xác thực.")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    spare = page.locator(".codes li").first.inner_text()
    sign_out(page)
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Bước xác thực thứ hai")).to_be_visible()
    page.get_by_label("Mã trong ứng dụng xác thực, hoặc một mã dự phòng").fill(code_of(secret, 1))
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    sign_out(page)
    sign_in(page, email)
    page.get_by_label("Mã trong ứng dụng xác thực, hoặc một mã dự phòng").fill(spare)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()


def passkey(page):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    known = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.goto("/tai-khoan/khoa-truy-cap/")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    confirm(page)
    page.get_by_label("Tên để nhận ra").fill("Máy ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Đã thêm khóa truy cập.")).to_be_visible()
    page.goto("/tai-khoan/khoa-truy-cap/")
    expect(page.get_by_role("heading", name="Máy ở cơ quan")).to_be_visible()
    expect(page.get_by_text("Dùng thay mật khẩu")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    page.goto("/tai-khoan/khoa-truy-cap/")
    page.get_by_role("link", name="Đổi tên").click()
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_label("Tên để nhận ra").fill("Máy ở nhà")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Xóa").click()
    page.get_by_role("button", name="Xóa khóa").click()
    expect(page.get_by_text("Chưa có khóa nào.")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_text("Khóa truy cập này không mở được tài khoản nào ở đây")).to_be_visible()
    device.send("WebAuthn.clearCredentials", {"authenticatorId": known})
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.locator("#passkey-failed")).to_be_visible()


def test_other_sessions_are_ended(watched):
    with watched() as here, watched() as there:
        sign_in(here.page, "observer@tinh-thu.example")
        sign_in(there.page, "observer@tinh-thu.example")
        here.page.goto("/tai-khoan/phien/")
        here.page.get_by_role("button", name="Đăng xuất các phiên khác").click()
        expect(here.page.get_by_text("Đã đăng xuất các phiên khác.")).to_be_visible()
        there.page.goto("/lam-viec/")
        expect(there.page.get_by_role("heading", name="Đăng nhập", exact=True)).to_be_visible()
        there.page.wait_for_load_state("networkidle")


def test_a_role_is_handed_on_and_taken_back(watched):
    with watched() as watch:
        page = watch.page
        sign_in(page, "verifier@tinh-thu.example")
        page.goto("/lam-viec/tai-khoan/")
        page.get_by_role("link", name="Ủy quyền").click()
        page.get_by_label("Người được ủy quyền").select_option(label="Tổ giúp việc")
        page.get_by_label("Đến hết ngày").fill("31/12/2999")
        page.get_by_label("Lý do").fill("Nghỉ phép")
        page.get_by_role("button", name="Ủy quyền").click()
        expect(page.get_by_text("Bạn đang ủy quyền")).to_be_visible()
        page.get_by_role("button", name="Kết thúc ủy quyền").click()
        expect(page.get_by_text("Đã kết thúc ủy quyền.")).to_be_visible()
        page.wait_for_load_state("networkidle")
