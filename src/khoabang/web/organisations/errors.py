"""Why a change of the register is refused, in words for whoever asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.refusal import Refused

Words = StrOrPromise


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason, and the field of the form it belongs to."""

    field: str
    text: Words


class RegisterRefused(Refused):
    """What was asked for cannot be done; every reason is named, the first does not hide the second."""

    status = 422

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__(objections[0].text, field=objections[0].field)
        self.objections = tuple(objections)

    def __str__(self) -> str:
        return "; ".join(f"{each.field}: {each.text}" for each in self.objections)


class RegisterChanged(RegisterRefused):
    """The register is no longer what the preview was made from."""

    status = 409

    def __init__(self) -> None:
        super().__init__([Objection("", _("Sổ cơ quan đã thay đổi sau khi xem trước. Hãy xem lại rồi xác nhận."))])
