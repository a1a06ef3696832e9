"""Where files of evidence are kept: by their content, on disk or in S3-compatible storage (the storage `evidence` of the settings).

A file on disk is written beside its place, flushed to the disk and then renamed: under its name there is the whole of it or nothing.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "evidence"
_PIECE = 1_000_000


class KeptOnDisk(FileSystemStorage):
    """Files on this machine. What has the same name has the same content, so that nothing is ever kept twice or written over."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, passing = tempfile.mkstemp(dir=place.parent, prefix=".coming-")
        try:
            with os.fdopen(descriptor, "wb") as written:
                for piece in content.chunks():
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
            Path(passing).replace(place)
        except BaseException:
            Path(passing).unlink(missing_ok=True)
            raise
        for folder in (place.parent, place.parent.parent):
            _flush(folder)
        return name


def _flush(folder: Path) -> None:
    """Write down that a name is in its folder; Windows knows no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage() -> Storage:
    """The storage of the settings."""
    return storages[ALIAS]


@contextmanager
def _as_fault() -> Iterator[None]:
    """Let what a bucket's library raises be an OSError, as on disk: whoever reads or writes has one thing to expect."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("boto3", "botocore", "s3transfer"):
            raise
        raise OSError(str(error)) from error


def keep(file: IO[bytes], sha256: str, size: int, *, anew: bool = False) -> str:
    """Keep a file and give its path; one that is there already is not written again.

    Args:
        file: its content.
        sha256: of its content.
        size: its length; one of another length that is there came short, and is written over.
        anew: whether it is written over whatever is there.

    Raises:
        OSError: the store does not take it.
    """
    path = f"{sha256[:2]}/{sha256}"
    kept = storage()
    with _as_fault():
        if not anew and kept.exists(path) and kept.size(path) == size:
            return path
        file.seek(0)
        return str(kept.save(path, File(file, name=sha256)))


def opened(path: str) -> "File[Any]":
    """A kept file, to be read.

    Raises:
        OSError: it is not there, or the store does not answer.
    """
    with _as_fault():
        return storage().open(path, "rb")


def pieces(path: str) -> Iterator[bytes]:
    """A kept file in pieces."""
    with _as_fault(), opened(path) as file:
        yield from file.chunks(_PIECE)


def is_intact(path: str, sha256: str) -> bool:
    """Whether a file is there and its content is what was kept."""
    counted = hashlib.sha256()
    try:
        for piece in pieces(path):
            counted.update(piece)
    except OSError:  # a missing object of S3 is one as well: FileNotFoundError
        return False
    return counted.hexdigest() == sha256
