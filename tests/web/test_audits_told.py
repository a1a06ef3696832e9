"""What a person says of a table in place of what was inferred: each field of the form, what is refused at its field, what is kept."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from khoabang.auditing.rulings import MOST_LENGTH, MOST_LINES
from khoabang.scoring import Problems, load_set, shipped_sets
from khoabang.web.audits import running, selectors, services
from khoabang.web.audits.models import AuditReport
from khoabang.web.audits.running import Ran, Said
from khoabang.web.portal.told_form import LONGEST_NUMBER
from web.audit_samples import pasted

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("warm_audits")]

HEADER = [
    *("STT", "Tên cơ quan", "Khối", "Ứng dụng CNTT", "Nhân lực cho ứng dụng CNTT", "Tổng điểm", "Chỉ số", "Xếp hạng", "Xếp loại"),
]
FIGURES = [(100, 50), (97, 50), (91, 55), (96, 45), (90, 41), (88, 40), (83, 38), (74, 36)]
SET = "thai-binh-so-2020"  # has criteria of these names
OTHER_SET = "hau-giang-2021"  # has none


def table() -> list[list[str]]:
    """A correct table of two groups by turns, ranked as one: A number, B body, C group, D and E criteria, F total, G index, H rank, I class."""
    made = [[*HEADER]]
    for number, (one, other) in enumerate(FIGURES, 1):
        total = one + other
        share = f"{total / 150:.3f}".replace(".", ",")
        group = "Sở" if number % 2 else "Ngành"
        level = "Tốt" if total >= 145 else "Khá"
        made.append([str(number), f"Cơ quan {number}", group, str(one), str(other), str(total), share, str(number), level])
    return made


@pytest.fixture(scope="module")
def known() -> dict[str, Ran]:
    """What came of each text that was pasted: it is read once."""
    return {}


@pytest.fixture(autouse=True)
def _read_once(monkeypatch, known) -> None:
    run = running.run_on_text

    def run_once(content: str, name: str) -> Ran:
        if content not in known:
            known[content] = run(content, name)
        return known[content]

    monkeypatch.setattr(running, "run_on_text", run_once)


@pytest.fixture
def paste(client):
    """Paste a table and give the report."""

    def pasted_report(lines: list[list[str]] | None = None) -> AuditReport:
        answer = client.post("/kiem-tra/", {"van-ban": pasted(lines or table(), "")})
        assert answer.status_code == 303
        return AuditReport.objects.get(token=answer.headers["Location"].split("/")[2])

    return pasted_report


@pytest.fixture
def made(paste) -> AuditReport:
    return paste()


@pytest.fixture
def say(client):
    """Send a table's form and give the answer."""
    return lambda report, **fields: client.post(
        link(report, "chay-lai/"), {"bang": "0"} | {name.replace("_", "-"): value for name, value in fields.items()}
    )


def link(report: AuditReport, rest: str = "") -> str:
    return f"/kiem-tra/{report.token}/{rest}"


def latest() -> AuditReport:
    return AuditReport.objects.order_by("-pk")[0]


def downloaded(client, report: AuditReport) -> dict:
    return json.loads(client.get(link(report, "bao-cao.json")).content)


def element(page: str, name: str) -> str:
    """The tag that has an id."""
    found = re.search(rf'<[^>]*\bid="{name}"[^>]*>', page)
    assert found, name
    return found[0]


# Each field


