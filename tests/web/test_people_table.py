"""People invited from a table: a form to fill in, each fault at its cell, and all of it done or nothing."""

import io
import json
import re
import smtplib
import unicodedata
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from khoabang.web import clock
from web.running import NOW, person, running

pytestmark = pytest.mark.django_db
WHERE = "/lam-viec/co-quan-chu-tri/tinh-thu/nguoi-dung/tu-tep/"
HEAD = "Họ và tên,Thư điện tử,Chức vụ,Vai trò,Cơ quan,Từ ngày,Đến hết ngày\n"


@pytest.fixture(autouse=True)
def at_nine(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def run():
    return running("assessment")


@pytest.fixture
def client(run):
    made = Client(HTTP_HOST="localhost")
    made.force_login(run.people["administrator"])
    return made


def table(rows: str, head: str = HEAD):
    return {"file": SimpleUploadedFile("moi.csv", (head + rows).encode())}


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def kept_in(response) -> str:
    return unescape(re.search(r'name="kept" value="([^"]*)"', response.content.decode())[1])


def confirmed(client, rows: str, head: str = HEAD):
    seen = client.post(WHERE, table(rows, head))
    assert seen.status_code == 200, words(seen)
    return client.post(WHERE, {"kept": kept_in(seen)})


def acts() -> list[str]:
    from khoabang.web.activity.models import Entry

    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def waiting() -> dict[str, tuple[str, str]]:
    from khoabang.web.accounts.models import Invitation

    return {each.email: (each.role, each.body.code if each.body else "") for each in Invitation.objects.all()}


def test_the_form_got_filled_in_and_sent_back_invites_all(run, client):
    made = client.get("/lam-viec/co-quan-chu-tri/tinh-thu/nguoi-dung/mau/")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    sheet, lists, *_ = book.worksheets
    assert [cell.value for cell in sheet[3]] == HEAD.strip().split(",")
    assert {cell.value for cell in lists["B"] if cell.value} == {"Sở Nội vụ", "Sở Y tế", "Xã An Phú"}
    drop_downs = {str(each.sqref).partition(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert drop_downs["D4"].endswith("$A$1:$A$11")
    assert drop_downs["E4"].endswith("$B$1:$B$3")
    rows = (
        ["Lê Thị Bình", "Binh@So-Y-Te.example", "Chuyên viên", "Chuyên viên nhập liệu", "Sở Y tế", None, "31/12/2026"],
        ["Trần Văn An", "an@hoi-dong.example", None, "Thành viên hội đồng", None, None, None],
    )
    for number, cells in enumerate(rows, 4):
        for cell, value in zip(sheet[number], cells, strict=True):
            cell.value = value
    sent = io.BytesIO()
    book.save(sent)
    seen = client.post(WHERE, {"file": SimpleUploadedFile("moi.xlsx", sent.getvalue())})
    assert "Chưa mời ai" in words(seen)
    assert "gửi thư mời: 2" in words(seen)
    assert (waiting(), acts(), mail.outbox) == ({}, [], [])
    done = client.post(WHERE, {"kept": kept_in(seen)}, follow=True)
    assert "Đã mời 2 người" in words(done)
    assert waiting() == {"binh@so-y-te.example": ("preparer", "so-y-te"), "an@hoi-dong.example": ("member", "")}
    assert [letter.to for letter in mail.outbox] == [["binh@so-y-te.example"], ["an@hoi-dong.example"]]
    assert acts() == ["invitation.sent", "invitation.sent", "invitation.table_read"]


def test_each_fault_is_told_at_its_cell_and_nobody_is_asked(run, client):
    rows = (
        ",khong-phai-thu,,Người xem,Sở Lạ,hôm nay,31/02/2027\n"
        "Lê Bình,binh@so.example,,Người duyệt của cơ quan,,,\n"
        "Lê An,an@so.example,,observer,so-y-te,,\n"
        "Lê Cúc,cuc@so.example,,observer,,09/03/2026,\n"
        "Lê Dung,dung@so.example,,observer,,01/05/2026,30/04/2026\n"
        "Lê Em,em@so.example,,observer,,,\n"
        "Lê Em,EM@so.example,,Người theo dõi,,,\n"
    )
    seen = client.post(WHERE, table(rows))
    page, told = seen.content.decode(), words(seen)
    assert seen.status_code == 422
    at = {
        each: re.search(rf'<td class="is-wrong" id="o-{each}"[^>]*>(.*?)</td>', page, re.DOTALL)[1]
        for each in re.findall(r'id="o-([\w-]+)"', page)
    }
    assert list(at) == [
        "1-name", "1-email", "1-role", "1-body", "1-first_day", "1-last_day", "2-body", "3-body", "4-first_day", "5-last_day", "7-email",
    ]  # fmt: skip
    assert "hôm nay" in at["1-first_day"]
    assert "Dòng thứ 6" in at["7-email"]
    assert "moi.csv:2: Thư điện tử" in told
    assert 'aria-describedby="file-hint file-wrong"' in page
    assert "Mời tất cả" not in told
    assert (waiting(), acts(), mail.outbox) == ({}, [], [])


def test_who_is_there_already_is_said_and_not_doubled(run, client):
    from khoabang.web.accounts.models import Appointment

    rows = (
        "Người khác,verifier@tinh-thu.example,,Người thẩm định,,,\n"
        "Người khác,verifier@tinh-thu.example,,Người theo dõi,,,\n"
        "Lê Bình,binh@so.example,,Người theo dõi,,,\n"
    )
    before = Appointment.objects.count()
    confirmed(client, rows)
    assert Appointment.objects.count() == before + 1
    assert run.people["verifier"].appointments.filter(role="observer").exists()
    assert list(waiting()) == ["binh@so.example"]
    again = client.post(WHERE, table(rows))
    assert "đã có, giữ nguyên: 3" in words(again)
    assert "Đã có lời mời này đang chờ" in words(again)
    assert "đã có tài khoản: Người thẩm định" in words(again)
    assert "Mời tất cả" not in words(again)
    client.post(WHERE, {"kept": kept_in(again)})
    assert (Appointment.objects.count(), len(waiting()), len(mail.outbox)) == (before + 1, 1, 1)
    assert acts().count("invitation.table_read") == 1


def test_a_column_of_numbers_and_one_of_notes_are_left_alone(client):
    confirmed(client, "1,An,a@so.example,observer,gọi trước\n", "STT,Họ và tên,Thư điện tử,Vai trò,Ghi chú\n")
    assert waiting() == {"a@so.example": ("observer", "")}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_in_any_form_of_letters_are_the_same(run, client, form):
    head = unicodedata.normalize(form, HEAD)
    confirmed(client, unicodedata.normalize(form, "Lê Thị Bình,b@so.example,,người DUYỆT của cơ quan,sở y tế,,\n"), head)
    confirmed(client, "Lê Thị Bình,c@so.example,,approver,so-y-te,,\n", "name,email,position,role,body,from,to\n")
    assert waiting() == {"b@so.example": ("approver", "so-y-te"), "c@so.example": ("approver", "so-y-te")}


def test_a_role_begins_on_its_first_day(run, client, monkeypatch):
    from khoabang.web.accounts.invitations import accept
    from khoabang.web.accounts.models import Role
    from khoabang.web.accounts.selectors import roles_in

    known = person("quen@so.example", "Người quen")
    confirmed(
        client, "Người quen,quen@so.example,,observer,,20/03/2026,30/06/2026\nLê Mới,moi@so.example,,observer,,20/03/2026,\n"
    )
    assert "từ ngày 20/03/2026" in mail.outbox[0].body
    token = re.search(r"loi-moi/([^/]+)/", mail.outbox[0].body)[1]
    new = accept(token=token, name="Lê Mới", position="", password="một câu đủ dài để nhớ")
    assert (roles_in(known, run.authority), roles_in(new, run.authority)) == (set(), set())
    assert "đã có, giữ nguyên: 1" in words(client.post(WHERE, table("Người quen,quen@so.example,,observer,,,\n")))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=10))
    assert (roles_in(known, run.authority), roles_in(new, run.authority)) == ({Role.OBSERVER}, {Role.OBSERVER})


def test_a_file_that_is_no_such_table_is_refused_at_the_file(client):
    for rows, head, said in (
        ("Bình,b@so.example\n", "Họ và tên,Thư điện tử\n", "Thiếu cột «Vai trò»"),
        ("Bình,b@so.example,observer,x\n", "Họ và tên,Thư điện tử,Vai trò,Hết hạn\n", "Không biết cột «Hết hạn»"),
        ("", HEAD, "Bảng chưa có dòng nào"),
        ("".join(f"Bình,b{n}@so.example,,observer,,,\n" for n in range(301)), HEAD, "Bảng có 301 dòng"),
    ):
        seen = client.post(WHERE, table(rows, head))
        assert seen.status_code == 422
        assert said in words(seen)
        assert 'aria-invalid="true"' in seen.content.decode()
    assert (
        client.post(WHERE, {"kept": json.dumps([{"name": "Bình", "email": "b@so.example", "role": "observer"}])}).status_code
        == 422
    )
    assert waiting() == {}


def test_letters_that_do_not_leave_are_counted_and_the_invitations_wait(client, monkeypatch):
    from khoabang.web.accounts.models import Invitation

    send = mail.EmailMessage.send

    def refused(self, *args, **kwargs):
        if self.to == ["a@so.example"]:
            raise smtplib.SMTPException
        return send(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", refused)
    seen = client.post(WHERE, table("An,a@so.example,,observer,,,\nBình,b@so.example,,observer,,,\n"))
    assert "1 thư mời chưa gửi được" in words(client.post(WHERE, {"kept": kept_in(seen)}, follow=True))
    assert dict(Invitation.objects.values_list("email", "mailed_at")) == {"a@so.example": None, "b@so.example": NOW}


def test_without_a_mail_server_each_link_is_shown_once(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = words(confirmed(client, "An,a@so.example,,observer,,,\nBình,b@so.example,,observer,,,\n"))
    assert page.count("http://localhost/tai-khoan/loi-moi/") == 2


def test_only_an_administrator_of_the_authority_asks_by_a_table(run):
    from khoabang.web.accounts.errors import NotAdministrator
    from khoabang.web.accounts.invitation_table import people_asked

    with pytest.raises(NotAdministrator):
        people_asked(run.authority, [{"name": "An", "email": "a@so.example", "role": "observer"}], by=run.people["lead"])
    assert waiting() == {}
