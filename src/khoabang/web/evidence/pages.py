"""Files shown within a page: text as it stands, a PDF page by page as pictures. The web worker never opens a PDF itself."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, cast

from khoabang.web.evidence import store
from khoabang.web.evidence.drawing import SECONDS
from khoabang.web.evidence.models import Revision

MAX_TEXT = 100_000  # bytes shown
MAX_PICTURE = 20_000_000
_AT_ONCE = threading.BoundedSemaphore(2)
_SECONDS_IN_LINE = 20


class CannotShow(RuntimeError):
    """The file cannot be shown in the page: it is broken, locked, too hard, or has no such page."""


def text_of(revision: Revision) -> str:
    """The beginning of a text; empty where it cannot be read."""
    try:
        with store.opened(revision.path) as file:
            return bytes(file.read(MAX_TEXT)).decode("utf-8-sig", "ignore")
    except OSError:
        return ""


def page_of(revision: Revision, number: int) -> bytes:
    """One page of a PDF as PNG; pages count from 1.

    Raises:
        CannotShow: it cannot be drawn.
    """
    picture = _drawn(revision.path, number)[1]
    if not picture:
        raise CannotShow
    return picture


@lru_cache(maxsize=512)
def pages_in(path: str) -> int:
    """How many pages a kept PDF has: what stands under a path never changes.

    Raises:
        CannotShow: it cannot be opened.
    """
    return _drawn(path, 0)[0]


def unreadable(revisions: Iterable[Revision]) -> list[Revision]:
    """Those PDF files that cannot be opened, as far as there is time to try."""
    found, ends = [], time.monotonic() + SECONDS
    for revision in revisions:
        if revision.kind == "pdf" and time.monotonic() < ends:
            try:
                pages_in(revision.path)
            except CannotShow:
                found.append(revision)
    return found


def _drawn(path: str, number: int) -> tuple[int, bytes]:
    command = [sys.executable, "-P", "-m", "khoabang.web.evidence.drawing", str(number)]
    places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
    environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}
    if not _AT_ONCE.acquire(timeout=_SECONDS_IN_LINE):
        raise CannotShow
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            with store.opened(path) as kept:
                shutil.copyfileobj(cast("IO[bytes]", kept), given)
            given.seek(0)
            subprocess.run(  # noqa: S603 - our own interpreter and module
                command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, env=environment, timeout=SECONDS, check=True
            )
            answer.seek(0)
            pages, picture = int(answer.readline(20)), answer.read(MAX_PICTURE + 1)
    except (OSError, ValueError, subprocess.SubprocessError):
        raise CannotShow from None
    finally:
        _AT_ONCE.release()
    if len(picture) > MAX_PICTURE:
        raise CannotShow
    return pages, picture
