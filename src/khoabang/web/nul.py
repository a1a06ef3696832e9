"""The character that no text has: PostgreSQL keeps none with it, and nobody types it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"
PUBLIC = "khoabang.web.portal."


class WithoutNul:
    """An address with it is nobody's; out of what is sent it is left, before any view reads that."""

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


def cleaned(sent: QueryDict) -> QueryDict:
    """What was sent, without the character."""
    if not any(NUL in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    plain = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        plain.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    return QueryDict(plain.urlencode(), encoding=sent.encoding)
