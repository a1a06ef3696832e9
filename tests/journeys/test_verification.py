"""Verification and reply in a real browser: a supplement, a change, a reply that contests it, a site visit; every page at two widths."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from journeys.serving import served
from khoabang.web.clock import VIETNAM
from ready import ENVIRONMENT, TABLES, made_ready

pytestmark = pytest.mark.journey

PASSWORD = "một câu đủ dài để nhớ"
START = """
import sys
from datetime import timedelta
from pathlib import Path
from django.contrib.auth.hashers import make_password
from khoabang.web.serve import prepare, run
data = Path(sys.argv[1])
prepare(data, demo=False, reset=False)
from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.rounds.models import Deadline
from web.verifying import verifying
made = verifying()
for days, stage in ((-3, "assessment"), (20, "verification"), (40, "reply"), (60, "council")):
    Deadline.objects.filter(round=made.round, stage=stage).update(day=clock.today() + timedelta(days=days))
Person.objects.update(password=make_password(sys.argv[2]))
run(data, False, False, 0)
"""
CLOSE = """
import sys
from pathlib import Path
from khoabang.web.serve import prepare
prepare(Path(sys.argv[1]), demo=False, reset=False)
from khoabang.web.rounds.models import Round
Round.objects.filter(code="thu-2026").update(stage="reply")
"""
ROUND = "/lam-viec/dot/thu-2026/"
ITEM = f"{ROUND}tham-dinh/co-quan/so-y-te/1.2/"


def in_days(days: int) -> str:
    return f"{datetime.now(VIETNAM).date() + timedelta(days=days):%d/%m/%Y}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    return str(made_ready(tmp_path_factory, "tables", TABLES))


@pytest.fixture(scope="module")
def site(folder) -> Iterator[str]:
    """A site with a round in verification."""
    with served(START, folder, PASSWORD) as address:
        yield address


def sign_in(page, who):
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử").fill(f"{who}@tinh-thu.example")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()


def verifying_ends(folder):
    subprocess.run([sys.executable, "-c", CLOSE, folder], check=True, env=ENVIRONMENT)


def asks(watch):
    page = watch.page
    page.goto(f"{ROUND}tham-dinh/")
    page.get_by_role("link", name="1.2 Nhiệm vụ hoàn thành").click()
    expect(page.get_by_role("row", name="Sở Y tế")).to_contain_text("18 / 20")
    page.get_by_role("link", name="Sở Y tế").click()
    page.get_by_text("Yêu cầu bổ sung", exact=True).click()
    page.get_by_label("Cần bổ sung gì, vì sao").fill("Nộp danh mục nhiệm vụ")
    page.get_by_label("Ngày cuối cùng để trả lời").fill("31/2/2027")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("alert")).to_contain_text("Ghi ngày theo dạng")
    expect(page.get_by_label("Cần bổ sung gì, vì sao")).to_have_value("Nộp danh mục nhiệm vụ")
    page.get_by_label("Ngày cuối cùng để trả lời").fill(in_days(5))
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã yêu cầu Sở Y tế bổ sung")
    watch.said.clear()  # the browser itself reports the 422


def is_told_who_sends(page):
    page.goto(f"{ROUND}giai-trinh/")
    page.get_by_role("link", name="Nhiệm vụ hoàn thành").click()
    expect(page.get_by_role("main")).to_contain_text("người duyệt của cơ quan gửi")


def claims_fit(page):
    """On a telephone the whole of each claimed value stands within the screen."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{ROUND}tham-dinh/chi-tieu/1.2/?hien=all")
    values = page.locator("td.figure > span")
    assert values.count() >= 6
    for value in values.all():
        box = value.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(page.locator(".pile .label").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".pile .label").first).to_be_hidden()  # the heads of the columns say it


def answers(page):
    page.goto(f"{ROUND}giai-trinh/")
    page.get_by_role("link", name="Nhiệm vụ hoàn thành").click()
    expect(page.get_by_role("main")).to_contain_text("còn 5 ngày")
    page.get_by_label("Số nhiệm vụ hoàn thành").fill("17")
    page.get_by_label("Giải trình", exact=True).fill("Một nhiệm vụ chuyển sang năm sau")
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi bổ sung chỉ tiêu 1.2")


