"""Taking a filled-in workbook back: what it says, how that differs from what stands, and saving what the body chooses of it.

Nothing is taken from a file that was written for another body, round or set. Of what it leaves out nothing changes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.files.tables import Row, Table
from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import record
from khoabang.web.assessments.asked import Asked
from khoabang.web.assessments.current import AskedIndicator, Given, criteria_set_of, indicators_of
from khoabang.web.assessments.drafts import Content, content_of, read_content, save
from khoabang.web.assessments.entered import same
from khoabang.web.assessments.errors import NotDrafting, Unreadable
from khoabang.web.assessments.locking import hold
from khoabang.web.assessments.models import Draft
from khoabang.web.assessments.sheet_form import (
    COLUMNS,
    INDICATOR,
    INPUT,
    KIND,
    MARK,
    NOT_APPLICABLE,
    NOTE,
    REASON,
    SHEET,
    VALUE,
    checksum,
)
from khoabang.web.organisations.tables import CellProblem, TableRefused, read_cells
from khoabang.web.rounds.models import Participant, State

IMPORTED = "sheet.imported"
_MARKS = {MARK: True, "có": True, "yes": True, "": False, "không": False, "no": False}


@dataclass(frozen=True, slots=True)
class Filled:
    """One indicator as the file has it, what the file was written from, and of which version."""

    content: Content
    base: Content
    seen: int


@dataclass(slots=True)
class ReadSheet:
    """What a file says: each indicator that could be read, what could not, what it leaves out."""

    filled: dict[str, Filled] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an indicator: what it is called, what stands, what the file says."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator that the file would change; a conflict where it was changed in the workspace since the file was written."""

    asked: AskedIndicator
    kind: Literal["change", "conflict"]
    differences: tuple[Difference, ...]
    content: Content
    seen: int
    by: Person | None = None
    at: datetime | None = None


def read_sheet(participant: Participant, path: Path, shown_as: str) -> ReadSheet:
    """Read a filled-in workbook of this body in this round.

    Raises:
        TableRefused: it cannot be read, or is not this body's.
    """
    criteria_set = criteria_set_of(participant.round)
    table = read_cells(path, shown_as, prefer=SHEET, lang=criteria_set.lang)
    _refuse_strange(table, participant, criteria_set.sha256)
    return _Reading(participant, table, criteria_set.lang).read()


def _refuse_strange(table: Table, participant: Participant, sha256: str) -> None:
    meta = table.meta
    if meta.get("kind") != KIND:
        raise TableRefused(_("Tệp này không phải mẫu nhập liệu tải từ hệ thống. Hãy tải mẫu, điền vào mẫu rồi gửi lại."))
    if meta.get("round") != participant.round.code:
        words = _("Mẫu này của đợt «%(code)s», không phải đợt đang mở. Hãy tải mẫu của đợt này.")
        raise TableRefused(words % {"code": meta.get("round", "")})
    if meta.get("body") != participant.body.code:
        words = _("Mẫu này của cơ quan khác (mã «%(code)s»). Hãy dùng mẫu của cơ quan mình.")
        raise TableRefused(words % {"code": meta.get("body", "")})
    if meta.get("sha256") != sha256:
        raise TableRefused(_("Bộ tiêu chí đã thay đổi sau khi mẫu được tải. Hãy tải mẫu mới và chép số liệu sang."))
    if meta.get("checksum") != checksum(meta):
        raise TableRefused(
            _("Phần ẩn của mẫu đã bị sửa nên không biết mẫu ghi từ bản nhập nào. Hãy tải mẫu mới và chép số liệu sang.")
        )
    lacking = [column for column in (INDICATOR, INPUT, VALUE, NOTE, NOT_APPLICABLE, REASON) if column not in table.columns]
    if lacking:
        words = _("Mẫu thiếu cột: %(columns)s. Hãy giữ nguyên dòng mã cột của mẫu.")
        raise TableRefused(words % {"columns": ", ".join(lacking)})
    if strange := [column for column in table.columns if column not in COLUMNS]:
        words = _("Mẫu có cột lạ: %(columns)s. Hãy bỏ cột đã thêm.")
        raise TableRefused(words % {"columns": ", ".join(strange)})


