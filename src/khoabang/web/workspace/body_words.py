"""Words of a body's workspace: how much time is left, and what each step of the lifecycle is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, gettext_lazy
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Role
from khoabang.web.assessments.lifecycle import SUBMISSION
from khoabang.web.lifecycle import Transition

ABOUT: Mapping[str, StrOrPromise] = {
    "hand_in": gettext_lazy("Bản tự đánh giá chuyển sang chờ duyệt và không sửa được nữa, cho đến khi được rút về hoặc trả lại."),
    "hand_back": gettext_lazy("Người nhập nhận được lý do và sửa tiếp."),
    "recall": gettext_lazy("Bản tự đánh giá trở lại trạng thái đang nhập để sửa tiếp."),
    "send": gettext_lazy(
        "Bản tự đánh giá được gửi cho cơ quan thường trực kèm biên nhận. Trước khi hết hạn, người duyệt có thể rút lại."
    ),
    "take_back": gettext_lazy(
        "Bản đã gửi không còn giá trị nhưng vẫn được lưu. Sau khi sửa phải duyệt và gửi lại trước khi hết hạn."
    ),
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A last day, and how far away it is."""

    day: date
    words: str
    is_over: bool
    is_near: bool


def time_left(day: date | None) -> TimeLeft | None:
    """How much time is left until the end of a day in Vietnam."""
    if day is None:
        return None
    left = (day - clock.today()).days
    if left < 0:
        return TimeLeft(day, gettext("đã hết hạn"), is_over=True, is_near=False)
    if left == 0:
        return TimeLeft(day, gettext("hết hạn lúc 24 giờ hôm nay"), is_over=False, is_near=True)
    words = gettext("còn %(left)s ngày") % {"left": left}
    return TimeLeft(day, words, is_over=False, is_near=left <= 3)


@dataclass(frozen=True, slots=True)
class Step:
    """One way on from where a self-assessment stands, for whoever may take it."""

    code: str
    label: StrOrPromise
    about: StrOrPromise
    needs_reason: bool


def steps_from(state: str, roles: set[Role]) -> list[Step]:
    """What these roles may do next; what leads furthest comes first."""
    found = [step_of(each) for each in SUBMISSION.from_state(state) if not roles.isdisjoint(each.roles)]
    return sorted(found, key=lambda step: step.code != "send")


def step_of(transition: Transition) -> Step:
    """A row of the table as a button."""
    return Step(transition.code, transition.label, ABOUT[transition.code], transition.needs_reason)
