"""Processes that begin with their modules imported: one process imports them once and splits for every run that a test asks for.

What is run is a process of its own all the same: session, streams, limits, clock and the signal that ends it are those of a fresh one.
Only the start of the interpreter and its imports, most of the time of a short run, are done once.
"""

import array
import contextlib
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from typing import Any, NoReturn


class Warm:
    """Starts processes as `subprocess.Popen` does, of modules that have a `main` and end the process themselves or return."""

    def __init__(self, *modules: str) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-c", "import sys, warm; warm.serve(int(sys.argv[1]), sys.argv[2:])"]
        environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
        with theirs:
            self._server = subprocess.Popen(
                [*command, str(theirs.fileno()), *modules], env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._socket = ours

    def close(self) -> None:
        self._socket.close()
        self._server.wait()

    def start(self, command: list[str], *, stdin: Any, stdout: Any, env: dict[str, str], **options: Any) -> "Started":
        """Split a process off: a command `[interpreter, "-P", "-m", module, ...]` in a session of its own, its errors thrown away."""
        assert command[:3] == [sys.executable, "-P", "-m"]
        assert options == {"stderr": subprocess.DEVNULL, "start_new_session": True}
        reading, writing = os.pipe()
        asked = json.dumps({"argv": command[3:], "env": env}).encode()
        given = array.array("i", [stdin.fileno(), stdout.fileno(), writing])
        self._socket.sendmsg([len(asked).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)])
        self._socket.sendall(asked)
        os.close(writing)
        return Started(command, os.fdopen(reading, "rb", buffering=0))


class Started:
    """What a caller of `subprocess.Popen` asks of a process."""

    def __init__(self, command: list[str], said: Any) -> None:
        self.args = command
        self.returncode: int | None = None
        self.pid = int(said.readline())
        self._said = said

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._said], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(self._said.readline())
            self._said.close()
        return self.returncode

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode


def serve(number: int, modules: list[str]) -> None:
    """Split for each request until nobody asks any more."""
    mains = {name: importlib.import_module(name).main for name in modules}
    with socket.socket(fileno=number) as asked:
        while True:
            head, passed, _, _ = socket.recv_fds(asked, 4, 3)
            if not head:
                break
            request = json.loads(asked.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL))
            if not os.fork():
                asked.close()
                _watch(mains[request["argv"][0]], request, passed)
            for each in passed:
                os.close(each)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _watch(main: Any, request: dict[str, Any], passed: list[int]) -> NoReturn:
    """Stand above the process, which may be killed with its session, and say how it ended."""
    stdin, stdout, said = passed
    below = os.fork()
    if not below:
        _become(main, request, stdin, stdout, said)
    os.close(stdin)
    os.close(stdout)
    ended = os.waitstatus_to_exitcode(os.waitpid(below, 0)[1])
    os.write(said, b"%d\n" % ended)
    os._exit(0)


def _become(main: Any, request: dict[str, Any], stdin: int, stdout: int, said: int) -> NoReturn:
    status = 1
    try:
        os.setsid()
        os.write(said, b"%d\n" % os.getpid())  # only now may its session be ended
        os.close(said)
        nothing = os.open(os.devnull, os.O_WRONLY)
        for old, new in ((stdin, 0), (stdout, 1), (nothing, 2)):
            os.dup2(old, new)
            os.close(old)
        os.environ.clear()
        os.environ.update(request["env"])
        sys.argv = request["argv"]
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        status = main() or 0
        sys.stdout.flush()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
    finally:
        os._exit(status)
