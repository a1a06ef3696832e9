"""The press article: the statistics of a result in sentences, as officials write them. Only what the result document knows is claimed."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from khoabang.charts import bars
from khoabang.documents import wording
from khoabang.documents.appendix import NOTHING, notes_of, printed, ranking
from khoabang.documents.content import Block, Content, Paragraph, Sheet, Table, Title
from khoabang.documents.decision import MARKS
from khoabang.documents.facts import ArticleFacts
from khoabang.documents.pictures import drawn
from khoabang.documents.wording import capital, ended, figure, joined, running, short_day
from khoabang.scoring.numbers import exact, show
from khoabang.scoring.result.columns import scored_criteria

Json = dict[str, Any]
_LEADING = 3  # places that an article names
_MOST_COLUMNS = 8  # of a table on a portrait page


class _Measure(NamedTuple):
    """What a group is ranked by, in words; the keys of its statistics, and what is written after a figure."""

    name: str
    mean_name: str
    mean: str
    of_body: str
    spread: str | None
    unit: str


_MEASURES = {
    "points": _Measure("tổng điểm", "điểm trung bình", "mean", "points", "spread", " điểm"),
    "percent": _Measure("tỷ lệ điểm", "tỷ lệ điểm trung bình", "mean_percent", "percent", None, "%"),
}
_MEASURES["converted"] = _MEASURES["percent"]  # the same order: points brought to one scale
_INDEX = _Measure("chỉ số", "chỉ số trung bình", "mean_index", "index", "spread_index", "")


def article(result: Json, facts: ArticleFacts) -> Content:
    """Compose the article. What a publication did not print is not filled in, and what two years cannot compare is not compared."""
    title = facts.headline or result["round"]["title"]
    day = short_day(facts.date) if facts.date else ""
    return Content(
        title=title,
        author=_authority(result),
        day=facts.date,
        mark=MARKS.get(result["round"]["kind"], ""),
        sheets=(Sheet((Title(title, day), *_blocks(result, facts))),),
    )


def _blocks(result: Json, facts: ArticleFacts) -> list[Block]:
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    blocks: list[Block] = [Paragraph(ended(facts.opening or _opening(result), "."))]
    if whole := _classes_of_all(result):
        blocks.append(Paragraph(whole))
    notes: list[str] = []
    told = [
        GroupSentences(result, group, annexes[group["annex"]], facts.subject or "")
        for group in result["groups"]
        if group["bodies"]
    ]
    for place, group in enumerate(told):
        blocks += [Paragraph(each) for each in group.paragraphs(f"Theo đó, năm {group.year}, " if place == 0 else "")]
        if group.tabled:
            detail = "thứ tự xếp hạng" if group.ranked else "kết quả"
            blocks += [Paragraph(f"Chi tiết {detail} như sau:"), _table(group.group, group.annex)]
            blocks += drawn(bars(result, group.group["code"]))
        if group.ranked and not group.partial:
            notes += notes_of(group.group, {**group.annex, "criteria": []})
    if notes:
        blocks.append(Paragraph(" ".join(ended(note, ".") for note in notes)))
    if any(group.changed for group in told):
        year, before = told[0].year, told[0].previous_year
        blocks.append(
            Paragraph(
                f"Bộ tiêu chí năm {year} có thay đổi so với năm {before} nên kết quả của hai năm không so sánh trực tiếp được."
            )
        )
    if result["round"]["completeness"] != "complete":
        blocks.append(Paragraph("Kết quả được công bố không đầy đủ: bài viết chỉ nêu lại những số liệu đã được công bố."))
    blocks += [Paragraph(ended(line, ".")) for line in facts.closing]
    return [*blocks, *(Paragraph(line, emphasis="italic") for line in facts.contact)]


def _authority(result: Json) -> str:
    """Name who owns the round; before it has one, who issued its criteria."""
    name: str = (result["round"]["authority"] or {}).get("name") or result["set"]["issuer"]
    return name


def _opening(result: Json) -> str:
    """Say who announced what: the decision, else where the result was read, else the authority and the title."""
    round_ = result["round"]
    decision, source = round_["decision"], round_["source"]
    title = round_["title"]
    if decision:
        about = running(decision["title"] or title)
        about = about if about.startswith("về ") else f"về {about}" if about.startswith("kết quả") else f"về việc {about}"
        when = f"Ngày {short_day(decision['date'])}, " if decision["date"] else ""
        number = f" số {decision['number']}" if decision["number"] else ""
        who = decision["issuer"] or _authority(result)
        return f"{when}{who if when else capital(who)} ban hành {decision['type']}{number} {about}"
    if source and round_["kind"] == "published":
        when = f", {short_day(source['published'])}" if source["published"] else ""
        return f"Dưới đây là kết quả “{title}” theo nguồn: {source['title']}{when}"
    return f"{_authority(result)} công bố {running(title)}"


def _classes_of_all(result: Json) -> str:
    """Say how many of all bodies have which class, where there are several groups: one group says it itself."""
    whole = result["statistics"]
    count = whole["stated_bodies"] or whole["bodies"]
    counted = _counted(whole["classes"])
    several = sum(bool(group["bodies"]) for group in result["groups"]) > 1
    return f"Trong tổng số {show(str(count))} đơn vị được đánh giá, có {counted}." if several and counted else ""


def _counted(classes: Iterable[Json]) -> str:
    known = [(item["name"], item["stated"] if item["count"] is None else item["count"]) for item in classes]
    some = joined([f"{count} đơn vị xếp loại {name}" for name, count in known if count])
    none = joined([name for name, count in known if count == 0])
    return f"{some}; không có đơn vị xếp loại {none}" if some and none else some


class GroupSentences:
    """What is to be said of one group, in sentences: for the article, and for whatever else tells a result."""

    def __init__(self, result: Json, group: Json, annex: Json, subject: str) -> None:
        self.group = group
        self.annex = annex
        self.subject = subject
        self.year = result["round"]["year"]
        self.previous_year = (result["round"]["previous"] or {}).get("year")
        self.partial = result["round"]["completeness"] != "complete"
        self.measure = _MEASURES.get(group["ranking"]["by"], _INDEX)
        self.total = group["statistics"]["total"]
        self.names = {body["code"]: body["name"] for body in group["bodies"]}
        self.tabled = not self.partial or all(
            _place(body) is not None and figure(body[self.measure.of_body]) for body in group["bodies"]
        )
        self.ranked = group["ranked"]
        self.changed = any("set_changed" in body["movement"]["reasons"] for body in group["bodies"] if body["movement"])

    def paragraphs(self, lead: str) -> list[str]:
        """Give the group's paragraphs: the summary, which the `lead` begins, then places, classes, criteria and changes."""
        if not self.ranked:
            return [f"{capital(self.group['name'])} được chấm điểm, không xếp hạng."]
        sentences = [*self.extremes(), *self.spread()]
        if mean := self.mean():
            summary = [lead + mean if lead else capital(mean), *sentences]
        else:
            told = [*sentences, *self.places()]
            named = f"Đối với {running(self.group['name'])}, "
            summary = [named + running(told[0]), *told[1:]] if told else []
        others = self.places() if mean else []
        others += [*self.other_bodies(), *self.scale(), *self.classes(), *self.by_criterion(), *self.movers()]
        return [" ".join(each) for each in (summary, others) if each]

    def mean(self) -> str:
        measure = self.measure
        value = figure(self.total[measure.mean])
        if value is None:
            return ""
        of_what = f" kết quả đánh giá {self.subject}" if self.subject else ""
        said = f"{measure.mean_name}{of_what} của {running(self.group['name'])} là {value}{measure.unit}"
        share = figure(self.total["mean_percent"])
        if measure.of_body == "points" and share:
            said += f" (đạt {share}% điểm tối đa)"
        return f"{said}{self.change()}."

    def change(self) -> str:
        """Say how the mean changed, where the two years compare and the change does not rest on our own inference."""
        change = (self.total["change"] or {}).get(self.measure.mean)
        if change is None or self.changed or self.previous_year is None:
            return ""
        amount = None if change.get("inferred") and change["stated"] is None else change["shown"] or change["stated"]
        before = f"{self.measure.mean_name} năm {self.previous_year}"
        if amount is None:
            return f" (năm {self.previous_year} là {show(change['before'])})" if change.get("before") else ""
        value = exact(amount)
        if value == 0:
            return f", bằng {before}"
        return f", {'tăng' if value > 0 else 'giảm'} {show(amount.lstrip('+-'))}{self.measure.unit} so với {before}"

    def extremes(self) -> list[str]:
        return [said for key, word in (("highest", "cao nhất"), ("lowest", "thấp nhất")) if (said := self.extreme(key, word))]

    def extreme(self, key: str, word: str) -> str:
        item, measure = self.total[key], self.measure
        names = [self.names[code] for code in item["bodies"] if code in self.names]
        value = figure(item[measure.of_body])
        if not names or value is None or (key == "lowest" and self.total["count"] == 1):
            return ""
        said = [value + measure.unit]
        share = figure(item["percent"])
        if measure.of_body == "points" and share:
            said.append(f"đạt {share}% điểm tối đa")
        if measure.of_body != "points" and len(names) == 1 and (points := figure(item["points"])):
            said.append(f"{points} điểm")
        who = "Đơn vị" if len(names) == 1 else "Các đơn vị cùng"
        if len(names) == 1:
            said += self.known_move(next(body for body in self.group["bodies"] if body["code"] == item["bodies"][0]))
        between = ", " if measure.of_body == "points" else "; "  # a decimal comma and a comma do not stand side by side
        return f"{who} có {measure.name} {word} là {joined(names)} ({between.join(said)})."

    def spread(self) -> list[str]:
        value = figure(self.total[self.measure.spread]) if self.measure.spread else None
        if value is None or self.total["count"] == 1:
            return []
        name = "điểm số" if self.measure.of_body == "points" else self.measure.name
        return [f"Chênh lệch giữa đơn vị có {name} cao nhất và đơn vị có {name} thấp nhất là {value}{self.measure.unit}."]

    def places(self) -> list[str]:
        """Name those who follow the first; in a publication that is not complete, everybody whose place it gives."""
        placed = [(place, body) for body in self.group["bodies"] if (place := _place(body)) is not None]
        all_of_them = self.group["counts"]["stated_bodies"]
        said = []
        for place, some in groupby(placed, key=lambda each: each[0]):
            bodies = [body for _, body in some]
            if (self.tabled and place > _LEADING) or {body["code"] for body in bodies} <= set(self.total["highest"]["bodies"]):
                continue
            of = f"/{all_of_them}" if (all_of_them or 0) > len(placed) and place > _LEADING else ""
            named = joined([body["name"] + self.aside(body) for body in bodies])
            said.append(f"{'đồng hạng' if len(bodies) > 1 else 'đứng thứ'} {place}{of} là {named}")
        return [f"{capital('; '.join(said))}."] if said else []

    def aside(self, body: Json) -> str:
        """Give what is known of a body, in brackets."""
        value = figure(body[self.measure.of_body]) or ""
        points = figure(body["points"]) if not value else None
        said = [value + self.measure.unit] if value else [f"{points} điểm"] if points else []
        said += self.known_move(body)
        return f" ({'; '.join(said)})" if said else ""

    def known_move(self, body: Json) -> list[str]:
        """Give the places that a body moved as a publication states them; movers says what was computed."""
        moved = body["movement"]
        if not moved or not moved["comparable"] or moved["rank"]["stated"] is None:
            return []
        places = int(moved["rank"]["stated"])
        before = f"năm {self.previous_year}" if self.previous_year else "năm trước"
        if places == 0:
            return [f"giữ nguyên thứ hạng {before}"]
        return [f"{'tăng' if places > 0 else 'giảm'} {abs(places)} bậc so với {before}"]

    def other_bodies(self) -> list[str]:
        """In a publication that is not complete: what it says of bodies without a place, and of criteria."""
        if self.tabled:
            return []
        lowest = self.total["lowest"]["bodies"]
        rest: dict[str, list[str]] = {}
        for body in self.group["bodies"]:
            if _place(body) is not None or body["code"] in lowest:
                continue
            points = figure(body["points"])
            said = [f"{points} điểm"] if points else []
            said += [f"loại {body['class']['stated']}"] if body["class"]["stated"] else []
            said += [running(body["note"])] if body["note"] else []
            if said:
                rest.setdefault("; ".join(said), []).append(body["name"])
        also = "; ".join(f"{joined(names)} ({said})" for said, names in rest.items())
        out = [f"Cũng được nêu trong kết quả: {also}."] if also else []
        for body in self.group["bodies"]:
            points_of = {code: figure(scored["points"]) for code, scored in body["criteria"].items()}
            parts = [
                f"{points_of[item['code']]} điểm ở tiêu chí “{item['name']}”"
                for item in scored_criteria(self.annex)
                if points_of.get(item["code"])
            ]
            out += [f"{body['name']} đạt {joined(parts)}."] if parts else []
        return out

    def scale(self) -> list[str]:
        """Say what there was to reach, where no table shows it."""
        maximum = None if self.tabled or self.group["maximum"].get("inferred") else figure(self.group["maximum"])
        names = joined([f"“{item['name']}”" for item in scored_criteria(self.annex)])
        return [f"Thang điểm tối đa là {maximum} điểm{f', theo các tiêu chí: {names}' if names else ''}."] if maximum else []

    def classes(self) -> list[str]:
        counted = _counted(self.group["classes"])
        return [f"Về xếp loại, có {counted}."] if counted else []

    def by_criterion(self) -> list[str]:
        """Name the criteria with the highest and the lowest mean share of their maximum."""
        found = self.group["statistics"]["criteria"]
        shares = [
            (Fraction(mean["exact"]), printed(mean), item["name"])
            for item in scored_criteria(self.annex)
            if item["code"] in found
            and (mean := found[item["code"]]["mean_percent"])["exact"]
            and not item["maximum"].get("inferred")
        ]
        if len(shares) == 1 or not shares:
            return []
        (low, low_shown, low_name), (high, high_shown, high_name) = min(shares), max(shares)
        if [share for share, *_ in shares].count(low) > 1 or [share for share, *_ in shares].count(high) > 1:
            return []
        said = f"Tiêu chí có tỷ lệ điểm bình quân cao nhất là “{high_name}” ({high_shown}% điểm tối đa)"
        return [f"{said}, thấp nhất là “{low_name}” ({low_shown}% điểm tối đa)."]

    def movers(self) -> list[str]:
        """Name who rose most, where the two years compare."""
        risen = [
            (moved["rank"]["value"], body["name"])
            for body in self.group["bodies"]
            if (moved := body["movement"]) and moved["comparable"] and (moved["rank"]["value"] or 0) > 0
        ]
        most = max((places for places, _ in risen), default=0)
        names = [name for places, name in risen if places == most]
        return [f"Tăng hạng nhiều nhất so với năm {self.previous_year} là {joined(names)} (tăng {most} bậc)."] if names else []


def _place(body: Json) -> int | None:
    """Give a body's place, as computed or as printed."""
    place = body["rank"]["value"] or body["rank"]["stated"]
    return int(place) if place else None


def _table(group: Json, annex: Json) -> Table:
    """Give the ranking; without criteria where a portrait page is too narrow, and with the maxima that the set states."""
    table = ranking(group, annex, {})
    if len(table.columns) > _MOST_COLUMNS:
        annex = {**annex, "criteria": []}
        table = ranking(group, annex, {})
    figures = [item["maximum"] for item in scored_criteria(annex)]
    maxima = {body["maximum"]["exact"] for body in group["bodies"]}
    figures += [group["maximum"] if len(maxima) == 1 else {"shown": None, "stated": None}]
    shown = [NOTHING if each.get("inferred") else printed(each) for each in figures]
    if set(shown) == {NOTHING}:
        return table
    row = ["", wording.MAXIMUM, *shown]
    return Table(table.columns, (tuple(row + [""] * (len(table.columns) - len(row))), *table.rows), table.title)
