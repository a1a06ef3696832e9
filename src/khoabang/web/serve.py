"""Runs the site on this machine: prepares the database, takes a free port, serves until it is stopped."""

import os
import socket
from pathlib import Path
from typing import Any

from khoabang.language import N_, text

HOST = "127.0.0.1"
PORTS_TRIED = 50
THREADS = 8


class NoFreePort(RuntimeError):
    """Every port tried is taken."""


class NotHere(RuntimeError):
    """A reset was asked for of a database that is not a file in the data folder."""


def run(data: Path, demo: bool, reset: bool, port: int, lang: str = "vi") -> None:
    """Serve the site from `data` until interrupted.

    Args:
        data: the folder for all that is written.
        demo: load the evaluations that come with the package; those already there stay.
        reset: remove the database first.
        port: the port wanted; where it is taken, the next free one.
        lang: language of what is printed.
    """
    prepare(data, demo=demo, reset=reset, lang=lang)
    listening = free_port(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    say(text(N_("Khoa Bảng đang chạy tại {address} (Ctrl+C để dừng)"), lang, address=address))
    serve(listening)


def prepare(data: Path, *, demo: bool, reset: bool, lang: str = "vi") -> None:
    """Make the data folder ready: settings, database, shipped evaluations."""
    os.environ["KHOABANG_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoabang.web.settings")
    if reset:
        _remove_database(data)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if demo:
        from khoabang.web.shipped import load_shipped

        say(text(N_("Đang chấm các đợt đánh giá có sẵn…"), lang))
        for code in load_shipped():
            say(f"  {code}")
    from django.db import connections

    connections.close_all()


def free_port(wanted: int) -> socket.socket:
    """Listen on the port wanted or the first free one after it; 0 takes any."""
    for port in range(wanted, wanted + PORTS_TRIED) if wanted else [0]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise NoFreePort(f"{wanted}–{wanted + PORTS_TRIED - 1}")


def serve(listening: socket.socket) -> None:
    """Answer requests with gunicorn until interrupted; its worker ends with this process."""
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"fd://{listening.fileno()}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": THREADS,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for key, value in options.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            from khoabang.web.wsgi import application

            return application

    Site().run()


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command's output


def _remove_database(data: Path) -> None:
    if os.environ.get("KHOABANG_DB"):
        raise NotHere("KHOABANG_DB")
    from khoabang.web.deployment import DATABASE_FILE

    for suffix in ("", "-wal", "-shm"):
        (data / f"{DATABASE_FILE}{suffix}").unlink(missing_ok=True)
