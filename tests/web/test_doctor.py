"""The doctor: each check finds the fault that is planted for it, and nothing in a sound installation."""

import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from khoabang.web.activity.words import WORDS
from khoabang.web.upkeep.checks import CHECKS, Finding, database, machine
from khoabang.web.upkeep.checks.check import Looked
from khoabang.web.upkeep.checks.proofs import KINDS
from web.running import NOW, Running, running
from web.tampering import drop_triggers, on_postgresql, tamper

pytestmark = pytest.mark.django_db

Planter = Callable[["Sound"], None]
PLANTS: dict[str, Planter] = {}
BODY = "so-y-te"


class Sound:
    """An installation in which nothing is wrong, with a round in verification and one row of everything."""

    def __init__(self, run: Running) -> None:
        from khoabang.web.activity.services import chain_of, record, seal
        from khoabang.web.assessments.claims import digest
        from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Ruling, SourceFigure
        from khoabang.web.rounds.models import Charge

        self.run = run
        self.patch = pytest.MonkeyPatch()
        self.data = Path()
        self.sent = run.participants[BODY]
        run.round.set_version.sha256  # noqa: B018 - the set is that of the round
        verifier, approver = run.people["verifier"], run.people[f"approver:{BODY}"]
        common = {"participant": self.sent, "at": NOW}
        self.draft = Draft.objects.create(
            participant=self.sent, indicator="1.1", values='{"truong_ban": "truong"}', saved_at=NOW, saved_by=approver
        )
        self.chain = chain_of(round_code=run.round.code, body=BODY)
        for number in range(2):
            record(
                chain=chain_of(round_code=run.round.code),
                action="reminder.days_set",
                by=run.people["lead"],
                now=NOW,
                detail={"n": number},
            )
        after = {"values": {"truong_ban": "truong"}, "not_applicable": False, "reason": "", "note": ""}
        self.entry = record(chain=self.chain, action="draft.saved", by=approver, now=NOW, subject="1.1", detail={"after": after})
        items = [
            {
                "indicator": "1.1",
                "values": {"truong_ban": "truong"},
                "not_applicable": False,
                "reason": "",
                "note": "",
                "evidence": [],
            }
        ]
        self.claim = Claim.objects.create(**common, number=1, by=approver, sha256=digest(items))
        ClaimItem.objects.create(claim=self.claim, indicator="1.1", values='{"truong_ban": "truong"}')
        run.participants[BODY].state = "sent"
        run.participants[BODY].save()
        self.ruling = Ruling.objects.create(
            **common, indicator="1.1", number=1, step="verification", outcome="accepted", by=verifier
        )
        self.changed = Ruling.objects.create(
            **common, indicator="1.2", number=1, step="verification", outcome="changed", reason="sai", by=verifier
        )
        self.asked = Ruling.objects.create(
            **common,
            indicator="1.3",
            number=1,
            step="verification",
            outcome="supplement",
            reason="thiếu",
            due=date(2026, 4, 1),
            by=verifier,
        )
        self.figure = SourceFigure.objects.create(**common, indicator="2.3", number=1, values="{}", by=verifier)
        rows = [self.claim, self.ruling, self.changed, self.asked, self.figure]
        record(chain=self.chain, action="ruling.made", by=verifier, now=NOW, rows=rows)
        Charge.objects.create(round=run.round, duty="verify", person=verifier, criterion="1")
        self.seal = seal(NOW)

    def chores(self) -> None:
        from khoabang.web.upkeep.models import Chore

        for name in ("mail", "backup"):
            Chore.objects.create(name=name, began=NOW, done=NOW)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[Sound]:
    from allauth.mfa.models import Authenticator

    from khoabang.web.accounts.models import Person

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("khoabang.web.clock.now", lambda: NOW)  # an account's second factor is logged
        run = running("verification")
        Person.objects.update(created=NOW - timedelta(days=30))
        Authenticator.objects.create(user=run.people["administrator"], type="totp", data={})
        made = Sound(run)
        made.chores()
        patch.undo()
        yield made
        transaction.set_rollback(True)


