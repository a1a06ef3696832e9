"""Signing with a key that never leaves its token: SoftHSM stands for the tokens of officials."""

import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization
from pkcs11 import Attribute, ObjectClass

from certificate_authority import SIGNED, Clock
from khoabang.cli import main
from khoabang.signing.check import check
from khoabang.signing.keys import token_key
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.sign import sign
from signed_files import authority, chairwoman, director, letter, trusted, written

FOLDERS = ("usr/lib/softhsm", "usr/lib/*/softhsm", "usr/local/lib/softhsm", "opt/homebrew/lib/softhsm")
MODULE = next((str(path) for each in FOLDERS for path in sorted(Path("/").glob(f"{each}/libsofthsm2.so"))), "")
TOOL = shutil.which("softhsm2-util")
LABEL, PIN, SO_PIN = "khoa-bang-thu", "24680", "135790"

pytestmark = pytest.mark.skipif(not (MODULE and TOOL), reason="needs SoftHSM: sudo apt install softhsm2")


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A token with one key, its certificate and that of its issuer; the module reads once, from the environment, where tokens are."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    settings = written(folder, "softhsm2.conf", f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n".encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        tool("--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN, "--pin", PIN)
        add_key(folder, director(), "truong-phong", "01")
        pkcs11.lib(MODULE).reinitialize()
        add_certificate(director(), "truong-phong", b"\x01")
        add_certificate(authority().root, "goc", b"\x09")
        yield folder


def tool(*arguments):
    subprocess.run([TOOL, *arguments], check=True, capture_output=True)


def add_key(folder, issued, label, identifier):
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = written(folder, f"{label}.pem", issued.key.private_bytes(serialization.Encoding.PEM, *form))
    tool("--import", str(path), "--token", LABEL, "--label", label, "--id", identifier, "--pin", PIN)


def add_certificate(issued, label, identifier):
    with pkcs11.lib(MODULE).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: identifier,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509, Attribute.VALUE: issued.der,
                Attribute.SUBJECT: issued.certificate.subject.public_bytes(),
            }
        )  # fmt: skip


def refused(**given):
    with pytest.raises(SigningRefused) as caught, token_key(**{"module": MODULE, "label": LABEL, "pin": PIN, **given}):
        pass
    return caught.value.problem


def test_a_key_on_a_token_signs_as_a_key_in_a_file_does(token):
    with token_key(MODULE, LABEL, PIN) as key:
        done = sign(letter(), key, SIGNED)
    (only,) = check(done.pdf, trusted(), SIGNED)
    assert (only.code, only.holder.name) == ("good", "Trần Văn Ví Dụ")


def test_the_command_signs_with_a_token_and_shows_no_pin(token, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KHOABANG_SIGNING_SECRET", PIN)
    monkeypatch.setattr("khoabang.cli.signing.datetime", Clock)
    file, out = written(tmp_path, "van-ban.pdf", letter()), tmp_path / "da-ky.pdf"
    assert main(["sign", str(file), "--token", LABEL, "--module", MODULE, "-o", str(out)]) == 0
    said = "".join(capsys.readouterr())
    assert PIN not in said
    assert "Trần Văn Ví Dụ" in said


def test_a_token_module_or_pin_that_is_none_is_said(token, tmp_path):
    assert refused(module=tmp_path / "none.so").code == "SIG011"
    assert refused(module=written(tmp_path, "text.so", b"x")).code == "SIG011"
    problem = refused(label="khac")
    assert (problem.code, LABEL in problem.what()) == ("SIG012", True)
    assert refused(pin="99999").code == "SIG013"
    assert refused(pin="1").code == "SIG013"


def test_a_locked_pin_and_a_broken_token_are_said(token, monkeypatch):
    for raised, code in ((pkcs11.PinLocked, "SIG014"), (pkcs11.DeviceError, "SIG016")):

        class Broken:
            def open(self, **_):
                raise raised  # noqa: B023 - called within the turn

        monkeypatch.setattr("khoabang.signing.keys._token", lambda *_: Broken())
        assert refused().code == code


def test_of_several_keys_one_is_chosen_by_its_name(token):
    assert refused(name="khac").code == "SIG015"
    add_key(token, chairwoman(), "chu-tich", "02")
    add_certificate(chairwoman(), "chu-tich", b"\x02")
    problem = refused()
    assert problem.code == "SIG015"
    assert {"truong-phong", "chu-tich"} <= set(problem.params["known"].split(", "))
    with token_key(MODULE, LABEL, PIN, "chu-tich") as key:
        assert key.certificate.subject.native["common_name"] == "Nguyễn Thị Thử Nghiệm"
