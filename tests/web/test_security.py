"""Nothing leaves the machine, nothing runs that is not ours, nothing is remembered about a reader."""

import pytest

ADDRESSES = (
    "/",
    "/tim/?tim=so",
    "/gioi-thieu/",
    "/phuong-phap/",
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
        assert tag not in ("style", "script", "iframe", "object", "embed", "base"), tag
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)


def test_no_page_loads_anything_from_elsewhere(tags, address):
    for tag, attributes in tags(address):
        loaded = [value for name, value in attributes.items() if name in LOADING or (tag == "link" and name == "href")]
        assert all(value and value.startswith("/") and not value.startswith("//") for value in loaded), (tag, attributes)


def test_static_files_carry_the_fingerprint_of_their_content(tags):
    sheets = [
        attributes["href"] or "" for tag, attributes in tags("/") if tag == "link" and attributes.get("rel") == "stylesheet"
    ]
    assert sheets
    assert all("?v=" in sheet for sheet in sheets)
