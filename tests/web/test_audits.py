"""The page that audits what anybody sends: what it says, what it keeps, and what it withstands."""

import csv
import io
import json
import os
import re
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hostile import packed, row, xlsx
from khoabang.web.audits import running, selectors, services
from khoabang.web.audits.errors import TooManyRuns
from khoabang.web.audits.limits import KEPT
from khoabang.web.audits.models import AuditedDocument, AuditReport
from khoabang.web.audits.running import Said
from khoabang.web.portal import audit_views
from khoabang.web.serve import prepare
from web.audit_samples import HEAD, OVER, PARTS, pasted, rows

HOSTILE = "<script>alert(1)</script>"
BEGUN_AS_ON_A_SITE = {
    "test_a_finding_is_on_its_cell_and_in_the_list",
    "test_a_file_is_read_as_a_paste_is",
    "test_a_hostile_file_ends_with_a_message",
    "test_an_audit_that_takes_too_long_is_ended",
    "test_so_many_at_once_and_no_more",
    "test_a_long_table_is_checked_whole_and_shown_in_part",
}


@pytest.fixture(autouse=True)
def _begun(request) -> None:
    """Let the process that audits begin as on a site where that is what matters, and with its imports made elsewhere."""
    if request.node.originalname not in BEGUN_AS_ON_A_SITE:
        request.getfixturevalue("warm_audits")


@pytest.fixture
def paste(client):
    """Paste a text and give the answer."""
    return lambda text, **more: client.post("/kiem-tra/", {"van-ban": text}, **more)


@pytest.fixture
def upload(client):
    """Send a file and give the answer."""
    return lambda content, name="bang.csv": client.post("/kiem-tra/", {"tep": SimpleUploadedFile(name, content)})


@pytest.fixture
def made(paste) -> AuditReport:
    """A report of a table with one mistake."""
    assert paste(pasted()).status_code == 303
    return AuditReport.objects.get()


def link(report: AuditReport, rest: str = "") -> str:
    return f"/kiem-tra/{report.token}/{rest}"


def deletion_link(page: str) -> str:
    return re.findall(r"/kiem-tra/[\w-]+/xoa/[\w-]+/", page)[0]


# What it says


@pytest.mark.parametrize(("address", "word"), [("/kiem-tra/", "bí mật nhà nước"), ("/en/kiem-tra/", "state secrets")])
def test_the_form_says_what_becomes_of_a_document(read, address, word):
    assert word in read(address)


def test_home_and_every_masthead_lead_to_it(tags):
    for address in ("/", "/phuong-phap/"):
        assert any(tag == "a" and attributes.get("href") == "/kiem-tra/" for tag, attributes in tags(address))


def test_a_finding_is_on_its_cell_and_in_the_list(client, made, read):
    page = client.get(link(made)).content.decode()
    cell = re.search(r"<td[^>]*has-proved[^>]*>\s*55(.*?)</td>", page, re.DOTALL)
    assert cell
    assert 'href="#p1"' in cell[1]
    assert "sai 1" in " ".join(cell[1].split())
    assert "điểm tối đa của mục này nhiều nhất là 50" in cell[1]
    assert 'id="p1"' in page
    text = read(link(made))
    assert "Một chỗ sai, chứng minh được từ chính số liệu đã in" in text
    assert "hạng 3 thành ít nhất hạng 4" in text
    assert "đúng ở 8 trên 8 dòng" in text


def test_a_report_reads_in_english(made, read):
    text = read("/en" + link(made))
    assert "One mistake, proved from the printed figures themselves" in text
    assert "rank 3 becomes at least rank 4" in text
    assert "borne out by 8 of 8 rows" in text


def test_nothing_wrong_is_said_as_such(client, paste, read):
    answer = paste(pasted(note=""))
    assert "Không có gì trong bảng mâu thuẫn với nhau" in read(answer.headers["Location"])


