"""From a document to its tables, and to the prose that belongs to none."""

from collections.abc import Iterator
from dataclasses import replace

from khoabang.auditing.document import Document, Grid, Prose
from khoabang.auditing.layout import vocabulary
from khoabang.auditing.layout.draft import Draft, Line
from khoabang.auditing.layout.finish import is_table, pick_title, tables_of
from khoabang.auditing.layout.grids import Piece, as_prose, find_in_grid, lines_of
from khoabang.auditing.layout.joining import join_over_breaks
from khoabang.auditing.layout.rows import is_note
from khoabang.auditing.layout.running import find_in_text
from khoabang.auditing.layout.sorts import plain
from khoabang.auditing.layout.turning import turned
from khoabang.auditing.table import Table

_MOST_NOTES = 30
_SHEETS = frozenset({"xlsx", "xls", "ods", "xlsm"})


def find_tables(document: Document) -> tuple[list[Table], list[Prose]]:
    """Find the tables of a document, in order; and its prose: titles and notes of tables, and whatever is no part of one."""
    pieces: list[Piece] = []
    for stretch in _stretches(document):
        if isinstance(stretch[0], Prose):
            pieces += find_in_text([block for block in stretch if isinstance(block, Prose)])
        else:
            pieces += _find_in_grids([block for block in stretch if isinstance(block, Grid)])
    pieces = join_over_breaks(pieces)
    tables: list[Table] = []
    prose: list[Prose] = []
    above: list[str] = []
    noted: Table | None = None  # the table whose notes may stand here
    for piece in pieces:
        if isinstance(piece, Prose):
            prose.append(piece)
            if not _furniture(piece.text):
                above.append(piece.text.strip().lstrip("# "))
                noted = _noted(noted, above)
        elif is_table(piece):
            piece.title = piece.title or pick_title(piece.above) or pick_title(above)
            tables += tables_of(piece)
            above = []
            noted = tables[-1]
        else:
            lines = as_prose(piece)
            prose += lines
            above += [line.text for line in lines]
    return tables, prose


def _noted(table: Table | None, since: list[str]) -> Table | None:
    """Take a line under a table as its note, and go on as long as notes follow."""
    if table is None or not is_note(since[-1]) or len(since) > _MOST_NOTES:
        return None
    if since[-1] not in table.notes:
        table.notes.append(since[-1])
    return table


def _find_in_grids(grids: list[Grid]) -> list[Piece]:
    """Find the tables of grids that follow each other and may be one: the break between them is an empty row."""
    lines: list[Line] = []
    for grid in grids:
        if lines:
            lines.append(Line([], replace(grid.place, line=grid.first_line)))
        lines += lines_of(grid)
    found = find_in_grid(lines, grids[0].title)
    return [turned(piece) if isinstance(piece, Draft) else piece for piece in found]


def _stretches(document: Document) -> Iterator[list[Grid | Prose]]:
    """Part the blocks into runs of prose, and runs of grids that only an empty line or the number of a page stands between."""
    run: list[Grid | Prose] = []
    held: list[Grid | Prose] = []  # lines that say nothing, since the last grid
    aside: list[Grid | Prose] = []  # such lines between the grids of a run
    for block in _blocks(document):
        last = run[-1] if run else None
        if isinstance(last, Grid) and isinstance(block, Prose) and _furniture(block.text):
            held.append(block)
        elif isinstance(last, Grid) and isinstance(block, Grid) and _may_be_one(last, block, document.kind):
            run.append(block)
            aside, held = aside + held, []
        elif isinstance(last, Grid) or (last and isinstance(block, Grid)):
            yield from (each for each in (run, aside + held) if each)
            run, held, aside = [block], [], []
        else:
            run.append(block)
    yield from (rest for rest in (run, aside + held) if rest)


def _blocks(document: Document) -> Iterator[Grid | Prose]:
    """The blocks of a document; a grid of one column is lines of text."""
    for block in document.blocks:
        if isinstance(block, Grid) and max(map(len, block.rows), default=0) < 2:
            for number, row in enumerate(block.rows):
                yield Prose(row[0].text if row else "", replace(block.place, line=block.first_line + number))
        elif not isinstance(block, Grid) or block.rows:
            yield block


def _furniture(text: str) -> bool:
    bare = plain(text)
    return not bare or bool(vocabulary.FURNITURE.fullmatch(bare))


def _may_be_one(first: Grid, second: Grid, kind: str) -> bool:
    return kind not in _SHEETS and len(first.rows[0]) == len(second.rows[0]) and (not second.title or second.title == first.title)
