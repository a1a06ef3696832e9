"""What every test stands on: an environment of its own, a browser, and a PostgreSQL server for those that ask."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest

from temporary_postgres import temporary_postgres

# A developer's own settings must not reach a test, nor a test the developer's data.
for name in [each for each in os.environ if each.startswith("KHOABANG_")]:
    del os.environ[name]
os.environ["KHOABANG_DATA"] = tempfile.mkdtemp(prefix="khoabang-test-")
# Set here and not in pyproject.toml, because Django reads its settings as soon as pytest knows their name: before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "khoabang.web.settings"
# Playwright runs an event loop in the thread of the test; Django would refuse to touch the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The same cases in every run, so that a red test is red for everybody; dev.py stress looks further, and anew each time.
hypothesis.settings.register_profile("sample", derandomize=True, max_examples=60, deadline=None, database=None)
hypothesis.settings.register_profile("stress", max_examples=3000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("stress" if os.environ.get("KB_STRESS") == "1" else "sample")

_resources = ExitStack()
if os.environ.get("KB_TEST_ON_POSTGRES"):
    os.environ["KHOABANG_DB"] = os.environ.get("KB_TEST_PG_URL") or _resources.enter_context(temporary_postgres())


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start Django, unless somebody works below it and says ``-p no:django``."""
    if config.pluginmanager.hasplugin("django"):
        django.setup()
        from django.conf import settings

        # No test is about how dear a password is to guess; each would pay for it.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys, which take longest: begun last, they would leave all but one process idle at the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


def pytest_unconfigure() -> None:
    _resources.close()
    shutil.rmtree(os.environ["KHOABANG_DATA"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _composed_once() -> Iterator[None]:
    """Put each YAML text together once: what comes of one text is always the same, nobody changes it, and it is most of what a short test costs."""
    from khoabang.scoring.files import documents

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_composed", lru_cache(maxsize=64)(documents._composed))
        yield


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a PostgreSQL server for tests marked ``postgres``, fit for KHOABANG_DB."""
    given = os.environ.get("KB_TEST_PG_URL")
    if given:
        yield given
        return
    with temporary_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = [
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to start as root
    launch = {**browser_type_launch_args, "args": arguments}
    # dev.py names the browser it found or installed; without it the system's, or else the one that Playwright keeps.
    executable = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    if executable:
        launch["executable_path"] = executable
    return launch


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def committed(django_db_setup, django_db_blocker, tmp_path, monkeypatch) -> Iterator[None]:
    """A copy of the test's database where each thread has a connection of its own and what is written is committed.

    The copy is thrown away whole: rows that may never be deleted would outlive a test that cleans up after itself.
    """
    from django.core.management import call_command
    from django.db import connections

    with django_db_blocker.unblock():
        shared = connections["default"]
        copy = _copied(shared, tmp_path)
        monkeypatch.setitem(connections.settings["default"], "NAME", copy)
        connections["default"] = own = type(shared)(connections.settings["default"], "default")
        try:
            if not own.introspection.table_names():  # no other test of this run asked for a database, so there was none to copy
                call_command("migrate", verbosity=0)
            yield
        finally:
            own.close()
            monkeypatch.undo()
            connections["default"] = shared
            if shared.vendor == "postgresql":
                _on_server(shared, f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copied(shared: Any, folder: Path) -> str:
    if shared.vendor == "postgresql":
        name = shared.settings_dict["NAME"]
        shared.close()
        _on_server(shared, f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
        return f"{name}_copy"
    with shared.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "copy.sqlite3")])
    return str(folder / "copy.sqlite3")


def _on_server(shared: Any, statement: str) -> None:
    with shared._nodb_cursor() as cursor:
        cursor.execute(statement)
