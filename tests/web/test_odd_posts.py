"""Whatever is sent to whichever page of the workspace, at whatever stage: it is taken, or refused in words; the server never fails.

Pages come from the resolver, fields from the forms that the pages show, so that a new page is tried without being named here.
"""

import os
import random
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from web.evidence_files import PDF, PNG, XLSX, packed
from web.reporting import planned as improvement_planned
from web.reporting import reported
from web.running import NOW, Running, running
from web.test_council import LATER
from web.test_permissions import patterns, rows
from web.verifying import at, decide, move, verifying

pytestmark = pytest.mark.django_db
STRESS = os.environ.get("KB_STRESS") == "1"
STAGES = ("preparation", "assessment", "verification", "reply", "council", "approved")
CASES = 1_000 if STRESS else 15  # in each stage
ODD = (
    "", " ", "\0", "a\0b", "58.083", "58,083", "1e999", "-1", "0", "9" * 30, "-" + "9" * 400, "1/0", "NaN", "Infinity", "٣", "²", "½",
    "Sơ\u0302\u0301 y te\u0302\u0301", "\u202e\u200b", "😀", "\ufeff", "x" * 70_000, "<script>", "%s%(a)s{0}", "'; DROP TABLE x",
    "2026-02-30", "31/12/9999", "00/00/0000", "0001-01-01", "có", "không", "on", "true", "null", "[]", "{}", '{"a": 1}', "so-noi-vu", "xa-an-phu",
    "1", "2", "2.1", "1.1:1", "1:1", ":", "1.1:" + "9" * 9, "../../etc", "\r\n\r\n", "verification", "=1+1",
)  # fmt: skip
BOMB = packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b" " * 3_000_000})
FILES = (b"", b"\0" * 100, b"PK\x03\x04garbage", XLSX, PDF, PDF[:20], PNG, PNG[:40], BOMB, b"a;b\n1;2\n", b"code,name\nx,\xff\xfe\n",
         b"id: [1, 2\n", b"{" * 5_000, b"[" * 100_000, b"&a" * 2_000, "mã,tên\nx,Sơ\u0302\u0301\n".encode())  # fmt: skip
INDICATORS = ["1.1", "1.2", "1.3", "2.1", "2.3", "x", "\u0065\u0302"]
NAMES = ("a.xlsx", "a.pdf", "a.png", "a.csv", "a.yaml", "a.zip", "a", "x" * 300 + ".pdf", "\u202efdp.exe", "se\u0302.xlsx")


@dataclass
class Form:
    """One form of a page: where it sends, what it would send untouched, which of its fields are boxes or buttons, which take files, which are asked."""

    action: str = ""
    filled: dict[str, list[str]] = field(default_factory=dict)
    boxes: set[str] = field(default_factory=set)
    ticked: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page that send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.now: Form | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.now = Form(told.get("action", "")) if told.get("method", "get").lower() == "post" else None
            if self.now is not None:
                self.found.append(self.now)
        if self.now is None:
            return
        if tag == "select":
            self.select = told.get("name", "")
        if tag in ("input", "select", "textarea") and told.get("type") not in ("hidden", "submit"):
            self.now.asked |= {told["name"]} if told.get("name") else set()
        name = self.select if tag == "option" else told.get("name", "")
        if not name or tag == "select" or name == "csrfmiddlewaretoken":
            return
        if told.get("type") == "file":
            self.now.files.append(name)
        else:
            self.now.filled.setdefault(name, []).append(told.get("value", ""))
            if tag == "button" or told.get("type") in ("checkbox", "radio"):
                if "checked" in told:
                    self.now.ticked[name] = told.get("value", "on")
                self.now.boxes.add(name)


def under_way(stage: str, monkeypatch: Any) -> Running:
    """A round in a stage, with something of whatever pages send to."""
    from khoabang.web.rounds.models import Charge
    from web.test_council import approve, at_council, done, in_session
    from web.test_evidence import add
    from web.test_site_visits import planned

    if stage in ("council", "approved"):
        at(monkeypatch, LATER)
        run = at_council()
        if stage == "approved":
            done(run)
            approve(run)
            improvement_planned(run)
        else:
            in_session(run)
    elif stage == "preparation":
        at(monkeypatch, NOW)
        run = running(stage)
    else:
        at(monkeypatch, NOW)
        run = verifying()
        decide(run, "so-y-te", "1.2", "changed", values={"hoan_thanh": "10", "duoc_giao": "20"}, reason="Rà soát")
        decide(run, "so-y-te", "1.3", "supplement", reason="Thiếu tệp", due=date(2026, 4, 1))
        planned(run)
        move(run, "assessment")
        run.participants["so-y-te"].state = "drafting"
        run.participants["so-y-te"].save()
        add(run)
        move(run, stage)
    reported(run)
    Charge.objects.create(round=run.round, duty="supply", person=run.people["lead"], criterion="2.3")
    return run


