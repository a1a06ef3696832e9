"""What is downloaded to recheck a result: its open bundle, and the page that verifies one in a browser."""

from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khoabang.bundle.verifier import page, sources
from khoabang.web.portal.failures import NotHere
from khoabang.web.rounds import selectors
from khoabang.web.rounds.bundles import KeptBundle, bundle_of
from khoabang.web.rounds.models import EditionFile
from khoabang.web.rounds.selectors import Current


def bundle_shown(current: Current) -> KeptBundle | EditionFile | None:
    """The bundle of a result, with its size and hash: the file of its edition, or the one that was packed when it came in."""
    if current.edition is not None:
        return current.edition.files.defer("content").filter(kind="bundle").first()
    return bundle_of(current.result)


@require_safe
def bundle(request: HttpRequest, round_code: str) -> HttpResponseBase:
    """The bundle of a round's current result; its ETag is its SHA-256."""
    current = selectors.round_current(round_code)
    if current is None:
        raise Http404
    kept = bundle_shown(current)
    if kept is None:
        raise NotHere(gettext("Kết quả này chưa có gói dữ liệu mở."))
    if isinstance(kept, EditionFile):
        return redirect("portal:edition-file", round_code, current.result.edition, kept.name)
    etag = f'"{kept.sha256}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    name = f"{current.round.code}-{current.result.edition}.zip"
    response = FileResponse(kept.path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["ETag"] = etag
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(kept.sha256)).decode()}:"
    return response


@require_safe
@csp_replace({**{directive: [source] for directive, source in sources().items()}, "connect-src": [NONE], "form-action": [NONE]})
def verifier(request: HttpRequest) -> HttpResponse:
    """The page that every bundle holds too: whoever checks a bundle takes it from here."""
    content = page()
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response["ETag"] = f'"{sha256(content).hexdigest()}"'
    return response