@pytest.mark.parametrize(
    ("fields", "told", "said"),
    [
        ({"vai_8": "note"}, {"roles": {"8": "note"}}, "«I. Xếp loại» là cột: ghi chú"),
        ({"toi_da_4": " 52,5 "}, {"maxima": {"4": "52,5"}}, "«E. Nhân lực cho ứng dụng CNTT» nhiều nhất là 52,5"),
        ({"cong_thuc": "F = D + E\r\n\r\n G = F / 150 "}, {"formulas": ["F = D + E", "G = F / 150"]}, "G = F / 150"),
        ({"xep_theo": "G"}, {"order": "G"}, "Xếp theo «G. Chỉ số», lớn nhất đứng đầu"),
        ({"xep_theo": "H", "chieu": "tang"}, {"order": "H tăng"}, "Xếp theo «H. Xếp hạng», nhỏ nhất đứng đầu"),
        ({"dong_hang": "dense"}, {"ties": "dense"}, "Đồng hạng: không bỏ số (1, 2, 2, 3)"),
        ({"xep_loai": "Tốt: từ 0,9\nKhá: dưới 0,9"}, {"classes": ["Tốt: từ 0,9", "Khá: dưới 0,9"]}, "Xếp loại: Tốt: từ 0,9; Khá: dưới 0,9"),
        ({"nhom": "C"}, {"groups": "C"}, "Xếp hạng riêng trong từng nhóm của «C. Khối»"),
        ({"nhom": "-"}, {"groups": "-"}, "Chỉ một bảng xếp hạng, không chia nhóm"),
    ],
)  # fmt: skip
def test_what_is_said_is_kept_and_shown(client, made, say, read, fields, told, said):
    assert say(made, **fields).status_code == 303
    report = latest()
    assert report.told == {"0": told}
    assert said in read(link(report))
    assert said not in read(link(made)), "a link handed on never changes what it shows"
    assert report.document == made.document
    assert downloaded(client, report)["given"] == {"told": {"0": told}, "set": None}
    assert downloaded(client, made)["given"] == {"told": {}, "set": None}
    assert say(report, **fields).headers["Location"] == link(report), "the same again makes no other report"
    assert say(report).status_code == 303
    assert latest().told == {}, "what is left empty is inferred again"
    assert AuditReport.objects.count() == 3


def test_all_of_it_is_in_the_form_again(client, made, say):
    fields = {
        "vai_8": "note",
        "toi_da_4": "60",
        "cong_thuc": "F = D + E\nG = F / 150",
        "xep_theo": "H",
        "chieu": "tang",
        "dong_hang": "dense",
        "xep_loai": "Tốt: từ 0,9",
        "nhom": "-",
    }
    assert say(made, **fields).status_code == 303
    page = client.get(link(latest())).content.decode()
    for value in ("note", "H", "tang", "dense", "-"):
        assert re.search(rf'<option value="{value}"\s+selected', page), value
    assert 'value="60"' in element(page, "toi-da-0-4")
    assert ">\nF = D + E\nG = F / 150</textarea>" in page
    assert ">\nTốt: từ 0,9</textarea>" in page
    assert say(latest(), **fields).headers["Location"] == link(latest())


def test_a_role_reaches_the_audit(client, say, read):
    answer = client.post("/kiem-tra/", {"van-ban": pasted()})
    wrong = answer.headers["Location"]
    assert "Một chỗ sai, chứng minh được từ chính số liệu đã in" in read(wrong)
    say(latest(), vai_6="note")
    assert "Không có gì trong bảng mâu thuẫn với nhau hay với những gì đã cho" in read(link(latest()))
    assert "Một chỗ sai" in read(wrong), "a link handed on never changes what it shows"
    assert downloaded(client, latest())["tables"][0]["columns"][6]["role"] == "note"


def test_a_maximum_reaches_the_audit(client, made, say, read):
    say(made, toi_da_4="50")
    (found,) = downloaded(client, latest())["tables"][0]["findings"]
    assert (found["code"], found["printed"], found["expected"]) == ("over_maximum.given", "55", "50")
    text = read(link(latest()))
    assert "Một chỗ sai, chứng minh được từ chính số liệu đã in và những gì đã cho" in text
    assert "Điểm tối đa (đã cho): Nhân lực cho ứng dụng CNTT 50" in text
    assert "proved from the printed figures and from what was given" in read("/en" + link(latest()))


