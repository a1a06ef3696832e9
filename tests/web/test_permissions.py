"""The permission matrix: every page of the workspace, each role, own and other body, own and other authority, each stage.

`permissions.csv` says who may read a page, who may send to it, and when; a page without a row fails, and so does a row without a page.
Views are taken out: what answers is the table of pages alone.
"""

import csv
import functools
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from khoabang.web.prepared import Prepared
from web.running import BODIES, Running, person, running

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permissions.csv")
EVERYBODY = ["administrator", "lead", "preparer", "approver", "verifier", "assistant", "member", "chair", "approving", "observer"]  # fmt: skip
STAGES = ("preparation", "assessment", "verification", "reply", "council", "approved", "cancelled")
UNSEEN_BY_BODIES = ("preparation", "cancelled")  # a round of the matrix that is cancelled was never opened
OWN, OTHER = "so-y-te", "so-noi-vu"
THROUGH_ALL = 200  # cases that go through the whole stack of middleware and pages too
PASSED = 299
REQUESTS: dict[str, Any] = {method: RequestFactory().generic(method, "/") for method in ("GET", "POST")}


@dataclass(frozen=True)
class Row:
    """What the table says of one page."""

    name: str
    place: str
    read: frozenset[str]
    write: frozenset[str]
    stages: frozenset[str]
    not_own: bool


def roles(text: str) -> frozenset[str]:
    return frozenset(EVERYBODY) if text == "all" else frozenset(text.split())


def rows() -> dict[str, Row]:
    with TABLE.open(encoding="utf-8") as file:
        return {
            each["name"]: Row(
                each["name"],
                each["place"],
                roles(each["read"]) | roles(each["write"]),
                roles(each["write"]),
                frozenset(each["stages"].split()) or frozenset(STAGES),
                each["not_own"] == "yes",
            )
            for each in csv.DictReader(file)
        }


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace in (None, "workspace"):
                yield from patterns(each)
        elif each.lookup_str.startswith("khoabang.web.workspace"):
            yield each


def guarded(callback: Any) -> Any:
    """The function that `page` made, under whatever other decorators put round it."""
    while not hasattr(callback, "row"):
        callback = callback.__wrapped__
    return callback


def test_every_page_has_its_row_and_every_row_its_page():
    named = [pattern.name for pattern in patterns()]
    assert len(named) == len(set(named))
    assert sorted(rows()) == sorted(name for name in named if name), "permissions.csv lists the pages of the workspace"


def test_every_row_names_known_roles_and_stages():
    for row in rows().values():
        assert row.read <= set(EVERYBODY), row.name
        assert row.stages <= set(STAGES), row.name
        assert row.place in ("person", "authority", "round", "body"), row.name


@pytest.fixture
def stubbed(monkeypatch) -> None:
    for pattern in patterns():
        monkeypatch.setattr(guarded(pattern.callback), "view", lambda request, *args, **kwargs: HttpResponse(status=PASSED))


@pytest.fixture
def unwritten(monkeypatch) -> None:
    """Refusals without their page, which most of the time would go into."""
    monkeypatch.setattr("khoabang.web.workspace.refusals.refusal", lambda request, status, *words: HttpResponse(status=status))