class _Reading:
    """Goes through the rows of one file."""

    def __init__(self, participant: Participant, table: Table, lang: str) -> None:
        self.asked = {each.code: each for each in indicators_of(participant) if each.supplier == "body"}
        self.table = table
        self.lang = lang
        self.found = ReadSheet()

    def read(self) -> ReadSheet:
        rows: dict[str, list[Row]] = {}
        for row in self.table.rows:
            asked = self.asked.get(row.cells[INDICATOR])
            if asked is None:
                self.problem(row, INDICATOR, gettext("Cơ quan không nhập chỉ tiêu này."), gettext("Trả lại mã như trong mẫu."))
            elif row.cells[INPUT] not in {item.code for item in asked.inputs}:
                words = gettext("Chỉ tiêu %(code)s không có số liệu mang mã này.") % {"code": asked.code}
                self.problem(row, INPUT, words, gettext("Trả lại mã như trong mẫu."))
            elif any(row.cells[INPUT] == other.cells[INPUT] for other in rows.get(asked.code, ())):
                words = gettext("Số liệu này có hai dòng, không biết dùng dòng nào.")
                self.problem(row, INPUT, words, gettext("Xóa một dòng."), asked.code)
            else:
                rows.setdefault(asked.code, []).append(row)
        for code in self.asked:
            if code not in rows:
                self.found.left_out.append(code)
        for code, alike in rows.items():
            self.indicator(self.asked[code], alike)
        return self.found

    def problem(self, row: Row, column: str, what: str, remedy: str, indicator: str = "") -> None:
        self.found.problems.append(CellProblem(str(row.place(column)), what, remedy, indicator))

    def indicator(self, asked: AskedIndicator, rows: Sequence[Row]) -> None:
        base = Content(**json.loads(self.table.meta.get(f"base:{asked.code}", '{"values": {}}')))
        seen = self.table.meta.get(f"draft:{asked.code}", "0")
        before = len(self.found.problems)
        given = {row.cells[INPUT]: row.cells[VALUE] for row in rows}
        values = {code: text for code, text in base.values.items() if code not in given} | given
        mark = self.once(rows, NOT_APPLICABLE, asked.code)
        if mark.lower() not in _MARKS:
            row = next(row for row in rows if row.cells[NOT_APPLICABLE])
            words = gettext("Ô này chỉ nhận x hoặc để trống.")
            self.problem(row, NOT_APPLICABLE, words, gettext("Chọn trong danh sách."), asked.code)
        content = Content(
            values, _MARKS.get(mark.lower(), False), self.once(rows, REASON, asked.code), self.once(rows, NOTE, asked.code)
        )
        try:
            content = read_content(Asked(asked.criterion, asked.path, self.lang), content)
        except Unreadable as refused:
            places = {row.cells[INPUT]: (row, VALUE) for row in rows}
            for name, trouble in refused.troubles.items():
                row, column = places.get(name, (rows[0], name if name in COLUMNS else VALUE))
                self.problem(row, column, trouble.what, trouble.remedy, asked.code)
        if len(self.found.problems) == before:
            self.found.filled[asked.code] = Filled(content, base, int(seen) if seen.isdecimal() else 0)

    def once(self, rows: Sequence[Row], column: str, indicator: str) -> str:
        """What stands in a column that counts once for an indicator."""
        said = [row for row in rows if row.cells[column]]
        for other in said[1:]:
            words = gettext("Ô này chỉ ghi một lần cho cả chỉ tiêu, ở dòng đầu.")
            self.problem(other, column, words, gettext("Gộp vào dòng đầu của chỉ tiêu."), indicator)
        return said[0].cells[column] if said else ""


def changes_in(participant: Participant, filled: Mapping[str, Filled]) -> list[Change]:
    """What a file would change, in reading order. What it has as it was written is no change, whatever was saved since."""
    lang = criteria_set_of(participant.round).lang
    drafts = {each.indicator: each for each in Draft.objects.filter(participant=participant).select_related("saved_by")}
    changes: list[Change] = []
    for asked in indicators_of(participant):
        given = filled.get(asked.code)
        if given is None:
            continue
        draft = drafts.get(asked.code)
        present = content_of(draft)
        alike = _comparing(asked, lang)
        if alike(given.content, given.base) or alike(given.content, present):
            continue
        version = draft.version if draft is not None else 0
        overtaken = version != given.seen and not alike(present, given.base)
        changes.append(
            Change(
                asked,
                "conflict" if overtaken else "change",
                tuple(_differences(asked, present, given.content)),
                given.content,
                version,
                draft.saved_by if draft is not None and overtaken else None,
                draft.saved_at if draft is not None and overtaken else None,
            )
        )
    return changes


def _comparing(asked: AskedIndicator, lang: str) -> Callable[[Content, Content], bool]:
    def alike(one: Content, other: Content) -> bool:
        before, after = (Given(each.values, each.not_applicable) for each in (one, other))
        return same(asked.inputs, before, after, lang) and (one.note, one.reason) == (other.note, other.reason)

    return alike


def _differences(asked: AskedIndicator, old: Content, new: Content) -> list[Difference]:
    found = []
    for item in asked.inputs:
        names = {option.code: option.name or option.code for option in item.options}
        before, after = (each.values.get(item.code, "") for each in (old, new))
        found.append(Difference(item.name, names.get(before, before), names.get(after, after)))
    marks = {True: gettext("không áp dụng"), False: ""}
    found.append(Difference(gettext("Không áp dụng"), marks[old.not_applicable], marks[new.not_applicable]))
    found.append(Difference(gettext("Lý do không áp dụng"), old.reason, new.reason))
    found.append(Difference(gettext("Ghi chú"), old.note, new.note))
    return [each for each in found if each.old != each.new]


@transaction.atomic
def apply(participant: int, chosen: Mapping[str, tuple[Content, int]], *, file: str, by: Person) -> int:
    """Save what was chosen of a file: all of it, or nothing where one of it cannot be saved.

    Args:
        participant: the key of the body in the round.
        chosen: by indicator, its content and the version that was seen beside it.
        file: what the file was called.
        by: who saves.

    Raises:
        NotYours, OutOfStage, Late, NotDrafting, NotAsked, Unreadable, Conflict: as a save does.
    """
    held = hold(participant, by)
    held.open()
    if held.participant.state != State.DRAFTING:
        raise NotDrafting(held.participant.state)
    for indicator, (content, seen) in chosen.items():
        save(participant, indicator, content, seen=seen, by=by)
    detail = {"file": file[:200], "indicators": list(chosen)}
    record(chain=held.chain, action=IMPORTED, by=by, now=held.now, detail=detail)
    return len(chosen)
