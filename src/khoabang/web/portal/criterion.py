"""One criterion with all bodies of a group: what it asks, what each body got, and the group's statistics of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from khoabang.scoring.result.comparison import taken_off
from khoabang.web.organisations.names import sort_key
from khoabang.web.portal.explanation import role_words
from khoabang.web.portal.figures import Reading, bar, digits_missing, read, value
from khoabang.web.portal.profile import is_on_one_scale, mean_words
from khoabang.web.portal.remarks import Remark, Remarks
from khoabang.web.portal.set_text import Article, article_at
from khoabang.web.portal.telling import names_told
from khoabang.web.portal.words import APART, FLAGS, word
from khoabang.web.rounds.documents import BodyRow, CriterionInfo, CriterionScore, Extreme, Group, Statistics
from khoabang.web.rounds.selectors import Current, set_document

BY_POINTS, BY_RANK, BY_NAME = "diem", "hang", "ten"
NO_SCORE = {"stated": "not_published", "exempt": "exempt"}
"""What a body has on a criterion of which its row says nothing, by its own status; any other has no such criterion."""


@dataclass(frozen=True, slots=True)
class Line:
    """One body on the criterion."""

    code: str
    name: str
    place: str  # its rank on this criterion alone, among the ranked bodies
    rank: str  # its rank in the group
    points: Reading
    pad: str
    maximum: Reading
    index: Reading
    index_pad: str
    bar: int | None
    flags: list[str]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One statistic: what it is, its value, and the bodies that have it."""

    label: str
    text: str
    names: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class CriterionPage:
    part: CriterionInfo
    article: Article | None
    maximum: Reading
    role: str
    is_scored: bool  # false: only collected, so that nobody has points
    is_taken_off: bool  # its points are a penalty, or part of one
    has_gold: bool  # some are better than others
    lines: list[Line]
    has_ranks: bool
    has_places: bool
    has_maxima: bool  # the bodies are measured on different maxima
    has_indices: bool
    mean_bar: int | None
    sort: str
    counted: list[str]
    statistics: list[Said]
    remarks: list[Remark]
    above: list[CriterionInfo]
    inside: list[CriterionInfo]
    previous: CriterionInfo | None
    following: CriterionInfo | None
    elsewhere: list[Group]  # other groups that are scored on the same annex


def criterion_of(current: Current, group: Group, code: str) -> CriterionInfo | None:
    return next((part for part in current.annex_of(group)["criteria"] if part["code"] == code), None)


def criterion_page(current: Current, group: Group, part: CriterionInfo, sort: str = BY_POINTS) -> CriterionPage:
    parts = current.annex_of(group)["criteria"]
    known = {each["code"]: each for each in parts}
    is_scored = part["role"] != "informational"
    notes = Remarks(current, group, {part["code"]: part["name"]})
    rows = _sorted(group["bodies"], part["code"], sort)
    is_taken_off = part["code"] in taken_off(current.annex_of(group))
    lines = _lines(rows, part, notes, is_placed=not is_taken_off) if is_scored else []
    statistics = group["statistics"]["criteria"].get(part["code"])
    beside = [each for each in parts if each["parent"] == part["parent"]]
    at = beside.index(part)
    mentioned = {number for line in lines for number in line.notes}
    return CriterionPage(
        part=part,
        article=article_at(set_document(current.result.set_version), group["annex"], part["code"]),
        maximum=read(part["maximum"]),
        role=role_words(part["role"], part["name"]),
        is_scored=is_scored,
        is_taken_off=is_taken_off,
        has_gold=len({line.place for line in lines}) > 1,
        lines=lines,
        has_ranks=any(line.rank for line in lines),
        has_places=any(line.place for line in lines),
        has_maxima=len({line.maximum.text for line in lines if line.maximum.text}) > 1,
        has_indices=any(line.index.text for line in lines),
        mean_bar=bar(statistics["mean_index"]) if statistics else None,
        sort=sort if sort in (BY_RANK, BY_NAME) else BY_POINTS,
        counted=_counted(rows, part["code"]) if is_scored else [],
        statistics=list(_statistics(statistics, group)) if statistics else [],
        remarks=[remark for remark in notes.all if remark.number in mentioned],
        above=_above(part, known),
        inside=[each for each in parts if each["parent"] == part["code"]],
        previous=beside[at - 1] if at else None,
        following=beside[at + 1] if at + 1 < len(beside) else None,
        elsewhere=[
            other for other in current.document["groups"] if other["annex"] == group["annex"] and other["code"] != group["code"]
        ],
    )


def status_of(row: BodyRow, code: str) -> str:
    """How a body stands on a criterion: a status of the result, also where its row says nothing of it."""
    score = row["criteria"].get(code)
    return score["status"] if score else NO_SCORE.get(row["status"], "not_applicable")


def points_of(row: BodyRow, code: str, *, differs: bool = False) -> Reading:
    score = row["criteria"].get(code)
    return read(score["points"] if score else None, status_of(row, code), differs=differs)


