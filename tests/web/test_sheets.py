"""The self-assessment as a workbook: what the template holds, what comes back of it, and what is refused."""

import io
import json
import unicodedata
from decimal import Decimal

import openpyxl
import pytest

from khoabang.web.assessments import drafts, sheets
from khoabang.web.assessments.drafts import Content
from khoabang.web.assessments.models import Draft
from khoabang.web.assessments.sheet_form import SHEET, template
from khoabang.web.organisations import tables
from web.running import NOW, running

BODY = "so-y-te"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


@pytest.fixture
def run(db):
    return running("assessment")


def save(run, indicator, seen=0, *, who=f"preparer:{BODY}", note="", **values):
    return drafts.save(run.participants[BODY].pk, indicator, Content(values, note=note), seen=seen, by=run.people[who])


def book(run, body=BODY):
    return openpyxl.load_workbook(io.BytesIO(template(run.participants[body])))


def cells(page):
    """The cells of the rows of inputs, by input and column."""
    rows = list(page.iter_rows())
    header = next(row for row in rows if row[0].value == "indicator")
    names = [cell.value for cell in header]
    return {row[1].value: dict(zip(names, row, strict=False)) for row in rows[header[0].row :] if row[1].value}


def sent(run, opened, tmp_path, *, body=BODY, name="mau.xlsx"):
    path = tmp_path / name
    opened.save(path)
    return sheets.read_sheet(run.participants[body], path, name)


# Out


def test_the_template_holds_what_is_asked_and_what_stands(run):
    save(run, "1.2", hoan_thanh="1.234.567", duoc_giao="20", note="Theo báo cáo")
    save(run, "1.1", truong_ban="pho")
    page = book(run)[SHEET]
    found = cells(page)
    assert list(found) == ["truong_ban", "hoan_thanh", "duoc_giao", "quy_che", "tin_bai", "ho_so", "sang_kien"]
    assert "hai_long" not in found  # its source enters it
    assert (found["truong_ban"]["value"].value, found["duoc_giao"]["value"].value) == ("Cấp phó", 20)
    assert found["hoan_thanh"]["value"].value == 1_234_567
    assert (found["hoan_thanh"]["unit"].value, found["hoan_thanh"]["type"].value) == ("nhiệm vụ", "số nguyên")
    assert found["hoan_thanh"]["note"].value == "Theo báo cáo"
    assert page.protection.sheet
    assert [page.row_dimensions[row].hidden for row in (4, 5)] == [False, True]
    assert [page.column_dimensions[column].hidden for column in "ABC"] == [False, True, False]
    assert not found["hoan_thanh"]["value"].protection.locked
    assert found["hoan_thanh"]["name"].protection.locked
    assert found["duoc_giao"]["note"].protection.locked  # one note for an indicator


def test_the_template_offers_choices_limits_and_help(run):
    page = book(run)[SHEET]
    found = cells(page)
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}

    def rule(code):
        return rules[found[code]["value"].coordinate]

    assert rule("truong_ban").type == "list"
    assert (rule("ho_so").type, rule("ho_so").formula2) == ("decimal", "100")
    assert rule("duoc_giao").type == "whole"
    assert "Quyết định ban hành quy chế" in rule("quy_che").prompt
    choices = [cell.value for cell in book(run)["_gia_tri"]["A"]]
    assert choices == ["Người đứng đầu", "Cấp phó", "Khác"]
    assert not any("không áp dụng" in str(cell.value) for column in book(run)["_gia_tri"].columns for cell in column)


@pytest.mark.parametrize(
    ("indicator", "code", "typed"),
    [
        ("2.2", "ho_so", "0,5%"),
        ("2.2", "ho_so", "85%"),
        ("2.2", "ho_so", "33,333333333333333333"),
        ("2.4", "sang_kien", "3,250"),
        ("2.1", "tin_bai", "1.234.567"),
        ("2.1", "tin_bai", "0"),
        ("1.1", "truong_ban", "pho"),
    ],
)
def test_what_was_typed_comes_back_as_no_change(run, tmp_path, indicator, code, typed):
    Draft.objects.create(
        participant=run.participants[BODY], indicator=indicator, values=json.dumps({code: typed}), saved_at=NOW,
        saved_by=run.people["lead"],
    )  # fmt: skip
    path = tmp_path / "mau.xlsx"
    path.write_bytes(template(run.participants[BODY]))
    read = sheets.read_sheet(run.participants[BODY], path, "mau.xlsx")
    assert read.problems == []
    assert sheets.changes_in(run.participants[BODY], read.filled) == []


def test_another_body_is_asked_for_what_applies_to_it(run):
    assert "ho_so" not in cells(book(run, "xa-an-phu")[SHEET])


