"""What each act of the log is called. A code is `thing.done`; every code that is recorded has its words here."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "calendar.set": _("Đặt lịch của đợt"),
    "charge.given": _("Giao việc"),
    "charge.taken": _("Thôi giao việc"),
    "claim.sent": _("Duyệt và gửi bản tự đánh giá"),
    "claim.taken_back": _("Rút lại bản đã gửi"),
    "draft.saved": _("Lưu số liệu"),
    "evidence.added": _("Thêm tài liệu"),
    "evidence.consent_given": _("Đồng ý công bố tài liệu"),
    "evidence.consent_withdrawn": _("Rút đồng ý công bố tài liệu"),
    "evidence.described": _("Sửa thông tin tài liệu"),
    "evidence.linked": _("Gắn tài liệu vào chỉ tiêu"),
    "evidence.revised": _("Thêm bản mới của tài liệu"),
    "evidence.unlinked": _("Gỡ tài liệu khỏi chỉ tiêu"),
    "extension.given": _("Gia hạn cho cơ quan"),
    "handover.ended": _("Thôi giao chỉ tiêu"),
    "handover.given": _("Giao chỉ tiêu"),
    "minutes.confirmed": _("Xác nhận biên bản"),
    "participant.not_sent": _("Xử lý cơ quan không gửi tự đánh giá"),
    "participant.not_sent_undone": _("Bỏ việc xử lý cơ quan không gửi tự đánh giá"),
    "participant.standing_set": _("Đổi cách đánh giá một cơ quan"),
    "participants.saved": _("Sửa danh sách cơ quan của đợt"),
    "register.body_added": _("Thêm cơ quan vào sổ"),
    "register.body_corrected": _("Sửa thông tin cơ quan"),
    "register.event": _("Ghi sự kiện của cơ quan"),
    "register.imported": _("Nhập sổ cơ quan từ tệp"),
    "register.kind": _("Ghi loại cơ quan"),
    "register.undo": _("Hoàn tác sự kiện của cơ quan"),
    "register.units_loaded": _("Nạp đơn vị hành chính vào sổ"),
    "reminder.days_set": _("Đặt số ngày nhắc trước hạn"),
    "reminder.sent": _("Nhắc cơ quan"),
    "reply.agreed": _("Thống nhất với kết quả thẩm định"),
    "reply.contested": _("Kiến nghị xem xét lại"),
    "reply.silent": _("Ghi nhận cơ quan không trả lời"),
    "result.approved": _("Phê duyệt kết quả"),
    "round.made": _("Lập đợt đánh giá"),
    "round.moved": _("Chuyển bước của đợt"),
    "round.taken_over": _("Lấy lại từ đợt trước"),
    "ruling.made": _("Kết luận thẩm định"),
    "set.frozen": _("Chốt bộ tiêu chí"),
    "set.uploaded": _("Tải bộ tiêu chí lên"),
    "submission.handed_back": _("Trả lại để sửa"),
    "submission.handed_in": _("Trình duyệt"),
    "submission.recalled": _("Rút về để sửa"),
    "supplement.answered": _("Trả lời yêu cầu bổ sung"),
    "visit.called_off": _("Hủy khảo sát thực tế"),
    "visit.held": _("Ghi biên bản khảo sát"),
    "visit.planned": _("Lên lịch khảo sát thực tế"),
}


def words_of(action: str) -> StrOrPromise:
    """The words of an act; its code where an earlier version of the software recorded what this one does not know."""
    return WORDS.get(action, action)
