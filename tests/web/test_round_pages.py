"""The pages of a round, as their people use them."""

import io
import json
import re
import unicodedata
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.preparing import body, plan, version_of
from web.running import NOW, criteria_set, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def patched(moment: datetime) -> None:
        monkeypatch.setattr("khoabang.web.clock.now", lambda: moment)

    patched(NOW)
    return patched


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def words(response) -> str:
    reader = Words()
    reader.feed(response.content.decode())
    return " ".join(reader.found)


def signed_in(run, role: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[role])
    return client


TYPED = {
    "title": "Đánh giá năm 2027", "year": "2027", "code": "so-nganh-2027", "decision_type": "Quyết định",
    "decision_number": "45/QĐ-UBND", "decision_date": "01/02/2026", "decision_issuer": "UBND tỉnh Thử",
    "decision_title": "Đánh giá năm 2027", "not_sent": "zero", "silence": "agreed",
}  # fmt: skip
HOME, ROUNDS = "/lam-viec/", "/lam-viec/co-quan-chu-tri/tinh-thu/dot/"
NEW = "/lam-viec/co-quan-chu-tri/tinh-thu/dot-moi/"


def test_a_round_is_looked_at_before_it_is_made():
    from khoabang.web.rounds.models import Round

    run = running("approved")
    lead = signed_in(run, "lead")
    typed = TYPED | {"set_version": str(run.round.set_version_id), "previous": "thu-2026"}
    preview = lead.post(NEW, typed | {"xem": "1"})
    assert preview.status_code == 200
    assert "Thay đổi so với «Đánh giá năm 2026 (tinh-thu)»" in words(preview)
    assert "Lấy lại 3 cơ quan" in words(preview)
    assert not Round.objects.filter(code="so-nganh-2027").exists()
    again = lead.post(NEW, typed | {"sua": "1"})
    assert 'value="45/QĐ-UBND"' in again.content.decode()
    made = lead.post(NEW, typed | {"lap": "1"}, follow=True)
    assert made.redirect_chain == [("/lam-viec/dot/so-nganh-2027/", 302)]
    assert Round.objects.get(code="so-nganh-2027").participants.count() == 3


