"""What the library tells of an account goes to the log: its signals, received."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as second
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest

from khoabang.web.accounts.account_log import SECOND_FAILED, attempt_noted, noted
from khoabang.web.accounts.models import Person


def signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    """Somebody came in: by which steps."""
    steps = [str(each.get("type") or each["method"]) for each in get_authentication_records(request, user)]
    noted(user, "signin.done", steps=steps)


def signed_out(request: HttpRequest, user: Person | None, **_: Any) -> None:
    """Somebody left."""
    if user is not None:
        noted(user, "signout.done")


def second_failed(user: Person, **_: Any) -> None:
    """A second factor was not right."""
    attempt_noted(SECOND_FAILED, person=user)


def password(action: str) -> Any:
    """The receiver of a change of the password."""
    return lambda user, **_: noted(user, action)


def factor_added(instance: Authenticator, *, created: bool, **_: Any) -> None:
    """A second factor or passkey was added: of which kind, never which secret. The library's own signals come after the transaction."""
    if created:
        noted(instance.user, "factor.added", kind=str(instance.type))


def factor_removed(instance: Authenticator, **_: Any) -> None:
    """A second factor or passkey was removed."""
    noted(instance.user, "factor.removed", kind=str(instance.type))


RECEIVERS = (
    (account.user_logged_in, signed_in),
    (user_logged_out, signed_out),
    (account.password_changed, password("password.changed")),
    (account.password_set, password("password.changed")),
    (account.password_reset, password("password.reset")),
    (second.authentication_failed, second_failed),
)


def connect() -> None:
    """Receive them, from the start of the process."""
    for number, (signal, receiver) in enumerate(RECEIVERS):
        signal.connect(receiver, weak=False, dispatch_uid=f"khoabang.entrance.{number}")
    post_save.connect(factor_added, sender=Authenticator, dispatch_uid="khoabang.entrance.added")
    post_delete.connect(factor_removed, sender=Authenticator, dispatch_uid="khoabang.entrance.removed")
