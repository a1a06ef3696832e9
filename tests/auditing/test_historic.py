"""An audited table kept as a historic edition: what was printed stands as it was read, and nothing is made up."""

import csv
import io

import pytest

from auditing.golden_files import source
from khoabang.auditing.audit import audit
from khoabang.auditing.document import Document, Grid
from khoabang.auditing.historic import Described, keep
from khoabang.auditing.reading import read_text
from khoabang.auditing.rulings import Told
from khoabang.bundle import of_evaluation, verify, write
from khoabang.scoring import evaluate

SHA = "0123456789abcdef" * 4
ABOUT = {
    "title": "Kết quả đánh giá, xếp hạng năm 2020",
    "year": 2020,
    "authority": {"code": "tinh-a", "name": "UBND tỉnh A"},
    "decision": {"type": "Quyết định", "number": "06/QĐ-UBND", "date": "2021-01-05", "issuer": "UBND tỉnh A"},
    "source": {"title": "Phụ lục của quyết định", "url": "https://a.gov.vn/06", "file": {"name": "06.pdf", "sha256": SHA}},
}
TABLE = """\
STT	Tên đơn vị	Hạ tầng	Ứng dụng	Nhân lực	Tổng điểm	Xếp hạng	Xếp loại	Ghi chú
	Điểm tối đa	50	100	40	190
1	Sở A	50	99,10	40	189,10	1	Tốt
2	Sở B	50	89,1	40	179,1	2	Tốt
3	Sở C	50	80	40	175,3	3	Tốt
4	Sở D	40	80,55	40	160,55	4	Khá
5	Sở E	40	70	40	150	5	Khá
6	Sở G	40	-	40	80	11	Khá	không có số liệu
7	Sở H	0	90,25	40	130,25	6	Khá
8	Sở I	30	50	40	120	7	Trung bình
9	Sở I	30	40	40	110	8	Trung bình
10	Sở L	20	chưa rõ	40	100	9	Trung bình
11	Sở K	20	25	40	85	10	Trung bình
12	Sở =M, N	10	20	40	70	12	Trung bình
"""


def described(**changed):
    return Described.model_validate(ABOUT | changed)


def kept(table=TABLE, told=None, edition="tinh-a-2020", **options):
    made, problems = keep(audit(read_text(table), told), options.pop("described", described()), edition=edition, **options)
    assert made is not None, [problem.what() for problem in problems]
    return made


def refused(table=TABLE, edition="tinh-a-2020", **options):
    made, problems = keep(audit(read_text(table)), described(), edition=edition, **options)
    assert made is None
    return [problem.code for problem in problems]


def rows(made, name):
    return {row.get("body", row.get("code")): row for row in csv.DictReader(io.StringIO(made.files[name].decode()))}


def test_each_figure_stands_as_it_was_printed_and_what_was_not_printed_is_not_published():
    made = kept()
    stated, result = rows(made, "stated.csv"), made.evaluated.result
    bodies = {row["code"]: row for row in result["groups"][0]["bodies"]}

    assert stated["so-a"] == {
        "body": "so-a", "1": "50", "2": "99,10", "3": "40", "points": "189,10", "rank": "1", "class": "Tốt", "note": "",
    }  # fmt: skip
    assert bodies["so-a"]["criteria"]["2"]["points"]["stated"] == "99.10"
    assert (stated["so-g"]["2"], rows(made, "answers.csv")["so-g"]["2"]) == ("", "")
    assert bodies["so-g"]["criteria"]["2"]["points"] == {"exact": None, "shown": None, "stated": None, "status": "not_published"}
    assert bodies["so-g"]["points"]["exact"] is None  # what lacks a part is not added up
    assert bodies["so-g"]["points"]["stated"] == "80"
    assert bodies["so-h"]["criteria"]["1"]["points"]["exact"] == "0/1"  # nought is a figure
    assert [(row["rank"]["value"], row["status"]) for row in bodies.values()] == [(None, "stated")] * 12


