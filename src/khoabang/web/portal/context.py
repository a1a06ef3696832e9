"""What every page knows: the same page in the other languages, and the one address of a page that everybody may read."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override

from khoabang.web.portal.feeds import absolute


def languages(request: HttpRequest) -> dict[str, object]:
    match = request.resolver_match
    if match is None or match.url_name is None:
        return {"other_languages": in_other_languages(request.get_full_path())}
    public = match.namespace == "portal" and not match.url_name.startswith(("audit-", "error-report-"))
    query = request.META.get("QUERY_STRING", "")
    found = []
    for code, name in _others():
        with override(code):
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        found.append({"code": code, "name": name, "url": f"{path}?{iri_to_uri(query)}" if query else path})
    return {"other_languages": found, "canonical": absolute(request, request.path) if public else ""}


def in_other_languages(address: str) -> list[dict[str, str]]:
    """Give where the page of an address is in each other language."""
    return [{"code": code, "name": name, "url": translate_url(address, code)} for code, name in _others()]


def _others() -> list[tuple[str, str]]:
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