def test_a_new_round_that_is_refused_keeps_what_was_typed_and_says_why_at_the_field():
    run = running("approved")
    refused = signed_in(run, "lead").post(NEW, TYPED | {"decision_date": "31/02/2026", "code": "thu-2026", "xem": "1"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "«31/02/2026» không phải là ngày." in words(refused)
    assert 'value="31/02/2026"' in page
    assert 'href="#id_decision_date"' in page


def test_the_errors_of_a_set_are_shown_with_their_place():
    run = running("approved")
    groups = [{**group, "annex": "khong-co"} for group in criteria_set().dump()["groups"]]
    version = version_of({"version": "9", "groups": groups})
    refused = signed_in(run, "lead").post(NEW, TYPED | {"set_version": str(version.pk), "xem": "1"})
    assert refused.status_code == 422
    assert "Bộ tiêu chí còn lỗi nên chưa mở đợt được" in words(refused)
    assert "khong-co" in words(refused)


def test_a_shipped_set_can_be_chosen_and_a_foreign_one_cannot():
    from khoabang.web.rounds.models import Round

    run = running("approved")
    lead = signed_in(run, "lead")
    assert lead.post(NEW, TYPED | {"set_version": "goi:demo-xa-2026", "year": "2026", "lap": "1"}).status_code == 302
    assert Round.objects.get(code="so-nganh-2027").set_version.code == "demo-xa-2026"
    assert lead.post(NEW, TYPED | {"set_version": "999999", "code": "khac", "lap": "1"}).status_code == 422


def test_the_page_of_a_round_says_what_comes_next_and_what_is_lacking(at):
    run = running("assessment")
    page = words(signed_in(run, "lead").get("/lam-viec/dot/thu-2026/"))
    assert (
        "Kết thúc tự đánh giá, bắt đầu thẩm định chưa làm được Còn trong hạn và chưa gửi: Sở Y tế, Sở Nội vụ, Xã An Phú." in page
    )
    assert "Việc tiếp theo" not in words(signed_in(run, "preparer:so-y-te").get("/lam-viec/dot/thu-2026/"))
    at(datetime(2026, 4, 1, tzinfo=UTC))
    late = words(signed_in(run, "lead").get("/lam-viec/dot/thu-2026/"))
    assert "Chưa gửi, sẽ theo quy định của đợt (Không xếp hạng, ghi «không nộp»): Sở Y tế, Sở Nội vụ, Xã An Phú." in late
    assert "Quá hạn chưa gửi 3" in late


def test_a_button_moves_the_round_and_one_that_is_pressed_too_late_says_so(at):
    run = running("assessment")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/buoc/close_assessment/"
    refused = lead.post(where)
    assert refused.status_code == 409
    assert "Còn trong hạn và chưa gửi" in words(refused)
    at(datetime(2026, 4, 1, tzinfo=UTC))
    assert "Đợt đánh giá đã chuyển sang bước «Thẩm định»." in words(lead.post(where, follow=True))
    assert lead.post(where).status_code == 409
    assert lead.get(where).status_code == 409
    assert lead.get("/lam-viec/dot/thu-2026/buoc/khong-co/").status_code == 404


def test_a_way_back_asks_for_a_reason_at_its_field():
    run = running("verification")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/buoc/reopen_assessment/"
    refused = lead.post(where, {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in refused.content.decode()
    lead.post(where, {"reason": "Mất mạng"})
    assert run.refresh().round.stage == "assessment"


def test_the_calendar_is_typed_in_days_and_kept_when_refused():
    run = running("assessment")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/lich/"
    days = {
        "day-assessment": "10/4/2026",
        "day-verification": "30/04/2026",
        "day-reply": "15/05/2026",
        "day-council": "31/05/2026",
    }
    refused = lead.post(where, days)
    assert refused.status_code == 422
    assert 'value="10/4/2026"' in refused.content.decode()
    assert lead.post(where, days | {"reason": "Bão"}).status_code == 302
    assert run.refresh().participants["so-y-te"].due == date(2026, 4, 10)


def test_everybody_in_the_round_sees_an_extension_with_its_reason_and_author():
    run = running("assessment")
    lead = signed_in(run, "lead")
    where = "/lam-viec/dot/thu-2026/gia-han/so-y-te/"
    assert "Ngày cuối mới" in words(lead.get(where))
    assert lead.post(where, {"day": "31/03/2026", "reason": ""}).status_code == 422
    lead.post(where, {"day": "05/04/2026", "reason": "Lũ quét chia cắt đường"})
    seen = words(signed_in(run, "preparer:so-noi-vu").get("/lam-viec/dot/thu-2026/"))
    assert "Sở Y tế Tự đánh giá 05/04/2026 Lũ quét chia cắt đường Cơ quan thường trực" in seen


def test_bodies_are_added_from_the_register_edited_and_taken_out():
    run = running("preparation")
    lead = signed_in(run, "lead")
    body(run, "so-tai-chinh", "Sở Tài chính")
    assert "Sở Tài chính" in words(lead.get("/lam-viec/dot/thu-2026/them-co-quan/?tim=tai+chinh"))
    assert lead.post("/lam-viec/dot/thu-2026/them-co-quan/", {}).status_code == 422
    lead.post("/lam-viec/dot/thu-2026/them-co-quan/", {"code": "so-tai-chinh"})
    assert "Chưa xác định được khối" in words(lead.get("/lam-viec/dot/thu-2026/cac-co-quan/"))
    where = "/lam-viec/dot/thu-2026/cac-co-quan/so-tai-chinh/"
    refused = lead.post(where, {"status": "exempt", "note": "", "loai": "so", "co_tthc": "có"})
    assert refused.status_code == 422
    assert 'href="#id_note"' in refused.content.decode()
    assert lead.post(where, {"status": "", "note": "", "loai": "so", "co_tthc": "có"}).status_code == 302
    assert run.round.participants.get(body__code="so-tai-chinh").group.code == "so"
    lead.post(where, {"bo": "1"})
    assert not run.round.participants.filter(body__code="so-tai-chinh").exists()


def test_bodies_come_out_as_a_table_and_back_in_with_every_change_shown_first():
    run = running("preparation")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/nhap-co-quan/"
    made = lead.get("/lam-viec/dot/thu-2026/tep-co-quan/").content
    book = openpyxl.load_workbook(io.BytesIO(made))
    page = book.worksheets[0]
    headings = {cell.value: cell.column for cell in page[3]}
    assert {"Mã cơ quan", "Tên cơ quan", "Cách đánh giá", "Ghi chú", "Loại cơ quan"} <= set(headings)
    assert (page.freeze_panes, page.column_dimensions["B"].width >= 12) == ("C4", True)
    lists = {str(each.sqref).partition("4:")[0] for each in page.data_validations.dataValidation if each.type == "list"}
    assert lists >= {page.cell(4, headings[name]).column_letter for name in ("Cách đánh giá", "Loại cơ quan")}
    same = sent_table(lead, where, made, "co-quan.xlsx")
    assert "3 dòng không thay đổi" in words(same)
    assert "Lưu thay đổi" not in words(same)
    procedures = next(place for name, place in headings.items() if name.startswith("Có thủ tục"))
    rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=4) if row[0].value}
    assert page.cell(rows["xa-an-phu"], procedures).value == "không"
    page.cell(rows["xa-an-phu"], procedures).value = "có"
    preview = sent_table(lead, where, saved(book), "co-quan.xlsx")
    assert "không → có" in words(preview)
    assert "2 dòng không thay đổi" in words(preview)
    assert run.refresh().participants["xa-an-phu"].attributes.count("không") == 1
    assert lead.post(where, {"kept": preview.context["kept"]}).status_code == 302
    assert run.refresh().participants["xa-an-phu"].attributes.count("không") == 0
    page.cell(rows["xa-an-phu"], headings["Loại cơ quan"]).value = "huyện"
    wrong = sent_table(lead, where, saved(book), "co-quan.xlsx")
    assert wrong.status_code == 422
    place = page.cell(rows["xa-an-phu"], headings["Loại cơ quan"]).coordinate
    assert f"co-quan.xlsx:Cơ quan!{place} «huyện» không phải giá trị của «Loại cơ quan»" in words(wrong)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Mã cơ quan;tên cơ quan;LOAI", "1 dòng không thay đổi"),  # by name without case, by code
        (unicodedata.normalize("NFD", "Mã cơ quan;Tên cơ quan;Loại cơ quan"), "1 dòng không thay đổi"),
        ("Code of the body;Name of the body;loai", "1 dòng không thay đổi"),
        ("code;name;Hạng", "co-quan.csv:1: Hạng Không biết cột «Hạng»"),
        ("code;name;Tên cơ quan", "co-quan.csv:1: Tên cơ quan Cột «Tên cơ quan» và cột «name» ghi cùng một nội dung"),
        ("name;loai;note", "Thiếu cột «Mã cơ quan»"),
    ],
)
def test_a_column_of_bodies_is_known_by_its_name_in_either_language_or_by_its_code(head, said):
    run = running("preparation")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/nhap-co-quan/"
    sent = sent_table(lead, where, f"{head}\nso-y-te;Sở Y tế;so\n".encode(), "co-quan.csv")
    assert said in words(sent)
    assert sent.status_code == (200 if "không thay đổi" in said else 422)


