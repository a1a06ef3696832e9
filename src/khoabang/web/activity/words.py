"""What each act of the log is called. A code is `thing.done`; every code that is recorded has its words here."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "appointment.granted": _("Giao vai trò"),
    "appointment.delegated": _("Ủy quyền vai trò"),
    "appointment.ended": _("Kết thúc vai trò"),
    "invitation.sent": _("Gửi lời mời"),
    "invitation.sent_again": _("Gửi lại lời mời"),
    "invitation.withdrawn": _("Thu hồi lời mời"),
    "invitation.accepted": _("Nhận lời mời"),
    "person.closed": _("Ngừng tài khoản"),
}


def words_of(action: str) -> StrOrPromise:
    """The words of an act; its code where an earlier version of the software recorded what this one does not know."""
    return WORDS.get(action, action)
