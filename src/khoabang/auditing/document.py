"""What a published document says, whatever file it came in: prose and grids of cells, in reading order, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from khoabang.scoring.problems import Place, Problems


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as printed (NFC, lines joined by a line break, no blanks at the ends).

    `binary` says that the file stores a binary float and `text` is its shortest decimal form; `merged` that the text belongs to a merged
    cell that begins above or to the left, and is repeated here; `doubtful` that a machine read it off a picture in more than one way.
    """

    text: str = ""
    binary: bool = False
    merged: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as the file has them, all of one width; nothing yet says which are headers. `place` names sheet, page or line.

    `recognised` says that a machine read them off a picture and nobody has confirmed them, so that nothing may be proved from them.
    """

    rows: list[list[Cell]]
    place: Place
    title: str = ""
    first_line: int = 1  # line or row of the file that `rows[0]` stands in
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or a line of text; `recognised` as for a grid."""

    text: str
    place: Place
    recognised: bool = False


@dataclass(slots=True)
class Document:
    """A document read: `blocks` in reading order; `hidden` names sheets that were left out because the file hides them.

    `pictures` are the pages that a machine read, by number, as JPEG.
    """

    name: str
    kind: str  # csv, tsv, text, pipes, xlsx, xls, ods, docx, html, pdf, png, jpeg, tiff
    blocks: list[Grid | Prose] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    pictures: dict[int, bytes] = field(default_factory=dict)

    @property
    def grids(self) -> Iterator[Grid]:
        """The grids alone."""
        return (block for block in self.blocks if isinstance(block, Grid))

    @property
    def prose(self) -> str:
        """The text outside grids, a paragraph a line."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Prose))
