"""A criteria set as a workbook and as text: nothing is lost, and what an official gets wrong is named at its cell."""

import datetime as dt

import openpyxl
import pytest

from khoabang.scoring import Problems, load_set, shipped_sets
from khoabang.scoring.criteria import workbook_layout as layout
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import (
    Annex,
    Attribute,
    Checked,
    Completeness,
    CriteriaSet,
    Criterion,
    Group,
    LegalDocument,
    OverlappingTotal,
    Years,
)
from khoabang.scoring.criteria.policies import Band, Calendar, Classes, Policies, RankingPolicy
from khoabang.scoring.criteria.workbook import read_workbook, write_workbook
from khoabang.scoring.criteria.yaml_text import block, dump_yaml, flow
from khoabang.scoring.files.documents import read_fragment
from khoabang.scoring.numbers import Rounding
from khoabang.scoring.problems import Place
from small_sets import indicator, make_set

EVERYTHING = """
format: 1
id: everything
version: "1.10"
name: "=1+1 «tất cả» {khóa}"
lang: en
nature: reconstruction
issuer: "UBND: tỉnh # một"
years: {from: 2019}
completeness: {criteria: partial, note: "có ghi chú"}
sources: ["https://a.example", "sách, trang 5"]
replaces: "QĐ 1"
replaced_by: "QĐ 2"
note: "dòng một\\ndòng hai"
checked: {by: "tổ soát", on: 2026-11-23, against: "bản ký"}
legal_basis:
  - {id: d, type: "Quyết định", number: "1/QĐ", date: 2017-11-09, issuer: "UBND", title: "T", url: "https://a", text_found: no}
attributes:
  - {code: kind, name: "Loại", type: choice, options: [{code: a, name: "A, b"}, {code: b}]}
  - {code: staff, name: "Biên chế", type: number}
groups:
  - {code: g, name: "G", annex: x, when: {kind: [a, b], any: [{staff: {at_least: "10"}}, {staff: {at_most: "2.5"}}]}, ranked: no,
     maximum: {value: "750", inferred: "vì"}, reference: {document: d, at: "Điều 2"}}
annexes:
  - code: x
    name: "Phụ lục"
    maximum: "100"
    minimum: "-5"
    aggregate: weighted_sum
    sum_exception: "theo văn bản"
    over_maximum: cap
    round: {places: 2, mode: half_even}
    not_applicable: rescale
    note: "n"
    reference: {document: d, at: "PL"}
    criteria:
      - code: "1.10"
        name: "Cha"
        maximum: not_published
        minimum: "0"
        weight: {value: "1/3", inferred: "chia đều"}
        aggregate: mean
        sum_exception: "s"
        over_maximum: refuse
        round: {places: 0}
        applies: {none: [{kind: b}]}
        not_applicable: spread
        prints: note
        dropped: {points: "2", reason: "bỏ", reference: {document: d, at: "a"}}
        gate: {input: co, is: "no", otherwise: "0.5", reference: {document: d, at: "b"}}
        reference: {document: d, at: "c"}
        note: "ghi chú"
        criteria:
          - code: "1.1"
            name: "Con"
            role: bonus
            maximum: "123456789012345678901.5"
            weight: "0.5"
            text: "nguyên văn: «a/b»"
            inputs:
              - {code: co, name: "Có", type: yes_no, optional: yes}
              - {code: n, name: "Số", type: number, unit: "%", minimum: "-1", maximum: "0.1"}
              - {code: c, name: "Chọn", type: choice, options: [{code: "1", name: "Một"}]}
            rule: {kind: sum, parts: [{kind: yes_no, input: co, points: "5"}, {kind: tiers, value: {quotient: [n, "2"]}, tiers: [{from: "1", share: "1/3"}]}], cap: "6", inferred: "trần 6 là suy ra"}
            evidence: "e"
            evidence_required: yes
            source: "s"
            verifier: "v"
          - {code: "2", name: "Con hai", role: informational, weight: not_published}
    aggregates:
      - {code: T, name: "Trụ", of: ["1.1", "2"], maximum: not_published, reference: {document: d, at: "t"}}
policies:
  missing: {use: zero, inferred: "tự chọn: không ai nêu", reference: {document: d, at: "m"}}
  not_verified: {use: zero, inferred: "như trên"}
  exempt: {use: full, inferred: "suy", reference: {document: d, at: "ex"}}
  over_maximum: {use: accept, inferred: "ba"}
  ranking: {by: converted, order: ascending, ties: dense, compare: published, tie_breaks: ["1.1", "2"], inferred: "vì hạng 13", reference: {document: d, at: "r"}}
  classes:
    basis: percent
    compare: published
    closed: upper
    gap_exception: "có hở"
    reference: {document: d, at: "cl"}
    bands: [{name: "Tốt", from: {value: "0.85", inferred: "đoán"}, to: "1", inferred: "cả dòng"}, {name: "Kém", from: not_published}]
  rounding:
    points: {places: 2, inferred: "bảng chỉ in 2 số"}
    index: {places: 3, mode: down, reference: {document: d, at: "i"}}
    inferred: "cả bảng"
    reference: {document: d, at: "ro"}
  calendar: {holidays: [2026-04-30, 2026-05-01], inferred: "lịch chung", reference: {document: d, at: "ca"}}
"""


