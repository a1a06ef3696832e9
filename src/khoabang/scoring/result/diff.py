"""What changed between two result documents: ranks, points, indices and classes of bodies, their criteria, and the statistics.

Both are read as documents (docs/formats.md, any format this version knows); nothing is computed anew but differences of exact figures.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

from khoabang.language import N_, text
from khoabang.scoring.numbers import Rounding, fixed, plain, show

Json = dict[str, Any]
ResultSubject = Literal["round", "set", "group", "body", "criterion", "statistics", "class"]

COLUMNS = {
    "group": N_("Khối"),
    "rank": N_("Hạng"),
    "points": N_("Điểm"),
    "maximum": N_("Điểm tối đa"),
    "converted": N_("Điểm quy đổi"),
    "index": N_("Chỉ số"),
    "percent": N_("Tỷ lệ %"),
    "class": N_("Loại"),
    "status": N_("Tình trạng"),
    "name": N_("Tên"),
    "mean": N_("Trung bình"),
    "mean_percent": N_("Trung bình (%)"),
    "mean_index": N_("Chỉ số trung bình"),
    "median": N_("Trung vị"),
    "spread": N_("Chênh lệch cao nhất, thấp nhất"),
    "highest": N_("Cao nhất"),
    "lowest": N_("Thấp nhất"),
    "count": N_("Số cơ quan"),
    "id": N_("Mã"),
    "version": N_("Phiên bản"),
    "sha256": N_("Nội dung"),
    "title": N_("Tên"),
    "year": N_("Năm"),
    "edition": N_("Bản"),
}
STATUS_WORDS = {
    "ranked": N_("được xếp hạng"),
    "unranked": N_("không xếp hạng"),
    "exempt": N_("được miễn"),
    "incomplete": N_("chưa đủ số liệu"),
    "stated": N_("theo bản in"),
}
_FIGURES = ("points", "maximum", "converted", "index", "percent")
_STATISTICS = ("mean", "mean_percent", "mean_index", "median", "spread")
_NOTHING = N_("không có")


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One change: of what, in which group, and the values before and after in point form (None: no value).

    `by` is the exact difference of two numbers; of ranks, the places moved, + being up.
    """

    subject: ResultSubject
    column: str
    before: str | None
    after: str | None
    group: str = ""
    body: str = ""
    name: str = ""
    criterion: str = ""
    by: str | None = None

    def as_json(self) -> Json:
        """Give the record for `--json`."""
        return asdict(self)


def diff_results(old: Json, new: Json) -> list[ResultChange]:
    """List what changed from one result document to another, group by group in the new one's order."""
    changes = [
        *_plain("round", old["round"], new["round"], ("id", "title", "year")),
        *_plain("set", old["set"], new["set"], ("id", "version", "sha256")),
    ]
    groups = {group["code"]: group for group in old["groups"]}
    placed = {body["code"]: (group["code"], body) for group in old["groups"] for body in group["bodies"]}
    kept: set[str] = set()
    for group in new["groups"]:
        code, before = group["code"], groups.get(group["code"])
        if before is None:
            changes.append(ResultChange("group", "group", None, code, group=code, name=group["name"]))
        for body in group["bodies"]:
            kept.add(body["code"])
            changes += _body(code, placed.get(body["code"]), body)
        if before is not None:
            changes += _statistics(before, group)
    for code, (group_code, body) in placed.items():
        if code not in kept:
            changes.append(ResultChange("body", "group", group_code, None, group=group_code, body=code, name=body["name"]))
    left = {group["code"] for group in new["groups"]}
    changes += [
        ResultChange("group", "group", code, None, group=code, name=group["name"])
        for code, group in groups.items()
        if code not in left
    ]
    return changes


