"""What a signature is worth: one code with its words, and what else is to be known of it."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from khoabang.language import N_, text
from khoabang.signing.certificates import Holder, clock, day

Code = Literal[
    "good", "unreadable", "altered", "partial", "changed_after", "after_final", "expired", "not_yet_valid", "future", "usage", "weak",
    "revoked", "foreign", "untrusted", "expired_since",
]  # fmt: skip
Standing = Literal["good", "doubt", "wrong"]

WORDS: dict[Code, tuple[Standing, str]] = {
    "good": ("good", N_("Còn nguyên vẹn, chứng thư do nơi cấp tin cậy cấp và có hiệu lực khi ký.")),
    "unreadable": ("wrong", N_("Không đọc được chữ ký: dữ liệu của chữ ký hỏng hoặc bị sửa.")),
    "altered": ("wrong", N_("Nội dung đã bị sửa sau khi ký: các byte mà chữ ký phủ không còn như khi ký.")),
    "partial": ("wrong", N_("Chữ ký không phủ trọn phiên bản mà nó nằm trong: phần không phủ có thể bị thay.")),
    "changed_after": ("wrong", N_("Sau khi ký, tệp được thêm phần làm thay đổi nội dung, không phải chỉ thêm chữ ký.")),
    "after_final": ("wrong", N_("Người ký đã khóa tệp, nhưng sau đó tệp vẫn được thêm nội dung hoặc chữ ký.")),
    "expired": ("wrong", N_("Chứng thư đã hết hạn khi ký.")),
    "not_yet_valid": ("wrong", N_("Chứng thư chưa có hiệu lực khi ký.")),
    "future": ("wrong", N_("Giờ ký ghi trong chữ ký ở sau lúc kiểm tra.")),
    "usage": ("wrong", N_("Chứng thư không được cấp để ký số.")),
    "weak": ("wrong", N_("Chữ ký dùng thuật toán đã bị phá (như SHA-1): không chứng minh được nội dung.")),
    "revoked": ("wrong", N_("Chứng thư đã bị thu hồi.")),
    "foreign": ("doubt", N_("Còn nguyên vẹn, nhưng không rõ nơi cấp chứng thư: không có trong danh sách tin cậy.")),
    "untrusted": ("doubt", N_("Còn nguyên vẹn, nhưng chuỗi chứng thư không kiểm tra được.")),
    "expired_since": (
        "doubt",
        N_("Còn nguyên vẹn; chứng thư có hiệu lực vào giờ ký mà người ký ghi, nay đã hết hạn, và không có dấu thời gian chứng minh giờ ấy."),
    ),
}  # fmt: skip
BROKEN = frozenset({"unreadable", "altered", "partial", "changed_after", "after_final"})

_BY = N_("Người ký: {name}; nơi cấp chứng thư: {issuer}; số {serial}.")
_DAYS = N_("Chứng thư có hiệu lực từ {first} đến {last}.")
_AT = N_("Giờ ký do máy người ký ghi: {moment}.")
_NO_TIME = N_("Chữ ký không ghi giờ ký.")
_WHOLE = N_("Chữ ký phủ toàn bộ tệp.")
_EARLIER = N_("Chữ ký phủ phiên bản {revision} trong {revisions} phiên bản của tệp; thêm sau nó: {later}.")
_PART = N_("Chữ ký chỉ phủ một phần tệp.")
_UPDATES = N_("dữ liệu kèm theo, không phải chữ ký")
_FINAL = N_("Chữ ký này khóa tệp: không được thêm gì sau nó.")
_NOT_REVOKED = N_("Theo danh sách thu hồi ngày {day}, chứng thư không bị thu hồi.")
_REVOKED = N_("Theo danh sách thu hồi ngày {day}.")
_REVOCATION = N_(
    "Chưa rõ chứng thư có bị thu hồi hay không: không có danh sách thu hồi của nơi cấp, và việc kiểm tra không dùng mạng."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one signature is worth. `order` and `revision` count from 1; `later` are the fields of signatures added after it.

    `signed_at` is what the signer's computer wrote: nobody else vouches for it. `covers` says how much of the file the signature fixes.
    `revoked` is None where no list of the issuer was at hand; `revocations_of` is the day of the list that was.
    """

    code: Code
    field: str
    order: int
    holder: Holder | None = None
    signed_at: datetime | None = None
    covers: Literal["file", "revision", "part"] = "part"
    revision: int = 0
    revisions: int = 0
    later: tuple[str, ...] = ()
    final: bool = False
    revoked: bool | None = None
    revocations_of: datetime | None = None
    detail: str = dataclasses.field(default="", compare=False)

    @property
    def standing(self) -> Standing:
        """Good; doubtful, where nothing is proved wrong; or wrong."""
        return WORDS[self.code][0]

    @property
    def broken(self) -> bool:
        """Say whether the file is no longer what was signed."""
        return self.code in BROKEN

    def words(self, lang: str = "vi") -> str:
        """Say what it is worth in one sentence."""
        return text(WORDS[self.code][1], lang)

    def notes(self, lang: str = "vi") -> list[str]:
        """Say who signed, when, what was covered, and what was not looked at."""
        said = []
        if (of := self.holder) is not None:
            said.append(text(_BY, lang, name=of.words, issuer=of.issuer, serial=of.serial))
            said.append(text(_DAYS, lang, first=day(of.valid_from), last=day(of.valid_until)))
        said.append(text(_AT, lang, moment=clock(self.signed_at)) if self.signed_at else text(_NO_TIME, lang))
        if self.covers == "file":
            said.append(text(_WHOLE, lang))
        elif self.covers == "revision":
            later = ", ".join(self.later) or text(_UPDATES, lang)
            said.append(text(_EARLIER, lang, revision=self.revision, revisions=self.revisions, later=later))
        else:
            said.append(text(_PART, lang))
        if self.final:
            said.append(text(_FINAL, lang))
        if self.revocations_of is not None:
            said.append(text(_REVOKED if self.revoked else _NOT_REVOKED, lang, day=day(self.revocations_of)))
        elif self.code in {"good", "expired_since"}:
            said.append(text(_REVOCATION, lang))
        return said

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """Give plain data; moments are ISO 8601 in UTC."""
        of = self.holder
        return {
            "code": self.code,
            "standing": self.standing,
            "message": self.words(lang),
            "field": self.field,
            "order": self.order,
            "signer": None
            if of is None
            else {
                "name": of.name,
                "organisation": of.organisation,
                "issuer": of.issuer,
                "serial": of.serial,
                "valid_from": of.valid_from.isoformat(),
                "valid_until": of.valid_until.isoformat(),
                "sha256": of.sha256,
            },
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "covers": self.covers,
            "revision": self.revision,
            "revisions": self.revisions,
            "later": list(self.later),
            "final": self.final,
            "revoked": self.revoked,
            "revocations_of": self.revocations_of.isoformat() if self.revocations_of else None,
        }
