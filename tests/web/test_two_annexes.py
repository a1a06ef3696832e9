"""A round whose annexes use one code for different indicators: each is verified, charged and counted as what its body is asked for."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import khoabang
from web.running import NOW, Running, running
from web.verifying import at

pytestmark = pytest.mark.django_db
BODIES = ("so-y-te", "so-noi-vu", "thue", "kho-bac")
ROUND = "/lam-viec/dot/hai-phu-luc/"


def answers() -> dict[str, dict[str, str]]:
    path = Path(khoabang.__file__).parent / "data/evaluations/demo-so-2026/answers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["body"]: row for row in csv.DictReader(file)}


def rows() -> list[dict[str, str]]:
    path = Path(khoabang.__file__).parent / "data/evaluations/demo-so-2026/bodies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["code"]: row for row in csv.DictReader(file)}
    return [found[code] for code in BODIES]


@pytest.fixture
def run(monkeypatch) -> Running:
    """The shipped set with two annexes, two bodies on each; everything that bodies are asked for was sent, sources gave nothing."""
    from khoabang.web.assessments.current import criteria_set_of, indicators_of
    from khoabang.web.assessments.models import Claim, ClaimItem
    from khoabang.web.conduct.creation import shipped_set_kept
    from khoabang.web.conduct.participants import participants_saved
    from khoabang.web.organisations.services import bodies_registered
    from khoabang.web.rounds.models import Round

    at(monkeypatch, NOW)
    made = running()
    version = shipped_set_kept("demo-so-2026")
    made.round = Round.objects.create(
        code="hai-phu-luc", authority=made.authority, year=2026, kind="computed", title="Hai phụ lục", search="hai phu luc",
        public=False, stage="preparation", set_version=version,
    )  # fmt: skip
    for position, group in enumerate(criteria_set_of(made.round).groups):
        made.round.groups.create(code=group.code, name=group.name, position=position)
    wanted = rows()
    made.bodies = bodies_registered(authority=made.authority, names={row["code"]: row["name"] for row in wanted})
    left_out = {"opened", "closed", "name", "predecessors"}
    participants_saved(
        "hai-phu-luc", [{k: v for k, v in row.items() if k not in left_out} for row in wanted], by=made.people["lead"]
    )
    made.round.stage = "verification"
    made.round.save()
    made.participants = {each.body.code: each for each in made.round.participants.select_related("body", "group", "round")}
    told = answers()
    for participant in made.participants.values():
        participant.state = "sent"
        participant.save()
        claim = Claim.objects.create(participant=participant, number=1, at=NOW, by=made.people["lead"], sha256="0" * 64)
        for asked in indicators_of(participant):
            if asked.supplier == "body":
                given = told[participant.body.code]
                values = {item.code: text for item in asked.inputs if (text := given.get(item.code, ""))}
                ClaimItem.objects.create(claim=claim, indicator=asked.code, values=json.dumps(values))
    return made


def test_every_item_that_is_counted_is_reached_from_the_overview_and_named_once(run, client, read, tags):
    """What the round's page counts is what the queues count, and every one of it stands in a queue that the overview links to."""
    from khoabang.web.assessments.models import Ruling
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.assessments.verifiable import left_of
    from khoabang.web.conduct.progress import progress_of
    from khoabang.web.verification.queue import tallies

    lead = run.people["lead"]
    claimed = [each for each in run.participants["thue"].claims.get().items.all() if json.loads(each.values)]
    for item, outcome in zip(claimed, ("accepted", "changed", "supplement"), strict=False):
        more = {"due": NOW.date(), "reason": "Nộp thêm"} if outcome == "supplement" else {"reason": "Lý do"}
        Ruling.objects.create(
            participant=run.participants["thue"],
            indicator=item.indicator,
            number=1,
            step="verification",
            outcome=outcome,
            at=NOW,
            by=lead,
            **more,
        )
    counted, found = left_of(run.round), tallies(run.round, remit_of(lead, run.round))
    assert sum(each.total for each in found.values()) == counted.total == progress_of(run.round).to_verify
    assert sum(each.total - each.verified for each in found.values()) == counted.count == counted.total - 2
    assert sum(each.asked + each.back for each in found.values()) == 1
    client.force_login(lead)
    queues = [
        attributes["href"]
        for tag, attributes in tags(f"{ROUND}tham-dinh/")
        if tag == "a" and "/tham-dinh/chi-tieu/" in (attributes.get("href") or "") and "doi-chieu" not in attributes["href"]
    ]
    assert len(queues) == len(set(queues)) == len(found)
    items: list[str] = []
    for queue in queues:
        items += [
            attributes["href"]
            for tag, attributes in tags(f"{queue}?hien=all")
            if tag == "a" and "/tham-dinh/co-quan/" in (attributes.get("href") or "")
        ]
    reached = [item.split("/tham-dinh/co-quan/")[1].split("/")[:2] for item in items]
    assert len(reached) == len({tuple(each) for each in reached}) == counted.total
    for code, participant in run.participants.items():
        mine = sum(1 for body, _ in reached if body == code)
        assert counted.by_body[participant.pk] == mine - (2 if code == "thue" else 0)
    assert ["kho-bac", "6.1"] in reached  # a heading on the other annex
    read(f"{ROUND}tham-dinh/co-quan/kho-bac/6.1/")
    assert "Gửi báo cáo tự đánh giá chậm" in read(f"{ROUND}tham-dinh/chi-tieu/6.1/")


