"""A written document read back before it is signed: each mistake is put into Thái Bình's decision, alone, and must be named; the right one is left alone."""

import csv
import json
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from ruamel.yaml import YAML

from khoabang.auditing.audit import audit_file
from khoabang.documents.checking import check
from khoabang.documents.decision import decision
from khoabang.documents.facts import DecisionFacts, read_facts
from khoabang.documents.pdf import pdf
from khoabang.documents.register import REGISTER, Entry, register
from khoabang.documents.word import word
from khoabang.scoring import Problems, evaluate, shipped_evaluations, shipped_sets

FOLDER = shipped_evaluations()["thai-binh-2020"]
SOURCE = Path(__file__).parents[1] / "golden" / "sources" / "thai-binh-2020.txt"


@cache
def result() -> Any:
    evaluated, _ = evaluate(FOLDER)
    assert evaluated is not None
    return json.loads(json.dumps(evaluated.result))


@cache
def typed() -> DecisionFacts:
    facts = read_facts(FOLDER / "facts.yaml", "facts.yaml", Problems())
    assert facts is not None
    return facts.decision


def mended() -> DecisionFacts:
    """The facts without the mistakes of the original: the appendix follows from the decision, the resolution has one date."""
    said = json.loads(typed().model_dump_json())
    said["appendix"]["attached"] = None
    as_text = json.dumps(said, ensure_ascii=False).replace("17/3/2019", "07/3/2019").replace("2019-03-17", "2019-03-07")
    return DecisionFacts.model_validate_json(as_text)


def without_55() -> Any:
    """The result as it would be if the 55 points were the 50 that are possible at most."""
    changed = json.loads(json.dumps(result()))
    body = next(each for each in changed["groups"][0]["bodies"] if each["code"] == "vp-ubnd-tinh")
    body["criteria"]["6"]["points"].update(exact="50/1", shown="50", stated=None)
    body["points"].update(exact="3377/10", shown="337.7", stated=None)
    body["index"].update(exact="3377/3980", shown="0.848", stated=None)
    body["class"].update(value="Khá", stated=None)
    bodies = changed["groups"][0]["bodies"]
    bodies.sort(key=lambda each: -int(each["index"]["exact"].split("/")[0]) / int(each["index"]["exact"].split("/")[1]))
    for place, each in enumerate(bodies, 1):
        each["rank"].update(value=place, stated=None)
    return changed


def codes(path: Path, *, against: Any = None, facts: DecisionFacts | None = None, entries: Any = ()) -> list[tuple[str, str]]:
    problems = check(audit_file(path), against, facts, register() if entries == () else entries)
    return [(problem.code, problem.what()) for problem in problems]


def written(folder: Path, facts: DecisionFacts, of: Any = None, change: Any = None) -> Path:
    content = word(decision(of or without_55(), facts))
    if change:
        document = docx.Document(BytesIO(content))
        change(document)
        document.save(folder / "van-ban.docx")
    else:
        (folder / "van-ban.docx").write_bytes(content)
    return folder / "van-ban.docx"


def replaced(old: str, new: str) -> Any:
    def change(document: Any) -> None:
        cells = [
            paragraph for table in document.tables for row in table.rows for cell in row.cells for paragraph in cell.paragraphs
        ]
        found = [run for paragraph in [*document.paragraphs, *cells] for run in paragraph.runs if old in run.text]
        assert found
        for run in found:
            run.text = run.text.replace(old, new)

    return change


def cell(row: int, column: int, text: str) -> Any:
    def change(document: Any) -> None:
        document.tables[-1].rows[row].cells[column].paragraphs[0].runs[0].text = text

    return change


def without_column(position: int) -> Any:
    def change(document: Any) -> None:
        for row in document.tables[-1].rows:
            row._tr.remove(row._tr.tc_lst[position])
        document.tables[-1]._tbl.tblGrid.remove(document.tables[-1]._tbl.tblGrid[position])

    return change


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_mistakes_of_the_published_decision_are_named_in_both_forms(ending, tmp_path):
    path = tmp_path / f"quyet-dinh.{ending}"
    path.write_bytes((word if ending == "docx" else pdf)(decision(result(), typed())))
    found = codes(path, against=result(), facts=typed())
    assert [code for code, _ in found] == ["PAP010", "PAP021", "PAP051"]
    assert found[0][1].startswith("55 điểm, trong khi điểm tối đa của mục này nhiều nhất là 50,3")
    assert "ngày 05/04/2021, văn bản này ký ngày 05/01/2021" in found[1][1]
    assert "17/NQ-CP: văn bản này ghi ngày 17/03/2019; các nguồn không thống nhất: 07/03/2019 (" in found[2][1]


