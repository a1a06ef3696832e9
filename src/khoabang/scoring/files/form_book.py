"""A workbook that people fill in: one look, cells with drop-downs, limits and help, lists and a hidden `_meta` sheet behind them."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from khoabang.language import N_, text
from khoabang.scoring.files.sheet_xml import cell_name
from khoabang.scoring.files.workbooks import META_SHEET

INK, PAPER, SEAL, LINE, GREY = "#1F1B16", "#FAF6EE", "#B3261E", "#D9D0C1", "#857C6E"
OUTSIDE = N_("Nằm ngoài giới hạn, hoặc không phải số. Hãy kiểm tra lại trước khi giữ.")
OUTSIDE_OR_STATUS = N_(
    "Nằm ngoài giới hạn, hoặc không phải số. Chỉ giữ lại khi đó là «không áp dụng», «miễn» hoặc «chưa thẩm định»."
)
_VALUES_SHEET = "_gia_tri"
_LINE_HEIGHT, _MOST_LINES = 13, 12
_HELP_LIMIT, _TITLE_LIMIT = 255, 32  # what a spreadsheet shows beside a cell


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a form: its key, what people call it, what to say beside the cell, and what may be entered.

    `also` are other names by which a heading is known.
    """

    key: str
    title: str
    group: str = ""
    help: str = ""
    type: str = "text"
    choices: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    also: tuple[str, ...] = ()


class FormBook:
    """A workbook under way; `finish` writes it."""

    def __init__(self, target: Path | io.BytesIO, title: str, lang: str) -> None:
        self.lang = lang
        self.book = xlsxwriter.Workbook(
            str(target) if isinstance(target, Path) else target,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
        )
        self.book.set_properties({"title": title, "created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.values: list[tuple[str, ...]] = []

    def style(self, **extra: Any) -> Any:
        """A format in the look of our forms."""
        given = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True, **extra}
        key = tuple(sorted(given.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(given)
        return self.formats[key]

    def rule(self, field: Field, instead: tuple[str, ...] = ()) -> dict[str, Any]:
        """Give the limits of a field's cells; words that may be entered instead join its choices, and limits only warn."""
        said = {"input_title": field.key[:_TITLE_LIMIT], "input_message": _cut(field.help, _HELP_LIMIT)} if field.help else {}
        if field.choices:
            choices = field.choices + (instead if field.help else ())
            return {
                "validate": "list",
                "source": self.listed(choices),
                "error_message": text(N_("Chọn một giá trị trong danh sách."), self.lang),
                **said,
            }
        if field.minimum is None:
            return {"validate": "any", **said} if said else {}
        limit: dict[str, Any] = (
            {"criteria": ">=", "value": Decimal(field.minimum)} if "/" not in field.minimum else {"criteria": ">=", "value": 0}
        )
        if field.maximum is not None and "/" not in field.maximum:
            limit = {"criteria": "between", "minimum": limit["value"], "maximum": Decimal(field.maximum)}
        warning = text(OUTSIDE_OR_STATUS if instead else OUTSIDE, self.lang)
        kind = "integer" if field.type == "count" else "decimal"
        return {"validate": kind, **limit, "error_type": "warning", "error_message": warning, **said}

    def listed(self, choices: tuple[str, ...]) -> str:
        """Keep a list of values on the hidden sheet, where neither length nor commas matter."""
        if choices not in self.lists:
            letters = cell_name(1, len(self.values) + 1)[:-1]
            self.lists[choices] = f"={_VALUES_SHEET}!${letters}$1:${letters}${len(choices)}"
            self.values.append(choices)
        return self.lists[choices]

    def finish(self, meta: Iterable[tuple[str, ...]]) -> None:
        """Write the hidden sheets, and the file.

        Raises:
            OSError: the file cannot be written.
        """
        values = self.book.add_worksheet(_VALUES_SHEET)
        for column, choices in enumerate(self.values):
            for row, choice in enumerate(choices):
                values.write_string(row, column, choice)
        values.hide()
        kept = self.book.add_worksheet(META_SHEET)
        for row, pair in enumerate(meta):
            for column, value in enumerate(pair):
                kept.write_string(row, column, value)
        kept.hide()
        try:
            self.book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error


def height(written: Iterable[tuple[str, int]]) -> int:
    """Give the height of a row whose texts fold within their columns: not every program finds it by itself."""
    lines = max((-(-len(said) * 9 // (width * 8)) for said, width in written), default=1)
    return _LINE_HEIGHT * min(max(lines, 1), _MOST_LINES) + 2


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else said[: most - 1].rsplit(" ", 1)[0] + "…"