@contextmanager
def passing() -> Iterator[None]:
    """Whatever is done within is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sound(world, monkeypatch, tmp_path, settings) -> Iterator[Sound]:
    settings.SITE_ADDRESS = "https://localhost"
    kept = {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    settings.DEBUG = False
    # Of the test's own PostgreSQL server nothing is to outlive the run.
    safe = {"SHOW fsync": [("on",)], "SHOW full_page_writes": [("on",)]}
    asked = database._rows
    monkeypatch.setattr(database, "_rows", lambda sql, *params: safe.get(sql) or asked(sql, *params))
    monkeypatch.setitem(WORDS, "draft.saved", "Lưu bản nhập")
    tmp_path.chmod(0o700)
    with passing():
        world.run.round.refresh_from_db()
        world.patch, world.data = monkeypatch, tmp_path
        yield world
    if not on_postgresql():  # what `break_check` said of the connection is no part of the transaction
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def found(code: str, sound: Sound) -> list[Finding]:
    return list(CHECKS[code].find(Looked(NOW + timedelta(minutes=5), sound.data)))


def plant(code: str) -> Callable[[Planter], Planter]:
    def kept(planter: Planter) -> Planter:
        PLANTS[code] = planter
        return planter

    return kept


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_a_planted_fault_is_found(sound, code):
    assert found(code, sound) == []
    PLANTS[code](sound)
    findings = found(code, sound)
    assert findings != []
    assert all(isinstance(str(each.words) + each.place + each.authority, str) for each in findings)


def test_each_check_has_its_fault_and_there_are_forty_at_least():
    assert set(PLANTS) == set(CHECKS)
    assert len(CHECKS) >= 40


def test_each_check_says_what_it_looks_at_what_it_means_and_what_to_do():
    assert [code for code, each in CHECKS.items() if not (str(each.title) and str(each.means) and str(each.remedy))] == []
    titles = [str(each.title) for each in CHECKS.values()]
    assert len(set(titles)) == len(titles)


def update(model: str, **values: Any) -> None:
    """Change rows that may be changed."""
    from django.apps import apps

    apps.get_model(model)._default_manager.all().update(**values)


def version(sound: Sound) -> Any:
    return sound.run.round.set_version


# The database


@plant("DOC001")
def _(sound: Sound) -> None:
    told = [("index_x",)] if on_postgresql() else [("row 3 missing from index x",)]
    sound.patch.setattr(database, "_rows", lambda *_: told)


@plant("DOC002")
def _(sound: Sound) -> None:
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    update("rounds.Charge", person_id=987_654)


@plant("DOC003")
def _(sound: Sound) -> None:
    sound.patch.setattr(database, "_rows", lambda *_: [("off",)])


@plant("DOC004")
def _(sound: Sound) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('rounds', '9999_later', '2026-01-01 00:00:00+00:00')"
        )
        cursor.execute("DELETE FROM django_migrations WHERE app = 'upkeep'")


@plant("DOC005")
def _(sound: Sound) -> None:
    drop_triggers("assessments_claim")


@plant("DOC006")
def _(sound: Sound) -> None:
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE rounds_participant DROP CONSTRAINT participant_state_known")
    else:
        sound.patch.setattr(connection.introspection, "get_constraints", lambda *_: {})


@plant("DOC007")
def _(sound: Sound) -> None:
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute("SELECT setval(pg_get_serial_sequence('rounds_charge', 'id'), 1, false)")
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'rounds_charge'")


@plant("DOC008")
def _(sound: Sound) -> None:
    sound.patch.setattr(database, "_rows", lambda *_: [("SQL_ASCII",)])


@plant("DOC009")
def _(sound: Sound) -> None:
    from khoabang.web.council.seals import break_seals

    break_seals("default")


# The log


@plant("DOC020")
def _(sound: Sound) -> None:
    tamper("UPDATE activity_entry SET reason = 'khác' WHERE id = %s", sound.entry.pk)


@plant("DOC021")
def _(sound: Sound) -> None:
    tamper("UPDATE activity_seal SET heads = '{}'")


@plant("DOC022")
def _(sound: Sound) -> None:
    from khoabang.web.activity.services import record

    tamper("UPDATE activity_seal SET at = '2026-03-09 00:00:00+00:00'")
    record(chain="round:x", action="draft.saved", by=None, now=NOW)


@plant("DOC023")
def _(sound: Sound) -> None:
    update("assessments.Draft", version=2)


@plant("DOC028")
def _(sound: Sound) -> None:
    update("assessments.Draft", note="khác")


@plant("DOC024")
def _(sound: Sound) -> None:
    tamper("UPDATE activity_entry SET action = 'x.y' WHERE id = %s", sound.entry.pk)


@plant("DOC025")
def _(sound: Sound) -> None:
    tamper("UPDATE activity_entry SET at = '2026-03-01 00:00:00+00:00' WHERE number = 2")


@plant("DOC026")
def _(sound: Sound) -> None:
    tamper("UPDATE activity_entry SET detail = 'x' WHERE id = %s", sound.entry.pk)


@plant("DOC027")
def _(sound: Sound) -> None:
    update("accounts.Person", created=NOW + timedelta(days=1))


# What is frozen


@plant("DOC030")
def _(sound: Sound) -> None:
    tamper("UPDATE rounds_criteriasetversion SET document = '{}' WHERE id = %s", version(sound).pk)


@plant("DOC031")
def _(sound: Sound) -> None:
    tamper("UPDATE rounds_criteriasetversion SET document = '[]' WHERE id = %s", version(sound).pk)


@plant("DOC032")
def _(sound: Sound) -> None:
    tamper("UPDATE rounds_bodyresult SET explanation = 'x'")


@plant("DOC033")
def _(sound: Sound) -> None:
    tamper("UPDATE rounds_result SET edition = 7")


@plant("DOC034")
def _(sound: Sound) -> None:
    tamper("DELETE FROM rounds_bodyresult WHERE id IN (SELECT MIN(id) FROM rounds_bodyresult)")


def move(sound: Sound, stage: str) -> None:
    sound.run.round.stage = stage
    sound.run.round.save(update_fields=["stage"])


def approve(sound: Sound, **changed: str) -> None:
    import hashlib

    from khoabang.web.assessments.models import Approval

    sums = {f"{name}_sha256": hashlib.sha256(b"{}").hexdigest() for name in ("answers", "document")}
    values = {"answers": "{}", "document": "{}", **sums, "set_sha256": version(sound).sha256, **changed}
    Approval.objects.create(round=sound.run.round, at=NOW, by=sound.run.people["approving"], **values)


@plant("DOC035")
def _(sound: Sound) -> None:
    approve(sound, answers="{ }")


@plant("DOC036")
def _(sound: Sound) -> None:
    approve(sound, document="{ }")


@plant("DOC037")
def _(sound: Sound) -> None:
    approve(sound, set_sha256="b" * 64)


@plant("DOC038")
def _(sound: Sound) -> None:
    approve(sound)


@plant("DOC039")
def _(sound: Sound) -> None:
    approve(sound)


def publish(sound: Sound, **changed: Any) -> Any:
    """An edition as its checks look at it, with nothing wrong but what is asked for."""
    import hashlib

    from khoabang.scoring.frozen_inputs import canonical
    from khoabang.web.rounds.models import Edition, Result

    move(sound, "approved")
    sound.run.round.public = changed.pop("public", True)
    sound.run.round.save(update_fields=["public"])
    inputs = canonical({"round": {"decision": {"type": "Quyết định"}}})
    approve(sound, answers='{"round":{}}', answers_sha256=hashlib.sha256(b'{"round":{}}').hexdigest())
    kept = Result.objects.create(
        round=sound.run.round, set_version=version(sound), edition=changed.pop("edition", 1), sha256="0" * 64, document="{}"
    )
    values = {
        "inputs": inputs,
        "inputs_sha256": hashlib.sha256(inputs.encode()).hexdigest(),
        "document_sha256": hashlib.sha256(b"{}").hexdigest(),
        "decision": "{}",
        "public_from": NOW,
        **changed,
    }
    return Edition.objects.create(result=kept, at=NOW, by=sound.run.people["lead"], **values)


def add_file(sound: Sound, **changed: Any) -> None:
    import hashlib

    from khoabang.web.rounds.models import EditionFile

    values = {"content": b"x", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest(), **changed}
    EditionFile.objects.create(
        edition=publish(sound), kind="decision", name="a.pdf", media_type="application/pdf", at=NOW, by=sound.run.people["lead"],
        **values,
    )  # fmt: skip


@plant("DOC190")
def _(sound: Sound) -> None:
    publish(sound, inputs_sha256="b" * 64)


@plant("DOC191")
def _(sound: Sound) -> None:
    publish(sound, document_sha256="b" * 64)


@plant("DOC192")
def _(sound: Sound) -> None:
    publish(sound)


@plant("DOC193")
def _(sound: Sound) -> None:
    publish(sound, inputs='{"round":{"decision":{},"year":2026}}')


@plant("DOC194")
def _(sound: Sound) -> None:
    publish(sound, public=False)


@plant("DOC195")
def _(sound: Sound) -> None:
    add_file(sound, content=b"y")


def add_report(sound: Sound, edition: Any) -> Any:
    """An error that a reader reported, whose words are gone."""
    from khoabang.web.error_reports.models import ErrorReport, Part

    return ErrorReport.objects.create(code="abc", result=edition.result, part=Part.values[0], words_sha256="a" * 64, at=NOW)


def add_step(sound: Sound, report: Any) -> Any:
    """A step of a report that leads nowhere."""
    from khoabang.web.error_reports.models import ReportState, Step

    return Step.objects.create(
        report=report, number=1, transition="x", state=ReportState.values[0], authority=sound.run.authority, at=NOW,
        by=sound.run.people["lead"],
    )  # fmt: skip


@plant("DOC182")
def _(sound: Sound) -> None:
    add_report(sound, publish(sound))


@plant("DOC183")
def _(sound: Sound) -> None:
    add_step(sound, add_report(sound, publish(sound)))


# Rounds


@plant("DOC040")
def _(sound: Sound) -> None:
    move(sound, "preparation")


@plant("DOC041")
def _(sound: Sound) -> None:
    update("rounds.Deadline", day=date(2026, 3, 31))


@plant("DOC042")
def _(sound: Sound) -> None:
    sound.run.round.deadlines.all().delete()


@plant("DOC043")
def _(sound: Sound) -> None:
    update("rounds.Deadline", day=date(2026, 1, 31))


@plant("DOC044")
def _(sound: Sound) -> None:
    update("rounds.Participant", due=date(2026, 12, 31))


@plant("DOC045")
def _(sound: Sound) -> None:
    update("rounds.Round", authority=elsewhere().authority)


def elsewhere() -> Running:
    return running("verification", code="la-2026", authority="tinh-la")


@plant("DOC046")
def _(sound: Sound) -> None:
    update("rounds.Participant", group=elsewhere().round.groups.first())


@plant("DOC047")
def _(sound: Sound) -> None:
    update("rounds.Participant", name="Sở A")


@plant("DOC048")
def _(sound: Sound) -> None:
    update("rounds.Round", public=True)


def end(**which: Any) -> None:
    from khoabang.web.accounts.models import Appointment

    Appointment.objects.filter(**which).update(ends=NOW)


@plant("DOC049")
def _(sound: Sound) -> None:
    end(role="lead")


@plant("DOC050")
def _(sound: Sound) -> None:
    move(sound, "assessment")
    end(role="approver")


@plant("DOC051")
def _(sound: Sound) -> None:
    update("rounds.Charge", participant=sound.sent, person=sound.run.people[f"preparer:{BODY}"])


@plant("DOC052")
def _(sound: Sound) -> None:
    end(role="verifier")


@plant("DOC053")
def _(sound: Sound) -> None:
    update("rounds.Charge", criterion="9.9")


# What was sent and decided


@plant("DOC060")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_claim SET number = 2")


@plant("DOC061")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_ruling SET number = 2")


@plant("DOC062")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_sourcefigure SET number = 2")


@plant("DOC063")
def _(sound: Sound) -> None:
    update("rounds.Participant", state="drafting")


def claim_again(sound: Sound, **values: Any) -> Any:
    from khoabang.web.assessments.models import Claim

    given = {"number": 2, "at": NOW, "by": sound.run.people[f"approver:{BODY}"], "sha256": "a" * 64, **values}
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.create(participant=sound.sent, **given)  # one stands
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER assessments_claim_one_stands" + (" ON assessments_claim" if on_postgresql() else ""))
    return Claim.objects.create(participant=sound.sent, **given)


@plant("DOC064")
def _(sound: Sound) -> None:
    claim_again(sound)


@plant("DOC065")
def _(sound: Sound) -> None:
    claim_again(sound)


@plant("DOC066")
def _(sound: Sound) -> None:
    claim_again(sound, at=NOW + timedelta(days=60))


@plant("DOC067")
def _(sound: Sound) -> None:
    from khoabang.web.assessments.models import Withdrawal

    Withdrawal.objects.create(claim=sound.claim, at=NOW - timedelta(days=1), by=sound.run.people[f"approver:{BODY}"])


@plant("DOC068")
def _(sound: Sound) -> None:
    move(sound, "preparation")


@plant("DOC069")
def _(sound: Sound) -> None:
    from khoabang.web.assessments.models import Reply

    Reply.objects.create(ruling=sound.ruling, position="agreed", at=NOW)


@plant("DOC070")
def _(sound: Sound) -> None:
    from khoabang.web.assessments.models import Supplement

    Supplement.objects.create(ruling=sound.ruling, note="x", at=NOW, by=sound.run.people[f"approver:{BODY}"])


@plant("DOC071")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_ruling SET due = '2026-03-01' WHERE id = %s", sound.asked.pk)


def unknown(table: str) -> Planter:
    return lambda sound: tamper(f"UPDATE {table} SET indicator = '9.9' WHERE id = (SELECT MAX(id) FROM {table})")  # noqa: S608 - our own tables


def unreadable(table: str) -> Planter:
    return lambda sound: tamper(f"""UPDATE {table} SET "values" = '{{"a": 1}}'""")  # noqa: S608 - our own tables


for offset, table in enumerate(("draft", "claimitem", "ruling", "sourcefigure")):
    PLANTS[f"DOC{72 + offset:03}"] = unknown(f"assessments_{table}")
    PLANTS[f"DOC{76 + offset:03}"] = unreadable(f"assessments_{table}")


@plant("DOC080")
def _(sound: Sound) -> None:
    update("rounds.Participant", predecessors="{}")


@plant("DOC081")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_ruling SET by_id = %s WHERE id = %s", sound.run.people[f"preparer:{BODY}"].pk, sound.ruling.pk)


@plant("DOC082")
def _(sound: Sound) -> None:
    from khoabang.web.assessments.models import Ruling

    common = {
        "participant": sound.sent,
        "indicator": "1.1",
        "number": 2,
        "step": "second_reading",
        "outcome": "accepted",
        "at": NOW,
    }
    Ruling.objects.create(**common, by=sound.run.people["verifier"])


@plant("DOC083")
def _(sound: Sound) -> None:
    update("assessments.Draft", saved_at=NOW + timedelta(days=9))


@plant("DOC084")
def _(sound: Sound) -> None:
    tamper("UPDATE assessments_claimitem SET note = 'x'")


# People


def appoint(sound: Sound, **values: Any) -> Any:
    from khoabang.web.accounts.models import Appointment

    given = {
        "person": sound.run.people["observer"],
        "role": "observer",
        "authority": sound.run.authority,
        "starts": NOW,
        **values,
    }
    return Appointment.objects.create(**given)


@plant("DOC090")
def _(sound: Sound) -> None:
    appoint(sound, role="preparer", body=elsewhere().bodies[BODY])


@plant("DOC091")
def _(sound: Sound) -> None:
    appoint(sound, round=elsewhere().round)


@plant("DOC092")
def _(sound: Sound) -> None:
    first = appoint(sound, ends=NOW + timedelta(minutes=1))
    appoint(sound, ends=NOW + timedelta(days=3), delegated_from=first)


@plant("DOC093")
def _(sound: Sound) -> None:
    first = appoint(sound, role="lead")
    appoint(sound, ends=NOW + timedelta(days=3), delegated_from=first)


@plant("DOC094")
def _(sound: Sound) -> None:
    end(role="administrator")


@plant("DOC095")
def _(sound: Sound) -> None:
    update("accounts.Person", is_active=False)


@plant("DOC096")
def _(sound: Sound) -> None:
    from khoabang.web.accounts.models import Person

    Person.objects.filter(pk=sound.run.people["observer"].pk).update(email="A@Example.vn")


@plant("DOC097")
def _(sound: Sound) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.all().delete()


@plant("DOC098")
def _(sound: Sound) -> None:
    break_check("accounts_appointment", "appointment_for_a_body_where_the_role_is")
    drop_triggers("accounts_appointment")
    from khoabang.web.accounts.models import Appointment

    Appointment.objects.filter(role="preparer").update(body=None)


def break_check(table: str, constraint: str) -> None:
    """Let a table take what a constraint of it refuses."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")


