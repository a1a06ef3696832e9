"""Forms of coming in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Person
from khoabang.web.workspace.text_fields import Normalised


def _rules() -> str:
    return " ".join(map(str, password_validators_help_texts()))


class AcceptForm(forms.Form):
    """What somebody invited says of themselves, and the password."""

    name = Normalised(label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    position = Normalised(
        label=_("Chức vụ"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        help_text=lazy(_rules, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )
    again = forms.CharField(
        label=_("Gõ lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", _("Hai lần gõ mật khẩu khác nhau. Hãy gõ lại."))
        elif password:
            try:
                validate_password(password, Person(email=given.get("email", self.invited), name=given.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return given


class FoundForm(AcceptForm):
    """An authority and its first administrator."""

    authority_name = Normalised(label=_("Tên cơ quan chủ trì"), max_length=300, help_text=_("Ví dụ: UBND tỉnh Thái Bình."))
    authority_code = forms.SlugField(
        label=_("Mã cơ quan chủ trì"),
        max_length=80,
        help_text=_("Chữ không dấu, gạch nối; hiện trong địa chỉ trang. Ví dụ: thai-binh."),
    )
    email = forms.EmailField(label=_("Thư điện tử"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    field_order = ("authority_name", "authority_code", "name", "position", "email", "password", "again")


class AddressForm(forms.Form):
    """The address by which somebody signs in from now on."""

    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử mới"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password; the way to a forgotten password stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class _KnownPasskey:
    """A passkey that opens nothing is called that; the library says of it what it says of wrong digits."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as error:
            if error.code != "incorrect_code":
                raise
            words = _("Khóa truy cập này không mở được tài khoản nào ở đây; có thể nó đã bị xóa. Hãy dùng mật khẩu.")
            raise ValidationError(words, code="unknown_passkey") from None


class SignInByPasskeyForm(_KnownPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of address and password."""


class SecondStepByPasskeyForm(_KnownPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ConfirmByPasskeyForm(_KnownPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that changes how the account is entered."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: by itself enough to sign in, unless somebody wants it as a second factor only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = Normalised(label=_("Tên để nhận ra"), max_length=100, required=False)
        self.fields["passwordless"].label = _("Dùng thay mật khẩu khi đăng nhập")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """The name by which a passkey is recognised."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = Normalised(label=_("Tên để nhận ra"), max_length=100)
