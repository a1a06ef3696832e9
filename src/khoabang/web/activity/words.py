"""What each act of the log is called. A code is `thing.done`; every code that is recorded has its words here."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "calendar.set": _("Đặt lịch của đợt"),
    "charge.given": _("Giao việc"),
    "charge.taken": _("Thôi giao việc"),
    "extension.given": _("Gia hạn cho cơ quan"),
    "participant.not_sent": _("Xử lý cơ quan không gửi tự đánh giá"),
    "participant.not_sent_undone": _("Bỏ việc xử lý cơ quan không gửi tự đánh giá"),
    "participant.standing_set": _("Đổi cách đánh giá một cơ quan"),
    "participants.saved": _("Sửa danh sách cơ quan của đợt"),
    "reply.silent": _("Ghi nhận cơ quan không trả lời"),
    "round.made": _("Lập đợt đánh giá"),
    "round.moved": _("Chuyển bước của đợt"),
    "round.taken_over": _("Lấy lại từ đợt trước"),
}


def words_of(action: str) -> StrOrPromise:
    """The words of an act; its code where an earlier version of the software recorded what this one does not know."""
    return WORDS.get(action, action)