# The register


@plant("DOC100")
def _(sound: Sound) -> None:
    update("rounds.Participant", name=unicodedata.normalize("NFD", "Sở Y tế"))


@plant("DOC101")
def _(sound: Sound) -> None:
    update("organisations.BodyName", search="x")


@plant("DOC102")
def _(sound: Sound) -> None:
    update("rounds.Participant", search="x")


@plant("DOC103")
def _(sound: Sound) -> None:
    update("rounds.Round", search="")


@plant("DOC104")
def _(sound: Sound) -> None:
    from khoabang.web.organisations.models import Body

    Body.objects.create(authority=sound.run.authority, code="khong-ten")


def name_body(sound: Sound, code: str, name: str, **values: Any) -> None:
    from khoabang.web.organisations.models import Body, BodyName

    body, _made = Body.objects.get_or_create(authority=sound.run.authority, code=code)
    BodyName.objects.create(body=body, name=name, kind="official", **values)


@plant("DOC105")
def _(sound: Sound) -> None:
    name_body(sound, "so-y-te-2", "Sở Y tế")


@plant("DOC106")
def _(sound: Sound) -> None:
    name_body(sound, BODY, "Sở Y tế mới", valid_to=date(2026, 1, 1))


@plant("DOC107")
def _(sound: Sound) -> None:
    update("organisations.Body", closed=date(2024, 5, 1))


