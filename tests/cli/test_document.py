"""`khoabang document`: which result, which facts, which file; what is missing is said, with what to do."""

import docx
import pytest

from khoabang.scoring import shipped_evaluations

THAI_BINH = shipped_evaluations()["thai-binh-2020"]


@pytest.mark.parametrize(("name", "begins"), [("q.docx", b"PK"), ("q.PDF", b"%PDF")])
def test_a_decision_is_written_in_the_form_that_the_name_says(khoabang, tmp_path, name, begins):
    assert khoabang("document", "decision", "thai-binh-2020", "-o", name).code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert f"Đã ghi {name}" in khoabang.said
    once = (tmp_path / name).read_bytes()
    assert khoabang("document", "decision", "thai-binh-2020", "-o", name).code == 2
    assert "CMD005" in khoabang.said
    assert khoabang("document", "decision", "thai-binh-2020", "-o", name, "--force").code == 0
    assert (tmp_path / name).read_bytes() == once


def test_the_same_document_comes_from_the_result_file_and_from_the_evaluation(khoabang, tmp_path):
    khoabang("rank", "thai-binh-2020", "-o", "kq.json")
    khoabang("document", "decision", "kq.json", "--facts", THAI_BINH / "facts.yaml", "-o", "a.docx")
    khoabang("document", "decision", "thai-binh-2020", "-o", "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_its_content_is_given_to_programs(khoabang):
    assert khoabang("document", "decision", "thai-binh-2020", "--json").code == 0
    assert [sheet["landscape"] for sheet in khoabang.json["sheets"]] == [False, True]


def test_without_facts_it_says_what_is_missing_and_makes_a_form_that_leads_to_the_document(khoabang, tmp_path):
    assert khoabang("document", "decision", "hung-yen-2019", "-o", "q.pdf").code == 2
    assert "PAP002" in khoabang.said
    assert "khoabang document facts hung-yen-2019 -o facts.yaml" in khoabang.said
    assert not (tmp_path / "q.pdf").exists()
    assert khoabang("document", "facts", "vinh-phuc-2019", "-o", "facts.yaml").code == 0
    form = (tmp_path / "facts.yaml").read_text(encoding="utf-8")
    assert "Căn cứ Quyết định số 1084/QĐ-UBND ngày 16/05/2018 của UBND tỉnh Vĩnh Phúc" in form
    assert khoabang("document", "decision", "vinh-phuc-2019", "--facts", "facts.yaml", "-o", "q.pdf").code == 2
    assert "facts.yaml:7: decision.place" in khoabang.said
    (tmp_path / "facts.yaml").write_text(form.replace('""', '"Điền sau"'), encoding="utf-8")
    assert khoabang("document", "decision", "vinh-phuc-2019", "--facts", "facts.yaml", "-o", "q.pdf").code == 0


@pytest.mark.parametrize("name", ["national-2019", "hung-yen-2019", "demo-xa-2026"])
def test_every_form_filled_in_can_be_used(khoabang, tmp_path, name):
    khoabang("document", "facts", name, "-o", "facts.yaml")
    form = (tmp_path / "facts.yaml").read_text(encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(form.replace('""', '"Điền sau"'), encoding="utf-8")
    assert khoabang("document", "decision", name, "--facts", "facts.yaml", "-o", "q.docx").code == 0


def test_facts_that_lack_the_part_are_told_apart_from_none(khoabang, tmp_path, monkeypatch):
    from khoabang.documents.kinds import KINDS, Kind

    monkeypatch.setitem(KINDS, "decision", Kind("x", KINDS["decision"].compose, facts="minutes"))
    assert khoabang("document", "decision", "thai-binh-2020", "-o", "q.pdf").code == 2
    assert "PAP003" in khoabang.said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("decision", "thai-binh-2020"), "CMD001"),
        (("verdict", "thai-binh-2020", "-o", "q.pdf"), "CMD001"),
        (("decision", "thai-binh-2020", "-o", "q.txt"), "CMD004"),
        (("decision", "thai-binh-2091", "-o", "q.pdf"), "FIL001"),
        (("decision", "none.json", "-o", "q.pdf"), "FIL001"),
        (("decision", "thai-binh-2020", "--facts", "none.yaml", "-o", "q.pdf"), "FIL001"),
        (("decision", "thai-binh-2020", "-o", "no/such/folder.pdf"), "FIL030"),
    ],
)
def test_what_cannot_be_answered_is_said(khoabang, arguments, code):
    assert khoabang("document", *arguments).code == 2
    assert code in khoabang.said


def test_a_letter_that_cannot_be_drawn_is_said_and_no_file_is_left(khoabang, tmp_path):
    written = (THAI_BINH / "facts.yaml").read_text(encoding="utf-8").replace("Như Điều 2", "Như Điều 🙂")
    (tmp_path / "facts.yaml").write_text(written, encoding="utf-8")
    assert khoabang("document", "decision", "thai-binh-2020", "--facts", "facts.yaml", "-o", "q.pdf").code == 2
    assert "PAP001" in khoabang.said
    assert not (tmp_path / "q.pdf").exists()