def test_no_table_is_said_as_such(paste, read):
    answer = paste("Chỉ có vài lời, không có bảng nào.")
    assert "Không thấy bảng xếp hạng nào" in read(answer.headers["Location"])


def test_a_file_is_read_as_a_paste_is(upload, read):
    answer = upload(pasted().encode(), "ket-qua.txt")
    assert answer.status_code == 303
    assert "Một chỗ sai" in read(answer.headers["Location"])


def test_hidden_sheets_and_problems_are_named(upload, read):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        for name in ("Kết quả", "Nháp <b>"):
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(rows()):
                sheet.write_row(number, 0, line)
        sheet.hide()
    answer = upload(buffer.getvalue(), "bang.xls")
    text = read(answer.headers["Location"])
    assert "Trang ẩn, không đọc: Nháp <b>" in text
    assert "Khi đọc tài liệu" in text
    assert text.count("Bảng như đã đọc:") == 1


def test_decomposed_letters_are_read_as_composed_ones(client, paste, made, read):
    answer = paste(unicodedata.normalize("NFD", pasted()))
    page = client.get(answer.headers["Location"]).content.decode()
    assert OVER in page
    assert "Một chỗ sai" in page


def test_a_document_is_not_run_without_end(made, monkeypatch):
    monkeypatch.setattr(services, "MAX_RUNS", 1)
    with pytest.raises(TooManyRuns):
        services.audit_again(made, Said({"0": {"roles": {"1": "note"}}}))


# Downloads


def test_the_report_downloads_as_the_command_prints_it(client, made):
    answer = client.get(link(made, "bao-cao.json"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kiem-tra.json"'
    report = json.loads(answer.content)
    assert report["kind"] == "khoabang.audit"
    (finding,) = report["tables"][0]["findings"]
    assert finding["printed"] == "55"
    assert finding["expected"] == "50"
    assert finding["changes"] == {"rank": [3, 4], "class": None}
    assert finding["message"].startswith("55 điểm")
    assert set(finding) == {
        "code",
        "kind",
        "grade",
        "body",
        "column",
        "printed",
        "expected",
        "changes",
        "changes_nothing",
        "further",
        "where",
        "message",
    }
    assert report["tables"][0]["rows"][0] == {"body": PARTS[0][0], "cells": rows()[1]}


def test_the_findings_download_as_a_table_that_runs_nothing(client, paste):
    table = rows()
    table[3][1] = "=cmd|'/c calc'!A1"
    table[0][5] = "@Nhân lực"
    paste(pasted(table))
    answer = client.get(link(AuditReport.objects.get(), "bao-cao.csv"))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 2
    assert lines[1][3] == "'=cmd|'/c calc'!A1"
    assert lines[1][4] == "'@Nhân lực"
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]


# What is kept, and how it goes


def test_neither_file_nor_name_nor_cookie_is_kept(client, upload):
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())  # other tests send files too
    answer = upload(pasted().encode(), "bang diem cua Nguyen Van A.txt")
    assert not answer.cookies
    assert set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) <= before
    page = client.get(answer.headers["Location"])
    assert not page.cookies
    assert "Nguyen" not in page.content.decode()
    download = client.get(answer.headers["Location"] + "bao-cao.json").content.decode()
    assert "Nguyen" not in download
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_the_key_for_deleting_is_shown_once(client, made):
    client.head(link(made))
    assert "/xoa/" in client.get(link(made)).content.decode()
    assert "/xoa/" not in client.get(link(made)).content.decode()
    assert not AuditReport.objects.get().deletion_shown_once
    assert not services.deletion_shown(made), "of two that ask at once, one gets it"


def test_the_maker_deletes_with_everything_made_of_it(client, made, read):
    client.post(link(made, "chay-lai/"), {"bang": "0", "vai-6": "note"})
    address = deletion_link(client.get(link(made)).content.decode())
    assert "Xóa báo cáo này?" in read(address)
    assert AuditReport.objects.count() == 2, "looking deletes nothing"
    assert client.post(address).status_code == 200
    assert not AuditReport.objects.exists()
    assert not AuditedDocument.objects.exists()
    assert client.get(link(made)).status_code == 404


