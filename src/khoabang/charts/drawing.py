"""A chart as SVG, drawn by the ECharts that the browser uses: the same chart gives the same bytes."""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import quickjs

from khoabang.charts.chart import Chart
from khoabang.charts.layout import WIDE_WIDTH
from khoabang.charts.letters import FAMILY, measured
from khoabang.charts.look import Theme, themed

ECHARTS: Final = Path(__file__).parent / "echarts"
_BYTES = 256 * 2**20
# ECharts asks for a window's parts while it loads; on a server none of them does anything.
_SURROUNDINGS = """
var window = globalThis, self = globalThis, global = globalThis;
var setTimeout = () => 0, clearTimeout = () => {}, console = {log() {}, warn() {}, error() {}};
"""
# The text is copied because quickjs would return a rope, which its binding cannot read.
_DRAW = """
echarts.setPlatformAPI({measureText: (text, font) => {
  const size = parseFloat((/(\\d+(?:\\.\\d+)?)px/.exec(font || "") || [0, 12])[1]);
  return {width: measure(String(text), size, /bold|[6-9]00/.test(font || ""))};
}});
function draw(option, width, height) {
  const chart = echarts.init(null, null, {renderer: "svg", ssr: true, width, height});
  chart.setOption(option);
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return JSON.parse(JSON.stringify(drawn));
}
"""
_ID = re.compile(r"zr\d+-([a-z]+)-?(\d+)?")
# What only a live page needs: marks of the data, and rules for what a mouse is over.
_OF_PAGES = re.compile(r'<style ?>.*?</style>\s*| ecmeta_\w+="[^"]*"| class="[^"]*"| pointer-events="visible"', re.DOTALL)
_TEXT = re.compile(r'<text([^>]*?) style="([^"]*)"([^>]*)>([^<]*)</text>')
# One engine in one thread of its own: nothing promises that two threads may call it, and each engine takes megabytes.
_thread = ThreadPoolExecutor(1, thread_name_prefix="charts")


def svg(chart: Chart, theme: Theme = "light", width: int = WIDE_WIDTH) -> str:
    """Draw a chart `width` pixels wide.

    The drawing says its title and sentence to whoever reads it aloud. Its letters are text, in the face that charts are measured with.
    """
    drawn = _drawn(json.dumps(themed(chart.option, theme), ensure_ascii=False), width, chart.height_at(width))
    label = f"<title>{_escaped(chart.title)}</title><desc>{_escaped(chart.sentence)}</desc>"
    return re.sub(r"(<svg [^>]*?)>", rf'\1 role="img" xml:lang="{chart.lang}">{_template(label)}', drawn, count=1)


@lru_cache(maxsize=128)
def _drawn(option: str, width: int, height: int) -> str:
    drawn = _thread.submit(lambda: str(_engine().eval(f"draw({option}, {width}, {height})"))).result()
    names: dict[str, str] = {}
    # The numbers in ids count the drawings of a process.
    named = _ID.sub(lambda found: f"kb-{names.setdefault(found[0], str(len(names)))}", _OF_PAGES.sub("", drawn))
    return _TEXT.sub(_set, named)


def _set(written: re.Match[str]) -> str:
    """Set a text as it was measured.

    Its style becomes attributes, which a page's policy against inline style lets stand. Its length is said, so that it fits where the face is not at
    hand: a picture may not fetch one.
    """
    before, style, after, letters = written.groups()
    said = dict(each.split(":", 1) for each in style.split(";") if ":" in each)
    said["font-family"] = f"{FAMILY}, Segoe UI, system-ui, sans-serif"
    size = said["font-size"].removesuffix("px")
    said["textLength"] = f"{measured(html.unescape(letters), float(size)):.1f}"
    said["lengthAdjust"] = "spacingAndGlyphs"
    attributes = "".join(f' {name.strip()}="{value.strip()}"' for name, value in said.items())
    return f"<text{before}{attributes}{after}>{letters}</text>"


@cache
def _engine() -> Any:
    engine = quickjs.Context()
    engine.set_memory_limit(_BYTES)
    engine.add_callable("measure", lambda text, size, bold: measured(text, size, bold=bold))
    engine.eval(_SURROUNDINGS)
    engine.eval((ECHARTS / "echarts.min.js").read_text(encoding="utf-8"))
    engine.eval(_DRAW)
    return engine


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _template(text: str) -> str:
    return text.replace("\\", r"\\")
