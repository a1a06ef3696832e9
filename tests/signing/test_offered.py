"""What comes back for an offered file: that file with signatures and nothing else, or another."""

import io
from datetime import timedelta

import pytest
from cryptography.x509 import load_der_x509_crl
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata

from certificate_authority import SIGNED
from khoabang.signing.apart import checked_apart
from khoabang.signing.certificates import Trust
from khoabang.signing.check import checked
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.sign import _SignerAt, sign
from signed_files import authority, director, key_of, letter, signed_once, signed_twice, thai_binh, trusted

NOW = SIGNED + timedelta(days=2)


def by_another_program(pdf, change=lambda writer: None, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED):
    """Sign as other programs do, which also write the information of the file anew, and do `change` in the same revision."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    meta = PdfSignatureMetadata(field_name="Signature1", subfilter=subfilter)
    spec = SigFieldSpec("Signature1", on_page=0, box=(300, 300, 400, 350))
    _SignerAt(SIGNED, meta, key_of(director()).signer, None, spec).sign_pdf(writer, output=out)
    return out.getvalue()


def hidden_text(writer):
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"BT /F0 12 Tf 100 100 Td (99) Tj ET")))


def page_of(writer):
    reference = writer.find_page_for_modification(0)[0]
    writer.mark_update(reference)
    return reference.get_object()


def another_size(writer):
    page_of(writer)[pdf_name("/MediaBox")] = ArrayObject(map(NumberObject, (0, 0, 500, 500)))


def another_content(writer):
    reference = page_of(writer).raw_get("/Contents")
    reference.get_object()._data = b"q Q"
    reference.get_object()._encoded_data = None
    writer.mark_update(reference)


def a_note(writer):
    note = {
        pdf_name("/Type"): NameObject("/Annot"),
        pdf_name("/Subtype"): NameObject("/FreeText"),
        pdf_name("/Contents"): pdf_string("99"),
    }
    page = page_of(writer)
    page[pdf_name("/Annots")] = ArrayObject([writer.add_object(DictionaryObject(note))])


def a_form(writer):
    field = {pdf_name("/FT"): NameObject("/Tx"), pdf_name("/T"): pdf_string("diem"), pdf_name("/V"): pdf_string("99")}
    writer.root[pdf_name("/AcroForm")] = DictionaryObject(
        {pdf_name("/Fields"): ArrayObject([writer.add_object(DictionaryObject(field))])}
    )
    writer.update_root()


def an_action(writer):
    act = {pdf_name("/S"): NameObject("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    writer.root[pdf_name("/OpenAction")] = writer.add_object(DictionaryObject(act))
    writer.update_root()


def an_empty_field(writer):
    append_signature_field(writer, SigFieldSpec("Khac", on_page=0, box=(10, 10, 60, 60)))


def content(pdf, offered):
    return checked(pdf, offered, trusted(), NOW).content


@pytest.mark.parametrize("offered", [letter, thai_binh])
@pytest.mark.parametrize("subfilter", [SigSeedSubFilter.ADOBE_PKCS7_DETACHED, SigSeedSubFilter.PADES])
def test_a_file_signed_by_another_program_is_the_offered_one(offered, subfilter):
    back = checked(by_another_program(offered(), subfilter=subfilter), offered(), trusted(), NOW)
    assert (back.content, [each.code for each in back.verdicts]) == ("offered", ["good"])
    assert back.acceptable


@pytest.mark.parametrize(
    "change", [hidden_text, another_size, another_content, a_note, a_form, an_action], ids=lambda change: change.__name__
)
def test_what_is_slipped_in_with_the_signature_itself_is_noticed(change):
    slipped = by_another_program(letter(), change)
    assert slipped.startswith(letter())
    back = checked(slipped, letter(), trusted(), NOW)
    assert [each.code for each in back.verdicts] == ["good"]  # the signature vouches for it, the offer does not
    assert (back.content, back.acceptable) == ("other", False)


def test_signatures_in_turn_are_signatures_only():
    for pdf, offered in ((signed_once().pdf, letter()), (signed_twice().pdf, letter()), (signed_twice().pdf, signed_once().pdf)):
        back = checked(pdf, offered, trusted(), NOW)
        assert (back.content, back.acceptable) == ("offered", True)
    assert content(by_another_program(signed_once().pdf), letter()) == "offered"
    assert content(by_another_program(signed_once().pdf, hidden_text), letter()) == "other"


def test_an_unsigned_file_and_another_file_are_told():
    assert content(letter(), letter()) == "unsigned"
    other = sign(letter("Trần Văn Khác"), key_of(director()), SIGNED).pdf
    assert content(other, letter()) == "other"
    assert [each.code for each in checked(other, letter(), trusted(), NOW).verdicts] == ["good"]
    assert content(letter("Trần Văn Khác"), letter()) == "other"
    assert content(signed_once().pdf, signed_twice().pdf) == "other"


def test_what_stands_behind_the_last_signature_is_not_signed():
    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed_once().pdf)), io.BytesIO()
    an_empty_field(writer)
    writer.write(out)
    assert content(out.getvalue(), letter()) == "other"
    assert content(signed_once().pdf + b"x", letter()) == "other"


def test_a_foreign_signature_on_the_offered_file_is_not_acceptable():
    back = checked(signed_once().pdf, letter(), Trust(), NOW)
    assert (back.content, back.acceptable) == ("offered", False)


# In a process of its own


def test_a_process_of_its_own_judges_alike():
    revoking = Trust(trusted().roots, (load_der_x509_crl(authority().revokes(director(), at=SIGNED)),))
    twice, foreign = signed_twice().pdf, by_another_program(letter(), hidden_text)
    for pdf, trust in ((twice, trusted()), (twice, revoking), (foreign, trusted()), (letter(), revoking)):
        assert checked_apart(pdf, letter(), trust, NOW) == checked(pdf, letter(), trust, NOW)


@pytest.mark.parametrize(
    ("pdf", "seconds", "code"),
    [(b"PK", 20, "SIG001"), (signed_once().pdf, 0, "SIG024"), (b"%PDF-1.7\n" + b"[" * 3_000_000, 20, "SIG001")],
    ids=["no PDF", "no time", "nested without end"],
)
def test_what_is_too_much_ends_that_process_alone(pdf, seconds, code):
    with pytest.raises(SigningRefused) as refused:
        checked_apart(pdf, letter(), trusted(), NOW, seconds)
    assert refused.value.problem.code == code


def test_a_file_too_large_is_not_handed_over(monkeypatch):
    monkeypatch.setattr("khoabang.signing.apart.MOST_BYTES", 1000)
    with pytest.raises(SigningRefused) as refused:
        checked_apart(letter(), letter(), trusted(), NOW)
    assert refused.value.problem.code == "SIG022"
