"""Why a criteria set is not taken or not frozen."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.refusal import Refused


class NoSuchFile(Refused):
    """What was uploaded is no file of a criteria set."""

    status = 422

    def __init__(self, words: StrOrPromise) -> None:
        super().__init__(words, field="file")


class HasErrors(Refused):
    """A set with errors is not frozen."""

    def __init__(self) -> None:
        super().__init__(_("Bộ tiêu chí còn lỗi nên chưa chốt được. Hãy sửa các lỗi nêu dưới đây trong tệp, rồi tải lại."))


class VersionTaken(Refused):
    """Another text stands under this code and version."""

    def __init__(self, code: str, version: str) -> None:
        super().__init__(
            _(
                "Mã «%(code)s», phiên bản «%(version)s» đã được chốt với nội dung khác. Nội dung đã chốt không đổi: hãy đặt phiên bản"
                " mới trong tệp, rồi tải lại."
            )
            % {"code": code, "version": version}
        )


class AlreadyFrozen(Refused):
    """The upload was frozen before."""

    def __init__(self) -> None:
        super().__init__(_("Bản tải lên này đã được chốt trước đó."))
