"""How the bodies of a group are spread over the scale that ranks them: each a dot, or counted where they are many."""

from typing import Final

from khoabang.charts.chart import Chart, Json, Table
from khoabang.charts.figures import basis, class_of, drawn, group_of, mean_of, posted, rank_of, shown
from khoabang.charts.layout import NARROW_WIDTH, PAGE_WIDTH, Key, Scale, legend_of, marked, round_scale, with_narrow
from khoabang.charts.letters import SMALL, literal
from khoabang.charts.look import SYMBOLS, base, filling
from khoabang.charts.standings import TOTALS, said
from khoabang.language import N_, text

_BINS: Final = 40
_MOST_DOTS: Final = 150  # more are counted in columns
_FEWEST: Final = 3  # of less there is no spread to speak of
_DOT, _NARROW_DOT = 18, 8  # pixels from one dot to the next
_SIDE = 30
_COLUMNS_HEIGHT = 260


def distribution(result: Json, group: str, lang: str = "vi") -> Chart | None:
    """Draw where the bodies of a group stand on the scale that ranks it, with their classes, the mean and the median.

    Returns:
        None where fewer than three bodies have a total.
    """
    found = group_of(result, group)
    by = basis(found)
    bodies = [body for body in posted(found) if drawn(body[by]) is not None]
    if len(bodies) < _FEWEST:
        return None
    values = [drawn(body[by]) or 0.0 for body in bodies]
    scale = round_scale(min(values), max(values), lang)
    classes = [name for name in found["class_names"] if any(class_of(body) == name for body in bodies)]
    names = [f"{name}: {sum(class_of(body) == name for body in bodies)}" for name in classes]
    bins = _binned(bodies, values, scale)
    if len(bodies) <= _MOST_DOTS:
        series = _dots(bodies, bins, scale, classes, names, by, lang)
        room = max(len(inside) for inside in bins) + 0.5
        key = Key(names, [SYMBOLS[place % len(SYMBOLS)] for place in range(len(names))])
        heights = int(room * _DOT), int(room * _NARROW_DOT)
    else:
        series = _columns(bins, scale, lang)
        room, key, heights = max(len(inside) for inside in bins) * 1.1, Key([]), (_COLUMNS_HEIGHT, _COLUMNS_HEIGHT)
    series[0]["markLine"] = marked(scale, "xAxis")
    series.append(_centres(found, by, lang))
    return Chart(
        _title(found, bodies, by, lang),
        _sentence(found, bodies, values, classes, names, by, lang),
        _table(bodies, classes, by, lang),
        *_standing(series, scale, room, key, heights),
        lang,
    )


def _binned(bodies: list[Json], values: list[float], scale: Scale) -> list[list[Json]]:
    bins: list[list[Json]] = [[] for _ in range(_BINS)]
    for body, value in sorted(zip(bodies, values, strict=True), key=lambda pair: pair[1]):
        place = int((value - scale.low) / (scale.high - scale.low) * _BINS)
        bins[min(_BINS - 1, max(0, place))].append(body)
    return bins


def _middle(place: int, scale: Scale) -> float:
    return scale.low + (place + 0.5) * (scale.high - scale.low) / _BINS


def _dots(
    bodies: list[Json], bins: list[list[Json]], scale: Scale, classes: list[str], names: list[str], by: str, lang: str
) -> list[Json]:
    of_class: dict[str, list[Json]] = {name: [] for name in classes} or {"": []}
    rest: list[Json] = of_class.setdefault("", []) if any(class_of(body) not in of_class for body in bodies) else []
    for place, inside in enumerate(bins):
        for level, body in enumerate(inside):
            rank = rank_of(body)
            place_words = text(N_("hạng {rank}"), lang, rank=rank) + ", " if rank else ""
            hint = literal(f"{body['name']}\n{place_words}{said(body, by, lang)}")
            dot = {"value": [_middle(place, scale), level + 0.5], "tooltip": {"formatter": hint}}
            of_class.get(class_of(body), rest).append(dot)
    series = []
    for place, (name, dots) in enumerate(of_class.items()):
        series.append(
            {
                "type": "scatter",
                "name": literal(names[place]) if name else "",
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "symbolSize": _DOT - 3,
                "itemStyle": {"color": f"@{place + 1}", "opacity": 1},
                "data": dots,
            }
        )
    return series


