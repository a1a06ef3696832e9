"""Scanned pages, and a stand-in for tesseract that reads them: what is written is drawn as bars that stand for its place in a list.

No letters are drawn, so neither a font nor the real program is needed; whatever finds, cuts and sizes the pieces is tested all the same.
"""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

A4 = (2_480, 3_508)  # at 300 dots to the inch
_BITS, _PITCH, _BAR, _TALL, _SHORT = 9, 20, 12, 34, 16
_WIDTH = (_BITS - 1) * _PITCH + _BAR
ROW, COLUMN = 70, 210
Cells = Sequence[Sequence[str]]

_PROGRAM = """\
#!{python}
import io, sys
from PIL import Image, ImageFilter, ImageOps

if sys.argv[1] == "--list-langs":
    print("List of available languages (2):\\neng\\n{language}")
    sys.exit()
assert sys.argv[1:] == ["stdin", "stdout", "-l", "vie", "--psm", "6", "tsv"], sys.argv
texts, unsure = {texts!r}, {unsure!r}
image = Image.open(io.BytesIO(sys.stdin.buffer.read()))
print("\\t".join(["level", *"page_num block_num par_num line_num word_num left top width height conf text".split()]))
for page in range(image.n_frames):
    image.seek(page)
    ink = ImageOps.invert(image.convert("L")).filter(ImageFilter.MedianFilter(5)).point([255 * (value > 128) for value in range(256)])
    left, top, right, bottom = ink.getbbox()
    place = 0
    for bit in range(1, {bits} - 1):
        at = left + (right - left) * (2 * bit * {pitch} + {bar}) // (2 * {width})
        bar = ink.crop((at, top, at + 1, bottom)).getbbox()
        place = 2 * place + (bar is not None and 10 * (bar[3] - bar[1]) > 7 * (bottom - top))
    text = unsure.get(texts[place], texts[place]) if page % 3 == 1 else texts[place]
    for line, words in enumerate(text.split("\\n"), 1):
        for number, word in enumerate(words.split(), 1):
            print("5", page + 1, 1, 1, line, number, left, top, right - left, bottom - top, 90, word, sep="\\t")
"""


class Scan:
    """Pages to draw on. A text drawn twice has one place in the list."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self.pages: list[Image.Image] = []

    def page(self, size: tuple[int, int] = A4) -> None:
        self.pages.append(Image.new("L", size, 245))

    def write(self, left: int, top: int, text: str) -> None:
        if text not in self.texts:
            self.texts.append(text)
        place = self.texts.index(text)
        assert place < 1 << (_BITS - 2)
        tall = [1, *(place >> shift & 1 for shift in range(_BITS - 3, -1, -1)), 1]
        draw = ImageDraw.Draw(self.pages[-1])
        for bit, high in enumerate(tall):
            size = _TALL if high else _SHORT
            draw.rectangle((left + bit * _PITCH, top + _TALL - size, left + bit * _PITCH + _BAR - 1, top + _TALL - 1), fill=20)

    def table(self, left: int, top: int, rows: Cells, *, ruled: bool = True, width: int = COLUMN) -> int:
        """Draw a table and give where it ends. A cell "<" belongs to the one before it, a cell "^" to the one above it."""
        draw = ImageDraw.Draw(self.pages[-1])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                x, y = left + column * width, top + number * ROW
                if ruled and cell != "^":
                    draw.line((x, y, x + width, y), fill=30, width=4)
                if ruled and cell != "<":
                    draw.line((x, y, x, y + ROW), fill=30, width=4)
                if cell not in {"", "<", "^"}:
                    self.write(x + 24, y + 19, cell)
        right, bottom = left + len(rows[0]) * width, top + len(rows) * ROW
        if ruled:
            draw.line((left, bottom, right, bottom), fill=30, width=4)
            draw.line((right, top, right, bottom), fill=30, width=4)
        return bottom

    def turned(self, degrees: float) -> None:
        """Lay the last page askew."""
        self.pages[-1] = self.pages[-1].rotate(degrees, Image.Resampling.BICUBIC, fillcolor=245)

    def as_pdf(self) -> bytes:
        return self._saved("pdf", resolution=300)

    def as_picture(self, kind: str = "png") -> bytes:
        return self._saved(kind)

    def _saved(self, kind: str, **options: object) -> bytes:
        file = io.BytesIO()
        several = {"save_all": True, "append_images": self.pages[1:]} if kind in {"pdf", "tiff"} else {}
        self.pages[0].save(file, kind, **several, **options)
        return file.getvalue()

    def program(self, folder: Path, *, unsure: dict[str, str] | None = None, language: str = "vie") -> Path:
        """Write the stand-in for tesseract, which reads these pages; the second of its three readings says what `unsure` gives."""
        program = folder / "tesseract"
        program.write_text(
            _PROGRAM.format(
                python=sys.executable,
                texts=self.texts,
                unsure=unsure or {},
                language=language,
                bits=_BITS,
                pitch=_PITCH,
                bar=_BAR,
                width=_WIDTH,
            ),
            encoding="utf-8",
        )
        program.chmod(0o755)
        return folder


def scan_of(rows: Cells, above: Sequence[str] = (), below: Sequence[str] = ()) -> Scan:
    """One page with a ruled table, and a line of text for each text above and below it."""
    scan = Scan()
    scan.page()
    for number, text in enumerate(above):
        scan.write(200, 150 + number * ROW, text)
    bottom = scan.table(200, 200 + len(above) * ROW, rows)
    for number, text in enumerate(below):
        scan.write(200, bottom + 60 + number * ROW, text)
    return scan
