"""The lifecycle of a site visit."""

from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import OF_A_BODY, Role
from khoabang.web.lifecycle import Lifecycle, Transition
from khoabang.web.verification.models import VisitState

_JUDGES = (Role.VERIFIER, Role.ASSISTANT, Role.LEAD)

VISIT = Lifecycle(
    "visit",
    [
        Transition("hold", VisitState.PLANNED, VisitState.HELD, _("Ghi biên bản khảo sát"), _JUDGES, ("in_verification", "charged")),
        Transition(
            "call_off", VisitState.PLANNED, VisitState.CALLED_OFF, _("Hủy khảo sát"), _JUDGES,
            ("in_verification", "charged"), needs_reason=True, told=OF_A_BODY,
        ),
    ],
)  # fmt: skip
