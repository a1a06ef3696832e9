"""Filters and tags of the portal's templates."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from khoabang.web.portal import words
from khoabang.web.portal.board import Board
from khoabang.web.portal.board_rows import BoardRows
from khoabang.web.portal.figures import Reading, day, number, read
from khoabang.web.portal.finding import Entry
from khoabang.web.portal.movement import Moved, moved
from khoabang.web.portal.policy_words import document_name
from khoabang.web.portal.summary import Tick
from khoabang.web.portal.telling import names_told
from khoabang.web.rounds.selectors import Current

_QUOTE = re.compile("«([^»]*)»")

register = template.Library()
register.filter("number", number)
register.filter("day", day)
register.filter("document_name", document_name)


@register.filter
def figure(value: Any) -> Reading:
    return read(value)


@register.filter
def said(code: str, table: str) -> str:
    """The words for a code: `{{ round.kind|said:"ROUND_KIND" }}`."""
    found: Mapping[str, str] = getattr(words, table)
    return words.word(found, code)


@register.filter
def movement(value: Any) -> Moved | None:
    return moved(value) if value else None


@register.filter
def stop(value: str) -> str:
    """A sentence with its full stop, once.

    >>> stop("Không TTHC"), stop("Xem ghi chú 1.")
    ('Không TTHC.', 'Xem ghi chú 1.')
    """
    return value if value.endswith((".", "!", "?", "…")) else f"{value}."


@register.filter
def quoted(text: str) -> SafeString:
    """A sentence in which the «names» of the set are marked as Vietnamese on a page in another language."""
    return SafeString(_QUOTE.sub(r'«<span lang="vi">\1</span>»', escape(text))) if get_language() != "vi" else escape(text)


@register.filter
def entry_url(entry: Entry) -> str:
    """Where what was found is shown, in the reader's language."""
    page = reverse(entry.view, args=entry.codes)
    return f"{page}#{quote(entry.at)}" if entry.at else page


@register.filter
def in_bold(name: str) -> SafeString:
    """A name within a sentence of ours, in bold and marked as Vietnamese on a page in another language."""
    return names_told([name])


@register.simple_tag(takes_context=True)
def in_vi(context: RequestContext) -> SafeString:
    """Marks data in their own language on a page in another: ` lang="vi"`, or nothing on a Vietnamese page."""
    return SafeString("") if get_language() == "vi" else SafeString(' lang="vi"')


@register.simple_tag
def ticks(strip: Iterable[Tick]) -> SafeString:
    """The bodies on the strip of a group, a line each."""
    classes = {True: "body first", False: "body"}
    lines = (f'<line class="{classes[each.is_first]}" x1="{each.x}" y1="10" x2="{each.x}" y2="34"/>' for each in strip)
    return SafeString("".join(lines))


@register.simple_tag
def board_rows(board: Board, current: Current, group_code: str, unlinked: object = False) -> SafeString:
    """The rows of a board."""
    return BoardRows(board, current, group_code, unlinked=bool(unlinked)).html()


@register.simple_tag
def svg_bar(length: int | None, mean: int | None = None) -> SafeString:
    """A bar of `length` thousandths, with a tick at the group's mean."""
    if length is None:
        return SafeString("")
    tick = format_html('<rect class="tick" x="{}" y="0" width="6" height="10"/>', max(0, mean - 3)) if mean is not None else ""
    return format_html(
        '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" x="0" y="0" width="1000" height="10"/>'
        '<rect class="fill" x="0" y="0" width="{}" height="10"/>{}</svg>',
        length,
        tick,
    )
