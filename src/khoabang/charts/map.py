"""A map of dots: each body at the centre point of the administrative unit that it is. No boundary is drawn, and none is claimed.

Which unit a body is says its attribute `unit` (docs/formats.md); where units lie says `data/units`.
"""

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import khoabang
from khoabang.charts.chart import Chart, Json, Table
from khoabang.charts.figures import basis, class_of, group_of, posted, rank_of, shown
from khoabang.charts.layout import NARROW_WIDTH, PAGE_WIDTH, Key, legend_of, with_narrow
from khoabang.charts.letters import SMALL, literal
from khoabang.charts.look import SYMBOLS, base
from khoabang.charts.standings import TOTALS, said
from khoabang.language import N_, text

UNIT: Final = "unit"
"""The attribute that says which administrative unit a body is."""

UNITS: Final = Path(khoabang.__file__).parent / "data" / "units"
WEST, EAST, SOUTH, NORTH = 101.5, 117.5, 6.0, 24.0
_FEWEST = 3
_QUARTERS = 4
_HEIGHT, _NARROW_HEIGHT = 720, 400
_ACROSS = (EAST - WEST) / (NORTH - SOUTH) * math.cos(math.radians(16))  # of the height: a degree of longitude is shorter
_LAND_FROM = ("huyen", "quan", "thi-xa", "thanh-pho")
_NAMED = 5  # of the first ranks are named on the map


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit and its centre point, in degrees."""

    id: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Archipelago:
    """An archipelago, drawn on every map of the country, and the units it has belonged to."""

    spot: Spot
    of: tuple[str, ...]


def map_of(result: Json, group: str, lang: str = "vi") -> Chart | None:
    """Draw where the bodies of a group lie, by class, or by quarter of the ranking where there are no classes.

    Returns:
        None where fewer than three bodies are administrative units with a centre point.
    """
    found = group_of(result, group)
    placed = [(body, spot) for body in posted(found) if (spot := _spot(body)) is not None]
    if len(placed) < _FEWEST:
        return None
    bodies = [body for body, _ in placed]
    by = basis(found)
    shares = _shares(found, bodies, lang)
    first = [body["name"] for body in bodies if rank_of(body) == "1"]
    title = (
        text(N_("{names} đứng đầu trong {count} đơn vị trên bản đồ"), lang, names=", ".join(first[:_NAMED]), count=len(placed))
        if first
        else text(N_("{count} đơn vị trên bản đồ"), lang, count=len(placed))
    )
    sentence = text(
        N_(
            "Mỗi dấu là một đơn vị, đặt ở điểm giữa địa bàn; hình và màu theo {shares}. Không vẽ ranh giới. "
            "Quần đảo Hoàng Sa và quần đảo Trường Sa của Việt Nam được vẽ to và ghi tên."
        ),
        lang,
        shares=text(N_("xếp loại") if found["class_names"] else N_("phần tư của bảng xếp hạng"), lang),
    )
    with_class = bool(found["class_names"])
    headings = [N_("Đơn vị"), N_("Đơn vị hành chính"), N_("Hạng"), TOTALS[by], *([N_("Xếp loại")] if with_class else [])]
    table = Table(
        tuple(text(heading, lang) for heading in headings),
        tuple(
            (body["name"], spot.name, rank_of(body), shown(body[by], lang), *([class_of(body)] if with_class else []))
            for body, spot in placed
        ),
    )
    series = [_land(), *_dots(placed, shares, by, lang), _names(placed), *_archipelagos(placed, shares)]
    key = Key([name for name, _ in shares], [SYMBOLS[place % len(SYMBOLS)] for place in range(len(shares))])
    return Chart(title, sentence, table, *_laid(series, key), lang)


def _spot(body: Json) -> Spot | None:
    unit = body["attributes"].get(UNIT)
    return _spots().get(unit) if isinstance(unit, str) else None


def _rows(name: str) -> list[dict[str, str]]:
    with (UNITS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _spots() -> dict[str, Spot]:
    return {
        row["id"]: Spot(row["id"], row["name"], float(row["lat"]), float(row["lon"]))
        for row in _rows("units.csv")
        if row["lat"] and row["lon"]
    }


@cache
def _outline() -> tuple[tuple[float, float], ...]:
    """Where the country lies: the centres of the districts that were, enough to know it by and no line."""
    spots = _spots()
    return tuple(
        (spots[row["id"]].lon, spots[row["id"]].lat)
        for row in _rows("units.csv")
        if row["kind"] in _LAND_FROM and row["id"] in spots
    )


@cache
def archipelagos() -> tuple[Archipelago, ...]:
    """Give the archipelagos that every map of the country shows."""
    spots = _spots()
    return tuple(
        Archipelago(Spot(row["id"], row["name"], spots[row["id"]].lat, spots[row["id"]].lon), tuple(row["of"].split(";")))
        for row in _rows("archipelagos.csv")
    )


def _shares(group: Json, bodies: list[Json], lang: str) -> list[tuple[str, list[str]]]:
    """Part the bodies as the map tells them apart: a name for the legend, and their codes."""
    if group["class_names"]:
        by_class = [(name, [body["code"] for body in bodies if class_of(body) == name]) for name in group["class_names"]]
        return [(f"{name}: {len(codes)}", codes) for name, codes in by_class if codes]
    size = -(-len(bodies) // _QUARTERS)
    parts = [bodies[start : start + size] for start in range(0, len(bodies), size)]
    return [
        (
            text(N_("hạng {first} đến {last}"), lang, first=rank_of(part[0]), last=rank_of(part[-1])),
            [body["code"] for body in part],
        )
        for part in parts
    ]


def _land() -> Json:
    return {
        "type": "scatter",
        "name": "",
        "silent": True,
        "symbol": "rect",
        "symbolSize": 4,
        "large": True,
        "largeThreshold": 1,
        "itemStyle": {"color": "@hair", "opacity": 1},
        "data": [list(point) for point in _outline()],
        "z": 1,
    }


def _dots(placed: list[tuple[Json, Spot]], shares: list[tuple[str, list[str]]], by: str, lang: str) -> list[Json]:
    series = []
    for place, (name, codes) in enumerate(shares):
        data = []
        for body, spot in placed:
            if body["code"] not in codes:
                continue
            rank = rank_of(body)
            hint = literal(f"{spot.name}\n{text(N_('hạng {rank}'), lang, rank=rank)}, {said(body, by, lang)}")
            data.append({"value": [spot.lon, spot.lat], "tooltip": {"formatter": hint}})
        series.append(
            {
                "type": "scatter",
                "name": literal(name),
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "symbolSize": 13,
                "itemStyle": {"color": f"@{place + 1}", "borderColor": "@paper", "borderWidth": 1, "opacity": 1},
                "data": data,
                "z": 3,
            }
        )
    return series


def _names(placed: list[tuple[Json, Spot]]) -> Json:
    """The names of the first ranks, beside their signs; on a narrow screen there is no room for them."""
    return {
        "type": "scatter",
        "name": "",
        "silent": True,
        "symbolSize": 0,
        "label": {"show": True, "position": "right", "distance": 10, "color": "@ink", "fontSize": SMALL},
        "labelLayout": {"hideOverlap": True},
        "data": [
            {"value": [spot.lon, spot.lat], "label": {"formatter": literal(f"{rank}. {body['name']}")}}
            for body, spot in placed
            if (rank := rank_of(body)).isdigit() and int(rank) <= _NAMED
        ],
        "z": 4,
    }


def _archipelagos(placed: list[tuple[Json, Spot]], shares: list[tuple[str, list[str]]]) -> list[Json]:
    """Each archipelago as a large sign of the unit it belongs to, so that it is never overlooked."""
    of = {spot.id: body["code"] for body, spot in placed}
    series = []
    for each in archipelagos():
        code = next((of[unit] for unit in (each.spot.id, *each.of) if unit in of), None)
        place = next((place for place, (_, codes) in enumerate(shares) if code in codes), None)
        series.append(
            {
                "type": "scatter",
                "name": "",
                "silent": True,
                "symbol": "circle" if place is None else SYMBOLS[place % len(SYMBOLS)],
                "symbolSize": 18,
                "itemStyle": {
                    "color": "@paper" if place is None else f"@{place + 1}",
                    "borderColor": "@ink",
                    "borderWidth": 1.5,
                    "opacity": 1,
                },
                "label": {
                    "show": True,
                    "position": "bottom",
                    "distance": 8,
                    "color": "@ink",
                    "fontSize": SMALL,
                    "lineHeight": 15,
                    "formatter": literal(each.spot.name.replace(" (", "\n(")),
                },
                "data": [{"value": [each.spot.lon, each.spot.lat]}],
                "z": 3,
            }
        )
    return series


def _laid(series: list[Json], key: Key) -> tuple[Json, int, int]:
    legend, top = legend_of(key, PAGE_WIDTH)
    narrow_legend, narrow_top = legend_of(key, NARROW_WIDTH)
    axis = {"type": "value", "show": False}
    option = {
        **base(),
        "legend": legend,
        "grid": {"left": "center", "width": int(_HEIGHT * _ACROSS), "top": top, "height": _HEIGHT},
        "xAxis": {**axis, "min": WEST, "max": EAST},
        "yAxis": {**axis, "min": SOUTH, "max": NORTH},
        "series": series,
    }
    changed = {
        "legend": narrow_legend,
        "grid": {"left": "center", "width": int(_NARROW_HEIGHT * _ACROSS), "top": narrow_top, "height": _NARROW_HEIGHT},
        "series": [{"symbolSize": 3}, *({"symbolSize": 9} for _ in key.names), {"label": {"show": False}}],
    }
    return with_narrow(option, changed), top + _HEIGHT + 12, narrow_top + _NARROW_HEIGHT + 12
