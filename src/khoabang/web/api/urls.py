"""Addresses: of the interface, the same in every language, and of the page about it."""

from typing import Any

from django.urls import path, re_path

from khoabang.web.api import bodies, editions, pages, rounds
from khoabang.web.api.answers import served
from khoabang.web.api.operations import api

DECLARED = (bodies, rounds, editions)  # their operations are declared by being read

app_name = "api"
urlpatterns = [path("", pages.page, name="page")]


def interface() -> tuple[list[Any], str, str]:
    """The operations of version 1 as `path` takes them, their description, and what answers every other address below it."""
    patterns, app, namespace = api.urls
    for each in patterns:
        if each.callback is not None:
            each.callback = served(each.callback)
    described = path("openapi.json", served(pages.openapi), name="openapi")
    return [described, *patterns, re_path("", served(pages.nothing))], app, namespace
