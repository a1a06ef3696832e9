"""What every answer has in common: methods, languages, who may read it, conditions, pages, and refusals as problem+json (RFC 9457).

Everything here is public and carries no cookie, so any page of any site may read it. It is kept by caches and asked about each time: a
correction is never hidden by an old copy, and asking costs little (304).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language, gettext, override
from django.views.decorators.csrf import csrf_exempt

from khoabang.language import N_
from khoabang.web.deployment import code_fingerprint

JSON, PROBLEM = "application/json", "application/problem+json"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"json": JSON, "csv": CSV, "xlsx": XLSX}
PAGE, MOST = 100, 1000
MOST_OFFSET = 10_000_000
LANGUAGE, FORMAT = "lang", "format"
_METHODS = "GET, HEAD, OPTIONS"
_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Disposition, Retry-After",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Allow": _METHODS,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
WORDS = {
    400: (N_("Không hiểu yêu cầu"), N_("Hãy so địa chỉ với trang mô tả.")),
    404: (N_("Không có ở đây"), N_("Hãy lấy mã từ danh sách: các đợt đánh giá, các khối của đợt, các cơ quan của khối.")),
    405: (N_("Chỉ để đọc"), N_("Hãy dùng GET hoặc HEAD.")),
    406: (
        N_("Không có dạng được yêu cầu"),
        N_("Hãy yêu cầu một dạng có sẵn bằng tham số format hoặc bằng Accept: json, csv, xlsx."),
    ),
    422: (N_("Tham số không dùng được"), N_("Hãy sửa các tham số được nêu rồi gửi lại.")),
    500: (N_("Hệ thống đang lỗi"), N_("Lỗi không phải do yêu cầu này. Hãy thử lại sau ít phút.")),
}


class Refusal(Exception):
    """The request is not answered: with which status, why, and which parameters are at fault (name and what is wrong with it)."""

    def __init__(self, status: int, detail: str = "", errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(status)
        self.status, self.detail, self.errors = status, detail, errors


class Page(NamedTuple):
    """Which rows are asked for; no `limit`: a page in JSON, all the rest in a table."""

    limit: int | None = None
    offset: int = 0

    def of(self, rows: Sequence[Any]) -> list[Any]:
        """The rows of this page in JSON."""
        return list(rows[self.offset : self.offset + (self.limit or PAGE)])


def served(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of this interface: read-only, open to every site, in the language asked for by `lang`."""

    @csrf_exempt
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = request.GET.get(LANGUAGE, settings.LANGUAGE_CODE)
        with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            response = _answered(view, request, args, kwargs)
            response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        patch_vary_headers(response, ("Accept",))
        for name, value in _SHARED.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "public, no-cache" if response.status_code < 400 else "no-store")
        return response

    return answer


def _answered(view: Callable[..., HttpResponseBase], request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    asked = request.method
    if asked == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT)
    if asked not in ("GET", "HEAD"):
        return refused(Refusal(405), {"Allow": _METHODS})
    request.method = "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = asked
    if asked == "HEAD" and isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Why there is no answer, and what to do."""
    title, remedy = WORDS[refusal.status]
    content = {
        "type": f"{reverse('api:page')}#{refusal.status}",
        "title": gettext(title),
        "status": refusal.status,
        "detail": refusal.detail or gettext(title),
        "remedy": gettext(remedy),
        "errors": [{"parameter": name, "detail": said} for name, said in refusal.errors],
    }
    return HttpResponse(written(content), content_type=PROBLEM, status=refusal.status, headers=dict(headers or {}))


def written(content: Any) -> bytes:
    """JSON as it goes out."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def wanted(request: HttpRequest, offered: Sequence[str]) -> str:
    """The form of the answer: by `format`, or else by Accept; JSON where both leave it open.

    Raises:
        Refusal: none of those offered is wanted.
    """
    named = request.GET.get(FORMAT)
    if named is not None:
        if named in offered:
            return named
        detail = gettext("Ở đây không có dạng «{format}»; có: {offered}.").format(format=named, offered=", ".join(offered))
        raise Refusal(406, detail, [(FORMAT, detail)])
    if not request.headers.get("Accept"):
        return offered[0]
    accepted = request.get_preferred_type([FORMATS[each] for each in offered])
    if accepted is None:
        detail = gettext("Accept không nhận dạng nào có ở đây: {offered}.").format(offered=", ".join(offered))
        raise Refusal(406, detail, [("Accept", detail)])
    return next(each for each in offered if FORMATS[each] == accepted)


def conditional(request: HttpRequest, key: str, make: Callable[[], HttpResponse]) -> HttpResponseBase:
    """An answer that is told apart by what it is made from and by the address: not made again for who has it already.

    Args:
        request: what is asked.
        key: the fingerprint of the result it is made from.
        make: makes it.
    """
    made_from = (key, code_fingerprint(), request.path, urlencode(sorted(request.GET.lists()), doseq=True), _accept(request))
    etag = quote_etag(hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:40])
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else make()
    if response.status_code < 400:
        response.headers["ETag"] = etag
    return response


def _accept(request: HttpRequest) -> str:
    return "" if FORMAT in request.GET else request.headers.get("Accept", "")


def links(request: HttpRequest, page: Page, total: int) -> str:
    """The Link header of a page of rows (RFC 8288): first, prev, next, last."""
    limit = page.limit or PAGE
    last = max(0, (total - 1) // limit * limit)
    found = {"first": 0, "prev": max(0, min(page.offset - limit, last)), "next": page.offset + limit, "last": last}
    if page.offset == 0:
        del found["prev"]
    if page.offset + limit >= total:
        del found["next"]
    asked = {name: value for name, value in request.GET.items() if name not in ("limit", "offset")}
    return ", ".join(
        f'<{request.path}?{urlencode({**asked, "limit": limit, "offset": offset})}>; rel="{name}"'
        for name, offset in found.items()
    )
