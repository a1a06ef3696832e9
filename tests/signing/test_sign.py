"""Signing: where the picture stands, what it says, what is refused, and that the file stays what it was."""

import io
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from PIL import Image
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdfium2 import PdfDocument

from certificate_authority import SECRET, SIGNED, YEAR
from khoabang.signing.certificates import read_certificates, read_trusted
from khoabang.signing.check import check
from khoabang.signing.keys import file_key
from khoabang.signing.places import Asked
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.sign import Wish, sign
from khoabang.signing.stamp import read_picture
from signed_files import authority, chairwoman, director, key_of, letter, signed_once, signed_twice, thai_binh, trusted, written


def refused(ask):
    with pytest.raises(SigningRefused) as caught:
        ask()
    return caught.value.problem.code


def drawn_text(pdf, box):
    """What stands within a box of a page when its fields are drawn."""
    document = PdfDocument(pdf)
    document.init_forms()
    page = document[box.page]
    picture = page.render(scale=2, may_draw_forms=True).to_pil()
    height = picture.height
    return picture.crop((box.left * 2, height - box.top * 2, box.right * 2, height - box.bottom * 2))


def words_around(pdf, number):
    """The boxes of all lines of text of a page."""
    text = PdfDocument(pdf)[number].get_textpage()
    return [text.get_rect(place) for place in range(text.count_rects())]


def over_text(pdf, box):
    return [
        each for each in words_around(pdf, box.page)
        if each[0] < box.right and box.left < each[2] and each[1] < box.top and box.bottom < each[3]
    ]  # fmt: skip


# The place


@pytest.mark.parametrize("pdf", [thai_binh, letter, lambda: letter("")], ids=["Thái Bình", "with a name", "without"])
def test_the_picture_stands_at_the_signature_block_and_on_no_text(pdf):
    done = sign(pdf(), key_of(chairwoman()), SIGNED)
    text = PdfDocument(pdf())[done.box.page].get_textpage()
    place = text.search("CHỦ TỊCH", match_case=True).get_next()
    position = text.get_charbox(place[0])
    assert done.box.top <= position[1]
    assert position[1] - done.box.top < 40
    assert over_text(pdf(), done.box) == []


def test_the_picture_of_thai_binh_is_on_the_page_of_the_signature_and_not_of_the_appendix():
    done = sign(thai_binh(), key_of(chairwoman()), SIGNED)
    assert "Nơi nhận" in PdfDocument(thai_binh())[done.box.page].get_textpage().get_text_bounded()
    assert done.box.page < len(PdfDocument(thai_binh())) - 1


def test_pictures_of_several_signers_stand_apart_until_there_is_no_room():
    pdf, boxes = letter(), []
    for number in range(3):
        done = sign(pdf, key_of(director()), SIGNED + timedelta(minutes=number))
        pdf = done.pdf
        boxes.append(done.box)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert [over_text(letter(), box) for box in boxes] == [[], [], []]
    assert [each.field for each in check(pdf, trusted(), SIGNED + YEAR / 365)] == ["ChuKy1", "ChuKy2", "ChuKy3"]
    tall = Wish(picture=(picture_of(20, 20), Decimal(30), Decimal(230)))
    assert refused(lambda: sign(letter(), key_of(director()), SIGNED, tall)) == "SIG017"


def test_a_document_without_a_block_asks_for_a_place():
    plain = letter(closing=False)
    assert refused(lambda: sign(plain, key_of(director()), SIGNED)) == "SIG017"
    done = sign(plain, key_of(director()), SIGNED, Wish(asked=Asked(0, Decimal(120), Decimal(200))))
    assert (done.box.page, done.box.left) == (0, 340)
    assert [each.code for each in check(done.pdf, trusted(), SIGNED)] == ["good"]


@pytest.mark.parametrize(
    "asked",
    [
        Asked(9, Decimal(10), Decimal(10)),
        Asked(1, Decimal(180), Decimal(10)),
        Asked(1, Decimal(10), Decimal(290)),
        Asked(1, Decimal(10), Decimal(10), Decimal("0.1")),
    ],
)
def test_a_place_outside_the_page_is_refused(asked):
    assert refused(lambda: sign(letter(), key_of(director()), SIGNED, Wish(asked=asked))) == "SIG018"


def test_a_page_that_is_turned_is_refused():
    writer = IncrementalPdfFileWriter(io.BytesIO(letter()))
    page = writer.find_page_for_modification(0)[0]
    page.get_object()[pdf_name("/Rotate")] = NumberObject(90)
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    turned = out.getvalue()
    assert refused(lambda: sign(turned, key_of(director()), SIGNED)) == "SIG023"
    assert refused(lambda: sign(turned, key_of(director()), SIGNED, Wish(asked=Asked(1, Decimal(9), Decimal(9))))) == "SIG023"
    assert sign(turned, key_of(director()), SIGNED, Wish(visible=False)).box is None


# The picture


