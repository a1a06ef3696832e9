#!/usr/bin/env python3
"""Cut from Be Vietnam Pro what the ready-made web subsets lack: tabular figures, and signs such as ≥ and ≠.

The family has no figures of equal width, so a column of points would not line up. The ten digits are its own, each centred in
one common width. Reads the TTF files of the PyPI package ``fontpkg-be-vietnam-pro`` 1.2 and writes ``figures-*.woff2`` and
``symbols-*.woff2`` beside the subsets, the same bytes each time. Only whoever updates a font runs it, with ``fonttools`` and
``brotli`` at hand (they are not in the lock):

    python tools/web_fonts.py FOLDER-WITH-THE-TTF-FILES
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "src/khoabang/web/static/khoabang/fonts"
FACES = {
    "400-normal": "Regular",
    "400-italic": "Italic",
    "500-normal": "Medium",
    "600-normal": "SemiBold",
    "700-normal": "Bold",
}
DIGITS = "0123456789"
SYMBOLS = "≤≥≠≈‰⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⅛⅜⅝⅞"
# One width in every weight, so that a bold row keeps its columns. In thousandths; the widest digit, the bold 4, has 627 of ink.
ADVANCE = 664
# The name records that a changed font may not share with the original: family, identifier, full name, PostScript name.
RENAMED = (1, 3, 4, 6, 16)


def cut(source: Path, text: str, family: str) -> TTFont:
    """Load a face with nothing but the letters of ``text``, under another family name."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, *RENAMED, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    missing = set(text) - {chr(code) for code in font.getBestCmap()}
    if missing:
        sys.exit(f"{source.name} has no {' '.join(sorted(missing))}")
    for record in font["name"].names:
        if record.nameID in RENAMED:
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    font.flavor = "woff2"
    return font


def equal_widths(font: TTFont) -> None:
    """Centre the ink of every digit in the common width."""
    characters = font.getBestCmap()
    for digit in DIGITS:
        name = characters[ord(digit)]
        glyph = font["glyf"][name]
        margin = (ADVANCE - (glyph.xMax - glyph.xMin)) // 2
        glyph.coordinates.translate((margin - glyph.xMin, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, margin)


def main(folder: Path) -> None:
    """Write both cuts of every face."""
    for face, style in FACES.items():
        source = folder / f"BeVietnamPro-{style}.ttf"
        figures = cut(source, DIGITS, "Khoa Bang Figures")
        equal_widths(figures)
        figures.save(FONTS / f"figures-{face}.woff2")
        cut(source, SYMBOLS, "Khoa Bang Symbols").save(FONTS / f"symbols-{face}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