@pytest.mark.parametrize("sent", [{}, {"kept": "[1]"}, {"file": ("co-quan.csv", b"")}, {"file": ("co-quan.xlsx", b"PK")}])
def test_what_is_no_table_of_bodies_changes_nothing_and_says_so(sent):
    run = running("preparation")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/nhap-co-quan/"
    answer = sent_table(lead, where, sent["file"][1], sent["file"][0]) if "file" in sent else lead.post(where, sent)
    assert answer.status_code == 422
    assert "Chưa nhập được tệp" in words(answer)


def sent_table(client, where: str, content: bytes, name: str):
    return client.post(where, {"file": SimpleUploadedFile(name, content)})


def saved(book) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_charges_are_given_and_ended_and_gaps_are_shown():
    run = running("assessment")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/phan-cong/"
    verifier = run.people["verifier"]
    page = lead.get(where)
    assert "dòng có chỉ tiêu chưa ai thẩm định" in words(page)
    judges, others = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page.content.decode(), re.DOTALL)
    assert judges[0] == "Thẩm định, Thẩm định lần hai, Cung cấp số liệu"
    preparer = run.people["preparer:so-y-te"]
    assert (others[0], preparer.email in others[1], preparer.email in judges[1]) == ("Cung cấp số liệu", True, False)
    assert verifier.email in judges[1]
    assert lead.post(where, {"duty": "verify", "person": ""}).status_code == 422
    lead.post(where, {"duty": "verify", "person": str(verifier.pk), "criterion": "1", "group": "so"})
    assert "Người thẩm định 1 Chỉ đạo · Các sở" in words(lead.get(where))
    lead.post(where, {"thoi": str(run.round.charges.get().pk)})
    assert not run.round.charges.exists()
    assert lead.post(where, {"thoi": "\u00b2"}).status_code == 302