def test_who_ran_it_again_deletes_only_that_run(client, made):
    answer = client.post(link(made, "chay-lai/"), {"bang": "0", "vai-6": "note"})
    client.post(deletion_link(client.get(answer.headers["Location"]).content.decode()))
    assert AuditReport.objects.get() == made


@pytest.mark.parametrize("key", ["x", "0" * 32, "%00", "é", "a" * 3000])
def test_a_guessed_key_deletes_nothing(client, made, key):
    for method in (client.get, client.post):
        assert method(link(made, f"xoa/{key}/")).status_code == 404
    assert AuditReport.objects.exists()


def test_a_key_of_another_report_deletes_nothing(client, paste, made):
    other = paste(pasted(note="")).headers["Location"]
    key = deletion_link(client.get(other).content.decode()).split("/")[-2]
    assert client.post(link(made, f"xoa/{key}/")).status_code == 404
    assert AuditReport.objects.count() == 2


@pytest.mark.parametrize("rest", ["", "bao-cao.json", "bao-cao.csv"])
@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "..%2f..", "a" * 3000])
def test_a_foreign_token_opens_nothing(client, made, token, rest):
    assert client.get(f"/kiem-tra/{token}/{rest}").status_code == 404


def test_a_report_is_refused_the_moment_its_time_is_over(client, made, read):
    AuditedDocument.objects.update(stored=timezone.now() - KEPT)
    assert "quá 30 ngày" in read(link(made), 404)
    for rest in ("bao-cao.json", "bao-cao.csv", f"xoa/{made.deletion_shown_once}/"):
        assert client.get(link(made, rest)).status_code == 404
    assert client.post(link(made, "chay-lai/"), {"bang": "0", "vai-6": "note"}).status_code == 404


def test_a_report_is_open_until_then(made):
    stored = made.document.stored
    assert selectors.report_open(made.token, stored + KEPT - timedelta(seconds=1)) == made
    assert selectors.report_open(made.token, stored + KEPT) is None


def test_what_is_over_is_removed_when_another_comes(paste, made):
    AuditedDocument.objects.update(stored=timezone.now() - KEPT)
    paste(pasted(note=""))
    assert AuditReport.objects.count() == 1
    assert not AuditReport.objects.filter(token=made.token).exists()


def test_what_is_over_is_removed_when_the_site_starts(made, monkeypatch, tmp_path):
    AuditedDocument.objects.update(stored=timezone.now() - KEPT)
    monkeypatch.setattr("django.core.management.call_command", lambda *arguments, **options: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    monkeypatch.setenv("KHOABANG_DATA", str(tmp_path))
    (tmp_path / "uploads").mkdir()
    old, young = tmp_path / "uploads" / "old.upload", tmp_path / "uploads" / "young.upload"
    for path, age in ((old, 4000), (young, 0)):
        path.touch()
        os.utime(path, (timezone.now().timestamp() - age,) * 2)
    prepare(tmp_path, demo=False, reset=False)
    assert not old.exists()
    assert young.exists()
    assert not AuditedDocument.objects.exists()


def test_there_is_an_end_to_what_is_kept(paste, made, monkeypatch):
    monkeypatch.setattr(services, "MAX_KEPT", 1)
    answer = paste(pasted())
    assert answer.status_code == 503
    assert "Chỗ giữ báo cáo đã đầy" in answer.content.decode()


# What it withstands


def test_an_empty_form_is_answered_at_the_field(client):
    answer = client.post("/kiem-tra/", {"van-ban": "  "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#tep">Chọn một tệp, hoặc dán bảng vào ô văn bản.</a>' in page
    assert 'aria-invalid="true"' in page


def test_a_file_and_a_paste_are_one_too_many(client):
    answer = client.post("/kiem-tra/", {"van-ban": "một", "tep": SimpleUploadedFile("a.csv", b"a;b")})
    assert answer.status_code == 422
    assert ">\nmột</textarea>" in answer.content.decode()


def test_what_cells_say_is_shown_and_never_run(client, upload):
    table = rows()
    table[3][1] = table[0][2] = HOSTILE
    answer = upload(f"{HOSTILE}\n\n{pasted(table)}".encode(), f"{HOSTILE}.txt")
    for language in ("", "/en"):
        page = client.get(language + answer.headers["Location"]).content.decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.xlsx", packed({"[Content_Types].xml": b"0" * 60_000_000})),
        ("entities.xlsx", xlsx(row(1, "a"), doctype='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')),
        ("columns.csv", (";".join(["1"] * 10_000) + "\n").encode() * 5),
        ("empty.csv", b""),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 100),
        ("program", b"\x7fELF" + bytes(500)),
    ],
)
def test_a_hostile_file_ends_with_a_message(client, upload, name, content):
    answer = upload(content, name)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="faults"' in page
    assert 'href="#tep"' in page
    assert "root:" not in page
    assert not AuditedDocument.objects.exists()


