"""What people type on the pages of the council. Nothing typed is lost: a form that is refused is shown as it was sent."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import Criterion
from khoabang.web.accounts.models import Person
from khoabang.web.assessments.errors import Unreadable
from khoabang.web.council.models import MajorityOf, Sitting, SittingKind
from khoabang.web.council.selectors import Member
from khoabang.web.council.sittings import Plan
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Round
from khoabang.web.workspace.text_fields import Day, Words

NAMED_AT_MOST = 5


def put(form: forms.Form, refused: Refused) -> None:
    """Show a refusal at the field it names; without one it stands on top of the page."""
    if isinstance(refused, Unreadable):
        for name, trouble in refused.troubles.items():
            form.add_error(name if name in form.fields else None, f"{trouble.what} {trouble.remedy}")
    else:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.words))


class SittingForm(forms.Form):
    """A sitting: when, where, who leads, and the rules it follows."""

    kind = forms.ChoiceField(
        label=_("Hình thức"), choices=SittingKind.choices, widget=forms.RadioSelect, initial=SittingKind.MEETING
    )
    day = Day(
        _("Ngày"), _("Ngày họp; với lấy ý kiến bằng văn bản là ngày cuối trả lời (hết 24 giờ). Ví dụ 15/12/2026."), required=True
    )
    hour = Words(_("Giờ"), _("Ví dụ 8 giờ 30."), is_short=True, most=20)
    place = Words(_("Địa điểm"), most=300)
    leader = forms.ChoiceField(
        label=_("Người chủ trì"),
        help_text=_("Kết luận từng nội dung, có phiếu quyết định khi phiếu ngang nhau, xác nhận biên bản."),
    )
    secretary = Words(_("Thư ký"), _("Họ tên người ghi biên bản."), most=200)
    secret = forms.BooleanField(
        label=_("Bỏ phiếu kín"),
        required=False,
        help_text=_("Trang, nhật ký và biên bản chỉ nêu số phiếu, không nêu ai chọn phương án nào."),
    )
    quorum = Words(
        _("Số thành viên tối thiểu"),
        _(
            "Một phần (2/3), một tỷ lệ (60%) hoặc số người (7). Thành viên không tham gia một nội dung thì không tính ở nội dung đó."
        ),
        is_short=True,
        required=True,
        most=20,
    )
    quorum_reference = Words(
        _("Căn cứ của số tối thiểu"), _("Văn bản và điều khoản quy định, ví dụ Quy chế hoạt động của hội đồng, Điều 5."), most=500
    )
    majority = Words(
        _("Tỷ lệ phải vượt"),
        _("Phương án được thông qua khi có nhiều hơn tỷ lệ này, ví dụ 1/2."),
        is_short=True,
        required=True,
        most=20,
    )
    majority_of = forms.ChoiceField(label=_("Tỷ lệ tính trên"), choices=MajorityOf.choices, widget=forms.RadioSelect)
    majority_reference = Words(_("Căn cứ của tỷ lệ"), most=500)

    PARTS = (
        (_("Thời gian và người chủ trì"), ("kind", "day", "hour", "place", "leader", "secretary")),
        (_("Quy tắc biểu quyết"), ("secret", "quorum", "quorum_reference", "majority", "majority_of", "majority_reference")),
    )

    def __init__(self, members: list[Member], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.members: dict[str, Person] = {str(each.person.pk): each.person for each in members}
        leader = self.fields["leader"]
        if isinstance(leader, forms.ChoiceField):
            leader.choices = [(str(each.person.pk), f"{each.person} · {each.role.label}") for each in members]

    @classmethod
    def told_by(cls, sitting: Sitting | None) -> dict[str, Any]:
        """What a form starts with: the sitting's own, or that of the last one of its round."""
        if sitting is None:
            return {"kind": SittingKind.MEETING, "quorum": "2/3", "majority": "1/2", "majority_of": MajorityOf.VOTING}
        told = {name: getattr(sitting, name) for name in cls.base_fields if name not in ("day", "leader")}
        return {**told, "leader": str(sitting.leader_id), "day": f"{sitting.day:%d/%m/%Y}"}

    def parts(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def plan(self) -> Plan:
        """What was typed, for the service to judge."""
        data = dict(self.cleaned_data)
        return Plan(**{**data, "leader": self.members[data["leader"]]})


class ReasonForm(forms.Form):
    """Why."""

    reason = Words(_("Lý do"), rows=3, most=5000)

    def __init__(self, data: Any = None, *, label: StrOrPromise = "", hint: StrOrPromise = "", auto_id: str = "id_%s") -> None:
        super().__init__(data, auto_id=auto_id)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class LeadForm(ReasonForm):
    """Who leads from now on."""

    leader = forms.ChoiceField(label=_("Người chủ trì từ nay"))
    field_order = ("leader", "reason")

    def __init__(self, sitting: Sitting, data: Any = None) -> None:
        super().__init__(data, label=_("Lý do giao chủ trì"))
        self.people = {str(seat.person_id): seat.person for seat in sitting.seats.select_related("person")}
        leader = self.fields["leader"]
        if isinstance(leader, forms.ChoiceField):
            leader.choices = [(key, str(person)) for key, person in self.people.items() if person.pk != sitting.leader_id]


class AddForm(ReasonForm):
    """An indicator of a body that the lead department puts before the council."""

    body = Words(_("Cơ quan"), _("Ghi mã, hoặc đủ chữ của tên để chỉ còn một cơ quan; không cần dấu."), required=True, most=300)
    indicator = forms.ChoiceField(label=_("Chỉ tiêu"))
    field_order = ("body", "indicator", "reason")

    def __init__(self, round_: Round, indicators: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, label=_("Lý do đưa ra hội đồng"))
        self.round = round_
        reason = self.fields["reason"]
        reason.required, reason.error_messages["required"] = True, _("Hãy ghi lý do đưa ra hội đồng.")
        field = self.fields["indicator"]
        if isinstance(field, forms.ChoiceField):
            field.choices = indicators

    def clean_body(self) -> Participant:
        """The body of the round that was meant; the nearest are named where it is not one."""
        typed = self.cleaned_data["body"].strip()
        bodies = self.round.participants.select_related("body", "group", "round__set_version").order_by("position")
        if (by_code := bodies.filter(body__code=typed).first()) is not None:
            return by_code
        key = search_key(typed)
        found = list(bodies.filter(search=key)[:2]) if key else []
        if len(found) != 1 and key:
            found = list(bodies.filter(*(Q(search__contains=word) for word in key.split()))[: NAMED_AT_MOST + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Đợt này không có cơ quan mang mã hoặc tên «%(name)s».") % {"name": typed})
        named = "; ".join(f"{each.name} ({each.body.code})" for each in found[:NAMED_AT_MOST])
        words = _("Có nhiều cơ quan khớp «%(name)s»: %(bodies)s… Hãy ghi mã, hoặc thêm chữ.")
        raise forms.ValidationError(words % {"name": typed, "bodies": named})


class MotionForm(ReasonForm):
    """Another value for an indicator: one field for each of its inputs."""

    def __init__(self, criterion: Criterion, data: Any = None) -> None:
        super().__init__(data, label=_("Lý do đề xuất"), auto_id="de-xuat-%s")
        reason = self.fields.pop("reason")
        for item in criterion.all_inputs:
            options = [("", "—"), *((option.code, option.name or option.code) for option in item.options)]
            if item.type == "yes_no":
                options = [("", "—"), ("có", gettext("có")), ("không", gettext("không"))]
            label = f"{item.name} ({item.unit})" if item.unit else item.name
            if len(options) > 1:
                self.fields[item.code] = forms.ChoiceField(label=label, choices=options, required=False)
            else:
                self.fields[item.code] = Words(label, _("Dấu phẩy thập phân, ví dụ 58,083."), is_short=True, most=200)
        self.fields["reason"] = reason

    def values(self) -> dict[str, str]:
        """What was typed, by input."""
        return {name: text for name, text in self.cleaned_data.items() if name != "reason"}


class DecideForm(ReasonForm):
    """The conclusion of an item: the reason, what was said, and the casting vote where one is called for."""

    discussion = Words(_("Ý kiến thảo luận"), _("Tóm tắt để ghi vào biên bản; có thể để trống."), rows=3, most=5000)
    casting = forms.ChoiceField(label=_("Phiếu quyết định của người chủ trì"), required=False, widget=forms.RadioSelect)

    def __init__(self, tied: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(
            data, label=_("Lý do của kết luận"), hint=_("Cơ quan được đánh giá sẽ đọc lý do này."), auto_id="ket-luan-%s"
        )
        casting = self.fields["casting"]
        if isinstance(casting, forms.ChoiceField):
            casting.choices = tied
        if not tied:
            del self.fields["casting"]
