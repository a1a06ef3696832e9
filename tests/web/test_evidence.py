"""Evidence: what is kept, what is refused and why, who may attach and see it, and what a claim names for ever."""

import hashlib
import io
import json
import unicodedata
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from khoabang.web.evidence import selectors, services, store
from khoabang.web.evidence.errors import FileRefused, NoSuchDocument, NotNow, SameFile
from khoabang.web.evidence.kinds import KINDS, clean_name, look
from khoabang.web.evidence.models import Consent, Document, Link, Occasion, Revision, Side
from khoabang.web.frozen import FrozenRow
from khoabang.web.refusal import Refused
from web.evidence_files import DOCX, JPEG, PDF, PNG, PPTX, XLSX, encrypted, office, open_document, packed
from web.running import NOW, running
from web.tampering import differing_from_log

LATE = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    return tmp_path / "evidence"


@pytest.fixture
def run(db):
    return running("assessment")


def file(content=PDF, name="quyet-dinh.pdf"):
    return io.BytesIO(content), name


def add(run, *files, indicator="1.3", title="Quy chế", body="so-y-te", **more):
    by = more.pop("by", run.people[f"preparer:{body}"])
    fields = services.Fields(title=title, number="12/QĐ-SYT", issued=date(2026, 2, 1), issuer="Sở Y tế")
    return services.add(run.participants[body].pk, indicator, files or [file()], fields, by=by, **more)


