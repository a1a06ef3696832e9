"""From a draft to a claim and back: the table of the lifecycle, the check before sending, the receipt's fingerprint."""

import json
import unicodedata
from datetime import datetime, timedelta
from itertools import product

import pytest

from khoabang.web.clock import VIETNAM
from web.running import DAYS, NOW, running

pytestmark = pytest.mark.django_db
BODY = "so-y-te"
PREPARER, APPROVER = f"preparer:{BODY}", f"approver:{BODY}"
MIDNIGHT = datetime.combine(DAYS["assessment"] + timedelta(days=1), datetime.min.time(), VIETNAM)


@pytest.fixture
def at(monkeypatch):
    """Say what time it is."""

    def said(moment):
        monkeypatch.setattr("khoabang.web.clock.now", lambda: moment)

    said(NOW)
    return said


@pytest.fixture
def run(at):
    return running()


def save(run, indicator, *, not_applicable=False, reason="", note="", **values):
    from khoabang.web.assessments.drafts import Content, save
    from khoabang.web.assessments.models import Draft

    kept = Draft.objects.filter(participant=run.participants[BODY], indicator=indicator).first()
    seen = kept.version if kept else 0
    return save(
        run.participants[BODY].pk, indicator, Content(values, not_applicable, reason, note), seen=seen, by=run.people[PREPARER]
    )


def move(run, code, by=APPROVER, reason="", *, confirmed=True, seen=None):
    from khoabang.web.assessments.claims import Move, Signature, digest, items_of, move

    content = digest(items_of(run.participants[BODY])) if seen is None else seen
    return move(run.participants[BODY].pk, Move(code, run.people[by], reason, Signature(content, confirmed)))


def state(run):
    run.participants[BODY].refresh_from_db()
    return run.participants[BODY].state


def put(run, state):
    from khoabang.web.rounds.models import Participant

    Participant.objects.filter(pk=run.participants[BODY].pk).update(state=state)


def found(run):
    from khoabang.web.assessments.precheck import precheck

    return {(each.indicator, each.kind, each.level) for each in precheck(run.participants[BODY]).findings}


STATES = ("drafting", "signing", "sent")


@pytest.mark.parametrize("source", STATES)
def test_every_pair_follows_the_table(run, source):
    from khoabang.web.assessments.errors import NotInThisState, NotYours
    from khoabang.web.assessments.lifecycle import SUBMISSION
    from khoabang.web.assessments.models import Claim

    taken = set()
    for code, by in product(("hand_in", "hand_back", "recall", "send", "take_back"), (PREPARER, APPROVER)):
        put(run, "drafting")
        if source == "sent" and not Claim.objects.filter(withdrawal=None).exists():
            move(run, "send")
        put(run, source)
        row = SUBMISSION.find(code, source)
        if row is not None and by.partition(":")[0] in row.roles:
            move(run, code, by, "Cần sửa chỉ tiêu 1.2")
            taken.add((code, by))
            assert state(run) == row.target
        else:
            with pytest.raises((NotYours, NotInThisState)):
                move(run, code, by, "Cần sửa chỉ tiêu 1.2")
            assert state(run) == source
    assert taken


def test_handing_back_says_why_and_tells_who_prepared_it(run):
    from khoabang.web.assessments.errors import ReasonNeeded
    from khoabang.web.notices.models import Notice
    from khoabang.web.refusal import Refused

    move(run, "hand_in", PREPARER)
    assert Notice.objects.filter(person=run.people[APPROVER]).count() == 1
    with pytest.raises(ReasonNeeded):
        move(run, "hand_back", reason=" ")
    with pytest.raises(Refused, match="quá dài"):
        move(run, "hand_back", reason="x" * 5001)
    move(run, "hand_back", reason=unicodedata.normalize("NFD", "Thiếu số quyết định"))
    assert Notice.objects.get(person=run.people[PREPARER]).words == "Thiếu số quyết định"


