"""Why something of a self-assessment is refused. Nothing was changed where one of these is raised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Person
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Stage, State


class NotYours(Refused):
    """Not this person's to do: another body's, or another role's."""

    status = 403


class OutOfStage(Refused):
    """The round takes no self-assessment now."""

    def __init__(self, stage: str) -> None:
        words = _(
            "Đợt đánh giá đang ở bước «%(stage)s» nên không nhận tự đánh giá. Nội dung vừa gửi chưa được lưu; "
            "hãy hỏi cơ quan thường trực nếu cần mở lại."
        )
        super().__init__(words % {"stage": Stage(stage).label})


class Late(Refused):
    """The last day is over."""

    def __init__(self, day: date) -> None:
        words = _(
            "Hạn tự đánh giá đã hết lúc 24 giờ ngày %(day)s nên không nhận thêm thay đổi. Nội dung vừa gửi chưa được lưu; "
            "cơ quan thường trực có thể gia hạn."
        )
        super().__init__(words % {"day": f"{day:%d/%m/%Y}"})


class NotDrafting(Refused):
    """What waits for approval, or was sent, does not change."""

    def __init__(self, state: str) -> None:
        words = {
            State.SIGNING: _("Bản tự đánh giá đang chờ duyệt nên không sửa được. Hãy rút về, hoặc đề nghị người duyệt trả lại."),
            State.SENT: _("Bản tự đánh giá đã gửi nên không sửa được. Người duyệt có thể rút lại trước khi hết hạn."),
        }
        super().__init__(words[State(state)])


class NotAsked(Refused):
    """The body is not asked for this indicator."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cơ quan không nhập chỉ tiêu này: số liệu do nguồn khác cung cấp, hoặc chỉ tiêu không áp dụng."))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why one field cannot be taken: what was typed, why, what to do, and what was probably meant."""

    typed: str
    what: str
    remedy: str
    meant: tuple[str, ...] = ()


class Unreadable(Refused):
    """Something typed is no answer to its field; `troubles` are by field."""

    status = 422

    def __init__(self, troubles: Mapping[str, Trouble]) -> None:
        super().__init__(
            _("Có số liệu chưa đọc được nên chưa lưu. Những gì đã gõ vẫn còn trên trang."), field=next(iter(troubles))
        )
        self.troubles = troubles


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: what stands for an indicator, in which version, saved by whom and when."""

    values: Mapping[str, str]
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    version: int = 0
    by: Person | None = None
    at: datetime | None = None


class Conflict(Refused):
    """Somebody else saved since this was seen: both sides, and what both began from."""

    def __init__(self, mine: Side, theirs: Side, base: Side) -> None:
        words = _("%(person)s đã lưu chỉ tiêu này trong lúc bạn đang sửa. Chưa có gì bị ghi đè: hãy xem hai bản và chọn.")
        super().__init__(words % {"person": theirs.by})
        self.mine = mine
        self.theirs = theirs
        self.base = base


class ContentChanged(Refused):
    """What is to be signed is no longer what was seen."""

    def __init__(self) -> None:
        super().__init__(
            _("Nội dung đã thay đổi sau khi bạn mở trang này nên chưa gửi. Hãy xem lại bản kiểm tra dưới đây rồi gửi.")
        )


class NotInThisState(Refused):
    """The step does not start from where the self-assessment stands: somebody else was faster, or the page is old."""

    def __init__(self, state: str) -> None:
        words = _("Bản tự đánh giá đang ở trạng thái «%(state)s» nên bước này không thực hiện được. Hãy tải lại trang.")
        super().__init__(words % {"state": State(state).label})


class ReasonNeeded(Refused):
    """The step asks why."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Ghi lý do, để người nhận biết phải làm gì."), field="reason")


class HasErrors(Refused):
    """Errors keep it from being sent."""

    status = 422

    def __init__(self, count: int) -> None:
        super().__init__(_("Còn %(count)s lỗi phải sửa trước khi gửi; chưa có gì được gửi.") % {"count": count})


class NotConfirmed(Refused):
    """Warnings have to be confirmed by who signs."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Xác nhận đã xem các cảnh báo, rồi gửi lại."), field="confirmed")


class Doubtful(Refused):
    """What is to be recorded gives nothing: the rule refuses it, or something is lacking. Whoever means it says so."""

    status = 422

    def __init__(self, objections: Sequence[str]) -> None:
        words = _("Chưa ghi. %(why)s Nếu vẫn muốn ghi như vậy, hãy đánh dấu ô xác nhận rồi gửi lại.")
        super().__init__(words % {"why": " ".join(objections)}, field="values")
        self.objections = tuple(objections)
