"""Content as an editable Word file: the layout of Decree 30/2020/NĐ-CP in styles that an official can change, and equal bytes for equal content."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from khoabang.documents.content import (
    BOTTOM,
    LEFT,
    LONG,
    RIGHT,
    SHORT,
    TOP,
    AppendixHeading,
    Block,
    CannotDrawError,
    Centred,
    Closing,
    ColumnKind,
    Content,
    Head,
    Heading,
    Paragraph,
    Picture,
    Sheet,
    Signatories,
    Table,
    Title,
)
from khoabang.documents.pdf import png

STYLES: Final = Path(__file__).parent / "word_styles.xml"
LANGUAGES: Final = {"vi": "vi-VN", "en": "en-GB"}
_HEADER = Mm(10)
_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest day that an entry of a zip can carry
_HEAD, _CLOSING = (41, 59), (45, 55)  # percent of the width, as in the PDF
# Parts of the library's empty document that say things of it which are not so of ours.
_NOT_OURS = ("stylesWithEffects", "customXml", "thumbnail", "extended-properties", "numbering")
_CELLS: dict[ColumnKind, str] = {
    "order": "TableMiddle",
    "name": "TableText",
    "figure": "TableFigure",
    "word": "TableMiddle",
    "note": "TableText",
}
_EMPHASIS = {"plain": ("BodyText", ""), "italic": ("LegalBasis", ""), "bold": ("BodyText", "Strong")}
_TWIPS_OF_CM = 567


def word(content: Content) -> bytes:
    """Draw the content as .docx. Equal content gives equal bytes; an official may change everything in it.

    Raises:
        CannotDrawError: a sign that no Word file can hold, or a picture that cannot be drawn.
    """
    drawing = _Drawing(content)
    try:
        for place, sheet in enumerate(content.sheets):
            drawing.sheet(sheet, first=place == 0)
    except ValueError:  # what XML cannot hold
        raise CannotDrawError("PAP004") from None
    saved = BytesIO()
    drawing.document.save(saved)
    return same_bytes(saved.getvalue())


def same_bytes(archive: bytes) -> bytes:
    """Pack a Word file again without the time of its making."""
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as made, ZipFile(packed, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            entry = ZipInfo(name, _FIRST)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            kept.writestr(entry, made.read(name), compresslevel=9)
    return packed.getvalue()


def word_table(table: Table, available: int) -> Any:
    """Make a table of so many millimetres as Word's own element; its header is repeated on each page."""
    grid = _Grid([Mm(width).twips for width in table.widths(available)], "TableGrid", table.title)
    grid.row([(column.heading, "TableHead") for column in table.columns], header=True)
    kinds = [_CELLS[column.kind] for column in table.columns]
    for row in table.rows:
        grid.row(list(zip(row, kinds, strict=True)))
    return grid.made


