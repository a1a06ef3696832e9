"""The picture of a page: put upright, its ruling lines found and taken away, and what is written on it cut out piece by piece.

Telling letters is for others; they tell those of one cell by itself far better than those of a page full of lines. Lengths are in dots.
"""

import io
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from statistics import median_low
from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from khoabang.auditing.reading.limits import MAX_PICTURE_BYTES, MAX_PICTURE_SIDE

Box = tuple[int, int, int, int]  # left, top, right, bottom

_WHITE = 255
_TURNED = 12  # quarters of a degree to either side: how far askew a page may lie
_AROUND = 60  # the surroundings of a dot; what is so much darker than they are is ink
_DARKER = 40
_ACROSS, _DOWN = 100, 60  # the shortest ruling lines: no stroke of a letter is as long
_GAP = 5  # in a line that was drawn as one
_NEAR = 8  # lines no farther apart are one
_BESIDE = 6  # how far from its place a line may be drawn
_SEEN = 8  # of 255: a row of dots with a bit of a line in it
_DRAWN = 70  # hundredths of an edge that must be drawn to be one
_SMALL = 4  # fields are looked for in a picture so many times smaller
_RUN = re.compile(rb"[^\0]+(?:\0{1,5}[^\0]+)*")  # of that picture: what stands so close on one line is one field
_LEAST = 2
_MARGIN = 4
_USUAL_HEIGHT = 38
_QUALITIES = (70, 50, 35, 20)


class Ruled(NamedTuple):
    """A ruled table: where its rows and columns begin and the last ones end; its cells as boxes counted in columns and rows."""

    rows: list[int]
    columns: list[int]
    cells: list[Box]

    @property
    def box(self) -> Box:
        """What it covers, with its lines."""
        return self.columns[0] - _BESIDE, self.rows[0] - _BESIDE, self.columns[-1] + _BESIDE, self.rows[-1] + _BESIDE

    def inside(self, cell: Box) -> Box:
        """What a cell covers, without its lines."""
        left, top, right, bottom = cell
        return (
            self.columns[left] + _BESIDE,
            self.rows[top] + _BESIDE,
            self.columns[right] - _BESIDE + 1,
            self.rows[bottom] - _BESIDE + 1,
        )


