"""Processes that serve sites for journeys."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ready import ENVIRONMENT


@contextmanager
def started(command: list[str], begins: str, environment: Mapping[str, str] = ENVIRONMENT) -> Iterator[str]:
    """Start a process that serves until the end; give the line that it says it with."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if begins in line), "")
        assert line, f"the site did not start ({process.wait(10)})"
        yield line
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def served(program: str, *arguments: str, environment: Mapping[str, str] = ENVIRONMENT) -> Iterator[str]:
    """Serve a site by a program; give its address."""
    with started([sys.executable, "-c", program, *arguments], "http://", environment) as line:
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found[0]
