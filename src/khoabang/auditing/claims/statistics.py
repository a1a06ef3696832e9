"""Claims about a whole group: mean and its change, median, highest, lowest, and the distance between them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from khoabang.auditing.claims.claim import Claim, Kind, Number
from khoabang.auditing.claims.marking import BODY, CLASS, FIGURE, YEAR, Marked
from khoabang.auditing.claims.words import (
    COUNTED,
    COUNTED_GROUPS,
    CRITERION,
    ELSEWHERE,
    LIMITED,
    MEAN,
    MEDIAN,
    PERCENT,
    POINTS,
    RANKED,
    SCORE,
    SPREAD,
)

_IS = r"\s*(?:là|đạt|bằng|ở mức|:|=|\bwas\b|\bis\b|\bof\b)\s*(?:mức\s+)?"
_UNIT = rf"(?:\s*(?:{POINTS}|{PERCENT})(?!\w|\s*phần trăm))"
# After a figure without a unit the clause must end: "là 5 đơn vị" is no score.
_END = r"(?=\s*(?:$|[.,;)(]))"
_SCORED = rf"(?P<n>{FIGURE})(?:{_UNIT}|{_END})"
_COUNTED = rf"{FIGURE}\s+(?:{COUNTED_GROUPS}|{COUNTED})(?!\w)"
_OTHER = rf"(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:]|{_COUNTED})"

_MEAN = re.compile(
    rf"\b(?:{SCORE}|giá trị)\b(?P<head>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.,]){{0,80}}?)\s*(?P<word>{MEAN})\b(?:(?P<about>{_OTHER}{{0,240}}?){_IS}|\s+(?={FIGURE}\s*(?:điểm\b|%))){_SCORED}"
    rf"|\b(?P<word_en>average|mean)\s+(?:\w+\s+)?(?:{SCORE})\b(?P<about_en>{_OTHER}{{0,160}}?){_IS}{_SCORED.replace('<n>', '<n_en>')}",
    re.IGNORECASE,
)
_MEDIAN = re.compile(
    rf"\b(?:{SCORE}|giá trị)?\s*(?:{MEDIAN})\b(?:\s+(?:{SCORE}))?(?P<about>{_OTHER}{{0,160}}?){_IS}{_SCORED}", re.IGNORECASE
)
_BY_YEAR = re.compile(rf"[(;,]\s*(?P<year>{YEAR})\s+(?:là|đạt|was)\s+(?P<n>{FIGURE}){_UNIT}?(?=\s*[;,)])")
_MEAN_WORD = re.compile(rf"\b(?:{SCORE})\b[^;:.]{{0,100}}\b(?:{MEAN})\b", re.IGNORECASE)
OF_MAXIMUM = re.compile(
    rf"\s*[(,]?\s*(?:đạt|bằng|tương đương|chiếm|hay|equal to|or)?\s*(?P<n>{FIGURE})\s*(?:{PERCENT})\s*(?:so với |của |of the )?(?:tổng )?"
    r"(?:số )?(?:(?:điểm|mức điểm|mức) tối đa|maximum)(?!\w)(?!\s+(?:của|cho)\s+(?:tiêu chí|nhóm|mục|nội dung))",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    rf"[,;(]?\s*\b(?P<way>tăng|giảm|cao hơn|thấp hơn|up|down)\s+(?P<n>{FIGURE})\s*(?:{POINTS})\s+(?:so với|compared with|from)\s+"
    rf"(?:(?!{FIGURE}|{BODY})[^;,.]){{0,60}}?(?P<year>{YEAR})(?:\s*\(\s*(?:là |đạt )?(?P<before>{FIGURE})(?:{_UNIT})?\s*\))?",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    rf"\b(?:{SPREAD})\b(?P<about>(?:(?!{FIGURE})[^;]){{0,240}}?\b(?:cao nhất|đầu|thấp nhất|highest|lowest)\b"
    rf"(?:(?!{FIGURE})[^;]){{0,200}}?\b(?:thấp nhất|cuối|cao nhất|lowest|highest)\b(?:(?!{FIGURE})[^;]){{0,80}}?){_IS}{_SCORED}",
    re.IGNORECASE,
)
_WITH = (
    rf"(?:\s*[(,]?\s*(?:(?:với|đạt|có|được|with|at)\s+)*(?:(?:tổng|số)\s+)*(?:điểm\s+)?(?:đạt được\s+)?(?:là\s+)?(?P<n>{FIGURE})"
    rf"(?:{_UNIT}|{_END}))?"
)
_ENDS = r"(?P<end>cao nhất|thấp nhất|highest|lowest)"
_EXTREMES = [
    # "Đơn vị có tổng điểm cao nhất là A (58,083 điểm"
    re.compile(
        rf"\b(?P<score>{SCORE})\b\s*(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:,.(]){{0,60}}?{_ENDS}(?P<about>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.(]){{0,80}}?)"
        rf"\s*(?:là|thuộc về|:)\s*(?:đơn vị\s+)?(?P<body>{BODY})(?!\s*(?:,|và|;)\s*{BODY}){_WITH}",
        re.IGNORECASE,
    ),
    # "A có tổng điểm cao nhất (58,083 điểm"
    re.compile(
        rf"(?P<body>{BODY})\s+(?:là đơn vị\s+)?(?:có|đạt|được|had|has)\s+(?:the\s+)?(?:{_ENDS.replace('<end>', '<end_first>')}\s+)?"
        rf"(?P<score>{SCORE})(?:\s+đánh giá)?\s+(?:{_ENDS}(?P<about>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.(,]){{0,50}}?))?{_WITH}",
        re.IGNORECASE,
    ),
    # "Điểm cao nhất là 95 điểm (A)", "the highest score was 95 (A)"
    re.compile(
        rf"(?:^|[;,]\s*|\bthe\s+)(?P<score>{SCORE})\s+{_ENDS}(?P<about>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.(,]){{0,60}}?){_IS}{_SCORED}"
        rf"(?:\s*(?:\(|thuộc về|của|là của|,\s*thuộc về)\s*(?P<body>{BODY}))?(?!\s*đến)",
        re.IGNORECASE,
    ),
    # "Cao nhất là A (95 điểm)"
    re.compile(
        rf"(?:^|[;,]\s*|\b(?:và|trong đó|đơn vị)\s+)(?P<score>){_ENDS}(?P<about>)\s+(?:là|thuộc về)\s+(?:đơn vị\s+)?(?P<body>{BODY})"
        rf"(?!\s*(?:,|và|;)\s*{BODY}){_WITH}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_ENDS}\s+(?P<score>{SCORE})\b(?P<about>(?:(?!{FIGURE}|{BODY}|{CLASS})[^;:.(,]){{0,60}}?){_IS}{_SCORED}(?:\s*\((?P<body>{BODY}))?",
        re.IGNORECASE,
    ),
]
_CRITERION = re.compile(rf"\b(?:{CRITERION})\b", re.IGNORECASE)
_ELSEWHERE = re.compile(rf"\b(?:{ELSEWHERE})\b", re.IGNORECASE)
_LIMITED = re.compile(rf"\b(?:{LIMITED})\b", re.IGNORECASE)
_RANKED = re.compile(rf"\b(?:{RANKED})\b", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:$|[.,;:()/]|và\b|trong đó\b|so với\b|and\b|compared\b)", re.IGNORECASE)
_SOME = re.compile(r"\bthứ\s+(?:hai|nhì|ba|tư|\W)|\bsecond\b|\bthird\b", re.IGNORECASE)
_SPREAD_WORD = re.compile(rf"\b(?:{SPREAD})\b", re.IGNORECASE)
# "kết quả đánh giá theo bộ tiêu chí" is of the whole set, "tiêu chí hạ tầng" of one.
_WHOLE_SET = re.compile(
    r"\b(?:bộ|theo|các|\w*\s*nhóm các)\s+(?:tiêu chí|chỉ số|môn)\b|\bchỉ số (?:tổng hợp|tổng thể)\b", re.IGNORECASE
)


def criterion_in(words: str) -> str:
    """The part of a phrase that names a part of the score, from its word on; "" where there is none."""
    plain = _WHOLE_SET.sub(lambda match: "\0" * len(match[0]), words)
    found = _CRITERION.search(plain)
    return words[found.start() :].strip(" ,(") if found else ""


def statistics_claims(marked: Marked) -> Iterator[Claim]:
    """The claims of one sentence."""
    if _ELSEWHERE.search(marked.text):
        return
    yield from _means(marked)
    yield from _single(marked, _MEDIAN, "median")
    yield from _single(marked, _SPREAD, "spread")
    if not _SPREAD_WORD.search(marked.text):
        yield from _extremes(marked)


def limited(marked: Marked, start: int, end: int) -> bool:
    """Whether the clause of a figure says that it is of a part of the points or of other bodies than the ranking's."""
    return bool(_LIMITED.search(marked.clause(start, end)))


