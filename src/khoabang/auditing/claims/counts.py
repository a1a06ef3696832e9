"""Claims about how many bodies were ranked, and how many are in each class."""

import re
from collections.abc import Iterator
from dataclasses import replace

from khoabang.auditing.claims.claim import Claim, Number
from khoabang.auditing.claims.marking import CLASS, FIGURE, Marked
from khoabang.auditing.claims.words import CLASSED, COUNTED, COUNTED_GROUPS, ELSEWHERE, RANKING, SOME_OF_THEM

UNITS = rf"(?:{COUNTED_GROUPS}|{COUNTED})"
_RANKING = re.compile(rf"\b(?:{RANKING})\b", re.IGNORECASE)
_ELSEWHERE = re.compile(rf"\b(?:{ELSEWHERE})\b", re.IGNORECASE)
# "3 đơn vị đứng cuối" counts some of them, not the group.
_ALL = rf"(?!\w)(?!\s*,\s*(?:ban|ngành|thị xã|thành phố|phường|xã|thị trấn)\b)(?!\s+(?:{SOME_OF_THEM})(?!\w))"

_COUNTS = [  # and whether the words themselves say that all were counted
    (re.compile(rf"{FIGURE}\s*/\s*(?P<n>{FIGURE})\s+(?:các\s+)?{UNITS}(?!\w)", re.IGNORECASE), True),
    (
        re.compile(
            rf"\b(?:đánh giá|xếp hạng|tổng số|toàn bộ|tất cả|cả|assessed|ranked|rated|all)(?:\s+(?:đối với|của|cho|the))?\s+"
            rf"(?P<n>{FIGURE})\s+{UNITS}{_ALL}",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            rf"(?P<n>{FIGURE})\s+{UNITS}(?:\s+(?:được|tham gia|thuộc diện)\s+(?:đánh giá|xếp hạng)|\s+were\s+(?:assessed|ranked|evaluated))(?!\w)"
            r"(?!\s+(?:loại|mức|tốt|khá|thứ|ở))",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            rf"\b(?:trong|của|tại|đối với|trong số|among|of)\s+(?P<n>{FIGURE})\s+(?:{COUNTED_GROUPS}){_ALL}", re.IGNORECASE
        ),
        False,
    ),
]
_LEADS = r"(?:^|\b(?:có|gồm|còn lại|là|và|còn|with|and|were)\s+|[,;:]\s*)"
_CLASS_COUNTS = [
    # "có 5 đơn vị xếp loại Tốt", "26/30 đơn vị xếp loại tốt", "còn lại là 4 đơn vị xếp loại khá"
    re.compile(
        rf"(?P<lead>{_LEADS})(?P<n>{FIGURE})(?:\s*/\s*(?P<of>{FIGURE}))?\s+{UNITS}(?:\s+(?:được|đạt|là|were|rated))*\s+"
        rf"(?:(?:{CLASSED})\s*[\"“'«:]?\s*)?(?P<class>{CLASS})",
        re.IGNORECASE,
    ),
    # "loại Khá có 4 đơn vị", "Tốt: 5 đơn vị", "trong đó: Tốt 10 đơn vị"
    re.compile(
        rf"(?P<class>{CLASS})\s*[\"”'»]?\s*(?::|có\s|gồm\s|là\s|(?<=\s))\s*(?P<n>{FIGURE})(?:\s*/\s*(?P<of>{FIGURE}))?\s+{UNITS}{_ALL}",
        re.IGNORECASE,
    ),
]
_OR_BETTER = re.compile(
    rf"\s*[\"”'»]?\s*(?:trở lên|trở xuống|or better|(?:và|hoặc|,)\s+(?:(?:{CLASSED})\s+)?{CLASS})", re.IGNORECASE
)
_SHARE = re.compile(
    rf"[^;,.(]{{0,40}}?\s*[(,]\s*(?:chiếm|đạt|tương ứng)?\s*(?:tỷ lệ|tỉ lệ)?\s*(?P<n>{FIGURE})\s*%", re.IGNORECASE
)
_IN_A_PLACE = re.compile(r"\b(?:đứng cuối|đứng đầu|dẫn đầu|cuối bảng|đầu bảng|cuối cùng|tốp|top|vị trí)\b", re.IGNORECASE)


def count_claims(marked: Marked) -> Iterator[Claim]:
    """The claims of one sentence."""
    if not _ELSEWHERE.search(marked.text):
        yield from _counts(marked)
        yield from _class_counts(marked)


def whole(number: Number) -> bool:
    """Say whether a figure can count or rank."""
    return number.places == 0 and number.value > 0 and not number.unit


def _counts(marked: Marked) -> Iterator[Claim]:
    if not _RANKING.search(marked.text):
        return
    seen: set[str] = set()
    for pattern, sure in _COUNTS:
        for match in pattern.finditer(marked.text):
            number = marked.figures[match["n"]]
            if match["n"] not in seen and whole(number):
                seen.add(match["n"])
                yield marked.claim("count", number, match, subject=marked.words(match[0]), sure=sure)


def _class_counts(marked: Marked) -> Iterator[Claim]:
    for pattern in _CLASS_COUNTS:
        for match in pattern.finditer(marked.text):
            number = marked.figures[match["n"]]
            before = re.split(r"[;.]", marked.text[: match.start("n")])[-1]
            # "là 3 đơn vị xếp loại khá gồm có" names some; "còn lại là 4 đơn vị" the rest.
            some = match.groupdict().get("lead", "").strip().casefold() == "là" and not re.search(
                r"còn lại là\s+$", before, re.IGNORECASE
            )
            if whole(number) and not some and not _IN_A_PLACE.search(before):
                rest = marked.text[match.end() :]
                of = marked.figures[match["of"]] if match["of"] else None
                share = _SHARE.match(rest)
                claim = marked.claim("class_count", number, match, of=of, class_name=marked.words(match["class"]))
                sure = claim.sure and not (pattern is _CLASS_COUNTS[0] and _OR_BETTER.match(rest))
                yield replace(claim, percent=marked.figures[share["n"]] if share else None, sure=sure)
