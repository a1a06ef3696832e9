"""The board of one ranking group: columns, rows in the order asked for, and what stands below."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from threading import Lock
from typing import NamedTuple

from django.utils.translation import get_language, gettext

from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.portal.figures import Reading, bar, digits_missing, read, value
from khoabang.web.portal.movement import Moved, moved, shared_reasons
from khoabang.web.portal.remarks import Remark, Remarks
from khoabang.web.portal.words import BODY_STATUS, REASON, word
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, CriterionInfo, Figure, Group
from khoabang.web.rounds.selectors import Current

BY_RANK = "hang"
BY_NAME = "ten"
BROAD_FROM = 10
VAST_FROM = 16
SLIM_BELOW = 3
TALL_FROM = 12


class Asked(NamedTuple):
    """What the reader asked of the board, from the address."""

    sort: str = BY_RANK
    class_name: str = ""
    text: str = ""
    under: str = ""  # the criterion whose own parts are the columns


AS_POSTED = Asked()
MOST_MADE = 64
_MADE: OrderedDict[tuple[str | None, ...], "_Posted"] = OrderedDict()
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    figure: Callable[[BodyRow], Figure | None]
    maximum: Reading | None = None
    status: Callable[[BodyRow], str] = lambda row: ""
    share: Callable[[BodyRow], Figure | None] = lambda row: None
    is_main: bool = False
    is_criterion: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as printed."""

    key: str
    label: str
    maximum: Reading | None
    pad: str
    is_sorted: bool
    is_last_total: bool  # class and movement stand after it
    is_criterion: bool  # its label is the decision's own, in the decision's language


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
    is_stated: bool
    cells: list[Cell]
    class_name: str
    class_computed: str
    movement: Moved | None
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
    remarks: list[Remark]
    is_ranked: bool
    incomparable: list[str]  # why the year before does not compare, for every body alike
    is_by_name: bool
    previous_year: str
    total: int
    more: bool  # not all rows are here
    has_classes: bool
    has_movement: bool
    has_maxima: bool
    untold: list[str]  # criteria of which nothing was published
    parts: list[CriterionInfo] = field(default_factory=list)  # criteria that can be opened into their own columns
    under: CriterionInfo | None = None
    written: dict[tuple[str, bool], str] = field(default_factory=dict, compare=False)  # rows as HTML, once they were shown

    @property
    def has_gaps(self) -> bool:
        """Whether some cell holds a dash for what the source did not publish."""
        return any(
            any(cell.reading.is_untold for cell in row.cells)
            or (
                row.is_stated
                and not (row.rank and (row.class_name or not self.has_classes) and (row.movement or not self.has_movement))
            )
            for row in self.rows
        )

    @property
    def is_slim(self) -> bool:
        """Too few columns to fill a page."""
        return len(self.headings) < SLIM_BELOW

    @property
    def is_tall(self) -> bool:
        """Too many rows for a small screen: its header must stay in sight."""
        return len(self.rows) > TALL_FROM

    @property
    def is_broad(self) -> bool:
        """So many columns that they must stand close to fit a page."""
        return self._columns > BROAD_FROM

    @property
    def is_vast(self) -> bool:
        """Too many columns for any page: the board scrolls in its own frame."""
        return self._columns > VAST_FROM

    @property
    def _columns(self) -> int:
        return len(self.headings) + self.has_classes + self.has_movement


def board(current: Current, group: Group, asked: Asked = AS_POSTED, limit: int | None = None) -> Board:
    """The board as asked: rows of the one that is posted, chosen and put in order."""
    posted = _as_posted(current, group, asked.under)
    chosen = _sorted(_filtered(posted.bodies, asked), asked.sort, posted.columns)[:limit]
    return replace(
        posted.board,
        headings=[replace(each, is_sorted=asked.sort == each.key) for each in posted.board.headings],
        rows=[posted.rows[row["code"]] for row in chosen],
        is_by_name=asked.sort == BY_NAME,
        more=limit is not None and len(posted.bodies) > limit,
    )


@dataclass(frozen=True, slots=True)
class _Posted:
    """A whole board in rank order, with what it was made from."""

    board: Board
    bodies: list[BodyRow]
    columns: list[Column]
    rows: dict[str, Row]


def _as_posted(current: Current, group: Group, under: str) -> _Posted:
    """The whole board; made once for a result, which never changes, and for a language."""
    under = under if any(part["code"] == under for part in current.annex_of(group)["criteria"]) else ""
    key = (current.result.sha256, current.round.code, group["code"], under, get_language())
    with _MAKING:
        if (made := _MADE.get(key)) is None:
            made = _MADE[key] = _whole(current, group, under)
            if len(_MADE) > MOST_MADE:
                _MADE.popitem(last=False)
        return made


