"""PDF files: the text and the tables of each page from top to bottom. A page that is only a picture is named as a scan."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text

from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.gathered import Cell, Gathered, Where, merged
from khoabang.auditing.reading.limits import MAX_CELLS, MAX_OBJECTS, MAX_PAGES, MAX_PICTURES_READ, RefusalError
from khoabang.auditing.reading.pdf_columns import Word, rows_of_columns
from khoabang.auditing.reading.scans import read_page_of_pdf

_NEAR = 3  # points between edges or baselines that are drawn as one
_MOST_LINES = 20_000  # ruling lines of one page; a table of 1,000 rows and 20 columns
_MOST_SIGNS = 200_000  # characters of one page
_SETTINGS = {"snap_tolerance": _NEAR, "join_tolerance": _NEAR}


def read_pdf(raw: bytes, gathered: Gathered) -> None:
    """Read a PDF with its text; pages without are read by tesseract where it is present.

    Raises:
        RefusalError: broken, with a password, or too large.
    """
    if raw.count(b" obj") > MAX_OBJECTS:
        raise RefusalError("AUD027", limit=MAX_OBJECTS)
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            if len(document.pages) > MAX_PAGES:
                raise RefusalError("AUD014", found=len(document.pages), limit=MAX_PAGES)
            if not document.pages:
                raise RefusalError("AUD006", kind="pdf")
            scans = 0
            for number, page in enumerate(document.pages, 1):
                where = Where(cell=f"p. {number}")
                if not _page(page, where, gathered):
                    scans += 1
                    _scan(raw, number, where, gathered, allowed=scans <= MAX_PICTURES_READ)
                page.close()
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise RefusalError("AUD007") from None
        raise RefusalError("AUD006", kind="pdf") from None


def _scan(raw: bytes, number: int, where: Where, gathered: Gathered, *, allowed: bool) -> None:
    if allowed:
        read_page_of_pdf(raw, number, gathered)
    else:
        gathered.problem("AUD029", where, page=number)


def _page(page: Any, where: Where, gathered: Gathered) -> bool:
    """Read a page; False where it holds no text but something drawn."""
    signs = page.chars
    if not any(sign["text"].strip() for sign in signs):
        return not page.images and not page.curves and not page.rects and not page.lines
    if len(signs) > _MOST_SIGNS:
        raise RefusalError("AUD013", limit=_MOST_SIGNS)
    _mark_unknown(signs, where, gathered)
    if len(page.lines) + len(page.rects) + len(page.curves) > _MOST_LINES:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    tables = sorted(page.find_tables(_SETTINGS), key=lambda table: table.bbox[1])
    boxes = [table.bbox for table in tables if len(table.cells) > 1]
    tables = [table for table in tables if len(table.cells) > 1]
    rest = page.filter(lambda item: item["object_type"] == "char" and not any(_inside(item, box) for box in boxes))
    words = [
        Word(clean(item["text"]), item["x0"], item["x1"], item["top"], item["bottom"])
        for item in rest.extract_words(x_tolerance=2, y_tolerance=_NEAR)
    ]
    for table in tables:
        above = [word for word in words if word.bottom <= table.bbox[1] + _NEAR]
        words = [word for word in words if word.bottom > table.bbox[1] + _NEAR]
        _lines(above, where, gathered)
        gathered.grid(_cells(page, table), where)
    _lines(words, where, gathered)
    return True


def _mark_unknown(signs: list[Any], where: Where, gathered: Gathered) -> None:
    """Put a sign of loss where the font does not tell which letter it draws, so that no digit goes missing unseen."""
    unknown = [sign for sign in signs if sign["text"] == "\0" or sign["text"].startswith("(cid:")]
    for sign in unknown:
        sign["text"] = "\ufffd"
    if unknown:
        gathered.problem("AUD022", where, count=len(unknown))


def _lines(words: list[Word], where: Where, gathered: Gathered) -> None:
    for found in rows_of_columns(words):
        if isinstance(found, str):
            gathered.prose(found, where)
        else:
            gathered.grid(found, where)


def _inside(item: Any, box: tuple[Any, Any, Any, Any]) -> bool:
    across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _cells(page: Any, table: Any) -> Iterator[list[Cell]]:
    """Give the rows of a ruled table; what lies under a merged cell repeats its text."""
    boxes = sorted(table.cells, key=lambda box: (box[1], box[0]))
    lefts, tops = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    if len(lefts) * len(tops) > MAX_CELLS:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    texts = _texts(page, table, boxes)
    grid: list[list[Cell]] = [[""] * len(lefts) for _ in tops]
    for box, text in zip(boxes, texts, strict=True):
        first = True
        for row, top in enumerate(tops):
            if not box[1] - _NEAR <= top < box[3] - _NEAR:
                continue
            for column, left in enumerate(lefts):
                if box[0] - _NEAR <= left < box[2] - _NEAR:
                    grid[row][column] = text if first else merged(text)
                    first = False
    return iter(grid)


def _texts(page: Any, table: Any, boxes: list[Any]) -> list[str]:
    """Give the text of each cell, taken from the signs whose middle lies in it."""
    whole = table.bbox  # which pdfplumber computes anew each time
    signs = [sign for sign in page.chars if _inside(sign, whole)]
    signs.sort(key=lambda sign: sign["top"])
    found: list[str] = []
    by_row: dict[tuple[Any, Any], list[Any]] = {}
    for box in boxes:
        band = (box[1], box[3])
        if band not in by_row:
            by_row[band] = [sign for sign in signs if box[1] <= (sign["top"] + sign["bottom"]) / 2 <= box[3]]
        mine = [sign for sign in by_row[band] if box[0] <= (sign["x0"] + sign["x1"]) / 2 <= box[2]]
        found.append(clean(_joined(extract_text(mine, x_tolerance=2, y_tolerance=_NEAR))) if mine else "")
    return found


def _joined(text: str) -> str:
    """Join a word that was parted at the end of a line with a hyphen of its own."""
    return re.sub(r"(?<=\w)\u00ad\n", "", text)


def _edges(values: Iterator[Any]) -> list[Any]:
    """Give the places where columns or rows begin, those within `_NEAR` points as one."""
    edges: list[Any] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges
