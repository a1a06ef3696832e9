"""A save and two pages under the national load, each beside its floor in the same run: python3 dev.py bench web [sqlite|postgresql]

4,100 bodies, 100 indicators, 410,000 drafts and as many claimed items; 200 people. The floor (web_floor.py) is served by the same server on
the same machine and kind of database, in turn with the software, A B A B; CPU is the server's and the database's, from /proc.

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
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlencode

from national_case import BODIES, INDICATORS
from web_seed import EACH, PEOPLE, indicators

HERE = Path(__file__).parent
REQUESTS = 400
TURNS = 4
AT_ONCE = {"sqlite": 50, "postgresql": 200}
SAVES_AT_ONCE = 2_000
BEGAN = time.monotonic()
TOKEN = "a1b2c3d4" * 8
TICKS = os.sysconf("SC_CLK_TCK")
INPUTS = indicators()
Ask = Callable[[random.Random, int], tuple[str, str, dict[str, str]]]
Line = tuple[str, ...]


def main() -> int:
    """Measure on the databases named, both when none is; whoever stops it stops what it started."""
    for stopped in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopped, lambda *_: sys.exit(130))
    unknown = [each for each in sys.argv[1:] if each not in AT_ONCE]
    if unknown:
        sys.exit(f"usage: web.py [{'|'.join(AT_ONCE)}]")
    ratios: list[Line] = [("database", "what", "software", "floor", "ratio", "goal", "")]
    many: list[Line] = [("database", "connections", "saves", "acknowledged", "errors", "log entries lost", "a second", "")]
    for kind in sys.argv[1:] or AT_ONCE:
        measured(kind, ratios, many)
    print("\nCPU of a request, the least of the turns, in ms", table(ratios), "\nMany at once", table(many), sep="\n")
    return int(any(line[-1] == "MISSED" for line in ratios + many))


def table(lines: list[Line]) -> str:
    """Lines in columns."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  " + "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def measured(kind: str, ratios: list[Line], many: list[Line]) -> None:
    """Measure on one kind of database."""
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder, database(kind) as (software, floor, server):
        place = Path(folder)
        environment = {**os.environ, "PYTHONPATH": str(HERE), "KHOABANG_DATA": folder, "BENCH_FOLDER": folder}
        ours = {**environment, "KHOABANG_DB": software}
        theirs = {**environment, "FLOOR_DB": floor or str(place / "floor.sqlite3")}
        for who, given in (("software", ours), ("floor", theirs)):
            said(f"{kind}: {BODIES * INDICATORS:,} answers of {BODIES:,} bodies for the {who}")
            subprocess.run([sys.executable, HERE / "web_seed.py", who], env=given, check=True)
        known = json.loads((place / "sessions.json").read_text(encoding="utf-8"))
        with served("khoabang.web.wsgi:application", ours, server) as us, served("web_floor:application", theirs, server) as them:
            ours_saving, their_paging = saving(known["software"]), floor_paging(known["floor"])
            cases = [("a save", ours_saving, floor_saving(known["floor"]), Fraction(2))]
            cases += [(name, paging(**each), their_paging, Fraction(3, 2)) for name, each in known["pages"].items()]
            for name, asking, their_asking, goal in cases:
                said(f"{kind}: {name}")
                ratios.append((kind, name, *compared(us, them, asking, their_asking, goal)))
            said(f"{kind}: {AT_ONCE[kind]} connections")
            many.append((kind, *at_once(AT_ONCE[kind], us, ours_saving, ours)))


def said(what: str) -> None:
    """Tell whoever waits what is done now."""
    print(f"  {time.monotonic() - BEGAN:4.0f} s  {what}", flush=True)


