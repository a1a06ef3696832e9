"""What a register says of its bodies at one moment, as plain values: what previews compare and fingerprints cover."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from khoabang.web.organisations.errors import Objection
from khoabang.web.organisations.names import search_key


@dataclass(frozen=True, slots=True)
class BodyState:
    """A body as the register has it now. Kind and parent are codes; the `since` are the first days of what is now so."""

    code: str
    name: str = ""
    name_since: date | None = None
    kind: str = ""
    parent: str = ""
    parent_since: date | None = None
    opened: date | None = None
    closed: date | None = None
    withdrawn: bool = False
    aliases: frozenset[str] = frozenset()
    attributes: Mapping[str, tuple[str, date | None]] = field(default_factory=dict)

    def exists_on(self, day: date) -> bool:
        """Whether it is a body on that day; a day that is not known does not end or begin anything."""
        return not self.withdrawn and (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)

    @property
    def fingerprint(self) -> str:
        """A hash of all of it: whoever corrects a body says which state they had before them."""
        attributes = [[code, value, day_text(since)] for code, (value, since) in sorted(self.attributes.items())]
        days = [day_text(each) for each in (self.name_since, self.parent_since, self.opened, self.closed)]
        return fingerprint_of(
            [self.code, self.name, self.kind, self.parent, days, sorted(self.aliases), attributes, self.withdrawn]
        )


@dataclass(frozen=True)
class Register:
    """All bodies of an authority by code, and the kinds it knows (code: name)."""

    bodies: Mapping[str, BodyState]
    kinds: Mapping[str, str]

    @cached_property
    def _looks(self) -> Mapping[str, list[str]]:
        return _grouped((look_of(code), code) for code in self.bodies)

    @cached_property
    def below(self) -> Mapping[str, list[str]]:
        """The codes of those that belong to a body, by its code."""
        return _grouped((body.parent, body.code) for body in self.bodies.values() if body.parent and not body.withdrawn)

    @cached_property
    def called(self) -> Mapping[str, list[str]]:
        """The codes of those with a name, by the name's search key."""
        names = ((name, body) for body in self.bodies.values() if not body.withdrawn for name in {body.name, *body.aliases})
        return _grouped((search_key(name), body.code) for name, body in names if name)

    def state_of(self, code: str) -> str:
        """The fingerprint of a body, empty where there is none."""
        body = self.bodies.get(code)
        return "" if body is None or body.withdrawn else body.fingerprint

    def alike(self, code: str) -> str | None:
        """Give another code that a reader would take for this one."""
        return next((other for other in self._looks.get(look_of(code), ()) if other != code), None)


def body_meant(typed: str, register: Register) -> tuple[str, str | None]:
    """The code of the body that somebody names by code or by its exact name, or why that is not known."""
    typed = typed.strip()
    known = register.bodies.get(typed)
    if known is not None and not known.withdrawn:
        return typed, None
    alike = register.called.get(search_key(typed), [])
    if len(alike) == 1:
        return alike[0], None
    if alike:
        words = gettext("Có nhiều cơ quan tên «%(name)s»: %(codes)s. Hãy ghi mã.")
        return typed, words % {"name": typed, "codes": ", ".join(alike[:6])}
    near = [body.code for body in register.bodies.values() if search_key(typed) in search_key(body.name) and not body.withdrawn]
    if near and search_key(typed):
        words = gettext("Trong sổ không có mã hoặc tên «%(name)s». Có phải: %(codes)s?")
        return typed, words % {"name": typed, "codes": ", ".join(f"{register.bodies[code].name} ({code})" for code in near[:3])}
    return typed, gettext("Trong sổ không có mã hoặc tên «%(name)s».") % {"name": typed}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of one body, before and after: dates in ISO form, kinds and parents by code."""

    body: str
    fact: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would change, what stands against it, and what is worth knowing first."""

    changes: tuple[Change, ...]
    objections: tuple[Objection, ...] = ()
    remarks: tuple[Objection, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of the changes: what is confirmed is what was seen."""
        return fingerprint_of(asdict(change) for change in self.changes)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def fingerprint_of(rows: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(list(rows), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def look_of(code: str) -> str:
    """What a reader sees of a code: case, blanks and hyphens do not tell two bodies apart."""
    return "".join(char for char in code.casefold() if char.isalnum())


def day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
