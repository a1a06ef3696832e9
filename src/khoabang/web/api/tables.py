"""The tables that are handed out as csv and workbooks: which columns, and what stands in a cell. Nothing is computed here."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from khoabang.language import N_
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.files.written_tables import Cell, Column, WrittenTable
from khoabang.scoring.numbers import NumberError, exact
from khoabang.scoring.outcome import Status
from khoabang.scoring.result.columns import has_classes, scored_criteria, total_columns
from khoabang.web.rounds.documents import AnnexInfo, BodyRow, CriterionInfo, Figure, Group

Of = Callable[[Any], Cell]
STATED = ":stated"
TITLES = {
    "rank": N_("Hạng"),
    "code": N_("Mã cơ quan"),
    "name": N_("Tên cơ quan"),
    "points": N_("Tổng điểm"),
    "maximum": N_("Điểm tối đa áp dụng"),
    "converted": N_("Điểm quy đổi"),
    "index": N_("Chỉ số"),
    "percent": N_("Tỷ lệ (%)"),
    "class": N_("Xếp loại"),
    "status": N_("Tình trạng"),
    "note": N_("Ghi chú"),
}


class Columns:
    """Columns under way, each with what gives its cell of a row."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.cells: list[Of] = []

    def add(self, code: str, title: str, cell: Of) -> None:
        self.columns.append(Column(code, title))
        self.cells.append(cell)

    def figure(self, code: str, title: str, of: Callable[[Any], Figure | None], rows: Sequence[Any]) -> None:
        """Add a figure as shown, and beside it as printed where any was printed otherwise."""
        self.add(code, title, lambda row: figure_cell(of(row)))
        if any((each := of(row)) and each["stated"] is not None and each["stated"] != each["shown"] for row in rows):
            said = gettext("{title}, theo bản công bố").format(title=title)
            self.add(code + STATED, said, lambda row: _stated(of(row)))

    def table(self, name: str, rows: Iterable[Any]) -> WrittenTable:
        """Give the rows as a table."""
        return WrittenTable(name, self.columns, ([cell(row) for cell in self.cells] for row in rows))


def figure_cell(figure: Figure | None) -> Cell:
    """A figure as shown; where none was computed the word that says why; where that is the source's silence, as printed."""
    if figure is None:
        return None
    if figure["shown"] is not None:
        return Decimal(figure["shown"])
    why = figure.get("status") or ""
    if figure["stated"] is not None and why in ("", "scored", Status.NOT_PUBLISHED):
        return _stated(figure)
    return gettext(STATUSES[why]) if why in STATUSES else None


def _stated(figure: Figure | None) -> Cell:
    """A figure as printed; what is no number stays as it stands."""
    if figure is None or figure["stated"] is None:
        return None
    try:
        exact(figure["stated"])
        return Decimal(figure["stated"])
    except (NumberError, ArithmeticError):
        return figure["stated"]


def _titled(code: str) -> str:
    return gettext(TITLES[code])


def _of_body(columns: Columns) -> None:
    columns.add("name", _titled("name"), lambda row: row["name"])
    columns.add("code", _titled("code"), lambda row: row["code"])


def ranking_table(name: str, group: Group, annex: AnnexInfo, rows: Sequence[BodyRow], chosen: slice) -> WrittenTable:
    """A group's ranking: ranks, totals, classes, and the points of the criteria of the first level."""
    columns, told = Columns(), rows[chosen]
    columns.add("rank", _titled("rank"), lambda row: row["rank"]["value"])
    if any(row["rank"]["stated"] not in (None, str(row["rank"]["value"])) for row in rows):
        said = gettext("{title}, theo bản công bố").format(title=_titled("rank"))
        columns.add("rank" + STATED, said, lambda row: _whole(row["rank"]["stated"]))
    _of_body(columns)
    for part in scored_criteria(annex):  # type: ignore[arg-type]
        _criterion_column(columns, part["code"], f"{part['code']}. {part['name']}", rows)
    for total in total_columns(group):  # type: ignore[arg-type]
        columns.figure(total, _titled(total), lambda row, total=total: row[total], rows)  # type: ignore[misc]
        if total == "points":
            columns.figure("maximum", _titled("maximum"), lambda row: row["maximum"], rows)
    if has_classes(group):  # type: ignore[arg-type]
        columns.add("class", _titled("class"), lambda row: row["class"]["value"] or row["class"]["stated"])
    columns.add("status", _titled("status"), lambda row: row["status"])
    columns.add("note", _titled("note"), lambda row: row["note"])
    return columns.table(name, told)


def _criterion_column(columns: Columns, code: str, title: str, rows: Sequence[BodyRow]) -> None:
    def points(row: BodyRow) -> Figure | None:
        return row["criteria"][code]["points"] if code in row["criteria"] else None

    columns.figure(code, title, points, rows)


def _whole(text: str | None) -> Cell:
    return int(text) if text and text.isascii() and text.isdecimal() else text


def criterion_table(name: str, rows: Sequence[tuple[BodyRow, Any]], chosen: slice) -> WrittenTable:
    """All bodies at one criterion."""
    columns = Columns()
    columns.add("rank", _titled("rank"), lambda pair: pair[1]["rank"])
    columns.add("name", _titled("name"), lambda pair: pair[0]["name"])
    columns.add("code", _titled("code"), lambda pair: pair[0]["code"])
    columns.figure("points", gettext("Điểm"), lambda pair: pair[1]["points"], rows)
    columns.figure("maximum", _titled("maximum"), lambda pair: pair[1]["maximum"], rows)
    columns.figure("index", _titled("index"), lambda pair: pair[1]["index"], rows)
    columns.add("status", _titled("status"), lambda pair: pair[1]["status"])
    return columns.table(name, rows[chosen])


