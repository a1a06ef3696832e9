"""The pages of the council: who may do what on them, what is refused keeps what was typed, what stands in other places is not found."""

import io
import json
import re
import zipfile

import pytest
from django.test import Client

from khoabang.scoring import CriteriaSet
from web.running import NOW, criteria_set
from web.test_council import approve, at, at_council, decide, done, in_session, plan, vote

pytestmark = pytest.mark.django_db
ROUND = "/lam-viec/dot/thu-2026/"
ITEM = f"{ROUND}hoi-dong/1/noi-dung/1/"

__all__ = ["at"]


@pytest.fixture
def run():
    return at_council()


def signed_in(run, key):
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[key])
    return client


def test_what_waits_is_found_without_marks_and_put_on_the_agenda_page_by_page_or_all_at_once(run, monkeypatch):
    from khoabang.web.council.selectors import waiting_unlisted
    from khoabang.web.council.sittings import sitting_planned
    from khoabang.web.workspace import council_views

    held = sitting_planned(run.round, plan(run), by=run.people["lead"])
    lead, where = signed_in(run, "lead"), f"/lam-viec/dot/thu-2026/hoi-dong/{held.number}/chuong-trinh/"
    monkeypatch.setattr(council_views, "ON_A_PAGE", 1)
    page = lead.get(where, {"tim": "khong co"})
    assert (page.context["sheet"].paginator.count, page.context["all_waiting"]) == (0, 1)
    waiting = waiting_unlisted(run.round)
    monkeypatch.setattr(council_views, "waiting_unlisted", lambda _round: waiting * 3)
    page = lead.get(where, {"tim": "so y te tin", "trang": "2"})
    assert (page.context["sheet"].number, len(page.context["waiting"]), page.context["sheet"].paginator.count) == (2, 1, 3)
    assert 'href="?tim=so+y+te+tin&amp;trang=3"' in page.content.decode()
    assert "Đưa cả 3 nội dung" in page.content.decode()
    sent = lead.post(f"{where}?tim=so+y+te+tin", {"tat-ca": "1"})
    assert (sent.status_code, sent.url) == (302, f"{where}?tim=so+y+te+tin")
    assert [(each.participant.body.code, each.indicator) for each in held.items.all()] == [("so-y-te", "2.1")]
    assert "so-y-te" not in lead.get("/lam-viec/dot/thu-2026/hoi-dong/", {"tim": "an phu"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("xa-an-phu", ""),
        ("AN PHU", ""),
        ("sở nội", ""),
        ("so", "Có nhiều cơ quan khớp «so»: Sở Y tế (so-y-te); Sở Nội vụ (so-noi-vu)"),
        ("khong co", "không có cơ quan mang mã hoặc tên «khong co»"),
        ("…", "không có cơ quan mang mã hoặc tên «…»"),
    ],
)
def test_a_body_is_named_by_its_code_or_enough_of_its_name(run, typed, said):
    from khoabang.web.council.sittings import sitting_planned

    held = sitting_planned(run.round, plan(run), by=run.people["lead"])
    where = f"/lam-viec/dot/thu-2026/hoi-dong/{held.number}/chuong-trinh/"
    sent = signed_in(run, "lead").post(where, {"viec": "them", "body": typed, "indicator": "1.1", "reason": "Cần bàn"})
    if not said:
        assert sent.status_code == 302
        assert held.items.count() == 1
        return
    assert sent.status_code == 422
    assert said in sent.content.decode()
    assert f'value="{typed}"' in sent.content.decode()
    assert not held.items.exists()


def test_a_vote_is_cast_and_changed_on_the_page(run):
    item = in_session(run).items.get()
    client = signed_in(run, "member")
    for motion in ("1", "2"):
        assert client.post(ITEM, {"viec": "bieu-quyet", "phuong-an": motion}).status_code == 302
    assert [each.motion.number for each in item.votes.order_by("number")] == [1, 2]
    assert client.post(ITEM, {"viec": "bieu-quyet"}).status_code == 422
    assert client.post(ITEM, {"viec": "bieu-quyet", "phuong-an": "99"}).status_code == 422
    assert client.post(ITEM, {"viec": "bieu-quyet", "phuong-an": "x"}).status_code == 422
    assert client.post(ITEM, {"viec": "khac"}).status_code == 422
    assert item.votes.count() == 2


def test_the_first_page_of_a_member_names_the_sitting_and_what_waits_for_their_vote(run):
    from khoabang.web.accounts.models import Appointment, Role

    def said(who):
        page = signed_in(run, who).get("/lam-viec/").content.decode()
        return page.split(f'href="{ROUND}hoi-dong/1/"')[1].split("</li>")[0] if f"{ROUND}hoi-dong/1/" in page else ""

    assert said("member") == ""
    item = in_session(run).items.get()
    assert "1 nội dung chờ phiếu của bạn" in said("member")
    assert "Đang tiến hành" in said("lead")
    assert said("preparer:so-y-te") == ""
    vote(run, item, member=1)
    assert "chờ phiếu" not in said("member")
    assert "1 nội dung chờ phiếu của bạn" in said("chair")
    belonging = {"role": Role.STAFF, "authority": run.authority, "body": run.participants["so-y-te"].body}
    Appointment.objects.create(person=run.people["chair"], starts=NOW, **belonging)
    assert "chờ phiếu" not in said("chair")