@contextmanager
def database(kind: str) -> Iterator[tuple[str, str, int | None]]:
    """Give the addresses of two databases, and the process that serves them; empty texts mean files in the folder."""
    if kind == "sqlite":
        yield "", "", None
        return
    sys.path.insert(0, str(HERE.parent / "tests"))
    import psycopg

    import temporary_postgres

    temporary_postgres.SERVER_OPTIONS = ("listen_addresses=", "max_connections=100", "shared_buffers=1GB", "max_wal_size=2GB")
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
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "8", "-b", f"127.0.0.1:{port}",
               "--log-level", "error", "--keep-alive", "30", application]  # fmt: skip
    settings = {"DJANGO_SETTINGS_MODULE": "khoabang.web.settings"} if "khoabang" in application else {}
    process = subprocess.Popen(command, env={**environment, **settings}, start_new_session=True)
    try:
        for _ in range(600):
            if process.poll() is not None:
                sys.exit(f"{application} did not start")
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
            os.killpg(process.pid, signal.SIGKILL)  # its own group: it leads a session of its own


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
        body = {"score": str(int(each["first"]) + chance.randrange(EACH * INDICATORS)), "value": str(chance.randrange(10_001))}
        return "POST", "/f/save?" + urlencode(body), _headers(each["session"])

    return ask


def paging(session: str, addresses: list[str]) -> Ask:
    """Read a page of a list."""
    return lambda chance, person: ("GET", chance.choice(addresses), _headers(session))


def floor_paging(people: list[dict[str, str]]) -> Ask:
    """Read a page of the floor."""
    return lambda chance, person: ("GET", f"/f/rank?p={chance.randrange(205)}", _headers(people[person]["session"]))


def _headers(session: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Accept": "application/json"}


def run(server: Served, ask: Ask, requests: int, threads: int) -> list[int]:
    """Send requests over so many connections, each thread its own people; give the statuses, 0 where no answer came."""
    statuses: list[int] = []

    def one(number: int) -> None:
        chance, connection = random.Random(number), http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        for turn in range(requests // threads):
            method, address, headers = ask(chance, (number + turn * threads) % PEOPLE)
            where, _, body = address.partition("?")
            try:
                if method == "POST":
                    connection.request(method, where, body, {**headers, "Content-Type": "application/x-www-form-urlencoded"})
                else:
                    connection.request(method, address, headers={**headers, "Accept": "text/html"})
                response = connection.getresponse()
                response.read()
                statuses.append(response.status)
            except (OSError, http.client.HTTPException):
                connection.close()  # the next request opens it again
                statuses.append(0)
        connection.close()

    workers = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return statuses


def compared(us: Served, them: Served, ours: Ask, theirs: Ask, goal: Fraction) -> Line:
    """Measure in turn: the CPU of each in ms a request, the ratio, and whether it meets the goal."""
    spent: dict[str, list[float]] = {"software": [], "floor": []}
    for turn in range(TURNS + 1):
        for who, server, ask in (("software", us, ours), ("floor", them, theirs)):
            before = server.cpu()
            statuses = run(server, ask, REQUESTS, 4)
            if turn:  # the first warms up
                spent[who].append((server.cpu() - before) / len(statuses) * 1000)
            wrong = [status for status in statuses if status != 200]
            assert not wrong, f"{who}: {wrong[:3]}"
    mine, floor = min(spent["software"]), min(spent["floor"])
    ratio = mine / floor
    return f"{mine:.2f}", f"{floor:.2f}", f"{ratio:.2f}", f"{float(goal)}", _judged(met=ratio <= goal)


def at_once(connections: int, us: Served, ask: Ask, environment: dict[str, str]) -> Line:
    """Save over many connections; every acknowledged save has its log entry."""
    before, began = logged(environment), time.monotonic()
    statuses = run(us, ask, SAVES_AT_ONCE, connections)
    taken = time.monotonic() - began
    acknowledged = statuses.count(200)
    errors, lost = len(statuses) - acknowledged, acknowledged - (logged(environment) - before)
    figures = (connections, len(statuses), acknowledged, errors, lost, round(len(statuses) / taken))
    return *map(str, figures), _judged(met=not errors and not lost)


def logged(environment: dict[str, str]) -> int:
    """How many entries the log has."""
    counted = subprocess.run([sys.executable, HERE / "web_seed.py", "count"], env=environment, check=True, capture_output=True)
    return int(counted.stdout)


def _judged(*, met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
