"""Files of delimited values: the delimiter is found by content, whatever the ending of the name says."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from khoabang.auditing.reading.cleaning import clean, plain
from khoabang.auditing.reading.decoding import decode
from khoabang.auditing.reading.gathered import Cell, Gathered, Where
from khoabang.auditing.reading.limits import MAX_CHARACTERS

DELIMITERS = ("\t", ";", "|", ",")  # the comma last: it stands in numbers and names as well
_LOOKED_AT = 200
_STEADY = (4, 5)  # rows of the commonest width, of all
_DECIMAL = re.compile(r"[+-]?\d+,\d+\s*%?")
_IN_PROSE = re.compile(r",(?=\s|$)|(?<=\d),(?=\d)")
_SAID = re.compile(r"sep=(.)\n", re.IGNORECASE)

csv.field_size_limit(MAX_CHARACTERS)


def read_delimited(raw: bytes, gathered: Gathered) -> bool:
    """Read a file of delimited values as one grid; gives False where no delimiter parts its lines."""
    return parse_delimited(decode(raw, gathered), gathered)


def parse_delimited(text: str, gathered: Gathered) -> bool:
    """As `read_delimited`, of text."""
    text = plain(text)
    first = 1
    if said := _SAID.match(text):  # how Excel is told
        delimiter, text, first = said[1], text[said.end() :], 2
    else:
        delimiter = find_delimiter(text)
    if not delimiter:
        return _one_column(text, gathered)
    gathered.kind = "tsv" if delimiter == "\t" else "csv"
    gathered.grid(rows_of(text, delimiter), Where(first), first_line=first)
    return True


def _one_column(text: str, gathered: Gathered) -> bool:
    """Read lines of which some stand between quotes, as one column of a sheet does where it holds commas."""
    rows = rows_of(text, ",") if text.startswith('"') or '\n"' in text else []
    if not rows or any(len(row) > 1 for row in rows):
        return False
    for number, row in enumerate(rows, 1):
        gathered.prose(str(row[0]) if row else "", Where(number))
    return True


def rows_of(text: str, delimiter: str) -> list[list[Cell]]:
    """Part text into rows of clean cells."""
    return [[clean(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def find_delimiter(text: str) -> str:
    """Give what parts most lines into the same number of cells, at least two; nothing where nothing does."""
    found: list[tuple[int, str]] = []
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[: _LOOKED_AT * 4_000], newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(reader, _LOOKED_AT) if any(row))
        parted = sum(count for width, count in widths.items() if width > 1)
        if not parted or (delimiter == "," and _is_prose(text)):
            continue
        _, steady = max((count, width) for width, count in widths.items() if width > 1)
        share = widths[steady] * 100 // widths.total()
        if share * _STEADY[1] >= 100 * _STEADY[0]:
            return delimiter
        found.append((share, delimiter))
    return max(found)[1] if found else ""


def _is_prose(text: str) -> bool:
    """Whether the commas of a text only stand in sentences and numbers: before a blank, or once in a line, inside a number."""
    lines = [line.strip(' "') for line in text[: _LOOKED_AT * 4_000].splitlines()[:_LOOKED_AT] if "," in line]
    return all(_DECIMAL.fullmatch(line) or 2 * len(_IN_PROSE.findall(line)) >= line.count(",") for line in lines)
