"""Charts of one body: its profile beside its group, and its way over the years."""

from khoabang.charts.chart import Chart, Json, Table
from khoabang.charts.figures import annex_of, drawn, fraction, group_of, shown
from khoabang.charts.layout import Key, Rows, lying
from khoabang.charts.letters import literal
from khoabang.charts.standings import points_of, share, shares
from khoabang.language import N_, text
from khoabang.scoring.result.columns import scored_criteria


def profile(result: Json, group: str, body: str, lang: str = "vi") -> Chart | None:
    """Draw a body's share of each criterion's maximum beside the group's mean, and between which shares the group lies.

    Returns:
        None where the body has no such figures, or the group no means.
    """
    found = group_of(result, group)
    row = next((each for each in found["bodies"] if each["code"] == body), None)
    means = found["statistics"]["criteria"]
    if row is None:
        return None
    criteria = [
        part
        for part in scored_criteria(annex_of(result, found))
        if share(row, part["code"]) is not None and drawn(means.get(part["code"], {}).get("mean_index")) is not None
    ]
    if len(criteria) < 2:
        return None
    above = [part for part in criteria if _over(row, means, part["code"])]
    title = text(
        N_("{name} cao hơn trung bình khối ở {above} trong {count} tiêu chí")
        if above
        else N_("{name} không cao hơn trung bình khối ở tiêu chí nào trong {count} tiêu chí"),
        lang,
        name=row["name"],
        above=len(above),
        count=len(criteria),
    )
    sentence = text(
        N_(
            "Mỗi dòng là một tiêu chí: chấm tròn là tỷ lệ điểm {name} đạt được, vạch đứng là trung bình khối, dải nền từ thấp nhất đến cao nhất."
        ),
        lang,
        name=row["name"],
    )
    series = _strands(row, criteria, means, lang)
    rows = Rows([part["name"] for part in criteria], [points_of(row, part["code"], lang) for part in criteria], height=32)
    key = Key(
        [text(N_("Đơn vị này"), lang), text(N_("Trung bình khối"), lang), text(N_("Từ thấp nhất đến cao nhất"), lang)],
        ["circle", "rect", "roundRect"],
    )
    for each, name in zip((series[3], series[2], series[1]), key.names, strict=True):
        each["name"] = literal(name)
    headings = (N_("Tiêu chí"), N_("Điểm"), N_("Trung bình khối"), N_("Thấp nhất"), N_("Cao nhất"), N_("Hạng riêng"))
    table = Table(
        tuple(text(heading, lang) for heading in headings),
        tuple(_line(row, part, means[part["code"]], lang) for part in criteria),
    )
    return Chart(title, sentence, table, *lying(rows, shares(series[2:], lang), series, key), lang)


def _over(row: Json, means: Json, code: str) -> bool:
    own, mean = fraction(row["criteria"][code]["index"]), fraction(means[code]["mean_index"])
    return own is not None and mean is not None and own > mean


def _ends(statistics: Json) -> tuple[float, float]:
    low, high = (drawn((statistics[end] or {}).get("index")) for end in ("lowest", "highest"))
    mean = drawn(statistics["mean_index"]) or 0.0
    return (mean if low is None else low, mean if high is None else high)


def _strands(row: Json, criteria: list[Json], means: Json, lang: str) -> list[Json]:
    ends = [_ends(means[part["code"]]) for part in criteria]
    silent = {"type": "bar", "stack": "range", "barWidth": 12, "silent": True, "tooltip": {"show": False}}
    mean_hints = [
        literal(f"{part['name']}\n{text(N_('Trung bình khối'), lang)}: {_mean(means[part['code']], lang)}") for part in criteria
    ]
    own_hints = [literal(f"{part['name']}\n{row['name']}: {points_of(row, part['code'], lang)}") for part in criteria]
    return [
        {**silent, "name": "", "itemStyle": {"color": "transparent"}, "data": [low * 100 for low, _ in ends]},
        {**silent, "itemStyle": {"color": "@band"}, "data": [(high - low) * 100 for low, high in ends]},
        {
            "type": "scatter",
            "symbol": "rect",
            "symbolSize": [4, 22],
            "itemStyle": {"color": "@ink", "opacity": 1},
            "data": [
                {"value": [(drawn(means[part["code"]]["mean_index"]) or 0.0) * 100, place], "tooltip": {"formatter": hint}}
                for place, (part, hint) in enumerate(zip(criteria, mean_hints, strict=True))
            ],
        },
        {
            "type": "scatter",
            "symbol": "circle",
            "symbolSize": 14,
            "itemStyle": {"color": "@strong", "borderColor": "@paper", "borderWidth": 1, "opacity": 1},
            "data": [
                {"value": [(share(row, part["code"]) or 0.0) * 100, place], "tooltip": {"formatter": hint}}
                for place, (part, hint) in enumerate(zip(criteria, own_hints, strict=True))
            ],
        },
    ]


def _line(row: Json, part: Json, statistics: Json, lang: str) -> tuple[str, ...]:
    rank = row["criteria"][part["code"]]["rank"]
    return (
        part["name"],
        points_of(row, part["code"], lang),
        _mean(statistics, lang),
        *(_end(statistics, end, lang) for end in ("lowest", "highest")),
        "" if rank is None else str(rank),
    )


def _mean(statistics: Json, lang: str) -> str:
    """The mean of the points, or of the shares where the bodies of the group have different maxima."""
    return shown(statistics["mean"], lang) if _on_one_scale(statistics) else _percent(statistics["mean_percent"], lang)


def _end(statistics: Json, end: str, lang: str) -> str:
    extreme = statistics[end] or {}
    return shown(extreme.get("points"), lang) if _on_one_scale(statistics) else _percent(extreme.get("percent"), lang)


def _on_one_scale(statistics: Json) -> bool:
    return drawn(statistics["spread"]) is not None


def _percent(figure: Json | None, lang: str) -> str:
    return shown(figure, lang) + ("" if drawn(figure) is None else "%")
