"""The words that headers use, in Vietnamese and English: they propose a role, figures decide it.

A header with Vietnamese marks is matched with marks (tầng is not tăng); one without is matched against the same words without.
"""

import re
import unicodedata

from khoabang.auditing.sheet import Role

_ROLES: list[tuple[Role, str]] = [
    ("order", r"^(stt|tt|số tt|số thứ tự|no\.?|#|s/n)$"),
    ("rank", r"\b(xếp hạng|thứ hạng|hạng|thứ tự xếp hạng|xếp thứ|vị trí|thứ bậc|rank|ranking|position|place)\b"),
    ("maximum", r"\b(điểm tối đa|tối đa|điểm chuẩn|thang điểm|maximum|max)\b"),
    ("change", r"\b(tăng|giảm|chênh lệch|thay đổi|so với|biến động|change|difference)\b|\+/-|↑|↓"),
    ("class", r"\b(xếp loại|phân loại|loại|mức độ|mức|class|category|grade)\b"),
    ("note", r"\b(ghi chú|note|notes|remark|remarks|comment)\b"),
    ("percent", r"%|\b(tỷ lệ|tỉ lệ|phần trăm|percent|percentage)\b"),
    ("index", r"\b(chỉ số|index)\b"),
    ("total", r"\b(tổng điểm|tổng cộng|tổng số điểm|tổng|tổng hợp|kết quả|điểm chung|total|overall|score|sum)\b"),
    ("code", r"^(mã|mã số|mã đơn vị|mã tỉnh|iso|iso3|unitcode|id)$|\bcode\b"),
    (
        "body",
        r"\b(cơ quan|đơn vị|tên|tỉnh|thành phố|địa phương|huyện|xã|phường|bộ|ngành|name|unitname|unit|country|province|agency|department|body)\b",
    ),
]


def plain(text: str) -> str:
    """Give a text without marks, in lower case, with single blanks; đ is d."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


_BEFORE = re.compile(r"\b(nam truoc|ky truoc|nam ngoai|lan truoc|last year|previous)\b")


def of_before(header: str) -> bool:
    """Whether a header speaks of an earlier round."""
    return bool(_BEFORE.search(plain(header)))


_MARKED = [(role, re.compile(pattern)) for role, pattern in _ROLES]
_PLAIN = [(role, re.compile(plain(pattern.replace("\\b", "\x00")).replace("\x00", "\\b"))) for role, pattern in _ROLES]


def hinted(header: str) -> list[Role]:
    """Give the roles that a header's words propose, the likeliest first; the innermost line of a header of several counts most."""
    found: list[Role] = []
    for line in (header.rsplit(" › ", maxsplit=1)[-1], header):
        text = " ".join(unicodedata.normalize("NFC", line).lower().replace("_", " ").split())
        patterns = _PLAIN if text == plain(text) else _MARKED
        found += [role for role, pattern in patterns if role not in found and pattern.search(text)]
    return found
