"""A published table held against a criteria set: its names find the columns, its maxima and bounds bind."""

from pathlib import Path

import pytest

import khoabang
from auditing.layout_samples import document_of
from khoabang.auditing.audit import audit
from khoabang.auditing.rulings import RulingError, Told
from khoabang.scoring import CriteriaSet, Problems, load_set

CRITERIA = Path(khoabang.__file__).parent / "data" / "criteria"
HEADER = (
    "STT|Tên cơ quan|Hạ tầng kỹ thuật|Ứng dụng CNTT|Trang/Cổng thông tin điện tử|Cung cấp DVCTT|Cơ chế, chính sách"
    "|Nhân lực cho ứng dụng CNTT|Tổng điểm|Chỉ số|Phân loại|Ghi chú"
)
ROWS = """1|Sở A|50|99,1|98|100|100|50|497,1|0,998|Tốt|
2|Sở B|50|81,05|95|98,9|100|50|474,95|0,954|Tốt|
3|Văn phòng C|50|85,7|82|0|70|55|342,7|0,861|Tốt|Không TTHC
4|Sở D|50|94,2|71,5|96,8|75|40|427,5|0,858|Tốt|
5|Sở E|48|74|91,65|99,2|60|50|422,85|0,849|Khá|
6|Sở G|49|74,5|84,85|0|45|35|288,35|0,724|Khá|Không TTHC
7|Sở H|40|76,1|67,5|92,82|20|20|316,42|0,635|Trung bình|"""


def the_set(name: str) -> CriteriaSet:
    found = load_set(CRITERIA / name, Problems())
    assert found is not None
    return found


def test_a_set_gives_maxima_formula_denominators_order_and_bounds():
    done = audit(document_of(f"{HEADER}\n{ROWS}"), None, the_set("thai-binh-so-2020"))
    (table,) = done.tables
    assert done.has_given
    assert done.as_json()["given"] == {"told": {}, "set": "thai-binh-so-2020"}
    assert [(each.code, each.printed, each.expected) for each in done.proved] == [("over_maximum.given", "55", 50)]
    assert done.proved[0].classes == ("Tốt", "Khá")
    assert [(formula.kind, len(formula.parts), formula.given) for formula in table.found.formulas] == [("sum", 6, True)]
    assert [each.value for each in table.found.shares[0].denominators] == [498, 398]
    assert [each.key.header for each in table.orderings] == ["Chỉ số"]
    assert {each["kind"] for each in done.as_json()["tables"][0]["inferred"] if each["given"]} == {
        "maxima",
        "sum",
        "share",
        "order",
    }


def test_a_wrong_class_is_proved_by_the_bounds_of_the_set():
    wrong = ROWS.replace("0,858|Tốt", "0,858|Khá")
    done = audit(document_of(f"{HEADER}\n{wrong}"), None, the_set("thai-binh-so-2020"))
    assert ("class.stated", "Sở D", "Tốt") in [(each.code, each.body, each.expected) for each in done.proved]


def test_what_a_person_says_goes_before_the_set():
    done = audit(document_of(f"{HEADER}\n{ROWS}"), {0: Told(maxima={7: "60"})}, the_set("thai-binh-so-2020"))
    assert done.proved == []


def test_of_annexes_whose_criteria_are_called_alike_the_one_that_fits_is_taken():
    header = "Hạng|Đơn vị|Nhóm tiêu chí đánh giá điều kiện sẵn sàng|Nhóm tiêu chí đánh giá mức độ ứng dụng|Tổng điểm"
    districts = "1|Huyện A|33,9|56,7|90,6\n2|Huyện B|29,6|58,2|87,8\n3|Huyện C|30,9|47|77,9\n4|Huyện D|24,8|52,4|77,2"
    (table,) = audit(document_of(f"{header}\n{districts}"), None, the_set("vinh-phuc-2019")).tables
    assert [column.maximum.value for column in table.found.sheet.columns[2:] if column.maximum] == [43, 95, 138]


def test_a_set_that_no_column_knows_is_refused():
    with pytest.raises(RulingError, match="hau-giang-2021"):
        raise_said(the_set("hau-giang-2021"))


def raise_said(other: CriteriaSet) -> None:
    try:
        audit(document_of(f"{HEADER}\n{ROWS}"), None, other)
    except RulingError as refused:
        raise RulingError(refused.field, refused.said()) from None
