"""Values of running text fitted to the columns that most rows of the table show."""

from collections import Counter
from itertools import combinations

from khoabang.auditing.layout.amounts import amount
from khoabang.auditing.layout.tokens import Token

_MOST_WAYS = 300


def signs(tokens: list[Token]) -> str:
    """Write the sorts of values as letters."""
    return "".join(token.sign for token in tokens)


def master_of(rows: list[list[Token]]) -> tuple[str, int]:
    """Give the columns most rows show, as letters; and how many of words at the end only some rows have.

    What follows the last of these rows may not be its own: it proves no column.
    """
    patterns = Counter(signs(row) for row in rows)
    whole = Counter({pattern: count for pattern, count in patterns.items() if "-" not in pattern})
    if not whole or whole.most_common(1)[0][1] * 4 < len(rows):
        whole = Counter()
        for pattern, count in patterns.items():
            whole[pattern.replace("-", "n")] += count
    most = max(whole.values())
    master = max((pattern for pattern, count in whole.items() if count == most), key=len)
    optional = 0
    inner = {signs(row) for row in rows[:-1]} if len(rows) > 1 else set()
    while master + "w" in inner and "n" in master[1:]:
        master += "w"
        optional += 1
    return master, optional


def alike(pattern: str, master: str) -> bool:
    """Whether values stand where columns of their sort are; a mark for nothing stands anywhere."""
    return len(pattern) == len(master) and all(one in {"-", other} for one, other in zip(pattern, master, strict=True))


def fit(tokens: list[Token], master: str, *, merge_numbers: bool) -> list[str] | None:
    """Put the values of a row into its columns; None where it is not plain where each belongs."""
    texts = [token.text for token in tokens]
    pattern = signs(tokens)
    if alike(pattern, master):
        return texts
    for joined_texts, joined in _joined(texts, pattern, merge_numbers=merge_numbers):
        if alike(joined, master):
            return joined_texts
    texts, pattern = _words_joined(texts, pattern)
    return _spread(texts, pattern, master)


def _joined(texts: list[str], pattern: str, *, merge_numbers: bool) -> list[tuple[list[str], str]]:
    """Join what one cell may have been broken into: words over several lines; a number within a name."""
    ways = [_words_joined(texts, pattern)]
    if merge_numbers:
        ways += [
            ([texts[0], " ".join(texts[1:end]), *texts[end:]], pattern[0] + "w" + pattern[end:]) for end in range(3, len(texts))
        ]
    # The name alone, where words stand at the end of rows too.
    end = 1
    while end < len(pattern) and pattern[end] == "w":
        end += 1
    ways += [
        ([texts[0], " ".join(texts[1:stop]), *texts[stop:]], pattern[0] + "w" + pattern[stop:]) for stop in range(3, end + 1)
    ]
    return ways


def _words_joined(texts: list[str], pattern: str) -> tuple[list[str], str]:
    found: list[str] = []
    joined = ""
    for text, sign in zip(texts, pattern, strict=True):
        if sign == "w" and joined.endswith("w"):
            found[-1] += f" {text}"
        else:
            found.append(text)
            joined += sign
    return found, joined


def _spread(texts: list[str], pattern: str, master: str) -> list[str] | None:
    """Put a row with too few values into the columns, if that can be done in one way only (an empty cell leaves no trace)."""
    missing = len(master) - len(pattern)
    if missing < 1 or missing > max(2, len(master) // 2):
        return None
    ways: list[tuple[int, ...]] = []
    for tried, left in enumerate(combinations(range(len(master)), missing)):
        if tried > _MOST_WAYS:
            return None
        kept = "".join(sign for column, sign in enumerate(master) if column not in left)
        if alike(pattern, kept):
            ways.append(left)
    if not ways:
        return None
    best = ways
    if len(ways) > 1:
        # Of words at the end the first is there; that leaves numbers in doubt, which are not guessed.
        numbers = {tuple(column for column in left if master[column] == "n") for left in ways}
        if len(numbers) > 1:
            return None
        best = [max(ways, key=sum)]
    values = iter(texts)
    return ["" if column in best[0] else next(values) for column in range(len(master))]


def by_size(values: list[str], columns: list[list[str]]) -> list[int] | None:
    """Say in which columns a run of numbers stands, if only one place lets each be at least as much as any number of its column."""
    ways: list[list[int]] = []
    for first in range(len(columns) - len(values) + 1):
        span = list(range(first, first + len(values)))
        if all(_reaches(value, columns[column]) for value, column in zip(values, span, strict=True)):
            ways.append(span)
    return ways[0] if len(ways) == 1 else None


def _reaches(value: str, column: list[str]) -> bool:
    most = amount(value)
    found = [number for number in map(amount, column) if number is not None]
    return most is not None and (not found or most >= max(found))
