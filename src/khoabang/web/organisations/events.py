"""What a decision does to bodies: pure functions from a plan and the register to the changes it would make."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.organisations.errors import Objection, Words
from khoabang.web.organisations.models import EventKind, Share
from khoabang.web.organisations.register import BodyState, Change, Foreseen, Register, day_text

CODE = re.compile(r"[0-9A-Za-zÀ-ỹĐđ][0-9A-Za-zÀ-ỹĐđ._-]{0,119}")
MANY_TO_MANY = (EventKind.MERGE, EventKind.SPLIT, EventKind.REORGANISE)


@dataclass(frozen=True, slots=True)
class Decision:
    """The document an event rests on."""

    type: str = ""
    number: str = ""
    day: date | None = None
    issuer: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A body before and one after, and how much of it went there. An empty code: it ended, or began, without the other."""

    before: str = ""
    after: str = ""
    share: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body that an event founds."""

    code: str
    name: str
    kind: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """An event as it is asked for. `name` and `kind_to` serve a renaming, `parent` a transfer."""

    kind: str
    day: date | None
    decision: Decision
    lines: tuple[Line, ...] = ()
    founded: tuple[NewBody, ...] = ()
    name: str = ""
    kind_to: str = ""
    parent: str = ""
    note: str = ""

    @property
    def befores(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.before for line in self.lines if line.before))

    @property
    def afters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.after for line in self.lines if line.after))


@dataclass(slots=True)
class _Foreseeing:
    plan: Plan
    day: date
    register: Register
    changes: list[Change] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    remarks: list[Objection] = field(default_factory=list)

    def object(self, where: str, text: Words, **named: object) -> None:
        self.objections.append(Objection(where, format_lazy(text, **named) if named else text))

    def change(self, body: str, fact: str, old: str, new: str) -> None:
        if old != new:
            self.changes.append(Change(body, fact, old, new))

    def present(self, code: str, where: str) -> BodyState | None:
        """The body, if it exists on the eve of the event."""
        state = self.register.bodies.get(code)
        if state is None or state.withdrawn:
            self.object(where, _("Không có cơ quan mã «{code}» trong sổ."), code=code)
        elif state.opened is not None and state.opened >= self.day:
            self.object(
                where, _("«{code}» thành lập ngày {day}, không trước ngày của sự kiện."), code=code, day=shown(state.opened)
            )
        elif state.closed is not None:
            self.object(where, _("«{code}» đã chấm dứt hoạt động: ngày cuối là {day}."), code=code, day=shown(state.closed))
        else:
            return state
        return None

    def found(self, new: NewBody) -> None:
        known = self.register.bodies.get(new.code)
        if not CODE.fullmatch(new.code):
            self.object("founded", _("Mã «{code}» không dùng được: chỉ gồm chữ, số, dấu chấm, gạch."), code=new.code)
        elif known is not None and not known.withdrawn:
            self.object("founded", _("Mã «{code}» đã có trong sổ."), code=new.code)
        elif (other := self.register.alike(new.code)) is not None:
            self.object("founded", _("Mã «{code}» quá giống mã «{other}»."), code=new.code, other=other)
        if not new.name:
            self.object("founded", _("Cơ quan mới «{code}» chưa có tên."), code=new.code)
        if new.kind and new.kind not in self.register.kinds:
            self.object("founded", _("Không có loại cơ quan «{kind}»."), kind=new.kind)
        if new.parent:
            above = self.register.bodies.get(new.parent)
            if new.parent not in {each.code for each in self.plan.founded} and (above is None or not above.exists_on(self.day)):
                self.object("founded", _("Cơ quan cấp trên «{code}» không có trong sổ vào ngày này."), code=new.parent)
        self.change(new.code, "listed", "no", "yes")
        self.change(new.code, "name", known.name if known else "", new.name)
        self.change(new.code, "kind", known.kind if known else "", new.kind)
        self.change(new.code, "parent", known.parent if known else "", new.parent)
        self.change(new.code, "opened", day_text(known.opened) if known else "", day_text(self.day))

    def close(self, state: BodyState) -> None:
        self.change(state.code, "closed", "", day_text(self.day - timedelta(days=1)))
        leaving = set(self.plan.befores) if state.code in self.register.below else set()
        below = [
            code
            for code in self.register.below.get(state.code, ())
            if code not in leaving and self.register.bodies[code].exists_on(self.day)
        ]
        if below:
            text = _("«{code}» còn {count} cơ quan trực thuộc ({some}): hãy chuyển chúng sang cơ quan cấp trên mới.")
            some = ", ".join(below[:3]) + ("…" if len(below) > 3 else "")
            self.remarks.append(Objection("", format_lazy(text, code=state.code, count=len(below), some=some)))


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def foresee(plan: Plan, register: Register) -> Foreseen:
    """Say what an event would change; with objections, it cannot be done."""
    missing = _not_cited(plan)
    if plan.day is None:
        missing = [Objection("day", _("Nhập ngày sự kiện có hiệu lực.")), *missing]
    seeing = _Foreseeing(plan, plan.day or date.max, register, objections=missing)
    if plan.kind not in _BY_KIND:
        seeing.object("kind", _("Chọn loại sự kiện."))
    else:
        _BY_KIND[plan.kind](seeing)
    changes = seeing.changes if plan.day is not None else ()
    return Foreseen(tuple(changes), tuple(seeing.objections), tuple(seeing.remarks))


def _not_cited(plan: Plan) -> list[Objection]:
    decision = plan.decision
    asked: list[tuple[str, object, Words]] = [
        ("decision_type", decision.type, _("Nhập loại văn bản, ví dụ Nghị quyết.")),
        ("decision_number", decision.number, _("Nhập số, ký hiệu văn bản.")),
        ("decision_date", decision.day, _("Nhập ngày ban hành văn bản.")),
        ("decision_issuer", decision.issuer, _("Nhập cơ quan ban hành văn bản.")),
    ]
    return [Objection(name, text) for name, value, text in asked if not value]


def _open(seeing: _Foreseeing) -> None:
    if not seeing.plan.founded:
        seeing.object("founded", _("Nhập cơ quan được thành lập."))
    _no_code_twice(seeing)
    for new in seeing.plan.founded:
        seeing.found(new)


def _close(seeing: _Foreseeing) -> None:
    if not seeing.plan.befores:
        seeing.object("before", _("Chọn cơ quan chấm dứt hoạt động."))
    for code in seeing.plan.befores:
        if (state := seeing.present(code, "before")) is not None:
            seeing.close(state)


def _rename(seeing: _Foreseeing) -> None:
    plan = seeing.plan
    if len(plan.befores) != 1:
        seeing.object("before", _("Chọn một cơ quan được đổi tên."))
        return
    if not plan.name:
        seeing.object("name", _("Nhập tên mới."))
    if plan.kind_to and plan.kind_to not in seeing.register.kinds:
        seeing.object("kind_to", _("Không có loại cơ quan «{kind}»."), kind=plan.kind_to)
    state = seeing.present(plan.befores[0], "before")
    if state is None or not plan.name:
        return
    if plan.name == state.name:
        seeing.object("name", _("Tên mới giống tên đang dùng."))
    if state.name_since is not None and state.name_since >= seeing.day:
        text = _("Tên đang dùng có từ ngày {day}; ngày đổi tên phải sau ngày đó.")
        seeing.object("day", text, day=shown(state.name_since))
    seeing.change(state.code, "name", state.name, plan.name)
    seeing.change(state.code, "kind", state.kind, plan.kind_to or state.kind)


def _transfer(seeing: _Foreseeing) -> None:
    plan = seeing.plan
    if not plan.befores:
        seeing.object("before", _("Chọn cơ quan được chuyển."))
    above = seeing.present(plan.parent, "parent") if plan.parent else None
    for code in plan.befores:
        state = seeing.present(code, "before")
        if state is None:
            continue
        if above is not None and code in _line_above(above, seeing.register):
            seeing.object(
                "parent", _("«{parent}» thuộc chính «{code}», không thể là cấp trên của nó."), parent=above.code, code=code
            )
        elif state.parent == plan.parent:
            seeing.object("parent", _("«{code}» đã thuộc cơ quan này."), code=code)
        elif state.parent_since is not None and state.parent_since >= seeing.day:
            text = _("Cấp trên hiện nay của «{code}» có từ ngày {day}; ngày chuyển phải sau ngày đó.")
            seeing.object("day", text, code=code, day=shown(state.parent_since))
        seeing.change(code, "parent", state.parent, plan.parent)


def _reorganise(seeing: _Foreseeing) -> None:
    plan = seeing.plan
    _no_code_twice(seeing)
    _fits_its_kind(seeing)
    new = {each.code for each in plan.founded}
    reached = set(plan.afters)
    for each in plan.founded:
        if each.code not in reached:
            seeing.object("founded", _("Không cơ quan nào được gộp vào «{code}»."), code=each.code)
        seeing.found(each)
    for code in plan.afters:
        if code not in new:
            seeing.present(code, "after")
    _shares_fit(seeing)
    going_on = {line.before for line in plan.lines if line.before == line.after}
    for code in plan.befores:
        state = seeing.present(code, "before")
        if state is not None and code not in going_on:
            if code in reached:
                seeing.object("lines", _("«{code}» còn hoạt động thì phải có một dòng từ chính nó."), code=code)
            else:
                seeing.close(state)


def _shares_fit(seeing: _Foreseeing) -> None:
    shares: dict[str, list[str]] = {}
    for line in seeing.plan.lines:
        shares.setdefault(line.before, []).append(line.share)
    for code, parts in shares.items():
        if len(parts) > 1 and Share.WHOLE in parts:
            seeing.object("lines", _("«{code}» được chia cho nhiều cơ quan, không thể ghi «toàn bộ»."), code=code)
        if parts.count(Share.MAIN) > 1:
            seeing.object("lines", _("«{code}» chỉ có một phần chính."), code=code)
    for pair, times in Counter((line.before, line.after) for line in seeing.plan.lines).items():
        if times > 1:
            seeing.object("lines", _("Dòng {before} → {after} ghi hai lần."), before=pair[0], after=pair[1])


def _fits_its_kind(seeing: _Foreseeing) -> None:
    plan = seeing.plan
    if any(not line.before or not line.after for line in plan.lines) or not plan.lines:
        seeing.object("lines", _("Mỗi dòng cần cơ quan trước và cơ quan sau."))
    if plan.kind == EventKind.MERGE:
        if len(plan.befores) < 2:
            seeing.object("before", _("Sáp nhập cần ít nhất hai cơ quan."))
        if len(plan.afters) != 1:
            seeing.object("after", _("Sáp nhập cho một cơ quan; nhiều cơ quan thì chọn «Sắp xếp lại nhiều cơ quan»."))
    elif plan.kind == EventKind.SPLIT:
        if len(plan.befores) != 1:
            seeing.object("before", _("Chia, tách một cơ quan; nhiều cơ quan thì chọn «Sắp xếp lại nhiều cơ quan»."))
        if len(plan.afters) < 2:
            seeing.object("after", _("Chia, tách cho ít nhất hai cơ quan."))


def _no_code_twice(seeing: _Foreseeing) -> None:
    for code, times in Counter(new.code for new in seeing.plan.founded).items():
        if times > 1:
            seeing.object("founded", _("Mã «{code}» ghi hai lần."), code=code)


def _line_above(state: BodyState, register: Register) -> set[str]:
    seen = {state.code}
    while state.parent and state.parent not in seen:
        seen.add(state.parent)
        above = register.bodies.get(state.parent)
        if above is None:
            break
        state = above
    return seen


_BY_KIND = {
    EventKind.OPEN.value: _open,
    EventKind.CLOSE.value: _close,
    EventKind.RENAME.value: _rename,
    EventKind.TRANSFER.value: _transfer,
    EventKind.MERGE.value: _reorganise,
    EventKind.SPLIT.value: _reorganise,
    EventKind.REORGANISE.value: _reorganise,
}


def foresee_undo(changes: Iterable[Change], register: Register, depending: Mapping[str, Words]) -> Foreseen:
    """Say what taking an event back would change. `depending` names, by body, what rests on the event by now."""
    undone = tuple(Change(change.body, change.fact, change.new, change.old) for change in reversed(list(changes)))
    objections = [Objection("", format_lazy("{code}: {text}", code=code, text=text)) for code, text in depending.items()]
    for change in undone:
        state = register.bodies.get(change.body)
        if change.body not in depending and (state is None or fact_of(state, change.fact) != change.old):
            text = _("«{code}» đã được sửa sau sự kiện này.")
            objections.append(Objection("", format_lazy(text, code=change.body)))
    return Foreseen(undone, tuple(dict.fromkeys(objections)))


def fact_of(state: BodyState, fact: str) -> str:
    match fact:
        case "listed":
            return "no" if state.withdrawn else "yes"
        case "name":
            return state.name
        case "kind":
            return state.kind
        case "parent":
            return state.parent
        case "opened":
            return day_text(state.opened)
        case _:
            return day_text(state.closed)
