"""The server is killed while people save: what was acknowledged is there, with its entry in the log, and the chains verify."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ready import TABLES, made_ready

pytestmark = [pytest.mark.stress, pytest.mark.one_database]

SAVES = 1000 if os.environ.get("KB_STRESS") == "1" else 90
KILLS = 5 if os.environ.get("KB_STRESS") == "1" else 2
WRITERS = 4
TOKEN = "a1b2c3d4" * 8
TESTS = Path(__file__).parent.parent
INDICATOR, FIELD = "2.1", "so-lieu.tin_bai"

PREPARE = """
import json, sys
sys.path.insert(0, sys.argv[2])
import django
django.setup()
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from khoabang.web import clock
from khoabang.web.rounds.models import Participant
from web.running import running
run, sessions = running("assessment"), []
Participant.objects.update(due=clock.today() + timedelta(days=30))
for body in run.bodies:
    person = run.people[f"preparer:{body}"]
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    sessions.append([body, store.session_key])
print(json.dumps(sessions))
"""
SERVE = """
import sys
from pathlib import Path
from khoabang.web.serve import free_port, serve
listening = free_port(0)
print(listening.getsockname()[1], flush=True)
serve(listening)
"""
LOOK = """
import json, sys
import django
django.setup()
from khoabang.web.activity.models import Entry
from khoabang.web.activity.verification import verify
from khoabang.web.assessments.models import Draft
drafts = {draft.participant.body.code: [draft.version, json.loads(draft.values)] for draft in Draft.objects.select_related("participant__body")}
logged = {}
for entry in Entry.objects.filter(action="draft.saved"):
    logged.setdefault(entry.chain.key.rpartition(":")[2], []).append(json.loads(entry.detail)["after"]["values"])
print(json.dumps({"drafts": drafts, "logged": logged, "faults": [str(each) for each in verify().differences]}))
"""


@pytest.fixture
def environment(tmp_path_factory) -> dict[str, str]:
    data = made_ready(tmp_path_factory, "tables", TABLES)
    kept = {name: value for name, value in os.environ.items() if name != "KHOABANG_DB"}
    return {**kept, "KHOABANG_DATA": str(data), "DJANGO_SETTINGS_MODULE": "khoabang.web.settings"}


def told(code: str, environment: dict[str, str], *arguments: str) -> object:
    command = [sys.executable, "-c", code, "-", *arguments]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


class Server:
    """A server that can be killed with all that belongs to it, and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, env=self.environment, start_new_session=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def server(environment) -> Iterator[Server]:
    sessions = told(PREPARE, environment, str(TESTS))
    running = Server(environment)
    running.sessions = sessions
    yield running
    if running.process.poll() is None:
        running.kill()


def saves(port: int, body: str, session: str, version: int, wanted: int, acknowledged: list[tuple[int, str]]) -> None:
    """Save one figure after another, from the version that stands, until the connection breaks or enough is saved."""
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    address = f"/lam-viec/dot/thu-2026/tu-danh-gia/{body}/chi-tieu/{INDICATOR}/"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for number in range(wanted):
            typed = str(version + number + 1)
            connection.request("POST", address, urlencode({"phien-ban": version + number, FIELD: typed}), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
            assert response.status == 200, answer
            acknowledged.append((answer["version"], typed))
    except (OSError, http.client.HTTPException):
        return
    finally:
        connection.close()


def test_what_was_acknowledged_outlives_a_server_that_is_killed(server, environment):
    acknowledged: dict[str, list[tuple[int, str]]] = {body: [] for body, _ in server.sessions}
    versions = dict.fromkeys(acknowledged, 0)
    share = SAVES // len(acknowledged) // KILLS + 1
    for turn in range(KILLS):
        writers = [
            threading.Thread(target=saves, args=(server.port, body, session, versions[body], share, acknowledged[body]))
            for body, session in server.sessions
        ]
        for writer in writers:
            writer.start()
        # Killed in the middle: as soon as the first body has half of what this turn is to save.
        first = server.sessions[turn % len(server.sessions)][0]
        half = (turn + 1) * share // 2
        while len(acknowledged[first]) < half and any(writer.is_alive() for writer in writers):
            writers[0].join(0.01)
        server.kill()
        for writer in writers:
            writer.join()
        stood = told(LOOK, environment)
        for body, saved in acknowledged.items():
            version, values = stood["drafts"].get(body, [0, {}])
            logged = [each["tin_bai"] for each in stood["logged"].get(body, [])]
            assert [typed for _, typed in saved if typed not in logged] == [], f"{body}: acknowledged, and not in the log"
            assert version >= max((number for number, _ in saved), default=0), f"{body}: acknowledged, and not there"
            assert version == len(logged), f"{body}: each save has its entry, and each entry its save"
            assert values.get("tin_bai") == (logged[-1] if logged else None)
            versions[body] = version
        assert stood["faults"] == []
        server.start()
    assert sum(map(len, acknowledged.values())) >= SAVES // 3
