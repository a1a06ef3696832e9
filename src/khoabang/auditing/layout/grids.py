"""Tables within a grid: where each begins and ends, which rows are headers, headings, notes, or figures of no body."""

from dataclasses import replace

from khoabang.auditing.document import Cell, Grid, Prose
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Entry, Line, numeric_columns, special_label
from khoabang.auditing.layout.rows import flat, is_note, shape_of, single_text
from khoabang.auditing.layout.sorts import is_ordinal, is_year, plain, sort_of
from khoabang.auditing.words import hinted

_FEWEST_OF_WORDS = 3  # rows of a table without figures
_LOOKED_AT = 6  # rows below a row that may be a header
Piece = Draft | Prose


def lines_of(grid: Grid) -> list[Line]:
    """Give the rows of a grid with their places."""
    return [
        Line(row, replace(grid.place, line=grid.first_line + number), gap=number == 0) for number, row in enumerate(grid.rows)
    ]


def find_in_grid(lines: list[Line], title: str = "") -> list[Piece]:
    """Find the tables among the rows of a grid; what belongs to none is given as prose, in order."""
    return _Reader(lines, title).read()


class _Reader:
    """Goes through the rows once. `waiting` are titles and headings whose table is not known yet, `header` lines of a header to come."""

    def __init__(self, lines: list[Line], title: str) -> None:
        width = max((len(line.cells) for line in lines), default=0)
        self.lines = [_widened(line, width) for line in lines]
        self.shapes = [shape_of(line) for line in self.lines]
        self.title = title
        self.pieces: list[Piece] = []
        self.draft: Draft | None = None
        self.header: list[Line] = []
        self.waiting: list[Line] = []
        self.numeric: list[int] = []
        self.known: set[tuple[str, ...]] = set()
        self.noted: list[Prose] = []

    def read(self) -> list[Piece]:
        gap = True
        for number, line in enumerate(self.lines):
            shape = self.shapes[number]
            if shape == "blank":
                gap = True
                continue
            line.gap = gap
            gap = False
            if self._repeats_header(line):
                self._repeated(line, number)
            elif shape == "counted" and (self.header or self._stands_over_words(number)):
                self._count(line)
            elif (shape == "words" or (shape == "names" and self._names_columns(number))) and self._is_header(number):
                self._begin_header(line)
            elif shape == "single" and not self._is_body(line, number):
                self._single(line, number)
            else:
                self._row(line)
        if self.draft is None and len(self.header) > _FEWEST_OF_WORDS:
            # No figure anywhere: perhaps a table of classes.
            words = self.header[1:]
            self._open(self.header[:1], words[0]).entries += [Entry(line) for line in words]
        self._close()
        self._give(self.header)
        return self.pieces

    # What a row is

    def _key(self, line: Line) -> tuple[str, ...]:
        return tuple(plain(text) for text in line.texts)

    def _repeats_header(self, line: Line) -> bool:
        return self.draft is not None and len(line.distinct()) > 1 and self._key(line) in self.known

    def _below(self, number: int) -> list[int]:
        """The rows with figures next below, up to an end of the table."""
        found: list[int] = []
        for below in range(number + 1, min(number + 1 + 3 * _LOOKED_AT, len(self.lines))):
            if self.shapes[below] == "figures":
                found.append(below)
            if len(found) == _LOOKED_AT:
                break
        return found

    def _stands_over_words(self, number: int) -> bool:
        """Whether figures in a row stand over words: numbers of columns do, a body's do not."""
        line, below = self.lines[number], self._below(number)
        return any(
            sort_of(line.cells[column].text) == "number" and sort_of(self.lines[other].cells[column].text) == "words"
            for other in below[:2]
            for column, _ in line.distinct()[:3]
        )

    def _names_columns(self, number: int) -> bool:
        """Whether years or counting numbers name columns: no row below goes on with such numbers."""
        line, below = self.lines[number], self._below(number)
        if self.draft and self.draft.entries and not line.gap and not self.header:
            return False
        first = line.texts[0]
        years = any(is_year(text) for text in line.texts)
        if self.header and first and first != self.header[-1].texts[0]:
            return False  # under a header stands a body, unless the first column's header goes on downwards
        if not self.header and not years and not any(hinted(text) for text in line.texts):
            return False
        alike = sum(
            any(is_year(text) for text in self.lines[other].texts) if years else self.shapes[other] == "names" for other in below
        )
        return bool(below) and 2 * alike < len(below)

    def _is_header(self, number: int) -> bool:
        line = self.lines[number]
        if special_label(line) and (self.header or self.draft):
            return False
        if self.draft is None or self.header:
            return True
        below = self._below(number)
        if not below:
            return False
        over = [column for column in self.numeric if sort_of(line.cells[column].text) == "words"]
        texts = {plain(line.cells[column].text) for column in over}
        needed = max(1, (len(self.numeric) + 1) // 2)
        enough = len(over) >= needed and 10 * len(texts) >= 6 * len(over)
        roles = sum(bool(vocabulary.OUTER.search(plain(text)) or vocabulary.ORDER.fullmatch(plain(text))) for text in line.texts)
        if len(over) == 1 or not enough:
            # One column of figures, or another layout: its words alone must tell.
            return roles >= 2 or (roles == 1 and (line.gap or bool(self.waiting)) and below[0] <= number + 3)
        return roles >= 1 or line.gap or bool(self.waiting) or below[0] == number + 1

    def _is_body(self, line: Line, number: int) -> bool:
        """Whether a row with one text is a body without figures: it has marks for nothing where figures stand."""
        if is_ordinal(line.distinct()[0][1]):
            return False
        figures = self.numeric
        if self.draft is None or not self.draft.entries:
            below = self._below(number) if self.header else []
            figures = [column for column, text in self.lines[below[0]].distinct() if sort_of(text) == "number"] if below else []
        marks = sum(bool(line.cells[column].text) and sort_of(line.cells[column].text) == "nothing" for column in figures)
        return marks > 0 and 2 * marks >= len(figures)

    # What is done with it

    def _begin_header(self, line: Line) -> None:
        if self.draft is not None and not self.header:
            self._close(keep_waiting=True)
        elif self.header and line.gap and self.draft is None and self._foreign(line):
            self._give(self.header)
            self.header = []
        self.header.append(line)

    def _foreign(self, line: Line) -> bool:
        """Whether words after an empty row are no further line of the header above: they fill columns that are filled already."""
        filled = {column for held in self.header for column, _ in held.distinct()}
        mine = {column for column, _ in line.distinct()}
        return len(mine & filled) * 2 > len(mine)

    def _repeated(self, line: Line, number: int) -> None:
        """A known header again: at a page break it is dropped; over bodies numbered anew, or under a title, it begins a table."""
        below = self._below(number)
        first = self.lines[below[0]].cells[0].text if below else ""
        again = first.lstrip("0").rstrip(".)") == "1"
        if self.draft and (self.waiting or again) and self.draft.bodies and not self.header:
            heading = single_text(self.waiting[-1]) if self.waiting else ""
            header = self.draft.header
            title = self.draft.title or (self.draft.above[-1] if self.draft.above else "")
            if not again and not self.waiting:
                return
            self._close(keep_waiting=True)
            opened = self._open(header, line)
            opened.group, opened.title = heading, title
            return
        if self.draft:
            self.draft.entries.append(Entry(line, "repeated", " ".join(text for _, text in line.distinct()[:3])))

    def _count(self, line: Line) -> None:
        if self.header:
            self._open(self.header, line)
        elif self.draft is None:
            self._open([], line)
        if self.draft:
            self.draft.entries.append(Entry(line, "other", " ".join(text for _, text in line.distinct())))

    def _single(self, line: Line, number: int) -> None:
        if self.header and not self.draft and self._over_part(line, number):
            self.header.append(line)
        elif not self.header and self._begins_header(line, number):
            self._begin_header(line)
        elif self.header and self._before_header(number):
            # Words above were a letterhead, not the header.
            self._give(self.header)
            self.header = []
            self.waiting.append(line)
        elif self.header:
            # A heading right under a header: the first group's.
            self._open(self.header, line)
            self.waiting.append(line)
        else:
            self.waiting.append(line)

    def _over_part(self, line: Line, number: int) -> bool:
        """Whether one text among header lines is a further line of the header: it stands over one of the later columns."""
        column = line.distinct()[0][0]
        return column > 1 and number + 1 < len(self.lines) and len(line.texts[column]) <= 60

    def _before_header(self, number: int) -> bool:
        """Whether a header still follows a line of one text."""
        after = next((shape for shape in self.shapes[number + 1 :] if shape not in {"blank", "single"}), "figures")
        return after in {"words", "names"}

    def _begins_header(self, line: Line, number: int) -> bool:
        """Whether one text alone spans some of the columns that the next row names."""
        filled = line.distinct()
        if len(filled) != 1 or filled[0][0] < 2 or number + 1 >= len(self.lines) or len(filled[0][1]) > 80:
            return False
        column, text = filled[0]
        after = self.lines[number + 1]
        return (
            self.shapes[number + 1] in {"words", "names"}
            and bool(after.cells[column].text)
            and len(after.distinct()) > 2
            and not vocabulary.HEADING.search(plain(text))
        )

    def _row(self, line: Line) -> None:
        if self.header or self.draft is None:
            self._open(self.header, line)
        draft = self.draft
        if draft is None:
            return
        self._place_waiting()
        special = special_label(line)
        if special:
            draft.entries.append(Entry(line, special[0], flat(special[1])))
        else:
            draft.entries.append(Entry(line))
            if len(draft.entries) <= _LOOKED_AT:
                self.numeric = numeric_columns(draft.bodies, len(line.cells))

    def _place_waiting(self) -> None:
        """Headings that stood before this row are the table's own; notes among them stay notes."""
        if not self.draft:
            return
        for held in self.waiting:
            text = single_text(held)
            if is_note(text):
                self._note(held)
            else:
                self.draft.entries.append(Entry(held, "heading", text))
        self.waiting = []

    def _open(self, header: list[Line], line: Line) -> Draft:
        """Begin a table, with what waited above it as its titles."""
        if self.draft is not None:
            self._close(keep_waiting=True)
        self.draft = Draft((header[0] if header else line).place, header=list(header), title="")
        above = [held for held in self.waiting if not header or held.place.line <= header[0].place.line]
        if not header and above and is_ordinal(single_text(above[-1]).split(".")[0]):
            above = above[:-1]
        for held in above:
            self.draft.above.append(single_text(held))
            self.pieces.append(Prose(single_text(held), held.place))
        self.waiting = [held for held in self.waiting if held not in above]
        if self.title and not self.draft.above:
            self.draft.above.append(self.title)
        self.header = []
        self.known = {self._key(held) for held in header if len(held.distinct()) > 1}
        self.numeric = []
        return self.draft

    def _close(self, *, keep_waiting: bool = False) -> None:
        """End the table: what waits is its notes, or the next one's titles."""
        if self.draft is not None:
            kept: list[Line] = []
            for position, held in enumerate(self.waiting):
                if keep_waiting and not any(is_note(single_text(later)) for later in self.waiting[position:]):
                    kept.append(held)
                else:
                    self._note(held)
            self.waiting = kept
            self.pieces += [self.draft, *self.noted]
            self.noted = []
            self.draft = None
        elif not keep_waiting:
            self._give(self.waiting)
            self.waiting = []

    def _note(self, line: Line) -> None:
        text = single_text(line)
        if self.draft:
            self.draft.notes.append(text)
        self.noted.append(Prose(text, line.place))

    def _give(self, lines: list[Line]) -> None:
        for line in lines:
            self.pieces.append(Prose(flat(" ".join(text for _, text in line.distinct())), line.place))


def _widened(line: Line, width: int) -> Line:
    missing = width - len(line.cells)
    return replace(line, cells=[*line.cells, *[Cell()] * missing]) if missing else line


def as_prose(draft: Draft) -> list[Prose]:
    """Give the rows of what is no table after all as lines of prose."""
    lines = [*draft.header, *(entry.line for entry in draft.entries)]
    return [Prose(flat(" ".join(text for _, text in line.distinct())), line.place) for line in lines if not line.blank]
