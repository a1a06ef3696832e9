"""Writes: an audit made and kept, made again with what people say of it, deleted by its maker, gone when its time is over."""

import hashlib
import json
import secrets
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils.crypto import constant_time_compare

from khoabang.web.audits import running
from khoabang.web.audits.errors import NoRoom, NotUnderstood, TooHard, TooManyRuns, Unreadable
from khoabang.web.audits.limits import KEPT, MAX_KEPT, MAX_PACKED, MAX_RUNS
from khoabang.web.audits.models import AuditedDocument, AuditedPicture, AuditReport
from khoabang.web.audits.running import Confirmed, Ran, Said
from khoabang.web.audits.selectors import said_of, set_names

NAME = "tai-lieu"  # what a file was called may name a person: it is not taken over
_ENDING = 5


def audit_file(path: Path, called: str, now: datetime) -> AuditReport:
    """Audit an uploaded file and keep the report. Of what the file was called, only the ending is used.

    Raises:
        NotAudited: nothing was kept.
    """
    ending = called.rpartition(".")[2].lower()
    known = f".{ending}" if "." in called and ending.isascii() and ending.isalnum() and len(ending) <= _ENDING else ""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return _audited(lambda: running.run_on_file(path, NAME + known), now, sha256)


def audit_text(text: str, now: datetime) -> AuditReport:
    """Audit a text that was pasted and keep the report.

    Raises:
        NotAudited: nothing was kept.
    """
    return _audited(lambda: running.run_on_text(text, NAME), now)


def audit_again(report: AuditReport, said: Said) -> AuditReport:
    """Run the report's document again with what people say of it. What comes is another report, with its own keys and the same end.

    Raises:
        NotUnderstood: what is said of a table cannot be taken over; nothing was kept.
        NotAudited: nothing was kept.
    """
    if said.criteria_set not in set_names():  # it shipped with an earlier version
        said = said._replace(criteria_set="")
    document = AuditedDocument.objects.get(pk=report.document_id)
    if document.reports.count() >= MAX_RUNS:
        raise TooManyRuns
    ran = running.run_again(bytes(document.content), NAME, said)
    with transaction.atomic():
        made = _keep(document, ran.report, said, is_first=False)
        added = len(made.content) + len(json.dumps(said))
        AuditedDocument.objects.filter(pk=document.pk).update(size=F("size") + added)
    return made


def audit_confirmed(report: AuditReport, confirmed: Confirmed) -> tuple[AuditReport, bool]:
    """Run the report's document again with pages confirmed; what was said of tables and no longer fits them is dropped, and whether any was.

    Raises:
        NotAudited: nothing was kept.
    """
    before = said_of(report)
    said = before._replace(confirmed=confirmed)
    while True:
        try:
            made = audit_again(report, said)
        except NotUnderstood as refused:
            table = str(refused.table)
            if refused.table is None and said.criteria_set:
                said = said._replace(criteria_set="")
            elif table in said.told:
                said = said._replace(told={other: each for other, each in said.told.items() if other != table})
            else:
                raise
        else:
            return made, said._replace(confirmed=before.confirmed) != before


def deletion_shown(report: AuditReport) -> str:
    """Give the key for deleting, the first time only; of two that ask at once, one gets it."""
    key = report.deletion_shown_once
    taken = key and AuditReport.objects.filter(pk=report.pk, deletion_shown_once=key).update(deletion_shown_once="")
    return key if taken else ""


def is_deletion_key(report: AuditReport, key: str) -> bool:
    return constant_time_compare(_fingerprint(key), report.deletion_sha256)


def report_delete(report: AuditReport) -> None:
    """Delete a report; with the first one of a document, the document and everything made of it."""
    if report.is_first:
        AuditedDocument.objects.filter(pk=report.document_id).delete()
    else:
        report.delete()
    transaction.on_commit(_overwrite)


def purge(now: datetime) -> int:
    """Remove every document whose time is over, with its reports; give how many."""
    removed = AuditedDocument.objects.filter(stored__lte=now - KEPT).delete()[1]
    if removed:
        transaction.on_commit(_overwrite)
    return removed.get("audits.AuditedDocument", 0)


def _overwrite() -> None:
    """SQLite's log still holds what was deleted until it is written back and emptied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _audited(run: Callable[[], Ran], now: datetime, file_sha256: str = "") -> AuditReport:
    purge(now)
    kept = AuditedDocument.objects.aggregate(all=Sum("size"))["all"] or 0
    if kept > MAX_KEPT:
        raise NoRoom
    ran = run()
    if errors := [problem for problem in ran.report["problems"] if problem["severity"] == "error"]:
        raise Unreadable(errors)
    with transaction.atomic():
        size = len(ran.content) + sum(map(len, ran.pictures.values()))
        document = AuditedDocument.objects.create(content=ran.content, size=size, stored=now, file_sha256=file_sha256)
        document.pictures.bulk_create(
            AuditedPicture(document=document, page=page, content=content) for page, content in ran.pictures.items()
        )
        made = _keep(document, ran.report, Said(), is_first=True)
        document.size += len(made.content)
        document.save(update_fields=["size"])
    return made


def _keep(document: AuditedDocument, report: dict[str, Any], said: Said, *, is_first: bool) -> AuditReport:
    content = zlib.compress(json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode())
    kept = document.size if is_first else len(document.content)
    if len(content) + kept > MAX_PACKED:
        raise TooHard
    key = secrets.token_urlsafe(24)
    return AuditReport.objects.create(
        document=document,
        token=secrets.token_urlsafe(24),
        is_first=is_first,
        **said._asdict(),
        content=content,
        deletion_sha256=_fingerprint(key),
        deletion_shown_once=key,
    )


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
