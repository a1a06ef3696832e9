"""The result sheet of a body: each criterion with its points, where points were lost, how each was found, and what does not concern it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from khoabang.charts import profile
from khoabang.documents.appendix import NOTHING, REASONS, printed
from khoabang.documents.content import Block, Column, Content, Paragraph, Sheet, Table, Title
from khoabang.documents.decision import MARKS
from khoabang.documents.pictures import drawn
from khoabang.documents.wording import figure
from khoabang.scoring.explain import FLAGS, STATUSES, lines
from khoabang.scoring.numbers import show
from khoabang.scoring.result.losses import losses_of

Json = dict[str, Any]
_SAID_BY_STATUS = {"not_applicable", "exempt", "not_verified", "missing", "not_published", "dropped"}


def body_sheets(result: Json, explanations: Mapping[str, Json], bodies: Sequence[str] = ()) -> Content:
    """Compose the sheets of these bodies, or of all of them, a page begun for each.

    Args:
        result: the result document.
        explanations: the explanation of each body (`scoring.explain`), by code; a body without one gets its points unexplained.
        bodies: codes of bodies; all in the order of the result where none is named.
    """
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    sheets = [
        Sheet(tuple(_sheet(result, group, annexes[group["annex"]], body, explanations.get(body["code"]))))
        for group in result["groups"]
        for body in group["bodies"]
        if not bodies or body["code"] in bodies
    ]
    round_ = result["round"]
    issued = (round_["decision"] or {}).get("date")
    return Content(
        title=f"Phiếu kết quả: {round_['title']}",
        author=(round_["authority"] or {}).get("name") or result["set"]["issuer"],
        day=None if issued is None else date.fromisoformat(issued),
        mark=MARKS.get(round_["kind"], ""),
        sheets=tuple(sheets),
    )


def _sheet(result: Json, group: Json, annex: Json, body: Json, explanation: Json | None) -> list[Block]:
    told = {node["code"]: node for node in _nodes(explanation["root"])} if explanation else {}
    blocks: list[Block] = [Title("PHIẾU KẾT QUẢ ĐÁNH GIÁ", body["name"])]
    blocks += [Paragraph(said, lead=f"{name}:") for name, said in _summary(result, group, body)]
    if not body["criteria"]:
        return blocks
    blocks += [Paragraph("", lead="1. Điểm theo tiêu chí"), _points(annex, body)]
    blocks += drawn(profile(result, group["code"], body["code"]))
    losses = losses_of(body, annex)
    if losses:
        blocks += [Paragraph("", lead="2. Điểm chưa đạt, từ nhiều đến ít"), _lost(annex, losses, told)]
    elif body["status"] == "ranked":
        blocks.append(Paragraph("Mọi chỉ tiêu đều đạt điểm tối đa.", lead="2. Điểm chưa đạt."))
    explained = [
        Paragraph(f"{'; '.join(said)}{_cited(told[item['code']])}.", lead=f"{item['code']}. {item['name']}:")
        for item in annex["criteria"]
        if item["code"] in told and item["leaf"] and (said := _worked(told[item["code"]]))
    ]
    if explained:
        blocks += [Paragraph("", lead="3. Cách tính từng chỉ tiêu"), *explained]
    return blocks


def _summary(result: Json, group: Json, body: Json) -> list[tuple[str, str]]:
    maximum, total = figure(body["maximum"]), figure(body["points"])
    said = [("Đợt đánh giá", result["round"]["title"]), ("Khối", group["name"])]
    if total is not None:
        said.append(("Tổng điểm", f"{total} điểm" + (f" trên {maximum} điểm tối đa áp dụng" if maximum else "")))
    if (index := figure(body["index"])) is not None:
        said.append(("Chỉ số", index))
    rank = body["rank"]["value"] or body["rank"]["stated"]
    of = group["counts"]["ranked"] or group["counts"]["stated_bodies"]
    if rank:
        said.append(("Thứ hạng", f"{rank}{f'/{of}' if of else ''}{', đồng hạng' if body['tied'] else ''}"))
    elif body["reasons"] and body["status"] != "stated":
        said.append(("Thứ hạng", f"không xếp hạng: {', '.join(REASONS.get(reason, reason) for reason in body['reasons'])}"))
    if class_name := body["class"]["value"] or body["class"]["stated"]:
        said.append(("Xếp loại", class_name))
    moved = body["movement"]
    if moved and moved["comparable"] and moved["rank"]["value"] is not None:
        places = moved["rank"]["value"]
        said.append(
            (
                "So với năm trước",
                "giữ nguyên thứ hạng" if places == 0 else f"{'tăng' if places > 0 else 'giảm'} {abs(places)} bậc",
            )
        )
    if body["note"]:
        said.append(("Ghi chú", body["note"]))
    return [(name, words if words.endswith(".") else words + ".") for name, words in said]


def _points(annex: Json, body: Json) -> Table:
    columns = (
        Column("Mã", "order"),
        Column("Tiêu chí, chỉ tiêu", "name"),
        Column("Điểm", "figure"),
        Column("Điểm tối đa", "figure"),
        Column("Ghi chú", "note"),
    )
    rows = []
    for item in annex["criteria"]:
        scored = body["criteria"].get(item["code"])
        if scored is None:
            continue
        left_out = scored["status"] in {"not_applicable", "exempt", "dropped"} and scored["points"]["exact"] is None
        maximum = printed(item["maximum"] if left_out else scored["maximum"]) if item["role"] != "informational" else NOTHING
        rows.append((item["code"], item["name"], printed(scored["points"], item["prints"]), maximum, _remark(scored)))
    return Table(columns, tuple(rows), title="Điểm theo tiêu chí")


def _remark(scored: Json) -> str:
    said = [STATUSES[scored["status"]]] if scored["status"] in _SAID_BY_STATUS and scored["points"]["exact"] is None else []
    said += [FLAGS[flag] for flag in scored["flags"] if flag in FLAGS and flag not in {"rounded", "dropped"}]
    said += [FLAGS["informational"]] if scored["status"] == "informational" else []
    return "; ".join(said)


def _lost(annex: Json, losses: Sequence[Json], told: Mapping[str, Json]) -> Table:
    items = {item["code"]: item for item in annex["criteria"]}
    columns = [Column("Mã", "order"), Column("Chỉ tiêu", "name"), Column("Điểm chưa đạt", "figure")]
    if told:
        columns.append(Column("Vì sao", "name"))
    rows = []
    for each in losses:
        row = [each["code"], items[each["code"]]["name"], show(each["shown"])]
        if told:
            row.append("; ".join(_worked(told[each["code"]])) if each["code"] in told else "")
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows), title="Điểm chưa đạt")


def _worked(node: Json) -> list[str]:
    """Say how a node came to its points, as running text."""
    return [" ".join(line.split()) for line in lines(node)]


def _cited(node: Json) -> str:
    """Cite where the set takes the item from."""
    reference = node["reference"]
    if not reference:
        return ""
    document = reference["document"] or {}
    cited = " ".join(part for part in (document.get("type"), document.get("number")) if part)
    where = ", ".join(part for part in (cited, reference["at"]) if part)
    return f" ({where})" if where else ""


def _nodes(node: Json) -> Iterator[Json]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)