def test_a_claim_keeps_an_item_for_each_indicator_asked_and_its_fingerprint(run):
    from khoabang.web.activity.models import Entry
    from khoabang.web.assessments.claims import digest_of
    from khoabang.web.assessments.models import ClaimItem

    save(run, "1.2", hoan_thanh="18", duoc_giao="20", note="Báo cáo năm")
    save(run, "1.3", not_applicable=True, reason="Mới thành lập")
    claim = move(run, "send")
    items = {item.indicator: item for item in ClaimItem.objects.filter(claim=claim)}
    assert list(items) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.4"]
    assert json.loads(items["1.2"].values) == {"hoan_thanh": "18", "duoc_giao": "20"}
    assert (items["1.3"].not_applicable, items["1.3"].reason) == (True, "Mới thành lập")
    assert digest_of(claim) == claim.sha256
    entry = Entry.objects.get(action="claim.sent")
    said = json.loads(entry.detail)
    assert (said["number"], said["sha256"], list(said["rows"])) == (1, claim.sha256, [f"assessments.claim:{claim.pk}"])
    assert (claim.at, claim.by, claim.signed) == (NOW, run.people[APPROVER], True)


def test_what_was_changed_after_it_was_seen_is_not_sent(run):
    from khoabang.web.assessments.claims import digest, items_of
    from khoabang.web.assessments.errors import ContentChanged
    from khoabang.web.assessments.models import Claim

    seen = digest(items_of(run.participants[BODY]))
    save(run, "1.1", truong_ban="truong")
    with pytest.raises(ContentChanged):
        move(run, "send", seen=seen)
    assert not Claim.objects.exists()


def test_a_claim_taken_back_is_kept_and_the_next_has_the_next_number(run):
    first = move(run, "send")
    move(run, "take_back", reason="Nhầm số liệu")
    assert state(run) == "drafting"
    save(run, "1.1", truong_ban="truong")
    second = move(run, "send")
    assert (first.number, second.number) == (1, 2)
    assert first.withdrawal.reason == "Nhầm số liệu"
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(("code", "source"), [("send", "drafting"), ("hand_in", "drafting"), ("take_back", "sent")])
def test_nothing_moves_after_the_last_day(run, at, code, source):
    from khoabang.web.assessments.errors import Late

    if source == "sent":
        move(run, "send")
    at(MIDNIGHT)
    with pytest.raises(Late):
        move(run, code)
    assert state(run) == source


def test_nothing_moves_in_another_stage(run):
    from khoabang.web.assessments.errors import OutOfStage
    from khoabang.web.rounds.models import Round

    move(run, "send")
    Round.objects.filter(pk=run.round.pk).update(stage="verification")
    with pytest.raises(OutOfStage):
        move(run, "take_back")


def test_what_is_missing_is_warned_of_and_what_is_half_entered_is_an_error(run):
    from khoabang.web.assessments.errors import HasErrors, NotConfirmed

    assert {each for each in found(run) if each[2] == "error"} == set()
    assert ("1.2", "missing", "warning") in found(run)
    with pytest.raises(NotConfirmed):
        move(run, "send", confirmed=False)
    save(run, "1.2", hoan_thanh="18")
    assert ("1.2", "partly", "error") in found(run)
    with pytest.raises(HasErrors):
        move(run, "send")


def test_arithmetic_is_looked_through(run):
    save(run, "1.2", hoan_thanh="25", duoc_giao="20")
    save(run, "1.3", not_applicable=True)
    assert ("1.2", "over_one", "warning") in found(run)
    assert ("1.3", "no_reason", "error") in found(run)


def test_evidence_is_asked_for_where_the_set_asks_and_looked_at_for_its_year(run, monkeypatch):
    from datetime import date

    from khoabang.web.assessments import attachments

    attached = {}
    monkeypatch.setattr(attachments, "_finders", [lambda _participant: attached])
    save(run, "1.3", quy_che="không")
    assert not {each for each in found(run) if each[0] == "1.3"}
    save(run, "1.3", quy_che="có")
    assert ("1.3", "no_evidence", "error") in found(run)
    save(run, "1.3", quy_che="có", note="Quyết định đang trình ký lại")
    assert ("1.3", "no_evidence", "warning") in found(run)
    attached["1.3"] = [attachments.Attachment(7, "a" * 64, "QĐ 5", date(2024, 5, 1))]
    assert {each for each in found(run) if each[0] == "1.3"} == {("1.3", "wrong_year", "warning")}
    claim = move(run, "send")
    item = claim.items.get(indicator="1.3")
    assert json.loads(item.evidence) == [{"document": 7, "name": "QĐ 5", "sha256": "a" * 64}]