@pytest.fixture
def everything(tmp_path):
    return _load(tmp_path, EVERYTHING)


def _load(folder, source):
    (folder / "everything").mkdir(exist_ok=True)
    (folder / "everything" / "set.yaml").write_text(source)
    problems = Problems()
    criteria_set = load_set(folder / "everything", problems)
    assert criteria_set is not None, [(problem.code, str(problem.place), problem.what()) for problem in problems]
    return criteria_set


def _through_workbook(criteria_set, path, edit=None):
    write_workbook(criteria_set, path)
    if edit:
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
    problems = Problems()
    return read_workbook(path, "s.xlsx", problems), problems


@pytest.mark.parametrize("name", shipped_sets())
def test_every_set_that_ships_survives_workbook_and_text(name, tmp_path):
    original = load_set(shipped_sets()[name], Problems())
    read, problems = _through_workbook(original, tmp_path / "s.xlsx")
    assert read == original
    assert read.sha256 == original.sha256
    assert problems.errors == []
    (tmp_path / name).mkdir()
    (tmp_path / name / "set.yaml").write_text(dump_yaml(read))
    assert load_set(tmp_path / name, Problems()) == original


def test_a_set_that_uses_every_key_survives_workbook_and_text(everything, tmp_path):
    assert _load(tmp_path, dump_yaml(everything)) == everything
    read, problems = _through_workbook(everything, tmp_path / "s.xlsx")
    assert read == everything, [(problem.code, str(problem.place), problem.what()) for problem in problems]


def test_the_everything_set_does_use_every_key(everything):
    def unused(part):
        return {name for name in type(part).model_fields if name not in part.model_fields_set}

    assert unused(everything) == set()
    assert unused(everything.annexes[0]) == set()
    assert unused(everything.policies) == set()
    assert unused(everything.policies.ranking) | unused(everything.policies.classes) == set()
    parent, child = everything.annexes[0].criteria[0], everything.annexes[0].criteria[0].criteria[0]
    assert unused(parent) & unused(child) == set()


@pytest.mark.parametrize(
    ("sheet", "model", "elsewhere"),
    [
        (layout.IDENTITY, CriteriaSet, {"legal_basis", "attributes", "groups", "annexes", "policies"}),
        (layout.LEGAL_BASIS, LegalDocument, set()),
        (layout.ATTRIBUTES, Attribute, set()),
        (layout.GROUPS, Group, set()),
        (layout.ANNEXES, Annex, {"criteria", "aggregates"}),
        (layout.CRITERIA, Criterion, {"criteria", "inputs"}),
        (layout.INPUTS, Input, set()),
        (layout.AGGREGATES, OverlappingTotal, set()),
        (layout.POLICIES, Policies, {"rounding"}),
        (layout.BANDS, Band, set()),
        (layout.ROUNDING, Rounding, set()),
    ],
)
def test_every_key_of_the_format_has_a_column(sheet, model, elsewhere):
    keys = {column.key.split(".")[0] for column in sheet.columns}
    assert {field.alias or name for name, field in model.model_fields.items()} - elsewhere <= keys


