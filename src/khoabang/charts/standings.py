"""Charts of a ranking group: bars by component, and chosen bodies side by side."""

from khoabang.charts.chart import Chart, Json, Table
from khoabang.charts.figures import (
    annex_of,
    basis,
    class_of,
    counted_for,
    drawn,
    group_of,
    number,
    posted,
    rank_of,
    shown,
)
from khoabang.charts.layout import MOST_ROWS, Key, Rows, Scale, lying
from khoabang.charts.letters import literal
from khoabang.charts.look import SYMBOLS, filling
from khoabang.language import N_, text
from khoabang.scoring.result.columns import has_classes, scored_criteria, total_columns

NAMED = 3
TOTALS = {
    "points": N_("Tổng điểm"),
    "converted": N_("Điểm quy đổi"),
    "index": N_("Chỉ số"),
    "percent": N_("Tỷ lệ (%)"),
}
SAID = {
    "points": N_("{figure} điểm"),
    "converted": N_("{figure} điểm quy đổi"),
    "index": N_("chỉ số {figure}"),
    "percent": N_("{figure}%"),
}
_NEAR = 0.005  # of the total: how far rounded parts may miss it and still be drawn as its parts


def bars(result: Json, group: str, lang: str = "vi") -> Chart | None:
    """Draw each body's total, made of its points by criterion, in the order of the ranking.

    A bar is as long as what ranks the group: where that is a share of the maximum, so are its parts. Where the parts of a body do not add up
    to its total (means of criteria, parts not published), totals alone are drawn; the table still has every part.

    Returns:
        None where no body of the group has a total.
    """
    found = group_of(result, group)
    by = basis(found)
    bodies = [body for body in posted(found) if drawn(body[by]) is not None]
    if not bodies:
        return None
    criteria = scored_criteria(annex_of(result, found))
    criteria = [part for part in criteria if any(_points(body, part["code"]) is not None for body in bodies)]
    counted = bodies[:MOST_ROWS]
    parts = _parts(counted, criteria, by) if len(criteria) > 1 else None
    return Chart(
        _leading(bodies, found, by, lang),
        _told(bodies, found, by, lang),
        _table(bodies, found, criteria, lang),
        *_stacked(counted, criteria, parts, by, lang),
        lang,
    )


def _points(body: Json, code: str) -> float | None:
    score = body["criteria"].get(code)
    return drawn(score["points"]) if score else None


def _parts(bodies: list[Json], criteria: list[Json], by: str) -> list[list[float | None]] | None:
    """Give what each criterion adds to each body's bar, or None where that does not make the total."""
    counts = counted_for(criteria)
    lengths = []
    for body in bodies:
        total, points, whole = drawn(body[by]), drawn(body["points"]), [_points(body, part["code"]) for part in criteria]
        if total is None or not points:
            return None
        scale = total / points
        parts = [None if value is None else value * count * scale for value, count in zip(whole, counts, strict=True)]
        if abs(sum(part or 0 for part in parts) - total) > _NEAR * abs(total):
            return None
        lengths.append(parts)
    return lengths


def _stacked(
    bodies: list[Json], criteria: list[Json], parts: list[list[float | None]] | None, by: str, lang: str
) -> tuple[Json, int, int]:
    totals = [drawn(body[by]) or 0.0 for body in bodies]
    series: list[Json] = []
    if parts is None:
        hints = [
            {"value": total, "tooltip": {"formatter": _hint(body, by, lang)}} for body, total in zip(bodies, totals, strict=True)
        ]
        series.append({"type": "bar", "name": text(TOTALS[by], lang), "itemStyle": filling(0), "barMaxWidth": 18, "data": hints})
    else:
        for place, part in enumerate(criteria):
            data = [
                {
                    "value": lengths[place],
                    "tooltip": {"formatter": literal(f"{body['name']}\n{part['name']}: {points_of(body, part['code'], lang)}")},
                }
                for body, lengths in zip(bodies, parts, strict=True)
            ]
            series.append(
                {
                    "type": "bar",
                    "stack": "total",
                    "name": literal(part["name"]),
                    "barMaxWidth": 18,
                    "itemStyle": filling(place),
                    "data": data,
                }
            )
    lowest = min(0.0, *(sum(min(0.0, value or 0) for value in lengths) for lengths in parts or [[0.0]]))
    highest = max([*totals, *(sum(max(0.0, value or 0) for value in lengths) for lengths in parts or [])])
    names = [f"{rank}. {body['name']}" if (rank := rank_of(body)) else body["name"] for body in bodies]
    ends = [shown(body[by], lang) for body in bodies]
    key = Key([part["name"] for part in criteria]) if parts is not None else None
    return lying(Rows(names, ends), Scale(lowest, highest or 1.0), series, key)