# In


def test_each_change_is_shown_and_only_what_is_chosen_is_saved(run, tmp_path):
    save(run, "1.2", hoan_thanh="18", duoc_giao="20")
    save(run, "1.1", truong_ban="pho")
    opened = book(run)
    found = cells(opened[SHEET])
    found["hoan_thanh"]["value"].value = 19
    found["hoan_thanh"]["note"].value = unicodedata.normalize("NFD", "Số liệu tháng 12")
    found["truong_ban"]["value"].value = "Người đứng đầu"
    found["quy_che"]["value"].value = "có"
    read = sent(run, opened, tmp_path)
    assert (read.problems, read.left_out) == ([], [])
    changes = sheets.changes_in(run.participants[BODY], read.filled)
    shown = {each.asked.code: [(one.name, one.old, one.new) for one in each.differences] for each in changes}
    assert shown == {
        "1.1": [("Trưởng ban", "Cấp phó", "Người đứng đầu")],
        "1.2": [("Số nhiệm vụ hoàn thành", "18", "19"), ("Ghi chú", "", "Số liệu tháng 12")],
        "1.3": [("Đã ban hành quy chế", "", "có")],
    }
    chosen = {each.asked.code: (each.content, each.seen) for each in changes if each.asked.code != "1.3"}
    assert sheets.apply(run.participants[BODY].pk, chosen, file="mau.xlsx", by=run.people[f"preparer:{BODY}"]) == 2
    kept = {each.indicator: (json.loads(each.values), each.version) for each in Draft.objects.all()}
    assert kept == {
        "1.1": ({"truong_ban": "Người đứng đầu"}, 2),
        "1.2": ({"hoan_thanh": "19", "duoc_giao": "20"}, 2),
    }


def test_what_cannot_be_read_is_said_at_its_cell_and_the_rest_is_offered(run, tmp_path):
    opened = book(run)
    found = cells(opened[SHEET])
    for code, typed in (
        ("hoan_thanh", "58.083"),
        ("ho_so", 150),
        ("tin_bai", -1),
        ("truong_ban", "Chánh văn phòng"),
        ("quy_che", "có"),
    ):
        found[code]["value"].value = typed
    read = sent(run, opened, tmp_path)
    said = {each.place.rpartition("!")[2]: each.what for each in read.problems}
    assert set(said) == {found[code]["value"].coordinate for code in ("hoan_thanh", "ho_so", "tin_bai", "truong_ban")}
    assert "58083" in " ".join(each.what + each.remedy for each in read.problems)
    assert [each.asked.code for each in sheets.changes_in(run.participants[BODY], read.filled)] == ["1.3"]


def test_a_share_typed_for_a_percentage_is_asked_about(run, tmp_path):
    opened = book(run)
    cells(opened[SHEET])["ho_so"]["value"].value = 0.85
    assert len(sent(run, opened, tmp_path).problems) == 1


def test_what_does_not_apply_needs_its_mark_where_the_set_leaves_it_to_the_body(run, tmp_path):
    opened = book(run)
    found = cells(opened[SHEET])
    found["tin_bai"]["not_applicable"].value = "X"
    found["tin_bai"]["reason"].value = "Không có cổng riêng"
    found["quy_che"]["not_applicable"].value = "đúng"
    read = sent(run, opened, tmp_path)
    assert [each.indicator for each in read.problems] == ["1.3"]
    assert read.filled["2.1"].content == Content({}, not_applicable=True, reason="Không có cổng riêng")


def test_what_was_saved_meanwhile_is_a_conflict_only_where_both_changed(run, tmp_path):
    save(run, "1.2", hoan_thanh="18", duoc_giao="20")
    save(run, "2.1", tin_bai="5")
    opened = book(run)
    cells(opened[SHEET])["hoan_thanh"]["value"].value = 19
    save(run, "1.2", 1, who=f"approver:{BODY}", hoan_thanh="17", duoc_giao="20")
    save(run, "2.1", 1, who=f"approver:{BODY}", tin_bai="6")
    read = sent(run, opened, tmp_path)
    (change,) = sheets.changes_in(run.participants[BODY], read.filled)
    assert (change.asked.code, change.kind, change.seen, change.by) == ("1.2", "conflict", 2, run.people[f"approver:{BODY}"])
    assert (change.differences[0].old, change.differences[0].new) == ("17", "19")


def test_a_save_between_preview_and_confirmation_changes_nothing_at_all(run, tmp_path):
    from khoabang.web.assessments.errors import Conflict

    chosen = {"1.3": (Content({"quy_che": "có"}), 0), "2.1": (Content({"tin_bai": "7"}), 0)}
    save(run, "2.1", tin_bai="6")
    with pytest.raises(Conflict):
        sheets.apply(run.participants[BODY].pk, chosen, file="mau.xlsx", by=run.people[f"preparer:{BODY}"])
    assert [each.indicator for each in Draft.objects.all()] == ["2.1"]


