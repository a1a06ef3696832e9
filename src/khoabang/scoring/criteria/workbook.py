"""A criteria set as a workbook that an official can edit, and back, without loss.

`workbook_layout` says which sheets and columns there are, `workbook_rows` what the cells hold; here they are drawn and put together again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from khoabang.language import N_, text
from khoabang.scoring.criteria import workbook_layout as layout
from khoabang.scoring.criteria.check import check
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.workbook_layout import GUIDE_SHEET, MEANINGS, SHEETS, Column, SheetLayout
from khoabang.scoring.criteria.workbook_rows import LEVEL, NO, YES, Json, has_short_form, read_item, rows_of, written
from khoabang.scoring.files.documents import Located, Path_, build
from khoabang.scoring.files.sheet_checks import refuse_merged, refuse_unseen, tell_hidden
from khoabang.scoring.files.sheet_xml import cell_name
from khoabang.scoring.files.workbooks import Cell, Sheet, read_sheets
from khoabang.scoring.problems import Place, Problems

SPARE_ROWS = 400  # below the data, for rows that an official adds: drop-downs reach that far
HEADER_ROWS = 2  # headings for people, then the keys that reading goes by
INK, PAPER, SEAL, LINE, GREY = "#1F1B16", "#FAF6EE", "#B3261E", "#D9D0C1", "#857C6E"


def write_workbook(criteria_set: CriteriaSet, path: Path, lang: str = "vi") -> None:
    """Write a criteria set as an xlsx: the same bytes for the same set.

    Raises:
        OSError: the file cannot be written.
    """
    _Writer(criteria_set, path, lang).write()


class _Writer:
    def __init__(self, criteria_set: CriteriaSet, path: Path, lang: str) -> None:
        self.data = criteria_set.dump()
        policies: Any = self.data["policies"]
        policies["ranking"] = {"by": criteria_set.policies.ranking.by, **policies["ranking"]}  # must be said, the usual way too
        self.name = criteria_set.name
        self.lang = lang
        self.book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.book.set_properties({"title": criteria_set.name, "created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **extra: Any) -> Any:
        given = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True, **extra}
        key = tuple(sorted(given.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(given)
        return self.formats[key]

    def write(self) -> None:
        self.guide()
        for sheet in SHEETS:
            self.pairs(sheet) if sheet.pairs else self.table(sheet)
        try:
            self.book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error

    def guide(self) -> None:
        page = self.book.add_worksheet(GUIDE_SHEET)
        page.hide_gridlines(2)
        page.set_tab_color(SEAL)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 96)
        page.merge_range(0, 0, 0, 1, self.name, self.style(bold=True, font_size=16, bottom=2, bottom_color=SEAL))
        page.set_row(0, 44)
        lines = [
            N_(
                "Tệp này là toàn bộ bộ tiêu chí. Sửa xong, tải lên ở trang «Bộ tiêu chí», mục «Tải tệp lên»: lỗi được chỉ ra ở từng ô. "
                "Trên máy có cài khoabang, có thể chạy: khoabang convert TỆP.xlsx --out THƯ-MỤC/set.yaml, rồi khoabang check THƯ-MỤC."
            ),
            N_("Dòng chữ xám nhỏ dưới tiêu đề mỗi trang là tên khóa; đừng sửa và đừng xóa dòng đó."),
            N_("Ô để trống là không quy định. Số viết dạng 0,85; phân số viết 1/3; điểm không công bố ghi not_published."),
            N_("Không dùng công thức: phần mềm từ chối ô có công thức, vì chỉ con số trong văn bản mới là quy định."),
            N_("Muốn thêm tiêu chí thì chèn dòng; thứ tự các dòng là thứ tự đọc."),
        ]
        row = 2
        for line in lines:
            page.merge_range(row, 0, row, 1, text(line, self.lang), self.style())
            row += 1
        row += 1
        for sheet in SHEETS:
            page.write_url(row, 0, f"internal:'{sheet.name}'!A1", self.style(font_color=SEAL, underline=1), sheet.name)
            page.write_string(row, 1, text(sheet.note, self.lang), self.style())
            row += 1
        for title, meanings in MEANINGS.items():
            row += 1
            page.write_string(row, 0, text(title, self.lang), self.style(bold=True, bottom=1, bottom_color=SEAL))
            page.write_blank(row, 1, None, self.style(bottom=1, bottom_color=SEAL))
            row += 1
            for value, meaning in meanings.items():
                page.write_string(row, 0, value, self.style(font_name="Consolas"))
                page.write_string(row, 1, text(meaning, self.lang), self.style())
                row += 1
        self.page(page, landscape=False)

    def pairs(self, sheet: SheetLayout) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 90)
        page.set_column(2, 2, 28)
        head = self.style(bold=True, bg_color=PAPER, bottom=2, bottom_color=SEAL)
        for position, title in enumerate((sheet.note, N_("Giá trị"), "key")):
            page.write_string(0, position, text(title, self.lang), head)
        (item,) = rows_of(sheet, self.data)
        for row, column in enumerate(sheet.columns, 1):
            page.write_string(row, 0, text(column.title, self.lang), self.style(bottom=1, bottom_color=LINE))
            page.write_string(row, 2, column.key, self.style(font_color=GREY, font_size=8, bottom=1, bottom_color=LINE))
            self.cell(page, row, 1, column, written(item, column), bottom=1, bottom_color=LINE)
            self.choose(page, row, row, 1, column)
        page.freeze_panes(1, 0)
        self.page(page, landscape=False)

    def table(self, sheet: SheetLayout) -> None:
        page = self.book.add_worksheet(sheet.name)
        head = self.style(bold=True, bg_color=PAPER, bottom=2, bottom_color=SEAL)
        keys = self.style(font_color=GREY, font_size=8, italic=True, bottom=1, bottom_color=LINE, text_wrap=False)
        items = list(rows_of(sheet, self.data))
        for position, column in enumerate(sheet.columns):
            page.set_column(position, position, column.width, self.style(num_format="General" if _is_number(column) else "@"))
            page.write_string(0, position, text(column.title, self.lang), head)
            page.write_string(1, position, column.key, keys)
            self.choose(page, HEADER_ROWS, HEADER_ROWS + len(items) + SPARE_ROWS, position, column)
        page.set_row(0, 32)
        for row, item in enumerate(items, HEADER_ROWS):
            level = item.get(LEVEL, 0)
            look = {"bold": True, "bg_color": PAPER, "top": 1, "top_color": LINE} if level == 1 else {}
            for position, column in enumerate(sheet.columns):
                indent = {"indent": level - 1} if column.key == "name" and level > 1 else {}
                self.cell(page, row, position, column, written(item, column), **(look if level == 1 else {}), **indent)
            if level > 1:
                page.set_row(row, None, None, {"level": min(level - 1, 7)})
        frozen = next((n for n, column in enumerate(sheet.columns, 1) if column.key == "name"), 1)
        page.freeze_panes(HEADER_ROWS, frozen)
        page.repeat_rows(0)
        page.outline_settings(symbols_below=False)
        whole = f"A1:{xl_col_to_name(len(sheet.columns) - 1)}{HEADER_ROWS + len(items) + SPARE_ROWS}"
        page.ignore_errors({"number_stored_as_text": whole})
        self.page(page, landscape=True)

    def cell(self, page: Any, row: int, position: int, column: Column, value: str, **look: Any) -> None:
        form = self.style(
            num_format="General" if _is_number(column) else "@", **({"align": "right"} if _is_number(column) else {}), **look
        )
        if not value:
            page.write_blank(row, position, None, form)
        elif _is_number(column) and has_short_form(value):
            page.write_number(row, position, Decimal(value), form)
        else:
            page.write_string(row, position, value.replace(".", ",") if _is_number(column) else value, form)

    def choose(self, page: Any, first: int, last: int, position: int, column: Column) -> None:
        """Give cells a drop-down where only some values are allowed."""
        values = (YES, NO) if column.form == "yes_no" else column.values
        if not values:
            return
        page.data_validation(
            first, position, last, position,
            {"validate": "list", "source": list(values), "error_title": text(column.title, self.lang)[:32],
             "error_message": text(N_("Chọn một giá trị trong danh sách."), self.lang)},
        )  # fmt: skip

    def page(self, page: Any, *, landscape: bool) -> None:
        page.set_paper(9)
        page.set_landscape() if landscape else page.set_portrait()
        page.fit_to_pages(1, 0)
        page.set_footer("&L" + f"{self.data['id']} · {self.data['version']}".replace("&", "&&") + "&R&P/&N")


def _is_number(column: Column) -> bool:
    return column.form in {"number", "amount"}


def read_workbook(path: Path, shown_as: str, problems: Problems) -> CriteriaSet | None:
    """Read a criteria set from a workbook and check it; every problem is placed at its cell.

    Gives None where it cannot be read as a set; a set with errors of meaning is given, with its problems.
    """
    if not path.is_file():
        problems.add("FIL001", Place(shown_as))
        return None
    sheets = read_sheets(path, shown_as, problems, lang="en")
    if sheets is None:
        return None
    _look_through(sheets, shown_as, problems)
    located = _Reader(sheets, shown_as, problems).read()
    if problems.errors:
        return None
    criteria_set = build(CriteriaSet, located, problems)
    if criteria_set is not None:
        check(criteria_set, located, problems)
    return criteria_set


def _look_through(sheets: list[Sheet], shown_as: str, problems: Problems) -> None:
    """Hold the sheets that are read to what tables of data are held to; row 1 of each is for people."""
    read = {sheet.name for sheet in SHEETS}
    for sheet in sheets:
        if sheet.name in read:
            used = range(2, len(sheet.rows) + 1)
            refuse_merged(sheet, used, shown_as, problems)
            refuse_unseen(sheet, shown_as, problems)
            tell_hidden(sheet, used, max(map(len, sheet.rows), default=0), shown_as, problems)


class _Reader:
    def __init__(self, sheets: list[Sheet], shown_as: str, problems: Problems) -> None:
        self.sheets = {sheet.name: sheet for sheet in sheets}
        self.located = Located(shown_as)
        self.problems = problems
        self.annexes: dict[str, int] = {}
        self.criteria: dict[tuple[str, str], tuple[Json, Path_]] = {}

    def read(self) -> Located:
        data = self.pair_items(layout.IDENTITY, ())
        policies = self.pair_items(layout.POLICIES, ("policies",))
        self.located.data = data
        for sheet, key in (
            (layout.LEGAL_BASIS, "legal_basis"),
            (layout.ATTRIBUTES, "attributes"),
            (layout.GROUPS, "groups"),
            (layout.ANNEXES, "annexes"),
        ):
            items = [self.item(sheet, row, (key, number)) for number, row in enumerate(self.rows(sheet))]
            if items:
                data[key] = items
        data["policies"] = policies
        self.annexes = {annex.get("code", ""): number for number, annex in reversed(list(enumerate(data.get("annexes", []))))}
        self.tree()
        self.under(layout.AGGREGATES, "aggregates")
        self.inputs()
        bands = [
            self.item(layout.BANDS, row, ("policies", "classes", "bands", number))
            for number, row in enumerate(self.rows(layout.BANDS))
        ]
        if bands:
            policies.setdefault("classes", {})["bands"] = bands
        self.rounding(policies)
        return self.located

    def sheet(self, sheet: SheetLayout) -> Sheet | None:
        found = self.sheets.get(sheet.name)
        if found is None:
            self.problems.add("FIL023", Place(self.located.file), sheet=sheet.name, sheets=", ".join(self.sheets))
        return found

    def pair_items(self, sheet: SheetLayout, base: Path_) -> Json:
        found = self.sheet(sheet)
        cells: dict[str, tuple[Cell, str]] = {}
        known = {column.key for column in sheet.columns}
        for number, row in enumerate(found.rows[1:] if found else [], 2):
            if len(row) > 2 and row[2].text.strip():
                key = row[2].text.strip()
                place = Place(self.located.file, cell=f"{sheet.name}!C{number}")
                if key not in known:
                    self.problems.add("SET004", place, key=key, allowed=", ".join(known))
                elif key in cells:
                    self.problems.add("SET002", place, key=key, first=cells[key][1])
                else:
                    cells[key] = row[1], f"{sheet.name}!B{number}"
        self.located.cells[base] = f"{sheet.name}!A1"
        return read_item(sheet, cells, base, self.located, self.problems)

    def rows(self, sheet: SheetLayout) -> Iterator[dict[str, tuple[Cell, str]]]:
        """Give each filled row of a list: its cells, with their names, by key."""
        found = self.sheet(sheet)
        if found is None or len(found.rows) < HEADER_ROWS:
            return
        known = [column.key for column in sheet.columns]
        keys: dict[int, str] = {}
        for position, cell in enumerate(found.rows[1]):
            key, place = cell.text.strip(), Place(self.located.file, cell=f"{sheet.name}!{cell_name(2, position + 1)}")
            if key in keys.values():
                self.problems.add("SET002", place, key=key, first=sheet.name)
            elif key in known:
                keys[position] = key
            elif key:
                self.problems.add("SET004", place, key=key, allowed=", ".join(known))
        for number, row in enumerate(found.rows[HEADER_ROWS:], HEADER_ROWS + 1):
            cells = {keys[n]: (cell, f"{sheet.name}!{cell_name(number, n + 1)}") for n, cell in enumerate(row) if n in keys}
            if any(cell.text.strip() for cell, _ in cells.values()):
                yield cells

    def item(self, sheet: SheetLayout, cells: dict[str, tuple[Cell, str]], base: Path_) -> Json:
        self.located.cells[base] = next(iter(cells.values()))[1]
        return read_item(sheet, cells, base, self.located, self.problems)

    def held(self, cells: dict[str, tuple[Cell, str]], key: str) -> str:
        return cells[key][0].text.strip() if key in cells else ""

    def lost(self, cells: dict[str, tuple[Cell, str]], key: str, what: str) -> None:
        place = Place(self.located.file, cell=cells[key][1] if key in cells else next(iter(cells.values()))[1])
        self.problems.add("SET035", place, code=self.held(cells, "code"), target=self.held(cells, key), what=text(what))

    def tree(self) -> None:
        """Hang each criterion under its parent, or under its annex."""
        for cells in self.rows(layout.CRITERIA):
            annex, parent = self.held(cells, "annex"), self.held(cells, "parent")
            if annex not in self.annexes:
                self.lost(cells, "annex", N_("phụ lục"))
                continue
            if parent and (annex, parent) not in self.criteria:
                self.lost(cells, "parent", N_("tiêu chí cha phải đứng ở dòng phía trên"))
                continue
            number = self.annexes[annex]
            holder, base = self.criteria[annex, parent] if parent else (self.located.data["annexes"][number], ("annexes", number))
            siblings = holder.setdefault("criteria", [])
            item, path = self.hang(layout.CRITERIA, cells, (*base, "criteria", len(siblings)), ("annex", "parent"))
            siblings.append(item)
            self.criteria.setdefault((annex, item.get("code", "")), (item, path))

    def inputs(self) -> None:
        for cells in self.rows(layout.INPUTS):
            owner = self.criteria.get((self.held(cells, "annex"), self.held(cells, "criterion")))
            if owner is None:
                self.lost(cells, "criterion", N_("chỉ tiêu"))
                continue
            items = owner[0].setdefault("inputs", [])
            items.append(self.hang(layout.INPUTS, cells, (*owner[1], "inputs", len(items)), ("annex", "criterion"))[0])

    def under(self, sheet: SheetLayout, key: str) -> None:
        for cells in self.rows(sheet):
            number = self.annexes.get(self.held(cells, "annex"))
            if number is None:
                self.lost(cells, "annex", N_("phụ lục"))
                continue
            items = self.located.data["annexes"][number].setdefault(key, [])
            items.append(self.hang(sheet, cells, ("annexes", number, key, len(items)), ("annex",))[0])

    def hang(
        self, sheet: SheetLayout, cells: dict[str, tuple[Cell, str]], base: Path_, without: tuple[str, ...]
    ) -> tuple[Json, Path_]:
        item = self.item(sheet, cells, base)
        return {key: value for key, value in item.items() if key not in without}, base

    def rounding(self, policies: Json) -> None:
        columns: Json = {}
        for cells in self.rows(layout.ROUNDING):
            column = self.held(cells, "column")
            if column in columns:
                self.problems.add(
                    "SET002", Place(self.located.file, cell=cells["column"][1]), key=column, first=layout.ROUNDING.name
                )
            columns[column] = {
                key: value
                for key, value in self.item(layout.ROUNDING, cells, ("policies", "rounding", column)).items()
                if key != "column"
            }
        if columns:
            policies["rounding"] = {**policies.get("rounding", {}), **columns}
