"""The commands that keep an installation: log, clock, doctor, backup and restore."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from cli.installation import at, make
from khoabang.cli import main
from khoabang.web.upkeep import installation
from ready import TABLES, made_ready


class Place:
    """An installation: its data folder and, where it has them, its PostgreSQL database and its S3 bucket."""

    tables = Path()
    """A database with its tables made and nothing in them, with which a backup that is put back begins here; the program itself makes its own."""

    def __init__(self, data, database="", bucket=""):
        self.data, self.database, self.bucket = data, database, bucket

    def __call__(self, *arguments, check=None):
        """Run the program in this process, with Django turned to this place and, when a backup is put back, to the folder it is made in."""
        from io import StringIO

        patch, out, err = pytest.MonkeyPatch(), StringIO(), StringIO()
        with ExitStack() as stack:
            stack.callback(patch.undo)
            for name, value in {"KHOABANG_DATA": str(self.data), "NO_COLOR": "1", "COLUMNS": "120"}.items():
                patch.setenv(name, value)
            patch.setenv("KHOABANG_DB", self.database) if self.database else patch.delenv("KHOABANG_DB", raising=False)
            if arguments[0] == "restore":
                set_up = installation.set_up

                def turned():
                    place = self.data / ".restoring"
                    if not self.database:
                        shutil.copy(self.tables, place)
                    stack.enter_context(at(place, self.database, self.bucket))
                    set_up()

                patch.setattr(installation, "set_up", turned)
            elif self.data.exists():
                stack.enter_context(at(self.data, self.database, self.bucket))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main([str(each) for each in arguments])
        done = SimpleNamespace(code=code, stdout=out.getvalue(), stderr=err.getvalue())
        assert "KB0001" not in done.stderr
        assert check in (None, code), done.stdout + done.stderr
        return done

    def files(self):
        return {
            path.relative_to(self.data).as_posix(): (path.read_bytes(), path.stat().st_mode)
            for path in sorted(self.data.rglob("*"))
            if path.is_file() and not path.name.startswith("khoabang.sqlite3")
        }


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory, django_db_blocker):
    data = tmp_path_factory.mktemp("made")
    Place.tables = made_ready(tmp_path_factory, "tables", TABLES) / "khoabang.sqlite3"
    shutil.copy(Place.tables, data)
    with django_db_blocker.unblock(), at(data):
        make(data)
    return Place(data)


@pytest.fixture(scope="module")
def archive(made, tmp_path_factory, django_db_blocker):
    out = tmp_path_factory.mktemp("backups") / "b.zip"
    with django_db_blocker.unblock():
        said = made("backup", out, check=0).stdout
    assert "Đã sao lưu" in said
    assert "2 tệp" in said
    return out


@pytest.fixture
def copy(made, tmp_path):
    """The installation, to be spoilt."""
    shutil.copytree(made.data, tmp_path / "copy")
    return Place(tmp_path / "copy")


def parts(archive):
    """What a backup holds, without when it was made and what the making itself noted.

    The clock writes down in `upkeep_chore` when it began and ended its chores, the backup itself among them: of two copies of one
    installation that table alone differs, and nothing that anybody entered or decided stands in it.
    """
    with zipfile.ZipFile(archive) as opened:
        found = {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}
        manifest = json.loads(opened.read("manifest.json"))
    found.pop("tables/upkeep_chore.jsonl")
    return found, {table["name"]: table["last"] for table in manifest["tables"] if table["name"] != "upkeep_chore"}


# The log


def test_a_sound_log_verifies_and_a_changed_one_does_not(copy):
    assert "khớp" in copy("log", "verify", check=0).stdout
    with sqlite3.connect(copy.data / "khoabang.sqlite3") as database:
        ((number, sha256),) = database.execute("SELECT number, sha256 FROM activity_seal")
    assert "khớp" in copy("log", "verify", "--seal", f"{number}:{sha256}", check=0).stdout
    assert "in trên giấy" in copy("log", "verify", "--seal", f"{number}:{'0' * 64}", check=1).stdout
    assert "CMD001" in copy("log", "verify", "--seal", "1:x", check=2).stderr
    with sqlite3.connect(copy.data / "khoabang.sqlite3") as database:
        database.execute("DROP TRIGGER activity_entry_no_update")
        database.execute("UPDATE activity_entry SET reason = 'khác' WHERE number = 1")
    said = copy("log", check=1).stdout
    assert "round:thu-2026:so-y-te #1 Nội dung đã bị sửa" in said
    told = json.loads(copy("log", "verify", "--json", "--lang", "en", check=1).stdout)
    assert (told["kind"], told["entries"], told["seals"]) == ("khoabang.log", 2, 1)
    (difference,) = told["differences"]
    assert (difference["kind"], difference["chain"], difference["number"]) == ("content", "round:thu-2026:so-y-te", 1)
    assert "changed" in difference["message"]


def test_the_clock_does_each_chore_once_and_seals_what_is_new(copy):
    first = json.loads(copy("clock", "--json", check=0).stdout)["done"]
    assert [each["name"] for each in first] == ["seal", "reminders", "mail", "tidy", "examination"]
    assert all(not each["trouble"] for each in first)
    assert "Chưa có việc nào" in copy("clock", check=0).stdout
    assert "Không có việc mới" in copy("log", "seal", check=0).stdout


# The doctor


def test_the_doctor_says_what_is_wrong_what_it_means_and_what_to_do(copy):
    with sqlite3.connect(copy.data / "khoabang.sqlite3") as database:
        database.execute("DROP TRIGGER assessments_claim_no_update")
    (copy.data / "secret-key").write_text("x")
    (copy.data / "secret-key").chmod(0o644)
    done = copy("doctor", check=1)
    assert "Traceback" not in done.stderr
    for words in ("LỖI DOC005", "assessments_claim_no_update", "LỖI DOC115", "CẢNH BÁO DOC117", "→"):
        assert words in done.stdout
    told = json.loads(copy("doctor", "--quick", "--json", check=1).stdout)
    checks = {each["code"]: each for each in told["checks"]}
    assert len(checks) >= 40
    assert not any(each["slow"] for each in checks.values())
    assert checks["DOC115"]["remedy_en"]
    assert checks["DOC005"]["findings"][0]["place"] == "assessments_claim_no_update"
    assert copy("doctor", "--list", check=0).stdout.count("DOC") >= 100


# Backup and restore


def test_a_restored_backup_equals_the_original_and_replaces_only_when_that_is_said(made, archive, copy, tmp_path):
    (copy.data / "them.txt").write_text("mới")
    before = copy.files()
    assert "CMD016" in copy("restore", archive, check=2).stderr
    assert copy.files() == before
    assert "Đã phục hồi" in copy("restore", archive, "--replace", check=0).stdout
    assert copy.files() == made.files()
    assert [path.name for path in copy.data.iterdir() if path.name.startswith(".")] == []
    copy("backup", tmp_path / "again.zip", check=0)
    assert parts(tmp_path / "again.zip") == parts(archive)
    with zipfile.ZipFile(archive) as opened:
        mark = json.loads(opened.read("manifest.json"))["seal"]
    assert "khớp" in copy("log", "verify", "--seal", mark, check=0).stdout
    checks = {each["code"]: each["count"] for each in json.loads(copy("doctor", "--json").stdout)["checks"]}
    assert [
        checks[code]
        for code in ("DOC001", "DOC002", "DOC004", "DOC005", "DOC006", "DOC007", "DOC009", "DOC130", "DOC150", "DOC153", "DOC159")
    ] == [0] * 11
    with sqlite3.connect(copy.data / "khoabang.sqlite3") as database, pytest.raises(sqlite3.IntegrityError, match="frozen"):
        database.execute("UPDATE assessments_claim SET number = 2")


@pytest.fixture
def databases(postgres_address):
    """Makes empty PostgreSQL databases, and removes them afterwards."""
    names = []

    def one():
        names.append(f"kb_{uuid4().hex[:12]}")
        with psycopg.connect(postgres_address, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {names[-1]}")
        return urlunsplit(urlsplit(postgres_address)._replace(path=f"/{names[-1]}"))

    yield one
    with psycopg.connect(postgres_address, autocommit=True) as server:
        for name in names:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.postgres
def test_a_backup_of_sqlite_goes_into_postgresql_and_is_the_same_there(archive, databases, tmp_path):
    there = Place(tmp_path / "there", databases())
    there("restore", archive, check=0)
    taken = tmp_path / "taken.zip"
    there("backup", taken, check=0)
    assert parts(taken) == parts(archive)
    assert "khớp" in there("log", "verify", check=0).stdout
    with psycopg.connect(there.database) as database, pytest.raises(psycopg.errors.RestrictViolation):
        database.execute("UPDATE assessments_claim SET number = 2")
    # An installation that is there is left alone, unless it is to be replaced.
    refused = Place(tmp_path / "other", there.database)("restore", archive, check=2)
    assert "CMD016" in refused.stderr
    assert not (tmp_path / "other").exists()
    there("restore", taken, "--replace", check=0)
    there("backup", tmp_path / "again.zip", check=0)
    assert parts(tmp_path / "again.zip") == parts(archive)


def test_evidence_in_a_bucket_is_saved_and_put_back_equal(archive, tmp_path, monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client(
            "s3", endpoint_url=f"http://{host}:{port}", aws_access_key_id="k", aws_secret_access_key="s", region_name="us-east-1"
        )
        client.create_bucket(Bucket="luu-tru")
        there = Place(tmp_path / "there", bucket=f"http://k:s@{host}:{port}/luu-tru")
        taken = tmp_path / "taken.zip"
        there("restore", archive, check=0)
        (kept,) = client.list_objects_v2(Bucket="luu-tru")["Contents"]
        assert not any(name.startswith("evidence") for name in there.files())
        there("backup", taken, check=0)
        assert parts(taken) == parts(archive)
        for spoilt in (b"x" * kept["Size"], b"short", None):  # as long, shorter, and gone
            if spoilt is None:
                client.delete_object(Bucket="luu-tru", Key=kept["Key"])
                assert kept["Key"] in there("backup", tmp_path / "lost.zip", check=1).stdout
            else:
                client.put_object(Bucket="luu-tru", Key=kept["Key"], Body=spoilt)
            there("restore", taken, "--replace", check=0)
            (put_back,) = client.list_objects_v2(Bucket="luu-tru")["Contents"]
            assert (put_back["Key"], put_back["ETag"]) == (kept["Key"], kept["ETag"])
    finally:
        server.stop()


def rewritten(archive, out, change):
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda name, content: content.replace(b"thu-2026", b"thu-2027") if name == "tables/rounds_round.jsonl" else content,
            "CMD014",
        ),
        (lambda name, content: content[:-1] if name.startswith("evidence/") else content, "CMD014"),
        (lambda name, content: None if name == "data/ghi-chu.txt" else content, "CMD014"),
        (lambda name, content: None if name == "manifest.json" else content, "CMD013"),
        (lambda name, content: content.replace(b'"khoabang.backup"', b'"x"') if name == "manifest.json" else content, "CMD013"),
        (
            lambda name, content: content.replace(b'"upkeep",', b'"upkeep_new",') if name == "manifest.json" else content,
            "CMD015",
        ),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(archive, copy, tmp_path, change, code):
    before = copy.files()
    bad = rewritten(archive, tmp_path / "bad.zip", change)
    assert code in copy("restore", bad, "--replace", check=2).stderr
    assert copy.files() == before
    assert "khớp" in copy("log", "verify", check=0).stdout


def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "x.zip").write_text("x")
    place = Place(tmp_path / "d")
    assert "CMD013" in place("restore", tmp_path / "x.zip", check=2).stderr
    assert "CMD018" in place("restore", tmp_path / "none.zip", check=2).stderr
    assert not (tmp_path / "d").exists()


def test_a_backup_is_written_beside_the_data_and_over_nothing(made, archive, tmp_path):
    assert "CMD017" in made("backup", made.data / "b.zip", check=2).stderr
    assert "CMD005" in made("backup", archive, check=2).stderr
    assert "CMD004" in made("backup", tmp_path / "b.tar", check=2).stderr
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_lost_is_said_and_the_rest_is_kept(copy, tmp_path):
    (lost,) = (path for path in (copy.data / "evidence").rglob("*") if path.is_file())
    lost.unlink()
    done = copy("backup", tmp_path / "b.zip", check=1)
    assert lost.name in done.stdout
    assert "DOC130" in copy("doctor", check=1).stdout


@pytest.mark.parametrize("command", [["log"], ["clock"], ["doctor"], ["backup", "b.zip"]])
def test_where_nothing_is_installed_nothing_is_made(tmp_path, command):
    place = Place(tmp_path / "none")
    assert "CMD010" in place(*command, check=2).stderr
    assert not place.data.exists()


def test_a_database_of_another_version_is_refused(copy):
    with sqlite3.connect(copy.data / "khoabang.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'upkeep'")
    assert "CMD012" in copy("log", check=2).stderr
    assert "DOC004" in copy("doctor", "--quick", check=1).stdout


@pytest.mark.postgres
def test_a_database_that_does_not_answer_is_said(tmp_path):
    place = Place(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    assert "CMD011" in place("doctor", check=2).stderr


def test_the_program_itself_puts_a_backup_back_and_verifies_its_log(archive, tmp_path):
    """Before Django knows where it works, nothing of it may be asked for."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("KHOABANG_")}
    env |= {"KHOABANG_DATA": str(tmp_path / "d"), "KHOABANG_DEBUG": "1"}
    for words, said in ((["restore", str(archive)], "Đã phục hồi"), (["log", "verify"], "khớp")):
        command = [sys.executable, "-m", "khoabang.cli", *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "d", tmp_path / "d" / "khoabang.sqlite3")]
    assert modes == [0o700, 0o600]
