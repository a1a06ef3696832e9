"""Files to sign and signed ones, made once for all tests: the decision of a real round, and people with certificates for tests."""

import json
from functools import cache
from pathlib import Path

from pyhanko.sign.signers import SimpleSigner

from certificate_authority import SECRET, SIGNED, YEAR, Authority, Issued
from khoabang.documents.content import Closing, Content, Paragraph, Sheet
from khoabang.documents.decision import decision
from khoabang.documents.facts import read_facts
from khoabang.documents.pdf import pdf
from khoabang.scoring import Problems, evaluate, shipped_evaluations
from khoabang.signing.certificates import Certificate, Trust
from khoabang.signing.keys import Key
from khoabang.signing.sign import Signed, Wish, sign

DEPARTMENT = "Sở Khoa học và Công nghệ tỉnh Sao Khuê"
COMMITTEE = "Ủy ban nhân dân tỉnh Sao Khuê"


@cache
def authority() -> Authority:
    return Authority()


@cache
def stranger() -> Authority:
    """An authority of the same name, which nobody trusts."""
    return Authority(number=10)


@cache
def chairwoman() -> Issued:
    return authority().issue("Nguyễn Thị Thử Nghiệm", COMMITTEE)


@cache
def director() -> Issued:
    return authority().issue("Trần Văn Ví Dụ", DEPARTMENT, 2)


def trusted() -> Trust:
    return Trust((Certificate.load(authority().root.der),))


def key_of(issued: Issued) -> Key:
    signer = SimpleSigner.load_pkcs12_data(issued.p12(), other_certs=[], passphrase=SECRET.encode())
    return Key(signer, signer.signing_cert)


@cache
def thai_binh() -> bytes:
    """The decision of Thái Bình 2020, rebuilt: four pages, no name under the position."""
    folder = shipped_evaluations()["thai-binh-2020"]
    evaluated, _ = evaluate(folder)
    facts = read_facts(folder / "facts.yaml", "facts.yaml", Problems())
    assert evaluated is not None
    assert facts is not None
    return pdf(decision(json.loads(json.dumps(evaluated.result)), facts.decision))


@cache
def letter(name: str = "Nguyễn Thị Thử Nghiệm", *, closing: bool = True) -> bytes:
    """A page with the signer's block of an administrative document, or without."""
    block = Closing("Nơi nhận:", ("- Như trên;", "- Lưu: VT."), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), name)
    blocks = (Paragraph("Công bố kết quả xếp hạng năm 2026."), *([block] if closing else []))
    return pdf(Content("Công văn", "Tỉnh Sao Khuê", (Sheet(blocks),), SIGNED.date()))


@cache
def signed_once() -> Signed:
    return sign(letter(), key_of(director()), SIGNED)


@cache
def signed_twice() -> Signed:
    return sign(signed_once().pdf, key_of(chairwoman()), SIGNED + YEAR / 365)


@cache
def closed() -> Signed:
    """Signed by one, then by another who lets nothing be added."""
    return sign(signed_once().pdf, key_of(chairwoman()), SIGNED + YEAR / 365, Wish(final=True))


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
