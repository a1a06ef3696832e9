"""An approved result is published, corrected and recalled: frozen editions, an embargo, what moved, and what the public sees."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from web.running import Running
from web.tampering import differing_from_log
from web.test_at_once import at_once
from web.test_council import LATER, approve, at_council, done

OF_EDITIONS = (
    "DOC032", "DOC033", "DOC034", "DOC048", "DOC171", "DOC172", "DOC173", "DOC190", "DOC191", "DOC192", "DOC193", "DOC194", "DOC195",
)  # fmt: skip
DECISION = {
    "decision_type": "Quyết định",
    "decision_number": "99/QĐ-UBND",
    "decision_date": "17/05/2026",
    "decision_issuer": "Ủy ban nhân dân tỉnh",
    "decision_title": "Công bố kết quả đánh giá năm 2026",
}


@pytest.fixture(autouse=True)
def at(monkeypatch):
    """The time; a test may move it by setting `at.now`."""
    from khoabang.web import clock
    from khoabang.web.council import standing

    class Time:
        now = LATER

    monkeypatch.setattr(clock, "now", lambda: Time.now)
    standing._kept.clear()  # keys of rows are given anew to each test
    return Time


def approved(**more: Any) -> Running:
    run = at_council(**more)
    done(run)
    approve(run)
    return run.refresh()


@pytest.fixture
def run(db):
    return approved()


def decision(**changed: Any) -> Any:
    from khoabang.web.rounds.decision import Decision

    values = {key.removeprefix("decision_"): text for key, text in DECISION.items()} | {"date": date(2026, 5, 17), **changed}
    return Decision(**values)


def publish(run: Running, public_from: datetime | None = None, **cited: Any) -> Any:
    from khoabang.web.publishing.editions import published

    return published(run.round.code, decision(**cited), by=run.people["lead"], public_from=public_from)


def plan(run: Running, body: str = "so-y-te", indicator: str = "2.1", by: str = "lead", **values: str) -> Any:
    from khoabang.web.publishing.changes import change_planned

    return change_planned(run.participants[body], indicator, values, not_applicable=False, by=run.people[by])


def correct(run: Running, by: str = "approving", seen: str = "", reason: str = "Đếm nhầm số tin", **cited: Any) -> Any:
    from khoabang.web.publishing.editions import corrected, correction_foreseen, last_edition

    shown = seen or correction_foreseen(last_edition(run.round)).seen
    cites = decision(**{"number": "120/QĐ-UBND", **cited})
    return corrected(run.round.code, cites, by=run.people[by], seen=shown, reason=reason)


def recall(run: Running, number: int = 1, **cited: Any) -> Any:
    from khoabang.web.publishing.editions import recalled

    cites = decision(**{"number": "150/QĐ-UBND", **cited})
    return recalled(run.round.code, number, cites, by=run.people["approving"], reason="Sai thẩm quyền")


def ranks(edition: Any) -> dict[str, int]:
    document = json.loads(edition.result.document)
    return {row["code"]: row["rank"]["value"] for group in document["groups"] for row in group["bodies"]}


def page(client: Any, name: str, *args: Any, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return str(response.content.decode())


# Publishing


def test_what_was_approved_is_published_to_the_last_digit(run, client):
    from khoabang.web.publishing.editions import recomputed

    client.get(reverse("portal:home"))
    page(client, "portal:round", run.round.code, status=404)
    edition = publish(run)
    approved_document = json.loads(run.round.approval.document)
    document = json.loads(edition.result.document)
    assert document["round"].pop("decision")["number"] == "99/QĐ-UBND"
    approved_document["round"].pop("decision", None)
    assert document == approved_document
    assert recomputed(edition) == edition.result.document
    assert edition.result.bodies.exclude(explanation="").count() == 3
    assert "99/QĐ-UBND" in page(client, "portal:round", run.round.code)
    assert run.round.code in page(client, "portal:home")
    assert "Sở Y tế" in page(client, "portal:body", run.round.code, "so", "so-y-te")
    assert edition.document_sha256 in page(client, "portal:editions", run.round.code)
    assert "Sở Nội vụ" in page(client, "portal:edition", run.round.code, 1)
    assert differing_from_log(*OF_EDITIONS) == []


def test_nothing_is_published_twice_or_before_its_approval_or_by_others(db, at):
    from khoabang.web.accounts.errors import NotYourRole
    from khoabang.web.publishing.editions import published
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.models import Edition

    run = at_council()
    with pytest.raises(Refused, match="sau khi phê duyệt"):
        publish(run)
    done(run)
    approve(run)
    for key in ("approving", "chair", "preparer:so-y-te", "administrator"):
        with pytest.raises(NotYourRole):
            published(run.round.code, decision(), by=run.people[key])
    publish(run)
    with pytest.raises(Refused, match="đính chính"):
        publish(run)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"number": " "}, "number"),
        ({"date": None}, "date"),
        ({"date": date(2026, 5, 19)}, "date"),
        ({"title": "x" * 1001}, "title"),
    ],
)
def test_a_decision_is_cited_in_full(run, changed, part):
    from khoabang.web.publishing.editions import published
    from khoabang.web.rounds.errors import FieldsRefused

    with pytest.raises(FieldsRefused) as refused:
        published(run.round.code, decision(**changed), by=run.people["lead"])
    assert list(refused.value.fields) == [f"decision_{part}"]


def test_nobody_sees_an_edition_before_its_embargo_ends(run, client, at):
    from khoabang.web.criteria.selectors import public_versions

    edition = publish(run, public_from=at.now + timedelta(hours=5))
    addresses = [
        reverse("portal:round", args=[run.round.code]),
        reverse("portal:editions", args=[run.round.code]),
        reverse("portal:edition", args=[run.round.code, 1]),
        reverse("portal:group", args=[run.round.code, "so"]),
        reverse("portal:body", args=[run.round.code, "so", "so-y-te"]),
    ]
    assert [client.get(each).status_code for each in addresses] == [404] * 5
    assert run.round.code not in page(client, "portal:home")
    assert run.round.code not in client.get(reverse("portal:search"), {"tim": "so y te"}).content.decode()
    at.now = edition.public_from
    assert [client.get(each).status_code for each in addresses] == [200] * 5
    assert run.round.code in client.get(reverse("portal:search"), {"tim": "so y te"}).content.decode()
    assert public_versions().filter(pk=run.round.set_version_id).exists()


@pytest.mark.parametrize("away", [timedelta(hours=-1), timedelta(days=400)])
def test_an_embargo_ends_within_a_year_from_now(run, at, away):
    from khoabang.web.rounds.errors import FieldsRefused

    with pytest.raises(FieldsRefused, match="trong vòng một năm"):
        publish(run, public_from=at.now + away)


# Its papers

DRAFT = {
    "place": "Thái Bình",
    "submission": "Theo đề nghị của Sở Khoa học và Công nghệ tại Tờ trình số 10/TTr-SKHCN ngày 15/5/2026",
    "recipients": "Như Điều 2\nLưu: VT",
    "signature": "TM. Ủy ban nhân dân\nChủ tịch",
}


def drafted(run: Running, **changed: str) -> dict[str, str]:
    from khoabang.web.publishing.papers import draft_of, draft_saved

    typed = {**draft_of(run.round, json.loads(run.round.approval.document)), **DRAFT, **changed}
    draft_saved(run.round.code, typed, by=run.people["lead"])
    return typed


def test_an_edition_comes_with_its_decision_article_workbook_and_a_bundle_that_rechecks(run, client):
    from khoabang.bundle import verify

    drafted(run)
    edition = publish(run)
    names = [each.name for each in edition.files.all()]
    assert names == [
        "quyet-dinh.docx", "quyet-dinh.pdf", "bai-viet.docx", "bai-viet.pdf", "phieu-ket-qua.pdf", "bang-xep-hang.xlsx",
        "goi-du-lieu.zip",
    ]  # fmt: skip
    kept = bytes(edition.files.get(name="goi-du-lieu.zip").content)
    report = verify(kept, "goi-du-lieu.zip")
    assert [str(each) for each in report.problems] == []
    answer = client.get(reverse("portal:edition-file", args=[run.round.code, 1, "goi-du-lieu.zip"]))
    assert answer.content == kept
    told = client.get(answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
    assert told.status_code == 304
    assert client.get(reverse("portal:edition-file", args=[run.round.code, 1, "khac.zip"])).status_code == 404
    assert "goi-du-lieu.zip" in page(client, "portal:editions", run.round.code)
    assert client.get(reverse("portal:bundle", args=[run.round.code])).url == answer.request["PATH_INFO"]
    assert edition.files.get(kind="bundle").sha256 in page(client, "portal:round", run.round.code)
    assert differing_from_log(*OF_EDITIONS) == []
    recall(run)
    assert client.get(reverse("portal:edition-file", args=[run.round.code, 1, "quyet-dinh.pdf"])).status_code == 410


def test_without_a_draft_the_decision_is_left_out_and_the_rest_is_there(run):
    edition = publish(run)
    assert [each.kind for each in edition.files.all()] == ["article", "article", "sheets", "workbook", "bundle"]


def test_a_draft_that_lacks_something_says_what(run, client):
    from khoabang.web.publishing.papers import draft_drawn
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.errors import FieldsRefused

    result = json.loads(run.round.approval.document)
    typed = drafted(run, place=" ", signature="")
    with pytest.raises(FieldsRefused) as refused:
        draft_drawn(result, typed, as_pdf=False)
    assert set(refused.value.fields) == {"place", "signature"}
    with pytest.raises(Refused, match="Ghi địa danh"):
        publish(run)
    assert draft_drawn(result, {**typed, **DRAFT}, as_pdf=True).startswith(b"%PDF")
    assert draft_drawn(result, {**typed, **DRAFT}, as_pdf=False).startswith(b"PK")


# Its signatures


def signed(pdf: bytes) -> bytes:
    from khoabang.signing.sign import sign
    from signed_files import director, key_of

    return bytes(sign(pdf, key_of(director()), LATER - timedelta(hours=1)).pdf)


def sent_back(client: Any, run: Running, content: bytes, by: str = "lead") -> Any:
    client.force_login(run.people[by])
    address = reverse("workspace:signed-decision", args=[run.round.code])
    return client.post(address, {"file": SimpleUploadedFile("quyet-dinh.pdf", content, "application/pdf")})


def test_the_signed_decision_is_judged_when_it_comes_back_and_kept_where_it_is_good(run, client, settings, tmp_path):
    from signed_files import authority, thai_binh

    (tmp_path / "root.pem").write_bytes(authority().root.pem)
    settings.SIGNATURE_TRUST = [tmp_path]
    drafted(run)
    edition = publish(run, public_from=LATER + timedelta(days=1))
    client.force_login(run.people["lead"])
    offered = client.get(reverse("workspace:edition-paper", args=[run.round.code, 1, "quyet-dinh.pdf"])).content
    assert client.get(reverse("portal:edition-file", args=[run.round.code, 1, "quyet-dinh.pdf"])).status_code == 404
    good = signed(offered)
    broken = good[:2000] + bytes([good[2000] ^ 1]) + good[2001:]
    for content, words in (
        (offered, "Tệp chưa có chữ ký nào"),
        (signed(thai_binh()), "Đây không phải tệp đã tải về để ký"),
        (broken, "Chưa thực hiện được"),
        (b"%PDF-1.7 nothing", "Chưa thực hiện được"),
    ):
        answer = sent_back(client, run, content)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not edition.files.filter(kind="signed").exists()
    assert sent_back(client, run, good, by="approving").status_code == 403
    assert sent_back(client, run, good).status_code == 302
    kept = edition.files.get(kind="signed")
    assert bytes(kept.content) == good
    assert sent_back(client, run, good).status_code == 422  # the next signer signs the signed one
    assert differing_from_log(*OF_EDITIONS) == []


# Correcting


def test_a_correction_is_another_edition_that_says_what_it_changes_and_whom_it_moves(run, client):
    first = publish(run)
    assert ranks(first) == {"so-y-te": 1, "so-noi-vu": 2, "xa-an-phu": 1}
    plan(run, tin_bai="5")
    second = correct(run)
    assert ranks(second) == {"so-y-te": 2, "so-noi-vu": 1, "xa-an-phu": 1}
    assert (second.number, second.corrects, second.reason) == (2, first, "Đếm nhầm số tin")
    assert json.loads(second.changes)[0]["after"] == {"tin_bai": "5"}
    told = page(client, "portal:editions", run.round.code)
    for words in (
        "120/QĐ-UBND",
        "Đếm nhầm số tin",
        "20 → 5",
        "Hạng: 1 → 2",
        "Hạng: 2 → 1",
        "đã được đính chính",
        "đang có hiệu lực",
    ):
        assert words in told
    assert "120/QĐ-UBND" in page(client, "portal:round", run.round.code)
    assert "đã được đính chính" in page(client, "portal:edition", run.round.code, 1)
    assert first.result.document == type(first.result).objects.get(pk=first.result.pk).document
    assert differing_from_log(*OF_EDITIONS) == []
    assert not run.round.planned_changes.exists()


def test_a_correction_has_the_decision_that_was_drafted_for_it_and_no_other(run, client, at):
    drafted(run)
    publish(run)
    assert {"quyet-dinh.pdf", "phieu-ket-qua.pdf"} <= names_of(1)
    plan(run, tin_bai="5")
    correct(run)
    assert "quyet-dinh.pdf" not in names_of(2)  # its draft announced the edition before
    at.now = LATER + timedelta(days=1)
    plan(run, body="so-noi-vu", tin_bai="12")
    client.force_login(run.people["lead"])
    assert "Dự thảo quyết định đính chính" in page(client, "workspace:decision-draft", "thu-2026")
    drafted(run, about="Về việc đính chính kết quả đánh giá năm 2026")
    correct(run, number="130/QĐ-UBND")
    assert {"quyet-dinh.pdf", "quyet-dinh.docx"} <= names_of(3)


def names_of(number: int) -> set[str]:
    from khoabang.web.rounds.models import EditionFile

    return set(EditionFile.objects.filter(edition__result__edition=number).values_list("name", flat=True))


def test_a_correction_is_published_as_it_was_shown_by_whoever_approves(run):
    from khoabang.web.accounts.errors import NotYourRole
    from khoabang.web.publishing.editions import correction_foreseen, last_edition
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.errors import FieldsRefused

    with pytest.raises(Refused, match="chưa công bố"):
        plan(run, tin_bai="5")
    publish(run)
    with pytest.raises(Refused, match="chưa có chỉ tiêu nào"):
        correct(run)
    plan(run, tin_bai="5")
    seen = correction_foreseen(last_edition(run.round)).seen
    plan(run, tin_bai="6")
    with pytest.raises(Refused, match="đã thay đổi"):
        correct(run, seen=seen)
    with pytest.raises(NotYourRole):
        correct(run, by="lead")
    with pytest.raises(FieldsRefused, match="lý do đính chính"):
        correct(run, reason="  ")
    assert correct(run).number == 2


def test_nobody_corrects_their_own_body(run):
    from khoabang.web.accounts.models import Appointment
    from khoabang.web.refusal import Refused

    publish(run)
    for key in ("lead", "approving"):
        Appointment.objects.create(
            person=run.people[key], role="staff", authority=run.authority, body=run.bodies["so-y-te"], starts=LATER
        )
    with pytest.raises(Refused, match="cơ quan của bạn"):
        plan(run, tin_bai="5")
    plan(run, body="so-noi-vu", tin_bai="5")
    assert correct(run).number == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [({"tin_bai": "20,0"}, "không có gì để đính chính"), ({"tin_bai": "58.083"}, ""), ({"tin_bai": "-1"}, "")],
)
def test_what_changes_nothing_or_cannot_be_read_is_not_planned(run, values, words):
    from khoabang.web.refusal import Refused

    publish(run)
    with pytest.raises(Refused, match=words or None) as refused:
        plan(run, **values)
    assert refused.value.status == 422
    assert not run.round.planned_changes.exists()


def test_an_answer_is_taken_away_and_what_does_not_apply_is_not_zero(run):
    from khoabang.web.publishing.changes import change_planned

    publish(run)
    plan(run, tin_bai="")
    change_planned(run.participants["so-noi-vu"], "2.2", {}, not_applicable=True, by=run.people["lead"])
    inputs = json.loads(correct(run).inputs)
    assert "tin_bai" not in inputs["answers"]["so-y-te"]
    assert inputs["answers"]["so-noi-vu"]["ho_so"] == "không áp dụng"
    assert differing_from_log(*OF_EDITIONS) == []


# Recalling


def test_a_recall_leaves_a_notice(run, client):
    from khoabang.web.refusal import Refused

    publish(run)
    with pytest.raises(Refused, match="mới nhất"):
        recall(run, number=2)
    recall(run)
    with pytest.raises(Refused, match="đã được thu hồi"):
        recall(run)
    notice = page(client, "portal:round", run.round.code, status=410)
    assert "Sai thẩm quyền" in notice
    assert "150/QĐ-UBND" in notice
    assert "Sở Nội vụ" not in notice
    assert "đã được thu hồi" in page(client, "portal:group", run.round.code, "so", status=404)
    assert "Sai thẩm quyền" in page(client, "portal:edition", run.round.code, 1, status=410)
    assert "Sai thẩm quyền" in page(client, "portal:editions", run.round.code)
    assert run.round.code not in page(client, "portal:home")
    assert run.round.code not in client.get(reverse("portal:search"), {"tim": "so y te"}).content.decode()
    assert differing_from_log(*OF_EDITIONS) == []
    plan(run, tin_bai="5")
    correct(run)
    assert "120/QĐ-UBND" in page(client, "portal:round", run.round.code)
    assert "Sai thẩm quyền" in page(client, "portal:editions", run.round.code)


# At once, and against the database


def test_programs_are_told_every_edition_and_what_became_of_it(run, client):
    from khoabang.web.api.schemas import EditionsAnswer

    def told() -> list[Any]:
        answer = client.get("/api/v1/rounds/thu-2026/editions")
        EditionsAnswer.model_validate(answer.json())
        return answer.json()["items"]

    publish(run)
    (first,) = told()
    assert (first["number"], first["corrects"], first["corrected_by"], first["recalled"]) == (1, None, None, None)
    assert {each["name"] for each in first["files"]} >= {"goi-du-lieu.zip"}
    for each in first["files"]:
        content = b"".join(client.get(each["url"]))
        assert (len(content), sha256(content).hexdigest()) == (each["size"], each["sha256"])
    plan(run, tin_bai="5")
    correct(run)
    second, first = told()
    assert (second["corrects"], second["reason"], first["corrected_by"]) == (1, "Đếm nhầm số tin", 2)
    recall(run, 2)
    second, first = told()
    assert second["recalled"]["reason"]
    assert second["files"] == []
    assert client.get("/api/v1/rounds/thu-2026").status_code == 404


def test_the_next_round_is_told_what_a_correction_made_of_the_last(run):
    from khoabang.web.assessments.last_year import last_year
    from khoabang.web.rounds.models import Participant, RankingGroup, Round

    later = Round.objects.create(
        code="thu-2027", authority=run.authority, year=2027, kind="computed", title="2027", search="2027", public=False,
        stage="assessment", set_version=run.round.set_version, previous=run.round,
    )  # fmt: skip
    before = run.participants["so-y-te"]
    group = RankingGroup.objects.create(round=later, code=before.group.code, name=before.group.name, position=0)
    again = Participant.objects.create(
        round=later,
        body=before.body,
        group=group,
        position=0,
        name=before.name,
        search="x",
        attributes=before.attributes,
        due=before.due,
    )

    def told() -> tuple[list[str], str | None]:
        past = last_year(again)["2.1"]
        return [each.value for each in past.values], past.points

    publish(run)
    assert told() == (["20"], "10")
    plan(run, tin_bai="5")
    assert told() == (["20"], "10")
    correct(run)
    assert told() == (["5"], "2.5")


def test_two_who_publish_at_once_make_one_edition(committed, at):
    from khoabang.web.refusal import Refused
    from khoabang.web.rounds.models import Edition

    run = approved()
    told = at_once(lambda: publish(run), lambda: publish(run))
    assert sorted(type(each).__name__ for each in told) == ["Edition", "Refused"], told
    assert isinstance(next(each for each in told if not isinstance(each, Edition)), Refused)
    assert Edition.objects.count() == 1


# Pages of the workspace


def ask(client: Any, run: Running, key: str, name: str, *args: Any, **typed: str) -> Any:
    client.force_login(run.people[key])
    address = reverse(f"workspace:{name}", args=[run.round.code, *args])
    return client.post(address, typed) if typed else client.get(address)


def test_a_result_goes_through_the_pages_from_approval_to_recall(run, client):
    assert "chưa công bố" in ask(client, run, "lead", "publication").content.decode()
    wrong = ask(client, run, "lead", "publication", **{**DECISION, "decision_number": ""})
    assert wrong.status_code == 422
    assert "Nhập số, ký hiệu" in wrong.content.decode()
    hour = ask(client, run, "lead", "publication", **DECISION, public_day="20/05/2026", public_hour="25:00")
    assert "không phải là giờ" in hour.content.decode()
    assert ask(client, run, "lead", "publication", **DECISION).status_code == 302
    assert "đang được công bố" in ask(client, run, "lead", "publication").content.decode()
    added = ask(client, run, "lead", "correction", viec="them", body="so noi vu", indicator="2.1")
    assert added.url == reverse("workspace:correction-item", args=[run.round.code, "so-noi-vu", "2.1"])
    assert ask(client, run, "lead", "correction-item", "so-noi-vu", "2.1", tin_bai="1.5").status_code == 422
    assert ask(client, run, "lead", "correction-item", "so-noi-vu", "2.1", tin_bai="30").status_code == 302
    shown = ask(client, run, "approving", "correction").content.decode()
    assert "Hạng: 2 → 1" in shown
    seen = shown.split('name="ma" value="')[1].split('"')[0]
    typed = {**DECISION, "viec": "cong-bo", "ma": seen, "reason": "Đếm thiếu"}
    assert ask(client, run, "lead", "correction", **typed).status_code == 403
    assert ask(client, run, "approving", "correction", **{**typed, "ma": "0"}).status_code == 409
    assert ask(client, run, "approving", "correction", **typed).status_code == 302
    assert ask(client, run, "lead", "recall", **DECISION, ban="2", reason="x").status_code == 403
    assert ask(client, run, "approving", "recall", **DECISION, ban="2", reason="Sai").status_code == 302
    assert "Đã thu hồi" in ask(client, run, "lead", "publication").content.decode()


def test_a_planned_change_is_dropped_again(run, client):
    publish(run)
    plan(run, tin_bai="5")
    ask(client, run, "lead", "correction", viec="bo", **{"co-quan": "so-y-te", "chi-tieu": "2.1"})
    assert not run.round.planned_changes.exists()
