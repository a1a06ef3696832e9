"""The process that fills in one template and ends: `python -m khoabang.documents.own_template_child SECONDS`.

Template and variables come on standard input, the document goes to standard output. A template is a stranger's program: it runs in a sandbox
that knows plain values and nothing else, in a process without settings, whose limits the kernel keeps.
"""

import base64
import json
import os
import re
import sys
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.runtime import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from khoabang.auditing.reading.archives import Parts, parse_xml, unpack
from khoabang.auditing.reading.child import set_limits
from khoabang.auditing.reading.limits import MEMORY, RefusalError, megabytes
from khoabang.documents.word import same_bytes

Json = dict[str, Any]
_ACTIVE = re.compile(r"(?:^|/)(?:activeX|embeddings|ctrlProps)/|\.bin$", re.IGNORECASE)
_LINKS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# Fields by which Word reads another file, or runs a program, when it opens or prints.
_READS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD|EMBED|MACROBUTTON|AUTOTEXT)\b", re.IGNORECASE
)
_MOST_OF_EXCERPT = 160


class _Refused(Exception):
    """The template cannot be filled in: the code of a problem, and what fills its sentences."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template that says in which paragraph something is wrong."""

    def render_xml_part(self, src_xml: str, part: Any, context: Json, jinja_env: Any = None) -> str:
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        self.current_rendering_part = part
        try:
            drawn: str = jinja_env.from_string(source).render(context)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise _refusal(error, source) from None
        drawn = re.sub(r"\n<w:p([ >])", r"<w:p\1", drawn)
        resolved: str = self.resolve_listing(drawn)
        return resolved


def _refusal(error: Exception, source: str) -> _Refused:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(error)
    lines = source.splitlines()
    shown = re.sub(r"<[^>]+>", "", lines[line - 1]).strip() if 0 < line <= len(lines) else ""
    said = {
        "excerpt": shown[:_MOST_OF_EXCERPT],
        "paragraph": str(max(line - 1, 1)),
        "detail": str(error)[:_MOST_OF_EXCERPT].rstrip("."),
    }
    if isinstance(error, SecurityError):
        return _Refused("PAP064", **said)
    if isinstance(error, UndefinedError):
        return _Refused("PAP063", **said)
    return _Refused("PAP062", **said)


def _line(error: Exception) -> int:
    """Give the line of the template in which it was raised."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def environment() -> ImmutableSandboxedEnvironment:
    """Make the sandbox: no loader, no function, values that cannot be changed, and no name that is not given."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def guard(archive: bytes) -> None:
    """Refuse what reaches outside the file or runs.

    Raises:
        RefusalError, _Refused: and why.
    """
    parts = unpack(archive, "docx", lambda name: name.endswith((".xml", ".rels")))
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise RefusalError("AUD008")
    for name, content in parts.items():
        if name.endswith(".rels"):
            _relations(content)
        elif name.startswith("word/"):
            _fields(content)
    _nothing_active(archive)


def _relations(content: bytes) -> None:
    for relation in parse_xml(content, "docx"):
        target = str(relation.get("Target") or "")
        link = str(relation.get("Type") or "").endswith("/hyperlink") and _LINKS.match(target)
        if (relation.get("TargetMode") == "External" and not link) or str(relation.get("Type") or "").endswith("/aFChunk"):
            raise _Refused("PAP060", target=target[:_MOST_OF_EXCERPT])


def _fields(content: bytes) -> None:
    root = parse_xml(content, "docx")
    names = [child for child in root.iter() if isinstance(child.tag, str)]
    instructions = "".join(each.text or "" for each in names if each.tag.endswith(("}instrText", "}delInstrText")))
    simple = " ".join(value for each in names for key, value in each.attrib.items() if str(key).endswith("}instr"))
    if found := _READS.search(f"{instructions} {simple}"):
        raise _Refused("PAP061", field=found[1].upper())


def _nothing_active(archive: bytes) -> None:
    held: Parts = unpack(archive, "docx", lambda name: bool(_ACTIVE.search(name)))
    if held:
        raise _Refused("PAP061", field=next(iter(held))[:_MOST_OF_EXCERPT])


def filled(template: bytes, variables: Json, mark: str) -> bytes:
    """Fill in a template.

    Raises:
        RefusalError, _Refused: it cannot be, and why.
    """
    guard(template)
    try:
        document = _Template(BytesIO(template))
        document.init_docx()
    except (KeyError, ValueError, BadZipFile, OpcError, etree.LxmlError, AttributeError):
        raise RefusalError("AUD006", kind="docx") from None
    for table in variables["bang"]:
        table["word"] = Markup(table["word"])  # noqa: S704 - made by us, of escaped text
    variables["bang_xep_hang"] = Markup().join(table["word"] for table in variables["bang"])
    try:
        document.render(variables, environment(), autoescape=True)
    except (etree.LxmlError, KeyError, ValueError, AttributeError) as error:
        raise _Refused("PAP067", detail=str(error)[:_MOST_OF_EXCERPT].rstrip(".")) from None
    saved = BytesIO()
    document.docx.save(saved)
    if mark:
        saved = _marked(saved, mark)
    guard(saved.getvalue())  # what was put together when it was filled in is held to the same
    return same_bytes(saved.getvalue())


def _marked(written: BytesIO, mark: str) -> BytesIO:
    """Put the mark at the foot of every page, whichever footers the template has. Opened anew: filling in leaves old footers in memory."""
    document = docx.Document(written)
    for place, section in enumerate(document.sections):
        for footer in (section.footer, section.first_page_footer, section.even_page_footer):
            if place == 0 or not footer.is_linked_to_previous:
                footer.add_paragraph(mark)
    saved = BytesIO()
    document.save(saved)
    return saved


def answer(asked: Json) -> Json:
    """Give what goes to the parent: the document, or the problem."""
    try:
        document = filled(base64.b64decode(asked["template"]), asked["variables"], asked["mark"])
    except RefusalError as refused:
        return {"problem": [refused.code, refused.params]}
    except _Refused as refused:
        return {"problem": [refused.code, refused.params]}
    except (MemoryError, RecursionError, OverflowError):
        return {"problem": ["PAP066", {"limit": megabytes(MEMORY)}]}
    return {"document": base64.b64encode(document).decode()}


def main(arguments: list[str]) -> int:
    """Fill in what standard input holds within SECONDS of computing."""
    set_limits(int(arguments[0]))
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.buffer.read()))))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
