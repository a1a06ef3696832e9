"""A file read in a process of its own, under limits, and what it gathered taken over as a `Document`."""

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.auditing.reading.gathered import BINARY, DOUBTFUL, MERGED, Gathered, as_plain
from khoabang.auditing.reading.limits import MAX_BYTES, MAX_RESULT, MEMORY, megabytes
from khoabang.auditing.reading.recognising import KINDS
from khoabang.scoring.problems import Place

_EMPTY = Cell()


def read_in_child(path: Path, kind: str, name: str, seconds: int) -> Document:
    """Read a file. Never raises for what the file is: what cannot be read is a problem of an empty document."""
    document = Document(name, kind)
    try:
        # Not blocking: opening a pipe that nobody writes to would wait for ever.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return _refused(document, "AUD001")
    except (OSError, ValueError) as error:
        if path.is_dir():
            return _refused(document, "AUD002")
        return _refused(document, "FIL031", detail=getattr(error, "strerror", None) or type(error).__name__)
    state = os.fstat(opened)
    if not stat.S_ISREG(state.st_mode):
        os.close(opened)
        return _refused(document, "AUD002")
    with os.fdopen(opened, "rb") as file:
        if not state.st_size:
            return _refused(document, "AUD003")
        if state.st_size > MAX_BYTES:
            return _refused(document, "AUD004", size=megabytes(state.st_size), limit=megabytes(MAX_BYTES))
        return _run(document, file, kind, seconds)


def _run(document: Document, file: IO[bytes], kind: str, seconds: int) -> Document:
    # -P: a module that lies beside the file, or where the user happens to be, is not imported in place of a library.
    command = [sys.executable, "-P", "-m", "khoabang.auditing.reading.child", document.name, kind, str(seconds)]
    places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
    environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module; the name is an argument, not a command
                command, stdin=file, stdout=answer, stderr=subprocess.DEVNULL, env=environment, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return _refused(document, "AUD016", seconds=seconds)
        if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
            return _refused(document, "AUD016", seconds=seconds)
        answer.seek(0)
        written = answer.read(MAX_RESULT + 1)
    if done.returncode:
        return _refused(document, "AUD017", limit=megabytes(MEMORY))
    try:
        return document_of(json.loads(written), document.name)
    except (ValueError, TypeError, KeyError, RecursionError):
        return _refused(document, "AUD017", limit=megabytes(MEMORY))


def _refused(document: Document, code: str, **params: object) -> Document:
    document.problems.add(code, Place(document.name), **params)
    return document


def taken_over(gathered: Gathered, name: str) -> Document:
    """Take over what was gathered in this process."""
    return document_of(as_plain(gathered), name)


def document_of(gathered: Any, name: str) -> Document:
    """Take over what a reader gathered, as plain values.

    Raises:
        ValueError, TypeError, KeyError: these are not such values.
    """
    document = Document(name, str(gathered["kind"]), hidden=list(map(str, gathered["hidden"])))
    for block in gathered["blocks"]:
        if block[0] == "p":
            _, text, where, recognised = block
            document.blocks.append(Prose(text, _place(name, where), recognised=bool(recognised)))
        else:
            _, rows, where, title, first, *more = block  # what was kept by an earlier version ends here
            cells = [[_cell(cell) for cell in row] for row in rows]
            document.blocks.append(Grid(cells, _place(name, where), title, int(first), bool(more and more[0])))
    for code, where, params in gathered["problems"]:
        document.problems.add(code, _place(name, where), **params)
    document.pictures = {int(page): base64.b64decode(picture) for page, picture in gathered.get("pictures", {}).items()}
    return document


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return Cell(cell) if cell else _EMPTY
    text, marks = cell
    return Cell(str(text), bool(marks & BINARY), bool(marks & MERGED), bool(marks & DOUBTFUL))


def _place(name: str, where: Any) -> Place:
    line, cell = where
    return Place(name, int(line), str(cell))


def check_kind(kind: str | None) -> str:
    """Give the kind that a caller names.

    Raises:
        ValueError: there is none of that name.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(kind)
    return kind or ""