def _sorted(rows: Iterable[BodyRow], code: str, sort: str) -> list[BodyRow]:
    """The bodies with the most points first, then those without points by what they have instead; or by rank, or by name."""
    rows = list(rows)
    if sort == BY_RANK:
        return rows
    if sort == BY_NAME:
        return sorted(rows, key=lambda row: sort_key(row["name"]))

    def best_first(row: BodyRow) -> tuple[int, Fraction, str]:
        score = row["criteria"].get(code)
        place, points = (score["rank"], value(score["points"])) if score else (None, None)
        known = 0 if place is not None else 1 if points is not None else 2
        return known, Fraction(place) if place is not None else -(points or Fraction(0)), status_of(row, code)

    return sorted(rows, key=best_first)


def _lines(rows: list[BodyRow], part: CriterionInfo, notes: Remarks, *, is_placed: bool) -> list[Line]:
    """The rows as printed; what is taken off has no place, since more of it is worse."""
    code = part["code"]
    readings = {row["code"]: points_of(row, code, differs=notes.differs(row["code"], code)) for row in rows}
    indices = {row["code"]: _index(row["criteria"].get(code)) for row in rows}
    most = max((reading.decimals for reading in readings.values()), default=0)
    most_of_index = max((index.decimals for index in indices.values()), default=0)
    lines = []
    for row in rows:
        score = row["criteria"].get(code)
        points, index = readings[row["code"]], indices[row["code"]]
        lines.append(
            Line(
                code=row["code"],
                name=row["name"],
                place=str(score["rank"]) if is_placed and score and score["rank"] is not None else "",
                rank=row["rank"]["stated"] or (str(row["rank"]["value"]) if row["rank"]["value"] is not None else ""),
                points=points,
                pad=digits_missing(points, most),
                maximum=_maximum(score, part),
                index=index,
                index_pad=digits_missing(index, most_of_index),
                bar=bar(score["index"]) if score else None,
                flags=[word(FLAGS, flag) for flag in score["flags"]] if score else [],
                notes=notes.at(row["code"], code),
            )
        )
    return lines


def _maximum(score: CriterionScore | None, part: CriterionInfo) -> Reading:
    """The maximum that applies to a body; nothing where the criterion does not apply to it."""
    if score is None:
        return Reading()
    found = read(part["maximum"] if part["role"] in APART else score["maximum"])
    return found if found.text and value(score["maximum"]) != 0 else Reading()


def _index(score: CriterionScore | None) -> Reading:
    """A body's share of the maximum; where it has none, the points have said why."""
    found = read(score["index"]) if score else Reading()
    return found if found.text else Reading()


def _counted(rows: list[BodyRow], code: str) -> list[str]:
    """How many bodies have points, and how many have what else instead, each by its name."""
    found = Counter(points_of(row, code).words for row in rows)
    scored = found.pop("", 0)
    said = [ngettext("{count} cơ quan có điểm", "{count} cơ quan có điểm", scored).format(count=scored)] if scored else []
    return said + [f"{count} {words}" for words, count in sorted(found.items())]


def _statistics(found: Statistics, group: Group) -> Iterable[Said]:
    """What the result says of the criterion in this group."""
    on_one_scale = is_on_one_scale(found)
    yield Said(
        ngettext("Trung bình của {} cơ quan", "Trung bình của {} cơ quan", found["count"]).format(found["count"]),
        mean_words(found),
    )
    share = read(found["mean_percent"]).text
    if on_one_scale and share:
        yield Said(gettext("Trung bình so với điểm tối đa"), f"{share}%")
    median = read(found["median"]).text
    if median and on_one_scale:
        yield Said(gettext("Trung vị"), median)
    if found["spread"] is not None and value(found["spread"]) == 0:
        yield Said(gettext("Chênh lệch"), gettext("không có"))
        return
    for label, extreme in ((gettext("Cao nhất"), found["highest"]), (gettext("Thấp nhất"), found["lowest"])):
        if extreme is not None and extreme["bodies"]:
            yield Said(label, _extreme(extreme, is_on_one_scale=on_one_scale), _named(extreme, group))
    spread = read(found["spread"]).text
    if spread and on_one_scale:
        yield Said(gettext("Chênh lệch"), spread)


def _extreme(extreme: Extreme, *, is_on_one_scale: bool) -> str:
    percent = read(extreme["percent"]).text
    return f"{percent}%" if percent and not is_on_one_scale else read(extreme["points"]).text


def _named(extreme: Extreme, group: Group) -> SafeString:
    names = {row["code"]: row["name"] for row in group["bodies"]}
    return names_told(names.get(code, code) for code in extreme["bodies"])


def _above(part: CriterionInfo, known: dict[str, CriterionInfo]) -> list[CriterionInfo]:
    """The criteria that it belongs to, outermost first."""
    found: list[CriterionInfo] = []
    while part["parent"] is not None:
        part = known[part["parent"]]
        found.insert(0, part)
    return found