def test_formulas_and_the_order_reach_the_audit(client, made, say):
    say(made, cong_thuc="F = D + E\nG = F / 150 hoặc 120", xep_theo="G")
    inferred = downloaded(client, latest())["tables"][0]["inferred"]
    assert {each["kind"] for each in inferred if each["given"]} == {"sum", "share", "order"}
    page = client.get(link(latest())).content.decode()
    assert len(re.findall(r'class="given"', page)) == 1 + len([each for each in inferred if each["given"]])


def test_bounds_of_classes_reach_the_audit(client, made, say):
    say(made, xep_loai="Tốt: từ 0,975\nKhá: dưới 0,975")
    found = downloaded(client, latest())["tables"][0]["findings"]
    assert {(each["kind"], each["expected"]) for each in found if each["grade"] == "proved"} == {("class", "Khá")}


def test_groups_reach_the_audit(client, made, say):
    say(made, nhom="C")
    inferred = downloaded(client, latest())["tables"][0]["inferred"]
    assert {each["group"] for each in inferred if each["kind"] == "order"} == {"Sở", "Ngành"}


def test_numbering_reaches_the_audit(client, paste, say):
    lines = table()
    lines[4][3:7] = lines[3][3:7]
    lines[4][7] = "3"  # then 5: a place is left out
    report = paste(lines)
    say(report, dong_hang="dense")
    (order,) = [each for each in downloaded(client, latest())["tables"][0]["inferred"] if each["kind"] == "order"]
    assert order["ties"] == "dense"


def test_one_table_said_leaves_the_other(client, paste, say):
    answer = client.post("/kiem-tra/", {"van-ban": f"Bảng 1\n\n{pasted(table(), '')}\n\nBảng 2\n\n{pasted(table(), '')}"})
    first = AuditReport.objects.get(token=answer.headers["Location"].split("/")[2])
    say(first, vai_8="note")
    client.post(link(latest(), "chay-lai/"), {"bang": "1", "toi-da-4": "60"})
    assert latest().told == {"0": {"roles": {"8": "note"}}, "1": {"maxima": {"4": "60"}}}


def test_columns_are_called_by_letter(made, client, read):
    text = read(link(made))
    assert "G. Chỉ số" in text
    assert "F = D + E" in text
    assert '<span class="letter">I</span>' in client.get(link(made)).content.decode()
    assert (
        "F. Tổng điểm"
        not in re.findall(r'<select id="nhom-0".*?</select>', client.get(link(made)).content.decode(), re.DOTALL)[0]
    )
    assert (
        "C. Khối" not in re.findall(r'<select id="xep-theo-0".*?</select>', client.get(link(made)).content.decode(), re.DOTALL)[0]
    )


# What is refused


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"toi_da_4": "năm mươi"}, "toi-da-0-4", "«năm mươi» không phải là số"),
        ({"toi_da_4": "9" * (LONGEST_NUMBER + 1)}, "toi-da-0-4", "Điểm tối đa dài quá 40 ký tự"),
        ({"cong_thuc": "F = D + E\nF = D + Q"}, "cong-thuc-0", "Không thấy cột «Q»"),
        ({"cong_thuc": "F"}, "cong-thuc-0", "Không hiểu «F»"),
        ({"cong_thuc": "<script>"}, "cong-thuc-0", "Không hiểu «&lt;script&gt;»"),
        ({"cong_thuc": "F = D + E\n" * (MOST_LINES + 1)}, "cong-thuc-0", "Quá dài"),
        ({"xep_loai": "Tốt"}, "xep-loai-0", "Không hiểu «Tốt»"),
        ({"xep_loai": "T" * (MOST_LENGTH + 1)}, "xep-loai-0", "Quá dài"),
        ({"chieu": "tang"}, "xep-theo-0", "Chọn cột quyết định thứ hạng"),
    ],
)
def test_what_cannot_be_is_answered_at_its_field_and_not_kept(client, made, say, fields, at, said):
    answer = say(made, **{"vai_8": "note", "nhom": "-"} | fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi:" in " ".join(page.split()).replace("<title> ", "<title>")
    assert page.count('role="alert"') == 1
    assert f'<a href="#{at}">{said}' in page
    field = element(page, at)
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]*)"', field)
    assert described
    assert said in page.split(f'id="{described[1].split()[-1]}"')[1].split("</p>")[0]
    assert page.count('aria-invalid="true"') == 1
    for typed in fields.values():
        shown = typed.strip().replace("<", "&lt;").replace(">", "&gt;")
        assert f'value="{shown}"' in page or f">\n{shown}</textarea>" in page
    assert re.search(r'<option value="note"\s+selected', page), "the other fields stay as typed too"
    assert AuditReport.objects.get() == made
    assert made.told == {}
    assert "/xoa/" in client.get(link(made)).content.decode(), "the key for deleting is not used up"
    assert f'href="/en{link(made)}"' in page, "the form's own address shows nothing in any language"


