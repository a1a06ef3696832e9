"""A body's own Word template, filled in: what it may name, and the process of its own in which a stranger's template is run."""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

from khoabang.auditing.reading.limits import MAX_BYTES, MAX_RESULT, MEMORY, megabytes
from khoabang.documents.content import (
    AppendixHeading,
    Block,
    CannotDrawError,
    Centred,
    Closing,
    Content,
    Head,
    Heading,
    Paragraph,
    Table,
    Title,
)
from khoabang.documents.word import element, word_table

Json = dict[str, Any]
SECONDS: Final = 30
# A template has its own styles and not ours: what ours say of a table is written into it.
_LOOKS = {
    "TableHead": ("center", 22, True),
    "TableText": ("left", 24, False),
    "TableFigure": ("right", 24, False),
    "TableMiddle": ("center", 24, False),
}


def fill(template: bytes, content: Content, seconds: int = SECONDS) -> bytes:
    """Fill in a .docx template (docs/formats.md lists what it may name). What is no original gets its mark on every page, whatever it says.

    Raises:
        CannotDrawError: the template is no Word file, reaches outside itself, is wrong or takes too long; with its place where it has one.
    """
    if len(template) > MAX_BYTES:
        raise CannotDrawError("AUD004", size=megabytes(len(template)), limit=megabytes(MAX_BYTES))
    asked = {"template": base64.b64encode(template).decode(), "variables": variables(content), "mark": content.mark}
    answer = _run(json.dumps(asked, ensure_ascii=False).encode(), seconds)
    if problem := answer.get("problem"):
        code, params = problem
        raise CannotDrawError(str(code), **{str(key): str(value) for key, value in params.items()})
    return base64.b64decode(answer["document"])


def _run(asked: bytes, seconds: int) -> Json:
    # -P: a module that lies where the user happens to be is not imported in place of a library.
    command = [sys.executable, "-P", "-m", "khoabang.documents.own_template_child", str(seconds)]
    places = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - text, and nothing resolved
    environment = {"PYTHONPATH": places, "PYTHONUTF8": "1", "PATH": os.environ.get("PATH", os.defpath)}  # and no setting of ours
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(asked)
        given.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module; the template is data
                command, stdin=given, stdout=written, stderr=subprocess.DEVNULL, env=environment, timeout=2 * seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return {"problem": ["PAP065", {"seconds": seconds}]}
        if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
            return {"problem": ["PAP065", {"seconds": seconds}]}
        written.seek(0)
        answer = written.read(MAX_RESULT + 1)
    try:
        told: Json = json.loads(answer)
    except ValueError:
        return {"problem": ["PAP066", {"limit": megabytes(MEMORY)}]}
    return told


def variables(content: Content) -> Json:
    """Give what a template may name: texts, lists of them, and the tables, by the names in docs/formats.md."""
    blocks = [block for sheet in content.sheets for block in sheet.blocks]
    said: Json = {
        "tieu_de": content.title,
        "dau": content.mark,
        "quoc_hieu": "",
        "tieu_ngu": "",
        "co_quan_chu_quan": "",
        "co_quan": [],
    }
    said |= {
        "so": "",
        "dia_danh_ngay": "",
        "loai": "",
        "trich_yeu": "",
        "noi_nhan": [],
        "tham_quyen": [],
        "nguoi_ky": "",
        "phu_luc": [],
    }
    for block in blocks:
        match block:
            case Head():
                said |= {"quoc_hieu": block.country, "tieu_ngu": block.motto, "co_quan_chu_quan": block.superior}
                said |= {"co_quan": list(block.issuer), "so": block.number, "dia_danh_ngay": block.place_and_day}
            case Title():
                said |= {"loai": block.type, "trich_yeu": block.about}
            case Closing():
                said |= {"noi_nhan": list(block.recipients), "tham_quyen": list(block.authority), "nguoi_ky": block.name}
            case AppendixHeading():
                said["phu_luc"].append({"nhan": block.label, "ten": block.title, "kem_theo": block.attached, "doan": []})
            case _:
                pass
    said["can_cu"], said["dieu"], said["doan"] = _running_text(blocks)
    for sheet in content.sheets:
        if said["phu_luc"] and any(isinstance(block, AppendixHeading) for block in sheet.blocks):
            said["phu_luc"][-1]["doan"] = [_text(block) for block in sheet.blocks if isinstance(block, Paragraph | Heading)]
    tables = [(table, sheet.width) for sheet in content.sheets for table in sheet.blocks if isinstance(table, Table)]
    said["bang"] = [
        {
            "ten": table.title,
            "cot": [column.heading for column in table.columns],
            "dong": [list(row) for row in table.rows],
            "word": _as_word(table, width),
        }
        for table, width in tables
    ]
    return said


def _running_text(blocks: list[Block]) -> tuple[list[str], list[Json], list[str]]:
    """Give the legal bases, the articles with their paragraphs, and every paragraph, of what stands before the closing."""
    bases: list[str] = []
    articles: list[Json] = []
    paragraphs: list[str] = []
    for block in blocks:
        if isinstance(block, Closing | AppendixHeading):
            break
        if not isinstance(block, Paragraph | Heading | Centred):
            continue
        paragraphs.append(_text(block))
        if isinstance(block, Paragraph) and block.emphasis == "italic":
            bases.append(block.text)
        elif isinstance(block, Paragraph) and block.lead:
            articles.append({"ten": block.lead, "doan": [block.text]})
        elif isinstance(block, Paragraph) and articles:
            articles[-1]["doan"].append(block.text)
    return bases, articles, paragraphs


def _text(block: Paragraph | Heading | Centred) -> str:
    return f"{block.lead} {block.text}".strip() if isinstance(block, Paragraph) else block.text


def _as_word(table: Table, width: int) -> str:
    """Write a table as Word's own XML that needs none of our styles."""
    made = word_table(table, width)
    properties = made.find(qn("w:tblPr"))
    properties.remove(properties.find(qn("w:tblStyle")))
    borders = element("tblBorders")
    borders.extend(element(side, val="single", sz=4, space=0, color="auto") for side in _SIDES)
    margins = element("tblCellMar")
    margins.extend(
        element(side, w=width, type="dxa") for side, width in (("top", 15), ("left", 68), ("bottom", 15), ("right", 68))
    )
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    for paragraph in made.iter(qn("w:p")):
        style = paragraph.pPr.find(qn("w:pStyle"))
        side, size, bold = _LOOKS[style.get(qn("w:val"))]
        paragraph.pPr.remove(style)
        paragraph.pPr.extend([element("spacing", before=0, after=0), element("ind", firstLine=0), element("jc", val=side)])
        for run in paragraph.findall(qn("w:r")):
            look = element("rPr")
            look.extend([element("b"), element("bCs")] if bold else [])
            look.extend([element("sz", val=size), element("szCs", val=size)])
            run.insert(0, look)
    written: str = etree.tostring(made, encoding="unicode")
    return written + "<w:p/>"


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
