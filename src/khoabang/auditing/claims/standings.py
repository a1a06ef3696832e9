"""Claims about single bodies: their ranks, who is first and last, their points."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from khoabang.auditing.claims.claim import Claim, Kind, Number
from khoabang.auditing.claims.counts import UNITS, whole
from khoabang.auditing.claims.marking import BODY, FIGURE, YEAR, Marked
from khoabang.auditing.claims.statistics import OF_MAXIMUM, criterion_in, ends_there, limited
from khoabang.auditing.claims.words import ELSEWHERE, FIRST, LAST, ORDINALS, PERCENT, POINTS, SCORE

_ELSEWHERE = re.compile(rf"\b(?:{ELSEWHERE})\b", re.IGNORECASE)
_END = r"(?=\s*(?:$|[.,;)(]))"
_UNIT = rf"(?:\s*(?:{POINTS}|{PERCENT})(?!\w|\s*phần trăm))"
_ORDINAL = "|".join(ORDINALS)

_AT = r"(?:xếp|đứng|giữ|giữ vững|ở|đạt|ranks|ranked|rank|came|placed)\s+(?:(?:ở|tại|in)\s+)?(?:(?:vị trí|vị thứ|thứ hạng|hạng|thứ|số|no\.)\s+)*"
_PLACE = rf"{_AT}(?:(?P<n>{FIGURE})(?:st|nd|rd|th)?|(?P<word>{_ORDINAL})(?!\w))(?:\s*/\s*(?P<of>{FIGURE})|\s+out of\s+(?P<of_en>{FIGURE}))?"
_PLACE_UNNAMED = re.sub(r"\?P<\w+>", "?:", _PLACE)
_FIRST = rf"(?:(?:giữ|đạt)\s+(?:vững\s+)?(?:vị trí\s+)?)?(?:{FIRST})(?!\w)"
_LAST = rf"(?:{LAST})(?!\w)"
# "Sở Nội vụ, tăng 2 bậc so với năm 2020, vẫn ..."
_MOVED = rf"(?:\s*,?\s+(?:tăng|giảm|vươn lên|tụt|rớt)\s+{FIGURE}\s+bậc(?:\s+so với\s+{YEAR})?(?:\s*,|\s+và)?)?"
_STILL = r"(?:\s+(?:tiếp tục|vẫn|chỉ|đã|cũng|được|là đơn vị|là địa phương|là cơ quan|là huyện|is|was))*"
_ONE = rf"(?P<body>{BODY})(?!\s*(?:,|và|;)\s*{BODY})"
_IS = r"\s*(?:là|thuộc về|:)\s*(?:đơn vị\s+)?"
_ABOUT = rf"(?P<about>(?:(?!{FIGURE}|{BODY})[^;:.(]){{0,120}}?)"

_RANKS = [
    re.compile(rf"\b(?:{_PLACE}|(?P<first>{_FIRST})){_ABOUT}{_IS}{_ONE}", re.IGNORECASE),
    re.compile(rf"(?P<subject>{BODY}){_MOVED}{_STILL}\s+(?:{_PLACE}|(?P<first>{_FIRST}))", re.IGNORECASE),
]
_LASTS = [
    re.compile(rf"\b{_LAST}{_ABOUT}{_IS}{_ONE}", re.IGNORECASE),
    re.compile(rf"(?P<subject>{BODY}){_STILL}\s+{_LAST}", re.IGNORECASE),
]
_IN_TURN = re.compile(
    rf"\b(?:vị trí|hạng|thứ|xếp)\s+(?P<ranks>(?:(?:thứ\s+)?(?:{FIGURE}|(?:{_ORDINAL})(?!\w))(?:\s*,\s*|\s+và\s+|\s*-\s*|\s+))+)"
    rf"(?:trong bảng xếp hạng\s+)?(?:lần lượt\s+)(?:là|thuộc về)\s*:?\s*(?P<list>{BODY}[^;.]*)",
    re.IGNORECASE,
)
_LIST = rf"(?P<list>{BODY}(?:\s*,\s*{BODY})*(?:\s*(?:,|và|,\s*và)\s*{BODY}))"
_TOPS = [
    re.compile(
        rf"{_LIST}\s+(?:vẫn\s+)?là\s+(?P<n>{FIGURE})\s+{UNITS}\s+(?P<where>{FIRST}|xếp ở các vị trí cuối|{LAST})(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<n>{FIGURE})\s+{UNITS}\s+(?P<where>{FIRST}|{LAST})(?:(?!{FIGURE}|{BODY})[^;:.(]){{0,80}}?\s*(?:là|gồm|:)\s*:?\s*{_LIST}",
        re.IGNORECASE,
    ),
]
_FIRST_ONLY = re.compile(_FIRST, re.IGNORECASE)
# A rank of another time ("từ vị trí thứ 10"), and a body that is only where something is ("trên địa bàn tỉnh Hưng Yên").
_PAST = re.compile(r"\b(?:từ|năm trước|from)\s*$", re.IGNORECASE)
_ONLY_WHERE = re.compile(
    rf"(?:\b(?:địa bàn|tại|của|ở|thuộc|cho|với|từ|theo|do|in|of|by|from|at)\s+|{BODY}\s*(?:,|và|,\s*và)\s*)$", re.IGNORECASE
)
_SCORE_OF = re.compile(rf"\b(?:{SCORE})\s+của\s+$", re.IGNORECASE)

_SCORED = re.compile(
    rf"(?P<subject>{BODY})(?:\s*,?\s+{YEAR})?(?:{_MOVED}{_STILL}(?:\s*,)?\s+(?:{_PLACE_UNNAMED}|{_FIRST}|{_LAST})(?:\s+(?:trong|của) (?:bảng xếp hạng|khối|bảng))?)?{_MOVED}"
    rf"\s*,?\s+(?:(?:và|chỉ|đã|với|đạt|có|được|là|scored|scores|with)\s+)+(?:tổng\s+)?(?:số\s+)?(?:điểm\s+)?(?:số\s+)?(?:đạt được\s+)?(?:là\s+)?(?P<n>{FIGURE})"
    rf"(?:(?:{_UNIT})?\s*/\s*(?P<of>{FIGURE})(?:{_UNIT}|{_END})|{_UNIT}|{_END}|(?=\s+trong đó))",
    re.IGNORECASE,
)
# "A (0,95), B (93,5 điểm)", "A: 82,5 điểm"
_LISTED = re.compile(
    rf"(?P<body>{BODY})\s*(?:\(\s*(?:đạt\s+)?(?P<n>{FIGURE})(?P<unit>{_UNIT})?\s*[),]|:\s*(?P<n_after>{FIGURE}){_UNIT}{_END})",
    re.IGNORECASE,
)


def standings_claims(marked: Marked) -> Iterator[Claim]:
    """The claims of one sentence."""
    if not _ELSEWHERE.search(marked.text):
        yield from _ranks(marked)
        yield from _points(marked)


def _ranks(marked: Marked) -> Iterator[Claim]:
    taken: set[int] = set()
    for match in _IN_TURN.finditer(marked.text):
        taken.update(range(*match.span()))
        yield from _in_turn(marked, match)
    for pattern in _TOPS:
        for match in pattern.finditer(marked.text):
            taken.update(range(*match.span()))
            bodies = tuple(map(marked.words, re.findall(BODY, match["list"])))
            if len(bodies) == marked.figures[match["n"]].value:
                kind: Kind = "top" if _FIRST_ONLY.match(match["where"]) else "bottom"
                yield marked.claim(kind, marked.figures[match["n"]], match, bodies=bodies)
    for pattern in (*_RANKS, *_LASTS):
        for match in pattern.finditer(marked.text):
            before = marked.text[: match.start()]
            subject = match.groupdict().get("subject")
            if taken.isdisjoint(range(*match.span())) and not (_ONLY_WHERE if subject else _PAST).search(before):
                taken.update(range(*match.span()))
                yield from _standing(marked, match, last=pattern in _LASTS)


def _standing(marked: Marked, match: re.Match[str], *, last: bool) -> Iterator[Claim]:
    said = match.groupdict()
    body = marked.words(said.get("subject") or said.get("body") or "")
    about = said.get("about") or ""
    # What it is the first of may stand inside, after, or before ("Về tiêu chí hạ tầng, ...").
    after = re.split(r"[;,.(]", marked.text[match.end() :])[0]
    before = re.split(r"[;.]", marked.text[: match.start()])[-1]
    criterion = marked.words(criterion_in(about) or criterion_in(after) or criterion_in(before))
    if last:
        yield marked.claim("bottom", None, match, body=body, bodies=(body,), subject=marked.words(about), criterion=criterion)
    elif number := _rank_number(marked, said):
        of = said.get("of") or said.get("of_en")
        total = marked.figures[of] if of else None
        yield marked.claim("rank", number, match, of=total, body=body, subject=marked.words(about), criterion=criterion)


def _rank_number(marked: Marked, said: dict[str, str | None]) -> Number | None:
    if figure := said.get("n"):
        return marked.figures[figure] if whole(marked.figures[figure]) else None
    if word := said.get("word"):
        return Number(word, Fraction(ORDINALS[word.casefold()]))
    return Number(said.get("first") or "", Fraction(1))


def _in_turn(marked: Marked, match: re.Match[str]) -> Iterator[Claim]:
    words = re.findall(rf"{FIGURE}|\b(?:{_ORDINAL})(?!\w)", match["ranks"], re.IGNORECASE)
    bodies = re.findall(BODY, match["list"])
    if len(words) == len(bodies):
        for word, body in zip(words, bodies, strict=True):
            number = marked.figures.get(word) or Number(word, Fraction(ORDINALS.get(word.casefold(), 0)))
            yield marked.claim("rank", number, match, body=marked.words(body))


def _points(marked: Marked) -> Iterator[Claim]:
    seen: set[str] = set()
    for pattern in (_SCORED, _LISTED):
        for match in pattern.finditer(marked.text):
            said = match.groupdict()
            figure = said["n"] or said["n_after"] or ""
            number = marked.figures[figure]
            before = marked.text[: match.start()]
            in_brackets = pattern is _LISTED and said["n"] and not said["unit"]
            if (
                figure in seen
                or (in_brackets and not number.places)  # a whole number in brackets may be a note's
                or (pattern is _SCORED and _ONLY_WHERE.search(before) and not _SCORE_OF.search(before))
            ):
                continue
            seen.add(figure)
            of = marked.figures[said["of"]] if said.get("of") else None
            body = marked.words(said.get("subject") or said.get("body") or "")
            after = re.split(r"[;,.(]", marked.text[match.end() :])[0]
            criterion = marked.words(criterion_in(re.split(r"[;.]", before)[-1]) or criterion_in(after))
            share = OF_MAXIMUM.match(marked.text[match.end() :])
            percent = marked.figures[share["n"]] if share else None
            claim = marked.claim("points", number, match, of=of, body=body, criterion=criterion, percent=percent)
            limits = limited(marked, match.start(), match.end()) or not ends_there(marked, match.end())
            yield replace(claim, sure=claim.sure and not limits)
