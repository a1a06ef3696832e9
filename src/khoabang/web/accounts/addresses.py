"""Changing the address by which somebody signs in: proved by a link in a letter to the new one, and told to the old one."""

import logging
import smtplib
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.account_log import noted
from khoabang.web.accounts.errors import AddressRefused, AlreadyOver, LetterNotSent
from khoabang.web.accounts.models import Person
from khoabang.web.activity.services import chain_of, record
from khoabang.web.notices.services import tell

SALT = "khoabang.address"
VALID = 24 * 3_600  # seconds
log = logging.getLogger(__name__)


def change_asked(*, person: Person, email: str, link: Callable[[str], str]) -> None:
    """Send a link to the new address. Nothing changes before it is opened; it works once.

    Whether somebody else has the address is not said: then no letter leaves.

    Raises:
        AddressRefused: it is the address that the person has.
        LetterNotSent: the mail server did not take the letter.
    """
    email = Person.objects.normalise(email)
    if email == person.email:
        raise AddressRefused(_("Đây là địa chỉ đang dùng. Hãy nhập địa chỉ mới."), field="email")
    noted(person, "email.asked")
    if Person.objects.filter(email=email).exists():
        return
    token = signing.dumps([person.pk, person.email, email], salt=SALT)
    try:
        _letter("address_change", person, email, address=link(token))
    except (smtplib.SMTPException, OSError) as error:
        raise LetterNotSent(_("Máy chủ thư chưa nhận thư nên địa chỉ chưa đổi. Hãy thử lại sau ít phút.")) from error


def asked_by(token: str) -> tuple[Person, str] | None:
    """Who asked for which address by a link; None where it is too old, was used, or is none of ours."""
    try:
        key, before, email = signing.loads(token, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(pk=key, email=before, is_active=True).first()
    return None if person is None else (person, email)


def changed(token: str) -> Person:
    """Take the address whose link was opened, and tell the old one.

    Raises:
        AlreadyOver: the link is of no use any more.
        AddressRefused: somebody else has come by the address meanwhile.
    """
    over = AlreadyOver(_("Đường dẫn này đã được dùng hoặc đã quá hạn. Hãy đăng nhập và đổi lại địa chỉ."))
    with transaction.atomic():
        asked = asked_by(token)
        if asked is None:
            raise over
        person = Person.objects.select_for_update(no_key=True).get(pk=asked[0].pk)
        before, email, now = asked[0].email, asked[1], clock.now()
        if person.email != before:
            raise over
        if Person.objects.filter(email=email).exists():
            raise AddressRefused(_("Địa chỉ này không dùng được cho tài khoản của bạn. Hãy chọn địa chỉ khác."))
        person.email = email
        person.save(update_fields=["email"])
        EmailAddress.objects.filter(user=person).delete()  # what the library remembers of the old one would still let in by it
        detail = {"before": before, "after": email}
        record(chain=chain_of(person=person.pk), action="email.changed", by=person, now=now, detail=detail)
        tell([person], _("Địa chỉ đăng nhập của bạn đã đổi"), email, now=now)
    try:
        _letter("address_changed", person, before)
    except (smtplib.SMTPException, OSError):
        log.exception("a letter to the address before did not leave")
    return person


def _letter(name: str, person: Person, to: str, **context: str) -> None:
    with translation.override(person.language):
        said = {"person": person, **context}
        subject = " ".join(render_to_string(f"accounts/{name}_subject.txt", said).split())
        letter = EmailMessage(subject, render_to_string(f"accounts/{name}_message.txt", said).strip() + "\n", to=[to])
    letter.send()