# What a file is


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.PNG", PNG, "png"),
        ("a.jpeg", JPEG, "jpeg"),
        ("a.docx", DOCX, "docx"),
        ("a.xlsx", XLSX, "xlsx"),
        ("a.pptx", PPTX, "pptx"),
        ("a.odt", open_document("text"), "odt"),
        ("a.ods", open_document("spreadsheet"), "ods"),
        ("a.txt", "Báo cáo năm 2026\n".encode(), "text"),
        ("a.csv", "\ufeffmã;giá trị\n".encode(), "csv"),
    ],
)
def test_a_file_is_what_its_content_is(name, content, kind):
    found = look(io.BytesIO(content), name)
    assert found.kind is KINDS[kind]
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "rỗng"),
        ("a.pdf", b"MZ\x90\x00" + PDF, "tệp chạy được"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "tệp chạy được"),
        ("a.png", PDF, "đuôi .pdf"),
        ("quyet-dinh.pdf.exe", PDF, "đuôi .pdf"),
        ("a", PDF, "đuôi .pdf"),
        ("a.pdf", b"GIF89a" + PDF, "Không nhận loại tệp này"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "trang web"),
        ("a.html", b"<html><body>x</body></html>", "trang web"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "trang web"),
        ("a.txt", "Báo cáo".encode("utf-16"), "Không nhận loại tệp này"),
        ("a.csv", b"1,2\x00,3\n", "Không nhận loại tệp này"),
        ("a.txt", "Báo cáo".encode("cp1258", "replace"), "Không nhận loại tệp này"),
        ("a.docx", office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macro"),
        ("a.docx", office("word/document.xml", **{"word/activeX/activeX1.xml": b"x"}), "macro"),
        ("a.ods", open_document("spreadsheet", **{"Basic/Standard/Module1.xml": b"x"}), "macro"),
        ("a.docx", encrypted(DOCX), "mật khẩu"),
        ("a.odt", open_document("text", **{"META-INF/manifest.xml": b"<encryption-data/>"}), "mật khẩu"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mật khẩu"),
        ("a.zip", packed({"a.pdf": PDF}), "tệp nén"),
        ("a.docx", packed({"word/document.xml": b"x"}), "tệp nén"),
        ("a.rar", b"Rar!\x1a\x07\x00", "tệp nén"),
        ("a.docx", DOCX[:-30], "hỏng"),
        ("a.docx", packed({"[Content_Types].xml": b"x", "word/document.xml": b"x"}, before=b"PK\x03\x04GIFAR"), "hỏng"),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_refused_with_the_reason(name, content, said):
    with pytest.raises(FileRefused) as refused:
        look(io.BytesIO(content), name)
    assert said in str(refused.value)
    assert refused.value.field == "files"


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("khoabang.web.evidence.kinds.MAX_FILE", len(PDF) - 1)
    with pytest.raises(FileRefused, match="lớn hơn"):
        look(io.BytesIO(PDF), "a.pdf")


@pytest.mark.parametrize(
    ("sent_as", "kept"),
    [
        (unicodedata.normalize("NFD", "Quyết định số 5.pdf"), "Quyết định số 5.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\quet\\anh.png", "anh.png"),
        ("..pdf", "pdf"),
        ("hoa\u202efdp.pdf", "hoafdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("", "tep"),
    ],
)
def test_a_name_is_kept_composed_and_without_its_folders(sent_as, kept):
    assert clean_name(sent_as) == kept


# What is attached to what


def test_one_document_proves_several_indicators_and_an_indicator_has_several(run):
    (rule,) = add(run, indicator="1.3")
    (report,) = add(run, file(PNG, "anh.png"), indicator="1.3", title="Ảnh")
    services.link(run.participants["so-y-te"].pk, rule.pk, "1.2", by=run.people["preparer:so-y-te"])
    named = selectors.for_claim(run.participants["so-y-te"])
    assert {code: [each["title"] for each in items] for code, items in named.items()} == {
        "1.2": ["Quy chế"],
        "1.3": ["Quy chế", "Ảnh"],
    }
    assert named["1.3"][0] == {
        "document": rule.pk, "revision": 1, "sha256": hashlib.sha256(PDF).hexdigest(), "name": "quyet-dinh.pdf", "title": "Quy chế",
        "number": "12/QĐ-SYT", "date": "2026-02-01", "issuer": "Sở Y tế", "summary": "",
    }  # fmt: skip
    assert [revision.document for revision in selectors.named(named["1.3"])] == [rule, report]
    assert [link.document for link in selectors.attached(run.participants["so-y-te"], "1.2")] == [rule]
    assert selectors.counts(run.participants["so-y-te"]) == {"1.2": 1, "1.3": 2}


def test_several_files_at_once_are_several_documents_all_or_none(run):
    with pytest.raises(FileRefused, match=r"b\.exe"):
        add(run, file(), file(b"MZ", "b.exe"))
    assert not Document.objects.exists()
    assert [each.title for each in add(run, file(), file(PNG, "ảnh 1.png"))] == ["Quy chế – quyet-dinh", "Quy chế – ảnh 1"]
    assert [each.title for each in add(run, file(JPEG, "bìa.jpg"), title="")] == ["bìa"]


def test_the_same_file_sent_twice_is_one_document(run):
    assert add(run) == add(run)
    assert (Document.objects.count(), Link.objects.count()) == (1, 1)


def test_a_new_file_is_a_new_revision_and_what_was_named_stays(run):
    participant, by = run.participants["so-y-te"], run.people["preparer:so-y-te"]
    (document,) = add(run)
    before = selectors.for_claim(participant)["1.3"]
    with pytest.raises(SameFile):
        services.revise(participant.pk, document.pk, file(name="khac.pdf"), by=by)
    services.revise(participant.pk, document.pk, file(PDF + b"%", "ban-2.pdf"), by=by)
    assert selectors.for_claim(participant)["1.3"][0]["revision"] == 2
    (named,) = selectors.named(before)
    assert (named.number, named.name) == (1, "quyet-dinh.pdf")
    assert b"".join(store.pieces(named.path)) == PDF


def test_taking_off_leaves_document_and_revision_and_is_logged(run):
    from khoabang.web.activity.models import Entry

    participant, by = run.participants["so-y-te"], run.people["preparer:so-y-te"]
    (document,) = add(run)
    (link,) = selectors.attached(participant)
    services.unlink(participant.pk, link.pk, by=by)
    assert selectors.for_claim(participant) == {}
    assert Revision.objects.filter(document=document).count() == 1
    with pytest.raises(NotNow):
        services.unlink(participant.pk, link.pk, by=by)
    services.link(participant.pk, document.pk, "1.3", by=by)
    acts = [(entry.action, entry.subject) for entry in Entry.objects.order_by("number")]
    assert acts == [("evidence.added", "1.3"), ("evidence.unlinked", "1.3"), ("evidence.linked", "1.3")]
    assert differing_from_log("DOC158", "DOC159") == []


def test_a_document_serves_the_next_round_too(run):
    (document,) = add(run)
    following = running("assessment", code="thu-2027", authority="tinh-khac")
    other = following.participants["so-y-te"]
    type(other).objects.filter(pk=other.pk).update(round=following.round, body=run.bodies["so-y-te"])
    type(following.round).objects.filter(pk=following.round.pk).update(authority=run.authority)
    services.link(other.pk, document.pk, "1.3", by=run.people["approver:so-y-te"])
    other.refresh_from_db()
    assert selectors.for_claim(other)["1.3"][0]["document"] == document.pk


def test_what_is_said_of_a_document_is_put_right_and_the_change_is_logged(run):
    from khoabang.web.activity.models import Entry

    (document,) = add(run)
    changed = services.Fields(title=unicodedata.normalize("NFD", "Quy chế số 13"), number="13/QĐ-SYT", summary="Điều 1\r\nĐiều 2")
    services.describe(run.participants["so-y-te"].pk, document.pk, changed, by=run.people["preparer:so-y-te"])
    document.refresh_from_db()
    assert (document.title, document.number, document.issued, document.summary) == (
        "Quy chế số 13",
        "13/QĐ-SYT",
        None,
        "Điều 1\nĐiều 2",
    )
    detail = json.loads(Entry.objects.get(action="evidence.described").detail)
    assert (detail["before"]["number"], detail["after"]["number"]) == ("12/QĐ-SYT", "13/QĐ-SYT")
    assert list(selectors.documents_of(run.bodies["so-y-te"], "so 13 quy che")) == [document]
    assert list(selectors.documents_of(run.bodies["so-y-te"], "khong co")) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": "x" * 301}, "title"), ({"title": "a", "number": "1" * 101}, "number")],
)
def test_what_cannot_be_said_of_a_document_is_refused_at_its_field(run, fields, field):
    with pytest.raises(Refused) as refused:
        services.add(
            run.participants["so-y-te"].pk, "1.3", [file()], services.Fields(**fields), by=run.people["preparer:so-y-te"]
        )
    assert (refused.value.field, refused.value.status) == (field, 422)
    assert not Document.objects.exists()


# Who, and when


def test_another_bodys_document_is_not_there(run):
    (document,) = add(run)
    theirs = run.participants["so-noi-vu"]
    by = run.people["preparer:so-noi-vu"]
    (link,) = selectors.attached(run.participants["so-y-te"])
    for act in (
        lambda: services.link(theirs.pk, document.pk, "1.3", by=by),
        lambda: services.revise(theirs.pk, document.pk, file(PNG, "a.png"), by=by),
        lambda: services.describe(theirs.pk, document.pk, services.Fields("x"), by=by),
        lambda: services.unlink(theirs.pk, link.pk, by=by),
        lambda: services.consent(theirs.pk, document.revisions.get().pk, Side.BODY, given=True, by=by),
    ):
        with pytest.raises(NoSuchDocument):
            act()
    with pytest.raises(Refused) as refused:
        add(run, by=by)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("stage", "state", "now"),
    [
        ("preparation", "drafting", NOW),
        ("verification", "drafting", NOW),
        ("assessment", "signing", NOW),
        ("assessment", "sent", NOW),
        ("assessment", "drafting", LATE),
    ],
)
def test_nothing_is_attached_out_of_stage_state_or_time_and_nothing_is_left_in_the_store(run, monkeypatch, stage, state, now):
    (document,) = add(run)
    participant, by = run.participants["so-y-te"], run.people["preparer:so-y-te"]
    type(participant).objects.filter(pk=participant.pk).update(state=state)
    type(run.round).objects.filter(pk=run.round.pk).update(stage=stage)
    monkeypatch.setattr("khoabang.web.clock.now", lambda: now)
    (link,) = selectors.attached(participant)
    for act in (
        lambda: add(run, file(PNG, "a.png")),
        lambda: services.link(participant.pk, document.pk, "1.2", by=by),
        lambda: services.unlink(participant.pk, link.pk, by=by),
        lambda: services.revise(participant.pk, document.pk, file(PNG, "a.png"), by=by),
        lambda: services.describe(participant.pk, document.pk, services.Fields("x"), by=by),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 409
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert not store.storage().exists(f"{sha256[:2]}/{sha256}")
    assert Revision.objects.count() == 1


def test_a_supplement_and_a_reply_have_their_own_evidence_in_their_own_time(run):
    from khoabang.web.assessments.models import Ruling

    participant = run.participants["so-y-te"]
    type(run.round).objects.filter(pk=run.round.pk).update(stage="verification")
    with pytest.raises(NotNow):
        add(run, occasion=Occasion.SUPPLEMENT)
    Ruling.objects.create(
        participant=participant, indicator="1.3", number=1, step="verification", outcome="supplement", reason="Thiếu quyết định",
        due=date(2026, 3, 12), at=NOW, by=run.people["verifier"],
    )  # fmt: skip
    (document,) = add(run, occasion=Occasion.SUPPLEMENT)
    with pytest.raises(NotNow):
        add(run, indicator="1.2", occasion=Occasion.SUPPLEMENT)
    assert selectors.for_claim(participant) == {}
    assert selectors.for_claim(participant, Occasion.SUPPLEMENT)["1.3"][0]["document"] == document.pk
    with pytest.raises(Refused):
        add(run, occasion=Occasion.REPLY)
    type(run.round).objects.filter(pk=run.round.pk).update(stage="reply")
    add(run, occasion=Occasion.REPLY)
    assert set(selectors.for_claim(participant, Occasion.REPLY)) == {"1.3"}


def test_a_verifier_keeps_minutes_and_pictures_of_a_visit_as_their_own(run):
    from khoabang.web.rounds.models import Charge

    participant, verifier = run.participants["so-y-te"], run.people["verifier"]
    type(run.round).objects.filter(pk=run.round.pk).update(stage="verification")
    with pytest.raises(Refused) as refused:
        add(run, by=verifier, occasion=Occasion.VISIT)
    assert refused.value.status == 403
    Charge.objects.create(round=run.round, duty="verify", person=verifier, criterion="1")
    (minutes,) = add(run, file(PNG, "bien-ban.png"), title="Biên bản", by=verifier, occasion=Occasion.VISIT)
    assert (minutes.owner, minutes.body) == (verifier, None)
    assert selectors.for_claim(participant) == {}
    with pytest.raises(Refused):
        add(run, indicator="2.1", by=verifier, occasion=Occasion.VISIT)
    with pytest.raises(Refused):
        services.link(participant.pk, minutes.pk, "1.3", by=run.people["preparer:so-y-te"])


# Publication


def test_a_revision_is_published_only_while_both_sides_agree(run):
    from khoabang.web.activity.models import Entry

    participant, approver, lead = run.participants["so-y-te"], run.people["approver:so-y-te"], run.people["lead"]
    (document,) = add(run)
    revision = document.revisions.get()

    def say(side, *, given, by):
        services.consent(participant.pk, revision.pk, side, given=given, by=by)
        return list(selectors.published())

    assert say(Side.BODY, given=True, by=approver) == []
    assert say(Side.BODY, given=True, by=approver) == []
    assert say(Side.LEAD, given=True, by=lead) == [revision]
    services.revise(participant.pk, document.pk, file(PNG, "moi.png"), by=approver)
    assert list(selectors.published()) == [revision]
    assert say(Side.BODY, given=False, by=approver) == []
    assert say(Side.BODY, given=True, by=approver) == [revision]
    assert say(Side.LEAD, given=False, by=lead) == []
    assert Consent.objects.count() == Entry.objects.filter(action__startswith="evidence.consent").count() == 5
    assert differing_from_log("DOC158", "DOC159", "DOC160") == []
    for side, by in ((Side.LEAD, approver), (Side.BODY, lead), (Side.LEAD, run.people["verifier"])):
        with pytest.raises(Refused) as refused:
            services.consent(participant.pk, revision.pk, side, given=True, by=by)
        assert refused.value.status == 403


# What never changes


def test_revisions_and_consents_never_change_whoever_tries(run):
    (document,) = add(run)
    revision = document.revisions.get()
    services.consent(run.participants["so-y-te"].pk, revision.pk, Side.BODY, given=True, by=run.people["approver:so-y-te"])
    with pytest.raises(FrozenRow):
        revision.delete()
    for table, column in (("evidence_revision", "number"), ("evidence_consent", "number"), ("evidence_link", "indicator")):
        for statement in (f"UPDATE {table} SET {column} = '9'", f"DELETE FROM {table}"):  # noqa: S608 - names of our own tables
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_document_is_attached_to_an_indicator_once(run):
    add(run)
    link = Link.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Link.objects.create(
            document=link.document, participant=link.participant, indicator="1.3", occasion="draft", at=NOW, by=link.by
        )


# Limits


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MAX_BODY", len(PDF), "đã đầy"),
        ("MAX_DOCUMENTS", 1, "đã có 1 tài liệu"),
        ("MAX_LINKS", 1, "đã có 1 tài liệu"),
        ("MAX_FILES", 0, "tối đa"),
    ],
)
def test_limits_are_enforced(run, monkeypatch, limit, value, said):
    if value:
        add(run)
    monkeypatch.setattr(f"khoabang.web.evidence.services.{limit}", value)
    with pytest.raises(FileRefused, match=said):
        add(run, file(PNG, "a.png"), title="Ảnh")


