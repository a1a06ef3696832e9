"""Tables of a PDF that stand in columns without lines around their cells: found by their figures, row by row.

A line with a figure beside other texts is the core of a row. What stands between two cores belongs to the one it is nearer to, or is a
heading; what stands over the first is the header.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from khoabang.auditing.reading.gathered import Cell, merged, text_of
from khoabang.auditing.reading.pdf_bands import (
    Band,
    Span,
    bands_of,
    column_of,
    columns_of,
    covered_by,
    fine_fields,
    fine_gap,
    is_figure,
    texts_of,
)
from khoabang.auditing.reading.pdf_lines import Field, Line, cell_text
from khoabang.auditing.reading.pdf_marks import Word

_LEAST_ROWS = 3
_LEAST_COLUMNS = 2
_MOST_BETWEEN = 8  # lines between two cores
_MOST_HEADER = 12  # lines of a header
_DISTANT = 30  # tenths of a letter's height from one line of a table to the next, at most
_FAR = 12  # tenths: a distance so much greater than the next one parts two rows
_CLOSE = 14  # tenths of it: lines of one cell
_REPEATED = 3  # tenths of the words of a header that pages repeat, at least
_MOVED = 3  # tenths of a letter's height: a header so far away from where it stood is another one
_MIXED = 3  # tenths of the rows that may have two texts in one column
_WIDE = 7  # tenths of the text's width: a line of one text so wide is prose

Rows = list[tuple[int, list[Cell]]]


class Columned(NamedTuple):
    """A table in columns: each row with its page."""

    rows: Rows


def parted(lines: Sequence[Line], left: Any, right: Any, rules: Sequence[Any] = ()) -> Iterator[list[Line] | Columned]:
    """Part lines into prose and tables, in their order. `rules` is where lines are drawn across, counted as the lines are."""
    bands = bands_of(lines)
    free = at = 0
    least = _LEAST_ROWS
    while zone := _zone(bands, at, left, right, least):
        at = zone[1] + 1
        least = _LEAST_ROWS
        table = _Table(bands, *zone, free, rules)
        if not table.is_one():
            continue
        start, stop, rows = table.read()
        if start > free:
            yield [line for band in bands[free:start] for line in band.lines]
        yield Columned(rows)
        free = at = stop
        least = 1 if table.last < zone[1] else _LEAST_ROWS  # what goes on under the header again is a table, however short
    if free < len(bands):
        yield [line for band in bands[free:] for line in band.lines]


def rows_of_columns(words: Iterable[Word]) -> Iterator[str | list[list[Cell]]]:
    """As `parted`, of words cut out of a picture: a line holds those whose middles lie within the height of its first."""
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.left)):
        first = levels[-1][0] if levels else None
        if first and first.top <= (word.top + word.bottom) / 2 <= first.bottom:
            levels[-1].append(word)
        else:
            levels.append([word])
    lines: list[Line] = []
    for level in levels:
        top, bottom = min(word.top for word in level), max(word.bottom for word in level)
        row = sorted(level, key=lambda word: word.left)
        lines.append(Line([word._replace(top=top, bottom=bottom, ended=True) for word in row]))
    left, right = min((line.left for line in lines), default=0), max((line.right for line in lines), default=0)
    for piece in parted(lines, left, right):
        if isinstance(piece, Columned):
            yield [row for _, row in piece.rows]
        else:
            yield from (line.text for line in piece)


def rows_in(lines: Sequence[Line], spans: Sequence[Span]) -> Rows:
    """Put lines into rows of columns that are known."""
    bands = bands_of(lines)
    cores = [number for number, band in enumerate(bands) if band.is_core]
    if not cores:
        return [(band.page, _cells(band, spans)) for band in bands]
    table = _Table(bands, cores[0], cores[-1], 0, ())
    table.columns = list(spans)
    return [*((band.page, _cells(band, spans)) for band in bands[: cores[0]]), *table.body(len(bands))]


def _cells(band: Band, spans: Sequence[Span]) -> list[Cell]:
    texts = texts_of(band.lines, spans)
    return [cell_text(here, right - left, boxed=False) for here, (left, right) in zip(texts, spans, strict=True)]


def _zone(bands: Sequence[Band], at: int, left: Any, right: Any, least: int) -> tuple[int, int] | None:
    """Give the first and last cores of the next stretch that may be a table."""
    start = last = -1
    count = 0
    for number in range(at, len(bands)):
        band = bands[number]
        if last >= 0 and (number - last > _MOST_BETWEEN or _ends(band, bands[number - 1], left, right)):
            if count >= least:
                break
            start, last, count = -1, -1, 0
        if band.is_core:
            if start < 0:  # texts beside one another right above it are a row as well: the header
                start, count = number, int(number > at and len(bands[number - 1].fields) >= _LEAST_COLUMNS)
            last, count = number, count + 1
    return (start, last) if count >= least else None


def _ends(band: Band, before: Band, left: Any, right: Any) -> bool:
    wide = (
        len(band.fields) == 1 and (band.right - band.left) * 10 > _WIDE * (right - left) and len(band.words) > _MOST_BETWEEN - 2
    )
    return wide or (band.first - before.last) * 10 > 2 * _DISTANT * band.size


class _Table:
    """One table: its cores run from band `first` to `last`, nothing before band `free` belongs to it."""

    def __init__(self, bands: Sequence[Band], first: int, last: int, free: int, rules: Sequence[Any]) -> None:
        self.bands = bands
        self.first, self.last, self.free = first, last, free
        self.rules = rules
        self.cores = [number for number in range(first, last + 1) if bands[number].is_core]
        self.gap = fine_gap([line for band in bands[max(free, first - _MOST_HEADER) : last + 1] for line in band.lines])
        self.header: Sequence[Line] = ()
        self.over = 0  # bands over the first core that belong to it
        self.repeated: set[int] = set()  # bands of the header again
        self._find_repeated()
        self.columns = columns_of([line for number in self.cores for line in bands[number].lines])

    def is_one(self) -> bool:
        """Whether its texts stand in columns: hardly a row has a figure and something else in one, with a wide gap between."""
        if len(self.columns) < _LEAST_COLUMNS:
            return False
        mixed = sum(any(map(self._is_mixed, self.bands[number].lines)) for number in self.cores)
        return mixed * 10 <= _MIXED * len(self.cores)

    def _is_mixed(self, line: Line) -> bool:
        placed = [(self._column(field.left, field.right), is_figure(field.text)) for field in line.fields]
        return any(one[0] == other[0] and (one[1] or other[1]) for one, other in pairwise(placed))

    def read(self) -> tuple[int, int, Rows]:
        """Give the bands it takes, from the first to behind the last, and its rows."""
        start = self._header_start()
        self.over = min(self._over_first(), self.first - start)
        top = self.first - self.over
        self.header = [line for band in self.bands[start:top] for line in band.lines]
        for number in range(self.first, self.last + 1):
            if not self.bands[number].is_core and number not in self.repeated and not self._is_heading(number):
                self._widen(self.bands[number])
        for band in self.bands[start:top]:
            self._widen(band, inside=False)
        stop = self._tail()
        page = self.bands[self.first].page
        return start, stop, [*((page, row) for row in self._header_rows()), *self.body(stop)]

    def _find_repeated(self) -> None:
        """Find the header again between rows. Where its texts stand elsewhere, the columns are others, and the table ends."""
        above = self.bands[max(self.free, self.first - _MOST_HEADER) : self.first]
        places: dict[str, list[Any]] = defaultdict(list)
        for word in (word for band in above for word in band.words):
            places[word.text].append(word.left)
        words = sum(len(band.words) for band in above if len(band.fields) > 1)
        for core, after in pairwise(self.cores):
            run = self._after_row(core, after, places.keys())
            again = [word for number in run for word in self.bands[number].words]
            if len(again) < _LEAST_ROWS or len(again) * 10 < _REPEATED * words:
                continue
            near = self.bands[core].size * _MOVED / 10
            moved = sum(all(abs(word.left - place) > near for place in places[word.text]) for word in again)
            if 2 * moved > len(again):
                self.cores = self.cores[: self.cores.index(core) + 1]
                self.last = core
                return
            self.repeated.update(run)

    def _after_row(self, core: int, after: int, known: Collection[str]) -> list[int]:
        """Give the bands between two cores that only hold words of the header, without those that go on with the row above."""
        start = core + 1
        while (
            start < after
            and len(self.bands[start].fields) == 1
            and (self.bands[start].page != self.bands[start + 1].page or self._step(start) < self._step(start + 1))
        ):
            start += 1
        return [n for n in range(start, after) if all(word.text in known for word in self.bands[n].words)]

    def _widen(self, band: Band, *, inside: bool = True) -> None:
        """Add columns that no core fills, as remarks that always stand on two lines; `inside`, between columns that are known."""
        for field in fine_fields(band.lines, self.gap):
            if (inside or self.columns[-1][1] < field.left) and all(
                field.right <= left or right <= field.left for left, right in self.columns
            ):
                self.columns = sorted([*self.columns, (field.left, field.right)])

    def body(self, stop: int) -> Rows:
        """Give the rows from the first core on."""
        owners: dict[int, list[int]] = {core: [core] for core in self.cores}
        headings: list[int] = []
        owners[self.first] += range(self.first - self.over, self.first)
        carried = self.over
        for core, after in pairwise(self.cores):
            between = [number for number in range(core + 1, after) if number not in self.repeated]
            aside = [number for number in between if self._is_heading(number)]
            if aside:
                headings += aside
                owners[core] += [number for number in between if number < aside[0]]
                owners[after] += [number for number in between if number > aside[0] and number not in aside]
                carried = len(owners[after]) - 1
                continue
            split = self._split(core, after, between, carried)
            owners[core] += between[:split]
            owners[after] += between[split:]
            carried = len(between) - split
        owners[self.last] += range(self.last + 1, stop)
        texts = {
            core: texts_of([line for number in sorted(own) for line in self.bands[number].lines], self.columns)
            for core, own in owners.items()
        }
        rooms = [
            max((line.right - line.left for row in texts.values() for line in row[column]), default=0)
            for column in range(len(self.columns))
        ]
        rows: list[tuple[int, list[Cell]]] = [
            (core, [cell_text(here, room, boxed=False) for here, room in zip(row, rooms, strict=True)])
            for core, row in texts.items()
        ]
        rows += [(number, self._heading(self.bands[number])) for number in headings]
        return [(self.bands[number].page, row) for number, row in sorted(rows, key=lambda row: row[0])]

    # Which band belongs to which row

    def _over_first(self) -> int:
        """Count the bands over the first core that belong to it: nearer to one another than to the header, and as many as below it."""
        below = 0
        while self.first + below + 1 < len(self.bands) and not self.bands[self.first + below + 1].is_core:
            below += 1
        pitch = self._step(self.first + 1) if below else 0
        count = 0
        while count < below and self.first - count > self.free and 0 < self._step(self.first - count) * 10 <= 11 * pitch:
            count += 1
        header = self._step(self.first - count) if self.first - count > self.free else 0
        return count if header * 10 >= _FAR * pitch else 0

    def _step(self, number: int) -> Any:
        """Give how far a band stands under the one before it."""
        return self.bands[number].first - self.bands[number - 1].last

    def _split(self, core: int, after: int, between: list[int], carried: int) -> int:
        """Give how many of the bands between two cores belong to the first of them."""
        if not between:
            return 0
        order = (core, *between, after)
        pages = [self.bands[one].page != self.bands[other].page for one, other in pairwise(order)]
        if any(pages):
            return pages.index(True)
        start, end = self.bands[core].last, self.bands[after].first
        for rule in self.rules:
            if start < rule < end:
                return sum(self.bands[number].last < rule for number in between)
        gaps = [self.bands[other].first - self.bands[one].last for one, other in pairwise(order)]
        widest = max(range(len(gaps)), key=gaps.__getitem__)
        if gaps[widest] * 10 >= _FAR * max(gap for number, gap in enumerate(gaps) if number != widest):
            return widest
        return min(carried, len(between)) if carried else len(between)

    def _tail(self) -> int:
        """Give where the table ends: lines under its last core that go on with a text of it are its own."""
        stop = self.last + 1
        core = self.bands[self.last]
        filled = {self._column(word.left, word.right) for word in core.words}
        while stop < len(self.bands) and stop - self.last <= _MOST_BETWEEN:
            band, before = self.bands[stop], self.bands[stop - 1]
            columns = {self._column(word.left, word.right) for word in band.words}
            if band.page != before.page or (band.first - before.last) * 10 > _CLOSE * core.size or len(band.fields) > 1:
                break
            if len(columns) != 1 or 0 in columns or not columns <= filled or is_figure(band.words[0].text):
                break
            stop += 1
        return stop

    def _is_heading(self, number: int) -> bool:
        """Whether a line between two rows is one by itself: it reaches over several columns, or stands where order numbers do."""
        band = self.bands[number]
        if len(band.fields) > 1:
            return False
        touched = {self._column(word.left, word.right) for word in band.words}
        if len(touched) > 1:
            return True
        ordered = sum(is_figure(self.bands[core].fields[0].text) for core in self.cores) * 2 > len(self.cores)
        return ordered and touched == {0} and not is_figure(band.text)

    def _heading(self, band: Band) -> list[Cell]:
        row: list[Cell] = [""] * len(self.columns)
        row[self._column(band.words[0].left, band.words[0].right)] = band.text
        return row

    # The header

    def _header_start(self) -> int:
        """Give the first band of the header: texts over columns, close to one another, that are no title over the whole."""
        start = self.first
        while start > self.free and self.first - start < _MOST_HEADER:
            band, below = self.bands[start - 1], self.bands[start]
            if band.page == below.page and (below.first - band.last) * 10 > _DISTANT * max(band.size, below.size):
                break
            if not self._names_columns(band, self.bands[start : self.first]):
                break
            start -= 1
        # One text alone at the top, over one column: a title rather than a header, unless it goes on in the next line.
        while start < self.first and len(self.bands[start].fields) == 1 and not self._goes_down(start):
            start += 1
        return start

    def _names_columns(self, band: Band, below: Sequence[Band]) -> bool:
        """Whether each text of a band stands over few of the columns, and one alone over none that the lines below name apart."""
        if len(band.fields) > 1:
            return True
        (field,) = band.fields
        if field.left < self.columns[0][0] - 6 * band.lines[0].letter:
            return False
        touched = {
            self._named(other)
            for line in below
            for other in fine_fields(line.lines, self.gap)
            if field.left < other.right and other.left < field.right
        } | set(self._covered(field))
        return len(touched) == 1 or (0 not in touched and len(touched) < len(self.columns) - 1)

    def _goes_down(self, number: int) -> bool:
        mine = set(self._covered(self.bands[number].fields[0]))
        below = self.bands[number + 1 : self.first]
        return any(len(band.fields) > 1 and mine & {c for field in band.fields for c in self._covered(field)} for band in below)

    def _header_rows(self) -> list[list[Cell]]:
        """Give the rows of the header: texts that reach over several columns, and below them one text for each column."""
        lines = self.header
        if not lines:
            return []
        over: list[Cell] = [""] * len(self.columns)
        single: dict[int, list[Line]] = defaultdict(list)
        flush = self._is_flush()
        for number, line in enumerate(lines):
            below = [
                field for field in fine_fields(lines[number + 1 :], self.gap) if field.words[0].bottom > line.words[0].bottom
            ]
            for field in fine_fields([line], self.gap):
                covered = self._covered(field)
                if len(covered) > 1 and all(any(self._covered(other) == [column] for other in below) for column in covered):
                    text = f"{text_of(over[covered[0]])} {field.text}".strip()
                    over[covered[0]] = text
                    for column in covered[1:]:
                        over[column] = merged(text)
                else:
                    for column, words in self._parted(field, flush=flush):
                        here = single[column]
                        beside = here[-1].words if here and here[-1].words[0].line == words[0].line else []
                        single[column] = [*(here[:-1] if beside else here), Line([*beside, *words], line.page, line.shift)]
        names: list[Cell] = [""] * len(self.columns)
        for column, here in single.items():
            names[column] = cell_text(here, max(line.right - line.left for line in here), boxed=False)
        return [over, names] if any(map(text_of, over)) else [names]

    def _is_flush(self) -> bool:
        """Whether the texts of nearly all columns begin at the same place, so that those of the header do as well."""
        starts = [field.left for core in self.cores for line in self.bands[core].lines for field in line.fields]
        lefts = [left for left, _ in self.columns]
        alike = sum(any(abs(start - left) < 1 for left in lefts) for start in starts)
        return alike * 10 > 9 * len(starts)

    def _parted(self, field: Field, *, flush: bool) -> Iterator[tuple[int, list[Word]]]:
        """Part a text of the header where a word begins with a column; a word behind it belongs to the same one."""
        if not flush:
            yield self._named(field), field.words
            return
        lefts = [left for left, _ in self.columns]
        for column, words in groupby(field.words, key=lambda word: max(0, bisect_right(lefts, word.left + 1) - 1)):
            yield column, list(words)

    # Where things stand

    def _column(self, left: Any, right: Any) -> int:
        return column_of(left, right, self.columns)

    def _named(self, field: Field) -> int:
        """Give the column that a text of the header is set to: by its left side, its right one or its middle."""

        def apart(number: int) -> Any:
            left, right = self.columns[number]
            return min(abs(left - field.left), abs(right - field.right), abs(left + right - field.left - field.right) / 2)

        return min(range(len(self.columns)), key=apart)

    def _covered(self, field: Field) -> list[int]:
        """Give the columns that a text stands over, or the one it is nearest to."""
        return covered_by(field, self.columns) or [self._column(field.left, field.right)]
