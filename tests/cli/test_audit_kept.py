"""`khoabang audit FILE --keep FOLDER`: the folder is an evaluation, which every other command takes."""

import hashlib

import pytest

from auditing.golden_files import source

ABOUT = """\
title: "Kết quả đánh giá, xếp hạng ứng dụng CNTT năm 2020"
year: 2020
authority: {code: thai-binh, name: "UBND tỉnh Thái Bình"}
decision: {type: "Quyết định", number: "06/QĐ-UBND", date: 2021-01-05, issuer: "UBND tỉnh Thái Bình"}
source: {title: "Phụ lục của Quyết định 06/QĐ-UBND", published: 2021-01-05}
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "06.txt").write_text(source("thai-binh-2020"))
    (tmp_path / "about.yaml").write_text(ABOUT)
    return "06.txt"


@pytest.fixture
def kept(khoabang, table):
    khoabang("audit", table, "--role", "A=rank", "--keep", "tb-2020", "--about", "about.yaml")
    assert khoabang.code == 1  # two things are proved wrong, as without --keep
    assert "Đã giữ vào tb-2020: 19 đơn vị, 2 phát hiện, 0 chỗ khác với số tính lại" in khoabang.said
    return "tb-2020"


def test_what_was_kept_is_ranked_as_it_was_printed_with_its_findings(khoabang, kept, tmp_path):
    result = khoabang("rank", kept, "--json").json

    assert khoabang.code == 0
    assert result["round"]["id"] == "tb-2020"
    assert result["round"]["source"]["file"] == {
        "name": "06.txt", "sha256": hashlib.sha256((tmp_path / "06.txt").read_bytes()).hexdigest(),
    }  # fmt: skip
    assert [finding["kind"] for finding in result["findings"]] == ["over_maximum", "date"]
    khoabang("score", kept)
    assert khoabang.code == 0
    assert "Bản dựng lại, không thay văn bản gốc" in khoabang.said
    khoabang("explain", kept, "van-phong-ubnd-tinh")
    assert khoabang.code == 0
    khoabang("check", f"{kept}/bo-tieu-chi/tb-2020")
    assert khoabang.code == 0


def test_its_bundle_verifies(khoabang, kept):
    khoabang("bundle", kept, "-o", "goi.zip")
    assert khoabang.code == 0
    khoabang("verify", "goi.zip")
    assert khoabang.code == 0
    assert "Tính lại được: tổng điểm 19" in khoabang.said
    assert "chỉ có theo bản công bố: hạng 19" in khoabang.said


def test_documents_are_drawn_of_it(khoabang, kept, tmp_path):
    khoabang("document", "article", kept, "-o", "bai.docx")
    assert khoabang.code == 0
    khoabang("document", "workbook", kept, "-o", "bang.xlsx")
    assert khoabang.code == 0
    assert (tmp_path / "bang.xlsx").is_file()


def test_nothing_is_written_over_unasked(khoabang, kept, table):
    khoabang("audit", table, "--keep", kept, "--about", "about.yaml")
    assert khoabang.code == 2
    assert "CMD005" in khoabang.err
    khoabang("audit", table, "--keep", kept, "--about", "about.yaml", "--force")
    assert khoabang.code == 1
    assert (
        khoabang("rank", kept, "--json").json["groups"][0]["bodies"][0]["rank"]["stated"] is None
    )  # no column was called a rank


def test_totals_kept_before_do_not_come_into_what_is_kept_after(khoabang, kept, table, tmp_path):
    assert (tmp_path / kept / "answers.csv").is_file()
    roles = [f"--role={column}=note" for column in "CDEFGH"]
    khoabang("audit", table, *roles, "--keep", kept, "--about", "about.yaml", "--force")

    assert not (tmp_path / kept / "answers.csv").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--keep", "x"), "--keep cần --about"),
        (("--about", "about.yaml"), "đi với --keep"),
        (("--table", "1"), "đi với --keep"),
        (("--keep", "x", "--about", "khong-co.yaml"), "FIL001"),
        (("--keep", "x", "--about", "06.txt"), "SET"),
        (("--keep", "x", "--about", "about.yaml", "--table", "7"), "AUD034"),
        (("--keep", "06.txt", "--about", "about.yaml"), "CMD005"),
        (("--keep", "tỉnh A", "--about", "about.yaml"), "AUD033"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(khoabang, table, tmp_path, options, said):
    before = sorted(path.name for path in tmp_path.iterdir())
    khoabang("audit", table, *options)

    assert khoabang.code == 2
    assert said in khoabang.said
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_key_that_nobody_knows_is_refused_with_its_line(khoabang, table, tmp_path):
    (tmp_path / "about.yaml").write_text(ABOUT + "auhority: x\n")
    khoabang("audit", table, "--keep", "x", "--about", "about.yaml")

    assert khoabang.code == 2
    assert "about.yaml:6" in khoabang.said
