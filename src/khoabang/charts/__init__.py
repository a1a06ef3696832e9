"""Charts of a result: one definition each, with its words and its table. Nothing here computes a score or a rank.

    chart = bars(result, "departments")      # or None: there is nothing to draw
    chart.title, chart.sentence, chart.table
    svg(chart, "print")                      # for documents; a browser is given the same `chart.option`

A definition (`chart`) is an option of ECharts, pure JSON, with names for colours (`look`). `drawing` draws it without a browser.
"""

from khoabang.charts.body import profile
from khoabang.charts.chart import NARROW, Chart, Table
from khoabang.charts.drawing import svg
from khoabang.charts.look import THEMES, Theme, themed
from khoabang.charts.map import map_of
from khoabang.charts.spread import distribution
from khoabang.charts.standings import bars, compared
from khoabang.charts.years import history, movement

__all__ = [
    "NARROW",
    "THEMES",
    "Chart",
    "Table",
    "Theme",
    "bars",
    "compared",
    "distribution",
    "history",
    "map_of",
    "movement",
    "profile",
    "svg",
    "themed",
]