def test_words_in_place_of_a_figure_never_become_one_and_are_not_lost():
    made = kept()

    assert rows(made, "stated.csv")["so-l"]["2"] == ""
    assert any("Sở L, «Ứng dụng»: «chưa rõ»" in note for note in made.evaluated.evaluation.notes)


def test_maxima_are_those_that_are_printed():
    annex = kept().evaluated.criteria_set.annexes[0]

    assert annex.maximum.value == 190
    assert [criterion.maximum.value for criterion in annex.criteria] == [50, 100, 40]
    without = kept(TABLE.replace("	Điểm tối đa	50	100	40	190\n", "")).evaluated.criteria_set.annexes[0]
    assert without.maximum.value is None
    assert [criterion.maximum.value for criterion in without.criteria] == [None, None, None]


def test_a_total_that_does_not_follow_is_a_difference_with_what_the_audit_says_of_it():
    made = kept()
    (difference,) = made.evaluated.result["differences"]

    assert (difference["body"], difference["column"], difference["stated"], difference["computed"]) == (
        "so-c", "points", "175.3", "170",
    )  # fmt: skip
    assert difference["kind"] == "total"
    assert "cộng lại được 170, bảng ghi 175,3" in difference["reason"]
    assert not made.evaluated.problems.errors


def test_every_finding_of_the_audit_stands_beside_the_result():
    audited = audit(read_text(TABLE))
    made, _ = keep(audited, described(), edition="tinh-a-2020")
    assert made is not None
    told = made.evaluated.result["findings"]

    assert audited.all_findings
    for finding in audited.all_findings:
        assert any(finding.message() in item["text"] and item["grade"] == finding.grade for item in told), finding
    assert any(item["body"] == "so-c" and item["criterion"] == "points" for item in told)


def test_a_name_that_is_printed_twice_stays_two_rows():
    made = kept()

    assert [code for code, row in rows(made, "bodies.csv").items() if row["name"] == "Sở I"] == ["so-i", "so-i-2"]


def test_codes_that_are_known_are_taken():
    made = kept(codes={"so a": "H01"})

    assert rows(made, "bodies.csv")["H01"]["name"] == "Sở A"


def test_the_document_it_was_read_from_is_named_with_its_hash():
    round_ = kept().evaluated.result["round"]

    assert round_["kind"] == "published"
    assert round_["completeness"] == "partial"
    assert round_["decision"]["number"] == "06/QĐ-UBND"
    assert round_["source"]["file"] == {"name": "06.pdf", "sha256": SHA}
    assert "không phải văn bản gốc" in round_["notes"][0]


def test_a_real_table_is_kept_with_its_subtotals_classes_and_findings():
    made = kept(source("thai-binh-2020"), told={0: Told(roles={0: "rank"})})
    result = made.evaluated.result
    (group,) = result["groups"]
    body = next(row for row in group["bodies"] if row["code"] == "van-phong-ubnd-tinh")

    assert len(group["bodies"]) == 19
    assert [row["rank"]["stated"] for row in group["bodies"]] == [str(number) for number in range(1, 20)]
    assert (body["points"]["stated"], body["points"]["shown"], body["index"]["stated"]) == ("342.7", "342.7", "0.861")
    assert (body["class"]["stated"], body["note"]) == ("Tốt", "Không TTHC")
    assert [(item["kind"], item["body"]) for item in result["findings"]] == [
        ("over_maximum", "van-phong-ubnd-tinh"), ("date", None),
    ]  # fmt: skip
    assert result["differences"] == []
    assert made.evaluated.criteria_set.annexes[0].maximum.value is None  # 498 for some, 398 for others
    assert "398; 498" in (made.evaluated.criteria_set.annexes[0].note or "")


def test_two_tables_are_two_ranking_groups():
    made = kept(source("vinh-phuc-2019"), described=described(groups=["Các sở", "Các huyện"]))
    result = made.evaluated.result

    assert [(group["name"], len(group["bodies"])) for group in result["groups"]] == [("Các sở", 20), ("Các huyện", 9)]
    assert [annex["maximum"]["shown"] for annex in result["annexes"]] == ["63", "138"]
    assert result["differences"] == []


