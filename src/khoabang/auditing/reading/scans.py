"""Pages that are pictures, read by tesseract with Vietnamese where both are installed: prose and grids as a machine sees them.

Each piece of text is read three times, at slightly different sizes. What most readings say is taken, and a piece that they do not agree on
is marked as doubtful. All of it is marked as recognised, so that nothing is proved from it before a person has confirmed it.
"""

import csv
import io
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.gathered import DOUBTFUL, MERGED, Cell, Gathered, Where
from khoabang.auditing.reading.limits import MAX_DOTS, MAX_FIELDS, MAX_PICTURES_READ, RefusalError
from khoabang.auditing.reading.pdf_columns import rows_of_columns
from khoabang.auditing.reading.pdf_marks import Word
from khoabang.auditing.reading.pictures import Box, Picture, Ruled

Image.MAX_IMAGE_PIXELS = None  # they are counted here, and against a limit of our own

_DPI = 300
_POINT = 72
_SIDES = 3_000, 4_200  # dots of a page's longer side, so that letters have a size that can be told
_READINGS = ((28, 20), (26, 12), (32, 20))  # how high a line is made, and how much white is put round it; the first is the best
_SEVERAL = 800  # pieces of a page that are read more than once
_LEAST_SECONDS = 5  # to begin a page with
_WORD = "5"  # the level of tesseract's lines that tell words


class _Read(NamedTuple):
    text: str
    doubtful: bool


def read_page_of_pdf(raw: bytes, number: int, gathered: Gathered) -> None:
    """Read a page (counted from 1) of a PDF that has no text."""
    document = pypdfium2.PdfDocument(raw)
    try:
        page = document[number - 1]
        longer = max(*page.get_size(), 1)
        scale = min(max(_DPI / _POINT, _SIDES[0] / longer), _SIDES[1] / longer)
        image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    _read(image, number, gathered)


