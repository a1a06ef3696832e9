"""What every page knows: the same page in the other languages."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def languages(request: HttpRequest) -> dict[str, object]:
    return {"other_languages": in_other_languages(request.get_full_path())}


def in_other_languages(address: str) -> list[dict[str, str]]:
    """Give where the page of an address is in each other language."""
    return [
        {"code": code, "name": name, "url": translate_url(address, code)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]
