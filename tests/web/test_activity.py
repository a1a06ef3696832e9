"""The log: its chains, their seals, and what verification finds of what somebody did to them."""

import ast
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

import khoabang
from khoabang.web.activity import services
from khoabang.web.activity.models import START, Chain, Entry, Seal, SealedHead
from khoabang.web.activity.services import chain_of, digest_of_seal, record, seal
from khoabang.web.activity.verification import KINDS, verify
from khoabang.web.activity.words import WORDS
from khoabang.web.clock import VIETNAM
from khoabang.web.frozen import FrozenRow
from web.tampering import tamper

NOON = datetime(2026, 11, 3, 5, tzinfo=UTC)
BODY, ROUND = chain_of(round_code="dot", body="so-a"), chain_of(round_code="dot")
GONE = [("seal_gone", ROUND, 2), ("seal_gone", BODY, 3)]
pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """Two chains of three and two acts, sealed, and one act more."""
    for number in range(3):
        record(chain=BODY, action="draft.saved", by=None, now=NOON, subject="1.1", detail={"số": number})
    for _ in range(2):
        record(chain=ROUND, action="round.opened", by=None, now=NOON)
    seal(NOON)
    record(chain=BODY, action="draft.saved", by=None, now=NOON, reason="muộn")


def found():
    return [(each.kind, each.chain, each.number) for each in verify().differences]


def test_a_sound_log_verifies(log):
    done = verify()
    assert (done.chains, done.entries, done.seals, done.differences) == (2, 6, 1, [])


def test_a_time_of_another_zone_is_the_same_moment():
    record(chain=ROUND, action="round.opened", by=None, now=NOON.astimezone(VIETNAM))
    assert found() == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE activity_entry SET detail = '{}' WHERE number = 2 AND action = 'draft.saved'", [("content", BODY, 2)]),
        ("UPDATE activity_entry SET reason = 'x' WHERE number = 4", [("content", BODY, 4)]),
        ("UPDATE activity_entry SET at = '2026-01-01 00:00:00+00:00' WHERE number = 4", [("content", BODY, 4)]),
        ("DELETE FROM activity_entry WHERE number = 1 AND action = 'draft.saved'", [("number", BODY, 2)]),
        ("DELETE FROM activity_entry WHERE number = 4", [("length", BODY, 3), ("head", BODY, 3)]),
        (
            "UPDATE activity_entry SET sha256 = repeat('a', 64) WHERE number = 2 AND action = 'draft.saved'",
            [("content", BODY, 2), ("previous", BODY, 3)],
        ),
        ("UPDATE activity_chain SET length = 9 WHERE key = 'round:dot'", [("length", ROUND, 2)]),
        ("UPDATE activity_chain SET head = 'x' WHERE key = 'round:dot'", [("head", ROUND, 2)]),
        ("UPDATE activity_seal SET heads = '{}'", [("seal_content", "seals", 1), *GONE]),
        ("UPDATE activity_seal SET heads = 'nonsense'", [("seal_content", "seals", 1), *GONE]),
        ("UPDATE activity_seal SET number = 2", [("seal_number", "seals", 2), ("seal_content", "seals", 2)]),
    ],
)
def test_what_somebody_changed_is_found(log, sql, expected):
    if connection.vendor == "sqlite":
        sql = sql.replace("repeat('a', 64)", f"'{'a' * 64}'")
    tamper(sql)
    assert found() == expected


def test_a_chain_rewritten_from_end_to_end_breaks_its_seal(log):
    """Whoever rehashes a whole chain leaves nothing that contradicts itself: the seal is what remembers."""
    chain, head = Chain.objects.get(key=BODY), START
    for entry in Entry.objects.filter(chain=chain).order_by("number"):
        entry.reason, entry.previous = "", head
        entry.detail = "{}"
        head = services.digest(entry, BODY)
        tamper(
            "UPDATE activity_entry SET reason = '', detail = '{}', previous = %s, sha256 = %s WHERE id = %s",
            entry.previous,
            head,
            entry.pk,
        )
    Chain.objects.filter(pk=chain.pk).update(head=head)
    assert found() == [("sealed", BODY, 3)]


