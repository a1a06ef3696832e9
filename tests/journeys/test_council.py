"""The council in a real browser: an appeal that changes a rank, a recusal, a casting vote, minutes, approval; keyboard and 390 pixels."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from journeys.serving import served
from journeys.test_every_page import faults_of
from ready import TABLES, made_ready

pytestmark = pytest.mark.journey

PASSWORD = "một câu đủ dài để nhớ"
START = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from django.contrib.auth.hashers import make_password
from khoabang.web.serve import prepare, run
data = Path(sys.argv[1])
prepare(data, demo=False, reset=False)
from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person
from web.test_council import at_council
made = at_council()
Appointment.objects.create(person=made.people["member3"], role="approver", authority=made.authority, body=made.bodies["so-y-te"],
                           starts=datetime(2026, 1, 1, tzinfo=UTC))
made.round.deadlines.filter(stage="council").update(day=clock.today() + timedelta(days=7))
Person.objects.update(password=make_password(sys.argv[2]))
run(data, False, False, 0)
"""
ROUND = "/lam-viec/dot/thu-2026/"
ITEM = f"{ROUND}hoi-dong/1/noi-dung/1/"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """A site with a round before its council; one of the members belongs to the body that contests."""
    with served(START, str(made_ready(tmp_path_factory, "tables", TABLES)), PASSWORD) as address:
        yield address


def sign_in(page, who):
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Thư điện tử").fill(f"{who}@tinh-thu.example")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()