class Sender:
    """Sends odd things to pages of a round, each twice, and takes back what came of it."""

    def __init__(self, run: Running, by: random.Random) -> None:
        from django.apps import apps

        from khoabang.web.error_reports.models import ErrorReport

        self.run, self.random = run, by
        named = ("Document", "Link", "Visit", "Person", "Appointment", "Notice", "RegisterEvent", "Participant")
        models = [each for each in apps.get_models() if each.__name__ in named]
        self.keys = sorted(
            {key for each in models for key in each._base_manager.order_by("pk").values_list("pk", flat=True)[:20]}
        )
        self.reports = list(ErrorReport.objects.values_list("code", flat=True))
        self.clients: dict[str, Client] = {}
        for key, who in run.people.items():
            self.clients[key] = Client(HTTP_HOST="localhost")
            self.clients[key].force_login(who)
        self.pages = [each for each in patterns() if rows()[each.name].write or rows()[each.name].place == "person"]
        self.open = [each for each in self.pages if run.round.stage in rows()[each.name].stages]

    def of(self, pattern: Any) -> Client:
        wanted = rows()[pattern.name].write
        return self.random.choice([each for key, each in self.clients.items() if not wanted or key.partition(":")[0] in wanted])

    def address(self, pattern: Any) -> str:
        choices: dict[str, Any] = {
            "authority_code": ["tinh-thu"], "round_code": ["thu-2026"], "body_code": ["so-y-te"] * 8 + ["so-noi-vu", "x"],
            "indicator": INDICATORS, "indicator_code": INDICATORS, "step_code": ["hand_in", "send", "take_back", "recall", "x"],
            "code": ["so-y-te", "begin", "close", "cancel", "approve", "reopen_replies", "close_verification", "x", *self.reports],
            "number": [1, 1, 1, 2, 10**30], "item": [1, 1, 1, 10**30], "body": ["so-y-te", "x"],
        }  # fmt: skip
        given = {name: self.random.choice(choices.get(name, [*self.keys, 10**30])) for name in pattern.pattern.converters}
        return reverse(f"workspace:{pattern.name}", kwargs=given)

    def data(self, client: Client, where: str) -> dict[str, Any]:
        """What a form of the page would send, with some of it replaced, left out or doubled."""
        page = client.get(where)
        forms = Forms(page.content.decode()).found if page.status_code == 200 and not page.streaming else []
        form = self.random.choice(forms) if forms else Form(filled={"viec": ["x"]}, files=["file"])
        sent: dict[str, Any] = {name: self.random.choice(values) for name, values in form.filled.items()}
        for name in self.random.sample([*sent, "la"], min(len(sent) + 1, self.random.choice([0, 1, 1, 2, 3, 40]))):
            match self.random.randrange(8):
                case 0:
                    sent.pop(name, None)
                case 1:
                    sent[name] = self.random.choices(ODD, k=3)
                case _:
                    sent[name] = self.random.choice(ODD)
        for name in form.files:
            if self.random.random() < 0.8:
                sent[name] = SimpleUploadedFile(self.random.choice(NAMES), self.random.choice(FILES))
        return sent

    def case(self) -> str:
        """One page asked twice; what failed, or nothing."""
        pattern = self.random.choice(self.open if self.random.random() < 0.9 else self.pages)
        where = self.address(pattern)
        client = self.of(pattern)
        sent: dict[str, Any] = {}
        try:
            sent = self.data(client, where)
            statuses = [self.posted(client, where, sent) for _ in range(2)]
        except Exception as failed:  # noqa: BLE001 - whatever it is, it is what is looked for
            return f"{pattern.name} {where} {sorted(sent.items(), key=str)!r:.600}: {failed!r}"
        return "" if max(statuses) < 500 else f"{pattern.name} {where} {sent!r:.600}: {statuses}"

    @staticmethod
    def posted(client: Client, where: str, sent: dict[str, Any]) -> int:
        for each in sent.values():
            if isinstance(each, SimpleUploadedFile):
                each.seek(0)
        return client.post(where, sent).status_code


@pytest.mark.stress
@pytest.mark.parametrize("stage", STAGES)
def test_no_page_fails_whatever_it_is_sent(stage, monkeypatch, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(tmp_path / "evidence")}},
    }
    sender = Sender(under_way(stage, monkeypatch), random.Random(None if STRESS else stage))
    failed = []
    for _ in range(CASES):
        with transaction.atomic():
            if said := sender.case():
                failed.append(said)
            transaction.set_rollback(True)
    assert not failed, "\n".join(failed)
