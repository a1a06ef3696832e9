"""The cells that a machine read off pictures, as a workbook to be corrected beside the pictures and audited in place of the scan."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from khoabang.auditing.document import Cell, Document, Grid
from khoabang.auditing.recognised import recognised_pages
from khoabang.language import N_, text

_HIGH = 20  # dots of a row
_PICTURE_HIGH = 900  # dots of a picture beside the rows
_DOUBTFUL = "#FFE9A8"


def write_cells(document: Document, out: Path, lang: str) -> None:
    """Write all pages on one sheet, below one another as in the document: a table over two pages stays one.

    Raises:
        OSError: the file cannot be written.
    """
    pages = recognised_pages(document)
    made = io.BytesIO()
    # A cell's text is never taken for a formula, a number or an address: it is what was read.
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(text(N_("Máy đọc"), lang))
        usual = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        doubtful = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": _DOUBTFUL})
        rows = {page: _rows(blocks) for page, blocks in pages.items()}
        width = max((len(row) for page in rows.values() for row in page), default=0)
        sheet.set_column(0, max(width - 1, 0), 14, usual)
        at = 0
        for page, lines in rows.items():
            begin = at
            for line in lines:
                for column, cell in enumerate(line):
                    sheet.write_string(at, column, cell.text, doubtful if cell.doubtful else usual)
                at += 1
            at = max(at + 1, begin + _picture(sheet, document, page, begin, width + 1, lang))
    out.write_bytes(made.getvalue())


def _rows(blocks: list[Any]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for block in blocks:
        if isinstance(block, Grid):
            rows += [*([[]] if rows else []), *block.rows, []]
        else:
            rows.append([Cell(block.text)])
    return rows


def _picture(sheet: Any, document: Document, page: str, row: int, column: int, lang: str) -> int:
    """Put the picture of a page beside its rows and give how many rows it is high."""
    number = int(page.rpartition(" ")[2])
    picture = document.pictures.get(number)
    if picture is None:
        return 0
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        scale = _PICTURE_HIGH / image.height
    said = text(N_("Ảnh của trang {page}"), lang, page=number)
    options = {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale, "description": said}
    sheet.insert_image(row, column, f"{number}.jpg", options)
    return _PICTURE_HIGH // _HIGH + 2