def changes(page):
    page.goto(f"{ROUND}tham-dinh/chi-tieu/1.2/?hien=answered")
    page.get_by_role("link", name="Sở Y tế").click()
    expect(page.get_by_role("main")).to_contain_text("Một nhiệm vụ chuyển sang năm sau")
    page.get_by_text("Điều chỉnh", exact=True).click()
    page.get_by_label("Số nhiệm vụ hoàn thành").fill("15")
    page.get_by_label("Lý do điều chỉnh").fill("Hai nhiệm vụ chưa có văn bản kết thúc")
    page.get_by_role("button", name="Ghi điều chỉnh").click()
    expect(page.get_by_role("status")).to_contain_text("Đã điều chỉnh chỉ tiêu 1.2 của Sở Y tế")


def visits(page):
    page.goto(f"{ROUND}khao-sat/?tim=so+y")
    page.get_by_role("link", name="Sở Y tế").click()
    page.get_by_label("1.2 Nhiệm vụ hoàn thành").check()
    page.get_by_label("Ngày khảo sát").fill(in_days(0))
    page.get_by_label("Nội dung khảo sát").fill("Xem hệ thống quản lý nhiệm vụ")
    page.get_by_role("button", name="Lên lịch và báo cơ quan").click()
    page.get_by_label("Ngày đã khảo sát").fill(in_days(0))
    page.get_by_label("Thành phần tham gia").fill("Tổ thẩm định; lãnh đạo Sở")
    page.get_by_label("Nội dung biên bản").fill("Có 15 nhiệm vụ đủ văn bản kết thúc")
    page.get_by_role("button", name="Ghi biên bản").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi biên bản khảo sát")


def contests(watch):
    page = watch.page
    page.goto(f"{ROUND}giai-trinh/")
    expect(page.get_by_role("main")).to_contain_text("Hai nhiệm vụ chưa có văn bản kết thúc")
    expect(page.get_by_role("main")).to_contain_text("Có 15 nhiệm vụ đủ văn bản kết thúc")
    page.get_by_role("link", name="Trả lời 1.2").click()
    page.reload()
    page.get_by_text("Kiến nghị xem xét lại", exact=True).click()
    page.get_by_role("button", name="Gửi kiến nghị").click()
    expect(page.get_by_role("alert")).to_contain_text("Nêu căn cứ của kiến nghị")
    page.get_by_label("Căn cứ của kiến nghị").fill("Văn bản kết thúc ban hành ngày 30/12")
    page.get_by_role("button", name="Gửi kiến nghị").click()
    watch.said.clear()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi kiến nghị về chỉ tiêu 1.2")
    page.get_by_role("link", name="Biên nhận trả lời").click()
    expect(page.get_by_role("main")).to_contain_text("Văn bản kết thúc ban hành ngày 30/12")


def keeps(page):
    page.goto(ITEM)
    expect(page.get_by_role("main")).to_contain_text("Văn bản kết thúc ban hành ngày 30/12")
    page.goto(ITEM)
    page.get_by_text("Giữ nguyên kết luận", exact=True).click()
    page.get_by_label("Lý do giữ nguyên").fill("Văn bản ban hành ngoài kỳ đánh giá")
    page.get_by_role("button", name="Giữ nguyên").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi ý kiến về kiến nghị")


def test_a_supplement_a_change_and_a_reply_that_contests_it(watched, folder):
    with watched() as verifier, watched(390) as preparer, watched() as approver:
        sign_in(verifier.page, "verifier")
        asks(verifier)
        sign_in(preparer.page, "preparer.so-y-te")
        is_told_who_sends(preparer.page)
        sign_in(approver.page, "approver.so-y-te")
        answers(approver.page)
        claims_fit(verifier.page)
        changes(verifier.page)
        visits(verifier.page)
        verifying_ends(folder)
        contests(approver)
        keeps(verifier.page)
