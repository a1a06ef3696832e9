"""What a page of a PDF draws: words with their places, and straight lines that may be the rules of a table.

PDFium finds both, some ten times faster than readers written in Python. Lengths are points from the top left of the page as it is shown.
"""

import ctypes
import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.limits import MAX_CELLS, RefusalError

_MOST_SIGNS = 200_000  # characters of one page
_MOST_LINES = 20_000  # lines drawn on one page; a table of 1,000 rows and 20 columns
_MOST_OBJECTS = 100_000  # of one page, text among them
_MOST_LEVELS = 8  # of drawings inside drawings
_THIN = 3  # points: a filled strip no wider is a line
_APART = 15  # hundredths of a letter's height between two letters that belong to two words
_ABOVE, _BELOW = 80, 20  # hundredths of a letter's height over and under the line it stands on
_ROUGHLY = 30  # hundredths of a letter's height by which letters on one line may be shifted
_BLANK = 32
_SMALLEST, _GREATEST = 6, 16  # tenths of a letter's box that the size of its font is
_LOST = "\ufffd"
_HYPHENS = {"\x02": "-", "\ufffe": "-"}  # what PDFium makes of a hyphen that ends a line


Point = tuple[Any, Any]


class Word(NamedTuple):
    """A word and the box it fills; `top` is less than `bottom`.

    `turned` counts quarter turns with the clock, `ended` says that a blank follows, `starts` is where each letter begins along its line.
    """

    text: str
    left: Any
    right: Any
    top: Any
    bottom: Any
    turned: int = 0
    ended: bool = False
    starts: tuple[Any, ...] = ()

    @property
    def line(self) -> Any:
        """Where the line is that it stands on."""
        return self.bottom - (self.bottom - self.top) * _BELOW / 100


class Rule(NamedTuple):
    """A straight line, across the page or down: `at` is where, from `start` to `end`."""

    at: Any
    start: Any
    end: Any


class Marks(NamedTuple):
    """What a page draws. `lost` counts letters whose font does not tell which they are; `drawn`, whether it has more than text."""

    words: list[Word]
    across: list[Rule]
    down: list[Rule]
    lost: int
    drawn: bool
    width: Any
    height: Any


def read_marks(page: Any) -> Marks:
    """Read an open page.

    Raises:
        RefusalError: it draws more than any table.
    """
    shown = _Shown(page)
    words, lost = _words(page, shown)
    drawing = _Drawing(shown)
    drawing.read(page.raw)
    return Marks(words, drawing.across, drawing.down, lost, drawing.drawn, shown.width, shown.height)


class _Shown:
    """Brings places on a page, as it is stored, to places as it is shown: cropped and turned."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation() // 90
        size = (self.right - self.left, self.top - self.bottom)
        self.width, self.height = size if self.turn % 2 == 0 else size[::-1]

    def place(self, across: Any, up: Any) -> Point:
        match self.turn:
            case 1:
                return up - self.bottom, across - self.left
            case 2:
                return self.right - across, up - self.bottom
            case 3:
                return self.top - up, self.right - across
        return across - self.left, self.top - up


# Words


def _words(page: Any, shown: _Shown) -> tuple[list[Word], int]:
    text = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text.raw)
        if count > _MOST_SIGNS:
            raise RefusalError("AUD013", limit=_MOST_SIGNS)
        maker = _WordMaker()
        for sign in _signs(text.raw, count, shown):
            maker.add(*sign)
        maker.end()
    finally:
        text.close()
    return maker.words, maker.lost


def _signs(text: Any, count: int, shown: _Shown) -> Iterator[tuple[str, int, Any, Any, Any, Any]]:
    """Give each letter: itself, its turn, where it begins and ends along its line, where that line is, and its height."""
    box, across, up = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for position in range(count):
        code = pdfium.FPDFText_GetUnicode(text, position)
        if pdfium.FPDFText_IsGenerated(text, position):
            if code == _BLANK:  # PDFium sees a gap there; ends of lines are ours to find
                yield " ", 0, 0, 0, 0, 0
            continue
        letter = _LOST if not code or pdfium.FPDFText_HasUnicodeMapError(text, position) == 1 else chr(code)
        letter = _HYPHENS.get(letter, letter)
        pdfium.FPDFText_GetLooseCharBox(text, position, box)
        pdfium.FPDFText_GetCharOrigin(text, position, across, up)
        # The angle is that of the page as stored, against the clock; the page itself is turned with the clock.
        turn = (shown.turn - _quarters(pdfium.FPDFText_GetCharAngle(text, position))) % 4
        left, top = shown.place(box.left, box.top)
        right, bottom = shown.place(box.right, box.bottom)
        here = shown.place(across.value, up.value)
        left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
        height = bottom - top if turn % 2 == 0 else right - left
        size = pdfium.FPDFText_GetFontSize(text, position)
        if not height * _SMALLEST <= size * 10 <= height * _GREATEST:  # the size may be told by how the page is scaled
            size = height
        match turn:
            case 0:
                yield letter, 0, left, right, here[1], size
            case 1:
                yield letter, 1, top, bottom, -here[0], size
            case 2:
                yield letter, 2, -right, -left, -here[1], size
            case _:
                yield letter, 3, -bottom, -top, here[0], size


def _quarters(angle: Any) -> int:
    return math.floor(angle / (math.pi / 2) + 0.5) % 4 if angle > 0 else 0


class _WordMaker:
    """Puts letters that follow each other on one line together."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.lost = 0
        self._letters: list[str] = []
        self._starts: list[Any] = []
        self._turn = 0
        self._start = self._stop = self._line = self._size = 0
        self._gap = False  # whether PDFium saw a gap behind the last letter

    def add(self, letter: str, turn: int, start: Any, stop: Any, line: Any, size: Any) -> None:
        if not size:
            self._gap = True
            return
        if letter.isspace():
            self.end(blank=bool(self._letters) and self._goes_on(turn, start, line, size))
            return
        self.lost += letter == _LOST
        if self._letters and (self._gap or not self._goes_on(turn, start, line, size)):
            self.end(blank=self._gap and self._is_beside(turn, line, size))
        if not self._letters:
            self._turn, self._start, self._stop, self._line, self._size = turn, start, stop, line, size
        self._letters.append(letter)
        self._starts.append(start)
        self._stop = max(self._stop, stop)
        self._size = min(self._size, size) or size

    def _is_beside(self, turn: int, line: Any, size: Any) -> bool:
        return bool(turn == self._turn and abs(line - self._line) * 100 <= _ROUGHLY * min(self._size, size))

    def _goes_on(self, turn: int, start: Any, line: Any, size: Any) -> bool:
        height = min(self._size, size)
        return bool(
            self._is_beside(turn, line, size) and -height <= start - self._stop and (start - self._stop) * 100 <= _APART * height
        )

    def end(self, *, blank: bool = False) -> None:
        """End the word; `blank` says that there is a blank behind it."""
        self._gap = False
        if not self._letters:
            return
        text = clean("".join(self._letters))
        starts = tuple(self._starts) if len(text) == len(self._starts) else ()
        self._letters, self._starts = [], []
        if text:
            above, below = self._line - self._size * _ABOVE / 100, self._line + self._size * _BELOW / 100
            start, stop = self._start, max(self._stop, self._start)
            box = {
                0: (start, stop, above, below),
                1: (-below, -above, start, stop),
                2: (-stop, -start, -below, -above),
                3: (above, below, -stop, -start),
            }[self._turn]
            self.words.append(Word(text, *box, self._turn, blank, starts))


