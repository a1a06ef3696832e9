"""Claims about the scale: maxima of the whole and of criteria, what is not assessed and for whom, and the bands of classes."""

import re
from collections.abc import Iterator
from itertools import pairwise

from khoabang.auditing.claims.claim import Bound, Claim, Number
from khoabang.auditing.claims.marking import BODY, CLASS, FIGURE, YEAR, Marked
from khoabang.auditing.claims.statistics import criterion_in
from khoabang.auditing.claims.words import ELSEWHERE, MEAN, PERCENT, POINTS, SCALE_OF, WHOLE_SCALE

_POINT = rf"\s*(?:{POINTS})\b"
_END = r"(?=\s*(?:$|[.,;)(]))"
_PART = r"(?:mục|tiêu chí|nội dung|phần|chỉ số|hạng mục|nhóm)"
_ELSEWHERE = re.compile(rf"\b(?:{ELSEWHERE})\b", re.IGNORECASE)
_NO_SCALE = re.compile(rf"\b(?:{MEAN}|cộng thêm|điểm cộng|điểm trừ|điểm thưởng|trừ|bị trừ)\b", re.IGNORECASE)

_WHOLE = re.compile(
    rf"(?:^|(?<=[\s(]))(?:{WHOLE_SCALE})(?P<about>(?:[\s,]+(?:{SCALE_OF}|{YEAR}))*)\s*(?:là|:|=|bằng|is|of)?\s*(?P<n>{FIGURE})(?:{_POINT}|{_END})"
    rf"|\bthang\s+(?P<n_scale>{FIGURE}){_POINT}|\bout of (?:a maximum of\s+)?(?P<n_out>{FIGURE}){_POINT}",
    re.IGNORECASE,
)
_OF_PART = re.compile(
    rf"(?:số )?điểm tối đa (?:của |cho |đối với )?{_PART}\s+(?P<name>(?:(?!{FIGURE}|{BODY})[^;:.()]){{2,90}}?)\s*(?:là|:|=)\s*(?P<n>{FIGURE}){_POINT}"
    rf"|(?P<name2>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.()]){{3,90}}?)\s*(?:\(|,\s*|\s)(?:điểm )?tối đa(?: là)?:?\s+(?P<n2>{FIGURE}){_POINT}",
    re.IGNORECASE,
)
# "Cung cấp dịch vụ công trực tuyến (điểm mục này là 100 điểm)": the name stands before.
_THIS_PART = re.compile(
    rf"\(?\s*(?:số )?điểm (?:tối đa )?(?:của )?{_PART} này (?:tối đa )?là\s+(?P<n>{FIGURE}){_POINT}", re.IGNORECASE
)
_NAMED_POINTS = re.compile(
    rf"(?:^|[;,:]\s*|[-–+•]\s+|\(\d\)\s*|\b(?:và|gồm)\s+)(?P<name>(?:(?!{FIGURE}|{BODY}|{CLASS}|{YEAR})[^;:.(),]){{4,80}}?)\s*:\s*(?:tối đa\s+)?(?P<n>{FIGURE}){_POINT}(?=\s*(?:$|[.;,]|và\s))",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:tổng|trung bình|cao nhất|thấp nhất|bình quân|điểm|chỉ số|kết quả|đạt|loại|mức|total|average|score)\b", re.IGNORECASE
)
_LEFT_OUT = re.compile(
    rf"không (?:thực hiện )?(?:đánh giá|chấm điểm|tính điểm|xét)\s+{_PART}:?\s+(?P<name>(?:(?!{FIGURE}|{BODY})[^;:.()]){{3,140}}?)\s*[,(]\s*(?:số )?điểm (?:tối đa )?(?:của )?{_PART} này (?:tối đa )?là\s+(?P<n>{FIGURE}){_POINT}",
    re.IGNORECASE,
)
_LISTED = rf"{BODY}(?:\s*(?:,|;|và|,\s*và)\s*{BODY})*"
_EXEMPT = re.compile(
    rf"(?P<bodies>{_LISTED})\s+(?:(?:do |vì )?(?:không có|chưa có|không phát sinh|không thuộc)\s+(?P<why>(?:(?!{FIGURE}|{BODY})[^;:.()]){{3,80}}?)\s*,?\s*(?:nên|vì vậy)\s+)?"
    rf"(?:không|không thực hiện|chưa)\s+(?:chấm điểm|đánh giá|tính điểm|áp dụng)\s+(?:đối với\s+)?(?:các\s+)?{_PART}\s*:?\s*(?P<name>(?:(?!{FIGURE}|{BODY})[^;:.()]){{3,140}}?)(?=\s*(?:$|[.;,(]))",
    re.IGNORECASE,
)