def _whole(current: Current, group: Group, under: str) -> _Posted:
    annex = current.annex_of(group)
    totals = _total_columns(group, annex)
    last_total = totals[-1]
    criteria = _criterion_columns(annex, under)
    told = [column for column in criteria if _is_told(column, group["bodies"])]
    columns = [*totals, *told]
    notes = Remarks(current, group, {column.key: column.label for column in columns})
    posted, aside = _posted(group)
    shared = shared_reasons([row["movement"] for row in posted if row["movement"]])
    decimals = {column.key: _decimals(column, posted) for column in columns}
    rows = {row["code"]: _row(row, columns, last_total, decimals, notes, shared) for row in posted}
    made = Board(
        headings=[
            Heading(
                key=column.key,
                label=column.label,
                maximum=column.maximum,
                pad=digits_missing(column.maximum, decimals[column.key]),
                is_sorted=False,
                is_last_total=column is last_total,
                is_criterion=column.is_criterion,
            )
            for column in columns
        ],
        rows=list(rows.values()),
        aside=[_aside(row) for row in aside],
        is_ranked=group["ranked"],
        incomparable=[word(REASON, reason) for reason in shared if reason != "stated"],
        remarks=notes.all,
        is_by_name=False,
        previous_year=str((current.document["round"].get("previous") or {}).get("year") or gettext("năm trước")),
        total=len(posted),
        more=False,
        has_classes=any(row["class"]["value"] or row["class"]["stated"] for row in posted),
        has_movement=group["ranked"] and any(row["movement"] for row in posted),
        has_maxima=any(column.maximum and column.maximum.text for column in columns),
        untold=[column.label for column in criteria if column not in told],
        parts=[part for part in annex["criteria"] if not part["leaf"] and part["depth"] == 1 and part["role"] != "informational"],
        under=next((part for part in annex["criteria"] if part["code"] == under and not part["leaf"]), None),
    )
    return _Posted(made, posted, columns, rows)


def _posted(group: Group) -> tuple[list[BodyRow], list[BodyRow]]:
    """The bodies on the board and those below it; a group that is not ranked posts all it scored."""
    on_board = ("ranked", "stated") if group["ranked"] else ("ranked", "stated", "unranked")
    return (
        [row for row in group["bodies"] if row["status"] in on_board],
        [row for row in group["bodies"] if row["status"] not in on_board],
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
        columns.append(
            Column(
                "converted",
                gettext("Điểm quy đổi"),
                lambda row: row["converted"],
                share=lambda row: row["index"],
                is_main=by == "converted",
            )
        )
    if by == "percent" or any(_is_stated(row["percent"]) for row in rows):
        columns.append(
            Column(
                "percent",
                gettext("Tỷ lệ (%)"),
                lambda row: row["percent"],
                share=lambda row: row["index"],
                is_main=by == "percent",
            )
        )
    if by == "index" or any(_is_stated(row["index"]) for row in rows):
        columns.append(
            Column("index", gettext("Chỉ số"), lambda row: row["index"], share=lambda row: row["index"], is_main=by == "index")
        )
    return sorted(columns, key=lambda column: not column.is_main)


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
    )


def _is_known(figure: Figure) -> bool:
    return figure["shown"] is not None or figure["stated"] is not None


def _is_stated(figure: Figure | None) -> bool:
    return figure is not None and figure["stated"] is not None


def _is_told(column: Column, rows: list[BodyRow]) -> bool:
    """Whether anything of a criterion was published: its maximum, or one body's points or status."""
    if column.maximum and column.maximum.text:
        return True
    return any((figure := column.figure(row)) and (_is_known(figure) or column.status(row) != "not_published") for row in rows)


def _decimals(column: Column, rows: Iterable[BodyRow]) -> int:
    shown = [read(column.figure(row)).decimals for row in rows]
    return max([*shown, column.maximum.decimals if column.maximum else 0], default=0)


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


def _row(
    row: BodyRow, columns: list[Column], last_total: Column, decimals: dict[str, int], notes: Remarks, said: list[str]
) -> Row:
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
        is_stated=row["status"] == "stated",
        cells=[_cell(row, column, decimals[column.key], notes, is_last_total=column is last_total) for column in columns],
        class_name=class_["stated"] or class_["value"] or "",
        class_computed=(class_["value"] or "") if class_["stated"] not in (None, class_["value"]) else "",
        movement=moved(row["movement"], said) if row["movement"] else None,
        note=row["note"] or "",
        notes=notes.at(row["code"], ""),
    )


def _cell(row: BodyRow, column: Column, decimals: int, notes: Remarks, *, is_last_total: bool) -> Cell:
    figure = column.figure(row)
    reading = read(figure, column.status(row), differs=notes.differs(row["code"], column.key))
    return Cell(
        reading,
        digits_missing(reading, decimals),
        bar(column.share(row)),
        notes.at(row["code"], column.key),
        column.is_main,
        is_last_total,
    )


def _aside(row: BodyRow) -> Aside:
    why = word(BODY_STATUS, row["status"])
    if row["status"] in ("unranked", "incomplete") and row["reasons"]:
        why = "; ".join(word(REASON, reason) for reason in row["reasons"])
    return Aside(row["code"], row["name"], why, read(row["points"]), row["note"] or "")
