"""What the library tells of an account goes to the log: its signals, received."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as second
from django.contrib.auth.signals import user_logged_out
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


def factor(action: str) -> Any:
    """The receiver of a change of second factors and passkeys: of which kind, never which secret."""
    return lambda user, authenticator, **_: noted(user, action, kind=str(authenticator.type))


RECEIVERS = (
    (account.user_logged_in, signed_in),
    (user_logged_out, signed_out),
    (account.password_changed, password("password.changed")),
    (account.password_set, password("password.changed")),
    (account.password_reset, password("password.reset")),
    (second.authentication_failed, second_failed),
    (second.authenticator_added, factor("factor.added")),
    (second.authenticator_removed, factor("factor.removed")),
    (second.authenticator_reset, factor("factor.renewed")),
)


def connect() -> None:
    """Receive them, from the start of the process."""
    for number, (signal, receiver) in enumerate(RECEIVERS):
        signal.connect(receiver, weak=False, dispatch_uid=f"khoabang.entrance.{number}")
