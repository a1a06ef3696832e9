"""The charts of public pages: which there are, where each is fetched, and how long it may be kept."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import get_language

import khoabang
from khoabang import charts
from khoabang.charts import Chart
from khoabang.charts.layout import NARROW_WIDTH, WIDE_WIDTH
from khoabang.web.rounds import selectors
from khoabang.web.rounds.selectors import Current

Json = dict[str, Any]
THEMES: dict[str, charts.Theme] = {"sang": "light", "toi": "dark"}
WIDTHS = {"hep": NARROW_WIDTH, "rong": WIDE_WIDTH}
MOST_YEARS = 12

_OF_GROUP: dict[str, Callable[[Json, str, str], Chart | None]] = {
    "thanh-phan": charts.bars,
    "phan-bo": charts.distribution,
    "bien-dong": charts.movement,
    "ban-do": charts.map_of,
}
_OF_BODY = ("so-voi-khoi", "qua-cac-nam")
Key = tuple[int, str]  # a result and its fingerprint: what names a document in every database


@dataclass(frozen=True, slots=True)
class Posted:
    """A chart as a page shows it: its words, and the addresses of its picture in each theme and width."""

    name: str
    key: str  # unlike any other of its page
    chart: Chart
    address: str  # of its page, without a file's ending
    version: str

    @property
    def pictures(self) -> dict[str, str]:
        """The picture's address by theme and width, such as `toi_hep`."""
        return {
            f"{theme}_{width}": f"{self.address}.svg?v={self.version}&nen={theme}&be={width}"
            for theme in THEMES
            for width in WIDTHS
        }

    @property
    def width(self) -> int:
        """Pixels of the picture on a wide screen."""
        return WIDE_WIDTH

    @property
    def narrow_width(self) -> int:
        """Pixels of the picture on a narrow screen."""
        return NARROW_WIDTH

    @property
    def option(self) -> str:
        """The address of the definition that a script draws."""
        return f"{self.address}.json?v={self.version}"


def charts_of_group(current: Current, group: str) -> list[Posted]:
    """Give the charts that a ranking group has, in the order of its page."""
    return [posted for name in _OF_GROUP if (posted := chart_of_group(current, group, name))]


def chart_of_group(current: Current, group: str, name: str) -> Posted | None:
    """Give a chart of a group by its name in addresses; None where there is no such chart, or nothing to draw."""
    if name not in _OF_GROUP:
        return None
    chart = _group_chart(_key(current), group, name, get_language() or "vi")
    return _posted(current, name, chart, "portal:group-chart", group)


def charts_of_body(current: Current, group: str, body: str) -> list[Posted]:
    """Give the charts of a body, in the order of its page."""
    return [posted for name in _OF_BODY if (posted := chart_of_body(current, group, body, name))]


def chart_of_body(current: Current, group: str, body: str, name: str) -> Posted | None:
    """Give a chart of a body by its name in addresses; None where there is no such chart, or nothing to draw."""
    if name not in _OF_BODY:
        return None
    years = (
        (_key(current),) if name == "so-voi-khoi" else tuple(_key(year) for year in selectors.years_of(current, body, MOST_YEARS))
    )
    chart = _body_chart(years, group, body, name, get_language() or "vi")
    return _posted(current, name, chart, "portal:body-chart", group, body)


def chart_compared(current: Current, group: str, bodies: Sequence[str]) -> Posted | None:
    """Give the chart of bodies side by side; None where there is nothing to draw."""
    chart = _compared_chart(_key(current), group, tuple(bodies), get_language() or "vi")
    return _posted(current, ",".join(bodies), chart, "portal:compared-chart", group)


def version_of(current: Current) -> str:
    """Name what a drawing depends on: the result, and the code that draws."""
    return hashlib.sha256(f"{current.result.sha256} {khoabang.__version__}".encode()).hexdigest()[:12]


def _posted(current: Current, name: str, chart: Chart | None, view: str, *codes: str) -> Posted | None:
    if chart is None:
        return None
    address = reverse(view, args=(current.round.code, *codes, name, "svg")).removesuffix(".svg")
    return Posted(name, "-".join(("bieu-do", *codes, name)), chart, address, version_of(current))


def _key(current: Current) -> Key:
    return current.result.pk, current.result.sha256


@lru_cache(maxsize=256)
def _group_chart(key: Key, group: str, name: str, lang: str) -> Chart | None:
    return _OF_GROUP[name](cast(Json, selectors.document_of(*key)), group, lang)


@lru_cache(maxsize=256)
def _compared_chart(key: Key, group: str, bodies: tuple[str, ...], lang: str) -> Chart | None:
    return charts.compared(cast(Json, selectors.document_of(*key)), group, list(bodies), lang)


@lru_cache(maxsize=256)
def _body_chart(years: tuple[Key, ...], group: str, body: str, name: str, lang: str) -> Chart | None:
    documents = [cast(Json, selectors.document_of(*key)) for key in years]
    if name == "so-voi-khoi":
        return charts.profile(documents[-1], group, body, lang)
    return charts.history(documents, body, lang)