def _columns(bins: list[list[Json]], scale: Scale, lang: str) -> list[Json]:
    data = [
        {
            "value": [_middle(place, scale), len(inside)],
            "tooltip": {"formatter": text(N_("{count} đơn vị"), lang, count=len(inside))},
        }
        for place, inside in enumerate(bins)
    ]
    return [{"type": "bar", "barWidth": "90%", "itemStyle": filling(0), "data": data}]


def _centres(group: Json, by: str, lang: str) -> Json:
    """Lines at the mean and, where it is on this scale, the median; their texts stand one above the other."""
    total = group["statistics"]["total"]
    known = [
        (N_("Trung bình {figure}"), mean_of(total, by), "solid", 6),
        (N_("Trung vị {figure}"), total["median"] if by == "points" else None, "dashed", 24),
    ]
    lines = [
        {
            "xAxis": place,
            "lineStyle": {"color": "@strong", "type": style, "width": 2},
            "label": {"formatter": literal(text(words, lang, figure=shown(figure, lang))), "distance": away},
        }
        for words, figure, style, away in known
        if (place := drawn(figure)) is not None
    ]
    label = {"position": "end", "color": "@strong", "fontSize": SMALL}
    marks = {"silent": True, "symbol": "none", "label": label, "data": lines}
    return {"type": "scatter", "name": "", "data": [], "markLine": marks}


def _standing(series: list[Json], scale: Scale, room: float, key: Key, heights: tuple[int, int]) -> tuple[Json, int, int]:
    legend, top = legend_of(key, PAGE_WIDTH)
    narrow_legend, narrow_top = legend_of(key, NARROW_WIDTH)
    over = max((line["label"]["distance"] + 18 for line in series[-1]["markLine"]["data"]), default=0)
    foot = 34
    option = {
        **base(),
        "legend": legend,
        "grid": {"left": _SIDE, "right": _SIDE, "top": top + over, "height": heights[0]},
        "xAxis": {
            "type": "value",
            "min": scale.low,
            "max": scale.high,
            "axisLabel": {"show": False},
            "axisTick": {"show": False},
            "splitLine": {"show": False},
            "axisLine": {"show": True, "lineStyle": {"color": "@soft"}},
        },
        "yAxis": {"type": "value", "min": 0, "max": room, "show": False},
        "series": series,
    }
    changed = {
        "legend": narrow_legend,
        "grid": {"left": _SIDE - 6, "right": _SIDE - 6, "top": narrow_top + over, "height": heights[1]},
        "series": [{"symbolSize": _NARROW_DOT - 1} if each["type"] == "scatter" else {} for each in series],
    }
    return with_narrow(option, changed), top + over + heights[0] + foot, narrow_top + over + heights[1] + foot


def _title(group: Json, bodies: list[Json], by: str, lang: str) -> str:
    mean, spread = mean_of(group["statistics"]["total"], by), group["statistics"]["total"]["spread"]
    if by == "points" and drawn(spread) is not None:
        return text(N_("Đơn vị cao nhất hơn đơn vị thấp nhất {figure} điểm"), lang, figure=shown(spread, lang))
    if drawn(mean) is not None:
        return text(N_("Trung bình của {count} đơn vị: {figure}"), lang, count=len(bodies), figure=shown(mean, lang))
    return text(N_("{count} đơn vị trên thang điểm"), lang, count=len(bodies))


def _sentence(
    group: Json, bodies: list[Json], values: list[float], classes: list[str], names: list[str], by: str, lang: str
) -> str:
    low, high = bodies[values.index(min(values))], bodies[values.index(max(values))]
    told = [
        text(
            N_("Mỗi chấm là một đơn vị ({group}), đặt theo {scale}: thấp nhất {low}, cao nhất {high}.")
            if len(bodies) <= _MOST_DOTS
            else N_("Mỗi cột đếm số đơn vị ({group}) theo {scale}: thấp nhất {low}, cao nhất {high}."),
            lang,
            group=group["name"],
            scale=text(TOTALS[by], lang).lower(),
            low=shown(low[by], lang),
            high=shown(high[by], lang),
        )
    ]
    if classes:
        told.append(text(N_("Xếp loại: {classes}."), lang, classes="; ".join(names)))
    return " ".join(told)


def _table(bodies: list[Json], classes: list[str], by: str, lang: str) -> Table:
    headings = [text(N_("Đơn vị"), lang), text(N_("Hạng"), lang), text(TOTALS[by], lang)]
    if classes:
        headings.append(text(N_("Xếp loại"), lang))
    rows = [(body["name"], rank_of(body), shown(body[by], lang), *([class_of(body)] if classes else [])) for body in bodies]
    return Table(tuple(headings), tuple(rows))
