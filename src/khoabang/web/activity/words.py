"""What each act of the log is called. A code is `thing.done`; every code that is recorded has its words here."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "reminder.days_set": _("Đặt số ngày nhắc trước hạn"),
    "reminder.sent": _("Nhắc cơ quan"),
}


def words_of(action: str) -> StrOrPromise:
    """The words of an act; its code where an earlier version of the software recorded what this one does not know."""
    return WORDS.get(action, action)
