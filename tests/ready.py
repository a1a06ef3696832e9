"""Data folders that are made ready once in a run: making the tables of a site, or scoring all that ships, is most of what a short test costs."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
PREPARE = "import sys; from pathlib import Path; from khoabang.web.serve import prepare; prepare(Path(sys.argv[1]), demo={}, reset=False)"
TABLES = [sys.executable, "-c", PREPARE.format(False)]
"""Makes the tables of a site, with nothing in them."""
DEMONSTRATION = [sys.executable, "-c", PREPARE.format(True)]
"""Makes what `serve --demo` begins with."""


def made_ready(factory: pytest.TempPathFactory, name: str, command: list[str]) -> Path:
    """Give a folder of a test's own, filled by a command that runs once for all processes of a run and all who ask under the same name."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / f"ready-{name}"
    with (shared / f"ready-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            passing = shared / f"making-{name}"
            subprocess.run([*command, str(passing)], check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
            passing.rename(made)
    return Path(shutil.copytree(made, factory.mktemp(name) / "data"))
