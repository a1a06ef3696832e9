"""A ranking page of twenty rows beside its floors in the same run: python3 dev.py bench ranking_page [sqlite|postgresql]

The floor is web_floor.py, served by the same server on the same kind of database in turn, A B A B; CPU is the server's and the database's.

1. Not kept: every address is asked once. Goal: at most 1.5 times the CPU of /f/rank (session, ORM, template).
2. Kept: one address again and again, as a visitor who is not signed in. Goal: at most 1.5 times the CPU of /rank-fast (plain rows, one join,
   no middleware).
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction
from itertools import count
from pathlib import Path

from web_seed import ROUND, ROWS

import web
from web import Ask, Line, compared, database, floor_paging, said, served, table

ADDRESS = f"/dot/{ROUND}/xa/"


def main() -> int:
    """Measure on the databases named, SQLite when none is."""
    web.TURNS, web.REQUESTS = 4, 200
    lines: list[Line] = [("database", "what", "software", "floor", "ratio", "goal", "")]
    for kind in sys.argv[1:] or ["sqlite"]:
        measured(kind, lines)
    print("\nCPU of a request, the least of the turns, in ms", table(lines), sep="\n")
    return int(any(line[-1] == "MISSED" for line in lines))


def measured(kind: str, lines: list[Line]) -> None:
    """Measure on one kind of database."""
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder, database(kind) as (software, floor, server):
        environment = {**os.environ, "PYTHONPATH": str(here), "KHOABANG_DATA": folder, "BENCH_FOLDER": folder}
        ours = {**environment, "KHOABANG_DB": software}
        theirs = {**environment, "FLOOR_DB": floor or str(Path(folder) / "floor.sqlite3")}
        for who, given in (("ranking", ours), ("floor_ranking", theirs)):
            subprocess.run([sys.executable, here / "web_seed.py", who], env=given, check=True)
        known = json.loads((Path(folder) / "sessions.json").read_text(encoding="utf-8"))
        with served("khoabang.web.wsgi:application", ours, server) as us, served("web_floor:application", theirs, server) as them:
            page = fetched(us.port)
            assert page.count('href="/dot/') >= ROWS, "the page has its rows"
            said(f"{kind}: a page of {ROWS} rows, {len(page.encode()) / 1000:.0f} kB")
            cases = (
                ("a ranking page, not kept", each_once(), floor_paging(known["floor"])),
                ("a ranking page, kept", one(ADDRESS), one("/rank-fast?p=0")),
            )
            for name, asking, their_asking in cases:
                said(f"{kind}: {name}")
                lines.append((kind, name, *compared(us, them, asking, their_asking, Fraction(3, 2))))


def fetched(port: int) -> str:
    """The page as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", ADDRESS)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def each_once() -> Ask:
    """Ask for the page at an address that nobody has asked for."""
    turn = count()
    return lambda chance, person: ("GET", f"{ADDRESS}?luot={next(turn)}", {})


def one(address: str) -> Ask:
    """Ask for one address."""
    return lambda chance, person: ("GET", address, {})


if __name__ == "__main__":
    sys.exit(main())
