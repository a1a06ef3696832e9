"""The commands that sign a file and verify signatures: what they say, what they exit with, and that a secret is never shown."""

import json

import pytest

from certificate_authority import SECRET, Clock
from khoabang.cli import signing
from signed_files import authority, chairwoman, director, letter, signed_once, signed_twice, written


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a letter, two keys and the authority's certificate, on a day on which they are valid."""
    monkeypatch.setattr(signing, "datetime", Clock)
    monkeypatch.delenv("KHOABANG_TRUST", raising=False)
    monkeypatch.delenv("KHOABANG_SIGNING_SECRET", raising=False)
    for name, content in (
        ("van-ban.pdf", letter()), ("giam-doc.p12", director().p12()), ("chu-tich.p12", chairwoman().p12()),
        ("goc.pem", authority().root.pem), ("mat-khau.txt", f"{SECRET}\r\n".encode()), ("da-ky.pdf", signed_once().pdf),
    ):  # fmt: skip
        written(tmp_path, name, content)
    return tmp_path


SIGN = ("sign", "van-ban.pdf", "--certificate", "giam-doc.p12", "--secret-file", "mat-khau.txt")


def test_two_sign_in_turn_and_both_are_verified(khoabang, desk):
    khoabang(*SIGN, "-o", "1.pdf", "--reason", "Trình ký")
    assert khoabang.code == 0, khoabang.said
    assert "Đã ký bằng chứng thư của Trần Văn Ví Dụ (Sở Khoa học và Công nghệ tỉnh Sao Khuê)" in khoabang.said
    assert "trang 1" in khoabang.said
    khoabang("sign", "1.pdf", "--certificate", "chu-tich.p12", "--secret-file", "mat-khau.txt", "--final", "-o", "2.pdf")
    assert khoabang.code == 0
    khoabang("verify-signature", "2.pdf", "--trust", "goc.pem")
    assert khoabang.code == 0
    assert khoabang.out.index("Trần Văn Ví Dụ") < khoabang.out.index("Nguyễn Thị Thử Nghiệm")
    assert khoabang.out.count("Còn nguyên vẹn, chứng thư do nơi cấp tin cậy cấp") == 2
    assert khoabang(*SIGN[:1], "2.pdf", *SIGN[2:], "-o", "3.pdf").code == 2
    assert "SIG004" in khoabang.err
    assert not (desk / "3.pdf").exists()


def test_verdicts_are_a_document_for_programs(khoabang, desk):
    written(desk, "hai.pdf", signed_twice().pdf)
    found = khoabang("verify-signature", "hai.pdf", "--trust", "goc.pem", "--json").json
    assert (found["format"], found["kind"], found["signed"]) == (1, "khoabang.signatures", True)
    assert [(each["order"], each["code"], each["later"]) for each in found["signatures"]] == [
        (1, "good", ["ChuKy2"]),
        (2, "good", []),
    ]
    assert {each["revoked"] for each in found["signatures"]} == {None}
    english = khoabang("verify-signature", "hai.pdf", "--trust", "goc.pem", "--json", "--lang", "en").json
    assert english["signatures"][0]["message"] != found["signatures"][0]["message"]
    assert json.dumps(english["signatures"][0]["signer"]) == json.dumps(found["signatures"][0]["signer"])


@pytest.mark.parametrize(
    ("change", "trust", "said"),
    [
        (lambda pdf: pdf, [], "không có trong danh sách tin cậy"),
        (lambda pdf: pdf.replace(b"Tinos", b"Timos", 1), ["--trust", "goc.pem"], "đã bị sửa sau khi ký"),
        (lambda pdf: pdf + b"x", ["--trust", "goc.pem"], "không phải chỉ thêm chữ ký"),
        (lambda pdf: letter(), ["--trust", "goc.pem"], "không có chữ ký nào"),
    ],
    ids=["foreign", "altered", "added to", "unsigned"],
)
def test_what_is_not_good_exits_as_wrong(khoabang, desk, change, trust, said):
    written(desk, "lai.pdf", change(signed_once().pdf))
    khoabang("verify-signature", "lai.pdf", *trust)
    assert khoabang.code == 1
    assert said in khoabang.said