@plant("DOC108")
def _(sound: Sound) -> None:
    break_check("organisations_body", "body_closes_after_it_opens")
    update("organisations.Body", opened=date(2026, 5, 1), closed=date(2024, 5, 1))


# The machine


@plant("DOC110")
def _(sound: Sound) -> None:
    update("upkeep.Chore", began=NOW - timedelta(hours=1))


@plant("DOC111")
def _(sound: Sound) -> None:
    update("upkeep.Chore", failures=3, trouble="OSError: x")


@plant("DOC112")
def _(sound: Sound) -> None:
    from khoabang.web.notices.services import tell

    tell([sound.run.people["lead"]], "Việc", now=NOW - timedelta(hours=3))


@plant("DOC113")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.mailing, "is_set_up", lambda: False)


@plant("DOC114")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.shutil, "disk_usage", lambda _path: SimpleNamespace(free=10_000_000))


@plant("DOC115")
def _(sound: Sound) -> None:
    (sound.data / "secret-key").write_text("x")
    (sound.data / "secret-key").chmod(0o644)


@plant("DOC116")
def _(sound: Sound) -> None:
    (sound.data / "khoabang.sqlite3").write_text("x")
    (sound.data / "khoabang.sqlite3").chmod(0o644)
    sound.data.chmod(0o755)


