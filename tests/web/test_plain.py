"""What people send becomes plain text in one place: one spelling, and nothing that nobody sees."""

import json
import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

import khoabang
from khoabang.scoring.files.characters import unseen
from khoabang.web.assessments.models import Draft
from khoabang.web.plain import NUL, cleaned, named, plain
from web.running import NOW, running

pytestmark = pytest.mark.one_database

UNSEEN = [chr(each) for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069)) for each in range(first, last + 1)]
UNSEEN += ["\ufeff", "\u2060", "\u00ad", NUL]
SEEN = "Sở Y tế, Đắk Lắk: «tốt» 58,083 % €"
texts = st.lists(st.sampled_from([*UNSEEN, *SEEN, "\n", "\t"]) | st.characters(codec="utf-8")).map("".join)


@given(texts)
def test_nothing_unseen_stays_and_once_is_enough(text):
    kept = plain(text)
    assert unseen(kept) is None
    assert unicodedata.is_normalized("NFC", kept)
    assert plain(kept) == kept


@given(st.data())
def test_what_is_seen_stays_whatever_stands_between(data):
    mixed = "".join(letter + data.draw(st.sampled_from(["", *UNSEEN])) for letter in SEEN)
    assert plain(mixed) == SEEN
    assert plain(unicodedata.normalize("NFD", SEEN)) == SEEN
    sent = QueryDict(mutable=True)
    sent["name"] = mixed
    assert cleaned(sent)["name"] == SEEN


def test_a_forms_fields_and_the_names_of_its_files_come_in_plain(db, monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)
    run = running("assessment")
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people["preparer:so-y-te"])
    typed = {
        "phien-ban": 0,
        "so-lieu.hoan_thanh": "1\u200b8",
        "so-lieu.duoc_giao": "20",
        "ghi-chu": "Đa\u0303 gư\u0309i\u200b \u202ebáo cáo",
    }
    client.post("/lam-viec/dot/thu-2026/tu-danh-gia/so-y-te/chi-tieu/1.2/", typed)
    draft = Draft.objects.get(indicator="1.2")
    assert (draft.note, json.loads(draft.values)["hoan_thanh"]) == ("Đã gửi báo cáo", "18")
    files = MultiValueDict({"tep": [SimpleUploadedFile("bao\u202efdp.pdf", b"x")]})
    named(files)
    assert [file.name for file in files.getlist("tep")] == ["baofdp.pdf"]


def test_no_other_module_of_the_web_spells_text():
    folder = Path(khoabang.__file__).parent / "web"
    spelling = {
        str(path.relative_to(folder)) for path in folder.rglob("*.py") if 'unicodedata.normalize("NFC"' in path.read_text("utf-8")
    }
    assert spelling == {"plain.py", "organisations/names.py", "assessments/drafts.py"}
