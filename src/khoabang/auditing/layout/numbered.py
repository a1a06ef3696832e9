"""A table in running text whose rows are numbered: its rows, maxima, statistics and headers around one numbering."""

import itertools
import re
from dataclasses import dataclass, field

from khoabang.auditing.document import Cell, Prose
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Entry, Line, special_kind
from khoabang.auditing.layout.fitting import alike, by_size, fit, master_of, signs
from khoabang.auditing.layout.leading import headers_before, split_header
from khoabang.auditing.layout.numbering import Chain
from khoabang.auditing.layout.rows import is_note
from khoabang.auditing.layout.sorts import counting, is_ordinal, plain
from khoabang.auditing.layout.tokens import Token
from khoabang.auditing.table import SpecialKind

_LONGEST_NAME, _LONGEST_CLASS, _LONGEST_HEADING = 150, 40, 100
_MOST_LEFT_OFF = 3
_FITTING = (6, 10)  # rows that must fit the columns as they are, of all
_BEGINS = re.compile(r"(?:^|(?<=\s))(?:STT|Stt|TT|Số TT|Thứ tự|Hạng|Xếp hạng|Thứ hạng|No\.?|Rank|#)(?=\s)")


@dataclass(slots=True)
class Found:
    """A table found among values: those from `start` to `end` are its own, but those `left` over, and what it leads in with, are prose."""

    start: int
    end: int
    draft: Draft
    left: set[int] = field(default_factory=set)
    lead: list[Prose] = field(default_factory=list)