def read_images(raw: bytes, gathered: Gathered) -> None:
    """Read a picture file; each picture in it is a page.

    Raises:
        RefusalError: broken or too large.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "TIFF")) as file:
            pages = getattr(file, "n_frames", 1)
            if pages > MAX_PICTURES_READ:
                raise RefusalError("AUD014", found=pages, limit=MAX_PICTURES_READ)
            for number in range(1, pages + 1):
                file.seek(number - 1)
                file.draft("L", (_SIDES[1], _SIDES[1]))  # JPEG is not unpacked beyond what is needed
                if file.width * file.height > MAX_DOTS:
                    raise RefusalError("AUD028", limit=MAX_DOTS // 1_000_000)
                _read(_grey(file), number, gathered)
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise RefusalError("AUD006", kind=gathered.kind) from None


def _grey(image: Image.Image) -> Image.Image:
    """Give a picture as a page: the way up that its camera says, on white, of a size in which letters can be told."""
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        page = Image.new("RGBA", image.size, "white")
        page.alpha_composite(image.convert("RGBA"))
        image = page
    image = image.convert("L")
    longer = max(image.size)
    wanted = min(max(longer, _SIDES[0]), _SIDES[1])
    if wanted == longer:
        return image
    size = (max(1, image.width * wanted // longer), max(1, image.height * wanted // longer))
    return image.resize(size, Image.Resampling.LANCZOS)


def _read(image: Image.Image, number: int, gathered: Gathered) -> None:
    """Read a page, or say that it is not read."""
    where = Where(cell=f"p. {number}")
    program = _tesseract()
    if not program or gathered.seconds_left() < _LEAST_SECONDS:
        gathered.problem("AUD018" if not program else "AUD029", where, page=number)
        return
    picture = Picture(image)
    cells = [(table, cell) for table in picture.tables for cell in table.cells]
    fields = [field for field in picture.fields if not any(_within(field, table.box) for table in picture.tables)]
    if len(cells) + len(fields) > MAX_FIELDS:
        gathered.problem("AUD029", where, page=number)
        return
    boxes = [*(table.inside(cell) for table, cell in cells), *fields]
    try:
        read = _recognised(program, picture, boxes, max(1, gathered.seconds_left()))
    except subprocess.TimeoutExpired:
        gathered.problem("AUD029", where, page=number)
        return
    if not any(each.text for each in read):
        gathered.problem("AUD018", where, page=number)
        return
    gathered.problem("AUD024", where, page=number)
    gathered.pictures[number] = picture.shown()
    told = {(id(table), cell): each for (table, cell), each in zip(cells, read[: len(cells)], strict=True)}
    loose = list(zip(fields, read[len(cells) :], strict=True))
    for table in picture.tables:
        _prose(loose, gathered, where, above=table.rows[0])
        gathered.grid(_rows(table, {cell: told[id(table), cell] for cell in table.cells}), where, recognised=True)
        loose = [(field, each) for field, each in loose if field[1] >= table.rows[0]]
    _prose(loose, gathered, where)


def _within(field: Box, box: Box) -> bool:
    across, down = (field[0] + field[2]) // 2, (field[1] + field[3]) // 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _rows(table: Ruled, told: dict[Box, _Read]) -> list[list[Cell]]:
    """Give the rows of a ruled table; what stands in a merged cell is repeated wherever it reaches."""
    rows: list[list[Cell]] = [[""] * (len(table.columns) - 1) for _ in table.rows[1:]]
    for cell in table.cells:
        left, top, right, bottom = cell
        each = told[cell]
        for row in range(top, bottom):
            for column in range(left, right):
                marks = DOUBTFUL * each.doubtful + MERGED * ((row, column) != (top, left))
                rows[row][column] = (each.text, marks) if marks and each.text else each.text
    return rows


def _prose(loose: list[tuple[Box, _Read]], gathered: Gathered, where: Where, above: int | None = None) -> None:
    """Keep what stands outside ruled tables: lines, and columns without lines between them."""
    mine = [(field, each) for field, each in loose if each.text and (above is None or field[1] < above)]
    doubtful = [f" {each.text} " for _, each in mine if each.doubtful]
    words = [Word(each.text.replace("\n", " "), field[0], field[2], field[1], field[3]) for field, each in mine]
    for found in rows_of_columns(words):
        if isinstance(found, str):
            gathered.prose(found, where, recognised=True)
        else:
            rows = [[_marked(str(cell), doubtful) for cell in row] for row in found]
            gathered.grid(rows, where, recognised=True)


def _marked(cell: str, doubtful: list[str]) -> Cell:
    words = f" {' '.join(cell.split())} "
    return (cell, DOUBTFUL) if any(text in words for text in doubtful) else cell


# Telling letters


def _recognised(program: str, picture: Picture, boxes: list[Box], seconds: float) -> list[_Read]:
    """Give what stands in each box; nothing anywhere where tesseract fails."""
    pieces = [picture.cut(box) for box in boxes]
    readings = _READINGS if sum(piece is not None for piece in pieces) <= _SEVERAL else _READINGS[:1]
    frames: list[Image.Image] = []
    of_piece: list[range] = []
    for piece in pieces:
        first = len(frames)
        if piece is not None:
            frames += [
                _sized(ImageOps.expand(piece, margin, "white"), height, picture.line_height) for height, margin in readings
            ]
        of_piece.append(range(first, len(frames)))
    texts = _texts(program, frames, seconds) if frames else {}
    return [_agreed([texts.get(frame, "") for frame in frames_of]) for frames_of in of_piece]


def _sized(image: Image.Image, height: int, line_height: int) -> Image.Image:
    """Give a piece in the size at which a line of the page has some height."""
    wanted = min(max(height, line_height // 4), line_height * 3)
    size = (max(1, image.width * wanted // line_height), max(1, image.height * wanted // line_height))
    return image.resize(size, Image.Resampling.LANCZOS)


def _agreed(texts: list[str]) -> _Read:
    """Give what most readings say; of those said as often, the first."""
    if not texts:
        return _Read("", doubtful=False)
    ((text, times),) = Counter(texts).most_common(1)
    return _Read(text, doubtful=times < len(texts))


def _texts(program: str, frames: list[Image.Image], seconds: float) -> dict[int, str]:
    """Give the text of each frame: all go in as one file, whose pages they are.

    Raises:
        subprocess.TimeoutExpired: it took too long.
    """
    file = io.BytesIO()
    frames[0].save(file, "tiff", save_all=True, append_images=frames[1:], dpi=(_DPI, _DPI))
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments; the picture goes in as a stream
            [program, "stdin", "stdout", "-l", "vie", "--psm", "6", "tsv"],
            input=file.getvalue(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # threads are of no use to small pieces, and each takes memory
        )
    except OSError:
        return {}
    if done.returncode:
        return {}
    lines: dict[int, dict[tuple[str, ...], list[str]]] = {}
    for level, page, *place, text in _words(done.stdout.decode("utf-8", "replace")):
        if level == _WORD and page.isdecimal() and text.strip():
            lines.setdefault(int(page) - 1, {}).setdefault(tuple(place), []).append(text)
    return {frame: clean("\n".join(" ".join(words) for words in told.values())) for frame, told in lines.items()}


def _words(table: str) -> Iterator[list[str]]:
    """Give level, page, block, paragraph, line and text of each row that tesseract tells."""
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == 12:
            yield [*row[:5], row[11]]


@cache
def _tesseract() -> str:
    """Give the program, if it knows Vietnamese."""
    program = shutil.which("tesseract")
    if not program:
        return ""
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_LEAST_SECONDS, check=False)  # noqa: S603 - our own arguments
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return program if b"vie" in listed.stdout.split() else ""