def test_a_code_is_another_indicator_on_each_annex(run, client, read):
    """Queues and the comparison show each annex's own indicator, of its own bodies; the address names the annex only where it must."""
    from khoabang.web.assessments.current import criteria_set_of
    from khoabang.web.assessments.questions import keys_of

    keys = keys_of(criteria_set_of(run.round))
    client.force_login(run.people["lead"])
    for annex, bodies, others in (
        ("so", ("Y tế", "Nội vụ"), ("Kho bạc", "Thuế")),
        ("nganh-doc", ("Kho bạc", "Thuế"), ("Y tế", "Nội vụ")),
    ):
        question = keys.on(annex, "3.1")
        assert question is not None
        assert question.key == f"3.1@{annex}"
        for page in ("", "doi-chieu/"):
            shown = read(f"{ROUND}tham-dinh/chi-tieu/3.1@{annex}/{page}")
            assert question.criterion.name in shown
            assert all(each in shown for each in bodies)
            assert not any(each in shown for each in others)
    alone = next(each for each in keys.verified if len(each.annexes) == 1 and each.key == each.code)
    assert client.get(f"{ROUND}tham-dinh/chi-tieu/{alone.code}/").status_code == 200


def test_a_charge_may_name_the_indicator_of_one_annex(run, client):
    from khoabang.web.accounts.models import Role
    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.conduct.charges import Charged, charge_given

    verifier, lead = run.people[Role.VERIFIER.value], run.people["lead"]
    charge_given("hai-phu-luc", "verify", verifier, criterion="3.1@nganh-doc", by=lead)
    remit, charged = remit_of(verifier, run.round), Charged(run.round, "verify")
    for code, mine in (("kho-bac", True), ("so-y-te", False)):
        assert remit.covers(run.participants[code], "3.1") is mine
        assert charged.has(verifier, run.participants[code], "3.1") is mine
    client.force_login(verifier)
    assert client.get(f"{ROUND}tham-dinh/chi-tieu/3.1@so/").status_code == 404
    assert client.get(f"{ROUND}tham-dinh/co-quan/so-y-te/3.1/").status_code == 404
    assert client.get(f"{ROUND}tham-dinh/co-quan/kho-bac/3.1/").status_code == 200


def test_a_source_supplies_each_annex_apart(run, client):
    from khoabang.web.assessments.sources import rows_of, supplied_by

    listed = {
        each.key: [row.participant.body.code for row in rows_of(run.round, each)]
        for each in supplied_by(run.people["lead"], run.round)
    }
    assert set(listed["3.3@nganh-doc"]) == {"thue", "kho-bac"}
    client.force_login(run.people["lead"])
    page = client.get(f"/lam-viec/dot/{run.round.code}/so-lieu-nguon/").content.decode()
    assert "Phụ lục II." in page.split("/3.3@nganh-doc/")[1].split("</li>")[0]
    assert "Phụ lục" not in page.split("/6.4.1/")[1].split("</li>")[0]


