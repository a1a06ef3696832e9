"""Where the parts of a chart stand, on a wide page and on a narrow screen: rows with names, legends, lines at round values.

An option is pure JSON, so numbers on axes are no functions of the browser's: they are lines at chosen places with their text.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Final

from khoabang.charts.chart import NARROW, Json
from khoabang.charts.figures import number
from khoabang.charts.letters import SMALL, TEXT, folded, literal, measured
from khoabang.charts.look import base

WIDE_WIDTH: Final = 960
NARROW_WIDTH: Final = 380
PAGE_WIDTH: Final = 720
"""Pixels that a chart takes on a page of A4; what is reserved for a legend on top of a wide chart is enough here too."""
MOST_ROWS: Final = 60
"""More rows than this are no picture any more; the table of the ranking has them all."""

_NAMES, _NARROW_NAMES = 320, 118
_LINE, _SMALL_LINE = 17, 15
_ENOUGH = 1e-9
_FEW_MARKS = 3  # more of them would run into each other on a narrow screen


@dataclass(frozen=True, slots=True)
class Scale:
    """The values between which a chart is drawn, and the places that are marked, with their texts."""

    low: float
    high: float
    marks: tuple[tuple[float, str], ...] = ()
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Named rows, one below the other, from the top.

    Attributes:
        names: on the left.
        ends: what stands at the right end of each row, if anything.
        short_ends: the same where there is little room.
        height: pixels of a row on a wide page, or more where a name has several lines.
    """

    names: list[str]
    ends: list[str] = field(default_factory=list)
    short_ends: list[str] = field(default_factory=list)
    height: int = 26


@dataclass(frozen=True, slots=True)
class Key:
    """What a legend names, with the sign of each where it is no coloured box."""

    names: list[str]
    icons: list[str] = field(default_factory=list)


def lying(rows: Rows, scale: Scale, series: list[Json], key: Key | None = None) -> tuple[Json, int, int]:
    """Lay out rows along a horizontal scale. The lines at the marks are hung on the first series.

    Returns:
        The option, its height on a wide page and on a narrow screen.
    """
    wide, narrow = _names(rows, _NAMES, TEXT, _LINE), _names(rows, _NARROW_NAMES, SMALL, _SMALL_LINE)
    legend, top = legend_of(key, PAGE_WIDTH)
    narrow_legend, narrow_top = legend_of(key, NARROW_WIDTH)
    head, foot = (20 if scale.marks else 0), 10
    ends, short_ends = _ends(rows.ends, TEXT), _ends(rows.short_ends or rows.ends, SMALL)
    if scale.marks:
        series[0]["markLine"] = marked(scale, "xAxis")
    option = {
        **base(),
        "legend": legend,
        "grid": {"left": wide.room + 16, "right": ends.room, "top": top + head, "height": wide.height},
        "xAxis": {"type": "value", "min": scale.low, "max": scale.high, "show": False, "inverse": scale.inverse},
        "yAxis": [wide.axis, ends.axis],
        "series": series,
    }
    changed = {
        "legend": narrow_legend,
        "grid": {"left": narrow.room + 12, "right": short_ends.room, "top": narrow_top + head, "height": narrow.height},
        "yAxis": [narrow.axis, short_ends.axis],
    }
    if len(scale.marks) > _FEW_MARKS:
        changed["series"] = [{"markLine": marked(replace(scale, marks=scale.marks[::2]), "xAxis")}]
    return with_narrow(option, changed), top + head + wide.height + foot, narrow_top + head + narrow.height + foot


@dataclass(frozen=True, slots=True)
class _Axis:
    axis: Json
    room: int
    height: int = 0


def _names(rows: Rows, most: int, size: int, line: int) -> _Axis:
    room = min(most, max((measured(literal(name), size) for name in rows.names), default=0))
    texts = [folded(literal(name), room, size) for name in rows.names]
    room = max((math.ceil(measured(part, size)) for text in texts for part in text.split("\n")), default=0)
    tallest = max((text.count("\n") + 1 for text in texts), default=1)
    return _Axis(_category(texts, size, line, color="@soft"), room, len(texts) * max(rows.height, tallest * line + 6))


def _ends(texts: list[str], size: int) -> _Axis:
    room = max((math.ceil(measured(text, size)) for text in texts), default=0)
    return _Axis(
        _category([literal(text) for text in texts], size, _LINE, margin=14, color="@paper"), room + (26 if texts else 16)
    )


def _category(texts: list[str], size: int, line: int, color: str, margin: int = 8) -> Json:
    return {
        "type": "category",
        "inverse": True,
        "data": texts,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": color}},
        "axisLabel": {"interval": 0, "color": "@ink", "fontSize": size, "lineHeight": line, "margin": margin},
    }


def legend_of(key: Key | None, width: int) -> tuple[Json, int]:
    """Give a legend that stands on top, and the pixels that it takes away at `width`."""
    if key is None or not key.names:
        return {"show": False}, 12
    room = width - 32
    lines, used = 1, 0.0
    for name in key.names:
        needed = min(measured(literal(name), SMALL) + 42, room)
        if used and used + needed > room:
            lines, used = lines + 1, 0.0
        used += needed
    data = [{"name": literal(name), **({"icon": key.icons[place]} if key.icons else {})} for place, name in enumerate(key.names)]
    option: Json = {
        "top": 6,
        "left": 8,
        "right": 8,
        "itemWidth": 22 if not key.icons else 14,
        "itemHeight": 12,
        "itemGap": 12,
        "selectedMode": False,
        "textStyle": {"fontSize": SMALL, "color": "@ink", "width": room - 40, "overflow": "truncate"},
        "data": data,
    }
    return option, lines * 24 + 16


def marked(scale: Scale, axis: str) -> Json:
    """Give thin lines at the marks of a scale, with their texts at the foot."""
    return {
        "silent": True,
        "symbol": "none",
        "z": 1,
        "lineStyle": {"color": "@hair", "type": "solid", "width": 1},
        "label": {"position": "start", "color": "@soft", "fontSize": SMALL, "distance": 6},
        "data": [{axis: place, "label": {"formatter": literal(words)}} for place, words in scale.marks],
    }


def round_scale(low: float, high: float, lang: str, unit: str = "", wanted: int = 5) -> Scale:
    """Give a scale that holds two values and begins and ends at round ones: steps of 1, 2 or 5 times a power of ten."""
    if high == low:
        high = low + (abs(low) or 1.0)
    span = high - low
    places = 0
    step = 1.0
    while step > span / wanted:
        step, places = step / 10, places + 1
    while step * 10 <= span / wanted:
        step, places = step * 10, places - 1
    step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= span / wanted - _ENOUGH)
    first, last = int(low // step), -int(-high // step)
    written = [f"{step * place:.{max(0, places)}f}" for place in range(first, last + 1)]
    marks = tuple((float(place), number(place, lang) + unit) for place in written)
    return Scale(marks[0][0], marks[-1][0], marks)


def with_narrow(option: Json, changed: Json) -> Json:
    """Say what changes in an option on a narrow screen."""
    return {"baseOption": option, "media": [{"query": {"maxWidth": NARROW - 1}, "option": changed}]}
