"""Makes one small table, and anything else, as a file of each kind that can be read; nothing binary is kept with the tests."""

import html
import io
import struct
import zlib
from collections.abc import Sequence

import xlsxwriter

from hostile import ods as ods_workbook
from hostile import ods_cell, packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TITLE = "Kết quả xếp hạng năm 2025"
NOTE = "Ghi chú: điểm tối đa là 100"
TABLE = [
    ["STT", "Tên cơ quan", "Hạ tầng", "Tổng điểm"],
    ["1", "Sở Tài chính", "40,5", "90,25"],
    ["2", "Sở Y tế", "38", "85,5"],
    ["3", "Ban Quản lý các khu công nghiệp", "30", "71"],
]
Table = Sequence[Sequence[str]]


def as_csv(rows: Table = TABLE, delimiter: str = ";") -> bytes:
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode()


def as_tsv(rows: Table = TABLE) -> bytes:
    return as_csv(rows, "\t")


def as_pipes(rows: Table = TABLE) -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join([TITLE, "", *lines, "", NOTE]).encode()


def as_pasted(rows: Table = TABLE) -> str:
    return "\n".join([TITLE, "", *("\t".join(row) for row in rows), "", NOTE])


def as_html(rows: Table = TABLE) -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<!doctype html><meta charset=utf-8><p>{TITLE}</p><table>{body}</table><p>{NOTE}</p>".encode()


