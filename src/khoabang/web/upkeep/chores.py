"""What the clock does: each chore when it is due, by whichever clock comes first; what fails is said and tried again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.activity.services import seal
from khoabang.web.error_reports import letters
from khoabang.web.notices.mailing import send_waiting
from khoabang.web.reminders import remind
from khoabang.web.upkeep.models import Chore

log = logging.getLogger(__name__)
BACKUP = "backup"  # done by its command; its row says when


@dataclass(frozen=True, slots=True)
class Due:
    """A chore: how often it is due, and what does it, giving a count of what was done."""

    name: str
    words: StrOrPromise
    every: timedelta
    do: Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one chore: how much was done, or why nothing was."""

    name: str
    words: StrOrPromise
    count: int
    trouble: str = ""


def _seal(now: datetime) -> int:
    return 1 if seal(now) else 0


def _mail(now: datetime) -> int:
    return send_waiting(now).sent + letters.send_waiting(now)


def _tidy(now: datetime) -> int:
    """Remove what was kept for a time only: reports of audits, addresses of readers, uploads left behind, sessions that are over."""
    from django.contrib.sessions.models import Session

    from khoabang.web.audits.services import purge
    from khoabang.web.deployment import remove_abandoned_uploads
    from khoabang.web.error_reports.services import contacts_removed

    purge(now)
    contacts_removed(now)
    if settings.DATA is not None:
        remove_abandoned_uploads(settings.DATA, now.timestamp())
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _examine(now: datetime) -> int:
    from khoabang.web.upkeep.doctor import examine_all

    return examine_all(now)


CHORES: tuple[Due, ...] = (
    Due("seal", _("Niêm phong nhật ký"), timedelta(hours=1), _seal),
    Due("reminders", _("Nhắc việc sắp đến hạn"), timedelta(minutes=15), remind),
    Due("mail", _("Gửi thư điện tử"), timedelta(minutes=1), _mail),
    Due("tidy", _("Dọn những gì đã hết hạn lưu"), timedelta(hours=6), _tidy),
    Due("examination", _("Kiểm tra toàn bộ dữ liệu"), timedelta(days=1), _examine),
)


def run_due(now: datetime) -> list[Done]:
    """Do what is due, and give what was done. A chore that fails keeps no other from being done."""
    return [_did(due, now) for due in CHORES if _taken(due, now)]


def _taken(due: Due, now: datetime) -> bool:
    """Take a chore if it is due; of two clocks one gets it."""
    # A little less than the interval: a clock that ticks each minute must not skip every second minute.
    free = Q(began=None) | Q(began__lte=now - due.every + timedelta(seconds=5)) | Q(began__gt=now + due.every)
    if Chore.objects.filter(free, name=due.name).update(began=now):
        return True
    if Chore.objects.filter(name=due.name).exists():
        return False
    try:
        Chore.objects.create(name=due.name, began=now)
    except IntegrityError:  # another clock made the row a moment ago
        return False
    return True


def _did(due: Due, now: datetime) -> Done:
    row = Chore.objects.filter(name=due.name)
    try:
        count = due.do(now)
    except Exception as error:  # whatever it is, the other chores must be done
        log.exception("chore %s", due.name)
        trouble = f"{type(error).__name__}: {error}"
        if isinstance(error, DatabaseError):
            close_old_connections()
        row.update(failures=F("failures") + 1, trouble=trouble[:500])
        return Done(due.name, due.words, 0, trouble)
    row.update(done=now, failures=0, trouble="")
    return Done(due.name, due.words, count)


def noted(name: str, now: datetime) -> None:
    """Note that something was done that no clock does, such as a backup."""
    Chore.objects.update_or_create(name=name, defaults={"began": now, "done": now, "failures": 0, "trouble": ""})
