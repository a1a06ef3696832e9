"""What is said of the signatures of a file: intact, altered, added to, expired, foreign, signed twice, closed, unsigned."""

import io
import os
import random
from datetime import timedelta
from unittest.mock import patch

import pytest
from cryptography.x509 import load_der_x509_crl
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdfium2 import PdfDocument

from certificate_authority import SIGNED, YEAR
from khoabang.signing.certificates import Trust
from khoabang.signing.check import check
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.sign import Wish, sign
from khoabang.signing.verdict import WORDS
from signed_files import authority, chairwoman, closed, director, key_of, letter, signed_once, signed_twice, stranger, trusted

NOW = SIGNED + timedelta(days=2)
STRESS = os.environ.get("KB_STRESS") == "1"


def codes(pdf, trust=None, now=NOW):
    return [each.code for each in check(pdf, trusted() if trust is None else trust, now)]


def updated(pdf, change):
    """Append a revision in which `change` did something to the writer."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def hidden_text(writer):
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"BT /F0 12 Tf 100 100 Td (99) Tj ET")))


def another_title(writer):
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_root()


def empty_field(writer):
    append_signature_field(writer, SigFieldSpec("Khac", on_page=0, box=(10, 10, 60, 60)))


# Good ones


def test_a_signature_by_a_trusted_certificate_over_the_whole_file_is_good():
    (only,) = check(signed_once().pdf, trusted(), NOW)
    assert (only.code, only.standing, only.field, only.covers) == ("good", "good", "ChuKy1", "file")
    assert only.holder.words == "Trần Văn Ví Dụ (Sở Khoa học và Công nghệ tỉnh Sao Khuê)"
    assert only.signed_at == SIGNED
    said = " ".join(only.notes())
    assert "05/03/2026 09:30:00 +07:00" in said
    assert "Chữ ký phủ toàn bộ tệp." in said
    assert "không dùng mạng" in said


def test_a_second_signature_leaves_the_first_good_and_says_what_it_covered():
    first, second = check(signed_twice().pdf, trusted(), NOW)
    assert [first.code, second.code] == ["good", "good"]
    assert [first.holder.name, second.holder.name] == ["Trần Văn Ví Dụ", "Nguyễn Thị Thử Nghiệm"]
    assert (first.covers, first.revision, first.revisions, first.later) == ("revision", 2, 3, ("ChuKy2",))
    assert (second.covers, second.revision, second.later) == ("file", 3, ())
    assert "phủ phiên bản 2 trong 3 phiên bản của tệp; thêm sau nó: ChuKy2" in " ".join(first.notes())


def test_what_was_signed_first_is_found_byte_for_byte_in_what_was_signed_later():
    assert signed_once().pdf.startswith(letter())
    assert signed_twice().pdf.startswith(signed_once().pdf)


def test_a_file_without_a_signature_has_no_verdict():
    assert check(letter(), trusted(), NOW) == ()


def test_signing_alters_nothing_on_the_page_and_keeps_its_structure():
    before, after = (PdfDocument(pdf)[0].get_textpage().get_text_bounded() for pdf in (letter(), signed_twice().pdf))
    assert before == after
    reader = PdfFileReader(io.BytesIO(signed_twice().pdf))
    for name in ("/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang", "/OutputIntents", "/ViewerPreferences"):
        assert reader.root[name] == PdfFileReader(io.BytesIO(letter())).root[name]
    assert reader.root["/Metadata"].data == PdfFileReader(io.BytesIO(letter())).root["/Metadata"].data
    assert reader.trailer["/Info"] == PdfFileReader(io.BytesIO(letter())).trailer["/Info"]


# Altered


def test_one_letter_altered_is_told_of_the_signature_that_covered_it():
    pdf = signed_twice().pdf
    title = pdf.index(b"<dc:title>") + 40
    altered = pdf[:title] + bytes([pdf[title] ^ 1]) + pdf[title + 1 :]
    assert codes(altered) == ["altered", "altered"]


def test_an_altered_second_signature_leaves_the_first_what_it_was():
    pdf = signed_twice().pdf
    later = pdf.rindex(b"/Name (") + 30
    assert later > len(signed_once().pdf)
    assert codes(flipped(pdf, later, 0)) == ["good", "altered"]


def flipped(pdf, place, bit):
    return pdf[:place] + bytes([pdf[place] ^ (1 << bit)]) + pdf[place + 1 :]


def is_caught(pdf, place, bit):
    """Whether a file with one bit flipped is not taken for good: refused as damaged, or no signature of it good."""
    try:
        found = codes(flipped(pdf, place, bit))
    except SigningRefused as error:
        return error.problem.code in {"SIG001", "SIG002"}
    return bool(found) and "good" not in found


def signed_places(pdf):
    """The places of all bytes that the only signature covers."""
    _, first, second, rest = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].byte_range
    return [*range(first), *range(second, second + rest)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_a_bit_flipped_anywhere_in_what_was_signed_is_caught(data):
    pdf = signed_once().pdf
    place = data.draw(st.sampled_from(signed_places(pdf)))
    assert is_caught(pdf, place, data.draw(st.integers(0, 7)))


PARTS = 64


@pytest.mark.stress
@pytest.mark.parametrize("part", range(PARTS if STRESS else 2))
def test_what_was_signed_is_watched_from_its_first_byte_to_its_last(part):
    pdf, chance = signed_once().pdf, random.Random(part)
    places = signed_places(pdf)[part::PARTS]
    for place in chance.sample(places, 150 if STRESS else 20):
        assert is_caught(pdf, place, chance.randrange(8)), place


def test_the_search_for_flipped_bits_would_find_one_that_is_not_caught():
    pdf = signed_once().pdf
    padding = pdf.index(b"0" * 200)
    assert padding not in signed_places(pdf)
    assert not is_caught(pdf, padding + 150, 0) or codes(flipped(pdf, padding + 150, 0)) != ["good"]


# Added to


@pytest.mark.parametrize("change", [hidden_text, another_title])
def test_a_revision_that_changes_the_content_is_told_apart_from_a_later_signature(change):
    (only,) = check(updated(signed_once().pdf, change), trusted(), NOW)
    assert only.code == "changed_after"
    assert only.broken
    assert "không phải chỉ thêm chữ ký" in only.words()


def test_a_change_between_two_signatures_breaks_the_first_and_stays_under_the_second():
    between = updated(signed_once().pdf, hidden_text)
    with pytest.raises(SigningRefused) as refused:
        sign(between, key_of(chairwoman()), NOW)
    assert refused.value.problem.code == "SIG003"
    assert "ChuKy1" in refused.value.problem.what()


@pytest.mark.parametrize("rubbish", [b"x", b"\n", b"%% more\n"])
def test_bytes_behind_the_end_are_no_part_of_what_was_signed(rubbish):
    assert codes(signed_once().pdf + rubbish) == ["changed_after"]


def test_an_empty_field_for_another_signer_may_be_added_later():
    assert codes(updated(signed_once().pdf, empty_field)) == ["good"]


# Closed


def test_a_final_signature_closes_the_file():
    first, last = check(closed().pdf, trusted(), NOW)
    assert [first.code, last.code] == ["good", "good"]
    assert (first.final, last.final) == (False, True)
    with pytest.raises(SigningRefused) as refused:
        sign(closed().pdf, key_of(director()), NOW)
    assert refused.value.problem.code == "SIG004"


def test_what_is_added_to_a_closed_file_breaks_the_signature_that_closed_it():
    for change in (empty_field, hidden_text):
        assert codes(updated(closed().pdf, change))[1] == "after_final"


# Certificates


def test_an_issuer_that_is_not_trusted_is_foreign_even_by_the_same_name():
    forged = sign(letter(), key_of(stranger().issue("Trần Văn Ví Dụ")), SIGNED).pdf
    assert codes(forged) == ["foreign"]
    assert codes(signed_once().pdf, trust=Trust()) == ["foreign"]


def test_a_certificate_that_expired_since_is_told_apart_from_one_that_had_expired():
    assert codes(signed_once().pdf, now=SIGNED + 2 * YEAR) == ["expired_since"]
    old = authority().issue("Trần Văn Ví Dụ", number=2, begins=SIGNED - 3 * YEAR, ends=SIGNED - YEAR)
    assert codes(sign_at_any_time(old, SIGNED)) == ["expired"]
    young = authority().issue("Trần Văn Ví Dụ", number=2, begins=SIGNED + YEAR, ends=SIGNED + 2 * YEAR)
    assert codes(sign_at_any_time(young, SIGNED)) == ["not_yet_valid"]


def sign_at_any_time(issued, at):
    """Sign as a program does that looks at no days and no purpose."""
    with patch("khoabang.signing.sign.require_usable"):
        return sign(letter(), key_of(issued), at).pdf


def revoking(*issued, by=None, at=SIGNED):
    """Trust with a list of revoked certificates."""
    return Trust(trusted().roots, (load_der_x509_crl((by or authority()).revokes(*issued, at=at)),))


def test_a_revoked_certificate_is_told_from_one_that_a_list_does_not_name():
    (only,) = check(signed_once().pdf, revoking(director()), NOW)
    assert (only.code, only.revoked) == ("revoked", True)
    (only,) = check(signed_once().pdf, revoking(chairwoman()), NOW)
    assert (only.code, only.revoked) == ("good", False)
    assert "Theo danh sách thu hồi ngày 05/03/2026, chứng thư không bị thu hồi." in only.notes()


def test_a_list_that_somebody_else_signed_says_nothing():
    (only,) = check(signed_once().pdf, revoking(director(), by=stranger()), NOW)
    assert (only.code, only.revoked) == ("good", None)
    assert "không dùng mạng" in " ".join(only.notes())


def test_a_certificate_for_another_purpose_does_not_sign():
    assert codes(sign_at_any_time(authority().issue("Máy chủ", signs=False), SIGNED)) == ["usage"]


def test_a_signature_of_tomorrow_is_not_good_today():
    assert codes(signed_once().pdf, now=SIGNED - timedelta(hours=1)) == ["future"]


def test_every_verdict_has_words_in_both_languages():
    (only,) = check(signed_once().pdf, trusted(), NOW)
    for lang in ("vi", "en"):
        assert only.words(lang)
        assert all(only.notes(lang))
    assert only.words("vi") != only.words("en")
    assert only.as_json()["signer"]["issuer"] == "Cơ quan chứng thực thử nghiệm"
    assert all(standing in {"good", "doubt", "wrong"} for standing, _ in WORDS.values())


# Unreadable


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\n", letter()[:2000], b"%PDF-1.7\n" + b"<<" * 5000])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(SigningRefused) as refused:
        check(content, trusted(), NOW)
    assert refused.value.problem.code == "SIG001"


def test_an_encrypted_file_is_refused():
    out = io.BytesIO()
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(letter())))
    writer.encrypt("a", "b")
    writer.write(out)
    for ask in (lambda: check(out.getvalue(), trusted(), NOW), lambda: sign(out.getvalue(), key_of(director()), SIGNED)):
        with pytest.raises(SigningRefused) as refused:
            ask()
        assert refused.value.problem.code == "SIG002"


def test_a_signature_that_was_made_unreadable_is_not_overlooked():
    pdf = signed_once().pdf.replace(b"/FT /Sig", b"/FT /Sih")
    assert codes(pdf) == ["unreadable"]


def test_a_file_too_large_is_not_opened(monkeypatch):
    monkeypatch.setattr("khoabang.signing.check.MOST_BYTES", 1000)
    with pytest.raises(SigningRefused) as refused:
        check(letter(), trusted(), NOW)
    assert refused.value.problem.code == "SIG022"


def test_a_wish_for_no_picture_is_kept():
    done = sign(letter(), key_of(director()), SIGNED, Wish(visible=False))
    assert done.box is None
    assert codes(done.pdf) == ["good"]
