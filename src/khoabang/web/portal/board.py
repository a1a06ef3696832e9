"""The board of one ranking group: columns, rows in the order asked for, and what stands below."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext

from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.portal.figures import Reading, bar, read, value
from khoabang.web.portal.remarks import Remark, Remarks
from khoabang.web.portal.words import BODY_STATUS, REASON, word
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, CriterionInfo, Figure, Group, Movement
from khoabang.web.rounds.selectors import Current

BY_RANK = "hang"
BY_NAME = "ten"
BROAD_FROM = 10


class Asked(NamedTuple):
    """What the reader asked of the board, from the address."""

    sort: str = BY_RANK
    class_name: str = ""
    text: str = ""
    under: str = ""  # the criterion whose own parts are the columns


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    figure: Callable[[BodyRow], Figure | None]
    maximum: Reading | None = None
    status: Callable[[BodyRow], str] = lambda row: ""
    share: Callable[[BodyRow], Figure | None] = lambda row: None
    is_criterion: bool = False
    is_main: bool = False
    is_data: bool = False  # its label is the set's own text


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as printed."""

    key: str
    label: str
    maximum: Reading | None
    is_criterion: bool
    is_main: bool
    is_data: bool
    is_sorted: bool
    is_last_total: bool  # class and movement stand after it


