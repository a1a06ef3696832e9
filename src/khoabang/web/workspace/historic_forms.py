"""What people type of an audited table that is kept as a historic result."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.audits.keeping import Described
from khoabang.web.workspace.publication_forms import DecisionForm
from khoabang.web.workspace.round_forms import decided
from khoabang.web.workspace.text_fields import Words


class KeepForm(DecisionForm):
    """Whose table it is, of which year, which document announced it, where it was read."""

    title = Words(_("Tên kết quả"), _("Ví dụ: Kết quả xếp hạng ứng dụng công nghệ thông tin các sở, ban, ngành năm 2019"), rows=2)
    year = Words(_("Năm đánh giá"), is_short=True)
    code = Words(_("Mã"), _("Dùng trong địa chỉ trang, không đổi về sau. Ví dụ: so-nganh-2019"), is_short=True)
    tables = forms.MultipleChoiceField(
        label=_("Giữ các bảng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Mỗi bảng thành một khối. Một cơ quan chỉ ở một khối; hai bảng của cùng các cơ quan thì giữ thành hai kết quả."
        ),
    )
    groups = Words(
        _("Tên các khối"),
        _("Mỗi dòng một khối, theo thứ tự các bảng. Để trống thì lấy tiêu đề của bảng, hoặc «Bảng xếp hạng» nếu chỉ có một."),
        rows=2,
    )
    source_title = Words(_("Bảng được đọc ở đâu"), _("Ví dụ: Phụ lục kèm theo Quyết định số 123/QĐ-UBND ngày 15/01/2020"), rows=2)
    source_url = Words(_("Địa chỉ của văn bản trên mạng"), _("Để trống nếu không có."))
    file_name = Words(_("Tên tệp"), _("Tên của tệp đã kiểm tra. Để trống nếu không muốn ghi."))

    reason = Words(
        _("Lý do thay bản đã giữ"),
        _("Chỉ ghi khi thay một kết quả đã giữ dưới mã này, ví dụ vì chọn nhầm bảng. Mọi người đọc được lý do."),
        rows=2,
    )

    PARTS = (
        (_("Kết quả"), ("title", "year", "code", "reason", "tables", "groups")),
        (
            _("Văn bản công bố"),
            ("decision_type", "decision_number", "decision_date", "decision_issuer", "decision_title"),
        ),
        (_("Nguồn"), ("source_title", "source_url", "file_name")),
    )
    HINTS = {"decision_type": _("Để trống cả năm ô nếu kết quả không được công bố bằng văn bản.")}

    def __init__(self, tables: list[dict[str, Any]], *, has_file: bool, data: Any = None) -> None:
        super().__init__(data)
        if not has_file:
            del self.fields["file_name"]
        for name, hint in self.HINTS.items():
            self.fields[name].help_text = hint
        choices = [(str(table["number"]), _called(table)) for table in tables]
        self.fields["tables"].choices = choices  # type: ignore[attr-defined]
        self.fields["tables"].initial = [number for number, _words in choices]

    def parts(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.PARTS]

    def described(self) -> Described:
        """What was typed, for the service to judge."""
        data = self.cleaned_data
        year = data["year"].strip()
        return Described(
            code=data["code"],
            title=data["title"],
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
            decision=decided(data),
            source_title=data["source_title"],
            source_url=data["source_url"],
            file_name=data.get("file_name", ""),
            reason=data["reason"],
            tables=tuple(int(number) for number in data["tables"]),
            groups=tuple(data["groups"].splitlines()),
        )


def _called(table: dict[str, Any]) -> str:
    """A table of a report: its number, what it is headed, how many rows it has."""
    rows = len(table["rows"]) + table["rows_left_out"]
    title = " › ".join(part for part in (table["title"], table["group"]) if part) or gettext("Bảng không tên")
    return gettext("Bảng %(number)s: %(title)s (%(rows)s dòng)") % {"number": table["number"] + 1, "title": title, "rows": rows}
