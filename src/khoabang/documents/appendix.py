"""The appendix of a decision: each group's ranking as the result has it. Nothing is computed, nothing is rounded."""

from typing import Any

from khoabang.documents import wording
from khoabang.documents.content import AppendixHeading, Block, Column, Paragraph, Sheet, Table
from khoabang.documents.facts import AppendixFacts, DecisionFacts
from khoabang.documents.wording import ended, long_day, roman
from khoabang.scoring.explain import STATUSES
from khoabang.scoring.numbers import show
from khoabang.scoring.result.columns import has_classes, scored_criteria, total_columns

Json = dict[str, Any]
NOTHING = "–"
_HEADINGS = {
    "rank": "Hạng",
    "name": "Tên cơ quan",
    "points": "Tổng điểm",
    "converted": "Điểm quy đổi",
    "index": "Chỉ số",
    "percent": "Tỷ lệ (%)",
    "class": "Xếp loại",
    "note": "Ghi chú",
}
_MOST_PORTRAIT = 8  # columns that a portrait page holds
_MOST_NAMED = 10  # criteria whose names fit above their columns; more go by code, and a note names them
REASONS: dict[str, str] = {
    **STATUSES,
    "declared": "chỉ chấm điểm",
    "group": "khối không xếp hạng",
    "partial": "bản công bố không đầy đủ",
}


def appendix(result: Json, facts: DecisionFacts) -> Sheet:
    """Compose the appendix: a table for each group that has bodies, and its notes."""
    attached = f"Kèm theo {facts.type} số {wording.number(facts.number)} {long_day(facts.date)} của {facts.issuer_name}"
    return attached_ranking(result, facts.appendix, attached)


def attached_ranking(result: Json, said: AppendixFacts, attached: str) -> Sheet:
    """Compose an appendix of any document; `attached` says to which it belongs, unless the facts say it themselves."""
    blocks: list[Block] = [AppendixHeading(said.label, said.title.upper(), f"({said.attached or attached})")]
    groups = [group for group in result["groups"] if group["bodies"]]
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    tables = [ranking(group, annexes[group["annex"]], said.headings) for group in groups]
    for place, (group, table) in enumerate(zip(groups, tables, strict=True), 1):
        if len(groups) > 1:
            blocks.append(Paragraph("", lead=f"{roman(place)}. {group['name']}"))
        blocks.append(table)
    notes = said.notes or [line for group in groups for line in notes_of(group, annexes[group["annex"]])]
    if notes:
        blocks.append(Paragraph("", lead=wording.NOTES))
        blocks += [Paragraph(f"- {ended(line, '.')}") for line in notes]
    widest = max((len(table.columns) for table in tables), default=0)
    landscape = widest > _MOST_PORTRAIT if said.orientation == "auto" else said.orientation == "landscape"
    return Sheet(tuple(blocks), landscape)


def ranking(group: Json, annex: Json, headings: Any) -> Table:
    """Give a group's table, in the order of the result: rank, name, points by criterion, totals, class and note."""
    criteria, totals = scored_criteria(annex), total_columns(group)
    classed, noted = has_classes(group), any(body["note"] for body in group["bodies"])
    words = {**_HEADINGS, **headings}
    named = len(criteria) <= _MOST_NAMED
    columns = [Column(words["rank"], "order"), Column(words["name"], "name")]
    columns += [Column(item["name"] if named else item["code"], "figure") for item in criteria]
    columns += [Column(words[key], "figure") for key in totals]
    columns += [Column(words["class"], "word")] * classed + [Column(words["note"], "note")] * noted
    rows = []
    for body in group["bodies"]:
        rank = body["rank"]["value"] or body["rank"]["stated"]
        cells = [str(rank) if rank else NOTHING, body["name"]]
        for item in criteria:
            scored = body["criteria"].get(item["code"])
            cells.append(printed(scored["points"], item["prints"]) if scored else NOTHING)
        cells += [printed(body[key]) for key in totals]
        cells += [body["class"]["value"] or body["class"]["stated"] or NOTHING] * classed + [body["note"] or ""] * noted
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows), title=group["name"])


def printed(figure: Json | None, prints: str | None = None) -> str:
    """Write a figure with a decimal comma: as the set shows it, else as it was stated, else as the set prints what is not there."""
    if figure is None:
        return NOTHING
    known = figure["shown"] if figure["shown"] is not None else figure["stated"]
    if known is not None:
        return show(known)
    status: str = figure.get("status", "")
    return {"zero": "0", "blank": "", "note": REASONS.get(status, status)}.get(prints or "", NOTHING)


def notes_of(group: Json, annex: Json) -> list[str]:
    """Say of a group what its table cannot: what the codes mean, what does not apply to whom, who is not ranked and why."""
    criteria = scored_criteria(annex)
    notes = []
    if len(criteria) > _MOST_NAMED:
        notes.append("; ".join(f"{item['code']}: {item['name']}" for item in criteria))
    apart: dict[str, list[str]] = {item["code"]: [] for item in criteria}
    for body in group["bodies"]:
        for code, scored in body["criteria"].items():
            if scored["status"] == "not_applicable" and code in apart:
                apart[code].append(body["name"])
    named = ((item["name"], apart[item["code"]]) for item in criteria)
    notes += [f"«{name}» không áp dụng đối với: {', '.join(bodies)}" for name, bodies in named if bodies]
    unranked = (body for body in group["bodies"] if body["reasons"] and body["status"] not in {"ranked", "stated"})
    notes += [f"{body['name']} không được xếp hạng: {', '.join(REASONS.get(r, r) for r in body['reasons'])}" for body in unranked]
    return notes
