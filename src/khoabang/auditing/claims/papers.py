"""Documents and their dates: the text's own heading, and what it cites; which of them cannot both be right; days that never were."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from khoabang.auditing.claims.amounts import language
from khoabang.auditing.claims.claim import Claim, Paper, Said
from khoabang.auditing.claims.names import same_body
from khoabang.auditing.claims.words import ISSUER_ENDS, MONTHS, PAPERS
from khoabang.scoring.problems import Place

_NUMBER = (
    r"(?P<number>\d{1,5}\s*/\s*(?:(?:19|20)\d\d\s*/\s*)?[A-ZĐ][A-Za-zĐđ]{0,7}(?:\s?[-–]\s?[A-ZĐ&][\wĐđ&]{0,14})*(?![\w/])"
    r"|\d{1,5}\s?-\s?[A-ZĐ]{2,4}\s?/\s?[A-ZĐ]\w*(?![\w/]))"
)
_MONTH = "|".join(MONTHS)
_DAY = (
    r"(?:(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})(?![\w/])"
    r"|(?P<dw>\d{1,2})\s+tháng\s+(?P<mw>\d{1,2})\s+năm\s+(?P<yw>\d{4})(?!\d))"
)
_DAY_EN = (
    rf"(?:(?P<de>\d{{1,2}})\s+(?P<me>{_MONTH}),?\s+(?P<ye>\d{{4}})|(?P<me2>{_MONTH})\s+(?P<de2>\d{{1,2}}),?\s+(?P<ye2>\d{{4}}))"
)
_ANY_DAY = rf"(?:ngày\s*|(?:dated|of|on)\s+)(?:{_DAY}|{_DAY_EN})"

# The issuer is only looked at: another document may be cited right behind it.
_CITED = re.compile(
    rf"{_NUMBER}\s*,?\s*(?:ký\s+)?{_ANY_DAY}(?:(?=\s+(?:của|of|by)\s+(?P<issuer>[^,;.()]{{2,90}})))?", re.IGNORECASE
)
# "Ngày 25/5/2020, UBND tỉnh ban hành Quyết định số 1202/QĐ-UBND"
_ISSUED = re.compile(
    rf"\bngày\s+{_DAY},?\s+(?P<issuer>[^;.()\d]{{2,80}}?)\s+(?:đã\s+)?(?:ban hành|ký|ký ban hành)\s+(?:(?:{PAPERS})\s+)?(?:số\s+)?{_NUMBER}(?!\s*,?\s*ngày)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(rf"^\(?\s*(?:ban hành\s+)?kèm theo\s+(?:{PAPERS})\s+(?:số\s*:?\s*)?{_NUMBER}", re.IGNORECASE)
_OWN_NUMBER = re.compile(rf"(?:^|\s)(?:Số|No\.?)\s*:\s*{_NUMBER}")
_DATELINE = re.compile(rf"(?:^|\s{{2,}}|\t|\||(?<=[A-ZĐ]))\s*(?P<town>[^\W\d_][^\d,;:()]{{1,30}}),\s*ngày\s*{_DAY}[\s|]*$")
_AUTHORITY = re.compile(
    r"(?i:ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s*(?P<level>(?i:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s+.{2,40})?$"
)
_LEVEL_LINE = re.compile(r"(?i:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s+[^\d,;:.]{2,40}")
_BLOCKS_NEAR = 8

_DATED = re.compile(
    r"(?<!\w)ngày\s+(?P<d>\d{1,2})\s?[/.]\s?(?P<m>\d{1,2})(?:\s?[/.]\s?(?P<y>\d{4}))?(?![\w/.,]?\d)|(?<!\w)ngày\s+(?P<dw>\d{1,2})\s+tháng\s+(?P<mw>\d{1,2})(?:\s+năm\s+(?P<yw>\d{4}))?(?!\d)",
    re.IGNORECASE,
)
_BARE_DATE = re.compile(r"(?<![\w/.,-])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\w/])")
# The Government, the Prime Minister, ministries and organs of the whole Party are one each; all others are one of many.
_CENTRAL = (
    "TTG|CP|CTN|UBTVQH|QH|TW|BCT|BBT|VPCP|VPTW|TTCP|NHNN|BTTTT|BKHCN|BNV|BTC|BKHDT|BYT|BGDDT|BTNMT|BNNPTNT|BNN|BNNMT"
    "|BCT|BXD|BGTVT|BTP|BCA|BQP|BVHTTDL|BLDTBXH|BNG|BDTTG|UBDT"
)
_LOCAL = re.compile(rf"(?:/|-)(?!(?:{_CENTRAL})\d*$)[A-Z&]+\d*$")
_LEVELS = ("tỉnh", "thành phố", "huyện", "thị xã", "quận", "xã", "phường", "thị trấn")


def _day(match: re.Match[str]) -> date | None:
    said = {key: value for key, value in match.groupdict().items() if value}
    year, day = (
        next((said[key] for key in ("y", "yw", "ye", "ye2") if key in said), ""),
        next((said[key] for key in ("d", "dw", "de", "de2") if key in said), ""),
    )
    month = next((said[key] for key in ("m", "mw") if key in said), "")
    if not month:
        name = next(said[key] for key in ("me", "me2") if key in said)
        month = str(MONTHS.index(name.casefold()) + 1)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def normal_number(text: str) -> str:
    """A document's number to compare: no blanks, no zeros in front, capitals; Đ as D, which English texts write.

    >>> normal_number("06 /QĐ-UBND")
    '6/QD-UBND'
    """
    return re.sub(r"\s+", "", text).replace("–", "-").upper().replace("Đ", "D").lstrip("0")


def _paper(match: re.Match[str], said: Said, issuer: str = "") -> Paper | None:
    day = _day(match)
    if day is None:
        return None
    issuer = re.split(rf"\s+(?:{ISSUER_ENDS})\b", issuer, maxsplit=1, flags=re.IGNORECASE)[0].strip()
    number = " ".join(match["number"].split())
    return Paper(number, normal_number(number), day, said, issuer)


def paper_claims(sentence: str, place: Place) -> Iterator[Claim]:
    """The documents that a sentence cites with their dates, and the days it names that never were."""
    attached = _ATTACHED.match(sentence)
    for match in _CITED.finditer(sentence):
        said: Said = "attached" if attached and attached.start("number") == match.start("number") else "cited"
        if paper := _paper(match, said, match["issuer"] or ""):
            yield Claim("document", sentence, place, subject=paper.text, paper=paper)
    for match in _ISSUED.finditer(sentence):
        if paper := _paper(match, "issued", match["issuer"] or ""):
            yield Claim("document", sentence, place, subject=paper.text, paper=paper)
    yield from _impossible(sentence, place)


def _impossible(sentence: str, place: Place) -> Iterator[Claim]:
    seen: set[int] = set()
    for pattern in (_DATED, _BARE_DATE):
        for match in pattern.finditer(sentence):
            said = match.groupdict()
            day, month = int(said.get("d") or said.get("dw") or 0), int(said.get("m") or said.get("mw") or 0)
            year = said.get("y") or said.get("yw")
            start = match.start("d") if said.get("d") else match.start("dw")
            # Without a year the 29th of February may be; month and day the American way round may be meant.
            if start in seen or _exists(day, month, year) or _exists(month, day, year):
                continue
            seen.add(start)
            yield Claim("impossible_date", sentence, place, subject=match[0])


def _exists(day: int, month: int, year: str | None) -> bool:
    try:
        date(int(year or 2000), month, day)
    except ValueError:
        return False
    return True


def heading_claims(lines: Sequence[tuple[str, Place]]) -> Iterator[Claim]:
    """The number and date that stand over a document: "Số: 06/QĐ-UBND" and, near it, "Thái Bình, ngày 05 tháng 01 năm 2021"."""
    for position, (text, place) in enumerate(lines):
        if not (own := _OWN_NUMBER.search(text)):
            continue
        # The same line first, then those below, then those right above; another document's number ends the search.
        below = lines[position : position + _BLOCKS_NEAR + 1]
        for offset, (other, _) in enumerate(below):
            if offset and _OWN_NUMBER.search(other):
                break
            if line := _DATELINE.search(other):
                yield from _heading(own, line, text, place, _authority(lines[max(0, position - 6) : position + 1]))
                break
        else:
            above = [line for other, _ in lines[max(0, position - 3) : position] if (line := _DATELINE.search(other))]
            if len(above) == 1:
                yield from _heading(own, above[0], text, place, _authority(lines[max(0, position - 6) : position + 1]))


def _heading(own: re.Match[str], line: re.Match[str], text: str, place: Place, issuer: str) -> Iterator[Claim]:
    day = _day(line)
    if day is not None:
        number = " ".join(own["number"].split())
        paper = Paper(number, normal_number(number), day, "heading", issuer)
        yield Claim("document", f"{text.strip()} … {line[0].strip()}", place, subject=number, paper=paper)


def _authority(lines: Sequence[tuple[str, Place]]) -> str:
    """Whose heading it is, from the lines over the number."""
    parts = [part.strip() for text, _ in lines for part in re.split(r"\n|\t|\||\s{3,}", text) if part.strip()]
    for position, part in enumerate(parts):
        if match := _AUTHORITY.search(part):
            if match["level"]:
                return match[0]
            if position + 1 < len(parts) and _LEVEL_LINE.fullmatch(parts[position + 1]):
                return f"{match[0]} {parts[position + 1]}"
    return ""


def conflicting_dates(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of claims that give one document two dates; each date of a document is named once.

    Numbers begin anew each year and each authority counts for itself: of another year or issuer it is another document. Only an annex
    attached to the text's own number is of that very document, whatever year it names.
    """
    papers = [claim for claim in claims if claim.kind == "document" and claim.paper is not None and claim.paper.said != "issued"]
    headings = {claim.paper.number for claim in papers if claim.paper and claim.paper.said == "heading"}
    found: list[tuple[Claim, Claim]] = []
    seen: set[tuple[str, frozenset[date]]] = set()
    for one, two in combinations(papers, 2):
        first, second = one.paper, two.paper
        if first is None or second is None or first.number != second.number or first.date == second.date:
            continue
        own = {first.said, second.said} == {"heading", "attached"} and len(headings) == 1
        if not own and (first.date.year != second.date.year and not re.search(r"/(?:19|20)\d\d/", first.number)):
            continue
        key = (first.number, frozenset((first.date, second.date)))
        if key not in seen and _one_issuer(first, second) and not _either_way(one, two):
            seen.add(key)
            found.append((one, two))
    return found


