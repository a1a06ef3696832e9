"""What people type on the pages of a round. Nothing typed is lost: a form that is refused is shown as it was sent."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import shipped_sets
from khoabang.scoring.criteria.load import name_of
from khoabang.web.conduct.creation import Plan
from khoabang.web.conduct.editing import plan_of
from khoabang.web.conduct.progress import earlier_rounds
from khoabang.web.criteria.selectors import versions_for
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.models import Duty, NotSent, Round, Silence, Standing
from khoabang.web.workspace.text_fields import Day, Words

SHIPPED = "goi:"


def told(form: forms.Form, fields: Mapping[str, StrOrPromise]) -> None:
    """Put what a service refused at the fields it names; what belongs to no field stands on top."""
    for name, words in fields.items():
        form.add_error(name if name in form.fields else None, str(words))


class RoundForm(forms.Form):
    """A new round."""

    set_version = forms.ChoiceField(
        label=_("Bộ tiêu chí"), required=False, help_text=_("Phiên bản đã chốt; khi đợt đã dùng, văn bản của nó không đổi nữa.")
    )
    previous = forms.ChoiceField(
        label=_("Dựa trên đợt trước"), required=False,
        help_text=_("Lấy lại các cơ quan còn hoạt động và việc đã phân công; có bước xem trước."),
    )  # fmt: skip
    title = Words(_("Tên đợt đánh giá"), _("Ví dụ: Đánh giá mức độ chuyển đổi số các sở, ban, ngành năm 2026"))
    year = Words(_("Năm đánh giá"), is_short=True)
    code = Words(_("Mã đợt"), _("Dùng trong địa chỉ trang, không đổi về sau. Ví dụ: so-nganh-2026"), is_short=True)
    decision_type = Words(_("Loại văn bản"), _("Ví dụ: Quyết định, Kế hoạch, Công văn"), is_short=True)
    decision_number = Words(_("Số, ký hiệu"), is_short=True)
    decision_date = Day(_("Ngày ban hành"))
    decision_issuer = Words(_("Cơ quan ban hành"))
    decision_title = Words(_("Trích yếu"), rows=3)
    not_sent = forms.ChoiceField(
        label=_("Cơ quan không gửi tự đánh giá"), choices=NotSent.choices, required=False, initial=NotSent.UNRANKED,
        widget=forms.RadioSelect,
    )  # fmt: skip
    silence = forms.ChoiceField(
        label=_("Cơ quan không trả lời về mục bị điều chỉnh"), choices=Silence.choices, required=False,
        initial=Silence.AGREED, widget=forms.RadioSelect,
    )  # fmt: skip
    second_reading = forms.BooleanField(
        label=_("Mỗi mục được thẩm định lần hai bởi một người khác"), required=False, help_text=_("Thẩm định lần hai")
    )
    results_told = forms.BooleanField(
        label=_("Mỗi cơ quan được báo điểm, hạng và xếp loại của mình ngay khi phê duyệt, trước khi công bố"),
        required=False,
        help_text=_("Báo kết quả cho cơ quan"),
    )

    PARTS = (
        (_("Đợt đánh giá"), ("set_version", "previous", "title", "year", "code")),
        (_("Văn bản mở đợt"), ("decision_type", "decision_number", "decision_date", "decision_issuer", "decision_title")),
        (_("Quy định của đợt"), ("not_sent", "silence", "second_reading", "results_told")),
    )

    def __init__(self, authority: Authority, data: Any = None, made: Round | None = None) -> None:
        super().__init__(data, initial=_typed(plan_of(made), made) if made else None)
        self.made = made
        if made is not None:
            del self.fields["code"]
        versions = {str(each.pk): f"{each.name} · {each.version}" for each in versions_for(authority).defer("document")}
        kept = set(versions_for(authority).values_list("code", flat=True))
        shipped = {f"{SHIPPED}{code}": name_of(folder) for code, folder in shipped_sets().items() if code not in kept}
        grouped: list[Any] = [("", gettext("Chọn bộ tiêu chí"))]
        grouped += [(gettext("Đã có trong phần mềm"), list(versions.items()))] if versions else []
        grouped += [(gettext("Kèm theo phần mềm"), list(shipped.items()))]
        self._choices("set_version", grouped)
        rounds = [(each.code, f"{each.title} ({each.year})") for each in earlier_rounds(authority) if each != made]
        self._choices("previous", [("", gettext("Không dựa trên đợt nào")), *rounds])

    def _choices(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def parts(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.PARTS]

    def plan(self) -> Plan:
        """What was typed, for the service to judge."""
        data = self.cleaned_data
        year = data["year"].strip()
        return Plan(
            code=self.made.code if self.made else data["code"],
            title=data["title"],
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
            decision=decided(data),
            not_sent=data["not_sent"],
            silence=data["silence"],
            second_reading=data["second_reading"],
            results_told=data["results_told"],
        )


def decided(data: Mapping[str, Any]) -> Decision:
    """The document that opens a round, as typed."""
    words = {key: data.get(f"decision_{key}", "") for key in ("type", "number", "issuer", "title")}
    return Decision(date=data.get("decision_date"), **words)


def _typed(plan: Plan, round_: Round) -> dict[str, Any]:
    """A round as somebody would type it."""
    decision = plan.decision
    return {
        "set_version": str(round_.set_version_id),
        "previous": round_.previous.code if round_.previous else "",
        "title": plan.title,
        "year": str(plan.year),
        "not_sent": plan.not_sent,
        "silence": plan.silence,
        "second_reading": plan.second_reading,
        "results_told": plan.results_told,
        **{f"decision_{key}": getattr(decision, key) for key in ("type", "number", "issuer", "title")},
        "decision_date": f"{decision.date:%d/%m/%Y}" if decision.date else "",
    }


class ReasonForm(forms.Form):
    """Why."""

    reason = Words(_("Lý do"), _("Mọi người trong đợt đọc được lý do này."), rows=3)


class RetitleForm(ReasonForm):
    """The title of a round that is open and the document that opened it: what names it, and decides nothing."""

    def __init__(self, round_: Round, data: Any = None) -> None:
        super().__init__(data, initial=_typed(plan_of(round_), round_))
        reason = self.fields.pop("reason")
        of_round = RoundForm.base_fields
        for name in ("title", *(name for name in of_round if name.startswith("decision_"))):
            self.fields[name] = copy.deepcopy(of_round[name])
        self.fields["reason"] = reason


class CalendarForm(ReasonForm):
    """The last day of each stage."""

    def __init__(self, stages: Mapping[str, StrOrPromise], *, asks_reason: bool, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        reason = self.fields.pop("reason")
        for stage, label in stages.items():
            self.fields[f"day-{stage}"] = Day(label)
        if asks_reason:
            self.fields["reason"] = reason


class ExtensionForm(ReasonForm):
    """More time for one body."""

    day = Day(_("Ngày cuối mới"), _("Tính đến hết ngày này (24 giờ)."))
    field_order = ("day", "reason")


class StandingForm(ReasonForm):
    """Whether a body is evaluated and ranked."""

    standing = forms.ChoiceField(
        label=_("Cách đánh giá"), required=False, widget=forms.RadioSelect,
        choices=Standing.choices,
    )  # fmt: skip
    field_order = ("standing", "reason")


Choices = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
"""Options of a list, some of them in groups under a heading."""


class ChargeForm(forms.Form):
    """Who is charged with what, where."""

    duty = forms.ChoiceField(label=_("Việc"), choices=Duty.choices, widget=forms.RadioSelect, required=False)
    person = forms.ChoiceField(label=_("Người được giao"), required=False)
    criterion = forms.ChoiceField(
        label=_("Tiêu chí"), required=False, help_text=_("Chọn một tiêu chí là giao mọi chỉ tiêu nằm dưới nó.")
    )
    group = forms.ChoiceField(label=_("Khối"), required=False)
    participant = forms.ChoiceField(
        label=_("Cơ quan"),
        required=False,
        help_text=_("Để trống là mọi cơ quan; cơ quan của chính người được giao luôn bị loại ra."),
    )

    def __init__(self, choices: Mapping[str, Choices], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options


def previous_named(authority: Authority, code: str) -> Round | None:
    """The earlier round chosen, of this authority."""
    return earlier_rounds(authority).filter(code=code).first() if code else None
