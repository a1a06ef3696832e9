"""The commands that write and recheck an open bundle."""

import hashlib
import json
from pathlib import Path

import pytest

from bundles import Forger, bundle_of
from khoabang.bundle.archive import pack
from khoabang.bundle.parts import RESULT

NAME = "thai-binh-2020"


@pytest.fixture
def file():
    Path("goi.zip").write_bytes(bundle_of(NAME))
    return "goi.zip"


def forged(change):
    Path("goi.zip").write_bytes(pack(Forger(NAME).json(RESULT, change).resealed().entries))
    return "goi.zip"


def test_what_bundle_writes_verify_finds_whole(khoabang):
    assert khoabang("bundle", "vinh-phuc-2019", "-o", "goi.zip").code == 0
    sha256 = hashlib.sha256(Path("goi.zip").read_bytes()).hexdigest()
    assert sha256 in khoabang.out
    assert khoabang("verify", "goi.zip", "--sha256", sha256.upper()).code == 0
    assert khoabang.out.count("✓") == 6
    assert khoabang.err == ""


def test_json_tells_programs_the_same(khoabang, file):
    assert khoabang("verify", file, "--json").code == 0
    assert khoabang.json["kind"] == "khoabang.verification"
    assert set(khoabang.json["steps"].values()) == {"ok", "not_done"}
    assert khoabang.json["bundle"]["round"]["id"] == NAME
    assert khoabang("bundle", NAME, "-o", file, "--force", "--json").code == 0
    assert khoabang.json["sha256"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()


def test_the_first_difference_names_body_criterion_and_both_figures(khoabang):
    def change(result):
        body = next(each for each in result["groups"][0]["bodies"] if each["code"] == "vp-ubnd-tinh")
        body["criteria"]["6"]["points"]["exact"] = "101/2"

    assert khoabang("verify", forged(change)).code == 1
    assert "Văn phòng UBND tỉnh › 6 Nhân lực cho ứng dụng CNTT" in khoabang.out
    assert "Điểm, chính xác: trong gói 50,5, tính lại 55" in khoabang.said
    assert "BUN011" in khoabang.err
    assert khoabang("verify", "goi.zip", "--lang", "en").code == 1
    assert "in the bundle 50.5, recomputed 55" in khoabang.said


def test_a_byte_is_named(khoabang, file):
    data = Path(file).read_bytes()
    Path(file).write_bytes(data[:10] + b"\x01" + data[11:])
    assert khoabang("verify", file).code == 1
    assert "BUN002" in khoabang.err
    assert "byte thứ 10" in khoabang.said
    assert "(chưa xét)" in khoabang.out


def test_of_a_partial_evaluation_it_does_not_say_that_all_is_recomputed(khoabang):
    Path("goi.zip").write_bytes(bundle_of("hau-giang-2021"))
    assert khoabang("verify", "goi.zip").code == 0
    assert "Không tính lại được, chỉ có theo bản công bố: hạng 6, tổng điểm 10, loại 3, số thống kê 4." in khoabang.said
    assert "ra đúng kết quả" not in khoabang.out
    assert "BUN013" in khoabang.err


def test_another_hash_than_the_published_one_is_wrong(khoabang, file):
    assert khoabang("verify", file, "--sha256", "0" * 64).code == 1
    assert "BUN009" in khoabang.err


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), "chữ".encode()])
def test_what_is_no_bundle_is_no_answer(khoabang, content):
    Path("goi.zip").write_bytes(content)
    assert khoabang("verify", "goi.zip", "--json").code == 2
    assert [problem["code"] for problem in khoabang.json["problems"]] == ["BUN001"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("verify", "khong-co.zip"), "FIL001"),
        (("verify", "."), "BUN001"),
        (("verify", "x.zip", "--sha256", "abc"), "CMD001"),
        (("verify",), "CMD001"),
        (("bundle", "thai-binh-2091", "-o", "x.zip"), "BUN017"),
        (("bundle", NAME), "CMD001"),
        (("bundle", NAME, "-o", "x.txt"), "CMD004"),
        (("bundle", NAME, "-o", "khong-co/x.zip"), "FIL030"),
    ],
)
def test_misuse_is_said_and_writes_nothing(khoabang, tmp_path, arguments, code):
    assert khoabang(*arguments).code == 2
    assert code in khoabang.err
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_not_written_over_unasked(khoabang, file):
    assert khoabang("bundle", "vinh-phuc-2019", "-o", file).code == 2
    assert "CMD005" in khoabang.err
    assert Path(file).read_bytes() == bundle_of(NAME)


def test_the_documents_of_programs_have_no_numbers_that_a_reader_rounds(khoabang, file):
    khoabang("verify", file, "--json")
    json.loads(khoabang.out, parse_float=pytest.fail)
