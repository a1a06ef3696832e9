"""The pages of verification, site visits and reply: what they show, keep and refuse."""

import re
from datetime import date

import pytest
from django.test import Client

from web.running import NOW
from web.test_rulings import CHANGE
from web.verifying import at, decide, move, verifying

pytestmark = pytest.mark.django_db
ROUND = "/lam-viec/dot/thu-2026/"
ITEM = f"{ROUND}tham-dinh/co-quan/so-y-te/1.2/"
REPLY = f"{ROUND}giai-trinh/so-y-te/"


@pytest.fixture
def run(monkeypatch):
    at(monkeypatch, NOW)
    return verifying()


@pytest.fixture
def seen(run):
    """Ask for a page as somebody, and give its text."""

    def asked(who: str, address: str, sent: dict | None = None, status: int = 200, *, follow: bool = False) -> str:
        client = Client(HTTP_HOST="localhost")
        client.force_login(run.people[who])
        response = client.get(address) if sent is None else client.post(address, sent, follow=follow)
        assert response.status_code == status, response.content.decode()[:3000]
        return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())

    return asked


def test_the_overview_and_the_queue_show_what_is_charged(run, seen):
    assert "Nhiệm vụ hoàn thành" in seen("verifier", f"{ROUND}tham-dinh/")
    queue = seen("verifier", f"{ROUND}tham-dinh/chi-tieu/1.2/")
    assert "Sở Y tế" in queue
    assert "18 / 20" in queue
    assert "tính khi kết thúc thẩm định" in seen("verifier", f"{ROUND}tham-dinh/chi-tieu/2.2/")
    assert "chưa được phân công" in seen("assistant", f"{ROUND}tham-dinh/")
    seen("assistant", f"{ROUND}tham-dinh/chi-tieu/2.4x/", status=404)


def test_chosen_items_are_accepted_and_those_left_out_are_named(run, seen):
    decide(run, "so-noi-vu", "1.2", "changed", by="lead", **CHANGE)
    chosen = [f"{run.participants[body].pk}:0" for body in ("so-y-te", "so-noi-vu")]
    told = seen("verifier", f"{ROUND}tham-dinh/chi-tieu/1.2/", {"chon": chosen}, follow=True)
    assert "Đã chấp nhận 1 mục" in told
    assert "Để lại Sở Nội vụ" in told
    assert "Chưa chọn mục nào" in seen("verifier", f"{ROUND}tham-dinh/chi-tieu/1.2/", {}, status=422)


def test_what_a_source_owes_is_called_so_and_confirmed_where_there_is_a_box_for_it(run, seen):
    chosen = [f"{run.participants['so-noi-vu'].pk}:0"]
    told = seen("verifier", f"{ROUND}tham-dinh/chi-tieu/2.3/", {"chon": chosen}, follow=True)
    assert "Để lại Sở Nội vụ: Nguồn chưa cung cấp số liệu của chỉ tiêu này. Mở mục này để điều chỉnh, hoặc xác nhận" in told
    assert "ô xác nhận" not in told
    item = seen("verifier", f"{ROUND}tham-dinh/co-quan/so-noi-vu/2.3/")
    assert "Số liệu của nguồn cung cấp" in item
    assert "Theo số liệu của nguồn" in item
    assert "Vẫn chấp nhận" in item
    assert "Theo số liệu cơ quan khai" in seen("verifier", ITEM)


