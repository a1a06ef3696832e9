"""The minutes of a sitting of the council, of the record that was kept of it (plain data, as it was confirmed: docs/formats.md)."""

from datetime import date, datetime
from typing import Any

from khoabang.documents import wording
from khoabang.documents.content import Block, Closing, Content, Head, Paragraph, Sheet, Signatories, Title
from khoabang.documents.facts import MinutesFacts
from khoabang.documents.wording import capital, ended, listed, long_day, roman, short_day

Json = dict[str, Any]
_MEETING = "meeting"
_MOTIONS = {"keep": "giữ kết quả thẩm định", "body": "chấp nhận đề nghị của cơ quan", "other": "giá trị khác"}
_ORIGINS = {
    "contested": "Cơ quan kiến nghị",
    "silent": "Cơ quan không có ý kiến, theo quy định của đợt đưa ra hội đồng",
    "mark": "Điểm do hội đồng cho",
    "added": "Cơ quan thường trực đề nghị",
}


def minutes(record: Json, facts: MinutesFacts, mark: str = "") -> Content:
    """Compose the minutes; with a `mark`, which says that they are no original, nobody's name stands where they are signed."""
    sitting = record["sitting"]
    day = date.fromisoformat(sitting["day"])
    meeting = sitting["kind"] == _MEETING
    about = (
        f"Phiên họp thứ {sitting['number']} của hội đồng"
        if meeting
        else f"Kiểm phiếu lấy ý kiến bằng văn bản lần thứ {sitting['number']} của hội đồng"
    )
    sections: list[tuple[str, list[Block]]] = [
        ("Thời gian, địa điểm" if meeting else "Thời gian", _time(sitting, day, meeting=meeting)),
        ("Thành phần", _people(record, meeting=meeting)),
        ("Nội dung", _items(record)),
        ("Ý kiến chung", [Paragraph(line) for line in sitting["remarks"].splitlines() if line.strip()]),
    ]
    told: list[Block] = []
    for place, (title, blocks) in enumerate(((title, blocks) for title, blocks in sections if blocks), 1):
        told += [Paragraph("", lead=f"{roman(place)}. {title.upper()}"), *blocks]
    recipients = tuple(f"- {line}" for line in listed(facts.recipients))
    head = Head(
        superior=(facts.superior or "").upper(),
        issuer=tuple(line.upper() for line in facts.issuer),
        number=f"Số: {wording.number(facts.number)}" if facts.number else "",
        country=wording.COUNTRY,
        motto=wording.MOTTO,
        place_and_day=f"{facts.place}, {long_day(day)}" if facts.place else capital(long_day(day)),
    )
    names = ("", "") if mark else (sitting["secretary"], sitting["leader"]["name"])
    closings: list[Block] = [Signatories(("THƯ KÝ", names[0]), ("CHỦ TRÌ", names[1]))]
    closings += [Closing(wording.RECIPIENTS, recipients, ())] if recipients else []
    return Content(
        title=f"Biên bản {about}",
        author=" ".join(facts.issuer),
        day=day,
        mark=mark,
        sheets=(Sheet((head, Title("BIÊN BẢN", f"{about}: {record['round']['title']}"), *told, *closings)),),
    )


def _time(sitting: Json, day: date, *, meeting: bool) -> list[Block]:
    said = []
    if meeting:
        hour = f", {sitting['hour']}" if sitting["hour"] else ""
        said.append(f"Ngày họp: {short_day(day)}{hour}.")
        said += [f"Địa điểm: {ended(sitting['place'], '.')}"] if sitting["place"] else []
    else:
        said.append(f"Lấy ý kiến đến hết ngày {short_day(day)}.")
    said += [
        f"{word} lúc {_moment(sitting[key])}." for word, key in (("Bắt đầu", "begun"), ("Kết thúc", "closed")) if sitting[key]
    ]
    return [Paragraph(" ".join(said))]


def _moment(written: str) -> str:
    at = datetime.fromisoformat(written)
    return f"{at:%H:%M} ngày {short_day(at.date())}"


