"""The process that reads one file and ends: `python -m khoabang.auditing.reading.child NAME [KIND]`.

The content comes on standard input, what was gathered goes to standard output as JSON. Limits are set before the first byte is read; the
kernel keeps them, so that neither a defect of a reader nor a file made to exploit one can do more than end this process.
"""

import json
import os
import sys

from khoabang.auditing.reading.gathered import Gathered, as_plain
from khoabang.auditing.reading.limits import MAX_BYTES, MAX_RESULT, MEMORY, megabytes
from khoabang.auditing.reading.readers import read_bytes

_MOST_FILES = 64


def main(arguments: list[str]) -> int:
    """Read standard input as the file NAME within SECONDS of computing."""
    name, kind, seconds = arguments
    set_limits(int(seconds))
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    gathered = read_bytes(raw[:MAX_BYTES], name, kind, int(seconds))
    sys.stdout.buffer.write(packed(gathered))
    sys.stdout.buffer.flush()
    # What readers leave behind (threads, memory to give back one by one) is nothing to wait for.
    os._exit(0)


def set_limits(seconds: int) -> None:
    """Take memory, computing time, written bytes and open files away from this process for good."""
    try:
        import resource
    except ImportError:  # not a Unix: the parent's clock alone watches
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, MAX_RESULT),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def packed(gathered: Gathered) -> bytes:
    """Write what was gathered as JSON; `isolated.document_of` reads it."""
    try:
        return json.dumps(as_plain(gathered), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    except MemoryError:
        refused = Gathered(gathered.kind)
        refused.problem("AUD017", limit=megabytes(MEMORY))
        return packed(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
