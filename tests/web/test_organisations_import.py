"""A register read from a table: what each row would do, what is wrong with it, and that it does exactly what was shown."""

import json
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from khoabang.scoring.criteria.model import Attribute
from khoabang.web.activity.models import Entry as LogEntry
from khoabang.web.organisations.entries import Definition, Entry
from khoabang.web.organisations.errors import RegisterChanged, RegisterRefused
from khoabang.web.organisations.events import Decision, Line, Plan
from khoabang.web.organisations.importing import import_applied, import_foreseen, import_kept, table_compared
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.recording import event_recorded, plan_foreseen
from khoabang.web.organisations.selectors import register_of
from khoabang.web.organisations.services import body_entered, kinds_ready

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
GOOD = """Mã cơ quan,Tên cơ quan,Loại cơ quan,Cơ quan cấp trên,Ngày thành lập,Tên khác,bien_che,note
so-yt,Sở Y tế,"Sở, ban, ngành",,01/3/1990,SYT; Sở Ytế,"58,5",x
so-tp,Sở Tư pháp,so,,,,,
tt-yt,Trung tâm Y tế,su-nghiep,so-moi,,,,
so-moi,Sở Mới,so,,,,12,
"""


@pytest.fixture
def authority(db) -> Authority:
    made = Authority.objects.create(code="sao-khue", name="Tỉnh Sao Khuê")
    kinds_ready(made)
    for code, name in (("so-yt", "Sở Y Tế"), ("so-tp", "Sở Tư pháp")):
        entry = Entry(code, name, "so", attributes={"bien_che": "50"} if code == "so-yt" else {})
        body_entered(authority=made, entry=entry, seen=None, by=None)
    return made


@pytest.fixture
def compared(authority, tmp_path):
    def read(text: str, since: date | None = None, defined=None):
        path = tmp_path / "so.csv"
        path.write_text(text, encoding="utf-8")
        return table_compared(path, "so.csv", authority, since=since, defined=defined)

    return read


@pytest.fixture
def kept(authority):
    def keep(preview, since: date | None = None):
        return import_kept(authority=authority, preview=preview, file_name="so.csv", since=since, by=None)

    return keep


def test_each_row_says_what_it_would_do_before_anything_is_written(authority, compared):
    before = register_of(authority)
    preview = compared(GOOD)
    assert preview.problems == []
    assert [(row.code, row.state) for row in preview.rows] == [
        ("so-yt", "changed"),
        ("so-tp", "unchanged"),
        ("tt-yt", "new"),
        ("so-moi", "new"),
    ]
    assert [(each.fact, each.old, each.new) for each in preview.rows[0].changes] == [
        ("name", "Sở Y Tế", "Sở Y tế"),
        ("opened", "", "1990-03-01"),
        ("aliases", "", "SYT; Sở Ytế"),
        ("attribute:bien_che", "50", "58,5"),
    ]
    assert ["note" in str(told.what) for told in preview.warnings] == [True]
    assert register_of(authority) == before


def test_what_was_shown_is_done_once_and_logged(authority, compared, kept):
    upload = kept(compared(GOOD, DAY), DAY)
    shown = [row.changes for row in import_foreseen(upload).rows]
    done = import_applied(kept=upload, by=None)
    assert [row.changes for row in done.rows] == shown
    bodies = register_of(authority).bodies
    assert bodies["tt-yt"].parent == "so-moi"
    assert bodies["so-yt"].aliases == {"SYT", "Sở Ytế"}
    assert bodies["so-yt"].attributes == {"bien_che": ("58,5", DAY)}
    assert {row.state for row in compared(GOOD).rows} == {"unchanged"}
    assert LogEntry.objects.filter(action="register.imported", subject="so.csv").count() == 1
    with pytest.raises(RegisterRefused):
        import_applied(kept=upload, by=None)


def test_a_register_that_changed_in_between_is_looked_at_again(authority, compared, kept):
    upload = kept(compared(GOOD))
    body_entered(authority=authority, entry=Entry("so-yt", "Sở Y tế tỉnh"), seen=None, by=None)
    with pytest.raises(RegisterChanged):
        import_applied(kept=upload, by=None)
    assert not Body.objects.filter(code="so-moi").exists()


def test_a_workbook_is_read_like_a_text(authority, tmp_path):
    path = tmp_path / "so.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["code", "name", "closed"], ["so-a", "Sở A", "hôm qua"], ["so-b", "Sở B", ""]]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    preview = table_compared(path, "so.xlsx", authority, since=None)
    assert [told.place for told in preview.problems] == ["so.xlsx:Sheet1!C2"]


