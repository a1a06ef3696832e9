"""What the settings need from the machine: the secret key, the database, where files are kept, addresses of static files that change with their content."""

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import ImproperlyConfigured

DATABASE_FILE = "khoabang.sqlite3"
KEY_FILE = "secret-key"
UPLOADS = "uploads"
EVIDENCE = "evidence"
ABANDONED = 3_600  # seconds
_MADE_WITH = {".py", ".html", ".mo", ".css", ".js", ".svg", ".typ"}
CONNECTED = 60  # seconds that a file of a database stays open, for request after request
CONNECTED_TO_SERVER = 600  # a connection to a server, which keeps the plans of what is asked


def secret_key_in(data: Path | None) -> str:
    """The key kept in the data folder, made on first use; a passing one when nothing may be written."""
    if data is None:
        return secrets.token_urlsafe(50)
    data.mkdir(parents=True, exist_ok=True)
    path = data / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


@cache
def code_fingerprint() -> str:
    """The fingerprint of all that an answer is made with beside the result: the package's code, templates, texts and static files."""
    found = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*")):
        if path.suffix in _MADE_WITH and path.is_file():
            found.update(f"{path.relative_to(package).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def uploads_in(data: Path | None) -> str | None:
    """The folder that a file stands in while it is read, the system's own when nothing may be kept; nobody else may look into it."""
    if data is None:
        return None
    folder = data / UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder)


def remove_abandoned_uploads(data: Path, now: float) -> None:
    """Remove what a server that was killed while it read left behind; what is young may be another's that still reads."""
    for path in (data / UPLOADS).glob("*"):
        if now - path.stat().st_mtime > ABANDONED:
            path.unlink(missing_ok=True)


def evidence_in(data: Path | None, address: str) -> dict[str, Any]:
    """The storage for files of evidence: an S3 bucket where an address is given, else a folder of the data folder.

    Where nothing may be written they are kept in memory, as everything then is.
    """
    if address:
        return _s3(address)
    if data is None:
        return {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    return {"BACKEND": "khoabang.web.evidence.store.KeptOnDisk", "OPTIONS": {"location": str(data / EVIDENCE)}}


def _s3(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    bucket = unquote(parts.path.strip("/"))
    if (
        parts.scheme not in ("https", "http")
        or not (parts.hostname and parts.username and parts.password)
        or "/" in bucket
        or not bucket
    ):
        raise ImproperlyConfigured("KHOABANG_S3 must be https://key:secret@host:port/bucket")
    options = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "bucket_name": bucket,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": True,  # a name is that of its content: only what came short or was changed is written over
        "default_acl": None,  # as the bucket is: private
        "querystring_auth": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def database_from(address: str, data: Path | None) -> dict[str, Any]:
    if address:
        return _postgresql(address)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / DATABASE_FILE if data else ":memory:",
        "CONN_MAX_AGE": CONNECTED,  # to open the file, and read its hundred tables' definitions, takes longer than most requests
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: with NORMAL a power cut can lose a save that was already receipted.
            # secure_delete: an audit report that its maker deletes is overwritten, not only unlinked.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise ImproperlyConfigured("KHOABANG_DB must be postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTED_TO_SERVER,
        "CONN_HEALTH_CHECKS": True,
        # A plan is made once for a connection and not for each request: it costs more than most answers. And answers are short: to
        # compile one would take longer than to find it, and what is asked for lies in memory, or on a disk without a head to move.
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 3,
            "options": "-c jit=off -c random_page_cost=1.1",
        },
    }


MAIL_SCHEMES = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


def mail_by(address: str) -> dict[str, Any]:
    """The settings of mail for an address; without one, letters are printed and reach nobody."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured("KHOABANG_SMTP must be smtp://user:password@host:port, smtps://… or smtp+starttls://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_SCHEMES[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 20,
    }


@cache
def _fingerprint(path: str, modified: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class VersionedStaticFiles(StaticFilesStorage):
    """Adds the file's fingerprint to its address, so that browsers may keep it and still see every change.

    What is served is found when the server starts, and stays; only developers change files under a running one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None) -> str:
        if settings.DEBUG:
            return self._versioned(name)
        if name not in self._addresses:
            self._addresses[name] = self._versioned(name)
        return self._addresses[name]

    def _versioned(self, name: str | None) -> str:
        address = super().url(name)
        found = finders.find(name) if name else None
        if not isinstance(found, str):
            return address
        return f"{address}?v={_fingerprint(found, Path(found).stat().st_mtime_ns)}"