class Picture:
    """A page in shades of grey, about 300 dots to the inch."""

    def __init__(self, image: Image.Image) -> None:
        self._image = _upright(image)
        darkness = ImageChops.subtract(self._image.filter(ImageFilter.BoxBlur(_AROUND)), self._image)
        self._ink = darkness.point([_WHITE * (value > _DARKER) for value in range(256)])
        self._across = _strokes(self._ink, _ACROSS, 1, 0)
        self._down = _strokes(self._ink, _DOWN, 0, 1)
        lines = ImageChops.lighter(self._across, self._down).filter(ImageFilter.MaxFilter(5))
        self._written = ImageOps.invert(darkness)
        self._written.paste(_WHITE, mask=lines)
        self._ink.paste(0, mask=lines)

    def shown(self) -> bytes:
        """Give the page for people to look at, as JPEG within the limits."""
        image = self._image.copy()
        image.thumbnail((MAX_PICTURE_SIDE, MAX_PICTURE_SIDE))
        made = b""
        for quality in _QUALITIES:
            file = io.BytesIO()
            image.save(file, "jpeg", quality=quality, optimize=True)
            made = file.getvalue()
            if len(made) <= MAX_PICTURE_BYTES:
                break
        return made

    def cut(self, box: Box) -> Image.Image | None:
        """Give what is written in a box, cut to its edges, black on white without lines and shadows; None where nothing is."""
        filled = self._ink.crop(box).filter(ImageFilter.MinFilter(3)).getbbox()
        if not filled:
            return None
        left, top, right, bottom = (place + box[number % 2] for number, place in enumerate(filled))
        left, top = max(box[0], left - _MARGIN), max(box[1], top - _MARGIN)
        return self._written.crop((left, top, min(box[2], right + _MARGIN), min(box[3], bottom + _MARGIN)))

    @cached_property
    def line_height(self) -> int:
        """How high a line of text is, in the middle of all."""
        heights = [bottom - top for _, top, _, bottom in self.fields if bottom - top > _LEAST * _SMALL]
        return median_low(heights) if heights else _USUAL_HEIGHT

    @cached_property
    def fields(self) -> list[Box]:
        """What is written close together on one line, in tables as elsewhere."""
        small = self._ink.reduce(_SMALL).point([value if value > _DARKER else 0 for value in range(256)])
        content, width = small.tobytes(), small.width
        runs = [[run.span() for run in _RUN.finditer(content[at : at + width])] for at in range(0, len(content), width)]
        return [
            (left * _SMALL, top * _SMALL, right * _SMALL, bottom * _SMALL)
            for left, top, right, bottom in _connected(runs)
            if right - left >= _LEAST or bottom - top >= _LEAST
        ]

    @cached_property
    def tables(self) -> list[Ruled]:
        """The ruled tables from top to bottom; a frame around something is none."""
        found: list[Ruled] = []
        for lines in self._bands():
            band = self._down.crop((0, lines[0], self._down.width, lines[-1]))
            sides = _middles(_by_column(band), max(1, _DOWN * _WHITE // 2 // (lines[-1] - lines[0])))
            rows = [row for row in lines if any(self._is_drawn_across(row, *span) for span in pairwise(sides))]
            columns = [column for column in sides if any(self._is_drawn_down(column, *span) for span in pairwise(rows))]
            cells = self._cells(rows, columns)
            if len(cells) > 1:
                found.append(Ruled(rows, columns, cells))
        return found

    def _bands(self) -> Iterator[list[int]]:
        """Give the lines across in groups: between those of one group there are lines down from each to the next."""
        group: list[int] = []
        for row in _middles(_by_row(self._across), _SEEN):
            if group:
                between = (0, group[-1] + _BESIDE, self._down.width, max(row - _BESIDE, group[-1] + _BESIDE + 1))
                if max(_by_column(self._down.crop(between))) < _WHITE * _DRAWN // 100:
                    if len(group) > 1:
                        yield group
                    group = []
            group.append(row)
        if len(group) > 1:
            yield group

    def _cells(self, rows: list[int], columns: list[int]) -> list[Box]:
        """Give the cells, each as far as no line parts it."""
        taken: set[tuple[int, int]] = set()
        cells: list[Box] = []
        for top, left in ((row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)):
            if (top, left) in taken:
                continue
            right, bottom = left + 1, top + 1
            while (
                right < len(columns) - 1
                and (top, right) not in taken
                and not self._is_drawn_down(columns[right], rows[top], rows[top + 1])
            ):
                right += 1
            while bottom < len(rows) - 1 and not any(
                self._is_drawn_across(rows[bottom], *span) for span in pairwise(columns[left : right + 1])
            ):
                bottom += 1
            taken |= {(row, column) for row in range(top, bottom) for column in range(left, right)}
            cells.append((left, top, right, bottom))
        return cells

    def _is_drawn_across(self, row: int, left: int, right: int) -> bool:
        return _is_drawn(_by_column(self._across.crop((left + _BESIDE, row - _BESIDE, right - _BESIDE, row + _BESIDE + 1))))

    def _is_drawn_down(self, column: int, top: int, bottom: int) -> bool:
        return _is_drawn(_by_row(self._down.crop((column - _BESIDE, top + _BESIDE, column + _BESIDE + 1, bottom - _BESIDE))))


def _upright(image: Image.Image) -> Image.Image:
    """Turn a page by the angle at which its lines lie level: what is dark is then spread over the fewest rows."""
    small = ImageOps.invert(image.reduce(_SMALL))

    def level(angle: Any) -> Any:
        turned = small.rotate(angle, Image.Resampling.BILINEAR)
        return ImageStat.Stat(turned.resize((1, turned.height), Image.Resampling.BOX)).var[0], -abs(angle)

    best = max((quarters / 4 for quarters in range(-_TURNED, _TURNED + 1)), key=level)
    best = max((best + twentieths / 20 for twentieths in range(-4, 5)), key=level)
    return image.rotate(best, Image.Resampling.BICUBIC, fillcolor=_WHITE) if best else image


def _strokes(ink: Image.Image, length: int, across: int, down: int) -> Image.Image:
    """Keep what is drawn without a break for a length in a direction."""
    closed = _spread(_spread(ink, _GAP, across, down, ImageChops.lighter), _GAP, -across, -down, ImageChops.darker)
    return _spread(_spread(closed, length, across, down, ImageChops.darker), length, -across, -down, ImageChops.lighter)


def _spread(
    image: Image.Image, length: int, across: int, down: int, joined: Callable[[Image.Image, Image.Image], Image.Image]
) -> Image.Image:
    """Join to each dot those that lie before it in a direction, over a length; each step doubles what is done."""
    done = 1
    while done < length:
        step = min(done, length - done)
        moved = Image.new("L", image.size, 0)
        moved.paste(image, (across * step, down * step))
        image = joined(image, moved)
        done += step
    return image


def _by_row(image: Image.Image) -> bytes:
    return image.resize((1, image.height), Image.Resampling.BOX).tobytes() if image.width * image.height else b"\0"


def _by_column(image: Image.Image) -> bytes:
    return image.resize((image.width, 1), Image.Resampling.BOX).tobytes() if image.width * image.height else b"\0"


def _is_drawn(profile: bytes) -> bool:
    return 100 * sum(value >= _SEEN for value in profile) >= _DRAWN * len(profile)


def _middles(profile: bytes, least: int) -> list[int]:
    """Give the middles of the stretches of a profile that are at least so dark."""
    runs: list[list[int]] = []
    for place, value in enumerate(profile):
        if value >= least:
            if runs and place - runs[-1][1] <= _NEAR:
                runs[-1][1] = place
            else:
                runs.append([place, place])
    return [(first + last) // 2 for first, last in runs]


def _connected(runs_by_row: list[list[tuple[int, int]]]) -> Iterator[Box]:
    """Give the boxes of runs that touch from row to row, where one empty row between them (under a mark) parts nothing."""
    roots: list[int] = []

    def root(number: int) -> int:
        while roots[number] != number:
            number = roots[number]
        return number

    boxes: list[Box] = []
    above: list[list[tuple[int, int, int]]] = [[], []]
    for row, runs in enumerate(runs_by_row):
        now: list[tuple[int, int, int]] = []
        for left, right in runs:
            touching = {root(number) for start, end, number in above[0] + above[1] if start < right and left < end}
            number = min(touching, default=len(roots))
            if not touching:
                roots.append(number)
                boxes.append((left, row, right, row + 1))
            for other in touching:
                roots[other] = number
                boxes[number] = _around(boxes[number], boxes[other])
            boxes[number] = _around(boxes[number], (left, row, right, row + 1))
            now.append((left, right, number))
        above = [above[1], now]
    return (box for number, box in enumerate(boxes) if roots[number] == number)


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