def test_rounds_of_an_authority_are_listed_for_its_own_people():
    run, abroad = running("assessment"), running("preparation", code="la-2026", authority="tinh-la")
    page = words(signed_in(run, "observer").get("/lam-viec/co-quan-chu-tri/tinh-thu/dot/"))
    assert run.round.title in page
    assert abroad.round.title not in page
    assert signed_in(run, "lead").get("/lam-viec/co-quan-chu-tri/tinh-la/dot/").status_code == 404


def test_people_of_bodies_see_a_round_once_it_is_open_and_if_their_body_takes_part():
    from khoabang.web.conduct.transitions import move

    run, where = running("preparation"), "/lam-viec/dot/thu-2026/"
    run.participants["xa-an-phu"].delete()
    inside, outside, pages = signed_in(run, "approver:so-y-te"), signed_in(run, "preparer:xa-an-phu"), (HOME, ROUNDS)

    def seen(client) -> list[object]:
        return [client.get(where).status_code, *(run.round.title in words(client.get(page)) for page in pages)]

    assert seen(inside) == [404, False, False]
    move("thu-2026", "open", by=run.people["lead"])
    assert seen(inside) == [200, True, True]
    assert seen(outside) == [404, False, False]
    move("thu-2026", "cancel", by=run.people["lead"], reason="Lập nhầm")
    assert seen(inside) == [200, True, True]
    type(run.round).objects.filter(pk=run.round.pk).update(public=True)
    assert seen(outside) == [200, True, True]


def test_a_round_cannot_be_made_from_another_authoritys_own_set():
    from khoabang.web.conduct.creation import round_made
    from khoabang.web.criteria.models import OwnVersion, SetUpload
    from khoabang.web.rounds.errors import FieldsRefused

    run, abroad = running("approved"), running("approved", code="la-2026", authority="tinh-la")
    version = version_of({"version": "7"})
    upload = SetUpload.objects.create(
        authority=abroad.authority, file_name="set.yaml", content=b"", sha256="0" * 64, document="", problems="[]", at=NOW,
        by=abroad.people["lead"],
    )  # fmt: skip
    OwnVersion.objects.create(version=version, authority=abroad.authority, upload=upload, at=NOW, by=abroad.people["lead"])
    with pytest.raises(FieldsRefused) as refused:
        round_made(authority=run.authority, version=version, plan=plan(), by=run.people["lead"])
    assert refused.value.field == "set_version"


def test_a_gap_of_many_bodies_names_a_few():
    from khoabang.web.conduct.participants import participants_saved
    from khoabang.web.organisations.services import bodies_registered

    run = running("preparation")
    names = {f"so-{number}": f"Sở số {number}" for number in range(8)}
    bodies_registered(authority=run.authority, names=names)
    participants_saved("thu-2026", [{"code": code, "loai": "so", "co_tthc": "có"} for code in names], by=run.people["lead"])
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/phan-cong/"
    lead.post(where, {"duty": "verify", "person": str(run.people["verifier"].pk), "participant": "so-y-te"})
    assert "Sở Nội vụ Sở số 0 Sở số 1 Sở số 2 Sở số 3 và 4 cơ quan khác" in words(lead.get(where))


