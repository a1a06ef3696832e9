"""Pages are tested on real rounds: some of the evaluations that come with the package, kept once for the whole run."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from web.shipped import KEPT, documents


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    from khoabang.web.rounds.services import result_import  # models can be imported only once Django is set up

    with django_db_blocker.unblock():
        for code in KEPT:
            result_import(**documents(code))


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


@pytest.fixture
def committed(django_db_setup, django_db_blocker, tmp_path, monkeypatch) -> Iterator[None]:
    """A copy of the test's database where each thread has a connection of its own and what is written is committed.

    The copy is thrown away whole: rows that may never be deleted would outlive a test that cleans up after itself.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        shared = connections["default"]
        copy = _copied(shared, tmp_path)
        monkeypatch.setitem(connections.settings["default"], "NAME", copy)
        connections["default"] = own = type(shared)(connections.settings["default"], "default")
        try:
            yield
        finally:
            own.close()
            monkeypatch.undo()
            connections["default"] = shared
            if shared.vendor == "postgresql":
                _on_server(shared, f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copied(shared, folder: Path) -> str:
    if shared.vendor == "postgresql":
        name = shared.settings_dict["NAME"]
        shared.close()
        _on_server(shared, f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
        return f"{name}_copy"
    with shared.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
    return str(folder / "copy.sqlite3")


def _on_server(shared, statement: str) -> None:
    with shared._nodb_cursor() as cursor:
        cursor.execute(statement)