def test_the_trust_list_comes_from_the_environment_where_none_is_given(khoabang, desk, monkeypatch):
    (desk / "goc").mkdir()
    written(desk / "goc", "goc.crt", authority().root.der)
    monkeypatch.setenv("KHOABANG_TRUST", str(desk / "goc"))
    assert khoabang("verify-signature", "da-ky.pdf").code == 0


# The secret


def test_the_secret_is_asked_for_without_showing_it(khoabang, desk, monkeypatch):
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or SECRET)
    assert khoabang("sign", "van-ban.pdf", "--certificate", "giam-doc.p12", "-o", "1.pdf").code == 0
    assert asked == ["Mật khẩu của tệp khóa: "]
    assert SECRET not in khoabang.said


def test_the_secret_comes_from_the_environment(khoabang, desk, monkeypatch):
    monkeypatch.setenv("KHOABANG_SIGNING_SECRET", SECRET)
    assert khoabang("sign", "van-ban.pdf", "--certificate", "giam-doc.p12", "-o", "1.pdf").code == 0


def test_there_is_no_way_to_put_a_secret_on_the_command_line(khoabang):
    khoabang("sign", "--help")
    assert not [word for word in ("--pin ", "--password", "--passphrase") if word in khoabang.out]


# Refusals


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["van-ban.pdf", "-o", "1.pdf"], "CMD001"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "--token", "x", "--module", "y", "-o", "1.pdf"], "CMD001"),
        (["van-ban.pdf", "--token", "x", "-o", "1.pdf"], "CMD001"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12"], "CMD001"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "--position", "giữa", "-o", "1.pdf"], "CMD001"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "-o", "1.docx"], "CMD004"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "-o", "da-ky.pdf"], "CMD005"),
        (["khong-co.pdf", "--certificate", "giam-doc.p12", "-o", "1.pdf"], "CMD018"),
        (["van-ban.pdf", "--certificate", "khong-co.p12", "--secret-file", "mat-khau.txt", "-o", "1.pdf"], "CMD018"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "--secret-file", "khong-co.txt", "-o", "1.pdf"], "CMD018"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "-o", "1.pdf"], "SIG021"),
        (["van-ban.pdf", "--certificate", "goc.pem", "--secret-file", "mat-khau.txt", "-o", "1.pdf"], "SIG005"),
        (["van-ban.pdf", "--certificate", "giam-doc.p12", "--secret-file", "goc.pem", "-o", "1.pdf"], "SIG006"),
        (["goc.pem", "--certificate", "giam-doc.p12", "--secret-file", "mat-khau.txt", "-o", "1.pdf"], "SIG001"),
        ([*SIGN[1:], "--position", "7:10,10", "-o", "1.pdf"], "SIG018"),
        ([*SIGN[1:], "--picture", "goc.pem", "-o", "1.pdf"], "SIG019"),
    ],
)
def test_what_cannot_be_signed_is_said_and_nothing_is_written(khoabang, desk, monkeypatch, arguments, code):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    khoabang("sign", *arguments)
    assert khoabang.code == 2
    assert code in khoabang.err
    assert SECRET not in khoabang.said
    assert not (desk / "1.pdf").exists()


def test_a_trust_list_that_cannot_be_read_is_no_silence(khoabang, desk):
    assert khoabang("verify-signature", "da-ky.pdf", "--trust", "mat-khau.txt").code == 2
    assert "SIG020" in khoabang.err
    assert khoabang("verify-signature", "da-ky.pdf", "--trust", "khong-co.pem", "--json").code == 2
    assert khoabang.json["problems"][0]["code"] == "CMD018"


@pytest.mark.parametrize(("position", "page"), [("1:30,200", 1), ("last:100.5,200,60,18", 1), ("none", 0)])
def test_a_place_may_be_named(khoabang, desk, position, page):
    khoabang(*SIGN, "--position", position, "-o", "1.pdf")
    assert khoabang.code == 0
    assert (f"trang {page}" if page else "không có hình") in khoabang.said
