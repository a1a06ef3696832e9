"""A body's self-assessment as a workbook to fill in: what is asked, what stands now, and behind it what the reader needs to take it back.

`sheets` reads it. Only what a body may enter is unlocked; a hidden sheet says for which round, body and set it was written, and from which drafts.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from khoabang.language import N_, text
from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.criteria.model import Annex, CriteriaSet
from khoabang.scoring.files.form_book import GREY, LINE, PAPER, SEAL, FormBook, height
from khoabang.scoring.files.forms import input_fields
from khoabang.scoring.files.tables import REMARK
from khoabang.scoring.files.workbooks import TYPED_DIGITS
from khoabang.scoring.numbers import ends, plain, show
from khoabang.web.assessments.asked import may_not_apply
from khoabang.web.assessments.current import AskedIndicator, annex_code_of, criteria_set_of, indicators_of
from khoabang.web.assessments.drafts import Content, content_of
from khoabang.web.assessments.last_year import Past, last_year
from khoabang.web.assessments.models import Draft
from khoabang.web.rounds.models import Participant

SHEET = "Tự đánh giá"
KIND = "khoabang-self-assessment-1"
INDICATOR, INPUT, VALUE, NOTE, NOT_APPLICABLE, REASON = "indicator", "input", "value", "note", "not_applicable", "reason"
MARK = "x"
_COLUMNS = (
    (INDICATOR, N_("Mã chỉ tiêu"), 11),
    (INPUT, N_("Mã số liệu"), 16),
    ("name", N_("Số liệu"), 40),
    ("unit", N_("Đơn vị"), 12),
    ("type", N_("Kiểu"), 14),
    ("last_year", N_("Năm trước"), 14),
    (VALUE, N_("Năm nay"), 18),
    (NOTE, N_("Ghi chú"), 36),
    (NOT_APPLICABLE, N_("Không áp dụng"), 10),
    (REASON, N_("Lý do không áp dụng"), 36),
)
COLUMNS = tuple(key for key, _title, _width in _COLUMNS)
_WIDTHS = {key: width for key, _title, width in _COLUMNS}
_TYPES = {
    "count": N_("số nguyên"),
    "number": N_("số"),
    "percent": N_("phần trăm"),
    "points": N_("điểm"),
    "yes_no": N_("có, không"),
    "choice": N_("chọn một"),
    "date": N_("ngày"),
}
_HOW = N_(
    "Chỉ nhập vào các ô để trắng, ở cột «Năm nay» trở đi; không đổi mã, không thêm cột. Chưa có số liệu: để trống. "
    "Số thập phân dùng dấu phẩy. Tệp được xem trước trước khi ghi."
)
_HEADER = 4  # the row of keys, from 0


def template(participant: Participant, lang: str = "vi") -> bytes:
    """Write the workbook of a body, filled with what stands in its drafts."""
    written = io.BytesIO()
    _Writer(participant, written, lang).write()
    return written.getvalue()


def checksum(meta: Mapping[str, str]) -> str:
    """The hash over everything else that the hidden sheet says: a file whose parts were mixed is seen."""
    kept = {key: value for key, value in meta.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class _Writer(FormBook):
    def __init__(self, participant: Participant, target: io.BytesIO, lang: str) -> None:
        self.participant = participant
        self.set: CriteriaSet = criteria_set_of(participant.round)
        super().__init__(target, f"{participant.round.title} – {participant.name}", lang)
        self.annex: Annex = self.set.annex(annex_code_of(participant) or self.set.annexes[0].code)
        self.asked = [each for each in indicators_of(participant) if each.supplier == "body"]
        self.drafts = {each.indicator: each for each in Draft.objects.filter(participant=participant)}
        self.past = last_year(participant)
        self.row = _HEADER

    def write(self) -> None:
        page = self.book.add_worksheet(SHEET)
        page.hide_gridlines(2)
        page.set_row(0, 22)
        page.write_string(0, 0, f"{REMARK} {self.participant.name}", self.style(bold=True, font_size=13, text_wrap=False))
        page.write_string(1, 0, f"{REMARK} {self.participant.round.title} · {self.annex.name}", self.style(text_wrap=False))
        page.write_string(2, 0, f"{REMARK} {text(_HOW, self.lang)}", self.style(font_color=GREY, text_wrap=False))
        key = self.style(bold=True, font_color=SEAL, font_size=9, text_wrap=False, bottom=2, bottom_color=SEAL, num_format="@")
        for column, (code, title, width) in enumerate(_COLUMNS):
            page.set_column(column, column, width, None, {"hidden": code == INPUT})
            said = f"{REMARK} {text(title, self.lang)}" if column == 0 else text(title, self.lang)
            page.write_string(_HEADER - 1, column, said, self.style(bg_color=PAPER, left=1, left_color=LINE, bold=True))
            page.write_string(_HEADER, column, code, key)
        page.set_row(_HEADER, None, None, {"hidden": True})
        page.set_row(_HEADER - 1, height((text(title, self.lang), width) for _code, title, width in _COLUMNS))
        above: tuple[str, ...] = ()
        for each in self.asked:
            for place, criterion in enumerate(each.path):
                if above[place : place + 1] != (criterion.code,):
                    self.band(page, f"{criterion.code} {criterion.name}", top=2)
            above = tuple(criterion.code for criterion in each.path)
            self.indicator(page, each)
        page.freeze_panes(_HEADER + 1, 3)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEADER - 1)
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True})
        meta = self.meta()
        self.finish((*meta.items(), ("checksum", checksum(meta))))

    def meta(self) -> dict[str, str]:
        meta = {
            "kind": KIND,
            "round": self.participant.round.code,
            "body": self.participant.body.code,
            "set": self.set.id,
            "version": self.set.version,
            "sha256": self.set.sha256,
            "lang": self.set.lang,
        }
        for each in self.asked:
            draft = self.drafts.get(each.code)
            meta[f"draft:{each.code}"] = str(draft.version if draft else 0)
            meta[f"base:{each.code}"] = json.dumps(asdict(content_of(draft)), ensure_ascii=False, sort_keys=True)
        return meta

    def band(self, page: Any, said: str, **more: Any) -> None:
        self.row += 1
        style = self.style(bold=True, bg_color=PAPER, text_wrap=False, top_color=SEAL if more else LINE, **(more or {"top": 1}))
        page.write_string(self.row, 0, f"{REMARK} {said}", style)
        for column in range(1, len(_COLUMNS)):
            page.write_blank(self.row, column, None, style)

    def indicator(self, page: Any, asked: AskedIndicator) -> None:
        criterion, draft = asked.criterion, self.drafts.get(asked.code)
        content = content_of(draft)
        most = criterion.maximum.value if criterion.maximum is not None else None
        limit = text(N_("tối đa {most} điểm"), self.lang, most=show(most, self.lang)) if most is not None else ""
        self.band(page, f"{criterion.code} {criterion.name}" + (f" ({limit})" if limit else ""))
        for place, item in enumerate(asked.inputs):
            self.row += 1
            field = input_fields(item, criterion, self.annex, self.set, self.lang)[0]
            plainly = self.style(left=1, left_color=LINE, font_color=GREY)
            shown = (criterion.code, item.code, item.name, item.unit or "", text(_TYPES[item.type], self.lang), "")
            for column, said in enumerate(shown):
                page.write_string(self.row, column, said, self.style(left=1, left_color=LINE) if column == 2 else plainly)
            page.write_string(self.row, 5, _past(self.past.get(asked.code), item), plainly)
            self.value(page, item, content.values.get(item.code, ""))
            rule = self.rule(field)
            if rule:
                page.data_validation(self.row, 6, self.row, 6, rule)
            self.beside(page, asked, content, first=place == 0)
            texts = [(item.name, _WIDTHS["name"])] + (
                [(content.note, _WIDTHS[NOTE]), (content.reason, _WIDTHS[REASON])] if not place else []
            )
            page.set_row(self.row, max(height(texts), 18))

    def value(self, page: Any, item: Input, typed: str) -> None:
        number = as_number(item, typed, self.set.lang)
        style = self.open(num_format="General" if item.type in {"count", "number", "percent", "points"} else "@")
        if number is not None:
            page.write_number(self.row, 6, number, style)
        elif typed:
            said = next((each.name for each in item.options if each.code == typed and each.name), typed)
            page.write_string(self.row, 6, said, self.open(num_format="@"))
        else:
            page.write_blank(self.row, 6, None, style)

    def beside(self, page: Any, asked: AskedIndicator, content: Content, *, first: bool) -> None:
        """The note and what does not apply: once for an indicator, beside its first value."""
        closed = self.style(bg_color=PAPER, left=1, left_color=LINE)
        may = first and may_not_apply(asked.criterion, asked.path)
        cells = (
            (7, content.note, first),
            (8, MARK if content.not_applicable else "", may),
            (9, content.reason, may),
        )
        for column, said, is_open in cells:
            style = self.open(num_format="@") if is_open else closed
            if is_open and said:
                page.write_string(self.row, column, said, style)
            else:
                page.write_blank(self.row, column, None, style)
        if may:
            words = text(N_("Chọn x nếu chỉ tiêu không áp dụng cho cơ quan, rồi ghi lý do."), self.lang)
            page.data_validation(
                self.row, 8, self.row, 8, {"validate": "list", "source": [MARK], "input_message": words, "error_message": words}
            )

    def open(self, **extra: Any) -> Any:
        """A cell to be filled in."""
        return self.style(locked=False, border=1, border_color=LINE, **extra)


def _past(past: Past | None, item: Input) -> str:
    if past is None or past.not_applicable:
        return ""
    return next((each.value for each in past.values if each.name == item.name), "")


def as_number(item: Input, typed: str, lang: str) -> Decimal | None:
    """What was typed, where a cell's number says exactly the same and is read back as it."""
    try:
        value = item.read(typed, lang)
    except AnswerError:
        return None
    if not typed or not isinstance(value, Fraction) or not ends(value):
        return None
    if item.type == "percent" and 0 < value <= 1:  # would be read as a share
        return None
    digits = plain(abs(value)).replace(".", "")
    return Decimal(plain(value)) if len(digits) <= TYPED_DIGITS else None