@plant("DOC117")
def _(sound: Sound) -> None:
    update("upkeep.Chore", done=NOW - timedelta(days=8))


@plant("DOC118")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.settings, "TIME_ZONE", "UTC")


@plant("DOC119")
def _(sound: Sound) -> None:
    from khoabang.web.activity.services import record

    record(chain="x", action="draft.saved", by=None, now=NOW + timedelta(days=1))


@plant("DOC120")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine, "LOCALES", sound.data)


@plant("DOC121")
def _(sound: Sound) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="x", session_data="", expire_date=NOW - timedelta(days=3))


@plant("DOC122")
def _(sound: Sound) -> None:
    (sound.data / "uploads").mkdir()
    (sound.data / "uploads" / "dở").write_text("x")
    os.utime(sound.data / "uploads" / "dở", (0, 0))


@plant("DOC123")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.settings, "DEBUG", True)


@plant("DOC124")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.settings, "SITE_ADDRESS", "http://khoabang.example.vn")


@plant("DOC125")
def _(sound: Sound) -> None:
    sound.patch.setattr(machine.os, "access", lambda *_: False)


# Evidence


def add_document(sound: Sound, content: bytes = b"x", **values: Any) -> Any:
    import hashlib
    import io

    from khoabang.web.evidence import store
    from khoabang.web.evidence.models import Document, Revision

    common = {"at": NOW, "by": sound.run.people[f"preparer:{BODY}"]}
    given = {"authority": sound.run.authority, "body": sound.run.bodies[BODY], "title": "Quyết định", **values}
    document = Document.objects.create(**given, **common)
    sha256 = hashlib.sha256(content).hexdigest()
    path = store.keep(io.BytesIO(content), sha256, len(content))
    Revision.objects.create(document=document, number=1, sha256=sha256, size=1, kind="pdf", name="a.pdf", path=path, **common)
    return document