def _either_way(one: Claim, two: Claim) -> bool:
    """Whether the dates are one where month and day stand the other way round, as English texts may write them."""
    if one.paper is None or two.paper is None or "vi" in {language(one.sentence), language(two.sentence)}:
        return False
    first, second = one.paper.date, two.paper.date
    return (first.year, first.month, first.day) == (second.year, second.day, second.month)


def _one_issuer(first: Paper, second: Paper) -> bool:
    """As far as the text says: committees of different levels or places differ, and so do other authorities of different names.

    Committees and offices of every place number their papers alike: one that names no place, or nobody, may be of any. Only an annex is of the
    text's own authority, however it calls it.
    """
    own = {first.said, second.said} == {"heading", "attached"}
    local = bool(_LOCAL.search(first.number))
    if not first.issuer or not second.issuer:
        return own or not local
    (level, place), (other_level, other_place) = _issuer(first.issuer), _issuer(second.issuer)
    if level or other_level:
        return level == other_level and (place == other_place or (own and not (place and other_place)))
    if same_body(first.issuer, second.issuer) == "different":
        return False
    return own or not local or normal_issuer(first.issuer) == normal_issuer(second.issuer)


def normal_issuer(text: str) -> str:
    """An issuer's name to compare letter by letter."""
    return " ".join(text.casefold().replace("uỷ", "ủy").split())


def _issuer(text: str) -> tuple[str, str]:
    """The level and the place of a committee: ("tỉnh", "thái bình")."""
    words = normal_issuer(text)
    match = re.match(
        rf"(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd)(?:\s+(?P<level>{'|'.join(_LEVELS)}))?(?:\s+(?P<place>.+))?", words
    )
    return (match["level"] or "?", match["place"] or "") if match else ("", "")