_U = rf"(?:\s*(?:{POINTS}|{PERCENT}))?"
_LOWER = "trên|lớn hơn|hơn|cao hơn|>|above|over|more than"
_LOWER_CLOSED = "từ|không dưới|tối thiểu|ít nhất|>=|≥|from|at least"
_UPPER = "dưới|nhỏ hơn|thấp hơn|<|below|under|less than"
_UPPER_CLOSED = "<=|≤|không quá|tối đa|at most|up to"
_RANGE = re.compile(
    rf"(?P<lo>(?:{_LOWER_CLOSED}|{_LOWER})?)\s*(?P<a>{FIGURE}){_U}\s*(?:đến|tới|[-–]|và|to|and)?\s*(?P<hi>cận dưới|{_UPPER_CLOSED}|{_UPPER})?\s*(?P<b>{FIGURE}){_U}"
    rf"|(?P<up>(?:đạt\s+)?(?:từ\s+)?(?P<c>{FIGURE}){_U}\s+(?:trở lên|or above|or more|and above))"
    rf"|(?P<down>(?:từ\s+)?(?P<d>{FIGURE}){_U}\s+(?:trở xuống|or below|or less))"
    rf"|(?P<sign>{_LOWER_CLOSED.replace('từ|', '').replace('|from', '')}|{_UPPER_CLOSED}|{_LOWER}|{_UPPER})\s*(?P<e>{FIGURE}){_U}",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"(?P<class>{CLASS})")
_BETWEEN = re.compile(
    r"[\s:(\[=,\"”'»–-]*(?:(?:nếu|khi|là|có|với|đạt|được|tổng|số|điểm|chỉ số|tỷ lệ|mức|loại|xếp|phân|đánh giá|kết quả|cơ quan|đơn vị|các|for|score|of|is|scores|các đơn vị)[\s:]*)*[\"“'«(\[]*",
    re.IGNORECASE,
)


def scale_claims(marked: Marked) -> Iterator[Claim]:
    """The claims of one sentence."""
    bands = list(_bands(marked))
    yield from bands
    if bands or _ELSEWHERE.search(marked.text):
        return
    yield from _maxima(marked)
    yield from _left_out(marked)


def _maxima(marked: Marked) -> Iterator[Claim]:
    sentence, place = marked.sentence, marked.place
    taken: set[str] = set()
    for match in _WHOLE.finditer(marked.text):
        figure = match["n"] or match["n_scale"] or match["n_out"]
        clause = re.split(r"[;.:]", marked.text[: match.start()])[-1]
        number = marked.figures[figure]
        if number.unit == "percent" or _NO_SCALE.search(clause) or criterion_in(clause) or number.value <= 0:
            continue
        taken.add(figure)
        yield Claim("maximum", sentence, place, number, group=marked.group(*match.span()), subject=marked.words(match[0]))
    for pattern in (_OF_PART, _NAMED_POINTS):
        for match in pattern.finditer(marked.text):
            said = match.groupdict()
            figure = said["n"] or said["n2"]
            name = marked.words(said["name"] or said["name2"])
            name = re.sub(rf"^(?:{_PART}|gồm|và|[-–+•])\s+", "", name, flags=re.IGNORECASE).strip(" ,-–")
            sure = pattern is _OF_PART or "tối đa" in match[0].casefold()
            if figure in taken or _NO_NAME.search(name) or _NO_SCALE.search(marked.text[: match.end()]) or len(name) < 3:
                continue
            if not sure and re.search(BODY, marked.text):
                continue  # a body's points, part by part
            taken.add(figure)
            yield Claim(
                "criterion_maximum",
                sentence,
                place,
                marked.figures[figure],
                group=marked.group(*match.span()),
                criterion=name,
                sure=sure,
            )


