"""Reading a published document, whatever file it came in, into prose and grids of cells.

    document = read_document(Path("ket-qua.docx"))
    document.grids, document.prose, document.problems

Files are read in a process of their own under limits of time and memory (`isolated`, `child`); text that was pasted is parted here. What
the rows and columns mean is for others. This module imports nothing by itself: the process that reads starts through it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from khoabang.auditing.reading.limits import MAX_PASTED, SECONDS

if TYPE_CHECKING:
    from khoabang.auditing.document import Document

PASTED = "văn bản dán"

__all__ = ["read_document", "read_text"]


def read_document(path: Path, *, kind: str | None = None, name: str | None = None, seconds: int = SECONDS) -> "Document":
    """Read a file. Whatever is wrong with it is in `problems`; where that has errors, there are no blocks.

    `kind` overrules what content and ending say (`recognising.KINDS`); `name` is how the file is called to people, by default its own
    name; `seconds` is how long it may take.

    Raises:
        ValueError: there is no such kind.
    """
    from khoabang.auditing.reading.isolated import check_kind, read_in_child

    return read_in_child(path, check_kind(kind), name or path.name, seconds)


def read_text(text: str, name: str = PASTED) -> "Document":
    """Read text that was pasted; longer than `MAX_PASTED` characters is refused."""
    from khoabang.auditing.reading.gathered import Gathered
    from khoabang.auditing.reading.isolated import taken_over
    from khoabang.auditing.reading.readers import read_pasted

    gathered = Gathered("text")
    if len(text) > MAX_PASTED:
        gathered.problem("AUD013", limit=MAX_PASTED)
    else:
        read_pasted(text, gathered)
    return taken_over(gathered, name)
