"""Lines of a PDF page out of words, and paragraphs and cells out of lines: whether a line was broken for want of room."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from khoabang.auditing.reading.pdf_marks import Marks, Rule, Word

_SAME_LINE = 30  # hundredths of a letter's height by which words of one line may be shifted
_TOUCHING = 15  # hundredths of a letter's height between two parts of one word
_BLANK = 25  # the same, of a blank
# A blank is about as wide as half a letter.
_WIDE_GAP = 5  # quarters of a letter's width: between two words it may part columns
_APART = 3  # letters' heights: so far apart two texts on one line have nothing to do with each other
_LEADING = 260  # hundredths of a letter's height from line to line inside a paragraph, at most
_LOOSE = 12  # tenths of the least such distance in a document: farther apart are two paragraphs
_SYLLABLE = re.compile(  # of Vietnamese, without its marks
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.IGNORECASE
)
_INITIALS = 5  # letters that stand for the words of a name
_ITEM = re.compile(r"[-+–•*]\s|\d{1,2}[.)]\s|[a-zđ][.)]\s")
_FIGURE_END, _FIGURE_START = re.compile(r"\d[.,]?$"), re.compile(r"[\d.,]")


@dataclass(slots=True)
class Field:
    """Words beside one another with no wide gap between."""

    words: list[Word]
    left: Any = 0
    right: Any = 0

    def __post_init__(self) -> None:
        self.left, self.right = self.words[0].left, max(word.right for word in self.words)

    def add(self, word: Word) -> None:
        """Add a word behind the others."""
        self.words.append(word)
        self.right = max(self.right, word.right)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Line:
    """Words on one line. `top` and `bottom` are counted through all pages; `page` is the one it stands on."""

    words: list[Word]
    page: int = 1
    shift: Any = 0  # what was added to the places of its words, so that pages stand below one another
    fields: list[Field] = field(default_factory=list)
    letter: Any = 0  # the width of one
    right: Any = 0
    size: Any = 0  # the height of its letters

    def __post_init__(self) -> None:
        self.right = max(word.right for word in self.words)
        self.size = max(word.bottom - word.top for word in self.words)
        self.letter = sum(word.right - word.left for word in self.words) / max(1, sum(len(word.text) for word in self.words))
        self.fields = [Field([self.words[0]])]
        for before, after in pairwise(self.words):
            if 4 * (after.left - before.right) > _WIDE_GAP * self.letter:
                self.fields.append(Field([after]))
            else:
                self.fields[-1].add(after)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> Any:
        return self.words[0].left

    @property
    def top(self) -> Any:
        return min(word.top for word in self.words) + self.shift

    @property
    def bottom(self) -> Any:
        return max(word.bottom for word in self.words) + self.shift


def upright(marks: Marks) -> Marks:
    """Turn a page whose text mostly stands on its side as it is to be read."""
    turns = [word.turned for word in marks.words]
    most = max(range(4), key=turns.count)
    if not most or 2 * turns.count(most) <= len(turns):
        return marks
    words = [_turned(word, most, marks.width, marks.height) for word in marks.words]
    across, down = marks.across, marks.down
    if most == 2:
        across = [Rule(marks.height - at, marks.width - end, marks.width - start) for at, start, end in across]
        down = [Rule(marks.width - at, marks.height - end, marks.height - start) for at, start, end in down]
        return marks._replace(words=words, across=across, down=down)
    if most == 1:
        new_across = [Rule(marks.width - at, start, end) for at, start, end in down]
        new_down = [Rule(at, marks.width - end, marks.width - start) for at, start, end in across]
    else:
        new_across = [Rule(at, marks.height - end, marks.height - start) for at, start, end in down]
        new_down = [Rule(marks.height - at, start, end) for at, start, end in across]
    return marks._replace(words=words, across=new_across, down=new_down, width=marks.height, height=marks.width)


def _turned(word: Word, turn: int, width: Any, height: Any) -> Word:
    """Turn a word by so many quarters against the clock."""
    left, right, top, bottom = word.left, word.right, word.top, word.bottom
    box = {
        0: (left, right, top, bottom),
        1: (top, bottom, width - right, width - left),
        2: (width - right, width - left, height - bottom, height - top),
        3: (height - bottom, height - top, left, right),
    }[turn % 4]
    return word._replace(left=box[0], right=box[1], top=box[2], bottom=box[3], turned=(word.turned - turn) % 4, starts=())


def lines_of(words: Iterable[Word], page: int = 1) -> list[Line]:
    """Put words into lines, from top to bottom; words that stand on their side make lines of their own behind the others."""
    kept = list(words)
    lines = [Line(line, page) for line in _by_line([word for word in kept if not word.turned])]
    for turn in sorted({word.turned for word in kept} - {0}):
        aside = [_turned(word, turn, 0, 0) for word in kept if word.turned == turn]
        lines += [Line(line, page) for line in _by_line(aside)]
    return lines


def _by_line(words: list[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in sorted(words, key=lambda word: (word.line, word.left)):
        if line and (word.line - line[0].line) * 100 > _SAME_LINE * max(word.bottom - word.top, line[0].bottom - line[0].top):
            yield _whole(line)
            line = []
        line.append(word)
    if line:
        yield _whole(line)


def _whole(words: list[Word]) -> list[Word]:
    """Put the words of a line in order, and the parts of a word together that were drawn one by one."""
    words = sorted(words, key=lambda word: word.left)
    whole = words[:1]
    for word in words[1:]:
        last = whole[-1]
        gap = (word.left - last.right) * 100
        if not last.ended and abs(gap) <= _TOUCHING * (last.bottom - last.top):
            starts = last.starts + word.starts if last.starts and word.starts else ()
            whole[-1] = Word(last.text + word.text, last.left, word.right, last.top, last.bottom, 0, word.ended, starts)
        else:
            whole.append(word)
    return whole


def apart(line: Line) -> list[Line]:
    """Part a line of texts that have nothing to do with each other, as the two sides of a letterhead."""
    groups: list[list[Word]] = [[line.words[0]]]
    for before, after in pairwise(line.words):
        if after.left - before.right > _APART * line.size:
            groups.append([after])
        else:
            groups[-1].append(after)
    return [Line(group, line.page, line.shift) for group in groups] if len(groups) > 1 else [line]


def paragraphs(lines: Sequence[Line], left: Any, right: Any) -> Iterator[tuple[str, int]]:
    """Give the text of each paragraph and its page. A line goes on with the next where the first word of that had no more room.

    `left` and `right` are where the text of the document begins and ends.
    """
    pieces = [piece for line in lines for piece in apart(line)]
    full = [_is_full(line, after, left, right) for line, after in pairwise(pieces)]
    steps = [(after.bottom - line.bottom) * 100 / line.size for line, after in pairwise(pieces)]
    leading = min((step for step, is_full in zip(steps, full, strict=True) if is_full and step > _SAME_LINE), default=0)
    text, page = "", 0
    for number, piece in enumerate(pieces):
        if number and full[number - 1] and _SAME_LINE < steps[number - 1] <= min(leading * _LOOSE / 10, _LEADING):
            text = glued(text, piece.text)
        else:
            if text:
                yield text, page
            text, page = piece.text, piece.page
    if text:
        yield text, page


def _is_full(line: Line, after: Line, left: Any, right: Any) -> bool:
    """Whether the first word of the next line had no more room on a line."""
    if abs(line.size - after.size) * 5 > line.size or _ITEM.match(after.text):
        return False
    needed = _BLANK * line.size / 100 + after.words[0].right - after.words[0].left
    centred = abs((line.left + line.right) - (after.left + after.right)) < line.size and line.left - left > line.size
    room = (right - left) - (line.right - line.left) if centred else right - line.right
    return bool(needed > room)


def glued(text: str, more: str) -> str:
    """Put a line behind the one it goes on from: a hyphen inside a number or a name stays."""
    return text + more if re.search(r"\w-$", text) and re.match(r"\w", more) else f"{text} {more}"


def cell_text(lines: Sequence[Line], room: Any, *, boxed: bool) -> str:
    """Give the text of a cell that has so much room across. Lines that were broken for want of it are one; others stay apart.

    `boxed` says that the room is known by lines around the cell, and not only by what stands in it.
    """
    text = lines[0].text if lines else ""
    for line, after in pairwise(lines):
        text += _between(line, after, room, boxed=boxed) + after.text
    return text


def _between(line: Line, after: Line, room: Any, *, boxed: bool) -> str:
    width, first = line.right - line.left, after.words[0]
    if width + _BLANK * line.size / 100 + (first.right - first.left) <= room:
        return "\n"
    last = line.words[-1].text
    if re.search(r"\w-$", last):
        return ""
    letter = first.starts[1] - first.starts[0] if len(first.starts) > 1 else first.right - first.left
    if len(line.words) > 1 or width + letter < room:
        return " "
    # A single word fills the line: it may have been broken itself.
    if _FIGURE_END.search(last) and _FIGURE_START.match(first.text):
        return ""
    return "" if boxed and not line.words[0].ended and _is_broken(last, first.text) else " "


def _is_broken(last: str, first: str) -> bool:
    """Whether what fills a line and what follows may be one word: a syllable, or letters that stand for words."""
    if not (last[-1].isalpha() and first[0].isalpha()):
        return False
    if len(last) == 1:
        return True
    if first[0].islower():
        return bool(_SYLLABLE.fullmatch(_unmarked(last + first)))
    return last.isupper() and first.isupper() and len(last) + len(first) <= _INITIALS


def _unmarked(text: str) -> str:
    """Give letters without their marks."""
    letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return "".join(letters).replace("đ", "d").replace("Đ", "D")
