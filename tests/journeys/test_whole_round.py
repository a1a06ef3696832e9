"""A whole round in a real browser, by everybody's own pages: from the upload of the criteria set to the approved result.

Nobody types an address after signing in: each step begins at "Việc của tôi" and follows links. The days of the round pass between the
steps: the site lives some weeks ago, and its clock is moved on towards today.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import openpyxl
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.test_every_page import faults_of
from khoabang.scoring.criteria.yaml_text import dump_yaml
from ready import TABLES, made_ready
from web.evidence_files import PDF
from web.running import criteria_set

pytestmark = pytest.mark.journey

ONLY_WHEN_ASKED = pytest.mark.skipif(os.environ.get("KB_STRESS") != "1", reason="the second run of the same; dev.py stress")
PASSWORD = "một câu đủ dài để nhớ"
ALL_DAYS = 60
TITLE = "Đánh giá các cơ quan năm 2026"
BODIES = {"so-y-te": "Sở Y tế", "so-noi-vu": "Sở Nội vụ", "xa-an-phu": "Xã An Phú"}
ASSESSMENT, VERIFICATION, REPLY, COUNCIL = 10, 20, 30, 40  # the last day of each stage
EXTENDED = 14
ANSWERS = {
    "so-y-te": {
        "1.1": {"Trưởng ban": "Người đứng đầu"},
        "1.2": {"Số nhiệm vụ hoàn thành": "18", "Số nhiệm vụ được giao": "20"},
        "1.3": {"Đã ban hành quy chế": "Có"},
        "2.1": {"Số tin, bài": "24"},
        "2.2": {"Tỷ lệ hồ sơ trực tuyến": "80"},
        "2.4": {"Điểm sáng kiến": "5,5"},
    },
    "so-noi-vu": {
        "truong_ban": "Người đứng đầu",
        "hoan_thanh": 17,
        "duoc_giao": 20,
        "quy_che": "Có",
        "tin_bai": 24,
        "ho_so": 80,
        "sang_kien": 5,
    },
    "xa-an-phu": {
        "1.1": {"Trưởng ban": "Người đứng đầu"},
        "1.2": {"Số nhiệm vụ hoàn thành": "9", "Số nhiệm vụ được giao": "12"},
        "2.1": {"Số tin, bài": "14"},
        "2.4": {"Điểm sáng kiến": "2"},
    },
}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGES = {
    "1.2": (("Sở Y tế", "Số nhiệm vụ hoàn thành", "15", "Ba nhiệm vụ chưa có văn bản kết thúc"),),
    "2.1": (
        ("Sở Nội vụ", "Số tin, bài", "23", "Một bài đăng hai lần"),
        ("Xã An Phú", "Số tin, bài", "12", "Hai bài của năm trước"),
    ),
}
CHOICES = ("Có", "Người đứng đầu")
START = """
import json, sys
from datetime import timedelta
from pathlib import Path
from khoabang.web.serve import prepare, run
data, days, bodies, password = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]), sys.argv[4]
prepare(data, demo=False, reset=False)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from khoabang.web import clock
present, passed = clock.now, data / "days-passed"
clock.now = lambda: present() - timedelta(days=days - int(passed.read_text()))
from khoabang.web.accounts.founding import found
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.services import appoint
from khoabang.web.organisations.models import Authority
from khoabang.web.organisations.services import bodies_registered
founder = found(code="tinh-thu", name="UBND tỉnh Thử", email="administrator@tinh-thu.example", person_name="Người quản trị",
                position="", password=password)
authority = Authority.objects.get()
registered = bodies_registered(authority=authority, names=bodies)
people = {"administrator": founder}
def named(who, role, body=None):
    people[who] = Person.objects.create_user(email=f"{who}@tinh-thu.example", name=f"Người {who}", password=password if who == "lead" else None)
    appoint(person=people[who], post=Post(role=role, authority=authority, body=body), by=founder)
for role in (Role.LEAD, Role.VERIFIER, Role.CHAIR, Role.APPROVING, Role.OBSERVER):
    named(role.value, role)