def element(tag: str, /, **attributes: object) -> Any:
    """Make an element of Word's own names: `element("shd", val="clear")` is `<w:shd w:val="clear"/>`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


@cache
def _styles() -> bytes:
    return STYLES.read_bytes()


class _Drawing:
    """A document being drawn, block after block."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.document: Document = docx.Document()
        self.width = 0
        self._draw: dict[type[Block], Callable[[Any], object]] = {
            Head: self._head,
            Title: self._title,
            Centred: lambda block: self._line(block.text, "Middle"),
            Heading: lambda block: self._line(block.text, f"Heading{block.level}"),
            Paragraph: self._paragraph,
            Closing: self._closing,
            Signatories: self._signatories,
            AppendixHeading: self._appendix_heading,
            Table: self._table,
            Picture: self._picture,
        }
        self._prepare()

    def _prepare(self) -> None:
        """Take away what the library's empty document says, and put our styles, language and facts there."""
        part = self.document.part
        for holder in (part, part.package):
            for key, relation in list(holder.rels.items()):
                if relation.reltype.rpartition("/")[2] in _NOT_OURS:
                    del holder.rels[key]
        styles = part.styles.element
        styles[:] = parse_xml(_styles())[:]
        language = LANGUAGES.get(self.content.language, self.content.language)
        for each in styles.iter(qn("w:lang")):
            each.set(qn("w:val"), language)
        settings = self.document.settings.element
        settings[:] = [
            element("zoom", percent=100),
            element("defaultTabStop", val=720),
            element("characterSpacingControl", val="doNotCompress"),
            _compatible(),
            element("themeFontLang", val=language, eastAsia=language),
            element("decimalSymbol", val=","),
            element("listSeparator", val=";"),
        ]
        self._facts(language)

    def _facts(self, language: str) -> None:
        said = self.document.core_properties
        said.title, said.author, said.language, said.comments = self.content.title[:255], self.content.author[:255], language, ""
        if self.content.day is not None:
            said.created = said.modified = datetime.combine(self.content.day, time(), UTC).replace(tzinfo=None)
            return
        for each in list(said._element):  # noqa: SLF001 - the library can set a day, and not take one away
            if each.tag.endswith(("}created", "}modified")):
                said._element.remove(each)  # noqa: SLF001

    def sheet(self, sheet: Sheet, *, first: bool) -> None:
        """Draw the blocks on paper of their own."""
        section = self.document.sections[0] if first else self.document.add_section(WD_SECTION.NEW_PAGE)
        self._paper(section, sheet, first=first)
        self.width = sheet.width
        for place, block in enumerate(sheet.blocks):
            self._draw[type(block)](block)
            following = sheet.blocks[place + 1] if place + 1 < len(sheet.blocks) else None
            if isinstance(block, Paragraph) and (isinstance(following, Closing | Signatories) or not block.text):
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _paper(self, section: Section, sheet: Sheet, *, first: bool) -> None:
        wide, high = (LONG, SHORT) if sheet.landscape else (SHORT, LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.header_distance = section.footer_distance = _HEADER
        section.different_first_page_header_footer = True
        for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - the library has no name for it
            section._sectPr.remove(old)  # noqa: SLF001
        section._sectPr.insert_element_before(element("pgNumType", start=1), "w:cols", "w:titlePg", "w:docGrid")  # noqa: SLF001
        if first:  # what follows takes them over
            section.first_page_header.paragraphs[0].style = self.document.styles["header"]
            _field(section.header.paragraphs[0], "PAGE")
            for footer in (section.footer, section.first_page_footer):
                footer.paragraphs[0].add_run(self.content.mark)

    # Blocks

    def _head(self, head: Head) -> None:
        left, right = self._side_by_side(_HEAD)
        width_left, width_right = (self.width * share // 100 for share in _HEAD)
        if head.superior:
            _add(left, head.superior, "Superior")
        for line in head.issuer:
            _add(left, line, "Issuer")
        _rule(left, (width_left - 24) / 2)
        _add(left, head.number, "Number")
        _add(right, head.country, "Country")
        _add(right, head.motto, "Motto")
        _rule(right, (width_right - 2.25 * len(head.motto)) / 2)
        _add(right, head.place_and_day, "PlaceAndDay")

    def _title(self, title: Title) -> None:
        self._line(title.type, "Heading1")
        self._line(title.about, "Subtitle")
        _rule(self.document.element.body, (self.width - 45) / 2)

    def _paragraph(self, block: Paragraph) -> None:
        if not block.text:
            self._line(block.lead, "Heading3" if block.emphasis == "italic" else "Heading2")
            return
        style, character = _EMPHASIS[block.emphasis]
        paragraph = self._line("", style)
        if block.lead:
            paragraph.add_run(block.lead + " ").style = "Strong"
        paragraph.add_run(block.text).style = character or None

    def _closing(self, block: Closing) -> None:
        left, right = self._side_by_side(_CLOSING)
        _add(left, block.recipients_label, "RecipientsLabel")
        for line in block.recipients:
            _add(left, line, "Recipients")
        for line in block.authority:
            _add(right, line, "Authority")
        _add(right, block.name, "Signatory")

    def _signatories(self, block: Signatories) -> None:
        for cell, (office, name) in zip(self._side_by_side((50, 50)), (block.left, block.right), strict=True):
            _add(cell, office, "Authority")
            _add(cell, name, "Signatory")

    def _appendix_heading(self, block: AppendixHeading) -> None:
        self._line(block.label, "Heading1")
        self._line(block.title, "Subtitle")
        self._line(block.attached, "Attached")
        _rule(self.document.element.body, (self.width - 35) / 2)

    def _table(self, block: Table) -> None:
        self.document.element.body.insert_element_before(word_table(block, self.width), "w:sectPr")

    def _picture(self, block: Picture) -> None:
        width = min(block.width_mm, self.width)
        paragraph = self._line("", "Picture")
        shape = paragraph.add_run().add_picture(BytesIO(png(block.svg, width)), width=Mm(width))
        said = shape._inline.docPr  # noqa: SLF001 - the library has no name for it
        said.set("descr", block.alt)
        said.set("name", f"Hình {said.get('id')}")
        if block.caption:
            self._line(block.caption, "Caption")

    # Pieces

    def _line(self, text: str, style: str) -> WordParagraph:
        made = _add(self.document.element.body, text, style)
        return WordParagraph(made, self.document._body)  # noqa: SLF001 - a paragraph belongs to the body

    def _side_by_side(self, shares: tuple[int, int]) -> tuple[Any, Any]:
        """Put two cells without lines side by side, which stay on one page."""
        widths = [Mm(self.width * share // 100).twips for share in shares]
        grid = _Grid(widths, "TableNormal", "")
        left, right = grid.row([("", ""), ("", "")])
        self.document.element.body.insert_element_before(grid.made, "w:sectPr")
        return left, right


class _Grid:
    """A table of fixed widths, given as grid and cell by cell: Word goes by the one, LibreOffice by the other. Built as XML, for length."""

    def __init__(self, widths: list[int], style: str, title: str) -> None:
        self.widths = widths
        self.made = element("tbl")
        properties = element("tblPr")
        properties.append(element("tblStyle", val=style))
        properties.append(element("tblW", w=sum(widths), type="dxa"))
        properties.append(element("tblLayout", type="fixed"))
        if title:
            properties.append(element("tblCaption", val=title))
        columns = element("tblGrid")
        columns.extend(element("gridCol", w=width) for width in widths)
        self.made.extend([properties, columns])

    def row(self, cells: Iterable[tuple[str, str]], *, header: bool = False) -> list[Any]:
        """Add a row that stays on one page; give its cells. A cell without a style is left empty for what is put there."""
        row, properties = element("tr"), element("trPr")
        properties.append(element("cantSplit"))
        if header:
            properties.append(element("tblHeader"))
        row.append(properties)
        made = []
        for width, (text, style) in zip(self.widths, cells, strict=True):
            cell, said = element("tc"), element("tcPr")
            said.append(element("tcW", w=width, type="dxa"))
            if style:
                said.append(element("vAlign", val="center"))
            cell.append(said)
            if style:
                _add(cell, text, style)
            row.append(cell)
            made.append(cell)
        self.made.append(row)
        return made


def _add(holder: Any, text: str, style: str) -> Any:
    """Put a paragraph at the end of a cell or of the body."""
    paragraph, properties = element("p"), element("pPr")
    properties.append(element("pStyle", val=style))
    paragraph.append(properties)
    if text:
        run, written = element("r"), element("t")
        written.text = text
        written.set(qn("xml:space"), "preserve")
        run.append(written)
        paragraph.append(run)
    if holder.tag == qn("w:body"):
        holder.insert_element_before(paragraph, "w:sectPr")
    else:
        holder.append(paragraph)
    return paragraph


def _rule(holder: Any, indent: float) -> None:
    """Draw a line as the upper border of a paragraph with both sides drawn in, in millimetres."""
    sides = max(0, int(indent * _TWIPS_OF_CM / 10))
    properties = _add(holder, "", "Rule").pPr
    properties.append(element("ind", left=sides, right=sides))


def _field(paragraph: WordParagraph, name: str) -> None:
    """Write a field that Word fills in."""
    for kind in ("begin", "", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "text":
            run.text = "2"  # what is shown until the field is filled in
        elif kind:
            run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001 - the library has no fields
        else:
            instruction = element("instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {name} "
            run._r.append(instruction)  # noqa: SLF001


def _compatible() -> Any:
    """Say that the file is made for Word 2013 and later, so that it opens without the words "compatibility mode"."""
    compatible = element("compat")
    compatible.append(
        element("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    )
    return compatible