def test_a_body_is_set_right_or_added_while_bodies_assess_themselves_and_what_changes_is_shown_first():
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.models import Claim, Draft, Withdrawal
    from khoabang.web.notices.models import Notice

    run = running("assessment")
    participant, lead = run.participants["so-y-te"], signed_in(run, "lead")
    Draft.objects.create(
        participant=participant, indicator="2.2", values='{"ho_so": "90"}', saved_at=NOW, saved_by=run.people["lead"]
    )
    Claim.objects.create(participant=participant, number=1, at=NOW, by=run.people["lead"], sha256="0" * 64)
    run.round.participants.filter(pk=participant.pk).update(state="sent")
    where = "/lam-viec/dot/thu-2026/cac-co-quan/so-y-te/thuoc-tinh/"
    typed = {"loai": "so", "co_tthc": "không", "parent": "", "predecessors": "", "reason": "Không có thủ tục"}
    assert lead.post(where, typed | {"xem": "1", "reason": " "}).status_code == 422
    assert "Chưa có gì thay đổi" in words(lead.post(where, typed | {"xem": "1", "co_tthc": "có"}))
    assert "chưa xác định được khối" in words(lead.post(where, typed | {"xem": "1", "loai": ""}))
    shown = words(lead.post(where, typed | {"xem": "1"}))
    assert "Không còn 1 chỉ tiêu 2.2 Hồ sơ trực tuyến" in shown
    assert "số liệu đã nhập được giữ lại" in shown
    assert "được trả lại để bổ sung" in shown
    assert (run.refresh().participants["so-y-te"].state, Withdrawal.objects.count()) == ("sent", 0)
    assert lead.post(where, typed | {"luu": "1"}).status_code == 302
    assert json.loads(run.refresh().participants["so-y-te"].attributes)["co_tthc"] == "không"
    assert (run.participants["so-y-te"].state, Withdrawal.objects.get().reason) == ("drafting", "Không có thủ tục")
    (entry,) = Entry.objects.filter(action="participant.corrected")
    assert (entry.reason, json.loads(entry.detail)["changed"]) == ("Không có thủ tục", {"co_tthc": ["có", "không"]})
    assert Notice.objects.filter(person=run.people["preparer:so-y-te"], words__contains="2.2").exists()

    body(run, "xa-moi", "Xã Mới")
    add, where = "/lam-viec/dot/thu-2026/them-co-quan/", "/lam-viec/dot/thu-2026/bo-sung-co-quan/xa-moi/"
    assert where in lead.get(add).content.decode()
    assert lead.post(add, {"code": "xa-moi"}).status_code == 409
    typed |= {"loai": "xa", "reason": "Bỏ sót khi lập danh sách"}
    assert "Thêm 6 chỉ tiêu" in words(lead.post(where, typed | {"xem": "1"}))
    assert not run.round.participants.filter(body__code="xa-moi").exists()
    assert lead.post(where, typed | {"luu": "1"}).status_code == 302
    joined = run.round.participants.get(body__code="xa-moi")
    assert (joined.group.code, joined.due) == ("xa", run.participants["so-y-te"].due)
    assert Entry.objects.filter(action="participant.joined", reason="Bỏ sót khi lập danh sách").exists()


def test_a_round_in_preparation_is_edited_on_the_form_that_made_it_and_looked_at_first():
    from khoabang.web.activity.models import Entry
    from khoabang.web.conduct.charges import charge_given
    from khoabang.web.rounds.models import Participant, Round

    run = running("preparation")
    last = Round.objects.create(
        code="thu-2025", authority=run.authority, year=2025, kind="computed", title="Năm 2025", search="", stage="approved",
        set_version=run.round.set_version,
    )  # fmt: skip
    Participant.objects.filter(pk=run.participants["xa-an-phu"].pk).update(round=last, group=None)
    lead = signed_in(run, "lead")
    charge_given("thu-2026", "verify", run.people["verifier"], criterion="2.4", by=run.people["lead"])
    new = criteria_set().dump()
    new["version"], new["annexes"][0]["maximum"], new["annexes"][0]["criteria"][1]["maximum"] = "2", "90", "40"
    new["annexes"][0]["criteria"][1]["criteria"].pop()
    new["attributes"][0]["options"][0]["code"] = new["groups"][0]["when"]["loai"] = "so_nganh"
    version, where = version_of(new), "/lam-viec/dot/thu-2026/sua/"
    assert f'value="{run.round.title}"' in lead.get(where).content.decode()
    typed = {key: text for key, text in TYPED.items() if key != "code"}
    typed |= {"year": "2026", "set_version": str(version.pk), "previous": "thu-2025", "second_reading": "on"}
    assert lead.post(where, typed | {"xem": "1", "year": "2025"}).status_code == 422
    preview = words(lead.post(where, typed | {"xem": "1"}))
    for said in (
        "Tiêu chí 2.4 Sáng kiến bỏ", "không lấy lại vì bộ tiêu chí không nhận Sở Y tế · Loại cơ quan: «so»", "Lấy lại 1 cơ quan",
        "2 cơ quan chưa rõ khối Sở Y tế, Sở Nội vụ", "Người thẩm định · Thẩm định 2.4",
    ):  # fmt: skip
        assert said in preview
    assert type(run.round).objects.get(pk=run.round.pk).set_version_id != version.pk
    assert lead.post(where, typed | {"lap": "1"}).status_code == 302
    round_ = type(run.round).objects.get(pk=run.round.pk)
    assert (round_.code, round_.title, round_.set_version, round_.previous) == ("thu-2026", TYPED["title"], version, last)
    assert (round_.not_sent, round_.second_reading, round_.charges.count()) == ("zero", True, 0)
    assert {each.body.code: each.group and each.group.code for each in round_.participants.select_related("body", "group")} == {
        "so-y-te": None, "so-noi-vu": None, "xa-an-phu": "xa",
    }  # fmt: skip
    assert json.loads(Entry.objects.get(action="round.edited").detail)["changed"]["not_sent"] == ["unranked", "zero"]


