"""Text as it is kept: in one spelling (NFC), and without what nobody sees. Whatever people send becomes so here, before any view reads it.

A name with a joiner in it looks like another and is found by no search; a mark of direction shows a file's name backwards.
Files are not sent by hand: what is unseen in one is refused at its cell, by `scoring.files`.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from khoabang.scoring.files.characters import seen

NUL = "\x00"
PUBLIC = "khoabang.web.portal."


def plain(text: str) -> str:
    """A text in NFC, without characters that nobody sees; lines end in one way.

    >>> plain("Sở\u200b Y te\u0302\u0301\u202e")
    'Sở Y tế'
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", seen(text.replace("\r\n", "\n")))


class PlainText:
    """Gives views what was sent as it is kept. An address with NUL is nobody's: PostgreSQL keeps no text with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: dict[str, Any]) -> None:
        """Look at the address and at what came with it. What the public forms are sent they read themselves, within limits of their own."""
        if NUL in request.path:
            raise Http404
        request.GET = cleaned(request.GET)  # type: ignore[assignment] # it is immutable
        if not view.__module__.startswith(PUBLIC):
            request.POST = cleaned(request.POST)  # type: ignore[assignment] # as above
            named(request.FILES)


def cleaned(sent: QueryDict) -> QueryDict:
    """What was sent, in plain text."""
    if all(plain(text) == text for name, values in sent.lists() for text in (name, *values)):
        return sent
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        kept.setlist(plain(name), [plain(value) for value in values])
    kept._mutable = False  # noqa: SLF001 - as Django's own request does it
    return kept


def named(files: MultiValueDict[str, Any]) -> None:
    """Give files that were sent names in plain text."""
    for _field, each in files.lists():
        for file in each:
            file.name = plain(file.name or "") or file.name
