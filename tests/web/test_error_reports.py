"""An error that a reader reports: from the figure on a public page to the public reply, and to the edition that corrects it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from khoabang.web import clock
from web.running import NOW, person
from web.shipped import documents
from web.verifying import at

pytestmark = pytest.mark.django_db
PLACE = {"dot": "thai-binh-2020", "khoi": "departments", "co-quan": "vp-ubnd-tinh"}
FORM = "/bao-loi/?dot=thai-binh-2020&khoi=departments&co-quan=vp-ubnd-tinh"
SAID = {
    **PLACE,
    "lan": "1",
    "so-lieu": "index",
    "sai": "Chỉ số phải là 0,862",
    "dung": "0,862",
    "nguon": "Phụ lục II",
    "thu": "bandoc@vidu.example",
}


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    at(monkeypatch, NOW)


def led(authority: str = "thai-binh") -> tuple[Any, Any]:
    """An authority that has its own lead department, and its person."""
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.organisations.models import Authority
    from khoabang.web.rounds.models import Round

    owner = Round.objects.get(code="thai-binh-2020").authority if authority == "thai-binh" else None
    owner = owner or Authority.objects.get_or_create(code=authority, defaults={"name": authority})[0]
    lead = person(f"lead@{owner.code}.example", "Nguyễn Thị Thường trực")
    Appointment.objects.create(person=lead, role="lead", authority=owner, starts=NOW - timedelta(days=1))
    return owner, lead


def sent(client, **changed: str) -> Any:
    response = client.post("/bao-loi/", {**SAID, **changed})
    assert response.status_code == 303, response.content.decode()
    code = response.headers["Location"].split("/")[2]
    from khoabang.web.error_reports.models import ErrorReport

    return ErrorReport.objects.get(code=code)


def step(report: Any, transition: str, by: Any, **given: Any) -> Any:
    from khoabang.web.error_reports.services import step_taken

    return step_taken(report.code, transition, seen=report.steps.count(), by=by, **given)


def answered(report: Any, by: Any, **given: Any) -> Any:
    return step(report, "answer", by, **{"outcome": "upheld", "reply": "Đúng, số in sai.", **given})


def corrected_edition() -> Any:
    """Another edition of the round, in which a figure differs."""
    from khoabang.web.rounds.services import result_import

    told = documents("thai-binh-2020")
    document = {**told["document"], "findings": []}
    return result_import(**{**told, "document": document})


def test_the_form_is_filled_with_the_figures_as_the_page_shows_them(read):
    said = read(FORM)
    for each in ("Văn phòng UBND tỉnh", "Hạng 6", "Điểm 342,7", "Chỉ số 0,861", "Xếp loại Tốt", "Lần công bố 1"):
        assert each in said
    assert "Tiêu chí" in read(FORM + "&tieu-chi=1&so-lieu=points")


def test_every_figure_leads_to_the_form(tags):
    """A board as a whole; the figures of a row on the page of its body, to which the row's name leads."""

    def ways(address: str) -> list[str]:
        links = [told.get("href") or "" for name, told in tags(address) if name == "a"]
        return [each for each in links if each.startswith("/bao-loi/?")]

    board = ways("/dot/thai-binh-2020/departments/")
    assert len([each for each in board if "khoi=departments" in each]) == 1
    body = ways("/dot/thai-binh-2020/departments/vp-ubnd-tinh/")
    assert len([each for each in body if "tieu-chi=" in each]) >= 6
    assert all("lan=1" in each for each in [*board, *body])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?dot=khong-co",
        "?dot=thai-binh-2020&khoi=x",
        "?dot=thai-binh-2020&khoi=departments&co-quan=x",
        "?dot=thai-binh-2020&khoi=departments&co-quan=vp-ubnd-tinh&tieu-chi=x",
        "?dot=thai-binh-2020&lan=9",
        "?dot=thai-binh-2020&lan=-1",
        "?dot=thai-binh-2020&co-quan=vp-ubnd-tinh",
    ],
)
def test_a_figure_that_is_not_there_is_said_so(read, query):
    assert "Không" in read(f"/bao-loi/{query}", status=404)


