"""Where the reader is, and where one can go from there."""

from collections.abc import Mapping

from django import template
from django.template import Context

from khoabang.web.workspace import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[Mapping[str, str]]:
    """The ways from here; none on a page that stands nowhere."""
    here = getattr(context.get("request"), "here", None)
    return navigation.sections(here) if here is not None else []
