"""Word documents (docx): paragraphs and tables in reading order, tracked changes read as if they were accepted."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from khoabang.auditing.reading.archives import Parts, attribute, local, parse_xml, unpack
from khoabang.auditing.reading.cleaning import clean
from khoabang.auditing.reading.gathered import Cell, Gathered, SpanningRows, Where, merged
from khoabang.auditing.reading.limits import MAX_DEPTH, RefusalError
from khoabang.auditing.reading.lines import Line, find_grids
from khoabang.auditing.reading.word_numbering import Numbering

_LEFT_OUT = {"del", "moveFrom", "delText", "instrText", "Fallback", "rPr", "sectPr", "tblPr", "tcPr", "trPr", "sdtPr", "numPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
_MANY_ROWS = 3  # a table that holds tables and has fewer rows only lays out the page
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_BORDERS = re.compile(r"word/(header|footer)\d*\.xml")
_MAIN = "word/document.xml"


def read_docx(raw: bytes, gathered: Gathered) -> None:
    """Read a document of Word 2007 and later: headers, the body, footers, notes.

    Raises:
        RefusalError: it is dangerous, broken or too large.
    """
    parts = unpack(raw, "docx", lambda name: name.startswith("word/") and name.endswith(".xml") and name.count("/") == 1)
    if _MAIN not in parts:
        raise RefusalError("AUD006", kind="docx")
    reader = _WordReader(gathered, parts)
    borders = sorted(name for name in parts if _BORDERS.fullmatch(name))
    for name in (
        *(name for name in borders if "header" in name),
        _MAIN,
        *(name for name in borders if "footer" in name),
        *(name for name in _NOTES if name in parts),
    ):
        reader.part(parse_xml(parts[name], "docx"))
    if reader.changes:
        gathered.problem("AUD025", count=reader.changes)


class _WordReader:
    """Goes through the parts of a document; lines wait until a table or the end, for they may be rows of a table themselves."""

    def __init__(self, gathered: Gathered, parts: Parts) -> None:
        self.gathered = gathered
        self.numbering = Numbering(parts)
        self.changes = 0
        self.paragraphs = 0
        self.waiting: list[Line] = []

    def part(self, root: Any) -> None:
        self.changes += sum(1 for name in _CHANGES for _ in root.iter(f"{{*}}{name}"))
        self.blocks(root, 0)
        self.flush()

    def flush(self) -> None:
        find_grids(self.waiting, self.gathered)
        self.waiting = []

    def here(self) -> Where:
        return Where(cell=f"¶{self.paragraphs}")

    def blocks(self, parent: Any, depth: int) -> None:
        """Read what stands below an element, in its order."""
        if depth > MAX_DEPTH:
            raise RefusalError("AUD015", limit=MAX_DEPTH)
        for element in parent:
            name = local(element.tag)
            if name == "p":
                self.paragraphs += 1
                self.gathered.count(0, 0)
                text = self.numbering.label(element) + _text(element)
                self.waiting += [Line(line, self.here()) for line in text.split("\n")]
                for box in _boxes(element):
                    self.blocks(box, depth + 1)
            elif name == "tbl":
                self.table(element, depth)
            elif name not in _LEFT_OUT:
                self.blocks(element, depth + 1)

    def table(self, table: Any, depth: int) -> None:
        """Read a table; one that only lays out other tables on the page is read as what stands in its cells."""
        rows = list(_inside(table, "tr"))
        if table.find(".//{*}tbl") is not None and len(rows) < _MANY_ROWS:
            for row in rows:
                for cell in _inside(row, "tc"):
                    self.blocks(cell, depth + 1)
            return
        self.flush()
        self.paragraphs += 1
        where = self.here()
        grid = SpanningRows(self.gathered)
        above: dict[int, Cell] = {}  # column: what a cell that reaches down shows
        for row in rows:
            if not _is_deleted(row, "trPr", "del"):
                self.row(row, grid, above, depth)
        self.gathered.grid(grid.rows, where)

    def row(self, row: Any, grid: SpanningRows, above: dict[int, Cell], depth: int) -> None:
        grid.start_row()
        properties = row.find("{*}trPr")
        for _ in range(_value(properties, "gridBefore", 0)):
            grid.add("")
        for cell in _inside(row, "tc"):
            if _is_deleted(cell, "tcPr", "cellDel"):
                continue
            column = len(grid.rows[-1])
            properties = cell.find("{*}tcPr")
            reaching = properties.find("{*}vMerge") if properties is not None else None
            shown: Cell
            if reaching is not None and attribute(reaching, "val", "continue") == "continue":
                shown = above.get(column, "")
            else:
                shown = clean("\n".join(self.lines(cell, depth)))
                above.pop(column, None)
                if reaching is not None:
                    above[column] = merged(shown)
            grid.add(shown, _value(properties, "gridSpan", 1))
        grid.end_row()

    def lines(self, cell: Any, depth: int) -> Iterator[str]:
        """Give the lines of a cell, of text boxes and tables inside it as well."""
        if depth > MAX_DEPTH:
            raise RefusalError("AUD015", limit=MAX_DEPTH)
        for element in cell:
            name = local(element.tag)
            if name == "p":
                yield self.numbering.label(element) + _text(element)
                for box in _boxes(element):
                    yield from self.lines(box, depth + 1)
            elif name == "tr":
                yield " ".join(clean("\n".join(self.lines(inner, depth + 1))) for inner in _inside(element, "tc"))
            elif name not in _LEFT_OUT:
                yield from self.lines(element, depth + 1)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Give the rows of a table or the cells of a row, those in content controls as well."""
    for element in parent:
        if local(element.tag) == name:
            yield element
        elif local(element.tag) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _inside(element, name)


def _is_deleted(element: Any, properties: str, mark: str) -> bool:
    return element.find(f"{{*}}{properties}/{{*}}{mark}") is not None


def _value(properties: Any, name: str, default: int) -> int:
    found = properties.find(f"{{*}}{name}") if properties is not None else None
    given = attribute(found, "val") if found is not None else ""
    return int(given) if given.isdecimal() and len(given) < 6 else default


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Give the text boxes that hang on a paragraph; the copy for old programs is left out."""
    for box in paragraph.iter("{*}txbxContent"):
        outer = (local(parent.tag) for parent in takewhile(lambda parent: parent is not paragraph, box.iterancestors()))
        if not {"Fallback", "txbxContent"} & set(outer):
            yield box


def _text(paragraph: Any) -> str:
    """Give the text of a paragraph: what was inserted, not what was deleted, nothing that is hidden."""
    pieces: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local(element.tag)
        if name == "t":
            pieces.append(element.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "r" and _is_hidden(element):
            continue
        elif name not in _LEFT_OUT and name not in {"txbxContent", "pPr"}:
            waiting += reversed(element)
    return "".join(pieces)


def _is_hidden(run: Any) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and attribute(mark, "val", "1") not in {"0", "false", "off"}
