"""Forms are answered only where a page of this site sent them, without a cookie to tell by: the browser itself says where a request began.

Nobody signs in here, so a foreign page could not act in anybody's name; it could still have a reader's browser fill the site.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from khoabang.web.portal.failures import failure

View = Callable[..., HttpResponse]


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request; what is no browser says nothing, and carries nobody's rights."""
    began = request.headers.get("Sec-Fetch-Site")
    if began is not None:
        return began in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def answers(*methods: str) -> Callable[[View], View]:
    """Let a view answer these methods, and POST from pages of this site alone."""

    def decorated(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
            if request.method not in methods:
                words = gettext("Địa chỉ này chỉ nhận dữ liệu gửi từ nút bấm trên trang.")
                response = failure(request, 405, gettext("Không nhận yêu cầu này"), words)
                response.headers["Allow"] = ", ".join(methods)
                return response
            if request.method == "POST" and not is_from_here(request):
                words = gettext("Yêu cầu đến từ một trang khác. Hãy mở trang này và gửi lại từ đây.")
                return failure(request, 403, gettext("Không nhận yêu cầu này"), words)
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return answered

    return decorated