def _left_out(marked: Marked) -> Iterator[Claim]:
    sentence, place = marked.sentence, marked.place
    taken: set[str] = set()
    for match in _LEFT_OUT.finditer(marked.text):
        if not re.search(rf"{BODY}\s*[^;.]*$", marked.text[: match.start()].rpartition(".")[2]):
            taken.add(match["n"])
            yield Claim(
                "not_assessed",
                sentence,
                place,
                marked.figures[match["n"]],
                group=marked.group(*match.span()),
                criterion=marked.words(match["name"]),
            )
    for match in _EXEMPT.finditer(marked.text):
        bodies = tuple(marked.words(char) for char in re.findall(BODY, match["bodies"]))
        follows = _THIS_PART.match(
            marked.text, match.end() + len(marked.text[match.end() :]) - len(marked.text[match.end() :].lstrip())
        )
        number = marked.figures[follows["n"]] if follows else None
        name = marked.words(match["name"])
        yield Claim(
            "not_applicable", sentence, place, number, bodies=bodies, subject=marked.words(match["why"] or ""), criterion=name
        )
        if follows:
            taken.add(follows["n"])
            yield Claim("criterion_maximum", sentence, place, number, criterion=name)
    for match in _THIS_PART.finditer(marked.text):
        before = re.split(r"[;:.]", marked.text[: match.start()])[-1].strip(" ,(-–")
        if match["n"] not in taken and before and not re.search(rf"{BODY}|{FIGURE}|\bkhông\b", before):
            yield Claim("criterion_maximum", sentence, place, marked.figures[match["n"]], criterion=marked.words(before))


# Bands ---------------------------------------------------------------------------------------------------------------


def _bands(marked: Marked) -> Iterator[Claim]:
    """Classes and ranges in strict turn, one beside the other: anything else could be read in two ways."""
    tokens: list[tuple[int, int, str, tuple[Bound | None, Bound | None] | None]] = [
        (match.start(), match.end(), match[0], None) for match in _TOKEN.finditer(marked.text)
    ]
    if not tokens:
        return
    for match in _RANGE.finditer(marked.text):
        bounds = _bounds(marked, match)
        if bounds is not None:
            tokens.append((match.start(), match.end(), "", bounds))
    tokens.sort(key=lambda token: token[0])
    if len(tokens) % 2 or any((one[3] is None) == (two[3] is None) for one, two in pairwise(tokens)):
        return
    for one, two in zip(tokens[::2], tokens[1::2], strict=True):
        between = marked.text[one[1] : two[0]]
        named, bounds = (one[2], two[3]) if one[3] is None else (two[2], one[3])
        if bounds is None or not _BETWEEN.fullmatch(between):
            return
    for one, two in zip(tokens[::2], tokens[1::2], strict=True):
        named, bounds = (one[2], two[3]) if one[3] is None else (two[2], one[3])
        lower, upper = bounds or (None, None)
        yield Claim(
            "band",
            marked.sentence,
            marked.place,
            group=marked.group(one[0], two[1]),
            class_name=marked.words(named),
            lower=lower,
            upper=upper,
        )


def _bounds(marked: Marked, match: re.Match[str]) -> tuple[Bound | None, Bound | None] | None:
    if match["up"]:
        return Bound(marked.figures[match["c"]], closed=True), None
    if match["down"]:
        return None, Bound(marked.figures[match["d"]], closed=True)
    if sign := match["sign"]:
        number = marked.figures[match["e"]]
        word = sign.casefold()
        closed = word in _UPPER_CLOSED.split("|") or word in _LOWER_CLOSED.split("|")
        upper = word in _UPPER_CLOSED.split("|") or word in _UPPER.split("|")
        return (None, Bound(number, closed)) if upper else (Bound(number, closed), None)
    low, high = marked.figures[match["a"]], marked.figures[match["b"]]
    words = match[0].casefold()
    joined = re.search(r"đến|tới|[-–]|\bto\b|\band\b", marked.text[match.start("a") : match.end()], re.IGNORECASE) or match["hi"]
    years = all(each.places == 0 and 1900 <= each.value <= 2100 and not each.unit for each in (low, high))
    if years or not joined or low.value >= high.value or "trở" in words:
        return None
    unit = low.unit or high.unit
    low, high = (Number(each.text, each.value, each.places, unit) for each in (low, high))
    hi = (match["hi"] or "").casefold()
    return (
        Bound(low, closed=match["lo"].casefold() not in _LOWER.split("|")),
        Bound(high, closed=hi not in (*_UPPER.split("|"), "cận dưới")),
    )
