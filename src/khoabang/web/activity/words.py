"""The words of each act in the activity log, by its code."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "register.body_added": _("Thêm cơ quan vào sổ"),
    "register.body_corrected": _("Sửa thông tin cơ quan"),
    "register.event": _("Ghi sự kiện của cơ quan"),
    "register.imported": _("Nhập sổ cơ quan từ tệp"),
    "register.kind": _("Ghi loại cơ quan"),
    "register.undo": _("Hoàn tác sự kiện của cơ quan"),
    "register.units_loaded": _("Nạp đơn vị hành chính vào sổ"),
}
