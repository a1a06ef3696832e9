"""A group's statistics in the sentences a published article would use."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from khoabang.web.portal.summary import Change, End, Summary

NAMED_AT_MOST = 3


def telling(summary: Summary, previous_year: str) -> SafeString:
    """Mean, index, highest, lowest and spread, each with what it is compared to; what is not known is not said."""
    sentences = [
        _mean(summary, previous_year),
        format_html(_("Chỉ số trung bình là <b>{}</b>."), summary.mean_index.text) if summary.mean_index.text else None,
        format_html(_("Cao nhất là {}."), _end(summary.highest)) if summary.highest else None,
        format_html(_("Thấp nhất là {}."), _end(summary.lowest)) if summary.lowest else None,
        format_html(_("Chênh lệch giữa đơn vị cao nhất và thấp nhất là <b>{}</b> điểm."), summary.spread.text)
        if summary.spread.text
        else None,
    ]
    return format_html_join(" ", "{}", ((sentence,) for sentence in sentences if sentence))


def _mean(summary: Summary, previous_year: str) -> SafeString | None:
    if not summary.mean.text:
        return None
    said = ngettext(
        "Điểm trung bình của {} đơn vị là <b>{}</b> điểm", "Điểm trung bình của {} đơn vị là <b>{}</b> điểm", summary.of
    )
    parts = [format_html(said, summary.of, summary.mean.text)]
    if summary.mean_percent.text:
        parts.append(format_html(_(" (đạt <b>{}%</b> điểm tối đa)"), summary.mean_percent.text))
    if summary.change:
        parts.append(_change(summary.change, previous_year))
    return format_html("{}.", format_html_join("", "{}", ((part,) for part in parts)))


def _change(change: Change, year: str) -> SafeString:
    if change.direction == "same":
        said = format_html(_(", bằng năm {}"), year)
    elif change.direction == "up":
        said = format_html(_(", tăng <b>{}</b> điểm so với năm {}"), change.size, year)
    else:
        said = format_html(_(", giảm <b>{}</b> điểm so với năm {}"), change.size, year)
    return format_html('{} <span class="flag">{}</span>', said, _("dựa trên giá trị suy ra")) if change.inferred else said


def whole(bodies: int, classed: int) -> str:
    """How many bodies a round has, above the counts of its classes."""
    if classed == bodies:
        return ngettext("{} đơn vị được đánh giá, xếp loại:", "{} đơn vị được đánh giá, xếp loại:", bodies).format(bodies)
    return ngettext("{} đơn vị, {} được xếp loại:", "{} đơn vị, {} được xếp loại:", bodies).format(bodies, classed)


def _end(end: End) -> SafeString:
    said = [
        _("chỉ số {}").format(end.index.text) if end.index.text else "",
        _("{} điểm").format(end.points.text) if end.points.text else "",
        _("đạt {}% điểm tối đa").format(end.percent.text) if end.percent.text and not end.index.text else "",
    ]
    figures = ("; " if end.index.text else ", ").join(part for part in said if part)
    return format_html("{} ({})", names_told(end.names), figures) if figures else names_told(end.names)


def names_told(names: Iterable[str]) -> SafeString:
    """Names in bold, marked as Vietnamese on a page in another language; many are counted, not listed."""
    listed = list(names)
    mark = SafeString("" if get_language() == "vi" else ' lang="vi"')
    shown = format_html_join(", ", "<b{}>{}</b>", ((mark, name) for name in listed[:NAMED_AT_MOST]))
    more = len(listed) - NAMED_AT_MOST
    return format_html(_("{} và {} đơn vị khác"), shown, more) if more > 0 else shown
