"""What each act of the log is called. A code is `thing.done`; every code that is recorded has its words here."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "claim.sent": _("Duyệt và gửi bản tự đánh giá"),
    "claim.taken_back": _("Rút lại bản đã gửi"),
    "draft.saved": _("Lưu số liệu"),
    "handover.ended": _("Thôi giao chỉ tiêu"),
    "handover.given": _("Giao chỉ tiêu"),
    "submission.handed_back": _("Trả lại để sửa"),
    "submission.handed_in": _("Trình duyệt"),
    "submission.recalled": _("Rút về để sửa"),
}


def words_of(action: str) -> StrOrPromise:
    """The words of an act; its code where an earlier version of the software recorded what this one does not know."""
    return WORDS.get(action, action)
