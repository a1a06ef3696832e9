"""Files on their way in: written to disk as they come, and dropped as soon as one is over the limit. The view finds out and says so.

A table is looked at before it is taken: what was read goes to the page and comes back signed.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core import signing
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from khoabang.web.evidence.kinds import KINDS, clean_name
from khoabang.web.evidence.limits import MAX_FILE, MAX_REQUEST
from khoabang.web.organisations.tables import TableRefused

HOURS_KEPT = 12  # that a preview may be looked at
TABLE_AT_MOST = 5  # MB


class Bounded(TemporaryFileUploadHandler):
    """Keeps what comes in a passing file, never more than is allowed; what is dropped is remembered by its name."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if (self.content_length or 0) > MAX_REQUEST:
            self._drop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if start + len(raw_data) > MAX_FILE or self.taken > MAX_REQUEST:
            self._drop()
        super().receive_data_chunk(raw_data, start)

    def _drop(self) -> None:
        self.file.close()
        dropped = getattr(self.request, "dropped_files", [])
        self.request.dropped_files = [*dropped, self.file_name]  # type: ignore[union-attr]
        raise SkipFile


def files_sent(request: HttpRequest, name: str) -> list[tuple[IO[bytes], str]]:
    """The files of a field with the names that the sender gave them; a field left empty has none."""
    return [(file, file.name or "") for file in request.FILES.getlist(name)]


def dropped(request: HttpRequest) -> list[str]:
    """The names of files that were too large and were not kept."""
    request.FILES  # noqa: B018 - whatever came is read now
    return list(getattr(request, "dropped_files", []))


@contextmanager
def table_sent(request: HttpRequest) -> Iterator[tuple[Path, str]]:
    """The one file of a form, as a passing copy with its ending, and what it is called.

    Raises:
        TableRefused: there is none, or it is too large.
    """
    too_big, files = dropped(request), files_sent(request, "file")
    if too_big or any((file.size or 0) > TABLE_AT_MOST * 1_000_000 for file in request.FILES.getlist("file")):
        raise TableRefused(gettext("Tệp quá %(most)s MB. Chia nhỏ rồi gửi từng tệp.") % {"most": TABLE_AT_MOST})
    if not files:
        raise TableRefused(gettext("Chọn một tệp."))
    file, sent_as = files[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{PurePosixPath(sent_as).suffix.lower()[:6]}"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        yield path, clean_name(sent_as)


def kept(looked_at: Any, salt: str, whose: object) -> str:
    """What was read of a file for something, to go with its preview."""
    return signing.dumps([whose, looked_at], salt=salt, compress=True)


def kept_of(request: HttpRequest, salt: str, whose: object) -> Any:
    """What goes with a preview that is sent back.

    Raises:
        TableRefused: it is too old, not ours, or was read for something else.
    """
    try:
        meant, looked_at = signing.loads(request.POST.get("kept", ""), salt=salt, max_age=HOURS_KEPT * 3_600)
    except signing.BadSignature:
        meant = looked_at = None
    if meant != whose:
        raise TableRefused(gettext("Bản xem trước không còn dùng được. Hãy gửi lại tệp."))
    return looked_at


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to be kept."""
    response = HttpResponse(content, content_type=KINDS["xlsx"].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
