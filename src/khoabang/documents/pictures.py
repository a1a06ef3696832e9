"""Charts in documents: the definition that the portal shows, drawn for paper."""

from khoabang.charts import Chart, svg
from khoabang.documents.content import LEFT, RIGHT, SHORT, Block, Picture

_PIXELS = 720  # what a drawing as wide as a portrait page is laid out on: its letters are then as small as a footnote's
_TALLEST_MM = 215  # of a page, with the caption below


def drawn(chart: Chart | None) -> list[Block]:
    """Give a chart as a picture with its finding; nothing where there is nothing to draw, or more than a page takes.

    Whoever does not see it is told its sentence; its figures stand in the document's tables.
    """
    width_mm = SHORT - LEFT - RIGHT
    if chart is None or chart.height_at(_PIXELS) * width_mm > _TALLEST_MM * _PIXELS:
        return []
    return [Picture(svg(chart, "print", _PIXELS), chart.sentence, f"Biểu đồ: {chart.title}", width_mm)]