@plant("DOC130")
def _(sound: Sound) -> None:
    add_document(sound)
    tamper("UPDATE evidence_revision SET sha256 = %s", "b" * 64)


@plant("DOC131")
def _(sound: Sound) -> None:
    import io

    from khoabang.web.evidence import store

    store.keep(io.BytesIO(b"y"), "c" * 64, 1)


@plant("DOC132")
def _(sound: Sound) -> None:
    from khoabang.web.evidence.models import Document

    Document.objects.create(
        authority=sound.run.authority, body=sound.run.bodies[BODY], title="Trống", at=NOW, by=sound.run.people[f"preparer:{BODY}"]
    )


@plant("DOC133")
def _(sound: Sound) -> None:
    from khoabang.web.evidence.models import Link

    document = add_document(sound)
    other = sound.run.participants["so-noi-vu"]
    Link.objects.create(document=document, participant=other, indicator="1.1", at=NOW, by=sound.run.people["lead"])


@plant("DOC134")
def _(sound: Sound) -> None:
    evidence = json.dumps([{"document": 1, "sha256": "a" * 64, "name": "a.pdf"}])
    tamper("UPDATE assessments_claimitem SET evidence = %s", evidence)


@plant("DOC135")
def _(sound: Sound) -> None:
    add_document(sound)
    tamper("UPDATE evidence_revision SET number = 2")


