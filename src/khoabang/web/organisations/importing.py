"""Reads a register from a table (xlsx, ods, csv), shows what it would change, and does exactly that.

Bodies are matched by code; a name only proposes. Nothing is written while any cell cannot be trusted.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.language import N_
from khoabang.language import text as in_language
from khoabang.scoring.bodies import MAX_BODIES
from khoabang.scoring.criteria.inputs import AnswerError, read_date
from khoabang.scoring.files.form_book import Field
from khoabang.scoring.files.forms import attribute_field
from khoabang.scoring.files.tables import Row, Table, read_table
from khoabang.scoring.problems import Problems
from khoabang.web import clock
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.entries import ALIASES, ATTRIBUTE, Defined, Entry, compare
from khoabang.web.organisations.errors import Objection, RegisterChanged, RegisterRefused, Words
from khoabang.web.organisations.models import Authority, RegisterImport
from khoabang.web.organisations.names import search_key
from khoabang.web.organisations.register import Change, Register, fingerprint_of, look_of
from khoabang.web.organisations.selectors import days_by_events, register_of
from khoabang.web.organisations.services import entries_kept, locked_by
from khoabang.web.organisations.tables import CellProblem, as_told, headings_of
from khoabang.web.person import Person

State = Literal["new", "changed", "unchanged", "problem"]
_OF_ROUNDS = {"status", "predecessors", "note", "ghi chu"}  # of the list of a round's bodies; the register leaves them alone
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]{0,79}")


def columns(lang: str, defined: Defined | None = None) -> list[Field]:
    """The columns of a register's table: those of every body, and the attributes that criteria sets use."""
    return [
        Field("code", in_language(N_("Mã cơ quan"), lang), also=("Mã",)),
        Field("name", in_language(N_("Tên cơ quan"), lang), also=("Tên",)),
        Field("kind", in_language(N_("Loại cơ quan"), lang)),
        Field("parent", in_language(N_("Cơ quan cấp trên"), lang), also=("Cấp trên",)),
        Field("opened", in_language(N_("Ngày thành lập"), lang)),
        Field("closed", in_language(N_("Ngày kết thúc"), lang), also=("Ngày chấm dứt",)),
        Field(ALIASES, in_language(N_("Tên khác"), lang)),
        *(attribute_field(each.attribute, lang, ATTRIBUTE) for each in (defined or {}).values()),
    ]


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What one row would do."""

    code: str
    name: str
    state: State
    changes: tuple[Change, ...] = ()

    @property
    def is_renamed(self) -> bool:
        """Whether a body that is known would be called otherwise."""
        return self.state == "changed" and any(change.fact == "name" for change in self.changes)


@dataclass(slots=True)
class Preview:
    """What a table would do to the register: its rows, what keeps it from being applied, and what to look at first."""

    rows: list[RowPreview] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """A hash of all changes."""
        return fingerprint_of([change.body, change.fact, change.old, change.new] for row in self.rows for change in row.changes)

    def count(self, state: State) -> int:
        """How many rows are so."""
        return sum(row.state == state for row in self.rows)


@dataclass(slots=True)
class _Reading:
    register: Register
    table: Table
    since: date | None
    preview: Preview = field(default_factory=Preview)
    columns: dict[str, str] = field(default_factory=dict)  # what it is here: the column's own name
    defined: Defined | None = None

    def problem(self, place: object, text: Words, remedy: Words = "", **named: object) -> None:
        self.preview.problems.append(CellProblem(str(place), format_lazy(text, **named) if named else text, remedy))

    def cell(self, row: Row, fact: str) -> str | None:
        column = self.columns.get(fact)
        return None if column is None else row.cells.get(column, "")

    def place(self, row: Row, fact: str) -> str:
        return str(row.place(self.columns.get(fact) or self.columns["code"]))


def table_compared(
    path: Path, shown_as: str, authority: Authority, *, since: date | None, defined: Defined | None = None
) -> Preview:
    """Read a table and hold it against the register. With problems, there is nothing to apply.

    `defined` are the attributes that the authority's criteria sets use.
    """
    problems = Problems()
    table = read_table(path, shown_as, problems)
    seen = as_told(each for each in problems if each.severity != "error")
    if table is None or problems.errors:
        return Preview(problems=as_told(problems.errors), warnings=seen)
    reading = _Reading(register_of(authority), table, since, defined=defined)
    reading.preview.warnings += seen
    if _columns_known(reading):
        rows = _entries_read(reading)
        events = days_by_events(authority)
        _compared(reading.preview, rows, reading.register, events, {entry.code: row for entry, row in rows}, reading)
    return reading.preview


def _columns_known(reading: _Reading) -> bool:
    found = headings_of(reading.table, lambda lang: columns(lang, reading.defined))
    reading.columns = dict(found.known)
    reading.preview.problems += found.twice
    for column in found.strange:
        place = str(reading.table.heading(column))
        if search_key(column) in _OF_ROUNDS:
            text: Words = _("Cột «{column}» không thuộc sổ cơ quan và được bỏ qua.")
            reading.preview.warnings.append(CellProblem(place, format_lazy(text, column=column)))
        elif not _ATTRIBUTE.fullmatch(column):
            remedy = _("Dùng các cột của tệp mẫu; cột thuộc tính đặt tên bằng mã, chỉ gồm chữ thường không dấu, số và gạch dưới.")
            reading.problem(place, _("Không biết cột «{column}»."), remedy, column=column)
        else:
            reading.columns[ATTRIBUTE + column] = column
            if reading.defined:
                text = _("Không bộ tiêu chí nào dùng thuộc tính «{column}».")
                known = ", ".join(f"{code} ({each.attribute.name})" for code, each in reading.defined.items())
                remedy = format_lazy(_("Kiểm tra mã ở dòng tiêu đề. Các thuộc tính được dùng: {known}."), known=known)
                reading.preview.warnings.append(CellProblem(place, format_lazy(text, column=column), remedy))
    for fact, name in (("code", _("mã cơ quan")), ("name", _("tên cơ quan"))):
        if fact not in reading.columns:
            reading.problem(reading.table.heading(""), _("Thiếu cột {name}."), _("Lấy tệp mẫu ở trang này."), name=name)
    if len(reading.table.rows) > MAX_BODIES:
        reading.problem(reading.table.file, _("Tệp có quá {most} dòng."), most=MAX_BODIES)
    return not reading.preview.problems


def _entries_read(reading: _Reading) -> list[tuple[Entry, Row]]:
    found: dict[str, tuple[Entry, Row]] = {}
    looks: dict[str, str] = {}
    for row in reading.table.rows:
        code, name = reading.cell(row, "code") or "", reading.cell(row, "name") or ""
        if not code:
            alike = reading.register.called.get(search_key(name), ()) if name else ()
            remedy: Words = (
                format_lazy(_("Trong sổ có cơ quan cùng tên mang mã {codes}; nếu đúng thì ghi mã ấy."), codes=", ".join(alike))
                if alike
                else _("Ghi mã cho cơ quan này.")
            )
            reading.problem(reading.place(row, "code"), _("Dòng này không có mã cơ quan."), remedy)
            reading.preview.rows.append(RowPreview("", name, "problem"))
        elif code in found:
            first = reading.place(found[code][1], "code")
            reading.problem(
                reading.place(row, "code"),
                _("Mã «{code}» đã có ở {first}."),
                _("Bỏ dòng thừa hoặc sửa mã."),
                code=code,
                first=first,
            )
            reading.preview.rows.append(RowPreview(code, name, "problem"))
        elif (other := looks.setdefault(look_of(code), code)) != code:
            text: Words = _("Mã «{code}» quá giống mã «{other}» ở {first}.")
            first = reading.place(found[other][1], "code")
            reading.problem(reading.place(row, "code"), text, _("Đặt hai mã khác hẳn nhau."), code=code, other=other, first=first)
            reading.preview.rows.append(RowPreview(code, name, "problem"))
        else:
            found[code] = (_entry(reading, row, code, name), row)
    return list(found.values())


def _entry(reading: _Reading, row: Row, code: str, name: str) -> Entry:
    def day(fact: str) -> date | str | None:
        typed = reading.cell(row, fact)
        if not typed:
            return typed
        try:
            return read_date(typed)
        except AnswerError:
            remedy = _("Viết ngày dạng dd/mm/yyyy.")
            reading.problem(reading.place(row, fact), _("«{value}» không phải là ngày."), remedy, value=typed)
            return None

    kind = reading.cell(row, "kind")
    if kind and kind not in reading.register.kinds:
        named = [key for key, words in reading.register.kinds.items() if search_key(words) == search_key(kind)]
        kind = named[0] if len(named) == 1 else kind
    aliases = reading.cell(row, ALIASES)
    return Entry(
        code=code,
        name=name,
        kind=kind,
        parent=reading.cell(row, "parent"),
        opened=day("opened"),
        closed=day("closed"),
        aliases=None if aliases is None else frozenset(part.strip() for part in aliases.split(";") if part.strip()),
        attributes={
            fact.removeprefix(ATTRIBUTE): _as_kept(reading, code, fact.removeprefix(ATTRIBUTE), row.cells.get(column, ""))
            for fact, column in reading.columns.items()
            if fact.startswith(ATTRIBUTE)
        },
        since=reading.since,
    )


def _as_kept(reading: _Reading, body: str, attribute: str, typed: str) -> str:
    """A value spelt as the register has it, where it says the same."""
    state, definition = reading.register.bodies.get(body), (reading.defined or {}).get(attribute)
    stands = state.attributes.get(attribute, ("", None))[0] if state is not None and not state.withdrawn else ""
    if not typed or not stands or definition is None:
        return typed
    value = definition.read(typed)
    return stands if value is not None and value == definition.read(stands) else typed


def _compared(
    preview: Preview,
    rows: Sequence[tuple[Entry, Row | None]],
    register: Register,
    events: Mapping[str, frozenset[str]],
    places: Mapping[str, Row],
    reading: _Reading | None = None,
) -> None:
    entries = [_old_name_kept(entry, register, reading, row) for entry, row in rows]
    expected = frozenset(entry.code for entry in entries)
    known = len(preview.problems)
    _circles_told(preview, entries, register, places, reading)
    _alike_told(preview, entries, register, places, reading)
    for entry in entries:
        by_events = events.get(entry.code, frozenset())
        defined = reading.defined if reading else None
        foreseen = compare(entry, register, expected=expected, by_events=by_events, defined=defined)
        for objection in foreseen.objections:
            place = reading.place(places[entry.code], objection.field) if reading else entry.code
            preview.problems.append(_told(objection, place, entry, register))
        state: State = "unchanged"
        if foreseen.objections:
            state = "problem"
        elif foreseen.changes:
            state = "new" if any(change.fact == "listed" for change in foreseen.changes) else "changed"
        preview.rows.append(RowPreview(entry.code, entry.name or "", state, foreseen.changes))
    preview.entries = entries if not preview.problems[known:] else []


def _old_name_kept(entry: Entry, register: Register, reading: _Reading | None, row: Row | None) -> Entry:
    """Where a table calls a body otherwise, say so, and keep what it was called among its other names: it is still found by it."""
    state = register.bodies.get(entry.code)
    if reading is None or row is None or state is None or state.withdrawn or not state.name or not entry.name:
        return entry
    if search_key(entry.name) == search_key(state.name):
        return entry
    text: Words = _("Tên trong sổ là «{old}», tệp ghi «{new}».")
    remedy = _(
        "Đổi tên theo văn bản thì ghi sự kiện; nếu là sửa lỗi thì tên mới thay từ đầu, tên cũ giữ làm tên khác để còn tìm được."
    )
    told = format_lazy(text, old=state.name, new=entry.name)
    reading.preview.warnings.append(CellProblem(reading.place(row, "name"), told, remedy))
    if ";" in state.name:
        return entry
    aliases = state.aliases if entry.aliases is None else entry.aliases
    return replace(entry, aliases=aliases | {state.name})


def _told(objection: Objection, place: str, entry: Entry, register: Register) -> CellProblem:
    remedy: Words = ""
    if objection.field == "parent" and entry.parent and (alike := register.called.get(search_key(entry.parent))):
        remedy = format_lazy(_("Trong sổ có cơ quan cùng tên mang mã {codes}; nếu đúng thì ghi mã ấy."), codes=", ".join(alike))
    elif objection.field == "kind":
        remedy = format_lazy(_("Các loại trong sổ: {kinds}."), kinds=", ".join(register.kinds.values()))
    return CellProblem(place, objection.text, remedy)


def _circles_told(
    preview: Preview, entries: Sequence[Entry], register: Register, places: Mapping[str, Row], reading: _Reading | None
) -> None:
    above = {code: body.parent for code, body in register.bodies.items()}
    above |= {entry.code: entry.parent for entry in entries if entry.parent is not None}
    try:
        TopologicalSorter({code: [parent] for code, parent in above.items() if parent and parent != code}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        entered = next((code for code in circle if code in places), circle[0])
        place = reading.place(places[entered], "parent") if reading and entered in places else entered
        text: Words = _("Các cơ quan này là cấp trên của nhau thành vòng: {chain}.")
        preview.problems.append(
            CellProblem(place, format_lazy(text, chain=" → ".join(circle[:12])), _("Sửa cột cơ quan cấp trên."))
        )


def _alike_told(
    preview: Preview, entries: Sequence[Entry], register: Register, places: Mapping[str, Row], reading: _Reading | None
) -> None:
    """A new code under a name that is known: perhaps the same body; only a person can tell."""
    for entry in entries:
        state = register.bodies.get(entry.code)
        if (state is not None and not state.withdrawn) or not entry.name:
            continue
        alike = [code for code in register.called.get(search_key(entry.name), ()) if code != entry.code]
        if alike:
            place = reading.place(places[entry.code], "name") if reading else entry.code
            text: Words = _("«{name}» sẽ được thêm với mã {code}, nhưng sổ đã có cơ quan cùng tên: {codes}.")
            told = format_lazy(text, name=entry.name, code=entry.code, codes=", ".join(alike))
            preview.warnings.append(CellProblem(place, told, _("Nếu là cùng một cơ quan, sửa mã trong tệp rồi nhập lại.")))


@transaction.atomic
def import_kept(
    *, authority: Authority, preview: Preview, file_name: str, since: date | None, by: Person | None
) -> RegisterImport:
    """Keep what was read and shown, so that it can be confirmed."""
    locked_by(by, authority)
    if preview.problems:
        raise RegisterRefused([Objection("file", told.what) for told in preview.problems])
    return RegisterImport.objects.create(
        authority=authority,
        person=by,
        file_name=file_name[:255],
        since=since,
        entries=json.dumps([_as_json(entry) for entry in preview.entries], ensure_ascii=False),
        warnings=json.dumps([[told.place, str(told.what), str(told.remedy)] for told in preview.warnings], ensure_ascii=False),
        fingerprint=preview.fingerprint,
        read=clock.now(),
    )


def import_foreseen(kept: RegisterImport, *, same_name: Collection[str] = ()) -> Preview:
    """Hold what was kept against the register as it is now; of the bodies in `same_name` everything but the name."""
    preview = Preview(warnings=[CellProblem(*told) for told in json.loads(kept.warnings)])
    register = register_of(kept.authority)
    entries = [_from_json(row) for row in json.loads(kept.entries)]
    entries = [_name_left(entry, register) if entry.code in same_name else entry for entry in entries]
    warnings = list(preview.warnings)
    _compared(preview, [(entry, None) for entry in entries], register, days_by_events(kept.authority), {})
    preview.warnings = warnings
    return preview


def _name_left(entry: Entry, register: Register) -> Entry:
    """What a table says of a body but for its name; what it is called stays no other name."""
    state = register.bodies.get(entry.code)
    if state is None or state.withdrawn:
        return entry
    return replace(entry, name=None, aliases=None if entry.aliases is None else entry.aliases - {state.name})


@transaction.atomic
def import_applied(*, kept: RegisterImport, by: Person | None, same_name: Collection[str] = ()) -> Preview:
    """Do exactly what was shown; refused when it was done already, or when the register changed in between.

    The bodies in `same_name` are called as they are: their renaming was not meant.
    """
    locked_by(by, kept.authority)
    kept = RegisterImport.objects.select_for_update().select_related("authority").get(pk=kept.pk)
    if kept.applied is not None:
        raise RegisterRefused([Objection("", _("Tệp này đã được ghi vào sổ."))])
    preview = import_foreseen(kept)
    if preview.fingerprint != kept.fingerprint:
        raise RegisterChanged
    if preview.problems:
        raise RegisterRefused([Objection("", told.what) for told in preview.problems])
    left = sorted({row.code for row in preview.rows if row.is_renamed}.intersection(same_name))
    preview = import_foreseen(kept, same_name=left) if left else preview
    changes = [change for row in preview.rows for change in row.changes]
    entries_kept(kept.authority, preview.entries, changes)
    kept.applied = clock.now()
    kept.save(update_fields=["applied"])
    detail: dict[str, object] = {
        "new": preview.count("new"),
        "changed": preview.count("changed"),
        "fingerprint": kept.fingerprint,
    }
    if left:
        detail["same_name"] = left
    chain = chain_of(authority=kept.authority.code)
    record(chain=chain, action="register.imported", by=by, now=clock.now(), subject=kept.file_name[:250], detail=detail)
    return preview


def _as_json(entry: Entry) -> dict[str, Any]:
    def day(value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    return {
        "code": entry.code,
        "name": entry.name,
        "kind": entry.kind,
        "parent": entry.parent,
        "opened": day(entry.opened),
        "closed": day(entry.closed),
        "aliases": None if entry.aliases is None else sorted(entry.aliases),
        "attributes": dict(entry.attributes),
        "since": day(entry.since),
    }


def _from_json(row: dict[str, Any]) -> Entry:
    days = {name: date.fromisoformat(row[name]) if row[name] else row[name] for name in ("opened", "closed", "since")}
    aliases = None if row["aliases"] is None else frozenset(row["aliases"])
    return Entry(**{**row, **days, "aliases": aliases})