BAD = {
    "no code": (",Sở Tư pháp,so,,\n", "so.csv:2: code", "so-tp"),
    "no code, no name known": (",Sở Lạ,so,,\n", "so.csv:2: code", ""),
    "no name": ("so-a,,so,,\n", "so.csv:2: name", ""),
    "twice": ("so-a,A,so,,\nso-a,B,so,,\n", "so.csv:3: code", ""),
    "alike in the register": ("SO-TP,Sở Tư pháp,so,,\n", "so.csv:2: code", ""),
    "unknown kind": ("so-a,A,phòng,,\n", "so.csv:2: kind", "Sở, ban, ngành"),
    "parent by name": ("so-a,A,so,Sở Tư pháp,\n", "so.csv:2: parent", "so-tp"),
    "circle": ("so-a,A,so,so-b,\nso-b,B,so,so-a,\n", "so.csv:2: parent", ""),
    "own parent": ("so-a,A,so,so-a,\n", "so.csv:2: parent", ""),
    "no date": ("so-a,A,so,,31/02/2025\n", "so.csv:2: closed", ""),
    "too long": ("so-a," + "A" * 301 + ",so,,\n", "so.csv:2: name", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_at_its_cell_and_nothing_can_be_applied(compared, kept, name):
    rows, place, proposed = BAD[name]
    preview = compared("code,name,kind,parent,closed\n" + rows)
    told = [each for each in preview.problems if each.place == place]
    assert told, [each.place for each in preview.problems]
    assert proposed in str(told[0].remedy)
    assert "problem" in {row.state for row in preview.rows} or name in ("circle", "no date")
    with pytest.raises(RegisterRefused):
        kept(preview)


def test_attributes_that_a_set_defines_are_read_and_others_told(compared):
    staff = Attribute(code="bien_che", name="Biên chế", type="number")
    yes = Attribute(code="co_tthc", name="Có TTHC", type="yes_no")
    defined = {each.code: Definition(each) for each in (staff, yes)}
    preview = compared(
        "code,name,bien_che,co_tthc,bienche\nso-tp,Sở Tư pháp,58.083,blah,1\nso-yt,Sở Y Tế,50,Có,\n", defined=defined
    )
    told = {each.place: str(each.what) for each in preview.problems}
    assert set(told) == {"so.csv:2: bien_che", "so.csv:2: co_tthc"}
    assert "Ý bạn là 58,083?" in told["so.csv:2: bien_che"]
    assert ["«bienche»" in str(each.what) for each in preview.warnings] == [True]


def test_another_name_is_asked_about_and_the_old_one_still_finds_the_body(authority, compared, kept):
    preview = compared("code,name\nso-yt,Sở Sức khỏe\n")
    assert [each.place for each in preview.warnings] == ["so.csv:2: name"]
    assert "ghi sự kiện" in str(preview.warnings[0].remedy)
    import_applied(kept=kept(preview), by=None)
    register = register_of(authority)
    assert register.bodies["so-yt"].name == "Sở Sức khỏe"
    assert register.called["so y te"] == ["so-yt"]


def test_of_renamed_rows_only_those_meant_are_renamed_and_the_rest_of_the_row_is_done(authority, compared, kept):
    upload = kept(compared("code,name,kind\nso-yt,Sở Sức khỏe,su-nghiep\nso-tp,Sở Luật,so\nso-moi,Sở Mới,so\n"))
    assert [row.code for row in import_foreseen(upload).rows if row.is_renamed] == ["so-yt", "so-tp"]
    import_applied(kept=upload, by=None, same_name={"so-yt", "so-moi"})
    bodies = register_of(authority).bodies
    assert (bodies["so-yt"].name, bodies["so-yt"].kind, bodies["so-yt"].aliases) == ("Sở Y Tế", "su-nghiep", frozenset())
    assert (bodies["so-tp"].name, bodies["so-tp"].aliases) == ("Sở Luật", {"Sở Tư pháp"})
    assert bodies["so-moi"].name == "Sở Mới"  # a new body is no renaming
    assert json.loads(LogEntry.objects.get(action="register.imported").detail)["same_name"] == ["so-yt"]


def test_codes_that_look_alike_in_one_table_are_told(compared):
    preview = compared("code,name\nso-a,A\nSO-A,B\n")
    assert [each.place for each in preview.problems] == ["so.csv:3: code"]


@pytest.mark.parametrize("header", ["code,name,Cột lạ", "name", "code", "code,name,Mã"])
def test_columns_that_are_not_known_or_missing_are_told(compared, header):
    preview = compared(f"{header}\n" + ",".join("x" for _ in header.split(",")) + "\n")
    assert preview.problems
    assert preview.rows == []


def test_a_name_only_proposes(compared):
    preview = compared("code,name\nma-khac,Sở Tư Pháp\n")
    assert [row.state for row in preview.rows] == ["new"]
    assert "so-tp" in str(preview.warnings[0].what)


def test_a_day_that_an_event_set_is_not_changed_by_a_table(authority, compared):
    decision = Decision("Quyết định", "1/QĐ", DAY, "UBND tỉnh Sao Khuê")
    plan = Plan("close", DAY, decision, (Line("so-tp"),))
    event_recorded(authority=authority, plan=plan, seen=plan_foreseen(authority, plan).fingerprint, by=None)
    preview = compared("code,name,closed\nso-tp,Sở Tư pháp,\n")
    assert [each.place for each in preview.problems] == ["so.csv:2: closed"]
    assert {row.state for row in compared("code,name\nso-tp,Sở Tư pháp\n").rows} == {"unchanged"}