# The council


class Sat:
    """A sitting with one item, decided."""

    def __init__(self, sound: Sound, *, decided: bool = True) -> None:
        from khoabang.web.assessments.models import Ruling
        from khoabang.web.council.models import Decision, Item, Motion, Seat, Sitting

        lead, chair = sound.run.people["lead"], sound.run.people["chair"]
        common = {"at": NOW, "by": lead}
        self.sitting = Sitting.objects.create(
            round=sound.run.round, number=1, kind="meeting", day=NOW.date(), leader=chair, created_at=NOW, created_by=lead
        )
        self.seat = Seat.objects.create(sitting=self.sitting, person=chair, kind="chair", name="Chủ tịch")
        self.item = Item.objects.create(
            sitting=self.sitting, number=1, participant=sound.sent, indicator="1.2", origin="contested", state="open", **common
        )
        self.motion = Motion.objects.create(item=self.item, number=1, kind="keep", **common)
        if decided:
            ruling = Ruling.objects.create(
                participant=sound.sent, indicator="1.2", number=2, step="council", outcome="accepted", **common
            )
            self.item.state = "decided"
            self.item.save()
            self.decision = Decision.objects.create(
                item=self.item, motion=self.motion, ruling=ruling, tally="{}", reason="x", **common
            )


@plant("DOC140")
def _(sound: Sound) -> None:
    from khoabang.web.council.models import Recusal, Vote

    sat = Sat(sound, decided=False)
    Recusal.objects.create(item=sat.item, seat=sat.seat, own_body=True, at=NOW)
    Vote.objects.create(item=sat.item, seat=sat.seat, number=1, motion=sat.motion, at=NOW)


@plant("DOC141")
def _(sound: Sound) -> None:
    from khoabang.web.council.models import Seat, Sitting, Vote

    sat = Sat(sound, decided=False)
    other = Sitting.objects.get(pk=sat.sitting.pk)
    other.pk, other.number = None, 2
    other.save()
    seat = Seat.objects.create(sitting=other, person=sound.run.people["member"], kind="member", name="Thành viên")
    Vote.objects.create(item=sat.item, seat=seat, number=1, at=NOW)


@plant("DOC142")
def _(sound: Sound) -> None:
    sat = Sat(sound)
    drop_triggers("council_item")
    sat.item.state = "open"
    sat.item.save()


@plant("DOC143")
def _(sound: Sound) -> None:
    Sat(sound)
    tamper("UPDATE assessments_ruling SET indicator = '1.1' WHERE step = 'council'")


@plant("DOC144")
def _(sound: Sound) -> None:
    Sat(sound)
    tamper("DELETE FROM council_decision")


@plant("DOC145")
def _(sound: Sound) -> None:
    from khoabang.web.council.models import Confirmation

    sat = Sat(sound)
    Confirmation.objects.create(sitting=sat.sitting, minutes="{}", sha256="a" * 64, at=NOW, by=sound.run.people["chair"])


@plant("DOC146")
def _(sound: Sound) -> None:
    Sat(sound)


# The records against the log


