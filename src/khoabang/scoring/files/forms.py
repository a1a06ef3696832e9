"""Empty forms of a criteria set, for bodies and for answers: csv text, or a workbook with drop-downs, limits and help.

`tables`, `bodies` and `answers` read them back. Rows that begin with `#` are there for people; a hidden `_meta` sheet says which set the form is for.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.answers import BODY_COLUMN, NOTE_SUFFIX
from khoabang.scoring.bodies import OWN_COLUMNS, Body, read_attribute
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import Annex, Attribute, CriteriaSet, Criterion
from khoabang.scoring.criteria.rules import ExpertMark
from khoabang.scoring.files.form_book import GREY, LINE, PAPER, SEAL, Field, FormBook, height
from khoabang.scoring.files.tables import REMARK
from khoabang.scoring.files.workbooks import TYPED_DIGITS
from khoabang.scoring.numbers import plain, show

BODIES_SHEET = "Cơ quan"
ANSWERS_SHEET = "Số liệu"
_SPARE_ROWS = 300
STATUS_CHOICES = ("không áp dụng", "miễn", "chưa thẩm định")
_OWN = {
    "code": N_("Mã cơ quan"),
    "name": N_("Tên cơ quan"),
    "status": N_("Cách đánh giá"),
    "parent": N_("Mã cơ quan cấp trên"),
    "predecessors": N_("Mã các cơ quan tiền thân"),
    "opened": N_("Ngày thành lập"),
    "closed": N_("Ngày kết thúc"),
    "note": N_("Ghi chú"),
}
_SAID = {"predecessors": N_("Ngăn nhiều mã bằng dấu chấm phẩy.")}
_STATUSES: dict[str, dict[str, str]] = {
    "vi": {"exempt": "miễn", "unranked": "không xếp hạng"},
    "en": {"exempt": "exempt", "unranked": "unranked"},
}


def body_fields(criteria_set: CriteriaSet, lang: str = "vi") -> list[Field]:
    """Give the columns of the form for bodies."""
    fields = [
        Field(
            key,
            text(_OWN[key], lang),
            help=text(_SAID[key], lang) if key in _SAID else "",
            choices=tuple(_STATUSES[lang].values()) if key == "status" else (),
            type="date" if key in {"opened", "closed"} else "text",
        )
        for key in OWN_COLUMNS
    ]
    return fields + [attribute_field(attribute, lang) for attribute in criteria_set.attributes]


def attribute_field(attribute: Attribute, lang: str, prefix: str = "") -> Field:
    """Give the column of an attribute; `prefix` stands before its code where codes of attributes are kept apart."""
    choices = tuple(option.name or option.code for option in attribute.options) or (
        _yes_no(lang) if attribute.type == "yes_no" else ()
    )
    group = text(N_("Thuộc tính"), lang)
    return Field(prefix + attribute.code, attribute.name, group, "", attribute.type, choices, also=(attribute.code,))


def answer_fields(criteria_set: CriteriaSet, lang: str = "vi") -> list[Field]:
    """Give the columns of the form for answers: every input once, in reading order, and a note where a mark needs its reason."""
    fields = [Field(BODY_COLUMN, text(N_("Mã cơ quan"), lang))]
    seen: set[str] = set()
    for annex in criteria_set.annexes:
        for criterion in annex.walk():
            for item in criterion.all_inputs:
                if item.code not in seen:
                    seen.add(item.code)
                    fields += input_fields(item, criterion, annex, criteria_set, lang)
    return fields


def status_shown(status: str, lang: str) -> str:
    """Say how a body is evaluated, as the form offers it; empty for what is evaluated and ranked."""
    return _STATUSES[lang].get(status, status)


def attribute_shown(attribute: Attribute, typed: str, lang: str) -> str:
    """Say a body's attribute as the form offers it; what cannot be read stays as typed."""
    value = read_attribute(attribute, typed, lang) if typed and attribute.type in {"choice", "yes_no"} else None
    if value is None:
        return typed
    if isinstance(value, bool):
        return _yes_no(lang)[0 if value else 1]
    return next((option.name or option.code for option in attribute.options if option.code == value), typed)


def _yes_no(lang: str) -> tuple[str, str]:
    return ("có", "không") if lang == "vi" else ("yes", "no")


