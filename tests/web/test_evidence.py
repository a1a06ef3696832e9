"""Evidence: what is kept, what is refused and why, who may attach and see it, and what a claim names for ever."""

import hashlib
import io
import json
import threading
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

LATE = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


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
