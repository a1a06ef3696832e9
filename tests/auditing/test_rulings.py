"""What a person says of a table holds in place of what would be inferred."""

from fractions import Fraction

import pytest

from auditing.layout_samples import document_of
from auditing.tables import lines, ready
from khoabang.auditing.audit import Audit, audit
from khoabang.auditing.rulings import Band, RulingError, Told, letter_of, position_of, rule
from khoabang.auditing.sheet import Sheet

HEADERS = "STT|Đơn vị|Hạ tầng|Nhân lực|Tổng điểm|Chỉ số|Hạng|Xếp loại|Ghi chú"
PARTS = [(50, 45), (48, 44), (50, 40), (45, 41), (44, 39), (41, 40), (40, 38), (38, 33), (35, 30), (30, 28), (28, 25), (20, 21)]


def rows() -> list[list[object]]:
    made: list[list[object]] = []
    for number, (one, other) in enumerate(PARTS, 1):
        total = one + other
        level = "Tốt" if total >= 85 else "Khá" if total >= 70 else "Yếu"
        made.append([number, f"Sở {letter_of(number)}{number}", one, other, total, f"0,{total}", number, level, ""])
    return made


def sheet(table: list[list[object]] | None = None) -> Sheet:
    return ready(lines(HEADERS, table or rows()))


def audited(told: Told, table: list[list[object]] | None = None) -> Audit:
    return audit(document_of(lines(HEADERS, table or rows())), {0: told})


def test_columns_are_named_by_letter_number_or_header():
    headers = HEADERS.split("|")
    assert [position_of(name, headers) for name in ("A", "e", "5", "«Tổng điểm»", "tong diem")] == [0, 4, 4, 4, 4]
    assert [position_of(name, headers) for name in ("Z", "0", "10", "«Điểm»", "")] == [None] * 5
    assert position_of("«Mục»", ["Mục", "Mục"]) is None
    assert [letter_of(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("written", "kind", "parts", "weights"),
    [
        ("E = C + D", "sum", "CD", []),
        ("e = sum(c:d)", "sum", "CD", []),
        ("«Tổng điểm» = «Hạ tầng» + «Nhân lực»", "sum", "CD", []),
        ("E = (C + D) / 2", "mean", "CD", []),
        ("E = AVERAGE(C; D)", "mean", "CD", []),
        ("E = 0,5 × C + 2 * D", "weighted", "CD", [Fraction(1, 2), Fraction(2)]),
        ("C = E - D", "weighted", "ED", [Fraction(1), Fraction(-1)]),
        ("E = C × D", "product", "CD", []),
    ],
)
def test_formulas_are_understood(written, kind, parts, weights):
    (formula,) = rule(Told(formulas=(written,)), sheet()).formulas
    assert (formula.kind, [letter_of(part.position) for part in formula.parts]) == (kind, [*parts])
    assert list(formula.weights) == weights
    assert formula.given


def test_an_index_may_have_several_maxima():
    (share,) = rule(Told(formulas=("F = E / 100 hoặc 80",)), sheet()).shares
    assert [(each.value, len(each.rows)) for each in share.denominators] == [(100, 12), (80, 0)]
    assert share.wrong == ()


@pytest.mark.parametrize(
    "written",
    ["E", "E =", "Q = C + D", "E = C + Q", "E = C * C", "E = C / D", "E = E + C", "E = C + 5", "E = min(C; D)", "E = C + D hoặc 3", "E = 1.5 * C",
     "E = (" + "C + " * 300 + "D)", "F = E / 100 hoặc C"],
)  # fmt: skip
def test_other_formulas_are_refused_with_what_is_wrong(written):
    with pytest.raises(RulingError) as refused:
        rule(Told(formulas=(written,)), sheet())
    assert refused.value.field == "formulas"
    assert "{" not in refused.value.said()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told(roles={9: "total"}), "roles"),
        (Told(roles={0: "king"}), "roles"),
        (Told(maxima={2: "năm mươi"}), "maxima"),
        (Told(maxima={-1: "50"}), "maxima"),
        (Told(order="Z"), "order"),
        (Told(order="B"), "order"),
        (Told(ties="olympic"), "ties"),
        (Told(classes=("Tốt từ 85",)), "classes"),
        (Told(classes=("Tốt: khoảng 85",)), "classes"),
        (Told(classes=("Tốt: từ 1",) * 61), "classes"),
        (Told(groups="Q"), "groups"),
    ],
)
def test_what_cannot_be_taken_over_is_refused_at_its_field(told, field):
    with pytest.raises(RulingError) as refused:
        rule(told, sheet())
    assert refused.value.field == field
    assert "{" not in refused.value.said("en")


