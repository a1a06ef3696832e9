"""PDF documents with text: tables by their ruling lines or by where words stand, prose around them, page after page."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from khoabang.auditing.reading.gathered import Cell, Gathered, Sheet, Where, filled_width, text_of
from khoabang.auditing.reading.limits import MAX_OBJECTS, MAX_PAGES, MAX_PICTURES_READ, RefusalError
from khoabang.auditing.reading.pdf_bands import is_figure
from khoabang.auditing.reading.pdf_columns import Columned, parted
from khoabang.auditing.reading.pdf_lines import Line, apart, lines_of, paragraphs, upright
from khoabang.auditing.reading.pdf_marks import Marks, read_marks
from khoabang.auditing.reading.pdf_ruled import Ruled, find_ruled
from khoabang.auditing.reading.scans import read_page_of_pdf

_MARGIN = 9  # hundredths of a page at its head and foot, where numbers and running titles stand
_NEAR = 4  # points by which the same place differs from page to page
_LINE = 12  # tenths of a letter's height from the last line of a page to the first of the next
_WIDTH = 75  # hundredths of a page that its text takes across, at the least
_PAGE_NUMBER = re.compile(r"(?:trang|page|tr\.|p\.)?\s*[-–—]?\s*\d{1,4}\s*(?:(?:/|of|trên)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")

Item = Line | Ruled


def read_pdf(raw: bytes, gathered: Gathered) -> None:
    """Read a PDF with its text; pages without are read by tesseract where it is present.

    Raises:
        RefusalError: broken, with a password, or too large.
    """
    if raw.count(b" obj") > MAX_OBJECTS:
        raise RefusalError("AUD027", limit=MAX_OBJECTS)
    try:
        document = pypdfium2.PdfDocument(raw)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise RefusalError("AUD007" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "AUD006", kind="pdf") from None
    if count > MAX_PAGES:
        raise RefusalError("AUD014", found=count, limit=MAX_PAGES)
    if not count:
        raise RefusalError("AUD006", kind="pdf")
    flow = _Flow(gathered)
    scans = 0
    for number in range(1, count + 1):
        marks = _marks(document, number)
        if marks.words or not marks.drawn:
            flow.page(marks, number)
        else:
            scans += 1
            flow.end()
            _scan(raw, number, Where(cell=f"p. {number}"), gathered, allowed=scans <= MAX_PICTURES_READ)
    flow.end()


def _marks(document: Any, number: int) -> Marks:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        raise RefusalError("AUD006", kind="pdf") from None
    try:
        return upright(read_marks(page))
    finally:
        page.close()


def _scan(raw: bytes, number: int, where: Where, gathered: Gathered, *, allowed: bool) -> None:
    if allowed:
        read_page_of_pdf(raw, number, gathered)
    else:
        gathered.problem("AUD029", where, page=number)


class _Flow:
    """The pages of a document below one another, without what only numbers and names them, until the end or a page that is a picture."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._pages: list[tuple[int, Marks, list[Item]]] = []

    def page(self, marks: Marks, number: int) -> None:
        """Add a page."""
        if marks.lost:
            self._gathered.problem("AUD022", Where(cell=f"p. {number}"), count=marks.lost)
        tables, rest = find_ruled(marks, number)
        items: list[Item] = [*tables, *lines_of(rest, number)]
        self._pages.append((number, marks, sorted(items, key=lambda item: (item.top + item.bottom) / 2)))

    def end(self) -> None:
        """Give what was added."""
        pages, self._pages = self._pages, []
        self._drop_running(pages)
        rules: list[Any] = []
        items = [item for shifted in _shifted(pages, rules) for item in shifted]
        if not items:
            return
        inner = [item for _, marks, found in pages for item in found if isinstance(item, Line) and not _side(item, marks)]
        width = max(marks.width for _, marks, _ in pages)
        left = min((line.left for line in inner), default=0)
        long = [line.right for line in inner if 5 * (line.right - line.left) > 2 * width and len(line.fields) < 3]
        right = max([width * _WIDTH / 100, *long])
        before: Ruled | None = None
        for ruled, run in groupby(items, key=lambda item: isinstance(item, Ruled)):
            if not ruled:
                before = None
                self._lines([item for item in run if isinstance(item, Line)], left, right, rules)
                continue
            for table in run:
                if isinstance(table, Ruled):
                    self._ruled(table, before)
                    before = table

    def _lines(self, lines: list[Line], left: Any, right: Any, rules: list[Any]) -> None:
        for piece in parted(lines, left, right, rules):
            if not isinstance(piece, Columned):
                for text, page in paragraphs(piece, left, right):
                    self._gathered.prose(text, Where(cell=f"p. {page}"))
                continue
            width = max(filled_width(row) for _, row in piece.rows)
            for page, of_page in groupby(piece.rows, key=lambda row: row[0]):
                self._gathered.grid([row for _, row in of_page], Where(cell=f"p. {page}"), least=width)

    def _ruled(self, table: Ruled, before: Ruled | None) -> None:
        least, last = 0, self._gathered.blocks[-1] if self._gathered.blocks else None
        if before is not None and isinstance(last, Sheet) and table.page == before.page + 1 and _same_edges(table, before):
            table.rows = _without_rest(table.rows, before.rows, last.rows[-1])
            least = len(last.rows[-1])
        self._gathered.grid(table.rows, Where(cell=f"p. {table.page}"), least=least)

    @staticmethod
    def _drop_running(pages: list[tuple[int, Marks, list[Item]]]) -> None:
        """Take away the numbers of pages, and what each page repeats at its head or foot: a title stays on the first, a foot on the last."""
        seen: dict[tuple[str, bool], list[tuple[int, Any]]] = {}
        for number, marks, items in pages:
            for item in items:
                if isinstance(item, Line) and (side := _side(item, marks)):
                    for part in apart(item):
                        seen.setdefault((_NUMBER.sub("#", part.text), side > 0), []).append((number, part.top))
        for number, marks, items in pages:
            kept: list[Item] = []
            for item in items:
                side = _side(item, marks) if isinstance(item, Line) else 0
                if not side or isinstance(item, Ruled):
                    kept.append(item)
                    continue
                parts = apart(item)
                left = [
                    part for part in parts if not _is_running(part, number, seen[_NUMBER.sub("#", part.text), side > 0], side)
                ]
                if len(left) == len(parts):
                    kept.append(item)
                elif left:
                    kept.append(Line([word for part in left for word in part.words], item.page))
            items[:] = kept


