"""What people type on the pages of the register, read into plans and entries; nothing typed is lost."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.web.organisations.entries import ALIASES, ATTRIBUTE, Defined, Definition, Entry
from khoabang.web.organisations.errors import Objection, RegisterRefused
from khoabang.web.organisations.events import Decision, Line, NewBody, Plan, foresee
from khoabang.web.organisations.models import EventKind, Share
from khoabang.web.organisations.register import Register, body_meant
from khoabang.web.workspace.text_fields import Day

MOST_ROWS = 200


def _wide(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DecisionForm(forms.Form):
    """The document that an event rests on."""

    decision_type = forms.CharField(
        label=_("Loại văn bản"), max_length=100, help_text=_("Ví dụ: Nghị quyết, Quyết định."), required=False
    )
    decision_number = forms.CharField(label=_("Số, ký hiệu"), max_length=100, required=False)
    decision_date = Day(_("Ngày ban hành"))
    decision_issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=300, required=False)
    decision_title = forms.CharField(label=_("Trích yếu"), max_length=1000, required=False, widget=_wide(2))

    def decision(self) -> Decision:
        """The document as typed."""
        data = self.cleaned_data
        return Decision(
            data.get("decision_type", ""),
            data.get("decision_number", ""),
            data.get("decision_date"),
            data.get("decision_issuer", ""),
            data.get("decision_title", ""),
        )


class EventForm(DecisionForm):
    """An event: its day, its document, and the bodies before and after, as far as its kind asks for them."""

    day = Day(_("Có hiệu lực từ ngày"))
    before = forms.CharField(label=_("Cơ quan"), required=False, help_text=_("Ghi mã hoặc tên đúng như trong sổ."))
    befores = forms.CharField(
        label=_("Các cơ quan"), required=False, widget=_wide(), help_text=_("Mỗi dòng một mã, hoặc tên đúng như trong sổ.")
    )
    name = forms.CharField(label=_("Tên mới"), max_length=300, required=False)
    kind_to = forms.ChoiceField(label=_("Loại cơ quan sau khi đổi"), required=False)
    parent = forms.CharField(
        label=_("Cơ quan cấp trên mới"), required=False, help_text=_("Ghi mã hoặc tên; để trống nếu không còn cơ quan cấp trên.")
    )
    goes_on = forms.BooleanField(label=_("Cơ quan bị chia, tách vẫn tiếp tục hoạt động"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=_wide(2))

    field_order = ("before", "befores", "name", "kind_to", "parent", "goes_on", "day")
    asked = {
        EventKind.OPEN: (),
        EventKind.CLOSE: ("befores",),
        EventKind.RENAME: ("before", "name", "kind_to"),
        EventKind.TRANSFER: ("befores", "parent"),
        EventKind.MERGE: ("befores",),
        EventKind.SPLIT: ("before", "goes_on"),
        EventKind.REORGANISE: (),
    }

    def __init__(
        self, kind: str, register: Register, data: QueryDict | None = None, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind, self.register = EventKind(kind), register
        self.at_founded: list[str] = []
        self.at_lines: list[str] = []
        kinds: dict[str, forms.Field] = self.fields
        choice = kinds["kind_to"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", gettext("giữ nguyên")), *register.kinds.items()]
        for name in ("before", "befores", "name", "kind_to", "parent", "goes_on"):
            if name not in self.asked[self.kind]:
                del self.fields[name]
        self.founded = _rows(data, ("new_code", "new_name", "new_kind", "new_parent", "new_share"), 1 if self._founds else 0)
        self.lines = _rows(data, ("line_before", "line_after", "line_share"), 3 if self.kind == EventKind.REORGANISE else 0)
        if data is not None and data.get("act") == "more":
            self.founded += [{} for _row in range(2 if self._founds and self.kind != EventKind.MERGE else 0)]
            self.lines += [{} for _row in range(3 if self.lines else 0)]

    @property
    def _founds(self) -> bool:
        return self.kind in (EventKind.OPEN, EventKind.MERGE, EventKind.SPLIT, EventKind.REORGANISE)

    def plan(self) -> Plan:
        """What is asked for.

        Raises:
            RegisterRefused: something of it could not be read; with what else stands against it.
        """
        data, unread = self.cleaned_data, list[Objection]()

        def code(typed: str, where: str) -> str:
            found, objection = body_meant(typed, self.register)
            if objection:
                unread.append(Objection(where, objection))
            return found

        befores = [code(line, "befores") for line in _lines(data.get("befores", ""))]
        if data.get("before"):
            befores = [code(data["before"], "before")]
        given = [row for row in self.founded if row.get("new_code") or row.get("new_name")]
        afters, founded = [], []
        for row in given:
            above = row.get("new_parent", "")
            if row.get("new_name") or self.kind == EventKind.OPEN:
                after = row.get("new_code", "")
                founded.append(
                    NewBody(after, row.get("new_name", ""), row.get("new_kind", ""), code(above, "founded") if above else "")
                )
            else:
                after = code(row["new_code"], "founded")
            afters.append((after, row.get("new_share", "")))
        lines: list[Line] = []
        match self.kind:
            case EventKind.CLOSE:
                lines = [Line(before) for before in befores]
            case EventKind.RENAME | EventKind.TRANSFER:
                lines = [Line(before, before) for before in befores]
            case EventKind.MERGE:
                receiving = [after for after, _share in afters]
                lines = [Line(before, after, Share.WHOLE) for after in receiving for before in befores]
            case EventKind.SPLIT:
                lines = [Line(before, after, share) for before in befores for after, share in afters]
                lines += [Line(before, before, Share.MAIN) for before in befores if data.get("goes_on")]
            case EventKind.REORGANISE:
                lines = self._lines_read(founded, unread)
            case _:
                pass
        plan = Plan(
            kind=self.kind.value,
            day=data.get("day"),
            decision=self.decision(),
            lines=tuple(lines),
            founded=tuple(founded),
            name=data.get("name", ""),
            kind_to=data.get("kind_to", ""),
            parent=code(data["parent"], "parent") if data.get("parent") else "",
            note=data.get("note", ""),
        )
        if unread or self.errors:
            told = {*self.errors, *(each.field for each in unread)}
            told |= {"before"} if "befores" in told else set()
            others = [each for each in foresee(plan, self.register).objections if each.field not in told]
            raise RegisterRefused([*unread, *others])
        return plan

    def _lines_read(self, founded: Iterable[NewBody], unread: list[Objection]) -> list[Line]:
        new = {each.code for each in founded} | {each.name: each.code for each in founded if each.name}.keys()
        named = {each.name: each.code for each in founded}
        found = []
        for row in self.lines:
            if not row.get("line_before") and not row.get("line_after"):
                continue
            pair = []
            for which in ("line_before", "line_after"):
                typed = row.get(which, "")
                if which == "line_after" and typed in new:
                    pair.append(named.get(typed, typed))
                    continue
                meant, objection = body_meant(typed, self.register) if typed else ("", None)
                if objection:
                    unread.append(Objection("lines", objection))
                pair.append(meant)
            found.append(Line(pair[0], pair[1], row.get("line_share", "")))
        return found

    def take(self, objections: Iterable[Objection]) -> None:
        """Put each reason at its field, or at the rows it is about."""
        for each in objections:
            name = each.field
            if name == "before" and "before" not in self.fields:
                name = "befores"
            if name in self.fields:
                self.add_error(name, str(each.text))
            elif name in ("lines", "before", "befores", "after") and self.lines:
                self.at_lines.append(str(each.text))
            elif name in ("founded", "after", "lines"):
                self.at_founded.append(str(each.text))
            else:
                self.add_error(None, str(each.text))

    @property
    def is_wrong(self) -> bool:
        """Whether anything was found wrong."""
        return bool(self.errors or self.at_founded or self.at_lines)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _rows(data: QueryDict | None, names: tuple[str, ...], least: int) -> list[dict[str, str]]:
    if data is None:
        return [{} for _row in range(least)]
    columns = {name: data.getlist(name)[:MOST_ROWS] for name in names}
    count = max((len(values) for values in columns.values()), default=0)
    rows = [
        {name: values[place].strip() if place < len(values) else "" for name, values in columns.items()} for place in range(count)
    ]
    return rows or [{} for _row in range(least)]


class BodyForm(forms.Form):
    """What is known of a body."""

    code = forms.CharField(
        label=_("Mã cơ quan"), max_length=120, required=False, help_text=_("Mã không đổi qua các năm: chữ, số, dấu chấm, gạch.")
    )
    name = forms.CharField(label=_("Tên"), required=False)
    kind = forms.ChoiceField(label=_("Loại cơ quan"), required=False)
    parent = forms.CharField(
        label=_("Cơ quan cấp trên"), required=False, help_text=_("Ghi mã, hoặc tên đúng như trong sổ; để trống nếu không có.")
    )
    opened = Day(_("Ngày thành lập"))
    closed = Day(_("Ngày cuối hoạt động"), _("Để trống nếu đang hoạt động."))
    aliases = forms.CharField(
        label=_("Tên khác"),
        required=False,
        widget=_wide(),
        help_text=_("Cách viết khác trong các bảng đã công bố; mỗi dòng một tên."),
    )
    since = Day(
        _("Giá trị thuộc tính mới có từ ngày"),
        _("Để trống nếu giá trị cũ là ghi sai; khi đó giá trị mới thay cho nó từ đầu."),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=500, required=False)

    def __init__(self, register: Register, defined: Defined, data: QueryDict | None = None, code: str = "") -> None:
        state = register.bodies.get(code)
        known = {key: value for key, (value, _since) in state.attributes.items()} if state else {}
        initial: dict[str, object] = {}
        if state is not None:
            initial = {
                "name": state.name,
                "kind": state.kind,
                "parent": state.parent,
                "opened": f"{state.opened:%d/%m/%Y}" if state.opened else "",
                "closed": f"{state.closed:%d/%m/%Y}" if state.closed else "",
                "aliases": "\n".join(sorted(state.aliases)),
            }
        super().__init__(data, initial=initial | {ATTRIBUTE + key: value for key, value in known.items()})
        self.register, self.body_code, self.defined = register, code, defined
        for key, definition in defined.items():
            self.fields[ATTRIBUTE + key] = _asked(definition, known.get(key, ""))
        self.at_attributes: list[str] = []
        choice = self.fields["kind"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", gettext("chưa xếp loại")), *register.kinds.items()]
        if code:
            del self.fields["code"]
        else:
            del self.fields["reason"]
        self.attributes = _rows(data, ("attribute_code", "attribute_value"), 0)
        if data is None:
            others = {key: value for key, value in known.items() if key not in defined}
            self.attributes = [{"attribute_code": key, "attribute_value": value} for key, value in others.items()]
            self.attributes += [{}, {}]

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields of the body itself."""
        return [each for each in self if each.name not in ("since", "reason") and not each.name.startswith(ATTRIBUTE)]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the attributes that criteria sets use."""
        return [each for each in self if each.name.startswith(ATTRIBUTE)]

    def entry(self) -> Entry:
        """The body as typed.

        Raises:
            RegisterRefused: something of it could not be read.
        """
        data, unread = self.cleaned_data, list[Objection]()
        parent = data["parent"]
        if parent:
            parent, objection = body_meant(parent, self.register)
            if objection:
                unread.append(Objection("parent", objection))
        values = {key: data[ATTRIBUTE + key] for key in self.defined if ATTRIBUTE + key in self.data}
        values |= {row["attribute_code"]: row["attribute_value"] for row in self.attributes if row.get("attribute_code")}
        unread += [
            Objection(ATTRIBUTE, gettext("Giá trị «%(value)s» chưa có mã thuộc tính.") % {"value": row["attribute_value"]})
            for row in self.attributes
            if row.get("attribute_value") and not row.get("attribute_code")
        ]
        entry = Entry(
            code=self.body_code or data["code"],
            name=data["name"],
            kind=data["kind"],
            parent=parent,
            opened=data["opened"] or "",
            closed=data["closed"] or "",
            aliases=frozenset(_lines(data[ALIASES])),
            attributes=values,
            since=data["since"],
        )
        if unread:
            raise RegisterRefused(unread)
        return entry

    def take(self, objections: Iterable[Objection]) -> None:
        """Put each reason at its field, or at the attributes."""
        for each in objections:
            if each.field.startswith(ATTRIBUTE) and each.field not in self.fields:
                self.at_attributes.append(f"{each.field.removeprefix(ATTRIBUTE)}: {each.text}".removeprefix(": "))
            else:
                self.add_error(each.field if each.field in self.fields else None, str(each.text))


def _asked(definition: Definition, stands: str) -> forms.Field:
    """The field of an attribute: a list where it has options. What stands is offered as it was written."""
    attribute = definition.attribute
    offered = [(option.code, option.name or option.code) for option in attribute.options]
    if attribute.type == "yes_no":
        offered = [("có", gettext("Có")), ("không", gettext("Không"))]
    if not offered:
        hint = gettext("Số; dấu phẩy trước phần lẻ, không dấu ngăn hàng nghìn.") if attribute.type == "number" else ""
        return forms.CharField(label=attribute.name, required=False, help_text=hint)
    value = definition.read(stands) if stands else None
    choices = [(stands if value is not None and definition.read(code) == value else code, words) for code, words in offered]
    if stands and value is None:
        choices.append((stands, stands))
    widget = forms.Select(choices=[("", gettext("Chưa rõ")), *choices])
    return forms.CharField(label=attribute.name, required=False, widget=widget)


class UnitsForm(DecisionForm):
    """Which of the shipped units to load, and by which decision they came about."""

    part = forms.ChoiceField(label=_("Phần nạp vào sổ"))
    with_lineage = forms.BooleanField(
        label=_("Nạp cả đơn vị cũ và quan hệ kế thừa"),
        required=False,
        help_text=_("Đơn vị cũ được ghi ngày kết thúc, và một sự kiện ghi đơn vị nào thành đơn vị nào."),
    )

    def __init__(self, parts: Mapping[str, str], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"with_lineage": True})
        choice = self.fields["part"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", ""), *parts.items()]


class UploadForm(forms.Form):
    """A table of bodies."""

    file = forms.FileField(
        label=_("Tệp danh sách cơ quan"),
        help_text=_("Excel (.xlsx), .ods hoặc .csv; dòng đầu là tên cột."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    since = Day(
        _("Giá trị thuộc tính có từ ngày"),
        _("Để trống nếu giá trị cũ là ghi sai."),
    )


class KindForm(forms.Form):
    """A kind of body under its level."""

    level = forms.SlugField(label=_("Mã cấp"), max_length=60)
    level_name = forms.CharField(label=_("Tên cấp"), max_length=200)
    kind = forms.SlugField(
        label=_("Mã loại"), max_length=60, help_text=_("Chữ thường không dấu, số, gạch nối. Mã đã có thì đổi tên.")
    )
    kind_name = forms.CharField(label=_("Tên loại"), max_length=200)