def test_a_written_document_is_checked_before_it_is_signed(khoabang, tmp_path):
    khoabang("document", "decision", "thai-binh-2020", "-o", "q.docx")
    assert khoabang("document", "check", "q.docx", "--result", "thai-binh-2020").code == 1
    assert "PAP021" in khoabang.said
    assert "2 chỗ sai: chưa ký được." in khoabang.said
    assert khoabang("document", "check", "q.docx", "--json").code == 1
    assert khoabang.json["kind"] == "khoabang.document_check"
    assert [each["code"] for each in khoabang.json["findings"]] == ["PAP010", "PAP021", "PAP051", "PAP053"]
    assert all(each["message"] and each["remedy"] for each in khoabang.json["findings"])


def test_a_document_without_errors_can_be_signed(khoabang, tmp_path):
    (tmp_path / "q.txt").write_text("Số: 06/QĐ-UBND\n\nSao Khuê, ngày 05 tháng 01 năm 2021\n\nCăn cứ Luật.\n", encoding="utf-8")
    assert khoabang("document", "check", "q.txt").code == 0
    assert "Không thấy chỗ sai nào" in khoabang.said


@pytest.mark.parametrize("arguments", [("none.docx",), ("q.docx", "--result", "none.json"), ("q.docx", "--facts", "none.yaml")])
def test_what_cannot_be_checked_is_said(khoabang, tmp_path, arguments):
    (tmp_path / "q.docx").write_bytes(b"no Word file")
    assert khoabang("document", "check", *arguments).code == 2
    assert "FIL001" in khoabang.said or "AUD0" in khoabang.said


@pytest.mark.parametrize(
    ("kind", "evaluation", "said"),
    [
        ("article", "vinh-phuc-2019", "CQĐT) của các sở, ban, ngành là 45,212 điểm"),
        ("article", "hau-giang-2021", "989 điểm"),
        ("submission", "thai-binh-2020", "Kính trình"),
        ("sheets", "vinh-phuc-2019", "58,083 điểm trên 63 điểm"),
    ],
)
def test_each_kind_is_written_and_takes_the_facts_beside_the_evaluation(khoabang, kind, evaluation, said):
    assert khoabang("document", kind, evaluation, "--json").code == 0
    assert said in khoabang.out
    assert khoabang("document", kind, evaluation, "-o", "a.docx").code == 0
    assert khoabang("document", kind, evaluation, "-o", "a.pdf").code == 0


def test_a_kind_that_needs_a_part_of_the_facts_says_so(khoabang):
    assert khoabang("document", "report", "thai-binh-2020", "-o", "b.pdf").code == 2
    assert "PAP003" in khoabang.said


def test_a_workbook_is_written_and_scored_again(khoabang, tmp_path):
    assert khoabang("document", "workbook", "vinh-phuc-2019", "-o", "s.xlsx").code == 0
    assert khoabang("rank", "vinh-phuc-2019", "--bodies", "s.xlsx", "--answers", "s.xlsx", "--json").code == 0
    assert khoabang.json["groups"][0]["statistics"]["total"]["mean"]["exact"] == "904249/20000"
    khoabang("rank", "vinh-phuc-2019", "-o", "kq.json")
    assert khoabang("document", "workbook", "kq.json", "-o", "t.xlsx").code == 0
    other = (tmp_path / "kq.json").read_text(encoding="utf-8").replace('"sha256": "', '"sha256": "0')
    (tmp_path / "kq2.json").write_text(other, encoding="utf-8")
    assert khoabang("document", "workbook", "kq2.json", "-o", "u.xlsx").code == 2
    assert khoabang("document", "workbook", "vinh-phuc-2019").code == 2
    assert khoabang("document", "workbook", "vinh-phuc-2019", "-o", "u.docx").code == 2


def test_a_body_s_own_template_is_filled_in_and_what_is_wrong_in_it_is_said(khoabang, tmp_path):
    template = docx.Document()
    template.add_paragraph("{{ trich_yeu }}")
    template.save(tmp_path / "mau.docx")
    assert khoabang("document", "decision", "thai-binh-2020", "--template", "mau.docx", "-o", "q.docx").code == 0
    assert docx.Document(tmp_path / "q.docx").paragraphs[0].text.startswith("Về việc công bố kết quả")
    template.add_paragraph("{{ trich_yeuu }}")
    template.save(tmp_path / "mau.docx")
    assert khoabang("document", "decision", "thai-binh-2020", "--template", "mau.docx", "-o", "r.docx").code == 2
    assert "mau.docx: Mẫu Word gọi một tên không có ở đoạn 2, «{{ trich_yeuu }}»" in khoabang.said
    assert not (tmp_path / "r.docx").exists()
    assert khoabang("document", "decision", "thai-binh-2020", "--template", "none.docx", "-o", "r.docx").code == 2
    assert "CMD018" in khoabang.said
    assert khoabang("document", "decision", "thai-binh-2020", "--template", "mau.docx", "-o", "r.pdf").code == 2
    assert "CMD004" in khoabang.said