def tab_to(page, wanted):
    """Press Tab until something has the focus."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def test_an_appeal_changes_a_rank_and_the_result_is_approved(watched):
    with watched() as lead, watched(390, color_scheme="dark") as chair, watched() as member:
        for watch, who in ((lead, "lead"), (chair, "chair"), (member, "member")):
            sign_in(watch.page, who)
        planned(lead)
        voted(lead, chair, member)
        concluded(chair)
        confirmed(lead, chair)
    with watched() as authority:
        approved(authority)


def planned(lead):
    page = lead.page
    page.goto(f"{ROUND}hoi-dong/")
    page.get_by_role("link", name="Lập phiên").click()
    page.get_by_label("Ngày", exact=True).fill("31/02/2026")
    page.get_by_label("Địa điểm").fill("Phòng họp số 1")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("«31/02/2026» không phải là ngày")
    expect(page.get_by_label("Địa điểm")).to_have_value("Phòng họp số 1")
    lead.said.clear()  # the browser itself reports the 422
    page.get_by_label("Ngày", exact=True).fill("20/05/2026")
    page.get_by_label("Thư ký").fill("Tổ giúp việc")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Đưa vào chương trình").click()
    expect(page.get_by_text("Đã đưa 1 nội dung vào chương trình.")).to_be_visible()
    page.get_by_role("link", name="Đến trang của phiên").click()
    page.get_by_role("link", name="Khai mạc").click()
    page.get_by_role("button", name="Khai mạc").click()
    present = page.locator("input[name='co-mat']")
    expect(present).to_have_count(4)
    for box in present.all():
        box.check()
    page.get_by_role("button", name="Ghi điểm danh").click()
    expect(page.get_by_text("4/4 tham gia, cần ít nhất 3.")).to_be_visible()


def voted(lead, chair, member):
    page = chair.page
    page.goto(ITEM)
    accept = page.locator(".motions > li", has_text="Chấp nhận đề nghị của cơ quan")
    expect(accept).to_contain_text("2 → 1")
    expect(accept).to_contain_text("Sở Nội vụ: hạng 1 → 2")
    tab_to(page, page.get_by_label("Phương án 1"))
    page.keyboard.press("ArrowDown")  # the second motion
    tab_to(page, page.get_by_role("button", name="Bỏ phiếu"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi phiếu của bạn.")).to_be_visible()
    expect(page.get_by_label("Phương án 2")).to_be_checked()
    expect(page.get_by_text("Thành viên 3: không tham gia: thuộc cơ quan này")).to_be_visible()
    other = member.page
    other.goto(ITEM)
    other.get_by_label("Phương án 1").check()
    other.get_by_role("button", name="Bỏ phiếu").click()
    expect(other.get_by_text("Đã ghi phiếu của bạn.")).to_be_visible()
    sign_in_again(other, "member3")
    other.goto(ITEM)
    expect(other.get_by_text("Bạn thuộc cơ quan này nên không tham gia quyết định nội dung này.")).to_be_visible()
    expect(other.get_by_role("button", name="Bỏ phiếu")).to_have_count(0)
    sign_in_again(other, "member2")
    other.goto(ITEM)
    other.locator("summary", has_text="Đề xuất giá trị khác").click()
    other.get_by_label("Số tin, bài").fill("12.5")
    other.get_by_role("button", name="Thêm phương án").click()
    expect(other.get_by_role("alert")).to_contain_text("số nguyên")
    expect(other.get_by_label("Số tin, bài")).to_have_value("12.5")
    member.said.clear()  # the browser itself reports the 422
    other.get_by_label("Không biểu quyết").check()
    other.get_by_role("button", name="Bỏ phiếu").click()
    expect(other.get_by_text("Đã ghi phiếu của bạn.")).to_be_visible()


def sign_in_again(page, who):
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_text("Bạn đã đăng xuất.")).to_be_visible()
    sign_in(page, who)


def concluded(chair):
    page = chair.page
    page.goto(ITEM)
    page.get_by_label("Lý do của kết luận").fill("Danh mục tin, bài có đủ nguồn")
    page.get_by_role("button", name="Kết luận theo kết quả biểu quyết").click()
    expect(page.get_by_role("alert")).to_contain_text("cần phiếu quyết định của người chủ trì")
    expect(page.get_by_label("Lý do của kết luận")).to_have_value("Danh mục tin, bài có đủ nguồn")
    assert faults_of(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    chair.said.clear()  # the browser itself reports the 409
    page.get_by_role("group", name="Phiếu quyết định của người chủ trì").get_by_label("Phương án 2").check()
    page.get_by_role("button", name="Kết luận theo kết quả biểu quyết").click()
    expect(page.get_by_role("heading", name="Kết luận của hội đồng")).to_be_visible()
    expect(page.get_by_text("theo phiếu quyết định của người chủ trì")).to_be_visible()


def confirmed(lead, chair):
    page = lead.page
    page.goto(f"{ROUND}hoi-dong/1/")
    page.get_by_role("link", name="Kết thúc").click()
    page.get_by_role("button", name="Kết thúc").click()
    expect(page.get_by_text("Phiên đã chuyển sang trạng thái «Đã kết thúc».")).to_be_visible()
    page = chair.page
    page.goto(f"{ROUND}hoi-dong/1/bien-ban/")
    expect(page.get_by_text("Không tham gia: Thành viên 3 (thuộc cơ quan này).")).to_be_visible()
    page.get_by_role("button", name="Xác nhận biên bản").click()
    expect(page.get_by_text("Đã xác nhận biên bản.")).to_be_visible()
    page.goto(f"/en{ROUND}hoi-dong/1/bien-ban/")
    expect(page.get_by_text("Recused: Thành viên 3 (belongs to this body).")).to_be_visible()


def approved(authority):
    page = authority.page
    sign_in(page, "approving")
    page.goto(f"{ROUND}hoi-dong/bang-du-kien/")
    expect(page.locator("tbody tr").first).to_contain_text("Sở Y tế")
    page.get_by_role("link", name="Phê duyệt", exact=True).click()
    hashes = page.locator(".hashes code").all_inner_texts()
    page.get_by_role("button", name="Phê duyệt và chốt kết quả").click()
    expect(page.get_by_text("Đã phê duyệt kết quả.")).to_be_visible()
    assert page.locator(".hashes code").all_inner_texts() == hashes
    assert page.goto("/dot/thu-2026/").status == 404, "nothing is public"
    authority.said.clear()  # the browser itself reports the 404