def test_only_who_has_a_seat_votes_and_only_who_leads_or_prepares_concludes(run):
    item = in_session(run).items.get()
    assert signed_in(run, "lead").post(ITEM, {"viec": "bieu-quyet", "phuong-an": "1"}).status_code == 403
    vote(run, item, chair=2, member=2, member2=2)
    assert signed_in(run, "member").post(ITEM, {"viec": "ket-luan", "reason": "Vì"}).status_code == 403
    assert signed_in(run, "observer").post(ITEM, {"viec": "ket-luan", "reason": "Vì"}).status_code == 403
    assert item.votes.count() == 3
    assert not hasattr(item, "decision")


def test_what_is_refused_keeps_what_was_typed_and_says_where(run):
    in_session(run)
    page = signed_in(run, "chair").post(ITEM, {"viec": "phuong-an", "tin_bai": "12.5", "reason": "Chỉ 12 bài có nguồn"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="12.5"' in text
    assert "Chỉ 12 bài có nguồn" in text
    assert 'href="#de-xuat-tin_bai"' in text
    page = signed_in(run, "chair").post(ITEM, {"viec": "ket-luan", "reason": "Có đủ danh mục", "discussion": "Đã xem"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Có đủ danh mục" in text
    assert "Đã xem" in text


def test_votes_are_not_told_before_the_item_is_closed_and_secret_ones_never(run):
    item = in_session(run, secret=True).items.get()
    vote(run, item, chair=2, member=2, member2=1)
    page = signed_in(run, "lead").get(ITEM).content.decode()
    assert "đã bỏ phiếu" in page
    assert ": phương án 2" not in page
    decide(run, item)
    page = signed_in(run, "lead").get(ITEM).content.decode()
    assert ": phương án 2" not in page
    assert "Số phiếu" in page
    minutes = signed_in(run, "lead").get(f"{ROUND}hoi-dong/1/bien-ban/").content.decode()
    assert "(Chủ tịch hội đồng" not in minutes


def test_pages_of_sittings_and_items_that_are_not_there_are_not_found(run):
    in_session(run)
    client = signed_in(run, "lead")
    for address in ("hoi-dong/9/", "hoi-dong/1/noi-dung/9/", "hoi-dong/1/chuyen/khong-co/", "hoi-dong/9/bien-ban/"):
        assert client.get(ROUND + address).status_code == 404, address


def test_the_gap_asked_for_is_read_as_a_number_is(run):
    client = signed_in(run, "lead")
    assert client.get(f"{ROUND}hoi-dong/bang-du-kien/?chenh=7,5&khoi=so").status_code == 200
    page = client.get(f"{ROUND}hoi-dong/bang-du-kien/?chenh=7.5")
    assert page.status_code == 422
    assert 'value="7.5"' in page.content.decode()
    assert client.get(f"{ROUND}hoi-dong/bang-du-kien/?tu=999&khoi=xa").status_code == 200


def test_approval_shows_what_it_waits_for_and_what_it_froze(run):
    page = signed_in(run, "approving").get(f"{ROUND}phe-duyet/").content.decode()
    assert "Hội đồng còn 1 nội dung chưa quyết định." in page
    assert "Phê duyệt và chốt" not in page
    done(run)
    client = signed_in(run, "approving")
    assert "Phê duyệt và chốt" in client.get(f"{ROUND}phe-duyet/").content.decode()
    assert "Phê duyệt và chốt" not in signed_in(run, "lead").get(f"{ROUND}phe-duyet/").content.decode()
    stale = client.post(f"{ROUND}phe-duyet/", {"ma": "0" * 64, "reason": "Ghi chú của tôi"})
    assert stale.status_code == 409
    assert "Ghi chú của tôi" in stale.content.decode()
    approval = approve(run)
    assert approval.document_sha256 in client.get(f"{ROUND}phe-duyet/").content.decode()
    assert client.post(f"{ROUND}phe-duyet/", {"ma": approval.document_sha256}).status_code == 409


@pytest.mark.parametrize(
    ("figure", "said"), [("10", "Xem xét kiến nghị: Giữ nguyên kết luận"), ("11", "Xem xét kiến nghị: Điều chỉnh")]
)
def test_what_the_verifier_said_of_the_reply_is_told_as_kept_or_changed(run, figure, said):
    from khoabang.web.assessments.models import Ruling

    Ruling.objects.create(
        participant=run.participants["so-y-te"], indicator="2.1", number=2, step="appeal", outcome="changed",
        values=json.dumps({"tin_bai": figure}), reason="Đã xem lại", at=NOW, by=run.people["verifier"],
    )  # fmt: skip
    in_session(run)
    assert said in signed_in(run, "member").get(ITEM).content.decode()


def test_what_was_decided_is_told_with_its_figure_wherever_it_is_told(run):
    sitting = in_session(run)
    item = sitting.items.get()
    client = signed_in(run, "chair")
    assert client.post(ITEM, {"viec": "phuong-an", "tin_bai": "12", "reason": "Có nguồn"}).status_code == 302
    assert client.post(ITEM, {"viec": "phuong-an", "tin_bai": "14", "reason": "Xem lại"}).status_code == 302
    vote(run, item, chair=3, member=3, member2=4)
    decide(run, item)
    assert "Giá trị khác" in client.get(ITEM).content.decode().split('class="concluded"')[1].split("</div>")[0]
    assert "12 bài" in client.get(ITEM).content.decode().split('class="concluded"')[1].split("</div>")[0]
    assert client.post(f"{ROUND}hoi-dong/1/chuyen/close/").status_code == 302
    assert "Kết luận: phương án 3, Giá trị khác (12 bài" in client.get(f"{ROUND}hoi-dong/1/bien-ban/").content.decode()
    page = client.get(f"{ROUND}hoi-dong/quyet-dinh/").content.decode()
    assert "Giá trị khác (12 bài" in page
    assert "Giá trị khác (14 bài" in page
    assert "Cơ quan khai" in page


def test_a_mark_that_the_council_gave_is_not_told_beside_a_claim(monkeypatch):
    from khoabang.web.council.agenda import motion_added

    data = criteria_set().dump()
    data["annexes"][0]["criteria"][1]["criteria"][3]["rule"] = {"kind": "expert", "input": "sang_kien"}
    monkeypatch.setattr("web.running.criteria_set", lambda: CriteriaSet.model_validate({**data, "version": "3"}))
    run = at_council(without=("2.4",))
    item = in_session(run).items.get(number=2)
    motion_added(item, {"sang_kien": "9"}, by=run.people["member"], reason="Ba sáng kiến được công nhận")
    vote(run, item, chair=1, member=1, member2=1)
    decide(run, item)
    page = signed_in(run, "member").get(f"{ROUND}hoi-dong/quyet-dinh/").content.decode()
    assert "Hội đồng quyết định" in page
    assert "Cơ quan khai" not in page


def test_whoever_approves_reads_by_what_the_bodies_are_ranked(monkeypatch):
    by_points = criteria_set()
    ranking = by_points.policies.ranking.model_copy(update={"by": "index"})
    changed = {"id": "thu-chi-so", "policies": by_points.policies.model_copy(update={"ranking": ranking})}
    monkeypatch.setattr("web.running.criteria_set", lambda: by_points.model_copy(update=changed))
    run = at_council()
    done(run)
    page = signed_in(run, "approving").get(f"{ROUND}phe-duyet/").content.decode()
    assert "Xếp hạng theo chỉ số" in page
    assert page.count(">Chỉ số</th>") == 2
    document = json.loads(approve(run).document)
    shown = [body["index"]["shown"] for group in document["groups"] for body in group["bodies"]]
    assert shown
    assert all(f"""<td class="figure main">{index.replace(".", ",")}</td>""" in page for index in shown), (shown, page)


def test_the_general_way_of_moving_a_round_does_not_pass_by_what_is_frozen(run):
    done(run)
    answer = signed_in(run, "approving").post(f"{ROUND}buoc/approve/", {"reason": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ROUND}phe-duyet/")
    assert run.refresh().round.stage == "council"


def test_the_minutes_are_a_paper_to_file_and_a_draft_of_them_says_so(run):
    client = signed_in(run, "lead")
    in_session(run)
    assert client.get(f"{ROUND}hoi-dong/1/bien-ban.odt").status_code == 404
    draft = client.get(f"{ROUND}hoi-dong/1/bien-ban.docx")
    assert "Dự thảo, chưa được xác nhận" in words_of(draft.content, "word/footer")
    assert client.get(f"{ROUND}hoi-dong/1/bien-ban.pdf").content.startswith(b"%PDF")


def test_confirmed_minutes_name_what_was_decided_and_who_led(run):
    done(run)
    answer = signed_in(run, "lead").get(f"{ROUND}hoi-dong/1/bien-ban.docx")
    assert 'filename="bien-ban-thu-2026-1.docx"' in answer.headers["Content-Disposition"]
    said = words_of(answer.content, "word/document.xml")
    for words in ("BIÊN BẢN", "HỘI ĐỒNG ĐÁNH GIÁ", "UBND TINH-THU", "Kết luận:", "CHỦ TRÌ", run.people["chair"].name):
        assert words in said
    assert "Dự thảo" not in words_of(answer.content, "word/")


def words_of(docx, part):
    with zipfile.ZipFile(io.BytesIO(docx)) as opened:
        written = [opened.read(name).decode() for name in opened.namelist() if name.startswith(part) and name.endswith(".xml")]
    return " ".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", " ".join(written)))