@dataclass(frozen=True, slots=True)
class Cell:
    reading: Reading
    pad: str  # invisible digits that align the decimal commas of a column
    bar: int | None
    notes: tuple[int, ...]
    is_main: bool
    is_last_total: bool


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    rank: str
    rank_computed: str
    is_first: bool
    is_tied: bool
    cells: list[Cell]
    class_name: str
    class_computed: str
    movement: Movement | None
    note: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A body below the board, and why it is there."""

    code: str
    name: str
    why: str
    points: Reading
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    headings: list[Heading]
    rows: list[Row]
    aside: list[Aside]
    notes: list[Remark]
    total: int
    more: bool  # not all rows are here
    has_classes: bool
    has_movement: bool
    has_maxima: bool
    parts: list[CriterionInfo] = field(default_factory=list)  # criteria that can be opened into their own columns
    under: CriterionInfo | None = None

    @property
    def is_broad(self) -> bool:
        """Too many columns for a page: the board scrolls in its own frame."""
        return len(self.headings) + self.has_classes + self.has_movement > BROAD_FROM


def board(current: Current, group: Group, asked: Asked = Asked(), limit: int | None = None) -> Board:
    annex = current.annex_of(group)
    totals = _total_columns(group, annex)
    last_total = totals[-1]
    columns = [*totals, *_criterion_columns(annex, asked.under)]
    notes = Remarks(current, group, {column.key: column.label for column in columns})
    ranked = [row for row in group["bodies"] if row["status"] in ("ranked", "stated")]
    chosen = _sorted(_filtered(ranked, asked), asked.sort, columns)[:limit]
    decimals = {column.key: _decimals(column, ranked) for column in columns}
    return Board(
        headings=[
            Heading(c.key, c.label, c.maximum, c.is_criterion, c.is_main, c.is_data, asked.sort == c.key, c is last_total)
            for c in columns
        ],
        rows=[_row(row, columns, last_total, decimals, notes) for row in chosen],
        aside=[_aside(row) for row in group["bodies"] if row["status"] not in ("ranked", "stated")],
        notes=notes.all,
        total=len(ranked),
        more=limit is not None and len(ranked) > limit,
        has_classes=any(row["class"]["value"] or row["class"]["stated"] for row in ranked),
        has_movement=any(row["movement"] for row in ranked),
        has_maxima=any(column.maximum and column.maximum.text for column in columns),
        parts=[part for part in annex["criteria"] if not part["leaf"] and part["depth"] == 1 and part["role"] != "informational"],
        under=next((part for part in annex["criteria"] if part["code"] == asked.under and not part["leaf"]), None),
    )


def _total_columns(group: Group, annex: AnnexInfo) -> list[Column]:
    rows, by = group["bodies"], group["ranking"]["by"]
    maxima = {row["maximum"]["exact"] for row in rows}
    columns = []
    if any(_is_known(row["points"]) for row in rows) or by == "points":
        columns.append(
            Column(
                "points",
                gettext("Tổng điểm"),
                lambda row: row["points"],
                read(annex["maximum"]) if len(maxima) < 2 else None,
                share=lambda row: row["index"],
                is_main=by == "points",
            )
        )
    if len(maxima) > 1:
        columns.append(Column("maximum", gettext("Điểm tối đa áp dụng"), lambda row: row["maximum"]))
    if by == "converted" or any(_is_stated(row["converted"]) for row in rows):
        columns.append(Column("converted", gettext("Điểm quy đổi"), lambda row: row["converted"], is_main=by == "converted"))
    if by == "percent" or any(_is_stated(row["percent"]) for row in rows):
        columns.append(
            Column("percent", gettext("Tỷ lệ (%)"), lambda row: row["percent"], share=lambda row: row["index"], is_main=by == "percent")
        )
    if by == "index" or any(_is_stated(row["index"]) for row in rows):
        columns.append(
            Column("index", gettext("Chỉ số"), lambda row: row["index"], share=lambda row: row["index"], is_main=by == "index")
        )
    main_first = sorted(columns, key=lambda column: not column.is_main)
    return main_first


def _criterion_columns(annex: AnnexInfo, under: str) -> list[Column]:
    scored = [part for part in annex["criteria"] if part["role"] != "informational"]
    inside = [part for part in scored if part["parent"] == under] if under else []
    return [_criterion_column(part) for part in inside or [part for part in scored if part["depth"] == 1]]


def _criterion_column(part: CriterionInfo) -> Column:
    code = part["code"]
    return Column(
        key=code,
        label=part["name"],
        figure=lambda row: row["criteria"][code]["points"] if code in row["criteria"] else None,
        maximum=read(part["maximum"]),
        status=lambda row: row["criteria"][code]["status"] if code in row["criteria"] else "not_applicable",
        share=lambda row: row["criteria"][code]["index"] if code in row["criteria"] else None,
        is_criterion=True,
        is_data=True,
    )


def _is_known(figure: Figure) -> bool:
    return figure["shown"] is not None or figure["stated"] is not None


def _is_stated(figure: Figure | None) -> bool:
    return figure is not None and figure["stated"] is not None


def _decimals(column: Column, rows: Iterable[BodyRow]) -> int:
    return max((read(column.figure(row)).decimals for row in rows), default=0)


def _filtered(rows: list[BodyRow], asked: Asked) -> list[BodyRow]:
    if asked.class_name:
        rows = [row for row in rows if asked.class_name in (row["class"]["value"], row["class"]["stated"])]
    words = search_key(asked.text).split()
    return [row for row in rows if all(word in search_key(row["name"]) for word in words)] if words else rows


def _sorted(rows: list[BodyRow], sort: str, columns: list[Column]) -> list[BodyRow]:
    if sort == BY_NAME:
        return sorted(rows, key=lambda row: sort_key(row["name"]))
    column = next((column for column in columns if column.key == sort), None)
    if column is None:
        return rows

    def best_first(row: BodyRow) -> tuple[bool, Fraction]:
        known = value(column.figure(row))
        return (known is None, -known if known is not None else Fraction(0))

    return sorted(rows, key=best_first)


def _row(row: BodyRow, columns: list[Column], last_total: Column, decimals: dict[str, int], notes: Remarks) -> Row:
    computed = str(row["rank"]["value"]) if row["rank"]["value"] is not None else ""
    rank = row["rank"]["stated"] or computed
    class_ = row["class"]
    return Row(
        code=row["code"],
        name=row["name"],
        rank=rank,
        rank_computed=computed if computed and computed != rank else "",
        is_first=rank == "1",
        is_tied=row["tied"],
        cells=[_cell(row, column, decimals[column.key], notes, is_last_total=column is last_total) for column in columns],
        class_name=class_["stated"] or class_["value"] or "",
        class_computed=(class_["value"] or "") if class_["stated"] not in (None, class_["value"]) else "",
        movement=row["movement"],
        note=row["note"] or "",
        notes=notes.at(row["code"], ""),
    )


def _cell(row: BodyRow, column: Column, decimals: int, notes: Remarks, *, is_last_total: bool) -> Cell:
    figure = column.figure(row)
    reading = read(figure, column.status(row), differs=notes.differs(row["code"], column.key))
    missing = decimals - reading.decimals if reading.text else 0
    pad = ("," if missing and not reading.decimals else "") + "0" * missing
    return Cell(reading, pad, bar(column.share(row)), notes.at(row["code"], column.key), column.is_main, is_last_total)


def _aside(row: BodyRow) -> Aside:
    why = word(BODY_STATUS, row["status"])
    if row["status"] in ("unranked", "incomplete") and row["reasons"]:
        why = "; ".join(word(REASON, reason) for reason in row["reasons"])
    return Aside(row["code"], row["name"], why, read(row["points"]), row["note"] or "")