def _is_running(part: Line, page: int, places: list[tuple[int, Any]], side: int) -> bool:
    """Whether a text at the head or foot of a page is its number, or stands in the same place on other pages."""
    if _is_page_number(part.text, page):
        return True
    if any(is_figure(field.text) for field in part.fields):
        return False
    alike = [number for number, place in places if abs(place - part.top) < _NEAR]
    return page != (min(alike) if side > 0 else max(alike))


def _side(line: Line, marks: Marks) -> int:
    """Tell whether a line stands at the head (1) or foot (-1) of its page, or between (0)."""
    if (line.bottom - line.shift) * 100 < _MARGIN * marks.height:
        return 1
    return -1 if (marks.height - line.top + line.shift) * 100 < _MARGIN * marks.height else 0


def _same_edges(table: Ruled, other: Ruled) -> bool:
    return len(table.edges) == len(other.edges) and all(
        abs(one - two) < _NEAR for one, two in zip(table.edges, other.edges, strict=True)
    )


def _without_rest(rows: list[list[Cell]], before: list[list[Cell]], last: list[Cell]) -> list[list[Cell]]:
    """Take away the first row where it is the rest of the last one of the page before, and put its texts behind those there."""
    head = 0
    while head < min(len(rows), len(before)) and rows[head] == before[head]:
        head += 1
    if head >= len(rows):
        return rows
    rest = rows[head]
    filled = [column for column, cell in enumerate(rest) if text_of(cell)]
    plain = all(isinstance(rest[column], str) and column < len(last) and isinstance(last[column], str) for column in filled)
    if not filled or filled[0] == 0 or not plain or not all(text_of(last[column]) for column in filled):
        return rows
    if len({text_of(last[column]) for column in filled}) < 2 and len(filled) > 1:
        return rows
    for column in filled:
        above, below = text_of(last[column]), text_of(rest[column])
        last[column] = above + below if is_figure(above) and is_figure(below) else f"{above} {below}"
    return rows[:head] + rows[head + 1 :]


def _is_page_number(text: str, page: int) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text)) and int(_NUMBER.findall(text)[0]) == page


def _shifted(pages: Sequence[tuple[int, Marks, list[Item]]], rules: list[Any]) -> Iterator[list[Item]]:
    """Set the pages below one another, the first line of each right under the last one of the page before."""
    bottom = 0
    for _, marks, items in pages:
        if not items:
            continue
        first = items[0]
        size = first.size * (_LINE - 10) / 10 if isinstance(first, Line) else 0
        shift = bottom + size - first.top if bottom else 0
        rules += [rule.at + shift for rule in marks.across]
        for item in items:
            if isinstance(item, Line):
                item.shift = shift
            else:
                item.top += shift
                item.bottom += shift
        bottom = max(item.bottom for item in items)
        yield items
