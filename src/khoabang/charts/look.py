"""How charts look: colours of each theme, patterns, and what every option begins with."""

from typing import Any, Final, Literal

from khoabang.charts.chart import Json
from khoabang.charts.letters import FAMILY, TEXT

Theme = Literal["light", "dark", "print"]

# Text has at least 4.5:1 on its paper and every filling 3:1 (WCAG 1.4.3, 1.4.11). Neighbours differ by pattern too, and a line of
# paper parts them: nothing hangs on colour alone. Print is for paper without colour.
THEMES: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "paper": "#fffdf8",
        "ink": "#221c15",
        "soft": "#5f5547",
        "hair": "#e2d8c3",
        "band": "#ece3cf",
        "strong": "#a5281b",
        "up": "#2f6f4f",
        "down": "#9a4a1c",
        "pattern": "rgba(255,253,248,0.55)",
        "1": "#3a5683",
        "2": "#a8741a",
        "3": "#3f7d62",
        "4": "#8a4f7d",
        "5": "#2b7c8c",
        "6": "#a5563c",
        "7": "#6c7330",
        "8": "#5d6b7a",
        "9": "#7d5c3a",
        "10": "#9c4a66",
    },
    "dark": {
        "paper": "#1d1914",
        "ink": "#efe8db",
        "soft": "#b5a995",
        "hair": "#363026",
        "band": "#3a3327",
        "strong": "#f0806c",
        "up": "#7cc29c",
        "down": "#e39a63",
        "pattern": "rgba(29,25,20,0.55)",
        "1": "#8fabdb",
        "2": "#e0b35c",
        "3": "#7cc29c",
        "4": "#cf9ac2",
        "5": "#6cc0cf",
        "6": "#e39a7c",
        "7": "#b9c06c",
        "8": "#a9b6c4",
        "9": "#c9a67e",
        "10": "#e08fa9",
    },
    "print": {
        "paper": "#ffffff",
        "ink": "#000000",
        "soft": "#333333",
        "hair": "#cccccc",
        "band": "#dddddd",
        "strong": "#000000",
        "up": "#000000",
        "down": "#000000",
        "pattern": "rgba(255,255,255,0.9)",
        "1": "#1a1a1a",
        "2": "#8c8c8c",
        "3": "#595959",
        "4": "#7a7a7a",
        "5": "#333333",
        "6": "#909090",
        "7": "#4d4d4d",
        "8": "#6b6b6b",
        "9": "#262626",
        "10": "#808080",
    },
}
COLOURS: Final = 10
_THIN: Final = {"color": "@pattern", "symbolSize": 1, "maxTileWidth": 64, "maxTileHeight": 64}
_PATTERNS: Final[tuple[Json | None, ...]] = (
    None,
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": 0.785},
    {**_THIN, "symbol": "circle", "dashArrayX": [[6, 6], [0, 6, 6, 0]], "dashArrayY": [6, 0], "symbolSize": 0.5},
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": -0.785},
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [2, 6]},
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [2, 6], "rotation": 1.571},
    {**_THIN, "symbol": "rect", "dashArrayX": [[8, 8], [0, 8, 8, 0]], "dashArrayY": [8, 0], "symbolSize": 0.5},
    {**_THIN, "symbol": "triangle", "dashArrayX": [[9, 9], [0, 9, 9, 0]], "dashArrayY": [9, 0], "symbolSize": 0.6},
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [4, 4], "rotation": 0.785},
    {**_THIN, "dashArrayX": [1, 0], "dashArrayY": [4, 4], "rotation": -0.785},
)
SYMBOLS: Final = (
    "circle",
    "diamond",
    "rect",
    "triangle",
    "path://M0 0H10L5 10Z",
    "path://M3 0H7V3H10V7H7V10H3V7H0V3H3Z",
)


def filling(place: int) -> Json:
    """Give colour and pattern of the series at a place (from 0), parted from its neighbours by a line of paper."""
    style: Json = {"color": f"@{place % COLOURS + 1}", "borderColor": "@paper", "borderWidth": 1}
    if pattern := _PATTERNS[place % COLOURS]:
        style["decal"] = pattern
    return style


def themed(option: Any, theme: Theme) -> Any:
    """Put the theme's colours in place of their names."""
    if isinstance(option, str):
        return THEMES[theme].get(option[1:], option) if option.startswith("@") else option
    if isinstance(option, dict):
        return {key: themed(value, theme) for key, value in option.items()}
    if isinstance(option, list | tuple):
        return [themed(value, theme) for value in option]
    return option


def base() -> Json:
    """What every option begins with: nothing moves, and hints are drawn and not written as HTML (the CSP forbids it)."""
    return {
        "animation": False,
        "backgroundColor": "@paper",
        "textStyle": {"fontFamily": FAMILY, "fontSize": TEXT, "color": "@ink"},
        "tooltip": {
            "trigger": "item",
            "renderMode": "richText",
            "confine": True,
            "backgroundColor": "@paper",
            "borderColor": "@soft",
            "textStyle": {"color": "@ink", "fontSize": TEXT, "fontFamily": FAMILY},
        },
    }
