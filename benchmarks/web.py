"""A save and a queue page under the national load, each beside its floor in the same run: python3 dev.py bench web [sqlite|postgresql]

4,100 bodies, 100 indicators, 410,000 drafts and as many claimed items; 200 people. The floor (web_floor.py) is served by the same server on
the same kind of database, in turn with the software, A B A B; CPU is the server's and the database's, from /proc.

1. A save: session, rights, CSRF, row lock, log entry in its hash chain. Goal: at most 2 times the CPU of /f/save.
2. A page of twenty rows: a verifier's queue, the lead's dashboard. Goal: at most 1.5 times the CPU of /f/rank.
3. Many at once (200 connections on PostgreSQL, 50 on SQLite): no error, and as many log entries as acknowledged saves.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from national_case import BODIES, INDICATORS
from web_seed import indicators

HERE = Path(__file__).parent
PEOPLE = 200
ROUND = "quoc-gia"
REQUESTS = 400
TURNS = 3
AT_ONCE = {"sqlite": 50, "postgresql": 200}
TOKEN = "a1b2c3d4" * 8
TICKS = os.sysconf("SC_CLK_TCK")
INPUTS = indicators()
Ask = Callable[[random.Random, int], tuple[str, str, dict[str, str]]]


def main() -> int:
    """Measure on the databases named, both when none is; whoever stops it stops what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    named = [each for each in sys.argv[1:] if each in AT_ONCE] or list(AT_ONCE)
    return max(measured(kind) for kind in named)


def measured(kind: str) -> int:
    """Measure on one kind of database; 1 where a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder, database(kind) as (software, floor, server):
        place = Path(folder)
        environment = {**os.environ, "PYTHONPATH": str(HERE), "KHOABANG_DATA": folder, "BENCH_FOLDER": folder}
        ours = {**environment, "KHOABANG_DB": software} if software else environment
        theirs = {**environment, "FLOOR_DB": floor or str(place / "floor.sqlite3")}
        print(f"\n{kind}: {BODIES} bodies, {BODIES * INDICATORS} drafts", flush=True)
        for who, given in (("software", ours), ("floor", theirs)):
            subprocess.run([sys.executable, HERE / "web_seed.py", who], env=given, check=True)
        sessions = json.loads((place / "sessions.json").read_text(encoding="utf-8"))
        with served("khoabang.web.wsgi:application", ours, server) as us, served("web_floor:application", theirs, server) as them:
            ours_saving = saving(sessions["software"])
            missed = compared("a save", us, them, ours_saving, floor_saving(sessions["floor"]), 2.0)
            for name, address in sessions["pages"].items():
                page = paging(sessions["verifier"] if "queue" in name else sessions["lead"], address)
                missed |= compared(name, us, them, page, floor_paging(sessions["floor"]), 1.5)
            missed |= at_once(kind, us, ours_saving, ours)
    return missed


@contextmanager
def database(kind: str) -> Iterator[tuple[str, str, int | None]]:
    """Give the addresses of two databases, and the process that serves them; empty texts mean files in the folder."""
    if kind == "sqlite":
        yield "", "", None
        return
    sys.path.insert(0, str(HERE.parent / "tests"))
    import psycopg

    import temporary_postgres

    temporary_postgres.SERVER_OPTIONS = ("listen_addresses=", "max_connections=300", "shared_buffers=512MB")
    with temporary_postgres.temporary_postgres() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE floor")
            (backend,) = connection.execute("SELECT pg_backend_pid()").fetchone()
            server = dict(_processes())[backend][0]
        yield address, address.rsplit("/", 1)[0] + "/floor", server


class Served:
    """A server under measurement."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], database: int | None) -> None:
        self.port, self.process, self.database = port, process, database

    def cpu(self) -> float:
        """Seconds of CPU that the server, its workers and the database's processes have used, those that have ended included."""
        roots = {self.process.pid, self.database}
        processes = dict(_processes())
        counted = (ticks for pid, (parent, ticks) in processes.items() if pid in roots or parent in roots)
        return sum(counted) / TICKS


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Each process of the machine: its parent, and the ticks of CPU that it and the children it has seen the end of used."""
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):
                fields = (each / "stat").read_text().rsplit(")", 1)[1].split()
                yield int(each.name), (int(fields[1]), sum(map(int, fields[11:15])))


@contextmanager
def served(application: str, environment: dict[str, str], database: int | None) -> Iterator[Served]:
    """Serve an application on a free port: one worker with eight threads, as `khoabang serve` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "8", "--backlog", "512", "-b", f"127.0.0.1:{port}",
               "--log-level", "error", "--keep-alive", "30", application]  # fmt: skip
    settings = {"DJANGO_SETTINGS_MODULE": "khoabang.web.settings"} if "khoabang" in application else {}
    process = subprocess.Popen(command, env={**environment, **settings}, start_new_session=True)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Served(port, process, database)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def saving(people: list[dict[str, str]]) -> Ask:
    """Save a draft as the page's script does: each person the own body's indicators in turn, naming the version seen."""
    seen: dict[tuple[int, str], int] = {}
    turns = [0] * len(people)

    def ask(chance: random.Random, person: int) -> tuple[str, str, dict[str, str]]:
        each, turn = people[person], turns[person]
        turns[person] += 1
        code, item = INPUTS[turn % INDICATORS]
        version = seen.get((person, code), 1)
        seen[person, code] = version + 1
        body = {"phien-ban": str(version), f"so-lieu.{item}": str(2 + version)}
        return "POST", f"{each['base']}{code}/?" + urlencode(body), _headers(each["session"])

    return ask