def test_ten_thousand_columns_end_with_a_message(paste):
    assert paste("\n".join(["\t".join(["1"] * 10_000)] * 4)).status_code == 422


def test_a_huge_paste_ends_with_a_message(paste):
    assert paste("1\t2\n" * 600_000).status_code == 422
    assert paste("1\t2\n" * 2_100_000).status_code == 413


def test_a_file_over_the_limit_is_refused_before_it_is_stored(upload, monkeypatch):
    monkeypatch.setattr(audit_views, "MAX_REQUEST", 10_000)
    answer = upload(b"1;2\n" * 10_000)
    assert answer.status_code == 413
    assert "Tệp lớn hơn 32 MB" in answer.content.decode()


def test_an_audit_that_takes_too_long_is_ended(paste, monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.01)
    answer = paste(pasted())
    assert answer.status_code == 422
    assert "chưa kiểm tra xong" in answer.content.decode()


def test_so_many_at_once_and_no_more(paste, monkeypatch):
    monkeypatch.setattr(running, "SECONDS_IN_LINE", 0.01)
    for _ in range(running.AT_ONCE):
        running._turns.acquire()
    try:
        assert paste(pasted()).status_code == 503
    finally:
        for _ in range(running.AT_ONCE):
            running._turns.release()
    assert paste(pasted()).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
    ],
)
def test_a_form_on_another_site_sends_nothing_here(client, made, headers):
    key = made.deletion_shown_once
    for address in ("/kiem-tra/", link(made, "chay-lai/"), link(made, f"xoa/{key}/")):
        answer = client.post(address, {"van-ban": pasted(), "bang": "0", "vai-6": "note"}, headers=headers)
        assert answer.status_code == 403
    assert AuditReport.objects.get() == made


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://localhost"}, {}])
def test_a_form_of_this_site_is_answered(paste, headers):
    assert paste(pasted(), headers=headers).status_code == 303


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_running_again_takes_a_button(client, made, method):
    answer = getattr(client, method)(link(made, "chay-lai/"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("rest", ["", "bao-cao.json", "bao-cao.csv"])
def test_a_report_takes_nothing(client, made, rest):
    assert client.post(link(made, rest)).status_code == 405


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"\xff", "text/plain"),
    ],
)
def test_content_of_another_kind_is_refused(client, content, kind):
    assert client.post("/kiem-tra/", content, content_type=kind).status_code in (400, 422)


def test_a_long_table_is_checked_whole_and_shown_in_part(client, paste):
    many = [HEAD[:3], *([str(n), f"Đơn vị {n}", str(90_000 - n)] for n in range(1, 15_001))]
    answer = paste(pasted(many, note=""))
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).content.decode()
    assert "15.000 dòng" in page
    assert "trang này bớt" in page
    assert len(page) < 12_000_000
