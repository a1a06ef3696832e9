"""A scanned page in a report: its picture beside what a machine read, corrected and confirmed by a person, gone with the document."""

import json
import os
import re
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from khoabang.web.audits import running, selectors, services
from khoabang.web.audits.errors import TooHard
from khoabang.web.audits.limits import KEPT, MAX_CELLS_CORRECTED
from khoabang.web.audits.models import AuditedDocument, AuditedPicture, AuditReport
from khoabang.web.audits.running import Ran, Said
from khoabang.web.portal import scan_page
from scanned import Scan, scan_of
from web.audit_samples import OVER, STATED, pasted, rows

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("warm_audits")]


def scanned(table: list[list[str]] | None = None) -> Scan:
    return scan_of(table or rows(), ["Kết quả năm 2025"], [STATED])


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, ...], Ran]:
    """What came of each scan: it is read once."""
    return {}


@pytest.fixture
def send(client, monkeypatch, tmp_path, known):
    """Send a scan to a site that has a stand-in for tesseract, and give the report."""
    run = running.run_on_file

    def send(scan: Scan, **options) -> AuditReport:
        key = (*scan.texts, *options.get("unsure", {}))

        def run_once(path: Path, name: str) -> Ran:
            if key not in known:
                known[key] = run(path, name)
            return known[key]

        monkeypatch.setattr(running, "run_on_file", run_once)
        monkeypatch.setenv("PATH", f"{scan.program(tmp_path, **options)}{os.pathsep}{os.environ['PATH']}")
        answer = client.post("/kiem-tra/", {"tep": SimpleUploadedFile("quet.pdf", scan.as_pdf())})
        assert answer.status_code == 303, answer.content.decode()
        return AuditReport.objects.get(token=answer.headers["Location"].split("/")[-2])

    return send


def link(report: AuditReport, rest: str = "") -> str:
    return f"/kiem-tra/{report.token}/{rest}"