def _claim(marked: Marked, kind: Kind, number: Number | None, match: re.Match[str], subject: str) -> Claim:
    claim = marked.claim(kind, number, match, subject=marked.words(subject), criterion=marked.words(criterion_in(subject)))
    named = kind in {"mean", "median"} and re.search(BODY, marked.text[: match.end()])
    part = _SPREAD_WORD.sub("", subject) if kind == "spread" else subject
    lead = marked.clause(match.start(), match.start())
    some = (_RANKED if kind in {"mean", "median"} else _SOME).search(lead + part)
    sure = claim.sure and not some and not named and not _LIMITED.search(lead + part) and ends_there(marked, match.end())
    return replace(claim, sure=sure)


def ends_there(marked: Marked, end: int) -> bool:
    """Whether a claim ends with its figure: what goes on ("điểm vào giữa kỳ") may say of what it is."""
    return bool(_CLOSED.match(marked.text, end))


def _means(marked: Marked) -> Iterator[Claim]:
    if len(years_said := list(_BY_YEAR.finditer(marked.text))) > 1 and (word := _MEAN_WORD.search(marked.text)):
        for match in years_said:
            claim = _claim(marked, "mean", marked.figures[match["n"]], word, _lead(marked.text[: word.start()]) + word[0])
            yield replace(claim, year=marked.years[match["year"]], sure=not limited(marked, word.start(), word.end()))
        return
    for match in _MEAN.finditer(marked.text):
        figure = match["n"] or match["n_en"]
        verb = match.start("n") if match["n"] else match.start("n_en")
        subject = re.sub(rf"{_IS}$", "", marked.text[match.start() : verb])
        before = marked.text[: match.start()]
        years = [marked.years[char] for char in before + subject if char in marked.years]
        claim = replace(
            _claim(marked, "mean", marked.figures[figure], match, _lead(before) + subject), year=years[-1] if years else None
        )
        rest = marked.text[match.end() :]
        share = OF_MAXIMUM.match(rest)
        if share:
            claim = replace(claim, percent=marked.figures[share["n"]])
        yield claim
        after = rest[share.end() if share else 0 :].removeprefix(")")
        if change := _CHANGE.match(after):
            number = marked.figures[change["n"]]
            if change["way"].casefold() in ("giảm", "thấp hơn", "down"):
                number = replace(number, value=-number.value)
            year = marked.years[change["year"]]
            yield replace(claim, kind="mean_change", number=number, percent=None, year=year)
            if change["before"]:
                yield replace(claim, number=marked.figures[change["before"]], percent=None, year=year)
        return


