"""What people type to publish, correct and recall a result."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.assessments.current import Given
from khoabang.web.rounds.decision import Decision
from khoabang.web.workspace.council_forms import MotionForm
from khoabang.web.workspace.round_forms import decided
from khoabang.web.workspace.text_fields import Day, Words

_HOUR = re.compile(r"(\d{1,2})(?::|h|\s*giờ\s*)?(\d{2})?")


class DecisionForm(forms.Form):
    """The document that an act of publication rests on."""

    decision_type = Words(_("Loại văn bản"), _("Ví dụ: Quyết định"), is_short=True)
    decision_number = Words(_("Số, ký hiệu"), _("Ví dụ: 123/QĐ-UBND"), is_short=True)
    decision_date = Day(_("Ngày ban hành"))
    decision_issuer = Words(_("Cơ quan ban hành"))
    decision_title = Words(_("Trích yếu"), rows=3)

    def decision(self) -> Decision:
        """The document as typed, for the service to judge."""
        return decided(self.cleaned_data)


class DraftForm(forms.Form):
    """The text of the decision: as it stands in the document, line by line."""

    number = Words(_("Số, ký hiệu"), _("Khi chưa có số thì chỉ ghi ký hiệu, ví dụ /QĐ-UBND."), is_short=True)
    place = Words(_("Địa danh"), _("Đứng trước ngày tháng, ví dụ Thái Bình."), is_short=True)
    superior = Words(_("Cơ quan chủ quản"), _("Để trống nếu không có."))
    issuer = Words(_("Cơ quan ban hành"), _("Mỗi dòng ở đầu văn bản một dòng."), rows=2)
    about = Words(_("Trích yếu"), rows=3)
    bases = Words(_("Căn cứ"), _("Mỗi căn cứ một dòng."), rows=8, most=20_000)
    submission = Words(_("Theo đề nghị"), _("Ví dụ: Theo đề nghị của … tại Tờ trình số … ngày …. Để trống nếu không có."), rows=2)
    articles = Words(_("Các điều"), _("Giữa hai điều để một dòng trống; không cần ghi «Điều 1.»."), rows=8, most=20_000)
    recipients = Words(_("Nơi nhận"), _("Mỗi nơi một dòng."), rows=4)
    signature = Words(_("Thể thức và chức vụ người ký"), _("Ví dụ, mỗi phần một dòng: TM. Ủy ban nhân dân; Chủ tịch."), rows=3)
    signer = Words(_("Họ tên người ký"), _("Có thể để trống đến khi ký."), is_short=True)
    appendix = Words(_("Tên phụ lục"), rows=2)


class PublishForm(DecisionForm):
    """The decision that announces a result, and from when the public sees it."""

    public_day = Day(
        _("Công bố từ ngày"), _("Để trống nếu công bố ngay. Trước thời điểm này không ai ngoài cơ quan thấy kết quả.")
    )
    public_hour = Words(_("Từ giờ"), _("Giờ Việt Nam, ví dụ 8:30. Để trống là 0 giờ."), is_short=True, most=20)

    def clean(self) -> dict[str, Any]:
        """Take day and hour together as the end of the embargo."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, typed = data.get("public_day"), (data.get("public_hour") or "").strip().lower()
        match = _HOUR.fullmatch(typed) if typed else None
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (0, 0)
        if typed and (match is None or hour > 23 or minute > 59):
            self.add_error("public_hour", _("«%(hour)s» không phải là giờ. Viết ví dụ 8:30.") % {"hour": typed})
        elif typed and day is None and "public_day" not in self.errors:
            self.add_error("public_day", _("Đã ghi giờ thì ghi cả ngày."))
        elif day is not None:
            data["public_from"] = datetime.combine(day, time(hour, minute), clock.VIETNAM)
        return data


class ReasonedForm(DecisionForm):
    """The decision that corrects or recalls a result, and why."""

    reason = Words(_("Lý do"), rows=3)

    def __init__(self, data: Any = None, *, hint: StrOrPromise = "") -> None:
        super().__init__(data)
        self.fields["reason"].help_text = hint


class ChangeForm(MotionForm):
    """What a correction gives one indicator of one body; a field for each of its inputs, filled with what was published."""

    not_applicable = forms.BooleanField(label=_("Không áp dụng với cơ quan này"), required=False)

    def __init__(self, criterion: Criterion, there: Given, data: Any = None) -> None:
        super().__init__(criterion, data)
        del self.fields["reason"]
        self.fields["not_applicable"] = self.fields.pop("not_applicable")  # stands last
        self.initial = {**there.values, "not_applicable": there.not_applicable}

    def values(self) -> dict[str, str]:
        """What was typed, by input."""
        return {name: text for name, text in self.cleaned_data.items() if name != "not_applicable"}