# Lines


class _Drawing:
    """The straight lines of a page, and of the drawings inside it. Filled areas are no lines: they colour rows and cells."""

    def __init__(self, shown: _Shown) -> None:
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.drawn = False
        self._shown = shown
        self._objects = self._lines = 0

    def read(self, page: Any) -> None:
        count = pdfium.FPDFPage_CountObjects(page)
        self._all(count, lambda number: pdfium.FPDFPage_GetObject(page, number), [], 0)

    def _all(self, count: int, give: Callable[[int], Any], around: list[Any], level: int) -> None:
        self._objects += max(0, count)
        if self._objects > _MOST_OBJECTS:
            raise RefusalError("AUD012", limit=MAX_CELLS)
        for number in range(count):
            self._one(give(number), around, level)

    def _one(self, item: Any, around: list[Any], level: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            return
        self.drawn = True
        if kind not in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM}:
            return
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(item, matrix)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, [matrix, *around])
        elif level < _MOST_LEVELS:
            inside = pdfium.FPDFFormObj_CountObjects(item)
            self._all(inside, lambda number: pdfium.FPDFFormObj_GetObject(item, number), [matrix, *around], level + 1)

    def _path(self, item: Any, matrices: list[Any]) -> None:
        count = pdfium.FPDFPath_CountSegments(item)
        self._lines += max(1, count) if count < 3 else count // 2
        if self._lines > _MOST_LINES:
            raise RefusalError("AUD012", limit=MAX_CELLS)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        across, up = ctypes.c_float(), ctypes.c_float()
        points: list[Point] = []
        for number in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, number)
            pdfium.FPDFPathSegment_GetPoint(segment, across, up)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                self._shape(points, stroked=bool(stroke.value))
                points = []
            points.append(self._placed(across.value, up.value, matrices))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        self._shape(points, stroked=bool(stroke.value))

    def _placed(self, across: Any, up: Any, matrices: list[Any]) -> Point:
        for matrix in matrices:
            across, up = matrix.a * across + matrix.c * up + matrix.e, matrix.b * across + matrix.d * up + matrix.f
        return self._shown.place(across, up)

    def _shape(self, points: list[Point], *, stroked: bool) -> None:
        """Keep what is straight: a thin shape is a line, a drawn outline as many as it has sides."""
        if len(points) < 2:
            return
        left, right = min(point[0] for point in points), max(point[0] for point in points)
        top, bottom = min(point[1] for point in points), max(point[1] for point in points)
        if not all(map(math.isfinite, (left, right, top, bottom))):
            return
        if min(right - left, bottom - top) <= _THIN:
            if right - left >= bottom - top:
                self.across.append(Rule((top + bottom) / 2, left, right))
            else:
                self.down.append(Rule((left + right) / 2, top, bottom))
        elif stroked:
            for (x, y), (to_x, to_y) in pairwise(points):
                if abs(to_y - y) < 1 <= abs(to_x - x):
                    self.across.append(Rule((y + to_y) / 2, min(x, to_x), max(x, to_x)))
                elif abs(to_x - x) < 1 <= abs(to_y - y):
                    self.down.append(Rule((x + to_x) / 2, min(y, to_y), max(y, to_y)))
