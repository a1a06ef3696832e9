"""A facts.yaml to fill in: what the result knows is there, what only an official knows is empty, and an empty line is refused by its number."""

import json
from typing import Any

Json = dict[str, Any]

_FORM = """\
# Những điều văn bản phải ghi mà kết quả chấm điểm không có. Điền vào các chỗ trống «""», rồi chạy:
#   khoabang document decision {round} --facts facts.yaml -o quyet-dinh.docx
format: 1
decision:
  number: "/QĐ-UBND" # khi đã có số: "06/QĐ-UBND"
  # date: 2026-12-31 # khi đã ban hành; chưa có thì văn bản chừa chỗ để ghi ngày
  place: "" # địa danh đứng trước ngày tháng
  # superior: "" # cơ quan chủ quản, nếu có
  issuer: [{issuer}] # cơ quan ban hành, mỗi dòng của đầu văn bản một mục
  about: {about}
  bases: # mỗi căn cứ một mục; «documents» để đối chiếu số, ngày với nơi khác có dẫn
{bases}
  submission:
    text: "" # Theo đề nghị của … tại Tờ trình số … ngày …; bỏ cả phần «submission» nếu không có
  articles:
    - paragraphs: [{article}]
    - paragraphs: ["Quyết định này có hiệu lực kể từ ngày ký", ""]
  recipients: ["Như Điều 2", ""]
  signature:
    lines: [""] # ví dụ: ["TM. Ủy ban nhân dân", "Chủ tịch"]
    # name: "" # họ tên người ký
  appendix:
    label: "Phụ lục"
    title: {title}
"""
_KEYS = ("type", "number", "date", "issuer", "title")


def facts_form(result: Json) -> str:
    """Give the text of a facts.yaml for a result; it cannot be used before it is filled in."""
    title = result["round"]["title"]
    said = _continued(title)
    decided = result["round"].get("decision") or {}
    bases = [
        basis
        for basis in result["set"].get("legal_basis") or []
        if not _is(basis, decided) and (basis.get("number") or basis.get("issuer"))
    ]
    return _FORM.format(
        round=result["round"].get("id") or "EVALUATION",
        issuer=_text(result["set"].get("issuer") or ""),
        about=_text(decided.get("title") or f"Về việc công bố {said}"),
        bases="\n".join(_basis(basis) for basis in bases) or '    - text: ""',
        article=_text(f"Công bố {said} (có phụ lục kèm theo)"),
        title=_text(title),
    )


def _is(basis: Json, decided: Json) -> bool:
    return bool(basis.get("number")) and basis.get("number") == decided.get("number")


def _basis(basis: Json) -> str:
    known = ", ".join(f"{key}: {basis[key] if key == 'date' else _text(basis[key])}" for key in _KEYS if basis.get(key))
    number = f" số {basis['number']}" if basis.get("number") else ""
    day = f" ngày {'/'.join(reversed(basis['date'].split('-')))}" if basis.get("date") else ""
    issuer = f" của {basis['issuer']}" if basis.get("issuer") else ""
    about = basis.get("title") or ""
    name = f" {about}" if about and not number else ""
    subject = f" {_continued(about)}" if about and number else ""
    sentence = f"Căn cứ {basis.get('type', '')}{number}{name}{day}{issuer}{subject}"
    return f"    - text: {_text(' '.join(sentence.split()))}\n      documents:\n        - {{{known}}}"


def _continued(title: str) -> str:
    """Write a title so that a sentence can go on with it; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
