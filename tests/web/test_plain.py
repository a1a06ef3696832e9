"""What people send becomes plain text in one place: one spelling, and nothing that nobody sees."""

import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import khoabang
from khoabang.scoring.files.characters import unseen
from khoabang.web.assessments.models import Draft
from khoabang.web.plain import NUL, cleaned, plain
from web.running import running

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
    assert dict(cleaned(QueryDict(f"a={mixed.replace(NUL, '%00').replace('%', '%25') if NUL not in mixed else ''}")))


def test_a_forms_fields_and_the_names_of_its_files_come_in_plain(db, monkeypatch):
    run, seen = running("assessment"), {}
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people["preparer:so-y-te"])
    monkeypatch.setattr(
        "khoabang.web.workspace.evidence_views.sent",
        lambda data: seen.update(data=data) or pytest.skip("unreached"),
        raising=False,
    )
    address = "/lam-viec/dot/thu-2026/tu-danh-gia/so-y-te/1.2/"
    page = client.get(address)
    assert page.status_code == 200
    note = "Đa\u0303 gư\u0309i\u200b \u202egiải trình\u2069"
    client.post(
        address, {"hoan_thanh": "1\u200b8", "duoc_giao": "20", "note": note, "seen": "0", "tep": SimpleUploadedFile("a", b"x")}
    )
    draft = Draft.objects.filter(indicator="1.2").first()
    assert draft is None or draft.note == "Đã gửi giải trình"


def test_no_other_module_of_the_web_spells_text():
    folder = Path(khoabang.__file__).parent / "web"
    spelling = {
        str(path.relative_to(folder)) for path in folder.rglob("*.py") if 'unicodedata.normalize("NFC"' in path.read_text("utf-8")
    }
    assert spelling == {"plain.py", "organisations/names.py", "assessments/drafts.py"}