# The store


def test_on_disk_a_file_stands_under_its_hash_whole_or_not_at_all(folder, monkeypatch):
    sha256 = hashlib.sha256(PDF).hexdigest()
    path = store.keep(io.BytesIO(PDF), sha256, len(PDF))
    assert (folder / sha256[:2] / sha256).read_bytes() == PDF
    assert (path, store.is_intact(path, sha256)) == (f"{sha256[:2]}/{sha256}", True)
    assert store.keep(io.BytesIO(PDF), sha256, len(PDF)) == path

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    other = hashlib.sha256(PNG).hexdigest()
    with pytest.raises(OSError, match="space"):
        store.keep(io.BytesIO(PNG), other, len(PNG))
    assert [each.name for each in folder.rglob("*") if each.is_file()] == [sha256]
    assert not store.is_intact(f"{other[:2]}/{other}", other)


def test_a_file_that_was_cut_short_is_written_again_and_one_that_was_changed_is_seen(folder):
    sha256 = hashlib.sha256(PDF).hexdigest()
    path = store.keep(io.BytesIO(PDF), sha256, len(PDF))
    (folder / path).write_bytes(PDF[:10])
    assert not store.is_intact(path, sha256)
    store.keep(io.BytesIO(PDF), sha256, len(PDF))
    assert store.is_intact(path, sha256)


