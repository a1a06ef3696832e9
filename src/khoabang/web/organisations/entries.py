"""What somebody enters about a body, held against the register: the same for the form and for each row of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.bodies import allowed_values, read_attribute
from khoabang.scoring.criteria.model import Attribute
from khoabang.scoring.numbers import NumberError, parse
from khoabang.web.organisations.errors import Objection, Words
from khoabang.web.organisations.events import CODE, shown
from khoabang.web.organisations.register import BodyState, Change, Foreseen, Register, day_text

ALIASES = "aliases"
ATTRIBUTE = "attribute:"


class Definition(NamedTuple):
    """How a criteria set defines an attribute, and the language that its numbers are written in."""

    attribute: Attribute
    lang: str = "vi"

    def read(self, typed: str) -> object | None:
        """The value; None where the text is none."""
        return read_attribute(self.attribute, typed, self.lang)


Defined = Mapping[str, Definition]


@dataclass(frozen=True, slots=True)
class Entry:
    """A body as entered. None says nothing about a fact, an empty text that there is none.

    `since` is the day from which other attribute values hold; without it they were always so, and the old ones a mistake.
    """

    code: str
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    opened: date | str | None = None
    closed: date | str | None = None
    aliases: frozenset[str] | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None


def compare(
    entry: Entry,
    register: Register,
    *,
    expected: frozenset[str] = frozenset(),
    by_events: frozenset[str] = frozenset(),
    defined: Defined | None = None,
) -> Foreseen:
    """Say what an entry would change of a body, or that it would add one (the fact `listed`).

    `expected` are codes that the same table adds; `by_events` the facts of this body that an event set and only an undo may change;
    `defined` the attributes that criteria sets use: a new value of one is read as it will be in a round.
    """
    state = register.bodies.get(entry.code)
    new = state is None or state.withdrawn
    before = BodyState(entry.code) if state is None or new else state
    changes: list[Change] = []
    objections: list[Objection] = []

    def change(fact: str, old: str, new_value: str | None) -> None:
        if new_value is not None and old != new_value:
            changes.append(Change(entry.code, fact, old, new_value))
            if fact in by_events:
                objections.append(Objection(fact, _("Ngày này do một sự kiện ghi; muốn sửa thì hoàn tác sự kiện đó.")))

    if new:
        change("listed", "no", "yes")
        objections += _code_objections(entry.code, register)
    if (new or entry.name is not None) and not entry.name:
        objections.append(Objection("name", _("Nhập tên cơ quan.")))
    if entry.kind and entry.kind not in register.kinds:
        objections.append(Objection("kind", format_lazy(_("Không có loại cơ quan «{kind}»."), kind=entry.kind)))
    objections += _parent_objections(entry, register, expected)
    objections += _day_objections(entry, before)
    objections += _length_objections(entry)
    change("name", before.name, entry.name)
    change("kind", before.kind, entry.kind)
    change("parent", before.parent, entry.parent)
    change("opened", day_text(before.opened), _day(entry.opened))
    change("closed", day_text(before.closed), _day(entry.closed))
    if entry.aliases is not None:
        change(ALIASES, aliases_text(before.aliases), aliases_text(entry.aliases))
    for code, value in entry.attributes.items():
        old, since = before.attributes.get(code, ("", None))
        change(ATTRIBUTE + code, old, value)
        if value and old != value and defined and code in defined:
            objections += _value_objections(defined[code], value)
        if old != value and entry.since is not None and since is not None and entry.since < since:
            text: Words = _("Giá trị đang có được ghi từ ngày {day}; giá trị mới phải từ ngày đó trở đi.")
            objections.append(Objection(ATTRIBUTE + code, format_lazy(text, day=shown(since))))
    return Foreseen(tuple(changes), tuple(objections))


def _value_objections(definition: Definition, value: str) -> list[Objection]:
    attribute, lang = definition
    if definition.read(value) is not None:
        return []
    text: Words = _("«{value}» không phải giá trị của «{name}». Giá trị được dùng: {allowed}.")
    allowed = allowed_values(attribute, lang)
    if attribute.type == "number":
        try:
            parse(value, lang)
        except NumberError as error:
            if error.suggestion:
                text = _("«{value}» ở «{name}» không rõ là số nào. Ý bạn là {meant}? {allowed}.")
                meant = error.suggestion
                said = format_lazy(text, value=value, name=attribute.name, meant=meant, allowed=allowed[:1].upper() + allowed[1:])
                return [Objection(ATTRIBUTE + attribute.code, said)]
    return [Objection(ATTRIBUTE + attribute.code, format_lazy(text, value=value, name=attribute.name, allowed=allowed))]


def aliases_text(aliases: frozenset[str]) -> str:
    return "; ".join(sorted(aliases))


def _day(day: date | str | None) -> str | None:
    return day_text(day) if isinstance(day, date) else day


def _code_objections(code: str, register: Register) -> list[Objection]:
    if not CODE.fullmatch(code):
        text: Words = _("Mã «{code}» không dùng được: chỉ gồm chữ, số, dấu chấm, gạch.")
        return [Objection("code", format_lazy(text, code=code))]
    other = register.alike(code)
    if other is not None:
        return [Objection("code", format_lazy(_("Mã «{code}» quá giống mã «{other}»."), code=code, other=other))]
    return []


def _parent_objections(entry: Entry, register: Register, expected: frozenset[str]) -> list[Objection]:
    if not entry.parent:
        return []
    if entry.parent == entry.code:
        return [Objection("parent", _("Một cơ quan không thể là cấp trên của chính nó."))]
    above = register.bodies.get(entry.parent)
    if entry.parent not in expected and (above is None or above.withdrawn):
        return [Objection("parent", format_lazy(_("Không có cơ quan mã «{code}» trong sổ."), code=entry.parent))]
    seen = {entry.code}
    while above is not None and above.code not in seen:
        seen.add(above.code)
        if above.parent == entry.code:
            text: Words = _("«{parent}» thuộc chính «{code}», không thể là cấp trên của nó.")
            return [Objection("parent", format_lazy(text, parent=entry.parent, code=entry.code))]
        above = register.bodies.get(above.parent)
    return []


def _day_objections(entry: Entry, before: BodyState) -> list[Objection]:
    opened = before.opened if entry.opened is None else entry.opened or None
    closed = before.closed if entry.closed is None else entry.closed or None
    if isinstance(opened, date) and isinstance(closed, date) and closed < opened:
        return [Objection("closed", _("Ngày chấm dứt phải sau ngày thành lập."))]
    return []


def _length_objections(entry: Entry) -> list[Objection]:
    typed = {"name": entry.name or "", **{ATTRIBUTE + code: value for code, value in entry.attributes.items()}}
    found = [
        Objection(where, format_lazy(_("Dài quá {most} ký tự."), most=300)) for where, value in typed.items() if len(value) > 300
    ]
    return found + [
        Objection(ALIASES, format_lazy(_("Dài quá {most} ký tự."), most=300)) for alias in entry.aliases or () if len(alias) > 300
    ]