class Numbered:
    """The rows of one numbering, fitted to the columns that most of them show."""

    def __init__(self, tokens: list[Token], chain: Chain, free: int, stop: int, read_as: str) -> None:
        self.tokens, self.starts, self.stride = tokens, chain.starts, chain.stride
        self.free, self.stop = free, stop
        self.in_words = read_as != "lines"
        self.draft = Draft(tokens[chain.starts[0]].place, read_as=read_as)
        self.result = Found(chain.starts[0], 0, self.draft)
        self.master, self.optional = "", 0
        self.headers: list[str] = []
        self.above = {
            plain(token.text) for token in tokens[max(free, chain.starts[0] - 80) : chain.starts[0]] if token.sign == "w"
        }

    def found(self) -> Found | None:
        """Give the table, if its rows are alike enough to be one."""
        if not self._settled():
            return None
        pairs = list(itertools.pairwise(self.starts))
        rows = [self._rows(first, after) for first, after in pairs]
        last = self._last(self.starts[-1], [cells for row, _ in rows for cells in row])
        rows.append(last)
        fitted = sum(bool(row) for row, _ in rows)
        if fitted * _FITTING[1] < len(rows) * _FITTING[0]:
            return None
        if self.in_words:
            rows = self._notes_apart(rows)
        columns = [[cells[column] for row, _ in rows for cells in row] for column in range(len(self.master))]
        begin = self._before(self.starts[0], columns)
        for start, after, (row, used) in zip(self.starts, (*self.starts[1:], last[1]), rows, strict=True):
            for cells in row or [self._bare(start)]:
                self._add("body", "", cells, start)
            self._leave(used if row else start, after)
        self.result.start, self.result.end = begin, self._after(last[1])
        if self.headers:
            self.draft.header = [Line([Cell(text) for text in self.headers], self.tokens[begin].place)]
            self.draft.place = self.tokens[begin].place
        return self.result

    def _settled(self) -> bool:
        """Settle the columns; leave off a last number that begins no row: `Lưu 5 bản` after a table of four."""
        for _ in range(_MOST_LEFT_OFF):
            stretches = [self.tokens[first:after] for first, after in itertools.pairwise(self.starts)]
            if not stretches:
                return False
            self.master, self.optional = master_of(self._master_rows(stretches))
            if not self._likely(stretches):
                return False
            self._move_starts()
            last = self.starts[-1]
            like = [[token.text for token in row] for row in stretches if len(row) == len(self.master)]
            figures = self.tokens[last].first and signs(self.tokens[last + 1 : last + 3]) == "wn"
            if self._last(last, like)[0] or (figures and alike(signs(stretches[-1]), self.master)):
                return True
            self.starts = self.starts[:-1]
        return False

    def _move_starts(self) -> None:
        """Begin a row at another place of its number, where only that makes the rows before and after it fit: 4 was a score."""
        starts = list(self.starts)
        apart = [at for at, (first, after) in enumerate(itertools.pairwise(starts)) if not self._fits(first, after)]
        if len(apart) * _FITTING[1] > len(starts) * (_FITTING[1] - _FITTING[0]):
            return  # no table, or another's
        for at in sorted({near for misfit in apart for near in (misfit, misfit + 1) if 0 < near < len(starts) - 1}):
            before, here, after = starts[at - 1 : at + 2]
            if self._fits(before, here) and self._fits(here, after):
                continue
            number = counting(self.tokens[here].text)
            for other in range(before + 2, after - 1):
                token = self.tokens[other]
                if (
                    token.sign == "n"
                    and counting(token.text) == number
                    and self._fits(before, other)
                    and self._fits(other, after)
                ):
                    starts[at] = other
                    break
        self.starts = tuple(starts)

    def _fits(self, first: int, after: int) -> bool:
        cells = fit(self.tokens[first:after], self.master, merge_numbers=self.in_words) if after > first + 1 else None
        return cells is not None and all(cells[: len(self.master) - self.optional])

    def _master_rows(self, stretches: list[list[Token]]) -> list[list[Token]]:
        """Leave out headers and headings; join to the name a number that all names end in: Quận 1, Quận 2."""
        stretches = [[token for at, token in enumerate(row) if at < 2 or not self._foreign(token)] for row in stretches]
        names = [row[1].text for row in stretches if len(row) > 2 and row[1].sign == "w" and row[2].sign == "n"]
        if not self.in_words or 2 * len(names) <= len(stretches) or len(names) < 3 or len(set(names)) * 3 > len(names):
            return stretches
        return [[row[0], row[1], *row[3:]] if len(row) > 3 else row for row in stretches]

    def _foreign(self, token: Token) -> bool:
        """Whether words among a row's values belong to no row: a header again, the heading of a group."""
        return token.sign == "w" and (plain(token.text) in self.above or (token.first and heading_of([token]) is not None))

    def _likely(self, stretches: list[list[Token]]) -> bool:
        figures = self.master[2:].count("n")
        if not self.master.startswith("nw") or not figures or len(self.master) > 150:
            return False
        if len(self.starts) < 3 and figures < 2:
            return False
        if sum(len(row[1].text) <= _LONGEST_NAME for row in stretches if len(row) > 1) * 2 < len(stretches):
            return False
        if self.in_words:
            names = [row[1].text for row in stretches if len(row) > 1]
            if 2 * sum(name[:1].islower() for name in names) > len(names):
                return False  # words that go on: "đứng thứ 2 với 0,5 điểm"
            # Rows begin lines, or all stand on a few; numbers scattered in prose do neither.
            beginning = sum(self.tokens[start].first for start in self.starts)
            lines = len({self.tokens[start].line for start in self.starts})
            return beginning * 10 >= len(self.starts) * 8 or lines * 2 <= len(self.starts)
        return True

    # Rows

    def _rows(self, first: int, after: int) -> tuple[list[list[str]], int]:
        """Give the rows between two numbers (several where tied bodies share one), and where their values end."""
        tokens = self.tokens[first:after]
        pattern = signs(tokens)
        width = len(self.master)
        if len(tokens) > width and (len(tokens) - width) % (width - 1) == 0:
            again = (len(tokens) - width) // (width - 1)
            if alike(pattern, self.master + self.master[1:] * again):
                texts = [token.text for token in tokens]
                tails = [texts[width + (width - 1) * at : width + (width - 1) * (at + 1)] for at in range(again)]
                return [texts[:width], *(["", *tail] for tail in tails)], after
        for most in range(width, width - self.optional - 1, -1):
            # A row in full, then a page's heading: words that stood above the first row, or too many for a note.
            rest = tokens[most:]
            heading = len(rest) > 1 or (
                rest and (plain(rest[0].text) in self.above or not self.master.endswith("w") or heading_of(rest) is not None)
            )
            if (
                heading
                and rest[0].sign == "w"
                and (rest[0].first or plain(rest[0].text) in self.above)
                and alike(pattern[:most], self.master[:most])
            ):
                if most < width and not all(plain(token.text) in self.above for token in rest):
                    continue
                return [[token.text for token in tokens[:most]] + [""] * (width - most)], first + most
        cells = fit(tokens, self.master, merge_numbers=self.in_words)
        if cells:
            return [cells], after
        for length in sorted(range(3, len(tokens)), key=lambda length: (length != width, -length)):
            if not tokens[length].first or tokens[length].sign == "n":
                continue
            for most in range(width, width - self.optional - 1, -1):
                cells = fit(tokens[:length], self.master[:most], merge_numbers=self.in_words)
                if cells and all(cells):
                    return [cells + [""] * (width - most)], first + length
        return [], after

    def _last(self, first: int, above: list[list[str]]) -> tuple[list[list[str]], int]:
        """Find where the last row ends: as soon as its columns are full; words at its end must be like those above."""
        width = len(self.master)
        limit = min(self.stop, first + 2 * width + 6)
        for most in range(width, width - self.optional - 1, -1):
            for length in (most, *range(most + 1, limit - first + 1)):
                tokens = self.tokens[first : first + length]
                if len(tokens) < length:
                    break
                cells = fit(tokens, self.master[:most], merge_numbers=self.in_words)
                if cells and all(cells) and self._ends_well(first + length, cells, above, most):
                    return [cells + [""] * (width - most)], first + length
        return self._short_last(first, limit)

    def _short_last(self, first: int, limit: int) -> tuple[list[list[str]], int]:
        """The last row with a cell missing: its values are those up to the next words that cannot be its own."""
        end = first + 2
        while end < limit and self.tokens[end].sign != "w":
            end += 1
        cells = fit(self.tokens[first:end], self.master, merge_numbers=False) if end > first + 2 else None
        return ([cells] if cells else []), end

    def _ends_well(self, end: int, cells: list[str], above: list[list[str]], most: int) -> bool:
        """Whether words at the end of the last row are its own: seen above, or short and on its line, and no label of figures."""
        if self.master[most - 1] != "w":
            return True
        text = cells[most - 1]
        if any(row[most - 1] == text for row in above):
            return True
        labels = end < len(self.tokens) and self.tokens[end].sign == "n" and special_kind(text)
        same_line = self.tokens[end - 1].line == self.tokens[end - 2].line
        plausible = len(text) <= _LONGEST_CLASS and not text.endswith((".", ":")) and not is_note(text) and not labels
        return plausible and (same_line or (not self.in_words and most <= len(self.master) - self.optional))

    def _notes_apart(self, rows: list[tuple[list[list[str]], int]]) -> list[tuple[list[list[str]], int]]:
        """Part a note from a class that other rows have alone: `Tốt Không TTHC` where others say `Tốt`."""
        if not self.master.endswith("w") or self.master.endswith("ww"):
            return rows
        alone = {cells[-1] for row, _ in rows for cells in row if cells[-1]}
        notes = {note for text in alone if (note := _parted(text, alone, set())[1])}
        parted = {text: _parted(text, alone, notes) for text in alone}
        if not any(note for _, note in parted.values()):
            return rows
        self.master += "w"
        self.optional += 1
        return [([[*cells[:-1], *parted.get(cells[-1], ("", ""))] for cells in row], used) for row, used in rows]

    def _bare(self, start: int) -> list[str]:
        """A row whose figures cannot be placed: number and name; the text itself stays as prose."""
        name = self.tokens[start + 1].text if start + 1 < len(self.tokens) else ""
        return [self.tokens[start].text, name] + [""] * (len(self.master) - 2)

    def _add(self, kind: SpecialKind | str, label: str, cells: list[str], at: int) -> None:
        line = Line([Cell(text) for text in cells], self.tokens[at].place)
        self.draft.entries.append(Entry(line, kind, label))  # type: ignore[arg-type]

    def _leave(self, first: int, after: int) -> None:
        """Values between two rows: a repeated header is noted as such, anything else stays as prose."""
        if first >= after:
            return
        tokens = self.tokens[first:after]
        if all(plain(token.text) in self.above for token in tokens):
            cells = [token.text for token in tokens][: len(self.master)]
            self._add("repeated", " ".join(cells[:3]), cells + [""] * (len(self.master) - len(cells)), first)
        elif heading := heading_of(tokens):
            self._add("heading", heading, ["", heading] + [""] * (len(self.master) - 2), first)
        else:
            self.result.left |= set(range(first, after))

    # Around the rows

    def _numbers(self) -> list[int]:
        return [column for column, sign in enumerate(self.master) if sign == "n" and column > 1]

    def _special(self, label: str, values: list[str], columns: list[list[str]], kind: SpecialKind) -> list[str] | None:
        numbers = self._numbers()
        if len(values) != len(numbers):
            ways = (
                by_size(values, [columns[column] for column in numbers])
                if kind == "maximum" and len(values) < len(numbers)
                else None
            )
            if ways is None:
                return None
            numbers = [numbers[way] for way in ways]
        cells = ["", label] + [""] * (len(self.master) - 2)
        for column, value in zip(numbers, values, strict=True):
            cells[column] = value
        return cells

    def _before(self, position: int, columns: list[list[str]]) -> int:
        """Find what stands before the first row: numbers of columns, maxima, headers. Gives where the table begins."""
        found: list[tuple[str, str, list[str], int]] = []
        for count in (2, 1):
            heading = heading_of(self.tokens[position - count : position]) if position - count >= self.free else None
            if heading and not found:
                position -= count
                found.append(("heading", heading, ["", heading] + [""] * (len(self.master) - 2), position))
        while True:
            begin = position
            while begin > self.free and self.tokens[begin - 1].sign != "w":
                begin -= 1
            values = [token.text for token in self.tokens[begin:position]]
            if len(values) == len(self.master) and [counting(text) for text in values] == list(range(1, len(values) + 1)):
                found.append(("other", " ".join(values), values, begin))
                position = begin
                continue
            if begin <= self.free or not values:
                break
            text = self.tokens[begin - 1].text
            label = _label_at_end(text) if self.in_words else text
            kind = special_kind(label)
            cells = self._special(label, values, columns, kind) if kind else None
            if kind is None or cells is None:
                break
            found.append((kind, label, cells, begin - 1))
            position = begin - 1
            if label != text:
                begin, text = position, text[: -len(label)].rstrip()
                return self._words_header(position, text, found)
        if self.in_words:
            begin = self._words_header(position, "", found)
        else:
            headers = headers_before(self.tokens[self.free : position], position - self.free, self.master, optional=self.optional)
            begin = position
            if headers:
                self.headers, begin = headers[0], headers[1] + self.free
            self._add_found(found)
        return begin

    def _add_found(self, found: list[tuple[str, str, list[str], int]]) -> None:
        for kind, label, cells, at in reversed(found):
            self._add(kind, label, cells, at)

    def _words_header(self, position: int, rest: str, found: list[tuple[str, str, list[str], int]]) -> int:
        """Find a header within words: from the word for number or rank on, parted at capital letters."""
        self._add_found(found)
        text = rest
        begin = position
        while True:
            for start in reversed([each.start() for each in _BEGINS.finditer(text)]):
                headers = split_header(text[start:], self.master, optional=self.optional)
                if headers:
                    self.headers = headers
                    if text[:start].strip():
                        self.result.lead = [Prose(text[:start].strip(), self.tokens[begin].place)]
                    return begin
            if begin <= self.free or self.tokens[position - 1].line - self.tokens[begin - 1].line > 8 or len(text) > 2_000:
                break
            begin -= 1
            text = f"{self.tokens[begin].text} {text}".strip()
        if rest:
            self.result.lead = [Prose(rest, self.tokens[position].place)]
        return position

    def _after(self, end: int) -> int:
        """Take rows of statistics after the last row."""
        columns: list[list[str]] = [[] for _ in self.master]
        while end < len(self.tokens):
            kind = special_kind(self.tokens[end].text) if self.tokens[end].sign == "w" else None
            stop = end + 1
            while stop < len(self.tokens) and self.tokens[stop].sign != "w" and stop - end <= len(self._numbers()):
                stop += 1
            values = [token.text for token in self.tokens[end + 1 : stop]]
            cells = (
                self._special(self.tokens[end].text, values, columns, kind)
                if kind and len(values) == len(self._numbers())
                else None
            )
            if kind is None or cells is None:
                break
            self._add(kind, self.tokens[end].text, cells, end)
            end = stop
        return end


