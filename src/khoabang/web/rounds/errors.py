"""Why an import, or what was asked of a round, is refused."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring.problems import Problem
from khoabang.web.refusal import Refused


class ImportRefused(ValueError):
    """The documents cannot be a round's result."""


class FormatUnknown(ImportRefused):
    """Not a document of a kind and format this version reads."""


class AuthorityDiffers(ImportRefused):
    """A round keeps its authority; another authority needs a round of its own."""


class SetTextDiffers(ImportRefused):
    """The criteria set given is not the one the result names, or not the one kept under its code and version."""

    def __init__(self, code: str, version: str, *, kept: str, given: str) -> None:
        super().__init__(f"{code} {version} is the text {kept}, not {given}")
        self.code = code
        self.version = version
        self.kept = kept
        self.given = given


class FieldsRefused(Refused):
    """What was typed cannot be taken: every field is named with the reason, the first does not hide the second."""

    status = 422

    def __init__(self, fields: Mapping[str, StrOrPromise]) -> None:
        name, words = next(iter(fields.items()))
        super().__init__(words, field=name)
        self.fields = dict(fields)


class SetHasErrors(Refused):
    """A criteria set with errors cannot be used for a round."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            _("Bộ tiêu chí còn lỗi nên chưa mở đợt được. Hãy sửa các lỗi dưới đây rồi thử lại."), field="set_version"
        )
        self.problems = list(problems)


class RowsRefused(Refused):
    """Rows of bodies cannot be taken: each problem with the body's code and the column."""

    status = 422

    def __init__(self, problems: Sequence[tuple[str, str, Problem]]) -> None:
        super().__init__(_("Danh sách cơ quan còn lỗi. Chưa lưu gì; hãy sửa các ô được đánh dấu."))
        self.problems = list(problems)


class ConditionsUnmet(Refused):
    """A transition waits for something: all that is lacking is named."""

    def __init__(self, lacking: Sequence[StrOrPromise]) -> None:
        super().__init__(lacking[0])
        self.lacking = list(lacking)


class OutOfStage(Refused):
    """The round does not stand where this can be done."""