def _plain(subject: ResultSubject, old: Json, new: Json, columns: tuple[str, ...]) -> Iterator[ResultChange]:
    for column in columns:
        if old[column] != new[column]:
            yield ResultChange(subject, column, _text(old[column]), _text(new[column]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _said(figure: Json | None) -> str | None:
    """Give a figure as it is printed: as computed, or as stated where nothing was computed."""
    if figure is None:
        return None
    return _text(figure["shown"] if figure["shown"] is not None else figure["stated"])


def _differ(old: Json | None, new: Json | None) -> bool:
    if old is None or new is None or old["exact"] is None or new["exact"] is None:
        return _said(old) != _said(new)
    return Fraction(old["exact"]) != Fraction(new["exact"])


def _change(old: Json | None, new: Json | None) -> str | None:
    if not old or not new or old["exact"] is None or new["exact"] is None:
        return None
    return plain(Fraction(new["exact"]) - Fraction(old["exact"]))


def _printed(item: Json) -> str | None:
    """Give a rank, class or count: as computed, or as stated."""
    return _text(item["value"] if item["value"] is not None else item["stated"])


def _body(group: str, before: tuple[str, Json] | None, body: Json) -> Iterator[ResultChange]:
    here: Json = {"group": group, "body": body["code"], "name": body["name"]}
    if before is None:
        yield ResultChange("body", "group", None, group, **here)
        return
    old_group, old = before
    if old_group != group:
        yield ResultChange("body", "group", old_group, group, **here)
    rank, new_rank = _printed(old["rank"]), _printed(body["rank"])
    if rank != new_rank:
        places = None
        if rank and new_rank and rank.isdecimal() and new_rank.isdecimal() and old_group == group:
            places = str(int(rank) - int(new_rank))
        yield ResultChange("body", "rank", rank, new_rank, by=places, **here)
    if _printed(old["class"]) != _printed(body["class"]):
        yield ResultChange("body", "class", _printed(old["class"]), _printed(body["class"]), **here)
    for column in ("status", "name"):
        if old[column] != body[column]:
            yield ResultChange("body", column, old[column], body[column], **here)
    for column in _FIGURES:
        if _differ(old[column], body[column]):
            yield ResultChange(
                "body", column, _said(old[column]), _said(body[column]), by=_change(old[column], body[column]), **here
            )
    criteria = old["criteria"]
    for code in [*criteria, *(code for code in body["criteria"] if code not in criteria)]:
        was, is_ = (row.get(code, {}).get("points") for row in (criteria, body["criteria"]))
        if _differ(was, is_):
            yield ResultChange("criterion", "points", _said(was), _said(is_), criterion=code, by=_change(was, is_), **here)


def _statistics(old: Json, new: Json) -> Iterator[ResultChange]:
    here: Json = {"group": new["code"], "name": new["name"]}
    before, after = old["statistics"]["total"], new["statistics"]["total"]
    if before["count"] != after["count"]:
        yield ResultChange("statistics", "count", _text(before["count"]), _text(after["count"]), **here)
    pairs = [(column, before[column], after[column]) for column in _STATISTICS]
    pairs += [(column, before[column]["points"], after[column]["points"]) for column in ("highest", "lowest")]
    for column, was, is_ in pairs:
        if _differ(was, is_):
            yield ResultChange("statistics", column, _said(was), _said(is_), by=_change(was, is_), **here)
    counts = {item["name"]: _text(item["count"] if item["count"] is not None else item["stated"]) for item in old["classes"]}
    counts_now = {item["name"]: _text(item["count"] if item["count"] is not None else item["stated"]) for item in new["classes"]}
    for name in [*counts, *(name for name in counts_now if name not in counts)]:
        if counts.get(name) != counts_now.get(name):
            yield ResultChange("class", name, counts.get(name), counts_now.get(name), **here)


def sentence(change: ResultChange, lang: str = "vi") -> str:
    """Say a change in words; which group and body it concerns is the caller's to print."""
    before, after = (_words(change, value, lang) for value in (change.before, change.after))
    column = text(COLUMNS[change.column], lang) if change.column in COLUMNS else change.column
    if change.criterion:
        column = f"{column} {change.criterion}"
    line = text(N_("{column}: {before} → {after}"), lang, column=column, before=before, after=after)
    if change.by is None:
        return line
    places = max(len((value or "").partition(".")[2]) for value in (change.before, change.after))
    by = Rounding(places=min(places, 12)).apply(Fraction(change.by))
    return f"{line} ({'+' if by > 0 else ''}{show(fixed(by, min(places, 12)), lang)})"


def _words(change: ResultChange, value: str | None, lang: str) -> str:
    if value is None:
        return text(_NOTHING, lang)
    if change.column == "status":
        return text(STATUS_WORDS.get(value, value), lang)
    figures = change.column in {*_FIGURES, *_STATISTICS, "highest", "lowest"}
    return show(value, lang) if figures and _is_number(value) else value


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).replace("/", "", 1).isdecimal()
