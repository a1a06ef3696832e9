"""Writes of notices. Call `tell` in the transaction of what is told: a notice of what did not happen is worse than none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.notices.models import Notice, ReminderDays
from khoabang.web.refusal import Refused
from khoabang.web.rounds.lifecycle import RUNS
from khoabang.web.rounds.models import Round


def tell(
    people: Iterable[Person],
    title: StrOrPromise,
    words: StrOrPromise = "",
    *,
    address: str = "",
    now: datetime,
    round_: Round | None = None,
    key: str = "",
) -> list[Notice]:
    """Tell some people something, each in their own language and once: by a notice now, by e-mail when the clock comes round.

    Args:
        people: who; somebody named twice is told once.
        title: what happened, as a lazy text.
        words: more of it, as a lazy text.
        address: the path of the page it is about.
        now: when.
        round_: the round it belongs to.
        key: what makes it the same notice: a person is told it once only, however often this is called.
    """
    notices = []
    for person in {person.pk: person for person in people}.values():
        with translation.override(person.language):
            notices.append(
                Notice(person=person, round=round_, title=str(title), words=str(words), address=address, key=key, at=now)
            )
    return Notice.objects.bulk_create(notices, ignore_conflicts=bool(key))


MOST_REMINDERS, FIRST_REMINDER = 6, 60


class DaysRefused(Refused):
    """The days before a deadline on which people are reminded cannot be taken as typed."""

    status = 422


def mark_read(person: Person, notices: Iterable[int] | None = None) -> int:
    """Mark some of a person's notices as read, or all of them; give how many were not yet."""
    unread = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=clock.now())


@transaction.atomic
def reminder_days_set(round_code: str, typed: str, *, by: Person) -> tuple[int, ...]:
    """Say how many days before a last day people are reminded; nothing typed means never.

    Raises:
        NotYourRole: `by` does not run the round.
        DaysRefused: it is no list of whole numbers.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    refuse_without_role(by, RUNS, round_.authority, round_)
    days = _days(typed)
    before = ReminderDays.objects.filter(round=round_).values_list("days", flat=True).first()
    kept = " ".join(map(str, days))
    if before != kept:
        ReminderDays.objects.update_or_create(round=round_, defaults={"days": kept})
        detail = {"before": before, "after": kept}
        record(chain=chain_of(round_code=round_.code), action="reminder.days_set", by=by, now=clock.now(), detail=detail)
    return days


def _days(typed: str) -> tuple[int, ...]:
    words = typed.replace(",", " ").replace(";", " ").split()
    if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words):
        raise DaysRefused(_("Nhập các số ngày, cách nhau bằng dấu phẩy, ví dụ: 7, 3, 1."), field="days")
    days = sorted({int(word) for word in words}, reverse=True)
    if len(days) > MOST_REMINDERS or any(day > FIRST_REMINDER for day in days):
        raise DaysRefused(_("Nhắc nhiều nhất 6 lần, sớm nhất 60 ngày trước hạn."), field="days")
    return tuple(days)
