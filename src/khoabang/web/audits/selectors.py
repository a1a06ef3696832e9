"""Reads: a report by its token, as long as it is kept."""

import json
import zlib
from datetime import datetime
from functools import cache
from typing import Any

from khoabang.auditing.reading.limits import MAX_PAGES
from khoabang.scoring import shipped_sets
from khoabang.scoring.criteria.load import name_of
from khoabang.web.audits.limits import KEPT
from khoabang.web.audits.models import AuditedPicture, AuditReport
from khoabang.web.audits.running import Said

DEMONSTRATION = "demo-"


def report_open(token: str, now: datetime) -> AuditReport | None:
    """The report that a link leads to; none where there is no such one, or its time is over."""
    if "\x00" in token:  # PostgreSQL takes no NUL in a text, SQLite does
        return None
    found = AuditReport.objects.select_related("document").defer("document__content")
    return found.filter(token=token, document__stored__gt=now - KEPT).first()


def content_of(report: AuditReport) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(report.content))
    return content


def said_of(report: AuditReport) -> Said:
    """What people said of the document for this report."""
    return Said(report.told, report.criteria_set, report.confirmed)


@cache
def set_names() -> dict[str, str]:
    """The criteria sets that ship, by id, with their names; those that only demonstrate come last."""
    names = {code: name_of(folder) for code, folder in shipped_sets().items()}
    return dict(sorted(names.items(), key=lambda each: each[0].startswith(DEMONSTRATION)))


def picture_of(report: AuditReport, page: int) -> bytes | None:
    """The picture of a page that a machine read, as JPEG."""
    found = AuditedPicture.objects.filter(document=report.document_id, page=page).first() if page <= MAX_PAGES else None
    return bytes(found.content) if found else None


def last_day(report: AuditReport) -> datetime:
    """When the report will be gone."""
    return report.document.stored + KEPT
