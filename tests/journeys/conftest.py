"""A site served as `khoabang serve --demo` serves it, and a page that is watched while it is read."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from journeys.serving import served
from ready import DEMONSTRATION, made_ready
from scanned import Scan, scan_of
from web.audit_samples import STATED, rows

START = "from pathlib import Path; from khoabang.web.serve import run; import sys; run(Path(sys.argv[1]), True, False, 0)"
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@pytest.fixture(scope="session")
def scan() -> Scan:
    """A scanned table in which one figure is misread."""
    table = rows()
    table[3][5] = "5S"
    return scan_of(table, ["Kết quả năm 2025"], [STATED])


@pytest.fixture(scope="session")
def site(tmp_path_factory, scan) -> Iterator[str]:
    """The address of a running site with every shipped evaluation, and with a stand-in for tesseract that reads `scan`."""
    data = made_ready(tmp_path_factory, "demonstration", DEMONSTRATION)
    program = scan.program(tmp_path_factory.mktemp("bin"), unsure={"43": "48"})
    environment = {**os.environ, "PATH": f"{program}{os.pathsep}{os.environ['PATH']}"}
    with served(START, str(data), environment=environment) as address:
        yield address


@dataclass
class Watched:
    """A page with what went wrong on it."""

    page: Page
    host: str
    elsewhere: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        return self.page.evaluate("window.violations")

    def on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before it was there
            self.failed.append(request.url)

    def on_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.elsewhere.append(request.url)


@contextmanager
def watching(browser: Browser, site: str, width: int = 1280, **context_options) -> Iterator[Watched]:
    """A page of a site at a width; afterwards nothing may have been violated, failed or asked of another host."""
    height = 844 if width < 500 else 900
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", base_url=site, **context_options)
    context.add_init_script(WATCH)
    page = context.new_page()
    watch = Watched(page, urlsplit(site).netloc)
    page.on("request", watch.on_request)
    page.on("requestfailed", watch.on_failure)
    page.on("console", lambda message: watch.said.append(message.text) if message.type in ("error", "warning") else None)
    yield watch
    if context_options.get("java_script_enabled", True):
        assert watch.violations() == []
    assert watch.elsewhere == []
    assert watch.failed == []
    assert watch.said == []
    context.close()


@pytest.fixture
def watched(browser: Browser, site: str) -> Callable:
    return partial(watching, browser, site)