def heading_of(tokens: list[Token]) -> str | None:
    """Give the heading of a group that lines between rows are: `II. UBND cấp huyện`, on one line or two, or `Khối huyện`."""
    words = " ".join(token.text for token in tokens)
    if not tokens or len(tokens) > 2 or len(words) > _LONGEST_HEADING or any(token.sign != "w" for token in tokens):
        return None
    if len(tokens) == 2:
        return f"{tokens[0].text.rstrip('.)')}. {tokens[1].text}" if is_ordinal(tokens[0].text) else None
    numbered = is_ordinal(words.split(" ")[0]) and words.split(" ")[0][-1] in ".)"
    return words if numbered or vocabulary.GROUP.match(plain(words)) else None


def _parted(text: str, alone: set[str], notes: set[str]) -> tuple[str, str]:
    """Part words into what others say alone, and a note; or by a note that others have."""
    before = max((each for each in alone if text.startswith(f"{each} ")), key=len, default="")
    if before:
        return before, text[len(before) + 1 :]
    after = max((each for each in notes if text.endswith(f" {each}")), key=len, default="")
    return (text[: -len(after) - 1], after) if after else (text, "")


def _label_at_end(text: str) -> str:
    """Give the label that words end with: `Tổng điểm Điểm tối đa` ends with one."""
    words = text.split(" ")
    for start in range(max(0, len(words) - 6), len(words)):
        label = " ".join(words[start:])
        if special_kind(label):
            return label
    return text
