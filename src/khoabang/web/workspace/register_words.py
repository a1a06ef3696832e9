"""How the register's facts and changes are said on its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.organisations.entries import ALIASES, ATTRIBUTE
from khoabang.web.organisations.register import Change, Register

FACTS: Mapping[str, StrOrPromise] = {
    "name": _("Tên"),
    "kind": _("Loại cơ quan"),
    "parent": _("Cơ quan cấp trên"),
    "opened": _("Ngày thành lập"),
    "closed": _("Ngày cuối hoạt động"),
    ALIASES: _("Tên khác"),
}
EVENT_HELP: Mapping[str, StrOrPromise] = {
    "open": _("Một hoặc nhiều cơ quan mới, không từ cơ quan nào có trong sổ."),
    "close": _("Cơ quan thôi hoạt động và không cơ quan nào kế thừa."),
    "rename": _("Cơ quan giữ nguyên mã, chỉ đổi tên; có thể đổi cả loại."),
    "transfer": _("Cơ quan giữ nguyên, chuyển sang cơ quan cấp trên khác."),
    "merge": _("Từ hai cơ quan trở lên thành một: một cơ quan mới, hoặc một cơ quan tiếp nhận."),
    "split": _("Một cơ quan thành nhiều cơ quan; cơ quan cũ có thể tiếp tục hoạt động."),
    "reorganise": _("Nhiều cơ quan thành nhiều cơ quan, kể cả khi một cơ quan được chia về nhiều nơi."),
}


@dataclass(slots=True)
class BodyChanges:
    """What would change of one body, in words."""

    code: str
    name: str
    told: StrOrPromise = ""
    facts: list[tuple[StrOrPromise, str, str]] = field(default_factory=list)


def changes_told(changes: Iterable[Change], register: Register) -> list[BodyChanges]:
    """Group changes by body, in their order, with names in place of codes."""
    changes = list(changes)
    founded = {change.body: change.new for change in changes if change.fact == "name"}
    found: dict[str, BodyChanges] = {}
    for change in changes:
        known = register.bodies.get(change.body)
        name = (known.name if known else "") or founded.get(change.body, "")
        body = found.setdefault(change.body, BodyChanges(change.body, name))
        if change.fact == "listed":
            body.told = _("thêm vào sổ") if change.new == "yes" else _("rút khỏi sổ")
            continue
        old, new = (_value(change.fact, each, register, founded) for each in (change.old, change.new))
        body.facts.append((fact_words(change.fact), old, new))
    return list(found.values())


def fact_words(fact: str) -> StrOrPromise:
    """The words of a fact."""
    if fact.startswith(ATTRIBUTE):
        return format_lazy(_("Thuộc tính {code}"), code=fact.removeprefix(ATTRIBUTE))
    return FACTS[fact]


def _value(fact: str, value: str, register: Register, founded: Mapping[str, str]) -> str:
    if not value:
        return ""
    match fact:
        case "opened" | "closed":
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case "kind":
            return register.kinds.get(value, value)
        case "parent":
            known = register.bodies.get(value)
            name = founded.get(value) or (known.name if known else "")
            return f"{name} ({value})" if name else value
        case _:
            return value


def state_words(state: str) -> str:
    """What a row of a table would do."""
    return {
        "new": gettext("thêm mới"),
        "changed": gettext("thay đổi"),
        "unchanged": pgettext("dòng của tệp", "như cũ"),
        "problem": gettext("có lỗi"),
    }[state]