def test_a_report_keeps_the_figure_as_it_was_seen(client):
    report = sent(client)
    assert (report.shown, report.part, report.body, report.result.edition) == ("0.861", "index", "vp-ubnd-tinh", 1)
    corrected_edition()
    from khoabang.web.error_reports.figures import meant_by

    about = meant_by(report)
    assert about.current.result == report.result
    assert about.body_name == "Văn phòng UBND tỉnh"
    assert sent(client, lan="1", sai="Khác").result.edition == 1
    assert sent(client, lan="2", sai="Khác nữa").result.edition == 2


def test_the_page_shows_the_figure_at_once_and_what_was_written_only_when_it_may(client, read):
    _owner, lead = led()
    report = sent(client)
    address = f"/bao-loi/{report.code}/"
    said = read(address)
    assert "Đã nhận" in said
    assert "0,861" in said
    assert "0,862" not in said
    assert "bandoc" not in said
    step(report, "examine", lead)
    assert "0,862" not in read(address)
    step(report, "show", lead)
    assert "0,862" in read(address)
    step(report, "hide", lead, note="Có tên người")
    said = read(address)
    assert "0,862" not in said
    assert "Có tên người" not in said


def test_the_reply_says_what_and_by_whom_without_a_name(client, read):
    owner, lead = led()
    report = sent(client)
    answered(report, lead, note="Hỏi lại phòng CNTT")
    said = read(f"/bao-loi/{report.code}/")
    for each in (
        "Đã trả lời",
        "Báo đúng",
        "Đúng, số in sai.",
        "Cơ quan thường trực",
        owner.name,
        "Chưa có lần công bố đính chính",
    ):
        assert each in said
    assert lead.name not in said
    assert "phòng CNTT" not in said
    assert report.code in read("/bao-loi/danh-sach/?dot=thai-binh-2020") or "Đúng, số in sai." in read("/bao-loi/danh-sach/")


def test_only_what_is_answered_is_listed(client, read):
    _owner, lead = led()
    report = sent(client)
    assert "Chưa có phản ánh nào" in read("/bao-loi/danh-sach/")
    answered(report, lead, outcome="not_upheld", reply="Số in đúng như quyết định.")
    assert "Số in đúng như quyết định." in read("/bao-loi/danh-sach/?dot=thai-binh-2020")
    assert "Chưa có phản ánh nào" in read("/bao-loi/danh-sach/?dot=hung-yen-2019")


def test_a_report_is_found_by_its_code_however_it_is_typed(client, read):
    report = sent(client)
    found = client.get("/bao-loi/danh-sach/", {"ma": f"  {report.code.upper()} "})
    assert found.headers["Location"] == f"/bao-loi/{report.code}/"
    assert "Không có phản ánh nào mang mã này" in read("/bao-loi/danh-sach/?ma=abcd", status=404)
    assert "Không có phản ánh nào mang mã này" in read("/bao-loi/abcd/", status=404)


def test_a_correction_names_an_edition_that_is_there_and_later(client, read):
    from khoabang.web.refusal import Refused

    _owner, lead = led()
    report = sent(client)
    answered(report, lead)
    for edition in (None, 1, 2, 99):
        with pytest.raises(Refused) as refused:
            step(report, "correct", lead, edition=edition)
        assert refused.value.field == "edition"
    corrected_edition()
    step(report, "correct", lead, edition=2)
    said = read(f"/bao-loi/{report.code}/")
    assert "Đã đính chính" in said
    assert "lần công bố 2" in said


def test_what_was_not_wrong_is_not_corrected(client):
    from khoabang.web.refusal import Refused

    _owner, lead = led()
    report = sent(client)
    answered(report, lead, outcome="not_upheld")
    corrected_edition()
    with pytest.raises(Refused):
        step(report, "correct", lead, edition=2)