@pytest.fixture
def bucket(folder, settings, monkeypatch):
    """An S3 service of our own on this machine, with one bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    from khoabang.web.deployment import evidence_in

    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="khoa", aws_secret_access_key="bí mật/+", region_name="us-east-1"
    )
    client.create_bucket(Bucket="minh-chung")
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": evidence_in(None, f"http://khoa:b%C3%AD%20m%E1%BA%ADt%2F%2B@{host}:{port}/minh-chung"),
    }
    yield client
    server.stop()


def test_in_a_bucket_files_are_kept_read_and_found_missing(bucket, run):
    (document,) = add(run)
    revision = document.revisions.get()
    (kept,) = bucket.list_objects_v2(Bucket="minh-chung")["Contents"]
    assert kept["Key"] == revision.path
    assert b"".join(store.pieces(revision.path)) == PDF
    assert store.is_intact(revision.path, revision.sha256)
    add(run, indicator="1.2", title="Bản khác")
    assert bucket.list_objects_v2(Bucket="minh-chung")["KeyCount"] == 1
    assert bucket.get_object_acl(Bucket="minh-chung", Key=kept["Key"])["Grants"][0]["Permission"] == "FULL_CONTROL"
    bucket.delete_object(Bucket="minh-chung", Key=kept["Key"])
    assert not store.is_intact(revision.path, revision.sha256)


def test_a_store_that_fails_is_said_and_nothing_is_attached(bucket, run):
    from khoabang.web.evidence.errors import StoreFailed

    bucket.delete_bucket(Bucket="minh-chung")
    with pytest.raises(StoreFailed) as refused:
        add(run)
    assert (refused.value.status, refused.value.field) == (503, "files")
    assert not Document.objects.exists()


@pytest.mark.parametrize("address", ["ftp://a:b@h/x", "https://h/x", "https://a:b@h/", "https://a:b@h/x/y", "https://a@h/x"])
def test_an_address_of_a_bucket_that_says_too_little_is_refused(address):
    from django.core.exceptions import ImproperlyConfigured

    from khoabang.web.deployment import evidence_in

    with pytest.raises(ImproperlyConfigured, match="KHOABANG_S3"):
        evidence_in(None, address)
