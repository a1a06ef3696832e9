"""Installations for tests of the commands: made once, in this process, with the connection of Django turned to them."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def at(data: Path, database: str = "", bucket: str = "") -> Iterator[None]:
    """Let Django work on another installation for a while."""
    from django.conf import settings
    from django.db import connections
    from django.db.utils import ConnectionHandler
    from django.test import override_settings

    from khoabang.web.deployment import database_from, evidence_in

    described = database_from(database, data)
    if not database:  # nothing here is to outlive the test
        described["OPTIONS"]["init_command"] = described["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    before, there = connections["default"], ConnectionHandler({"default": described})["default"]
    connections["default"] = there
    storages = {**settings.STORAGES, "evidence": evidence_in(data, bucket)}
    try:
        with override_settings(DATA=data, STORAGES=storages):
            yield
    finally:
        there.close()
        connections["default"] = before


def make(data: Path) -> None:
    """Make one: a round in verification with people, a draft, a claim with a file of evidence, rulings, a log with a seal."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.contrib.sessions.models import Session
    from django.db import connection, transaction

    from khoabang.web.activity.services import chain_of, record, seal
    from khoabang.web.assessments.claims import digest
    from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Ruling
    from khoabang.web.evidence import store
    from khoabang.web.evidence.models import Document, Revision
    from web.running import NOW, running

    with transaction.atomic():
        run = running("verification")
        body, verifier, approver = run.participants["so-y-te"], run.people["verifier"], run.people["approver:so-y-te"]
        Draft.objects.create(
            participant=body, indicator="1.1", values="{}", note="“ngoặc”\n\t\u2028 𝔘", saved_at=NOW, saved_by=approver
        )
        content = bytes(range(256)) * 3000
        sha256 = hashlib.sha256(content).hexdigest()
        document = Document.objects.create(authority=run.authority, body=body.body, title="Quyết định", at=NOW, by=approver)
        path = store.keep(io.BytesIO(content), sha256, len(content))
        revision = Revision.objects.create(
            document=document,
            number=1,
            sha256=sha256,
            size=len(content),
            kind="pdf",
            name="a.pdf",
            path=path,
            at=NOW,
            by=approver,
        )
        claim = Claim.objects.create(participant=body, number=1, at=NOW, by=approver, sha256=digest([]))
        ClaimItem.objects.create(claim=claim, indicator="1.1", values="{}")
        body.state = "sent"
        body.save()
        ruling = Ruling.objects.create(
            participant=body, indicator="1.1", number=1, step="verification", outcome="changed", reason="sai", at=NOW, by=verifier
        )
        chain = chain_of(round_code=run.round.code, body="so-y-te")
        record(chain=chain, action="draft.saved", by=approver, now=NOW, subject="1.1")
        record(chain=chain, action="claim.sent", by=approver, now=NOW, rows=[revision, claim, ruling])
        for key in ("Za", "aZ", "_b"):
            Session.objects.create(session_key=key, session_data="x", expire_date=NOW.replace(year=2999))
    seal(NOW)
    with connection.cursor() as cursor:  # a number that was given and is gone is not given again
        cursor.execute("DELETE FROM rounds_charge")
    (data / "ghi-chu.txt").write_text("giữ nguyên", encoding="utf-8")