def _people(record: Json, *, meeting: bool) -> list[Block]:
    sitting, rules, members = record["sitting"], record["rules"], record["members"]
    present = [member for member in members if member["present"]]
    absent = [member for member in members if not member["present"]]
    led = f"Chủ trì: {_named(sitting['leader'])}." + (f" Thư ký: {sitting['secretary']}." if sitting["secretary"] else "")
    blocks: list[Block] = [Paragraph(led)]
    blocks.append(Paragraph(f"{'Có mặt' if meeting else 'Đã trả lời'} {len(present)}/{len(members)} thành viên:"))
    blocks += [Paragraph(f"{place}. {ended(_named(member), ';')}") for place, member in enumerate(present, 1)]
    if absent:
        blocks.append(Paragraph("Vắng mặt:" if meeting else "Không trả lời, không tính là biểu quyết:"))
        reasons = (f" ({member['reason']})" if member["reason"] else "" for member in absent)
        blocks += [Paragraph(f"- {_named(member)}{reason};") for member, reason in zip(absent, reasons, strict=True)]
    quorum = f"Số thành viên tối thiểu: {rules['quorum']}" + (
        f" ({rules['quorum_reference']})" if rules["quorum_reference"] else ""
    )
    blocks.append(Paragraph(f"{quorum}. {'Bỏ phiếu kín.' if sitting['secret'] else 'Biểu quyết công khai.'}"))
    return blocks


def _named(person: Json) -> str:
    chair = ", Chủ tịch hội đồng" if person.get("kind") == "chair" else ""
    office = f", {person['office']}" if person["office"] else ""
    return f"{person['name']}{office}{chair}"


def _items(record: Json) -> list[Block]:
    blocks: list[Block] = []
    for item in record["items"]:
        indicator = item["indicator"]
        title = f"{item['number']}. {item['body']['name']}: {indicator['code']} {indicator['name']}".strip()
        blocks.append(Paragraph("", lead=title))
        why = _ORIGINS.get(item["origin"], item["origin"])
        blocks.append(Paragraph(" ".join(part for part in (f"{why}.", item["reason"]) if part)))
        for name, key in (("Kết quả thẩm định", "verdict"), ("Cơ quan đề nghị", "grounds"), ("Thảo luận", "discussion")):
            if item[key]:
                blocks.append(Paragraph(ended(item[key], "."), lead=f"{name}:"))
        if item["recused"]:
            apart = [
                f"{each['name']} ({'thuộc cơ quan này' if each['own_body'] else each['reason']})" for each in item["recused"]
            ]
            blocks.append(Paragraph(f"Không tham gia: {'; '.join(apart)}."))
        blocks += _votes(item)
    return blocks or [Paragraph("Không có nội dung kiến nghị.")]


def _votes(item: Json) -> list[Block]:
    decision = item["decision"]
    tally: Json = decision["tally"] if decision else {"votes": {}, "abstained": 0}
    blocks: list[Block] = []
    for motion in item["motions"]:
        said = f"- Phương án {motion['number']}, {_motion(motion)}"
        if decision:
            by = [vote["name"] for vote in item["votes"] if vote["motion"] == motion["number"]]
            said += f": {tally['votes'].get(str(motion['number']), 0)} phiếu" + (f" ({', '.join(by)})" if by else "")
        blocks.append(Paragraph(said + "."))
    if tally["abstained"]:
        blocks.append(Paragraph(f"- Không biểu quyết: {tally['abstained']}."))
    if decision is None:
        blocks.append(Paragraph(f"Chuyển sang phiên khác. {item['postponed']}".strip()))
        return blocks
    carried = next(motion for motion in item["motions"] if motion["number"] == decision["motion"])
    casting = ", theo phiếu quyết định của người chủ trì" if decision["casting"] else ""
    blocks.append(
        Paragraph(
            f"phương án {carried['number']}, {_motion(carried)}{casting}. Lý do: {ended(decision['reason'], '.')}",
            lead="Kết luận:",
        )
    )
    return blocks


def _motion(motion: Json) -> str:
    values = (
        "không áp dụng" if motion["not_applicable"] else "; ".join(f"{code}: {value}" for code, value in motion["values"].items())
    )
    said = _MOTIONS.get(motion["kind"], str(motion["kind"]))
    return f"{said} ({values})" if values else said
