"""The lifecycle of a sitting."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import Role
from khoabang.web.council.models import SittingState
from khoabang.web.lifecycle import Lifecycle, Transition

_LEADS = (Role.CHAIR, Role.MEMBER)  # whoever of them leads this sitting
_COUNCIL = (Role.CHAIR, Role.MEMBER)

SITTING = Lifecycle(
    "sitting",
    [
        Transition(
            "begin", SittingState.PLANNED, SittingState.IN_SESSION, _("Khai mạc, bắt đầu biểu quyết"), (Role.LEAD, *_LEADS),
            ("round_at_council", "leads_or_prepares", "members_seated", "written_asks_something"), told=_COUNCIL,
        ),
        Transition(
            "close", SittingState.IN_SESSION, SittingState.CLOSED, _("Kết thúc, lập biên bản"), (Role.LEAD, *_LEADS),
            ("round_at_council", "leads_or_prepares", "was_quorate", "items_settled"), told=(Role.LEAD, *_COUNCIL),
        ),
        Transition(
            "cancel", SittingState.PLANNED, SittingState.CANCELLED, _("Hủy"), (Role.LEAD,),
            ("round_at_council",), needs_reason=True, told=_COUNCIL,
        ),
        Transition(
            "cancel", SittingState.IN_SESSION, SittingState.CANCELLED, _("Hủy"), (Role.LEAD,),
            ("round_at_council", "nothing_decided"), needs_reason=True, told=_COUNCIL,
        ),
    ],
)  # fmt: skip
