"""Sends notices by e-mail: each once, and again, later and later, where the mail server did not take it."""

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from khoabang.web.activity.services import last_mark
from khoabang.web.notices.models import Notice

AT_ONCE = 500
MOST_ATTEMPTS = 10
STALE = timedelta(days=7)  # what was not sent in a week is not news any more
_LEASE = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=6)


@dataclass(slots=True)
class Mailed:
    """How many were sent, and how many were not taken."""

    sent: int = 0
    failed: int = 0


def is_set_up() -> bool:
    """Whether the installation has a mail server: without one letters would be printed, and count as sent."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))


def waiting(now: datetime) -> QuerySet[Notice]:
    """The notices that are to go out by e-mail and have not."""
    fresh = Notice.objects.filter(mailed_at=None, at__gt=now - STALE, person__is_active=True)
    return fresh.filter(attempts__lt=MOST_ATTEMPTS)


def send_waiting(now: datetime) -> Mailed:
    """Send what waits, the oldest first; nothing where no mail server is set up.

    Each is taken by its row before it is sent, so that two clocks at once send it once. One that was taken by a process that
    died is taken again after a while, with the same Message-ID, by which mail programs know it.
    """
    done = Mailed()
    due = waiting(now).filter(Q(try_after=None) | Q(try_after__lte=now)).order_by("at", "pk")
    found = list(due.select_related("person")[:AT_ONCE]) if is_set_up() else []
    if not found:
        return done
    server = get_connection()
    try:
        for notice in found:
            if not _taken(notice, now):
                continue
            trouble = _sent(notice, server)
            if trouble is None:
                done.sent += 1
                Notice.objects.filter(pk=notice.pk).update(mailed_at=now, trouble="")
            else:
                done.failed += 1
                wait = min(_LEASE * 2**notice.attempts, _LONGEST_WAIT)
                Notice.objects.filter(pk=notice.pk).update(try_after=now + wait, trouble=trouble[:300])
            if isinstance(trouble, _ServerAway):
                break
    finally:
        server.close()
    return done


class _ServerAway(str):
    """The server itself is not to be reached: the others would fare no better."""

    __slots__ = ()


def _taken(notice: Notice, now: datetime) -> bool:
    free = Notice.objects.filter(Q(try_after=None) | Q(try_after__lte=now), pk=notice.pk, mailed_at=None)
    return free.update(attempts=F("attempts") + 1, try_after=now + _LEASE) == 1


def _sent(notice: Notice, server: BaseEmailBackend) -> str | None:
    """Send one; give what the server said where it did not take it."""
    try:
        server.open()
    except (smtplib.SMTPException, OSError) as error:
        return _ServerAway(f"{type(error).__name__}: {error}")
    try:
        _message(notice, server).send()
    except smtplib.SMTPServerDisconnected as error:
        server.close()
        return f"{type(error).__name__}: {error}"
    except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: an address that no header can hold
        return f"{type(error).__name__}: {error}"
    return None


def _message(notice: Notice, server: BaseEmailBackend) -> EmailMessage:
    with translation.override(notice.person.language):
        parts = [notice.title, notice.words]
        if notice.address and settings.SITE_ADDRESS:
            parts.append(settings.SITE_ADDRESS + notice.address)
        parts.append(gettext("Thư này do phần mềm Khoa Bảng tự gửi. Xem mọi thông báo trong phần làm việc, mục Thông báo."))
        if mark := last_mark():
            parts.append(gettext("Dấu niêm phong nhật ký gần nhất: %(mark)s") % {"mark": mark})
    host = urlsplit(settings.SITE_ADDRESS).hostname or "khoabang.invalid"
    return EmailMessage(
        subject=" ".join(notice.title.split()),
        body="\n\n".join(filter(None, parts)) + "\n",
        to=[notice.person.email],
        headers={
            "Message-ID": f"<notice-{notice.pk}-{notice.at:%Y%m%d%H%M%S}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=server,
    )
