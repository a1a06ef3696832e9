"""Runs the site on this machine: prepares the database, takes a free port, serves until it is stopped."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khoabang.language import N_, text
from khoabang.scoring.problems import Problem

if TYPE_CHECKING:
    from khoabang.web.rounds.errors import SetTextDiffers

HOST = "127.0.0.1"
PORTS_TRIED = 50
LAST_PORT = 65_535
THREADS = 8


class CannotServe(RuntimeError):
    """Nothing is served; the problem's code and what fills its sentences say why."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NoFreePort(CannotServe):
    """Every port tried is taken."""


class TwoTexts(CannotServe):
    """The database is from before a version had one text only, and holds two of one."""


class NotHere(CannotServe):
    """A reset was asked for of a database that is not a file in the data folder."""


def run(data: Path, demo: bool, reset: bool, port: int, lang: str = "vi") -> None:
    """Serve the site from `data` until interrupted.

    Raises:
        CannotServe: it cannot; nothing was started.

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
    link = _founding_link(address)
    if link:
        say(text(N_("Chưa ai đăng nhập được. Lập người quản trị đầu tiên trong 24 giờ tại {address}"), lang, address=link))
    from khoabang.web.upkeep.loop import ticking

    with ticking(data):
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
    from khoabang.web.rounds.errors import SetTextDiffers

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except SetTextDiffers as error:
        raise TwoTexts("CMD009", **vars(error)) from None
    call_command("createcachetable", verbosity=0)
    if demo:
        from khoabang.web.shipped import load_shipped

        say(text(N_("Đang chấm các đợt đánh giá có sẵn…"), lang))
        for code, refused in load_shipped():
            say(f"  {code}")
            if refused is not None:
                say_refused(refused, lang)
        from khoabang.web.demonstration import accounts, bodies, load_demonstration, password_in

        for code in load_demonstration(data):
            say(f"  {code}")
        say(text(N_("Tài khoản trình diễn của phần làm việc, cùng mật khẩu {password}:"), lang, password=password_in(data)))
        for account, name in accounts():
            say(f"  {account}  {name}")
        first, others = bodies()
        say(
            text(
                N_("Các cơ quan khác: thay {first} trong hai địa chỉ cuối bằng {others}"),
                lang,
                first=first,
                others=", ".join(others),
            )
        )
    from django.db import connections
    from django.utils import timezone

    from khoabang.web.audits.services import purge
    from khoabang.web.deployment import remove_abandoned_uploads

    now = timezone.now()
    purge(now)
    remove_abandoned_uploads(data, now.timestamp())
    connections.close_all()


def _founding_link(address: str) -> str:
    """Where the first administrator is made; nothing once there is anybody."""
    from django.db import connections
    from django.urls import reverse

    from khoabang.web.accounts.founding import founding_token, is_unentered

    path = reverse("founding", args=[founding_token()]) if is_unentered() else ""
    connections.close_all()  # the process that answers is another one
    return address.rstrip("/") + path if path else ""


def free_port(wanted: int) -> socket.socket:
    """Listen on the port wanted or the first free one after it; 0 takes any."""
    last = min(wanted + PORTS_TRIED - 1, LAST_PORT)
    for port in range(wanted, last + 1) if wanted else [0]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise NoFreePort("CMD007", first=wanted, last=last)


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


def say_refused(refused: "SetTextDiffers", lang: str) -> None:
    problem = Problem("CMD009", params={key: str(value) for key, value in vars(refused).items()})
    say(f"    {problem.code} {problem.what(lang)} {problem.why(lang)} {problem.remedy(lang)}")


def _remove_database(data: Path) -> None:
    if os.environ.get("KHOABANG_DB"):
        raise NotHere("CMD008", variable="KHOABANG_DB")
    from khoabang.web.deployment import DATABASE_FILE

    for suffix in ("", "-wal", "-shm"):
        (data / f"{DATABASE_FILE}{suffix}").unlink(missing_ok=True)