def compared(result: Json, group: str, codes: list[str], lang: str = "vi") -> Chart | None:
    """Draw chosen bodies of a group criterion by criterion, each as its share of the maximum that applies to it.

    Returns:
        None where fewer than two of them have figures.
    """
    found = group_of(result, group)
    by_code = {body["code"]: body for body in found["bodies"]}
    bodies = [by_code[code] for code in codes if code in by_code]
    criteria = [
        part for part in scored_criteria(annex_of(result, found)) if any(share(body, part["code"]) is not None for body in bodies)
    ]
    if len(bodies) < 2 or not criteria:
        return None
    names = [body["name"] for body in bodies]
    icons = [SYMBOLS[place % len(SYMBOLS)] for place in range(len(bodies))]
    series = [
        {
            "type": "scatter",
            "name": literal(body["name"]),
            "symbol": icons[place],
            "symbolSize": 14,
            "symbolOffset": [0, (place - (len(bodies) - 1) / 2) * 9],
            "itemStyle": {"color": f"@{place + 1}", "borderColor": "@paper", "borderWidth": 1, "opacity": 1},
            "data": [
                {
                    "value": [length * 100, line],
                    "tooltip": {"formatter": literal(f"{body['name']}\n{part['name']}: {points_of(body, part['code'], lang)}")},
                }
                for line, part in enumerate(criteria)
                if (length := share(body, part["code"])) is not None
            ],
        }
        for place, body in enumerate(bodies)
    ]
    by = basis(found)
    ahead = [body for body in bodies if drawn(body[by]) is not None]
    ahead.sort(key=lambda body: -(drawn(body[by]) or 0.0))
    title = (
        text(N_("{name} đạt cao nhất: {figure}"), lang, name=ahead[0]["name"], figure=said(ahead[0], by, lang))
        if ahead
        else text(N_("So sánh {count} đơn vị"), lang, count=len(bodies))
    )
    sentence = text(
        N_("Biểu đồ chấm so sánh {names} theo {count} tiêu chí; mỗi chấm là tỷ lệ điểm đạt được so với điểm tối đa."),
        lang,
        names=", ".join(names),
        count=len(criteria),
    )
    table = Table(
        (text(N_("Tiêu chí"), lang), *names),
        (
            (text(TOTALS[by], lang), *(shown(body[by], lang) for body in bodies)),
            *((part["name"], *(points_of(body, part["code"], lang) for body in bodies)) for part in criteria),
        ),
    )
    rows = Rows([part["name"] for part in criteria], height=max(34, 16 + 9 * len(bodies)))
    return Chart(title, sentence, table, *lying(rows, shares(series, lang), series, Key(names, icons)), lang)


def shares(series: list[Json], lang: str) -> Scale:
    """Give the scale of percent of the maximum that holds all points of some series: from 0 to 100, or further where they lie outside."""
    places = [item["value"][0] for each in series for item in each["data"]]
    low, high = min([0.0, *places]), max([100.0, *places])
    marks = tuple((mark, number(str(mark), lang) + "%") for mark in (0, 25, 50, 75, 100))
    return Scale(low, high, marks)


def share(body: Json, code: str) -> float | None:
    """Give a body's points on a criterion as a share of the maximum that applies to it."""
    score = body["criteria"].get(code)
    return drawn(score["index"]) if score else None


def points_of(body: Json, code: str, lang: str) -> str:
    """Give a body's points on a criterion with their maximum, as shown, or why there are none."""
    score = body["criteria"].get(code)
    if score is None:
        return shown(None, lang, "not_applicable")
    points = shown(score["points"], lang, score["status"])
    if drawn(score["points"]) is None or drawn(score["maximum"]) is None:
        return points
    return f"{points} / {shown(score['maximum'], lang)}"


def said(body: Json, by: str, lang: str) -> str:
    """Say a body's total with its unit."""
    return text(SAID[by], lang, figure=shown(body[by], lang))


def _hint(body: Json, by: str, lang: str) -> str:
    return literal(f"{body['name']}\n{text(TOTALS[by], lang)}: {shown(body[by], lang)}")


def _leading(bodies: list[Json], group: Json, by: str, lang: str) -> str:
    firsts = [body["name"] for body in bodies if rank_of(body) == "1"]
    if not firsts:
        return text(N_("Kết quả của {count} đơn vị ({group})"), lang, count=len(bodies), group=group["name"])
    if len(firsts) > NAMED:
        return text(N_("{count} đơn vị cùng đứng đầu: {figure}"), lang, count=len(firsts), figure=said(bodies[0], by, lang))
    return text(N_("{names} đứng đầu: {figure}"), lang, names=", ".join(firsts), figure=said(bodies[0], by, lang))


def _told(bodies: list[Json], group: Json, by: str, lang: str) -> str:
    ordered = sorted(bodies, key=lambda body: -(drawn(body[by]) or 0.0))
    high, low = ordered[0], ordered[-1]
    sentence = text(
        N_(
            "Biểu đồ thanh ngang của {count} đơn vị ({group}), theo thứ hạng: cao nhất {high} ({highest}), thấp nhất {low} ({lowest})."
        ),
        lang,
        count=len(bodies),
        group=group["name"],
        high=high["name"],
        highest=said(high, by, lang),
        low=low["name"],
        lowest=said(low, by, lang),
    )
    if len(bodies) > MOST_ROWS:
        more = text(N_("Hình vẽ {shown} đơn vị đầu; bảng có đủ."), lang, shown=MOST_ROWS)
        return f"{sentence} {more}"
    return sentence


def _table(bodies: list[Json], group: Json, criteria: list[Json], lang: str) -> Table:
    totals = total_columns(group)
    with_class = has_classes(group)
    headings = [text(N_("Đơn vị"), lang), text(N_("Hạng"), lang), *(text(TOTALS[key], lang) for key in totals)]
    headings += [part["name"] for part in criteria] + ([text(N_("Xếp loại"), lang)] if with_class else [])
    rows = [
        (
            body["name"],
            rank_of(body),
            *(shown(body[key], lang) for key in totals),
            *(_only_points(body, part["code"], lang) for part in criteria),
            *([class_of(body)] if with_class else []),
        )
        for body in bodies
    ]
    return Table(tuple(headings), tuple(rows))


def _only_points(body: Json, code: str, lang: str) -> str:
    score = body["criteria"].get(code)
    return shown(score["points"], lang, score["status"]) if score else shown(None, lang, "not_applicable")