def year_before(run):
    """The same body in the round before."""
    from khoabang.web.rounds.models import Participant, RankingGroup, Round

    of = run.round
    previous = Round.objects.create(
        code="thu-2025", authority=of.authority, year=2025, kind="computed", title="Năm 2025", search="", stage="approved",
        set_version=of.set_version,
    )  # fmt: skip
    Round.objects.filter(pk=of.pk).update(previous=previous)
    of.refresh_from_db()
    now = run.participants[BODY]
    now.round = of
    group = RankingGroup.objects.create(round=previous, code=now.group.code, name=now.group.name, position=0)
    return Participant.objects.create(round=previous, body=now.body, group=group, name=now.name, attributes=now.attributes)


def test_what_was_changed_last_year_is_warned_of(run):
    from khoabang.web.assessments.last_year import last_year
    from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Ruling

    before = year_before(run)
    claim = Claim.objects.create(participant=before, number=1, at=NOW, by=run.people[APPROVER], sha256="0" * 64)
    ClaimItem.objects.create(claim=claim, indicator="1.2", values='{"hoan_thanh": "20", "duoc_giao": "20"}')
    ClaimItem.objects.create(claim=claim, indicator="2.1", values='{"tin_bai": "30"}')
    Ruling.objects.create(
        participant=before, indicator="1.2", number=1, step="council", outcome="changed", at=NOW,
        values='{"hoan_thanh": "15", "duoc_giao": "20"}', reason="Năm nhiệm vụ quá hạn", by=run.people["chair"],
    )  # fmt: skip
    save(run, "1.2", hoan_thanh="20", duoc_giao="20")
    assert ("1.2", "changed_before", "warning") in found(run)
    save(run, "1.2", hoan_thanh="19", duoc_giao="20")  # the same body in two rounds: this one's is meant
    assert not Draft.objects.filter(participant=before).exists()
    past = last_year(run.participants[BODY])
    assert [value.value for value in past["1.2"].values] == ["15", "20"]
    assert (past["1.2"].outcome, past["1.2"].reason) == ("changed", "Năm nhiệm vụ quá hạn")
    assert (past["2.1"].values[0].value, past["2.1"].outcome) == ("30", "")


def test_last_year_may_be_a_published_result(run):
    from khoabang.web.assessments.last_year import last_year
    from khoabang.web.rounds.models import BodyResult, Round

    published = BodyResult.objects.filter(result__round__code="demo-so-2026").exclude(explanation="").first()
    assert published is not None
    participant = run.participants[BODY]
    participant.round.previous = Round.objects.get(code="demo-so-2026")
    participant.body, participant.group = published.body, published.group
    participant.round.set_version = published.result.set_version
    past = last_year(participant)
    root = json.loads(published.explanation)["root"]
    leaf = root["children"][0]
    while leaf["children"]:
        leaf = leaf["children"][0]
    assert past[leaf["code"]].points == (leaf["points"]["stated"] or leaf["points"]["shown"])
    assert any(each.values for each in past.values())


def test_what_is_compared_with_others_has_no_score_before_it_is_verified(run):
    from khoabang.web.assessments.forming import forming

    save(run, "2.2", ho_so="70")
    save(run, "1.2", hoan_thanh="18", duoc_giao="20")
    formed = forming(run.participants[BODY])
    assert formed.waiting == {"2.2"}
    assert formed.node("2.2")["status"] == "not_verified"
    assert formed.node("1.2")["points"]["exact"] == "18/1"


def test_indicators_are_handed_to_a_colleague_until_a_day(run):
    from datetime import date

    from khoabang.web.assessments.handovers import hand_over
    from khoabang.web.assessments.models import Handover
    from khoabang.web.notices.models import Notice
    from khoabang.web.refusal import Refused

    pk, by, to = run.participants[BODY].pk, run.people[APPROVER], run.people[PREPARER].pk
    hand_over(pk, ["1.1", "1.2"], to=to, day=date(2026, 3, 20), by=by)
    assert set(Handover.objects.values_list("indicator", "person")) == {("1.1", to), ("1.2", to)}
    assert "2" in Notice.objects.get(person=to).title
    for wrong in ({"to": run.people["lead"].pk}, {"day": date(2026, 4, 1)}, {"day": date(2026, 3, 1)}):
        with pytest.raises(Refused):
            hand_over(pk, ["1.1"], **{"to": to, "day": None, "by": by, **wrong})
    hand_over(pk, ["1.1"], to=None, day=None, by=by)
    assert list(Handover.objects.values_list("indicator", flat=True)) == ["1.2"]
