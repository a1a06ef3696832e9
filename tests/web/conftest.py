"""Pages are tested on real rounds: some of the evaluations that come with the package, kept once for the whole run."""

import subprocess
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from warm import Warm
from web.shipped import KEPT, documents


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    from khoabang.web.rounds.services import result_import  # models can be imported only once Django is set up

    with django_db_blocker.unblock():
        for code in KEPT:
            result_import(**documents(code))


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """Each test begins in Vietnamese, whichever language the one before asked for a page in."""
    with translation.override("vi"):
        yield


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """What audits, with its imports made."""
    started = Warm("khoabang.web.audits.child")
    yield started
    started.close()


@pytest.fixture
def warm_audits(warm, monkeypatch) -> None:
    """Audit in processes that have made their imports: for tests of something else than how such a process begins."""
    from khoabang.web.audits import running

    known = {"Popen": warm.start, "DEVNULL": subprocess.DEVNULL, "TimeoutExpired": subprocess.TimeoutExpired}
    monkeypatch.setattr(running, "subprocess", SimpleNamespace(**known))


@pytest.fixture
def client(db) -> Client:
    return Client(HTTP_HOST="localhost")


class Reader(HTMLParser):
    """The text of a page, with its tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.fixture
def read(client) -> Callable[..., str]:
    """Get an address and give its visible text, with single spaces."""

    def text(address: str, status: int = 200) -> str:
        response = client.get(address)
        assert response.status_code == status, address
        reader = Reader()
        reader.feed(response.content.decode())
        return " ".join(reader.words)

    return text


@pytest.fixture
def tags(client) -> Callable[[str], list[tuple[str, dict[str, str | None]]]]:
    """Get an address and give its tags with their attributes."""

    def found(address: str) -> list[tuple[str, dict[str, str | None]]]:
        reader = Reader()
        reader.feed(client.get(address).content.decode())
        return reader.tags

    return found