@pytest.mark.parametrize(
    ("transition", "given", "field"),
    [
        ("answer", {"outcome": "upheld", "reply": " "}, "reply"),
        ("answer", {"outcome": "", "reply": "Đúng."}, "outcome"),
        ("answer", {"outcome": "khac", "reply": "Đúng."}, "outcome"),
        ("answer", {"outcome": "upheld", "reply": "x" * 5_001}, "reply"),
        ("set_aside", {"reply": ""}, "reply"),
    ],
)
def test_what_a_step_needs(client, transition, given, field):
    from khoabang.web.refusal import Refused

    _owner, lead = led()
    report = sent(client)
    with pytest.raises(Refused) as refused:
        step(report, transition, lead, **given)
    assert refused.value.field == field
    assert not report.steps.exists()


def test_every_way_of_the_table_is_taken_and_no_other(client, monkeypatch):
    """The table is the lifecycle: from each state each code is taken where the table has it, and refused where it has not."""
    from khoabang.web.error_reports.lifecycle import REPORT
    from khoabang.web.error_reports.models import ReportState
    from khoabang.web.refusal import Refused

    monkeypatch.setattr("khoabang.web.portal.error_report_views.ratelimit.consume", lambda request, action: True)
    _owner, lead = led()
    corrected_edition()
    ways = {
        "received": [],
        "examining": ["examine"],
        "answered": ["answer"],
        "corrected": ["answer", "correct"],
        "set_aside": ["set_aside"],
    }
    given: dict[str, Any] = {"outcome": "upheld", "reply": "Đúng.", "note": "Vì thế", "edition": 2}
    for number, state in enumerate(ReportState):
        for code in {each.code for each in REPORT}:
            report = sent(client, sai=f"Sai {number} {code}", lan="1")
            for each in ways[state]:
                step(report, each, lead, **given)
            way = REPORT.find(code, state)
            if way is None:
                with pytest.raises(Refused):
                    step(report, code, lead, **given)
            else:
                assert step(report, code, lead, **given).state == way.target


def test_who_was_quicker_is_not_overwritten(client):
    from khoabang.web.error_reports.services import step_taken
    from khoabang.web.refusal import Refused

    _owner, lead = led()
    report = sent(client)
    answered(report, lead)
    with pytest.raises(Refused, match="vừa xử lý"):
        step_taken(report.code, "answer", seen=0, by=lead, outcome="not_upheld", reply="Không sai.", note="x")


def test_only_the_lead_department_of_the_authority_acts(client):
    from khoabang.web.accounts.errors import NotYourRole

    led()
    _other, stranger = led("tinh-khac")
    report = sent(client)
    with pytest.raises(NotYourRole):
        step(report, "examine", stranger)


def test_reports_of_an_authority_without_people_are_looked_at_by_that_of_the_installation(client):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.error_reports.selectors import handled

    owner, lead = led("tinh-dau")
    Appointment.objects.create(person=lead, role="administrator", authority=owner, starts=NOW - timedelta(days=1))
    report = sent(client)
    assert list(handled(owner)) == [report]
    step(report, "examine", lead)
    own, _lead = led()
    assert list(handled(owner)) == []
    assert list(handled(own)) == [report]


def test_what_was_written_goes_for_good_and_the_page_says_so(client, read):
    from khoabang.web.error_reports.models import Words
    from khoabang.web.refusal import Refused

    _owner, lead = led()
    report = sent(client)
    answered(report, lead, shows_words=True)
    assert "0,862" in read(f"/bao-loi/{report.code}/")
    step(report, "remove_words", lead, note="Có số điện thoại của một người")
    assert not Words.objects.filter(report=report).exists()
    said = read(f"/bao-loi/{report.code}/")
    assert "Nội dung đã được xóa" in said
    assert "số điện thoại" not in said
    with pytest.raises(Refused):
        step(report, "show", lead)


def test_nothing_in_the_log_holds_the_address_or_the_words(client):
    from khoabang.web.activity.models import Entry

    report = sent(client)
    entry = Entry.objects.get(action="error_report.received")
    assert entry.subject == report.code
    kept = f"{entry.subject} {entry.reason} {entry.detail}"
    assert "bandoc" not in kept
    assert "0,862" not in kept