def floor_saving(people: list[dict[str, str]]) -> Ask:
    """Save a score of the floor."""

    def ask(chance: random.Random, person: int) -> tuple[str, str, dict[str, str]]:
        each = people[person]
        body = {"score": str(int(each["first"]) + chance.randrange(INDICATORS)), "value": str(chance.randrange(10_000))}
        return "POST", "/f/save?" + urlencode(body), _headers(each["session"])

    return ask


def paging(session: str, address: str) -> Ask:
    """Read a page of a list."""
    return lambda chance, person: ("GET", f"{address}?trang={chance.randrange(1, 200)}", _headers(session))


def floor_paging(people: list[dict[str, str]]) -> Ask:
    """Read a page of the floor."""
    return lambda chance, person: ("GET", f"/f/rank?p={chance.randrange(205)}", _headers(people[person]["session"]))


def _headers(session: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept": "application/json"}


def run(server: Served, ask: Ask, requests: int, threads: int) -> list[int]:
    """Send requests over so many connections, each thread its own people; give the statuses."""
    statuses: list[int] = []

    def one(number: int) -> None:
        chance, connection = random.Random(number), http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        for turn in range(requests // threads):
            method, address, headers = ask(chance, (number + turn * threads) % PEOPLE)
            where, _, body = address.partition("?")
            if method == "POST":
                connection.request(method, where, body, {**headers, "Content-Type": "application/x-www-form-urlencoded"})
            else:
                connection.request(method, address, headers={**headers, "Accept": "text/html"})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()

    workers = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return statuses


def compared(name: str, us: Served, them: Served, ours: Ask, theirs: Ask, goal: float) -> int:
    """Measure in turn, and print the CPU of each in ms a request and the ratio."""
    spent: dict[str, list[float]] = {"software": [], "floor": []}
    for turn in range(TURNS + 1):
        for who, server, ask in (("software", us, ours), ("floor", them, theirs)):
            before = server.cpu()
            statuses = run(server, ask, REQUESTS, 4)
            if turn:  # the first warms up
                spent[who].append((server.cpu() - before) / len(statuses) * 1000)
            wrong = [status for status in statuses if status != 200]
            assert not wrong, f"{name}, {who}: {wrong[:3]}"
    mine, floor = min(spent["software"]), min(spent["floor"])
    ratio = mine / floor
    print(f"  {name}: {mine:.2f} ms of CPU, floor {floor:.2f} ms, ratio {ratio:.2f} (goal {goal})", flush=True)
    return int(ratio > goal)


def at_once(kind: str, us: Served, ask: Ask, environment: dict[str, str]) -> int:
    """Save over many connections; every acknowledged save has its log entry."""
    count = [sys.executable, HERE / "web_seed.py", "count"]
    before = int(subprocess.run(count, env=environment, check=True, capture_output=True).stdout)
    began = time.monotonic()
    statuses = run(us, ask, AT_ONCE[kind] * 10, AT_ONCE[kind])
    taken = time.monotonic() - began
    logged = int(subprocess.run(count, env=environment, check=True, capture_output=True).stdout) - before
    saved = sum(1 for status in statuses if status == 200)
    print(
        f"  {AT_ONCE[kind]} connections: {len(statuses)} saves, {len(statuses) - saved} errors, {saved - logged} log entries lost, "
        f"{len(statuses) / taken:.0f} a second",
        flush=True,
    )
    return int(saved < len(statuses) or saved != logged)


if __name__ == "__main__":
    sys.exit(main())
