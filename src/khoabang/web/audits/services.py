"""Writes: an audit made and kept, made again with other roles or pages confirmed, deleted by its maker, gone when its time is over."""

import hashlib
import json
import secrets
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.crypto import constant_time_compare

from khoabang.web.audits import running
from khoabang.web.audits.errors import NoRoom, TooHard, TooManyRuns, Unreadable
from khoabang.web.audits.limits import KEPT, MAX_KEPT, MAX_PACKED, MAX_RUNS
from khoabang.web.audits.models import AuditedDocument, AuditedPicture, AuditReport
from khoabang.web.audits.running import Confirmed, Ran, Roles

NAME = "tai-lieu"  # what a file was called may name a person: it is not taken over
_ENDING = 5


def audit_file(path: Path, called: str, now: datetime) -> AuditReport:
    """Audit an uploaded file and keep the report. Of what the file was called, only the ending is used.

    Raises:
        NotAudited: nothing was kept.
    """
    ending = called.rpartition(".")[2].lower()
    known = f".{ending}" if "." in called and ending.isascii() and ending.isalnum() and len(ending) <= _ENDING else ""
    return _audited(lambda: running.run_on_file(path, NAME + known), now)


def audit_text(text: str, now: datetime) -> AuditReport:
    """Audit a text that was pasted and keep the report.

    Raises:
        NotAudited: nothing was kept.
    """
    return _audited(lambda: running.run_on_text(text, NAME), now)


def audit_again(report: AuditReport, roles: Roles, confirmed: Confirmed) -> AuditReport:
    """Run the report's document again with roles that a person set and pages that a person confirmed.

    What comes is another report, with its own keys and the same end.

    Raises:
        NotAudited: nothing was kept.
    """
    document = AuditedDocument.objects.get(pk=report.document_id)
    if document.reports.count() >= MAX_RUNS:
        raise TooManyRuns
    ran = running.run_again(bytes(document.content), NAME, roles, confirmed)
    with transaction.atomic():
        made = _keep(document, ran.report, roles, confirmed, is_first=False)
        added = len(made.content) + len(json.dumps(confirmed))
        AuditedDocument.objects.filter(pk=document.pk).update(size=F("size") + added)
    return made


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


def purge(now: datetime) -> int:
    """Remove every document whose time is over, with its reports; give how many."""
    removed = AuditedDocument.objects.filter(stored__lte=now - KEPT).delete()[1]
    return removed.get("audits.AuditedDocument", 0)


def _audited(run: Callable[[], Ran], now: datetime) -> AuditReport:
    purge(now)
    kept = AuditedDocument.objects.aggregate(all=Sum("size"))["all"] or 0
    if kept > MAX_KEPT:
        raise NoRoom
    ran = run()
    if errors := [problem for problem in ran.report["problems"] if problem["severity"] == "error"]:
        raise Unreadable(errors)
    with transaction.atomic():
        size = len(ran.content) + sum(map(len, ran.pictures.values()))
        document = AuditedDocument.objects.create(content=ran.content, size=size, stored=now)
        document.pictures.bulk_create(
            AuditedPicture(document=document, page=page, content=content) for page, content in ran.pictures.items()
        )
        made = _keep(document, ran.report, {}, {}, is_first=True)
        document.size += len(made.content)
        document.save(update_fields=["size"])
    return made


def _keep(
    document: AuditedDocument, report: dict[str, Any], roles: Roles, confirmed: Confirmed, *, is_first: bool
) -> AuditReport:
    content = zlib.compress(json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode())
    kept = document.size if is_first else len(document.content)
    if len(content) + kept > MAX_PACKED:
        raise TooHard
    key = secrets.token_urlsafe(24)
    return AuditReport.objects.create(
        document=document,
        token=secrets.token_urlsafe(24),
        is_first=is_first,
        roles=roles,
        confirmed=confirmed,
        content=content,
        deletion_sha256=_fingerprint(key),
        deletion_shown_once=key,
    )


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
