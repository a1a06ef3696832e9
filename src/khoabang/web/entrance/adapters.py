"""What differs from the library: people come in by invitation only, are written to in their own language, and read a QR code in the page."""

import ipaddress
import logging
import smtplib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from khoabang.web.accounts.account_log import FAILED, LOCKED, attempt_noted, noted
from khoabang.web.accounts.models import Person

log = logging.getLogger(__name__)


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody registers without having been asked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email or user.email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            attempt_noted(LOCKED, email=credentials.get("email") or "")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempt_noted(FAILED, email=credentials.get("email") or "")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the person's language, once what the letter tells is kept.

        A letter that cannot leave is no reason to undo what it tells, nor to say who has an account.
        """
        waiting: list[Callable[[], None]] | None = getattr(self.request, "letters", None)
        if waiting is not None:
            waiting.append(lambda: self._send(template_prefix, email, context))
        else:
            self._send(template_prefix, email, context)

    def _send(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user")
        try:
            with translation.override(person.language if isinstance(person, Person) else translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError):
            log.exception("a letter (%s) did not leave", template_prefix)


def kept_whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view keep what it is sent and the log's entry of it, both or neither; letters leave when both are kept."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        letters: list[Callable[[], None]] = []
        request.letters = letters  # type: ignore[attr-defined]
        with transaction.atomic():
            response = view(request, *args, **kwargs)
        del request.letters  # type: ignore[attr-defined]
        for letter in letters:
            letter()
        return response

    return answered


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Sessions that somebody ends elsewhere are logged."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            noted(ended[0].user, "session.ended", count=len(ended))


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors as our pages show them."""

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element of the page: the policy of the pages takes no picture from an address of data."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]


def passkeys_work_at(request: HttpRequest) -> bool:
    """Whether a browser takes passkeys at this address: by https, or at localhost; never where the host is a number."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False