def test_a_refusal_reads_in_english(client, made):
    answer = client.post("/en" + link(made, "chay-lai/"), {"bang": "0", "toi-da-4": "fifty"})
    assert answer.status_code == 422
    assert "“fifty” is not a number" in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"bang": "1"},
        {"bang": "-1"},
        {"bang": "9" * 5000},
        {"bang": "0", "vai-1": "king"},
        {"bang": "0", "xep-theo": "Z"},
        {"bang": "0", "xep-theo": "B"},
        {"bang": "0", "xep-theo": "G", "chieu": "x"},
        {"bang": "0", "dong-hang": "olympic"},
        {"bang": "0", "nhom": "AA"},
        {"bang": "0", "nhom": "G"},
    ],
)
def test_choices_that_the_form_does_not_offer_are_refused(client, made, data):
    assert client.post(link(made, "chay-lai/"), data).status_code == 400
    assert AuditReport.objects.count() == 1


def test_what_a_database_cannot_keep_is_left_out(made, say):
    assert say(made, cong_thuc="F = D + E\x00", xep_loai="To\u0302\u0301t: từ 0,9").status_code == 303
    assert latest().told == {"0": {"formulas": ["F = D + E"], "classes": ["Tốt: từ 0,9"]}}


@pytest.mark.parametrize("rest", ["chay-lai/", "doi-chieu/"])
def test_a_foreign_token_changes_nothing(client, made, rest):
    assert client.post(f"/kiem-tra/{'A' * 32}/{rest}", {"bang": "0", "vai-8": "note", "bo": SET}).status_code == 404
    assert client.get(link(made, rest)).status_code == 405
    answer = client.post(link(made, rest), {"bang": "0", "vai-8": "note", "bo": SET}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert AuditReport.objects.get() == made


# A criteria set


def test_a_table_is_held_against_a_set_and_no_longer(client, made, read):
    assert client.post(link(made, "doi-chieu/"), {"bo": SET}).status_code == 303
    report = latest()
    assert report.criteria_set == SET
    text = read(link(report))
    assert "chứng minh được từ chính số liệu đã in và những gì đã cho" in text
    assert f"Đối chiếu với bộ tiêu chí: {selectors.set_names()[SET]}" in text
    assert "Điểm tối đa (bộ tiêu chí):" in text
    found = downloaded(client, report)
    assert found["given"] == {"told": {}, "set": SET}
    assert ("over_maximum.given", "50") in [(each["code"], each["expected"]) for each in found["tables"][0]["findings"]]
    assert re.search(rf'<option value="{SET}"\s+selected', client.get(link(report)).content.decode())
    assert client.post(link(report, "doi-chieu/"), {"bo": SET}).headers["Location"] == link(report)
    client.post(link(report, "chay-lai/"), {"bang": "0", "toi-da-4": "60"})
    assert (latest().criteria_set, latest().told) == (SET, {"0": {"maxima": {"4": "60"}}})
    client.post(link(latest(), "doi-chieu/"), {"bo": ""})
    assert (latest().criteria_set, latest().told) == ("", {"0": {"maxima": {"4": "60"}}})


def test_a_set_without_a_column_is_refused_at_its_field(client, made):
    answer = client.post(link(made, "doi-chieu/"), {"bo": OTHER_SET})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#bo">Không cột nào mang tên một tiêu chí của bộ «' in page
    assert selectors.set_names()[OTHER_SET] in page
    assert 'aria-invalid="true"' in element(page, "bo")
    assert re.search(rf'<option value="{OTHER_SET}"\s+selected', page)
    assert AuditReport.objects.get() == made


@pytest.mark.parametrize("data", [{}, {"bo": "khong-co"}, {"bo": "../../etc"}, {"bo": "\x00"}])
def test_a_set_that_does_not_ship_is_refused(client, made, data):
    assert client.post(link(made, "doi-chieu/"), data).status_code == 400
    assert AuditReport.objects.count() == 1


def test_a_set_that_no_longer_ships_is_dropped_with_the_next_run(client, made, say):
    AuditReport.objects.update(criteria_set="khong-con")
    assert client.get(link(made)).status_code == 200
    assert say(made, vai_8="note").status_code == 303
    assert latest().criteria_set == ""


def test_sets_are_named_as_they_name_themselves():
    loaded = {code: load_set(folder, Problems()) for code, folder in shipped_sets().items()}
    assert selectors.set_names() == {code: each.name for code, each in loaded.items() if each}
    names = [code.startswith("demo-") for code in selectors.set_names()]
    assert names == sorted(names), "demonstrations come last"


# Beside pages that a person confirms, and what was kept before


def test_what_no_longer_fits_a_table_is_dropped_when_a_page_is_confirmed(made, monkeypatch):
    report = services.audit_again(made, Said({"0": {"roles": {"8": "note"}}}))
    confirmed = {"p. 1": []}
    again = services.audit_again
    seen = []

    def narrower(report: AuditReport, said: Said) -> AuditReport:
        seen.append(said)
        told = {table: {"roles": {"80": "note"}} for table in said.told}  # as if the page had lost the column
        return again(report, said._replace(told=told))

    monkeypatch.setattr(services, "audit_again", narrower)
    made_of_it, is_dropped = services.audit_confirmed(report, confirmed)
    assert is_dropped
    assert (made_of_it.told, made_of_it.confirmed) == ({}, confirmed)
    assert [bool(said.told) for said in seen] == [True, False]


def test_the_page_says_what_was_dropped(client, made, read):
    assert "Những gì đã cho không còn đủ" in read(link(made) + "?da-bo=1")
    assert "Những gì đã cho không còn đủ" not in read(link(made))


EARLIER = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("audits", name)])
    return executor.loader.project_state([("audits", name)]).apps

