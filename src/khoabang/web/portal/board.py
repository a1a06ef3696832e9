"""The board of one ranking group: columns, rows in the order asked for, and what stands below."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext

from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.portal.figures import Reading, bar, read, value
from khoabang.web.portal.words import BODY_STATUS, word
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, CriterionInfo, Figure, Group, Movement
from khoabang.web.rounds.selectors import Current

BY_RANK = "hang"
BY_NAME = "ten"


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


@dataclass(frozen=True, slots=True)
class Cell:
    reading: Reading
    pad: str  # invisible digits that align the decimal commas of a column
    bar: int | None
    notes: tuple[int, ...]
    is_main: bool
    is_criterion: bool


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    rank: str
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
    reasons: list[str]
    points: Reading
    note: str


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered remark that cells point to."""

    number: int
    kind: str
    body: str
    column: str
    text: str
    stated: Reading | None = None


@dataclass(frozen=True, slots=True)
class Board:
    headings: list[Heading]
    rows: list[Row]
    aside: list[Aside]
    notes: list[Note]
    total: int
    has_classes: bool
    has_movement: bool
    has_maxima: bool
    parts: list[CriterionInfo] = field(default_factory=list)  # criteria that can be opened into their own columns
    under: CriterionInfo | None = None


def board(current: Current, group: Group, asked: Asked = Asked(), limit: int | None = None) -> Board:
    annex = current.annex_of(group)
    columns = [*_total_columns(group, annex), *_criterion_columns(annex, asked.under)]
    notes = _Notes(current, group, columns)
    ranked = [row for row in group["bodies"] if row["status"] in ("ranked", "stated")]
    chosen = _sorted(_filtered(ranked, asked), asked.sort, columns)[:limit]
    decimals = {column.key: _decimals(column, ranked) for column in columns}
    return Board(
        headings=[
            Heading(c.key, c.label, c.maximum, c.is_criterion, c.is_main, c.is_data, is_sorted=asked.sort == c.key) for c in columns
        ],
        rows=[_row(row, columns, decimals, notes) for row in chosen],
        aside=[_aside(row) for row in group["bodies"] if row["status"] not in ("ranked", "stated")],
        notes=notes.all(),
        total=len(ranked),
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


def _row(row: BodyRow, columns: list[Column], decimals: dict[str, int], notes: "_Notes") -> Row:
    rank = row["rank"]["stated"] or (str(row["rank"]["value"]) if row["rank"]["value"] is not None else "")
    class_ = row["class"]
    return Row(
        code=row["code"],
        name=row["name"],
        rank=rank,
        is_first=rank == "1",
        is_tied=row["tied"],
        cells=[_cell(row, column, decimals[column.key], notes) for column in columns],
        class_name=class_["stated"] or class_["value"] or "",
        class_computed=class_["value"] or "" if class_["stated"] not in (None, class_["value"]) else "",
        movement=row["movement"],
        note=row["note"] or "",
        notes=notes.at(row["code"], ""),
    )


def _cell(row: BodyRow, column: Column, decimals: int, notes: "_Notes") -> Cell:
    figure = column.figure(row)
    reading = read(figure, column.status(row), differs=notes.differs(row["code"], column.key))
    missing = decimals - reading.decimals if reading.text else 0
    pad = ("," if not reading.decimals else "") + "0" * missing if missing else ""
    return Cell(
        reading, pad, bar(column.share(row)), notes.at(row["code"], column.key), column.is_main, column.is_criterion
    )


def _aside(row: BodyRow) -> Aside:
    return Aside(row["code"], row["name"], word(BODY_STATUS, row["status"]), row["reasons"], read(row["points"]), row["note"] or "")


class _Notes:
    """The group's differences and findings, numbered in the order of the result, by body and column."""

    def __init__(self, current: Current, group: Group, columns: list[Column]) -> None:
        names = {row["code"]: row["name"] for row in group["bodies"]}
        labels = {column.key: column.label for column in columns}
        self._displayed = set(labels)
        labels |= {part["code"]: part["name"] for part in current.annex_of(group)["criteria"]}
        self._all: list[Note] = []
        self._places: dict[tuple[str, str], list[int]] = {}
        self._differing: set[tuple[str, str]] = set()
        for difference in current.document["differences"]:
            body, column = difference["body"] or "", difference["column"]
            if body in names:
                self._differing.add((body, column))
                self._add("difference", body, column, names, labels, difference["reason"] or "")
            elif difference["group"] == group["code"]:
                self._add("difference", "", column, names, labels, difference["reason"] or "")
        for finding in current.document["findings"]:
            body = finding["body"] or ""
            if body in names:
                self._add(finding["kind"], body, finding["criterion"] or "", names, labels, finding["text"])

    def _add(self, kind: str, body: str, column: str, names: dict[str, str], labels: dict[str, str], text: str) -> None:
        note = Note(len(self._all) + 1, kind, names.get(body, body), labels.get(column, column), text)
        self._all.append(note)
        self._places.setdefault((body, column if column in self._displayed else ""), []).append(note.number)

    def differs(self, body: str, column: str) -> bool:
        return (body, column) in self._differing

    def at(self, body: str, column: str) -> tuple[int, ...]:
        return tuple(self._places.get((body, column), ()))

    def all(self) -> list[Note]:
        return self._all
