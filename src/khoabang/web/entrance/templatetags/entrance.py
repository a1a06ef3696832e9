"""What pages of coming in ask: whether passkeys work here, and which browser that is."""

import re

from django import template
from django.http import HttpRequest
from django.template import Context

from khoabang.web.entrance.adapters import passkeys_work_at

register = template.Library()

BROWSERS = (
    ("Cốc Cốc", r"coc_coc_browser/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari"),
)
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


@register.simple_tag(takes_context=True)
def passkeys_work(context: Context) -> bool:
    """Whether a browser takes passkeys at the address of this page."""
    return passkeys_work_at(context["request"])


@register.simple_tag(takes_context=True)
def at_localhost(context: Context) -> str:
    """The same page by the name of this machine, where it is asked for by the machine's own number."""
    request: HttpRequest = context["request"]
    host, _, port = request.get_host().partition(":")
    return f"http://localhost:{port or 80}{request.get_full_path()}" if host == "127.0.0.1" and not request.is_secure() else ""


@register.filter
def browser(agent: str) -> str:
    """A browser and its system, as people call them; what is unknown keeps its own first words."""
    for name, pattern in BROWSERS:
        found = re.search(pattern, agent)
        if found:
            system = next((each for each in SYSTEMS if each in agent), "")
            return f"{name} {found[1]}" + (f" · {system.replace('Mac OS X', 'macOS')}" if system else "")
    return agent[:40]
