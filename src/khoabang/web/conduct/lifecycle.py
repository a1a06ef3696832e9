"""The lifecycle of a round that is run here; that of each body's self-assessment is in `assessments`."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import RUNS, Role
from khoabang.web.lifecycle import Lifecycle, Transition
from khoabang.web.rounds.models import Stage

_BODY = (Role.PREPARER, Role.APPROVER)
_JUDGES = (Role.VERIFIER, Role.ASSISTANT)
_COUNCIL = (Role.MEMBER, Role.CHAIR)

ROUND = Lifecycle(
    "round",
    [
        Transition(
            "open", Stage.PREPARATION, Stage.ASSESSMENT, _("Mở đợt, cho các cơ quan tự đánh giá"), RUNS,
            ("set_without_errors", "has_participants", "calendar_complete"), told=_BODY,
        ),
        Transition(
            "close_assessment", Stage.ASSESSMENT, Stage.VERIFICATION, _("Kết thúc tự đánh giá, bắt đầu thẩm định"), RUNS,
            ("assessment_over", "not_sent_settled"), told=(*_BODY, *_JUDGES),
        ),
        Transition(
            "close_verification", Stage.VERIFICATION, Stage.REPLY, _("Kết thúc thẩm định, gửi kết quả cho các cơ quan"), RUNS,
            ("all_verified", "no_open_supplement", "time_to_reply"), told=_BODY,
        ),
        Transition(
            "close_replies", Stage.REPLY, Stage.COUNCIL, _("Hết thời hạn giải trình, trình hội đồng"), RUNS,
            ("reply_over", "silence_settled"), told=_COUNCIL,
        ),
        Transition(
            "approve", Stage.COUNCIL, Stage.APPROVED, _("Phê duyệt kết quả"), (Role.APPROVING,),
            ("council_done",), told=(Role.LEAD, *_COUNCIL),
        ),
        Transition("reopen_assessment", Stage.VERIFICATION, Stage.ASSESSMENT, _("Mở lại tự đánh giá"), RUNS, needs_reason=True, told=_BODY),
        Transition("reopen_verification", Stage.REPLY, Stage.VERIFICATION, _("Trả lại thẩm định"), RUNS, needs_reason=True, told=_JUDGES),
        Transition(
            "reopen_replies", Stage.COUNCIL, Stage.REPLY, _("Trả lại bước giải trình"), RUNS,
            ("council_not_in_session",), needs_reason=True, told=_BODY,
        ),
        *(
            Transition("cancel", stage, Stage.CANCELLED, _("Hủy đợt"), RUNS, needs_reason=True, told=_BODY)
            for stage in (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
        ),
        # Bodies do not know of a round that is being prepared.
        Transition("cancel", Stage.PREPARATION, Stage.CANCELLED, _("Hủy đợt"), RUNS, needs_reason=True),
    ],
)  # fmt: skip
