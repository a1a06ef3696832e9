"""What the settings take from the environment and leave in the data folder."""

import os
import socket
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from khoabang.web.deployment import DATABASE_FILE, KEY_FILE, database_from, secret_key_in
from khoabang.web.serve import NoFreePort, NotHere, free_port, prepare


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    first = secret_key_in(folder)
    assert len(first) >= 50
    assert secret_key_in(folder) == first
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600


def test_without_a_folder_nothing_is_kept():
    assert secret_key_in(None) != secret_key_in(None)
    assert database_from("", None)["NAME"] == ":memory:"


def test_sqlite_waits_its_turn_and_keeps_what_it_receipted(tmp_path):
    settings = database_from("", tmp_path)
    assert settings["NAME"].parent == tmp_path
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        assert pragma in settings["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_taken_apart():
    settings = database_from("postgresql://mai:m%40t@db.example:5433/bang", None)
    assert settings["ENGINE"].endswith("postgresql")
    assert [settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["bang", "mai", "m@t", "db.example", "5433"]


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql://host", "nonsense"])
def test_another_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured):
        database_from(address, None)


def test_a_taken_port_gives_way_to_the_next_free_one():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = taken.getsockname()[1]
        with free_port(wanted) as found:
            assert found.getsockname()[1] > wanted


def test_no_port_beyond_the_last_is_tried(monkeypatch):
    def taken(*_):
        raise OSError

    monkeypatch.setattr("socket.socket.bind", taken)
    with pytest.raises(NoFreePort) as refused:
        free_port(65_530)
    assert (refused.value.code, refused.value.params) == ("CMD007", {"first": 65_530, "last": 65_535})


EARLIER = """
from django.core.management import call_command
from django.db import connection
import django
django.setup()
call_command("migrate", "rounds", "0002", verbosity=0)
with connection.cursor() as cursor:
    for sign in "ab":
        cursor.execute(
            "INSERT INTO rounds_criteriasetversion (code, version, sha256, name, issuer, nature, lang, document, imported)"
            f" VALUES ('x', '1', '{sign * 64}', '', '', '', 'vi', '', '2026-01-01')"
        )
"""


def test_a_database_with_two_texts_of_one_version_is_left_as_it_is(tmp_path):
    env = {**os.environ, "KHOABANG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "khoabang.web.settings"}
    env.pop("KHOABANG_DB", None)
    subprocess.run([sys.executable, "-c", EARLIER], env=env, check=True)
    before = (tmp_path / DATABASE_FILE).stat().st_size
    served = subprocess.run(
        [sys.executable, "-m", "khoabang.cli", "serve"], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert served.returncode == 2
    assert "LỖI CMD009" in served.stderr
    assert "a" * 64 in "".join(served.stderr.split())
    assert "b" * 64 in "".join(served.stderr.split())
    assert (tmp_path / DATABASE_FILE).stat().st_size == before


def test_a_database_elsewhere_is_not_reset(tmp_path, monkeypatch):
    monkeypatch.setenv("KHOABANG_DATA", str(tmp_path))
    monkeypatch.setenv("KHOABANG_DB", "postgresql://host/bang")
    with pytest.raises(NotHere):
        prepare(tmp_path, demo=False, reset=True)


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