def test_of_an_open_round_only_title_and_decision_are_corrected_with_a_reason():
    from khoabang.web.activity.models import Entry

    run = running("verification")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/sua/"
    assert "Quy định" not in words(lead.get(where))
    typed = {key: text for key, text in TYPED.items() if key == "title" or key.startswith("decision_")} | {"not_sent": "zero"}
    assert lead.post(where, typed).status_code == 422
    assert lead.post(where, typed | {"reason": "Sai số văn bản"}).status_code == 302
    round_ = type(run.round).objects.get(pk=run.round.pk)
    assert (round_.title, round_.not_sent, json.loads(round_.decision)["number"]) == (TYPED["title"], "unranked", "45/QĐ-UBND")
    entry = Entry.objects.get(action="round.edited")
    assert (entry.reason, set(json.loads(entry.detail)["changed"])) == ("Sai số văn bản", {"title", "decision"})


def test_charges_come_in_by_a_table_shown_first_and_go_out_as_one():
    from khoabang.web.notices.models import Notice

    run = running("assessment")
    lead, where = signed_in(run, "lead"), "/lam-viec/dot/thu-2026/phan-cong/tu-tep/"
    verifier = run.people["verifier"]

    def sent(text: str):
        return sent_table(lead, where, text.encode(), "phan-cong.csv")

    head = "Việc,Người,Tiêu chí,Khối,Cơ quan\n"
    refused = words(sent(head + f"Thẩm định,{verifier.email},9.9,,\nĐọc,{verifier.email},,,\nThẩm định,ai@x.vn,,,\n"))
    for said in (
        "phan-cong.csv:2: Tiêu chí Bộ tiêu chí của đợt không có tiêu chí này",
        "phan-cong.csv:3: Việc «Đọc» không phải",
        "phan-cong.csv:4: Người Không có «ai@x.vn» trong đợt",
    ):
        assert said in refused
    shown = sent(head + f"thẩm định,{verifier.email},1,Các sở,\nThẩm định,{verifier.email},2,,xa-an-phu\n")
    assert not run.round.charges.exists()
    assert lead.post(where, {"kept": shown.context["kept"]}).status_code == 302
    charges = run.round.charges.order_by("criterion").values_list("criterion", "group__code", "participant__body__code")
    assert list(charges) == [("1", "so", None), ("2", None, "xa-an-phu")]
    assert Notice.objects.filter(person=verifier, title__contains="giao việc").count() == 1
    out = lead.get("/lam-viec/dot/thu-2026/phan-cong/tep/").content
    assert "2 dòng đã được giao từ trước" in words(sent_table(lead, where, out, "phan-cong.xlsx"))
    assert "Không biết cột «Khu»" in words(sent(f"Việc,Người,Khu\nThẩm định,{verifier.email},so\n"))
    page = openpyxl.load_workbook(io.BytesIO(out)).worksheets[0]
    assert [cell.value for cell in page[3]] == ["Việc", "Người", "Tiêu chí", "Khối", "Cơ quan"]
    assert {str(each.sqref)[0] for each in page.data_validations.dataValidation if each.type == "list"} == set("ABCDE")


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("", ["page", "Tổng quan"]),
        ("cac-co-quan/so-y-te/", ["true", "Cơ quan"]),
        ("hoi-dong/bang-du-kien/", ["page", "Bảng dự kiến"]),
        ("buoc/cancel/", []),
    ],
)
def test_a_page_below_a_section_marks_it_among_the_ways_and_the_overview_itself_alone(address, marked):
    page = signed_in(running("council"), "lead").get(f"/lam-viec/dot/thu-2026/{address}").content.decode()
    ways = page.split('class="ways"')[1].split("</nav>")[0]
    assert [part for found in re.findall(r'aria-current="(\w+)">([^<]*)<', ways) for part in found] == marked


def test_the_lead_department_reads_who_takes_the_next_step_and_is_led_to_what_it_waits_for():
    page = signed_in(running("council"), "lead").get("/lam-viec/dot/thu-2026/").content.decode()
    ahead = page.split('class="next"')[1].split("</section>")[0]
    assert "Phê duyệt kết quả" in ahead
    assert "Cấp phê duyệt" in ahead
    assert 'href="/lam-viec/dot/thu-2026/hoi-dong/"' in ahead
    assert "/buoc/approve/" not in ahead
