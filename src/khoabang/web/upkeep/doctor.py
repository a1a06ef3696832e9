"""Makes the checks and says what they found: for the command, for the page, and once a day by the clock."""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from khoabang.web import clock
from khoabang.web.snapshot import snapshot
from khoabang.web.upkeep.checks import CHECKS, Check, Finding
from khoabang.web.upkeep.checks.check import Looked
from khoabang.web.upkeep.models import Examination

MOST = 50  # findings kept of one check; how many there are is counted on


@dataclass(slots=True)
class Made:
    """One check as it was made: what it found, or why it could not look."""

    check: Check
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    trouble: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether it looked and found nothing."""
        return not self.count and not self.trouble


def examine(checks: Iterable[Check] | None = None) -> list[Made]:
    """Make checks, all of them where none are named, as of one moment. A check that cannot look hides no other."""
    looked = Looked(clock.now(), settings.DATA)
    chosen = CHECKS.values() if checks is None else checks
    with snapshot():
        return [_made(check, looked) for check in sorted(chosen, key=lambda each: each.code)]


def _made(check: Check, looked: Looked) -> Made:
    made = Made(check)
    # On PostgreSQL an error ends the transaction, and with it the moment that all checks look at.
    aside = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with aside:
            _look(made, looked)
    except Exception as error:  # noqa: BLE001 - a check that breaks over a broken database says so in its place
        made.trouble = f"{type(error).__name__}: {error}"[:500]
    return made


def _look(made: Made, looked: Looked) -> None:
    for finding in made.check.find(looked):
        made.count += 1
        if made.count <= MOST:
            made.findings.append(finding)


def quick_checks() -> list[Check]:
    """Those that read little."""
    return [check for check in CHECKS.values() if not check.slow]


def document_of(made: Iterable[Made]) -> list[dict[str, Any]]:
    """The checks as JSON says them: codes, and words in every language."""
    return [
        {
            "code": each.check.code,
            "severity": "warning" if each.check.warning else "error",
            "slow": each.check.slow,
            "count": each.count,
            "trouble": each.trouble,
            **_in_each("title", each.check.title),
            **(_in_each("means", each.check.means) | _in_each("remedy", each.check.remedy) if not each.is_clean else {}),
            "findings": [
                {"place": finding.place, "authority": finding.authority, **_in_each("words", finding.words)}
                for finding in each.findings
            ],
        }
        for each in made
    ]


def _in_each(name: str, words: object) -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[f"{name}_{language}"] = str(words)
    return said


def examine_all(now: datetime) -> int:
    """Make all checks and keep what they found, for the page; give how many found something."""
    made = examine()
    text = json.dumps(document_of(made), ensure_ascii=False)
    kept = Examination.objects.order_by("pk").first() or Examination()  # its number is the table's to give: see DOC007
    kept.at, kept.findings = now, text
    kept.save()
    return sum(1 for each in made if not each.is_clean)
