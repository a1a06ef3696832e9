"""The pages of the register, as the lead department uses them: nothing is written unseen, nothing typed is lost."""

import html
import io
import re
import unicodedata
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from khoabang.web.organisations.entries import Entry
from khoabang.web.organisations.models import Body, Event, RegisterImport
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import body_entered, kinds_ready
from web.running import Running, running

pytestmark = pytest.mark.django_db
AT = "/lam-viec/co-quan-chu-tri/tinh-thu/so-co-quan/"
CITED = {
    "day": "01/03/2026",
    "decision_type": "Nghị quyết",
    "decision_number": "05/NQ-HĐND",
    "decision_date": "20/02/2026",
    "decision_issuer": "HĐND tỉnh",
}


@pytest.fixture
def run() -> Running:
    return running()


@pytest.fixture
def lead(run) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people["lead"])
    return client


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response) -> dict[str, list[str]]:
    """What the page's form would send again unseen."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(html.unescape(value))
    return found


def test_bodies_are_found_without_diacritics_and_filtered(run, lead):
    body_entered(
        authority=run.authority, entry=Entry("cu", "Phòng Cũ", closed=date(2020, 1, 1)), seen=None, by=run.people["lead"]
    )
    assert "3 cơ quan" in text(lead.get(AT, {"trang-thai": "dang"}))
    found = text(lead.get(AT, {"q": "NOI vu"}))
    assert "Sở Nội vụ" in found
    assert "Sở Y tế" not in found
    assert "đến 01/01/2020" in text(lead.get(AT, {"trang-thai": "het"}))
    assert "0 cơ quan" in text(lead.get(AT, {"q": "không có ai"}))


def test_a_body_is_added_and_corrected_and_its_page_tells_all(run, lead):
    given = {
        "code": "tt-yt",
        "name": "Trung tâm Y tế",
        "kind": "su-nghiep",
        "parent": "Sở Y tế",
        "opened": "01/7/2025",
        "aliases": "TTYT\nTrung tâm Ytế",
        "attribute_code": ["bien_che", ""],
        "attribute_value": ["58,5", ""],
    }
    lead.get(f"{AT}them/")
    page = text(lead.post(f"{AT}them/", given, follow=True))
    for told in ("Trung tâm Y tế", "Đơn vị sự nghiệp", "01/07/2025", "TTYT", "bien_che", "58,5", "so-y-te"):
        assert told in page, told
    form = lead.get(f"{AT}co-quan/tt-yt/sua/")
    assert 'value="Sở Y tế"' not in form.content.decode()
    assert re.search(r'<select name="attribute:co_tthc".*?Chưa rõ.*?value="có".*?value="không"', form.content.decode(), re.DOTALL)
    change = {**given, **hidden(form), "name": "Trung tâm Y tế tỉnh", "reason": "thiếu chữ", "attribute:loai": "so"}
    page = text(lead.post(f"{AT}co-quan/tt-yt/sua/", change, follow=True))
    for told in ("Trung tâm Y tế tỉnh", "Loại cơ quan Sở ", "58,5"):
        assert told in page, told
    assert text(lead.get(f"{AT}co-quan/so-y-te/")).count("Trung tâm Y tế tỉnh") == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "Nhập tên cơ quan"),
        ({"code": "a b"}, "không dùng được"),
        ({"code": "SO-Y-TE"}, "quá giống"),
        ({"parent": "Sở không có"}, "không có mã hoặc tên"),
        ({"parent": "Nội vụ"}, "Sở Nội vụ (so-noi-vu)"),
        ({"opened": "31/02/2025"}, "không phải là ngày"),
        ({"opened": "02/01/2025", "closed": "01/01/2025"}, "phải sau ngày thành lập"),
        ({"attribute_code": "", "attribute_value": "58,5"}, "chưa có mã thuộc tính"),
        ({"attribute_code": "co_tthc", "attribute_value": "blah"}, "«blah» không phải giá trị của «Có thủ tục hành chính»"),
    ],
)
def test_what_was_typed_wrongly_is_told_and_all_of_it_kept(lead, given, told):
    typed = {"code": "moi", "name": "Sở Mới", "aliases": "SM", "attribute_code": "x", "attribute_value": "58.083", **given}
    response = lead.post(f"{AT}them/", typed)
    page = response.content.decode()
    assert told in text(response, 422)
    for value in typed.values():
        assert value in page
    assert not Body.objects.filter(code="moi").exists()


def test_two_who_edit_a_body_at_once_lose_nothing(run, lead):
    form = lead.get(f"{AT}co-quan/so-y-te/sua/")
    body_entered(authority=run.authority, entry=Entry("so-y-te", "Sở Y tế tỉnh"), seen=None, by=run.people["administrator"])
    typed = {**hidden(form), "name": "Sở Y Tế", "aliases": "SYT"}
    response = lead.post(f"{AT}co-quan/so-y-te/sua/", typed)
    page = text(response, 422)
    assert "Sổ hiện ghi tên «Sở Y tế tỉnh»" in page
    assert "SYT" in response.content.decode()
    assert register_of(run.authority).bodies["so-y-te"].name == "Sở Y tế tỉnh"
    lead.post(f"{AT}co-quan/so-y-te/sua/", {**typed, **hidden(response)})
    assert register_of(run.authority).bodies["so-y-te"].aliases == {"SYT"}


MERGER = {
    **CITED,
    "loai": "merge",
    "befores": "so-y-te\nSở Nội vụ",
    "new_code": "so-moi",
    "new_name": "Sở Y tế và Nội vụ",
    "new_kind": "so",
    "act": "preview",
}


def test_a_renaming_to_come_is_shown_beneath_the_name_of_today(lead):
    rename = {**CITED, "loai": "rename", "before": "so-y-te", "name": "Sở Sức khỏe", "day": "01/12/2099", "act": "preview"}
    preview = lead.post(f"{AT}su-kien/moi/", rename)
    lead.post(f"{AT}su-kien/moi/", {**hidden(preview), "act": "confirm"})
    for page in (lead.get(f"{AT}co-quan/so-y-te/"), lead.get(AT)):
        assert re.search(r"Sở Y tế .*từ 01/12/2099: Sở Sức khỏe", text(page))
    assert "<h1>Sở Y tế</h1>" in lead.get(f"{AT}co-quan/so-y-te/").content.decode()


def test_a_merger_is_seen_confirmed_and_taken_back(run, lead):
    assert "Sáp nhập" in text(lead.get(f"{AT}su-kien/moi/"))
    lead.get(f"{AT}su-kien/moi/", {"loai": "merge", "co-quan": "so-y-te"})
    preview = lead.post(f"{AT}su-kien/moi/", MERGER)
    page = text(preview)
    assert "28/02/2026" in page
    assert "thêm vào sổ" in page
    assert f"Sở Y tế đang ở trong đợt «{run.round.title}», bước «Tự đánh giá»" in page
    assert "Từ ngày 01/03/2026 cơ quan không còn hoạt động: nếu không đánh giá nữa, hãy ghi miễn đánh giá" in page
    assert not Event.objects.filter(authority=run.authority).exists()
    again = lead.post(f"{AT}su-kien/moi/", {**hidden(preview), "act": "edit"})
    assert "Sở Y tế và Nội vụ" in again.content.decode()
    done = text(lead.post(f"{AT}su-kien/moi/", {**hidden(preview), "act": "confirm"}, follow=True))
    assert "Nghị quyết số 05/NQ-HĐND ngày 20/02/2026 của HĐND tỉnh" in done
    event = Event.objects.get(authority=run.authority)
    assert "Sở Y tế và Nội vụ (toàn bộ)" in text(lead.get(f"{AT}co-quan/so-y-te/"))
    undo = lead.get(f"{AT}su-kien/{event.pk}/hoan-tac/")
    assert "rút khỏi sổ" in text(undo)
    assert "Nhập lý do" in text(lead.post(f"{AT}su-kien/{event.pk}/hoan-tac/", hidden(undo)), 422)
    page = text(lead.post(f"{AT}su-kien/{event.pk}/hoan-tac/", {**hidden(undo), "reason": "ghi nhầm"}, follow=True))
    assert "ghi nhầm" in page
    assert "đã hoàn tác" in text(lead.get(f"{AT}su-kien/"))
    assert "đã được hoàn tác" in text(lead.get(f"{AT}su-kien/{event.pk}/hoan-tac/"))
    assert Body.objects.get(authority=run.authority, code="so-y-te").closed is None


OTHERS = {
    "open": {"new_code": "so-moi", "new_name": "Sở Mới"},
    "close": {"befores": "so-y-te"},
    "rename": {"before": "Sở Y tế", "name": "Sở Y tế, Dân số"},
    "transfer": {"befores": "xa-an-phu", "parent": "so-noi-vu"},
    "split": {
        "before": "so-y-te",
        "goes_on": "on",
        "new_code": ["a", ""],
        "new_name": ["Cục A", ""],
        "new_share": ["part", ""],
    },
    "reorganise": {
        "line_before": ["so-y-te", "so-noi-vu", ""],
        "line_after": ["Sở A", "a", ""],
        "line_share": ["whole", "whole", ""],
        "new_code": "a",
        "new_name": "Sở A",
    },
}


@pytest.mark.parametrize("kind", OTHERS)
def test_every_kind_of_event_is_done_from_its_form(run, lead, kind):
    assert "Xem trước các thay đổi" in text(lead.get(f"{AT}su-kien/moi/", {"loai": kind}))
    preview = lead.post(f"{AT}su-kien/moi/", {**CITED, **OTHERS[kind], "loai": kind, "act": "preview"})
    text(preview)
    text(lead.post(f"{AT}su-kien/moi/", {**hidden(preview), "act": "confirm"}, follow=True))
    assert Event.objects.get(authority=run.authority).kind == kind


def test_an_event_that_cannot_be_is_told_at_its_fields_and_what_was_typed_is_kept(lead):
    response = lead.post(f"{AT}su-kien/moi/", {**MERGER, "decision_number": "", "befores": "so-y-te\nkhông có ai", "day": "x"})
    page = text(response, 422)
    for told in ("không phải là ngày", "không có mã hoặc tên «không có ai»", "Nhập số, ký hiệu văn bản"):
        assert told in page, told
    assert "Nhập ngày sự kiện" not in page
    assert "Sở Y tế và Nội vụ" in response.content.decode()
    page = text(lead.post(f"{AT}su-kien/moi/", {"loai": "merge", "act": "preview"}), 422)
    assert "Nhập ngày sự kiện" in page
    assert "ít nhất hai cơ quan" in page
    response = lead.post(f"{AT}su-kien/moi/", {**MERGER, "decision_number": "", "befores": "so-y-te"})
    page = text(response, 422)
    assert "Nhập số, ký hiệu văn bản" in page
    assert "ít nhất hai cơ quan" in page
    more = lead.post(f"{AT}su-kien/moi/", {"loai": "open", "new_code": "a", "new_name": "A", "act": "more"})
    assert more.content.decode().count('name="new_code"') == 3


def test_an_event_confirmed_after_the_register_changed_is_shown_again(run, lead):
    preview = lead.post(f"{AT}su-kien/moi/", {**CITED, "loai": "rename", "before": "so-y-te", "name": "Sở A", "act": "preview"})
    body_entered(authority=run.authority, entry=Entry("so-y-te", "Sở Y tế tỉnh"), seen=None, by=run.people["lead"])
    again = lead.post(f"{AT}su-kien/moi/", {**hidden(preview), "act": "confirm"})
    assert "Sở Y tế tỉnh" in text(again, 409)
    text(lead.post(f"{AT}su-kien/moi/", {**hidden(again), "act": "confirm"}, follow=True))
    assert register_of(run.authority).bodies["so-y-te"].name == "Sở A"


def upload(lead: Client, content: bytes, name: str = "so.csv"):
    return lead.post(f"{AT}nhap/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_table_is_shown_before_it_is_applied(run, lead):
    page = upload(lead, "code,name\nso-y-te,Sở Y tế tỉnh\nmoi,Sở Mới\n".encode())
    told = text(page)
    assert "thêm mới: 1" in told
    assert "Sở Y tế tỉnh" in told
    kept = RegisterImport.objects.get(authority=run.authority)
    assert not Body.objects.filter(code="moi").exists()
    assert "1 cơ quan mới" in text(lead.post(f"{AT}nhap/{kept.pk}/", follow=True))
    assert Body.objects.filter(code="moi").exists()
    assert "đã được ghi vào sổ" in text(lead.post(f"{AT}nhap/{kept.pk}/"), 422)


def test_a_table_with_mistakes_is_told_at_its_cells(run, lead):
    page = upload(lead, b"code,name,opened\nmoi,A,x\n,B,\n")
    told = text(page, 422)
    assert "so.csv:2: opened" in told
    assert "so.csv:3: code" in told
    assert not RegisterImport.objects.filter(authority=run.authority).exists()
    assert "không đọc được" in text(upload(lead, b"x", "so.exe"), 422).lower()
    assert text(lead.post(f"{AT}nhap/", {}), 422)


def test_a_table_confirmed_after_the_register_changed_is_shown_again(run, lead):
    upload(lead, "code,name\nso-y-te,Sở Y tế tỉnh\n".encode())
    kept = RegisterImport.objects.get(authority=run.authority)
    body_entered(authority=run.authority, entry=Entry("so-y-te", "Sở Khác"), seen=None, by=run.people["lead"])
    again = lead.post(f"{AT}nhap/{kept.pk}/")
    assert "Sở Khác" in text(again, 409)
    where = re.search(r'action="([^"]+/nhap/\d+/)"', again.content.decode())[1]
    text(lead.post(where, follow=True))
    assert register_of(run.authority).bodies["so-y-te"].name == "Sở Y tế tỉnh"


def test_a_renaming_that_is_not_meant_is_unticked_and_stays_so_where_the_page_comes_again(run, lead):
    upload(lead, "code,name\nso-y-te,Sở Sức khỏe\nso-noi-vu,Sở Việc trong\n".encode())
    kept = RegisterImport.objects.get(authority=run.authority)
    page = lead.get(f"{AT}nhap/{kept.pk}/").content.decode()
    assert len(re.findall(r'name="doi-ten"[^>]*checked', page)) == 2
    body_entered(authority=run.authority, entry=Entry("xa-an-phu", "Phường An Phú"), seen=None, by=run.people["lead"])
    body_entered(authority=run.authority, entry=Entry("so-noi-vu", "Sở Nội vụ tỉnh"), seen=None, by=run.people["lead"])
    given = {"ten": ["so-y-te", "so-noi-vu"], "doi-ten": ["so-noi-vu"]}
    again = lead.post(f"{AT}nhap/{kept.pk}/", given)
    assert re.findall(r'name="doi-ten"\s+value="([^"]+)"\s+checked', text_of(again, 409)) == ["so-noi-vu"]
    where = re.search(r'action="([^"]+/nhap/\d+/)"', again.content.decode())[1]
    text(lead.post(where, given, follow=True))
    bodies = register_of(run.authority).bodies
    assert (bodies["so-y-te"].name, bodies["so-noi-vu"].name) == ("Sở Y tế", "Sở Việc trong")


def text_of(response, status: int) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_the_register_comes_as_a_workbook_that_goes_back_unchanged(run, lead):
    kinds_ready(run.authority)
    body_entered(
        authority=run.authority,
        entry=Entry("so-y-te", kind="so", aliases=frozenset({"=SYT"}), attributes={"loai": "so"}),
        seen=None,
        by=run.people["lead"],
    )
    made = lead.get(f"{AT}bang-tinh/")
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).worksheets[0]
    header = [cell.value for cell in sheet[3]]
    assert header[:2] == ["Mã cơ quan", "Tên cơ quan"]
    assert {"Có thủ tục hành chính", "Loại cơ quan", "Loại cơ quan (loai)"} <= set(header)
    assert "như cũ: 3" in text(upload(lead, made.content, "so.xlsx"))


def test_shipped_units_are_shown_and_loaded(run, lead):
    given = {**CITED, "part": "12", "with_lineage": "on", "act": "preview"}
    preview = lead.post(f"{AT}don-vi-hanh-chinh/", given)
    assert "Đơn vị mới từ sự kiện sắp xếp 36 (01/07/2025)" in text(preview)
    assert "Nhập số, ký hiệu" in text(lead.post(f"{AT}don-vi-hanh-chinh/", {**given, "decision_number": ""}), 422)
    assert "Đã nạp" in text(lead.post(f"{AT}don-vi-hanh-chinh/", {**hidden(preview), "act": "confirm"}, follow=True))
    assert Event.objects.get(authority=run.authority).day == date(2025, 7, 1)
    assert "đã có trong sổ" in text(lead.post(f"{AT}don-vi-hanh-chinh/", given))


def test_kinds_are_added_by_the_authority_itself(lead):
    given = {"level": "khu-vuc", "level_name": "Khu vực", "kind": "chi-nhanh", "kind_name": "Chi nhánh khu vực"}
    assert "Chi nhánh khu vực" in text(lead.post(f"{AT}loai/", given, follow=True))
    assert "Chi nhánh khu vực" in text(lead.get(f"{AT}them/"))
    assert text(lead.post(f"{AT}loai/", {**given, "kind": "có dấu"}), 422)


def test_letters_typed_in_parts_are_stored_as_one(run, lead):
    lead.post(f"{AT}them/", {"code": "moi", "name": unicodedata.normalize("NFD", "Sở Mới")})
    assert register_of(run.authority).bodies["moi"].name == "Sở Mới"


@pytest.mark.parametrize(
    "address", ["co-quan/khong-co/", "co-quan/khong-co/sua/", "su-kien/9999/", "su-kien/9999/hoan-tac/", "nhap/9999/"]
)
def test_what_is_not_there_is_not_found(lead, address):
    assert lead.get(AT + address).status_code == 404