for who in ("member1", "member2", "member3"):
    named(who, Role.MEMBER)
for code, body in registered.items():
    named(f"preparer.{code}", Role.PREPARER, body)
    named(f"approver.{code}", Role.APPROVER, body)
Person.objects.update(created=clock.now() - timedelta(days=1))  # the database wrote today
sessions = {}
for who, person in people.items():
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    sessions[who] = store.session_key
print(json.dumps({"sessions": sessions, "begins": clock.today().isoformat()}))
run(data, False, False, 0)
"""


@dataclass
class Office:
    """The site and everybody who works in it, each in a browser window of their own that opens where the day begins."""

    browser: Browser
    address: str
    data: Path
    environment: dict[str, str]
    begins: date
    sessions: dict[str, str]
    known: set[str]
    """What the doctor rightly finds: the PostgreSQL server of the tests does not wait for the disk."""
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def window(self, who: str = "") -> Page:
        """A new window; of somebody who has signed in, where it is said of whom."""
        context = self.browser.new_context(base_url=self.address, locale="vi-VN", viewport={"width": 1280, "height": 900})
        if who:
            context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", lambda got: self.faults.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        page.on("console", lambda said: self.faults.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    def desk(self, who: str) -> Page:
        """Somebody at "Việc của tôi"."""
        if who not in self.pages:
            self.pages[who] = self.window(who)
        self.pages[who].goto("/lam-viec/")
        return self.pages[who]

    def it_is(self, day: int) -> None:
        """So many days of the round have passed."""
        (self.data / "days-passed").write_text(str(day))

    def day(self, number: int) -> str:
        """A day of the round as people write it."""
        return f"{self.begins + timedelta(days=number):%d/%m/%Y}"

    def told(self, *command: str) -> tuple[int, str]:
        """How a command of the product about this site ends, and what it prints."""
        arguments = [sys.executable, "-m", "khoabang.cli", *command, "--data", str(self.data)]
        done = subprocess.run(arguments, env=self.environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What says which database is used: nothing for the embedded one; else an empty one on the PostgreSQL server."""
    if request.param == "sqlite":
        yield {}
        return
    server = request.getfixturevalue("postgres_address")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute('CREATE DATABASE "whole_round"')
    yield {"KHOABANG_DB": urlunsplit(urlsplit(server)._replace(path="/whole_round"))}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute('DROP DATABASE "whole_round" WITH (FORCE)')


