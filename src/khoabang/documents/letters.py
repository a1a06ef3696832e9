"""The lead department's submission and the council's report: the result in sentences, between what an official says before and proposes after."""

from typing import Any

from khoabang.charts import distribution
from khoabang.documents import wording
from khoabang.documents.appendix import attached_ranking, notes_of
from khoabang.documents.article import GroupSentences
from khoabang.documents.content import Block, Centred, Closing, Content, Head, Paragraph, Sheet, Title
from khoabang.documents.decision import MARKS, is_original
from khoabang.documents.facts import LetterFacts, ReportFacts, SubmissionFacts
from khoabang.documents.pictures import drawn
from khoabang.documents.wording import ended, listed, long_day, roman
from khoabang.scoring.result.columns import scored_criteria

Json = dict[str, Any]


def submission(result: Json, facts: SubmissionFacts) -> Content:
    """Compose the submission (tờ trình): what was done, the result, and what is proposed to whoever decides."""
    blocks: list[Block] = [Paragraph(ended(line, ".")) for line in facts.opening]
    blocks += _results(result, numbered=False)
    blocks += _proposals(facts)
    if facts.to:
        blocks.append(Paragraph(f"Kính trình {facts.to[0]} xem xét, quyết định./."))
    return _letter(result, facts, blocks)


def report(result: Json, facts: ReportFacts) -> Content:
    """Compose the council's report: how the evaluation went, the result of each group, cases to be named, proposals."""
    sections: list[tuple[str, list[Block]]] = [
        ("Quá trình đánh giá", [Paragraph(ended(line, ".")) for line in facts.opening]),
        ("Kết quả", _results(result, numbered=True)),
        ("Các trường hợp cần báo cáo", _cases(result)),
        ("Kiến nghị", _proposals(facts)),
    ]
    blocks: list[Block] = []
    for place, (title, told) in enumerate(((title, told) for title, told in sections if told), 1):
        blocks += [Paragraph("", lead=f"{roman(place)}. {title.upper()}"), *told]
    return _letter(result, facts, blocks)


def _letter(result: Json, facts: LetterFacts, told: list[Block]) -> Content:
    blocks: list[Block] = [head(facts), Title(facts.type.upper(), facts.about)]
    if facts.to:
        blocks.append(Centred(f"Kính gửi: {'; '.join(facts.to)}"))
    blocks += [Paragraph(line, emphasis="italic") for line in listed([basis.text for basis in facts.bases])]
    recipients = tuple(f"- {line}" for line in listed(facts.recipients))
    signed = tuple(line.upper() for line in facts.signature.lines)
    name = (facts.signature.name or "") if is_original(result) else ""
    closing = Closing(wording.RECIPIENTS if recipients else "", recipients, signed, name)
    sheets = [Sheet((*blocks, *told, closing))]
    if facts.appendix is not None:
        number = f" số {wording.number(facts.number)}" if facts.number else ""
        attached = f"Kèm theo {facts.type}{number} {long_day(facts.date)} của {' '.join(facts.issuer)}"
        sheets.append(attached_ranking(result, facts.appendix, attached))
    return Content(
        title=f"{facts.type} {facts.about}",
        author=" ".join(facts.issuer),
        day=facts.date,
        mark=MARKS.get(result["round"]["kind"], ""),
        sheets=tuple(sheets),
    )


def head(facts: LetterFacts) -> Head:
    """Give the head of a letter."""
    return Head(
        superior=(facts.superior or "").upper(),
        issuer=tuple(line.upper() for line in facts.issuer),
        number=f"Số: {wording.number(facts.number)}" if facts.number else "",
        country=wording.COUNTRY,
        motto=wording.MOTTO,
        place_and_day=f"{facts.place}, {long_day(facts.date)}",
    )


def _results(result: Json, *, numbered: bool) -> list[Block]:
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    groups = [group for group in result["groups"] if group["bodies"]]
    blocks: list[Block] = []
    for place, group in enumerate(groups):
        if len(groups) > 1:
            blocks.append(Paragraph("", lead=f"{place + 1}. {group['name']}"))
        annex = annexes[group["annex"]]
        told = GroupSentences(result, group, annex, "")
        if numbered and (counts := _counts(group)):
            blocks.append(Paragraph(counts))
        blocks += [Paragraph(each) for each in told.paragraphs(f"Năm {told.year}, " if place == 0 and told.year else "")]
        if numbered:
            blocks += drawn(distribution(result, group["code"]))
    return blocks


def _counts(group: Json) -> str:
    """Say how many bodies there are and what became of them; nothing of a group that a publication does not tell in full."""
    counts = group["counts"]
    if counts["stated"]:
        return ""
    words = {
        "ranked": "được xếp hạng",
        "unranked": "được chấm điểm, không xếp hạng",
        "incomplete": "chưa đủ số liệu để xếp hạng",
        "exempt": "được miễn đánh giá",
    }
    told = [f"{counts[key]} đơn vị {said}" for key, said in words.items() if counts[key]]
    return f"Khối có {counts['bodies']} đơn vị: {', '.join(told)}."


def _cases(result: Json) -> list[Block]:
    """Name who is not ranked and why, what does not apply to whom, and what was found in the result."""
    annexes = {annex["code"]: annex for annex in result["annexes"]}
    lines = []
    for group in result["groups"]:
        annex = annexes[group["annex"]]
        if group["bodies"] and group["ranked"] and not group["counts"]["stated"]:
            criteria = [item for item in annex["criteria"] if item in scored_criteria(annex)]
            lines += notes_of(group, {**annex, "criteria": criteria})
    lines += [finding["text"] for finding in result["findings"]]
    return [Paragraph(f"- {ended(line, '.')}") for line in lines]


def _proposals(facts: LetterFacts) -> list[Block]:
    return [Paragraph(ended(line, ".")) for line in facts.proposals]
