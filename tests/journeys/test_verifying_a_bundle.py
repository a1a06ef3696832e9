"""A stranger downloads a bundle and verifies it in a browser, from the portal's page and from the page as a file."""

import pytest

from bundles import Forger, bundle_of
from khoabang.bundle.archive import pack
from khoabang.bundle.parts import RESULT
from khoabang.bundle.verifier import page as verifier

pytestmark = pytest.mark.journey

NAME = "thai-binh-2020"


@pytest.fixture
def page(browser, tmp_path):
    """The verifier opened as a file, which may reach nothing."""
    (tmp_path / "verify.html").write_bytes(verifier())
    context = browser.new_context(locale="vi-VN", offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "verify.html").as_uri())
    yield page
    context.close()
    assert said == []


def given(page, tmp_path, content):
    (tmp_path / "goi.zip").write_bytes(content)
    page.set_input_files("#file", tmp_path / "goi.zip")
    return page.locator("#report h2").inner_text()


def states(page):
    return [each.get_attribute("class") for each in page.locator(".steps > li").all()]


def test_a_good_bundle_is_right_in_every_step(page, tmp_path):
    assert given(page, tmp_path, bundle_of(NAME)) == "Không thấy gì sai."
    assert states(page) == ["not_done", *["ok"] * 7]
    page.get_by_label("Mã băm SHA-256").fill(page.locator("#report code").inner_text().upper())
    page.get_by_role("button", name="Kiểm tra").click()
    page.locator(".steps > li").first.get_by_text("đúng").wait_for()
    assert states(page) == ["ok"] * 8
    page.get_by_role("button", name="English").click()
    assert page.locator("#report h2").inner_text() == "Nothing wrong was found."
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_changed_byte_is_shown_with_its_place(page, tmp_path):
    data = bundle_of(NAME)
    assert given(page, tmp_path, data[:10] + b"\x01" + data[11:]) == "Có chỗ sai."
    assert "byte thứ 10" in page.locator(".difference").inner_text()


def test_a_changed_figure_is_shown_with_body_criterion_and_both_values(page, tmp_path):
    def change(result):
        body = next(each for each in result["groups"][0]["bodies"] if each["code"] == "so-tttt")
        body["criteria"]["6"]["points"]["exact"] = "41/1"

    assert given(page, tmp_path, pack(Forger(NAME).json(RESULT, change).resealed().entries)) == "Có chỗ sai."
    shown = page.locator(".steps > li.wrong").first.inner_text()
    assert "Tổng các điểm thành phần không bằng điểm đã ghi." in shown
    assert "Sở Thông tin và Truyền thông" in shown


def test_of_a_partial_bundle_it_is_said_what_nobody_can_recompute(page, tmp_path):
    given(page, tmp_path, bundle_of("hau-giang-2021"))
    assert page.locator("p.stated").inner_text() == "Không tính lại được, chỉ có theo bản công bố: hạng 6, tổng điểm 10, loại 3."


def test_what_is_no_bundle_is_said(page, tmp_path):
    given(page, tmp_path, b"%PDF-1.7")
    assert "Tệp này không phải gói dữ liệu mở." in page.locator(".difference").inner_text()


def test_what_the_portal_hands_out_is_right_by_its_hash_and_its_verifier(watched, tmp_path):
    with watched() as watch:
        page = watch.page
        page.goto(f"/dot/{NAME}/")
        sha256 = page.locator("code.digest").inner_text()
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải gói dữ liệu mở").click()
        download.value.save_as(tmp_path / "goi.zip")
        page.get_by_role("link", name="Trang kiểm chứng").click()
        page.get_by_label("Mã băm SHA-256").fill(sha256)
        page.set_input_files("#file", tmp_path / "goi.zip")
        page.locator("#report h2").wait_for()
        assert states(page) == ["ok"] * 8
