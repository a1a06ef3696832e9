"""The decision that announces a result, with its appendix, in the layout of Decree 30/2020/NĐ-CP."""

from typing import Any

from khoabang.documents import wording
from khoabang.documents.appendix import appendix
from khoabang.documents.content import Block, Centred, Closing, Content, Head, Paragraph, Sheet, Title
from khoabang.documents.facts import DecisionFacts
from khoabang.documents.wording import ended, listed, long_day

Json = dict[str, Any]
MARKS = {"published": wording.REBUILT, "demonstration": wording.DEMONSTRATION}


def is_original(result: Json) -> bool:
    """Say whether a document of this result is one that somebody signs, and no rebuilt or demonstration one."""
    return result["round"]["kind"] not in MARKS


def decision(result: Json, facts: DecisionFacts) -> Content:
    """Compose the decision. One that is no original carries its mark on each page, and nobody's name."""
    return Content(
        title=f"{facts.type} {facts.about}",
        author=facts.issuer_name,
        day=facts.date,
        mark=MARKS.get(result["round"]["kind"], ""),
        sheets=(Sheet(tuple(_blocks(result, facts))), appendix(result, facts)),
    )


def _blocks(result: Json, facts: DecisionFacts) -> list[Block]:
    head = Head(
        superior=(facts.superior or "").upper(),
        issuer=tuple(line.upper() for line in facts.issuer),
        number=f"Số: {wording.number(facts.number)}",
        country=wording.COUNTRY,
        motto=wording.MOTTO,
        place_and_day=f"{facts.place}, {long_day(facts.date)}",
    )
    bases = listed([basis.text for basis in [*facts.bases, *([facts.submission] if facts.submission else [])]])
    blocks: list[Block] = [head, Title(facts.type.upper(), facts.about), Centred(facts.issuer_name.upper())]
    blocks += [Paragraph(line, emphasis="italic") for line in bases]
    blocks.append(Centred(f"{facts.type.upper()}:"))
    for place, article in enumerate(facts.articles, 1):
        first, *others = article.paragraphs
        blocks.append(Paragraph(ended(first, "."), lead=f"Điều {place}."))
        blocks += [Paragraph(ended(other, ".")) for other in others]
    recipients = tuple(f"- {line}" for line in listed(facts.recipients))
    signed = tuple(line.upper() for line in facts.signature.lines)
    name = (facts.signature.name or "") if is_original(result) else ""
    return [*blocks, Closing(wording.RECIPIENTS if recipients else "", recipients, signed, name)]
