"""Pages of the self-assessment as a workbook: got, sent, looked at, saved."""

import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from khoabang.web.assessments import drafts
from khoabang.web.assessments.drafts import Content
from khoabang.web.assessments.models import Draft
from web.running import NOW, running
from web.test_sheets import cells

BODY = "so-y-te"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


@pytest.fixture
def run(db):
    return running("assessment")


@pytest.fixture
def client(run):
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[f"preparer:{BODY}"])
    return client


def where(name="sheet", body=BODY):
    return reverse(f"workspace:{name}", kwargs={"round_code": "thu-2026", "body_code": body})


def filled(client, **values):
    """The template as got from the page, with values entered, as it is sent back."""
    opened = openpyxl.load_workbook(io.BytesIO(client.get(where("sheet-template")).content))
    found = cells(opened.worksheets[0])
    for code, value in values.items():
        found[code]["value"].value = value
    written = io.BytesIO()
    opened.save(written)
    return {"file": SimpleUploadedFile("Mẫu của tôi.xlsx", written.getvalue())}


def kept(response):
    found = re.search(r'name="kept" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def drafts_now():
    return {each.indicator: json.loads(each.values) for each in Draft.objects.all()}


def test_a_template_is_got_filled_in_looked_at_and_saved(run, client):
    assert "attachment" in client.get(where("sheet-template")).headers["Content-Disposition"]
    preview = client.post(where(), filled(client, hoan_thanh=18, duoc_giao=20, quy_che="có", ho_so=120))
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "2 chỉ tiêu thay đổi" in page
    assert "Những ô chưa đọc được" in page
    assert drafts_now() == {}
    saved = client.post(where("sheet-save"), {"kept": kept(preview), "take": ["1.2"]}, follow=True)
    assert "Đã ghi 1 chỉ tiêu từ tệp «Mẫu của tôi.xlsx»" in saved.content.decode()
    assert drafts_now() == {"1.2": {"hoan_thanh": "18", "duoc_giao": "20"}}


def test_a_conflict_is_not_taken_unless_it_is_chosen(run, client):
    sent = filled(client, quy_che="có")
    by = run.people[f"approver:{BODY}"]
    drafts.save(run.participants[BODY].pk, "1.3", Content({"quy_che": "không"}), seen=0, by=by)
    preview = client.post(where(), sent)
    page = preview.content.decode()
    assert str(by) in page
    assert not re.search(r'value="1.3" checked', page)
    assert client.post(where("sheet-save"), {"kept": kept(preview)}).status_code == 422
    assert client.post(where("sheet-save"), {"kept": kept(preview), "take": ["1.3"]}).status_code == 302
    assert drafts_now()["1.3"] == {"quy_che": "có"}


def test_a_save_after_the_preview_shows_the_preview_anew(run, client):
    preview = client.post(where(), filled(client, quy_che="có", tin_bai=5))
    by = run.people[f"approver:{BODY}"]
    drafts.save(run.participants[BODY].pk, "1.3", Content({"quy_che": "không"}), seen=0, by=by)
    again = client.post(where("sheet-save"), {"kept": kept(preview), "take": ["1.3", "2.1"]})
    page = again.content.decode()
    assert again.status_code == 409
    assert "Có người vừa lưu số liệu khác" in page
    assert re.search(r'value="2.1" checked', page)
    assert drafts_now() == {"1.3": {"quy_che": "không"}}
    assert client.post(where("sheet-save"), {"kept": kept(again), "take": ["1.3", "2.1"]}).status_code == 302
    assert drafts_now() == {"1.3": {"quy_che": "có"}, "2.1": {"tin_bai": "5"}}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Chọn một tệp"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04x")}, "Chưa đọc được tệp"),
        ({"file": SimpleUploadedFile("../a.exe", b"MZ")}, "Chưa đọc được tệp"),
    ],
)
def test_what_is_no_template_is_refused_at_the_field(client, sent, said):
    response = client.post(where(), sent)
    page = response.content.decode()
    assert (response.status_code, said in page, 'id="file-wrong"' in page) == (422, True, True)


def test_another_bodys_template_and_preview_are_refused(run, client):
    stranger = Client(HTTP_HOST="localhost")
    stranger.force_login(run.people["preparer:so-noi-vu"])
    response = stranger.post(where(body="so-noi-vu"), filled(client, quy_che="có"))
    assert "Mẫu này của cơ quan khác" in response.content.decode()
    preview = client.post(where(), filled(client, quy_che="có"))
    taken = stranger.post(where("sheet-save", "so-noi-vu"), {"kept": kept(preview), "take": ["1.3"]})
    assert taken.status_code == 422
    assert drafts_now() == {}


def test_a_sheet_sent_too_late_changes_nothing_and_says_so(run, client, monkeypatch):
    from datetime import timedelta

    preview = client.post(where(), filled(client, quy_che="có"))
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW + timedelta(days=40))
    late = client.post(where("sheet-save"), {"kept": kept(preview), "take": ["1.3"]})
    assert (late.status_code, "Hạn tự đánh giá đã hết" in late.content.decode()) == (409, True)
    assert drafts_now() == {}
