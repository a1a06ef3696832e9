"""Fields of text that all forms share. What is typed has become plain text (`web.plain`) before a form sees it."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.inputs import AnswerError, read_date


class Normalised(forms.CharField):
    """A name or a short reason: without spaces at its ends or doubled within."""

    def to_python(self, value: object) -> str:
        return " ".join((super().to_python(value) or "").split())


class Words(forms.CharField):
    """Text of one line, or of several `rows`; whether it may be empty is mostly the service's to say."""

    def __init__(
        self,
        label: StrOrPromise,
        hint: StrOrPromise = "",
        *,
        rows: int = 0,
        is_short: bool = False,
        required: bool = False,
        most: int = 5000,
    ) -> None:
        widget: forms.Widget = (
            forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"class": "is-short"} if is_short else {})
        )
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            max_length=most,
            widget=widget,
            error_messages={"required": _("Hãy nhập nội dung này.")},
        )


class Day(Words):
    """A day as dd/mm/yyyy; None where nothing is typed and nothing need be."""

    def __init__(self, label: StrOrPromise, hint: StrOrPromise = "", *, required: bool = False) -> None:
        super().__init__(label, hint or _("Ngày/tháng/năm, ví dụ 15/12/2026."), is_short=True, required=required)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: object) -> date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_date(typed)
        except AnswerError as error:
            words = _("«%(value)s» không phải là ngày. Viết dạng ngày/tháng/năm, ví dụ 15/12/2026.")
            raise forms.ValidationError(words % {"value": typed}) from error