@pytest.mark.parametrize(
    ("sheet", "prefix", "model"),
    [
        (layout.IDENTITY, "years", Years),
        (layout.IDENTITY, "completeness", Completeness),
        (layout.IDENTITY, "checked", Checked),
        (layout.POLICIES, "ranking", RankingPolicy),
        (layout.POLICIES, "classes", Classes),
        (layout.POLICIES, "calendar", Calendar),
    ],
)
def test_every_key_of_a_part_has_a_row(sheet, prefix, model):
    keys = {column.key.split(".")[1] for column in sheet.columns if column.key.startswith(prefix + ".")}
    assert {field.alias or name for name, field in model.model_fields.items()} - {"bands"} == keys


def test_the_same_set_gives_the_same_bytes(everything, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(everything, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_workbook_helps_whoever_edits_it(everything, tmp_path):
    write_workbook(everything, tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames[0] == "Đọc trước"
    page = book["Tiêu chí"]
    assert page.freeze_panes == "E3"
    (rules,) = [check for check in page.data_validations.dataValidation if "relative_to_best" in str(check.formula1)]
    assert str(rules.sqref) == "H3:H406"
    assert len(rules.formula1) <= 255 + 2
    assert page["D4"].alignment.indent == 1
    assert book["Bộ tiêu chí"]["B5"].value == "=1+1 «tất cả» {khóa}"
    assert book["Bộ tiêu chí"]["B5"].data_type == "s"


def cell(book, sheet, row, key):
    page = book[sheet]
    return page.cell(row, next(c.column for c in page[2] if c.value == key))


def change(sheet, row, key, value):
    def edit(book):
        cell(book, sheet, row, key).value = value

    return edit


def test_an_official_types_numbers_as_officials_do(everything, tmp_path):
    read, _ = _through_workbook(everything, tmp_path / "s.xlsx", change("Tiêu chí", 4, "weight", "0,75"))
    assert str(read.annexes[0].criteria[0].criteria[0].weight.value) == "3/4"
    read, _ = _through_workbook(everything, tmp_path / "s.xlsx", change("Tiêu chí", 4, "weight", 0.75))
    assert str(read.annexes[0].criteria[0].criteria[0].weight.value) == "3/4"


def remove(sheet):
    return lambda book: book.remove(book[sheet])


def pair(sheet, row, column, value):
    def edit(book):
        book[sheet].cell(row, column).value = value

    return edit


WRONG = {
    "a number in point form": (change("Tiêu chí", 4, "weight", "0.75"), "NUM002", "Tiêu chí!N4"),
    "no number": (change("Số liệu", 4, "maximum", "nhiều"), "NUM001", "Số liệu!H4"),
    "a formula": (change("Phụ lục", 3, "maximum", "=50+50"), "FIL010", "Phụ lục!C3"),
    "a code as a number": (change("Tiêu chí", 4, "code", 1.1), "FIL027", "Tiêu chí!C4"),
    "a value that is not on the list": (change("Tiêu chí", 4, "role", "thưởng"), "SET006", "Tiêu chí!E4"),
    "an unknown annex": (change("Tiêu chí", 3, "annex", "y"), "SET035", "Tiêu chí!A3"),
    "an unknown parent": (change("Tiêu chí", 4, "parent", "9"), "SET035", "Tiêu chí!B4"),
    "an input of nothing": (change("Số liệu", 3, "criterion", "9"), "SET035", "Số liệu!B3"),
    "a total of no annex": (change("Tổng hợp", 3, "annex", "9"), "SET035", "Tổng hợp!A3"),
    "broken parameters": (change("Tiêu chí", 4, "rule", "{a: ["), "SET001", "Tiêu chí!I4"),
    "parameters that are a word": (change("Tiêu chí", 4, "rule", "abc"), "SET001", "Tiêu chí!I4"),
    "a parameter twice": (change("Tiêu chí", 4, "rule", "cap: 1\ncap: 2"), "SET002", "Tiêu chí!I4"),
    "an unknown parameter": (change("Tiêu chí", 5, "dropped", "{reason: r, why: w}"), "SET004", "Tiêu chí!U5"),
    "a tag": (change("Khối", 3, "when", "!!str {kind: a}"), "SET003", "Khối!D3"),
    "an unknown column": (change("Căn cứ", 2, "url", "link"), "SET004", "Căn cứ!G2"),
    "a column twice": (change("Căn cứ", 2, "url", "title"), "SET002", "Căn cứ!G2"),
    "an unknown key": (pair("Bộ tiêu chí", 3, 3, "ten"), "SET004", "Bộ tiêu chí!C3"),
    "a key twice": (pair("Bộ tiêu chí", 3, 3, "format"), "SET002", "Bộ tiêu chí!C3"),
    "a missing key": (pair("Bộ tiêu chí", 8, 2, None), "SET005", "Bộ tiêu chí!A1"),
    "no sheet of groups": (remove("Khối"), "FIL023", ""),
    "a rounding twice": (change("Làm tròn", 4, "column", "points"), "SET002", "Làm tròn!A4"),
    "a placeholder": (change("Căn cứ", 3, "title", "TBD"), "SET011", "Căn cứ!F3"),
    "a legal basis that does not exist": (change("Tiêu chí", 3, "reference.document", "zz"), "SET023", None),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_named_at_its_cell(everything, tmp_path, case):
    edit, code, where = WRONG[case]
    _, problems = _through_workbook(everything, tmp_path / "s.xlsx", edit)
    found = [(problem.code, problem.place.cell) for problem in problems.errors]
    assert code in problems.codes, found
    if where is not None:
        assert (code, where) in found


def test_problems_of_meaning_are_placed_at_cells(everything, tmp_path):
    read, problems = _through_workbook(everything, tmp_path / "s.xlsx", change("Tiêu chí", 3, "reference.document", "zz"))
    assert read is not None
    assert next(str(p.place) for p in problems if p.code == "SET023").startswith("s.xlsx:Tiêu chí!")


def test_dates_typed_as_dates_are_days(everything, tmp_path):
    read, _ = _through_workbook(everything, tmp_path / "s.xlsx", change("Căn cứ", 3, "date", dt.date(2020, 2, 3)))
    assert read.legal_basis[0].date == dt.date(2020, 2, 3)


def test_a_workbook_that_is_not_there(tmp_path):
    problems = Problems()
    assert read_workbook(tmp_path / "gone.xlsx", "gone.xlsx", problems) is None
    assert problems.codes == ["FIL001"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "null",
        "yes",
        "No",
        "~",
        "0123",
        "1e5",
        "a: b",
        "- a",
        "#",
        "'",
        '"',
        "\\",
        "a\nb",
        "\u2028",
        "\u0085",
        "{",
        "@x",
        "12:30",
        "đ",
        "2020-01-01",
        "=1",
        " a ",
    ],
)
def test_any_text_survives_being_written(value):
    data = {"k": value, "list": [value, {"a": value}]}
    for written in (flow(data), block(data)):
        assert read_fragment(written, Place(), Problems()) == data


def test_text_is_laid_out_for_people(everything):
    text = dump_yaml(everything)
    assert (
        'rule:\n              kind: sum\n              inferred: "trần 6 là suy ra"\n'
        '              parts:\n                - {kind: yes_no, input: co, points: "5"}\n' in text
    )
    assert '\n      - {name: "Tốt", from: {value: "0.85", inferred: "đoán"}, to: "1", inferred: "cả dòng"}\n' in text
    assert text.startswith('format: 1\nid: everything\nversion: "1.10"\n')
    assert "\n\nlegal_basis:\n" in text


def test_a_set_that_ranks_in_the_usual_way_comes_back_from_its_workbook(tmp_path):
    path, problems = tmp_path / "set.xlsx", Problems()
    usual = make_set(indicator("1"))
    write_workbook(usual, path)
    back = read_workbook(path, "set.xlsx", problems)
    assert [problem.code for problem in problems if problem.code == "SET005"] == []
    assert back is not None
    assert back.policies.ranking == usual.policies.ranking