def test_what_was_typed_is_kept_and_the_message_is_at_its_field(run, seen):
    sent = {"viec": "change", "so": "0", "so-lieu.hoan_thanh": "17.5", "so-lieu.duoc_giao": "20", "ly-do": "Theo hồ sơ"}
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people["verifier"])
    response = client.post(ITEM, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="17.5"' in page
    assert "Theo hồ sơ</textarea>" in page
    assert 'href="#so-lieu-hoan_thanh"' in page
    page = client.post(ITEM, {**sent, "so-lieu.hoan_thanh": "15", "ly-do": ""}).content.decode()
    assert 'aria-invalid="true"' in page
    assert 'href="#change-reason"' in page
    page = client.post(ITEM, {"viec": "supplement", "so": "0", "ly-do": "Nộp danh mục", "han": "30/2/2026"}).content.decode()
    assert 'value="30/2/2026"' in page
    assert 'id="supplement-due-loi"' in page


def test_who_comes_second_is_shown_the_first_ones_ruling_with_what_was_typed(run, seen):
    decide(run, "so-y-te", "1.2", "supplement", by="lead", reason="Nộp danh mục nhiệm vụ", due=date(2026, 3, 20))
    sent = {"viec": "change", "so": "0", "so-lieu.hoan_thanh": "15", "so-lieu.duoc_giao": "20", "ly-do": "Thiếu văn bản"}
    told = seen("verifier", ITEM, sent, status=409)
    assert "vừa được người khác xử lý" in told
    assert "Nộp danh mục nhiệm vụ" in told
    assert "Thiếu văn bản" in told


def test_nobody_sends_to_the_own_bodys_item(run, seen):
    from khoabang.web.accounts.models import Appointment

    Appointment.objects.create(
        person=run.people["verifier"], role="preparer", authority=run.authority, body=run.bodies["so-y-te"], starts=NOW
    )
    seen("verifier", ITEM, {"viec": "accept", "so": "0"}, status=403)


def test_after_one_item_comes_the_next(run, seen):
    told = seen("verifier", ITEM, {"viec": "accept", "so": "0", "tiep": "1"}, follow=True)
    assert "Đã chấp nhận chỉ tiêu 1.2 của Sở Y tế" in told
    assert "Sở Nội vụ" in told


def test_the_body_answers_a_supplement_and_sees_nothing_else_before_the_end(run, seen):
    decide(run, "so-y-te", "1.2", "supplement", reason="Nộp danh mục nhiệm vụ", due=date(2026, 3, 20))
    decide(run, "so-y-te", "1.3", "changed", values={"quy_che": "không"}, reason="Chưa ban hành")
    told = seen("preparer:so-y-te", REPLY)
    assert "Nộp danh mục nhiệm vụ" in told
    assert "Chưa ban hành" not in told
    seen("preparer:so-y-te", f"{REPLY}muc/1.3/", status=404)
    seen("preparer:so-noi-vu", f"{REPLY}muc/1.2/", status=404)
    sent = {"viec": "supplement", "so": "1", "so-lieu.hoan_thanh": "17", "so-lieu.duoc_giao": "20", "loi": "Kèm danh mục"}
    assert "người duyệt của cơ quan gửi bổ sung này" in seen("preparer:so-y-te", f"{REPLY}muc/1.2/", sent, status=403)
    blank = {**sent, "so-lieu.duoc_giao": ""}
    assert "Vẫn ghi như trên" in seen("approver:so-y-te", f"{REPLY}muc/1.2/", blank, status=422)
    assert "Đã gửi bổ sung chỉ tiêu 1.2" in seen("approver:so-y-te", f"{REPLY}muc/1.2/", sent, follow=True)
    assert "Kèm danh mục" in seen("verifier", ITEM)


def test_the_body_reads_each_change_and_replies(run, seen):
    from khoabang.web.assessments.models import Reply

    decide(run, "so-y-te", "1.2", "changed", **CHANGE)
    decide(run, "so-y-te", "2.2", "changed", values={"ho_so": "40"}, reason="Theo hệ thống")
    decide(run, "so-y-te", "1.3", "changed", values={"quy_che": "không"}, reason="Chưa ban hành")
    move(run, "reply")
    told = seen("approver:so-y-te", REPLY)
    assert CHANGE["reason"] in told
    assert "18 / 20" in told
    assert "15 / 20" in told
    assert "40 %" in told
    assert "7,018 / 15" in told  # 40/85,5 of the points: the other body of the group kept its 85,5
    assert "Người thẩm định" in told
    contest = {"viec": "contest", "so": "1", "so-lieu.hoan_thanh": "17", "so-lieu.duoc_giao": "20", "loi": ""}
    assert "Nêu căn cứ" in seen("approver:so-y-te", f"{REPLY}muc/1.2/", contest, status=422)
    assert "Đã gửi kiến nghị" in seen("approver:so-y-te", f"{REPLY}muc/1.2/", {**contest, "loi": "Có văn bản"}, follow=True)
    seen("preparer:so-y-te", REPLY, {"muc": ["1.3:1", "2.2:1"]}, status=403)
    unsure = seen("approver:so-y-te", REPLY, {"muc": ["1.3:1", "2.2:1"]}, status=422)
    assert "Hãy đánh dấu ô xác nhận" in unsure
    assert Reply.objects.count() == 1
    assert "Đã thống nhất 2 mục" in seen("approver:so-y-te", REPLY, {"muc": ["1.3:1", "2.2:1"], "dong-y": "1"}, follow=True)
    receipt = seen("approver:so-y-te", f"{REPLY}bien-nhan/")
    assert len(set(re.findall(r"\b[0-9a-f]{64}\b", receipt))) == 4
    assert "Có văn bản" in seen("verifier", ITEM)
    assert "Đã ghi ý kiến" in seen("verifier", ITEM, {"viec": "keep", "so": "1", "ly-do": "Văn bản ngoài kỳ"}, follow=True)
    assert "Sở Y tế 3 2 1" in seen("lead", f"{ROUND}giai-trinh/")


def test_visits_are_planned_and_minuted_on_their_pages(run, seen, monkeypatch):
    assert "Sở Y tế" in seen("verifier", f"{ROUND}khao-sat/?tim=so+y")
    plan = f"{ROUND}khao-sat/co-quan/so-y-te/lap/"
    assert "Chọn ngày khảo sát" in seen("verifier", plan, {"chi-tieu": "1.2", "ngay": "1/3/2026", "noi-dung": "Xem"}, status=422)
    sent = {"chi-tieu": ["1.2"], "ngay": "18/3/2026", "noi-dung": "Xem hệ thống"}
    assert "Đã lên lịch" in seen("verifier", plan, sent, follow=True)
    from khoabang.web.verification.models import Visit

    address = f"{ROUND}khao-sat/co-quan/so-y-te/{Visit.objects.get().pk}/"
    at(monkeypatch, NOW.replace(day=18))
    minutes = {"viec": "hold", "ngay": "18/3/2026", "thanh-phan": "Hai bên", "bien-ban": "Đủ 18 nhiệm vụ"}
    assert "tương lai" in seen("verifier", address, {**minutes, "ngay": "19/3/2026"}, status=422)
    assert "Đã ghi biên bản" in seen("verifier", address, minutes, follow=True)
    assert "Đủ 18 nhiệm vụ" in seen("verifier", ITEM)
    seen("approver:so-y-te", address, status=404)
    move(run, "reply")
    assert "Đủ 18 nhiệm vụ" in seen("approver:so-y-te", address)
    seen("approver:so-noi-vu", address, status=404)


def test_the_comparison_of_all_bodies_names_what_stands_out(run, seen):
    told = seen("verifier", f"{ROUND}tham-dinh/chi-tieu/1.2/doi-chieu/")
    assert "Trung vị 0,9" in told
    assert told.count("18 nhiệm vụ; 20 nhiệm vụ") == 3
    assert "Người đứng đầu" in seen("verifier", f"{ROUND}tham-dinh/chi-tieu/1.1/doi-chieu/")


def test_a_queue_page_costs_few_queries(run, django_assert_max_num_queries):
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people["verifier"])
    client.get(f"{ROUND}tham-dinh/chi-tieu/1.2/")
    with django_assert_max_num_queries(10):
        assert client.get(f"{ROUND}tham-dinh/chi-tieu/1.2/").status_code == 200