def test_the_original_as_it_was_published_has_the_same_mistakes():
    assert [code for code, _ in codes(SOURCE, against=result(), facts=typed())] == ["PAP010", "PAP021", "PAP051"]


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_figures_of_the_written_forms_are_those_of_the_original(ending, tmp_path):
    path = tmp_path / f"quyet-dinh.{ending}"
    path.write_bytes((word if ending == "docx" else pdf)(decision(result(), typed())))
    (ours,), (theirs,) = audit_file(path).tables, audit_file(SOURCE).tables
    assert [[c.text for c in row.cells] for row in ours.found.sheet.table.rows] == [
        [c.text for c in row.cells] for row in theirs.found.sheet.table.rows
    ]
    assert [header.replace("/ ", "/") for header in ours.found.sheet.table.headers] == theirs.found.sheet.table.headers


def test_a_document_without_mistakes_is_left_alone_but_for_what_sources_dispute(tmp_path):
    against = without_55()
    found = codes(written(tmp_path, mended()), against=against, facts=mended())
    assert [code for code, _ in found] == ["PAP051"]
    undisputed = [entry for entry in register() if (entry.number, entry.date) != ("17/NQ-CP", date(2019, 3, 17))]
    assert codes(written(tmp_path, mended()), against=against, facts=mended(), entries=undisputed) == []


MISTAKES = {
    "PAP010": cell(1, 8, "498,1"),
    "PAP020": replaced("Kèm theo Quyết định số 06/QĐ-UBND", "Kèm theo Quyết định số 60/QĐ-UBND"),
    "PAP021": replaced(
        "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05 tháng 01", "(Kèm theo Quyết định số 06/QĐ-UBND ngày 05 tháng 4"
    ),
    "PAP022": replaced("tại Tờ trình", "theo Quyết định số 1819/QĐ-TTg ngày 16/10/2015 của Thủ tướng Chính phủ, tại Tờ trình"),
    "PAP023": replaced("ngày 26/10/2015", "ngày 31/11/2015"),
    "PAP024": replaced("số 100/TTr-STTTT ngày 11/12/2020", "số 100/TTr-STTTT ngày 11/12/2021"),
    "PAP025": replaced("64/2007/NĐ-CP ngày 10/4/2007", "64/2007/NĐ-CP ngày 10/4/2008"),
    "PAP026": replaced("Số: 06/QĐ-UBND", "Số:        /QĐ-UBND"),
    "PAP030": replaced("Số: 06/QĐ-UBND", "Số: 60/QĐ-UBND"),
    "PAP031": replaced("số 2916/QĐ-UBND", "số 2961/QĐ-UBND"),
    "PAP040": cell(1, 10, "Khá"),
    "PAP041": cell(1, 1, "Sở Bưu chính"),
    "PAP042": cell(1, 1, "Sở Bưu chính"),
    "PAP044": without_column(9),
    "PAP050": replaced("1819/QĐ-TTg ngày 26/10/2015", "1819/QĐ-TTg ngày 16/10/2015"),
    "PAP052": replaced("của Thủ tướng Chính phủ", "của Bộ Nội vụ"),
    "PAP053": replaced("1819/QĐ-TTg", "1918/QĐ-TTg"),
}


@pytest.mark.parametrize("code", MISTAKES)
def test_each_mistake_is_named(code, tmp_path):
    path = written(tmp_path, mended(), change=MISTAKES[code])
    assert code in [found for found, _ in codes(path, against=without_55(), facts=mended())]


def test_a_law_that_goes_by_its_title_is_held_against_the_register_too(tmp_path):
    path = written(tmp_path, mended(), change=replaced("địa phương ngày 19/6/2015", "địa phương ngày 19/5/2015"))
    assert any(code == "PAP050" and "Luật Tổ chức Chính quyền địa phương" in said for code, said in codes(path))


