"""Nothing leaves the machine, nothing runs that is not ours, nothing is remembered about a reader."""

import copy
import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client

from khoabang.web.rounds.services import result_import
from web.shipped import documents

pytestmark = pytest.mark.one_database

ADDRESSES = (
    "/",
    "/tim/?tim=so",
    "/gioi-thieu/",
    "/kiem-tra/",
    "/phuong-phap/",
    "/api/",
    "/khong-co/",
    "/dot/thai-binh-2020/",
    "/dot/demo-so-2026/so/",
    "/dot/thai-binh-2020/departments/vp-ubnd-tinh/?mo=het",
    "/bo-tieu-chi/thai-binh-so-2020/1/",
    "/en/dot/vinh-phuc-2019/",
)
LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


@pytest.fixture(params=ADDRESSES)
def address(request) -> str:
    return request.param


def test_the_policy_allows_nothing_but_our_own(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_other_headers_close_the_usual_doors(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_cookie_is_set(client, address):
    assert not client.get(address).cookies


def test_no_page_holds_inline_style_or_script(tags, address):
    for tag, attributes in tags(address):
        is_data = tag == "script" and attributes.get("type") == "application/ld+json"  # never run: not a script to a browser
        is_ours = tag == "script" and (attributes.get("src") or "").startswith("/static/khoabang/charts.js")
        assert is_data or is_ours or tag not in ("style", "script", "iframe", "object", "embed", "base"), tag
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)


def test_no_page_loads_anything_from_elsewhere(tags, address):
    for tag, attributes in tags(address):
        links = tag == "link" and attributes.get("rel") != "canonical"  # which names the page itself and loads nothing
        loaded = [value for name, value in attributes.items() if name in LOADING or (links and name == "href")]
        assert all(value and value.startswith("/") and not value.startswith("//") for value in loaded), (tag, attributes)


def test_static_files_carry_the_fingerprint_of_their_content(tags):
    sheets = [
        attributes["href"] or "" for tag, attributes in tags("/") if tag == "link" and attributes.get("rel") == "stylesheet"
    ]
    assert sheets
    assert all("?v=" in sheet for sheet in sheets)


HOSTILE = "<script>alert(1)</script>\"'&amp;{{ 7|add:7 }}"
WORDS = {"name", "title", "note", "text", "issuer", "at", "evidence", "source", "verifier", "unit", "label", "given", "inferred"}


def poisoned(data: Any) -> Any:
    """The same data with every word that an author writes replaced by an attack."""
    if isinstance(data, dict):
        return {key: HOSTILE if key in WORDS and isinstance(each, str) else poisoned(each) for key, each in data.items()}
    return [poisoned(each) for each in data] if isinstance(data, list) else data


def test_what_authors_write_is_shown_and_never_run(client, read):
    given = copy.deepcopy(documents("demo-so-2026"))
    of_its_own = {**json.loads(given["set_text"]), "version": "9"}
    set_text = json.dumps(poisoned(of_its_own), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document = poisoned(given["document"])
    document["set"]["version"] = "9"
    document["set"]["sha256"] = hashlib.sha256(set_text.encode()).hexdigest()
    document["round"]["notes"] = [HOSTILE]
    result_import(document=document, explanations=poisoned(given["explanations"]), set_text=set_text)
    body = "/dot/demo-so-2026/so/so-tu-phap/?mo=het"
    for address in (
        "/",
        "/tim/?tim=script",
        "/dot/demo-so-2026/",
        "/dot/demo-so-2026/so/?muc=1",
        body,
        "/bo-tieu-chi/demo-so-2026/9/",
    ):
        for language in ("", "/en"):
            page = client.get(language + address).content.decode()
            ours = re.compile(r'<script (type="application/ld\+json">{|src="/static/khoabang/charts\.js)')
            assert "<script" not in ours.sub("", page), language + address
            assert HOSTILE in read(language + address) or "tim" in address


@pytest.mark.parametrize(
    "address",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/khoabang/..%2f..%2f..%2fsettings.py",
        "/static//etc/passwd",
        "/static/khoabang/%00",
        "/dot/THAI-BINH-2020/",
        "/dot/thai-binh-2020//",
        "/dot/a%0d%0aSet-Cookie:%20x=1/",
        "/dot/demo-so-2026/so/thue/",
        "/dot/vinh-phuc-2019/departments/so-ngoai-vu-la/",
    ],
)
def test_what_is_not_a_page_leads_nowhere(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers


def test_a_foreign_host_is_answered_with_a_plain_page(client):
    client.raise_request_exception = False
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Không hiểu yêu cầu này" in response.content.decode()
    assert b"evil.example" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_sent_here_is_refused_in_the_readers_language(db, method):
    response = getattr(Client(HTTP_HOST="localhost", enforce_csrf_checks=True), method)("/en/")
    assert response.status_code == 403
    assert "These pages are for reading and accept no data." in response.content.decode()


def test_a_page_that_did_not_change_is_not_sent_again(client):
    first = client.get("/dot/thai-binh-2020/")
    again = client.get("/dot/thai-binh-2020/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
