"""Reads: a report by its token, as long as it is kept."""

import json
import zlib
from datetime import datetime
from typing import Any

from khoabang.auditing.reading.limits import MAX_PAGES
from khoabang.web.audits.limits import KEPT
from khoabang.web.audits.models import AuditedPicture, AuditReport


def report_open(token: str, now: datetime) -> AuditReport | None:
    """The report that a link leads to; none where there is no such one, or its time is over."""
    if "\x00" in token:  # PostgreSQL takes no NUL in a text, SQLite does
        return None
    found = AuditReport.objects.select_related("document").defer("document__content")
    return found.filter(token=token, document__stored__gt=now - KEPT).first()


def content_of(report: AuditReport) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(report.content))
    return content


def picture_of(report: AuditReport, page: int) -> bytes | None:
    """The picture of a page that a machine read, as JPEG."""
    found = AuditedPicture.objects.filter(document=report.document_id, page=page).first() if page <= MAX_PAGES else None
    return bytes(found.content) if found else None


def last_day(report: AuditReport) -> datetime:
    """When the report will be gone."""
    return report.document.stored + KEPT
