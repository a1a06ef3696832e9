"""The lifecycle of a report of an error."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Role
from khoabang.web.error_reports.models import ReportState as S
from khoabang.web.lifecycle import Lifecycle, Transition

_LEAD = (Role.LEAD,)
_EXAMINED = (S.EXAMINING, S.ANSWERED, S.CORRECTED)

REPORT = Lifecycle(
    "error_report",
    [
        Transition("examine", S.RECEIVED, S.EXAMINING, _("Tiếp nhận, xem xét"), _LEAD),
        *(
            Transition("answer", state, S.ANSWERED, _("Trả lời công khai"), _LEAD, ("outcome_chosen", "reply_written"))
            for state in (S.RECEIVED, S.EXAMINING)
        ),
        Transition(
            "answer", S.ANSWERED, S.ANSWERED, _("Thay câu trả lời"), _LEAD, ("outcome_chosen", "reply_written"),
            needs_reason=True,
        ),
        Transition("correct", S.ANSWERED, S.CORRECTED, _("Ghi lần công bố đã đính chính"), _LEAD, ("upheld", "edition_later")),
        *(
            Transition("set_aside", state, S.SET_ASIDE, _("Không xem xét"), _LEAD, ("reply_written",))
            for state in (S.RECEIVED, S.EXAMINING)
        ),
        Transition("examine", S.SET_ASIDE, S.EXAMINING, _("Xem xét lại"), _LEAD, needs_reason=True),
        *(Transition("show", state, state, _("Hiện nội dung phản ánh"), _LEAD, ("words_kept",)) for state in _EXAMINED),
        *(Transition("hide", state, state, _("Ẩn nội dung phản ánh"), _LEAD, needs_reason=True) for state in _EXAMINED),
        *(
            Transition(
                "remove_words", state, state, _("Xóa hẳn nội dung phản ánh"), _LEAD, ("words_kept",), needs_reason=True
            )
            for state in (*_EXAMINED, S.SET_ASIDE)
        ),
    ],
)  # fmt: skip