def filled(page: str, number: int = 1) -> dict[str, str]:
    """What a browser sends of the form of a page, as it stands."""
    form = page[page.index(f'id="trang-{number}"') :]
    form = form[: form.index("</form>")]
    found = {
        re.search(r'name="([^"]*)"', each)[1]: re.search(r'value="([^"]*)"', each)[1]
        for each in re.findall(r"<input[^>]*>", form)
    }
    texts = re.findall(r'<textarea[^>]*?name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL)
    return found | dict(texts)


def test_a_scan_is_shown_beside_what_was_read_and_proves_nothing(client, send, read):
    made = send(scanned(), unsure={"43": "48"})
    text = read(link(made))
    assert "Máy đọc từ ảnh, chờ người đối chiếu" in text
    assert "Trang 1: máy đọc từ ảnh, chưa ai xác nhận" in text
    assert "Số này do máy đọc từ ảnh; hãy đối chiếu với ảnh rồi xác nhận." in text
    assert "1 ô có dấu ?" in text
    page = client.get(link(made)).content.decode()
    assert "has-proved" not in page
    assert f'src="{link(made, "trang-1.jpg")}"' in page
    assert re.search(r'<img[^>]*alt="Ảnh của trang 1', page, re.DOTALL)
    sent = filled(page)
    assert [sent[f"o-1-3-{column}"] for column in range(8)] == rows()[3]
    assert (sent["doan-0"], sent["doan-2"]) == ("Kết quả năm 2025", STATED)
    english = read("/en" + link(made))
    assert "Page 1: read by a machine, not confirmed yet" in english
    assert "This was read off a picture by a machine" in english


def test_a_page_confirmed_makes_another_report_that_proves(client, send, read):
    table = rows()
    table[3][5], table[1][2] = "5S", "5O"
    made = send(scanned(table))
    sent = filled(client.get(link(made)).content.decode())
    assert sent["o-1-3-5"] == "5S"
    answer = client.post(link(made, "xac-nhan/"), sent | {"o-1-3-5": "55", "o-1-1-2": "50"})
    assert answer.status_code == 303
    again = AuditReport.objects.get(is_first=False)
    assert again.document == made.document
    assert again.confirmed["p. 1"][1] == rows()
    text = read(link(again))
    assert "Một chỗ sai, chứng minh được từ chính số liệu đã in" in text
    assert "Trang 1: máy đọc từ ảnh, đã có người xác nhận" in text
    assert "do máy đọc từ ảnh; hãy đối chiếu" not in text
    assert "chờ người đối chiếu" in read(link(made)), "a link handed on never changes what it shows"
    assert client.get(link(again, "trang-1.jpg")).content == client.get(link(made, "trang-1.jpg")).content


def test_the_same_said_again_makes_no_other_report(client, send):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    again = client.post(link(made, "xac-nhan/"), sent).headers["Location"]
    confirmed = filled(client.get(again).content.decode())
    assert client.post(again + "xac-nhan/", confirmed).headers["Location"] == again
    assert AuditReport.objects.count() == 2


def test_roles_and_pages_confirmed_are_kept_together(client, send, read):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    confirmed = client.post(link(made, "xac-nhan/"), sent).headers["Location"]
    both = client.post(confirmed + "chay-lai/", {"bang": "0", "vai-6": "note"}).headers["Location"]
    report = AuditReport.objects.get(token=both.split("/")[-2])
    assert (report.told, list(report.confirmed)) == ({"0": {"roles": {"6": "note"}}}, ["p. 1"])
    assert "Không có gì trong bảng mâu thuẫn với nhau" in read(both)


def test_a_row_emptied_goes_and_a_row_added_comes(client, send):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    sent |= {f"o-1-8-{column}": "" for column in range(8)} | {f"o-1-9-{column}": text for column, text in enumerate(rows()[8])}
    client.post(link(made, "xac-nhan/"), sent | {"o-1-9-1": " Sở  Ngoại vụ ", "doan-0": "Một\r\nHai"})
    text, table, _ = AuditReport.objects.get(is_first=False).confirmed["p. 1"]
    assert text == "Một\nHai"
    assert [row[1] for row in table][-2:] == ["Sở Công Thương", "Sở Ngoại vụ"]


@pytest.mark.parametrize("without", ["trang", "o-1-3-5", "doan-0"])
def test_a_form_cut_short_confirms_nothing(client, send, without):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    del sent[without]
    assert client.post(link(made, "xac-nhan/"), sent).status_code == 400
    assert AuditReport.objects.count() == 1


def test_nothing_is_confirmed_unless_a_person_says_to_have_compared(client, send):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    assert sent.pop("da-so") == "1"
    answer = client.post(link(made, "xac-nhan/"), sent)
    assert answer.status_code == 422
    assert "so từng ô với ảnh rồi đánh dấu" in answer.content.decode()
    assert AuditReport.objects.count() == 1


def test_what_a_person_types_is_shown_and_never_run(client, send):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    hostile = '"><script>alert(1)</script>'
    answer = client.post(link(made, "xac-nhan/"), sent | {"o-1-3-1": hostile, "doan-0": f"</textarea>{hostile}"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "<script" not in page
    assert page.split('<section class="audited"')[0].count("</textarea>") == 2


def test_a_page_with_more_cells_than_a_form_sends_says_so(client, send, read, monkeypatch):
    made = send(scanned())
    monkeypatch.setattr(scan_page, "MAX_CELLS_CORRECTED", 10)
    assert "quá nhiều ô để sửa tại đây" in read(link(made))
    assert MAX_CELLS_CORRECTED > 1_000


# The picture


def test_the_picture_is_private_and_nothing_but_a_picture(client, send):
    made = send(scanned())
    answer = client.get(link(made, "trang-1.jpg"))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert client.post(link(made, "trang-1.jpg")).status_code == 405


@pytest.mark.parametrize("rest", ["trang-2.jpg", "trang-0.jpg", f"trang-{'9' * 30}.jpg", "trang-x.jpg"])
def test_a_page_that_is_not_there_has_no_picture(client, send, rest):
    assert client.get(link(send(scanned()), rest)).status_code == 404


def test_a_foreign_token_opens_no_picture_and_confirms_nothing(client, send):
    made = send(scanned())
    client.post("/kiem-tra/", {"van-ban": pasted()})
    other = AuditReport.objects.exclude(pk=made.pk).get()
    for token in (other.token, "x", "A" * 32, "%00"):
        assert client.get(f"/kiem-tra/{token}/trang-1.jpg").status_code == 404
        assert client.post(f"/kiem-tra/{token}/xac-nhan/", {"trang": "1"}).status_code in (400, 404)
    assert AuditReport.objects.count() == 2


def test_pictures_go_with_their_document(client, send):
    made = send(scanned())
    assert made.document.size > sum(len(picture.content) for picture in AuditedPicture.objects.all()) > 10_000
    services.report_delete(made)
    assert not AuditedPicture.objects.exists()
    assert client.get(link(made, "trang-1.jpg")).status_code == 404


def test_pictures_go_when_their_time_is_over(client, send):
    made = send(scanned())
    AuditedDocument.objects.update(stored=timezone.now() - KEPT)
    assert client.get(link(made, "trang-1.jpg")).status_code == 404
    assert client.post(link(made, "xac-nhan/"), {"trang": "1"}).status_code == 404
    services.purge(timezone.now() + timedelta(seconds=1))
    assert not AuditedPicture.objects.exists()


def test_deleting_a_run_leaves_the_pictures_of_the_first(client, send):
    made = send(scanned())
    client.post(link(made, "xac-nhan/"), filled(client.get(link(made)).content.decode()))
    services.report_delete(AuditReport.objects.get(is_first=False))
    assert client.get(link(made, "trang-1.jpg")).status_code == 200


def test_pictures_count_against_what_one_document_may_take(client, send, monkeypatch):
    made = send(scanned())
    without = len(made.content) + len(made.document.content)
    monkeypatch.setattr(services, "MAX_PACKED", without + 5_000)
    with pytest.raises(TooHard):
        services._keep(made.document, selectors.content_of(made), Said(), is_first=True)
    services._keep(made.document, selectors.content_of(made), Said(), is_first=False)


def test_a_report_of_an_earlier_version_still_opens(client, read):
    client.post("/kiem-tra/", {"van-ban": pasted()})
    made = AuditReport.objects.get()
    content = selectors.content_of(made)
    assert content.pop("scans") == []
    made.content = zlib.compress(json.dumps(content).encode())
    made.save()
    assert OVER in read(link(made))


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_a_form_on_another_site_confirms_nothing(client, send, headers):
    made = send(scanned())
    sent = filled(client.get(link(made)).content.decode())
    assert client.post(link(made, "xac-nhan/"), sent, headers=headers).status_code == 403
    assert AuditReport.objects.count() == 1