def test_the_table_of_an_annex_s_indicator_goes_back_to_it(run, client):
    """What a source supplies on one annex alone comes and goes by a file as anything else; the other annex's file is refused."""
    from khoabang.web.assessments.models import SourceFigure
    from khoabang.web.assessments.sources import supplied_by

    keys = [each.key for each in supplied_by(run.people["lead"], run.round)]
    client.force_login(run.people["lead"])

    def where(name: str, key: str) -> str:
        return reverse(f"workspace:{name}", kwargs={"round_code": "hai-phu-luc", "indicator": key})

    made = client.get(where("source-template", "3.3@nganh-doc")).content
    book = openpyxl.load_workbook(io.BytesIO(made))
    page = book.worksheets[0]
    page["C4"].value = 1
    file = io.BytesIO()
    book.save(file)
    preview = client.post(where("source-import", "3.3@nganh-doc"), {"file": SimpleUploadedFile("a.xlsx", file.getvalue())})
    assert "kept" in preview.context, preview.context["refused"].words
    assert client.post(where("source-save", "3.3@nganh-doc"), {"kept": preview.context["kept"]}).status_code == 302
    assert SourceFigure.objects.get().participant.body.code == page["A4"].value
    other = next(key for key in keys if key != "3.3@nganh-doc")
    refused = client.post(where("source-import", other), {"file": SimpleUploadedFile("a.xlsx", made)})
    assert refused.status_code == 422


def test_a_change_that_the_rule_refuses_says_so_with_the_points_before_and_after(run, client):
    """On 3.1 a share above one is refused: the form says what it gives before anything is recorded, and records it only where it is meant."""
    from khoabang.web.assessments.models import Ruling

    client.force_login(run.people["lead"])
    page = f"{ROUND}tham-dinh/co-quan/so-noi-vu/3.1/"
    sent = {"viec": "change", "so": "0", "so-lieu.so_nguoi_co_may_tinh": "200", "ly-do": "Theo báo cáo"}
    tried = client.post(page, {**sent, "tinh-thu": "1"})
    assert tried.status_code == 200
    assert "→ <b>0" in tried.content.decode()
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert "Vẫn ghi như trên" in refused.content.decode()
    assert not Ruling.objects.exists()
    assert client.post(page, {**sent, "van-ghi": "1"}).status_code == 302


def test_the_working_shows_figures_of_other_indicators_and_points_taken_off_are_marked(run, client, read):
    """3.1 takes its denominator from 0.1; 6.1 of the other annex takes points off."""
    from fractions import Fraction

    from khoabang.web.assessments.remit import remit_of
    from khoabang.web.verification.consistency import consistency

    client.force_login(run.people["lead"])
    given, whole = (int(answers()["so-noi-vu"][code]) for code in ("so_nguoi_co_may_tinh", "tong_so_cbccvc"))
    assert f"{given}/{whole}" in read(f"{ROUND}tham-dinh/co-quan/so-noi-vu/3.1/").replace(" ", "")
    assert f": {whole}" in read(f"{ROUND}tham-dinh/chi-tieu/3.1@so/")
    remit = remit_of(run.people["lead"], run.round)
    rows = {each.code: each.value for each in consistency(run.round, remit, remit.question("3.1@so")).rows}
    assert rows["so-noi-vu"] == Fraction(given, whole)
    late = {"viec": "change", "so": "0", "so-lieu.ngay_gui_bao_cao": "05/11/2026", "ly-do": "Gửi chậm", "tinh-thu": "1"}
    shown = client.post(f"{ROUND}tham-dinh/co-quan/kho-bac/6.1/", late).content.decode()
    assert "<b>−10" in shown
    assert "−10,00 /" not in shown