@pytest.fixture
def office(browser: Browser, database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A site with an authority, its bodies and a person in every role; nothing else."""
    data = tmp_path_factory.mktemp("round") if database else made_ready(tmp_path_factory, "tables", TABLES)
    (data / "days-passed").write_text("0")
    environment = {**{name: value for name, value in os.environ.items() if name != "KHOABANG_DB"}, **database}
    command = [sys.executable, "-c", START, str(data), str(ALL_DAYS), json.dumps(BODIES), PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        begun: dict[str, Any] = json.loads(process.stdout.readline())
        line = next((line for line in process.stdout if "http://" in line), "")
        address = next((word for word in line.split() if word.startswith("http://")), "").rstrip("/")
        assert address, f"the site did not start ({process.wait(10)})"
        known = {"DOC003"} if database else set()
        opened = Office(browser, address, data, environment, date.fromisoformat(begun["begins"]), begun["sessions"], known)
        yield opened
        for page in opened.pages.values():
            page.context.close()
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def follow(page: Page, *names: str) -> None:
    """Click one link after the other, each in what the page is about."""
    for name in names:
        page.get_by_role("main").get_by_role("link", name=name).first.click()


def part(page: Page, name: str) -> None:
    """Go to another part of the round."""
    page.get_by_role("navigation", name="Các phần của đợt đánh giá").get_by_role("link", name=name, exact=True).click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, typed: dict[str, str]) -> None:
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)


def fit(page: Page) -> None:
    """Nothing to complain of, on a page that only a round that is really run comes to."""
    assert faults_of(page) == [], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=(pytest.mark.stress, pytest.mark.postgres, ONLY_WHEN_ASKED))],
    indirect=True,
)
def test_the_roles_run_a_whole_round(office):
    the_set_is_frozen(office)
    a_body_is_registered(office)
    the_round_is_made(office)
    its_bodies_are_chosen(office)
    it_is_planned_and_opened(office)
    a_body_answers_on_its_pages(office)
    another_answers_in_a_workbook(office)
    they_are_signed_and_one_is_taken_back(office)
    one_has_more_time(office)
    the_source_figures_are_entered(office)
    the_claims_are_verified(office)
    a_supplement_is_answered(office)
    the_bodies_reply(office)
    the_council_sits(office)
    the_minutes_are_confirmed(office)
    the_result_is_approved(office)
    nothing_is_public_and_everything_is_on_record(office)


def the_set_is_frozen(office: Office) -> None:
    page = office.window()
    office.pages["lead"] = page
    page.goto("/tai-khoan/dang-nhap/")
    fill(page, {"Thư điện tử": "lead@tinh-thu.example", "Mật khẩu": PASSWORD})
    press(page, "Đăng nhập")
    follow(page, "Bộ tiêu chí")
    file = {"name": "thu.yaml", "mimeType": "application/yaml", "buffer": dump_yaml(criteria_set()).encode()}
    page.get_by_label("Tệp bộ tiêu chí").set_input_files(files=[file])
    press(page, "Tải lên và kiểm tra")
    expect(page.get_by_role("main")).to_contain_text("Không có lỗi.")
    follow(page, "Đọc thử như văn bản")
    follow(page, "thu.yaml")
    press(page, "Chốt phiên bản này")
    told(page, "Đã chốt bộ tiêu chí.")


def a_body_is_registered(office: Office) -> None:
    page = office.desk("lead")
    follow(page, "Sổ cơ quan", "Thêm cơ quan")
    fill(page, {"Mã cơ quan": "truong-chinh-tri", "Tên": "Trường Chính trị"})
    page.get_by_label("Loại cơ quan").select_option(label="Cơ sở giáo dục")
    press(page, "Lưu")
    told(page, "Đã lưu thông tin của Trường Chính trị.")


def the_round_is_made(office: Office) -> None:
    page = office.desk("lead")
    follow(page, "Các đợt đánh giá", "Lập đợt mới")
    page.get_by_label("Bộ tiêu chí", exact=True).select_option(label="Bộ tiêu chí thử · 1")
    decision = {"Loại văn bản": "Kế hoạch", "Số, ký hiệu": "12/KH-UBND", "Ngày ban hành": office.day(-5)}
    fill(page, {"Tên đợt đánh giá": TITLE, "Năm đánh giá": "2026", "Mã đợt": "thu-2026", **decision})
    fill(page, {"Cơ quan ban hành": "UBND tỉnh Thử", "Trích yếu": "Đánh giá các cơ quan năm 2026"})
    press(page, "Xem trước")
    fit(page)
    press(page, "Lập đợt")
    told(page, "Đã lập đợt đánh giá.")


def its_bodies_are_chosen(office: Office) -> None:
    page = office.desk("lead")
    follow(page, TITLE, "Cơ quan", "Thêm từ sổ cơ quan")
    press(page, "Thêm cả 4 cơ quan")
    told(page, "Đã thêm 4 cơ quan")
    for name, kind, procedures in (("Sở Y tế", "Sở", "Có"), ("Sở Nội vụ", "Sở", "Có"), ("Xã An Phú", "Xã, phường", "Không")):
        follow(page, f"Sửa {name}")
        page.get_by_label("Loại cơ quan").select_option(label=kind)
        page.get_by_label("Có thủ tục hành chính").select_option(label=procedures)
        press(page, "Lưu")
        told(page, f"Đã lưu {name}.")
    follow(page, "Sửa Trường Chính trị")
    page.get_by_label("Miễn đánh giá").check()
    fill(page, {"Lý do, ghi chú": "Mới thành lập"})
    press(page, "Lưu")
    told(page, "Đã lưu Trường Chính trị.")


def it_is_planned_and_opened(office: Office) -> None:
    page = office.desk("lead")
    follow(page, TITLE, "Lịch, gia hạn")
    days = {"Tự đánh giá": ASSESSMENT, "Thẩm định": VERIFICATION, "Giải trình, kiến nghị": REPLY, "Hội đồng": COUNCIL}
    fill(page, {stage: office.day(number) for stage, number in days.items()})
    press(page, "Lưu lịch")
    told(page, "Đã lưu lịch của đợt.")
    follow(page, "Phân công")
    page.get_by_label("Người được giao").select_option(label="Người verifier · verifier@tinh-thu.example")
    press(page, "Giao việc")
    told(page, "Đã giao việc.")
    expect(page.get_by_role("main")).not_to_contain_text("Còn thiếu")
    follow(page, "Tổng quan", "Mở đợt, cho các cơ quan tự đánh giá")
    press(page, "Mở đợt, cho các cơ quan tự đánh giá")
    told(page, "«Tự đánh giá»")


def a_body_answers_on_its_pages(office: Office) -> None:
    office.it_is(1)
    page = office.desk("preparer.so-y-te")
    follow(page, "Tự đánh giá")
    answers_on_pages(page, ANSWERS["so-y-te"])
    follow(page, "Sở Y tế")
    adds_evidence(page, "Sở Y tế", "1.3 Ban hành quy chế", "Quyết định ban hành quy chế")
    follow(page, "Sở Y tế", "Kiểm tra trước khi gửi", "Trình duyệt")
    press(page, "Trình duyệt")
    told(page, "Đã trình duyệt")


def another_answers_in_a_workbook(office: Office) -> None:
    page = office.desk("preparer.so-noi-vu")
    follow(page, "Tự đánh giá", "Nhập bằng tệp Excel")
    with page.expect_download() as got:
        follow(page, "Tải mẫu Excel")
    book = openpyxl.load_workbook(io.BytesIO(got.value.path().read_bytes()))
    filled(book.worksheets[0], ANSWERS["so-noi-vu"])
    returned = io.BytesIO()
    book.save(returned)
    page.get_by_label("Mẫu đã điền").set_input_files(
        files=[{"name": "mau.xlsx", "mimeType": SHEET, "buffer": returned.getvalue()}]
    )
    press(page, "Xem trước")
    expect(page.get_by_role("main")).to_contain_text("6 chỉ tiêu thay đổi")
    fit(page)
    press(page, "Ghi các thay đổi đã chọn")
    told(page, "Đã ghi")
    adds_evidence(page, "Sở Nội vụ", "1.3 Ban hành quy chế", "Quyết định số 5")
    follow(page, "Sở Nội vụ", "Kiểm tra trước khi gửi", "Trình duyệt")
    press(page, "Trình duyệt")
    told(page, "Đã trình duyệt")


def filled(page: Any, answers: dict[str, Any]) -> None:
    """Write answers into the open cells of a template, by the code of their input."""
    rows = list(page.iter_rows())
    header = next(row for row in rows if row[0].value == "indicator")
    value = [cell.value for cell in header].index("value")
    for row in rows:
        if row[1].value in answers:
            row[value].value = answers[row[1].value]


def they_are_signed_and_one_is_taken_back(office: Office) -> None:
    office.it_is(2)
    sent(office, "so-y-te", "Biên nhận số 1")
    page = sent(office, "so-noi-vu", "Biên nhận số 1")
    follow(page, "Sở Nội vụ", "Rút lại bản đã gửi")
    fill(page, {"Lý do (không bắt buộc)": "Thiếu một nhiệm vụ"})
    press(page, "Rút lại bản đã gửi")
    follow(page, "Nhiệm vụ hoàn thành")
    fill(page, {"Số nhiệm vụ hoàn thành (nhiệm vụ)": "17"})
    press(page, "Lưu")
    sent(office, "so-noi-vu", "Biên nhận số 2")


def sent(office: Office, body: str, receipt: str) -> Page:
    page = office.desk(f"approver.{body}")
    follow(page, "Tự đánh giá")
    follow(page, "Kiểm tra trước khi gửi" if page.get_by_role("link", name="Kiểm tra trước khi gửi").count() else "Duyệt và gửi")
    if page.get_by_role("link", name="Duyệt và gửi").count():
        follow(page, "Duyệt và gửi")
    if page.get_by_label("Tôi đã xem các cảnh báo trên").count():
        page.get_by_label("Tôi đã xem các cảnh báo trên").check()
    press(page, "Duyệt và gửi")
    expect(page.get_by_role("heading", level=1)).to_have_text(receipt)
    return page


def one_has_more_time(office: Office) -> None:
    office.it_is(ASSESSMENT)
    page = office.desk("lead")
    follow(page, TITLE, "Cơ quan", "Gia hạn Xã An Phú")
    fill(page, {"Ngày cuối mới": office.day(EXTENDED), "Lý do": "Bão số 3"})
    press(page, "Gia hạn")
    told(page, "Xã An Phú được gia hạn")
    expect(page.get_by_role("region", name="Gia hạn")).to_contain_text("Bão số 3")

    office.it_is(ASSESSMENT + 2)
    page = office.desk("preparer.xa-an-phu")
    follow(page, "Tự đánh giá")
    answers_on_pages(page, ANSWERS["xa-an-phu"])
    sent(office, "xa-an-phu", "Biên nhận số 1")


def the_source_figures_are_entered(office: Office) -> None:
    page = office.desk("lead")
    follow(page, TITLE, "Số liệu nguồn", "2.3 Mức độ hài lòng")
    for name in BODIES.values():
        page.get_by_role("row", name=name).get_by_role("textbox").first.fill("4,2")
    press(page, "Ghi trang này")
    told(page, "Đã ghi")
    follow(page, "Tổng quan", "Kết thúc tự đánh giá, bắt đầu thẩm định")
    press(page, "Kết thúc tự đánh giá, bắt đầu thẩm định")
    told(page, "«Thẩm định»")


def the_claims_are_verified(office: Office) -> None:
    office.it_is(ASSESSMENT + 4)
    page = office.desk("verifier")
    follow(page, TITLE)
    for indicator in (each for annex in criteria_set().annexes for each in annex.walk() if each.is_indicator):
        part(page, "Thẩm định")
        follow(page, f"{indicator.code} {indicator.name}")
        for body, label, value, reason in CHANGES.get(indicator.code, ()):
            changed(page, body, label, value, reason)
        if indicator.code == "2.4":
            asked(page, "Xã An Phú", "Nộp quyết định công nhận sáng kiến", office.day(18))
        page.get_by_role("button", name="mục trên trang này").click()
        told(page, "Đã chấp nhận")


def changed(page: Page, body: str, label: str, value: str, reason: str) -> None:
    follow(page, body)
    page.get_by_text("Điều chỉnh", exact=True).click()
    page.get_by_label(label).fill(value)
    page.get_by_label("Lý do điều chỉnh").fill(reason)
    press(page, "Ghi điều chỉnh")
    told(page, "Đã điều chỉnh")


def asked(page: Page, body: str, what: str, day: str) -> None:
    follow(page, body)
    page.get_by_text("Yêu cầu bổ sung", exact=True).click()
    fill(page, {"Cần bổ sung gì, vì sao": what, "Ngày cuối cùng để trả lời": day})
    press(page, "Gửi yêu cầu")
    told(page, f"Đã yêu cầu {body} bổ sung")


def a_supplement_is_answered(office: Office) -> None:
    page = office.desk("preparer.xa-an-phu")
    follow(page, "Bổ sung theo yêu cầu thẩm định: Xã An Phú")
    follow(page, "Sáng kiến")
    page.get_by_label("Giải trình", exact=True).fill("Quyết định số 9 ngày 20/01/2026")
    press(page, "Gửi bổ sung")
    told(page, "Đã gửi bổ sung chỉ tiêu 2.4")
    page = office.desk("verifier")
    follow(page, "Thẩm định", "2.4 Sáng kiến", "Xã An Phú")
    expect(page.get_by_role("main")).to_contain_text("Quyết định số 9 ngày 20/01/2026")
    press(page, "Chấp nhận")
    told(page, "Đã chấp nhận")
    page = office.desk("lead")
    follow(page, TITLE, "Kết thúc thẩm định, gửi kết quả cho các cơ quan")
    press(page, "Kết thúc thẩm định, gửi kết quả cho các cơ quan")
    told(page, "«Giải trình, kiến nghị»")


def the_bodies_reply(office: Office) -> None:
    office.it_is(VERIFICATION + 5)
    page = office.desk("approver.so-y-te")
    follow(page, "Trả lời kết quả thẩm định: Sở Y tế", "Trả lời 1.2")
    page.get_by_text("Kiến nghị xem xét lại", exact=True).click()
    page.get_by_label("Căn cứ của kiến nghị").fill("Ba văn bản kết thúc ban hành ngày 30/12")
    press(page, "Gửi kiến nghị")
    told(page, "Đã gửi kiến nghị về chỉ tiêu 1.2")
    follow(page, "Biên nhận trả lời")
    page = office.desk("approver.so-noi-vu")
    follow(page, "Trả lời kết quả thẩm định: Sở Nội vụ", "Trả lời 2.1")
    press(page, "Thống nhất")
    told(page, "Đã")

    page = office.desk("lead")
    follow(page, TITLE)
    expect(page.get_by_role("main")).to_contain_text("Còn trong hạn giải trình và chưa trả lời: Xã An Phú.")
    office.it_is(REPLY + 1)
    page = office.desk("lead")
    follow(page, TITLE)
    expect(page.get_by_role("main")).to_contain_text(
        "Không trả lời, sẽ ghi nhận theo quy định của đợt (Coi như thống nhất): Xã An Phú."
    )
    follow(page, "Hết thời hạn giải trình, trình hội đồng")
    press(page, "Hết thời hạn giải trình, trình hội đồng")
    told(page, "«Hội đồng»")


def the_council_sits(office: Office) -> None:
    office.it_is(REPLY + 5)
    page = office.desk("lead")
    follow(page, "Hội đồng", "Lập phiên")
    page.get_by_label("Người chủ trì").select_option(label="Người chair · Chủ tịch hội đồng")
    fill(page, {"Ngày": office.day(REPLY + 5), "Địa điểm": "Phòng họp số 1", "Thư ký": "Tổ giúp việc"})
    press(page, "Lưu")
    press(page, "Đưa vào chương trình")
    told(page, "Đã đưa 1 nội dung vào chương trình.")
    assert ranking(page) == ["Sở Nội vụ", "Sở Y tế"]
    office.desk("lead")
    follow(page, "Hội đồng", "Phiên họp 1", "Khai mạc, bắt đầu biểu quyết")
    press(page, "Khai mạc, bắt đầu biểu quyết")
    expect(page.locator("input[name='co-mat']").first).to_be_visible()
    for seat in page.locator("input[name='co-mat']").all():
        seat.check()
    press(page, "Ghi điểm danh")
    expect(page.get_by_role("main")).to_contain_text("4/4 tham gia")

    recused = at_the_item(office, "member3")
    recused.get_by_text("Tôi không tham gia quyết định nội dung này").click()
    fill(recused, {"Lý do không tham gia": "Vợ là phó giám đốc Sở"})
    press(recused, "Không tham gia")
    told(recused, "Đã ghi")
    for who, motion in (("chair", "Phương án 2"), ("member1", "Phương án 2"), ("member2", "Phương án 1")):
        page = at_the_item(office, who)
        page.get_by_label(motion).check()
        press(page, "Bỏ phiếu")
        told(page, "Đã ghi phiếu của bạn.")
    page = at_the_item(office, "chair")
    expect(page.get_by_role("main")).to_contain_text("Sở Nội vụ: hạng 1 → 2")
    fill(page, {"Lý do của kết luận": "Ba văn bản có hiệu lực trong kỳ"})
    press(page, "Kết luận theo kết quả biểu quyết")
    expect(page.get_by_role("heading", name="Kết luận của hội đồng")).to_be_visible()
    assert ranking(page) == ["Sở Y tế", "Sở Nội vụ"]


def ranking(page: Page) -> list[str]:
    """The draft ranking of the group in which a body contests."""
    part(page, "Bảng dự kiến")
    return page.get_by_role("region", name="Các sở").locator("tbody th.name").all_inner_texts()


def at_the_item(office: Office, who: str) -> Page:
    page = office.desk(who)
    follow(page, "Hội đồng", "Phiên họp 1", "Sở Y tế: 1.2 Nhiệm vụ hoàn thành")
    return page


def the_minutes_are_confirmed(office: Office) -> None:
    page = office.desk("lead")
    follow(page, "Hội đồng", "Phiên họp 1", "Kết thúc, lập biên bản")
    press(page, "Kết thúc, lập biên bản")
    page = office.desk("chair")
    follow(page, "Hội đồng", "Biên bản chờ xác nhận")
    press(page, "Xác nhận biên bản")
    told(page, "Đã xác nhận biên bản.")


def the_result_is_approved(office: Office) -> None:
    page = office.desk("approving")
    follow(page, "Phê duyệt kết quả")
    press(page, "Phê duyệt và chốt kết quả")
    told(page, "Đã phê duyệt kết quả.")


def nothing_is_public_and_everything_is_on_record(office: Office) -> None:
    stranger = office.window()
    stranger.goto("/")
    expect(stranger.get_by_role("main")).not_to_contain_text(TITLE)
    assert stranger.goto("/dot/thu-2026/").status == 404
    stranger.context.close()
    page = office.desk("lead")
    follow(page, TITLE)
    expect(page.get_by_role("main")).to_contain_text("Đã phê duyệt")
    part(page, "Nhật ký")
    expect(page.get_by_role("main")).to_contain_text("phê duyệt")
    part(page, "Theo dõi")
    page = office.desk("administrator")
    follow(page, "Tình trạng")
    expect(page.get_by_role("main")).to_contain_text("cần chú ý")
    assert set(page.locator("p:has(.flag:text-is('lỗi')) .code").all_inner_texts()) == office.known
    assert office.told("log", "verify")[0] == 0
    ended, printed = office.told("doctor", "--json")
    found = [each for each in json.loads(printed)["checks"] if each["count"] and each["severity"] == "error"]
    assert {each["code"] for each in found} == office.known, found
    assert ended == (1 if office.known else 0)
    assert office.faults == []


def answers_on_pages(page: Page, answers: dict[str, dict[str, str]]) -> None:
    """Go through the indicators from the first to the last."""
    follow(page, "Trưởng ban chỉ đạo")
    for code, typed in answers.items():
        while code not in page.get_by_role("heading", level=1).inner_text():
            page.get_by_role("navigation", name="Chỉ tiêu trước và sau").get_by_role("link").last.click()
        for label, value in typed.items():
            if value in CHOICES:
                page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
            else:
                page.get_by_label(label).fill(value)
        press(page, "Lưu")
        told(page, "Đã lưu")


def adds_evidence(page: Page, body: str, indicator: str, title: str) -> None:
    follow(page, "Tài liệu kiểm chứng", "Thêm tài liệu")
    page.get_by_label("Chỉ tiêu").select_option(label=indicator)
    page.get_by_label("Tệp", exact=True).set_input_files(
        files=[{"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    fill(page, {"Tên tài liệu": title, "Số, ký hiệu": "05/QĐ", "Ngày ban hành": "15/02/2026", "Cơ quan ban hành": body})
    press(page, "Thêm tài liệu")
    told(page, "Đã thêm")