before = at("0002_scanned_pages")
document = before.get_model("audits", "AuditedDocument").objects.create(content=b"", size=0, stored="2026-01-01T00:00Z")
for number, roles in enumerate([{}, {"1": {"6": "note"}}]):
    before.get_model("audits", "AuditReport").objects.create(
        document=document, token=str(number), is_first=not number, roles=roles, content=b"", deletion_sha256=""
    )
print([[each.told, each.criteria_set] for each in at("0003_told").get_model("audits", "AuditReport").objects.order_by("pk")])
print([each.roles for each in at("0002_scanned_pages").get_model("audits", "AuditReport").objects.order_by("pk")])
document.delete()
"""


def taken_over(tmp_path: Path, address: str) -> list[str]:
    env = {**os.environ, "KHOABANG_DATA": str(tmp_path), "KHOABANG_DB": address}
    run = subprocess.run([sys.executable, "-c", EARLIER], env=env, check=True, capture_output=True, text=True)
    return run.stdout.splitlines()


TAKEN_OVER = ["[[{}, ''], [{'1': {'roles': {'6': 'note'}}}, '']]", "[{}, {'1': {'6': 'note'}}]"]


def test_roles_kept_by_an_earlier_version_are_taken_over(tmp_path):
    assert taken_over(tmp_path, "") == TAKEN_OVER


@pytest.mark.postgres
def test_roles_kept_by_an_earlier_version_are_taken_over_on_postgresql(tmp_path, postgres_address):
    assert taken_over(tmp_path, postgres_address) == TAKEN_OVER