def test_tables_may_be_chosen():
    made = kept(source("vinh-phuc-2019"), tables=[1])

    assert [len(group["bodies"]) for group in made.evaluated.result["groups"]] == [9]


def test_sums_of_sums_are_criteria_below_criteria():
    table = "Tên\tA1\tA2\tA\tB\tTổng điểm\n" + "".join(
        f"Sở {name}\t{a},5\t{b}\t{a + b},5\t{c}\t{a + b + c},5\n"
        for name, a, b, c in (("H", 9, 8, 31), ("K", 7, 5, 12), ("M", 3, 9, 25), ("N", 6, 1, 17), ("P", 2, 2, 40), ("Q", 8, 6, 5))
    )
    made = kept(table, told={0: Told(formulas=("D = B + C",))})
    criteria = made.evaluated.result["annexes"][0]["criteria"]

    assert [(each["code"], each["name"], each["parent"]) for each in criteria] == [
        ("1", "A", None), ("1.1", "A1", "1"), ("1.2", "A2", "1"), ("2", "B", None),
    ]  # fmt: skip
    row = made.evaluated.result["groups"][0]["bodies"][0]
    assert row["criteria"]["1"]["points"]["shown"] == row["criteria"]["1"]["points"]["stated"]
    alone = kept(table)  # so few rows do not show what A is made of: columns that nothing is known of are named, and not used
    assert [each["name"] for each in alone.evaluated.result["annexes"][0]["criteria"]] == ["A", "B"]
    assert any("«A1», «A2»" in note for note in alone.evaluated.evaluation.notes)


def test_where_the_total_is_no_sum_nothing_is_added_up():
    made = kept(TABLE.replace("Tổng điểm", "Điểm chung"), told={0: Told(roles={2: "note", 3: "note", 4: "note", 5: "total"})})

    assert "answers.csv" not in made.files
    assert all(row["points"]["exact"] is None for row in made.evaluated.result["groups"][0]["bodies"])
    assert made.evaluated.result["differences"] == []


def test_the_english_table_keeps_its_points():
    table = "Name\tA\tB\tTotal\tRank\n" + "".join(f"Body {n}\t1{n}.50\t2{n}.25\t{30 + 2 * n}.75\t{7 - n}\n" for n in range(1, 7))
    made = kept(table, described=described(lang="en"))

    assert rows(made, "stated.csv")["body-1"]["1"] == "11.50"


@pytest.mark.parametrize("name", ["thai-binh-2020", "vinh-phuc-2019"])
def test_the_folder_is_an_evaluation_whose_bundle_verifies(tmp_path, name):
    kept(source(name), edition=name).write(tmp_path / name)
    evaluated, problems = evaluate(tmp_path / name)
    assert evaluated is not None
    assert not problems.errors
    parts, _ = of_evaluation(tmp_path / name)
    assert parts is not None
    report = verify(write(parts), "goi.zip")

    assert not report.problems.errors
    assert report.steps["recomputed"] == "stated"


# What is refused


def test_what_names_nobody_or_gives_no_figures_is_refused():
    assert refused("Một văn bản không có bảng.") == ["AUD030"]
    assert refused("Tên\tĐịa chỉ\nSở A\tPhố B\nSở C\tPhố D\nSở E\tPhố G\n") == ["AUD030"]


def test_what_a_machine_read_and_nobody_confirmed_is_refused():
    document = read_text(TABLE)
    blocks = [
        Grid(block.rows, block.place, block.title, block.first_line, recognised=True) if isinstance(block, Grid) else block
        for block in document.blocks
    ]
    assert any(isinstance(block, Grid) for block in blocks)
    made, problems = keep(audit(Document("a.pdf", "pdf", blocks)), described(), edition="a")

    assert made is None
    assert problems.codes == ["AUD031"]


def test_a_body_in_two_tables_is_refused():
    assert set(refused(f"{TABLE}\n\nBảng hai\n\n{TABLE}")) == {"AUD032"}


def test_an_edition_needs_a_code_and_a_table_that_is_there():
    assert refused(edition="tỉnh A/2020") == ["AUD033"]
    assert refused(tables=[3]) == ["AUD034"]
