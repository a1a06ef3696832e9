"""The lifecycle of a body's self-assessment."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Role
from khoabang.web.lifecycle import Lifecycle, Transition
from khoabang.web.rounds.models import State

_BODY = (Role.PREPARER, Role.APPROVER)

SUBMISSION = Lifecycle(
    "submission",
    [
        Transition("hand_in", State.DRAFTING, State.SIGNING, _("Trình duyệt"), _BODY, ("assessment_open",), told=(Role.APPROVER,)),
        Transition(
            "hand_back", State.SIGNING, State.DRAFTING, _("Trả lại để sửa"), (Role.APPROVER,),
            ("assessment_open",), needs_reason=True, told=(Role.PREPARER,),
        ),
        Transition("recall", State.SIGNING, State.DRAFTING, _("Rút về để sửa"), (Role.PREPARER,), ("assessment_open",)),
        Transition(
            "send", State.SIGNING, State.SENT, _("Duyệt và gửi"), (Role.APPROVER,), ("assessment_open", "no_errors"),
            told=(Role.LEAD, Role.PREPARER),
        ),
        Transition(
            "send", State.DRAFTING, State.SENT, _("Duyệt và gửi"), (Role.APPROVER,), ("assessment_open", "no_errors"),
            told=(Role.LEAD, Role.PREPARER),
        ),
        Transition(
            "take_back", State.SENT, State.DRAFTING, _("Rút lại bản đã gửi"), (Role.APPROVER,),
            ("assessment_open",), told=(Role.LEAD, Role.PREPARER),
        ),
    ],
)  # fmt: skip