def body_table(name: str, annex: AnnexInfo, row: BodyRow, *, chosen: slice = slice(None)) -> WrittenTable:
    """One body at every criterion that was scored for it."""
    columns = Columns()
    pairs = [(part, row["criteria"][part["code"]]) for part in annex["criteria"] if part["code"] in row["criteria"]]
    columns.add("code", gettext("Mã tiêu chí"), lambda pair: pair[0]["code"])
    columns.add("parent", gettext("Thuộc tiêu chí"), lambda pair: pair[0]["parent"])
    columns.add("name", gettext("Tiêu chí"), lambda pair: pair[0]["name"])
    columns.figure("points", gettext("Điểm"), lambda pair: pair[1]["points"], pairs)
    columns.figure("maximum", _titled("maximum"), lambda pair: pair[1]["maximum"], pairs)
    columns.figure("index", _titled("index"), lambda pair: pair[1]["index"], pairs)
    columns.add("rank", _titled("rank"), lambda pair: pair[1]["rank"])
    columns.add("status", _titled("status"), lambda pair: pair[1]["status"])
    columns.add("flags", gettext("Cờ"), lambda pair: ";".join(pair[1]["flags"]))
    return columns.table(name, pairs[chosen])


def criteria_table(name: str, parts: Sequence[CriterionInfo]) -> WrittenTable:
    """The criteria of an annex in reading order."""
    columns = Columns()
    columns.add("code", gettext("Mã tiêu chí"), lambda part: part["code"])
    columns.add("parent", gettext("Thuộc tiêu chí"), lambda part: part["parent"])
    columns.add("name", gettext("Tiêu chí"), lambda part: part["name"])
    columns.add("role", gettext("Vai trò"), lambda part: part["role"])
    columns.add("maximum", gettext("Điểm tối đa"), lambda part: figure_cell(part["maximum"]))
    return columns.table(name, parts)


def movement_table(name: str, rows: Sequence[BodyRow], chosen: slice) -> WrittenTable:
    """How each body moved since the year before, and whether the two years compare."""
    columns = Columns()

    def moved(row: Any) -> Any:
        return row["movement"] or {}

    def before(row: Any) -> Any:
        return moved(row).get("from") or {}

    columns.add("rank", _titled("rank"), lambda row: row["rank"]["value"])
    _of_body(columns)
    columns.add("rank_before", gettext("Hạng năm trước"), lambda row: before(row).get("rank"))
    columns.add("rank_change", gettext("Tăng giảm bậc"), lambda row: (moved(row).get("rank") or {}).get("value"))
    columns.add("points_before", gettext("Điểm năm trước"), lambda row: figure_cell(before(row).get("points")))
    columns.add("points_change", gettext("Tăng giảm điểm"), lambda row: figure_cell(moved(row).get("points")))
    columns.add("index_before", gettext("Chỉ số năm trước"), lambda row: figure_cell(before(row).get("index")))
    columns.add("index_change", gettext("Tăng giảm chỉ số"), lambda row: figure_cell(moved(row).get("index")))
    columns.add("comparable", gettext("So được với năm trước"), lambda row: _yes_no(moved(row).get("comparable")))
    columns.add("reasons", gettext("Lý do"), lambda row: ";".join(moved(row).get("reasons", [])))
    return columns.table(name, rows[chosen])


def _yes_no(said: bool | None) -> Cell:
    return None if said is None else "có" if said else "không"


def statistics_table(name: str, group: Group, annex: AnnexInfo) -> WrittenTable:
    """A group's statistics: of the totals, then of each criterion and each overlapping total."""
    names = {part["code"]: part["name"] for part in [*annex["criteria"], *annex["aggregates"]]}
    counted = group["statistics"]
    rows = [("", gettext("Tổng điểm"), counted["total"])]
    rows += [(code, names.get(code, code), each) for code, each in {**counted["criteria"], **counted["aggregates"]}.items()]
    columns = Columns()
    columns.add("code", gettext("Mã tiêu chí"), lambda row: row[0])
    columns.add("name", gettext("Tiêu chí"), lambda row: row[1])
    columns.add("count", gettext("Số cơ quan"), lambda row: row[2]["count"])
    for code, title in (
        ("mean", N_("Trung bình")),
        ("mean_percent", N_("Trung bình, tỷ lệ (%)")),
        ("median", N_("Trung vị")),
        ("mean_index", N_("Chỉ số trung bình")),
        ("spread", N_("Chênh lệch cao nhất và thấp nhất")),
    ):
        columns.add(code, gettext(title), lambda row, code=code: figure_cell(row[2].get(code)))  # type: ignore[misc]
    for code, title in (("highest", N_("Cao nhất")), ("lowest", N_("Thấp nhất"))):
        columns.add(code, gettext(title), lambda row, code=code: figure_cell((row[2].get(code) or {}).get("points")))  # type: ignore[misc]
        whose = gettext("{title}: mã cơ quan").format(title=gettext(title))
        columns.add(f"{code}_bodies", whose, lambda row, code=code: ";".join((row[2].get(code) or {}).get("bodies", [])))  # type: ignore[misc]
    return columns.table(name, rows)


def listed(name: str, items: Sequence[dict[str, Any]], columns: Sequence[tuple[str, str, Of]]) -> WrittenTable:
    """A plain list as a table: code, title and cell of each column."""
    made = Columns()
    for code, title, cell in columns:
        made.add(code, title, cell)
    return made.table(name, items)
