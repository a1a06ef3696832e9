"""The columns of a table as those of an evaluation: which are criteria, below which; which are stated of the body; which are not kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from khoabang.auditing.audit import TableAudit
from khoabang.auditing.figures import Figure
from khoabang.auditing.formulas import Formula
from khoabang.auditing.layout.headers import JOINT
from khoabang.auditing.sheet import Column, Role, Sheet
from khoabang.auditing.words import hinted
from khoabang.scoring.criteria.json_schema import PLACEHOLDERS
from khoabang.scoring.files.characters import seen

_SCORES: tuple[Role, ...] = ("component", "subtotal")
_STATED = {"total": "points", "index": "index", "percent": "percent"}
_NAMED = ("order", "body", "code")  # they say who, and the order of rows is not a figure


@dataclass(slots=True)
class Node:
    """A column of points as a criterion, with the columns that it is the sum of."""

    column: Column
    code: str
    counted: bool  # whether it is part of the total, as far as the figures show
    below: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Give it and all below it."""
        yield self
        for node in self.below:
            yield from node.walk()


@dataclass(slots=True)
class Columns:
    """A table's columns. `stated` are by the name that an evaluation gives them; `left_out` are those that nothing of an evaluation is."""

    sheet: Sheet
    nodes: list[Node]
    stated: dict[str, Column]
    total: Formula | None  # the sum that the total is, where its figures bear one out
    left_out: list[Column]

    @property
    def criteria(self) -> list[Node]:
        """Every criterion, in reading order."""
        return [node for top in self.nodes for node in top.walk()]

    def name_at(self, position: int | None) -> str | None:
        """Give the name of what stands in a printed column: the code of a criterion, or a column of stated figures."""
        for node in self.criteria:
            if node.column.position == position:
                return node.code
        return next((name for name, column in self.stated.items() if column.position == position), None)


def columns_of(audited: TableAudit) -> Columns | None:
    """Tell what an evaluation takes over of a table; None where it names no bodies, or gives none of them points, an index or a rank."""
    sheet = audited.found.sheet
    if sheet.of("body") is None:
        return None
    stated: dict[str, Column] = {}
    for column in sheet.columns:
        name = _stated_as(column)
        if name and name not in stated:
            stated[name] = column
    if not stated.keys() & {"points", "index", "percent", "rank"}:
        return None
    formula = audited.found.formula_of(stated["points"]) if "points" in stated else None
    total = formula if formula is not None and formula.kind == "sum" else None
    nodes, total = _tree(audited, total)
    taken = {id(node.column) for top in nodes for node in top.walk()} | {id(column) for column in stated.values()}
    left_out = [
        column
        for column in sheet.columns
        if id(column) not in taken and column.role not in _NAMED and not _is_maximum(column) and any(map(str.strip, column.texts))
    ]
    return Columns(sheet, nodes, stated, total, left_out)


def maximum_of(column: Column, sheet: Sheet) -> Figure | None:
    """Give the maximum that is printed for a column: above it, in its header, or beside each of its figures, where it is one for all."""
    if column.maximum is not None:
        return column.maximum
    beside = next((each for each in sheet.columns if each.position == column.position and _is_maximum(each)), None)
    values = {figure.value for figure in beside.present} if beside is not None and beside is not column else set()
    return beside.present[0] if beside is not None and len(values) == 1 else None


def header_of(column: Column, sheet: Sheet) -> str:
    """Give what a column is called: of a header of several lines the innermost, where that tells it; its letter where it has none."""
    inner = column.header.rsplit(JOINT, maxsplit=1)[-1]
    alike = sum(each.header.rsplit(JOINT, maxsplit=1)[-1] == inner for each in sheet.columns)
    header = " ".join(seen(inner if alike == 1 else column.header).split())
    return header if header and header.lower() not in PLACEHOLDERS else letter_of(column.position)


def letter_of(position: int) -> str:
    """Name a column as a spreadsheet does."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def as_printed(figure: Figure, lang: str) -> str:
    """Write a number with its printed digits, in the form of a language: signs between thousands and for per cent are no digits."""
    digits = "".join(sign for sign in figure.printed if sign.isdigit())
    size = abs(figure.value)
    places = next((n for n in range(len(digits)) if Fraction(int(digits), 10**n) == size), 0) if size else _zeros(figure)
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = "-" if figure.value < 0 else ""
    return f"{sign}{whole.lstrip('0') or '0'}" + (f"{',' if lang == 'vi' else '.'}{decimals}" if decimals else "")


def _zeros(figure: Figure) -> int:
    """Nought has as many decimals as its last digit says."""
    return len(str(figure.unit.denominator)) - 1 if figure.unit else 0


def _stated_as(column: Column) -> str | None:
    if column.role == "change":
        return "rank_change" if "rank" in hinted(column.header) else None
    if column.role in ("rank", "class", "note"):
        return column.role
    return _STATED.get(column.role)


def _is_maximum(column: Column) -> bool:
    return column.role == "maximum"


def _tree(audited: TableAudit, total: Formula | None) -> tuple[list[Node], Formula | None]:
    """Put the columns of points under each other as the sums that were found put them; what no sum takes stands by itself.

    Gives the total's sum again, or None where what it adds up is not all among them: then nothing can be added up anew.
    """
    scores = {id(column): column for column in audited.found.sheet.all_of(*_SCORES)}
    sums = {id(each.target): each for each in audited.found.formulas if each.kind == "sum" and id(each.target) in scores}
    parents: dict[int, Formula] = {}
    for formula in sums.values():
        if all(id(part) in scores and id(part) not in parents for part in formula.parts):
            parents |= {id(part): formula for part in formula.parts}
    parted = {id(formula.target): formula for formula in parents.values()}
    added = {id(part) for part in total.parts} if total else set(scores)

    def node(column: Column, code: str, *, under_counted: bool = False) -> Node:
        formula, counted = parted.get(id(column)), under_counted or id(column) in added
        parts = formula.parts if formula else ()
        below = [node(part, f"{code}.{number}", under_counted=counted) for number, part in enumerate(parts, 1)]
        return Node(column, code, counted or (bool(below) and all(each.counted for each in below)), below)

    tops = [column for key, column in scores.items() if key not in parents]
    nodes = [node(column, str(number)) for number, column in enumerate(tops, 1)]
    if total is None:
        return nodes, None
    reached = {id(each.column) for top in nodes if top.counted for each in top.walk()}
    return (nodes, total) if added <= reached else (nodes, None)