def test_rows_left_out_change_nothing(run, tmp_path):
    save(run, "1.2", hoan_thanh="18", duoc_giao="20")
    opened = book(run)
    page = opened[SHEET]
    for code in ("tin_bai", "hoan_thanh"):
        page.delete_rows(cells(page)[code]["value"].row)
    cells(page)["duoc_giao"]["value"].value = 30
    read = sent(run, opened, tmp_path)
    assert read.left_out == ["2.1"]
    (change,) = sheets.changes_in(run.participants[BODY], read.filled)
    assert change.content.values == {"hoan_thanh": "18", "duoc_giao": "30"}


def test_a_cell_that_was_emptied_empties_the_answer(run, tmp_path):
    save(run, "1.2", hoan_thanh="18", duoc_giao="20")
    opened = book(run)
    cells(opened[SHEET])["hoan_thanh"]["value"].value = None
    (change,) = sheets.changes_in(run.participants[BODY], sent(run, opened, tmp_path).filled)
    assert [(each.old, each.new) for each in change.differences] == [("18", "")]


def test_a_renamed_sheet_is_read_as_it_is(run, tmp_path):
    opened = book(run)
    cells(opened[SHEET])["quy_che"]["value"].value = "có"
    opened[SHEET].title = "Sheet1"
    assert [each.asked.code for each in sheets.changes_in(run.participants[BODY], sent(run, opened, tmp_path).filled)] == ["1.3"]


def test_changed_and_doubled_codes_are_said_at_their_cells(run, tmp_path):
    opened = book(run)
    found = cells(opened[SHEET])
    found["tin_bai"]["indicator"].value = "9.9"
    found["duoc_giao"]["input"].value = "hoan_thanh"
    read = sent(run, opened, tmp_path)
    assert {each.place.rpartition("!")[2] for each in read.problems} == {
        found["tin_bai"]["indicator"].coordinate,
        found["duoc_giao"]["input"].coordinate,
    }


def meta(opened, key, value):
    for row in opened["_meta"].iter_rows():
        if row[0].value == key:
            row[1].value = value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda opened, _page: meta(opened, "body", "so-noi-vu"), "cơ quan khác"),
        (lambda opened, _page: meta(opened, "round", "thu-2025"), "đợt «thu-2025»"),
        (lambda opened, _page: meta(opened, "sha256", "0" * 64), "Bộ tiêu chí đã thay đổi"),
        (lambda opened, _page: meta(opened, "draft:1.2", "7"), "Phần ẩn"),
        (lambda opened, _page: opened.remove(opened["_meta"]), "không phải mẫu"),
        (lambda _opened, page: page.delete_cols(7), "thiếu cột: value"),
        (lambda _opened, page: setattr(page.cell(5, 11), "value", "diem"), "cột lạ: diem"),
        (lambda _opened, page: setattr(cells(page)["tin_bai"]["value"], "value", "=1+1"), "Chưa đọc được tệp"),
    ],
)
def test_what_is_no_template_of_this_body_and_round_is_refused(run, tmp_path, change, said):
    opened = book(run)
    change(opened, opened[SHEET])
    with pytest.raises(tables.TableRefused) as refused:
        sent(run, opened, tmp_path)
    assert said in str(refused.value)
    if said == "Chưa đọc được tệp":
        assert "!G" in refused.value.problems[0].place


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b""), ("a.xlsx", b"PK\x03\x04xx"), ("a.xlsm", b"PK"), ("a.pdf", b"%PDF-")]
)
def test_what_is_no_workbook_is_refused(run, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(tables.TableRefused) as refused:
        sheets.read_sheet(run.participants[BODY], path, name)
    assert refused.value.problems


def test_nothing_is_taken_after_the_last_day(run, monkeypatch):
    from datetime import timedelta

    from khoabang.web.assessments.errors import Late

    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW + timedelta(days=40))
    with pytest.raises(Late):
        sheets.apply(run.participants[BODY].pk, {}, file="a.xlsx", by=run.people[f"preparer:{BODY}"])


def test_a_number_in_a_cell_is_exactly_what_was_typed():
    from khoabang.scoring.criteria.inputs import Input
    from khoabang.web.assessments.sheet_form import as_number

    item = Input(code="x", name="x", type="number")
    assert as_number(item, "12,25", "vi") == Decimal("12.25")
    assert as_number(item, "0,1234567890123456", "vi") is None
    assert as_number(item, "", "vi") is None
