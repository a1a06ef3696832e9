"""Web pages (html): tables, and the text around them as a browser would show it, in its order. Nothing is fetched or run."""

import re
from typing import Any

from lxml import etree, html

from khoabang.auditing.reading.cleaning import clean, one_line, plain
from khoabang.auditing.reading.decoding import decode
from khoabang.auditing.reading.gathered import Gathered, SpanningRows, Where
from khoabang.auditing.reading.limits import MAX_COLUMNS, RefusalError
from khoabang.auditing.reading.lines import Line, find_grids

_LEFT_OUT = {
    *("script", "style", "head", "template", "noscript", "select", "datalist", "iframe", "object", "svg", "math", "canvas"),
    *("textarea", "audio", "video", "title"),
}
_IN_LINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
    *("kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
    *("var", "wbr", "input", "button", "o:p"),
}
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MANY_ROWS = 3  # a table that holds tables and has fewer rows only lays out the page
_MOST_ROWS = 65_534  # that a cell may reach over, as browsers have it


def read_html(raw: bytes, gathered: Gathered) -> None:
    """Read a web page, or a table that a program saved as one.

    Raises:
        RefusalError: it is no text, or too large.
    """
    text = plain(decode(raw, gathered, markup=True))
    if not text.strip():
        return
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise RefusalError("AUD006", kind="html") from None
    if any(found.type_name == "ERR_RESOURCE_LIMIT" for found in parser.error_log):
        raise RefusalError("AUD015")  # the parser goes on without what stands deeper
    _PageReader(gathered).read(root)


class _Table:
    """A table that is being read."""

    def __init__(self, gathered: Gathered, where: Where) -> None:
        self.grid = SpanningRows(gathered)
        self.where = where
        self.title = ""
        self.in_row = False
        self.cell: list[str] | None = None
        self.spans = (1, 1)


class _PageReader:
    """Walks through the elements of a page; text waits in `line` until a block begins or ends."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.table: _Table | None = None
        self.line: list[str] = []
        self.waiting: list[Line] = []
        self.where = Where()
        self.verbatim = 0  # how many elements around keep their blanks
        self.inner = 0  # tables inside the cell that is being read
        self.layout: set[Any] = set()  # tables that only lay out the page

    def read(self, root: Any) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not name or name in _LEFT_OUT or _is_hidden(element):
                    walk.skip_subtree()
                else:
                    self.start(name, element)
                    self.text(element.text)
            else:
                if name and name not in _LEFT_OUT and not _is_hidden(element):
                    self.end(name, element)
                self.text(element.tail)
        self.flush()

    def start(self, name: str, element: Any) -> None:
        if name == "br":
            self.line.append("\n")
            return
        if name == "pre":
            self.verbatim += 1
        if name in _IN_LINE:
            return
        self.block()
        if element.sourceline:
            self.where = Where(element.sourceline)
        match name:
            case "table":
                self.start_table(element)
            case "tr" if self.at_table_level():
                self.start_row()
            case "td" | "th" if self.at_table_level():
                self.start_cell(element)
            case "caption" if self.table and not self.inner:
                self.table.cell = []

    def end(self, name: str, element: Any) -> None:
        if name in _IN_LINE or name == "br":
            return
        self.block()
        if name == "pre":
            self.verbatim -= 1
        table = self.table
        if table is None:
            return
        if name == "table" and element not in self.layout:
            if self.inner:
                self.inner -= 1
            else:
                self.end_table(table)
        elif name in {"td", "th"} and not self.inner and table.cell is not None:
            table.grid.add(clean("\n".join(table.cell)), *table.spans)
            table.cell = None
        elif name in {"td", "th"} and self.inner and table.cell:
            table.cell[-1] += " "
        elif name == "tr" and not self.inner and table.in_row:
            table.grid.end_row()
            table.in_row = False
        elif name == "caption" and not self.inner and table.cell is not None:
            table.title, table.cell = " ".join(table.cell), None

    def at_table_level(self) -> bool:
        return self.table is not None and not self.inner

    def start_table(self, element: Any) -> None:
        if self.table is not None:
            self.inner += 1
        elif element.find(".//table") is not None and _own_rows(element) < _MANY_ROWS:
            self.layout.add(element)
        else:
            self.flush()
            self.table = _Table(self.gathered, self.where)

    def start_row(self) -> None:
        assert self.table is not None  # noqa: S101 - `at_table_level` was asked
        self.table.grid.start_row()
        self.table.in_row = True

    def start_cell(self, element: Any) -> None:
        assert self.table is not None  # noqa: S101 - `at_table_level` was asked
        if not self.table.in_row:
            self.start_row()
        self.table.cell = []
        self.table.spans = (_span(element, "colspan", MAX_COLUMNS), _span(element, "rowspan", _MOST_ROWS))

    def end_table(self, table: _Table) -> None:
        if table.in_row:
            table.grid.end_row()
        self.table = None
        self.gathered.grid(table.grid.rows, table.where, table.title)

    def text(self, text: str | None) -> None:
        if text:
            self.line.append(plain(text) if self.verbatim else one_line(text))

    def block(self) -> None:
        """End the line of text that waits, in a cell or outside."""
        if not self.line:
            return
        text, self.line = "".join(self.line), []
        if not text.strip():
            return
        self.gathered.count(0, 0)
        if self.table is None:
            lines = text.split("\n") if self.verbatim else [one_line(line) for line in text.split("\n")]
            self.waiting += [Line(line, self.where) for line in lines]
        elif self.table.cell is not None:
            self.table.cell.append(text)
        else:  # text between the rows of a table, which browsers show before it
            self.gathered.prose(text, self.where)

    def flush(self) -> None:
        self.block()
        find_grids(self.waiting, self.gathered)
        self.waiting = []


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or bool(_UNSEEN.search(element.get("style") or ""))


def _own_rows(table: Any) -> int:
    """Count the rows of a table that are not those of tables inside it."""
    return sum(1 for _ in table.iterfind("tr")) + sum(1 for _ in table.iterfind("*/tr"))


def _span(element: Any, name: str, most: int) -> int:
    given = (element.get(name) or "").strip()
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        return 1
    count = int(given)
    return most if name == "rowspan" and not count else max(1, min(count, most))
