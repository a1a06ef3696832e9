"""An audited table that a lead department keeps as a historic edition: looked at, kept, shown to everybody, and not twice."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khoabang.bundle import verify
from khoabang.web.activity.models import Entry
from khoabang.web.audits.models import AuditReport
from khoabang.web.organisations.models import Body
from khoabang.web.rounds.models import CriteriaSetVersion, Result, Round, Stage
from web.audit_samples import pasted
from web.running import Running, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warm_audits")]
TYPED = {
    "title": "Kết quả xếp hạng các sở năm 2019",
    "year": "2019",
    "code": "xep-hang-2019",
    "tables": ["0"],
    "decision_type": "Quyết định",
    "decision_number": "6/QĐ-UBND",
    "decision_date": "05/01/2020",
    "decision_issuer": "UBND tỉnh Thử",
    "decision_title": "Công bố kết quả xếp hạng năm 2019",
    "source_title": "Phụ lục kèm theo Quyết định số 6/QĐ-UBND",
    "source_url": "https://tinh-thu.gov.vn/06",
    "file_name": "06-qd.txt",
}
CONTENT = pasted().encode()


@pytest.fixture
def run(settings, tmp_path) -> Running:
    settings.DATA = tmp_path
    return running()


@pytest.fixture
def lead(client, run):
    client.force_login(run.people["lead"])
    return client


@pytest.fixture
def report(client, run) -> AuditReport:
    assert client.post("/kiem-tra/", {"tep": SimpleUploadedFile("06.txt", CONTENT)}).status_code == 303
    return AuditReport.objects.get()


@pytest.fixture
def address(report) -> str:
    return reverse("workspace:historic-keep", args=["tinh-thu", report.token])


def words(response) -> str:
    return " ".join(response.content.decode().split())


def kept(client, address, **changed) -> Round:
    answer = client.post(address, TYPED | changed | {"giu": "1"})
    assert answer.status_code == 302, words(answer)
    return Round.objects.get(code=(TYPED | changed)["code"])


# The way there


def test_the_address_of_a_report_leads_to_the_form(lead, report, address):
    listed = reverse("workspace:historic", args=["tinh-thu"])
    for typed in (
        f"https://localhost/kiem-tra/{report.token}/",
        f"http://localhost/en/kiem-tra/{report.token}/#p1",
        report.token,
    ):
        assert lead.get(listed, {"bao-cao": typed}).headers["Location"] == address
    unknown = lead.get(listed, {"bao-cao": "https://localhost/kiem-tra/khong-con-bao-cao-nao-o-day/"})
    assert unknown.status_code == 422
    assert "Không có báo cáo nào ở địa chỉ này" in words(unknown)
    assert "Kết quả lịch sử" in words(lead.get(f"/kiem-tra/{report.token}/"))


def test_a_report_that_is_gone_is_not_found(lead, report, address):
    assert lead.get(address).status_code == 200
    assert lead.get(address.replace(report.token, "x" * 32)).status_code == 404


# What would be kept


def test_everything_is_shown_before_it_is_kept(lead, address):
    page = lead.post(address, TYPED | {"xem": "1"})
    text = words(page)

    assert page.status_code == 200
    assert "Chưa lưu gì" in text
    assert hashlib.sha256(CONTENT).hexdigest() in text
    assert "55 điểm, trong khi điểm tối đa của mục này nhiều nhất là 50" in text
    assert "van-phong · mới, thêm vào sổ cơ quan" in text
    assert "so-y-te · mới" not in text  # the register has it under this name
    assert not Round.objects.filter(code="xep-hang-2019").exists()
    assert not Body.objects.filter(code="van-phong").exists()


def test_what_is_lacking_is_said_at_each_field(lead, address):
    page = lead.post(
        address,
        TYPED | {"title": "", "year": "19", "code": "Mã Sai", "source_title": "", "source_url": "tinh.gov.vn", "tables": []}
        | {"decision_number": "", "xem": "1"},
    )  # fmt: skip

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {
        "title", "year", "code", "source_title", "source_url", "tables", "decision_number",
    }  # fmt: skip
    assert page.context["form"]["source_url"].value() == "tinh.gov.vn"


def test_a_table_published_without_a_document_is_kept_without_one(lead, address):
    round_ = kept(lead, address, **{name: "" for name in TYPED if name.startswith("decision_")})

    assert "decision" in Result.objects.get(round=round_).document
    assert '"decision":null' in Result.objects.get(round=round_).document


# Kept


def test_it_is_public_with_its_figures_findings_source_and_bundle(client, lead, address, read):
    round_ = kept(lead, address)
    client.logout()

    assert (round_.kind, round_.stage, round_.authority.code) == ("published", Stage.IMPORTED, "tinh-thu")
    home, page = read("/"), read("/dot/xep-hang-2019/")
    assert TYPED["title"] in home
    assert "Bản dựng lại, không thay văn bản gốc" in page
    assert "6/QĐ-UBND" in page
    assert "không phải văn bản gốc" in page
    assert hashlib.sha256(CONTENT).hexdigest() in page
    group = round_.groups.get()
    board = read(f"/dot/xep-hang-2019/{group.code}/")
    assert "Văn phòng" in board
    assert "55 điểm, trong khi điểm tối đa của mục này nhiều nhất là 50" in board
    body = read(f"/dot/xep-hang-2019/{group.code}/van-phong/")
    assert "290,2" in body
    assert "Nhân lực" in read(f"/dot/xep-hang-2019/{group.code}/tieu-chi/4/")
    assert TYPED["title"] in read("/co-quan/tinh-thu/so-y-te/")
    bundle = client.get("/dot/xep-hang-2019/goi-du-lieu.zip")
    content = b"".join(bundle.streaming_content) if bundle.streaming else bundle.content
    assert not verify(content, "goi.zip").problems.errors
    assert "inputs/stated.csv" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_a_total_that_does_not_follow_stands_as_printed_beside_what_is_added_up(client, lead, run, read):
    wrong = pasted().replace("290,2\t", "291,2\t")
    assert client.post("/kiem-tra/", {"van-ban": wrong}).status_code == 303
    round_ = kept(lead, reverse("workspace:historic-keep", args=["tinh-thu", AuditReport.objects.get().token]))
    body = read(f"/dot/xep-hang-2019/{round_.groups.get().code}/van-phong/")

    assert "Tổng điểm 291,2" in body
    assert "tính lại 290,2" in body
    assert "Làm tròn Điểm bản công bố in 291,2, tính lại được 290,2" in body
    assert (
        "cộng lại được 290,2, bảng in 291,2; chữ số không in ra có thể giải thích" in body
    )  # whole points may have been rounded
    assert "points" not in body
    assert "Chỉ số" not in body


def test_it_stands_in_the_log_of_the_authority(lead, address, run):
    kept(lead, address)
    entry = Entry.objects.get(action="historic.kept")

    assert (entry.person, entry.subject, entry.chain.key) == (run.people["lead"], "xep-hang-2019", "authority:tinh-thu")
    assert hashlib.sha256(CONTENT).hexdigest() in entry.detail
    assert "van-phong" in entry.detail
    assert "so-y-te" not in entry.detail


def test_the_list_names_it(lead, address):
    kept(lead, address)

    assert TYPED["title"] in words(lead.get(reverse("workspace:historic", args=["tinh-thu"])))


def test_the_same_table_is_not_kept_twice_whatever_it_is_called(lead, address):
    kept(lead, address)
    assert lead.post(address, TYPED | {"giu": "1"}).status_code == 422
    again = lead.post(address, TYPED | {"code": "ten-khac-2019", "title": "Tên khác", "giu": "1"})
    assert again.status_code == 409
    assert "đã được giữ làm kết quả «Kết quả xếp hạng các sở năm 2019» (xep-hang-2019)" in words(again)
    assert Result.objects.filter(round__authority__code="tinh-thu").count() == 1


def test_what_was_kept_wrongly_is_replaced_with_a_reason_and_stays_in_the_records(client, lead, address, read):
    kept(lead, address)
    asked = lead.post(address, TYPED | {"title": "Tên đúng", "giu": "1"})
    assert asked.status_code == 422
    assert list(asked.context["form"].errors) == ["reason"]

    seen = words(lead.post(address, TYPED | {"title": "Tên đúng", "reason": "Ghi nhầm tên", "xem": "1"}))
    assert "thay ngay kết quả «Kết quả xếp hạng các sở năm 2019»" in seen
    round_ = kept(lead, address, title="Tên đúng", reason="Ghi nhầm tên")

    assert [(each.edition, each.set_version.version) for each in round_.results.order_by("edition")] == [(1, "1"), (2, "2")]
    assert round_.title == "Tên đúng"
    page = read("/dot/xep-hang-2019/")
    assert "Tên đúng" in page
    assert "Bản này thay bản đã giữ trước. Lý do: Ghi nhầm tên" in page
    bundle = client.get("/dot/xep-hang-2019/goi-du-lieu.zip")
    assert not verify(b"".join(bundle.streaming_content), "goi.zip").problems.errors
    assert Entry.objects.get(action="historic.corrected").reason == "Ghi nhầm tên"


def test_a_reason_without_anything_to_replace_is_asked_about(lead, address):
    page = lead.post(address, TYPED | {"reason": "Ghi nhầm tên", "xem": "1"})

    assert list(page.context["form"].errors) == ["reason"]


@pytest.mark.parametrize("name", ["title", "source_title", "decision_number", "groups"])
def test_a_sign_in_place_of_a_text_is_refused_at_its_field(lead, address, name):
    page = lead.post(address, TYPED | {name: "…", "xem": "1"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]


@pytest.mark.parametrize("code", ["thu-2026", "hau-giang-2021", "thu"])
def test_a_code_that_something_goes_by_is_refused(lead, address, code):
    page = lead.post(address, TYPED | {"code": code, "giu": "1"})

    assert page.status_code == 422
    assert "code" in page.context["form"].errors


# What is refused


def test_only_the_lead_department_of_the_authority_keeps(client, run, report, address):
    other = running(code="khac-2026", authority="tinh-khac")
    for people, status in ((run.people["observer"], 403), (run.people["administrator"], 403), (other.people["lead"], 404)):
        client.force_login(people)
        assert client.get(address).status_code == status
        assert client.post(address, TYPED | {"giu": "1"}).status_code == status
    assert not Round.objects.filter(code="xep-hang-2019").exists()
    assert not CriteriaSetVersion.objects.filter(code="xep-hang-2019").exists()


def test_the_lead_of_another_authority_keeps_it_only_as_their_own(client, run, report):
    other = running(code="khac-2026", authority="tinh-khac")
    client.force_login(other.people["lead"])
    round_ = kept(client, reverse("workspace:historic-keep", args=["tinh-khac", report.token]))

    assert round_.authority == other.authority


def test_a_text_without_a_table_is_refused_in_words(lead, run):
    assert lead.post("/kiem-tra/", {"van-ban": "Không có bảng nào ở đây."}).status_code == 303
    address = reverse("workspace:historic-keep", args=["tinh-thu", AuditReport.objects.get().token])

    assert "không có bảng nào để giữ" in words(lead.get(address))
    assert lead.post(address, TYPED | {"giu": "1"}).status_code == 422


def test_a_table_that_cannot_be_kept_is_refused_in_words(lead, run):
    assert (
        lead.post("/kiem-tra/", {"van-ban": "Tên\tĐịa chỉ\nSở A\tPhố B\nSở C\tPhố D\nSở E\tPhố G\nSở H\tPhố I\n"}).status_code
        == 303
    )
    report = AuditReport.objects.get()
    page = lead.post(reverse("workspace:historic-keep", args=["tinh-thu", report.token]), TYPED | {"giu": "1"})

    assert page.status_code == 422
    assert "Không có bảng nào giữ lại được" in words(page) or "không có bảng nào để giữ" in words(page)