def _lead(before: str) -> str:
    """What stands before in the same clause and may name a part: "Tiêu chí hạ tầng có điểm trung bình"."""
    clause = re.split(r"[;:.(]|,(?=\s)", before)[-1]
    return clause.lstrip() if _CRITERION.search(clause) else ""


def _single(marked: Marked, pattern: re.Pattern[str], kind: Kind) -> Iterator[Claim]:
    match = pattern.search(marked.text)
    if match:
        subject = _lead(marked.text[: match.start()]) + re.sub(rf"{_IS}$", "", marked.text[match.start() : match.start("n")])
        yield _claim(marked, kind, marked.figures[match["n"]], match, subject)


def _extremes(marked: Marked) -> Iterator[Claim]:
    taken: list[range] = []
    for pattern in _EXTREMES:
        for match in pattern.finditer(marked.text):
            groups = match.groupdict()
            end = groups.get("end_first") or groups.get("end")
            if (
                end is None
                or (groups.get("end_first") and groups.get("end"))
                or any(match.start() < span.stop and span.start < match.end() for span in taken)
            ):
                continue
            taken.append(range(match.start(), match.end()))
            kind: Kind = "highest" if end.casefold() in ("cao nhất", "highest") else "lowest"
            before = marked.text[match.start() : match.start("end") if groups.get("end") else match.end("score")]
            subject = (
                _lead(marked.text[: match.start()]) + before + (f" {end}" if end not in before else "") + (groups["about"] or "")
            )
            number = marked.figures[groups["n"]] if groups.get("n") else None
            claim = replace(_claim(marked, kind, number, match, subject), body=marked.words(groups["body"] or ""))
            share = OF_MAXIMUM.match(marked.text[match.end() :])
            yield replace(claim, percent=marked.figures[share["n"]]) if share else claim
