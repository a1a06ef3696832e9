"""Judging a file that anybody sent, in a process of its own: `python -m khoabang.signing.apart FOLDER NOW`.

The kernel keeps that process's limits of time and memory, so that a file made to harm a reader harms nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from khoabang.auditing.reading.child import set_limits
from khoabang.signing.certificates import Holder, Trust, read_trusted
from khoabang.signing.check import MOST_BYTES, Checked, checked
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.verdict import Verdict

SECONDS = 60
_BACK, _OFFERED, _TRUST = "back.pdf", "offered.pdf", "trust"


def checked_apart(pdf: bytes, offered: bytes, trust: Trust, now: datetime, seconds: int = SECONDS) -> Checked:
    """Judge as `checked` does, in a process of its own.

    Raises:
        SigningRefused: the file is no PDF, damaged, encrypted, too large, or too much for that process.
    """
    if len(pdf) > MOST_BYTES:
        raise SigningRefused("SIG022", size=len(pdf) // 1_000_000, limit=MOST_BYTES // 1_000_000)
    with tempfile.TemporaryDirectory(prefix="khoabang-signed-") as name:
        folder = Path(name)
        (folder / _BACK).write_bytes(pdf)
        (folder / _OFFERED).write_bytes(offered)
        (folder / _TRUST).mkdir()
        for number, certificate in enumerate(trust.roots):
            (folder / _TRUST / f"{number:04}.der").write_bytes(certificate.dump())
        for number, each in enumerate(trust.revocations):
            (folder / _TRUST / f"{number:04}.crl").write_bytes(each.public_bytes(Encoding.DER))
        # -P: what lies in the current folder is not imported in place of a library.
        command = [sys.executable, "-P", "-m", "khoabang.signing.apart", name, now.isoformat(), str(seconds)]
        places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
        environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command, capture_output=True, env=environment, timeout=2 * seconds, check=True, start_new_session=True
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            raise SigningRefused("SIG024", seconds=seconds) from None
    found = json.loads(done.stdout)
    if "code" in found:
        raise SigningRefused(found["code"], **found["params"])
    return Checked(tuple(map(_verdict, found["verdicts"])), found["content"])


def _verdict(plain: dict[str, Any]) -> Verdict:
    of, at = plain["signer"], plain["signed_at"]
    if of is not None:
        days = {key: datetime.fromisoformat(of[key]) for key in ("valid_from", "valid_until")}
        of = Holder(**{**of, **days})
    kept = {key: plain[key] for key in ("code", "field", "order", "covers", "revision", "revisions", "final", "revoked")}
    kept |= {"revocations_of": plain["revocations_of"] and datetime.fromisoformat(plain["revocations_of"])}
    return Verdict(**kept, holder=of, signed_at=at and datetime.fromisoformat(at), later=tuple(plain["later"]))


def main(arguments: list[str]) -> int:
    """Judge what lies in the folder and print it as JSON."""
    folder, now, seconds = Path(arguments[0]), datetime.fromisoformat(arguments[1]), int(arguments[2])
    set_limits(seconds)
    try:
        done = checked((folder / _BACK).read_bytes(), (folder / _OFFERED).read_bytes(), read_trusted([folder / _TRUST]), now)
        said: dict[str, Any] = {"content": done.content, "verdicts": [each.as_json() for each in done.verdicts]}
    except SigningRefused as error:
        said = {"code": error.problem.code, "params": error.problem.params}
    sys.stdout.write(json.dumps(said, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
