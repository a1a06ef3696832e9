"""What each column of a table is. Words of its header propose, its figures decide, and each inference keeps what bears it out."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from khoabang.auditing.figures import Figure
from khoabang.auditing.formula_search import find_changes, find_formulas
from khoabang.auditing.formulas import ENOUGH, FEWEST, Formula
from khoabang.auditing.rulings import Rulings
from khoabang.auditing.shares import Share, find_share
from khoabang.auditing.sheet import Column, Sheet
from khoabang.auditing.words import hinted, of_before, plain
from khoabang.scoring.numbers import plain as plain_number

_FEW_CLASSES = 8
_SHORT = 8  # letters of a code, at the most
_LONG_NOTE = Fraction(1, 2)
_SOME_PLACED = Fraction(1, 2)  # of the rows, in a column that is called one of ranks


@dataclass(slots=True)
class Understanding:
    """A table understood: its columns with roles, the formulas between them, what the index is a share of, what changes are between."""

    sheet: Sheet
    formulas: list[Formula] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    changes: list[Formula] = field(default_factory=list)
    ruled: Rulings = field(default_factory=Rulings)

    def formula_of(self, column: Column) -> Formula | None:
        """Give the formula that a column follows from."""
        return next((formula for formula in self.formulas if formula.target is column), None)


def understand(sheet: Sheet, ruled: Rulings | None = None) -> Understanding:
    """Give every column its role, and find what follows from what; `ruled` is what a person has said of it."""
    ruled = ruled or Rulings()
    fixed = ruled.roles
    _bind(sheet, ruled)
    for column in sheet.columns:
        if column.position in fixed:
            column.role = fixed[column.position]
    open_columns = [column for column in sheet.columns if column.position not in fixed]
    _words(sheet, [column for column in open_columns if not column.numeric])
    numbers = [column for column in open_columns if column.numeric]
    _places(sheet, numbers)
    _marked(numbers)
    free = [column for column in sheet.columns if column.numeric and column.role in {"other", "component", "subtotal", "total"}]
    found = Understanding(sheet, find_formulas(free, ruled.formulas), list(ruled.shares), ruled=ruled)
    _parts(found, [column for column in numbers if column.role == "other"])
    _indices(found, numbers)
    found.changes = find_changes([column for column in sheet.columns if column.numeric])
    return found


def _bind(sheet: Sheet, ruled: Rulings) -> None:
    """Set the maxima that a criteria set or a person has given."""
    for column in sheet.columns:
        value = ruled.maxima.get(column.position, ruled.of_set.get(column.position))
        if value is not None:
            column.maximum = Figure(value, Fraction(1), plain_number(value))
            column.maximum_from = "person" if column.position in ruled.maxima else "set"


def _words(sheet: Sheet, columns: Sequence[Column]) -> None:
    """Tell body, code, class and note apart among the columns of words."""
    rows = len(sheet.table.rows)
    named: list[tuple[int, int, Column]] = []
    for column in columns:
        shown = [text for text in column.texts if text.strip()]
        distinct, hints = len(set(shown)), hinted(column.header)
        short = all(len(text) <= _SHORT and " " not in text for text in shown)
        if not shown:
            column.role = "note" if "note" in hints else "other"
        elif "note" in hints or len(shown) < _LONG_NOTE * rows:
            column.role = "note"
        elif "class" in hints or (distinct <= min(_FEW_CLASSES, rows // 2) and "body" not in hints):
            column.role = "class" if distinct <= _FEW_CLASSES else "note"
        elif short and distinct == len(shown) and "body" not in hints[:1]:
            column.role = "code"
        else:
            named.append((distinct, "body" in hints, column))
    if named:
        # A name is each body's own: what a column of countries or groups says again and again names no body.
        best = max(named, key=lambda entry: (entry[0] >= ENOUGH * rows, entry[1], entry[0], -entry[2].position))[2]
        best.role = "body"
    elif code := sheet.of("code"):
        code.role = "body"


def _places(sheet: Sheet, columns: Sequence[Column]) -> None:
    """Tell order numbers and ranks: whole numbers that run from 1 on."""
    rows = len(sheet.table.rows)
    for column in columns:
        hints = hinted(column.header)
        if "rank" in hints[:2] and not any(column.ranks) and all(figure.value.denominator == 1 for figure in column.present):
            # 1.0, 2.0: whole numbers as programs write them
            column.ranks = [
                (int(figure.value), int(figure.value)) if figure and figure.value > 0 else None for figure in column.figures
            ]
        places = [place for place in column.ranks if place]
        # Bodies outside the ranking, as averages of regions are, have no place.
        needed = (
            _SOME_PLACED
            if "rank" in hints[:1] and not any(column.figures[row] for row, place in enumerate(column.ranks) if not place)
            else ENOUGH
        )
        if len(places) < needed * rows or not places:
            continue
        firsts = [first for first, _ in places]
        follows = sum(after == before + 1 for before, after in itertools.pairwise(firsts))
        serial = follows >= ENOUGH * max(1, len(firsts) - 1)
        within = sum(1 <= first <= rows for first in firsts) >= ENOUGH * len(firsts)
        spread = len(set(firsts)) * 2 >= len(firsts)
        if "rank" in hints[:2] and (spread or _numbered(firsts)):
            column.role = "rank"
        elif serial and (column is columns[0] or "order" in hints) and sheet.of("order") is None:
            column.role = "order"
        elif within and spread and "order" in hints and firsts == sorted(firsts) and sheet.of("order") is None:
            column.role = "rank"  # bodies that share a number
        elif within and len(set(firsts)) >= ENOUGH * len(firsts) and not set(hints) & {"total", "index", "percent"}:
            column.role = "rank"


def _numbered(places: Sequence[int]) -> bool:
    """Whether numbers are those of places, however many are shared: each leaves out as many as share the one before, or none."""
    in_order = sorted(places)
    competition = all(place == in_order.index(place) + 1 for place in set(in_order))
    return competition or set(in_order) == set(range(1, len(set(in_order)) + 1))


def _marked(columns: Sequence[Column]) -> None:
    """Tell maxima, changes and percentages, whose cells or headers say so."""
    for column in columns:
        if column.role != "other":
            continue
        hints = hinted(column.header)
        shown = [printed.text.strip() for printed in column.printed if printed.kind == "number"]
        signed = sum(text[:1] in "+-−" for text in shown)
        few = len({figure.value for figure in column.present}) <= 2
        if _beside(column) or ("maximum" in hints and few):
            column.role = "maximum"
        elif ("change" in hints and signed) or (shown and signed * 2 >= len(shown)):
            column.role = "change"
        elif sum(figure.percent for figure in column.present) * 2 >= max(1, len(column.present)):
            column.role = "percent"


def _beside(column: Column) -> bool:
    """Whether a column is the second half of cells such as `62,3/70`, and the first hardly ever goes beyond it."""
    shares = [printed for printed in column.printed if printed.kind == "share" and printed.first and printed.second]
    above = sum(share.first.value > share.second.value for share in shares if share.first and share.second)
    return column.half == "second" and bool(shares) and above <= max(1, len(shares) // 10)


def _parts(found: Understanding, columns: Sequence[Column]) -> None:
    """Name components, subtotals and the total by the formulas; where there are none, by headers."""
    parts = {id(part) for formula in found.formulas for part in formula.parts}
    targets = {id(formula.target) for formula in found.formulas}
    for column in columns:
        if id(column) in targets:
            column.role = "subtotal" if id(column) in parts else "total"
        elif id(column) in parts:
            column.role = "component"
    totals = [column for column in columns if column.role == "total"]
    if len(totals) > 1:  # several trees side by side: the one that its header calls so, else the one made of the most
        best = max(totals, key=lambda column: ("total" in hinted(column.header), _made_of(found, column), column.position))
        for column in totals:
            if column is not best:
                column.role = "subtotal"
    loose = [column for column in columns if column.role == "other"]
    called = [column for column in loose if "total" in hinted(column.header) and not of_before(column.header)]
    if called and not any("total" in hinted(column.header) for column in totals):
        called[-1].role = "total"
        for column in totals:  # what adds up is a part of the one that is called so, whose own parts may not all be printed
            column.role = "subtotal"
    for column in loose:
        if column.role == "other" and "index" in hinted(column.header)[:1]:
            column.role = "index"
        elif column.role == "other" and not found.formulas and len(loose) > 1:
            column.role = "component"


def _made_of(found: Understanding, column: Column) -> int:
    formula = found.formula_of(column)
    return len(formula.parts) if formula else 0


def _indices(found: Understanding, columns: Sequence[Column]) -> None:
    """Find indices and percentages that are a total over a maximum."""
    sheet = found.sheet
    for stated in found.ruled.shares:
        stated.index.role = stated.index.role if stated.index.role == "percent" else "index"
    total = sheet.of("total")
    if total is None:
        return
    given = {id(stated.index) for stated in found.ruled.shares}
    tied = {id(total), *(id(part) for formula in found.formulas for part in formula.parts)}
    for column in columns:
        if id(column) in tied | given or column.role not in {"index", "percent", "other", "component", "subtotal"}:
            continue
        share = find_share(column, total, lambda rows: alike(sheet, rows))
        if share is not None and len(column.present) >= FEWEST:
            found.shares.append(share)
            percent = any(figure.percent for figure in column.present) or share.scale != 1
            column.role = "percent" if percent else "index"


def alike(sheet: Sheet, rows: Sequence[int]) -> bool:
    """Whether some rows, and no others, have something printed in common: a remark, or a component that is nothing."""
    chosen = set(rows)
    others = [row for row in range(len(sheet.table.rows)) if row not in chosen]
    for column in sheet.columns:
        texts = column.texts
        if column.role in {"note", "class"}:
            said = {plain(texts[row]) for row in rows}
            if len(said) == 1 and said != {""} and not any(plain(texts[row]) in said for row in others):
                return True
        if column.role in {"component", "subtotal", "other"} and column.figures:
            nothing = [column.figures[row] is None or column.figures[row].value == 0 for row in rows]  # type: ignore[union-attr]
            if all(nothing) and not any(
                column.figures[row] is None or column.figures[row].value == 0  # type: ignore[union-attr]
                for row in others
            ):
                return True
    return False
