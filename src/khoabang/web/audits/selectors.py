"""Reads: a report by its token, as long as it is kept."""

import json
import zlib
from datetime import datetime
from typing import Any

from khoabang.web.audits.limits import KEPT
from khoabang.web.audits.models import AuditReport


def report_open(token: str, now: datetime) -> AuditReport | None:
    """The report that a link leads to; none where there is no such one, or its time is over."""
    if "\x00" in token:  # PostgreSQL takes no NUL in a text, SQLite does
        return None
    found = AuditReport.objects.select_related("document").defer("document__content")
    return found.filter(token=token, document__stored__gt=now - KEPT).first()


def content_of(report: AuditReport) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(report.content))
    return content


def last_day(report: AuditReport) -> datetime:
    """When the report will be gone."""
    return report.document.stored + KEPT