def rows_of_every_kind(sound: Sound) -> dict[str, Any]:
    """One row of each kind of record, by the code of its check; no act tells of them yet."""
    from khoabang.web.assessments.models import Approval, Claim, Reply, Ruling, SourceFigure, Supplement, Withdrawal
    from khoabang.web.council.models import Attendance, Confirmation, Decision, Motion, Recusal, Vote
    from khoabang.web.error_reports.models import ErrorReport, Step
    from khoabang.web.evidence.models import Consent, Link
    from khoabang.web.improvement.models import Progress, SentPlan, TaskState
    from khoabang.web.rounds.models import EditionFile, Extension, Recall
    from khoabang.web.verification.models import Minutes, Visit

    sat, by = Sat(sound, decided=False), sound.run.people["chair"]
    document = add_document(sound)
    revision = document.revisions.get()
    link = Link.objects.create(document=document, participant=sound.sent, indicator="1.1", at=NOW, by=by)
    common, of_body = {"at": NOW, "by": by}, {"participant": sound.sent, "at": NOW, "by": by}
    Withdrawal.objects.create(claim=sound.claim, **common)
    claim = Claim.objects.create(**of_body, number=2, sha256="a" * 64)
    visit = Visit.objects.create(**of_body, day=NOW.date(), purpose="x")
    ruling = Ruling.objects.create(**of_body, indicator="1.2", number=2, step="council", outcome="accepted")
    made = {
        Claim: claim,
        Withdrawal: Withdrawal.objects.get(),
        SourceFigure: SourceFigure.objects.create(**of_body, indicator="2.3", number=2, values="{}"),
        Ruling: ruling,
        Supplement: Supplement.objects.create(ruling=sound.asked, values="{}", **common),
        Reply: Reply.objects.create(ruling=sound.changed, position="contested", grounds="x", **common),
        Visit: visit,
        Minutes: Minutes.objects.create(visit=visit, number=1, day=NOW.date(), attending="x", text="x", **common),
        type(link): link,
        type(revision): revision,
        Consent: Consent.objects.create(revision=revision, side="body", number=1, given=True, **common),
        Extension: Extension.objects.create(**of_body, stage="assessment", day=NOW.date(), reason="x"),
        type(sat.seat): sat.seat,
        Attendance: Attendance.objects.create(seat=sat.seat, present=True, **common),
        type(sat.item): sat.item,
        Motion: sat.motion,
        Recusal: Recusal.objects.create(item=sat.item, seat=sat.seat, reason="x", at=NOW),
        Vote: Vote.objects.create(item=sat.item, seat=sat.seat, number=1, motion=sat.motion, at=NOW),
        Decision: Decision.objects.create(item=sat.item, motion=sat.motion, ruling=ruling, tally="{}", reason="x", **common),
        Confirmation: Confirmation.objects.create(sitting=sat.sitting, minutes="{}", sha256="a" * 64, **common),
    }
    edition = publish(sound)
    made |= {
        Approval: Approval.objects.get(),
        type(edition): edition,
        Recall: Recall.objects.create(edition=edition, decision="{}", reason="x", **common),
        ErrorReport: (report := add_report(sound, edition)),
        Step: add_step(sound, report),
        SentPlan: SentPlan.objects.create(**of_body, number=1, content="{}", sha256="a" * 64),
        Progress: Progress.objects.create(**of_body, task=1, number=1, transition="x", state=TaskState.values[0]),
        EditionFile: EditionFile.objects.create(
            edition=edition, kind="x", name="x", size=1, sha256="a" * 64, content=b"x", **common
        ),
    }
    return {kind.code: made[kind.model] for kind in KINDS}


for _kind in KINDS:
    PLANTS[_kind.code] = rows_of_every_kind  # rows of which the log says nothing


def test_a_record_that_was_altered_or_deleted_differs_from_the_log(sound):
    from khoabang.web.activity.services import record

    rows = rows_of_every_kind(sound)
    record(chain=sound.chain, action="ruling.made", by=None, now=NOW, rows=rows.values())
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert {code: found(code, sound) for code in rows} == {code: [] for code in rows}
    for code, row in rows.items():
        table, columns = row._meta.db_table, {field.column for field in row._meta.concrete_fields}
        column = next(each for each in ("at", "name", "number") if each in columns)
        value = {"at": NOW - timedelta(seconds=1), "name": "Ai đó", "number": 9}[column]
        for does, values in ((f"UPDATE {table} SET {column} = %s", [value]), (f"DELETE FROM {table}", [])):  # noqa: S608 - names of our own tables
            with passing():
                tamper(f"{does} WHERE id = %s", *values, row.pk)
                assert [f"({row.pk})" in each.place for each in found(code, sound)] == [True], does


def test_entries_of_before_that_keep_no_hashes_are_compared_by_count(sound):
    from khoabang.web.activity.services import record
    from khoabang.web.assessments.models import Supplement

    Supplement.objects.create(ruling=sound.asked, values="{}", at=NOW, by=sound.run.people["lead"])
    record(chain=sound.chain, action="supplement.answered", by=None, now=NOW)
    assert found("DOC154", sound) == []
    tamper("DELETE FROM assessments_supplement")
    assert [each.authority for each in found("DOC154", sound)] == [sound.run.authority.code]


def test_what_is_kept_of_an_examination_is_one_row_and_no_fault_itself(monkeypatch):
    from khoabang.web.upkeep import doctor
    from khoabang.web.upkeep.models import Examination

    monkeypatch.setattr(doctor, "examine", list)
    for day in (1, 2):
        doctor.examine_all(NOW + timedelta(days=day))
    assert [each.at for each in Examination.objects.all()] == [NOW + timedelta(days=2)]
    assert not [each for each in database.sequences(Looked(Path())) if each.place == "upkeep_examination"]
