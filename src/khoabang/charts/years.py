"""Charts over the years: how the bodies of a group moved since the year before, and one body's way. What does not compare says why."""

from collections.abc import Sequence

from khoabang.charts.chart import Chart, Json, Table
from khoabang.charts.figures import drawn, fraction, group_of, mean_of, posted, rank_of, shown
from khoabang.charts.layout import MOST_ROWS, NARROW_WIDTH, PAGE_WIDTH, Key, Rows, Scale, legend_of, lying, marked, with_narrow
from khoabang.charts.letters import SMALL, TEXT, literal
from khoabang.charts.look import base
from khoabang.language import N_, text
from khoabang.scoring.movement import REASONS

_MOST_MARKS = 8


def movement(result: Json, group: str, lang: str = "vi") -> Chart | None:
    """Draw each body's way from its rank of the year before to this year's.

    Drawn is what the result says of ranks. Where bodies do not compare, the sentence says why, and the table says it of each.

    Returns:
        None where no body of the group has a rank in both years.
    """
    found = group_of(result, group)
    moved = [body for body in posted(found) if _places(body) is not None]
    if not moved:
        return None
    counted = moved[:MOST_ROWS]
    year = (result["round"].get("previous") or {}).get("year")
    since = str(year) if year else text(N_("năm trước"), lang)
    up, down = (sum((_places(body) or 0) * sign > 0 for body in moved) for sign in (1, -1))
    title = text(
        N_("So với {year}: {up} đơn vị tăng hạng, {down} giảm hạng, {same} giữ hạng"),
        lang,
        year=since,
        up=up,
        down=down,
        same=len(moved) - up - down,
    )
    sentence = " ".join(
        [
            text(N_("Mỗi mũi tên đi từ hạng năm trước đến hạng năm nay của một đơn vị; hạng 1 ở bên trái."), lang),
            *_cautions(found, lang),
        ]
    )
    words = [_words(_places(body) or 0, lang) for body in counted]
    signs = [_sign(_places(body) or 0) for body in counted]
    last = max(max(_before(body), _now(body)) for body in counted)
    step = max(1, -(-last // _MOST_MARKS))
    marks = tuple((rank, str(rank)) for rank in sorted({1, *range(step, last + 1, step)}))
    names = [text(N_("Hạng năm trước"), lang), text(N_("Hạng năm nay"), lang)]
    rows = Rows([f"{rank_of(body)}. {body['name']}" for body in counted], words, signs)
    table = Table(
        tuple(
            text(each, lang) for each in (N_("Đơn vị"), N_("Hạng năm trước"), N_("Hạng năm nay"), N_("Thay đổi"), N_("So sánh"))
        ),
        tuple(
            (body["name"], str(_before(body)), rank_of(body), _words(_places(body) or 0, lang), _compares(body["movement"], lang))
            for body in moved
        ),
    )
    drawing = lying(rows, Scale(0.5, last + 0.5, marks), _arrows(counted, names, words, lang), Key(names, ["circle", "circle"]))
    return Chart(title, sentence, table, *drawing, lang)


def history(results: Sequence[Json], body: str, lang: str = "vi") -> Chart | None:
    """Draw a body's index over the years, beside the mean of its group. A year that does not compare with the one before is not joined to it.

    Args:
        results: result documents, the oldest first.
        body: its code, which is one over the years.
        lang: of the words.

    Returns:
        None where fewer than two years have an index.
    """
    years = [point for result in results if (point := _year(result, body)) is not None]
    if len(years) < 2:
        return None
    name = years[-1][2]["name"]
    first, last = years[0], years[-1]
    title = text(
        N_("{name}: chỉ số {before} năm {first}, {now} năm {last}"),
        lang,
        name=name,
        before=shown(first[2]["index"], lang),
        first=first[0],
        now=shown(last[2]["index"], lang),
        last=last[0],
    )
    told = [
        text(N_("Đường nối chỉ số của {name} qua {count} năm; hình thoi là trung bình khối."), lang, name=name, count=len(years))
    ]
    told += [
        text(N_("Năm {year} không so được với năm trước: {reasons}."), lang, year=year, reasons="; ".join(reasons))
        for year, _, row in years[1:]
        if (reasons := _reasons(row["movement"], lang))
    ]
    headings = (N_("Năm"), N_("Hạng"), N_("Tổng điểm"), N_("Chỉ số"), N_("Trung bình khối"), N_("So sánh"))
    table = Table(
        tuple(text(heading, lang) for heading in headings),
        tuple(
            (
                str(year),
                rank_of(row),
                shown(row["points"], lang),
                shown(row["index"], lang),
                shown(mean_of(group["statistics"]["total"], "index"), lang),
                _compares(row["movement"], lang),
            )
            for year, group, row in years
        ),
    )
    return Chart(title, " ".join(told), table, *_line(years, name, lang), lang)


_Year = tuple[int, Json, Json]


def _year(result: Json, code: str) -> _Year | None:
    for group in result["groups"]:
        for row in group["bodies"]:
            if row["code"] == code and drawn(row["index"]) is not None:
                return result["round"]["year"], group, row
    return None


def _before(body: Json) -> int:
    places = _places(body)
    return _now(body) + (places or 0)


def _now(body: Json) -> int:
    rank = rank_of(body)
    return int(rank) if rank.isdigit() else 0


def _places(body: Json) -> int | None:
    """How many places a body rose, as the result says it: computed, or as printed."""
    change = (body["movement"] or {}).get("rank")
    if change is None or not _now(body):
        return None
    if change["value"] is not None:
        return int(change["value"])
    stated = fraction({"exact": None, "stated": change["stated"]})
    return int(stated) if stated is not None and stated.denominator == 1 else None


def _words(places: int, lang: str) -> str:
    if not places:
        return text(N_("giữ hạng"), lang)
    words = N_("tăng {places} bậc") if places > 0 else N_("giảm {places} bậc")
    return text(words, lang, places=abs(places))


def _sign(places: int) -> str:
    return "=" if not places else f"+{places}" if places > 0 else f"−{-places}"


def _reasons(movement: Json | None, lang: str) -> list[str]:
    """Why a body does not compare with the year before, in words."""
    reasons = [] if movement is None or movement["comparable"] else movement["reasons"]
    return [text(REASONS[reason], lang) if reason in REASONS else reason for reason in reasons]


def _compares(movement: Json | None, lang: str) -> str:
    if movement is None:
        return ""
    if reasons := _reasons(movement, lang):
        return text(N_("không so được: {reasons}"), lang, reasons="; ".join(reasons))
    return text(REASONS["stated"] if "stated" in movement["reasons"] else N_("so được"), lang)


def _cautions(group: Json, lang: str) -> list[str]:
    """Say once why bodies of the group do not compare, each reason with the number of bodies it holds for."""
    counted: dict[str, int] = {}
    moving = [body["movement"] for body in posted(group) if body["movement"]]
    for each in moving:
        for reason in _reasons(each, lang):
            counted[reason] = counted.get(reason, 0) + 1
    if not counted:
        return []
    said = [
        reason if count == len(moving) else text(N_("{reason} ({count} đơn vị)"), lang, reason=reason, count=count)
        for reason, count in counted.items()
    ]
    return [
        text(N_("Chưa so sánh được về điểm: {reasons}; thứ hạng vẫn đặt cạnh nhau để tham khảo."), lang, reasons="; ".join(said))
    ]


def _arrows(bodies: list[Json], names: list[str], words: list[str], lang: str) -> list[Json]:
    ways = []
    for place, body in enumerate(bodies):
        places = _places(body) or 0
        if places:
            color = "@up" if places > 0 else "@down"
            ways.append([{"coord": [_before(body), place], "lineStyle": {"color": color}}, {"coord": [_now(body), place]}])
    arrows = {
        "silent": True,
        "symbol": ["none", "arrow"],
        "symbolSize": 9,
        "lineStyle": {"type": "solid", "width": 2},
        "z": 2,
        "data": ways,
    }
    way = text(N_("từ hạng {before} đến hạng {now}"), lang)
    hints = [
        literal(f"{body['name']}\n{way.format(before=_before(body), now=_now(body))}: {word}")
        for body, word in zip(bodies, words, strict=True)
    ]
    points = list(enumerate(zip(bodies, hints, strict=True)))
    return [
        {
            "type": "scatter",
            "name": names[0],
            "symbol": "circle",
            "symbolSize": 10,
            "itemStyle": {"color": "@paper", "borderColor": "@soft", "borderWidth": 2, "opacity": 1},
            "data": [{"value": [_before(body), place], "tooltip": {"formatter": hint}} for place, (body, hint) in points],
        },
        {
            "type": "scatter",
            "name": names[1],
            "symbol": "circle",
            "symbolSize": 10,
            "itemStyle": {"color": "@ink", "opacity": 1},
            "data": [{"value": [_now(body), place], "tooltip": {"formatter": hint}} for place, (body, hint) in points],
            "markLine": arrows,
        },
    ]


def _line(years: list[_Year], name: str, lang: str) -> tuple[Json, int, int]:
    values = [(drawn(row["index"]) or 0.0, drawn(mean_of(group["statistics"]["total"], "index"))) for _, group, row in years]
    highest = max(1.0, *(value for pair in values for value in pair if value is not None))
    marks = tuple((mark / 4, shown({"stated": None, "shown": str(mark / 4)}, lang)) for mark in range(5))
    rank = N_("hạng {rank}")
    label = [
        f"{shown(row['index'], lang)}\n{text(rank, lang, rank=rank_of(row))}" if rank_of(row) else shown(row["index"], lang)
        for _, _, row in years
    ]
    joined = [
        [{"coord": [place, values[place][0]]}, {"coord": [place + 1, values[place + 1][0]]}]
        for place in range(len(years) - 1)
        if not _reasons(years[place + 1][2]["movement"], lang)
    ]
    mean = text(N_("Trung bình khối"), lang)
    series: list[Json] = [
        {
            "type": "scatter",
            "name": mean,
            "symbol": "diamond",
            "symbolSize": 12,
            "itemStyle": {"color": "@paper", "borderColor": "@soft", "borderWidth": 2, "opacity": 1},
            "data": [{"value": [place, value]} for place, (_, value) in enumerate(values) if value is not None],
            "tooltip": {"show": False},
        },
        {
            "type": "scatter",
            "name": literal(name),
            "symbol": "circle",
            "symbolSize": 14,
            "itemStyle": {"color": "@strong", "opacity": 1},
            "label": {"show": True, "color": "@ink", "fontSize": SMALL, "lineHeight": 15, "distance": 8},
            "data": [
                {
                    "value": [place, value],
                    "label": {"formatter": literal(words), "position": "bottom" if value < (mean_value or 0.0) else "top"},
                    "tooltip": {"formatter": literal(f"{years[place][0]}\n{words}")},
                }
                for place, ((value, mean_value), words) in enumerate(zip(values, label, strict=True))
            ],
            "markLine": {
                "silent": True,
                "symbol": "none",
                "z": 2,
                "lineStyle": {"color": "@strong", "type": "solid", "width": 2},
                "data": joined,
            },
        },
    ]
    series[0]["markLine"] = marked(Scale(0, highest, marks), "yAxis")
    key = Key([literal(name), mean], ["circle", "diamond"])
    legend, top = legend_of(key, PAGE_WIDTH)
    narrow_legend, narrow_top = legend_of(key, NARROW_WIDTH)
    height = 240
    option = {
        **base(),
        "legend": legend,
        "grid": {"left": 52, "right": 24, "top": top + 24, "height": height},
        "xAxis": {
            "type": "category",
            "data": [str(year) for year, _, _ in years],
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": "@soft"}},
            "axisLabel": {"color": "@ink", "fontSize": TEXT, "interval": 0},
        },
        "yAxis": {"type": "value", "min": 0, "max": highest, "show": False},
        "series": series,
    }
    changed = {"legend": narrow_legend, "grid": {"left": 44, "right": 12, "top": narrow_top + 24, "height": height}}
    return with_narrow(option, changed), top + height + 64, narrow_top + height + 64
