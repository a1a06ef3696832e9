"""The process that audits one document and ends: `python -m khoabang.web.audits.child`, without Django and without the database.

Standard input begins with a line of JSON: what to do (`file` with a path, `text`, `again`, `keep`), how the document is called, what a person said of
its tables, the criteria set that they are held against, the pages that a person confirmed. A pasted text, or the content kept of a document read before,
follows. Standard output gets three parts, each after a line with its length: the document's content to keep, packed; the report as JSON, or why what
was said is refused; the pictures of pages that were read off them. Reading a file takes a process of its own below this one. The kernel keeps the
limits.
"""

import base64
import json
import os
import sys
import zlib
from pathlib import Path
from typing import Any, NoReturn

from khoabang.auditing.audit import Audit, audit
from khoabang.auditing.document import Cell, Document, Grid
from khoabang.auditing.reading import read_document, read_text
from khoabang.auditing.reading.child import set_limits
from khoabang.auditing.reading.gathered import BINARY, DOUBTFUL, MERGED
from khoabang.auditing.reading.isolated import document_of
from khoabang.auditing.recognised import confirmed
from khoabang.auditing.rulings import RulingError, Told
from khoabang.language import LANGUAGES
from khoabang.scoring import Problems, load_set, shipped_sets
from khoabang.web.audits.limits import MAX_ANSWER, SECONDS, SECONDS_TO_READ
from khoabang.web.audits.report import report_of, scans_of

_MOST_UNPACKED = 200_000_000


def main() -> None:
    """Audit what standard input says."""
    set_limits(SECONDS)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    match asked["what"]:
        case "file":
            document = read_document(Path(asked["path"]), name=asked["name"], seconds=SECONDS_TO_READ)
        case "text":
            document = read_text(content.decode("utf-8", "replace"), asked["name"])
        case _:
            unpacked = zlib.decompressobj().decompress(content, _MOST_UNPACKED)
            document = document_of(json.loads(unpacked), asked["name"])
    told = {int(table): Told.from_plain(said) for table, said in asked["told"].items()}
    by = load_set(shipped_sets()[asked["criteria_set"]], Problems()) if asked["criteria_set"] else None
    try:
        audited = audit(confirmed(document, asked["confirmed"]), told, by)
        if asked["what"] == "keep":
            _answer(b"", kept(audited, asked["keep"]), {})
        report = report_of(audited)
        report["scans"] = scans_of(document, asked["confirmed"])
    except RulingError as error:
        said = {lang: error.said(lang) for lang in LANGUAGES}
        report = {"refused": {"field": error.field, "table": error.table, "column": error.column, "said": said}}
    pictures = {page: base64.b64encode(picture).decode() for page, picture in document.pictures.items()}
    _answer(kept_of(document), report, pictures)


def _answer(content: bytes, report: Any, pictures: dict[int, str]) -> NoReturn:
    for part in (content, _packed(report), _packed(pictures)):
        if len(part) > MAX_ANSWER:
            os._exit(3)
        sys.stdout.buffer.write(b"%d\n" % len(part) + part)
    sys.stdout.buffer.flush()
    os._exit(0)


def kept(audited: Audit, asked: dict[str, Any]) -> dict[str, Any]:
    """Make the evaluation of a table that is kept: the text of its files by path, or the problems that stand in the way."""
    from khoabang.auditing.historic import Described, keep

    described = Described.model_validate(asked["described"])
    told = {key: asked[key] for key in ("edition", "tables", "codes", "version")}
    made, problems = keep(audited, described, **told)
    if made is None:
        return {"problems": [problem.as_json() for problem in problems]}
    return {"files": {path: content.decode() for path, content in made.files.items()}}


def kept_of(document: Document) -> bytes:
    """Pack what was read in the plain values that `isolated.document_of` takes over."""
    blocks: list[Any] = []
    for block in document.blocks:
        place = [block.place.line, block.place.cell]
        if isinstance(block, Grid):
            rows = [[_plain(cell) for cell in row] for row in block.rows]
            blocks.append(["t", rows, place, block.title, block.first_line, block.recognised])
        else:
            blocks.append(["p", block.text, place, block.recognised])
    problems = [[each.code, [each.place.line, each.place.cell], each.params] for each in document.problems]
    plain = {"kind": document.kind, "hidden": document.hidden, "blocks": blocks, "problems": problems}
    return zlib.compress(_packed(plain))


def _plain(cell: Cell) -> Any:
    marks = BINARY * cell.binary + MERGED * cell.merged + DOUBTFUL * cell.doubtful
    return [cell.text, marks] if marks else cell.text


def _packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


if __name__ == "__main__":
    main()
