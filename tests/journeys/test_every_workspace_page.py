"""Every page of the workspace and of the entrance, filled: fits at four widths, accessible in light and dark, closed, without errors.

The catalogue is held against the addresses that there are: a page without a look fails, and so does a look without a page.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation
from playwright.sync_api import Browser, Page

from journeys.catalogue import ANYWAY, CATALOGUE, CODES, NO_PAGES, Look, Sent
from journeys.conftest import Watched, watching
from journeys.serving import started
from journeys.test_every_page import faults_of
from ready import made_ready

pytestmark = pytest.mark.journey

SEND = """([form, typed, button, action]) => {
  const sent = document.querySelector(form);
  sent.noValidate = true;
  if (action) sent.action = action;
  for (const [name, value] of Object.entries(typed)) {
    const fields = sent.querySelectorAll(`[name="${name}"], [name$=".${name}"], [name$="-${name}"]`);
    if (!fields.length) throw new Error(`no field ${name}`);
    for (const each of fields) {
      if (["radio", "checkbox"].includes(each.type)) each.checked = each.value === value;
      else each.value = value;
    }
  }
  sent.requestSubmit(button ? sent.querySelector(button) : undefined);
}"""


OF_A_ROUND_RUN_HERE = ("editions", "edition", "edition-file")
"""Public pages that no round has which came in as published: test_every_page cannot look at them."""


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in (resolver or get_resolver()).url_patterns:
        if not isinstance(each, URLResolver):
            yield f"{space}{each.name}", each
        elif (each.namespace or "").startswith("api"):
            continue  # for programs; its one page is looked at in test_every_page
        elif each.namespace != "portal":
            yield from addresses(each, f"{each.namespace}:" if each.namespace else space)
        else:
            yield from ((f"portal:{one.name}", one) for one in each.url_patterns if one.name in OF_A_ROUND_RUN_HERE)


ADDRESSES = {str(each.name): (whole, each.pattern) for whole, each in addresses()}
KEYS: dict[str, Any] = {}
"""What the site told, for what is written `:key` in the catalogue."""


def known(value: Any) -> Any:
    return KEYS[value[1:]] if isinstance(value, str) and value.startswith(":") else value


def address(look: Look, name: str = "") -> str:
    """The path of a page, with what the look names and, for the rest, what its world has."""
    whole, pattern = ADDRESSES[name or look.name]
    world = look.who.partition(" ")[0]
    given = {"authority_code": world, "round_code": CODES.get(world, ""), **ANYWAY, **look.args}
    named = pattern.converters or pattern.regex.groupindex
    with translation.override(look.lang):
        return reverse(whole, kwargs={each: known(given[each]) for each in named})


def test_every_address_is_looked_at():
    looked_at = {each.name for area in CATALOGUE.values() for each in area}
    no_pages = {each.name for answering in NO_PAGES.values() for each in answering}
    assert sorted(looked_at | no_pages) == sorted(ADDRESSES)
    assert looked_at.isdisjoint(no_pages)


@dataclass
class Site:
    """The site, and the one window in which its pages are looked at, as one person after the other."""

    watch: Watched
    address: str
    sessions: dict[str, str]

    @property
    def page(self) -> Page:
        return self.watch.page

    def enter(self, who: str) -> None:
        self.page.context.clear_cookies()
        if who:
            self.page.context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.address}])

    def faults(self, look: Look) -> list[str]:
        """What is wrong with a page."""
        self.enter(look.who)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        got = self.page.goto(f"{address(look)}{look.query}")
        if look.sent is not None:
            with self.page.expect_navigation() as going:
                self.send(look, look.sent)
            got = going.value
        assert got is not None
        found = [] if got.status == look.status else [f"answers {got.status}"]
        with translation.override(look.lang):
            there = resolve(urlsplit(self.page.url).path).url_name
        found += [] if look.sent or there == look.name else [f"goes on to {there}"]
        found += faults_of(self.page)
        self.watch.said[:] = [each for each in self.watch.said if got.ok or f"status of {got.status}" not in each]
        for kind in (self.watch.violations(), self.watch.elsewhere, self.watch.failed, self.watch.said):
            found += kind
            kind.clear()
        return found

    def send(self, look: Look, sent: Sent) -> None:
        for name, (file, content) in sent.files.items():
            read = Path(known(content)).read_bytes() if isinstance(content, str) else content
            given = {"name": file, "mimeType": "application/octet-stream", "buffer": read}
            self.page.set_input_files(f"{sent.form} [name='{name}']", files=[given])  # type: ignore[list-item]
        typed = {name: known(value) for name, value in sent.typed.items()}
        self.page.evaluate(SEND, [sent.form, typed, sent.button, address(look, sent.to) if sent.to else ""])


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    program = [sys.executable, "-m", "journeys.every_stage"]
    data = made_ready(tmp_path_factory, "stages", [*program, "make"])
    with started([*program, "serve", str(data)], "{") as line:
        told = json.loads(line)
        KEYS.update({**told["keys"], "workbook": str(data / told["keys"]["workbook"])})
        with watching(browser, told["address"]) as watch:
            yield Site(watch, told["address"], told["sessions"])


@pytest.mark.parametrize("area", CATALOGUE)
def test_the_pages_of_an_area_are_accessible_closed_and_fit(site, area):
    found = {}
    for each in CATALOGUE[area]:
        if faults := site.faults(each):
            found[str(each)] = faults
    assert found == {}


def test_what_is_no_page_is_none(site):
    found = {}
    for status, answering in NO_PAGES.items():
        for each in answering:
            site.enter(each.who)
            got = site.page.context.request.get(address(each), max_redirects=0)
            is_page = got.headers.get("content-type", "").startswith("text/html") and b"<html" in got.body()
            if got.status != status or is_page:
                found[str(each)] = got.status
    assert found == {}