def test_the_picture_is_drawn_in_ink_and_says_who_and_when():
    done = signed_once()
    shown = drawn_text(done.pdf, done.box).convert("RGB")
    dark = sum(1 for r, g, b in shown.get_flattened_data() if b - r > 60)
    assert dark > 1000
    assert "Trần Văn Ví Dụ" in said_of_field(done)
    assert "05/03/2026 09:30:00 +07:00" in said_of_field(done)


def said_of_field(done):
    """What a reader for the blind says of the field."""
    return str(PdfFileReader(io.BytesIO(done.pdf)).embedded_signatures[-1].sig_field["/TU"])


@pytest.mark.parametrize("name", ["Nguyễn " * 6 + "Văn", "A" * 64, "#panic() *x* $y$ {{ z }}", "Ký 签名"])
def test_any_name_is_drawn_as_it_is(name):
    issued = authority().issue(name, "Sở " + "Rất Dài " * 5)
    done = sign(letter(), key_of(issued), SIGNED)
    assert [each.code for each in check(done.pdf, trusted(), SIGNED)] == ["good"]


def picture_of(width, height, **options):
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 20, 20, 160)).save(out, "PNG", **options)
    return out.getvalue()


def test_a_seal_has_its_real_size_over_a_third_of_the_signature_on_its_left(tmp_path):
    seal = read_picture(written(tmp_path, "dau.png", picture_of(425, 425, dpi=(300, 300))))
    assert [round(each) for each in seal[1:]] == [36, 36]
    first = signed_once()
    done = sign(first.pdf, key_of(chairwoman()), SIGNED, Wish(picture=seal))
    assert done.box.meets(first.box)
    assert done.box.right == first.box.left + (first.box.right - first.box.left) // 3
    assert abs(done.box.right - done.box.left - 102) <= 1  # 36 mm
    assert [each.code for each in check(done.pdf, trusted(), SIGNED)] == ["good", "good"]
    shown = drawn_text(done.pdf, done.box).convert("RGB")
    assert sum(1 for r, g, b in shown.get_flattened_data() if r - b > 60) > 5000


@pytest.mark.parametrize("content", [b"", b"GIF89a", picture_of(9, 9)[:40], b"\x89PNG\r\n\x1a\n" + b"0" * 50])
def test_a_picture_that_is_none_is_refused(content, tmp_path):
    assert refused(lambda: read_picture(written(tmp_path, "hinh.png", content))) == "SIG019"


# The certificate


@pytest.mark.parametrize(
    ("begins", "ends", "signs", "code"),
    [(-3, -1, True, "SIG008"), (1, 2, True, "SIG009"), (-1, 1, False, "SIG010")],
    ids=["expired", "not yet valid", "for another purpose"],
)
def test_a_certificate_that_may_not_sign_signs_nothing(begins, ends, signs, code):
    issued = authority().issue("Người Ký", begins=SIGNED + begins * YEAR, ends=SIGNED + ends * YEAR, signs=signs)
    assert refused(lambda: sign(letter(), key_of(issued), SIGNED)) == code


# The key file


def test_a_key_file_opens_with_its_passphrase_alone(tmp_path):
    path = written(tmp_path, "khoa.p12", director().p12())
    assert file_key(path, SECRET).certificate.subject.native["common_name"] == "Trần Văn Ví Dụ"
    assert refused(lambda: file_key(path, "sai")) == "SIG006"
    assert refused(lambda: file_key(path, "")) == "SIG006"


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----", b"\x30\x80", b"\x00" * 100])
def test_a_key_file_that_is_none_is_refused(content, tmp_path):
    assert refused(lambda: file_key(written(tmp_path, "khoa.p12", content), SECRET)) == "SIG005"


def test_a_key_file_without_its_key_is_refused(tmp_path):
    content = pkcs12.serialize_key_and_certificates(b"x", None, director().certificate, None, NoEncryption())
    assert refused(lambda: file_key(written(tmp_path, "khoa.p12", content), "")) == "SIG007"


# Trusted certificates


def test_trusted_certificates_are_read_from_files_and_folders(tmp_path):
    (tmp_path / "goc").mkdir()
    both = authority().root.pem + director().pem
    written(tmp_path / "goc", "a.pem", both)
    written(tmp_path / "goc", "b.crt", authority().root.der)
    written(tmp_path / "goc", "README", b"x")
    written(tmp_path / "goc", "c.crl", authority().revokes(director(), at=SIGNED))
    found = read_trusted([tmp_path / "goc", tmp_path / "goc" / "a.pem"])
    assert (len(found.roots), len(found.revocations)) == (5, 1)
    written(tmp_path / "goc", "d.crl", b"x")
    assert refused(lambda: read_trusted([tmp_path / "goc"])) == "SIG020"


@pytest.mark.parametrize(
    "content", [b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\x30\x03\x02\x01\x01"]
)
def test_a_file_without_a_certificate_is_no_silence(content, tmp_path):
    assert refused(lambda: read_certificates(written(tmp_path, "goc.pem", content))) == "SIG020"


def test_what_was_signed_twice_has_both_pictures():
    assert not signed_twice().box.meets(signed_once().box)
