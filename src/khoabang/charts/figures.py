"""Figures of the result for charts: the text that is shown, and a length that is drawn. Floats are for drawing alone."""

from fractions import Fraction

from khoabang.charts.chart import Json
from khoabang.language import text
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.figures import as_posted
from khoabang.scoring.numbers import NumberError, exact, show

POSTED = ("ranked", "stated")
NO_NUMBER = ("missing", "not_applicable", "exempt", "not_verified", "dropped", "refused")  # whatever was printed in its place


def number(written: str, lang: str) -> str:
    """Write a number of the result as the reader's language does; what is no number stays as printed."""
    try:
        return show(written, lang)
    except (NumberError, ValueError):
        return written


def shown(figure: Json | None, lang: str, status: str = "") -> str:
    """Give a figure as the ranking shows it: as printed where it was printed, else as computed, else why there is none.

    What was printed in place of something that is no number (0 for what does not apply) keeps its reason beside it.
    """
    written = None
    if figure is not None:
        written = as_posted(figure)
        status = figure.get("status") or status
    words = text(STATUSES[status], lang) if status in STATUSES else ""
    if written is None:
        return words or "–"
    return f"{number(written, lang)} ({words})" if status in NO_NUMBER else number(written, lang)


def drawn(figure: Json | None) -> float | None:
    """Give a figure's length: of the exact value, or of the printed one where nothing was computed."""
    value = fraction(figure)
    return None if value is None else value.numerator / value.denominator


def fraction(figure: Json | None) -> Fraction | None:
    """Give a figure's exact value, or the printed one where nothing was computed because not all was published."""
    if figure is None:
        return None
    if figure["exact"] is not None:
        return Fraction(figure["exact"])
    if figure.get("status") in NO_NUMBER:
        return None
    try:
        return exact(figure["stated"]) if figure["stated"] is not None else None
    except NumberError:
        return None


def rank_of(body: Json) -> str:
    """Give a body's rank as posted, or nothing."""
    rank = body["rank"]
    return str(rank["stated"] or ("" if rank["value"] is None else rank["value"]))


def class_of(body: Json) -> str:
    """Give a body's class as posted, or nothing."""
    return body["class"]["stated"] or body["class"]["value"] or ""


def posted(group: Json) -> list[Json]:
    """Give the bodies on the board, in the result's order: those ranked or stated; of a group that is not ranked all that were scored."""
    wanted = POSTED if group["ranked"] else (*POSTED, "unranked")
    return [body for body in group["bodies"] if body["status"] in wanted]


def basis(group: Json) -> str:
    """Say by which total the group is drawn: what ranks it, or another that is known where that one is not."""
    by: str = group["ranking"]["by"]
    for key in (by, "points", "index", "percent"):
        if any(drawn(body[key]) is not None for body in posted(group)):
            return key
    return by


def annex_of(result: Json, group: Json) -> Json:
    """Give the annex that a group is scored on."""
    found: Json = next(annex for annex in result["annexes"] if annex["code"] == group["annex"])
    return found


def group_of(result: Json, code: str) -> Json:
    """Give the ranking group of a code.

    Raises:
        KeyError: the result has no such group.
    """
    for group in result["groups"]:
        if group["code"] == code:
            found: Json = group
            return found
    raise KeyError(code)


def counted_for(criteria: list[Json]) -> list[float]:
    """Give what a point of each criterion counts in the total: its weight, 1 where the set gives none; less than nothing for a penalty."""
    return [
        (1.0 if part["weight"] is None else drawn({"exact": part["weight"]}) or 0.0) * (-1 if part["role"] == "penalty" else 1)
        for part in criteria
    ]


def mean_of(statistics: Json, by: str) -> Json | None:
    """Give the mean of what bodies are drawn by, where the statistics have one on that scale."""
    key = {"points": "mean", "index": "mean_index", "percent": "mean_percent"}.get(by)
    found: Json | None = statistics[key] if key else None
    return found