def test_a_chain_that_is_gone_breaks_its_seal(log):
    chain = Chain.objects.get(key=ROUND)
    tamper("DELETE FROM activity_entry WHERE chain_id = %s", chain.pk)
    chain.delete()
    assert found() == [("sealed", ROUND, 2)]


def test_a_seal_put_in_place_of_another_breaks_the_next(log):
    second = seal(NOON + timedelta(hours=1))
    assert second is not None
    first = Seal.objects.get(number=1)
    first.at = NOON - timedelta(days=1)
    tamper("UPDATE activity_seal SET at = %s, sha256 = %s WHERE number = 1", first.at, digest_of_seal(first))
    assert found() == [("seal_previous", "seals", 2)]


def test_seals_that_are_gone_are_missed_and_one_on_paper_is_looked_for(log):
    mark = services.last_mark()
    first = Seal.objects.get()
    assert mark == f"1:{first.sha256}"
    assert verify([(1, first.sha256)]).differences == []
    seal(NOON + timedelta(hours=1))
    tamper("DELETE FROM activity_seal WHERE number = 2")
    assert found() == [("seal_gone", BODY, 4)]
    tamper("DELETE FROM activity_seal")
    assert found() == [("seal_gone", ROUND, 2), ("seal_gone", BODY, 4)]
    SealedHead.objects.all().delete()
    assert found() == []
    assert [each.kind for each in verify([(1, first.sha256)]).differences] == ["seal_named"]
    assert services.last_mark() == ""


def test_a_seal_binds_what_has_grown_and_the_seal_before(log):
    assert set(json.loads(Seal.objects.get(number=1).heads)) == {BODY, ROUND}
    second = seal(NOON + timedelta(hours=1))
    assert second is not None
    assert json.loads(second.heads) == {BODY: [4, Chain.objects.get(key=BODY).head]}
    assert second.previous == Seal.objects.get(number=1).sha256
    assert seal(NOON + timedelta(hours=2)) is None
    assert found() == []


def test_an_empty_log_has_nothing_to_seal():
    assert seal(NOON) is None
    assert found() == []


def test_two_at_once_give_one_seal(log, monkeypatch):
    """The second has read what the first had not yet sealed, and comes too late."""
    record(chain=ROUND, action="round.opened", by=None, now=NOON)
    held = Seal.objects.last()
    made = seal(NOON)
    monkeypatch.setattr(services.SealedHead.objects, "values_list", lambda *_: [])
    monkeypatch.setattr(services.Seal.objects, "last", iter([held, made]).__next__)
    assert seal(NOON) == made
    assert Seal.objects.count() == 2


def test_an_act_and_a_seal_are_never_changed(log):
    entry = Entry.objects.first()
    with pytest.raises(FrozenRow):
        entry.delete()
    with pytest.raises(FrozenRow):
        Seal.objects.update(heads="{}")


def test_an_act_outside_a_transaction_is_refused(monkeypatch):
    monkeypatch.setattr(services.transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        record(chain=ROUND, action="round.opened", by=None, now=NOON)


def test_each_kind_of_difference_has_words():
    assert all(str(words) for words in KINDS.values())


def actions_in(source: str) -> list[str]:
    """The codes that a module records, as regular expressions: what is filled in when it runs matches anything."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "action":
            for part in [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]:
                if isinstance(part, ast.JoinedStr):
                    found.append(
                        "".join(re.escape(each.value) if isinstance(each, ast.Constant) else ".+" for each in part.values)
                    )
                elif isinstance(part, ast.Constant) and "." in str(part.value):
                    found.append(re.escape(str(part.value)))
    return found


def test_each_act_that_is_recorded_has_words():
    sources = (path.read_text(encoding="utf-8") for path in Path(khoabang.__file__).parent.rglob("*.py"))
    used = {code for source in sources for code in actions_in(source) if re.fullmatch(r"\w+\\\.\S+", code)}
    assert {code for code in used if not any(re.fullmatch(code, known) for known in WORDS)} == set()


def test_the_search_for_acts_finds_them():
    source = 'record(action="a.b")\nrecord(action=f"a.{x}")\nrecord(action="a.b" if y else "c.d")\nargparse(action="store")'
    assert actions_in(source) == [r"a\.b", r"a\..+", r"a\.b", r"c\.d"]
