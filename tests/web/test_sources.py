"""Figures that a source supplies: by whom, until when, typed or imported, appended and never lost."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from khoabang.web.assessments.models import SourceFigure
from khoabang.web.assessments.sources import SourceRefused, Supplied, rows_of, supplied_by, supply
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Charge
from web.running import NOW, running


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("khoabang.web.clock.now", lambda: NOW)


@pytest.fixture
def run(db):
    return running("assessment")


def give(run, by="lead", indicator="2.3", seen=0, note="", **figures):
    given = {
        run.participants[body.replace("_", "-")].pk: Supplied({"hai_long": figure}, note, seen)
        for body, figure in figures.items()
    }
    return supply(run.round, indicator, given, by=run.people[by])


def client_of(run, who):
    client = Client(HTTP_HOST="localhost")
    client.force_login(run.people[who])
    return client


def where(name="source", indicator="2.3"):
    return reverse(f"workspace:{name}", kwargs={"round_code": "thu-2026", "indicator": indicator})


def charge(run, who, criterion):
    Charge.objects.create(round=run.round, duty="supply", person=run.people[who], criterion=criterion)


def figures(run):
    found = SourceFigure.objects.order_by("participant__position", "number")
    return [(each.participant.body.code, each.number, json.loads(each.values)) for each in found]


def test_the_lead_department_supplies_all_and_others_what_they_are_charged_with(run):
    lead, verifier, clerk = run.people["lead"], run.people["verifier"], run.people["preparer:so-noi-vu"]
    assert [each.code for each in supplied_by(lead, run.round)] == ["2.3"]
    assert supplied_by(verifier, run.round) == supplied_by(clerk, run.round) == []
    charge(run, "preparer:so-noi-vu", "1")
    assert [each.code for each in supplied_by(clerk, run.round)] == ["1.1", "1.2", "1.3"]
    assert [each.code for each in supplied_by(lead, run.round)] == ["1.1", "1.2", "1.3", "2.3"]
    with pytest.raises(Refused) as refused:
        give(run, "preparer:so-noi-vu", so_y_te="4")
    assert refused.value.status == 403


def test_figures_are_appended_logged_and_count(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.current import given_of

    assert give(run, so_y_te="4,5", so_noi_vu="3") == 2
    assert give(run, so_y_te="4,5", so_noi_vu="3", seen=1) == 0
    assert give(run, so_y_te="4,25", seen=1, note="Đính chính") == 1
    assert figures(run) == [
        ("so-y-te", 1, {"hai_long": "4,5"}),
        ("so-y-te", 2, {"hai_long": "4,25"}),
        ("so-noi-vu", 1, {"hai_long": "3"}),
    ]
    participant = run.participants["so-y-te"]
    assert given_of([participant], "current")[participant.pk]["2.3"].values == {"hai_long": "4,25"}
    entry = Entry.objects.filter(action="source.supplied", chain__key="round:thu-2026:so-y-te").last()
    assert (entry.subject, json.loads(entry.detail)["note"]) == ("2.3", "Đính chính")


def test_a_body_that_the_indicator_does_not_apply_to_is_not_in_the_sheet(run):
    charge(run, "lead", "2.2")
    (source,) = [each for each in supplied_by(run.people["lead"], run.round) if each.code == "2.2"]
    assert [row.participant.body.code for row in rows_of(run.round, source)] == ["so-y-te", "so-noi-vu"]
    assert [row.participant.body.code for row in rows_of(run.round, source, "noi vu")] == ["so-noi-vu"]


def test_one_figure_that_cannot_be_read_keeps_all_from_being_written(run):
    with pytest.raises(SourceRefused) as refused:
        give(run, so_y_te="4.125", so_noi_vu="6", xa_an_phu="3")
    keys = {run.participants[body].pk for body in ("so-y-te", "so-noi-vu")}
    assert set(refused.value.problems) == keys
    assert "4,125" in str(refused.value.problems[run.participants["so-y-te"].pk]["hai_long"])
    assert figures(run) == []


def test_what_somebody_else_supplied_meanwhile_is_not_covered(run):
    give(run, so_y_te="4")
    with pytest.raises(SourceRefused) as refused:
        give(run, so_y_te="3", so_noi_vu="3")
    assert (refused.value.status, set(refused.value.overtaken)) == (409, {run.participants["so-y-te"].pk})
    assert figures(run) == [("so-y-te", 1, {"hai_long": "4"})]


@pytest.mark.parametrize(
    ("stage", "taken"), [("preparation", False), ("verification", True), ("reply", False), ("council", False)]
)
def test_figures_are_taken_until_verification_closes(run, stage, taken):
    type(run.round).objects.filter(pk=run.round.pk).update(stage=stage)
    if taken:
        assert give(run, so_y_te="4") == 1
    else:
        with pytest.raises(Refused) as refused:
            give(run, so_y_te="4")
        assert refused.value.status == 409


# Pages


def typed(run, **more):
    keys = {body: participant.pk for body, participant in run.participants.items()}
    return {f"seen-{key}": "0" for key in keys.values()} | {
        f"v-{keys[body.replace('_', '-')]}-hai_long": figure for body, figure in more.items()
    }


def test_the_table_is_typed_in_and_what_is_wrong_stays_as_typed_with_its_reason(run):
    client = client_of(run, "lead")
    page = client.get(where()).content.decode()
    assert "Sở Y tế" in page
    wrong = client.post(where(), typed(run, so_y_te="58.083", so_noi_vu="3"))
    page = wrong.content.decode()
    assert wrong.status_code == 422
    key = run.participants["so-y-te"].pk
    assert f'id="v-{key}-hai_long-wrong"' in page
    assert 'value="58.083"' in page
    assert "58,083" in page
    assert figures(run) == []
    assert client.post(where(), typed(run, so_y_te="4,5", so_noi_vu="3")).status_code == 302
    assert len(figures(run)) == 2
    late = client.post(where(), typed(run, so_y_te="1"))
    assert late.status_code == 409
    assert "Số đang có:" in late.content.decode()


def test_who_is_not_charged_finds_no_sheet(run):
    client = client_of(run, "preparer:so-noi-vu")
    for name in ("source", "source-import", "source-template"):
        assert client.get(where(name)).status_code == 404
    assert "không được giao" in client.get(reverse("workspace:sources", kwargs={"round_code": "thu-2026"})).content.decode()
    charge(run, "preparer:so-noi-vu", "2.3")
    assert client.get(where()).status_code == 200
    assert "2.3 Mức độ hài lòng" in client.get(reverse("workspace:sources", kwargs={"round_code": "thu-2026"})).content.decode()


def sent(run, content, name="a.csv", who="lead"):
    client = client_of(run, who)
    return client, client.post(where("source-import"), {"file": SimpleUploadedFile(name, content)})


def kept_of(response):
    import re

    found = re.search(r'name="kept" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_a_table_is_imported_after_a_look_at_each_change(run):
    give(run, so_y_te="4")
    csv = "body;hai_long;note\nso-y-te;4,5;\nso-noi-vu;3,25;Khảo sát tháng 3\nkhong-co;1;\n"
    client, preview = sent(run, csv.encode("utf-8-sig"))
    page = preview.content.decode()
    assert "khong-co" in page
    assert "số liệu của 2 cơ quan thay đổi" in page
    assert "1 cơ quan không có trong tệp" in page
    assert len(figures(run)) == 1
    assert client.post(where("source-save"), {"kept": kept_of(preview)}).status_code == 302
    assert figures(run)[1:] == [("so-y-te", 2, {"hai_long": "4,5"}), ("so-noi-vu", 1, {"hai_long": "3,25"})]
    again = client.post(where("source-save"), {"kept": kept_of(preview)})
    assert again.status_code == 302  # what stands already is no change, and no conflict
    assert len(figures(run)) == 3


def test_the_template_comes_back_without_a_change_and_with_what_was_entered(run):
    give(run, so_y_te="4,5", note="Khảo sát")
    client = client_of(run, "lead")
    response = client.get(where("source-template"))
    opened = openpyxl.load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in opened.worksheets[0][3]][:2] == ["Mã cơ quan", "Tên cơ quan"]
    assert opened.worksheets[0].freeze_panes == "C4"
    _client, preview = sent(run, response.content, "mau.xlsx")
    assert "Tệp không có gì khác" in preview.content.decode()
    page = opened.worksheets[0]
    rows = {row[0].value: row for row in page.iter_rows(min_row=4)}
    rows["xa-an-phu"][2].value = 3.5
    written = io.BytesIO()
    opened.save(written)
    client, preview = sent(run, written.getvalue(), "mau.xlsx")
    client.post(where("source-save"), {"kept": kept_of(preview)})
    assert figures(run)[-1] == ("xa-an-phu", 1, {"hai_long": "3,5"})


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "Chưa nhập được tệp"),
        ("body;hai_long\nso-y-te;không áp dụng\n".encode(), "a.csv", "là một trạng thái"),
        (b"MZ", "a.exe", "Chưa đọc được tệp"),
        ("Mã cơ quan,điểm\nso-y-te,1\n".encode(), "a.csv", "Không biết cột «điểm»"),
        (b"body,hai_long,khac\nso-y-te,1,2\n", "a.csv", "Không biết cột «khac»"),
        ("Mã cơ quan,Ghi chú\nso-y-te,1\n".encode(), "a.csv", "Tệp cần ít nhất một cột số liệu: "),
        (b"body;hai_long\nso-y-te;1\nso-y-te;2\n", "a.csv", "hai dòng"),
        (b"body;hai_long\nso-y-te;4.125\n", "a.csv", "4,125"),
        (b"body;hai_long\nso-y-te;9\n", "a.csv", "5"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(run, content, name, said):
    _client, response = sent(run, content, name)
    assert said in response.content.decode()
    assert figures(run) == []


def test_a_preview_of_another_sheet_or_made_up_is_not_taken(run):
    client = client_of(run, "lead")
    response = client.post(where("source-save"), {"kept": "x:y:z"})
    assert (response.status_code, "không còn dùng được" in response.content.decode()) == (422, True)