@pytest.mark.parametrize(
    ("field", "value"),
    [("sai", ""), ("sai", "\u200b"), ("sai", "x" * 2_001), ("dung", "x" * 501), ("nguon", "x" * 1_001), ("thu", "không phải thư"),
     ("dien-thoai", "0123")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field_and_kept(client, field, value):
    from khoabang.web.error_reports.models import ErrorReport

    response = client.post("/bao-loi/", {**SAID, field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-loi"' in page
    assert 'role="alert"' in page
    assert "bandoc@vidu.example" in page or field == "thu"
    assert not ErrorReport.objects.exists()


def test_too_large_is_refused_before_it_is_read(client):
    response = client.post("/bao-loi/", {**SAID, "sai": "x" * 70_000})
    assert response.status_code == 413


def test_a_foreign_page_cannot_send(client):
    assert client.post("/bao-loi/", SAID, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_no_cookie_is_set(client):
    client.get(FORM)
    sent(client)
    assert not client.cookies


def test_one_place_may_not_send_without_end(client):
    answers = [client.post("/bao-loi/", {**SAID, "sai": f"Sai {number}"}).status_code for number in range(8)]
    assert answers == [303] * 6 + [429] * 2


def test_the_same_sent_twice_is_one_report(client):
    assert sent(client) == sent(client)
    assert sent(client) != sent(client, dung="0,863")


def test_too_many_that_nobody_read_are_refused(client, monkeypatch):
    monkeypatch.setattr("khoabang.web.error_reports.services.MAX_WAITING", 1)
    sent(client)
    assert client.post("/bao-loi/", {**SAID, "sai": "Khác"}).status_code == 503


def test_the_lead_department_is_told_once_a_day(client):
    from khoabang.web.notices.models import Notice

    _owner, lead = led()
    sent(client)
    sent(client, sai="Khác")
    assert Notice.objects.filter(person=lead).count() == 1


def test_the_reader_is_written_to_once_and_forgotten_after_a_month(client, settings):
    from khoabang.web.error_reports.letters import send_waiting
    from khoabang.web.error_reports.models import Contact
    from khoabang.web.error_reports.services import contacts_removed

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_ADDRESS = "https://khoabang.example"
    _owner, lead = led()
    report = sent(client)
    assert send_waiting(NOW) == 0
    step(report, "examine", lead)
    assert send_waiting(NOW) == 0
    answered(report, lead)
    assert (send_waiting(NOW), send_waiting(NOW)) == (1, 0)
    letter = mail.outbox[0]
    assert letter.to == ["bandoc@vidu.example"]
    assert "Đúng, số in sai." in letter.body
    assert f"https://khoabang.example/bao-loi/{report.code}/" in letter.body
    assert contacts_removed(NOW + timedelta(days=29)) == 0
    assert contacts_removed(NOW + timedelta(days=31)) == 1
    assert not Contact.objects.exists()


def test_an_address_is_kept_while_its_report_waits(client):
    from khoabang.web.error_reports.services import contacts_removed

    sent(client)
    assert contacts_removed(NOW + timedelta(days=400)) == 0


@pytest.mark.parametrize("table", ["error_reports_errorreport", "error_reports_step"])
def test_what_is_written_once_stays(client, table):
    from django.db import connection

    _owner, lead = led()
    answered(sent(client), lead)
    for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):  # noqa: S608 - names of ours
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_doctor_sees_words_and_steps_that_were_altered(client):
    from django.db import connection

    from khoabang.web.error_reports.models import Words
    from khoabang.web.upkeep.checks import CHECKS
    from khoabang.web.upkeep.checks.check import Looked

    _owner, lead = led()
    report = sent(client)
    answered(report, lead)

    def found() -> list[str]:
        looked = Looked(clock.now())
        return [code for code in ("DOC180", "DOC181", "DOC182", "DOC183") if list(CHECKS[code].find(looked))]

    assert found() == []
    Words.objects.update(wrong="Khác")
    assert found() == ["DOC182"]
    Words.objects.all().delete()
    assert found() == ["DOC182"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER error_reports_step_no_update")
        else:
            cursor.execute("DROP TRIGGER error_reports_step_no_update ON error_reports_step")
        cursor.execute("UPDATE error_reports_step SET edition = 7, reply = 'Khác'")
    assert found() == ["DOC181", "DOC182", "DOC183"]
