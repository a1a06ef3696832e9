"""Writes to readers who left an address, when the report that they sent is answered or its figure corrected."""

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from khoabang.web.error_reports.models import Contact, Step
from khoabang.web.notices.mailing import is_set_up

_TOLD_OF = ("answer", "set_aside", "correct")
_AT_ONCE = 100
_MOST_ATTEMPTS = 10
_LEASE = timedelta(minutes=10)


def send_waiting(now: datetime) -> int:
    """Send what readers have not been told yet, and give how many letters left; nothing where no mail server is set up.

    A contact's row is taken before its letter is sent, so that two clocks at once send it once.
    """
    if not is_set_up():
        return 0
    free = Q(try_after=None) | Q(try_after__lte=now)
    waiting = Contact.objects.filter(
        free, attempts__lt=_MOST_ATTEMPTS, report__steps__transition__in=_TOLD_OF, report__steps__number__gt=F("told")
    )
    sent = 0
    for contact in waiting.select_related("report__result__round").defer("report__result__document").distinct()[:_AT_ONCE]:
        taken = Contact.objects.filter(free, pk=contact.pk)
        if not taken.update(attempts=F("attempts") + 1, try_after=now + _LEASE * 2**contact.attempts):
            continue
        last = contact.report.steps.filter(transition__in=_TOLD_OF).latest("number")
        try:
            _letter(contact, last).send()
        except (smtplib.SMTPException, OSError, ValueError):  # ValueError: an address that no header can hold
            continue
        sent += 1
        Contact.objects.filter(pk=contact.pk).update(told=last.number, attempts=0, try_after=None)
    return sent


def _letter(contact: Contact, step: Step) -> EmailMessage:
    report = contact.report
    with translation.override(contact.language):
        parts = [
            gettext("Phản ánh %(code)s về: %(round)s") % {"code": report.code, "round": report.result.round.title},
            step.get_state_display() + (f" · {step.get_outcome_display()}" if step.outcome else ""),
            step.reply if step.transition != "correct" else "",
        ]
        if step.edition is not None:
            parts.append(gettext("Con số đã được đính chính bằng lần công bố %(edition)s.") % {"edition": step.edition})
        if settings.SITE_ADDRESS:
            parts.append(settings.SITE_ADDRESS + reverse("portal:error-report-page", args=[report.code]))
        parts.append(gettext("Thư này do phần mềm Khoa Bảng tự gửi. Địa chỉ của bạn sẽ được xóa; không cần trả lời thư."))
        subject = gettext("Báo sai sót %(code)s: %(state)s") % {"code": report.code, "state": step.get_state_display()}
    return EmailMessage(
        subject=subject,
        body="\n\n".join(filter(None, parts)) + "\n",
        to=[contact.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
