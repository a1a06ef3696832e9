"""Where the picture of a signature stands: at the signature block of an administrative document, or where somebody says.

Lengths are whole points (1/72 inch) from the lower left corner of a page, as PDF has them, unless a name says millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from khoabang.signing.refusal import SigningRefused

MILLIMETRE = Decimal(72) / Decimal("25.4")
WIDTH, HEIGHT = Decimal(74), Decimal(20)  # millimetres of the picture of words
# What opens the closing block by the decree on administrative documents (30/2020/NĐ-CP, annex I): on its right stands the block of the
# signer: authority and position, room for the signature, name.
RECIPIENTS = "Nơi nhận"
_FOOT = 57  # the margin at the foot of a page
_ROOM = 68  # under the position, where no name follows
_LEAST_ROOM = 34  # lines of one text stand closer
_BETWEEN = 5  # two pictures
_ALIKE = 12  # how much higher than the recipients the block may begin


@dataclass(frozen=True, slots=True)
class Box:
    """A box on a page; pages are counted from 0."""

    page: int
    left: int
    bottom: int
    right: int
    top: int

    def meets(self, other: "Box") -> bool:
        """Say whether two boxes overlap."""
        apart = self.right <= other.left or other.right <= self.left or self.top <= other.bottom or other.top <= self.bottom
        return self.page == other.page and not apart


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that somebody asks for: page counted from 1 (0 is the last); millimetres from the upper left corner."""

    page: int
    x: Decimal
    y: Decimal
    width: Decimal | None = None
    height: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The signer's block of a page: its middle, the room for a signature from its top to its bottom, and where the name ends, if one stands."""

    middle: int
    top: int
    bottom: int
    end: int | None


def points(millimetres: Decimal) -> int:
    """Millimetres in whole points."""
    return int(millimetres * MILLIMETRE)


def asked_box(pdf: bytes, asked: Asked, width: int, height: int) -> Box:
    """Give the box that was asked for, of the given size where none was.

    Raises:
        SigningRefused: there is no such page, it is turned, or the box leaves it.
    """
    document = opened(pdf)
    number = (asked.page or len(document)) - 1
    if not 0 <= number < len(document):
        raise SigningRefused("SIG018", page=asked.page, width="–", height="–", pages=len(document))
    page = _upright(document, number)
    left, bottom, right, top = map(int, page.get_mediabox())
    x, y = left + points(asked.x), top - points(asked.y)
    across, down = points(asked.width) if asked.width else width, points(asked.height) if asked.height else height
    box = Box(number, x, y - down, x + across, y)
    if not (left <= box.left < box.right <= right and bottom <= box.bottom < box.top <= top):
        wide, high = (int(length / MILLIMETRE) for length in (right - left, top - bottom))
        raise SigningRefused("SIG018", page=number + 1, width=wide, height=high, pages=len(document))
    return box


def free_box(pdf: bytes, taken: Sequence[Box], width: int, height: int) -> Box:
    """Find a box at the signature block of the last page that has one: in the room under the position, then below the name.

    Raises:
        SigningRefused: there is no block, or no room is left.
    """
    document = opened(pdf)
    for number in reversed(range(len(document))):
        if (block := _block(document[number])) is not None:
            _upright(document, number)
            name = [Box(number, 0, block.end, 2 * block.middle, block.bottom)] if block.end else []
            top = min((block.top + block.bottom + height) // 2, block.top)
            while (box := _around(number, block.middle, top, width, height)).bottom >= _FOOT:
                met = [each for each in [*taken, *name] if box.meets(each)]
                if not met:
                    return box
                top = min(each.bottom for each in met) - _BETWEEN
            break
    raise SigningRefused("SIG017")


def overlapping_box(last: Box, width: int, height: int) -> Box:
    """Give the box of a seal: over about a third of the signature's picture, on its left (30/2020/NĐ-CP, annex I)."""
    middle = (last.top + last.bottom) // 2
    right = last.left + (last.right - last.left) // 3
    return Box(last.page, right - width, middle - height // 2, right, middle - height // 2 + height)


def opened(pdf: bytes) -> PdfDocument:
    """Open a file to look at its pages.

    Raises:
        SigningRefused: it is damaged.
    """
    try:
        return PdfDocument(pdf)
    except PdfiumError:
        raise SigningRefused("SIG001") from None


def _around(page: int, middle: int, top: int, width: int, height: int) -> Box:
    return Box(page, middle - width // 2, top - height, middle - width // 2 + width, top)


def _upright(document: PdfDocument, number: int) -> PdfPage:
    page = document[number]
    if page.get_rotation():
        raise SigningRefused("SIG023", page=number + 1)
    return page


def _block(page: PdfPage) -> Block | None:
    """Find the signer's block: the lines on the right of the recipients, parted where the signature has its room."""
    text = page.get_textpage()
    found = None
    search = text.search(RECIPIENTS, match_case=True)
    while (place := search.get_next()) is not None:
        found = place
    if found is None:
        return None
    label = [text.get_charbox(found[0] + step) for step in (0, found[1] - 1)]
    beside, first = int(label[1][2]), int(label[0][3]) + _ALIKE
    rectangles = [tuple(map(int, text.get_rect(number))) for number in range(text.count_rects())]
    # The recipients' lines begin where their label does; the signer's begin right of it.
    lines = [
        (left, bottom, right, top)
        for left, bottom, right, top in rectangles
        if left > beside and bottom > _FOOT and top <= first + _ALIKE
    ]
    lines.sort(key=lambda line: -line[3])
    if not lines:
        return None
    position = [lines[0]]
    for line in lines[1:]:
        if position[-1][1] - line[3] >= _LEAST_ROOM:
            name = line if position[-1][1] - line[3] <= 2 * _ROOM else None
            break
        position.append(line)
    else:
        name = None
    middle = (min(line[0] for line in position) + max(line[2] for line in position)) // 2
    top = min(line[1] for line in position)
    bottom = name[3] if name else top - _ROOM
    return Block(middle, top, bottom, name[1] if name else None)
