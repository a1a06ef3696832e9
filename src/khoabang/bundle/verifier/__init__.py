"""The verifier: one HTML page that opens a bundle in a browser, without installation or network."""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

NAME = "verify.html"
_HERE = Path(__file__).parent
_SCRIPTS = ("archive.js", "numbers.js", "checks.js", "words.js", "screen.js")


def script() -> str:
    """Give the page's one script."""
    return "".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)


@cache
def sources() -> dict[str, str]:
    """Give, by directive, what its content security policy allows: its own script and style, by their hashes."""
    return {"script-src": _hash(script()), "style-src": _hash(_style())}


def policy() -> str:
    """Give its content security policy: nothing from anywhere."""
    allowed = "; ".join(f"{directive} {source}" for directive, source in sources().items())
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


@cache
def page() -> bytes:
    """Give the page: the same bytes for the same version of the software."""
    text = (_HERE / "page.html").read_text(encoding="utf-8")
    return text.replace("{policy}", policy()).replace("{style}", _style()).replace("{script}", script()).encode()


def _style() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
