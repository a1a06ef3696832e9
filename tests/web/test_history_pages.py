"""A body over the years: its results, lineage and names, and only that evidence which both sides agreed to publish."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from khoabang.web import clock
from web.shipped import documents

pytestmark = pytest.mark.one_database

HEALTH = "/co-quan/trinh-dien/so-y-te/"


@pytest.fixture
def year_before(db):
    """The demonstration's year before, beside the one that is kept."""
    from khoabang.web.rounds.services import result_import

    result_import(**documents("demo-so-2025"))


def body_of(code):
    from khoabang.web.organisations.models import Body

    return Body.objects.get(authority__code="trinh-dien", code=code)


def test_each_published_year_is_a_line_with_its_rank_points_and_class(client, read, year_before):
    text = read(HEALTH)
    assert "2 đợt đánh giá đã công bố" in text
    for code in ("demo-so-2026", "demo-so-2025"):
        row = next(row for group in documents(code)["document"]["groups"] for row in group["bodies"] if row["code"] == "so-y-te")
        assert f"{row['rank']['value']} /" in text
        assert row["points"]["shown"].replace(".", ",") in text
        assert row["class"]["value"] in text
        assert f'href="/dot/{code}/so/so-y-te/"' in client.get(HEALTH).content.decode()


def test_a_line_says_whether_it_compares_and_why_not(read, year_before):
    text = read(HEALTH)
    assert "Thay đổi so với 2025 chỉ để tham khảo: bộ tiêu chí đã thay đổi, điểm tối đa áp dụng đã thay đổi." in text
    assert "Kết quả này không nêu năm trước để so." in text
    assert "Hạng chỉ so khi hai năm cùng một khối." in text


def test_a_body_that_came_from_others_names_them_and_compares_with_nobody(read):
    rows = [row for row in documents("demo-so-2026")["document"]["groups"][0]["bodies"] if "merged" in row["movement"]["reasons"]]
    text = read(f"/co-quan/trinh-dien/{rows[0]['code']}/")
    assert "Không so với 2025: sáp nhập từ nhiều đơn vị." in text
    for origin in rows[0]["movement"]["predecessors"]:
        assert f"Theo kết quả đánh giá, kế tục: {origin['name']}" in text


def test_events_of_the_register_are_told_with_their_decision_until_today(read, monkeypatch):
    from khoabang.web.organisations.models import BodyName, Event, EventLine, NameKind

    body, other = body_of("so-y-te"), body_of("so-noi-vu")
    cited = {"authority": body.authority, "decision_type": "Nghị quyết", "decision_number": "9/NQ-HĐND"}
    for kind, day, after in (("merge", date(2025, 3, 1), body), ("rename", date(2025, 4, 1), body)):
        event = Event.objects.create(kind=kind, day=day, decision_date=day, recorded=timezone.now(), **cited)
        before = other if kind == "merge" else body
        EventLine.objects.create(event=event, before=before, after=after, share="whole" if kind == "merge" else "")
    BodyName.objects.create(body=body, name="Sở Y tế cũ", kind=NameKind.OFFICIAL, valid_to=date(2025, 3, 31))
    monkeypatch.setattr(clock, "today", lambda: date(2025, 3, 15))
    text = read(HEALTH)
    assert "Tiếp nhận từ: Sở Nội vụ tỉnh Trình Diễn toàn bộ 01/03/2025 Nghị quyết 9/NQ-HĐND" in text
    assert "Đổi tên" not in text.replace("đổi tên", "").split("Tên khác")[0].split("Sáp nhập, chia tách")[1]
    assert "Chuyển vào: Sở Y tế" in read("/co-quan/trinh-dien/so-noi-vu/")
    monkeypatch.setattr(clock, "today", lambda: date(2025, 5, 1))
    text = read(HEALTH)
    assert "Đổi tên; tên cũ: Sở Y tế cũ" in text
    assert "Sở Y tế cũ đến 31/03/2025" in text


@pytest.mark.parametrize("address", ["/co-quan/trinh-dien/khong-co/", "/co-quan/khong-co/so-y-te/"])
def test_a_body_without_a_public_result_is_not_found(read, address):
    assert "Không có trang này" in read(address, status=404)


def test_a_body_of_a_round_that_is_not_public_is_not_found(client, read):
    from khoabang.web.rounds.models import Round

    Round.objects.filter(code="demo-so-2026").update(public=False)
    assert "Không có trang này" in read(HEALTH, status=404)