def test_a_table_that_is_not_there_and_figures_that_only_may_be_wrong(tmp_path):
    def without_table(document: Any) -> None:
        document.tables[-1]._tbl.getparent().remove(document.tables[-1]._tbl)

    assert "PAP043" in [code for code, _ in codes(written(tmp_path, mended(), change=without_table), against=without_55())]
    doubtful = [code for code, _ in codes(written(tmp_path, mended(), change=cell(18, 4, "6750")))]
    assert {"PAP010", "PAP011"} & set(doubtful)


def test_another_place_s_decision_of_the_same_number_is_another_document(tmp_path):
    elsewhere = Entry("2916/QĐ-UBND", date(2017, 3, 1), "Quyết định", "UBND tỉnh Sơn La", "", "nguồn")
    found = codes(written(tmp_path, mended()), facts=mended(), entries=[elsewhere])
    assert [said for code, said in found if code in {"PAP050", "PAP051", "PAP052"}] == []
    here = replace(elsewhere, issuer="UBND tỉnh Thái Bình")
    assert "PAP050" in [code for code, _ in codes(written(tmp_path, mended()), facts=mended(), entries=[here])]


def test_the_register_holds_what_every_set_and_every_facts_file_cites():
    known = {(entry.number, entry.date.isoformat()) for entry in register()}
    named = {(entry.title, entry.date.isoformat()) for entry in register()}
    missing = []
    for name, folder in shipped_sets().items():
        for each in YAML(typ="safe").load((folder / "set.yaml").read_text(encoding="utf-8")).get("legal_basis") or []:
            cites = each.get("number") and each.get("date") and each.get("issuer")
            if cites and "trình diễn" not in each["issuer"] and (each["number"], str(each["date"])) not in known:
                missing.append((name, each["number"]))
    for name, folder in shipped_evaluations().items():
        facts = read_facts(folder / "facts.yaml", name, Problems()) if (folder / "facts.yaml").exists() else None
        for document in facts.decision.cited if facts else []:
            day = document.date.isoformat() if document.date else ""
            if (document.number, day) not in known and (document.title, day) not in named:
                missing.append((name, document.number or document.title))
    assert missing == []


def test_each_row_of_the_register_has_a_source_and_one_place_in_the_order():
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] and row["issuer"] and row["type"] and (row["number"] or row["title"]) for row in rows)
    order = [(row["date"], row["number"], row["source"]) for row in rows]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_pages_that_a_machine_read_are_said_to_be_so(monkeypatch, tmp_path):
    monkeypatch.setattr("khoabang.documents.checking.recognised_pages", lambda _: ("trang 1",))
    assert "PAP013" in [code for code, _ in codes(written(tmp_path, mended()))]


def test_what_printed_digits_do_not_settle_is_only_noted(tmp_path):
    def table(total: str) -> Path:
        rows = [
            f"{place};Sở {name};{30 - place},5;{20 - place},3;{50 - 2 * place},8" for place, name in enumerate("ABCDEFGHIJ", 1)
        ]
        path = tmp_path / "bang.csv"
        path.write_text("STT;Tên cơ quan;A;B;Tổng điểm\n" + "\n".join(rows).replace("48,8", total) + "\n", encoding="utf-8")
        return path

    assert [code for code, _ in codes(table("48,8"))] == ["PAP026"]
    assert [code for code, _ in codes(table("48,9"))] == ["PAP012", "PAP026"]
    assert [code for code, _ in codes(table("49,8"))] == ["PAP010", "PAP026"]


def test_an_article_is_held_to_the_figures_that_it_shows_and_to_no_more(tmp_path):
    from khoabang.documents.article import article
    from khoabang.documents.facts import ArticleFacts

    path = tmp_path / "tin.docx"
    path.write_bytes(word(article(result(), ArticleFacts())))
    assert [code for code, _ in codes(path, against=result(), facts=typed())] == ["PAP026"]
    moved = json.loads(json.dumps(result()))
    moved["groups"][0]["bodies"][3]["points"]["shown"] = "9"
    assert "PAP040" in dict(codes(path, against=moved, facts=typed()))
