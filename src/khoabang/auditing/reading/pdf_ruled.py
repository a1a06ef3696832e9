"""Tables of a PDF page that are drawn with lines: which cells the lines make, and the words in them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from khoabang.auditing.reading.gathered import Cell, merged, text_of
from khoabang.auditing.reading.limits import MAX_CELLS, RefusalError
from khoabang.auditing.reading.pdf_bands import is_figure
from khoabang.auditing.reading.pdf_columns import rows_in
from khoabang.auditing.reading.pdf_lines import Line, cell_text, lines_of
from khoabang.auditing.reading.pdf_marks import Marks, Rule, Word

_NEAR = 3  # points between lines that are drawn as one
_NARROWEST = 5  # points: no column or row is narrower
_SHORTEST = 6  # points: shorter lines are no side of a cell
_MOST_MEETINGS = 4_000_000  # of lines across with lines down, on one page
_STACKED = 3  # figures below one another in a cell: its rows have no lines between


@dataclass(slots=True)
class Ruled:
    """A table and where it stands; `edges` is where its columns begin."""

    rows: list[list[Cell]]
    page: int
    left: Any
    right: Any
    top: Any
    bottom: Any
    edges: list[Any]


def find_ruled(marks: Marks, page: int) -> tuple[list[Ruled], list[Word]]:
    """Find the tables of a page, and the words that stand in none.

    Raises:
        RefusalError: more lines or cells than any table has.
    """
    tables: list[Ruled] = []
    rest = marks.words
    frames = [_Frame(*group) for group in _groups(_joined(marks.across), _joined(marks.down))]
    for frame in [part for whole in frames for part in whole.parts()]:
        if frame.columns * frame.rows < 2 or frame.columns * frame.rows > MAX_CELLS:
            continue
        inside = [word for word in rest if frame.holds(word)]
        table = frame.table(inside, page) if inside else None
        if table:
            tables.append(table)
            rest = [word for word in rest if not frame.holds(word)]
    return sorted(tables, key=lambda table: table.top), rest


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Put together what is drawn as one line: pieces behind one another, and lines beside one another that cannot be told apart."""
    beside: list[list[Rule]] = []
    for rule in sorted(rules):
        if beside and rule.at - beside[-1][0].at <= _NEAR:
            beside[-1].append(rule)
        else:
            beside.append([rule])
    found: list[Rule] = []
    for group in beside:
        at = sum(rule.at for rule in group) / len(group)
        pieces = sorted(group, key=lambda rule: rule.start)
        start, end = pieces[0].start, pieces[0].end
        for rule in pieces:
            if rule.start > end + _NEAR:
                found.append(Rule(at, start, end))
                start = rule.start
            end = max(end, rule.end)
        found.append(Rule(at, start, end))
    return [rule for rule in found if rule.end - rule.start >= _SHORTEST]


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Part the lines of a page into those that hang together."""
    if len(across) * len(down) > _MOST_MEETINGS:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    parent = list(range(len(across) + len(down)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for number, flat in enumerate(across):
        for other, steep in enumerate(down, len(across)):
            if _reaches(flat, steep.at) and _reaches(steep, flat.at):
                parent[root(number)] = root(other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate([*across, *down]):
        groups[root(number)][number >= len(across)].append(rule)
    return [group for group in groups.values() if all(group)]


def _reaches(rule: Rule, at: Any) -> bool:
    return bool(rule.start - _NEAR <= at <= rule.end + _NEAR)


class _Frame:
    """The cells that lines make. Where the outer lines of a table are left out, its inner ones end at them."""

    def __init__(self, across: list[Rule], down: list[Rule]) -> None:
        self._across, self._down = across, down
        self.xs = _places([rule.at for rule in down], [end for rule in across for end in (rule.start, rule.end)])
        self.ys = _places([rule.at for rule in across], [end for rule in down for end in (rule.start, rule.end)])
        self.columns, self.rows = len(self.xs) - 1, len(self.ys) - 1
        self._floors = _crossed(across, self.ys, self.xs)
        self._walls = _crossed(down, self.xs, self.ys)

    def parts(self) -> list["_Frame"]:
        """Part the frame where a table ends and another one, of other columns, begins at the same line."""
        whole = {
            number for number in range(1, self.rows) if all((column, number) in self._floors for column in range(self.columns))
        }
        beside: dict[int, set[int]] = defaultdict(set)
        for row, place in self._walls:
            beside[row].add(place)
        for number in sorted(whole):
            under = number + 1 if number + 1 in whole and self.ys[number + 1] - self.ys[number] <= 2 * _NARROWEST else number
            above, below = beside[number - 1], beside[under]
            if len(above - below) > 1 and len(below - above) > 1:
                end, start = self.ys[number], self.ys[under]
                upper = [rule for rule in self._across if rule.at <= end + 1]
                lower = [rule for rule in self._across if rule.at >= start - 1]
                before = [Rule(rule.at, rule.start, min(rule.end, end)) for rule in self._down if rule.start < end - _NEAR]
                after = [Rule(rule.at, max(rule.start, start), rule.end) for rule in self._down if rule.end > start + _NEAR]
                return [_Frame(upper, before), *_Frame(lower, after).parts()]
        return [self]

    def holds(self, word: Word) -> bool:
        across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return bool(self.xs[0] <= across <= self.xs[-1] and self.ys[0] <= down <= self.ys[-1])

    def table(self, words: list[Word], page: int) -> Ruled | None:
        """Give the table with the words in it; none where the lines only frame one text."""
        held = self._held(words)
        if len(held) < 2:
            return None
        areas = self._areas()
        content: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for (row, column), inside in held.items():
            content[areas[row, column][:2]] += inside
        lines = {corner: lines_of(inside, page) for corner, inside in content.items()}
        margin = self._margin(content, areas)
        rows: list[list[Cell]] = []
        for row in range(self.rows):
            if self._is_stack(row, lines, areas, margin):
                spans = [(self.xs[column], self.xs[column + 1]) for column in range(self.columns)]
                stacked = [word for column in range(self.columns) for word in content.get((row, column), [])]
                rows += [[*texts] for _, texts in rows_in(lines_of(stacked, page), spans)]
            else:
                rows.append([self._cell(row, column, lines, areas, margin) for column in range(self.columns)])
        return Ruled(rows, page, self.xs[0], self.xs[-1], self.ys[0], self.ys[-1], self.xs[:-1])

    def _held(self, words: list[Word]) -> dict[tuple[int, int], list[Word]]:
        held: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for word in words:
            row = self._number(self.ys, (word.top + word.bottom) / 2)
            for piece in self._cut(word, row):
                held[row, self._number(self.xs, (piece.left + piece.right) / 2)].append(piece)
        return held

    def _cut(self, word: Word, row: int) -> list[Word]:
        """Part what stands across a line, as figures of two cells that nearly touch."""
        if word.turned or not word.starts:
            return [word]
        first, last = self._number(self.xs, word.left + 1), self._number(self.xs, word.right - 1)
        for column in range(first + 1, last + 1):
            if (row, column) not in self._walls:
                continue
            at = sum(start < self.xs[column] - 1 for start in word.starts)
            if 0 < at < len(word.starts):
                start = word.starts[at]
                before = word._replace(text=word.text[:at], right=start, starts=word.starts[:at])
                after = word._replace(text=word.text[at:], left=start, starts=word.starts[at:])
                return [before, *self._cut(after, row)]
        return [word]

    @staticmethod
    def _number(places: list[Any], at: Any) -> int:
        return max(0, min(len(places) - 2, bisect_right(places, at) - 1))

    def _areas(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """Give to each place the area it is part of: first row and column, last row and column."""
        areas: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for row in range(self.rows):
            for column in range(self.columns):
                if (row, column) in areas:
                    continue
                area = self._area(row, column)
                places = [(r, c) for r in range(row, area[2] + 1) for c in range(column, area[3] + 1)]
                if any(place in areas for place in places):
                    area, places = (row, column, row, column), [(row, column)]
                areas.update(dict.fromkeys(places, area))
        return areas

    def _area(self, row: int, column: int) -> tuple[int, int, int, int]:
        """Go right and down from a corner as long as no line is in the way."""
        right = column
        while right + 1 < self.columns and (row, right + 1) not in self._walls:
            right += 1
        below = row
        while below + 1 < self.rows and not any((c, below + 1) in self._floors for c in range(column, right + 1)):
            if any((below + 1, c + 1) in self._walls for c in range(column, right)):
                break
            below += 1
        return row, column, below, right

    def _margin(self, content: dict[tuple[int, int], list[Word]], areas: dict[tuple[int, int], tuple[int, int, int, int]]) -> Any:
        """Give how far the text keeps from the lines: where most of it begins, or at the least."""
        lefts = [min(word.left for word in words) - self.xs[corner[1]] for corner, words in content.items()]
        rights = [self.xs[areas[corner][3] + 1] - max(word.right for word in words) for corner, words in content.items()]
        usual = sorted(lefts)[len(lefts) // 2]
        if 2 * sum(abs(left - usual) < 1 for left in lefts) > len(lefts):
            return max(0, usual)
        return max(0, min(lefts + rights))

    def _is_stack(
        self,
        row: int,
        lines: dict[tuple[int, int], list[Line]],
        areas: dict[tuple[int, int], tuple[int, int, int, int]],
        margin: Any,
    ) -> bool:
        """Whether the cells between two lines hold several rows: figures one below another in one of them, as many lines in others."""
        counts = []
        figures = False
        for column in range(self.columns):
            if areas[row, column] != (row, column, row, column):
                return False
            here = text_of(self._cell(row, column, lines, areas, margin)).split("\n")
            counts.append(len(lines.get((row, column), [])))
            figures = figures or sum(map(is_figure, here)) >= _STACKED
        return figures and sum(count >= _STACKED for count in counts) > 1

    def _cell(
        self,
        row: int,
        column: int,
        lines: dict[tuple[int, int], list[Line]],
        areas: dict[tuple[int, int], tuple[int, int, int, int]],
        margin: Any,
    ) -> Cell:
        top, left, _, right = areas[row, column]
        room = self.xs[right + 1] - self.xs[left] - 2 * margin
        text = cell_text(lines.get((top, left), []), room, boxed=True)
        return text if (row, column) == (top, left) or not text else merged(text)


def _places(lines: list[Any], ends: list[Any]) -> list[Any]:
    """Give where lines stand, and the outermost ends of those that cross them, where no line stands there."""
    places = _apart(sorted(lines))
    if min(ends) < places[0] - _NARROWEST:
        places.insert(0, min(ends))
    if max(ends) > places[-1] + _NARROWEST:
        places.append(max(ends))
    return places


def _apart(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if not found or value - found[-1] > _NARROWEST:
            found.append(value)
    return found


def _crossed(rules: list[Rule], places: list[Any], steps: list[Any]) -> set[tuple[int, int]]:
    """Give which steps each line runs along: step and number of its place."""
    found: set[tuple[int, int]] = set()
    middles = [(one + other) / 2 for one, other in pairwise(steps)]
    for rule in rules:
        at = min(range(len(places)), key=lambda number: abs(places[number] - rule.at))
        found.update((step, at) for step, middle in enumerate(middles) if _reaches(rule, middle))
    return found
