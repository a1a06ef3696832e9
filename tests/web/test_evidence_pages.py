"""Pages of evidence: adding by a form, seeing what is safe to see, and what another person's page gives nothing of."""

import hashlib
import io
import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from khoabang.web.evidence import selectors, services
from khoabang.web.evidence.models import Document
from web.evidence_files import DOCX, JPEG, PDF, PNG
from web.running import NOW, running

BODY = "so-y-te"


@pytest.fixture(autouse=True)
def ground(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    kept = {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}


@pytest.fixture
def run(db):
    return running("assessment")


def where(name, body=BODY, **more):
    return reverse(f"workspace:{name}", kwargs={"round_code": "thu-2026", "body_code": body, **more})


def signed_in(run, who):
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[who])
    return client


def put(run, *files, indicator="1.3", title="Quy chế", **more):
    sent = [(io.BytesIO(content), name) for content, name in files or [(PDF, "quyet-dinh.pdf")]]
    by = run.people[f"preparer:{BODY}"]
    return services.add(run.participants[BODY].pk, indicator, sent, services.Fields(title=title), by=by, **more)[0]


def asked(client, address):
    """The answer to a request for a file, read to its end: the client closes it there."""
    response = client.get(address)
    if response.streaming:
        response.read = b"".join(response.streaming_content)
    return response


def upload(client, *files, **data):
    sent = [SimpleUploadedFile(name, content, content_type="text/html") for content, name in files]
    return client.post(where("document-add"), {"indicator": "1.3", "files": sent, **data})


def stage(run, stage, state="sent"):
    type(run.round).objects.filter(pk=run.round.pk).update(stage=stage)
    type(run.participants[BODY]).objects.filter(pk=run.participants[BODY].pk).update(state=state)


# Adding


def test_several_files_are_added_by_the_form_and_the_page_returns_where_it_was(run):
    client = signed_in(run, f"preparer:{BODY}")
    response = upload(client, (PDF, "a.pdf"), (PNG, "b.png"), title="Quy chế", issued="31/12/2025", next="/lam-viec/")
    assert (response.status_code, response.headers["Location"]) == (302, "/lam-viec/")
    assert [each.title for each in Document.objects.order_by("pk")] == ["Quy chế – a", "Quy chế – b"]
    assert Document.objects.first().issued.isoformat() == "2025-12-31"
    assert upload(client, (JPEG, "c.jpg"), next="https://example.org/x").headers["Location"] == where("documents")