def input_fields(item: Input, criterion: Criterion, annex: Annex, criteria_set: CriteriaSet, lang: str) -> list[Field]:
    """Give the column of an input, with its limits, choices and help, and one for the reason where a mark needs it."""
    choices = tuple(option.name or option.code for option in item.options) or (_yes_no(lang) if item.type == "yes_no" else ())
    group = (
        f"{criterion.code} {criterion.name}"
        if len(criteria_set.annexes) == 1
        else f"{annex.code} · {criterion.code} {criterion.name}"
    )
    least = "0" if item.minimum is None else plain(item.minimum)
    most = None if item.maximum is None else plain(item.maximum)
    if most is None and item.type == "percent":
        most = "100"
    if most is None and item.type == "points" and criterion.maximum and criterion.maximum.value is not None:
        most = plain(criterion.maximum.value)
    limits = (least, most) if item.type in {"count", "number", "percent", "points"} else (None, None)
    title = item.name + (f" ({item.unit})" if item.unit else "")
    fields = [
        Field(item.code, title, group, _help(item, criterion, most, lang), item.type, choices, limits[0], limits[1], (item.name,))
    ]
    if isinstance(criterion.rule, ExpertMark) and criterion.rule.reason_required:
        fields.append(Field(item.code + NOTE_SUFFIX, text(N_("Lý do cho điểm"), lang), group))
    return fields


def _help(item: Input, criterion: Criterion, most: str | None, lang: str) -> str:
    """Say beside the cell what is asked: unit, limits, how it is scored, what proves it."""
    lines = [item.name + "."]
    match item.type:
        case "percent":
            lines.append(text(N_("Ghi 85 cho 85 %."), lang))
        case "yes_no" | "choice":
            lines.append(text(N_("Chọn trong danh sách."), lang))
        case "date":
            lines.append(text(N_("Ngày dạng 31/12/2025."), lang))
        case "points" if most is not None:
            lines.append(text(N_("Tối đa {most} điểm."), lang, most=show(most, lang)))
        case _ if item.unit:
            lines.append(text(N_("Đơn vị: {unit}."), lang, unit=item.unit))
    if item.optional:
        lines.append(text(N_("Không bắt buộc."), lang))
    if criterion.text:
        lines.append(criterion.text)
    if criterion.evidence:
        lines.append(text(N_("Kiểm chứng: {evidence}."), lang, evidence=criterion.evidence.rstrip(".")))
    return " ".join(lines)


def form_text(criteria_set: CriteriaSet, form: str, bodies: Sequence[Body] = (), lang: str = "vi") -> str:
    """Write the form `bodies` or `answers` as csv: a remark with the names, the header, a row for each body given."""
    fields = body_fields(criteria_set, lang) if form == "bodies" else answer_fields(criteria_set, lang)
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    titles = [" ".join(field.title.split()) for field in fields]
    out.writerow([f"{REMARK} {titles[0]}", *titles[1:]])
    out.writerow([field.key for field in fields])
    for body in bodies:
        out.writerow([filled(field, body, form, lang) for field in fields])
    return written.getvalue()


def filled(field: Field, body: Body, form: str, lang: str = "vi") -> str:
    """Give what a form holds of a body that is already known."""
    if form == "answers":
        return body.code if field.key == BODY_COLUMN else ""
    own: Any = getattr(body, field.key) if field.key in OWN_COLUMNS else body.attributes.get(field.key)
    own = status_shown(own, lang) if field.key == "status" else own
    match own:
        case None:
            return ""
        case bool():
            return _yes_no(lang)[0 if own else 1]
        case date():
            return f"{own:%d/%m/%Y}"
        case tuple():
            return ";".join(own)
        case str():
            return own
    return plain(own).replace(".", ",")  # as tables are read, whatever the form's language: no point between thousands


def write_form(criteria_set: CriteriaSet, path: Path, bodies: Sequence[Body] = (), lang: str = "vi") -> None:
    """Write both forms as one workbook.

    Raises:
        OSError: the file cannot be written.
    """
    _FormWriter(criteria_set, path, lang).write(bodies)


