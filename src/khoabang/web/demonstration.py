"""The demonstration of the workspace: an authority that does not exist, a person for each role, and rounds under way.

What is in it is data (`data/demonstration`); every record is made by the services that people's own acts go through.
"""

import csv
import os
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from ruamel.yaml import YAML

import khoabang
from khoabang.scoring.criteria.inputs import STATUS_WORDS, read_date
from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.assessments import claims, drafts
from khoabang.web.assessments.current import AskedIndicator, indicators_of, participants_of
from khoabang.web.conduct import calendar, charges, creation, participants, transitions
from khoabang.web.organisations.entries import Entry
from khoabang.web.organisations.events import Decision, Line
from khoabang.web.organisations.events import Plan as EventPlan
from khoabang.web.organisations.models import Authority, Body, Event
from khoabang.web.organisations.recording import event_recorded, plan_foreseen
from khoabang.web.organisations.services import body_entered, kinds_ready
from khoabang.web.rounds.decision import Decision as OpeningDecision
from khoabang.web.rounds.models import Participant, Round, Stage

DATA = Path(khoabang.__file__).parent / "data"
PASSWORD_FILE = "demonstration-password"  # noqa: S105 - the file's name
_NO_ATTRIBUTES = frozenset({"code", "name", "status", "parent", "predecessors", "opened", "closed", "note"})
NOTE = "Số liệu đặt ra để trình diễn; tài liệu kiểm chứng không có thật."
Data = Mapping[str, Any]