@pytest.fixture
def evidence(django_user_model):
    """A document of the body in a public round, without consents yet, and what gives them."""
    from khoabang.web.evidence.models import Consent, Document, Link, Revision
    from khoabang.web.evidence.store import storage
    from khoabang.web.rounds.models import Participant, Round

    body, person = body_of("so-y-te"), django_user_model.objects.create(email="a@so.example", name="A")
    taken = {"round": Round.objects.get(code="demo-so-2026"), "body": body, "name": "Sở Y tế"}
    participant = Participant.objects.create(**taken)
    said = {"at": timezone.now(), "by": person}
    document = Document.objects.create(authority=body.authority, body=body, title="Kế hoạch 12", search="ke hoach 12", **said)
    path = storage().save("ab/kế hoạch.txt", ContentFile(b"noi dung"))
    file = {"sha256": "a" * 64, "size": 8, "kind": "pdf", "name": "ke-hoach.pdf", "path": path}
    revision = Revision.objects.create(document=document, number=1, **file, **said)
    Link.objects.create(document=document, participant=participant, indicator="1.1", **said)

    def consent(number, side, given):
        Consent.objects.create(revision=revision, number=number, side=side, given=given, **said)

    return f"{HEALTH}tai-lieu/{revision.pk}/", consent


def test_evidence_is_public_only_while_both_sides_agree(client, read, evidence):
    address, consent = evidence
    nothing = "Chưa có tài liệu nào của cơ quan này được công bố."
    assert nothing in read(HEALTH)
    assert client.get(address).status_code == 404
    consent(1, "body", True)
    assert client.get(address).status_code == 404
    consent(2, "lead", True)
    assert "Kế hoạch 12" in read(HEALTH)
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"noi dung"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(address.replace("so-y-te", "so-noi-vu")).status_code == 404  # another body's address
    consent(3, "body", False)
    assert nothing in read(HEALTH)
    assert client.get(address).status_code == 404


def test_evidence_of_a_round_that_is_not_public_stays_private(client, evidence):
    from khoabang.web.rounds.models import Round

    address, consent = evidence
    consent(1, "body", True)
    consent(2, "lead", True)
    response = client.get(address)
    assert response.status_code == 200
    response.close()
    Round.objects.filter(code="demo-so-2026").update(public=False)
    assert client.get(address).status_code == 404


def test_the_method_of_a_round_is_that_of_its_set(read):
    text = read("/dot/thai-binh-2020/phuong-phap/")
    assert "theo chỉ số, cao đứng trước" in text
    assert "Làm tròn: chỉ số 3 chữ số thập phân, nửa lên" in text
    assert "suy ra" in text
    assert "Quyết định 2916/QĐ-UBND" in text
    assert "Kết quả này không nêu năm trước để so." in text
    compared = read("/dot/demo-so-2026/phuong-phap/")
    assert "Đợt này so với kết quả năm 2025." in compared
    assert "bộ tiêu chí đã thay đổi (17)" in compared


def test_links_lead_to_the_history_and_the_method(tags):
    def links(page):
        return {attributes.get("href") for tag, attributes in tags(page) if tag == "a"}

    assert HEALTH in links("/dot/demo-so-2026/so/so-y-te/")
    assert HEALTH in links("/tim/?tim=so y te")
    assert "/dot/demo-so-2026/phuong-phap/" in links("/dot/demo-so-2026/")
    assert "/dot/demo-so-2026/phuong-phap/#so-nam-truoc" in links("/dot/demo-so-2026/so/")


@pytest.mark.parametrize(
    ("query", "kind", "href"),
    [
        ("nhan luc cho ung dung", "Tiêu chí", "/bo-tieu-chi/thai-binh-so-2020/1/#"),
        ("06 qd ubnd", "Văn bản", "/dot/thai-binh-2020/"),
        ("2916/QĐ-UBND", "Văn bản", "/bo-tieu-chi/thai-binh-so-2020/1/#vb-"),
        ("thai binh", "Bộ tiêu chí", "/bo-tieu-chi/thai-binh-so-2020/1/"),
    ],
)
def test_search_finds_criteria_sets_and_documents_and_leads_there(client, read, tags, query, kind, href):
    text = read(f"/tim/?tim={query}")
    assert kind in text
    found = [attributes["href"] for tag, attributes in tags(f"/tim/?tim={query}") if tag == "a" and attributes.get("href")]
    assert any(each.startswith(href) for each in found)


def test_search_counts_what_it_found_by_kind(read):
    text = read("/tim/?tim=van phong ubnd")
    assert "Các cơ quan, đơn vị" in text
    empty = read("/tim/?tim=khong co dau zzz")
    assert "Không tìm thấy. Thử ít từ hơn" in empty