@pytest.fixture
def read_once(monkeypatch) -> None:
    """What the table of pages reads of the database it reads once: nothing changes while it is asked."""
    read: dict[Any, list[Any]] = {}
    asks = Prepared.all

    def remembered(self: Prepared, **values: Any) -> list[Any]:
        key = (id(self), *((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()))
        if key not in read:
            read[key] = asks(self, **values)
        return read[key]

    monkeypatch.setattr(Prepared, "all", remembered)


@dataclass(frozen=True)
class Asker:
    """Who asks: the role, of which body where one is held for a body, and in which authority; `""` is nobody in particular."""

    role: str
    body: str
    at_home: bool
    who: Any

    def client(self) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(self.who)
        return client


def askers(home: Running, abroad: Running) -> list[Asker]:
    found = []
    for at_home, run in ((True, home), (False, abroad)):
        for key, who in run.people.items():
            role, _, body = key.partition(":")
            if body and body not in (OWN, OTHER):
                continue
            found.append(Asker(role, body, at_home, who))
    return [*found, Asker("", "", at_home=True, who=person("nobody@example.vn", "Không vai trò"))]


def expected(row: Row, asker: Asker, method: str, stage: str) -> int:
    if row.place == "person":
        return PASSED
    if asker.role in ("", "staff") or not asker.at_home or (row.place == "body" and asker.body == OTHER):
        return 404
    if asker.body and row.place in ("round", "body") and stage in UNSEEN_BY_BODIES:
        return 404
    if method == "POST":
        if not row.write:
            return 405
        if asker.role not in row.write or (row.not_own and asker.body == OWN):
            return 403
        return PASSED if row.place == "authority" or stage in row.stages else 409
    return PASSED if asker.role in row.read else 403


@functools.cache
def kwargs_of(pattern: URLPattern) -> dict[str, Any]:
    places = {"authority_code": "tinh-thu", "round_code": "thu-2026", "body_code": OWN}
    numbers = ("IntConverter",)
    return {
        name: places.get(name, 1 if converter.__class__.__name__ in numbers else "x")
        for name, converter in pattern.pattern.converters.items()
    }


def address(pattern: URLPattern) -> str:
    with translation.override("vi"):
        return reverse(f"workspace:{pattern.name}", kwargs=kwargs_of(pattern))


def directly(pattern: URLPattern, asker: Asker, method: str) -> int:
    """Ask the view itself: what stands before it is the same for every page."""
    request = REQUESTS[method]
    request.user = asker.who
    try:
        return guarded(pattern.callback)(request, **kwargs_of(pattern)).status_code
    except Http404:
        return 404


def through_all(pattern: URLPattern, asker: Asker, method: str) -> int:
    return asker.client().generic(method, address(pattern)).status_code


def wrong_answers(stage: str, cases: list[Any], ask: Any) -> list[str]:
    table, wrong = rows(), []
    for pattern, asker, method in cases:
        given, wanted = ask(pattern, asker, method), expected(table[pattern.name], asker, method, stage)
        if given != wanted:
            who = f"{asker.role or 'nobody'} {asker.body} {'' if asker.at_home else 'of another authority'}"
            wrong.append(f"{method} {pattern.name} by {who} in {stage}: {given}, not {wanted}")
    return wrong


def cases_in(stage: str) -> list[Any]:
    home, abroad = running(stage), running(stage, code="la-2026", authority="tinh-la")
    named = rows()
    return list(itertools.product([each for each in patterns() if each.name in named], askers(home, abroad), ("GET", "POST")))


@pytest.mark.usefixtures("stubbed", "unwritten", "read_once")
@pytest.mark.parametrize("stage", STAGES)
def test_the_matrix(stage):
    cases = cases_in(stage)
    assert len(cases) > len(rows()) * 2 * len(EVERYBODY)
    assert wrong_answers(stage, cases, directly) == []


@pytest.mark.usefixtures("stubbed")
def test_the_matrix_holds_through_the_whole_stack():
    cases = cases_in("verification")
    assert wrong_answers("verification", random.Random(1).sample(cases, THROUGH_ALL), through_all) == []


def test_who_has_not_signed_in_is_asked_to(client):
    for pattern in patterns():
        where = address(pattern)
        response = client.get(where)
        assert response.status_code == 302, where
        assert response.headers["Location"].startswith("/tai-khoan/"), where


@pytest.mark.usefixtures("stubbed")
def test_an_appointment_that_ended_or_has_not_begun_gives_nothing():
    from datetime import timedelta

    from django.utils import timezone

    from khoabang.web.accounts.models import Appointment

    run, now = running("assessment"), timezone.now()
    of_body = [pattern for pattern in patterns() if pattern.name in rows() and rows()[pattern.name].place == "body"]
    for name, when in (("over", {"starts": now - timedelta(days=2), "ends": now - timedelta(days=1)}),
                       ("early", {"starts": now + timedelta(days=1)})):  # fmt: skip
        who = person(f"{name}@example.vn", name)
        Appointment.objects.create(person=who, role="preparer", authority=run.authority, body=run.bodies[OWN], **when)
        client = Client(HTTP_HOST="localhost")
        client.force_login(who)
        assert {client.get(address(pattern)).status_code for pattern in of_body} <= {404}


def test_the_bodies_of_the_matrix_exist():
    assert {OWN, OTHER} <= set(BODIES)