class _FormWriter(FormBook):
    def __init__(self, criteria_set: CriteriaSet, path: Path, lang: str) -> None:
        super().__init__(path, criteria_set.name, lang)
        self.set = criteria_set

    def write(self, bodies: Sequence[Body]) -> None:
        answers = text(
            N_(
                "Mỗi cơ quan một dòng. Thiếu số liệu: để trống. Không áp dụng, được miễn, chưa thẩm định: chọn hoặc ghi đúng chữ đó."
            ),
            self.lang,
        )
        self.sheet(ANSWERS_SHEET, "answers", answer_fields(self.set, self.lang), answers, bodies)
        listed = text(
            N_("Mỗi cơ quan một dòng; mã không đổi qua các năm. Các cột thuộc tính quyết định khối và chỉ tiêu nào áp dụng."),
            self.lang,
        )
        self.sheet(BODIES_SHEET, "bodies", body_fields(self.set, self.lang), listed, bodies)
        self.finish((("set", self.set.id), ("version", self.set.version), ("sha256", self.set.sha256)))

    def sheet(self, name: str, form: str, fields: list[Field], how: str, bodies: Sequence[Body]) -> None:
        page = self.book.add_worksheet(name)
        page.hide_gridlines(0)
        page.set_row(0, 22)
        page.write_string(0, 0, f"{REMARK} {self.set.name}", self.style(bold=True, font_size=13, text_wrap=False))
        page.write_string(1, 0, f"{REMARK} {how}", self.style(font_color=GREY, text_wrap=False))
        self.bands(page, fields)
        page.set_row(3, height((field.title, _width(field)) for field in fields))
        for column, field in enumerate(fields):
            self.column(page, column, field, len(bodies))
        header = 4
        for row, body in enumerate(bodies, header + 1):
            values = [filled(field, body, form, self.lang) for field in fields]
            page.set_row(row, height((value, _width(field)) for value, field in zip(values, fields, strict=True)))
            for column in range(len(fields)):
                if not (value := values[column]):
                    continue
                if form == "bodies" and fields[column].type == "number" and len(value.strip("-")) <= TYPED_DIGITS:
                    page.write_number(row, column, Decimal(value.replace(",", ".")), self.style(num_format="General"))
                else:
                    page.write_string(row, column, value, self.style(num_format="@"))
            if form == "answers":
                page.write_comment(row, 0, body.name, {"author": ""})
        page.freeze_panes(header + 1, 1 if form == "answers" else 2)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(2, header)
        page.repeat_columns(0)
        page.fit_to_pages(0, 0)

    def bands(self, page: Any, fields: list[Field]) -> None:
        """Write the names of criteria above the columns of their inputs."""
        style = self.style(bold=True, bg_color=PAPER, top=2, top_color=SEAL, left=1, left_color=LINE)
        bands = [list(alike) for _, alike in groupby(fields[1:], key=lambda field: field.group)]
        page.set_row(2, height((alike[0].group, sum(map(_width, alike))) for alike in bands))
        page.write_string(2, 0, f"{REMARK} " + text(N_("Tiêu chí"), self.lang), style)
        first = 1
        while first < len(fields):
            last = first
            while last + 1 < len(fields) and fields[last + 1].group == fields[first].group:
                last += 1
            if last > first:
                page.merge_range(2, first, 2, last, fields[first].group, style)
            else:
                page.write_string(2, first, fields[first].group, style)
            first = last + 1

    def column(self, page: Any, column: int, field: Field, filled_rows: int) -> None:
        numeric = field.type in {"count", "number", "percent", "points"}
        page.set_column(column, column, _width(field), self.style(num_format="General" if numeric else "@"))
        title = f"{REMARK} {field.title}" if column == 0 else field.title
        page.write_string(3, column, title, self.style(bg_color=PAPER, left=1, left_color=LINE))
        key = self.style(bold=True, font_color=SEAL, font_size=9, text_wrap=False, bottom=2, bottom_color=SEAL, num_format="@")
        page.write_string(4, column, field.key, key)
        rule = self.rule(field, STATUS_CHOICES)
        if rule:
            page.data_validation(5, column, 4 + filled_rows + _SPARE_ROWS, column, rule)


def _width(field: Field) -> int:
    if field.key in {"name", "note"} or field.key.endswith(NOTE_SUFFIX):
        return 44
    return 24 if field.key in {"code", BODY_COLUMN} else 18
