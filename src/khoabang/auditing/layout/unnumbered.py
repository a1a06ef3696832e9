"""Tables in running text without numbering: rows of words that end in the same count of numbers."""

from collections.abc import Iterator
from itertools import groupby

from khoabang.auditing.document import Cell
from khoabang.auditing.layout.draft import Draft, Entry, Line, special_label
from khoabang.auditing.layout.fitting import signs
from khoabang.auditing.layout.leading import headers_before, split_header
from khoabang.auditing.layout.numbered import Found
from khoabang.auditing.layout.rows import flat
from khoabang.auditing.layout.tokens import Token

_FEWEST, _MOST_WORDS = 3, 3
_LONGEST_NAME = 100


def find_unnumbered(tokens: list[Token], start: int, stop: int, read_as: str) -> list[Found]:
    """Find runs of rows that end in the same count of numbers, at least two."""
    found: list[Found] = []
    free = start
    for rows in _runs(tokens, start, stop, read_as):
        if rows[0][0] >= free and _likely(tokens, rows):
            table = _table(tokens, rows, free, read_as)
            found.append(table)
            free = table.end
    return found


def _runs(tokens: list[Token], start: int, stop: int, read_as: str) -> Iterator[list[tuple[int, int]]]:
    if read_as == "lines":
        yield from _runs_of_values(tokens, start, stop)
        return
    rows = list(_lines(tokens, start, stop))
    shown = [signs(tokens[slice(*row)]) for row in rows]
    kinds = [pattern.replace("-", "n") for pattern in shown]
    for at, pattern in enumerate(shown):
        if len(pattern) > 2 and set(pattern[1:]) == {"-"}:  # marks for nothing stand for words too
            beside = [kinds[near] for near in (at + 1, at - 1) if 0 <= near < len(kinds) and len(kinds[near]) == len(pattern)]
            kinds[at] = beside[0] if beside else kinds[at]
    for _, run in groupby(zip(kinds, rows, strict=True), key=lambda each: each[0]):
        yield [row for _, row in run]


def _lines(tokens: list[Token], start: int, stop: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < stop:
        end = at + 1
        while end < stop and tokens[end].line == tokens[at].line:
            end += 1
        yield at, end
        at = end


def _runs_of_values(tokens: list[Token], start: int, stop: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of as many words and as many numbers again and again; before the first row words may be headers."""
    spans: list[tuple[int, int, int]] = []  # where words begin, where numbers begin, where they end
    at = start
    while at < stop:
        middle = at
        while middle < stop and tokens[middle].sign == "w":
            middle += 1
        end = middle
        while end < stop and tokens[end].sign != "w":
            end += 1
        spans.append((at, middle, end))
        at = end
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and _same_counts(spans[last], spans[last + 1], first=last == first):
            last += 1
        if last > first:
            words = spans[last][1] - spans[last][0]
            if _begin_with_number(spans, first, last):
                yield [(begin - 1, end - 1) for begin, _, end in spans[first : last + 1]] + [
                    (spans[last + 1][0] - 1, spans[last + 1][2])
                ]
                last += 1
            else:
                yield _as_rows(tokens, spans[first : last + 1], words, stop)
        first = last + 1


def _begin_with_number(spans: list[tuple[int, int, int]], first: int, last: int) -> bool:
    """Whether rows begin with a number that counts nothing, as a place does where bodies stand in another order.

    Then a number stands before the first row, and the last row has one number less behind its words.
    """
    if not first or last + 1 >= len(spans):
        return False
    (_, before, start), (_, middle, end), (begin, after, stop) = spans[first - 1], spans[last], spans[last + 1]
    return start > before and after - begin == middle - spans[last][0] and stop - after == end - middle - 1


def _same_counts(one: tuple[int, int, int], other: tuple[int, int, int], *, first: bool) -> bool:
    words, numbers = other[1] - other[0], other[2] - other[1]
    before = one[1] - one[0]
    return 0 < words <= _MOST_WORDS and numbers == one[2] - one[1] and (before >= words if first else before == words)


def _as_rows(tokens: list[Token], spans: list[tuple[int, int, int]], words: int, stop: int) -> list[tuple[int, int]]:
    """Rows of a code and a name before the figures; or of a name before them and a class behind, which repeats."""
    behind = [tokens[begin].text for begin, _, _ in spans[1:]]
    if words > 1 and 2 * len(set(behind)) <= len(behind):
        rows = [(middle - words + 1, end + 1) for _, middle, end in spans]
        return rows if rows[-1][1] <= stop else rows[:-1]
    return [(middle - words, end) for _, middle, end in spans]


def _likely(tokens: list[Token], rows: list[tuple[int, int]]) -> bool:
    pattern = _pattern(tokens, rows).replace("-", "n")
    if pattern.startswith("nw"):
        pattern = pattern[1:]
        rows = [(first + 1, end) for first, end in rows]
    names = sorted(len(tokens[first].text) for first, _ in rows)
    plainly = pattern.startswith("w") and set(pattern.strip("w")) == {"n"} and pattern.count("w") <= _MOST_WORDS
    return len(rows) >= _FEWEST and plainly and pattern.count("n") >= 2 and names[len(names) // 2] <= _LONGEST_NAME


def _pattern(tokens: list[Token], rows: list[tuple[int, int]]) -> str:
    """The sorts of the values of a row, of one that has any."""
    patterns = [signs(tokens[slice(*row)]) for row in rows]
    return next((pattern for pattern in patterns if set(pattern[1:]) != {"-"}), patterns[0])


def _table(tokens: list[Token], rows: list[tuple[int, int]], free: int, read_as: str) -> Found:
    first, end = rows[0][0], rows[-1][1]
    pattern = _pattern(tokens, rows)
    draft = Draft(tokens[first].place, read_as=read_as)
    for row in rows:
        line = Line([Cell(token.text) for token in tokens[slice(*row)]], tokens[row[0]].place)
        special = special_label(line)
        draft.entries.append(Entry(line, special[0], flat(special[1])) if special else Entry(line))
    begin, headers = _headers(tokens, first, free, pattern, read_as)
    if headers:
        draft.header = [Line([Cell(text) for text in headers], tokens[begin].place)]
        draft.place = tokens[begin].place
    return Found(begin, end, draft)


def _headers(tokens: list[Token], first: int, free: int, pattern: str, read_as: str) -> tuple[int, list[str]]:
    if read_as == "lines":
        found = headers_before(tokens[free:first], first - free, pattern, optional=0)
        return (found[1] + free, found[0]) if found else (first, [])
    begin = first
    if begin > free and tokens[begin - 1].sign == "w" and tokens[begin - 1].first:
        headers = split_header(tokens[begin - 1].text, pattern, optional=0)
        if headers:
            return begin - 1, headers
    return first, []
