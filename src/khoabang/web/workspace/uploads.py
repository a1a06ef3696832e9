"""Files on their way in: written to disk as they come, and dropped as soon as one is over the limit. The view finds out and says so."""

from typing import IO, Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from khoabang.web.evidence.limits import MAX_FILE, MAX_REQUEST


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
