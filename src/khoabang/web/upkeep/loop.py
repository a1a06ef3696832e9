"""The clock as a process below the server: `python -m khoabang.web.upkeep.loop`. It ticks till its standard input ends, which it does with
whoever started it, however that came to its end.
"""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)
TICK = 60  # seconds
FIRST = 5


@contextlib.contextmanager
def ticking(data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the clock of an installation below this process, as long as this lasts."""
    environment = {**os.environ, "KHOABANG_DATA": str(data), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", "khoabang.web.upkeep.loop"]
    # A session of its own: Ctrl-C is the server's, which then ends this one.
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, start_new_session=True)  # noqa: S603 - our own module
    owner = os.getpid()
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if os.getpid() == owner:  # the server's workers come by here too when they end
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """Tick till the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoabang.web.settings")
    import django

    django.setup()
    wait = FIRST
    while not _ended(wait):
        tick()
        wait = TICK


def tick() -> None:
    """Do what is due now; what goes wrong is for the log, and for the next tick."""
    from django.db import close_old_connections

    from khoabang.web import clock
    from khoabang.web.upkeep.chores import run_due

    try:
        run_due(clock.now())
    except Exception:
        log.exception("clock")
    finally:
        close_old_connections()


def _ended(seconds: float) -> bool:
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and not os.read(sys.stdin.fileno(), 1)


if __name__ == "__main__":
    main()
