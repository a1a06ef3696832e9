"""What people type for an indicator outside the self-assessment: read by its inputs, and compared as what it means."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.outcome import Status, Value
from khoabang.web.assessments.asked import Asked
from khoabang.web.assessments.current import Given
from khoabang.web.assessments.drafts import Content, read_content
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused

MOST_WORDS = 5_000  # characters of a reason


def values_read(criterion: Criterion, typed: Mapping[str, str], lang: str) -> dict[str, str]:
    """Take what was typed for an indicator's inputs, as text: composed, and readable; what is left empty is left out.

    Raises:
        Unreadable: with the trouble of each input that cannot be read; `58.083` typed for `58,083` is one of them.
    """
    codes = [item.code for item in criterion.all_inputs]
    content = Content({code: typed.get(code, "") for code in codes})
    return dict(read_content(Asked(criterion, (), lang), content).values)


def words_read(text: str, field: str = "") -> str:
    """Take a reason or a note: composed, with one kind of line end, without blanks around it.

    Raises:
        Refused: it is longer than anybody reads; said at `field`.
    """
    words = plain(text).strip()
    if len(words) > MOST_WORDS:
        raise Refused(
            _("Nội dung quá dài: nhiều nhất 5.000 ký tự. Phần chi tiết có thể nộp thành tài liệu."), field=field, status=422
        )
    return words


def same(inputs: Sequence[Input], one: Given, other: Given, lang: str) -> bool:
    """Whether two answers mean the same: `5,0` is `5`, and two that do not apply are alike whatever else stands there."""
    if one.not_applicable or other.not_applicable:
        return one.not_applicable == other.not_applicable
    return all(
        _meaning(item, one.values.get(item.code, ""), lang) == _meaning(item, other.values.get(item.code, ""), lang)
        for item in inputs
    )


def _meaning(item: Input, text: str, lang: str) -> Value | tuple[str]:
    try:
        return item.read(text, lang)
    except AnswerError:
        return (text.strip(),)


def is_blank(inputs: Sequence[Input], given: Given, lang: str) -> bool:
    """Whether nothing was answered."""
    return not given.not_applicable and all(
        _meaning(item, given.values.get(item.code, ""), lang) is Status.MISSING for item in inputs
    )
