"""A round in verification, for tests: claims sent by the bodies, a verifier charged with everything, a second one who reads again."""

import json
from datetime import datetime
from typing import Any

from web.running import NOW, Running, person, running

VALUES: dict[str, dict[str, str]] = {
    "1.1": {"truong_ban": "truong"},
    "1.2": {"hoan_thanh": "18", "duoc_giao": "20"},
    "1.3": {"quy_che": "có"},
    "2.1": {"tin_bai": "24"},
    "2.2": {"ho_so": "85,5"},
    "2.4": {"sang_kien": "7"},
}


def verifying(stage: str = "verification", **extra: Any) -> Running:
    """The round of `running`, claimed for by all three bodies, with its charges."""
    run = running(stage, **extra)
    charge(run, "verifier")
    charge(run, "assistant", duty="read")
    for body in run.participants:
        claim(run, body, {code: values for code, values in VALUES.items() if code != "2.2" or body != "xa-an-phu"})
    return run


def charge(run: Running, who: str, *, duty: str = "verify", **narrowed: Any) -> None:
    from khoabang.web.rounds.models import Charge

    Charge.objects.create(round=run.round, duty=duty, person=run.people[who], **narrowed)


def claim(run: Running, body: str, items: dict[str, dict[str, str]], number: int = 1, **extra: Any) -> None:
    from khoabang.web.assessments.models import Claim, ClaimItem

    participant = run.participants[body]
    participant.state = "sent"
    participant.save()
    made = Claim.objects.create(
        participant=participant, number=number, at=NOW, by=run.people[f"approver:{body}"], sha256="0" * 64
    )
    for code, values in items.items():
        ClaimItem.objects.create(claim=made, indicator=code, values=json.dumps(values), **extra)


def another(run: Running, role: str, name: str, body: str = "") -> Any:
    """One more person in a role."""
    from khoabang.web.accounts.models import Appointment

    who = person(f"{name}@{run.authority.code}.example", name)
    Appointment.objects.create(
        person=who, role=role, authority=run.authority, body=run.bodies[body] if body else None, starts=NOW.replace(month=1)
    )
    run.people[name] = who
    return who


def at(monkeypatch: Any, when: datetime) -> None:
    from khoabang.web import clock

    monkeypatch.setattr(clock, "now", lambda: when)


def decide(run: Running, body: str, indicator: str, outcome: str, *, by: str = "verifier", seen: int = 0, **extra: Any) -> Any:
    from khoabang.web.assessments.models import Outcome
    from khoabang.web.verification.rulings import decide as decided

    participant = run.participants[body].pk
    return decided(participant, indicator, Outcome(outcome), seen_number=seen, by=run.people[by], **extra)


def move(run: Running, stage: str) -> None:
    run.round.stage = stage
    run.round.save()
