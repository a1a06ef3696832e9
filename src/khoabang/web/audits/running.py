"""Starts the process that audits, watches its clock, and takes over what it wrote. The web worker never opens a document itself."""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from khoabang.auditing.recognised import Passage
from khoabang.web.audits.errors import Busy, NotUnderstood, TooHard
from khoabang.web.audits.limits import AT_ONCE, MAX_ANSWER, SECONDS, SECONDS_IN_LINE

Confirmed = Mapping[str, Sequence[Passage]]
_turns = threading.BoundedSemaphore(AT_ONCE)


class Said(NamedTuple):
    """What people say beside the document: of its tables (`Told.as_plain()` by number), the id of a criteria set that ships, pages confirmed."""

    told: Mapping[str, Mapping[str, Any]] = {}
    criteria_set: str = ""
    confirmed: Confirmed = {}


class Ran(NamedTuple):
    """What came of a run: the document's text, packed, the report, and the pictures of pages read off them."""

    content: bytes
    report: dict[str, Any]
    pictures: dict[int, bytes]


def run_on_file(path: Path, name: str) -> Ran:
    return _run({"what": "file", "path": str(path), "name": name}, Said(), b"")


def run_on_text(text: str, name: str) -> Ran:
    return _run({"what": "text", "name": name}, Said(), text.encode("utf-8", "replace"))


def run_again(content: bytes, name: str, said: Said) -> Ran:
    """Run over what was read before.

    Raises:
        NotUnderstood: what is said of a table cannot be taken over.
    """
    return _run({"what": "again", "name": name}, said, content)


def run_to_keep(content: bytes, name: str, said: Said, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Make the evaluation of what was read before: its files under `files`, or why it cannot be kept under `problems`.

    Raises:
        NotUnderstood: what is said of a table cannot be taken over.
    """
    return _run({"what": "keep", "name": name, "keep": dict(asked)}, said, content).report


def _run(asked: dict[str, Any], said: Said, content: bytes) -> Ran:
    # -P: what lies in the current folder is not imported in place of a library.
    command = [sys.executable, "-P", "-m", "khoabang.web.audits.child"]
    places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
    environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}
    with _turn(), tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(json.dumps(asked | said._asdict()).encode() + b"\n" + content)
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
        )
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise TooHard from None
        finally:
            _end(process)
        if process.returncode:
            raise TooHard
        answer.seek(0)
        content, packed, pictures = (_part(answer.readline(20), answer) for _ in range(3))
        report = json.loads(packed)
        if "refused" in report:
            raise NotUnderstood(**report["refused"])
        return Ran(content, report, {int(page): base64.b64decode(each) for page, each in json.loads(pictures).items()})


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=SECONDS_IN_LINE):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with the process below it that reads; the session's number is its own, so nothing else is met."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _part(length: bytes, answer: Any) -> bytes:
    size = int(length)
    if size > MAX_ANSWER:
        raise TooHard
    part: bytes = answer.read(size)
    return part
