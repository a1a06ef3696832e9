"""What differs from the library: people come in by invitation only, are written to in their own language, and read a QR code in the page."""

import ipaddress
import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import translation

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the person's language. A letter that cannot leave is no reason to undo what it tells, nor to say who has an account."""
        person = context.get("user")
        try:
            with translation.override(person.language if isinstance(person, Person) else translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError):
            log.exception("a letter (%s) did not leave", template_prefix)


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
