"""What each row of a grid may be, judged before any table is known: words only, figures, a heading, a row of column numbers."""

import itertools
from typing import Literal

from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Line
from khoabang.auditing.layout.sorts import counting, is_ordinal, is_outline, is_year, plain, sort_of

Shape = Literal["blank", "single", "words", "names", "counted", "figures"]
# blank: nothing. single: one text alone. words: several texts, no number. names: texts with years or numbers of columns among them.
# counted: numbers of columns alone, (1) (2) (3). figures: a row of a body, or of maxima and the like.


def shape_of(line: Line) -> Shape:
    """Say what a row may be."""
    filled = line.distinct()
    if not filled:
        return "blank"
    numbers = [text for _, text in filled if sort_of(text) == "number"]
    words = [text for _, text in filled if sort_of(text) == "words"]
    if len(words) > len(numbers) > 1 and [text[1:] for text in numbers] == [str(count + 1) for count in range(len(numbers))]:
        numbers = []  # T1, T2, T3 among words are names, not shared places
    if is_counted(line):
        return "counted"
    if not numbers:
        if len(words) == 1 or (len(words) == 2 and is_ordinal(words[0]) and words[0] == filled[0][1]):
            return "single"  # marks for nothing beside a heading say nothing
        return "words" if words else "blank" if not filled else "figures"
    if len(filled) == 1:
        return "figures"
    if words and sort_of(filled[0][1]) == "words" and _names(numbers):
        return "names"
    if not words and filled[0][0] and (all(map(is_year, numbers)) or _consecutive(numbers)):
        return "names"
    return "figures"


def single_text(line: Line) -> str:
    """Give the words of a row that is a heading, a title or a note: `II. UBND cấp huyện`."""
    filled = [text for _, text in line.distinct() if sort_of(text) == "words"]
    if len(filled) == 2:
        return f"{filled[0].rstrip('.)')}. {flat(filled[1])}"
    return flat(filled[0]) if filled else ""


def flat(text: str) -> str:
    """Put a text of several lines on one."""
    return " ".join(text.split())


def _names(numbers: list[str]) -> bool:
    """Whether numbers may name columns: years, or criteria 1, 2, 3 or 1.1, 1.2, 1.3."""
    if all(map(is_year, numbers)) or _consecutive(numbers):
        return True
    return len(numbers) > 2 and [counting(text) for text in numbers] == list(range(1, len(numbers) + 1))


def _consecutive(numbers: list[str]) -> bool:
    """Whether numbers are criteria one after the other: 2.1, 2.2, 2.3; figures that chance to be so are never so many."""
    parts = [text.strip(".").split(".") for text in numbers]
    if len(numbers) < 3 or not all(map(is_outline, numbers)) or not all(part[-1].isdigit() for part in parts):
        return False
    return all(before[:-1] != after[:-1] or int(after[-1]) == int(before[-1]) + 1 for before, after in itertools.pairwise(parts))


def is_counted(line: Line) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 … from the left, A and B perhaps first, sums such as `5=3+4` among them."""
    texts = [text for _, text in line.distinct()]
    while texts and len(texts[0].strip("()")) == 1 and texts[0].strip("()").isalpha():
        texts = texts[1:]
    if len(texts) < 3:
        return False
    expected: int | None = None
    plainly = 0
    for text in texts:
        bare = text.strip("()[] ")
        if vocabulary.SUMMED.fullmatch(bare):
            number = counting(bare.split("=")[0].strip("() "))
        else:
            number = counting(bare)
            plainly += number is not None
        if number is None or (expected is not None and number != expected):
            return False
        if expected is None and number not in {0, 1}:
            return False
        expected = number + 1
    return plainly >= 2


def is_note(text: str) -> bool:
    """Whether a line says of itself that it is a note."""
    return bool(vocabulary.NOTE.fullmatch(plain(text)))