def as_xlsx(rows: Table = TABLE) -> bytes:
    """Numbers with a comma become numbers, as people type them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Kết quả")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell.replace(",", "").isdecimal():
                    sheet.write_number(number, column, float(cell.replace(",", ".")))
                else:
                    sheet.write_string(number, column, cell)
    return buffer.getvalue()


def as_ods(rows: Table = TABLE) -> bytes:
    written = []
    for row in rows:
        cells = [
            ods_cell(cell, f'office:value-type="float" office:value="{cell.replace(",", ".")}"')
            if cell.replace(",", "").isdecimal()
            else ods_cell(cell)
            for cell in row
        ]
        written.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return ods_workbook("".join(written))


def as_xls(rows: Table = TABLE) -> bytes:
    """An Excel 97 workbook: records in a compound file of one stream."""

    def record(number: int, content: bytes) -> bytes:
        return struct.pack("<HH", number, len(content)) + content

    cells = b""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            head = struct.pack("<HHH", number, column, 0)
            if cell.replace(",", "").isdecimal():
                cells += record(0x203, head + struct.pack("<d", float(cell.replace(",", "."))))
            else:
                cells += record(0x204, head + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    place = len(start) + 4 + 11 + 4
    sheets = start + record(0x85, struct.pack("<IBBBB", place, 0, 0, 3, 0) + b"XLS") + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells + record(0x0A, b"")
    return compound("Workbook", sheets + sheet)


def compound(name: str, content: bytes) -> bytes:
    """A compound file (OLE) that holds one stream."""
    content = content.ljust(4096, b"\0")  # shorter streams are kept in another way
    sectors = -(-len(content) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )
    head += struct.pack("<I", 0) + b"\xff" * 108 * 4

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = title.encode("utf-16-le") + b"\0\0" if title else b""
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<III", first, size, 0)
        )

    folder = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + entry(name, 2, 0xFFFFFFFF, 2, len(content))
        + entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    )
    sizes = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return head[:512] + sizes + folder + content.ljust(sectors * 512, b"\0")


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def word_table(rows: Table) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def word(body: str, parts: dict[str, str | bytes] | None = None, doctype: str = "") -> bytes:
    """A Word document with a body as given; `parts` are added."""
    document = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document} | (parts or {}))


def as_docx(rows: Table = TABLE) -> bytes:
    return word(paragraph(TITLE) + word_table(rows) + paragraph(NOTE))


class Pdf:
    """Writes pages of text and lines; letters are told by a map to Unicode, no font is embedded. Lengths are points from the top left."""

    HEIGHT = 842
    LETTER = 500  # width of every letter, in thousandths of its size

    def __init__(self) -> None:
        self.pages: list[list[str]] = []
        self.letters: set[str] = set()

    def page(self) -> None:
        self.pages.append([])

    def text(self, left: int, top: int, text: str, size: int = 10) -> None:
        self.letters |= set(text)
        codes = "".join(f"{ord(letter):04x}" for letter in text)
        self.pages[-1].append(f"BT /F {size} Tf {left} {self.HEIGHT - top - size} Td <{codes}> Tj ET")

    def line(self, left: int, top: int, right: int, bottom: int) -> None:
        self.pages[-1].append(f"{left} {self.HEIGHT - top} m {right} {self.HEIGHT - bottom} l S")

    def table(self, top: int, rows: Table, widths: Sequence[int], left: int = 50, height: int = 20) -> int:
        """Draw a ruled table and give where it ends."""
        edges = [left + sum(widths[:number]) for number in range(len(widths) + 1)]
        for number, row in enumerate(rows):
            for edge, cell in zip(edges, row, strict=False):
                if cell:
                    self.text(edge + 4, top + number * height + 4, cell)
        bottom = top + len(rows) * height
        for number in range(len(rows) + 1):
            self.line(edges[0], top + number * height, edges[-1], top + number * height)
        for edge in edges:
            self.line(edge, top, edge, bottom)
        return bottom

    def made(self, *, extra: str = "") -> bytes:
        letters = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in sorted(self.letters))
        unicode_map = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def 1 begincodespacerange <0000> <ffff> "
            f"endcodespacerange {len(self.letters)} beginbfchar\n{letters}\nendbfchar endcmap end end"
        )
        first = 6  # objects before it: catalogue, pages, font, its descendant, its map
        kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(self.pages)))
        objects: list[bytes] = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>".encode(),
            b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW {self.LETTER}"
            "/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/Ascent 800/Descent -200/FontBBox[0 -200 500 800]>>>>".encode(),
            stream(unicode_map.encode()),
        ]
        for number, page in enumerate(self.pages):
            objects += [
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {self.HEIGHT}]/Contents {first + 2 * number + 1} 0 R"
                f"/Resources<</Font<</F 3 0 R>>>>{extra}>>".encode(),
                stream("\n".join(page).encode()),
            ]
        return pdf_file(objects)


def stream(content: bytes) -> bytes:
    return _squeezed_stream(zlib.compress(content))


def blank_stream(times: int, part: int = 50_000_000) -> bytes:
    """Blanks, so many times `part` bytes of them: the squeezed part is written again and again, which squeezing it all would not be so fast as."""
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    blanks = b" " * part
    once = squeeze.compress(blanks) + squeeze.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(blanks, checksum)
    return _squeezed_stream(b"\x78\x9c" + once * times + b"\x03\x00" + checksum.to_bytes(4, "big"))


def _squeezed_stream(squeezed: bytes) -> bytes:
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(squeezed), squeezed)


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """A whole PDF of objects numbered from 1, of which the first is the catalogue."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def as_pdf(rows: Table = TABLE) -> bytes:
    pdf = Pdf()
    pdf.page()
    pdf.text(50, 40, TITLE, 14)
    widths = [max(30, 6 * max(len(row[column]) for row in rows) + 8) for column in range(len(rows[0]))]
    bottom = pdf.table(80, rows, widths)
    pdf.text(50, bottom + 20, NOTE)
    return pdf.made()


MADE = {
    "csv": as_csv,
    "tsv": as_tsv,
    "md": as_pipes,
    "txt": lambda rows=TABLE: as_pasted(rows).encode(),
    "html": as_html,
    "xlsx": as_xlsx,
    "xls": as_xls,
    "ods": as_ods,
    "docx": as_docx,
    "pdf": as_pdf,
}