def test_classes_are_read_with_their_ends():
    written = ("Tốt: từ 85", "Khá: từ 70 đến dưới 85", "Yếu: dưới 70")
    assert rule(Told(classes=written), sheet()).bands == [
        Band("Tốt", Fraction(85), None),
        Band("Khá", Fraction(70), Fraction(85)),
        Band("Yếu", None, Fraction(70), with_high=False),
    ]
    upper = rule(Told(classes=("A > 50%", "B: trên 25 đến 50", "C: đến 25")), sheet()).bands
    assert [(band.low, band.high, band.with_low, band.with_high) for band in upper] == [
        (50, None, False, False),
        (25, 50, False, True),
        (None, 25, True, True),
    ]
    opened = rule(Told(classes=("Tốt: từ 85", "Khá: từ 70", "Yếu:")), sheet()).bands
    assert [(band.low, band.high, band.with_high) for band in opened] == [(85, None, False), (70, 85, False), (None, 70, False)]


def test_what_was_told_can_be_kept():
    told = Told({3: "note"}, {2: "50,5"}, ("E = C + D",), "F tăng", "dense", ("Tốt: từ 85",), "B")
    assert Told.from_plain(told.as_plain()) == told
    assert Told().as_plain() == {}
    assert not Told()


def test_a_maximum_that_is_given_proves_what_is_above_it():
    (found,) = audited(
        Told(maxima={2: "48"}), [*rows()[:1], *rows()[1:2], [3, "Sở C3", 48, 42, 90, "0,90", 3, "Tốt", ""], *rows()[3:]]
    ).proved
    assert (found.code, found.body, found.column, found.expected) == ("over_maximum.given", "Sở B1", "Hạ tầng", 48)


def test_a_formula_that_is_given_holds_for_the_rows_that_contradict_it():
    wrong = rows()
    wrong[2][4], wrong[5][4] = 99, 72  # two of twelve: too many for a formula to be inferred with so few columns
    found = audited(Told(formulas=("E = C + D",)), wrong)
    assert {(each.code, each.body, each.expected) for each in found.proved if each.kind == "total"} == {
        ("total.sum", "Sở D3", 90),
        ("total.sum", "Sở G6", 81),
    }


def test_a_formula_that_hardly_any_row_bears_out_only_asks():
    found = audited(Told(formulas=("E = C × D",)))
    assert {each.grade for each in found.tables[0].findings if each.kind == "total"} == {"suspect"}


def test_bounds_that_are_given_decide_the_class():
    wrong = rows()
    wrong[2][7] = "Khá"
    told = Told(classes=("Tốt: từ 85", "Khá: từ 70", "Yếu: dưới 70"))
    (found,) = audited(told, wrong).proved
    assert (found.code, found.body, found.printed, found.expected, found.classes) == (
        "class.stated",
        "Sở D3",
        "Khá",
        "Tốt",
        ("Khá", "Tốt"),
    )


def test_what_orders_the_table_and_how_ties_are_numbered():
    same = rows()
    same[4][2:6] = same[3][2:6]
    same[4][6] = 4
    for row in same[5:]:
        row[6] = int(str(row[6])) - 1  # 4, 4, 5: dense
    (table,) = audited(Told(order="F", ties="dense"), same).tables
    assert [(each.key.header, each.ties, each.given) for each in table.orderings] == [("Chỉ số", "dense", True)]
    assert [each for each in table.findings if each.grade == "proved"] == []
    (table,) = audited(Told(order="F", ties="competition"), same).tables
    assert {each.kind for each in table.findings if each.grade == "proved"} <= {"rank", "missing"}


def test_roles_and_inferences_say_what_was_given():
    done = audited(Told(roles={7: "note"}, maxima={2: "50"}, formulas=("E = C + D", "F = E / 100"), order="F"))
    told = done.as_json()["tables"][0]
    assert told["columns"][7]["role"] == "note"
    assert told["columns"][2]["maximum"] == "50"
    assert {(each["kind"], each["given"]) for each in told["inferred"]} == {
        ("maxima", True),
        ("sum", True),
        ("share", True),
        ("order", True),
    }


def test_a_refusal_names_the_table_and_the_column():
    document = document_of(f"{lines(HEADERS, rows())}\n\n{lines(HEADERS, rows())}")
    with pytest.raises(RulingError) as refused:
        audit(document, {0: Told(maxima={2: "50"}), 1: Told(maxima={2: "50", 3: "năm mươi"})})
    assert (refused.value.field, refused.value.table, refused.value.column) == ("maxima", 1, 3)


def test_what_is_said_of_no_table_is_refused():
    with pytest.raises(RulingError) as refused:
        audit(document_of(lines(HEADERS, rows())), {2: Told(ties="dense")})
    assert (refused.value.table, refused.value.said()) == (2, "không có bảng 3; tài liệu có 1 bảng")
    assert audit(document_of("Không có bảng nào."), {2: Told(ties="dense")}).tables == []


def test_an_audit_knows_what_was_given():
    said = Told(order="F", classes=("Tốt: từ 0,85",))
    done = audited(said)
    assert done.has_given
    assert done.as_json()["given"] == {"told": {"0": {"order": "F", "classes": ["Tốt: từ 0,85"]}}, "set": None}
    assert Told.from_plain(done.as_json()["given"]["told"]["0"]) == said
    assert not audited(Told()).has_given
    assert audited(Told()).as_json()["given"] == {"told": {}, "set": None}
