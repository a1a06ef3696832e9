"""What is looked for in every sheet that is read, whichever table it holds: merged cells, unseen characters, what is hidden from the eye."""

from collections.abc import Collection, Iterable
from itertools import pairwise

from khoabang.scoring.files.characters import unseen
from khoabang.scoring.files.sheet_xml import cell_name, cell_position
from khoabang.scoring.files.workbooks import Sheet
from khoabang.scoring.problems import Place, Problems

_MOST_RUNS = 8


def refuse_merged(sheet: Sheet, used: Collection[int], shown_as: str, problems: Problems) -> None:
    """Refuse merged cells that reach a row of the table."""
    for cells in sheet.merged:
        first, _, last = cells.partition(":")
        rows = range(cell_position(first)[0], cell_position(last or first)[0] + 1)
        if any(number in rows for number in used):
            problems.add("FIL026", Place(shown_as, cell=f"{sheet.name}!{first}"), cells=cells)


def refuse_unseen(sheet: Sheet, shown_as: str, problems: Problems) -> None:
    """Refuse characters that nobody sees, in every cell of a sheet."""
    for number, row in enumerate(sheet.rows, 1):
        for position, cell in enumerate(row, 1):
            if found := unseen(cell.text.strip()):
                place = Place(shown_as, cell=f"{sheet.name}!{cell_name(number, position)}")
                problems.add("FIL032", place, sign=found.sign, position=found.position)


def tell_hidden(sheet: Sheet, used: Collection[int], width: int, shown_as: str, problems: Problems) -> None:
    """Say what was read although whoever opens the workbook does not see it: the sheet, rows, columns."""
    if not sheet.visible:
        problems.add("FIL036", Place(shown_as, cell=f"{sheet.name}!A1"), sheet=sheet.name)
    if rows := sorted(sheet.hidden_rows.intersection(used)):
        place = Place(shown_as, cell=f"{sheet.name}!A{rows[0]}")
        problems.add("FIL035", place, count=len(rows), rows=_runs(rows))
    columns = [number for first, last in sheet.hidden_columns for number in range(first, min(last, width) + 1)]
    if columns:
        letters = [cell_name(1, number)[:-1] for number in columns]
        problems.add("FIL037", Place(shown_as, cell=f"{sheet.name}!{letters[0]}1"), columns=", ".join(letters))


def _runs(numbers: Iterable[int]) -> str:
    """Write numbers in order, those that follow one another as a run: `7, 9–12`.

    >>> _runs([7, 9, 10, 11, 12])
    '7, 9–12'
    """
    ordered = list(numbers)
    breaks = [0, *(place for place, (one, next_) in enumerate(pairwise(ordered), 1) if next_ != one + 1), len(ordered)]
    runs = [ordered[start:end] for start, end in pairwise(breaks)]
    shown = [f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs[:_MOST_RUNS]]
    return ", ".join(shown + ["…"] * (len(runs) > _MOST_RUNS))
