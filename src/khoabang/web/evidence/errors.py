"""Why something with a document is refused. Nothing was changed where one of these is raised."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.refusal import Refused


class FileRefused(Refused):
    """A file cannot be taken: too large, empty, of a kind that is not kept, or not what its name says."""

    status = 422


class NoSuchDocument(Refused):
    """There is none, or it is not this body's."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("Không có tài liệu này trong hồ sơ của cơ quan."))


class NotNow(Refused):
    """Nothing may be attached or taken off on this occasion now."""


class SameFile(Refused):
    """The file is the one that the document has already."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Tệp này giống hệt bản hiện có của tài liệu nên không thêm bản mới."), field="files")


class StoreFailed(Refused):
    """The store takes no file now; nothing was attached."""

    status = 503

    def __init__(self) -> None:
        words = _("Kho lưu trữ chưa nhận được tệp nên chưa có gì được thêm. Hãy gửi lại sau ít phút, hoặc báo người quản trị.")
        super().__init__(words, field="files")