def described() -> Data:
    """Give what the demonstration consists of."""
    return YAML(typ="safe", pure=True).load((DATA / "demonstration" / "demonstration.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def address_of(account: str) -> str:
    """The e-mail address that an account of the demonstration signs in with."""
    return f"{account}@{described()['domain']}"


def password_in(folder: Path) -> str:
    """The password of all accounts of a demonstration: made at random for each data folder, and kept there."""
    path = folder / PASSWORD_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(9))
    return path.read_text(encoding="ascii")


def load_demonstration(folder: Path) -> Iterator[str]:
    """Make the people and rounds that are not there yet, giving the code of each round when it is made.

    The published evaluations of the demonstration must be loaded before: its authority and bodies are theirs.
    """
    data = described()
    authority = Authority.objects.get(code=data["authority"])
    people = _people(data, authority, password_in(folder))
    _register(data["register"], authority, people["quan-tri"])
    for round_data in data["rounds"]:
        if not Round.objects.filter(code=round_data["code"]).exists():
            with transaction.atomic():
                _round(data, round_data, authority, people)
            yield round_data["code"]


@transaction.atomic
def _people(data: Data, authority: Authority, password: str) -> dict[str, Person]:
    bodies = {
        body.code: body for body in Body.objects.filter(authority=authority, code__in=data["bodies"]).prefetch_related("names")
    }
    wanted: list[tuple[str, str, str, Role, Body | None]] = [
        (each["account"], each["name"], each["position"], Role(each["role"]), None) for each in data["people"]
    ]
    for code, body in bodies.items():
        name = body.names.all()[0].name
        wanted += [(f"nhap.{code}", "Chuyên viên nhập liệu", name, Role.PREPARER, body)]
        wanted += [(f"duyet.{code}", "Người duyệt", name, Role.APPROVER, body)]
    # The council member who works at a body is recused from what concerns it.
    wanted += [
        (each["account"], each["name"], each["position"], Role.STAFF, bodies[each["body"]])
        for each in data["people"]
        if "body" in each
    ]
    secret = make_password(password)
    now = clock.now()
    people: dict[str, Person] = {}
    for account, name, position, role, of_body in wanted:
        person, _made = Person.objects.get_or_create(
            email=address_of(account), defaults={"name": name, "position": position[:200], "password": secret}
        )
        if not Appointment.objects.filter(person=person, role=role, authority=authority, body=of_body).exists():
            Appointment.objects.create(person=person, role=role, authority=authority, body=of_body, starts=now)
        people[account] = person
    return people


@transaction.atomic
def _register(data: Data, authority: Authority, by: Person) -> None:
    """Give the bodies of the demonstration their kinds, attributes and events, once."""
    if Event.objects.filter(authority=authority).exists():
        return
    kinds_ready(authority)
    decision = Decision(**{**data["decision"], "day": date.fromisoformat(data["decision"]["day"])})
    rows = {row["code"]: row for each in data["evaluations"] for row in _table(DATA / "evaluations" / each / "bodies.csv")}
    for code, row in rows.items():
        facts = {key: text for key, text in row.items() if key not in _NO_ATTRIBUTES and text}
        kind = data["kinds"].get(row["loai"], "")
        entry = Entry(code, kind=kind, parent=row["parent"] if row["parent"] in rows else "", attributes=facts)
        body_entered(authority=authority, entry=entry, seen=None, by=by)
    for each in data["events"]:
        if "was" in each:  # of two published names the register cannot tell which was first
            was = Entry(each["before"][0], name=each["was"])
            body_entered(authority=authority, entry=was, seen=None, by=by)
        lines = tuple(Line(before, after) for before in each["before"] for after in each.get("after", [""]))
        plan = EventPlan(each["kind"], date.fromisoformat(each["day"]), decision, lines, name=each.get("name", ""))
        event_recorded(authority=authority, plan=plan, seen=plan_foreseen(authority, plan).fingerprint, by=by)
    for code, row in rows.items():
        if row["opened"]:
            body_entered(authority=authority, entry=Entry(code, opened=read_date(row["opened"])), seen=None, by=by)


def _round(data: Data, round_data: Data, authority: Authority, people: Mapping[str, Person]) -> None:
    lead, today = people["so-khcn"], clock.today()
    evaluation = DATA / "evaluations" / data["evaluation"]
    previous = Round.objects.get(code=data["previous"])
    settled = OpeningDecision(date=today, **data["decision"])
    told = bool(data["results_told"])
    plan = creation.Plan(round_data["code"], round_data["title"], previous.year + 1, settled, results_told=told)
    version = creation.shipped_set_kept(data["evaluation"])
    round_ = creation.round_made(authority=authority, version=version, plan=plan, by=lead, previous=previous)
    rows = [row for row in _table(evaluation / "bodies.csv") if row["code"] in data["bodies"]]
    others = [each.body.code for each in participants_of(round_) if each.body.code not in data["bodies"]]
    left_out = {"opened", "closed", "name", "predecessors"}
    participants.participants_saved(
        round_.code, [{key: text for key, text in row.items() if key not in left_out} for row in rows], by=lead, remove=others
    )
    days = {Stage(stage): today + timedelta(days=after) for stage, after in data["days"].items()}
    calendar.calendar_set(round_.code, days, by=lead)
    for each in data["charges"]:
        charges.charge_given(round_.code, each["duty"], people[each["account"]], criterion=each["criterion"], by=lead)
    transitions.move(round_.code, "open", by=lead)
    answers = {row["body"]: row for row in _table(evaluation / "answers.csv")}
    for participant in participants_of(round_):
        code = participant.body.code
        if code in round_data["sent"] or code in round_data["half"]:
            _fill(participant, answers[code], people[f"nhap.{code}"], half=code in round_data["half"])
        if code in round_data["sent"]:
            _send(participant, people[f"duyet.{code}"])
    if round_data["stage"] == Stage.VERIFICATION:
        transitions.move(round_.code, "close_assessment", by=lead)


def _fill(participant: Participant, answers: Mapping[str, str], by: Person, *, half: bool) -> None:
    asked = [each for each in indicators_of(participant) if each.supplier == "body"]
    for each in asked[: len(asked) // 2] if half else asked:
        values = {item.code: typed for item in each.inputs if (typed := answers.get(item.code, "")).lower() not in STATUS_WORDS}
        if values and all(item.optional or item.code in values for item in each.inputs):
            drafts.save(participant.pk, each.code, drafts.Content(values, note=_note(each)), seen=0, by=by)


def _note(asked: AskedIndicator) -> str:
    return NOTE if asked.criterion.evidence_required else ""


def _send(participant: Participant, by: Person) -> None:
    seen = claims.Signature(claims.digest(claims.items_of(participant)), warnings_confirmed=True)
    claims.move(participant.pk, claims.Move("hand_in", by))
    claims.move(participant.pk, claims.Move("send", by, signature=seen))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bodies() -> tuple[str, list[str]]:
    """The code of the body whose accounts are named, and those of the others, whose accounts are called alike."""
    first, *others = described()["bodies"]
    return first, others


def accounts() -> list[tuple[str, str]]:
    """The accounts of the demonstration with what each is, in the order of the work."""
    data = described()
    people = [(address_of(each["account"]), each["name"]) for each in data["people"]]
    return [
        *people,
        *(
            (address_of(f"{kind}.{data['bodies'][0]}"), words)
            for kind, words in (("nhap", "Chuyên viên nhập liệu"), ("duyet", "Người duyệt"))
        ),
    ]
