"""Where the reader is, and where one can go from there."""

from collections.abc import Mapping
from html import escape

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django_stubs_ext import StrOrPromise

from khoabang.web.accounts.models import Person
from khoabang.web.assessments.following import Asked
from khoabang.web.notices.selectors import unread_count
from khoabang.web.workspace import navigation

register = template.Library()


@register.filter
def called(person: Person | None, names: Mapping[int, StrOrPromise]) -> StrOrPromise | Person:
    """Somebody as the reader may read of them: `names` has what stands in place of a name (`accounts.selectors.called_to_body`)."""
    return "" if person is None else names.get(person.pk, person)


@register.simple_tag(takes_context=True)
def sections(context: Context) -> SafeString:
    """The ways from here, each an item of a list; nothing on a page that stands nowhere."""
    request = context.get("request")
    here = getattr(request, "here", None)
    ways = navigation.sections(here) if here is not None else []
    path = getattr(request, "path", "")
    # A page below a section belongs to it; below the overview lies everything.
    above = [way["address"] for way in ways if path.startswith(way["address"]) and way["name"] != "workspace:round"]
    within = max(above, key=len, default="")
    items = (
        f'<li><a href="{escape(way["address"])}"{_mark(way["address"], path, within)}>{escape(way["words"])}</a></li>'
        for way in ways
    )
    return mark_safe("".join(items))  # noqa: S308 - each part is escaped


def _mark(address: str, path: str, within: str) -> str:
    """Say of a way that it leads to this very page, or to the section that the page belongs to."""
    if address == path:
        return ' aria-current="page"'
    return ' aria-current="true"' if address == within else ""


@register.simple_tag(takes_context=True)
def unread(context: Context) -> int:
    """How many notices the reader has not read."""
    user = getattr(context.get("request"), "user", None)
    return unread_count(user) if user is not None and user.is_authenticated else 0


@register.simple_tag
def sorted_by(asked: Asked, name: str) -> SafeString | str:
    """The mark of a column by which a table is sorted."""
    if asked.sort != name:
        return ""
    return mark_safe(' aria-sort="descending"' if asked.down else ' aria-sort="ascending"')  # noqa: S308 - one of two texts of ours


@register.simple_tag
def turned(asked: Asked, name: str) -> str:
    """The order that a column's head leads to: up first, then down."""
    return f"-{name}" if asked.sort == name and not asked.down else name
