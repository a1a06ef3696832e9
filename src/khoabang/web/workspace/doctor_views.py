"""How sound the installation is: what reads little is looked at now, the rest as the clock found it last."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from khoabang.web.accounts.models import Role
from khoabang.web.upkeep.checks import CHECKS
from khoabang.web.upkeep.doctor import document_of, examine, quick_checks
from khoabang.web.upkeep.models import Chore, Examination
from khoabang.web.workspace.access import AskedHere, page


@page("authority", read=[Role.ADMINISTRATOR])
def doctor(request: AskedHere, authority_code: str) -> HttpResponse:
    """Every check, those that found something first. What belongs to another authority is not shown."""
    kept = Examination.objects.first()
    documents = document_of(examine(quick_checks()))
    documents += [each for each in json.loads(kept.findings) if each["slow"]] if kept is not None else []
    shown = [_shown(each, authority_code, get_language() or "vi") for each in documents]
    shown.sort(key=lambda each: (each["is_clean"], each["severity"] == "warning", each["code"]))
    context = {
        "faults": [each for each in shown if not each["is_clean"]],
        "sound": [each for each in shown if each["is_clean"]],
        "waiting": sum(1 for check in CHECKS.values() if check.slow) if kept is None else 0,
        "at": kept.at if kept is not None else None,
        "chores": Chore.objects.order_by("name"),
    }
    return render(request, "workspace/doctor.html", context)


def _shown(made: dict[str, Any], authority: str, lang: str) -> dict[str, Any]:
    findings = [each for each in made["findings"] if each["authority"] in ("", authority)]
    hidden = len(made["findings"]) - len(findings)
    count = made["count"] - hidden
    if len(findings) == 0 and hidden:
        count = 0  # what is counted on beyond those kept may be of others as well
    return {
        "code": made["code"],
        "severity": made["severity"],
        "title": made[f"title_{lang}"],
        "means": made.get(f"means_{lang}", ""),
        "remedy": made.get(f"remedy_{lang}", ""),
        "count": count,
        "trouble": made["trouble"],
        "findings": [{"place": each["place"], "words": each[f"words_{lang}"]} for each in findings],
        "is_clean": not count and not made["trouble"],
    }
