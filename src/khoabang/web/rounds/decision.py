"""The document that an act rests on: what opens a round, announces a result, corrects it or takes it back."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.plain import plain

WORDS = ("type", "number", "issuer", "title")
_AT_MOST = {"type": 100, "number": 100, "issuer": 300, "title": 1000}
_LACKING: Mapping[str, StrOrPromise] = {
    "type": _("Nhập loại văn bản, ví dụ Quyết định."),
    "number": _("Nhập số, ký hiệu của văn bản, ví dụ 123/QĐ-UBND."),
    "issuer": _("Nhập cơ quan ban hành văn bản."),
    "title": _("Nhập trích yếu của văn bản."),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A document as it is cited: type, number, date, issuer, title."""

    type: str = ""
    number: str = ""
    date: dt.date | None = None
    issuer: str = ""
    title: str = ""

    @classmethod
    def of(cls, text: str) -> "Decision":
        """Read what `text` gave; what is not there is empty."""
        kept = json.loads(text or "{}")
        day = kept.get("date", "")
        return cls(date=dt.date.fromisoformat(day) if day else None, **{key: kept.get(key, "") for key in WORDS})

    def text(self) -> str:
        """Give what is kept: JSON with the date in ISO form."""
        return json.dumps(self.cited(), ensure_ascii=False)

    def cited(self) -> dict[str, str]:
        """Give it as data, the date in ISO form."""
        return {**asdict(self), "date": self.date.isoformat() if self.date else ""}

    def cleaned(self) -> "Decision":
        """Give it in NFC, with blanks cut off."""
        type_, number, issuer, title = (" ".join(plain(getattr(self, key)).split()) for key in WORDS)
        return replace(self, type=type_, number=number, issuer=issuer, title=title)

    def wrong(self) -> dict[str, StrOrPromise]:
        """Say of each part that cannot be taken what to do; nothing where the document is cited in full."""
        wrong = {
            key: words for key, words in _LACKING.items() if not getattr(self, key) or len(getattr(self, key)) > _AT_MOST[key]
        }
        if self.date is None:
            wrong["date"] = _("Nhập ngày ban hành dạng ngày/tháng/năm, ví dụ 15/01/2026.")
        elif self.date > clock.today():
            wrong["date"] = _("Ngày ban hành không thể sau hôm nay.")
        return wrong