@pytest.mark.parametrize(
    ("files", "data", "field", "said"),
    [
        ([], {}, "files", "ít nhất một tệp"),
        ([(b"MZ", "a.exe")], {}, "files", "tệp chạy được"),
        ([(PDF, "a.png")], {}, "files", "đuôi .pdf"),
        ([(PDF, "a.pdf")], {"issued": "31/02/2025"}, "issued", "Ghi ngày dạng"),
        ([(PDF, "a.pdf")], {"issued": "12"}, "issued", "Ghi ngày dạng"),
        ([(PDF, "a.pdf")], {"title": "x" * 301}, "title", "Dài quá 300"),
        ([(PDF, "a.pdf")], {"indicator": ""}, "indicator", "Chọn chỉ tiêu"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(run, files, data, field, said):
    response = upload(signed_in(run, f"preparer:{BODY}"), *files, **{"summary": "Điều <b>1</b>", "number": "12/QĐ", **data})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert f'id="tl-{field}-wrong"' in page
    assert f'href="#tl-{field}"' in page
    assert "Điều &lt;b&gt;1&lt;/b&gt;" in page
    assert 'value="12/QĐ"' in page
    assert not Document.objects.exists()


def test_a_file_over_the_limit_is_dropped_as_it_comes(run, monkeypatch, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr("khoabang.web.workspace.uploads.MAX_FILE", 1_000)
    response = upload(signed_in(run, f"preparer:{BODY}"), (PDF + b"%" * 200_000, "to.pdf"), (PNG, "b.png"))
    assert response.status_code == 422
    assert "«to.pdf»: Tệp lớn hơn 50 MB" in response.content.decode()
    assert not Document.objects.exists()
    assert list(tmp_path.glob("*.upload*")) == []


def test_a_late_file_is_refused_with_the_reason_and_what_was_typed_is_kept(run, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW + timedelta(days=40))
    response = upload(signed_in(run, f"preparer:{BODY}"), (PDF, "a.pdf"), summary="Điều 1")
    assert response.status_code == 409
    assert "Hạn tự đánh giá đã hết" in response.content.decode()
    assert "Điều 1" in response.content.decode()


def test_the_form_says_that_no_state_secrets_are_sent(run):
    page = signed_in(run, f"preparer:{BODY}").get(where("document-add")).content.decode()
    assert "Không tải lên tài liệu bí mật nhà nước" in page


def test_a_document_is_linked_unlinked_described_and_revised_by_buttons(run):
    client, document = signed_in(run, f"preparer:{BODY}"), put(run)
    participant = run.participants[BODY]
    assert client.post(where("document-link"), {"indicator": "1.2", "document": document.pk}).status_code == 302
    assert set(selectors.for_claim(participant)) == {"1.2", "1.3"}
    (link,) = selectors.attached(participant, "1.2")
    assert client.post(where("document-unlink", link=link.pk)).status_code == 302
    again = client.post(where("document-unlink", link=link.pk))
    assert (again.status_code, "đã được gỡ" in again.content.decode()) == (409, True)
    assert client.post(where("document-describe", document=document.pk), {"title": "Tên mới"}).status_code == 302
    sent = {"files": SimpleUploadedFile("b.png", PNG)}
    assert client.post(where("document-revise", document=document.pk), sent).status_code == 302
    page = client.get(where("document", document=document.pk)).content.decode()
    assert "Tên mới" in page
    assert hashlib.sha256(PNG).hexdigest() in page
    old = client.get(where("document", document=document.pk) + "?ban=1").content.decode()
    assert hashlib.sha256(PDF).hexdigest() in old
    for form in ({"files": SimpleUploadedFile("b.png", PNG)}, {}):
        assert client.post(where("document-revise", document=document.pk), form).status_code == 422


# Seeing


@pytest.mark.parametrize(
    ("content", "name", "served", "shown"),
    [
        (PDF, "Quyết định.pdf", "application/pdf", True),
        (PNG, "a.png", "image/png", True),
        (JPEG, "a.jpg", "image/jpeg", True),
        ("Báo cáo".encode(), "a.txt", "text/plain; charset=utf-8", True),
        (b"a;b\n", "a.csv", "text/csv; charset=utf-8", False),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    ],
)
def test_a_file_is_served_as_what_it_is_and_shown_only_where_that_is_safe(run, content, name, served, shown):
    document = put(run, (content, name))
    client = signed_in(run, f"preparer:{BODY}")
    response = asked(client, where("document-file", document=document.pk, number=1))
    assert response.read == content
    headers = response.headers
    assert headers["Content-Type"] == served
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert quote(name) in headers["Content-Disposition"] or f'"{name}"' in headers["Content-Disposition"]
    kept = asked(client, where("document-file", document=document.pk, number=1) + "?tai")
    assert kept.headers["Content-Disposition"].startswith("attachment")


def a_pdf(pages):
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(200, 300)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def test_a_pdf_is_seen_page_by_page_as_pictures(run):
    document = put(run, (a_pdf(2), "a.pdf"))
    client = signed_in(run, f"preparer:{BODY}")
    picture = client.get(where("document-leaf", document=document.pk, number=1, leaf=2))
    assert (picture.headers["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert client.get(where("document-leaf", document=document.pk, number=1, leaf=3)).status_code == 404
    page = client.get(where("document", document=document.pk) + "?trang=2").content.decode()
    assert "Trang 2/2" in page
    assert where("document-leaf", document=document.pk, number=1, leaf=2) in page


def test_a_pdf_that_cannot_be_drawn_is_warned_of_and_offered_for_download(run):
    client = signed_in(run, f"preparer:{BODY}")
    page = client.get(upload(client, (b"%PDF-1.7 khong phai", "a.pdf")).headers["Location"]).content.decode()
    assert "Không mở được «a.pdf»" in page
    page = client.get(where("document", document=Document.objects.get().pk)).content.decode()
    assert "không xem được ngay trong trang" in page


def test_a_file_that_the_body_has_already_is_offered_before_it_is_added_again(run):
    document = put(run, (PNG, "a.png"), title="Ảnh")
    client = signed_in(run, f"preparer:{BODY}")
    assert upload(client, (PNG, "a.png"), title="Ảnh").status_code == 302  # sent twice: the document that is there
    asked_about = upload(client, (PNG, "khac.png"), indicator="1.2", title="Ảnh khác")
    page = asked_about.content.decode()
    assert (asked_about.status_code, Document.objects.count()) == (409, 1)
    for part in ("Gắn «Ảnh»", f'name="document" value="{document.pk}"', 'value="Ảnh khác"', 'name="anew"'):
        assert part in page
    assert upload(client, (PNG, "khac.png"), indicator="1.2", title="Ảnh khác", anew="1").status_code == 302
    assert Document.objects.count() == 2


def test_a_file_lost_from_the_store_is_said_and_no_traceback(run, tmp_path):
    document = put(run)
    for each in (tmp_path / "evidence").rglob("*"):
        if each.is_file():
            each.unlink()
    response = signed_in(run, f"preparer:{BODY}").get(where("document-file", document=document.pk, number=1))
    assert response.status_code == 503
    assert hashlib.sha256(PDF).hexdigest() in response.content.decode()


SEEN = {"lead", "member", "chair", "approving", "observer"}


def statuses(run, document, **more):
    found = {}
    for who in (*SEEN, "verifier", "assistant", "administrator", f"preparer:{BODY}", f"approver:{BODY}"):
        found[who] = asked(signed_in(run, who), where("document-file", document=document.pk, number=1, **more)).status_code
    return found


def test_what_a_body_drafts_is_its_own_and_what_it_sent_is_seen_by_those_who_follow_and_judge(run):
    from khoabang.web.rounds.models import Charge

    document = put(run)
    before = statuses(run, document)
    assert {who for who, status in before.items() if status == 200} == {f"preparer:{BODY}", f"approver:{BODY}"}
    stage(run, "verification")
    after = statuses(run, document)
    assert {who for who, status in after.items() if status == 200} == SEEN | {f"preparer:{BODY}", f"approver:{BODY}"}
    assert (after["verifier"], after["administrator"]) == (404, 403)
    Charge.objects.create(round=run.round, duty="verify", person=run.people["verifier"], criterion="1.3")
    Charge.objects.create(round=run.round, duty="verify", person=run.people["assistant"], criterion="2")
    charged = statuses(run, document)
    assert (charged["verifier"], charged["assistant"]) == (200, 404)


def test_another_bodys_file_is_not_there_whichever_way_it_is_asked_for(run):
    document = put(run)
    stage(run, "verification")
    stranger = signed_in(run, "preparer:so-noi-vu")
    for name, more in (("document-file", {"number": 1}), ("document", {}), ("document-leaf", {"number": 1, "leaf": 1})):
        assert stranger.get(where(name, document=document.pk, **more)).status_code == 404
        assert stranger.get(where(name, "so-noi-vu", document=document.pk, **more)).status_code == 404
        assert signed_in(run, "lead").get(where(name, "so-noi-vu", document=document.pk, **more)).status_code == 404
    abroad = running("verification", code="la-2026", authority="tinh-la")
    assert signed_in(abroad, "lead").get(where("document-file", document=document.pk, number=1)).status_code == 404
    assert Client(HTTP_HOST="localhost").get(where("document-file", document=document.pk, number=1)).status_code == 302


def test_what_a_claim_named_is_seen_after_it_was_taken_off(run):
    import json

    from khoabang.web.assessments.models import Claim, ClaimItem

    document, participant = put(run), run.participants[BODY]
    claim = Claim.objects.create(participant=participant, number=1, at=NOW, by=run.people[f"approver:{BODY}"], sha256="0" * 64)
    named = json.dumps(selectors.for_claim(participant)["1.3"])
    ClaimItem.objects.create(claim=claim, indicator="1.3", values="{}", evidence=named)
    (link,) = selectors.attached(participant)
    services.unlink(participant.pk, link.pk, by=run.people[f"preparer:{BODY}"])
    stage(run, "council")
    assert asked(signed_in(run, "member"), where("document-file", document=document.pk, number=1)).status_code == 200


def test_the_minutes_of_a_visit_are_seen_by_the_body_once_verification_is_over(run):
    from khoabang.web.rounds.models import Charge

    stage(run, "verification")
    verifier = run.people["verifier"]
    Charge.objects.create(round=run.round, duty="verify", person=verifier)
    client = signed_in(run, "verifier")
    sent = {"indicator": "1.3", "files": SimpleUploadedFile("bien-ban.png", PNG), "title": "Biên bản"}
    assert client.post(where("visit-document-add"), sent).status_code == 302
    (document,) = Document.objects.all()
    assert client.get(where("document", document=document.pk)).status_code == 200
    body = signed_in(run, f"preparer:{BODY}")
    assert body.get(where("document", document=document.pk)).status_code == 404
    stage(run, "reply")
    assert body.get(where("document", document=document.pk)).status_code == 200


def test_both_sides_consent_on_the_page_of_the_document(run):
    document = put(run)
    stage(run, "verification")
    for who, side in ((f"approver:{BODY}", "body"), ("lead", "lead")):
        client = signed_in(run, who)
        assert (
            client.post(
                where("document-consent", document=document.pk), {"side": side, "revision": "1", "given": "yes"}
            ).status_code
            == 302
        )
    assert [each.document for each in selectors.published()] == [document]
    assert "Bản này được công bố" in client.get(where("document", document=document.pk)).content.decode()
    other = client.post(where("document-consent", document=document.pk), {"side": "body", "revision": "1", "given": "no"})
    assert other.status_code == 403
    assert (
        client.post(where("document-consent", document=document.pk), {"side": "x", "revision": "9", "given": ""}).status_code
        == 404
    )


def test_the_list_finds_documents_without_marks_and_says_what_they_prove(run):
    put(run)
    put(run, (PNG, "a.png"), title="Ảnh chụp màn hình", indicator="1.2")
    page = signed_in(run, f"preparer:{BODY}").get(where("documents") + "?tim=anh+chup").content.decode()
    assert "Ảnh chụp màn hình" in page
    assert "Quy chế" not in page
    assert re.search(r"Kiểm chứng chỉ tiêu:\s*1\.2", page)
    assert "tài liệu hiện sau khi cơ quan gửi" in signed_in(run, "lead").get(where("documents")).content.decode()


def test_evidence_stands_within_a_page_with_its_forms_for_who_may_add(run, rf):
    from django.template import Context, Template

    from khoabang.web.workspace.access import Here

    document = put(run)
    put(run, (PNG, "a.png"), title="Ảnh", indicator="1.2")
    participant = run.participants[BODY]

    def drawn(who):
        from khoabang.web.accounts.selectors import held_by

        request = rf.get("/lam-viec/x/")
        request.user = run.people[who]
        request.here = Here(request.user, list(held_by(request.user)), participant=participant, round=run.round)
        template = Template("{% load evidence %}{% evidence participant '1.3' %}")
        return template.render(Context({"request": request, "participant": participant}))

    mine = drawn(f"preparer:{BODY}")
    assert "Quy chế" in mine
    assert where("document-add") in mine
    assert f'<option value="{document.pk}"' not in mine
    assert ">Ảnh<" in mine
    assert 'value="/lam-viec/x/"' in mine
    lead = drawn("lead")
    assert "Quy chế" in lead
    assert "<form" not in lead
