"""Tables that a page break parted: the second goes on with the numbering of the first."""

from khoabang.auditing.document import Prose
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Entry, order_column
from khoabang.auditing.layout.grids import Piece
from khoabang.auditing.layout.headers import headers_of
from khoabang.auditing.layout.sorts import counting, plain


def join_over_breaks(pieces: list[Piece]) -> list[Piece]:
    """Join a table to the one before it where columns agree and the numbering goes on, whatever heading the page repeats between."""
    joined: list[Piece] = []
    last: Draft | None = None
    for piece in pieces:
        if isinstance(piece, Prose):
            joined.append(piece)
            continue
        if last is not None and _goes_on(last, piece):
            if piece.header:
                last.entries.append(
                    Entry(piece.header[0], "repeated", " ".join(text for _, text in piece.header[0].distinct()[:3]))
                )
            last.entries += piece.entries
            last.notes += piece.notes
            continue
        joined.append(piece)
        last = piece
    return joined


def _goes_on(first: Draft, second: Draft) -> bool:
    if first.width != second.width or not first.bodies or not second.bodies:
        return False
    if second.header and _bare(headers_of(second.header, second.width)) != _bare(headers_of(first.header, first.width)):
        return False
    column = order_column(first.bodies)
    if column is None or vocabulary.CAPTION.match(plain(second.title)):
        return False
    before, after = counting(first.bodies[-1].cells[column].text), counting(second.bodies[0].cells[column].text)
    return before is not None and after == before + 1


def _bare(headers: list[str]) -> list[str]:
    """Headers without blanks: the same words may be broken in other places."""
    return ["".join(plain(text).split()) for text in headers]
