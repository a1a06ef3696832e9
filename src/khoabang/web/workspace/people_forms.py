"""Forms about people: who is invited or appointed to what, why something ends, to whom a role is handed on."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.selectors import may_take_over
from khoabang.web.organisations.models import Authority, Body
from khoabang.web.organisations.names import sort_key
from khoabang.web.organisations.selectors import name_on
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.workspace.text_fields import Normalised

DAY = {"inputmode": "numeric", "autocomplete": "off", "class": "is-short"}


class BodyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A body by its name, as a dictionary orders names."""

    def label_from_instance(self, obj: Any) -> str:
        return name_on(obj, clock.today())


class PostForm(forms.Form):
    """A role, and where and until when."""

    role = forms.ChoiceField(label=_("Vai trò"))
    body = BodyChoice(
        label=_("Cơ quan được đánh giá"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=_("Không gắn với cơ quan nào"),
        help_text=_("Chỉ chọn khi vai trò là chuyên viên nhập liệu, người duyệt hoặc cán bộ của cơ quan."),
    )
    round = forms.ModelChoiceField(
        label=_("Đợt đánh giá"), queryset=Round.objects.none(), required=False, empty_label=_("Mọi đợt")
    )
    last_day = forms.DateField(
        label=_("Ngày kết thúc"),
        required=False,
        help_text=_("Để trống nếu không thời hạn. Ví dụ: 31/12/2026."),
        widget=forms.DateInput(attrs=DAY),
    )
    reason = Normalised(label=_("Căn cứ"), max_length=500, required=False, help_text=_("Số quyết định hoặc lý do, nếu có."))

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = authority
        self.fields["role"].choices = [("", _("Chọn vai trò")), *Role.choices]  # type: ignore[attr-defined]
        bodies, today = Body.objects.filter(authority=authority, withdrawn=False).prefetch_related("names"), clock.today()
        field = self.fields["body"]
        field.queryset = bodies  # type: ignore[attr-defined]
        named = sorted(((each.pk, name_on(each, today)) for each in bodies), key=lambda pair: sort_key(pair[1]))
        field.choices = [("", field.empty_label), *named]  # type: ignore[attr-defined]
        rounds = Round.objects.filter(authority=authority).exclude(stage=Stage.IMPORTED)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["round"].label_from_instance = lambda each: each.title  # type: ignore[attr-defined]

    def post(self) -> Post:
        """What was chosen."""
        given = self.cleaned_data
        return Post(Role(given["role"]), self.authority, given["body"], given["round"], given["last_day"])


class InviteForm(PostForm):
    """Somebody by their address, and the role offered."""

    email = forms.EmailField(
        label=_("Thư điện tử"),
        max_length=254,
        help_text=_("Người đã có tài khoản được giao vai trò ngay; người khác nhận thư mời."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = Normalised(label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    position = Normalised(label=_("Chức vụ"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ của thư mời"), choices=settings.LANGUAGES, initial="vi")

    field_order = ("email", "name", "position", "role", "body", "round", "last_day", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class AuthorityForm(forms.Form):
    """Another authority, and who is to administer it."""

    authority_name = Normalised(label=_("Tên cơ quan chủ trì"), max_length=300, help_text=_("Ví dụ: UBND tỉnh Thái Bình."))
    authority_code = forms.SlugField(
        label=_("Mã cơ quan chủ trì"),
        max_length=80,
        help_text=_("Chữ không dấu, gạch nối; hiện trong địa chỉ trang. Ví dụ: thai-binh."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử của người quản trị"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = Normalised(label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    position = Normalised(label=_("Chức vụ"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ của thư mời"), choices=settings.LANGUAGES, initial="vi")


class EndForm(forms.Form):
    """Why something ends."""

    reason = Normalised(label=_("Lý do"), max_length=500, error_messages={"required": _("Hãy ghi lý do.")})


class DelegateForm(forms.Form):
    """To whom one's role is handed on, until when and why."""

    to = forms.ModelChoiceField(label=_("Người được ủy quyền"), queryset=Person.objects.none(), empty_label=_("Chọn người"))
    last_day = forms.DateField(label=_("Đến hết ngày"), help_text=_("Ví dụ: 31/12/2026."), widget=forms.DateInput(attrs=DAY))
    reason = Normalised(label=_("Lý do"), max_length=500)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = may_take_over(appointment)
        self.fields["to"].queryset = Person.objects.filter(pk__in=[each.pk for each in others])  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    """What a person says of themselves."""

    name = Normalised(label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    position = Normalised(
        label=_("Chức vụ"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    language = forms.ChoiceField(
        label=_("Ngôn ngữ của thư và thông báo"),
        choices=settings.LANGUAGES,
        help_text=_("Ngôn ngữ của trang thì chọn ở đầu trang."),
    )
