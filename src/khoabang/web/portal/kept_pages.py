"""Ranking pages that are kept in memory as they went out, for whoever asks the same again without being signed in.

A page is kept under its whole address and language, together with what was public of its round then; it is handed out only while that is
still so. A correction, a withdrawal or other code makes another page at once.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from khoabang.web.rounds import selectors

_RANKING = re.compile(r"/(?:en/)?dot/([^/]+)/[^/]+/")
MOST_BYTES = 32_000_000
MOST_OF_ADDRESS = 500  # characters: longer ones are asked by nobody twice
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page with its headers, and what was public of its round when it was made."""

    public: str
    content: bytes
    headers: dict[str, str]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page again, or 304 for who has it."""
        response = HttpResponse(self.content)
        del response.headers["Content-Type"]
        for name, value in self.headers.items():
            response.headers[name] = value
        return get_conditional_response(request, etag=self.headers["ETag"], response=response) or response


class KeptPages:
    """The outermost of what a request goes through: a page that is kept needs none of the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = _RANKING.fullmatch(request.path_info)
        key = _key(request) if found else None
        if found is None or key is None:
            return self.get_response(request)
        # Asked before the page is made: one that a correction overtakes is kept as what it was, and never handed out.
        public = selectors.public_now(found[1])
        if public is None:
            return self.get_response(request)
        kept = self.kept.get(key)
        if kept is not None and kept.public == public:
            return kept.answer(request)
        response = self.get_response(request)
        if _may_be_kept(response):
            self.keep(key, Kept(public, response.content, dict(response.headers)))
        return response

    def keep(self, key: Key, page: Kept) -> None:
        """Keep a page; those asked for longest ago go when there are too many."""
        with self.lock:
            if (before := self.kept.pop(key, None)) is not None:
                self.bytes -= len(before.content)
            self.kept[key] = page
            self.bytes += len(page.content)
            while self.bytes > MOST_BYTES:
                _, gone = self.kept.popitem(last=False)
                self.bytes -= len(gone.content)


def _key(request: HttpRequest) -> Key | None:
    """What tells a page from others; None where it may be somebody's own, or is not asked in the plain way."""
    address = request.get_full_path()
    if request.method != "GET" or len(address) > MOST_OF_ADDRESS or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return (request.scheme or "", host, address, "gzip" if "gzip" in request.headers.get("Accept-Encoding", "") else "")


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "ETag" in response.headers
        and "cookie" not in response.headers.get("Vary", "").lower()
    )
