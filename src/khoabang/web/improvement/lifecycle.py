"""The lifecycle of a task of a plan."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import OF_A_BODY
from khoabang.web.improvement.models import TaskState as S
from khoabang.web.lifecycle import Lifecycle, Transition

_BODY = tuple(OF_A_BODY)

TASK = Lifecycle(
    "task",
    [
        Transition("begin", S.PLANNED, S.DOING, _("Bắt đầu làm"), _BODY),
        *(Transition("finish", state, S.DONE, _("Đã xong"), _BODY) for state in (S.PLANNED, S.DOING)),
        *(Transition("note", state, state, _("Chỉ ghi tiến độ"), _BODY, needs_reason=True) for state in (S.PLANNED, S.DOING)),
        *(Transition("drop", state, S.DROPPED, _("Thôi không làm"), _BODY, needs_reason=True) for state in (S.PLANNED, S.DOING)),
        Transition("reopen", S.DONE, S.DOING, _("Làm lại"), _BODY, needs_reason=True),
        Transition("reopen", S.DROPPED, S.PLANNED, _("Làm lại"), _BODY, needs_reason=True),
    ],
)
