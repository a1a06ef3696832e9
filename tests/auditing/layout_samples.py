"""Documents for the tests of layout, from short texts."""

from khoabang.auditing.document import Cell, Document, Grid, Prose
from khoabang.scoring.problems import Place


def document_of(text, mark="|", kind="text"):
    """Lines with a mark make grids, others prose."""
    blocks, run, first = [], [], 1

    def close():
        if run:
            width = max(map(len, run))
            rows = [[Cell(cell.strip()) for cell in row] + [Cell()] * (width - len(row)) for row in run]
            blocks.append(Grid(rows, Place("x", first), first_line=first))
            run.clear()

    for number, line in enumerate(text.split("\n"), 1):
        if mark in line:
            first = first if run else number
            run.append(line.split(mark))
        else:
            close()
            blocks.append(Prose(line.strip(), Place("x", number)))
    close()
    return Document("x", kind, blocks)


def texts(table):
    """The rows of bodies as texts."""
    return [[cell.text for cell in row.cells] for row in table.rows]
