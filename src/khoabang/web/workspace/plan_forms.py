"""What people type into a plan of improvement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.web.improvement.content import Asked, Target, Task
from khoabang.web.improvement.selectors import TaskStands
from khoabang.web.lifecycle import Transition
from khoabang.web.portal.figures import number
from khoabang.web.workspace.text_fields import Day, Words


def _chosen(asked: Sequence[Asked]) -> list[tuple[str, str]]:
    return [("", gettext("Chọn tiêu chí")), *((each.code, f"{each.code} {each.name}") for each in asked)]


class TaskForm(forms.Form):
    """A task."""

    criterion = forms.ChoiceField(label=_("Tiêu chí cần cải thiện"), required=False)
    task = Words(_("Việc sẽ làm"), rows=3)
    owner = Words(_("Chịu trách nhiệm"), _("Chức vụ hoặc bộ phận, ví dụ: Trưởng phòng Công nghệ thông tin."))
    due = Day(_("Hạn xong"))

    def __init__(self, asked: Sequence[Asked], data: Any = None, task: Task | None = None, criterion: str = "") -> None:
        initial = {"criterion": criterion}
        if task is not None:
            initial = {
                "criterion": task.criterion,
                "task": task.task,
                "owner": task.owner,
                "due": f"{task.due:%d/%m/%Y}",
            }
        super().__init__(data, initial=initial)
        self.fields["criterion"].choices = _chosen(asked)  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """A target: what is measured stands under its indicator."""

    quantity = forms.ChoiceField(label=_("Số liệu dùng để đo"), required=False)
    at_most = forms.ChoiceField(
        label=_("Phải đạt"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Ít nhất bằng giá trị dưới đây")), ("1", _("Nhiều nhất bằng giá trị dưới đây"))],
    )
    value = Words(_("Giá trị"), _("Viết số như trong bản tự đánh giá, ví dụ 30 hoặc 97,5."), is_short=True)
    by = Day(_("Hạn đạt"))

    def __init__(self, asked: Sequence[Asked], data: Any = None, target: Target | None = None) -> None:
        initial: dict[str, str] = {"at_most": ""}
        if target is not None:
            initial = {
                "quantity": f"{target.criterion}:{target.quantity.code}",
                "at_most": "1" if target.at_most else "",
                "value": number(target.value),
                "by": f"{target.by:%d/%m/%Y}",
            }
        super().__init__(data, initial=initial)
        groups: list[Any] = [("", gettext("Chọn số liệu"))]
        for each in asked:
            options = [
                (f"{each.code}:{one.code}", f"{one.name} ({one.unit})" if one.unit else one.name) for one in each.quantities
            ]
            groups += [(f"{each.code} {each.name}", options)] if options else []
        self.fields["quantity"].choices = groups  # type: ignore[attr-defined]


class ProgressForm(forms.Form):
    """How far a task is."""

    transition = forms.ChoiceField(label=_("Tình trạng"), widget=forms.RadioSelect, required=False)
    note = Words(_("Đã làm được gì, hoặc vì sao"), rows=3)

    def __init__(self, ways: Sequence[Transition], stands: TaskStands, data: Any = None) -> None:
        super().__init__(data)
        self.fields["transition"].choices = [(each.code, each.label) for each in ways]  # type: ignore[attr-defined]
        self.stands = stands
